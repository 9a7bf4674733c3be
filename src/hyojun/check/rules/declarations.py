"""業務.yaml and the registry: what a 業務 declares of itself, under the names the registry knows."""

from collections.abc import Iterator

from hyojun.model import (
    Business,
    BusinessHead,
    Form,
    Function,
    Guide,
    Kind,
    Severity,
    World,
)

from ..rule import Draft, Scope, at, near, rule


@rule("BD01", "団体区分は業務で宣言したもの", Severity.ERROR, Scope.BUSINESS, "R17・R29・R46")
def body_class_is_declared(business: Business, guide: Guide) -> Iterator[Draft]:
    """団体区分ごとに書く値は、業務.yaml の団体区分を全て、そしてそれだけを挙げる。

    書き漏らした団体区分では、機能の要否が決まらない。

    悪い例: 団体区分が5つあるのに `実装類型: {指定都市: 実装必須}`
    良い例: 5つの団体区分それぞれに実装類型を書く
    直し方: 足りない団体区分を書き足す。全て同じなら1つだけ書く。
    """
    known = [b.name for b in guide.registry.bodies]
    for index, name in enumerate(business.head.bodies):
        if name not in known:
            message = f"団体区分「{name}」は台帳にありません。使えるのは {'、'.join(known)} です。"
            yield Draft(message, at(business.head, "団体区分", index), hint=near(name, known))
    declared = business.head.bodies
    tables = list(_tables(business))
    left_out = [n for n in known if n not in declared and all(n in table for _, _, table, _ in tables)]
    if len(tables) < 2:  # with one alone, the table may be wrong as well
        left_out = []
    if left_out:
        message = (
            f"団体区分 {'、'.join(left_out)} は、団体区分ごとに書いた{len(tables)}か所の全てにありますが、"
            "宣言されていません。「団体区分」に足してください。"
        )
        yield Draft(message, at(business.head, "団体区分"), on_key=True)
    for owner, word, table, subject in tables:
        for name in table:
            if name not in declared and name not in left_out:
                message = f"団体区分「{name}」は業務.yaml で宣言されていません。宣言するか、直してください。"
                hint = near(name, declared)
                yield Draft(message, at(owner, word, name), subject, hint, on_key=True)
        missing = [name for name in declared if name not in table]
        if missing:
            message = f"「{word}」に団体区分 {'、'.join(missing)} がありません。書き足してください。"
            yield Draft(message, at(owner, word), subject)


def _tables(business: Business) -> Iterator[tuple[Function | Form, str, dict[str, object], str]]:
    for function in business.functions:
        subject = f"機能{function.id}"
        if isinstance(function.classes, dict):
            yield function, "実装類型", function.classes, subject
        if isinstance(function.conformance, dict):
            yield function, "適合基準日", function.conformance, subject
    for form in business.forms:
        if isinstance(form.classes, dict):
            yield form, "実装類型", form.classes, f"帳票{form.id}"


@rule(
    "BD05",
    "団体区分の注記は宣言した区分に1つずつ",
    Severity.ERROR,
    Scope.BUSINESS,
    "R17・R46（基本方針 5.1.1.1）",
)
def body_note_is_of_a_declared_body(business: Business) -> Iterator[Draft]:
    """団体区分の注記は、業務.yaml の「団体区分」にある区分について、1つの箇所に1つずつ書く。

    宣言していない区分の注記は誰にも当てはまらず、2つあると、どちらによるのかが決まらない。

    悪い例: 団体区分に無い `{団体区分: 政令市, 注記: 区ごとに記録する。}`
    良い例: `{団体区分: 指定都市, 注記: 区ごとに記録する。}`
    直し方: 区分の名称を直すか、「団体区分」に宣言する。2つある注記は、1つにまとめる。
    """
    declared = business.head.bodies
    places = [(business.head.body_notes, "")]
    places += [(f.body_notes, f"{Kind.FUNCTION}{f.id}") for f in business.functions]
    for notes, subject in places:
        seen: set[str] = set()
        for note in notes:
            if note.body not in declared:
                message = f"注記の団体区分「{note.body}」は業務.yaml で宣言されていません。宣言するか、直してください。"
                yield Draft(message, at(note, "団体区分"), subject, near(note.body, declared))
            elif note.body in seen:
                message = f"団体区分「{note.body}」の注記が2つあります。1つにまとめてください。"
                yield Draft(message, at(note, "団体区分"), subject)
            seen.add(note.body)


