"""References and IDs: everything pointed at exists, once, under the right number."""

from collections import defaultdict
from collections.abc import Iterator

from hyojun.model import (
    IN_TEXT,
    SERIES,
    Business,
    Corpus,
    Edge,
    Entry,
    Kind,
    Ref,
    Severity,
    Value,
    citations,
    mention,
    near_mentions,
    parts,
    running_texts,
)

from .rules import Draft, Scope, at, near, near_id, rule

RELATED = "標準仕様書関連箇所"
"""Names functions of another publisher's document, which may not be recorded here."""


@rule("LK01", "参照先がある", Severity.ERROR, Scope.WORLD, "R8・R38・R39・R56・R63・R102・D3")
def target_exists(corpus: Corpus) -> Iterator[Draft]:
    """参照するIDと見出しのキーは、どこかで定義されていなければならない。

    行き先のない参照は、読む人を迷わせ、事業者ごとに違う解釈を生む。
    相手の業務や文書が未収録のときは確かめられないので、参考として示す。

    悪い例: `データ項目ID: "00200999"`（データ要件に無い）
    良い例: `データ項目ID: "00200012"`
    直し方: 参照先を定義するか、正しいIDに直す。
    """
    here = {b.id for b in corpus.businesses}
    known: dict[tuple[str, Kind], list[str]] = defaultdict(list)
    for ref in corpus.entries:
        known[ref.business, ref.kind].append(ref.id)
    outside: dict[tuple[str | None, str, Kind], list[Edge]] = defaultdict(list)
    for edge in corpus.edges:
        if edge.target in corpus.entries:
            continue
        target = edge.target
        there = known.get((target.business, target.kind), [])
        subject = edge.source.label if edge.source else ""
        if corpus.registry.business(target.business) is None and target.business not in here:
            yield Draft(
                f"{target.label} の業務ID {target.business} は業務の台帳にありません。正しいIDに直してください。",
                edge.origin,
                subject,
            )
            continue
        another = edge.source is not None and target.business != edge.source.business
        if target.business not in here or (not there and (another or edge.word == RELATED)):
            outside[edge.source and edge.source.business, target.business, target.kind].append(edge)
            continue
        where = "文章の中の" if edge.word == IN_TEXT else ""
        yield Draft(
            f"{where}{target.label} はありません。定義するか、正しいIDに直してください。",
            edge.origin,
            subject,
            near(target.id, there) if target.kind is Kind.HEADING else near_id(target.id, there),
        )
    for (_, business, kind), missed in outside.items():
        listed = list(dict.fromkeys(e.target.label for e in missed))
        more = f" ほか{len(listed) - 1}件" if len(listed) > 1 else ""
        registered = corpus.registry.business(business)
        name = f"業務 {business} {registered.name if registered else ''}".rstrip()
        what = _REQUIREMENTS.get(kind, f"{kind.value}要件")
        yield Draft(
            f"{name} の{what}は収録されていないため、{listed[0]}{more} があるか確かめられません"
            f"（{len(missed)}か所。直す必要はありません）。",
            missed[0].origin,
            missed[0].source.label if missed[0].source else "",
            severity=Severity.NOTE,
        )


_REQUIREMENTS = {Kind.CODE_LIST: "コード一覧", Kind.GROUP: "データ要件", Kind.HEADING: "見出し"}


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
    """文章に書かれた項番（1.1.18参照 など）は、この文書の見出しの項番でなければならない。

    項番は見出しの挿入で変わる。変わらない見出しのキーで参照するのが確実である。
    収録していない章への参照は、範囲外の参考として示す。

    悪い例: `1.9.9参照`（見出しが無い）
    良い例: `見出しtoroku-shinsei 参照`
    直し方: 正しい項番に直すか、「見出し」とキーで書く。
    """
    numbers = {n.number: n for n in business.headings}
    if not numbers:
        return
    chapters = {number.split(".")[0] for number in numbers}
    for numbered in business.headings:
        heading = numbered.heading
        parts: list[tuple[Value, str]] = [(heading, f"見出し{heading.key}")]
        parts += [(f, f"機能{f.id}") for f in heading.functions]
        for part, subject in parts:
            for origin, text in running_texts(part):
                for cited in citations(text):
                    if cited.number in numbers:
                        continue
                    if cited.number.split(".")[0] not in chapters:
                        message = f"項番 {cited.number} は、収録していない章への参照です（範囲外）。"
                        yield Draft(message, origin, subject, severity=Severity.NOTE)
                    else:
                        message = f"項番 {cited.number} の見出しはありません。正しい項番か、見出しのキーに直してください。"
                        yield Draft(message, origin, subject)


