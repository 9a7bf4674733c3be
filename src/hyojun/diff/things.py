"""Everything of a 業務 that is compared, by kind, each with its place."""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from hyojun.model import (
    Block,
    Business,
    Chapter,
    Document,
    Flow,
    FlowNode,
    Lane,
    Numbered,
    Task,
    TreeNode,
    heading_words,
    numbered,
)

from .changes import Subject
from .joints import Joint
from .pair import Thing
from .two_columns.prose import beginning

NODE_WORDS = {
    "exclusiveGateway": "分岐",
    "parallelGateway": "並行",
    "inclusiveGateway": "条件による分岐",
    "eventBasedGateway": "出来事による分岐",
    "startEvent": "開始",
    "endEvent": "終了",
    "intermediateCatchEvent": "待つ出来事",
    "intermediateThrowEvent": "起こす出来事",
    "boundaryEvent": "作業中の出来事",
    "dataObjectReference": "データ",
    "dataStoreReference": "データの保管",
    "textAnnotation": "注釈",
    "group": "囲み",
}
"""What an element without a name is called."""


class Things(NamedTuple):
    """The things of one edition."""

    live: Mapping[Subject, list[Thing[Any]]]
    retired: Mapping[Subject, list[Thing[Any]]]


_PARTLESS = (
    ("terms", Subject.TERM),
    ("screens", Subject.SCREEN),
    ("details", Subject.DETAIL),
    ("alerts", Subject.ALERT),
    ("characters", Subject.CHARACTERS),
    ("non_functional", Subject.NON_FUNCTIONAL),
    ("local_measures", Subject.LOCAL_MEASURE),
    ("out_of_scope", Subject.OUT_OF_SCOPE),
)


def things(business: Business | None, documents: Iterable[Document], head: str | None = None) -> Things:
    """All things of these documents, in reading order; IDs are made unique where two rows claim one.

    `head`: the document under which changes of the 業務 itself are told; None: the first.
    """
    live: dict[Subject, list[Thing[Any]]] = {s: [] for s in Subject}
    retired: dict[Subject, list[Thing[Any]]] = {s: [] for s in Subject}
    for document in documents:
        for thing in in_order(document):
            gone = getattr(thing.value, "retired", None) is not None
            (retired if gone else live)[thing.subject].append(thing)
    if business:
        first = head or next((t.document for t in live[Subject.DOCUMENT]), "")
        live[Subject.BUSINESS].append(
            Thing(Subject.BUSINESS, business.id, business.name, business.head, first)
        )
    return Things({s: _unique(t) for s, t in live.items()}, {s: _unique(t) for s, t in retired.items()})


def only(document: str, old: Things, new: Things) -> tuple[Things, Things]:
    """The things of one document, and what of it stands in another document of the other edition."""
    ids = [
        {s: {t.id for t in rows if t.document == document} for s, rows in side.live.items()}
        for side in (old, new)
    ]

    def kept(side: Things, others: Mapping[Subject, set[str]]) -> Things:
        return Things(
            {
                s: [t for t in rows if t.document == document or (t.id in others[s] and s in _WANDERING)]
                for s, rows in side.live.items()
            },
            {s: [t for t in rows if t.document == document] for s, rows in side.retired.items()},
        )

    return kept(old, ids[1]), kept(new, ids[0])


_WANDERING = (
    Subject.HEADING,
    Subject.FUNCTION,
    Subject.FORM,
    Subject.GROUP,
    Subject.DATA_ITEM,
    Subject.CODE_LIST,
    Subject.LINKAGE,
)
"""Kinds whose rows can be recognised in another document: their IDs are unique in the 業務."""


def _unique(rows: list[Thing[Any]]) -> list[Thing[Any]]:
    seen: Counter[str] = Counter()
    found = []
    for row in rows:
        seen[row.id] += 1
        found.append(row if seen[row.id] == 1 else row._replace(id=f"{row.id}#{seen[row.id]}"))
    return found


def in_order(document: Document) -> Iterator[Thing[Any]]:
    name, inside = document.name, document.contents
    yield Thing(Subject.DOCUMENT, name, document.title, document, name)
    for chapter in inside.chapters:
        yield Thing(Subject.CHAPTER, chapter.file, chapter.title, chapter, name)
    for n in numbered(inside.headings):
        above = n.above[-1].key if n.above else ""
        yield Thing(Subject.HEADING, n.heading.key, n.label, n.heading, name, above, _above(n))
        for f in n.heading.functions:
            yield Thing(Subject.FUNCTION, f.id, f.name, f, name, n.heading.key, n.label)
    for form in inside.forms:
        yield Thing(Subject.FORM, form.id, form.name, form, name)
    for group in inside.data_groups:
        key = group.id or group.name
        yield Thing(Subject.GROUP, key, group.name, group, name)
        for item in group.items:
            yield Thing(Subject.DATA_ITEM, item.id, item.name, item, name, key, group.name)
    for codes in inside.code_lists:
        yield Thing(Subject.CODE_LIST, codes.id, codes.name, codes, name)
    for linkage in inside.linkages:
        yield Thing(Subject.LINKAGE, linkage.id, linkage.name, linkage, name)
    for top in inside.tree:
        yield from _nodes(top, name, (), "")
    for flow in inside.flows:
        yield Thing(Subject.FLOW, flow.key, flow.title, flow, name)
    for attribute, subject in _PARTLESS:
        for value in getattr(inside, attribute):
            label = getattr(value, "name", None) or value.metric
            yield Thing(subject, getattr(value, "key", label), label, value, name)


