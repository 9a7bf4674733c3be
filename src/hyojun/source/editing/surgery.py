"""Changing a file where it says something else now, and nowhere else.

A file is compared with the tree it shall mean. Only the characters of what differs are replaced; comments,
order, quotes and everything else stay. The result is read again and must mean exactly that tree, else the
change is refused.
"""

from collections.abc import Mapping
from difflib import SequenceMatcher
from typing import Any, NamedTuple

from ..expected import Expected
from ..schema import SpecFile
from ..yaml_text import parse
from ..yaml_writer import STEP, inline
from . import writing
from .nodes import Node, Shape, Splice
from .rising import longest
from .source_text import NOTED, ODD, Path, SourceText, Unwritable


class Origin(NamedTuple):
    """Where a row stood before."""

    file: str
    path: Path


class Surgeon:
    """Compares the nodes of files with what they shall mean."""

    def __init__(self, texts: Mapping[str, str], origins: Mapping[int, Origin]) -> None:
        self.texts, self.origins = texts, origins
        """Files as they are; identity of a row in the trees → where it stood."""
        self._sources: dict[str, SourceText] = {}

    def rewritten(self, file: str, tree: Any) -> str:
        """A file so changed that it means a tree; raises Unwritable. Its lines go on ending as they did."""
        source = self.source(file)
        done = source.spliced(self.changes(source, source.root, tree, (), Expected(SpecFile)))
        if parse(done.replace("\r\n", "\n"), file).tree != tree:
            raise Unwritable("書き直すと、ほかの所の内容まで変わってしまいます。YAML を直接直してください。")
        return done

    def source(self, file: str) -> SourceText:
        """A file with its nodes, looked for when it is asked for."""
        if file not in self._sources:
            self._sources[file] = SourceText(file, self.texts[file])
        return self._sources[file]

    def changes(
        self, sheet: SourceText, node: Node, want: Any, path: Path, expected: Expected
    ) -> list[Splice]:
        if node.shape is Shape.TEXT and isinstance(want, str):
            if node.value == want:
                return []
            above = sheet.column(sheet.line_start(node.start)) if not path else self._indent(sheet, path)
            return [*writing.text_changes(sheet, node, want, expected, above)]
        if node.shape is Shape.MAPPING and isinstance(want, dict):
            return self._mapping(sheet, node, want, path, expected.mapping())
        if node.shape is Shape.LIST and isinstance(want, list):
            return self._list(sheet, node, want, path, expected)
        raise Unwritable(ODD)

    def _indent(self, sheet: SourceText, path: Path) -> int:
        """How far the key or the dash stands in that a value belongs to."""
        parent = sheet.node(path[:-1])
        if parent.shape is Shape.MAPPING:
            return sheet.column(parent.keys[parent.words.index(str(path[-1]))].start)
        return sheet.column(parent.start)

    def _mapping(
        self, sheet: SourceText, node: Node, want: dict[str, Any], path: Path, expected: Expected
    ) -> list[Splice]:
        words = node.words
        gone = [n for n, word in enumerate(words) if word not in want]
        new = [word for word in want if word not in words]
        found = [
            splice
            for n, word in enumerate(words)
            if word in want
            for splice in self.changes(sheet, node.items[n], want[word], (*path, word), expected.below(word))
        ]
        if not gone and not new:
            return found
        if len(gone) == len(words):
            return [self._replaced(sheet, node, want, expected)]
        if node.flow:
            pairs = [(k, v) for k, v in zip(node.keys, node.items, strict=True)]
            written = {w: writing.flow_pair(w, want[w], expected.below(w)) for w in new}
            order = _merged([w for w in words if w in want], new, expected)
            spans = {w: (k.start, v.end) for w, (k, v) in zip(words, pairs, strict=True)}
            return [*found, *_flow(sheet, node, spans, order, written)]
        return [
            *found,
            *self._without(sheet, node, gone),
            *self._with(sheet, node, want, gone, new, expected),
        ]

    def _replaced(self, sheet: SourceText, node: Node, want: dict[str, Any], expected: Expected) -> Splice:
        """A mapping of which no key stays."""
        if sheet.comments(node.start, node.end, [node]):
            raise Unwritable(NOTED)
        if node.flow or not node.items:
            return Splice(node.start, node.end, writing.flow(want, expected))
        lines = writing.mapping(want, expected)
        indent = "\n" + " " * sheet.column(node.start)
        return Splice(node.start, node.end, indent.join(lines).replace(indent + "\n", "\n\n"))

    def _without(self, sheet: SourceText, node: Node, gone: list[int]) -> list[Splice]:
        """Keys that go, with their lines; comments in them stay on lines of their own."""
        found = []
        for n in gone:
            key, item = node.keys[n], node.items[n]
            start = sheet.line_start(key.start)
            if not sheet.text[start : key.start].strip(" "):
                end = sheet.line_end(item.end)
                if not sheet.ends_line(item.end):
                    raise Unwritable(ODD)
                indent = " " * sheet.column(key.start)
                left = self._left(sheet, key, item, end)
                found.append(Splice(start, end, "".join(f"{indent}{c}\n" for c in left)))
            elif n + 1 < len(node.keys) and all(m in gone for m in range(n)):
                after = node.keys[n + 1].start  # the first key, which shares its line with a dash
                if sheet.comments(key.start, after, [key, item]):
                    raise Unwritable(NOTED)
                found.append(Splice(key.start, after, ""))
            else:
                raise Unwritable(ODD)
        return found

    def _left(self, sheet: SourceText, key: Node, item: Node, end: int) -> list[str]:
        """The comments of a key that goes; those of rows in it go with the rows."""
        if item.shape is not Shape.LIST or item.flow or any(i.shape is Shape.TEXT for i in item.items):
            return sheet.comments(key.start, end, [key, item])
        found, at = [], key.start
        for n in range(len(item.items)):
            start, after = sheet.element(item, n)
            found += sheet.comments(at, start, [key])
            at = after
        return [*found, *sheet.comments(at, end, [])]

    def _with(
        self,
        sheet: SourceText,
        node: Node,
        want: dict[str, Any],
        gone: list[int],
        new: list[str],
        expected: Expected,
    ) -> list[Splice]:
        """Keys that come, each where the model has it among those that are there."""
        indent = " " * sheet.column(node.keys[0].start)
        kept = [n for n in range(len(node.keys)) if n not in gone]
        found: dict[int, list[str]] = {}
        for word in sorted(new, key=expected.place):
            place = expected.place(word)
            before = [n for n in kept if expected.place(node.keys[n].value) <= place]
            item = node.items[before[-1] if before else kept[0]]
            if not sheet.ends_line(item.end):
                raise Unwritable(ODD)
            lines = self._new({word: want[word]}, expected)
            found.setdefault(sheet.line_end(item.end), []).extend(f"{indent}{x}" if x else "" for x in lines)
        return [Splice(at, at, "".join(f"{x}\n" for x in lines)) for at, lines in found.items()]

    def _list(
        self, sheet: SourceText, node: Node, want: list[Any], path: Path, expected: Expected
    ) -> list[Splice]:
        below = expected.below(None)
        words = all(isinstance(w, str) for w in want) and all(i.shape is Shape.TEXT for i in node.items)
        places = _aligned(node, want) if words else [self._place(sheet, path, w) for w in want]
        stays = longest([p for p in places if p is not None])
        found: list[Splice] = []
        for place, w in zip(places, want, strict=True):
            if place in stays:
                found += self.changes(sheet, node.items[place], w, (*path, place), below)
        if len(stays) == len(node.items) == len(want):
            return found
        if node.flow or not node.items:
            return [*found, *self._flow_list(sheet, node, want, places, stays, below)]
        column = sheet.column(node.start)
        spans = [sheet.element(node, n) for n in range(len(node.items))]
        for n in range(len(spans)):
            if n not in stays:
                left = sheet.comments(*spans[n], [node.items[n]]) if words and n not in places else []
                found.append(Splice(*spans[n], "".join(f"{' ' * column}{c}\n" for c in left)))
        anchor, waiting = spans[0][0], dict[int, list[str]]()
        for place, w in zip(places, want, strict=True):
            if place is not None and place in stays:
                anchor = spans[place][1]
                continue
            origin = Origin(sheet.file, (*path, place)) if place is not None else self.origins.get(id(w))
            waiting.setdefault(anchor, []).append(self._element(w, column, below, origin))
        return [*found, *(Splice(at, at, "".join(texts)) for at, texts in waiting.items())]

    def _place(self, sheet: SourceText, path: Path, row: Any) -> int | None:
        """Where a row stood in this list; None if it comes from elsewhere or is new."""
        origin = self.origins.get(id(row))
        if origin and origin.file == sheet.file and origin.path[:-1] == path:
            return int(origin.path[-1])
        return None

    def _flow_list(
        self,
        sheet: SourceText,
        node: Node,
        want: list[Any],
        places: list[int | None],
        stays: set[int],
        expected: Expected,
    ) -> list[Splice]:
        spans = {str(n): (i.start, i.end) for n, i in enumerate(node.items)}
        order, written = [], {}
        for number, (place, w) in enumerate(zip(places, want, strict=True)):
            name = str(place) if place in stays and place is not None else f"new{number}"
            order.append(name)
            if name not in spans:
                self._taken(w)
                written[name] = writing.flow(w, expected)
        return _flow(sheet, node, spans, order, written)

    def _taken(self, value: Any) -> None:
        """Refuse to write anew what would lose its comments."""
        if origin := self.origins.get(id(value)):
            sheet = self.source(origin.file)
            listed, index = sheet.node(origin.path[:-1]), int(origin.path[-1])
            node = listed.items[index]
            start, end = (node.start, node.end) if listed.flow else sheet.element(listed, index)
            if sheet.comments(start, end, [node]):
                raise Unwritable(NOTED)
        for below in value.values() if isinstance(value, dict) else value if isinstance(value, list) else ():
            self._taken(below)

    def _new(self, value: dict[str, Any], expected: Expected) -> list[str]:
        """The lines of a new mapping; rows in it that stood elsewhere are cut from there."""
        lines: list[str] = []
        for word in sorted(value, key=expected.place):
            one = value[word]
            if isinstance(one, list) and any(isinstance(below, dict) for below in one):
                listed = expected.below(word).below(None)
                texts = (self._element(x, len(STEP), listed, self.origins.get(id(x))) for x in one)
                lines += [f"{inline(word)}:", *"".join(texts).removesuffix("\n").split("\n")]
            else:
                lines += writing.mapping({word: one}, expected)
        return lines

    def _element(self, row: Any, column: int, expected: Expected, origin: "Origin | None") -> str:
        """The lines of an element of a block list: cut from where it stood, or new."""
        if origin is None:
            return self._fresh(row, column, expected)
        sheet = self.source(origin.file)
        listed, index = sheet.node(origin.path[:-1]), int(origin.path[-1])
        if listed.flow:
            self._taken(row)
            return self._fresh(row, column, expected)
        start, end = sheet.element(listed, index)
        inner = self.changes(sheet, listed.items[index], row, origin.path, expected)
        text, at = "", start
        for splice in sorted(inner, key=lambda s: (s.start, s.end)):
            text, at = text + sheet.text[at : splice.start] + splice.text, splice.end
        text += sheet.text[at:end]
        return _shifted(text, column - sheet.column(listed.start))

    def _fresh(self, row: Any, column: int, expected: Expected) -> str:
        """The lines of an element that is written for the first time."""
        if isinstance(row, str):
            return _indented(writing.element(row, expected), column)
        first, *rest = self._new(row, expected.mapping())
        return _indented([f"- {first}", *(f"{STEP}{line}" if line else "" for line in rest)], column)


