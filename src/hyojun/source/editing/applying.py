"""Changes of books done to a draft: new rows get their number and place, cells their text; what cannot be is refused."""

from collections.abc import Iterable, Iterator
from itertools import count
from typing import Any

from hyojun.model import Kind, is_provisional, next_provisional

from ..business_reader import HEAD
from ..files import hidden
from ..schema import SpecFile
from ..validate import validated
from .changes import Cell, Change, Conflict, Moved, New, Removed, Spot
from .draft import Draft, Row
from .source_text import Unwritable
from .surgery import Surgeon
from .tables import Column, Table, inner, put, table_of

RETIRED = "廃止"
_LETTERS = {"照会": "i", "提供": "o"}


class Applied:
    """A draft with changes done to it: what was refused, the numbers given, the files as they shall be."""

    def __init__(self, draft: Draft, changes: Iterable[Change]) -> None:
        self.draft = draft
        self.refusals: list[Conflict] = []
        self.numbers: dict[str, Spot] = {}
        """仮番号 given to a new row → where the row stands."""
        self.retired: dict[str, tuple[Kind, list[str]]] = {}
        """Numbers that were withdrawn: kind, and what takes their place."""
        self.texts: dict[str, str] = {}
        self._rows = {(r.table.name, r.handle): r for r in draft.read}
        self._spots: dict[tuple[int, str], Spot] = {}
        """Identity of a row and head → the cell of a book it was changed from; head empty: a new row."""
        self._taken = {h for _, h in self._rows if is_provisional(h)}
        todo = tuple(changes)
        self._taken |= {c.handle for c in todo if isinstance(c, New)}
        was = {id(r.node): RETIRED in r.node for r in self._rows.values()}
        self._place([c for c in todo if isinstance(c, New | Moved)])
        self._write([c for c in todo if isinstance(c, Cell)])
        for change in todo:
            if isinstance(change, Removed):
                self._remove(change)
        self._retire(was)
        self._check()
        if not self.refusals:
            self._rewrite()

    def _refuse(self, spot: Spot, handle: str, head: str, message: str, wanted: str = "") -> None:
        self.refusals.append(Conflict(spot, handle, head, message, wanted=wanted))

    # New and moved rows

    def _place(self, changes: list[New | Moved]) -> None:
        for change in changes:
            if isinstance(change, Moved):
                row = self._rows[change.table, change.handle]
                row.within[:] = [node for node in row.within if node is not row.node]
                self._spots[id(row.node), ""] = change.spot
        waiting = changes
        while waiting:
            left = [c for c in waiting if not self._placed(c)]
            if len(left) == len(waiting):
                for change in left:
                    spot = change.row.spot if isinstance(change, New) else change.spot
                    head = table_of(change.table).parent_head
                    if not head:
                        message = "置く場所が決まりません。前後の行を確かめてください。"
                    elif change.parent:
                        message = (
                            "置く場所が決まりません。今ある行のように、属する行のキー又はIDを書いてください。"
                        )
                    else:
                        message = f"「{head}」を書いてください。"
                    self._refuse(spot, change.handle, head, message, change.parent)
                return
            waiting = left

    def _placed(self, change: New | Moved) -> bool:
        """Put one row where it belongs; whether that is known yet."""
        table = table_of(change.table)
        after = self._rows.get((table.name, change.after))
        before = self._rows.get((table.name, change.before))
        if change.after and after is None:
            return False
        moved = self._rows[table.name, change.handle] if isinstance(change, Moved) else None
        if change.parent or not (table.nests or not table.parent):
            parent = self._rows.get((table.parent or table.name, change.parent))
            if parent is None:
                return False
            listed, file = parent.node.setdefault(_word(parent, table), []), parent.file
        else:
            parent = None
            near = after if after and after.parent is None else before
            if moved and before and before.parent is None and near and near.file != moved.file == before.file:
                near, after = before, None
            if near is None or near.parent is not None:
                return False
            listed, file = near.within, near.file
        index = _index(listed, after, before, bool(change.after))
        if index is None:
            return False
        if moved:
            node = moved.node
            moved_from = moved.file
            moved.within, moved.parent = listed, parent
            self._relocate(moved, file)
            self.draft.touched |= {moved_from, file}
        else:
            assert isinstance(change, New)
            node = {}
            made = Row(table, change.handle, parent, file, node, listed)
            if not self._filled(made, change):
                return True
            self._rows[table.name, change.handle] = self._rows[table.name, made.handle] = made
            self.draft.touched.add(file)
        listed.insert(index, node)
        return True

    def _relocate(self, row: Row, file: str) -> None:
        row.file = file
        for other in self._rows.values():
            if other.parent is row and other.file != file:
                self._relocate(other, file)

    def _filled(self, row: Row, new: New) -> bool:
        """Write the cells of a new row, with a 仮番号 where it needs a number."""
        columns = self.draft.columns[row.table.name]
        fine = True
        for column in columns:
            if text := new.cells.get(column.head, ""):
                spot = new.row.at(column.head)
                fine = self._put(row, column, text, spot) and fine
                self._spots[id(row.node), column.head] = spot
        self._spots[id(row.node), ""] = new.row.spot
        kind, key = row.table.naming.series, row.table.naming.key[0]
        if kind and key in row.node:
            if not is_provisional(row.node[key]):
                message = "新しい行の番号は書かないでください。空にすると仮番号が付きます。"
                self._refuse(new.row.at(key), "", key, message, row.node[key])
        elif kind and (kind is not Kind.GROUP or self._groups_have_ids()):
            letter = _LETTERS.get(row.node.get("提供・照会", ""), "") if kind is Kind.LINKAGE else ""
            if kind is Kind.LINKAGE and not letter:
                self._refuse(
                    new.row.at("提供・照会"), "", "提供・照会", "「提供」か「照会」を書いてください。"
                )
                return False
            number = self._number(letter)
            row.node[key] = number
            self.numbers[number] = new.row.spot
        row.handle = row.node.get(key, row.handle) if row.table.naming.fixed or kind else row.handle
        return fine

    def _groups_have_ids(self) -> bool:
        groups = [r for (t, _), r in self._rows.items() if t == "データグループ"]
        return not groups or any("グループID" in r.node for r in groups)

    def _number(self, letter: str) -> str:
        first = next_provisional(self.draft.business, letter)
        head, _, digits = first.partition("仮")
        numbers = (f"{head}仮{n}" for n in count(int(digits)))
        found = next(n for n in numbers if n not in self._taken)
        self._taken.add(found)
        return found

    # Cells and removals

    def _write(self, changes: list[Cell]) -> None:
        for change in sorted(changes, key=lambda c: bool(c.new)):  # what goes makes room for what comes
            row = self._rows[change.table, change.handle]
            column = next(c for c in self.draft.columns[change.table] if c.head == change.head)
            self._spots[id(row.node), change.head] = change.spot
            if self._put(row, column, change.new, change.spot):
                self.draft.touched.add(row.file)

    def _put(self, row: Row, column: Column, text: str, spot: Spot) -> bool:
        message = next((m for _, m in hidden(text)), "")
        if text and not text.strip():
            message = "空白だけが書かれています。内容を書くか、空にしてください。"
        elif self._is_both(row, column, text):
            message = (
                f"「{column.path[0]}」と団体区分ごとの欄の両方に書かれています。どちらかを空にしてください。"
            )
        if not message:
            try:
                put(row.node, column, text)
            except ValueError as error:
                message = str(error)
        if message:
            self._refuse(spot, row.handle, column.head, message, text)
        return not message

    def _is_both(self, row: Row, column: Column, text: str) -> bool:
        """Whether a field would have one value for all 団体区分 and values for some."""
        field = column.path[0]
        if field not in row.table.by_body or not text or field not in row.node:
            return False
        return isinstance(row.node[field], dict) is not (len(column.path) == 2)

    def _remove(self, change: Removed) -> None:
        row = self._rows[change.table, change.handle]
        if any(row.node.get(below.word) for below in inner(row.table)):
            message = "この行に属する行が残っています。先にそれらを消すか、移してください。"
            self._refuse(change.spot, change.handle, "", message)
            return
        row.within[:] = [n for n in row.within if n is not row.node]
        self._spots[id(row.node), ""] = change.spot
        self.draft.touched.add(row.file)

    def _retire(self, was: dict[int, bool]) -> None:
        """What withdrawing a row asks for beside its cells."""
        for row in {id(r.node): r for r in self._rows.values()}.values():
            kind, before = row.table.naming.series, was.get(id(row.node), False)
            now = row.node.get(RETIRED)
            if not kind or (now is None) == (not before):
                continue
            spot = next(
                (s for (node, h), s in self._spots.items() if node == id(row.node) and h.startswith(RETIRED)),
                Spot(""),
            )
            if now is None:
                self._refuse(
                    spot,
                    row.handle,
                    RETIRED,
                    "廃止は取り消せません。番号は二度と使わないため、新しい行にしてください。",
                )
            elif is_provisional(row.handle):
                self._refuse(
                    spot,
                    row.handle,
                    RETIRED,
                    "仮番号の行は廃止にできません。操作の欄に「削除」と書いてください。",
                )
            else:
                now.setdefault("版", self.draft.editions[row.file])
                self.retired[row.handle] = (kind, list(now.get("置換先", ())))

    # The whole

    def _check(self) -> None:
        """Whether the model takes what the files would say."""
        for file in sorted(self.draft.touched):
            tree = self.draft.trees[file]
            _pruned(tree)
            if not tree:
                spot = next(iter(self._spots.values()), Spot(""))
                message = f"{file} に何も残りません。ファイルを消し、{HEAD} の構成から外してください。"
                self._refuse(spot, "", "", message)
                continue
            for found in validated(SpecFile, tree, file)[1]:
                row, rest = self._row_at(tree, found.origin.path)
                head = next((h for h in _heads(rest) if row and (id(row.node), h) in self._spots), "")
                own = {h: s for (node, h), s in self._spots.items() if row and node == id(row.node)}
                spot = own.get(head) or next(iter(own.values()), Spot(""))
                self._refuse(spot, row.handle if row else "", head, f"{found.message}{found.hint}")

    def _row_at(self, tree: Any, path: tuple[str | int, ...]) -> tuple[Row | None, tuple[str | int, ...]]:
        """The innermost row on a path, and the rest of the path."""
        by_node = {id(r.node): r for r in self._rows.values()}
        found, rest, node = None, path, tree
        for n, step in enumerate(path):
            try:
                node = node[step]
            except (KeyError, IndexError, TypeError):
                break
            if id(node) in by_node:
                found, rest = by_node[id(node)], path[n + 1 :]
        return found, rest

    def _rewrite(self) -> None:
        surgeon = Surgeon(self.draft.texts, self.draft.origins)
        for file in sorted(self.draft.touched):
            try:
                text = surgeon.rewritten(file, self.draft.trees[file])
            except Unwritable as error:
                inside = {id(r.node) for r in self._rows.values() if r.file == file}
                spot = next((s for (node, _), s in self._spots.items() if node in inside), Spot(""))
                self._refuse(spot, "", "", f"{file} を書き換えられません。{error}")
                continue
            if text != self.draft.texts[file]:
                self.texts[file] = text


def _word(parent: Row, table: Table) -> str:
    return next(t.word for t in inner(parent.table) if t.name == table.name)


def _index(listed: list[Any], after: Row | None, before: Row | None, follows: bool) -> int | None:
    """Where in a list a row goes; None if neither neighbour stands in it."""
    for row, step in ((after, 1), (before, 0)):
        if row is not None:
            at = next((n for n, node in enumerate(listed) if node is row.node), None)
            if at is not None:
                return at + step
    return None if follows and listed else 0


def _pruned(value: Any) -> None:
    """Take away lists that lost their last element."""
    if isinstance(value, dict):
        for key in [k for k, v in value.items() if v == []]:
            del value[key]
    for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
        _pruned(below)


def _heads(rest: tuple[str | int, ...]) -> Iterator[str]:
    """Heads of columns that a path inside a row may mean, the nearest first."""
    words = [str(step) for step in rest if isinstance(step, str)]
    if len(words) > 1:
        yield f"{words[0]}：{words[1]}"
    if words:
        yield words[0]
