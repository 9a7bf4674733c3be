"""What is another one on a drawn layout of a 帳票: every field, frame and ruled line that changed, in words and in place.

Where a thing stands is shown by a picture with the marks of these changes; words say only what about it changed.
"""

from collections.abc import Callable, Iterator, Sequence
from typing import NamedTuple

from hyojun.model import Box, DrawnLayout, Face, Form, Rule

_ASPECTS = {"x": "位置", "y": "位置", "x1": "位置", "y1": "位置", "x2": "位置", "y2": "位置", "width": "大きさ",
            "height": "大きさ", "look": "線の種類", "item": "印字項目"}  # fmt: skip
"""What fields of a box or a line are to a reader; others are called as in the sources."""
_LONGEST = 20


class LayoutChange(NamedTuple):
    """A field, frame or line that is another one; one side is None where it came or went."""

    face: str
    """面の名称."""
    what: str
    """欄「氏名」、線."""
    told: str
    """What about it: 新設, 削除, or 位置、大きさ."""
    old: Box | Rule | None
    new: Box | Rule | None


def layout_changes(old: Form, new: Form) -> tuple[LayoutChange, ...]:
    """Every change between two drawn layouts, side by side of the paper; none where one is a file or not there.

    項番 do not count: a field is what it prints.
    """
    if not isinstance(old.layout, DrawnLayout) or not isinstance(new.layout, DrawnLayout):
        return ()
    names = tuple({i.number: i.name for i in form.items} for form in (old, new))
    found: list[LayoutChange] = []
    for before, after in _faces(old.layout, new.layout):
        face = (after or before or Face(name="表", boxes=new.layout.boxes)).name
        both = before, after
        boxes = [
            [_Part(b, _box(b, own)) for b in side.boxes] if side else []
            for side, own in zip(both, names, strict=True)
        ]
        rules = [[_Part(r, "線") for r in side.rules] if side else [] for side in both]
        for olds, news in (boxes, rules):
            found += _between(face, olds, news)
    return tuple(found)


class _Part(NamedTuple):
    value: Box | Rule
    what: str

    @property
    def look(self) -> tuple[object, ...]:
        """What a reader sees of it."""
        fields = type(self.value).model_fields
        return (self.what, *(getattr(self.value, name) for name in fields if name != "item"))


def _faces(old: DrawnLayout, new: DrawnLayout) -> Iterator[tuple[Face | None, Face | None]]:
    """Sides of the paper by their place: 表 and 裏 are what they are called last."""
    for n in range(max(len(old.faces), len(new.faces))):
        yield tuple(layout.faces[n] if n < len(layout.faces) else None for layout in (old, new))  # type: ignore[misc]


def _box(box: Box, names: dict[int, str]) -> str:
    if box.item is not None:
        return f"欄「{names.get(box.item, f'項番{box.item}')}」"
    text = (box.text or "").replace("\n", "")
    if not text:
        return "枠"
    return f"文字「{text if len(text) <= _LONGEST else f'{text[:_LONGEST]}…'}」"


def _between(face: str, olds: Sequence[_Part], news: Sequence[_Part]) -> Iterator[LayoutChange]:
    looks = [{p.look for p in side} for side in (olds, news)]
    gone = [p for p in olds if p.look not in looks[1]]
    come = [p for p in news if p.look not in looks[0]]
    pairs: dict[int, _Part] = {}
    for is_same in (_by_words, _by_place, _by_corner):
        for n, own in enumerate(come):
            if n not in pairs and (other := next((p for p in gone if is_same(p, own)), None)):
                pairs[n] = other
                gone.remove(other)
    for n, own in enumerate(come):
        if n in pairs:
            yield LayoutChange(face, own.what, _aspects(pairs[n], own), pairs[n].value, own.value)
        else:
            yield LayoutChange(face, own.what, "新設", None, own.value)
    for own in gone:
        yield LayoutChange(face, own.what, "削除", own.value, None)


_Same = Callable[[_Part, _Part], bool]


def _by_words(old: _Part, new: _Part) -> bool:
    """Of a field, what it prints; of fixed words, the words. Frames and lines have none."""
    return old.what == new.what and old.what not in ("枠", "線")


def _by_place(old: _Part, new: _Part) -> bool:
    return _place(old.value) == _place(new.value)


def _by_corner(old: _Part, new: _Part) -> bool:
    """Lines are who they are by their place alone."""
    return (
        isinstance(old.value, Box)
        and isinstance(new.value, Box)
        and _place(old.value)[:2] == _place(new.value)[:2]
    )


def _place(value: Box | Rule) -> tuple[float, ...]:
    if isinstance(value, Box):
        return value.x, value.y, value.width, value.height
    return value.x1, value.y1, value.x2, value.y2


def _aspects(old: _Part, new: _Part) -> str:
    fields = type(new.value).model_fields
    differing = [n for n in fields if getattr(old.value, n) != getattr(new.value, n)]
    if old.what == new.what and old.what.startswith("欄"):
        differing = [n for n in differing if n != "item"]
    return "、".join(dict.fromkeys(_ASPECTS.get(n) or str(fields[n].alias) for n in differing))
