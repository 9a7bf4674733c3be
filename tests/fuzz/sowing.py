"""What the fuzzers start from: the cases of other tests, the samples, small workbooks and documents."""

import csv
import io
import re
import sys
import tempfile
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any

from bundles import bundled, unpacked
from desk import book as book_for_editing
from grids import SUFFIX, listed, workbook
from targets import BUSINESS, LARGEST

TESTS = Path(__file__).resolve().parents[1]
ROOT = TESTS.parent
sys.path[:0] = [str(TESTS), str(TESTS / "source")]

import documents as d  # noqa: E402
import grid_paper  # noqa: E402
import openpyxl  # noqa: E402
import workbooks  # noqa: E402
import yaml  # noqa: E402
from casefiles import read_cases  # noqa: E402

from hyojun import flow  # noqa: E402


def seeds(target: str) -> Iterator[bytes]:
    """Inputs of a target that a fuzzer can start from, none larger than it may make one."""
    for files in _SOWN[target]():
        data = files if isinstance(files, bytes) else bundled(files)
        if len(data) <= LARGEST:
            yield data


def _cases() -> Iterator[dict[str, bytes]]:
    for folder in ("check/cases", "source/cases"):
        for path in sorted((TESTS / folder).glob("*.yaml")):
            for case in read_cases(path):
                files = {_placed(name): body for name, body in case.files.items()}
                if any(n.endswith((".yaml", ".yml")) for n in files):
                    yield files
    for path in sorted((ROOT / f"spec/{BUSINESS}").rglob("*.yaml")):
        if "editions" not in path.parts:
            yield {f"spec/{BUSINESS}/{path.name}": path.read_bytes()}


def _placed(name: str) -> str:
    if name.startswith(("spec/", "bpmn/")):
        return (
            name if name.count("/") > 1 or name.startswith("spec/") else name.replace("/", f"/{BUSINESS}/", 1)
        )
    return f"spec/{BUSINESS}/{name}"


def _chapters() -> Iterator[dict[str, bytes]]:
    for path in sorted(ROOT.glob("spec/0*/本編/*.md")):
        yield {f"spec/{BUSINESS}/a.md": path.read_bytes()}
    for files in _cases():
        if any(n.endswith(".md") for n in files):
            yield files
    for path in sorted((TESTS / "source/cases").glob("markdown.yaml")):
        for case in read_cases(path):
            yield {_placed(name): body for name, body in case.files.items()}


def _flows() -> Iterator[bytes]:
    for path in (*sorted(ROOT.glob("bpmn/0*/*.bpmn")), *sorted((TESTS / "flow/files").glob("*.bpmn"))):
        yield path.read_bytes()
    for path in sorted((TESTS / "source/cases").glob("bpmn.yaml")):
        for case in read_cases(path):
            yield from (body for name, body in case.files.items() if name.endswith(".bpmn"))


def _books() -> Iterator[dict[str, bytes]]:
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.xlsx"
        workbooks.build(path).save(path)
        parts = unpacked(path.read_bytes())
        yield {name: body.replace(b"039", BUSINESS.encode()) for name, body in parts.items()}
        grid_paper.grid_paper(path)
        book = openpyxl.load_workbook(path)
        book.worksheets[0].delete_rows(20, 200)
        book.save(path)
        yield unpacked(path.read_bytes())
        tables = list(_tables())
        for some in (*([t] for t in tables), *(tables[n : n + 5] for n in range(0, len(tables), 5))):
            book = openpyxl.Workbook()
            for number, rows in enumerate(some):
                sheet = book.create_sheet() if number else book.worksheets[0]
                for row in rows:
                    sheet.append(row)
            book.save(path)
            yield unpacked(path.read_bytes())
    for rows in _tables():
        yield {"表.csv": "\n".join(",".join(map(str, row)) for row in rows).encode()}
        yield {"表.csv": "\r\n".join("\t".join(map(str, row)) for row in rows).encode("cp932")}


_BY_READING = {
    "文": "見本の文。",
    "行": "見本",
    "実装類型": "◎",
    "番号": "002000{n}",
    "番号の並び": "0020001、0020002",
    "日付": "R8.3.25",
    "整数": "{n}",
    "数": "12.5",
    "階層": "{n}．見本",
    "キー": "mihon-{n}",
    "行の並び": "見本、見本2",
    "組の並び": "見本：見本の文",
}
_BY_CONTENT = {
    "相手/業務ID": "001",
    "連携ID": "002o00{n}",
    "対になる連携": "001i00{n}",
    "項番": "{n}",
    "キー": "mihon-{n}",
}


