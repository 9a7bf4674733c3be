"""正誤: corrections laid over a frozen edition have to fit it, and never change it (基本方針 4.4.2)."""

from collections.abc import Iterator
from itertools import groupby

from hyojun.model import Business, MisfitKind, Severity

from ..rule import Draft, Scope, at, rule


def _told(business: Business, *kinds: MisfitKind) -> Iterator[Draft]:
    """What the reader found, where it stands."""
    for errata in business.errata:
        for misfit in errata.misfits:
            if misfit.kind in kinds:
                subject = misfit.subject or errata.label
                yield Draft(misfit.words, at(errata, *misfit.path), subject, misfit.hint)


@rule("ER01", "正誤は確定した版に付ける", Severity.ERROR, Scope.BUSINESS, "R91")
def errata_have_an_edition(business: Business) -> Iterator[Draft]:
    """正誤は、確定した（凍結した）版の誤りを直すものである。

    出ていない版と案には付けられない。案は、次の案で直せばよい。

    悪い例: 第1.0版だけが出ている文書の `版: "1.1"`
    良い例: `版: "1.0"`
    直し方: 文書と版を直す。まだ出ていない版の誤りは、元のファイルを直す。
    """
    yield from _told(business, MisfitKind.EDITION)


@rule("ER02", "正誤の番号は1から続く", Severity.ERROR, Scope.BUSINESS, "設計: 版と正誤", whole=True)
def errata_are_numbered_in_turn(business: Business) -> Iterator[Draft]:
    """正誤の番号は、文書の版ごとに1から順に付け、ファイルの名前も同じ番号にする。

    番号の順に当てるので、抜けや重なりがあると、どの文が有効か分からない。

    悪い例: 正誤1の次に `正誤: 3`
    良い例: 正誤1の次に `正誤: 2`（ファイルは 機能-1.0-正誤2.yaml）
    直し方: 次の番号を付け、ファイルの名前を合わせる。
    """
    yield from _told(business, MisfitKind.NAME)
    for _, series in groupby(business.errata, key=lambda e: (e.document, e.edition)):
        for wanted, errata in enumerate(series, 1):
            if errata.number != wanted:
                message = f"正誤の番号は {wanted} の番です。番号とファイルの名前を直してください。"
                yield Draft(message, at(errata, "正誤"), errata.label)
                break


@rule("ER03", "正誤の年月日は戻らない", Severity.ERROR, Scope.BUSINESS, "設計: 版と正誤")
def days_of_errata_go_forward(business: Business) -> Iterator[Draft]:
    """正誤の年月日は、版の年月日より前にならず、前の正誤の年月日より前にもならない。

    年月日は、直した文がいつから有効かを示す。

    悪い例: 正誤1が 2026-05-01、正誤2が 2026-04-01
    良い例: 正誤2を 2026-05-01 以後の日にする
    直し方: 正誤を出す日に直す。
    """
    yield from _told(business, MisfitKind.DAY)
    for _, series in groupby(business.errata, key=lambda e: (e.document, e.edition)):
        before = None
        for errata in series:
            if before and errata.day < before.day:
                message = (
                    f"年月日が、正誤{before.number}の年月日（{before.day}）より前です。"
                    "正誤を出す日に直してください。"
                )
                yield Draft(message, at(errata, "年月日"), errata.label)
            before = errata


@rule("ER04", "訂正の対象はその版にある", Severity.ERROR, Scope.BUSINESS, "設計: 版と正誤")
def target_is_in_the_edition(business: Business) -> Iterator[Draft]:
    """訂正の対象と項目は、正誤を付ける版にあるものを書く。

    今の内容にあっても、その版に無いものは直せない。

    悪い例: 第1.0版に無い `対象: 機能0020099`
    良い例: `対象: 機能0020011`、`対象: 本編/1-総則.md`、`対象: 文書`（表紙と改定履歴）
    直し方: 対象を、その版のとおりに書く。項目は、表の見出しの語で書くか、消す。
    """
    yield from _told(business, MisfitKind.TARGET)


@rule("ER05", "誤は1か所に決まる", Severity.ERROR, Scope.BUSINESS, "設計: 版と正誤")
def wrong_string_stands_once(business: Business) -> Iterator[Draft]:
    """誤の文字は、対象（項目を書いたときはその項目）の中に、ちょうど1つある。

    前の正誤と、その上の訂正を当てた後の文で探す。正と同じではならない。

    悪い例: 3か所にある `誤: 印鑑`
    良い例: `誤: 印鑑を押印した` のように、1か所に決まるまで前後を含める
    直し方: その版の文を写して書く。何か所もあるときは、前後の文字を加えるか、項目を書く。
    """
    yield from _told(business, MisfitKind.PLACE)


@rule("ER06", "直した後も同じ版である", Severity.ERROR, Scope.BUSINESS, "R91")
def corrected_edition_is_valid(business: Business) -> Iterator[Draft]:
    """直した後の内容は、書き方の決まりに合い、IDやキー、版、状態は元のままである。

    IDが変わると、引いている人が別のものを指すことになる。それは正誤ではなく、改定である。

    悪い例: 機能IDを直す訂正、実装類型を「必須」とする訂正
    良い例: 機能要件、備考、桁数などの誤りを直す訂正
    直し方: 正を直す。IDや版を改めるときは、新しい版を出す。
    """
    yield from _told(business, MisfitKind.RESULT)


@rule("ER07", "出した正誤は変わらない", Severity.ERROR, Scope.BUSINESS, "R91")
def issued_errata_do_not_change(business: Business) -> Iterator[Draft]:
    """出した（封印した）正誤は、版と同じく書き換えられない。

    読んだ人が、どの文に従えばよかったのか分からなくなる。

    悪い例: 出した正誤1の `正` を直す
    良い例: 正誤2を作り、正誤1の後の文を直す
    直し方: git の履歴から元に戻し、次の番号の正誤を作る。
    """
    yield from _told(business, MisfitKind.CHANGED)


@rule("ER08", "正誤は元のファイルにも直す", Severity.WARNING, Scope.BUSINESS, "設計: 版と正誤")
def correction_is_carried_over(business: Business) -> Iterator[Draft]:
    """最も新しい版の正誤は、今の内容にも同じ訂正をする。

    凍結した版だけを直すと、次の版で同じ誤りが戻る。出した版のままのうちは問わない。版を進めてから直す。

    悪い例: 正誤1で「15日」を「14日」とし、元のファイルは「15日」のまま
    良い例: 元のファイルも「14日」に直す
    直し方: 元のファイルを直す。わざと戻すときは、理由を付けて抑止する。
    """
    yield from _told(business, MisfitKind.REMAINS)
