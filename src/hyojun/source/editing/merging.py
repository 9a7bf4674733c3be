"""Books of several colleagues against the sources as they are now: what is to be done, and what nobody may guess.

Pure. What a cell held when the book was written is known by its mark (a short digest beside the row), so that
three can be compared without the sources of that day: a cell is changed in a book if its text no longer has
the mark, and in the sources if theirs has not.
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping

from hyojun.model import is_provisional

from .changes import (
    BookRow,
    BookTable,
    Cell,
    Change,
    Conflict,
    Current,
    Merged,
    Moved,
    New,
    Note,
    Removed,
    Shape,
)
from .rising import longest

MARK = 6
"""Characters of a mark, 5 bits each: two texts that differ have one mark in 10⁹ cases."""
REMOVE = "削除"
_MANY = 20
_SHARE = 0.3
"""Above both, rows out of their order are taken for a sorted sheet."""


def mark(handle: str, head: str, text: str) -> str:
    """The mark of a cell. It depends on the row and the column, so that none is valid elsewhere."""
    given = "\0".join((handle, head, text)).encode("utf-8", "surrogatepass")
    number = int.from_bytes(hashlib.blake2b(given, digest_size=4).digest()) >> 2
    return "".join("abcdefghijklmnopqrstuvwxyz234567"[number >> 5 * n & 31] for n in range(MARK))


def merged(
    shape: Shape,
    current: Iterable[Current],
    books: Iterable[BookTable],
    became: Mapping[str, str] | None = None,
    reorder: bool = False,
) -> Merged:
    """Merge one table. `became`: 仮番号 → the number it got since; `reorder`: whether rows may be sorted anew."""
    return _Merging(shape, tuple(current), became or {}, reorder).of(tuple(books))


class _Merging:
    """One table; used once."""

    def __init__(
        self, shape: Shape, current: tuple[Current, ...], became: Mapping[str, str], reorder: bool
    ) -> None:
        self.shape, self.became, self.reorder = shape, became, reorder
        self.rows = {row.handle: row for row in current}
        self.changes: list[Change] = []
        self.conflicts: list[Conflict] = []
        self.notes: list[Note] = []

    def of(self, books: tuple[BookTable, ...]) -> Merged:
        wanted: dict[tuple[str, str], list[tuple[BookRow, str]]] = {}
        gone: dict[str, BookRow] = {}
        for book in books:
            for row in book.rows:
                if row.handle and (found := self._known(row, book)):
                    if row.remove:
                        if self._may_go(row, found, book):
                            gone[found.handle] = row
                        continue
                    for head, text in self._changed(row, found, book):
                        wanted.setdefault((found.handle, head), []).append((row, text))
        for (handle, head), asked in wanted.items():
            if head != self.shape.parent:
                self._cell(self.rows[handle], head, asked, gone)
        self.changes += [Removed(self.shape.name, h, row.spot) for h, row in gone.items()]
        self._places(books, gone)
        return Merged(tuple(self.changes), tuple(self.conflicts), tuple(self.notes))

    def _handle(self, row: BookRow) -> str:
        return self.became.get(row.handle, row.handle) if row.handle not in self.rows else row.handle

    def _known(self, row: BookRow, book: BookTable) -> Current | None:
        """The row of the sources that a row of a book was; None where it is gone, which is told."""
        found = self.rows.get(self._handle(row))
        if found:
            return found
        if row.marks and all(row.marks.get(h) == self._mark(row, h) for h in self._heads):
            self.notes.append(
                Note(row.spot, "この行は、今の仕様書にありません（ブックでも変えていません）。", row.handle)
            )
        elif not any(self._is(row, r) for r in self._others(book)):
            self._conflict(row, "", "この行は、今の仕様書にありません。新しい書き出しで直してください。")
        return None

    def _others(self, book: BookTable) -> Iterator[Current]:
        """The rows that no row of a book was."""
        named = {self._handle(row) for row in book.rows if row.handle}
        return (row for handle, row in self.rows.items() if handle not in named)

    def _is(self, row: BookRow, found: Current) -> bool:
        """Whether a row says the same; a number that was issued for it may differ."""
        skipped = self.shape.key if self.shape.issued else ""
        heads = [h for h in self.shape.heads if h != skipped]
        same = all(row.cells.get(h, "") == found.cells.get(h, "") for h in heads)
        return same and (not self.shape.parent or self._parent(row) == found.parent)

    def _parent(self, row: BookRow) -> str:
        return self.became.get(row.parent, row.parent)

    @property
    def _heads(self) -> tuple[str, ...]:
        return (*self.shape.heads, self.shape.parent) if self.shape.parent else self.shape.heads

    def _mark(self, row: BookRow, head: str) -> str:
        return mark(row.handle, head, row.cells.get(head, ""))

    def _marks(self, row: BookRow, found: Current, book: BookTable) -> Mapping[str, str]:
        if row.marks is None and book.is_current:
            return {h: mark(row.handle, h, found.cells.get(h, "")) for h in self._heads}
        return row.marks or {}

    def _changed(self, row: BookRow, found: Current, book: BookTable) -> Iterator[tuple[str, str]]:
        """The cells of a row that say something else than when the book was written, and than the sources."""
        marks = self._marks(row, found, book)
        was = {h: found.cells.get(h, "") for h in self._heads}
        different = [h for h in self._heads if row.cells.get(h, "") != was[h]]
        if not marks:
            if different:
                message = "要約値の欄が空なので、元の内容が分かりません。新しい書き出しで直してください。"
                self._conflict(row, different[0], message, was[different[0]])
            return
        edited = [h for h in different if marks.get(h) != self._mark(row, h)]
        moved_on = [h for h in different if marks.get(h) != mark(row.handle, h, was[h])]
        vague = "#" in row.handle and edited and moved_on
        for head in edited:
            text = row.cells.get(head, "")
            if head == self.shape.key and self.became.get(text) != was[head]:
                message = f"「{head}」は変えられません。新しい行にするときは、要約値の欄も空にしてください。"
                self._conflict(row, head, message, was[head])
            elif head in moved_on or vague:
                message = (
                    "書き出した後に、仕様書も変わっています。今の仕様書のとおりでよければ、その値をセルに写してください。"
                    "ブックのとおりにするときは、仕様書の値を直して、もう一度反映してください。"
                )
                self._conflict(row, head, message, was[head])
            elif head != self.shape.key:
                yield head, text

    def _conflict(self, row: BookRow, head: str, message: str, current: str | None = None) -> None:
        wanted = row.cells.get(head, "") if head else ""
        self.conflicts.append(Conflict(row.at(head), row.handle, head, message, current, wanted))

    def _cell(
        self, found: Current, head: str, asked: list[tuple[BookRow, str]], gone: Mapping[str, BookRow]
    ) -> None:
        row, text = asked[0]
        was = found.cells.get(head, "")
        if found.handle in gone:
            where = gone[found.handle].spot
            self._conflict(
                row, head, f"この行は、ほかの人が消しています（{where}）。どちらにするか決めてください。", was
            )
        elif len({t for _, t in asked}) > 1:
            for other, _ in asked:
                places = "、".join(str(r.at(head)) for r, _ in asked if r is not other)
                self._conflict(
                    other,
                    head,
                    f"ほかの人が違う内容にしています（{places}）。どちらにするか決めてください。",
                    was,
                )
        else:
            self.changes.append(Cell(self.shape.name, found.handle, head, was, text, row.at(head)))

    def _may_go(self, row: BookRow, found: Current, book: BookTable) -> bool:
        marks = self._marks(row, found, book)
        number = found.cells.get(self.shape.key, "") if self.shape.issued else ""
        if number and not is_provisional(number):
            message = "発行した番号の行は消せません。「廃止：理由」を書いて廃止にしてください。"
            self.conflicts.append(Conflict(row.at(""), row.handle, "", message, is_forbidden=True))
            return False
        if any(marks.get(h) != mark(row.handle, h, found.cells.get(h, "")) for h in self._heads):
            self._conflict(
                row, "", "書き出した後に、仕様書でこの行が変わっています。消してよいか確かめてください。"
            )
            return False
        return True

    def _places(self, books: tuple[BookTable, ...], gone: Mapping[str, BookRow]) -> None:
        """New rows and moved ones, each by the row before it."""
        moves: dict[str, list[tuple[BookTable, Moved, BookRow]]] = {}
        fresh: list[tuple[BookTable, New]] = []
        before_it: dict[tuple[str, str], str] = {}
        for book in books:
            groups: dict[str, list[BookRow]] = {}
            for row in book.rows:
                if not row.remove and (not row.handle or self._handle(row) in self.rows):
                    groups.setdefault(self._parent(row), []).append(row)
            out_of_order = {p: self._out_of_order(rows) for p, rows in groups.items()}
            count, total = sum(map(len, out_of_order.values())), sum(map(len, groups.values()))
            if count > max(_MANY, total * _SHARE) and not self.reorder:
                spot = book.rows[0].spot._replace(row=0)
                message = (
                    f"{count}行の順が変わっています。並べ替えたのなら「順」の列で元の順に戻してください。"
                    "順を改めるのなら --reorder を付けてください。"
                )
                self.conflicts.append(Conflict(spot, "", "", message))
                continue
            for parent, rows in groups.items():
                for n, row in enumerate(rows):
                    after = next((self._name(r) for r in reversed(rows[:n])), "")
                    known = next((self._name(r) for r in reversed(rows[:n]) if r.handle), "")
                    before = next((self._name(r) for r in rows[n + 1 :] if r.handle), "")
                    if not row.handle:
                        fresh.append(
                            (
                                book,
                                New(self.shape.name, self._name(row), parent, row.cells, after, before, row),
                            )
                        )
                    elif row in out_of_order[parent]:
                        handle = self._name(row)
                        found = Moved(self.shape.name, handle, parent, after, before, row.spot)
                        moves.setdefault(handle, []).append((book, found, row))
                        before_it[book.book, handle] = known
        for asked in moves.values():
            self._move(asked, moves, before_it[asked[0][0].book, asked[0][1].handle])
        self._add(fresh)

    def _name(self, row: BookRow) -> str:
        """What a row is called: a new one by its key, or by where it stands in its book."""
        if row.handle:
            return self._handle(row)
        return row.cells.get(self.shape.key, "") or f"+{row.spot.book}:{row.spot.row}"

    def _out_of_order(self, rows: list[BookRow]) -> list[BookRow]:
        """The fewest rows below a parent that left the order they had, and those that came from another."""
        own = [r for r in rows if r.handle and not self._came(r)]
        kept = _rising([r.order if r.order is not None else n for n, r in enumerate(own)])
        stays = {id(own[n]) for n in kept}
        return [r for r in rows if r.handle and id(r) not in stays]

    def _came(self, row: BookRow) -> bool:
        """Whether a row stood below another parent when the book was written."""
        head = self.shape.parent
        if not head:
            return False
        if row.marks is None:
            return self._parent(row) != self.rows[self._handle(row)].parent
        return row.marks.get(head) != self._mark(row, head)

    def _move(
        self,
        asked: list[tuple[BookTable, Moved, BookRow]],
        moves: Mapping[str, list[tuple[BookTable, Moved, BookRow]]],
        after: str,
    ) -> None:
        """`after`: the row before it in its book that is not new."""
        book, move, row = asked[0]
        found = self.rows[move.handle]
        if any(m[:5] != move[:5] for _, m, _ in asked):
            for _, _, other in asked:
                self._conflict(
                    other,
                    self.shape.parent,
                    "ほかの人がこの行を別の所に移しています。どちらにするか決めてください。",
                )
            return
        if any(b is not book for b, _, _ in moves.get(move.after, ())):
            self._conflict(row, "", "移した先の前の行を、ほかの人も移しています。順に反映してください。")
            return
        siblings = [r.handle for r in self.rows.values() if r.parent == found.parent]
        here = {self._handle(r) for r in book.rows if r.handle}
        shown = [h for h in siblings if h in here]
        at = shown.index(move.handle)
        if found.parent == move.parent and (shown[at - 1] if at else "") == after:
            return  # it stands there already
        was = [self._handle(r) for r in sorted(book.rows, key=_order) if self._handle(r) in siblings]
        if self._came(row) and found.parent == move.parent:
            self._conflict(row, "", "書き出した後に、仕様書でも移されています。どこに置くか決めてください。")
        elif (
            row.marks
            and self.shape.parent
            and row.marks.get(self.shape.parent) != mark(row.handle, self.shape.parent, found.parent)
        ):
            self._conflict(
                row,
                self.shape.parent,
                "書き出した後に、仕様書でも移されています。どこに置くか決めてください。",
                found.parent,
            )
        elif was != shown:
            self._conflict(
                row, "", "書き出した後に、仕様書でも行の順が変わっています。どこに置くか決めてください。"
            )
        else:
            self.changes.append(move)

    def _add(self, fresh: list[tuple[BookTable, New]]) -> None:
        taken: list[tuple[BookTable, New]] = []
        for book, new in fresh:
            key = new.cells.get(self.shape.key, "") if self.shape.key else ""
            same = self.rows.get(self.became.get(key, key)) if key else None
            twin = next((n for b, n in taken if b is not book and n.cells == new.cells), None)
            if same and not self._is(new.row, same):
                self._conflict(
                    new.row,
                    self.shape.key,
                    f"{key} は既にあります。別のキーにするか、要約値の欄を元に戻してください。",
                )
            elif same or any(self._is(new.row, r) for r in self._others(book)):
                self.notes.append(Note(new.row.spot, "この新しい行は、既に仕様書にあります。"))
            elif twin:
                self.notes.append(
                    Note(
                        new.row.spot,
                        f"同じ新しい行が別のブックにもあります（{twin.row.spot}）。1つだけ足します。",
                    )
                )
            elif key and any(n.cells.get(self.shape.key) == key for _, n in taken):
                self._conflict(
                    new.row,
                    self.shape.key,
                    f"{key} を使う新しい行が、ほかにもあります。別のキーにしてください。",
                )
            else:
                taken.append((book, new))
                self.changes.append(new)


def _order(row: BookRow) -> int:
    return row.order if row.order is not None else 1 << 30


def _rising(numbers: list[int]) -> list[int]:
    """Places of the most numbers that rise."""
    where: dict[int, int] = {}
    for place, number in enumerate(numbers):
        where.setdefault(number, place)
    return sorted(where[n] for n in longest(numbers))
