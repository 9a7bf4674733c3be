"""What was found in one 業務, and the 業務 in small, as bytes: what the cache keeps and processes hand over.

msgpack of plain lists. Whatever cannot be read back exactly is no cache: None, and the 業務 is read anew.
The 業務 in small stays bytes until a rule between 業務 asks for it: mostly none has to be asked again.
"""

from collections.abc import Callable, Iterable, Mapping
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
            packed_findings(checked.found.findings),
            checked.found.defects,
            checked.small,
            [
                sorted(checked.standing.drafts),
                dict(checked.standing.documents),
                dict(checked.standing.pinned),
            ],
            checked.unread,
            packed_findings(checked.read),
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


def packed_findings(findings: Iterable[Finding]) -> list[Any]:
    """Findings as plain lists."""
    return [_finding(f) for f in findings]


def as_findings(rows: Any) -> tuple[Finding, ...]:
    """The findings that `packed_findings` made lists of."""
    return tuple(map(_as_finding, rows))


def _finding(found: Finding) -> list[Any]:
    *plain, other = found[4:]
    return [found.code, found.severity.value, found.message, _origin(found.origin), *plain, _origin(other)]


def _as_finding(row: Any) -> Finding:
    code, severity, message, origin, *plain, other = row
    where = _as_origin(origin) or Origin("")
    return Finding._make((code, Severity(severity), message, where, *plain, _as_origin(other)))


def _origin(origin: Origin | None) -> Any:
    return None if origin is None else [origin.file, origin.path]


def _as_origin(row: Any) -> Origin | None:
    return None if row is None else Origin(row[0], tuple(row[1]))


def _ref(ref: Ref | None) -> Any:
    return None if ref is None else [ref.business, ref.kind.value, ref.id]


_KINDS = {kind.value: kind for kind in Kind}


def _as_ref(row: Any) -> Ref:
    return Ref(row[0], _KINDS[row[1]], row[2])


def _value(value: Value) -> Any:
    return [value.plain(), _origin(value.origin)]


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
        [
            [kind.value, [[id, c.name, number[c.file], c.retired] for id, c in cards.items()]]
            for kind, cards in index.cards.items()
        ],
        [[*item[:-1], _origin(item.origin)] for item in index.items],
        [_value(linkage) for linkage in index.linkages],
        [_value(codes) for codes in index.codes],
        [[_ref(e.source), _ref(e.target), e.word, _origin(e.origin), *e[4:]] for e in index.outward],
        [[_ref(s.ref), s.name, _origin(s.origin)] for s in index.strays],
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
        self._rows = {row[0]: row for row in rows}
        self._files = files

    def __getitem__(self, id: str) -> Card:
        _, name, file, retired = self._rows[id]
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
        cards={Kind(kind): _Cards(rows, files) for kind, rows in cards},
        items=tuple(ItemCard._make((*item[:-1], _as_origin(item[-1]))) for item in items),
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
