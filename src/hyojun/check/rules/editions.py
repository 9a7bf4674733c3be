"""組合せ and 固定: which editions fit together, and editions of other publishers (基本方針 4.4.2)."""

from collections.abc import Iterator

from hyojun.model import Business, Combination, Document, Origin, Severity, Status, World, edition_words
from hyojun.source import is_draft, place_of

from ..rule import Draft, Scope, also, at, near, rule

_SOURCE = "R90（基本方針 4.4.2）"
_DRAFTS = (Status.DRAFT, Status.CONSULTATION)


@rule("ED01", "組合せの書き方が正しい", Severity.ERROR, Scope.BUSINESS, _SOURCE)
def combination_is_sound(business: Business) -> Iterator[Draft]:
    """組合せは、この業務の文書の版を、古い組合せから順に、違う名称で挙げる。最後の組合せは、全ての文書の版を挙げる。

    版の決まらない文書が一つでもあると、どれとどれに適合すればよいかが決まらない。前の組合せには、その時に無かった
    文書が無くてよい。

    悪い例: `文書: {機能: "1.1"}`（この業務には、文書「データ」もある）
    良い例: '`文書: {機能: "1.1", データ: "2.0"}`'
    直し方: 足りない文書の版を書き、無い文書の名前を直す。
    """
    combinations = business.head.combinations
    seen: set[str] = set()
    names = [d.name for d in business.documents]
    for before, combination in zip((None, *combinations), combinations, strict=False):
        if combination.name in seen:
            yield Draft(
                f"組合せ「{combination.name}」が2つあります。名称を変えてください。", at(combination, "名称")
            )
        seen.add(combination.name)
        if before and before.day and combination.day and combination.day < before.day:
            yield Draft(
                f"組合せ「{combination.name}」の年月日は、前の組合せの {before.day} より前です。"
                "古い組合せから順に書いてください。",
                at(combination, "年月日"),
            )
        for name in combination.editions:
            if not business.editions(name):
                yield Draft(
                    f"この業務に、文書「{name}」はありません。名前を直してください。",
                    at(combination, "文書", name),
                    hint=near(name, names),
                )
    if combinations and (missing := [n for n in names if n not in combinations[-1].editions]):
        yield Draft(
            f"最後の組合せ「{combinations[-1].name}」に、{'、'.join(missing)}の版がありません。書いてください。",
            at(combinations[-1], "文書"),
            on_key=True,
        )


@rule("ED02", "組合せの版がある", Severity.ERROR, Scope.BUSINESS, _SOURCE)
def combined_edition_exists(business: Business) -> Iterator[Draft]:
    """組合せに挙げる版は、今の版、改定履歴にある版、確定した版、固定した版のどれかである。他の業務の版も同じである。

    無い版を挙げた組合せには、誰も適合できない。

    悪い例: `文書: {機能: "3.0"}` で、機能の版は 1.1、改定履歴は 1.0 と 1.1
    良い例: '`文書: {機能: "1.1"}`'
    直し方: 版を直す。
    """
    for combination in business.head.combinations:
        for name, edition in combination.editions.items():
            known = business.editions(name)
            if known and edition not in known:
                message = f"文書「{name}」に{edition_words(edition)}はありません。{_some(known)}"
                yield Draft(message, at(combination, "文書", name))


@also("ED02", Scope.WORLD)
def combined_edition_of_another_exists(world: World) -> Iterator[Draft]:
    """他の業務の版も、そこにある。"""
    for index in world.indexes:
        for combination in index.head.combinations:
            for place, edition in combination.others.items():
                id, _, name = place.partition("/")
                other = world.index(id)
                if other is None and world.registry.business(id) is None:
                    message = f"業務 {id} は業務の台帳にありません。業務IDを直してください。"
                elif other is None:
                    continue
                elif name not in other.editions:
                    names = "、".join(other.editions)
                    message = f"業務 {id} {other.name}に、文書「{name}」はありません（あるのは {names}）。直してください。"
                elif edition not in other.editions[name]:
                    message = f"{place} に{edition_words(edition)}はありません。{_some(other.editions[name])}"
                else:
                    continue
                yield Draft(message, at(combination, "他の業務", place))


def _some(known: tuple[str, ...]) -> str:
    return f"ある版（{'、'.join(sorted(known, key=place_of))}）のどれかに直してください。"


@rule("ED03", "最後の組合せが今の版を挙げる", Severity.NOTE, Scope.BUSINESS, _SOURCE)
def newest_combination_is_current(business: Business) -> Iterator[Draft]:
    """最後の組合せは、今の文書の版を挙げる。

    版を進めたのに組合せが前のままだと、新しい版がどの版と合うかを、読む人が確かめられない。

    悪い例: 機能の版が 1.2 で、最後の組合せが `文書: {機能: "1.1", データ: "2.0"}`
    良い例: '`文書: {機能: "1.2", データ: "2.0"}` の組合せを最後に足す'
    直し方: 今の版の組合せを足す。まだ決められない間は、そのままでよい。
    """
    if not business.head.combinations:
        return
    last = business.head.combinations[-1]
    behind = [
        f"{d.name}は{edition_words(d.edition)}"
        for d in business.documents
        if (combined := last.editions.get(d.name)) and combined != d.edition and not _is_older(d, combined)
    ]
    if behind:
        yield Draft(
            f"最後の組合せ「{last.name}」は、今の版（{'、'.join(behind)}）を挙げていません。組合せを足してください。",
            at(last, "文書"),
            on_key=True,
        )


