"""References: who points at what. Each is read from its one owner; reverses are computed.

A flow task names functions; a function names forms, items, linkages; a tree leaf names
functions; a 諸元表 and a linkage name items; a data item names its code list and, under
標準仕様書関連箇所, functions. Any running text may name anything by kind and ID.
"""

import re
from collections.abc import Iterator
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
from .text import mention, mentions
from .tree import LocalMeasure, OutOfScope
from .value import Origin, Value

IN_TEXT = "本文"


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
    return tuple((m[1], m[2].strip()) for m in _RELATED.finditer(item.related or ""))


_CODE = re.compile(r"^(\D*)(\d{3})$")


def edges(business: Business) -> Iterator[Edge]:
    """Every reference a 業務 makes, in reading order; a withdrawn entry makes none but to what replaces it."""
    for item in business.data_items:
        if item.code and (written := _CODE.match(item.code)):
            owner = business.peers.get(written[1]) if written[1] else business.id
            if owner:
                target = Ref(owner, Kind.CODE_LIST, written[2])
                origin = item.origin and item.origin.at("コード")
                yield Edge(business.ref(Kind.DATA_ITEM, item.id), target, "コード", origin)
    for document in business.documents:
        yield from _prose(business, document)
    for entry in business.entries:
        if entry.retired:
            yield from _replacements(business, entry)
            continue
        yield from _from_keys(business, entry.ref, entry.value)
        for part in parts(entry.value):
            yield from _from_text(business, entry.ref, part)
    for group in business.data_groups:
        if group.id is None:
            yield from _from_text(business, None, group)
    for loose in (*business.out_of_scope, *business.non_functional):
        yield from _from_text(business, None, loose)
    for measure in business.local_measures:
        yield from _from_text(business, None, measure)
        yield from _listed(business, None, measure, "機能", Kind.FUNCTION, measure.functions)
    for top in business.tree:
        for node in top.walk():
            source = Ref(business.id, Kind.TREE_NODE, node.key or node.name)
            yield from _listed(business, source, node, "機能", Kind.FUNCTION, node.functions)


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


def _listed(
    business: Business, source: Ref | None, owner: Value, word: str, kind: Kind, ids: tuple[str, ...]
) -> Iterator[Edge]:
    for index, id in enumerate(ids):
        yield Edge(source, business.ref(kind, id), word, owner.origin and owner.origin.at(word, index))


def _from_keys(business: Business, source: Ref, value: Value) -> Iterator[Edge]:
    match value:
        case Function():
            yield from _listed(business, source, value, "帳票", Kind.FORM, value.forms)
            yield from _listed(business, source, value, "データ項目", Kind.DATA_ITEM, value.data_items)
            yield from _listed(business, source, value, "連携", Kind.LINKAGE, value.linkages)
            for index, written in enumerate(value.references):
                if found := mention(written):
                    target = business.ref(found.kind, found.id)
                    yield Edge(source, target, "参照", value.origin and value.origin.at("参照", index))
        case Form():
            for item in value.items:
                if item.data_item:
                    target = business.ref(Kind.DATA_ITEM, item.data_item)
                    yield Edge(source, target, "データ項目ID", item.origin and item.origin.at("データ項目ID"))
        case DataItem():
            for id, name in related_functions(value):
                origin = value.origin and value.origin.at("標準仕様書関連箇所")
                target = business.ref(Kind.FUNCTION, id)
                beside = f"「{name}」" if name and target.business != business.id else ""
                yield Edge(source, target, "標準仕様書関連箇所", origin, beside)
            if value.refers_to:
                target = business.ref(Kind.DATA_ITEM, value.refers_to)
                yield Edge(source, target, "参照先", value.origin and value.origin.at("参照先"))
        case Linkage():
            yield from _listed(business, source, value, "データ項目", Kind.DATA_ITEM, value.data_items)
            for received, own in value.recorded.items():
                target = business.ref(Kind.DATA_ITEM, own)
                yield Edge(source, target, "記録先", value.origin and value.origin.at("記録先", received))
            if value.counterpart:
                target = business.ref(Kind.LINKAGE, value.counterpart)
                yield Edge(source, target, "対になる連携", value.origin and value.origin.at("対になる連携"))
        case Screen():
            yield from _listed(business, source, value, "機能", Kind.FUNCTION, value.functions)
        case Task():
            yield from _listed(business, source, value, "機能ID", Kind.FUNCTION, value.functions)


def _replacements(business: Business, entry: Entry) -> Iterator[Edge]:
    retired: Retirement = entry.value.retired  # type: ignore[attr-defined]
    for index, id in enumerate(retired.replaced_by):
        origin = retired.origin and retired.origin.at("置換先", index)
        yield Edge(entry.ref, business.ref(entry.ref.kind, id), "置換先", origin)


def _from_text(business: Business, source: Ref | None, value: Value) -> Iterator[Edge]:
    for origin, text in running_texts(value):
        for found in mentions(text):
            target = business.ref(found.kind, found.id)
            yield Edge(source, target, IN_TEXT, origin, _beside(business, target, text, found.end))


_BESIDE = re.compile(r"[ 　]?(「[^「」\n]{1,60}」|（(?:[^（）\n]|（[^（）\n]*）){1,60}）)")


def _beside(business: Business, target: Ref, text: str, end: int) -> str:
    if target.business == business.id:
        return ""
    match = _BESIDE.match(text, end)
    return match[1] if match else ""


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


def _prose(business: Business, document: Document) -> Iterator[Edge]:
    for chapter in document.contents.chapters:
        source: Ref | None = None
        for block in chapter.blocks:
            if block.key:
                source = business.ref(Kind.HEADING, block.key)
            for found in mentions(block.text):
                target = business.ref(found.kind, found.id)
                beside = _beside(business, target, block.text, found.end)
                yield Edge(source, target, IN_TEXT, block.origin, beside)
            for kind, id in _roles(block.text):
                full = _OF_ANOTHER.match(id)
                target = Ref(full[1], kind, full[2]) if full else business.ref(kind, id)
                yield Edge(source, target, IN_TEXT, block.origin)
