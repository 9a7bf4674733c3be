"""What a 指紋 is made of keeps still when a 仮番号 becomes a number: the number counts as the 仮番号 it was issued for.

The ID台帳 remembers that for good, so a question, an answer and a link made before `hyojun id assign` hold after it,
and after the edition was released. Numbers that never were a 仮番号 count as themselves.
"""

import re
from collections.abc import Iterable, Mapping
from typing import NamedTuple

from hyojun.model import Business, Kind, issued_for

from .changes import Subject

_NUMBER = re.compile(
    r"(?:(機能|帳票)(?:ID)?[ 　:：]*)?(?<![0-9a-z])([0-9]{3}(?:[a-z][0-9]{3}|[0-9]{3,5}))(?![0-9])"
)
"""A number in running text or in a list, with the word that tells 機能ID from 帳票ID where there is one."""
_KINDS = {6: Kind.GROUP, 8: Kind.DATA_ITEM}
_FIELDS = {"機能": Kind.FUNCTION, "帳票": Kind.FORM}


class Lasting(NamedTuple):
    """The numbers of a 業務 that once were 仮番号."""

    names: Mapping[tuple[str, str], str] = {}
    """Kind and number → 仮番号."""

    def id(self, subject: Subject, id: str) -> str:
        """The ID of a thing, or of a part of it (0020001/氏名)."""
        owner, slash, part = id.partition("/")
        kind = Subject.FORM if subject is Subject.FORM_ITEM else subject
        return self.names.get((kind.value, owner), owner) + slash + part

    def text(self, subject: Subject, field: str | None, text: str | None) -> str | None:
        """What a field of a thing says, with the IDs in it."""
        if not (self.names and text):
            return text
        bare = _FIELDS.get(field or "") or (Kind.FORM if subject is Subject.FORM else Kind.FUNCTION)

        def lasting(match: re.Match[str]) -> str:
            word, id = match.groups()
            kind = Kind.LINKAGE if id[3].isalpha() else _KINDS.get(len(id)) or (Kind(word) if word else bare)
            return match[0].removesuffix(id) + self.names.get((kind.value, id), id)

        return _NUMBER.sub(lasting, text)


def lasting(businesses: Iterable[Business | None]) -> Lasting:
    """Of the registers of a 業務 in both editions."""
    return Lasting(
        {
            (ref.kind.value, ref.id): provisional
            for business in businesses
            if business
            for provisional, ref in issued_for(business).items()
        }
    )
