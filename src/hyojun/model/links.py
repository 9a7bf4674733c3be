"""References: who points at what. Each is read from its one owner; reverses are computed.

A flow task names functions; a function names forms, items, linkages; a tree leaf names
functions; a 諸元表 and a linkage name items; a data item names its code list and, under
標準仕様書関連箇所, functions. Any running text may name anything by kind and ID.
"""

import re
from collections.abc import Container, Iterator, Mapping
from functools import lru_cache
from typing import NamedTuple

from .business import Business, Entry, Ref
from .data_items import CodeList, CodeValue, DataGroup, DataItem
from .documents import Document
from .flow import Flow, Task
from .forms import Form, FormItem
from .functions import Function, Heading, Parameter, Pattern
from .ids import Kind
from .linkages import Linkage
from .prose import Term
from .register import Retirement
from .screens import NonFunctional, Screen
from .text import PERHAPS_MENTION, mention, mentions
from .tree import LocalMeasure, OutOfScope
from .value import Origin, Value

IN_TEXT = "本文"
RELATED = "標準仕様書関連箇所"


class Edge(NamedTuple):
    """A reference as written."""

    source: Ref | None
    """None for prose outside any addressed heading."""
    target: Ref
    word: str
    """The key it stands under, or 本文 for a mention in running text."""
    origin: Origin | None
    beside: str = ""
    """「…」 or （…） right after it, perhaps its name; kept only for what leads into other 業務."""


RUNNING_TEXT: dict[type[Value], tuple[tuple[str, str], ...]] = {
    Function: (("text", "機能要件"), ("reason", "考え方・理由"), ("note", "備考")),
    Parameter: (("meaning", "内容"),),
    Pattern: (("manages", "管理内容"),),
    Heading: (("text", "説明"),),
    Form: (("purpose", "用途"), ("staff_reason", "職員向けの理由"), ("note", "備考")),
    FormItem: (
        ("text", "編集条件"),
        ("computed", "算出方法"),
        ("overflow", "文字溢れ対応"),
        ("note", "備考"),
    ),
    DataGroup: (("text", "説明"),),
    DataItem: (("definition", "項目定義"), ("description", "項目説明"), ("note", "備考")),
    CodeList: (("note", "備考"),),
    CodeValue: (("meaning", "内容"), ("note", "備考")),
    Linkage: (("occasion", "場合"), ("search", "検索条件"), ("note", "備考")),
    Flow: (("text", "説明"),),
    Task: (("text", "説明"),),
    Term: (("definition", "定義"),),
    OutOfScope: (("reason", "理由"), ("treatment", "取扱い")),
    LocalMeasure: (("reason", "理由"),),
    Screen: (("justification", "定める理由"), ("text", "画面要件"), ("note", "備考")),
    NonFunctional: (("condition", "選択時の条件"), ("confirmation", "確認方法"), ("note", "備考")),
}
"""The fields in which mentions count, by type: attribute and published word."""


def running_texts(value: Value) -> Iterator[tuple[Origin | None, str]]:
    """The running texts of a value itself, with their places."""
    for attribute, word in RUNNING_TEXT.get(type(value), ()):
        if text := getattr(value, attribute):
            yield value.origin and value.origin.at(word), text


_RELATED = re.compile(r"^(\d{7}|\d{3}仮\d{1,4}(?!\d))(.*)$", re.MULTILINE)


def related_functions(item: DataItem) -> tuple[tuple[str, str], ...]:
    """機能ID and name pairs of 標準仕様書関連箇所 (0310002住登外者宛名情報管理機能)."""
    return _related_functions(item.related) if item.related else ()


@lru_cache(maxsize=1 << 14)  # several rules ask this of every item
def _related_functions(text: str) -> tuple[tuple[str, str], ...]:
    return tuple((m[1], m[2].strip()) for m in _RELATED.finditer(text))


_CODE = re.compile(r"^(\D*)(\d{3})$")

Known = Mapping[Kind, Container[str]]
"""IDs and keys inside one 業務, by kind."""


