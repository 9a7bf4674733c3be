"""Tables as a workbook: a sheet each, heads in the first row, nothing merged, hidden or computed.

The parts are written straight into the file: there is nothing here that XlsxWriter is needed for, with three styles, no
formulas, no pictures (figures in docs/architecture.md).
"""

from collections.abc import Iterable, Sequence
from xml.sax.saxutils import escape, quoteattr

from ..archive import Part, archive
from ..excel.cells import ExcelError, checked
from ..spreadsheet import LAST_ROW, Cells, Look, Texts, letters, row_cells, starts
from .definitions import Type
from .rows import TRUE, Filled, Truth

_LOOK = Look(plain="", text=' s="1"', long="", quoted=' s="2"')
_WIDTHS = {Type.TEXT: 24, Type.IDENTIFIER: 14, Type.DATE: 12, Type.CODE: 16}
_NARROW = 9
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
    texts = Texts()
    cells = _Cells(_LOOK, texts, bordered=False)
    sheets = [(f"xl/worksheets/sheet{n}.xml", _sheet(t, cells)) for n, t in enumerate(shown, 1)]
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


class _Cells(Cells):
    """The cells of all tables, truths among them."""

    def written(self, value: object) -> str:
        return (
            f'" t="b"><v>{int(value == TRUE)}</v></c>' if isinstance(value, Truth) else super().written(value)
        )


def _shared(texts: Texts, shown: Sequence[Filled]) -> str:
    """The list of all texts; raises ExcelError for one that a cell cannot hold."""
    if texts.are_doubtful:
        for filled in shown:
            _check(filled)
    return f'{_HEAD}<sst xmlns="{_MAIN}" uniqueCount="{texts.count}">{texts.xml()}</sst>'


def _check(filled: Filled) -> None:
    """Say which cell of a table cannot be written, if there is one."""
    for row in filled.rows:
        for column, cell in zip(filled.table.columns, row, strict=True):
            if isinstance(cell, str):
                checked(cell, filled.subject(row), column.title)


def _sheet(filled: Filled, cells: Cells) -> str:
    columns = filled.table.columns
    if len(filled.rows) >= LAST_ROW:
        raise ExcelError(
            f"表「{filled.table.title}」は{len(filled.rows):,}行あり、Excel の上限の{LAST_ROW:,}行を超えます。"
            "業務を分けてください。"
        )
    last = f"{letters(len(columns) - 1)}{len(filled.rows) + 1}"
    widths = "".join(
        f'<col min="{i}" max="{i}" width="{_WIDTHS.get(c.type, _NARROW)}" customWidth="1"/>'
        for i, c in enumerate(columns, 1)
    )
    places, of = starts(len(columns)), cells.__getitem__
    rows = [
        f'<row r="{n}">{row_cells(n, places, [*map(of, values)])}</row>'
        for n, values in enumerate(([c.title for c in columns], *filled.plain()), 1)
    ]
    return (
        f'{_HEAD}<worksheet xmlns="{_MAIN}"><dimension ref="A1:{last}"/><sheetViews><sheetView workbookViewId="0">'
        '<pane ySplit="1" topLeftCell="A2" activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
        f'<cols>{widths}</cols><sheetData>{"".join(rows)}</sheetData><autoFilter ref="A1:{last}"/>'
        f'<ignoredErrors><ignoredError sqref="A1:{last}" numberStoredAsText="1"/></ignoredErrors></worksheet>'
    )


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
