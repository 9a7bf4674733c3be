"""The data workbook: a sheet for each table, a row for each row of the sources, everything an apply needs in visible cells."""

import hashlib
import io
import json
import re
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from .draft import CannotEdit, Draft, Row
from .merging import REMOVE, mark
from .tables import HANDLE, NOT_EXPORTED, Column, Table, tables

FORM = "hyojun edit 1"
"""What the first sheet calls the form of the book; a later form that reads otherwise gets another number."""
COVER = "はじめに"
ORDER, ACTION, MARKS, SHOWN = "順", "操作", "要約値", "（参考）"
TAG = re.compile(r"(?P<business>[0-9]{3}) .*　(?P<table>[^　]+)　要約値 (?P<digest>e1:[0-9a-f]{16})")
"""First cell of a sheet of a table."""
FIRST = 3
"""Index of the row of heads; what stands above is for people."""
LONGEST = 32_767
"""Characters of a cell in UTF-16 units, the limit of Excel."""
_ILLEGAL = re.compile("[\ud800-\udfff\ufffe\uffff]")
_TEXT_FORMAT = 255
"""Longer text in a cell formatted as text shows as ##### in older Excel."""
_STARTERS = tuple("=+-@\t＝＋－＠")
_WIDE = frozenset(
    "機能要件 考え方・理由 説明 定義 内容 編集条件 項目定義 項目説明 場合 画面要件 要件 条件 注記 管理内容 理由".split()
)
_FONT = "游ゴシック"
_COVER_WIDTH = 96.0
_LINE, _TALLEST = 14.0, 168.0
"""Points: a line, and the height at which a row stops growing, so that the next one stays in sight."""


class Layout(NamedTuple):
    """The columns of a sheet, from left to right."""

    heads: tuple[str, ...]
    free: tuple[Column, ...]
    """Those that may be edited, and the fixed key of the row."""

    @property
    def marked(self) -> tuple[str, ...]:
        """The heads whose cells have marks, in the order of the marks: no matter how columns are moved."""
        return tuple(sorted(h for h in self.heads if h not in (ACTION, MARKS)))


def layout(table: Table, columns: tuple[Column, ...]) -> Layout:
    keyed = table.naming.fixed
    heads = [ORDER, *([columns[0].head] if keyed else [HANDLE]), ACTION]
    heads += [table.parent_head] if table.parent_head else []
    heads += [SHOWN]
    heads += [c.head for c in columns[1 if keyed else 0 :]]
    return Layout((*heads, MARKS), columns)


class Written(NamedTuple):
    """A workbook, and how many rows each sheet has."""

    data: bytes
    rows: tuple[tuple[str, int], ...]
    digest: str


def digest_of(draft: Draft) -> str:
    """What tells one state of the sources from another: a digest over all cells of all rows, in order."""
    told = hashlib.sha256()
    for row in draft.read:
        cells = row.cells(draft.columns[row.table.name])
        told.update(
            json.dumps([row.table.name, row.handle, cells], ensure_ascii=False, sort_keys=True).encode()
        )
    return f"e1:{told.hexdigest()[:16]}"


def write_book(draft: Draft) -> Written:
    """The workbook of a 業務; the same sources give the same bytes. Raises CannotEdit for what no cell can hold."""
    import xlsxwriter  # an apply has no use for it

    draft.refuse_doubled()
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(
        buffer,
        {
            "in_memory": True,
            "strings_to_formulas": False,
            "strings_to_urls": False,
            "strings_to_numbers": False,
            "default_format_properties": {"font_name": _FONT, "font_charset": 128, "font_size": 10},
        },
    )
    name = f"{draft.business.id} {draft.business.name}"
    book.set_properties({"title": f"{name} 編集用ブック", "created": datetime(2000, 1, 1)})
    digest = digest_of(draft)
    by_table: dict[str, list[Row]] = {}
    for row in draft.read:
        by_table.setdefault(row.table.name, []).append(row)
    shown = [t for t in tables() if t.name in by_table or t.parent in by_table]
    looks = _Looks(book)
    counts = tuple((t.name, len(by_table.get(t.name, ()))) for t in shown)
    _write_cover(book, looks, draft, digest, counts)
    numbers = {n.heading.key: n.number for n in draft.business.headings}
    for table in shown:
        _write_table(
            book,
            looks,
            table,
            draft,
            by_table.get(table.name, []),
            f"{name}　{table.name}　要約値 {digest}",
            numbers,
        )
    book.close()
    return Written(buffer.getvalue(), counts, digest)


