"""機能要件 and ツリー図 as data for the templates."""

from collections.abc import Iterable, Iterator
from itertools import pairwise

from hyojun.model import (
    ALL_BODIES,
    Alert,
    Detail,
    Function,
    Kind,
    Numbered,
    Parameter,
    Screen,
    TreeNode,
    mention,
    numbered,
    obligations,
)

from ..dates import falling
from .drawings import Drawn, tree_figures
from .text import Data, link, rich
from .words import Place, at, bodies, by_body, listed, noted, state, steps


def functions(place: Place) -> Data:
    """The function table: headings and statements as rows, in reading order."""
    headings = numbered(place.document.contents.headings)
    tables = [f.classes_by_body() for n in headings for f in n.heading.functions]
    columns = bodies(place, tables)
    rows = [row for n in headings for row in _rows(place, n, columns)]
    return {
        "k": "functions",
        "title": "機能要件",
        "columns": ["実装類型"] if columns == [ALL_BODIES] else columns,
        "rows": _with_anchors(rows),
    }


def _rows(place: Place, n: Numbered, columns: list[str]) -> Iterator[Data]:
    heading = n.heading
    yield {
        "k": "heading",
        "level": len(n.above) + 1,
        "at": at(Kind.HEADING, heading.key),
        "label": n.label,
    }
    if heading.text:
        # A short text stays with what follows it, as far as anything does.
        kept = any(h.functions for h in heading.walk()) and len(heading.text) < 400
        yield {"k": "text", "level": len(n.above) + 1, "c": rich(heading.text), "kept": kept}
    for function in heading.functions:
        yield _function(place, n, function, columns)
    if not (heading.text or heading.functions or heading.headings):
        yield {"k": "text", "level": len(n.above) + 1, "c": "（機能なし）", "kept": False}


def _with_anchors(rows: list[Data]) -> list[Data]:
    """The row below a 大項目 carries its anchor, since the line itself is repeated on every page."""
    found: list[Data] = []
    above: list[Data] = []
    for row in rows:
        if row["k"] == "heading" and row["level"] == 1:
            above = [{"level": 2, "at": row["at"], "label": row["label"]}]
            found.append(row | {"at": None})
        else:
            found.append(row | {"above": above})
            above = []
    return found


def _function(place: Place, n: Numbered, function: Function, columns: list[str]) -> Data:
    in_force = function.retired is None
    return {
        "k": "function",
        "level": len(n.above) + 3,
        "at": at(Kind.FUNCTION, function.id),
        "number": n.number,
        "id": function.id,
        "name": function.name,
        "gap": place.gap(Kind.FUNCTION, function.retired),
        "state": state(Kind.FUNCTION, function.id),
        "text": rich(function.text),
        "parameters": [[p.name, rich(_parameter(p))] for p in function.parameters],
        "patterns": [[p.name, rich(p.manages)] for p in function.patterns],
        # What was withdrawn requires nothing, of nobody and from no day.
        "classes": by_body(place, function.classes_by_body(), columns) if in_force else [None] * len(columns),
        "reason": noted(
            rich(function.reason),
            (
                ("由来", function.derivation),
                ("採用の観点", function.merit),
                place.taken(Kind.FUNCTION, function.replaces),
            ),
        ),
        "conformance": _conformance(place, function) if in_force else [],
        "note": noted(rich(function.note), [(f"{n.body}の注記", rich(n.text)) for n in function.body_notes]),
        "related": _related(place, function),
        "size": max(len(t or "") for t in (function.text, function.reason, function.note))
        + 40 * (len(function.parameters) + len(function.patterns)),
    }


def _conformance(place: Place, function: Function) -> list[str]:
    """適合基準日, with the 団体区分 of each where they differ."""
    found = falling(obligations(function, place.document, place.business.head.bodies), place.era)
    return [f"{bodies}\n{day}" if bodies else day for bodies, day in found]


def _parameter(parameter: Parameter) -> str:
    """What R12 wants to know of a parameter, in one sentence."""
    nullable = {True: "Null可", False: "Null不可", None: None}[parameter.nullable]
    parts = [
        parameter.type,
        f"{parameter.length}桁" if (parameter.length or "").isdigit() else parameter.length,
        nullable,
        f"既定値 {parameter.default}" if parameter.default else None,
    ]
    known = "、".join(p for p in parts if p)
    return f"{parameter.meaning or ''}{f'（{known}）' if known else ''}"


def _related(place: Place, function: Function) -> list[Data]:
    """What a function has to do with, line by line: title and links."""
    references = [
        link(place.business.ref(found.kind, found.id), written)
        for written in function.references
        if (found := mention(written))
    ]
    return [
        listed(title, links)
        for title, links in (
            ("帳票", [place.named(Kind.FORM, i) for i in function.forms]),
            ("連携", [place.named(Kind.LINKAGE, i) for i in function.linkages]),
            ("データ項目", [place.named(Kind.DATA_ITEM, i) for i in function.data_items]),
            ("業務フロー", steps(place, function.id)),
            ("使う画面", _naming(place, Kind.SCREEN, place.business.screens, function)),
            ("独自施策", _measures(place, function)),
            ("項目詳細", _naming(place, Kind.DETAIL, place.business.details, function)),
            ("エラー・アラート", _naming(place, Kind.ALERT, place.business.alerts, function)),
            ("横断的仕組み", list(function.mechanisms)),
            ("参照", references),
        )
        if links
    ]


def _naming(
    place: Place, kind: Kind, entries: Iterable[Screen | Detail | Alert], function: Function
) -> list[Data]:
    """Entries with a key that name a function, by their name: a key is for authors."""
    used = (e for e in entries if function.id in e.functions)
    return [link(place.business.ref(kind, e.key), e.name) for e in used]


def _measures(place: Place, function: Function) -> list[Data]:
    """独自施策 that a function stands for."""
    return [f"{m.name}（{m.treatment}）" for m in place.business.local_measures if function.id in m.functions]


def tree(place: Place, drawn: Drawn) -> Data:
    """ツリー図 as a table: one row a leaf, each box above it over the rows of all its leaves."""
    paths = [p for top in place.document.contents.tree for p in _paths((top,))]
    depth = max(len(p) for p in paths)
    rows = [_leaf(place, path, depth, before) for before, path in pairwise([(), *paths])]
    figures = tree_figures(place, drawn)
    return {"k": "tree", "title": "ツリー図", "figures": figures, "depth": depth, "rows": rows}


def _paths(path: tuple[TreeNode, ...]) -> Iterator[tuple[TreeNode, ...]]:
    if not path[-1].children:
        yield path
    for child in path[-1].children:
        yield from _paths((*path, child))


def _leaf(place: Place, path: tuple[TreeNode, ...], depth: int, before: tuple[TreeNode, ...]) -> Data:
    leaf = path[-1]
    shared = 0
    for one, other in zip(path, before, strict=False):
        if one is not other:
            break
        shared += 1
    return {
        "names": [
            {
                "name": node.name,
                "level": 2 + sum(1 for above in path[:i] if above.key),
                "at": at(Kind.TREE_NODE, node.key),
                "rows": sum(1 for below in node.walk() if not below.children),
            }
            for i, node in enumerate(path)
            if i >= shared
        ],
        "spare": depth - len(path),
        "scope": leaf.scope,
        "functions": [place.named(Kind.FUNCTION, i) for i in leaf.functions],
        "outside": leaf.outside,
    }
