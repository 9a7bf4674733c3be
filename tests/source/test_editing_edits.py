"""A thousand edits of every kind in files of every style: the wanted content, the other lines as they were."""

import random
import re
from collections import Counter
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from odd_yaml import Hand

from hyojun.model import Business
from hyojun.source import load
from hyojun.source.editing.applying import Applied
from hyojun.source.editing.changes import BookRow, Cell, Change, Moved, New, Removed, Spot
from hyojun.source.editing.draft import Draft, Row
from hyojun.source.yaml_text import parse

ROOT = Path(__file__).parents[2]
SPOT = Spot("本.xlsx", "表", 1, "A")
EDITS = 1000
_COMMENT = re.compile(r"# (?:注釈\d+|終わり)")
WORDS = (
    "新しい値", "値: あり", "# 印", "0012", "2028-04-01", "一行目\n二行目", "一行目\n\n  字下げ\n終わり", "'引用'",
    "a, b", "[x]", "○", "true", "葛\U000e0100", "=SUM(A1)", "長い" * 80, " 端の空白 ", "",
)  # fmt: skip
Wanted = dict[tuple[str, str], tuple[str, dict[str, str]]]
Edit = tuple[list[Change], Wanted]


@pytest.fixture(scope="module")
def business() -> Business:
    return next(b for b in load(ROOT, "001").corpus.businesses if b.id == "001")


@pytest.fixture(scope="module")
def trees() -> dict[str, Any]:
    """Small files of the sample: one of every kind, and of the large ones their first entries."""
    found = {}
    for path in sorted((ROOT / "spec" / "001").rglob("*.yaml")):
        if path.name in ("業務.yaml", "業務フロー.yaml") or path.parent.name == "ID台帳":
            continue
        name = path.relative_to(ROOT).as_posix()
        tree = parse(path.read_text("utf-8"), name).tree
        found[name] = {word: rows[:3] for word, rows in tree.items()}
    return found


def rows_of(draft: Draft) -> Wanted:
    """What all rows say: an account of the content that knows nothing of YAML."""
    return {
        (r.table.name, r.handle): (r.parent_handle, r.cells(draft.columns[r.table.name]))
        for r in draft.rows()
    }


def draft_of(business: Business, texts: Mapping[str, str]) -> Draft:
    return Draft(business, dict(texts), {}, dict.fromkeys(texts, "1.0"))


def cell(rnd: random.Random, draft: Draft, row: Row, rows: list[Row]) -> Edit | None:
    wanted = rows_of(draft)
    free = [
        c
        for c in draft.columns[row.table.name]
        if not c.fixed and c.path[0] not in (*row.table.naming.key, "廃止")
    ]
    column = rnd.choice(free)
    own = wanted[row.table.name, row.handle][1]
    old = own.get(column.head, "")
    others = [c[column.head] for (t, _), (_, c) in wanted.items() if t == row.table.name and column.head in c]
    new = rnd.choice([*WORDS, f"{old}追加", *(column.words or others or [""]) * 9])
    if column.form == "lines":
        new = rnd.choice(
            [f"{old}\n00010001", f"00010002\n{old}", "\n".join(reversed(old.split("\n"))), ""]
        ).strip("\n")
    if new == old:
        return None
    own.pop(column.head, None)
    if new:
        own[column.head] = new
    return [Cell(row.table.name, row.handle, column.head, old, new, SPOT)], wanted


def retired(rnd: random.Random, draft: Draft, row: Row, rows: list[Row]) -> Edit | None:
    if not (row.table.naming.series and row.table.naming.fixed) or "廃止" in row.node:
        return None
    wanted = rows_of(draft)
    wanted[row.table.name, row.handle][1].update({"廃止：理由": "やめる", "廃止：版": "1.0"})
    return [Cell(row.table.name, row.handle, "廃止：理由", "", "やめる", SPOT)], wanted


def removed(rnd: random.Random, draft: Draft, row: Row, rows: list[Row]) -> Edit | None:
    if any(r.parent is row for r in rows):
        return None
    wanted = rows_of(draft)
    del wanted[row.table.name, row.handle]
    return [Removed(row.table.name, row.handle, SPOT)], wanted


def moved(rnd: random.Random, draft: Draft, row: Row, rows: list[Row]) -> Edit | None:
    others = [r for r in rows if r.table.name == row.table.name and not inside(r, row)]
    if not others or any(r.parent is row for r in rows) or not row.table.naming.fixed:
        return None
    target = rnd.choice(others)
    wanted = rows_of(draft)
    own = wanted[row.table.name, row.handle][1]
    own = {k: v for k, v in own.items() if k != row.table.parent_head}
    if target.parent:
        own[row.table.parent_head] = target.parent_handle
    wanted[row.table.name, row.handle] = (target.parent_handle, own)
    return [Moved(row.table.name, row.handle, target.parent_handle, target.handle, "", SPOT)], wanted


