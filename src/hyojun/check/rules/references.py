"""References and IDs: everything pointed at exists, once, under the right number."""

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator

from hyojun.model import (
    IN_TEXT,
    Business,
    Edge,
    Kind,
    Ref,
    Severity,
    World,
    citations,
    mention,
    near_mentions,
)

from ..rule import Draft, Scope, also, at, near, near_id, rule

RELATED = "標準仕様書関連箇所"
"""Names functions of another publisher's document, which may not be recorded here."""


@rule("LK01", "参照先がある", Severity.ERROR, Scope.BUSINESS, "R8・R38・R39・R56・R63・R102・D3")
def target_exists(business: Business) -> Iterator[Draft]:
    """参照するIDと見出しのキーは、どこかで定義されていなければならない。

    行き先のない参照は、読む人を迷わせ、事業者ごとに違う解釈を生む。
    相手の業務や文書が未収録のときは確かめられないので、参考として示す。

    悪い例: `データ項目ID: "00200999"`（データ要件に無い）
    良い例: `データ項目ID: "00200012"`
    直し方: 参照先を定義するか、正しいIDに直す。
    """
    own = [e for e in business.open_edges if e.target.business == business.id]
    missed = [e for e in own if e.target.id not in business.named(e.target.kind)]
    if not missed:
        return
    known: dict[Kind, list[str]] = defaultdict(list)
    for entry in business.entries:
        if entry.ref.business == business.id:
            known[entry.ref.kind].append(entry.ref.id)
    outside: list[Edge] = []
    for edge in missed:
        there = known.get(edge.target.kind, [])
        if not there and edge.word == RELATED:
            outside.append(edge)
        else:
            yield _missing(edge, there)
    yield from _cannot_tell(outside, f"業務 {business.id} {business.name}")


@also("LK01", Scope.WORLD)
def target_exists_elsewhere(world: World) -> Iterator[Draft]:
    """参照先が他の業務にある。"""
    strays = {s.ref for index in world.indexes for s in index.strays}
    for index in world.indexes:
        outside: dict[str, list[Edge]] = defaultdict(list)
        for edge in index.outward:
            target = edge.target
            if world.card(target) or target in strays:
                continue
            other = world.index(target.business)
            if world.registry.business(target.business) is None and other is None:
                yield Draft(
                    f"{target.label} の業務ID {target.business} は業務の台帳にありません。正しいIDに直してください。",
                    edge.origin,
                    edge.source.label if edge.source else "",
                    start=edge.start,
                )
            elif other is None or not other.cards.get(target.kind):
                outside[target.business].append(edge)
            else:
                yield _missing(edge, list(other.cards[target.kind]))
        for id, missed in outside.items():
            registered = world.registry.business(id)
            yield from _cannot_tell(missed, f"業務 {id} {registered.name if registered else ''}".rstrip())


def _missing(edge: Edge, there: list[str]) -> Draft:
    target = edge.target
    where = "文章の中の" if edge.word == IN_TEXT else ""
    return Draft(
        f"{where}{target.label} はありません。定義するか、正しいIDに直してください。",
        edge.origin,
        edge.source.label if edge.source else "",
        near(target.id, there) + _steps_there(target, there)
        if target.kind in _BY_KEY
        else near_id(target.id, there),
        start=edge.start,
    )


def _steps_there(target: Ref, there: list[str]) -> str:
    """The keys of the steps of the flow named: nobody knows them by heart."""
    flow = target.id.rpartition("/")[0]
    keys = [id.rpartition("/")[2] for id in there if id.startswith(f"{flow}/")]
    if target.kind is not Kind.STEP or not keys:
        return ""
    more = f"など{len(keys)}個" if len(keys) > _MOST_KEYS else ""
    return f"フロー{flow} の手順のキーは {'、'.join(keys[:_MOST_KEYS])}{more} です。"


_MOST_KEYS = 20


