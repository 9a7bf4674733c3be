"""The running of the checks itself: severities and suppressions somebody answers for."""

from collections.abc import Iterator

from hyojun.model import Severity, SeverityOverride, Suppression

from ..rule import CATALOGUE, Draft, Judgement, Scope, at, near, rule


@rule("GV01", "規則の名が正しい", Severity.ERROR, Scope.REPORT, "設計: 検査の運用")
def governed_rule_exists(judgement: Judgement) -> Iterator[Draft]:
    """重さの変更と抑止は、ある規則のコードで書く。

    コードを誤ると、変えたつもりの検査がそのまま働く。

    悪い例: `規則: DT99`
    良い例: `規則: DT01`
    直し方: `hyojun rules` でコードを確かめて直す。
    """
    governance = judgement.governance
    entries: list[SeverityOverride | Suppression] = [*governance.severities, *governance.suppressions]
    for entry in entries:
        if entry.rule not in CATALOGUE:
            message = f"規則「{entry.rule}」はありません。hyojun rules で確かめてください。"
            yield Draft(message, at(entry, "規則"), hint=near(entry.rule, CATALOGUE))


@rule("GV02", "誤りは弱められない", Severity.ERROR, Scope.REPORT, "設計: 検査の運用")
def error_stays_an_error(judgement: Judgement) -> Iterator[Draft]:
    """誤りの重さは下げられず、抑止もできない。

    誤りのある仕様書は、読む人ごとに違う仕様になる。固定した文書の中の誤りは、ここでは直せないので、抑止できる。

    悪い例: 誤りの規則 LK01 の抑止
    良い例: 警告の規則 QL02 の抑止
    直し方: 誤りを直し、重さの変更と抑止を消す。
    """
    for override in judgement.governance.severities:
        known = CATALOGUE.get(override.rule)
        if known and known.severity is Severity.ERROR and override.severity != "誤り":
            message = f"規則 {override.rule} は誤りなので、重さを「{override.severity}」に変えられません。消してください。"
            yield Draft(message, at(override, "重さ"))
    for place, suppression in enumerate(judgement.governance.suppressions):
        known = CATALOGUE.get(suppression.rule)
        if place in judgement.on_errors or (known and known.severity is Severity.ERROR and not known.draft):
            message = (
                f"規則 {suppression.rule} の誤りは抑止できません。誤りを直し、この抑止を消してください。"
            )
            yield Draft(message, at(suppression, "規則"))


@rule("GV03", "抑止が使われている", Severity.WARNING, Scope.REPORT, "設計: 検査の運用", whole=True)
def suppression_is_used(judgement: Judgement) -> Iterator[Draft]:
    """抑止は、今ある指摘のためだけに置く。

    使われない抑止は、後から起きる別の問題を隠す。

    悪い例: 直した後も残る抑止
    良い例: 指摘がある間だけの抑止
    直し方: 抑止を消す。対象の書き方（機能0020001、又はファイルの場所）が正しいかも確かめる。
    """
    for place, suppression in enumerate(judgement.governance.suppressions):
        known = CATALOGUE.get(suppression.rule)
        idle = place not in judgement.used and place not in judgement.on_errors
        if known and idle and judgement.today <= suppression.until and not _is_broad(suppression):
            if known.severity is Severity.ERROR and not known.draft:
                continue  # told by GV02
            message = f"抑止する指摘（{suppression.rule}、{suppression.target}）がありません。消すか、対象を確かめてください。"
            yield Draft(message, at(suppression, "対象"))


@rule("GV04", "抑止の期限が来ていない", Severity.WARNING, Scope.REPORT, "設計: 検査の運用")
def suppression_has_not_expired(judgement: Judgement) -> Iterator[Draft]:
    """抑止には期限があり、過ぎたら働かない。

    悪い例: `期限: 2020-03-31`
    良い例: 次の版の予定日までの期限
    直し方: 指摘を直して抑止を消すか、承認を受け直して期限を延ばす。
    """
    for suppression in judgement.governance.suppressions:
        if suppression.until < judgement.today:
            message = f"抑止の期限（{suppression.until.isoformat()}）が過ぎています。指摘を直すか、承認を受け直してください。"
            yield Draft(message, at(suppression, "期限"))


@rule("GV05", "抑止の対象は一つ", Severity.ERROR, Scope.REPORT, "設計: 検査の運用")
def suppression_is_narrow(judgement: Judgement) -> Iterator[Draft]:
    """抑止は、1つのID又は1つのファイルを対象にする。

    広い抑止は、まだ誰も見ていない指摘まで隠す。

    悪い例: `対象: "*"`、`対象: spec/002`
    良い例: `対象: 機能0020001`
    直し方: 指摘に表示された対象を1つずつ書く。
    """
    for suppression in judgement.governance.suppressions:
        if _is_broad(suppression):
            message = f"対象「{suppression.target}」は広すぎます。指摘の［ ］の中か、ファイルの場所を1つ書いてください。"
            yield Draft(message, at(suppression, "対象"))


def _is_broad(suppression: Suppression) -> bool:
    target = suppression.target
    return "*" in target or (target.startswith(("spec/", "bpmn/")) and "." not in target)