@rule("RG01", "台帳にある名前を使う", Severity.ERROR, Scope.BUSINESS, "R64・R76・R81")
def name_is_registered(business: Business, guide: Guide) -> Iterator[Draft]:
    """共通機能、横断的仕組み、連携の相手の業務IDは、台帳にあるものを使う。

    名前が揺れると、業務を横断して数えることができない。

    悪い例: `横断的仕組み: [DV対象者]`
    良い例: `横断的仕組み: [DV等支援対象者]`
    直し方: 台帳の名前に直す。新しいものは台帳に足す。
    """
    registry = guide.registry
    commons = [n.name for n in registry.common_functions]
    mechanisms = [n.name for n in registry.mechanisms]
    former = {old: n.name for n in (*registry.common_functions, *registry.mechanisms) for old in n.former}

    def unknown(kind: str, name: str, known: list[str]) -> tuple[str, str]:
        hint = f"今の名称は「{former[name]}」です。" if name in former else near(name, known)
        return f"{kind}「{name}」は台帳にありません。使えるのは {'、'.join(known)} です。", hint

    for use in business.head.common_functions:
        if use.name not in commons:
            message, hint = unknown("共通機能", use.name, commons)
            yield Draft(message, at(use, "共通機能"), hint=hint)
    for declared in business.head.mechanisms:
        if declared.name not in mechanisms:
            message, hint = unknown("横断的仕組み", declared.name, mechanisms)
            yield Draft(message, at(declared, "仕組み"), hint=hint)
    for function in business.functions:
        for index, name in enumerate(function.mechanisms):
            if name not in mechanisms:
                message, hint = unknown("横断的仕組み", name, mechanisms)
                yield Draft(message, at(function, "横断的仕組み", index), f"機能{function.id}", hint)
    names = [b.name for b in registry.businesses]
    for item in business.data_items:
        owner = (item.code or "")[:-3]
        if owner and owner not in names:
            message = (
                f"コード「{item.code}」の業務名「{owner}」は台帳にありません。正しい業務名に直してください。"
            )
            yield Draft(message, at(item, "コード"), f"データ{item.id}", near(owner, names))
    for linkage in business.linkages:
        id = linkage.partner.business
        if id is not None and registry.business(id) is None:
            message = f"相手の業務ID {id} は台帳にありません。正しいIDに直してください。"
            yield Draft(message, at(linkage, "相手", "業務ID"), f"連携{linkage.id}")


@rule(
    "BD02",
    "業務の宣言がそろっている",
    Severity.ERROR,
    Scope.BUSINESS,
    "R15・R17・R19・R20・R76・R78・R80・R81（基本方針 3.1、4.2、4.4.1、5.1.1.1、6.2.1）",
    draft=Severity.NOTE,
    whole=True,
)
def declarations_are_made(business: Business) -> Iterator[Draft]:
    """業務.yaml には、業務の基本の事項と、共通機能、横断的仕組み、非機能要件の標準との関わりを書く。

    基本の事項とは、問合せ窓口、対象団体の想定、標準化対象事務と根拠法令、個人情報の取扱いである。
    読む人が最初に確かめることであり、業務を横断した集計もこれらから作る。共通機能、横断的仕組み、非機能要件が
    無ければ誤り、ほかだけが無ければ警告とする。案のうちは、まだ無いものを1件の参考にまとめて知らせる。

    悪い例: 業務IDと文書だけの業務.yaml
    良い例: `問合せ窓口: 総務省自治行政局住民制度課` などを書く
    直し方: 足りない項目を業務.yaml に書く。書き方は `hyojun new` で作るひな形の中の例による。
    """
    head = business.head
    required = {
        "共通機能": head.common_functions,
        "横断的仕組み": head.mechanisms,
        "非機能要件の標準": head.non_functional or business.non_functional,
    }
    metadata = {
        "問合せ窓口": head.contact,
        "対象団体の想定": head.target,
        "標準化対象事務": head.duties,
        "個人情報の取扱い": head.personal_data,
    }
    missing = [key for key, value in (metadata | required).items() if not value]
    if missing:
        yield Draft(
            f"業務.yaml に、{'、'.join(missing)}がまだありません。書いてください。",
            at(head, "業務ID"),
            severity=None if any(key in required for key in missing) else Severity.WARNING,
            on_key=True,
        )


