"""What was found in one 業務, and the 業務 in small, as bytes: what the cache keeps and processes hand over.

msgpack, which takes a named tuple for a list. Whatever cannot be read back exactly is no cache: None, and the 業務 is read anew.
The 業務 in small stays bytes until a rule between 業務 asks for it: mostly none has to be asked again.
"""

from collections.abc import Callable, Mapping
from itertools import starmap
from typing import Any, NamedTuple

import msgpack

from hyojun.model import (
    BusinessHead,
    Card,
    CodeList,
    Edge,
    Finding,
    Index,
    ItemCard,
    Kind,
    Linkage,
    Origin,
    Ref,
    Severity,
    Stray,
    Value,
)
from hyojun.source import placed

from .governing import Standing
from .run import Found


class Checked(NamedTuple):
    """One 業務 after its own checks."""

    folder: str
    found: Found
    """What the rules that see one 業務 found, with line and column."""
    small: bytes
    """The 業務 as others see it, packed; nothing if its head could not be read."""
    standing: Standing
    """Which of its files are drafts, pinned, and of which document."""
    unread: str
    read: tuple[Finding, ...] = ()
    """Findings of reading."""
    assets: tuple[tuple[str, str], ...] = ()
    """Attached pages, pictures and drawings: name and file, from the root of the repository."""

    @property
    def in_small(self) -> Index | None:
        """The 業務 as others see it; None if its head could not be read."""
        return _as_index(msgpack.unpackb(self.small, use_list=False)) if self.small else None


def packed(checked: Checked) -> bytes:
    """A checked 業務 as bytes."""
    return msgpack.packb(  # type: ignore[no-any-return]
        [
            checked.folder,
            checked.found.findings,
            checked.found.defects,
            checked.small,
            [
                sorted(checked.standing.drafts),
                dict(checked.standing.documents),
                dict(checked.standing.pinned),
            ],
            checked.unread,
            checked.read,
            checked.assets,
        ]
    )


def unpacked(data: bytes) -> Checked | None:
    """The checked 業務 these bytes hold; None for anything else."""
    try:
        folder, findings, defects, small, standing, unread, read, assets = msgpack.unpackb(
            data, use_list=False
        )
        drafts, documents, pinned = standing
        return Checked(
            folder,
            Found(as_findings(findings), defects),
            small,
            Standing(frozenset(drafts), documents, pinned),
            unread,
            as_findings(read),
            assets,
        )
    except NOT_OURS:
        return None


NOT_OURS = (ValueError, TypeError, KeyError, msgpack.UnpackException)
"""What reading bytes raises that something else has written."""


def packed_index(index: Index) -> bytes:
    """A 業務 in small as bytes: the same bytes for what looks the same."""
    return msgpack.packb(_index(index))  # type: ignore[no-any-return]


def as_findings(rows: Any) -> tuple[Finding, ...]:
    """Findings that were packed."""
    return tuple(map(_as_finding, rows))


def _as_finding(row: Any) -> Finding:
    code, severity, message, origin, *plain, other = row
    return Finding._make((code, Severity(severity), message, Origin(*origin), *plain, _as_origin(other)))


def _as_origin(row: Any) -> Origin | None:
    return None if row is None else Origin(*row)


_KINDS = {kind.value: kind for kind in Kind}


def _as_ref(row: Any) -> Ref:
    business, kind, id = row
    return Ref(business, _KINDS[kind], id)


def _value(value: Value) -> Any:
    return [value.plain(), value.origin]


def _as_value(cls: Any) -> Callable[[Any], Any]:
    def made(row: Any) -> Any:
        plain, origin = row
        return placed(cls, plain, _as_origin(origin))

    return made


def _index(index: Index) -> list[Any]:
    files = sorted({card.file for cards in index.cards.values() for card in cards.values()})
    number = {file: n for n, file in enumerate(files)}
    return [
        index.id,
        index.name,
        _value(index.head),
        files,
        {
            kind.value: {id: (c.name, number[c.file], c.retired) for id, c in cards.items()}
            for kind, cards in index.cards.items()
        },
        index.items,
        [_value(linkage) for linkage in index.linkages],
        [_value(codes) for codes in index.codes],
        index.outward,
        index.strays,
        dict(index.sub_units),
        dict(index.documents),
        sorted(index.drafts),
        dict(index.function_paths),
        dict(index.editions),
        dict(index.pinned),
        index.unread,
    ]


class _Cards(Mapping[str, Card]):
    """Cards of one kind, made when somebody asks: a world holds a hundred thousand, a rule asks for few."""

    def __init__(self, rows: Any, files: Any) -> None:
        self._rows = rows
        self._files = files

    def __getitem__(self, id: str) -> Card:
        name, file, retired = self._rows[id]
        return Card(name, self._files[file], retired)

    def __contains__(self, id: object) -> bool:
        return id in self._rows

    def __iter__(self) -> Any:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


def _as_index(row: Any) -> Index:
    (id, name, head, files, cards, items, linkages, codes, outward, strays, *rest) = row
    sub_units, documents, drafts, function_paths, editions, pinned, unread = rest
    return Index(
        id=id,
        name=name,
        head=_as_value(BusinessHead)(head),
        cards={Kind(kind): _Cards(rows, files) for kind, rows in cards.items()},
        items=tuple(starmap(ItemCard, items)),
        linkages=tuple(map(_as_value(Linkage), linkages)),
        codes=tuple(map(_as_value(CodeList), codes)),
        outward=tuple(
            Edge(_as_ref(source) if source else None, _as_ref(target), word, _as_origin(origin), *rest)
            for source, target, word, origin, *rest in outward
        ),
        strays=tuple(Stray(_as_ref(ref), name, _as_origin(origin)) for ref, name, origin in strays),
        sub_units=sub_units,
        documents=documents,
        drafts=frozenset(drafts),
        function_paths=function_paths,
        editions=editions,
        pinned=pinned,
        unread=unread,
    )