def _aligned(node: Node, want: list[str]) -> list[int | None]:
    """For each word of a list where it stands now: itself, or the one whose place it takes."""
    old = [item.value for item in node.items]
    places: list[int | None] = [None] * len(want)
    codes = SequenceMatcher(None, old, want, autojunk=False).get_opcodes()
    for tag, i1, i2, j1, _ in codes:
        if tag == "equal":
            places[j1 : j1 + i2 - i1] = range(i1, i2)
    free = [i for i in range(len(old)) if i not in places]
    for j, word in enumerate(want):
        if places[j] is None and (same := next((i for i in free if old[i] == word), None)) is not None:
            places[j] = same
            free.remove(same)
    for _, i1, i2, j1, j2 in codes:
        left = [i for i in range(i1, i2) if i in free]
        for j, i in zip([j for j in range(j1, j2) if places[j] is None], left, strict=False):
            places[j] = i
    return places


def _merged(kept: list[str], new: list[str], expected: Expected) -> list[str]:
    """Keys in their order, new ones where the model has them."""
    order = list(kept)
    for word in sorted(new, key=expected.place):
        before = [n for n, w in enumerate(order) if expected.place(w) <= expected.place(word)]
        order.insert(before[-1] + 1 if before else min(1, len(order)), word)
    return order


