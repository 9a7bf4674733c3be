"""What a change carries beside its words: the difference inside a text, and the whole of what is new or gone."""

from typing import Any

from .aligning.text import differences
from .changes import Piece, Subject
from .pair import Draft, Thing


def pieces(draft: Draft) -> tuple[Piece, ...]:
    """The difference inside a text; of what has no other side there is none."""
    if draft.before is None or draft.after is None:
        return ()
    return tuple(Piece(sign=p.sign, text=p.text) for p in differences(draft.before, draft.after))


_TOLD_APART = {
    Subject.GROUP: ("データ項目",),
    Subject.HEADING: ("機能", "見出し"),
    Subject.TREE_NODE: ("下位",),
}
"""What of a thing is a thing of its own."""


def content(olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]) -> dict[str, Any] | None:
    """The whole of what is new or gone, or of all rows of a split or a merger."""
    if len(olds) > 1 or len(news) > 1:
        return {"旧": [t.value.plain() for t in olds], "新": [t.value.plain() for t in news]}
    return None if olds and news else _plain((news or olds)[0])


def _plain(thing: Thing[Any]) -> dict[str, Any] | None:
    """A thing as plain data; of documents, chapters and paragraphs the text says it all."""
    if thing.subject in (Subject.DOCUMENT, Subject.BUSINESS, Subject.CHAPTER, Subject.BLOCK):
        return None
    plain: dict[str, Any] = thing.value.plain()
    return {k: v for k, v in plain.items() if k not in _TOLD_APART.get(thing.subject, ())}
