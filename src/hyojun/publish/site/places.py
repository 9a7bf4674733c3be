"""Where entries stand, also those of 業務 of which only the outline is at hand: looked up there when somebody asks."""

from collections.abc import Iterator, Mapping
from itertools import chain

from hyojun.model import Kind, Ref

from .addresses import Place
from .outline import Marks


class Places(Mapping[Ref, Place]):
    """Places of what was read, then those of outlines: 100,000 of them, of which a changed page asks for a few."""

    def __init__(self, read: Mapping[Ref, Place], marks: Mapping[str, Marks]) -> None:
        """`marks`: 業務ID → what its outline says; nothing in `read` is of these 業務."""
        self._read = read
        self._marks = marks

    def __getitem__(self, ref: Ref) -> Place:
        found = self._read.get(ref)
        return Place(*self._marks[ref.business][ref.kind][ref.id]) if found is None else found

    def __iter__(self) -> Iterator[Ref]:
        known = (
            Ref(business, kind, id)
            for business, kinds in self._marks.items()
            for kind, ids in kinds.items()
            for id in ids
        )
        return chain(self._read, known)

    def __len__(self) -> int:
        return len(self._read) + sum(len(ids) for kinds in self._marks.values() for ids in kinds.values())

    @property
    def kinds(self) -> frozenset[Kind]:
        """Of which there is anything."""
        return frozenset(ref.kind for ref in self._read).union(*self._marks.values())
