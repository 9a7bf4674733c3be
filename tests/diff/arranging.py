"""Where things stand in an edition, and where the changes put them: out of 並び of the JSON alone."""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from typing import Any, NamedTuple

from applying import CLASSES

from hyojun.diff import Change, Subject
from hyojun.diff.pair import Thing
from hyojun.diff.things import blocks, code_values, form_items, things
from hyojun.model import Chapter, CodeList, Corpus, Form
from hyojun.source.markdown import blocks_of

Group = tuple[str, str]
"""Kind, and what the rows stand under: an ID, at the top the document."""
Order = dict[Group, list[str]]
UNORDERED = (Subject.LANE, Subject.STEP, Subject.FLOW_NODE)
ORDERED = (*(Subject(s) for s in CLASSES if s not in UNORDERED), Subject.CHAPTER)
"""Kinds whose order an author chose; boxes of a drawing have none."""


class Row(NamedTuple):
    kind: str
    under: str
    id: str


def arranged(corpus: Corpus) -> Order:
    """The IDs of an edition in order, and the texts of its prose."""
    found: Order = defaultdict(list)
    for row in _rows(corpus):
        found[row.kind, row.under].append(row.id)
    return dict(found)


def _rows(corpus: Corpus) -> Iterator[Row]:
    for thing in _things(corpus):
        yield Row(thing.subject.value, thing.above or thing.document, _name(thing))


def _name(thing: Thing[Any]) -> str:
    """Paragraphs go by what they say; their IDs are counted."""
    return _said(thing) if thing.subject is Subject.BLOCK else thing.id


def _said(thing: Thing[Any]) -> str:
    block = thing.value
    return f"{block.kind}{block.level or ''} {block.text}"


def _things(corpus: Corpus) -> Iterator[Thing[Any]]:
    for business in corpus.businesses:
        live = things(business, business.documents).live
        for subject in ORDERED:
            for thing in live.get(subject, ()):
                yield thing
                if subject is Subject.FORM:
                    yield from form_items(thing)
                elif subject is Subject.CODE_LIST:
                    yield from code_values(thing)
                elif subject is Subject.CHAPTER:
                    yield from (
                        t._replace(above=t.above or (t.value.kind and thing.id)) for t in blocks(thing)
                    )


def rearranged(corpus: Corpus, changes: Iterable[Change]) -> Order:
    """The order of the old edition after the changes."""
    every = [c for c in changes if c.code != "RT-RECORD"]
    renamed = {
        (c.kind.value, c.old[0]): c.new[0] for c in every if len(c.old) == len(c.new) == 1 and c.old != c.new
    }
    away = {c.old[0] for c in every if c.kind is Subject.CHAPTER and not c.new}
    gone = {(c.kind.value, i) for c in every for i in c.old if not c.new or c.places}
    for c in every:
        if c.code in ("TR-NAME", "TR-WORDING") and c.field == "名称":
            paths = ("／".join(filter(None, (c.place, x))) for x in (c.before, c.after))
            renamed.setdefault(("ツリー", next(paths)), next(paths))
    texts = {(c.old[0], c.field or ""): c.after for c in every if c.kind is Subject.BLOCK and c.old}
    result: Order = defaultdict(list)
    above_kind = {"機能": "見出し", "データ": "グループ", "印字項目": "帳票", "コード値": "コード"}
    for thing in _things(corpus):
        kind = thing.subject.value
        over = above_kind.get(kind, kind)
        if (kind, thing.id) in gone or (
            kind in ("印字項目", "コード値") and (over, thing.above) in _removed(every)
        ):
            continue
        if kind == "段落" and thing.id.partition("/")[0] in away:
            continue
        under = renamed.get((over, thing.above), thing.above) or thing.document
        if kind == "ツリー":
            under = _followed(under, {o: n for (k, o), n in renamed.items() if k == kind})
        name = _renamed(thing, kind, renamed, under, texts)
        result[kind, under].append(name)
    placed = {
        (c.kind.value, p.above or c.document, p.number, _placed_name(c, p.id, corpus, texts))
        for c in every
        for p in c.places
    }
    for kind, under, number, name in sorted(placed):
        result[kind, under].insert(number - 1, name)
    for change in every:
        if not change.old:
            _add_parts(result, change)
    return {key: ids for key, ids in result.items() if ids}


def _removed(changes: list[Change]) -> set[tuple[str, str]]:
    return {(c.kind.value, c.old[0]) for c in changes if c.old and not c.new}


def _renamed(
    thing: Thing[Any],
    kind: str,
    renamed: dict[tuple[str, str], str],
    under: str,
    texts: dict[tuple[str, str], str | None],
) -> str:
    if kind == "段落":
        block = thing.value
        said = {"種類": block.kind, "段": block.level, "文章": block.text}
        now = {w: texts.get((thing.id, w), c) for w, c in said.items()}
        return f"{now['種類']}{now['段'] or ''} {now['文章']}"
    if kind == "ツリー":
        return _followed(thing.id, {o: n for (k, o), n in renamed.items() if k == kind})
    if (kind, thing.id) in renamed:
        return renamed[kind, thing.id]
    own = thing.id.partition("/")[2]
    return f"{under}/{own}" if kind in ("印字項目", "コード値") else thing.id


def _followed(id: str, renamed: dict[str, str]) -> str:
    """The ID of a box, which without a key goes by the names above it."""
    for old in sorted(renamed, key=len, reverse=True):
        if id == old or id.startswith(f"{old}／"):
            return renamed[old] + id[len(old) :]
    return id


def _placed_name(change: Change, id: str, corpus: Corpus, texts: dict[tuple[str, str], str | None]) -> str:
    if change.kind is not Subject.BLOCK:
        return id
    if change.old:
        block = next(t for t in _things(corpus) if t.subject is Subject.BLOCK and t.id == change.old[0])
        return _renamed(block, "段落", {}, "", texts)
    assert change.content
    return f"{change.content['種類']}{change.content.get('段') or ''} {change.after}"


def _add_parts(result: Order, change: Change) -> None:
    """What came with a new 帳票, コード一覧 or chapter."""
    if change.kind is Subject.FORM:
        form = Form(**(change.content or {}))
        thing: Thing[Any] = Thing(change.kind, change.new[0], change.name, form, change.document)
        parts: list[Thing[Any]] = form_items(thing)
    elif change.kind is Subject.CODE_LIST:
        codes = CodeList(**(change.content or {}))
        parts = code_values(Thing(change.kind, change.new[0], change.name, codes, change.document))
    elif change.kind is Subject.CHAPTER:
        chapter = Chapter(file=change.new[0], title=change.name, source=change.after or "")
        chapter = chapter.model_copy(update={"blocks": blocks_of(chapter.source, chapter.file)})
        for block in blocks(Thing(change.kind, chapter.file, chapter.title, chapter, change.document)):
            result["段落", block.above or chapter.file].append(_said(block))
        return
    else:
        return
    if parts:
        result[parts[0].subject.value, change.new[0]] = [p.id for p in parts]
