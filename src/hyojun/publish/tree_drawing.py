"""ツリー図 as drawings: a column for each level, boxes joined by shared trunks, 機能ID beside each leaf.

Our own layout: graphviz gives every child of a box a line of its own, leaving from its top, side and
bottom, while readers of 標準仕様書 know one trunk from which the branches go off. A tree is cut into
sheets at its top branches, so that each fits a page and can still be read there.
"""

from collections.abc import Callable, Container, Iterator, Mapping, Sequence
from functools import cache, cached_property
from typing import NamedTuple

from hyojun.flow import width
from hyojun.model import TreeNode

from .drawing import LINE, SIZE, Picture, document, fitted, keyed, line, linked, rect, text

Path = tuple[TreeNode, ...]
"""The boxes from a root to a leaf."""


class Sheet(NamedTuple):
    """The part of a page that a drawing may fill, in millimetres."""

    width: float
    height: float


A4 = Sheet(273, 146)
"""A4 landscape within its margins, less a heading and a caption."""
A3 = Sheet(396, 236)

LARGEST, SMALLEST = 0.235, 0.2
"""Millimetres a unit on paper: letters of 14 units are between 8 and 9.3 points high."""
GAP, NEAR, APART = 36.0, 8.0, 18.0
"""Between columns, between leaves, between branches."""
ROOT, MIDDLE, LEAF, PANEL = 150.0, 158.0, 290.0, 312.0
"""Widths of the columns: root, levels between, the last level, what stands beside leaves."""
PADDING, HEAD, EDGE, LEGEND = 9.0, 30.0, 2.0, 40.0


class _Branch:
    """A box on one sheet with what is below it there; measured when all of that is known."""

    def __init__(self, node: TreeNode, level: int, columns: "_Columns", again: bool) -> None:
        self.node, self.level = node, level
        self.words = fitted(node.name + ("（続き）" if again else ""), columns.widths[level] - 2 * PADDING)
        self.below: list[_Branch] = []

    @property
    def own(self) -> float:
        """Height of the box itself."""
        return self.words.height + PADDING

    @cached_property
    def middle(self) -> float:
        """From the top of the branch to the middle of its box, which is that of its first child."""
        beside = self.below[0].middle if self.below else len(_panel(self.node)) * LINE / 2
        return max(self.own / 2, beside)

    @property
    def gap(self) -> float:
        """Between what is below it."""
        return APART if any(b.below for b in self.below) else NEAR

    @cached_property
    def tall(self) -> float:
        if not self.below:
            return 2 * self.middle
        below = sum(b.tall for b in self.below) + self.gap * (len(self.below) - 1)
        return max(self.middle + self.own / 2, self.middle - self.below[0].middle + below)


def pictures(
    tops: Sequence[TreeNode],
    *,
    title: str = "ツリー図",
    sheet: Sheet = A4,
    links: Mapping[str, str] | None = None,
    names: Mapping[str, str] | None = None,
) -> tuple[Picture, ...]:
    """The sheets of a ツリー図. `links` and `names` say where a key or a 機能ID leads and what it is called."""
    paths = [p for top in tops for p in _paths((top,))]
    if not paths:
        return ()
    columns = _Columns(max(map(len, paths)), sheet)
    parts = _sheets(paths, columns, 1 if len(tops) == 1 else 0)
    seen: set[int] = set()
    found = []
    for index, part in enumerate(parts, 1):
        name = f"{index}" if len(parts) > 1 else ""
        found.append(_picture(part, columns, _Words(title, name, links or {}, names or {}), seen))
        seen.update(id(node) for path in part for node in path)
    return tuple(found)


class _Words(NamedTuple):
    title: str
    name: str
    links: Mapping[str, str]
    names: Mapping[str, str]


