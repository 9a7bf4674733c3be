"""What is fuzzed: a function for each reader of files from strangers. It returns, or something is wrong with hyojun.

Whatever comes in, a reader gives a value or says in Japanese why not (findings, or the exception it declares). Anything
else that comes out, an assertion here among it, is a crash; so are more than `SECONDS` and more than `MEGABYTES`.
"""

import atexit
import re
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from bundles import packed, unbundled
from desk import Desk, desk, head
from grids import workbook

from hyojun import check, flow
from hyojun.check.run import check_business
from hyojun.model import Finding, FlowFile, Guide, canonical, index
from hyojun.source import (
    Common,
    Problem,
    Sources,
    editing,
    importing,
    load_business,
    load_common,
    located,
    read_bpmn,
    read_flow,
)
from hyojun.source.atomic import PENDING
from hyojun.source.editing.changes import Cell
from hyojun.source.files import decode
from hyojun.source.formatting import formatted
from hyojun.source.schema import SpecFile
from hyojun.source.yaml_block import block_tree
from hyojun.source.yaml_text import parse, positions, strictly

SECONDS = 10
"""Of the processor, for one input of at most `LARGEST` bytes."""
MEGABYTES = 1500
LARGEST = 64 * 1024

BUSINESS = "002"
_NOWHERE = Path("/nowhere")
_CODES = frozenset(Problem)
_DECLARED = FlowFile(key="nagare", title="流れ", file="a.bpmn")


def yaml(data: bytes) -> None:
    """Files of a 業務 in YAML: the strict loader, the schema, the model, the rules, and `fmt`."""
    files = unbundled(data) or {f"spec/{BUSINESS}/a.yaml": data}
    for name, body in files.items():
        text = decode(body, name).text if name.endswith((".yaml", ".yml")) else None
        if text is None:
            continue
        plain, slow = block_tree(text), strictly(text, name)
        assert plain is None or (plain, ()) == slow, "the fast reader and the strict one differ"
        positions(text)
        told(parse(text, name).findings)
        laid_out = formatted(text, SpecFile, name)
        told(laid_out.findings)
        if laid_out.text is not None:
            assert parse(laid_out.text, name).tree == slow.tree
    business(files)


def markdown(data: bytes) -> None:
    """A chapter: what is screened, its blocks, and the rules about prose."""
    business(unbundled(data) or {f"spec/{BUSINESS}/a.md": data})


def bpmn(data: bytes) -> None:
    """A flow: the reader, places of findings, the drawing, the table of steps, and a drawing for what has none."""
    name = f"bpmn/{BUSINESS}/a.bpmn"
    read, findings = read_flow(data, _DECLARED, name)
    told(located(Sources(_NOWHERE, {name: data}), findings))
    if read is None:
        assert findings
        return
    flow.steps(read)
    canonical(read.plain())
    whole, _ = read_bpmn(data, name)
    assert whole is not None
    for plane in flow.planes(whole):
        flow.draw(whole, plane)
    try:
        made = flow.with_layout(data, whole)
    except (flow.CannotLayOut, flow.Unwritable):
        return
    again, findings = read_bpmn(made, name)
    assert again is not None, findings


def excel(data: bytes) -> None:
    """A workbook (a bundle of its parts), or a table as text (a bundle of one .csv)."""
    parts = unbundled(data)
    if len(parts) == 1 and (name := next(iter(parts))).endswith(".csv"):
        imported("表.csv", parts[name], importing.import_workbook, importing.report_lines)
    else:
        body = data if data.startswith(b"PK") else packed(parts)
        imported("表.xlsx", body, importing.import_workbook, importing.report_lines)


def word(data: bytes) -> None:
    """A document (a bundle of its parts)."""
    body = data if data.startswith(b"PK") else packed(unbundled(data))
    imported("文.docx", body, importing.import_word, importing.word_report_lines)


def edit(data: bytes) -> None:
    """A book for editing that comes back: refused whole, or done so that the sources are read as before."""
    files, at = unbundled(data), editable()
    path = at.root.parent / "本.xlsx"
    path.write_bytes(data if data.startswith(b"PK") else workbook(files))
    try:
        done = applied(at.root, path)
        if done is None:
            assert at.now() == at.kept
            return
        changed = {n for n, body in at.now().items() if at.kept.get(n) != body}
        assert changed == (set(done.files) if done.written else set())
        sources = Sources.of(at.root, BUSINESS)
        known = load_business(sources, BUSINESS, common())
        assert known.business is not None and not known.findings, known.findings
        if done.written and not done.numbers:
            again = applied(at.root, path)
            assert again is None or not [c for c in again.changes if isinstance(c, Cell)], again.changes
    finally:
        at.restore()


