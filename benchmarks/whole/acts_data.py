"""Acts on データ要件: items, groups, code lists."""

from collections.abc import Callable
from functools import partial
from typing import Any

from ..revisions.edits import SUBSTANCE, WORDING, edited, kinds
from .edition import Edition, texts_edited
from .truth import Fact, Key, Plain


def _item(
    edition: Edition, fields: tuple[str, ...], fits: Callable[[Plain], bool] = lambda i: True
) -> Plain | None:
    for i, _ in edition.of("データ", fits):
        if edition.is_free(i, *fields):
            edition.touch(i, *fields)
            return i
    return None


def _changed(edition: Edition, field: str, change: Callable[[Edition, Any], Any], duty: bool | None) -> bool:
    """One field of one item, from one value to another."""
    for i, _ in edition.of("データ"):
        was = i.get(field)
        if edition.is_free(i, field) and (now := change(edition, was)) not in (None, was):
            edition.touch(i, field)
            if now == "":
                i.pop(field, None)
            else:
                i[field] = now
            edition.tell(field, "データ", i, field, duty)
            return True
    return False


def _length(edition: Edition, was: Any) -> Any:
    """Longer or shorter."""
    return max(1, was + edition.rng.choice([-2, -1, 1, 10, 20])) if isinstance(was, int) else None


def _repeat(edition: Edition, was: Any) -> Any:
    return edition.rng.choice([2, 5, 9, ""] if was else [2, 5, 9])


def _type(edition: Edition, was: Any) -> Any:
    return {"X": "Ｎ", "Ｎ": "X", "9": "S9"}.get(was)


def _must(edition: Edition, was: Any) -> Any:
    return "必須" if was != "必須" else None


def _eased(edition: Edition, was: Any) -> Any:
    return "任意" if was == "必須" else None


def _marked(edition: Edition, was: Any) -> Any:
    return None if was else "○"


def _renamed(edition: Edition, was: Any) -> Any:
    return f"{was}（改）"


def _text(edition: Edition, group: str, field: str) -> bool:
    for kind in edition.rng.sample(kinds(group), len(kinds(group))):
        for i, _ in edition.of("データ", lambda i: field in i)[:100]:
            if edition.is_free(i, field) and (edits := edited(i[field], kind, edition.rng)):
                edition.touch(i, field)
                texts = i[field], texts_edited(i[field], edits)
                i[field] = texts[1]
                is_wording = group == WORDING
                edition.tell(kind.name, "データ", i, field, False, is_wording=is_wording, texts=texts)
                return True
    return False


def _insert(edition: Edition, is_must: bool) -> bool:
    """With ○ it is one an existing 実装必須 has to hand out; without, the issue says nothing of it."""
    model, row_list = edition.rng.choice(edition.of("データ"))
    new = {
        "データ項目ID": edition.new_id("データ"),
        "データ項目": f"{model['データ項目']}の{edition.rng.choice(['変更前の値', '確認年月日', '取得方法'])}",
        "ローマ字": f"new_{edition.serials['データ']}",
        "データ型": "X",
        "桁数": edition.rng.choice([8, 12, 99]),
        "データ出力条件": "必須" if is_must else "任意",
    } | ({"実装類型": "○"} if is_must else {})
    row_list.insert(row_list.index(model) + 1, new)
    edition.touch(new, "*")
    key = Key("データ", (), (str(new["データ項目ID"]),), None)
    edition.tell_as(Fact(key, "項目の追加", True if is_must else None))
    return True


def _delete(edition: Edition) -> bool:
    for i, row_list in edition.of("データ"):
        if len(row_list) > 3 and edition.is_free(i, "*", "桁数", "データ型", "項目定義", "順序"):
            edition.touch(i, "*")
            row_list.remove(i)
            edition.tell_as(Fact(Key("データ", (i["データ項目ID"],), (), None), "項目の削除", None))
            return True
    return False


def _renumber(edition: Edition, is_declared: bool) -> bool:
    i = _item(edition, ("*", "データ項目ID", "順序"))
    if i is None:
        return False
    old = i["データ項目ID"]
    edition.renumber("データ", i, edition.new_id("データ"))
    if is_declared:
        i["置換元"] = [old]
    edition.tell("項目の付け替え", "データ", i, "データ項目ID", None)
    return True


