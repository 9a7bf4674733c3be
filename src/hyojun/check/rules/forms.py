"""帳票要件: each form is listed, justified, and as strict as the functions that print it (基本方針 5.1.1.3.3)."""

from collections import defaultdict
from collections.abc import Iterator

from hyojun.model import Audience, Business, Form, Function, ImplementationClass, Severity

from ..rule import Draft, Scope, at, rule
from .classes import RANK, class_for, strictest


@rule(
    "FM01",
    "帳票にはレイアウトと諸元表がある",
    Severity.ERROR,
    Scope.ENTITY,
    "R53・R54（基本方針 5.1.1.3.3）",
)
def form_is_complete(form: Form) -> Iterator[Draft]:
    """帳票は、レイアウトと諸元表を持つか、データ要件で代替すること又は従う外部仕様を明記する。

    どこに何を印字するのか決まらない帳票は、事業者ごとに違うものになる。

    悪い例: 帳票名称だけの帳票
    良い例: 諸元表とレイアウトのある帳票
    直し方: 両方を書く。代替するときは「データ要件で代替」に理由を、他が定める様式は「外部仕様」を書く。
    """
    if form.replaced_by_data is None and form.outside is None:
        missing = [w for w, v in (("レイアウト", form.layout), ("諸元表", form.items)) if not v]
        if missing:
            message = (
                f"{'と'.join(missing)}がありません。書くか、「データ要件で代替」に理由を書いてください。"
            )
            yield Draft(message, at(form))


@rule("FM02", "諸元表の項番は重ならない", Severity.ERROR, Scope.ENTITY, "R57（基本方針 5.1.1.3.3）")
def item_number_is_unique(form: Form) -> Iterator[Draft]:
    """諸元表の項番は、1つの帳票の中で一度だけ使う。レイアウトの番号が行を指すためである。

    悪い例: `項番: 3` の行が2つ
    良い例: 1から順に振る
    直し方: どちらかの項番を変える。
    """
    seen: set[int] = set()
    for item in form.items:
        if item.number in seen:
            message = f"項番 {item.number} が重複しています。別の番号にしてください。"
            yield Draft(message, at(item, "項番"))
        seen.add(item.number)


@rule("FM04", "職員向け帳票には理由がある", Severity.WARNING, Scope.ENTITY, "R52（基本方針 5.1.1.3.3）")
def staff_form_has_reason(form: Form) -> Iterator[Draft]:
    """職員向けの紙の帳票は、画面やBIで足りない理由があるときだけ定める。

    悪い例: `対象: 職員向け` で「職員向けの理由」が無い
    良い例: 理由を書く
    直し方: 理由を書くか、帳票をやめて機能で表す。
    """
    if form.audience is Audience.STAFF and form.staff_reason is None:
        message = "職員向け帳票の理由がありません。「職員向けの理由」に書いてください。"
        yield Draft(message, at(form, "対象"))


@rule("FM05", "外部仕様は版まで示す", Severity.WARNING, Scope.ENTITY, "R53（基本方針 5.1.1.3.3）")
def outside_specification_has_edition(form: Form) -> Iterator[Draft]:
    """他の者が様式を定める帳票は、従う仕様書を版まで示す。

    版が分からないと、仕様書が改められたときに、直す帳票を選べない。

    悪い例: `外部仕様: {名称: 共通様式仕様書}`
    良い例: `外部仕様: {名称: 共通様式仕様書, 版: "3.0"}`
    直し方: 従う版を書く。
    """
    if form.outside is not None and form.outside.edition is None:
        message = f"外部仕様「{form.outside.name}」の版がありません。従う版を書いてください。"
        yield Draft(message, at(form, "外部仕様"))


@rule(
    "FM09",
    "帳票は出力する機能より厳しくない",
    Severity.ERROR,
    Scope.BUSINESS,
    "R59・D5（基本方針 5.1.1.3.3）",
    whole=True,
)
def form_is_not_stricter(business: Business) -> Iterator[Draft]:
    """帳票の実装類型は、それを出力する機能のうち最も厳しいものより厳しくない。出力する機能がある帳票を実装不可としない。

    機能が標準オプションなのに帳票が実装必須だと、帳票だけを作ることになる。
    実装類型が団体区分ごとに違うときは、団体区分ごとに比べる。

    悪い例: 標準オプションの機能だけが出力する帳票に `実装類型: 実装必須`
    良い例: 標準オプションの機能だけが出力する帳票に `実装類型: 標準オプション`
    直し方: 帳票の実装類型を機能に揃えるか、機能の実装類型を見直す。
    """
    printing: dict[str, list[Function]] = defaultdict(list)
    for function in business.functions:
        for id in function.forms:
            printing[id].append(function)
    for form in business.forms:
        if functions := printing.get(form.id):
            yield from _against(form, functions, business.head.bodies)


def _against(form: Form, functions: list[Function], bodies: tuple[str, ...]) -> Iterator[Draft]:
    """One finding per way of contradicting, with the 団体区分 it concerns."""
    stricter: dict[ImplementationClass, list[str]] = defaultdict(list)
    refused: dict[ImplementationClass, list[str]] = defaultdict(list)
    split = isinstance(form.classes, dict) or any(isinstance(f.classes, dict) for f in functions)
    for body in bodies if split else ("",):
        own = class_for(form.classes, body)
        most = strictest(class_for(f.classes, body) for f in functions)
        if own is None or most is None:  # BD01 tells of it
            continue
        if RANK[own] > RANK[most]:
            stricter[most].append(body)
        elif own is ImplementationClass.FORBIDDEN and most is not own:
            refused[most].append(body)
    named = "、".join(f"機能{f.id}" for f in functions)
    for most, where in stricter.items():
        message = (
            f"帳票の実装類型が、出力する機能（{named}、最も厳しいもので{most}）より厳しくなっています"
            f"{_among(where)}。揃えてください。"
        )
        yield Draft(message, at(form, "実装類型"), f"帳票{form.id}")
    for most, where in refused.items():
        message = (
            f"実装不可の帳票を、{most}の機能（{named}）が出力しています{_among(where)}。揃えてください。"
        )
        yield Draft(message, at(form, "実装類型"), f"帳票{form.id}")


def _among(bodies: list[str]) -> str:
    return f"（{'、'.join(bodies)}）" if bodies != [""] else ""
