"""データ要件: groups, items and code lists as plain dicts."""

from typing import Any

from .plan import Share, even
from .topics import Topic
from .words import chance, words

Plain = dict[str, Any]
DATA_LENGTH = {"DATE": 10, "TIME": 8, "YEAR": 4}
"""Characters of the types whose length the legend fixes."""
ADDRESSEE = ["宛名番号", "atena_bango"]


def groups(share: Share, topic: Topic, first_item: int, first_group: int, seed: int) -> list[Plain]:
    """The groups of a 大項目: a key of its own, the number of the person, and what else is recorded.

    Which functions use an item, and what follows from that, is added by `functions`.
    """
    found: list[Plain] = []
    serial = first_item
    for n, ((record, romaji), many) in enumerate(
        zip(topic.records.items(), even(topic.items, len(topic.records)), strict=True)
    ):
        group: Plain = {
            "グループID": f"{share.id}{first_group + n:03}",
            "グループ名称": f"{topic.subject}{record}（{topic.stage}）",
            "説明": f"{topic.subject}の{record}に係る情報。{record}番号ごとに1件を記録する。",
            "データ項目": [],
        }
        rng = chance(seed, share.id, topic.key, "data", n)
        for attribute in _attributes(rng, many):
            group["データ項目"].append(item(share, record, romaji, attribute, serial, rng))
            serial += 1
        found.append(group)
    return found


def _attributes(rng: Any, many: int) -> list[str]:
    """Its own number and the person's come first; the others keep the order of the word list."""
    rest = [a for a in words()["属性"] if a != "番号"]
    chosen = set(rng.sample(rest, many - 2))
    return ["番号", "宛名番号", *(a for a in rest if a in chosen)]


def item(share: Share, record: str, romaji: str, attribute: str, serial: int, rng: Any) -> Plain:
    """A データ項目. Its type and length follow from the attribute alone, in every 業務."""
    person = attribute == "宛名番号"
    word, type_, length, sample, meaning = words()["属性"]["番号" if person else attribute]
    name, field = ADDRESSEE if person else (f"{record}{attribute}", f"{romaji}_{word}")
    found: Plain = {"データ項目ID": f"{share.id}{serial:05}", "データ項目": name, "ローマ字": field}
    if attribute == "番号":
        found["主キー"] = "○"
    if person:
        found["外部キー"] = "○"
    if rng.random() < 0.06:
        found["クラス分類"] = {"LV1": "個人" if person else "事務", "LV2": record}
    found["データ型"] = type_
    if type_ != "BLOB":
        found["桁数"] = str(DATA_LENGTH[type_]) if type_ in DATA_LENGTH else length
        found["桁数"] = int(found["桁数"]) if found["桁数"].isdigit() else found["桁数"]
    if attribute in words()["コード"]:
        found["コード"] = code_ids(share)[code_name(record, attribute)]
    if rng.random() < 0.04:
        found["繰り返し"] = rng.choice([2, 3, 10, 999])
    found["データ出力条件"] = "任意"
    if person or rng.random() < 0.8:
        found["項目定義"] = "個人ごとに付番された番号" if person else f"{record}{meaning}"
    if rng.random() < 0.1:
        found["項目説明"] = rng.choice(
            [
                f"{record}を取り消した場合は、取り消す前の値を残す。",
                "値が無いときは、空の文字列を出力する。",
                f"{name}の値は、職員が入力するか、処理の結果から記録する。",
                "改行を含まない。",
            ]
        )
    if sample and rng.random() < 0.15:
        found["サンプル値"] = sample
    if rng.random() < 0.02:
        found["備考"] = "第1.1版で桁数を見直した（架空）。"
    return found


def code_name(record: str, attribute: str) -> str:
    """コード名 of an item: of its own record, or one for all."""
    return f"{record}{attribute}" if words()["コード"][attribute]["個別"] else attribute


def code_ids(share: Share) -> dict[str, str]:
    """コードID by コード名: the same in every 業務, since all share the stages."""
    records = [r for stage in words()["段階"].values() for r in stage["記録"]]
    names = dict.fromkeys(code_name(r, a) for a in words()["コード"] for r in records)
    return {name: f"{n:03}" for n, name in enumerate(names, 1)}


def code_lists(share: Share, used: set[str]) -> list[Plain]:
    """The コード一覧 that items of the 業務 name."""
    found = []
    attributes = words()["コード"]
    for name, id in code_ids(share).items():
        if id not in used:
            continue
        attribute = next(a for a in sorted(attributes, key=len, reverse=True) if name.endswith(a))
        values = [{"コード値": v, "内容": m} for v, m in attributes[attribute]["値"].items()]
        found.append({"コードID": id, "コード名": name, "種別": "個別", "値": values})
    return found