def inserted(rnd: random.Random, draft: Draft, row: Row, rows: list[Row]) -> Edit | None:
    wanted = rows_of(draft)
    naming = row.table.naming
    cells = {h: t for h, t in wanted[row.table.name, row.handle][1].items() if not h.startswith("廃止")}
    cells |= {word: "new-row" for word in naming.key[:2] if word in cells}
    cells |= {"諸元表": {"項番": "99"}, "コード一覧": {"コードID": "999"}}.get(row.table.name, {})
    if naming.series:
        cells.pop(naming.key[0], None)
    book_row = BookRow(SPOT, "", None, row.parent_handle, cells, None)
    new = New(row.table.name, "+1", row.parent_handle, cells, row.handle, "", book_row)
    shown = dict(cells)
    number = {"連携": f"001{'i' if cells.get('提供・照会') == '照会' else 'o'}仮1"}.get(
        row.table.name, "001仮1"
    )
    if naming.series:
        shown[naming.key[0]] = number
    wanted["新", ""] = (row.parent_handle, shown)
    return [new], wanted


def inside(row: Row, other: Row) -> bool:
    return row is other or (row.parent is not None and inside(row.parent, other))


KINDS: tuple[Callable[[random.Random, Draft, Row, list[Row]], Edit | None], ...] = (
    cell, cell, cell, retired, removed, moved, inserted,
)  # fmt: skip


def test_a_thousand_edits_in_every_style(business: Business, trees: dict[str, Any]) -> None:
    counts: Counter[str] = Counter()
    seed = 0
    while sum(counts.values()) < EDITS:
        seed += 1
        rnd = random.Random(seed)
        names = rnd.sample(sorted(trees), 2)
        hand = Hand(seed)
        texts = {name: hand.text(trees[name]) for name in names}
        draft = draft_of(business, texts)
        assert draft.trees == {name: trees[name] for name in names}, f"手本 {seed}"
        rows = list(draft.rows())
        kind = KINDS[seed % len(KINDS)]
        edit = kind(rnd, draft, rnd.choice(rows), rows)
        if edit is None:
            continue
        changes, wanted = edit
        done = Applied(draft, changes)
        if done.refusals:
            assert all(r.message.endswith(("。", "か。")) and r.spot.book for r in done.refusals), (
                done.refusals
            )
            counts[f"{kind.__name__} refused"] += 1
            continue
        counts[kind.__name__] += 1
        after = {**texts, **done.texts}
        held(seed, kind.__name__, changes, texts, after, wanted, rows_of(draft_of(business, after)))
    applied = sum(n for what, n in counts.items() if "refused" not in what)
    assert applied > EDITS * 0.75, counts
    assert {k.__name__ for k in KINDS} <= set(counts)


def held(
    seed: int,
    kind: str,
    changes: list[Change],
    before: dict[str, str],
    after: dict[str, str],
    wanted: Wanted,
    found: Wanted,
) -> None:
    """The content is the wanted one; comments are all there; hardly a line is gone that had not to go."""
    if kind == "inserted":
        new = wanted.pop(("新", ""))
        came = [v for k, v in found.items() if k not in wanted]
        assert came == [new], (seed, changes)
        found = {k: v for k, v in found.items() if k in wanted}
    assert found == wanted, (seed, changes)
    if kind != "removed":
        assert marks(before) == marks(after), (seed, changes)
    old, new_lines = lines(before), lines(after)
    gone = sum((old - new_lines).values())
    if kind == "cell":
        [change] = changes
        assert isinstance(change, Cell)
        assert gone <= 3 * len(change.old.split("\n")) + 2, (seed, changes)
    elif kind in ("inserted", "retired"):
        assert gone <= 1, (seed, changes)
    if kind in ("cell", "inserted", "retired"):
        touched = [name for name, text in after.items() if text != before[name]]
        assert len(touched) <= 1, (seed, changes)
        most = max(gone, len(changes[0].old.split("\n")) if isinstance(changes[0], Cell) else 0)
        for name in touched:
            assert len(between(before[name], after[name])) <= most + 1, (seed, changes)
    for name, text in after.items():
        if "\r\n" in before[name]:
            assert "\n" not in text.replace("\r\n", ""), (seed, name)


def between(old: str, new: str) -> list[str]:
    """The lines of a text that are not, byte by byte, the first or the last ones of the other."""
    left, right = old.splitlines(keepends=True), new.splitlines(keepends=True)
    while left and right and left[0] == right[0]:
        del left[0], right[0]
    while left and right and left[-1] == right[-1]:
        del left[-1], right[-1]
    return left


def marks(texts: Mapping[str, str]) -> Counter[str]:
    return Counter(mark for text in texts.values() for mark in _COMMENT.findall(text))


def lines(texts: Mapping[str, str]) -> Counter[str]:
    """All lines that say something, with their line ends."""
    kept = (x for text in texts.values() for x in text.splitlines(keepends=True))
    return Counter(x.rstrip("\r\n") for x in kept if x.strip() and not x.strip().startswith("#"))