def _above(n: Numbered) -> str:
    return "／".join(h.title or h.key for h in n.above)


def _nodes(node: TreeNode, document: str, path: tuple[str, ...], above: str) -> Iterator[Thing[TreeNode]]:
    id = node.key or "／".join((*path, node.name))
    yield Thing(Subject.TREE_NODE, id, node.name, node, document, above, "／".join(path))
    for child in node.children:
        yield from _nodes(child, document, (*path, node.name), id)


def form_items(form: Thing[Any]) -> list[Thing[Any]]:
    return _unique(
        [
            Thing(Subject.FORM_ITEM, f"{form.id}/{i.name}", i.name, i, form.document, form.id, form.name)
            for i in form.value.items
        ]
    )


def code_values(codes: Thing[Any]) -> list[Thing[Any]]:
    return _unique(
        [
            Thing(
                Subject.CODE_VALUE,
                f"{codes.id}/{v.value}",
                v.meaning,
                v,
                codes.document,
                codes.id,
                codes.name,
            )
            for v in codes.value.values
        ]
    )


_WRAPPED = re.compile(r"(?<=[^\x00-\x7f])\n(?=[^\x00-\x7f])")


def blocks(chapter: Thing[Any]) -> list[Thing[Block]]:
    """Headings and paragraphs of a chapter; where the lines of a paragraph are broken is layout."""
    found = []
    path: list[tuple[int, str, str]] = []
    seen: Counter[str] = Counter()
    for block in chapter.value.blocks:
        if block.kind == "見出し":
            path = [h for h in path if h[0] < (block.level or 1)]
        above = path[-1][1] if path else ""
        place = "／".join(h[2] for h in path) or chapter.name
        words = heading_words(block.text) if block.kind == "見出し" else beginning(block)
        if block.kind == "見出し":
            text, base = words, f"{chapter.id}/{block.key or words}"
        else:
            text, base = block.text, above or chapter.id
            if block.kind == "段落":
                text = _WRAPPED.sub("", text).replace("\n", " ")
        seen[base] += 1
        id = base if block.kind == "見出し" and seen[base] == 1 else f"{base}#{seen[base]}"
        value = block if text == block.text else block.model_copy(update={"text": text})
        found.append(Thing(Subject.BLOCK, id, words, value, chapter.document, above, place, base))
        if block.kind == "見出し":
            path.append((block.level or 1, id, words))
    return found


def paragraphs(document: Document) -> dict[str, tuple[Chapter, Block]]:
    """ID of every heading and paragraph of 本編, as changes have it → where it stands, and itself."""
    return {
        thing.id: (chapter, thing.value)
        for chapter in document.contents.chapters
        for thing in blocks(Thing(Subject.CHAPTER, chapter.file, chapter.title, chapter, document.name))
    }


class FlowParts(NamedTuple):
    """The parts of a flow under what they are called, not under the IDs a drawing tool gave them."""

    lanes: list[Thing[Lane]]
    steps: list[Thing[Task]]
    nodes: list[Thing[FlowNode]]


def flow_parts(thing: Thing[Flow]) -> FlowParts:
    flow, key, document = thing.value, thing.id, thing.document
    lanes = {lane.id: lane.name for lane in flow.lanes}
    tasks = {t.id: t.name for t in flow.tasks}

    def where(part: Task | FlowNode) -> str:
        names = (lanes.get(part.lane or "", ""), tasks.get(part.within or "", ""))
        return "／".join(n for n in names if n)

    return FlowParts(
        _unique([Thing(Subject.LANE, f"{key}/{v.name}", v.name, v, document) for v in flow.lanes]),
        _unique(
            [
                Thing(
                    Subject.STEP, f"{key}/{v.step}", v.name, v, document, where(v), where(v),
                    f"{key}/{v.key or where(v) + '/' + v.name}",
                )
                for v in flow.tasks
            ]
        ),
        _unique(
            [
                Thing(
                    Subject.FLOW_NODE, f"{key}/{v.id}", v.name or NODE_WORDS.get(v.kind, v.kind), v, document,
                    where(v), where(v), f"{key}/{where(v)}/{v.kind}/{v.name or ''}",
                )
                for v in flow.nodes
            ]
        ),
    )  # fmt: skip


def joints(thing: Thing[Flow], parts: Iterable[Thing[Any]], tokens: Mapping[str, str]) -> list[Thing[Joint]]:
    """The lines of a flow between its parts. `tokens`: element ID → what both editions call it."""
    found = []
    names = {t.value.id: t.name for t in parts}
    ids = {t.value.id: t.id for t in parts}
    for c in thing.value.connections:
        label = f"「{names.get(c.source, c.source)}」→「{names.get(c.target, c.target)}」"
        if c.kind != "順序":
            label = f"{c.kind}の線 {label}"
        joint = Joint(
            c.kind,
            tokens.get(c.source, c.source),
            tokens.get(c.target, c.target),
            c.name,
            c.default,
            (ids.get(c.source, c.source), ids.get(c.target, c.target)),
        )
        id = f"{thing.id}/{label}"
        found.append(Thing(Subject.CONNECTION, id, label, joint, thing.document))
    return _unique(found)
