"""One ID, one name: whoever names an entry beside its ID gives it the name it has (各種IDの管理方針)."""

import difflib
import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import (
    Business,
    Kind,
    Mention,
    Passage,
    Ref,
    Severity,
    Status,
    World,
    functions_placed,
    mentions,
    squeezed,
)

from ..rule import Draft, Scope, also, at, rule

_LIKE = 0.6
"""Likeness from which words in （…） after an ID are meant as its name, and not as an explanation."""


@rule("LK05", "IDと名称が合う", Severity.WARNING, Scope.BUSINESS, "D1・R103")
def name_beside_id_is_its_name(business: Business) -> Iterator[Draft]:
    """IDや項番に添えた名称は、その機能、帳票、データ項目、見出しの名称と同じでなければならない。

    名称が違うと、IDと名称のどちらが正しいのか分からない。標準仕様書関連箇所、文章と本編の
    「機能0020001「…」」「機能0020001（…）」「1.1.2（…）」、業務フローの作業の名称を調べる。
    （…）は説明のこともあるので、名称に似ているものと、他の名称であるものだけを調べる。

    悪い例: `機能0020001（印鑑登録原票管理）`（名称は「印鑑登録原票の管理」）
    良い例: `機能0020001（印鑑登録原票の管理）`
    直し方: 名称を直すか、IDを直す。
    """
    names = _Names(business)
    functions = business.named(Kind.FUNCTION)
    differing = {
        text
        for text, named in business.related.items()
        for id, written in named
        if written and id in functions and written != functions[id].name
    }
    for item in business.data_items if differing else ():
        for id, written, start in functions_placed(item.related) if item.related in differing else ():
            if (entry := functions.get(id)) and written and not names.bears(entry.ref, written):
                where = at(item, "標準仕様書関連箇所")
                message = _differs(entry.ref.label, written, entry.name)
                meant = names.meant(Kind.FUNCTION, written)
                yield Draft(message, where, f"データ{item.id}", meant, start=start)
    for passage in business.passages.having(_PERHAPS, numbered=True):
        yield from _in_passage(business, names, passage)
    yield from _in_flows(business)


@also("LK05", Scope.WORLD)
def name_beside_id_is_its_name_elsewhere(world: World) -> Iterator[Draft]:
    """他の業務のIDに添えた名称も同じ。"""
    for index in world.indexes:
        for edge in index.outward:
            card = world.card(edge.target) if edge.beside and edge.target.kind in _BY_ID else None
            if card is None:
                continue
            own, written = squeezed(card.name), squeezed(edge.beside[1:-1])
            if own != written and (edge.beside[0] == "「" or _alike(own, written)):
                subject = edge.source.label if edge.source else ""
                message = _differs(edge.target.label, edge.beside[1:-1], card.name)
                yield Draft(message, edge.origin, subject, start=edge.start)


def _alike(one: str, other: str) -> bool:
    return difflib.SequenceMatcher(None, one, other).ratio() >= _LIKE


class _Names:
    """Names by address, and addresses by name."""

    def __init__(self, business: Business) -> None:
        self._business = business
        self._by_name: dict[Kind, dict[str, list[Ref]]] = {}
        self.sections = {n.number: n.heading.title for n in business.headings if n.heading.title}
        self._titles = {n.heading.key: n.heading.title for n in business.headings if n.heading.title}

    def of(self, ref: Ref) -> str | None:
        """The name at an address; beside a key, the title stands without its 項番."""
        if ref.kind is Kind.HEADING and ref.id in self._titles:
            return self._titles[ref.id]
        entry = self._business.named(ref.kind).get(ref.id)
        return entry.name if entry else None

    def owners(self, kind: Kind, name: str) -> list[Ref]:
        if kind not in self._by_name:
            self._by_name[kind] = defaultdict(list)
            for entry in self._business.entries:
                if entry.ref.kind is kind:
                    self._by_name[kind][squeezed(entry.name)].append(entry.ref)
        return self._by_name[kind].get(squeezed(name), [])

    def bears(self, ref: Ref, name: str) -> bool:
        """Whether it has this name; of two with one ID (ID01 tells of them) either may be meant."""
        return ref in self.owners(ref.kind, name)

    def meant(self, kind: Kind, name: str) -> str:
        """A hint, where the name is that of exactly one other entry."""
        owners = self.owners(kind, name)
        return f"「{name}」は {owners[0].label} の名称です。" if len(owners) == 1 else ""


_BY_ID = (Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM, Kind.GROUP, Kind.LINKAGE)
_PERHAPS = re.compile(  # in a long text, one class of characters to begin with is faster than two alternatives
    r"[0-9０-９a-z」](?:(?<!」)(?:「|（[^0-9０-９]|[ 　]「)|(?<=」)（(?:機能|帳票|データ|グループ|連携|見出し))"
)
_QUOTED = re.compile(r"[ 　]?「([^「」\n]{1,60})」")
_IN_BRACKETS = re.compile(r"（((?:[^（）\n]|（[^（）\n]*）){1,60})）")
_QUOTED_BEFORE = re.compile(r"「([^「」\n]{1,60})」（$")
_SECTION = re.compile(r"(?<![0-9.])([0-9]+(?:\.[0-9]+)+)(?=（)")