def _moved(edition: Edition) -> bool:
    for i, row_list in edition.of("データ"):
        if len(row_list) > 3 and edition.is_free(i, "*", "順序"):
            edition.touch(i, "*", "順序")
            lists = [x for _, x in edition.of("データ") if x is not row_list]
            row_list.remove(i)
            edition.rng.choice(lists).append(i)
            edition.tell("別のグループへ", "データ", i, "グループ", None)
            return True
    return False


def _reordered(edition: Edition) -> bool:
    for i, row_list in edition.of("データ"):
        if len(row_list) >= 7 and all(edition.is_free(x, "順序") for x in row_list):
            at = row_list.index(i)
            places = [p for p in range(len(row_list)) if abs(p - at) >= 3]
            for x in row_list:
                edition.touch(x, "順序")
            row_list.insert(edition.rng.choice(places), row_list.pop(at))
            edition.tell("項目の並び順", "データ", i, "順序", False)
            return True
    return False


def _group_text(edition: Edition) -> bool:
    for g, _ in edition.of("グループ", lambda g: "説明" in g):
        if edition.is_free(g, "説明"):
            edition.touch(g, "説明")
            g["説明"] += "取り消した記録を含む。"
            edition.tell("グループの説明", "グループ", g, "説明", False)
            return True
    return False


def _value(edition: Edition, act: str) -> bool:
    """「code value added or removed」."""
    for codes, _ in edition.of("コード", lambda c: len(c["値"]) > 2):
        values = codes["値"]
        if not edition.is_free(codes, "値"):
            continue
        edition.touch(codes, "値")
        at = edition.rng.randrange(len(values))
        if act == "加わる":
            values.insert(at, {"コード値": "97", "内容": "職権による処理"})
            edition.tell("コード値の追加", "コード値", codes, None, True, part=("", "97"))
        elif act == "無くなる":
            gone = str(values.pop(at)["コード値"])
            edition.tell("コード値の削除", "コード値", codes, None, True, part=(gone, ""))
        else:
            value = str(values[at]["コード値"])
            values[at]["内容"] += "（再交付を含む。）"
            edition.tell("コード値の内容", "コード値", codes, "内容", None, part=(value, value))
        return True
    return False


def _codes_gone(edition: Edition) -> bool:
    """A list that is gone takes its values along."""
    for codes, row_list in edition.of("コード"):
        if edition.is_free(codes, "*", "値"):
            edition.touch(codes, "*", "値")
            row_list.remove(codes)
            edition.tell_as(Fact(Key("コード", (codes["コードID"],), (), None), "コード一覧の削除", True))
            return True
    return False


ACTS = {
    "項目の付け替え（記載あり）": (10, partial(_renumber, is_declared=True)),
    "項目の付け替え（記載なし）": (10, partial(_renumber, is_declared=False)),
    "項目の削除": (15, _delete),
    "別のグループへ": (5, _moved),
    "項目の並び順": (5, _reordered),
    "桁数": (25, partial(_changed, field="桁数", change=_length, duty=True)),
    "繰り返し": (15, partial(_changed, field="繰り返し", change=_repeat, duty=True)),
    "データ型": (10, partial(_changed, field="データ型", change=_type, duty=True)),
    "出力の必須化": (15, partial(_changed, field="データ出力条件", change=_must, duty=True)),
    "出力の必須の取りやめ": (8, partial(_changed, field="データ出力条件", change=_eased, duty=False)),
    "実装類型の○": (8, partial(_changed, field="実装類型", change=_marked, duty=True)),
    "項目の名称": (8, partial(_changed, field="データ項目", change=_renamed, duty=False)),
    "項目定義の実質": (20, partial(_text, group=SUBSTANCE, field="項目定義")),
    "項目定義の字句": (20, partial(_text, group=WORDING, field="項目定義")),
    "項目説明の実質": (10, partial(_text, group=SUBSTANCE, field="項目説明")),
    "項目の追加（○）": (12, partial(_insert, is_must=True)),
    "項目の追加": (8, partial(_insert, is_must=False)),
    "グループの説明": (5, _group_text),
    "コード値が加わる": (8, partial(_value, act="加わる")),
    "コード値が無くなる": (8, partial(_value, act="無くなる")),
    "コード値の内容": (5, partial(_value, act="変わる")),
    "コード一覧の削除": (1, _codes_gone),
}
