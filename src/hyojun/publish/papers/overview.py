"""What a 業務 says of itself in a 新旧対照表: the words and the order of its publications, days as printed."""

from collections.abc import Iterator

from hyojun.diff import Wording
from hyojun.model import Business

from ..dates import printed
from ..declared import Declared, facts, tables


def wording(era: str) -> Wording:
    """Days and 業務の概要 as all publications of a 様式 have them."""
    return Wording(lambda day: printed(day, era), lambda business: tuple(overview(business, era)))


def overview(business: Business, era: str) -> Iterator[tuple[str, str]]:
    """Word and text of everything it says of itself, in the order of the PDF: cover, overview, flows, notice."""
    head = business.head
    if head.bodies:
        yield "団体区分", "、".join(head.bodies)
    if head.contact:
        yield "問合せ窓口", head.contact
    yield from facts(business)
    for table in tables(business, era):
        yield table.title, "\n".join(_rows(table))
    if head.lane_kinds:
        yield (
            "業務フローの担当の種別",
            "\n".join(f"・{name}：{kind}" for name, kind in head.lane_kinds.items()),
        )
    if head.notice:
        yield "注記", head.notice


def _rows(table: Declared) -> Iterator[str]:
    """A row as an item of a list: its name, and below it the word and text of every other column."""
    for name, *others in table.rows:
        yield f"・{name}"
        yield from (
            f"　{word}：{text}".replace("\n", "\n　　")
            for word, text in zip(table.columns[1:], others, strict=True)
            if text
        )
