"""Acts on 機能要件."""

import copy
from collections.abc import Callable
from functools import partial

from ..revisions.edits import SUBSTANCE, WORDING, Kind, edited, kinds
from .edition import Edition, texts_edited
from .truth import FORBIDDEN, MUST, OPTION, Fact, Key, Plain, is_duty_for_class, is_must

_WHOLE = ("*", "機能要件", "実装類型", "機能名称", "適合基準日", "データ項目", "順序", "備考", "考え方・理由")


def _whole(
    edition: Edition, fits: Callable[[Plain], bool] = lambda f: True
) -> tuple[Plain, list[Plain]] | None:
    """A statement nothing was done to, and nothing more will be."""
    for f, row_list in edition.of("機能"):
        if len(row_list) > 3 and edition.is_free(f, *_WHOLE) and fits(f):
            edition.touch(f, *_WHOLE)
            return f, row_list
    return None


def _insert(edition: Edition, class_: str) -> bool:
    """A new statement, every second time beside one it differs from in a few words."""
    f, row_list = edition.rng.choice(edition.of("機能"))
    new: Plain = {
        "機能ID": edition.new_id("機能"),
        "機能名称": f"{f['機能名称']}（{edition.rng.choice(['職権', '一括', '代理人', '外国人住民', '法人'])}）",
        "実装類型": class_,
        "機能要件": f["機能要件"],
    }
    if edition.rng.random() < 0.5:
        for kind in edition.rng.sample(kinds(SUBSTANCE), 3):
            new["機能要件"] = texts_edited(new["機能要件"], edited(new["機能要件"], kind, edition.rng)[:1])
    else:
        new["機能要件"] = (
            f"{f['機能名称']}に当たり、{edition.rng.choice(['電子申請', '窓口', '郵送'])}で届いた"
            f"{edition.rng.choice(['添付書類', '委任状', '本人確認書類'])}を画像で保存し、受付番号から呼び出せること。"
        )
    row_list.insert(row_list.index(f) + 1, new)
    edition.touch(new, *_WHOLE)
    edition.tell_as(Fact(Key("機能", (), (new["機能ID"],), None), f"追加（{class_}）", class_ != OPTION))
    return True


def _delete(edition: Edition) -> bool:
    """「a function removed (white list)」, of whatever class."""
    found = _whole(edition)
    if found:
        f, row_list = found
        row_list.remove(f)
        edition.tell_as(Fact(Key("機能", (f["機能ID"],), (), None), "削除", True))
    return bool(found)


def _class(edition: Edition) -> bool:
    """For all bodies, or for one of them."""
    for f, _ in edition.of("機能"):
        if not edition.is_free(f, "実装類型", "機能要件", "データ項目"):
            continue
        edition.touch(f, "実装類型", "機能要件", "データ項目")
        now = f["実装類型"]
        if isinstance(now, dict):
            body = edition.rng.choice(list(now))
            wanted = edition.rng.choice([c for c in (MUST, OPTION, FORBIDDEN) if c != now[body]])
            duty = is_duty_for_class(now[body], wanted)
            f["実装類型"] = now | {body: wanted}
        else:
            wanted = edition.rng.choice([c for c in (MUST, OPTION, FORBIDDEN) if c != now])
            duty = is_duty_for_class(now, wanted)
            f["実装類型"] = wanted
        edition.tell("実装類型", "機能", f, "実装類型", duty)
        return True
    return False


def _date(edition: Edition) -> bool:
    """Against what holds: the day of the statement, else that of the document."""
    for f, _ in edition.of("機能"):
        if edition.is_free(f, "適合基準日"):
            edition.touch(f, "適合基準日")
            was = f.get("適合基準日", "2028-04-01")
            now = edition.rng.choice(
                [d for d in ("2027-04-01", "2028-10-01", "2030-04-01", "未定") if d != was]
            )
            f["適合基準日"] = now
            days = was[0].isdigit(), now[0].isdigit()
            duty = now < was if all(days) else None if days[1] else False
            edition.tell("適合基準日", "機能", f, "適合基準日", duty)
            return True
    return False


