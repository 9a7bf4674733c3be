"""機能要件: headings and statements as plain dicts, and what follows from them for the data items."""

from collections.abc import Iterator
from itertools import count
from typing import Any

from .linkages import Link
from .plan import Share, even
from .topics import Procedure, Topic
from .words import chance, joined, registry, words

Plain = dict[str, Any]
BODIES = ("指定都市", "中核市", "一般市", "町村", "特別区")
"""団体区分 that every 業務 of the corpus distinguishes."""
RECORDING = ("登録", "修正", "取込", "期限", "一括", "判定", "計算")
"""動作 that put something in; the others show or hand out."""
MUST, OPTION, FORBIDDEN = "実装必須", "標準オプション", "実装不可"


def serials() -> Iterator[int]:
    """Serial numbers with the gaps that retired IDs leave."""
    return (n for n in count(1) if n % 41)


def topic_heading(
    share: Share,
    topic: Topic,
    groups: list[Plain],
    forms: list[tuple[str, str]],
    links: list[Link],
    ids: Iterator[int],
    seed: int,
) -> Plain:
    """A 大項目 with its 中項目 and statements. `forms` are IDs and names, dealt out in turn."""
    rng = chance(seed, share.id, topic.key, "functions")
    headings = []
    for n, procedure in enumerate(topic.procedures):
        own_forms = forms[n :: len(topic.procedures)]
        own_links = [x for x in links if x.procedure == n]
        kinds = _kinds(procedure, own_forms, own_links, rng)
        statements = [
            function(share, topic, procedure, kind, f"{share.id}{next(ids):04}", own_forms, own_links, rng)
            for kind in kinds
        ]
        headings.append({"キー": procedure.key, "題名": procedure.name, "機能": statements})
    heading = {
        "キー": topic.key,
        "題名": topic.title,
        "説明": f"{topic.subject}について、{joined([p.name for p in topic.procedures[:3]])}に関する機能を定める。",
        "見出し": headings,
    }
    _deal_items(heading, groups, rng)
    return heading


def _kinds(procedure: Procedure, forms: list[Any], links: list[Link], rng: Any) -> list[str]:
    """The kinds of statements a 中項目 has, in the order of the word list; each at most once."""
    directions = {x.plain["提供・照会"] for x in links}
    wanted = [k for k, on in (("登録", True), ("出力", forms), ("取込", "照会" in directions)) if on]
    wanted += ["提供"] if "提供" in directions else []
    order = list(words()["動作"])
    free = [k for k in order if k not in (*wanted, "出力", "取込", "提供", "自動")]
    wanted += ["自動"] if rng.random() < 0.3 and len(wanted) < procedure.statements else []
    wanted += rng.sample(free, max(0, min(len(free), procedure.statements - len(wanted))))
    wanted += ["自動"] if len(wanted) < procedure.statements and "自動" not in wanted else []
    assert len(wanted) == procedure.statements, f"{procedure.name}: {len(wanted)} 動作"
    return sorted(wanted, key=order.index)


def function(
    share: Share,
    topic: Topic,
    procedure: Procedure,
    kind: str,
    id: str,
    forms: list[tuple[str, str]],
    links: list[Link],
    rng: Any,
) -> Plain:
    """A statement. 機能要件 and データ項目 are filled in when the items have been dealt out."""
    class_ = FORBIDDEN if kind == "自動" else rng.choices([MUST, OPTION], [72, 28])[0]
    found: Plain = {
        "機能ID": id,
        "機能名称": procedure.name + words()["動作"][kind]["名"],
        "実装類型": class_,
        "機能要件": kind,
    }
    if class_ == MUST and rng.random() < 0.04:
        found["実装類型"] = {b: OPTION if b in ("町村", "特別区") else MUST for b in BODIES}
        class_ = OPTION
    if class_ != MUST or rng.random() < 0.05:
        found["考え方・理由"] = rng.choice(words()["考え方"][class_]).format(主=procedure.name)
    if rng.random() < 0.08:
        found["備考"] = rng.choice(words()["備考"])
    if class_ != FORBIDDEN and rng.random() < 0.08:
        found["適合基準日"] = rng.choice(["2028-04-01", "2029-04-01", "未定"])
    if kind == "期限" and rng.random() < 0.5:
        found["パラメータ"] = [
            {
                "名称": f"{procedure.name}の期限日数",
                "内容": "受け付けた日から期限までの日数。期限は、受け付けた日に期限日数を加えて計算する。",
                "データ型": "9",
                "桁数": "2",
                "Null可": False,
                "既定値": str(rng.choice([14, 30, 60])),
            }
        ]
    if kind == "出力" and forms:
        found["帳票"] = [i for i, _ in forms]
    direction = {"取込": "照会", "提供": "提供"}.get(kind)
    own = [x for x in links if x.plain["提供・照会"] == direction]
    if own:
        found["連携"] = [x.plain["連携ID"] for x in own]
    if own and "支援措置対象者" in procedure.name:
        found["横断的仕組み"] = [registry().mechanisms[2].name]
    found["."] = {"主": procedure.name, "帳": forms[0][1] if forms else "", "相": own[0].other if own else ""}
    return found


