"""改定の説明: each file tells of one edition, each change once, and stays as it was issued."""

from collections.abc import Iterable, Iterator

from hyojun.model import Business, EditionAccount, Severity, edition_words
from hyojun.source import edition_file, final_of, place_of

from ..rule import Draft, Scope, at, near, rule

_SOURCE = "設計: 改定の説明"


@rule("AC01", "改定の説明のファイルの名前が中身と合う", Severity.ERROR, Scope.BUSINESS, _SOURCE)
def account_is_named_after_its_edition(business: Business) -> Iterator[Draft]:
    """改定の説明は、`editions/文書-版.yaml` に、1つの版に1つ書く。

    版を出すときは、その名前のファイルを封印する。名前が違うと、ほかの版の説明か、書き忘れに見える。

    悪い例: `機能-1.0.yaml` に `版: "1.1"`
    良い例: `機能-1.1.yaml` に `版: "1.1"`
    直し方: 名前か、中の文書と版を直す。案の説明は、案を付けない版の名前にする。
    """
    for account in business.accounts:
        file = account.origin.file if account.origin else ""
        names = [
            edition_file(business.id, account.document, e, "yaml")
            for e in (final_of(account.edition), account.edition)
        ]
        if file and file not in names:
            message = (
                f"ファイルの名前が中身と合いません。名前を {names[0].rpartition('/')[2]} にするか、"
                "文書と版を直してください。"
            )
            yield Draft(message, at(account, "版"), _label(account))


@rule("AC02", "改定の説明の版がある", Severity.ERROR, Scope.BUSINESS, _SOURCE)
def account_has_an_edition(business: Business) -> Iterator[Draft]:
    """改定の説明は、この業務の文書の、今の版か、出した版か、改定履歴にある版に書く。

    どの版のものでもない説明は、どの比較にも現れない。

    悪い例: 今の版が 1.1 で、`版: "1.3"`
    良い例: `版: "1.1"`
    直し方: 文書と版を直す。次の版の準備なら、業務.yaml の版を進めてから書く。
    """
    for account in business.accounts:
        known = [final_of(e) for e in business.editions(account.document)]
        if not known:
            message = f"この業務に、文書「{account.document}」はありません。名前を直してください。"
            hint = near(account.document, [d.name for d in business.documents])
            yield Draft(message, at(account, "文書"), _label(account), hint)
        elif final_of(account.edition) not in known:
            message = (
                f"{account.document}に{edition_words(account.edition)}はありません。"
                f"ある版（{_listed(known)}）のどれかに直してください。"
            )
            yield Draft(message, at(account, "版"), _label(account), severity=Severity.WARNING)


@rule("AC03", "前の版は、その版より前の版である", Severity.WARNING, Scope.BUSINESS, _SOURCE)
def account_tells_from_an_edition_before(business: Business) -> Iterator[Draft]:
    """「前の版」には、その版より前に出した版を書く。

    比べる元の版が「前の版」と違うと、説明は比較に現れない。

    悪い例: `版: "1.1"` に `前の版: "0.9"`（0.9 は出ていない）
    良い例: `前の版: "1.0"`
    直し方: 前に出した版に直す。どの版から比べても同じ説明でよければ、「前の版」を消す。
    """
    for account in business.accounts:
        known = business.editions(account.document)
        if account.since is None or not known:
            continue
        before = [e for e in known if place_of(e) < place_of(account.edition)]
        if account.since not in before:
            some = f"ある版（{_listed(before)}）のどれかに直してください。" if before else "消してください。"
            since, edition = map(edition_words, (account.since, account.edition))
            message = f"「前の版」の{since}は、{edition}の前に出した版ではありません。{some}"
            yield Draft(message, at(account, "前の版"), _label(account))


@rule("AC04", "1つの変更の説明は1つ", Severity.ERROR, Scope.BUSINESS, _SOURCE)
def change_is_told_once(business: Business) -> Iterator[Draft]:
    """1つの改定の説明の中で、同じ対象、同じ指紋、同じ質問、同じ推定は、1か所にだけ書く。

    2つあると、どちらの改定理由が公表されるか分からない。

    悪い例: 2つの説明の「対象」に、どちらも 機能0020031
    良い例: 1つの説明にまとめる。変更ごとに理由が違うときは、対象でなく指紋で書き分ける
    直し方: 一方を消すか、指紋で書き分ける。
    """
    for account in business.accounts:
        seen: set[object] = set()
        for what, key, steps in _keys(account):
            if key in seen:
                message = f"{what}が2か所にあります。1か所にしてください。"
                yield Draft(message, at(account, *steps), _label(account))
            seen.add(key)


_Keyed = tuple[str, object, tuple[str | int, ...]]


def _keys(account: EditionAccount) -> Iterable[_Keyed]:
    """What each line of an account speaks of: in words, as a key, and where it stands."""
    for n, told in enumerate(account.accounts):
        for i, target in enumerate(told.targets):
            yield f"対象「{target}」の説明", ("対象", target), ("説明", n, "対象", i)
        for i, fingerprint in enumerate(told.changes):
            yield f"指紋 {fingerprint} の説明", ("指紋", fingerprint), ("説明", n, "指紋", i)
    for n, answer in enumerate(account.answers):
        yield f"指紋 {answer.question} の回答", ("回答", answer.question), ("回答", n, "指紋")
    for n, guess in enumerate(account.guesses):
        key = (guess.kind, guess.old, guess.new)
        yield f"{guess.kind}{guess.old} → {guess.new} の推定", ("推定", key), ("推定", n, "新ID")


@rule("AC05", "出した版の改定の説明は変わらない", Severity.ERROR, Scope.BUSINESS, "R91")
def issued_account_does_not_change(business: Business) -> Iterator[Draft]:
    """版を出すと、その改定の説明も封印する。出した説明は、版と同じく書き換えられない。

    公表した比較の理由や重さが、後から変わることになる。版を出した後に足した説明は、警告とする。

    悪い例: 第1.1版を出した後で、機能-1.1.yaml の改定理由を直す
    良い例: 出す前に、`hyojun diff` で説明を確かめる
    直し方: git の履歴から元に戻す。
    """
    for account in business.accounts:
        if account.origin and account.origin.file in business.released.touched:
            message = "版を出した後に、改定の説明が書き換えられています。git の履歴から戻してください。"
            yield Draft(message, at(account), _label(account))
        elif account.origin and account.origin.file in business.released.late:
            message = (
                "版を出した時に無かった改定の説明です。出した版の説明は、後から足せません。消してください。"
            )
            yield Draft(message, at(account), _label(account), severity=Severity.WARNING)


def _label(account: EditionAccount) -> str:
    return f"{account.document} {edition_words(account.edition)}の改定の説明"


def _listed(editions: Iterable[str]) -> str:
    return "、".join(sorted(dict.fromkeys(editions), key=place_of))
