"""What an import of a document tells people, and the account of its text: nothing is dropped silently."""

from collections.abc import Iterable
from enum import StrEnum
from typing import NamedTuple

from .names import Element


class Leftover(StrEnum):
    """What became of something; the value is the word people see. What matters most comes first."""

    LOST = "取り込んでいない文字と図"
    DOUBT = "確認が必要"
    UNKNOWN = "分からないスタイルと要素"
    REWRITTEN = "形を改めて取り込んだ"
    FILLED = "補った"
    ASIDE = "仕様書に写していない（表紙、目次、ヘッダーなど）"
    READ = "読み取った"


class Told(NamedTuple):
    """One remark, at its paragraph."""

    kind: Leftover
    message: str
    paragraph: int = 0
    """0 for the document as a whole."""
    text: str = ""
    """What stands there; in full where it is nowhere else."""


WORDS = frozenset(("w:t", "w:delText", "m:t", "a:t", "w:sym", "v:textpath"))
"""Elements that carry words a reader of the document sees."""


class Notes:
    """Collects while a document is read: remarks, and which words are accounted for."""

    def __init__(self) -> None:
        self._told: dict[Told, None] = {}
        self._used: set[Element] = set()

    @property
    def told(self) -> tuple[Told, ...]:
        return tuple(self._told)

    def tell(self, kind: Leftover, message: str, paragraph: int = 0, text: str = "") -> None:
        self._told[Told(kind, message, paragraph, text)] = None

    def used(self, element: Element) -> None:
        """The words of this element are in the result, or have been told."""
        self._used.add(element)

    def used_below(self, element: Element) -> None:
        """The words of this element and of all below it."""
        self._used.update(e for e in element.iter() if e.tag in WORDS)

    def unused(self, element: Element) -> tuple[Element, ...]:
        """Words at or below an element that nobody spoke for."""
        return tuple(e for e in element.iter() if e.tag in WORDS and e not in self._used and words(e).strip())


def words(element: Element) -> str:
    """The words of one element that carries some."""
    match element.tag:
        case "v:textpath":
            return element.get("string", "")
        case "w:sym":
            return f"（記号 {element.get('w:font', '')} {element.get('w:char', '')}）"
    return element.text or ""


def words_below(elements: Iterable[Element]) -> str:
    """All words at or below elements, joined."""
    return "".join(words(e) for top in elements for e in top.iter() if e.tag in WORDS)