def _text(edition: Edition, group: str, file: str, field: str = "機能要件", adds: bool | None = None) -> bool:
    wanted = [k for k in kinds(group, file) if adds is None or k.adds == adds]
    for kind in edition.rng.sample(wanted, len(wanted)):
        for f, _ in edition.of("機能", lambda f: field in f)[:200]:
            if edition.is_free(f, field) and (edits := edited(f[field], kind, edition.rng)):
                new = texts_edited(f[field], edits)
                edition.touch(f, field)
                edition.touch(f, "実装類型")
                texts = f[field], new
                f[field] = new
                duty = _duty_of_text(kind, group, field, f)
                edition.tell(f"{kind.name}", "機能", f, field, duty, is_wording=group == WORDING, texts=texts)
                return True
    return False


def _duty_of_text(kind: Kind, group: str, field: str, f: Plain) -> bool | None:
    """「a sentence, list item … added inside an existing 実装必須」; of other words the issue says nothing."""
    if group == WORDING or field != "機能要件" or f["実装類型"] == OPTION:
        return False
    return True if kind.adds and is_must(f) else None


def _renamed(edition: Edition) -> bool:
    for f, _ in edition.of("機能"):
        if edition.is_free(f, "機能名称"):
            edition.touch(f, "機能名称")
            f["機能名称"] = f["機能名称"].replace("の管理", "管理") + "機能"
            edition.tell("名称", "機能", f, "機能名称", False)
            return True
    return False


def _item(edition: Edition, joins: bool) -> bool:
    """「a … data item added inside an existing 実装必須」."""
    items = [str(i["データ項目ID"]) for i, _ in edition.of("データ")]
    for f, _ in edition.of("機能", lambda f: len(f.get("データ項目", ())) > 2):
        if edition.is_free(f, "データ項目"):
            edition.touch(f, "データ項目")
            edition.touch(f, "実装類型")
            if joins:
                f["データ項目"].append(next(i for i in items if i not in f["データ項目"]))
            else:
                f["データ項目"].pop(edition.rng.randrange(len(f["データ項目"])))
            edition.tell("データ項目", "機能", f, "データ項目", joins and is_must(f))
            return True
    return False


def _renumber(edition: Edition, is_declared: bool) -> bool:
    for f, _ in edition.of("機能"):
        if edition.is_free(f, "*") and edition.is_free(f, "機能ID"):
            edition.touch(f, "*", "機能ID", "機能要件", "機能名称", "順序")
            old = f["機能ID"]
            edition.renumber("機能", f, edition.new_id("機能"))
            if is_declared:
                f["置換元"] = [old]
            edition.tell("付け替え", "機能", f, "機能ID", False)
            return True
    return False


def _split(edition: Edition) -> bool:
    """The last sentence becomes a row of its own, and somebody says so."""
    found = _whole(edition, lambda f: "\n" in f["機能要件"] and "\n・" not in f["機能要件"])
    if not found:
        return False
    f, row_list = found
    f["機能要件"], tail = f["機能要件"].rsplit("\n", 1)
    new = {
        "機能ID": edition.new_id("機能"),
        "機能名称": f"{f['機能名称']}（続き）",
        "実装類型": copy.deepcopy(f["実装類型"]),
        "機能要件": tail,
        "置換元": [f["機能ID"]],
    }
    row_list.insert(row_list.index(f) + 1, new)
    edition.touch(new, *_WHOLE)
    edition.tell_as(Fact(Key("機能", (f["機能ID"],), (f["機能ID"], new["機能ID"]), "機能ID"), "分割", False))
    return True