def _cannot_tell(edges: Iterable[Edge], name: str) -> Iterator[Draft]:
    """One note per kind for references into what is not recorded here."""
    kinds: dict[Kind, list[Edge]] = defaultdict(list)
    for edge in edges:
        kinds[edge.target.kind].append(edge)
    for kind, missed in kinds.items():
        listed = list(dict.fromkeys(e.target.label for e in missed))
        more = f" ほか{len(listed) - 1}件" if len(listed) > 1 else ""
        what = _REQUIREMENTS.get(kind, f"{kind.value}要件")
        yield Draft(
            f"{name} の{what}は収録されていないため、{listed[0]}{more} があるか確かめられません"
            f"（{len(missed)}か所。直す必要はありません）。",
            missed[0].origin,
            missed[0].source.label if missed[0].source else "",
            severity=Severity.NOTE,
            start=missed[0].start,
        )


_BY_KEY = (Kind.HEADING, Kind.FLOW, Kind.STEP)
_REQUIREMENTS = {
    Kind.CODE_LIST: "コード一覧",
    Kind.GROUP: "データ要件",
    Kind.HEADING: "見出し",
    Kind.FLOW: "業務フロー",
    Kind.STEP: "業務フロー",
}


@rule("LK02", "参照の書き方", Severity.ERROR, Scope.BUSINESS, "設計: 参照は種類を伴う")
def reference_has_kind(business: Business) -> Iterator[Draft]:
    """「参照」には、種類を付けたIDか見出しのキーを書く。

    機能IDと帳票IDは同じ7桁なので、数字だけではどちらか分からない。

    悪い例: `参照: ["0020003"]`
    良い例: `参照: [機能0020003, 見出しtoroku]`
    直し方: 「機能」「帳票」「データ」「連携」「見出し」のどれかをIDの前に書く。
    """
    for function in business.functions:
        for index, written in enumerate(function.references):
            if mention(written) is None:
                yield Draft(
                    f"「{written}」は参照として読めません。「機能0020001」「見出しtoroku」のように種類を付けてください。",
                    at(function, "参照", index),
                    f"機能{function.id}",
                )


@rule("LK03", "項番の参照", Severity.WARNING, Scope.BUSINESS, "R102")
def cited_section_exists(business: Business) -> Iterator[Draft]:
    """文章と本編に書かれた項番（1.1.18参照 など）は、この業務の見出しの項番でなければならない。

    項番は見出しの挿入で変わる。変わらない見出しのキーで参照するのが確実である。
    収録していない章への参照は、範囲外の参考として示す。他の仕様書や方針の項番は調べない。

    悪い例: `1.9.9参照`（見出しが無い）
    良い例: `見出しtoroku-shinsei 参照`
    直し方: 正しい項番に直すか、「見出し」とキーで書く。
    """
    numbers = {n.number for n in business.headings} | _numbered_by_hand(business)
    if not numbers:
        return
    chapters = {number.split(".")[0] for number in numbers}
    for passage in business.passages.having(_PERHAPS_A_SECTION, numbered=True):
        for cited in citations(passage.text):
            if cited.number in numbers or _ELSEWHERE.search(
                passage.text, max(0, cited.start - 20), cited.start
            ):
                continue
            if cited.number.split(".")[0] not in chapters:
                message = f"項番 {cited.number} は、収録していない章への参照です（範囲外）。"
                yield Draft(
                    message, passage.origin, passage.subject, severity=Severity.NOTE, start=cited.start
                )
            else:
                message = (
                    f"項番 {cited.number} の見出しはありません。正しい項番か、見出しのキーに直してください。"
                )
                yield Draft(message, passage.origin, passage.subject, start=cited.start)


_PERHAPS_A_SECTION = re.compile(r"[0-9０-９][.．][0-9０-９]")
_ELSEWHERE = re.compile(
    r"(?:(?<!本)(?<!この)(?:仕様書|仕様)|方針|基準|ガイドライン|手引き?|要領|規格|RFC|JIS)[」』]?[ 　の]*(?:の版)?$"
)
"""Before a number of a document of others: 基本方針 5.1.1, 共通機能標準仕様書 2.1.6."""
_BY_HAND = re.compile(r"^#*[ 　]*([0-9]+(?:\.[0-9]+)+)")


