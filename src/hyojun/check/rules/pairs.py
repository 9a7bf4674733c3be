"""連携 in pairs: what one 業務 hands over is what the other asks for, item by item (基本方針 3.3.1(2), 4.1.2)."""

from collections import defaultdict
from collections.abc import Iterator, Mapping

from hyojun.model import Index, ItemCard, Kind, Linkage, Severity, World

from ..rule import Draft, Scope, at, rule

_Side = tuple[str, str, str]
"""業務 of a linkage, 業務 of its partner, direction."""


@rule(
    "IF03",
    "記録先が提供元の項目に合う",
    Severity.ERROR,
    Scope.WORLD,
    "R56・R65・R72・D7（基本方針 3.3.1(2)・4.1.2）",
)
def record_fits_what_is_given(world: World) -> Iterator[Draft]:
    """照会で受け取る項目と、それを記録する自分の項目は、データ型が同じで、自分の桁数が提供元の桁数以上である。

    短い項目に記録すると値が欠ける。ローマ字はAPIのフィールド名なので、違うときは参考として示す。
    記録先を書かない項目は、同じローマ字の自分の項目と比べ、違えば警告とする。

    悪い例: 桁数 100 の氏名を、桁数 18 の氏名に記録する
    良い例: 記録先の桁数が 100
    直し方: 自分の項目の桁数とデータ型を提供元に揃えるか、記録先を直す。
    """
    for index in world.indexes:
        for linkage in index.linkages:
            if linkage.recorded:
                yield from _records(world, index, linkage)
        asked = [(x, id) for x in index.linkages if x.direction == "照会" for id in x.data_items]
        if asked:
            yield from _of_one_romaji(world, index, asked)


def _records(world: World, index: Index, linkage: Linkage) -> Iterator[Draft]:
    subject = f"連携{linkage.id}"
    if linkage.direction == "提供":
        message = "「記録先」は照会に書くものです。消すか、提供・照会を直してください。"
        yield Draft(message, at(linkage, "記録先"), subject)
        return
    other = linkage.partner.business
    strange = other is not None and any(id[:3] != other for id in linkage.data_items)
    for received, own in linkage.recorded.items():
        if received not in linkage.data_items:
            if strange:  # IF02 tells of what stands in its place
                continue
            message = f"記録先に挙げた {received} は、この連携の「データ項目」にありません。足すか、消してください。"
            yield Draft(message, at(linkage, "記録先", received), subject, on_key=True)
        elif own[:3] != index.id:
            message = f"記録先 {own} は、自分の業務のデータ項目ではありません。自分の項目に直してください。"
            yield Draft(message, at(linkage, "記録先", received), subject)
        elif (given := world.items.get(received)) and (record := world.items.get(own)):
            yield from _record(given, record, linkage)


def _record(given: ItemCard, own: ItemCard, linkage: Linkage) -> Iterator[Draft]:
    source = f"提供元の データ{given.id}「{given.name}」"
    subject = f"データ{own.id}"
    if own.type != given.type:
        message = (
            f"データ型 {own.type} が、連携{linkage.id} で記録する{source}のデータ型 {given.type} と違います。"
            "揃えるか、記録先を直してください。"
        )
        yield Draft(message, own.origin and own.origin.at("データ型"), subject)
    elif _is_shorter(own.length, given.length):
        message = (
            f"桁数 {own.length} に、連携{linkage.id} で記録する{source}（桁数 {given.length}）が収まりません。"
            f"{given.length} 以上にするか、記録先を直してください。"
        )
        yield Draft(message, own.origin and own.origin.at("桁数"), subject)
    elif own.romaji != given.romaji and own.name == given.name:
        message = (
            f"ローマ字「{own.romaji}」が、連携{linkage.id} で記録する{source}の「{given.romaji}」と違います。"
            "揃えられるか確かめてください。"
        )
        yield Draft(message, own.origin and own.origin.at("ローマ字"), subject, severity=Severity.NOTE)


