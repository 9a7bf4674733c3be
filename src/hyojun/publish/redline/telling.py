"""見え消し as both of its forms tell it: the editions, the facts of the cover, the marks of rows."""

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from hyojun.diff import DocumentComparison, Held, words
from hyojun.model import Corpus, Profile

from ..dates import printed
from ..file_names import reached
from ..layout_figures import LayoutFigure
from .contents import sheets
from .figures import layout_figures
from .merging import MergedRow, MergedSheet, merged

ADDED, REMOVED, WITHDRAWN, MOVED, CHANGED = "新設", "削除", "廃止", "移動", "改正"


class Redline(NamedTuple):
    """A document from one edition to another; of 溶け込み both are the same."""

    old: Held | None
    """None: 溶け込み, in which nothing is marked."""
    new: Held
    comparison: DocumentComparison | None
    sheets: tuple[MergedSheet, ...]
    profile: Profile
    compared: str = ""
    """What was asked for by name, where that is more than the editions."""
    figures: tuple[LayoutFigure, ...] = ()
    """Layouts that are other ones."""

    @property
    def step(self) -> str:
        """From which edition to which."""
        now = _edition(self.new)
        return now if self.old is None else f"{_edition(self.old)}から{now}へ"

    @property
    def facts(self) -> tuple[tuple[str, str], ...]:
        """What the cover says: both editions, and how many changes there are."""
        found = self.comparison
        told = found and (words.counts(found.changes, found.layout) or words.NONE)
        return tuple(
            (word, text)
            for word, text in (
                ("改定前", self.old and _told(self.old, self.profile.era)),
                ("改定後", _told(self.new, self.profile.era)),
                ("比べたもの", self.compared),
                ("変更の数", told),
            )
            if text
        )


def _edition(held: Held) -> str:
    status = held.document.status.value
    return f"{held.document.edition_label}（{status}）"


def _told(held: Held, era: str) -> str:
    day = f"　{printed(held.document.day, era)}" if held.document.day else ""
    errata = reached(held.last_errata)
    return f"{_edition(held)}{day}{errata and f'　{errata}'}"


def redline(old: Held, new: Held, found: DocumentComparison, corpus: Corpus, compared: str = "") -> Redline:
    """見え消し of a document from one edition to another. Raises PdfError as the prose of a PDF does."""
    profile = _profile(new, corpus)
    both = [sheets(held.business, held.document, profile) for held in (old, new)]
    pictures = layout_figures(old, new, found)
    # Names of refs and files are for who works with them; where both are of one edition nothing else tells them apart.
    named = compared if _edition(old) == _edition(new) else ""
    own = tuple(_told_apart(merged(both[0], both[1], found)))
    return Redline(old, new, found, own, profile, named, pictures)


def consolidated(held: Held, corpus: Corpus) -> Redline:
    """溶け込み: a document with all changes in it."""
    profile = _profile(held, corpus)
    own = sheets(held.business, held.document, profile)
    return Redline(None, held, None, merged(own, own), profile)


def _told_apart(sheets: Iterable[MergedSheet]) -> Iterator[MergedSheet]:
    """Marked rows that are called alike, as the paragraphs under a heading are, counted."""
    seen: Counter[str] = Counter()

    def counted(row: MergedRow) -> MergedRow:
        if row.ref or row.kind == "heading" or not mark(row):
            return row
        seen[row.cite] += 1
        return row if seen[row.cite] == 1 else row._replace(cite=f"{row.cite}（その{seen[row.cite]}）")

    for sheet in sheets:
        yield sheet._replace(rows=tuple(map(counted, sheet.rows)))


def _profile(held: Held, corpus: Corpus) -> Profile:
    return corpus.registry.profile(held.business.registered.profile)


def mark(row: MergedRow) -> str:
    """新設, 削除, 廃止, 移動 or 改正; empty where nothing changed."""
    if row.is_withdrawn:
        return WITHDRAWN
    if row.is_moved:
        return MOVED
    return {"+": ADDED, "-": REMOVED}.get(row.state, CHANGED if row.is_changed else "")


def sheet_mark(sheet: MergedSheet) -> str:
    is_renamed = any(p.sign != "=" for p in sheet.title)
    return {"+": ADDED, "-": REMOVED}.get(sheet.state, CHANGED if is_renamed else "")


def wholes(sheet: MergedSheet, row: MergedRow) -> list[bool]:
    """Whether each cell changes as a whole: the new value then stands on a line of its own."""
    if row.kind != "cells" or len(row.cells) != len(sheet.columns):
        return [False] * len(row.cells)
    return [c.whole or row.is_withdrawn for c in sheet.columns]
