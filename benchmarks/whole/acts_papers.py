"""Acts on 帳票要件 and 連携要件: what leaves the system."""

from functools import partial

from ..revisions.edits import WORDING, edited, kinds
from .edition import Edition, texts_edited
from .truth import OPTION, Fact, Key, Plain

RESIDENTS = "住民向け"


def _form(edition: Edition, *fields: str, drawn: bool = False) -> Plain | None:
    for form, _ in edition.of("帳票"):
        is_fit = not drawn or form.get("レイアウト", {}).get("種類") == "描画"
        if is_fit and len(form["諸元表"]) > 6 and edition.is_free(form, *fields):
            edition.touch(form, *fields)
            return form
    return None


def _is_duty(form: Plain) -> bool:
    """「住民向け帳票 field or layout changed」."""
    return bool(form["対象"] == RESIDENTS)


def _row(edition: Edition, form: Plain) -> Plain | None:
    rows = [r for r in form["諸元表"] if edition.is_free(r, "*") and "データ項目ID" in r]
    if not rows:
        return None
    row: Plain = edition.rng.choice(rows)
    edition.touch(row, "*")
    return row


def _field(edition: Edition, act: str) -> bool:
    """A row of the 諸元表 changed, new or gone; what is laid out keeps its numbers."""
    form = _form(edition)
    row = form and _row(edition, form)
    if not form or not row:
        return False
    edition.touch(form, "諸元表")
    name = str(row["印字項目"])
    if act == "加わる":
        new = {
            "項番": len(form["諸元表"]) + 1,
            "印字項目": f"発行の理由{len(form['諸元表'])}",
            "固定文言": "交付",
        }
        form["諸元表"].append(new)
        edition.touch(new, "*")
        part = ("", str(new["印字項目"]))
        edition.tell("印字項目の追加", "印字項目", form, None, _is_duty(form), part=part)
        return True
    if act == "無くなる":
        if "レイアウト" in form:
            return _field(edition, act)
        form["諸元表"].remove(row)
        edition.tell("印字項目の削除", "印字項目", form, None, _is_duty(form), part=(name, ""))
        return True
    if act == "桁数":
        row["桁数"] = int(row.get("桁数", 10)) + 3
    elif act == "編集条件":
        row["編集条件"] = row.get("編集条件", "") + "値が無いときは、空欄とする。"
    else:
        row["必須・オプション"] = "必須" if row.get("必須・オプション") == "オプション" else "オプション"
    edition.tell(f"印字項目の{act}", "印字項目", form, act, _is_duty(form), part=(name, name))
    return True


def _layout(edition: Edition) -> bool:
    form = _form(edition, "レイアウト", drawn=True)
    if form:
        box = edition.rng.choice(form["レイアウト"]["枠"])
        box["幅"] += 5
        edition.tell("レイアウト", "帳票", form, "レイアウト", _is_duty(form))
    return bool(form)


def _purpose(edition: Edition, group: str) -> bool:
    form = _form(edition, "用途")
    if form is None:
        return False
    was = form["用途"]
    new = f"{was}控えを団体が保存する。"
    if group == WORDING:
        found = [e for k in kinds(WORDING) if (e := edited(was, k, edition.rng))]
        new = texts_edited(was, edition.rng.choice(found))
    form["用途"] = new
    edition.tell("用途", "帳票", form, "用途", False, is_wording=group == WORDING, texts=(was, new))
    return True


def _form_insert(edition: Edition) -> bool:
    model, row_list = edition.rng.choice(edition.of("帳票"))
    new = {
        "帳票ID": edition.new_id("帳票"),
        "帳票名称": f"{model['帳票名称']}の別紙",
        "対象": RESIDENTS,
        "実装類型": OPTION,
        "用途": "書ききれない内容を記す。",
        "諸元表": [{"項番": 1, "印字項目": "別紙の表題", "固定文言": "別紙"}],
        "データ要件で代替": "様式を団体が定めるため、データ要件をもってレイアウトに代える。",
    }
    row_list.insert(row_list.index(model) + 1, new)
    edition.touch(new, "*")
    edition.tell_as(Fact(Key("帳票", (), (new["帳票ID"],), None), "帳票の追加", None))
    return True


