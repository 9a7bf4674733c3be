"""連携要件: what 業務 hand to each other, each told on both sides; and what goes to other systems."""

from typing import Any, NamedTuple

from .plan import Share
from .topics import Procedure, Topic
from .words import chance, registry, words

Plain = dict[str, Any]
PAIRED = 0.8
"""Share of linkages that have the other side in another 業務 of the corpus."""


class Link(NamedTuple):
    """A 連携 with the place whose function carries it out, and the file it is written in."""

    plain: Plain
    topic: int
    procedure: int
    file: str
    other: str
    """The other party as a text calls it."""


class Field(NamedTuple):
    """Where linkages grow: a 業務 with its 大項目 and groups."""

    share: Share
    topics: tuple[Topic, ...]
    groups: tuple[list[Plain], ...]


def linkages(fields: dict[str, Field], seed: int) -> dict[str, list[Link]]:
    """All linkages by 業務ID: each 業務 has as many as its share says."""
    found: dict[str, list[Link]] = {id: [] for id in fields}
    for id, other in _ends(fields, seed):
        if other is None:
            _outside(fields[id], found, seed)
        else:
            _pair(fields[id], fields[other], found, seed)
    return found


def _ends(fields: dict[str, Field], seed: int) -> list[tuple[str, str | None]]:
    """Who is linked with whom: the ends are shuffled and joined two by two, the rest leads outside."""
    rng = chance(seed, "ends")
    ends = [id for id, field in fields.items() for _ in range(int(field.share.linkages * PAIRED))]
    rng.shuffle(ends)
    found: list[tuple[str, str | None]] = []
    for one, other in zip(ends[::2], ends[1::2], strict=False):
        found += [(one, other)] if one != other else [(one, None), (other, None)]
    told = [id for pair in found for id in pair if id]
    for id, field in fields.items():
        found += [(id, None)] * (field.share.linkages - told.count(id))
    return found


def _pair(giver: Field, taker: Field, found: dict[str, list[Link]], seed: int) -> None:
    """提供 here and 照会 there, with the same items of the giver, method and frequency."""
    rng = chance(seed, *(x for own in (giver, taker) for x in (own.share.id, len(found[own.share.id]))))
    topic, procedure = _place(giver, rng)
    asks, asking = _place(taker, rng)
    group = rng.choice(giver.groups[topic])
    thing = group["グループ名称"].partition("（")[0]
    common = _method(rng) | {"データ項目": _items(group, rng)}
    giving = _procedure(giver, topic, procedure)
    use = _procedure(taker, asks, asking)
    sides = (
        ("提供", giver, taker, topic, procedure, f"{giving.name}を処理したとき"),
        ("照会", taker, giver, asks, asking, f"{use.name}に当たり、{thing}を確かめるとき"),
    )
    ids = [_next_id(own.share, found[own.share.id], direction) for direction, own, *_ in sides]
    for (direction, own, other, at, step, occasion), counterpart in zip(sides, reversed(ids), strict=True):
        links = found[own.share.id]
        rest = common | {"対になる連携": counterpart}
        if direction == "照会":
            rest |= _recorded(common["データ項目"], group, own.groups[at])
        partner = {"種別": "標準準拠システム", "業務ID": other.share.id}
        plain = linkage(own.share, links, direction, f"{thing}の情報の{direction}", occasion, partner, rest)
        file = f"連携/{other.share.id}-{other.share.name}.yaml"
        links.append(Link(plain, at, step, file, other.share.system))


def _outside(field: Field, found: dict[str, list[Link]], seed: int) -> None:
    """To or from a 共通機能 or a system outside the standard; items are those of this 業務."""
    links = found[field.share.id]
    rng = chance(seed, field.share.id, "outside", len(links))
    topic, procedure = _place(field, rng)
    group = rng.choice(field.groups[topic])
    thing = group["グループ名称"].partition("（")[0]
    name = _procedure(field, topic, procedure).name
    more: Plain = {"備考": "項目は、この業務のデータ項目で示す。"}
    if rng.random() < 0.5:
        common = rng.choice([b for b in registry().businesses if b.id in ("029", "030", "031", "032")])
        partner, other = {"種別": "共通機能", "業務ID": common.id}, common.system
        more |= _interface(f"{common.name}機能標準仕様書（架空）", "2.7")
    else:
        kind = rng.choice(list(words()["相手"]))
        other = rng.choice(words()["相手"][kind])
        partner = {"種別": kind, "名称": other}
        if kind != "独自施策システム等":
            edition = 1 + words()["相手"][kind].index(other)  # every 業務 follows the same one
            more |= _interface(f"{other}インターフェース仕様書（架空）", f"{edition}.0")
    direction = rng.choice(["提供", "照会"])
    common_part = _method(rng) | {"データ項目": _items(group, rng)} | more
    occasion = f"{name}を処理したとき"
    plain = linkage(
        field.share, links, direction, f"{thing}の情報の{direction}", occasion, partner, common_part
    )
    links.append(Link(plain, topic, procedure, "連携/その他.yaml", other))


def linkage(
    share: Share, links: list[Link], direction: str, name: str, occasion: str, partner: Plain, rest: Plain
) -> Plain:
    """A 連携 under the next ID of its 業務."""
    return {
        "連携ID": _next_id(share, links, direction),
        "連携名称": name,
        "場合": occasion,
        "相手": partner,
        "提供・照会": direction,
        **rest,
    }


def _next_id(share: Share, links: list[Link], direction: str) -> str:
    """The letter says the direction, the number goes on."""
    letter = "o" if direction == "提供" else "i"
    number = 1 + sum(1 for x in links if x.plain["提供・照会"] == direction)
    return f"{share.id}{letter}{number:03}"


def _interface(name: str, edition: str) -> Plain:
    """The specification of the other side that the linkage follows."""
    return {"インターフェース": {"名称": name, "版": edition}}


def _recorded(items: list[str], given: Plain, own: list[Plain]) -> Plain:
    """記録先: for each item received, an item of the taker that has its type and length and is not taken."""
    free: dict[tuple[Any, Any, Any], list[str]] = {}
    for i in (i for g in own for i in g["データ項目"]):
        free.setdefault((i["データ型"], i.get("桁数"), i.get("コード")), []).append(i["データ項目ID"])
    received = {i["データ項目ID"]: i for i in given["データ項目"]}
    found = {}
    for id in items:
        i = received[id]
        if same := free.get((i["データ型"], i.get("桁数"), i.get("コード"))):
            found[id] = same.pop(0)
    return {"記録先": found} if found else {}


def _method(rng: Any) -> Plain:
    method = rng.choice(["REST API", "ファイル"])
    extent = "全件" if rng.random() < 0.2 else "差分"
    frequency = "随時" if method == "REST API" else rng.choice(words()["頻度"])
    search = "宛名番号" if method == "REST API" else "前回連携した日時以後に更新されたもの"
    return {"方式": method, "頻度": frequency, "全件・差分": extent, "検索条件": search}


def _items(group: Plain, rng: Any) -> list[str]:
    """The keys of a group and some of the rest, in its order."""
    ids = [i["データ項目ID"] for i in group["データ項目"]]
    return ids[:2] + sorted(rng.sample(ids[2:], min(len(ids) - 2, rng.randint(3, 12))))


def _place(field: Field, rng: Any) -> tuple[int, int]:
    topic = rng.randrange(len(field.topics))
    return topic, rng.randrange(len(field.topics[topic].procedures))


def _procedure(field: Field, topic: int, procedure: int) -> Procedure:
    return field.topics[topic].procedures[procedure]