class _Columns:
    """Where the columns of a tree of some depth stand, and how much a page holds."""

    def __init__(self, depth: int, sheet: Sheet) -> None:
        between = depth - 2
        room = sheet.width / SMALLEST - PANEL - GAP * depth - 2 * EDGE
        wanted = ROOT * (depth > 1) + MIDDLE * max(0, between) + LEAF
        narrow = min(1.0, room / wanted)
        levels = [ROOT, *[MIDDLE] * between, LEAF][-depth:] if depth > 1 else [LEAF]
        self.widths = [w * narrow for w in levels]
        self.lefts = [EDGE]
        for w in self.widths:
            self.lefts.append(self.lefts[-1] + w + GAP)
        self.panel = self.lefts.pop()
        self.width = self.panel + PANEL + EDGE
        scale = min(LARGEST, sheet.width / self.width)
        self.height = sheet.height / scale
        """Units that fit below one another on the page."""


def _paths(path: Path) -> Iterator[Path]:
    if not path[-1].children:
        yield path
    for child in path[-1].children:
        yield from _paths((*path, child))


def _sheets(paths: Sequence[Path], columns: _Columns, top: int) -> list[list[Path]]:
    """Leaves by page: whole top branches, as few pages as can be and those about equally full."""
    groups: list[list[Path]] = []
    for path in paths:
        if groups and groups[-1][0][: top + 1] == path[: top + 1]:
            groups[-1].append(path)
        else:
            groups.append([path])
    parts = [part for group in groups for part in _cut(group, columns)]

    @cache
    def tall(start: int, end: int) -> float:
        return _tall(_together(parts, start, end), columns)

    whole = _filled(len(parts), tall, columns.height)
    for percent in range(50, 100, 5):
        found = _filled(len(parts), tall, columns.height * percent / 100)
        if len(found) == len(whole):
            break
    else:
        found = whole
    return [_together(parts, start, end) for start, end in found]


def _together(parts: Sequence[list[Path]], start: int, end: int) -> list[Path]:
    return [path for part in parts[start:end] for path in part]


def _cut(group: list[Path], columns: _Columns) -> Iterator[list[Path]]:
    """A top branch; one that fits no page in parts, cut between leaves."""
    if _tall(group, columns) <= columns.height:
        yield group
        return
    part: list[Path] = []
    for path in group:
        if part and _tall([*part, path], columns) > columns.height:
            yield part
            part = []
        part.append(path)
    yield part


def _filled(count: int, tall: Callable[[int, int], float], height: float) -> list[tuple[int, int]]:
    """Which parts stand on which page, put one after the other up to a height: the first, and the one after the last."""
    found: list[tuple[int, int]] = []
    for part in range(count):
        if found and tall(found[-1][0], part + 1) <= height:
            found[-1] = (found[-1][0], part + 1)
        else:
            found.append((part, part + 1))
    return found


def _tall(paths: Sequence[Path], columns: _Columns) -> float:
    return _height(_forest(paths, columns, {id(node) for path in paths for node in path[:-1]}))


def _height(roots: Sequence[_Branch]) -> float:
    return EDGE + HEAD + sum(APART + root.tall for root in roots) + LEGEND


def _forest(paths: Sequence[Path], columns: _Columns, seen: Container[int]) -> list[_Branch]:
    """The boxes of some leaves, each once, below one another; `seen` are those of earlier sheets."""
    roots: list[_Branch] = []
    for path in paths:
        level = roots
        for depth, node in enumerate(path):
            if not level or level[-1].node is not node:
                level.append(_Branch(node, depth, columns, id(node) in seen))
            level = level[-1].below
    return roots


