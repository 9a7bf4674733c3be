"""Three-way merging of one table, without files: every combination of who changed what."""

from collections.abc import Mapping

import pytest

from hyojun.source.editing.changes import (
    BookRow,
    BookTable,
    Cell,
    Current,
    Merged,
    Moved,
    New,
    Removed,
    Shape,
    Spot,
)
from hyojun.source.editing.merging import mark, merged
from hyojun.source.editing.rising import longest

SHAPE = Shape("表", ("名", "備考"), "親", "", issued=False)
HEADS = ("名", "備考", "親")


def row(
    book: str,
    number: int,
    handle: str,
    base: Mapping[str, str],
    cells: Mapping[str, str],
    *,
    remove: bool = False,
) -> BookRow:
    marks = {h: mark(handle, h, base.get(h, "")) for h in HEADS} if handle else None
    spot = Spot(book, "表", number)
    return BookRow(spot, handle, number if handle else None, cells.get("親", ""), cells, marks, remove)


def current(*rows: tuple[str, Mapping[str, str]]) -> list[Current]:
    return [Current(handle, cells.get("親", ""), cells) for handle, cells in rows]


def told(found: Merged) -> tuple[list[tuple[str, ...]], int]:
    """What is done, in short, and how many conflicts."""
    short: list[tuple[str, ...]] = []
    for change in found.changes:
        match change:
            case Cell():
                short.append((change.handle, change.head, change.new))
            case New():
                short.append(("新", change.parent, change.after))
            case Moved():
                short.append(("移", change.handle, change.parent, change.after))
            case Removed():
                short.append(("消", change.handle))
    return short, len(found.conflicts)


BASE = {"名": "甲", "備考": "旧", "親": "p"}
VALUES = {
    "誰も変えない": ("旧", "旧", "旧", [], 0),
    "1冊が変える": ("旧", "新", "旧", [("a", "備考", "新")], 0),
    "2冊が同じに変える": ("旧", "新", "新", [("a", "備考", "新")], 0),
    "2冊が違うものに変える": ("旧", "新", "別", [], 2),
    "仕様書だけが変わる": ("今", "旧", "旧", [], 0),
    "仕様書とブックが同じに変わる": ("新", "新", "旧", [], 0),
    "仕様書とブックが違うものに変わる": ("今", "新", "旧", [], 1),
    "1冊が空にする": ("旧", "", "旧", [("a", "備考", "")], 0),
    "空にしたものと書き換えたもの": ("旧", "", "新", [], 2),
    "仕様書で既に空": ("", "", "旧", [], 0),
}


@pytest.mark.parametrize("case", VALUES)
def test_a_cell_in_three_places(case: str) -> None:
    now, first, second, changes, conflicts = VALUES[case]
    books = [
        BookTable(name, (row(name, 5, "a", BASE, {**BASE, "備考": text}),))
        for name, text in (("甲.xlsx", first), ("乙.xlsx", second))
    ]
    assert told(merged(SHAPE, current(("a", {**BASE, "備考": now})), books)) == (changes, conflicts)


def ordered(book: str, *handles: str, parents: Mapping[str, str] | None = None) -> BookTable:
    """Rows a, b, c … of a base in some order; `+` is a new one."""
    rows = []
    for number, handle in enumerate(handles, 5):
        parent = (parents or {}).get(handle, "p")
        name = "" if handle == "+" else handle
        given = row(book, number, name, {"名": name, "親": "p"}, {"名": name or "新", "親": parent})
        rows.append(given._replace(order=ord(handle) if name else None))
    return BookTable(book, tuple(rows))


def named(*handles: str) -> list[Current]:
    return current(*((h, {"名": h, "親": "p"}) for h in handles))