def _deal_items(heading: Plain, groups: list[Plain], rng: Any) -> None:
    """Every item of the 大項目 belongs to a statement; 実装類型 and 関連箇所 of the items follow from it."""
    statements = [f for h in heading["見出し"] for f in h["機能"]]
    keepers = [f for f in statements if f["実装類型"] != FORBIDDEN]
    items = [(i, g["グループ名称"].partition("（")[0]) for g in groups for i in g["データ項目"]]
    users: dict[str, list[Plain]] = {i["データ項目ID"]: [] for i, _ in items}
    start = 0
    for f, many in zip(keepers, even(len(items), len(keepers)), strict=True):
        own = items[start : start + many]
        start += many
        own += [x for x in rng.sample(items, rng.random() < 0.3) if x not in own]
        f["データ項目"] = sorted(i["データ項目ID"] for i, _ in own)
        for i, _ in own:
            users[i["データ項目ID"]].append(f)
        _fill(f, own, rng)
    for f in statements:
        if f not in keepers:
            _fill(f, rng.sample(items, 2), rng)
    for n, f in enumerate(statements):
        if "備考" in f:
            before = statements[n - 1]["機能ID"]
            f["備考"] = f["備考"].replace("{次}", f"機能{before}")
        if rng.random() < 0.05:
            f["参照"] = [f"機能{rng.choice(statements)['機能ID']}", f"見出し{heading['キー']}"]
    for i, _ in items:
        _follow(i, users[i["データ項目ID"]], rng)


def _fill(f: Plain, items: list[tuple[Plain, str]], rng: Any) -> None:
    """The sentences of a statement, in terms of its items."""
    names = list(dict.fromkeys(i["データ項目"] for i, _ in items))[:4]
    names = names or ["宛名番号"]
    kind, fields = f["機能要件"], f.pop(".")
    group = items[0][1] if items else "台帳"
    fields |= {
        "項": joined(names),
        "項一": names[0],
        "群": group,
        "数": str(rng.choice([3, 5, 7, 10, 14, 30])),
    }
    fields["条"] = rng.choice(words()["場合"]).format(**fields)
    first, *more = words()["動作"][kind]["文"]
    patterns = [rng.choice(first), *(rng.choice(choices) for choices in more if rng.random() < 0.3)]
    f["機能要件"] = "\n".join(p.format(**fields) for p in patterns)
    if "備考" in f:
        f["備考"] = f["備考"].format(次="{次}", 項一=names[0])
    for last in ("帳票", "データ項目", "連携", "横断的仕組み"):  # the order of the columns
        if last in f:
            f[last] = f.pop(last)


def _follow(i: Plain, users: list[Plain], rng: Any) -> None:
    """What a data item owes to the statements that use it (○ and 必須 where one of them is a must)."""
    must = any(MUST in (c.values() if isinstance(c := f["実装類型"], dict) else (c,)) for f in users)
    i["標準仕様書関連箇所"] = "\n".join(f["機能ID"] + f["機能名称"] for f in users[:2])
    if must:
        i["実装類型"] = "○"
        i["データ出力条件"] = "必須"
        if rng.random() < 0.12:
            i["データ出力条件"] = "条件付き必須"
            i["項目説明"] = f"※※{i['データ項目']}を記録した場合は出力必須"
    for last in ("項目定義", "項目説明", "標準仕様書関連箇所", "実装類型", "サンプル値", "備考"):
        if last in i:
            i[last] = i.pop(last)