def edges(business: Business, known: Known | None = None) -> Iterator[Edge]:
    """Every reference a 業務 makes, in reading order; a withdrawn entry makes none but to what replaces it.

    References to what is `known` inside this 業務 are passed over. They are nearly all there are, hence
    nothing is made of an ID before it has been looked up.
    """
    return _Edges(business, known or {}).all()


class _Edges:
    """Finds the edges of one 業務; used once."""

    def __init__(self, business: Business, known: Known) -> None:
        self.business = business
        self.known = known
        self.speaking = {id(p.value) for p in business.passages.having(PERHAPS_MENTION)}
        """The values in whose texts something may be named."""

    def all(self) -> Iterator[Edge]:
        business = self.business
        for item in business.data_items:
            yield from self._code(item)
        for document in business.documents:
            yield from self._prose(document)
        for entry in business.entries:
            if entry.retired:
                yield from self._replacements(entry)
                continue
            yield from self._keys(entry.ref, entry.value)
            for part in parts(entry.value):
                if id(part) in self.speaking:
                    yield from self._text(entry.ref, part)
        for group in business.data_groups:
            if group.id is None:
                yield from self._text(None, group)
        for loose in (*business.out_of_scope, *business.non_functional):
            yield from self._text(None, loose)
        for measure in business.local_measures:
            yield from self._text(None, measure)
            yield from self._listed(None, measure, "機能", Kind.FUNCTION, measure.functions)
        for top in business.tree:
            for node in top.walk():
                source = Ref(business.id, Kind.TREE_NODE, node.key or node.name)
                yield from self._listed(source, node, "機能", Kind.FUNCTION, node.functions)

    def _passed(self, kind: Kind) -> Container[str]:
        return self.known.get(kind, ())

    def _code(self, item: DataItem) -> Iterator[Edge]:
        if item.code and (written := _CODE.match(item.code)):
            business = self.business
            owner = business.peers.get(written[1]) if written[1] else business.id
            if owner and not (owner == business.id and written[2] in self._passed(Kind.CODE_LIST)):
                target = Ref(owner, Kind.CODE_LIST, written[2])
                origin = item.origin and item.origin.at("コード")
                yield Edge(business.ref(Kind.DATA_ITEM, item.id), target, "コード", origin)

    def _listed(
        self, source: Ref | None, owner: Value, word: str, kind: Kind, ids: tuple[str, ...]
    ) -> Iterator[Edge]:
        passed = self._passed(kind)
        for index, id in enumerate(ids):
            if id not in passed:
                origin = owner.origin and owner.origin.at(word, index)
                yield Edge(source, self.business.ref(kind, id), word, origin)

    def _one(self, source: Ref, owner: Value, kind: Kind, id: str | None, *steps: str) -> Iterator[Edge]:
        if id and id not in self._passed(kind):
            origin = owner.origin and owner.origin.at(*steps)
            yield Edge(source, self.business.ref(kind, id), steps[0], origin)

    def _keys(self, source: Ref, value: Value) -> Iterator[Edge]:
        match value:
            case DataItem():
                if value.related:
                    yield from self._related(source, value)
                yield from self._one(source, value, Kind.DATA_ITEM, value.refers_to, "参照先")
            case Function():
                yield from self._listed(source, value, "帳票", Kind.FORM, value.forms)
                yield from self._listed(source, value, "データ項目", Kind.DATA_ITEM, value.data_items)
                yield from self._listed(source, value, "連携", Kind.LINKAGE, value.linkages)
                for index, written in enumerate(value.references):
                    if (found := mention(written)) and found.id not in self._passed(found.kind):
                        target = self.business.ref(found.kind, found.id)
                        yield Edge(source, target, "参照", value.origin and value.origin.at("参照", index))
            case Form():
                passed = self._passed(Kind.DATA_ITEM)
                for item in value.items:
                    if item.data_item and item.data_item not in passed:
                        yield from self._one(source, item, Kind.DATA_ITEM, item.data_item, "データ項目ID")
            case Linkage():
                yield from self._listed(source, value, "データ項目", Kind.DATA_ITEM, value.data_items)
                for received, own in value.recorded.items():
                    yield from self._one(source, value, Kind.DATA_ITEM, own, "記録先", received)
                yield from self._one(source, value, Kind.LINKAGE, value.counterpart, "対になる連携")
            case Screen():
                yield from self._listed(source, value, "機能", Kind.FUNCTION, value.functions)
            case Task():
                yield from self._listed(source, value, "機能ID", Kind.FUNCTION, value.functions)

    def _related(self, source: Ref, item: DataItem) -> Iterator[Edge]:
        for id, name in related_functions(item):
            if id not in self._passed(Kind.FUNCTION):
                origin = item.origin and item.origin.at(RELATED)
                target = self.business.ref(Kind.FUNCTION, id)
                beside = f"「{name}」" if name and target.business != self.business.id else ""
                yield Edge(source, target, RELATED, origin, beside)

    def _replacements(self, entry: Entry) -> Iterator[Edge]:
        retired: Retirement = entry.value.retired  # type: ignore[attr-defined]
        yield from self._listed(entry.ref, retired, "置換先", entry.ref.kind, retired.replaced_by)

    def _text(self, source: Ref | None, value: Value) -> Iterator[Edge]:
        for origin, text in running_texts(value):
            yield from self._mentions(source, text, origin)

    def _mentions(self, source: Ref | None, text: str, origin: Origin | None) -> Iterator[Edge]:
        for found in mentions(text):
            if found.id not in self._passed(found.kind):
                target = self.business.ref(found.kind, found.id)
                yield Edge(source, target, IN_TEXT, origin, self._beside(target, text, found.end))

    def _beside(self, target: Ref, text: str, end: int) -> str:
        match = _BESIDE.match(text, end) if target.business != self.business.id else None
        return match[1] if match else ""

    def _prose(self, document: Document) -> Iterator[Edge]:
        business = self.business
        for chapter in document.contents.chapters:
            source: Ref | None = None
            for block in chapter.blocks:
                if block.key:
                    source = business.ref(Kind.HEADING, block.key)
                yield from self._mentions(source, block.text, block.origin)
                for kind, id in _roles(block.text):
                    full = _OF_ANOTHER.match(id)
                    if full or id not in self._passed(kind):
                        target = Ref(full[1], kind, full[2]) if full else business.ref(kind, id)
                        yield Edge(source, target, IN_TEXT, block.origin)


