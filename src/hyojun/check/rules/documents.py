"""文書: its edition and date, its history, the law it rests on, the whole of a specification (基本方針 3.4, 5)."""

import re
import unicodedata
from collections.abc import Iterator

from hyojun.model import Business, Document, Revision, Severity, Status, edition_words

from ..rule import Draft, Scope, at, rule

_DECIDED = (Status.DECIDED, Status.PUBLISHED, Status.WITHDRAWN)
REASONS = ("法令改正", "BPR提案", "創意工夫提案", "誤り訂正")
"""What an edition may be revised for (基本方針 5.1.2)."""
_LAW = "法令改正"
_MISTAKE = "誤り訂正"


@rule("DC01", "文書の名前は一つ", Severity.ERROR, Scope.BUSINESS, "R90（基本方針 4.4.2）")
def document_name_is_unique(business: Business) -> Iterator[Draft]:
    """1つの業務の中で、文書の名前（機能、データ など）は重ならない。

    名前は版の指定、住所及びファイルの名前に使われる。大文字と小文字、又は濁点の組み立てだけが違う名前は、
    同じファイルの名前になる機械がある。

    悪い例: `文書: 機能` が2つ
    良い例: `文書: 機能` と `文書: データ`
    直し方: どちらかの名前を変える。
    """
    seen: dict[str, str] = {}
    for document in business.documents:
        folded = unicodedata.normalize("NFC", document.name).casefold()
        first = seen.get(folded)
        seen.setdefault(folded, document.name)
        if first is None:
            continue
        message = f"文書「{document.name}」が重複しています。"
        if first != document.name:
            message = (
                f"文書「{document.name}」は「{first}」と、大文字と小文字、又は濁点の組み立てだけが違います。"
            )
        yield Draft(f"{message}名前を変えてください。", at(document, "文書"))


@rule("DC02", "版と改定履歴が合う", Severity.ERROR, Scope.ENTITY, "R90・R91（基本方針 4.4.2）")
def edition_is_in_history(document: Document) -> Iterator[Draft]:
    """文書の版は、改定履歴の最後の行の版と同じである。

    表紙と履歴が食い違う文書は、どの版を読んでいるのか分からなくなる。

    悪い例: `版: "1.1"` で、改定履歴の最後が `版: "1.0"`
    良い例: 改定履歴に 1.1 の行を足す
    直し方: 版を直すか、改定履歴に行を足す。
    """
    last = document.history[-1].edition
    if last.split("案")[0] != document.edition.split("案")[0]:
        yield Draft(
            f"文書の版は {document.edition} ですが、改定履歴の最後は {last} です。揃えてください。",
            at(document, "版"),
        )


@rule("DC03", "公表した文書には年月日がある", Severity.ERROR, Scope.ENTITY, "R90（基本方針 4.4.2）")
def published_document_has_day(document: Document) -> Iterator[Draft]:
    """状態が決定、公表、廃止の文書には年月日が要る。

    悪い例: `状態: 公表` で年月日が無い
    良い例: `状態: 公表` と `年月日: 2026-03-31`
    直し方: 年月日を書く。案のうちは無くてよい。
    """
    if document.day is None and document.status in _DECIDED:
        message = f"状態が「{document.status}」の文書に年月日がありません。書いてください。"
        yield Draft(message, at(document, "状態"))


@rule(
    "DC04",
    "標準仕様書の一式がそろっている",
    Severity.ERROR,
    Scope.BUSINESS,
    "R21・R49・R89（基本方針 5.1.1.3）",
    draft=Severity.NOTE,
    whole=True,
)
def package_is_complete(business: Business) -> Iterator[Draft]:
    """1つの業務の標準仕様書は、業務フロー、機能要件、帳票要件、データ要件、連携要件、非機能要件からなる。

    一つでも欠けると、事業者はその部分を自分で決めるほかない。画面要件は、カスタマイズの主な原因となる画面に
    限って定めるものなので、無くてよい。帳票の無い業務もあり得るので、帳票だけが無いときは警告とする。
    非機能要件は、業務.yaml の「非機能要件の標準」で共通の標準を引用してもよい。案のうちは、まだ無いものを
    1件の参考にまとめて知らせる。

    悪い例: 機能とデータだけの業務を公表する
    良い例: 連携.yaml を作り、文書の「構成」に挙げる
    直し方: 足りない要件のファイルを作り、業務.yaml の「構成」に挙げる。
    """
    cited = business.head.non_functional is not None
    parts: dict[str, tuple[object, ...] | bool] = {
        "業務フロー": business.flows,
        "機能要件": business.functions,
        "帳票要件": business.forms,
        "データ要件": business.data_items,
        "連携要件": business.linkages,
        "非機能要件": cited or business.non_functional,
    }
    missing = [name for name, part in parts.items() if not part]
    if missing:
        yield Draft(
            f"標準仕様書の一式のうち、{'、'.join(missing)}がまだありません。作り、「構成」に挙げてください。",
            at(business.head, "文書"),
            severity=Severity.WARNING if missing == ["帳票要件"] else None,
            on_key=True,
        )