def _merged(edition: Edition) -> bool:
    """A row takes in the one after it, which is said to be replaced by it."""
    for f, row_list in edition.of("機能"):
        at = row_list.index(f)
        gone = row_list[at + 1] if at + 1 < len(row_list) and len(row_list) > 4 else None
        if (
            gone
            and "パラメータ" not in gone
            and all(edition.is_free(x, *_WHOLE) for x in (f, gone))
            and gone["実装類型"] == f["実装類型"]
        ):
            edition.touch(f, *_WHOLE)
            edition.touch(gone, *_WHOLE)
            row_list.remove(gone)
            f["機能要件"] += "\n" + gone["機能要件"]
            f["置換元"] = [gone["機能ID"]]
            lists = {
                w: list(dict.fromkeys((*f.get(w, ()), *gone.get(w, ()))))
                for w in ("帳票", "データ項目", "連携", "参照")
            }
            f.update({w: v for w, v in lists.items() if v})
            key = Key("機能", (f["機能ID"], gone["機能ID"]), (f["機能ID"],), "機能ID")
            edition.tell_as(Fact(key, "統合", False))
            for field in ("備考", "考え方・理由", "適合基準日"):
                edition.tell_as(Fact(key._replace(field=field), "統合に伴う", None, None))
            return True
    return False


def _moved(edition: Edition) -> bool:
    """Below another heading."""
    found = _whole(edition)
    if not found:
        return False
    f, row_list = found
    headings = [h for h, _ in edition.statements() if h["機能"] is not row_list]
    row_list.remove(f)
    target = edition.rng.choice(headings)["機能"]
    target.insert(edition.rng.randint(0, len(target)), f)
    edition.tell("移動", "機能", f, "見出し", False)
    return True


def _reordered(edition: Edition) -> bool:
    """To another place below the same heading; once a heading, so that it is clear which row moved."""
    for f, row_list in edition.of("機能"):
        if len(row_list) >= 6 and all(edition.is_free(x, "順序") for x in row_list):
            at = row_list.index(f)
            places = [p for p in range(len(row_list)) if abs(p - at) >= 3]
            if places:
                for x in row_list:
                    edition.touch(x, "順序")
                row_list.insert(edition.rng.choice(places), row_list.pop(at))
                edition.tell("並び順", "機能", f, "順序", False)
                return True
    return False


ACTS = {
    "機能の付け替え（記載あり）": (20, partial(_renumber, is_declared=True)),
    "機能の付け替え（記載なし）": (20, partial(_renumber, is_declared=False)),
    "機能の削除": (25, _delete),
    "機能の分割": (6, _split),
    "機能の統合": (6, _merged),
    "機能の移動": (10, _moved),
    "機能の並び順": (5, _reordered),
    "実装類型": (25, _class),
    "適合基準日": (20, _date),
    "機能要件の追加": (30, partial(_text, group=SUBSTANCE, file="edits.yaml", adds=True)),
    "機能要件の追加（別）": (30, partial(_text, group=SUBSTANCE, file="hostile.yaml", adds=True)),
    "機能要件の実質": (40, partial(_text, group=SUBSTANCE, file="edits.yaml")),
    "機能要件の実質（別）": (40, partial(_text, group=SUBSTANCE, file="hostile.yaml")),
    "機能要件の字句": (50, partial(_text, group=WORDING, file="edits.yaml")),
    "機能要件の字句（別）": (30, partial(_text, group=WORDING, file="hostile.yaml")),
    "備考の実質": (5, partial(_text, group=SUBSTANCE, file="edits.yaml", field="備考")),
    "理由の字句": (5, partial(_text, group=WORDING, file="edits.yaml", field="考え方・理由")),
    "機能の名称": (15, _renamed),
    "データ項目が加わる": (15, partial(_item, joins=True)),
    "データ項目が外れる": (10, partial(_item, joins=False)),
    "実装必須の追加": (15, partial(_insert, class_=MUST)),
    "標準オプションの追加": (10, partial(_insert, class_=OPTION)),
    "実装不可の追加": (5, partial(_insert, class_=FORBIDDEN)),
}
