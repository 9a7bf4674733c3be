"""The rows of 変更一覧.xlsx: every record of the list in the columns of its 様式, and the editions it was made of."""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import NamedTuple

from hyojun.diff import COLUMNS, Held, Listed, Step, labels_of, listed, row_words
from hyojun.model import Business, Kind
from hyojun.source import edition_file, plain_snapshot

from ..excel.cells import LONGEST, utf16_length
from ..file_names import reached
from ..job import Job, edition_named
from ..problems import TableError
from ..snapshot import snapshot_of
from .profile import EMPTY, ChangesProfile

KEY, BUSINESS = "キー", "業務ID"
OLD, NEW = "元の版", "先の版"
SUBJECT, ELEMENT, AFFECTED_ELEMENTS = "集計用のID", "要素のキー", "影響する要素のキー"
"""Contents that the list itself does not have: what rows are of, and the keys that stand behind names."""
COMPARED = (
    "業務ID",
    "業務名",
    "文書",
    "元の版",
    "先の版",
    "状態",
    "件数",
    "元の版の要約値",
    "先の版の要約値",
)
"""Heads of the editions that were compared."""
NOTHING = "（比べる版がない）"

Row = tuple[str, ...]


class Rows(NamedTuple):
    """What the workbook holds: the rows of both tables, heads apart."""

    changes: tuple[Row, ...]
    compared: tuple[Row, ...]


def rows(job: Job, businesses: Sequence[Business], profile: ChangesProfile) -> Rows:
    """The rows of some 業務; raises TableError for a column that nobody knows."""
    steps = tuple(s for s in job.history if s.business in {b.id for b in businesses})
    changes = tuple(r for step in steps for r in _of_step(step, profile))
    compared = [_compared(job, step) for step in steps]
    told = {(s.business, s.document) for s in steps}
    for business in businesses:
        for d in (d for d in business.documents if (business.id, d.name) not in told):
            what = (business.id, business.name, d.name, NOTHING, edition_named(d), d.status.value)
            compared.append((*what, "0", "", ""))
    return in_order(Rows(changes, tuple(compared)), profile)


def in_order(found: Rows, profile: ChangesProfile) -> Rows:
    """By 業務ID, within one as they came."""
    at = [c.content for c in profile.columns].index(BUSINESS)
    return Rows(
        tuple(sorted(found.changes, key=lambda row: row[at])),
        tuple(sorted(found.compared, key=lambda row: row[0])),
    )


def _compared(job: Job, step: Step) -> Row:
    found = listed([step.comparison]).compared[0]
    plain = (found.business, found.business_name, found.document, *_editions(step).values())
    digests = (_digest(job, step.old, True), _digest(job, step.new, not step.is_current))
    return (*plain, found.status or "", str(found.count), *digests)


def _digest(job: Job, held: Held, is_frozen: bool) -> str:
    """SHA-256 of the snapshot of an edition as it was compared: as released, with its 正誤 in it, or as it is now;
    empty where no file of it lies here."""
    if held.errata or not is_frozen:
        return _sha256(snapshot_of(job, held.business, held.document))
    file = job.root / edition_file(held.business.id, held.document.name, held.edition)
    return _sha256(plain_snapshot(file.read_bytes())) if file.is_file() else ""


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def _of_step(step: Step, profile: ChangesProfile) -> Iterator[Row]:
    names, editions = _names((step.old, step.new)), _editions(step)
    for change in listed([step.comparison]).changes:
        yield from _of_change(_cells(change, names) | editions, profile)


def _editions(step: Step) -> dict[str, str]:
    """第1.0版（正誤2まで反映）, 第1.1版（案）: whoever cuts a row out takes along that nothing is decided."""
    return {OLD: _named(step.old), NEW: _named(step.new)}


def _named(held: Held) -> str:
    corrected = f"（{reached(held.last_errata)}）" if held.errata else ""
    return edition_named(held.document) + corrected


def _of_change(cells: Mapping[str, str], profile: ChangesProfile) -> Iterator[Row]:
    """The row of a change; a text that is too long for a cell goes on in the next, under a key of its own."""
    contents = [c.content for c in profile.columns]
    if unknown := [c for c in contents if c not in cells and c != EMPTY]:
        known = "、".join((*cells, EMPTY))
        raise TableError(f"変更一覧の列の内容「{unknown[0]}」は使えません（使えるのは {known}）。")
    pieces = [_cut(cells.get(c, "")) for c in contents]
    for n in range(max(map(len, pieces))):
        row = [own[n] if n < len(own) else own[0] if len(own) == 1 else "" for own in pieces]
        if n:
            row = [f"{t}/続き{n + 1}" if c == KEY else t for c, t in zip(contents, row, strict=True)]
        yield tuple(row)


def _cut(text: str) -> list[str]:
    pieces = []
    while utf16_length(text) > LONGEST:
        pieces.append(text[: LONGEST // 2])
        text = text[LONGEST // 2 :]
    return [*pieces, text]


def _cells(change: Listed, names: Mapping[str, str]) -> dict[str, str]:
    """Text by content: the words of the CSV, but numbers of a series bare, and keys in columns of their own;
    editions are added by who knows them."""
    cells = dict(zip(COLUMNS, row_words(change), strict=True))
    keys = [f"{change.kind}{id}" for id in dict.fromkeys((*change.old, *change.new)) if not _is_number(id)]
    affected = [names.get(label, label) for label in change.affected]
    hidden = [label for label in change.affected if label in names]
    subject = next(iter(labels_of(change)), "")
    return cells | {
        BUSINESS: change.business,
        "旧ID": "、".join(filter(_is_number, change.old)),
        "新ID": "、".join(filter(_is_number, change.new)),
        "影響するID": "、".join(affected),
        SUBJECT: _subject(subject, change, names),
        ELEMENT: "、".join(keys),
        AFFECTED_ELEMENTS: "、".join(hidden),
    }


def _subject(label: str, change: Listed, names: Mapping[str, str]) -> str:
    """What a row is of, the same for all rows of one thing."""
    if change.kind.value in ("段落", "本編"):
        return "本編"
    return names.get(label, label)


def _is_number(id: str) -> bool:
    """Whether it is a number of a series, and not a key of authors and drawings."""
    return id[:3].isdigit()


def _names(sides: Iterable[Held]) -> dict[str, str]:
    """Label of what has a key (手順toroku/Activity_1) → how readers call it; the newer edition last."""
    found: dict[str, str] = {}
    for held in sides:
        entries = [e for e in held.business.entries if not _is_number(e.ref.id)]
        called = {e.ref.label: e.name for e in entries}
        for kind, own in groupby(entries, lambda e: e.ref.kind):
            for e in own:
                flow = called.get(f"{Kind.FLOW.value}{e.ref.id.partition('/')[0]}")
                where = f"（{flow}）" if kind is Kind.STEP and flow else ""
                found[e.ref.label] = f"{kind.value}「{e.name}」{where}"
    return found
