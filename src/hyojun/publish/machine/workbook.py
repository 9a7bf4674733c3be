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
from .rows import Filled

_STARTERS = tuple("=+-@\t＝＋－＠")
_TEXT_FORMAT_LIMIT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""
_PLAIN, _TEXT, _QUOTED = 0, 1, 2
_WIDTHS = {Type.TEXT: 24, Type.IDENTIFIER: 14, Type.DATE: 12, Type.CODE: 16}
_NARROW = 9
_MARKUP = re.compile(r"[&<>]|_x[0-9A-Fa-f]{4}_")
_ESCAPE_LIKE = re.compile(r"_x[0-9A-Fa-f]{4}_")
"""What Excel would read as the number of a character."""
_SURELY_FITS, _LONG = 16_000, "\x00"
"""A longer text may pass the limit of a cell; it is marked with what no cell may hold, so that one search finds all."""
_SUSPICIOUS = re.compile("[\x00-\x08\x0b-\x1f\ud800-\udfff\ufffe\uffff]")
_MOST_ROWS = 1_048_576
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_RELATIONS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_TYPES = "application/vnd.openxmlformats-officedocument.spreadsheetml"
_OPEN = '<t xml:space="preserve">'
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
_STYLES = (
    f'{_HEAD}<styleSheet xmlns="{_MAIN}"><fonts count="1"><font><sz val="11"/><name val="Yu Gothic"/>'
    '<charset val="128"/></font></fonts><fills count="2"><fill><patternFill patternType="none"/></fill>'
    '<fill><patternFill patternType="gray125"/></fill></fills><borders count="1"><border/></borders>'
    '<cellStyleXfs count="1"><xf/></cellStyleXfs><cellXfs count="3"><xf xfId="0"/>'
    '<xf xfId="0" numFmtId="49" applyNumberFormat="1"/><xf xfId="0" quotePrefix="1"/></cellXfs>'
    '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>'
)


def workbook(tables: Sequence[Filled], title: str) -> bytes:
    """The file; raises ExcelError, naming table, row and column, for what a cell cannot hold. Empty tables have no sheet."""
    shown = [t for t in tables if t.rows]
    sheets = [(f"xl/worksheets/sheet{n}.xml", _sheet(t)) for n, t in enumerate(shown, 1)]
    parts = (
        ("[Content_Types].xml", _content_types(len(shown))),
        ("_rels/.rels", _root()),
        ("docProps/core.xml", _properties(title)),
        ("xl/workbook.xml", _book(t.table.title for t in shown)),
        ("xl/_rels/workbook.xml.rels", _relations(len(shown))),
        ("xl/styles.xml", _STYLES),
        *sheets,
    )
    return archive(Part(name, text.encode()) for name, text in parts)


def _sheet(filled: Filled) -> str:
    columns = filled.table.columns
    letters = [_letters(i) for i in range(len(columns))]
    last = f"{letters[-1]}{len(filled.rows) + 1}"
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{_WIDTHS.get(c.type, _NARROW)}" customWidth="1"/>'
        for i, c in enumerate(columns, 1)
    )
    head = _row(1, letters, [c.title for c in columns])
    body = "".join([_row(n, letters, row) for n, row in enumerate(filled.rows, 2)])
    if len(filled.rows) >= _MOST_ROWS or _SUSPICIOUS.search(body):
        _refuse(filled)
        body = body.replace(_LONG, "")
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}"/><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData>{head}{body}</sheetData><autoFilter ref="A1:{last}"/>'
        f'<ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


def _refuse(filled: Filled) -> None:
    """Say which cell cannot be written, if there is one."""
    if len(filled.rows) >= _MOST_ROWS:
        raise ExcelError(
            f"表「{filled.table.title}」の行の数が、Excel の上限（{_MOST_ROWS:,}行）を超えています。"
        )
    for row in filled.rows:
        for column, cell in zip(filled.table.columns, row, strict=True):
            if isinstance(cell, str):
                checked(cell, filled.subject(row), column.title)


def _row(number_: int, letters: Sequence[str], cells: Sequence[Cell]) -> str:
    inside = []
    for letter, cell in zip(letters, cells, strict=True):
        if isinstance(cell, str):
            text, style = cell, _TEXT
            if _MARKUP.search(cell):
                text = escape(_ESCAPE_LIKE.sub(_spelled, cell))
            if len(cell) > _TEXT_FORMAT_LIMIT:
                style = _QUOTED if cell.lstrip().startswith(_STARTERS) else _PLAIN
                text += _LONG if len(cell) > _SURELY_FITS else ""
            inside.append(
                f'<c r="{letter}{number_}" s="{style}" t="inlineStr"><is>{_OPEN}{text}</t></is></c>'
            )
        elif isinstance(cell, bool):
            inside.append(f'<c r="{letter}{number_}" t="b"><v>{int(cell)}</v></c>')
        elif cell is not None:
            inside.append(f'<c r="{letter}{number_}"><v>{number(cell)}</v></c>')
    return f'<row r="{number_}">{"".join(inside)}</row>'


def _spelled(found: re.Match[str]) -> str:
    return f"_x005F{found[0]}"


def _letters(column: int) -> str:
    """A, B, … Z, AA, … of a column from 0."""
    above, letter = divmod(column, 26)
    return (_letters(above - 1) if above else "") + chr(ord("A") + letter)


def _content_types(sheets: int) -> str:
    override = '<Override PartName="/{}" ContentType="{}"/>'
    parts = [
        ("xl/workbook.xml", f"{_TYPES}.sheet.main+xml"),
        ("xl/styles.xml", f"{_TYPES}.styles+xml"),
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