def parts(value: Value) -> tuple[Value, ...]:
    """The value and what belongs to it without an address of its own."""
    match value:
        case Function():
            return (value, *value.parameters, *value.patterns)
        case Form():
            return (value, *value.items)
        case CodeList():
            return (value, *value.values)
    return (value,)


_BESIDE = re.compile(r"[ 　]?(「[^「」\n]{1,60}」|（(?:[^（）\n]|（[^（）\n]*）){1,60}）)")

PROSE_ROLES = {
    "function": Kind.FUNCTION,
    "form": Kind.FORM,
    "item": Kind.DATA_ITEM,
    "group": Kind.GROUP,
    "code": Kind.CODE_LIST,
    "linkage": Kind.LINKAGE,
    "flow": Kind.FLOW,
    "step": Kind.STEP,
    "heading": Kind.HEADING,
    "term": Kind.TERM,
}
"""The roles of prose, {function}`0020001` or {function}`words <0020001>`, and what they point at."""

_ROLE = re.compile(r"\{(\w+)\}`(?:[^`<]*<([^`>]+)>|([^`]+))`")


_LINK = re.compile(r"\]\(#([a-z][a-z0-9-]*)\)")
_OF_ANOTHER = re.compile(r"^([0-9]{3})/(.+)$")
"""A key of another 業務: 001/toroku."""


def _roles(text: str) -> Iterator[tuple[Kind, str]]:
    for role, explicit, plain in _ROLE.findall(text):
        if kind := PROSE_ROLES.get(role):
            yield kind, (explicit or plain).strip()
    for key in _LINK.findall(text):
        yield Kind.HEADING, key
