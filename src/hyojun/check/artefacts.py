"""Forms, data, linkages and trees: what each must say to be drawn, exported and implemented at all."""

from collections import Counter
from collections.abc import Iterator

from hyojun.model import (
    OUTSIDE_SPELLINGS,
    PAPER_MM,
    AttachedLayout,
    Audience,
    Business,
    DataType,
    DrawnLayout,
    Form,
    OutputCondition,
    PartnerKind,
    Severity,
)

from .rules import Draft, Scope, at, rule


@rule("FM01", "帳票にはレイアウトと諸元表がある", Severity.ERROR, Scope.BUSINESS, "R54（基本方針 5.1.1.3.3）")
def form_is_complete(business: Business) -> Iterator[Draft]:
    """帳票は、レイアウトと諸元表を持つか、データ要件で代替することを明記する。

    悪い例: 帳票名称だけの帳票
    良い例: 諸元表とレイアウトのある帳票
    直し方: 両方を書く。代替するときは「データ要件で代替」に理由を書く。
    """
    for form in business.forms:
        if form.replaced_by_data is None:
            missing = [w for w, v in (("レイアウト", form.layout), ("諸元表", form.items)) if not v]
            if missing:
                message = (
                    f"{'と'.join(missing)}がありません。書くか、「データ要件で代替」に理由を書いてください。"
                )
                yield Draft(message, at(form), f"帳票{form.id}")


@rule("FM02", "諸元表の項番は重ならない", Severity.ERROR, Scope.BUSINESS, "R57（基本方針 5.1.1.3.3）")
def item_number_is_unique(business: Business) -> Iterator[Draft]:
    """諸元表の項番は、1つの帳票の中で一度だけ使う。レイアウトの番号が行を指すためである。

    悪い例: `項番: 3` の行が2つ
    良い例: 1から順に振る
    直し方: どちらかの項番を変える。
    """
    for form in business.forms:
        seen: set[int] = set()
        for item in form.items:
            if item.number in seen:
                message = f"項番 {item.number} が重複しています。別の番号にしてください。"
                yield Draft(message, at(item, "項番"), f"帳票{form.id}")
            seen.add(item.number)


@rule("FM03", "レイアウトの欄と諸元表が合う", Severity.ERROR, Scope.BUSINESS, "R58（基本方針 5.1.1.3.3）")
def layout_matches_items(business: Business) -> Iterator[Draft]:
    """レイアウトの欄は諸元表の行を指し、諸元表の全ての行はレイアウトに現れる。枠は用紙に収まる。

    悪い例: 諸元表に 1〜8 があり、レイアウトに項番 9 の枠がある
    良い例: 諸元表の行ごとに枠が1つ以上ある
    直し方: 枠か行を足すか、番号を直す。
    """
    for form in business.forms:
        if form.layout is None:
            continue
        subject = f"帳票{form.id}"
        numbers = {item.number for item in form.items}
        shown: set[int] = set()
        if isinstance(form.layout, AttachedLayout):
            for field in form.layout.fields:
                shown.add(field.item)
                if field.item not in numbers:
                    yield Draft(_no_row(field.item), at(field, "項番"), subject)
        else:
            yield from _drawn(form, form.layout, numbers, shown)
        for item in form.items:
            if item.number not in shown:
                message = f"項番 {item.number}「{item.name}」の欄がレイアウトにありません。足してください。"
                yield Draft(message, at(item, "項番"), subject)


def _drawn(form: Form, layout: DrawnLayout, numbers: set[int], shown: set[int]) -> Iterator[Draft]:
    width, height = PAPER_MM[layout.paper]
    if layout.orientation == "横":
        width, height = height, width
    page = f"{layout.paper}{layout.orientation}、{width}×{height}mm"
    subject = f"帳票{form.id}"
    for box in layout.boxes:
        if box.item is not None:
            shown.add(box.item)
            if box.item not in numbers:
                yield Draft(_no_row(box.item), at(box, "項番"), subject)
        if box.x + box.width > width or box.y + box.height > height:
            message = f"枠が用紙（{page}）からはみ出しています。位置か大きさを直してください。"
            yield Draft(message, at(box), subject)
    for line in layout.rules:
        if max(line.x1, line.x2) > width or max(line.y1, line.y2) > height:
            message = f"線が用紙（{page}）からはみ出しています。位置を直してください。"
            yield Draft(message, at(line), subject)