def applied(root: Path, path: Path) -> editing.Application | None:
    """What became of a book, told; None where it was refused."""
    try:
        done = editing.apply(root, [path], BUSINESS, reorder=True, skip_conflicts=True)
    except (editing.Refusal, editing.CannotEdit) as problem:
        for line in str(problem).split("\n"):
            assert re.search(r"。(（書かれている値: .*)?\Z|\A[^。]*\Z", line), line
        return None
    assert any(editing.screen_lines(done))
    assert editing.table(done)
    return done


def steps(data: bytes) -> None:
    """A table of steps: refused with the cell of each mistake, or a flow that has just these steps."""
    files = unbundled(data) or {"手順.csv": data}
    name = next(iter(files))
    is_text = len(files) == 1 and name.endswith((".csv", ".tsv"))
    path = repository().parent / ("手順" + (name[-4:] if is_text else ".xlsx"))
    path.write_bytes(files[name] if is_text else workbook(files))
    try:
        table = importing.read_step_table(path)
        made = flow.from_table(table.rows, table.title.text if table.title else path.stem)
    except (importing.ImportProblem, flow.TableProblem) as problem:
        for line in str(problem).split("\n"):
            assert line.endswith("。"), line
        return
    assert all(str(remark).endswith("。") for remark in (*table.remarks, *flow.doubts(table.rows)))
    read, findings = read_flow(made, _DECLARED, "流れ.bpmn")
    assert read is not None and not findings, findings
    told_again = flow.as_rows(flow.steps(read))
    assert len(told_again) == len(table.rows)
    entries = [{column: flow.Entry(said, column) for column, said in row.items()} for row in told_again]
    assert flow.from_table(entries, "流れ")


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "markdown": markdown,
    "bpmn": bpmn,
    "excel": excel,
    "word": word,
    "edit": edit,
    "steps": steps,
}


def told(findings: Iterable[Finding]) -> None:
    """Every finding is one that people can act on."""
    for found in findings:
        assert found.code in check.CATALOGUE or found.code in _CODES, found
        assert found.message.rstrip("）").endswith("。"), found
        assert found.line >= 0 and found.column >= 0, found


def business(files: Mapping[str, bytes]) -> None:
    """A 業務 of these files, read and checked; what it lacks is made up."""
    listed = [n for n in files if n.endswith((".yaml", ".yml", ".md")) and n.count("/") == 2]
    own = (n.rpartition("/")[2] for n in listed if n.startswith("spec/"))
    held = {f"spec/{BUSINESS}/業務.yaml": head(BUSINESS, own).encode(), **files}
    sources = Sources(_NOWHERE, dict(sorted(held.items())))
    read = load_business(sources, BUSINESS, common())
    told(located(sources, read.findings))
    if read.business is None:
        return
    guide = Guide(common().registry, common().words)
    found = check_business(read.business, guide, read.unread)
    assert not found.defects, found.findings
    told(located(sources, found.findings))
    index(read.business, read.unread)
    canonical(read.business.plain())


def imported(
    name: str,
    body: bytes,
    take: Callable[..., object],
    lines: Callable[..., Iterable[str]],
) -> None:
    """An import into an empty repository: done and reported, or refused with nothing written."""
    root = repository()
    path = root.parent / name
    path.write_bytes(body)
    try:
        report = take(path, root, BUSINESS)
    except importing.ImportProblem as problem:
        assert str(problem).endswith("。"), str(problem)
        assert "取り込んだ結果を読めません" not in str(problem), str(problem)
        assert not any((root / "spec").iterdir())
    else:
        assert any(lines(report))
    finally:
        for left in (root / "spec" / BUSINESS, root / "templates", root / PENDING):
            shutil.rmtree(left, ignore_errors=True)


@cache
def memory() -> Path:
    """A folder in memory where the machine has such a place: files are written there again and again."""
    shared = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="fuzz-", dir=shared if shared.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    return Path(folder)


@cache
def editable() -> Desk:
    """A repository with a row in every table."""
    return desk(memory() / "直す仕様書")


@cache
def repository() -> Path:
    """An empty repository."""
    root = memory() / "仕様書"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n", "utf-8")
    return root


@cache
def common() -> Common:
    """The settings that come with hyojun."""
    return load_common(repository())