@rule("DC05", "改定履歴に年月日がある", Severity.WARNING, Scope.ENTITY, "R90（基本方針 4.4.2）")
def revision_has_day(document: Document) -> Iterator[Draft]:
    """改定履歴の行には年月日があり、公表した版の行の年月日は表紙と同じである。

    どの日に何が決まったかをたどれない履歴は、適合の期限を数える役に立たない。まだ決まっていない最後の版には
    無くてよい。

    悪い例: `{版: "1.0", 概要: 初めて定めた。}` の次に版 1.1 の行がある
    良い例: `{版: "1.0", 年月日: 2025-08-29, 概要: 初めて定めた。}`
    直し方: その版を決めた、又は公表した年月日を書く。
    """
    *before, last = document.history
    settled = document.history if document.status in _DECIDED else before
    for revision in settled:
        if revision.day is None:
            yield Draft(
                f"改定履歴の版 {revision.edition} に年月日がありません。書いてください。",
                at(revision, "版"),
            )
    if document.day and last.day and document.day != last.day:
        yield Draft(
            f"改定履歴の版 {last.edition} の年月日は {last.day} ですが、表紙は {document.day} です。"
            "揃えてください。",
            at(last, "年月日"),
        )


@rule("DC06", "改定履歴は古い版から並ぶ", Severity.ERROR, Scope.ENTITY, "R90・R91（基本方針 4.4.2）")
def history_ascends(document: Document) -> Iterator[Draft]:
    """改定履歴は、古い版から新しい版へ、同じ版を繰り返さずに並べる。

    最後の行が今の版である。並びが乱れると、新旧を取り違える。案を付けた版は、同じ番号の版より前に置く。

    悪い例: 版 1.1 の行の後に版 1.0 の行
    良い例: 版 1.0、版 1.1 の順
    直し方: 行を並べ替えるか、版を直す。
    """
    for before, revision in zip(document.history, document.history[1:], strict=False):
        if _order(revision) <= _order(before):
            yield Draft(
                f"改定履歴の版 {revision.edition} が、版 {before.edition} の後にあります。"
                "古い版から順に、1版を1行で書いてください。",
                at(revision, "版"),
            )


def _order(revision: Revision) -> tuple[int, int, int, int]:
    """Place of an edition in time: 1.10 after 1.9, 1.0案2 before 1.0."""
    number, mark, draft = revision.edition.partition("案")
    major, minor = number.split(".")
    return int(major), int(minor), 0 if mark else 1, int(draft or 0)


@rule("DC07", "改定の理由がある", Severity.WARNING, Scope.ENTITY, "R92（基本方針 5.1.2）")
def revision_has_reason(document: Document) -> Iterator[Draft]:
    """改定履歴の2行目からは、改定理由を、法令改正、BPR提案、創意工夫提案、誤り訂正の中から書く。

    理由によって、改定の手続と、事業者が対応する期限の考え方が違う。幾つかが重なるときは並べて書く。

    悪い例: `{版: "1.1", 概要: 様式を改めた。}`
    良い例: `{版: "1.1", 概要: 様式を改めた。, 改定理由: 法令改正}`
    直し方: 改定履歴の行に「改定理由」を足す。
    """
    for revision in document.history[1:]:
        if revision.reason is None:
            yield Draft(
                f"改定履歴の版 {revision.edition} に改定理由がありません。"
                f"{'、'.join(REASONS)} から選んで書いてください。",
                at(revision, "版"),
            )
        elif not _reasons(revision):
            yield Draft(
                f"改定理由「{revision.reason}」は、{'、'.join(REASONS)} のどれにも当たりません。直してください。",
                at(revision, "改定理由"),
            )


