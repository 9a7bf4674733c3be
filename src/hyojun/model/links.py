"""References: who points at what. Each is read from its one owner; reverses are computed.

A flow task names functions; a function names forms, items, linkages; a tree leaf names
functions; a 諸元表 and a linkage name items; screens, 項目詳細 and エラー・アラート name functions; a data
item names its code list and, under 標準仕様書関連箇所, functions. Any running text may name anything by kind and ID.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from operator import attrgetter
from typing import Any, NamedTuple

from .business import Business, Entry, Ref
from .characters import CharacterRequirement, Reduction
from .data_items import CodeList, CodeValue, DataGroup, DataItem
from .details import Alert, Detail
from .documents import Document
from .flow import Flow, FlowNode, Task
from .forms import Form, FormItem
from .functions import Function, Heading, Parameter, Pattern
from .ids import FUNCTION_ID_INSIDE, Kind
from .linkages import Linkage
from .prose import Term
from .register import Retirement
from .screens import NonFunctional, Screen, ServiceLevel
from .text import PERHAPS_MENTION, mention, mentions
from .tree import LocalMeasure, OutOfScope
from .value import BodyNote, Origin, Value

IN_TEXT = "本文"
RELATED = "標準仕様書関連箇所"
REPLACED_BY = "置換先"
"""The one reference that a withdrawn entry makes."""


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
    start: int | None = None
    """Where in the text at `origin` it stands, in characters from 0."""


RUNNING_TEXT: dict[type[Value], tuple[tuple[str, str], ...]] = {
    Function: (("text", "機能要件"), ("reason", "考え方・理由"), ("note", "備考")),
    Parameter: (("meaning", "内容"),),
    Pattern: (("manages", "管理内容"),),
    BodyNote: (("text", "注記"),),
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
    Detail: (("text", "内容"), ("note", "備考")),
    Alert: (
        ("condition", "条件"),
        ("message", "表示する内容"),
        ("response", "対処"),
        ("note", "備考"),
    ),
    CharacterRequirement: (("text", "要件"), ("reason", "考え方・理由"), ("note", "備考")),
    Reduction: (("method", "方法"),),
    NonFunctional: (
        ("condition", "選択時の条件"),
        ("cloud", "クラウド時の扱い"),
        ("confirmation", "確認方法"),
        ("note", "備考"),
    ),
    ServiceLevel: (("measurement", "計測方法"), ("remedy", "未達のときの措置")),
}
"""The fields in which mentions count, by type: attribute and published word."""


def running_texts(value: Value) -> Iterator[tuple[Origin | None, str]]:
    """The running texts of a value itself, with their places."""
    for attribute, word in RUNNING_TEXT.get(type(value), ()):
        if text := getattr(value, attribute):
            yield value.origin and value.origin.at(word), text


_RELATED = re.compile(rf"^({FUNCTION_ID_INSIDE})(.*)$", re.MULTILINE)


def related_functions(item: DataItem) -> tuple[tuple[str, str], ...]:
    """機能ID and name pairs of 標準仕様書関連箇所 (0310002住登外者宛名情報管理機能)."""
    return functions_listed(item.related)


def functions_listed(text: str | None) -> tuple[tuple[str, str], ...]:
    """機能ID and name pairs of a text that lists one on each line."""
    return tuple([(id, name.strip()) for id, name in _RELATED.findall(text or "")])


def functions_placed(text: str | None) -> Iterator[tuple[str, str, int]]:
    """As `functions_listed`, each with its place in the text."""
    return ((match[1], match[2].strip(), match.start()) for match in _RELATED.finditer(text or ""))


_CODE = re.compile(r"^(\D*)(\d{3})$")

Known = Mapping[Kind, frozenset[str]]
"""IDs and keys inside one 業務, by kind."""


def edges(business: Business, known: Known | None = None) -> list[Edge]:
    """Every reference a 業務 makes, in reading order; a withdrawn entry makes none but to what replaces it.

    References to what is `known` inside this 業務 are passed over. They are nearly all there are, hence
    nothing is made of an ID before it has been looked up.
    """
    return _Edges(business, known or {}).all()


def by_business(found: Iterable[Edge]) -> Mapping[str, tuple[Edge, ...]]:
    """References by the 業務 they lead to, in the order given."""
    together: dict[str, list[Edge]] = {}
    for edge in found:
        together.setdefault(edge.target.business, []).append(edge)
    return {business: tuple(edges) for business, edges in together.items()}


class _Edges:
    """Finds the edges of one 業務; used once."""

    def __init__(self, business: Business, known: Known) -> None:
        self.business = business
        self.found: list[Edge] = []
        self.passed = {kind: known.get(kind, frozenset()) for kind in Kind}
        functions = self.passed[Kind.FUNCTION]
        self.leading_out = {
            text for text, named in business.related.items() for id, _ in named if id not in functions
        }
        """Every 標準仕様書関連箇所 with a function that is not passed over."""
        speaking = business.passages.owners_having(PERHAPS_MENTION, numbered=True)
        self.speaking = {id(owner.value) for owner in speaking}
        """The values that may name something in a text of theirs."""

    def all(self) -> list[Edge]:
        business = self.business
        codes = self.passed[Kind.CODE_LIST]
        for item in business.data_items:
            if item.code and item.code not in codes:
                self._code(item, item.code)
        for document in business.documents:
            self._prose(document)
        keys: dict[type[Value], Callable[[Ref, Any], None]] = {
            DataItem: self._of_item,
            Function: self._of_function,
            Form: self._of_form,
            Linkage: self._of_linkage,
            Screen: self._of_screen,
            Detail: self._of_detail,
            Alert: self._of_alert,
            CharacterRequirement: self._of_characters,
            Task: self._of_task,
        }
        for entry in business.entries:
            source, value = entry.ref, entry.value
            if entry.retired:
                self._replacements(entry)
                continue
            if look := keys.get(type(value)):
                look(source, value)
            if id(value) in self.speaking:
                for part in parts(value):
                    self._text(source, part)
        for flow in business.flows:
            for event in flow.nodes:
                if event.leads_to:
                    self._leading(Ref(business.id, Kind.FLOW, flow.key), event)
        for group in business.data_groups:
            if group.id is None:
                self._text(None, group)
        for loose in (*business.out_of_scope, *business.non_functional):
            for part in parts(loose):
                self._text(None, part)
        for measure in business.local_measures:
            self._text(None, measure)
            self._listed(None, measure, "機能", Kind.FUNCTION, measure.functions)
        for top in business.tree:
            for node in top.walk():
                source = Ref(business.id, Kind.TREE_NODE, node.key or node.name)
                self._listed(source, node, "機能", Kind.FUNCTION, node.functions)
        return self.found

    def _code(self, item: DataItem, code: str) -> None:
        if written := _CODE.match(code):
            business = self.business
            owner = business.peers.get(written[1]) if written[1] else business.id
            if owner and not (owner == business.id and written[2] in self.passed[Kind.CODE_LIST]):
                target = Ref(owner, Kind.CODE_LIST, written[2])
                origin = item.origin and item.origin.at("コード")
                self.found.append(Edge(business.ref(Kind.DATA_ITEM, item.id), target, "コード", origin))

    def _listed(self, source: Ref | None, owner: Value, word: str, kind: Kind, ids: tuple[str, ...]) -> None:
        passed = self.passed[kind]
        if passed.issuperset(ids):
            return
        ref, place = self.business.ref, owner.origin and owner.origin.at
        for index, id in enumerate(ids):
            if id not in passed:
                origin = place and place(word, index)
                self.found.append(Edge(source, ref(kind, id), word, origin))

    def _one(self, source: Ref, owner: Value, kind: Kind, id: str | None, *steps: str) -> None:
        if id and id not in self.passed[kind]:
            origin = owner.origin and owner.origin.at(*steps)
            self.found.append(Edge(source, self.business.ref(kind, id), steps[0], origin))

    def _of_item(self, source: Ref, item: DataItem) -> None:
        if item.related in self.leading_out:
            self._related(source, item)
        if item.refers_to:
            self._one(source, item, Kind.DATA_ITEM, item.refers_to, "参照先")

    def _related(self, source: Ref, item: DataItem) -> None:
        for id, name, start in functions_placed(item.related):
            if id not in self.passed[Kind.FUNCTION]:
                origin = item.origin and item.origin.at(RELATED)
                target = self.business.ref(Kind.FUNCTION, id)
                beside = f"「{name}」" if name and target.business != self.business.id else ""
                self.found.append(Edge(source, target, RELATED, origin, beside, start))

    def _of_function(self, source: Ref, function: Function) -> None:
        if function.forms:
            self._listed(source, function, "帳票", Kind.FORM, function.forms)
        if function.data_items:
            self._listed(source, function, "データ項目", Kind.DATA_ITEM, function.data_items)
        if function.linkages:
            self._listed(source, function, "連携", Kind.LINKAGE, function.linkages)
        for index, written in enumerate(function.references):
            if (found := mention(written)) and found.id not in self.passed[found.kind]:
                target = self.business.ref(found.kind, found.id)
                origin = function.origin and function.origin.at("参照", index)
                self.found.append(Edge(source, target, "参照", origin))

    def _of_form(self, source: Ref, form: Form) -> None:
        passed = self.passed[Kind.DATA_ITEM]
        for item in form.items:
            if item.data_item and item.data_item not in passed:
                self._one(source, item, Kind.DATA_ITEM, item.data_item, "データ項目ID")

    def _of_linkage(self, source: Ref, linkage: Linkage) -> None:
        self._listed(source, linkage, "データ項目", Kind.DATA_ITEM, linkage.data_items)
        for received, own in linkage.recorded.items():
            self._one(source, linkage, Kind.DATA_ITEM, own, "記録先", received)
        self._one(source, linkage, Kind.LINKAGE, linkage.counterpart, "対になる連携")

    def _of_screen(self, source: Ref, screen: Screen) -> None:
        self._listed(source, screen, "機能", Kind.FUNCTION, screen.functions)

    def _of_detail(self, source: Ref, detail: Detail) -> None:
        self._listed(source, detail, "機能", Kind.FUNCTION, detail.functions)
        self._listed(source, detail, "帳票", Kind.FORM, detail.forms)
        self._listed(source, detail, "データ項目", Kind.DATA_ITEM, detail.data_items)

    def _of_alert(self, source: Ref, alert: Alert) -> None:
        self._listed(source, alert, "機能", Kind.FUNCTION, alert.functions)

    def _of_characters(self, source: Ref, row: CharacterRequirement) -> None:
        self._listed(source, row, "データ項目", Kind.DATA_ITEM, row.data_items)

    def _of_task(self, source: Ref, task: Task) -> None:
        self._listed(source, task, "機能ID", Kind.FUNCTION, task.functions)
        self._leading(source, task)

    def _leading(self, source: Ref, owner: Task | FlowNode) -> None:
        """The flows a step or an event goes on in."""
        for index, written in enumerate(owner.leads_to):
            full = _OF_ANOTHER.match(written)
            if full or written not in self.passed[Kind.FLOW]:
                target = Ref(full[1] if full else self.business.id, Kind.FLOW, full[2] if full else written)
                origin = owner.origin and owner.origin.at("次のフロー", index)
                self.found.append(Edge(source, target, "次のフロー", origin))

    def _replacements(self, entry: Entry) -> None:
        retired: Retirement = entry.value.retired  # type: ignore[attr-defined]
        self._listed(entry.ref, retired, REPLACED_BY, entry.ref.kind, retired.replaced_by)

    def _text(self, source: Ref | None, value: Value) -> None:
        for origin, text in running_texts(value):
            self._mentions(source, text, origin)

    def _mentions(self, source: Ref | None, text: str, origin: Origin | None) -> None:
        for found in mentions(text):
            if found.id not in self.passed[found.kind]:
                target = self.business.ref(found.kind, found.id)
                beside = self._beside(target, text, found.end)
                self.found.append(Edge(source, target, IN_TEXT, origin, beside, found.start))

    def _beside(self, target: Ref, text: str, end: int) -> str:
        match = _BESIDE.match(text, end) if target.business != self.business.id else None
        return match[1] if match else ""

    def _prose(self, document: Document) -> None:
        business = self.business
        for chapter in document.contents.chapters:
            source: Ref | None = None
            for block in chapter.blocks:
                if block.key:
                    source = business.ref(Kind.HEADING, block.key)
                self._mentions(source, block.text, block.origin)
                for kind, id, start in _roles(block.text):
                    full = _OF_ANOTHER.match(id)
                    if full or id not in self.passed[kind]:
                        target = Ref(full[1], kind, full[2]) if full else business.ref(kind, id)
                        self.found.append(Edge(source, target, IN_TEXT, block.origin, start=start))


HAVING_PARTS: dict[type[Value], Callable[[Any], Iterable[Value]]] = {
    Function: lambda function: (*function.parameters, *function.patterns, *function.body_notes),
    Form: attrgetter("items"),
    CodeList: attrgetter("values"),
    CharacterRequirement: lambda row: (row.reduction,) if row.reduction else (),
    NonFunctional: lambda row: (row.service,) if row.service else (),
}
"""What belongs to a value without an address of its own, by type."""


def parts(value: Value) -> tuple[Value, ...]:
    """The value and what belongs to it without an address of its own."""
    below = HAVING_PARTS.get(type(value))
    return (value, *below(value)) if below else (value,)


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
    "tree": Kind.TREE_NODE,
    "screen": Kind.SCREEN,
    "detail": Kind.DETAIL,
    "alert": Kind.ALERT,
    "characters": Kind.CHARACTERS,
}
"""The roles of prose, {function}`0020001` or {function}`words <0020001>`, and what they point at."""

_ROLE = re.compile(r"\{(\w+)\}`(?:[^`<]*<([^`>]+)>|([^`]+))`")


_LINK = re.compile(r"\]\(#([a-z][a-z0-9-]*)\)")
_OF_ANOTHER = re.compile(r"^([0-9]{3})/(.+)$")
"""A key of another 業務: 001/toroku."""


def _roles(text: str) -> Iterator[tuple[Kind, str, int]]:
    for match in _ROLE.finditer(text):
        role, explicit, plain = match.groups()
        if kind := PROSE_ROLES.get(role):
            yield kind, (explicit or plain).strip(), match.start()
    for match in _LINK.finditer(text):
        yield Kind.HEADING, match[1], match.start()
