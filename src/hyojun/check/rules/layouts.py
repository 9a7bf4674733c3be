"""Layouts of 帳票: boxes and rows of the 諸元表 belong together, words fit into boxes, boxes leave each other alone."""

from collections.abc import Iterator
from itertools import combinations

from hyojun.flow import characters, filled
from hyojun.model import (
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
"""Distances of lines and of upright columns, in em."""
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
    width, height = layout.extent
    page = f"{layout.paper}{layout.orientation}、{width}×{height}mm"
    for face in layout.faces:
        for box in face.boxes:
            if box.item is not None:
                shown.add(box.item)
                if numbers is not None and box.item not in numbers:
                    yield Draft(_no_row(box.item), at(box, "項番"))
            if box.x + box.width > width or _foot(box) > height:
                rows = f"（{box.repeated.count}回の繰り返しの終わりまで）" if box.repeated else ""
                message = f"枠{rows}が用紙（{page}）からはみ出しています。位置か大きさを直してください。"
                yield Draft(message, at(box))
        for line in face.rules:
            if max(line.x1, line.x2) > width or max(line.y1, line.y2) > height:
                message = f"線が用紙（{page}）からはみ出しています。位置を直してください。"
                yield Draft(message, at(line))


def _foot(box: Box) -> float:
    """Where a box ends, with all rows of a list."""
    below = (box.repeated.count - 1) * box.repeated.pitch if box.repeated else 0.0
    return round(box.y + box.height + below, 3)


def _no_row(number: int) -> str:
    return f"項番 {number} は諸元表にありません。諸元表に行を足すか、番号を直してください。"


@rule("FM10", "文字が枠に収まる", Severity.WARNING, Scope.BUSINESS, "R58（基本方針 5.1.1.3.3）")
def words_fit_the_box(business: Business) -> Iterator[Draft]:
    """描画したレイアウトの枠には、固定文言とサンプル値が収まる。文字溢れ対応の無い欄には、桁数と行数の分の文字が収まる。

    収まらない文字は、印字したときに欠けるか重なる。行は、禁則を守って枠の幅いっぱいに折り返すものとして数える。
    ます目のある枠では、文字の数をます目の数と比べる。

    悪い例: 幅 20 mm の枠に、10 ポイントで 20 文字を1行
    良い例: 全ての文字が収まる枠、又は「文字溢れ対応」
    直し方: 枠を広げるか、文字を小さくするか、文字溢れ対応を書く。
    """
    items = {i.id: i for i in business.data_items}
    for form in business.forms:
        if not isinstance(form.layout, DrawnLayout):
            continue
        rows = {row.number: row for row in form.items}
        for box in (box for face in form.layout.faces for box in face.boxes):
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
    upright = box.direction == "縦書き"
    along, across = (box.height, box.width) if upright else (box.width, box.height)
    if box.cells:
        return len(characters(text.rstrip("\n"))) <= box.cells and em <= min(along / box.cells, across)
    room = along - _PADDING_MM
    if room < em:
        return False
    needed = len(filled(text.rstrip("\n"), room / em, upright))
    return needed * (_COLUMN_PITCH if upright else _LINE_PITCH) * em <= across + _TOLERANCE_MM


def _size(box: Box) -> str:
    cells = f"、ます目{box.cells}" if box.cells else ""
    return f"{box.width:g}×{box.height:g}mm、{box.size:g}ポイント{cells}"


@rule("FM12", "文字の枠は重ならない", Severity.WARNING, Scope.ENTITY, "R58（基本方針 5.1.1.3.3）")
def words_do_not_overlap(form: Form) -> Iterator[Draft]:
    """描画したレイアウトの同じ面で、項番又は文字を持つ枠は、互いに重ならない。文字の無い枠（囲み）は、重なってよい。

    重なった枠では、文字が文字の上に印字される。

    悪い例: 左 20 mm から幅 60 mm の氏名の枠と、左 70 mm から始まる生年月日の枠
    良い例: 左 20 mm から幅 50 mm の氏名の枠と、左 70 mm から始まる生年月日の枠
    直し方: 枠の位置か大きさを直す。
    """
    if not isinstance(form.layout, DrawnLayout):
        return
    for face in form.layout.faces:
        worded = [box for box in face.boxes if box.item is not None or box.text is not None]
        edges = [(box.x, box.x + box.width, box.y, _foot(box), box) for box in worded]
        for (left, right, top, foot, one), (left2, right2, top2, foot2, other) in combinations(edges, 2):
            across = min(right, right2) - max(left, left2)
            if across > _TOLERANCE_MM and min(foot, foot2) - max(top, top2) > _TOLERANCE_MM:
                message = (
                    f"枠「{_called(form, other)}」が、枠「{_called(form, one)}」に重なっています。"
                    "位置か大きさを直してください。"
                )
                yield Draft(message, at(other))


def _called(form: Form, box: Box) -> str:
    row = next((i for i in form.items if i.number == box.item), None)
    words = f"{row.number} {row.name}" if row else (box.text or f"項番 {box.item}").split("\n")[0]
    return words if len(words) <= 20 else words[:19] + "…"