def _flow(
    sheet: SourceText,
    node: Node,
    spans: Mapping[str, tuple[int, int]],
    order: list[str],
    written: Mapping[str, str],
) -> list[Splice]:
    """Parts of a { } or [ ] put into an order: those in `spans` stay where they are, or go."""
    names = list(spans)
    kept = [n for n in names if n in order]
    if sheet.comments(node.start, node.end, [node]):
        raise Unwritable(NOTED)
    if not kept:
        return [Splice(node.start + 1, node.end - 1, ", ".join(written[n] for n in order))]
    found = []
    for number, name in enumerate(names):
        if name in order:
            continue
        if any(n in kept for n in names[:number]):
            found.append(Splice(spans[names[number - 1]][1], spans[name][1], ""))
        else:
            found.append(Splice(spans[name][0], spans[names[number + 1]][0], ""))
    first = order.index(kept[0])
    if first:
        at = spans[names[0]][0]
        found.append(Splice(at, at, "".join(f"{written[n]}, " for n in order[:first])))
    at, waiting = 0, dict[int, str]()
    for name in order[first:]:
        if name in kept:
            at = spans[name][1]
        else:
            waiting[at] = waiting.get(at, "") + f", {written[name]}"
    return [*found, *(Splice(at, at, text) for at, text in waiting.items())]


def _indented(lines: list[str], column: int) -> str:
    return "".join(f"{' ' * column}{line}\n" if line else "\n" for line in lines)


def _shifted(text: str, by: int) -> str:
    """Lines moved in or out; a line that stands less far in than they are moved out goes to the edge."""
    if by >= 0:
        return "".join(" " * by + x if x.strip() else x for x in text.splitlines(keepends=True))
    return "".join(
        x[min(-by, len(x) - len(x.lstrip(" "))) :] if x.strip() else x for x in text.splitlines(keepends=True)
    )
