"""What is fuzzed: a function for each reader of files from strangers. It returns, or something is wrong with hyojun.

Whatever comes in, a reader gives a value or says in Japanese why not (findings, or the exception it declares). Anything
else that comes out, an assertion here among it, is a crash; so are more than `SECONDS` and more than `MEGABYTES`.
"""

import atexit
import shutil
import tempfile
from collections.abc import Callable, Iterable, Mapping
from functools import cache
from pathlib import Path

from bundles import packed, unbundled

from hyojun import check, flow
from hyojun.check.run import check_business
from hyojun.model import Finding, FlowFile, Guide, canonical, index
from hyojun.source import (
    Common,
    Problem,
    Sources,
    importing,
    load_business,
    load_common,
    located,
    read_bpmn,
    read_flow,
)
from hyojun.source.atomic import PENDING
from hyojun.source.files import decode
from hyojun.source.formatting import formatted
from hyojun.source.schema import SpecFile
from hyojun.source.yaml_block import block_tree
from hyojun.source.yaml_text import parse, positions, strictly

SECONDS = 10
"""For one input of at most `LARGEST` bytes."""
MEGABYTES = 1500
LARGEST = 64 * 1024

BUSINESS = "002"
_NOWHERE = Path("/nowhere")
_CODES = frozenset(Problem)
_HEAD = f"""\
業務ID: "{BUSINESS}"
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "1.0"
    状態: 案
    改定履歴: [{{版: "1.0", 概要: 新規作成}}]
    構成: ["%s"]
"""
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


TARGETS: Mapping[str, Callable[[bytes], None]] = {
    "yaml": yaml,
    "markdown": markdown,
    "bpmn": bpmn,
    "excel": excel,
    "word": word,
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
    own = '", "'.join(n.rpartition("/")[2] for n in listed if n.startswith("spec/"))
    held = {f"spec/{BUSINESS}/業務.yaml": (_HEAD % own).encode(), **files}
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
def repository() -> Path:
    """An empty repository in memory where the machine has such a place: its files are written again and again."""
    memory = Path("/dev/shm")
    folder = tempfile.mkdtemp(prefix="fuzz-", dir=memory if memory.is_dir() else None)
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    root = Path(folder) / "仕様書"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n", "utf-8")
    return root


@cache
def common() -> Common:
    """The settings that come with hyojun."""
    return load_common(repository())