def _no_row(number: int) -> str:
    return f"項番 {number} は諸元表にありません。諸元表に行を足すか、番号を直してください。"


@rule("FM04", "職員向け帳票には理由がある", Severity.WARNING, Scope.BUSINESS, "R52（基本方針 5.1.1.3.3）")
def staff_form_has_reason(business: Business) -> Iterator[Draft]:
    """職員向けの紙の帳票は、画面やBIで足りない理由があるときだけ定める。

    悪い例: `対象: 職員向け` で「職員向けの理由」が無い
    良い例: 理由を書く
    直し方: 理由を書くか、帳票をやめて機能で表す。
    """
    for form in business.forms:
        if form.audience is Audience.STAFF and form.staff_reason is None:
            message = "職員向け帳票の理由がありません。「職員向けの理由」に書いてください。"
            yield Draft(message, at(form, "対象"), f"帳票{form.id}")


@rule("DT01", "桁数はデータ型に合う", Severity.ERROR, Scope.BUSINESS, "R60・D6")
def length_fits_type(business: Business) -> Iterator[Draft]:
    """小数（9V）の桁数は「整数部,小数部」、DATEは10、TIMEは8、それ以外は1つの整数で書く。

    桁数が無い文字・数値の項目は、移行先で切り捨てが起きる。

    悪い例: `データ型: 9V` で `桁数: 5`
    良い例: `データ型: 9V` で `桁数: "5,2"`
    直し方: データ型に合う桁数を書く。
    """
    fixed = {DataType.DATE: "10", DataType.TIME: "8", DataType.YEAR: "4"}
    for item in business.data_items:
        subject = f"データ{item.id}"
        where = at(item, "桁数" if item.length else "データ型")
        if item.length is None:
            if item.type not in (DataType.BLOB, *fixed):
                yield Draft(
                    f"データ型 {item.type} の項目に桁数がありません。書いてください。", where, subject
                )
        elif ("," in item.length) != (item.type is DataType.DECIMAL):
            form = "「整数部,小数部」の形" if item.type is DataType.DECIMAL else "1つの整数"
            yield Draft(
                f"データ型 {item.type} の桁数は{form}で書いてください（書かれている値: {item.length}）。",
                where,
                subject,
            )
        elif item.type in fixed and item.length != fixed[item.type]:
            message = (
                f"データ型 {item.type} の桁数は {fixed[item.type]} です（書かれている値: {item.length}）。"
            )
            yield Draft(message, where, subject)


@rule("DT02", "条件付き必須には条件がある", Severity.ERROR, Scope.BUSINESS, "D4（凡例 列項目説明）")
def condition_is_written(business: Business) -> Iterator[Draft]:
    """データ出力条件が「条件付き必須」なら、項目説明に「※※」で始まる条件を書く。逆も同じ。

    悪い例: `データ出力条件: 条件付き必須` で、項目説明に「※※」が無い
    良い例: 項目説明に「※※廃止した場合は出力必須」
    直し方: 条件を書くか、データ出力条件を直す。
    """
    for item in business.data_items:
        has = "※※" in (item.description or "")
        if has != (item.output is OutputCondition.CONDITIONAL):
            message = (
                "項目説明に「※※」で始まる条件がありますが、データ出力条件が「条件付き必須」ではありません。揃えてください。"
                if has
                else "データ出力条件が「条件付き必須」ですが、項目説明に「※※」で始まる条件がありません。書いてください。"
            )
            yield Draft(message, at(item, "項目説明" if has else "データ出力条件"), f"データ{item.id}")


@rule("DT03", "コード値は重ならない", Severity.ERROR, Scope.BUSINESS, "D3")
def code_value_is_unique(business: Business) -> Iterator[Draft]:
    """1つのコード一覧の中で、コード値は一度だけ使う。

    悪い例: コード値 `"1"` が2つ
    良い例: 値ごとに違うコード値
    直し方: どちらかを変える。
    """
    for codes in business.code_lists:
        counts = Counter(v.value for v in codes.values)
        seen: set[str] = set()
        for value in codes.values:
            if counts[value.value] > 1 and value.value in seen:
                message = f"コード値「{value.value}」が重複しています。どちらかを変えてください。"
                yield Draft(message, at(value, "コード値"), f"コード{codes.id}")
            seen.add(value.value)