def _of_one_romaji(world: World, index: Index, asked: list[tuple[Linkage, str]]) -> Iterator[Draft]:
    """Items that are asked for but recorded nowhere, against the own item that has their field name.

    Of items that share their name, too, DT10 tells.
    """
    unrecorded = [
        (linkage, given)
        for linkage, id in asked
        if id not in linkage.recorded and id[:3] != index.id and (given := world.items.get(id))
    ]
    own: dict[str, list[ItemCard]] = {given.romaji: [] for _, given in unrecorded}
    for item in index.items if own else ():
        if item.romaji in own:
            own[item.romaji].append(item)
    told: set[tuple[str, str]] = set()
    for linkage, given in unrecorded:
        match own[given.romaji]:
            case [mine] if mine.name != given.name and (mine.id, given.id) not in told:
                told.add((mine.id, given.id))
                if mine.type != given.type or _is_shorter(mine.length, given.length):
                    message = (
                        f"データ型と桁数（{_shape(mine)}）が、連携{linkage.id} で照会する同じローマ字の "
                        f"データ{given.id}「{given.name}」（{_shape(given)}）を記録するには合いません。"
                        "揃えるか、ローマ字を変えてください。"
                    )
                    where = mine.origin and mine.origin.at("桁数" if mine.length else "データ型")
                    yield Draft(message, where, f"データ{mine.id}", severity=Severity.WARNING)


def _shape(item: ItemCard) -> str:
    return f"{item.type} {item.length}".rstrip()


def _is_shorter(own: str, given: str) -> bool:
    if not own or not given or own == given:
        return False
    parts = zip(_parts(own), _parts(given), strict=True)
    return any(mine < theirs for mine, theirs in parts)


def _parts(length: str) -> tuple[int, int]:
    whole, _, decimals = length.partition(",")
    return int(whole), int(decimals or 0)


@rule("IF06", "対になる連携は互いを指す", Severity.ERROR, Scope.WORLD, "R65（基本方針 3.3.1(2)・4.1.2）")
def pair_is_mutual(world: World) -> Iterator[Draft]:
    """対になる連携は、互いに相手の業務のもので、互いを「対になる連携」に書き、一方が提供、他方が照会である。

    片方だけが対と考えている連携は、つながらない。

    悪い例: 照会002i001 が 提供001o001 を対とし、001o001 は何も書いていない
    良い例: 002i001 と 001o001 が互いを「対になる連携」に書く
    直し方: 両方の「対になる連携」、「相手」、「提供・照会」を揃える。
    """
    for index in world.indexes:
        for linkage in index.linkages:
            found = world.linkages.get(linkage.counterpart or "")
            if found is None:  # none, or LK01 tells of it
                continue
            if message := _not_mutual(index, linkage, *found):
                yield Draft(message, at(linkage, "対になる連携"), f"連携{linkage.id}")


def _not_mutual(own: Index, linkage: Linkage, there: Index, other: Linkage) -> str:
    if linkage.partner.business != there.id:
        said = linkage.partner.business or linkage.partner.name or str(linkage.partner.kind)
        return (
            f"連携{other.id} は 業務 {there.id} {there.name} のものですが、この連携の相手は「{said}」です。"
            "どちらかを直してください。"
        )
    if other.counterpart is None:
        return (
            f"連携{other.id}{_place(other)}に「対になる連携」がありません。"
            f"そこに {linkage.id} を書くか、ここを直してください。"
        )
    if other.counterpart != linkage.id:
        return f"連携{other.id}{_place(other)}は、{other.counterpart} を対としています。どちらかを直してください。"
    if linkage.direction == other.direction and linkage.id < other.id:
        return (
            f"対になる 連携{other.id}{_place(other)}も「{other.direction}」です。"
            "一方を提供、他方を照会にしてください。"
        )
    return ""


def _place(linkage: Linkage) -> str:
    return f"（{linkage.origin.file}）" if linkage.origin else ""