ORDERS: dict[str, tuple[BookTable, list[Current], list[tuple[str, ...]], int]] = {
    "同じ順": (ordered("甲", "a", "b", "c"), named("a", "b", "c"), [], 0),
    "1行を後ろへ": (ordered("甲", "b", "c", "a"), named("a", "b", "c"), [("移", "a", "p", "c")], 0),
    "1行を先頭へ": (ordered("甲", "c", "a", "b"), named("a", "b", "c"), [("移", "c", "p", "")], 0),
    "仕様書で既に移した": (ordered("甲", "b", "c", "a"), named("b", "c", "a"), [], 0),
    "仕様書でも順が変わった": (ordered("甲", "b", "c", "a"), named("c", "b", "a"), [], 1),
    "仕様書に足された行は残る": (ordered("甲", "b", "a"), named("a", "x", "b"), [("移", "b", "p", "")], 0),
    "行を足す": (ordered("甲", "a", "+", "b"), named("a", "b"), [("新", "p", "a")], 0),
    "先頭に足す": (ordered("甲", "+", "a", "b"), named("a", "b"), [("新", "p", "")], 0),
    "足した行が既にある": (
        ordered("甲", "a", "+"),
        [*named("a"), *current(("n", {"名": "新", "親": "p"}))],
        [],
        0,
    ),
    "別の親へ": (
        ordered("甲", "a", "b", "c", parents={"b": "q", "c": "q"}),
        named("a", "b", "c"),
        [("移", "b", "q", ""), ("移", "c", "q", "b")],
        0,
    ),
    "無くなった行を変えていない": (ordered("甲", "a", "z"), named("a"), [], 0),
}


@pytest.mark.parametrize("case", ORDERS)
def test_rows_in_another_order(case: str) -> None:
    book, now, changes, conflicts = ORDERS[case]
    found = merged(SHAPE, now, [book])
    places = [c for c in told(found)[0] if c[0] in ("移", "新")]
    assert (places, len(found.conflicts)) == (changes, conflicts)


def test_a_row_that_is_gone_cannot_be_changed() -> None:
    book = BookTable("甲", (row("甲", 5, "a", BASE, {**BASE, "備考": "新"}),))
    found = merged(SHAPE, [], [book])
    assert [c.message for c in found.conflicts] == [
        "この行は、今の仕様書にありません。新しい書き出しで直してください。"
    ]


def test_a_row_somebody_removes_and_somebody_changes() -> None:
    books = [
        BookTable("甲", (row("甲", 5, "a", BASE, BASE, remove=True),)),
        BookTable("乙", (row("乙", 5, "a", BASE, {**BASE, "備考": "新"}),)),
    ]
    found = merged(SHAPE, current(("a", BASE)), books)
    assert "ほかの人が消しています" in found.conflicts[0].message


def test_without_marks_only_a_current_book_is_trusted() -> None:
    bare = row("甲", 5, "a", BASE, {**BASE, "備考": "新"})._replace(marks=None)
    now = current(("a", BASE))
    assert told(merged(SHAPE, now, [BookTable("甲", (bare,), is_current=True)])) == ([("a", "備考", "新")], 0)
    found = merged(SHAPE, now, [BookTable("甲", (bare,))])
    assert (found.changes, len(found.conflicts)) == ((), 1)
    same = bare._replace(cells=BASE)
    assert merged(SHAPE, now, [BookTable("甲", (same,))]) == Merged()


def test_marks_tell_rows_columns_and_texts_apart() -> None:
    places = [(h, c, t) for h in ("a", "b") for c in ("名", "備考") for t in ("", "旧", "新", "旧\n")]
    assert len({mark(*p) for p in places}) == len(places)
    # Books that are out carry marks: they may not come out otherwise one day.
    assert mark("0020001", "機能名称", "印鑑登録原票の管理") == "opmaej"


@pytest.mark.parametrize(
    ("numbers", "most"), [([], 0), ([1, 2, 3], 3), ([3, 1, 2], 2), ([5, 1, 6, 2, 7, 3], 3), ([2, 1], 1)]
)
def test_the_most_that_need_not_be_moved(numbers: list[int], most: int) -> None:
    found = longest(numbers)
    kept = [n for n in numbers if n in found]
    assert (len(kept), kept) == (most, sorted(kept))