@rule("DT04", "ローマ字はグループの中で一つ", Severity.ERROR, Scope.BUSINESS, "D7")
def romaji_is_unique(business: Business) -> Iterator[Draft]:
    """ローマ字はAPIのフィールド名になるので、1つのグループの中で重ならない。

    悪い例: 2つの項目に `ローマ字: shimei`
    良い例: `shimei` と `shimei_yomigana`
    直し方: どちらかを変える。
    """
    for group in business.data_groups:
        seen: dict[str, str] = {}
        for item in group.items:
            if item.romaji in seen:
                message = f"ローマ字「{item.romaji}」は データ{seen[item.romaji]} と同じです。どちらかを変えてください。"
                yield Draft(message, at(item, "ローマ字"), f"データ{item.id}")
            seen.setdefault(item.romaji, item.id)


@rule("IF01", "連携の相手が決まっている", Severity.ERROR, Scope.BUSINESS, "R62・R64（基本方針 4.1.2）")
def partner_is_named(business: Business) -> Iterator[Draft]:
    """連携の相手は、標準準拠システムと共通機能なら業務ID、それ以外なら名称で示す。

    悪い例: `相手: {種別: 標準準拠システム}`
    良い例: `相手: {種別: 標準準拠システム, 業務ID: "001"}`
    直し方: 業務ID又は名称を書く。
    """
    for linkage in business.linkages:
        partner = linkage.partner
        by_id = partner.kind in (PartnerKind.STANDARD, PartnerKind.COMMON)
        wanted, given = ("業務ID", partner.business) if by_id else ("名称", partner.name)
        if given is None:
            message = f"相手の種別が「{partner.kind}」のときは「{wanted}」を書いてください。"
            yield Draft(message, at(linkage, "相手"), f"連携{linkage.id}")


@rule("TR01", "ツリー図の末端は対象か対象外", Severity.ERROR, Scope.BUSINESS, "R2・R3・R4（基本方針 3.1(3)）")
def leaf_is_decided(business: Business) -> Iterator[Draft]:
    """ツリー図の末端は、対象（機能IDがある）か対象外（行う外部システム、又は「標準化対象外の事務」）のどちらかである。

    悪い例: 区分も機能も無い末端
    良い例: `区分: 対象` と `機能: ["0020001"]`
    直し方: 区分を書き、対象なら機能を、対象外なら「対象外の理由」を書く。
    """
    for top in business.tree:
        for node in top.walk():
            subject = f"ツリー「{node.name}」"
            if node.children:
                if node.scope or node.functions or node.outside:
                    message = "下位のある枠には区分、機能、対象外の理由を書けません。末端に書いてください。"
                    yield Draft(message, at(node), subject)
            elif node.scope is None:
                yield Draft("末端の区分（対象／対象外）がありません。書いてください。", at(node), subject)
            elif node.scope == "対象" and (node.outside or not node.functions):
                yield Draft("対象の末端には機能を書き、対象外の理由は書かないでください。", at(node), subject)
            elif node.scope == "対象外" and (node.functions or not node.outside):
                hint = f"外部システムの名称、又は「{OUTSIDE_SPELLINGS[0]}」"
                yield Draft(
                    "対象外の末端には対象外の理由を書き、機能は書かないでください。", at(node), subject, hint
                )


@rule("TR02", "機能はツリー図にある", Severity.WARNING, Scope.BUSINESS, "R8（基本方針 3.1）")
def function_is_in_tree(business: Business) -> Iterator[Draft]:
    """ツリー図のある業務では、全ての機能がいずれかの末端に現れる。

    悪い例: ツリー図のどこにも無い機能0020009
    良い例: 「証明書の交付」の末端に機能0020009を書く
    直し方: 当てはまる末端に機能IDを足す。
    """
    if not business.tree:
        return
    placed = {id for top in business.tree for node in top.walk() for id in node.functions}
    for function in business.functions:
        if function.id not in placed:
            message = f"機能{function.id}「{function.name}」がツリー図にありません。当てはまる末端に足してください。"
            yield Draft(message, at(function, "機能ID"), f"機能{function.id}")