def _panel(node: TreeNode) -> list[list[str]]:
    """What stands beside a leaf, line by line: 機能ID, or who does the work."""
    if node.functions:
        per = int((PANEL - 2 * PADDING) // (width("0" * 7, SIZE) + 14))
        ids = list(node.functions)
        return [ids[i : i + per] for i in range(0, len(ids), per)]
    if node.outside:
        return [[words] for words in fitted(node.outside, PANEL - 2 * PADDING).lines]
    return []


def _picture(paths: Sequence[Path], columns: _Columns, words: _Words, seen: set[int]) -> Picture:
    roots = _forest(paths, columns, seen)
    inside = list(_head(columns))
    top = EDGE + HEAD + APART
    for root in roots:
        inside.extend(_drawn(root, top, columns, words))
        top += root.tall + APART
    inside.extend(_legend(top))
    branches = [b.node.name for root in roots for b in (root.below if len(roots) == 1 else [root])]
    number = f" 第{words.name}図" if words.name else ""
    shown = "、".join(dict.fromkeys(branches)) or roots[0].node.name
    title = f"{words.title}{number}（{shown}）"
    leaves = [p[-1] for p in paths]
    outside = sum(n.scope == "対象外" for n in leaves)
    about = (
        f"「{'」「'.join(r.node.name for r in roots)}」を左から右へ階層ごとに分けた図です。"
        f"末端の事務は{len(leaves)}あり、標準化の対象は{len(leaves) - outside}、対象外は{outside}です。"
    )
    height = _height(roots)
    svg = document(title, about, columns.width, height, inside)
    return Picture(words.name, title, about, svg, columns.width, height)


def _head(columns: _Columns) -> Iterator[str]:
    """A row that names the levels."""
    heads = [
        *(
            (f"第{i}階層", x, w)
            for i, (x, w) in enumerate(zip(columns.lefts, columns.widths, strict=True), 1)
        ),
        ("機能ID、対象外とする理由", columns.panel, PANEL),
    ]
    for name, x, w in heads:
        label = text([name], x + w / 2, EDGE + HEAD / 2, align="middle", size=13, bold=True)
        yield rect("head", x, EDGE, w, HEAD) + label


def _drawn(branch: _Branch, top: float, columns: _Columns, words: _Words) -> Iterator[str]:
    """A box, what is below it, and the lines between."""
    node = branch.node
    x, w = columns.lefts[branch.level], columns.widths[branch.level]
    middle, h = top + branch.middle, branch.own
    if branch.below:
        trunk = x + w + GAP / 2
        child = middle - branch.below[0].middle
        middles = []
        inner: list[str] = []
        for below in branch.below:
            middles.append(child + below.middle)
            inner.extend(_drawn(below, child, columns, words))
            child += below.tall + branch.gap
        right = columns.lefts[branch.level + 1]
        yield line([(x + w, middle), (right, middle)])
        if len(middles) > 1:
            yield line([(trunk, middle), (trunk, middles[-1])])
        yield from (line([(trunk, m), (right, m)]) for m in middles[1:])
        yield from inner
    kind = "out" if node.scope == "対象外" else "own" if node.scope == "対象" else "box"
    ink = "soft" if kind == "out" else "text"
    name = text(
        branch.words.lines,
        x + PADDING,
        middle,
        size=branch.words.size,
        kind=ink,
        bold=bool(branch.below),
    )
    box = rect(kind, x, middle - h / 2, w, h) + name
    key = node.key or node.name
    beside = "" if branch.below else _beside(node, x + w, middle, columns, words)
    yield keyed(key, linked(box, words.links.get(key)) + beside)


def _beside(node: TreeNode, left: float, middle: float, columns: _Columns, words: _Words) -> str:
    """What stands in the last column, and the line that leads there."""
    rows = _panel(node)
    if not rows:
        return ""
    x = columns.panel + PADDING
    found = [line([(left, middle), (columns.panel, middle)])]
    step = width("0" * 7, SIZE) + 14
    if not node.functions:
        outside = fitted(node.outside or "", PANEL - 2 * PADDING)
        found.append(text(outside.lines, x, middle, kind="soft", size=outside.size))
        return "".join(found)
    for i, row in enumerate(rows):
        y = middle + (i - (len(rows) - 1) / 2) * LINE
        for j, id in enumerate(row):
            href = words.links.get(id)
            label = text([id], x + j * step, y, kind="id" if href else "text")
            found.append(linked(label, href, words.names.get(id, "")))
    return "".join(found)


def _legend(top: float) -> Iterator[str]:
    """What the looks of boxes mean."""
    yield rect("own", EDGE, top, 34, 18) + text(["標準化の対象"], EDGE + 42, top + 9, size=12)
    yield rect("out", 168, top, 34, 18) + text(["標準化の対象外"], 210, top + 9, size=12)