def _reasons(revision: Revision) -> tuple[str, ...]:
    return tuple(r for r in REASONS if r in (revision.reason or ""))


@rule(
    "DC08", "改定の根拠がある", Severity.WARNING, Scope.ENTITY, "R88・R92・R93（基本方針 5.1.2.1、5.1.2.2）"
)
def revision_has_source(document: Document) -> Iterator[Draft]:
    """法令改正による改定は根拠の法令と施行日を、提案による改定は提案の番号を示す。

    事業者と市区町村は、根拠の法令の施行日から逆算して準備する。提案した者は、番号によって結果を確かめる。

    悪い例: `改定理由: 法令改正` だけで、根拠も施行日も無い
    良い例: `根拠: 印鑑登録証明事務処理要領の改正` と `施行日: 2027-04-01`
    直し方: 改定履歴の行に「根拠」（法令の名称と番号、又は提案の番号）を足し、法令改正なら「施行日」も書く。
    """
    for revision in document.history:
        reasons = [r for r in _reasons(revision) if r != _MISTAKE]
        missing = ["根拠"] if reasons and revision.source is None else []
        if _LAW in reasons and revision.in_force is None:
            missing.append("施行日")
        if missing:
            yield Draft(
                f"改定履歴の版 {revision.edition} は{'・'.join(reasons)}によりますが、"
                f"{'と'.join(missing)}がありません。書いてください。",
                at(revision, "改定理由"),
            )


@rule("DC09", "意見照会の記録がある", Severity.WARNING, Scope.ENTITY, "R97・R101（基本方針 3.4.2）")
def consultation_is_recorded(document: Document) -> Iterator[Draft]:
    """意見照会中の版には意見照会の期間と対象を、決めた版にはその結果も残す。

    検討の過程を公開し、誰の意見を聴いたかを後から確かめられるようにするためである。誤りの訂正だけの改定には
    求めない。

    悪い例: `状態: 公表` で、改定履歴の最後の行に意見照会が無い
    良い例: `意見照会: {始期: 2026-01-15, 終期: 2026-02-14, 対象: 全ての市区町村, 結果: 意見と回答を公表した。}`
    直し方: 改定履歴の最後の行に「意見照会」を足す。終わったら「結果」に、公表した場所などを書く。
    """
    last = document.history[-1]
    held = last.consultation
    if document.status in (Status.DRAFT, Status.WITHDRAWN) or _reasons(last) == (_MISTAKE,):
        return
    if held is None:
        yield Draft(
            f"状態が「{document.status}」の版 {last.edition} に、意見照会の記録がありません。"
            "改定履歴のこの版に「意見照会: {始期: 2026-01-15, 終期: 2026-02-14, 対象: 全ての市区町村}」のように書いてください。",
            at(last, "版"),
        )
    elif held.result is None and document.status in _DECIDED:
        yield Draft(
            f"状態が「{document.status}」の版 {last.edition} の意見照会に、結果がありません。"
            "「結果: 意見と回答を公表した。」のように書き足してください。",
            at(last, "意見照会"),
            on_key=True,
        )
    if held is not None and held.until < held.since:
        yield Draft(
            f"意見照会の終期 {held.until} が、始期 {held.since} より前です。直してください。",
            at(held, "終期"),
            severity=Severity.ERROR,
        )


_ARTICLE_6 = re.compile(r"第?[6６六]条")
_ARTICLE_7 = re.compile(r"第?[7７七]条")


@rule("DC10", "協議の記録がある", Severity.WARNING, Scope.ENTITY, "R98（標準化法第6条第3項）")
def agreement_is_recorded(document: Document) -> Iterator[Draft]:
    """標準化法第6条による文書を決めるときは、内閣総理大臣及び総務大臣との協議を記録する。

    主務省令で機能の標準を定めるには、あらかじめの協議が要る。誤りの訂正だけの改定には求めない。

    悪い例: 第6条による文書が `状態: 決定` で、協議の記録が無い
    良い例: `協議: 令和8年3月13日、内閣総理大臣及び総務大臣と協議を終えた。`
    直し方: 改定履歴の最後の行に「協議」を足す。
    """
    last = document.history[-1]
    if document.status not in _DECIDED or not document.basis or not _ARTICLE_6.search(document.basis):
        return
    if last.agreement is None and _reasons(last) != (_MISTAKE,):
        yield Draft(
            f"「{document.basis}」による版 {last.edition} に、協議の記録がありません。"
            "改定履歴に協議の相手と時期を書いてください。",
            at(last, "版"),
        )