@rule("BD03", "標準化対象事務に根拠法令がある", Severity.WARNING, Scope.ENTITY, "R15・R20（基本方針 3.1）")
def duty_has_basis(head: BusinessHead) -> Iterator[Draft]:
    """標準化対象事務には、それを定める政令や命令の規定を示す。

    事務の範囲と単位は法令で決まる。規定がまだ無い事務を加えるときは、改正を要することを書く。

    悪い例: `{事務: 印鑑に関する事務}`
    良い例: `{事務: 印鑑に関する事務, 根拠法令: 標準化対象事務を定める政令第5号}` のように規定を挙げる
    直し方: 「根拠法令」に規定を書く。規定が無ければ「改正要」と、改正すべき命令を書く。
    """
    for duty in head.duties:
        if duty.basis is None:
            yield Draft(
                f"標準化対象事務「{duty.name}」に根拠法令がありません。規定（無ければ「改正要」）を書いてください。",
                at(duty, "事務"),
            )


@rule("BD04", "経過措置に終わりがある", Severity.WARNING, Scope.ENTITY, "R100（標準化法第12条）")
def transition_ends(head: BusinessHead) -> Iterator[Draft]:
    """経過措置には、対象と終期を示す。

    終わりの無い経過措置は、標準に適合しないシステムを残し続ける。

    悪い例: `終期: 未定`
    良い例: `終期: 2029-03-31`、又は `終期: ○○法の施行日`
    直し方: 終期を日か、法令の施行日で書く。
    """
    for transition in head.transitions:
        if transition.until == "未定":
            yield Draft(
                "経過措置の終期が未定です。年月日、又は法令の施行日を書いてください。",
                at(transition, "終期"),
            )


@rule("RG02", "20業務に漏れがない", Severity.ERROR, Scope.WORLD, "R16（基本方針 5.1.1.4）", whole=True)
def duties_are_covered(world: World) -> Iterator[Draft]:
    """台帳の標準化対象事務は、どれもいずれかの業務が担い、業務が担うのは台帳の標準化対象事務だけである。

    担う業務の無い事務があると、標準化対象事務の全体を定めたことにならない。

    悪い例: 標準化対象事務に「就学」があり、どの業務の行にも無い
    良い例: 業務 017 学齢簿編製の行に `標準化対象事務: [就学]`
    直し方: 台帳の業務の行に事務を書くか、事務の名称を揃える。
    """
    registry = world.registry
    covered = {duty for business in registry.businesses for duty in business.duties}
    unlisted = covered - set(registry.duties)
    for place, duty in enumerate(registry.duties):
        if duty not in covered and not near(duty, unlisted):  # misspelt in a row below: told there
            yield Draft(
                f"標準化対象事務「{duty}」を担う業務が台帳にありません。業務の行に書いてください。",
                at(registry, "標準化対象事務", place),
            )
    for business in registry.businesses:
        for place, duty in enumerate(business.duties):
            if duty not in registry.duties:
                yield Draft(
                    f"業務 {business.id} {business.name} の標準化対象事務「{duty}」は、"
                    "台帳の標準化対象事務にありません。直してください。",
                    at(business, "標準化対象事務", place),
                    hint=near(duty, registry.duties),
                )


@rule("RG03", "制度所管府省が分かる", Severity.WARNING, Scope.BUSINESS, "R19（基本方針 3.3.1）", whole=True)
def charge_is_registered(business: Business) -> Iterator[Draft]:
    """収録した業務には、台帳に制度所管府省がある。

    意見や疑義を、どの府省が受けるのかを示すためである。

    悪い例: `{業務ID: "002", 業務名: 印鑑登録, システム名: 印鑑登録システム}`
    良い例: 台帳の行に `制度所管府省: [{府省: 総務省}]` を足す
    直し方: spec/_settings/registry.yaml の業務の行に「制度所管府省」を書く。
    """
    if not business.registered.charges:
        message = (
            f"業務 {business.id} {business.name} の制度所管府省が台帳にありません。台帳に書いてください。"
        )
        yield Draft(message, at(business.head, "業務ID"))