class _Looks:
    """The formats of a book."""

    def __init__(self, book: Any) -> None:
        base = {
            "font_name": _FONT,
            "font_charset": 128,
            "font_size": 10,
            "valign": "top",
            "text_wrap": True,
            "border": 1,
            "border_color": "#BFBFC6",
        }
        grey = {"bg_color": "#ECECEF", "font_color": "#44444C"}
        self.title = book.add_format({"font_name": _FONT, "font_charset": 128, "font_size": 11, "bold": True})
        self.over = book.add_format({"font_name": _FONT, "font_charset": 128, "font_size": 10})
        self.plain = book.add_format({**base, "border": 0})
        self.head = book.add_format({**base, "bold": True, "bg_color": "#DCE6F2", "num_format": "@"})
        self.grey_head = book.add_format({**base, **grey, "bold": True, "num_format": "@"})
        self.text = book.add_format({**base, "num_format": "@"})
        self.long = book.add_format(base)
        self.quoted = book.add_format({**base, "quote_prefix": True})
        self.grey = book.add_format({**base, **grey, "num_format": "@"})
        self.tiny = book.add_format({**base, **grey, "text_wrap": False, "font_size": 6, "align": "fill"})
        self.number = book.add_format({**base, **grey})

    def of(self, text: str) -> Any:
        """For a text: it stays one when somebody types in the cell."""
        if len(text) <= _TEXT_FORMAT:
            return self.text
        return self.quoted if text.startswith(_STARTERS) else self.long


def _write_cover(
    book: Any, looks: _Looks, draft: Draft, digest: str, counts: tuple[tuple[str, int], ...]
) -> None:
    sheet = book.add_worksheet(COVER)
    sheet.set_column(0, 0, 18, looks.plain)
    sheet.set_column(1, 1, _COVER_WIDTH, looks.plain)
    business = draft.business
    editions = "、".join(
        f"{d.name} {d.edition_label}（{d.status}）" for d in business.documents if not d.pinned
    )
    pinned = [f"固定した文書「{d.name}」" for d in business.documents if d.pinned]
    rows = [
        (f"{business.id} {business.name} 編集用ブック", ""),
        ("様式", FORM),
        ("業務ID", business.id),
        ("業務名", business.name),
        ("版", editions),
        ("要約値", digest),
        ("", ""),
        (
            "戻し方",
            "上書き保存して、hyojun edit apply にこのファイルを渡します。先に --dry-run を付けると、変わる所だけを示します。",
        ),
        (
            "直す",
            "白い列のセルを書き換えます。空のセルは「その項目が無い」ことを表します。セルの中の改行は Alt+Enter です。",
        ),
        (
            "変えない列",
            f"灰色の列（{ORDER}、ID、{HANDLE}、{SHOWN}、{MARKS}）は変えません。変えたときは、反映せずに報告します。",
        ),
        (
            "行を足す",
            "足す所に行を挿入し、灰色の列を空にして書きます。IDは空のままにします（仮番号が付きます）。キーとコードIDは決めて書きます。",
        ),
        (
            "行を移す",
            "行を切り取り、移す所に挿入します。属する行を替えるときは、その列も書き換えます。並べ替えたときは「順」で元に戻します。",
        ),
        (
            "行を消す",
            f"「{ACTION}」の列に「{REMOVE}」と書きます。行ごと消しても、仕様書からは消えません。発行した番号は消せないので、「廃止：理由」に書いて廃止にします。",
        ),
        (
            "1つのセルの書き方",
            "IDなどの並びは、1行に1つ。レベルと記録先は、1行に1組を「左：右」の形で書きます。団体区分ごとに違う値は、項目名だけの列を空にして、団体区分の列に書きます。",
        ),
        ("取扱い", "内部メモも入っています。庁外に出さないでください。"),
        (
            "このブックに無いもの",
            "、".join((*NOT_EXPORTED, *pinned)) + "は、元のファイルを直接直してください。",
        ),
        ("", ""),
        *((name, f"{count} 行") for name, count in counts),
    ]
    for number, (label, text) in enumerate(rows):
        sheet.write_string(number, 0, label, looks.title if not number else looks.plain)
        if text:
            sheet.write_string(number, 1, text, looks.plain)
            sheet.set_row(number, _height([(text, _COVER_WIDTH)]))
    sheet.set_landscape()
    sheet.fit_to_pages(1, 0)