class _Claim(NamedTuple):
    """A name somebody gives to something."""

    label: str
    kind: Kind
    name: str
    """The name it has."""
    written: str
    sure: bool
    """It cannot be anything but a name."""
    start: int
    """Where the text names it."""


def _in_passage(business: Business, names: _Names, passage: Passage) -> Iterator[Draft]:
    for claim in _claims(business, names, passage.text):
        own, written = squeezed(claim.name), squeezed(claim.written)
        if own == written:
            continue
        others = names.owners(claim.kind, claim.written)
        if any(other.label == claim.label for other in others):  # one of two with this ID: ID01 tells of them
            continue
        if claim.sure or others or _alike(own, written):
            message = _differs(claim.label, claim.written, claim.name)
            meant = names.meant(claim.kind, claim.written)
            yield Draft(message, passage.origin, passage.subject, meant, start=claim.start)


def _claims(business: Business, names: _Names, text: str) -> Iterator[_Claim]:
    for found in mentions(text):
        name = names.of(ref := business.ref(found.kind, found.id))
        if name is None:
            continue
        if match := _QUOTED.match(text, found.end):
            yield _Claim(ref.label, ref.kind, name, match[1], True, found.start)
        elif match := _IN_BRACKETS.match(text, found.end) or _quoted_before(text, found):
            yield _Claim(ref.label, ref.kind, name, match[1], False, found.start)
    for section in _SECTION.finditer(text):
        title = names.sections.get(section[1])
        if title is not None and (match := _IN_BRACKETS.match(text, section.end())):
            yield _Claim(f"項番 {section[1]}", Kind.HEADING, title, match[1], False, section.start())


def _quoted_before(text: str, found: Mention) -> re.Match[str] | None:
    """The quotation before （機能0020001）."""
    closed = text[found.end : found.end + 1] == "）"
    return _QUOTED_BEFORE.search(text, max(0, found.start - 62), found.start) if closed else None


def _in_flows(business: Business) -> Iterator[Draft]:
    """A task that bears the name of a function it does not name."""
    owners: dict[str, list[str]] = defaultdict(list)
    for function in business.functions:
        owners[function.name].append(function.id)
    for flow in business.flows:
        for task in flow.tasks:
            named = owners.get(task.name, [])
            if task.functions and named and not set(named) & set(task.functions):
                given = "、".join(f"機能{id}" for id in task.functions)
                message = (
                    f"作業の名称は 機能{named[0]} の名称ですが、書かれているのは {given} です。"
                    "IDか名称を直してください。"
                )
                yield Draft(message, task.origin, f"手順{flow.key}/{task.step}")


def _differs(label: str, written: str, name: str) -> str:
    return f"{label} の名称は「{name}」ですが、「{written}」と書かれています。揃えてください。"


_NUMBERED = re.compile(r"(.+)（(?:[0-9０-９]{1,3}|(?:実装必須|標準オプション|実装不可)[0-9]*)）")
_NAMED_BY = {Kind.FUNCTION: "機能名称", Kind.FORM: "帳票名称"}


@rule("WD09", "仮の名称が残っていない", Severity.NOTE, Scope.BUSINESS, "設計: 取込みの後の手直し")
def names_differ_by_more_than_a_number(business: Business) -> Iterator[Draft]:
    """機能と帳票の名称は、ほかのものと番号だけで分けない。案の間だけ、参考として示す。

    「資格取得（2）」は、表を取り込んだとき、名称の無い行に付く仮の名称である。行を写したときにも残る。
    名称だけを見る人（ツリー図、一覧、連携の相手）には、何が違うか分からない。

    悪い例: 「資格取得」と「資格取得（2）」
    良い例: 「資格取得（届出）」と「資格取得（職権）」
    直し方: 内容の分かる名称に直す。
    """
    written = [
        (entry, found[1])
        for entry in business.entries
        if entry.name.endswith("）")
        and entry.ref.kind in _NAMED_BY
        and not entry.retired
        and entry.document.status in (Status.DRAFT, Status.CONSULTATION)
        and (found := _NUMBERED.fullmatch(entry.name))
    ]
    names = _Names(business) if written else None
    for entry, name in written:
        first = names.owners(entry.ref.kind, name) if names else []
        if first:
            message = (
                f"「{entry.name}」は、{first[0].label}「{name}」と何が違うかが名称から分かりません。"
                "内容の分かる名称に直してください。"
            )
            yield Draft(message, at(entry.value, _NAMED_BY[entry.ref.kind]), entry.ref.label)