@rule("ED04", "決まった版と案を組み合わせない", Severity.WARNING, Scope.BUSINESS, _SOURCE)
def decided_is_not_combined_with_draft(business: Business) -> Iterator[Draft]:
    """決定した、又は公表した版は、案の版と組み合わせない。

    案は変わり得るので、決まった版に適合していた製品が、案の変更によって適合しなくなる。年月日の無い組合せは、
    まだ決まっていないので問わない。

    悪い例: '`{名称: 令和8年度版, 年月日: 2026-03-31, 文書: {機能: "1.0", データ: "2.0"}}` で、データ 2.0 は案'
    良い例: どちらも公表した版を組み合わせる
    直し方: 公表した版に替えるか、決まるまで年月日を消す。
    """
    for combination in business.head.combinations:
        drafts = [n for n in combination.editions if _is_draft(business, combination, n)]
        if combination.day and drafts and len(drafts) < len(combination.editions):
            told = "、".join(f"{n} {edition_words(combination.editions[n])}" for n in drafts)
            message = f"組合せ「{combination.name}」が、決まった版と、案（{told}）を組み合わせています。"
            hint = "決まった版にするか、決まるまで年月日を消してください。"
            yield Draft(message + hint, at(combination, "文書"), on_key=True)


def _is_draft(business: Business, combination: Combination, name: str) -> bool:
    edition, document = combination.editions[name], business.document(name)
    if is_draft(edition):
        return True
    return document is not None and document.edition == edition and document.status in _DRAFTS


@rule("ED05", "固定した版が組合せより古くない", Severity.ERROR, Scope.BUSINESS, _SOURCE)
def pinned_edition_is_not_behind(business: Business) -> Iterator[Draft]:
    """固定した文書の版は、最後の組合せが挙げる版より古くない。

    古い版のまま検査しても、組合せの版と合うかどうかは分からない。

    悪い例: 最後の組合せが `データ: "2.1"` で、固定したのは データ 2.0
    良い例: データ 2.1 を固定する
    直し方: 発行者から新しい版を取り、`hyojun pin 002/データ ファイル` で固定し直す。
    """
    for combination in business.head.combinations[-1:]:
        for document in business.documents:
            edition = combination.editions.get(document.name)
            if document.pinned and edition and _is_older(document, edition):
                message = (
                    f"固定した文書「{document.name}」は{edition_words(document.edition)}で、組合せ「{combination.name}」の"
                    f"{edition_words(edition)}より古いものです。hyojun pin で新しい版を固定してください。"
                )
                yield Draft(message, at(document.pinned, "ファイル"), f"文書{document.name}")


def _is_older(document: Document, edition: str) -> bool:
    return document.pinned is not None and place_of(document.edition) < place_of(edition)


@rule("ED06", "案の版を固定しない", Severity.WARNING, Scope.ENTITY, _SOURCE)
def pinned_edition_is_decided(document: Document) -> Iterator[Draft]:
    """固定する文書は、決定した、又は公表した版である。

    案は、同じ版の名前のまま中身が変わる。合わせて書いたものが、後で合わなくなる。

    悪い例: 状態が「案」のスナップショットを固定する
    良い例: 状態が「公表」のスナップショットを固定する
    直し方: 公表された版を固定し直す。案に合わせて準備している間は、そのままでよい。
    """
    if document.pinned and (document.status in _DRAFTS or is_draft(document.edition)):
        message = (
            f"固定した文書「{document.name}」{edition_words(document.edition)}は、まだ「{document.status}」です。"
            "公表された版に固定し直してください。"
        )
        yield Draft(message, at(document.pinned, "ファイル"))


@rule(
    "ED07",
    "出した版のファイルが出した時のままである",
    Severity.ERROR,
    Scope.BUSINESS,
    "R91（基本方針 4.4.2）",
)
def frozen_edition_is_whole(business: Business) -> Iterator[Draft]:
    """出した版と、その図や業務フローのファイルは、出した時に `SHA256SUMS` に封印したままでなければならない。

    書き換えた版は、公表したものと違うのに、比較にも公開にもその版として使われる。

    悪い例: 出した `機能-1.0.json` の誤字を、そのファイルの中で直す
    良い例: 誤字は正誤（`機能-1.0-正誤1.yaml`）で直す
    直し方: git の履歴から戻す。
    """
    for file in business.released.altered:
        message = "出した後に書き換えられています。git の履歴から戻してください。"
        yield Draft(message, Origin(file), file.rpartition("/editions/")[2])
    for file in business.released.gone:
        message = f"出した版のファイル {file} が消えています。git の履歴から戻してください。"
        yield Draft(message, Origin(f"{file.partition('/editions/')[0]}/editions/SHA256SUMS"), "")