def _tables() -> Iterator[list[list[str]]]:
    """A small table of every kind that an import knows, with all columns it knows."""
    for kind in yaml.safe_load((ROOT / "src/hyojun/data/import.yaml").read_text("utf-8"))["表"]:
        heads = [next((h for h in c["見出し"] if "/" not in h), c["見出し"][0]) for c in kind["列"]]
        yield [heads, *([_value(c, n) for c in kind["列"]] for n in (1, 2))]


def _value(column: dict[str, Any], number: int) -> str:
    if "語" in column:
        return str(next(iter(column["語"])))
    if found := _BY_CONTENT.get(column["内容"]):
        return found.format(n=number)
    return _BY_READING.get(column["読み方"], "").format(n=number)


def _documents() -> Iterator[dict[str, bytes]]:
    p, made = d.paragraph, []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "a.docx"
        made.append(d.save(path, p("第1章 総則", "1"), p("目的", "2"), p("この文書は見本です。")))
        yield unpacked(path.read_bytes())
        d.save(
            path,
            p("標準仕様書【第1.0版】", "a0"), p("目次", "10"), p("1 管理", "1"), p("1.1 登録", "2"), p("1.1.1 登録", "3"),
            p("【実装必須機能】"), p("登録できること。"), p("（ア）氏名"), p("（イ）住所"), p("【標準オプション機能】"),
            p("照会できること。機能ID：0020001"), p("【考え方・理由】"), p("見本のため。"),
        )  # fmt: skip
        yield unpacked(path.read_bytes())
        d.save(
            path,
            p("章", "1"), d.table(("見出し", "内容"), ("一", d.cell("二", '<w:gridSpan w:val="2"/>'))),
            p(d.run("太字", "<w:b/>") + d.note_mark(1)), p("項目", num=(2, 0)), p("下の項目", num=(2, 1)),
            p(d.picture("rId1", "図")), p("図1 見本", "cap"), p(d.text_box(p("枠の中"))), p(d.field(" PAGE ", "3")),
            parts={"word/media/a.png": d.png(), "word/footnotes.xml": d.notes("footnote", {1: "脚注です。"})},
            rId1=("image", "media/a.png"), rId2=("footnotes", "footnotes.xml"),
        )  # fmt: skip
        yield unpacked(path.read_bytes())


def _edits() -> Iterator[dict[str, bytes]]:
    """The book of a 業務 with a row in every table: table by table as cells, and small ones as parts of the file."""
    with tempfile.TemporaryDirectory() as folder:
        made = book_for_editing(Path(folder), BUSINESS)
        sheets = listed(made)
        cover, *rest = sheets
        yield sheets
        for number, name in enumerate(rest):
            few = {n: sheets[n] for n in (cover, name, *rest[number + 1 : number + 3])}
            yield few
            yield {n: _changed(body) for n, body in few.items()}
            if number % 5 == 0:
                path = Path(folder) / "a.xlsx"
                path.write_bytes(workbook({n: sheets[n] for n in (cover, name)}))
                yield unpacked(path.read_bytes())


def _changed(body: bytes) -> bytes:
    """A sheet in which each text of a white column is another: what colleagues do all day."""
    return re.sub(r"(?m)^([D-Z]\d+): (.*印\d{3})$", r"\1: \2（改）", body.decode()).encode()


def _steps() -> Iterator[dict[str, bytes]]:
    rows = [list(flow.COLUMNS), *([row[c] for c in flow.COLUMNS] for row in flow.EXAMPLE)]
    yield {f"手順{SUFFIX}": _as_cells(rows)}
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append(row)
    with tempfile.TemporaryDirectory() as folder:
        book.save(Path(folder) / "a.xlsx")
        yield unpacked((Path(folder) / "a.xlsx").read_bytes())
    for case in yaml.safe_load((TESTS / "flow/cases/table.yaml").read_text("utf-8")):
        cells = [[c.replace("／", "\n") for c in line.split("|")] for line in case["表"].splitlines()]
        yield {f"手順{SUFFIX}": _as_cells([["印鑑登録の流れ"], *cells])}
        for ending, between in (("csv", ","), ("tsv", "\t")):
            text = io.StringIO(newline="")
            csv.writer(text, delimiter=between).writerows(cells)
            yield {f"手順.{ending}": text.getvalue().encode()}


def _as_cells(rows: list[list[str]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.worksheets[0].append([cell or None for cell in row])
    made = io.BytesIO()
    book.save(made)
    return next(iter(listed(made.getvalue()).values()))


_SOWN: Mapping[str, Callable[[], Iterator[bytes | dict[str, bytes]]]] = {
    "yaml": _cases,
    "markdown": _chapters,
    "bpmn": _flows,
    "excel": _books,
    "word": _documents,
    "edit": _edits,
    "steps": _steps,
}