def _numbered_by_hand(business: Business) -> set[str]:
    """Numbers that authors wrote before the headings of the prose."""
    headings = (b.text for c in business.chapters for b in c.blocks if b.kind == "見出し")
    return {match[1] for text in headings if (match := _BY_HAND.match(text))}


@rule("LK04", "参照に似た文字", Severity.WARNING, Scope.BUSINESS, "R102・R103")
def mention_is_whole(business: Business) -> Iterator[Draft]:
    """文章の中のIDは、種類と決まった桁数で書く。そうでないものはリンクにならない。

    書き手は参照したつもりで、読む人には行き先がない。

    悪い例: `機能02300011`（8桁）、`機能ID：0230001`（間にコロン）
    良い例: `機能0230001`
    直し方: 種類の後に、決まった桁数の数字を続けて書く。
    """
    for passage in business.passages.having(_PERHAPS_A_MENTION, numbered=True):
        for written in near_mentions(passage.text):
            message = f"「{written[0]}」は参照に似ていますが、リンクになりません。種類とIDの桁数を確かめてください。"
            yield Draft(message, passage.origin, passage.subject, start=written.start())


_PERHAPS_A_MENTION = re.compile(
    r"(?:機能|帳票|データ(?:項目)?|グループ|連携)(?:ID|ＩＤ)?[ 　:：]*[0-9０-９]{3}"
)


@rule("LK06", "図と表の番号", Severity.WARNING, Scope.BUSINESS, "R102", whole=True)
def cited_figure_exists(business: Business) -> Iterator[Draft]:
    """文章に書かれた「表1」「図2-5」は、この業務のどこかで、その番号を題に持つ図や表でなければならない。

    番号の付いた題が無い図や表は、差し込みや削除があると、どれのことか分からなくなる。
    「別表1」「様式図1」のように漢字が前に付くものと、他の仕様書や法令のものは調べない。

    悪い例: 「表3に示す。」とあるが、「表3　…」という題が無い
    良い例: 表の前の行に「表3　抹消の事由」と書く
    直し方: 正しい番号に直すか、図や表に題を付ける。
    """
    passages = business.passages
    cited = [(p, m) for p in passages.having(_FIGURE, numbered=True) for m in _FIGURE.finditer(p.text)]
    titled = {_figure(m) for m in _FIGURE_TITLE.finditer(passages.text)} if cited else ()
    for passage, match in cited:
        if (figure := _figure(match)) in titled:
            continue
        if _OF_OTHERS.search(passage.text, max(0, match.start() - 20), match.start()):
            continue
        message = f"「{figure}」という題の{figure[0]}はありません。正しい番号に直すか、題を付けてください。"
        yield Draft(message, passage.origin, passage.subject, start=match.start())


_NUMBER = r"([0-9０-９]{1,3}(?:[-－.．][0-9０-９]{1,3})*)"
_FIGURE = re.compile(
    rf"([図表])(?<![一-龥々ァ-ヶーA-Za-z].)[ 　]?{_NUMBER}"
    r"(?![0-9０-９枚年月日条項号件個桁行列回色人名つ%％.．-])"
)
_FIGURE_TITLE = re.compile(
    rf"^[ 　]*(?:\*\*|#+[ 　]*|:::\{{\w+\}}[ 　]*|【|!\[|\[)?([図表])[ 　]?{_NUMBER}(?:[ 　:：】.．]|\*\*|$)",
    re.MULTILINE,
)
_OF_OTHERS = re.compile(
    r"(?:仕様書|仕様|方針|基準|ガイドライン|手引き?|要領|規格|法|令|規則|告示|通知)[」』]?[ 　の]*$"
)
_NARROW = str.maketrans("０１２３４５６７８９－．", "0123456789-.")


def _figure(match: re.Match[str]) -> str:
    return match[1] + match[2].translate(_NARROW)
