"""Tables as a workbook: a sheet each, heads in the first row, nothing merged, hidden or computed.

The parts are written straight into the file. XlsxWriter takes three times as long for the same cells (figures in
docs/architecture.md), and there is nothing here that it is needed for: four styles, no formulas, no pictures.
"""

import re
from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..archive import Part, archive
from ..excel.cells import ExcelError, checked
from .csv_text import number
from .definitions import Cell, Type
from .rows import TRUE, Filled, Truth

_STARTERS = tuple("=+-@\t＝＋－＠")
_TEXT_FORMAT_LIMIT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""
_PLAIN, _TEXT, _QUOTED = 0, 1, 2
_WIDTHS = {Type.TEXT: 24, Type.IDENTIFIER: 14, Type.DATE: 12, Type.CODE: 16}
_NARROW = 9
_MARKUP = re.compile(r"[&<>]|_x[0-9A-Fa-f]{4}_")
_ESCAPE_LIKE = re.compile(r"_x[0-9A-Fa-f]{4}_")
"""What Excel would read as the number of a character."""
_SURELY_FITS = 16_000
"""Excel counts UTF-16 units, and a cell holds 32,767."""
_SUSPICIOUS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_ROWS = 1_048_576
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_TOP = '<alignment vertical="top"/>'
"""So that a text of several lines shows its first one."""
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Yu Gothic"/>'
    '<charset val="128"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    f'<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0">{_TOP}</xf>'
    f'<xf xfId="0" numFmtId="49" applyNumberFormat="1">{_TOP}</xf><xf xfId="0" quotePrefix="1">{_TOP}</xf></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def workbook(tables: Sequence[Filled], title: str) -> bytes:
    """The file; raises ExcelError, naming table, row and column, for what a cell cannot hold. Empty tables have no sheet."""
    shown = [t for t in tables if t.rows]
    texts = _Texts()
    sheets = [(f"xl/worksheets/sheet{n}.xml", _sheet(t, texts)) for n, t in enumerate(shown, 1)]
    parts = (
        ("[Content_Types].xml", _content_types(len(shown))),
        ("_rels/.rels", _root()),
        ("docProps/core.xml", _properties(title)),
        ("xl/workbook.xml", _book(t.table.title for t in shown)),
        ("xl/_rels/workbook.xml.rels", _relations(len(shown))),
        ("xl/styles.xml", _STYLES),
        ("xl/sharedStrings.xml", _shared(texts, shown)),
        *sheets,
    )
    return archive(Part(name, text.encode()) for name, text in parts)


class _Texts(dict[Cell | Truth, str]):
    """What stands in a cell after its place, made once of each value; a text stands in the list of texts."""

    def __init__(self) -> None:
        self.listed: list[str] = []

    def __missing__(self, value: Cell | Truth) -> str:
        match value:
            case None:
                written = ""
            case str():
                written = f'" s="{_style(value)}" t="s"><v>{len(self.listed)}</v></c>'
                self.listed.append(value)
            case Truth():
                written = f'" t="b"><v>{int(value == TRUE)}</v></c>'
            case _:
                written = f'"><v>{number(value)}</v></c>'
        self[value] = written
        return written


def _style(text: str) -> int:
    if len(text) <= _TEXT_FORMAT_LIMIT:
        return _TEXT
    return _QUOTED if text.lstrip().startswith(_STARTERS) else _PLAIN


def _shared(texts: _Texts, shown: Sequence[Filled]) -> str:
    """The list of all texts; raises ExcelError for one that a cell cannot hold."""
    body = "".join([f'<si><t xml:space="preserve">{_escaped(text)}</t></si>' for text in texts.listed])
    if _SUSPICIOUS.search(body) or any(len(text) > _SURELY_FITS for text in texts.listed):
        for filled in shown:
            _check(filled)
    return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{len(texts.listed)}">{body}</sst>'