def _form_delete(edition: Edition) -> bool:
    for form, row_list in edition.of("帳票"):
        untouched = all(edition.is_free(r, "*") for r in form["諸元表"])
        if (
            len(row_list) > 2
            and untouched
            and edition.is_free(form, "用途", "レイアウト", "帳票ID", "諸元表")
        ):
            edition.touch(form, "*", "用途", "レイアウト")
            row_list.remove(form)
            edition.tell_as(Fact(Key("帳票", (form["帳票ID"],), (), None), "帳票の削除", None))
            return True
    return False


def _form_renumber(edition: Edition) -> bool:
    form = _form(edition, "帳票ID")
    if form:
        old = form["帳票ID"]
        edition.renumber("帳票", form, edition.new_id("帳票"))
        form["置換元"] = [old]
        edition.tell("帳票の付け替え", "帳票", form, "帳票ID", False)
    return bool(form)


def _linkage(edition: Edition, act: str) -> bool:
    """「連携 item, 方式 or 頻度 changed」."""
    items = [str(i["データ項目ID"]) for i, _ in edition.of("データ")]
    field = {"項目が加わる": "データ項目", "項目が外れる": "データ項目"}.get(act, act)
    for row, _ in edition.of("連携"):
        if not edition.is_free(row, field) or len(row["データ項目"]) < 3:
            continue
        edition.touch(row, field)
        if act == "項目が加わる":
            row["データ項目"].append(next(i for i in items if i not in row["データ項目"]))
        elif act == "項目が外れる":
            row["データ項目"].pop()
        elif act == "方式":
            row["方式"] = "ファイル" if row["方式"] == "REST API" else "REST API"
        elif act == "頻度":
            row["頻度"] = "週次（毎週月曜日）" if row["頻度"] == "随時" else "随時"
        else:
            row["場合"] = f"{row['場合']}（職権で処理したときを含む。）"
        edition.tell(f"連携の{act}", "連携", row, field, act != "場合")
        return True
    return False


def _linkage_row(edition: Edition, is_new: bool) -> bool:
    row, row_list = next(
        (r, x) for r, x in edition.of("連携") if edition.is_free(r, "*", "データ項目", "方式", "頻度", "場合")
    )
    if is_new:
        new = {k: v for k, v in row.items() if k not in ("対になる連携", "記録先", "備考")}
        new |= {
            "連携ID": edition.new_id("連携"),
            "連携名称": f"{row['連携名称']}（照合用）",
            "提供・照会": "提供",
        }
        new |= {"場合": "月に1度、双方の記録を照合するとき", "データ項目": row["データ項目"][:2]}
        row_list.append(new)
        edition.touch(new, "*")
        edition.tell_as(Fact(Key("連携", (), (new["連携ID"],), None), "連携の追加", None))
    else:
        edition.touch(row, "*")
        row_list.remove(row)
        edition.tell_as(Fact(Key("連携", (row["連携ID"],), (), None), "連携の削除", None))
    return True


ACTS = {
    "帳票の付け替え": (3, _form_renumber),
    "印字項目が加わる": (10, partial(_field, act="加わる")),
    "印字項目が無くなる": (8, partial(_field, act="無くなる")),
    "印字項目の桁数": (8, partial(_field, act="桁数")),
    "印字項目の編集条件": (8, partial(_field, act="編集条件")),
    "印字項目の必須": (8, partial(_field, act="必須・オプション")),
    "レイアウト": (4, _layout),
    "用途の実質": (4, partial(_purpose, group="実質")),
    "用途の字句": (4, partial(_purpose, group=WORDING)),
    "帳票の追加": (3, _form_insert),
    "帳票の削除": (3, _form_delete),
    "連携の項目が加わる": (8, partial(_linkage, act="項目が加わる")),
    "連携の項目が外れる": (8, partial(_linkage, act="項目が外れる")),
    "連携の方式": (8, partial(_linkage, act="方式")),
    "連携の頻度": (8, partial(_linkage, act="頻度")),
    "連携の場合": (5, partial(_linkage, act="場合")),
    "連携の追加": (4, partial(_linkage_row, is_new=True)),
    "連携の削除": (4, partial(_linkage_row, is_new=False)),
}
