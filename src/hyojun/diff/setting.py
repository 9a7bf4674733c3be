"""What holds for a whole 業務 in both editions: how things of the one are called in the other.

An ID that was given another number is followed wherever it is cited, so that one renumbering is one change. In
lists every match is followed; in running text only what somebody answers for (置換元, 置換先, the register, a
confirmed guess), for there a followed citation becomes 字句の整理.
"""

import re
from collections.abc import Container, Mapping
from typing import NamedTuple

from hyojun.model import Business, mention, mentions

from .aligning.wording import Spell
from .changes import Subject

Renamed = Mapping[tuple[str, str], str]
"""Kind and ID → one name for it, the same in both editions."""


class Setting(NamedTuple):
    """Both editions of a 業務, as the kinds of change ask about them."""

    old: Business | None
    new: Business | None
    spell: Spell
    into: Mapping[str, Mapping[str, tuple[str, ...]]]
    """Subject → old ID → IDs of what it is in the new edition."""
    live: Mapping[Subject, Container[str]] = {}
    """Subject → IDs in force in the new edition."""
    renamed: tuple[Renamed, Renamed] = ({}, {})
    """What was renumbered with somebody answering for it, by its old and by its new ID."""

    def followed(self, subject: Subject | None, ids: tuple[str, ...]) -> dict[str, None]:
        """Old IDs as the new edition calls them. `subject` None: citations that say their kind (機能0020001)."""
        return dict.fromkeys(n for id in ids for n in self._followed(subject, id))

    def _followed(self, subject: Subject | None, id: str) -> tuple[str, ...]:
        if subject is None:
            found = mention(id)
            if found is None or found.kind.value not in self.into:
                return (id,)
            kind = found.kind.value
            return tuple(f"{kind}{n}" for n in self._followed(Subject(kind), found.id))
        into = self.into.get(subject, {}).get(id, (id,))
        # Who still names what is gone has not changed what he names.
        return into if id in into or id in self.live.get(subject, ()) else (*into, id)

    def is_same(self, subject: Subject, old: str | None, new: str | None) -> bool:
        """Whether two IDs name the same thing, each in its edition."""
        return old == new or (old is not None and new in self.followed(subject, (old,)))

    def levelled(self, old: str, new: str, field: str | None = None) -> tuple[str, str]:
        """Both texts with one name for whatever both cite under different IDs."""
        if not self.renamed[0]:
            return old, new
        return _named(old, self.renamed[0], field), _named(new, self.renamed[1], field)


_RELATED = "標準仕様書関連箇所"
_FUNCTION_FIRST = re.compile(r"^([0-9]{7})", re.MULTILINE)
"""The one field whose lines begin with a 機能ID that no word announces."""


def _named(text: str, renamed: Renamed, field: str | None) -> str:
    found: list[str] = []
    at = 0
    for m in mentions(text):
        if name := renamed.get((m.kind.value, m.id)):
            found += (text[at : m.start], f"{m.kind.value}{name}")
            at = m.end
    text = "".join([*found, text[at:]])
    if field == _RELATED:
        text = _FUNCTION_FIRST.sub(lambda m: renamed.get((Subject.FUNCTION.value, m[1]), m[1]), text)
    return text
