"""Layouts of 帳票: boxes and rows of the 諸元表 belong together, and words fit into their boxes."""

import math
import re
from collections.abc import Iterator

from hyojun.model import (
    PAPER_MM,
    AttachedLayout,
    Box,
    Business,
    DataItem,
    DataType,
    DrawnLayout,
    Form,
    FormItem,
    Severity,
)

from ..rule import Draft, Scope, at, rule

_MM_PER_POINT = 25.4 / 72
_PADDING_MM = 1.6
"""Left and right of the words of a box, together."""
_LINE_PITCH = 1.35
_COLUMN_PITCH = 1.3
_UPRIGHT_PITCH = 1.08
"""Distances of lines, of upright columns and of characters in them, in em."""
_TOLERANCE_MM = 0.05


@rule("FM03", "レイアウトの欄と諸元表が合う", Severity.ERROR, Scope.ENTITY, "R58（基本方針 5.1.1.3.3）")
def layout_matches_items(form: Form) -> Iterator[Draft]:
    """レイアウトの欄は諸元表の行を指し、諸元表の全ての行はレイアウトに現れる。枠は用紙に収まる。

    一方にしかない項目は、印字するのかしないのか決まらない。

    悪い例: 諸元表に 1〜8 があり、レイアウトに項番 9 の枠がある
    良い例: 諸元表の行ごとに枠が1つ以上ある
    直し方: 枠か行を足すか、番号を直す。
    """
    if form.layout is None:
        return
    numbers = {item.number for item in form.items}
    sure = len(numbers) == len(form.items)  # else the row may bear the number of another: FM02 tells of it
    shown: set[int] = set()
    if isinstance(form.layout, AttachedLayout):
        for field in form.layout.fields:
            shown.add(field.item)
            if sure and field.item not in numbers:
                yield Draft(_no_row(field.item), at(field, "項番"))
    else:
        yield from _drawn(form.layout, numbers if sure else None, shown)
    for item in form.items:
        if item.number not in shown:
            message = f"項番 {item.number}「{item.name}」の欄がレイアウトにありません。足してください。"
            yield Draft(message, at(item, "項番"))


def _drawn(layout: DrawnLayout, numbers: set[int] | None, shown: set[int]) -> Iterator[Draft]:
    width, height = PAPER_MM[layout.paper]
    if layout.orientation == "横":
        width, height = height, width
    page = f"{layout.paper}{layout.orientation}、{width}×{height}mm"
    for box in layout.boxes:
        if box.item is not None:
            shown.add(box.item)
            if numbers is not None and box.item not in numbers:
                yield Draft(_no_row(box.item), at(box, "項番"))
        if box.x + box.width > width or box.y + box.height > height:
            message = f"枠が用紙（{page}）からはみ出しています。位置か大きさを直してください。"
            yield Draft(message, at(box))
    for line in layout.rules:
        if max(line.x1, line.x2) > width or max(line.y1, line.y2) > height:
            message = f"線が用紙（{page}）からはみ出しています。位置を直してください。"
            yield Draft(message, at(line))


def _no_row(number: int) -> str:
    return f"項番 {number} は諸元表にありません。諸元表に行を足すか、番号を直してください。"


@rule("FM10", "文字が枠に収まる", Severity.WARNING, Scope.BUSINESS, "R58（基本方針 5.1.1.3.3）")
def words_fit_the_box(business: Business) -> Iterator[Draft]:
    """描画したレイアウトの枠には、固定文言とサンプル値が収まる。文字溢れ対応の無い欄には、桁数と行数の分の文字が収まる。

    収まらない文字は、印字したときに欠けるか重なる。全角は文字の大きさ、半角はその半分の幅として数える。

    悪い例: 幅 20 mm の枠に、10 ポイントで 20 文字を1行
    良い例: 全ての文字が収まる枠、又は「文字溢れ対応」
    直し方: 枠を広げるか、文字を小さくするか、文字溢れ対応を書く。
    """
    items = {i.id: i for i in business.data_items}
    for form in business.forms:
        if not isinstance(form.layout, DrawnLayout):
            continue
        rows = {row.number: row for row in form.items}
        for box in form.layout.boxes:
            row = rows.get(box.item) if box.item is not None else None
            if not _fits(box, box.text or ""):
                message = f"文字が枠（{_size(box)}）に収まりません。枠を広げるか、文字を小さくしてください。"
                yield Draft(message, at(box, "文字"), f"帳票{form.id}")
            elif row is not None:
                yield from _row_in_box(row, box, items.get(row.data_item or ""), f"帳票{form.id}")


def _row_in_box(row: FormItem, box: Box, item: DataItem | None, subject: str) -> Iterator[Draft]:
    """The first thing of a row that does not fit: the rest follows from it."""
    where = f"レイアウトの枠（{_size(box)}）"
    for word, text in (("固定文言", row.fixed), ("サンプル値", row.sample)):
        if text and not _fits(box, text):
            message = f"{word}が{where}に収まりません。枠を広げるか、文字を小さくしてください。"
            yield Draft(message, at(row, word), subject)
            return
    known = item is not None if row.data_item else bool(row.fixed or row.computed)  # else LK01 or FM06 tells
    if row.length and row.overflow is None and known:
        lines = row.lines or 1
        full = item is None or item.type is DataType.FULL_WIDTH or item.code is not None
        longest = ("国" if full else "0") * row.length
        if not _fits(box, "\n".join([longest] * lines)):
            message = (
                f"{row.length}文字が{lines}行では、{where}に収まりません。"
                "枠を広げるか、「文字溢れ対応」を書いてください。"
            )
            yield Draft(message, at(row, "桁数"), subject)


def _fits(box: Box, text: str) -> bool:
    if not text:
        return True
    em = box.size * _MM_PER_POINT
    lines = text.rstrip("\n").split("\n")
    if box.direction == "縦書き":
        in_column = max(1, math.floor(box.height / (_UPRIGHT_PITCH * em)))
        columns = sum(max(1, math.ceil(len(line) / in_column)) for line in lines)
        return columns * _COLUMN_PITCH * em <= box.width + _TOLERANCE_MM
    room = box.width - _PADDING_MM
    if room < em:
        return False
    needed = sum(max(1, math.ceil(_ems(line) * em / room - 1e-9)) for line in lines)
    return needed * _LINE_PITCH * em <= box.height + _TOLERANCE_MM


_HALF_WIDTH = re.compile("[ -~｡-ﾟ]")


def _ems(line: str) -> float:
    return len(line) - 0.5 * len(_HALF_WIDTH.findall(line))


def _size(box: Box) -> str:
    return f"{box.width:g}×{box.height:g}mm、{box.size:g}ポイント"