def _write_table(
    book: Any,
    looks: _Looks,
    table: Table,
    draft: Draft,
    rows: list[Row],
    tag: str,
    numbers: Mapping[str, str],
) -> None:
    sheet = book.add_worksheet(table.name)
    columns = draft.columns[table.name]
    plan = layout(table, columns)
    free = {c.head: c for c in columns if not c.fixed}
    widths = {head: _width(head, free.get(head)) for head in plan.heads}
    sheet.write_string(0, 0, tag, looks.title)
    sheet.write_string(1, 0, f"灰色の列は変えません。書き方はシート「{COVER}」にあります。", looks.over)
    for line in range(FIRST):
        sheet.set_row(line, None, looks.over)
    for at, head in enumerate(plan.heads):
        _refuse_impossible(f"シート「{table.name}」", "見出し", head)
        grey = head not in free and head not in (ACTION, table.parent_head)
        sheet.write_string(FIRST, at, head, looks.grey_head if grey else looks.head)
        sheet.set_column(at, at, widths[head], looks.grey if grey else looks.text)
    sheet.freeze_panes(FIRST + 1, 2)
    for number, row in enumerate(rows, 1):
        given = row_cells(row, columns, number, numbers)
        line = FIRST + number
        sheet.set_row(line, _height([(given.get(h, ""), widths[h]) for h in plan.heads]))
        for at, head in enumerate(plan.heads):
            if head == MARKS:
                marks = "".join(mark(row.handle, h, given.get(h, "")) for h in plan.marked)
                sheet.write_string(line, at, f"{number}.{marks}", looks.tiny)
            elif head == ORDER:
                sheet.write_number(line, at, number, looks.number)
            elif text := given.get(head, ""):
                _refuse_impossible(f"{table.name} {row.handle}", head, text)
                grey = head not in free and head != table.parent_head
                sheet.write_string(line, at, text, looks.grey if grey else looks.of(text))
    last = FIRST + max(len(rows), 1)
    sheet.ignore_errors({"number_stored_as_text": "A1:XFD1048576"})
    sheet.autofilter(FIRST, 0, last, len(plan.heads) - 1)
    for at, head in enumerate(plan.heads):
        words = [REMOVE] if head == ACTION else list(free[head].words) if head in free else []
        if words:
            sheet.data_validation(
                FIRST + 1,
                at,
                last + 1000,
                at,
                {
                    "validate": "list",
                    "source": words,
                    "error_title": head,
                    "error_message": f"{'、'.join(words)} のどれかを選んでください。",
                },
            )
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(FIRST)


def row_cells(
    row: Row, columns: tuple[Column, ...], number: int, numbers: Mapping[str, str]
) -> dict[str, str]:
    """All that a row shows but its marks, by head."""
    given = row.cells(columns)
    given[ORDER] = str(number)
    if not row.table.naming.fixed:
        given[HANDLE] = row.handle
    if shown := reference(row, numbers):
        given[SHOWN] = shown
    return given


def reference(row: Row, numbers: Mapping[str, str]) -> str:
    """What helps to find one's way and follows from the rest: 項番 of a heading, the name of what a row belongs to."""
    if row.table.name == "見出し":
        return numbers.get(row.handle, "")
    if row.parent is None:
        return ""
    around = row.parent.node
    title = next(
        (
            str(around[w])
            for w in ("題名", "機能名称", "帳票名称", "グループ名称", "コード名", "名称")
            if w in around
        ),
        "",
    )
    number = numbers.get(row.parent.handle, "") if row.table.name == "機能" else ""
    return f"{number} {title}".strip()


def _refuse_impossible(name: str, head: str, text: str) -> None:
    if (length := len(text) + sum(ch > "\uffff" for ch in text)) > LONGEST:
        raise CannotEdit(
            f"{name} の「{head}」は{length:,}字あり、Excel の一つのセルに入る{LONGEST:,}字を超えます。分けて書いてください。"
        )
    if found := _ILLEGAL.search(text):
        raise CannotEdit(
            f"{name} の「{head}」に、Excel で表せない文字（U+{ord(found[0]):04X}）があります。消してください。"
        )


def _height(cells: list[tuple[str, float]]) -> float:
    """Points for the tallest of some texts in columns of a width; a full-width character takes two of it."""
    lines = max(
        (sum(1 + int(_wide(x) / width) for x in text.split("\n")) for text, width in cells), default=1
    )
    return min(_TALLEST, lines * _LINE + 4)


def _wide(text: str) -> float:
    return sum(1.1 if ch < "\u0300" else 2.0 for ch in text)


def _width(head: str, column: Column | None) -> float:
    if head in (ORDER, ACTION, MARKS):
        return 6
    if head in _WIDE:
        return 52
    if column is None:
        return 16
    return 14 if column.form != "text" or column.words else 24