def _escaped(text: str) -> str:
    if _MARKUP.search(text) is None:
        return text
    return escape(_ESCAPE_LIKE.sub(lambda found: f"_x005F{found[0]}", text))


def _check(filled: Filled) -> None:
    """Say which cell of a table cannot be written, if there is one."""
    for row in filled.rows:
        for column, cell in zip(filled.table.columns, row, strict=True):
            if isinstance(cell, str):
                checked(cell, filled.subject(row), column.title)


def _sheet(filled: Filled, texts: _Texts) -> str:
    columns = filled.table.columns
    if len(filled.rows) >= _MOST_ROWS:
        raise ExcelError(
            f"表「{filled.table.title}」は{len(filled.rows):,}行あり、Excel の上限の{_MOST_ROWS:,}行を超えます。"
            "業務を分けてください。"
        )
    letters = [f'<c r="{_letters(i)}' for i in range(len(columns))]
    last = f"{_letters(len(columns) - 1)}{len(filled.rows) + 1}"
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{_WIDTHS.get(c.type, _NARROW)}" customWidth="1"/>'
        for i, c in enumerate(columns, 1)
    )
    of = texts.__getitem__
    rows = []
    for n, row in enumerate(([c.title for c in columns], *filled.plain()), 1):
        cells = [f"{start}{n}{inside}" for start, inside in zip(letters, map(of, row), strict=True) if inside]
        rows.append(f'<row r="{n}">{"".join(cells)}</row>')
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}"/><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData><autoFilter ref="A1:{last}"/>'
        f'<ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def _letters(column: int) -> str:
    """A, B, … Z, AA, … of a column from 0."""
    above, letter = divmod(column, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + letter)


def _content_types(sheets: int) -> str:
    override = '<Override PartName="/{}" ContentType="{}"/>'
    parts = [
        ("xl/workbook.xml", f"{_TYPES}.sheet.main+xml"),
        ("xl/styles.xml", f"{_TYPES}.styles+xml"),
        ("xl/sharedStrings.xml", f"{_TYPES}.sharedStrings+xml"),
        ("docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
        *((f"xl/worksheets/sheet{n}.xml", f"{_TYPES}.worksheet+xml") for n in range(1, sheets + 1)),
    ]
    return (
        f'{_HEAD}<Types xmlns="{_PACKAGE}/content-types">'
        '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
        f"{''.join(override.format(*part) for part in parts)}</Types>"
    )


def _root() -> str:
    return _related(
        (f"{_RELATIONS}/officeDocument", "xl/workbook.xml"),
        (f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
    )


def _relations(sheets: int) -> str:
    return _related(
        *((f"{_RELATIONS}/worksheet", f"worksheets/sheet{n}.xml") for n in range(1, sheets + 1)),
        (f"{_RELATIONS}/styles", "styles.xml"),
        (f"{_RELATIONS}/sharedStrings", "sharedStrings.xml"),
    )


def _related(*targets: tuple[str, str]) -> str:
    inside = "".join(
        f'<Relationship Id="rId{n}" Type="{kind}" Target="{target}"/>'
        for n, (kind, target) in enumerate(targets, 1)
    )
    return f'{_HEAD}<Relationships xmlns="{_PACKAGE}/relationships">{inside}</Relationships>'


def _book(names: Iterable[str]) -> str:
    sheets = "".join(
        f'<sheet name={quoteattr(name)} sheetId="{n}" r:id="rId{n}"/>' for n, name in enumerate(names, 1)
    )
    return f'{_HEAD}<workbook xmlns="{_MAIN}" xmlns:r="{_RELATIONS}"><sheets>{sheets}</sheets></workbook>'


def _properties(title: str) -> str:
    return (
        f'{_HEAD}<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties"'
        f' xmlns:dc="http://purl.org/dc/elements/1.1/"><dc:title>{escape(title)}</dc:title></cp:coreProperties>'
    )