@rule("IF07", "対になる連携の内容が合う", Severity.ERROR, Scope.WORLD, "R65（基本方針 3.3.1(2)・4.1.2）")
def pair_agrees(world: World) -> Iterator[Draft]:
    """対になる提供と照会は、データ項目、方式、頻度、全件・差分が同じである。照会の側に示す。

    食い違ったまま公表すると、提供する事業者と照会する事業者が別のものを作る。
    データ項目と方式の違いは誤り、頻度と全件・差分の違いは警告とする。

    悪い例: 照会が `方式: REST API`、提供が `方式: ファイル`
    良い例: どちらも `方式: REST API`
    直し方: 双方の業務で話し合い、同じ内容にする。
    """
    for index in world.indexes:
        for linkage in index.linkages:
            found = world.linkages.get(linkage.counterpart or "")
            if found is None or linkage.direction != "照会":
                continue
            there, other = found
            if other.counterpart == linkage.id and other.direction == "提供":
                yield from _differences(linkage, there, other)


def _differences(asking: Linkage, there: Index, giving: Linkage) -> Iterator[Draft]:
    subject = f"連携{asking.id}"
    place = _place(giving)
    asked, given = set(asking.data_items), set(giving.data_items)
    if asked != given and all(id[:3] == there.id for id in asked | given):  # else IF02 tells of it
        parts = [
            f"{words} {'、'.join(sorted(ids))}"
            for words, ids in (("ここだけにある", asked - given), ("提供だけにある", given - asked))
            if ids
        ]
        message = f"データ項目が、対になる提供 連携{giving.id}{place}と違います（{'、'.join(parts)}）。揃えてください。"
        extra = [n for n, id in enumerate(asking.data_items) if id not in given]
        yield Draft(message, at(asking, "データ項目", *extra[:1]), subject)
    for word, mine, theirs, severity in (
        ("方式", asking.method, giving.method, Severity.ERROR),
        ("頻度", asking.frequency, giving.frequency, Severity.WARNING),
        ("全件・差分", asking.extent, giving.extent, Severity.WARNING),
    ):
        if mine != theirs:
            message = (
                f"{word}「{mine or '（無し）'}」が、対になる提供 連携{giving.id}{place}の"
                f"「{theirs or '（無し）'}」と違います。揃えてください。"
            )
            where = at(asking, word) if mine else at(asking)
            yield Draft(message, where, subject, severity=severity)


@rule(
    "IF08",
    "業務の間の連携には対がある",
    Severity.ERROR,
    Scope.WORLD,
    "R65（基本方針 3.3.1(2)・4.1.2）",
    draft=Severity.WARNING,
    whole=True,
)
def linkage_has_a_counterpart(world: World) -> Iterator[Draft]:
    """収録されている業務との連携は、相手の業務の提供又は照会と対になる。

    提供する側に書かれていない照会は、相手が作らない。

    悪い例: 001 への照会に「対になる連携」が無い
    良い例: `対になる連携: "001o001"`
    直し方: 相手の業務に対になる連携を書き、互いを「対になる連携」に書く。
    """
    answered = {x.counterpart for i in world.indexes for x in i.linkages if x.counterpart}
    free: dict[_Side, list[Linkage]] = defaultdict(list)
    for index in world.indexes:
        for x in index.linkages:
            if x.counterpart is None and x.partner.business:
                free[index.id, x.partner.business, x.direction].append(x)
    for index in world.indexes:
        for linkage in index.linkages:
            there = world.index(linkage.partner.business or "")
            if there is None or there.id == index.id or not there.cards.get(Kind.LINKAGE):
                continue
            if linkage.counterpart is not None or linkage.id in answered:  # IF06 tells of these
                continue
            wanted = "照会" if linkage.direction == "提供" else "提供"
            likely = _likely(linkage, index.id, there, free)
            hint = f"{likely.id}「{likely.name}」のことではありませんか。" if likely else ""
            message = (
                f"業務 {there.id} {there.name} の{wanted}と対になっていません。"
                f"{there.id} の連携要件に{wanted}を定め、「対になる連携」に書いてください。"
            )
            yield Draft(message, at(linkage, "連携ID"), f"連携{linkage.id}", hint)


def _likely(linkage: Linkage, own: str, there: Index, free: Mapping[_Side, list[Linkage]]) -> Linkage | None:
    """The free linkage on the other side that shares most items."""
    items = set(linkage.data_items)
    other = "照会" if linkage.direction == "提供" else "提供"
    found = free.get((there.id, own, other), ())
    best = max(found, key=lambda x: len(items.intersection(x.data_items)), default=None)
    return best if best and not items.isdisjoint(best.data_items) else None
