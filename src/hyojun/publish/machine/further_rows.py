"""Rows of everything else in documents: ツリー図, flows, screens, lists, prose."""

from collections.abc import Iterator

from hyojun.model import Block, Business, Chapter, TreeNode

from .head_rows import Row


def tree_nodes(business: Business) -> Iterator[Row]:
    for number, above, level, document, node in boxes(business):
        yield (
            *(business.id, document, number, above, level),
            *(node.key, node.name, node.scope, node.outside),
        )


def boxes(business: Business) -> Iterator[tuple[int, int | None, int, str, TreeNode]]:
    """Every box: its number in the 業務, the number above, its level, its document."""
    count = 0

    def walk(
        nodes: tuple[TreeNode, ...], above: int | None, level: int, document: str
    ) -> Iterator[tuple[int, int | None, int, str, TreeNode]]:
        nonlocal count
        for node in nodes:
            count += 1
            own = count
            yield own, above, level, document, node
            yield from walk(node.children, own, level + 1, document)

    for d in business.documents:
        yield from walk(d.contents.tree, None, 1, d.name)


def flows(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for f in d.contents.flows:
            yield business.id, d.name, f.key, f.title, f.file, f.text, f.sha256


def flow_lanes(business: Business) -> Iterator[Row]:
    for f in business.flows:
        for x in f.lanes:
            yield business.id, f.key, x.id, x.name, x.pool, x.kind and x.kind.value, x.within


def flow_tasks(business: Business) -> Iterator[Row]:
    for f in business.flows:
        for order, t in enumerate(f.tasks, 1):
            yield (
                *(business.id, f.key, order, t.id, t.key, t.name, t.kind.value),
                *(t.lane, t.support, t.within, t.text),
            )


def flow_nodes(business: Business) -> Iterator[Row]:
    for f in business.flows:
        for n in f.nodes:
            yield business.id, f.key, n.id, n.kind, n.name, n.lane, n.attached_to, n.within, n.text


def flow_connections(business: Business) -> Iterator[Row]:
    for f in business.flows:
        for c in f.connections:
            yield business.id, f.key, c.id, c.kind, c.source, c.target, c.name, c.default


def screens(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for s in d.contents.screens:
            yield business.id, d.name, s.key, s.name, s.justification, s.text, s.note


def details(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for x in d.contents.details:
            yield business.id, d.name, x.key, x.kind.value, x.name, x.text, x.note


def alerts(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for a in d.contents.alerts:
            yield (
                *(business.id, d.name, a.key, a.kind.value, a.name, a.condition),
                *(a.message, a.response, a.note),
            )


def character_requirements(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for c in d.contents.characters:
            yield (
                *(business.id, d.name, c.key, c.name, c.implementation.value, c.text, c.encoding),
                *((c.reduction.into, c.reduction.method) if c.reduction else (None, None)),
                *(c.reason, c.note),
            )


def non_functional(business: Business) -> Iterator[Row]:
    rows = ((d.name, r) for d in business.documents for r in d.contents.non_functional)
    for number, (document, r) in enumerate(rows, 1):
        sla = r.service
        yield (
            *(business.id, document, number, r.major, r.middle, r.minor, r.metric, r.level),
            *(r.condition, r.cloud, r.confirmation),
            *((sla.target, sla.measurement, sla.report, sla.remedy) if sla else (None, None, None, None)),
            r.note,
        )


def non_functional_levels(business: Business) -> Iterator[Row]:
    for number, r in enumerate(business.non_functional, 1):
        for level, words in r.levels.items():
            yield business.id, number, level, words


def local_measures(business: Business) -> Iterator[Row]:
    rows = ((d.name, m) for d in business.documents for m in d.contents.local_measures)
    for number, (document, m) in enumerate(rows, 1):
        yield business.id, document, number, m.name, m.treatment, m.reason


def out_of_scope(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for order, o in enumerate(d.contents.out_of_scope, 1):
            yield business.id, d.name, order, o.name, o.reason, o.treatment


def terms(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for order, t in enumerate(d.contents.terms, 1):
            yield business.id, d.name, order, t.name, t.reading, t.definition


def chapters(business: Business) -> Iterator[Row]:
    for d in business.documents:
        for order, c in enumerate(d.contents.chapters, 1):
            yield business.id, d.name, order, c.file, c.title


def chapter_blocks(business: Business) -> Iterator[Row]:
    for c in business.chapters:
        for order, b in enumerate(_blocks(c), 1):
            yield business.id, c.file, order, b.kind, b.level, b.key, b.text


def _blocks(chapter: Chapter) -> Iterator[Block]:
    return (b for b in chapter.blocks if b.text)


def chapter_images(business: Business) -> Iterator[Row]:
    for c in business.chapters:
        for i in c.images:
            yield business.id, c.file, i.file, i.sha256