@rule(
    "DC11",
    "文書に根拠法令がある",
    Severity.WARNING,
    Scope.ENTITY,
    "R99（標準化法第6条第1項・第7条第1項、基本方針 3.3.1）",
    draft=Severity.NOTE,
    whole=True,
)
def document_has_basis(document: Document) -> Iterator[Draft]:
    """文書は、標準化法のどの条による標準かを、根拠法令として示す。

    根拠の条によって、定める府省と手続が違う。

    悪い例: `文書: 機能` に根拠法令が無い
    良い例: `根拠法令: 地方公共団体情報システムの標準化に関する法律第6条第1項`
    直し方: 文書の「根拠法令」を書く。
    """
    if document.basis is None:
        message = "文書に根拠法令がありません。標準化法の第6条か第7条かが分かるように書いてください。"
        yield Draft(message, at(document, "文書"))


@rule(
    "DC12",
    "根拠法令の条が文書の中身と合う",
    Severity.WARNING,
    Scope.BUSINESS,
    "R99（標準化法第6条第1項・第7条第1項、基本方針 3.3.1）",
    whole=True,
)
def basis_suits_document(business: Business) -> Iterator[Draft]:
    """機能と帳票の文書は標準化法第6条に、データと連携の文書は第7条による。共通機能は、機能も第7条による。

    定める府省が違うので、取り違えた文書は根拠の無いものになる。1つの文書に両方があるときは問わない。

    悪い例: 機能だけの文書に `根拠法令: 標準化法第7条第1項`
    良い例: 機能だけの文書に `根拠法令: 標準化法第6条第1項`
    直し方: 根拠法令の条を直すか、要件を根拠の違う別の文書に移す。
    """
    if business.registered.common:
        return
    for document in business.documents:
        basis, inside = document.basis or "", document.contents
        duty = bool(inside.headings or inside.forms)
        data = bool(inside.data_groups or inside.linkages)
        sixth, seventh = (bool(p.search(basis)) for p in (_ARTICLE_6, _ARTICLE_7))
        message = ""
        if duty and not data and seventh and not sixth:
            message = "機能・帳票の文書の根拠は第6条ですが、第7条と書かれています。直してください。"
        elif data and not duty and sixth and not seventh:
            message = "データ・連携の文書の根拠は第7条ですが、第6条と書かれています。直してください。"
        if message:
            yield Draft(message, at(document, "根拠法令"), f"文書{document.name}")


@rule(
    "DC13", "出した版の内容は変わらない", Severity.ERROR, Scope.BUSINESS, "R91（基本方針 4.4.2）", whole=True
)
def released_edition_stays(business: Business) -> Iterator[Draft]:
    """版を出した（確定した）文書は、その版のまま内容を改めない。年月日、改定履歴も同じである。
    状態だけは、決定から公表へ、公表から廃止へと進めてよい。

    同じ第1.1版に2つの内容があると、どちらに適合すればよいかが分からない。正誤を元のファイルに反映するのも、版を
    進めてからにする。業務の宣言（組合せ、問合せ窓口など）は、文書の内容ではないので、改めてよい。

    悪い例: 第1.1版を出した後、`版: "1.1"` のまま機能要件を改める
    良い例: `版: "1.2"` と `状態: 案` にし、改定履歴に 1.2 の行を足してから改める
    直し方: 版を進めて、状態を案にする。改めるつもりが無かったときは、git の履歴から戻す。
    """
    for document in business.documents:
        if parts := business.released.departed.get(document.name):
            yield Draft(
                f"{edition_words(document.edition)}は既に出ていて、今の内容と違います（違うのは {'、'.join(parts)}）。"
                "改めるときは版を進めて状態を案にし、そうでないときは出した時の内容に戻してください。",
                at(document, "版"),
                f"文書{document.name}",
            )