@rule("LK04", "参照に似た文字", Severity.WARNING, Scope.BUSINESS, "R102・R103")
def mention_is_whole(business: Business) -> Iterator[Draft]:
    """文章の中のIDは、種類と決まった桁数で書く。そうでないものはリンクにならない。

    書き手は参照したつもりで、読む人には行き先がない。

    悪い例: `機能02300011`（8桁）、`機能ID：0230001`（間にコロン）
    良い例: `機能0230001`
    直し方: 種類の後に、決まった桁数の数字を続けて書く。
    """
    for entry in business.entries:
        for part in parts(entry.value):
            for origin, text in running_texts(part):
                for written in near_mentions(text):
                    message = f"「{written}」は参照に似ていますが、リンクになりません。種類とIDの桁数を確かめてください。"
                    yield Draft(message, origin, entry.ref.label)
    for chapter in business.chapters:
        for block in chapter.blocks:
            for written in near_mentions(block.text):
                message = f"「{written}」は参照に似ていますが、リンクになりません。種類とIDの桁数を確かめてください。"
                yield Draft(message, block.origin)


@rule("ID01", "IDは一つ", Severity.ERROR, Scope.WORLD, "R41・R55・D2")
def id_is_unique(corpus: Corpus) -> Iterator[Draft]:
    """同じ種類のID、同じ業務の見出しのキーは、一度しか定義できない。

    2か所で定義されたIDは、どちらが正しいか誰にも分からない。

    悪い例: 2つの機能に `機能ID: "0020001"`
    良い例: 後から足した機能には次の空き番号を付ける
    直し方: どちらかのIDを変える。
    """
    seen: dict[Ref, list[Entry]] = defaultdict(list)
    for business in corpus.businesses:
        for entry in business.entries:
            seen[entry.ref].append(entry)
    for ref, entries in seen.items():
        first = entries[0].value.origin
        for entry in entries[1:]:
            other = f"（もう1つは {first.file}「{entries[0].name}」）" if first else ""
            yield Draft(
                f"{ref.label} が重複しています{other}。どちらかを変えてください。",
                at(entry.value, *_ID_KEYS.get(ref.kind, ())),
                ref.label,
            )


_ID_KEYS: dict[Kind, tuple[str, ...]] = {
    Kind.FUNCTION: ("機能ID",),
    Kind.FORM: ("帳票ID",),
    Kind.DATA_ITEM: ("データ項目ID",),
    Kind.GROUP: ("グループID",),
    Kind.CODE_LIST: ("コードID",),
    Kind.LINKAGE: ("連携ID",),
    Kind.HEADING: ("キー",),
    Kind.FLOW: ("キー",),
    Kind.TREE_NODE: ("キー",),
    Kind.TERM: ("用語",),
}


@rule("ID02", "IDは自業務の番号で始まる", Severity.ERROR, Scope.BUSINESS, "R41・R55・D2")
def id_belongs_to_business(business: Business) -> Iterator[Draft]:
    """機能ID、帳票ID、データ項目ID、グループID、連携IDの先頭3桁は、その業務の業務IDである。

    悪い例: 業務 002 の中の `機能ID: "0030001"`
    良い例: `機能ID: "0020001"`
    直し方: 先頭3桁を業務IDに直す。
    """
    for entry in business.entries:
        if entry.ref.kind in SERIES and not entry.ref.id.startswith(business.id):
            yield Draft(
                f"{entry.ref.label} の先頭3桁が業務ID {business.id} と違います。直してください。",
                at(entry.value, *_ID_KEYS[entry.ref.kind]),
                entry.ref.label,
                business.id + entry.ref.id[3:],
            )
