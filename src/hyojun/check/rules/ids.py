"""Identifiers: each is issued once, under the right number, and never lost (各種IDの管理方針)."""

import re
from collections.abc import Iterator, Mapping

from hyojun.model import (
    ID_SHAPES,
    IN_TEXT,
    SERIES,
    Business,
    Edge,
    Entry,
    Kind,
    Ref,
    Severity,
    Status,
    World,
    is_provisional,
    letter_of,
    next_number,
    next_provisional,
    out_of_turn,
    used_again,
)

from ..rule import Draft, Scope, also, at, near_id, rule


@rule("ID01", "IDは一つ", Severity.ERROR, Scope.BUSINESS, "R41・R55・D2")
def id_is_unique(business: Business) -> Iterator[Draft]:
    """同じ種類のID、同じ業務の見出しのキーは、一度しか定義できない。

    2か所で定義されたIDは、どちらが正しいか誰にも分からない。

    悪い例: 2つの機能に `機能ID: "0020001"`
    良い例: 後から足した機能には次の空き番号を付ける
    直し方: どちらかのIDを変える。
    """
    if sum(map(len, business.addressed.values())) == len(business.entries):
        return
    for entry in business.entries:
        first = business.named(entry.ref.kind)[entry.ref.id]
        if first is not entry:
            place = first.value.origin
            other = f"（もう1つは {place.file}「{first.name}」）" if place else ""
            yield Draft(
                f"{entry.ref.label} が重複しています{other}。どちらかを変えてください。",
                at(entry.value, *_ID_KEYS.get(entry.ref.kind, ())),
                entry.ref.label,
                _free(business, entry.ref) if business.registers or is_provisional(entry.ref.id) else "",
                other=at(first.value, *_ID_KEYS.get(entry.ref.kind, ())),
            )


def _free(business: Business, ref: Ref) -> str:
    """A number to take instead."""
    if ref.kind not in SERIES:
        return ""
    letter = letter_of(ref.kind, ref.id)
    if is_provisional(ref.id):
        return f"空いている仮番号は {next_provisional(business, letter)} です。"
    return f"空いている番号は {next_number(business, ref.kind, letter)} です。"


@also("ID01", Scope.WORLD)
def id_is_unique_in_the_world(world: World) -> Iterator[Draft]:
    """IDは他の業務にもない。"""
    seen: dict[Ref, str] = {}
    for index in world.indexes:
        for stray in index.strays:
            card = world.card(stray.ref)
            other = f"{card.file}「{card.name}」" if card else seen.get(stray.ref)
            seen.setdefault(stray.ref, f"{stray.origin.file if stray.origin else ''}「{stray.name}」")
            if other:
                origin = stray.origin and stray.origin.at(*_ID_KEYS.get(stray.ref.kind, ()))
                message = (
                    f"{stray.ref.label} が重複しています（もう1つは {other}）。どちらかを変えてください。"
                )
                yield Draft(message, origin, stray.ref.label)


_ID_KEYS: dict[Kind, tuple[str, ...]] = {
    Kind.FUNCTION: ("機能ID",),
    Kind.FORM: ("帳票ID",),
    Kind.DATA_ITEM: ("データ項目ID",),
    Kind.GROUP: ("グループID",),
    Kind.CODE_LIST: ("コードID",),
    Kind.LINKAGE: ("連携ID",),
    Kind.HEADING: ("キー",),
    Kind.FLOW: ("キー",),
    Kind.TREE_NODE: ("キー",),
    Kind.TERM: ("用語",),
    Kind.SCREEN: ("キー",),
    Kind.DETAIL: ("キー",),
    Kind.ALERT: ("キー",),
    Kind.CHARACTERS: ("キー",),
}


@rule("ID02", "IDは自業務の番号で始まる", Severity.ERROR, Scope.BUSINESS, "R41・R55・D2")
def id_belongs_to_business(business: Business) -> Iterator[Draft]:
    """機能ID、帳票ID、データ項目ID、グループID、連携IDの先頭3桁は、その業務の業務IDである。

    悪い例: 業務 002 の中の `機能ID: "0030001"`
    良い例: `機能ID: "0020001"`
    直し方: 先頭3桁を業務IDに直す。
    """
    for entry in business.strays:
        yield Draft(
            f"{entry.ref.label} の先頭3桁が業務ID {business.id} と違います。直してください。",
            at(entry.value, *_ID_KEYS[entry.ref.kind]),
            entry.ref.label,
            business.id + entry.ref.id[3:],
        )


@rule("ID03", "IDは台帳にある", Severity.ERROR, Scope.BUSINESS, "R41・R55（各種IDの管理方針）", whole=True)
def id_is_registered(business: Business) -> Iterator[Draft]:
    """IDは、ID台帳に登録して発行する。

    台帳を通さずに付けた番号は、別の人が同じ番号を付けたときに見分けられない。次の番号より先の番号を付けると、
    間の番号が使えなくなる。固定した文書の番号は、発行者の台帳にあるものなので、求めない。

    悪い例: 台帳に無い `機能ID: "0020099"` を手で書く
    良い例: `機能ID: "002仮1"` と書き、`hyojun id assign` で番号を付ける
    直し方: `hyojun id assign` を実行する。次の番号はそのまま登録される。次の番号でないものは、仮番号に書き替えてから実行する。
    """
    registered = business.registered_ids
    unregistered = {kind: business.named(kind).keys() - registered.get(kind, frozenset()) for kind in SERIES}
    if not any(unregistered.values()):
        return
    leaps = {kind: frozenset(out_of_turn(business, kind)) for kind in SERIES if unregistered[kind]}
    missing: dict[Kind, Entry] = {}
    for entry in business.entries:
        ref = entry.ref
        if ref.id not in unregistered.get(ref.kind, ()):
            continue
        if is_provisional(ref.id) or ref.business != business.id or entry.document.pinned:
            continue
        if ref.kind not in registered:
            missing.setdefault(ref.kind, entry)
        elif ref.id in leaps[ref.kind]:
            letter = letter_of(ref.kind, ref.id)
            turn = next_number(business, ref.kind, letter)
            lost = "台帳から消えた行なら戻し、新しい番号なら、" if ref.id < turn else ""
            message = (
                f"ID台帳に登録されておらず、次の番号 {turn} でもありません。{lost}"
                f"仮番号 {next_provisional(business, letter)} にして、hyojun id assign で番号を付けてください。"
            )
            hint = f"この番号のまま登録するときは hyojun id assign --accept {ref.id} です。"
            yield Draft(message, at(entry.value, *_ID_KEYS[ref.kind]), ref.label, hint)
        else:
            message = "ID台帳に登録されていません。hyojun id assign で登録してください。"
            yield Draft(message, at(entry.value, *_ID_KEYS[ref.kind]), ref.label)
    if missing:
        first = next(iter(missing.values()))
        kinds_missing = "、".join(kind.value for kind in missing)
        yield Draft(
            f"ID台帳（{kinds_missing}）がありません。hyojun id assign で作ってください。",
            at(first.value, *_ID_KEYS[first.ref.kind]),
            severity=Severity.NOTE,
        )


@rule("ID04", "発行したIDは失われない", Severity.ERROR, Scope.BUSINESS, "各種IDの管理方針", whole=True)
def id_is_not_lost(business: Business) -> Iterator[Draft]:
    """台帳にあるIDの行は、廃止した後も仕様書に残る。

    行ごと消すと、適合を確かめる人には、書き忘れか廃止かが分からない。

    悪い例: 台帳に 0020005 があるのに、どの機能の機能IDでもない
    良い例: `機能ID: "0020005"` の行に「廃止」を書く
    直し方: 消した行を戻し、`hyojun id retire` で廃止する。
    """
    for register in business.registers:
        present = business.named(register.kind)
        for row in register.rows:
            if row.id in present:
                continue
            ref = business.ref(register.kind, row.id)
            if ref.business == business.id:
                message = f"{ref.label} の行が仕様書にありません。行を戻し、使わないなら hyojun id retire で廃止してください。"
                yield Draft(message, at(row, "ID"), ref.label)
    yield from _lost_from_both(business)


def _lost_from_both(business: Business) -> Iterator[Draft]:
    """Numbers of a released edition that stand neither in the register nor in the sources.

    A 業務 without a register is told to make one (ID03); until then nobody can say which numbers were issued.
    """
    for kind, ids in business.released.ids.items():
        known = business.issued(kind) if kind in business.registered_ids else ids
        for id in sorted(ids - known):
            ref = business.ref(kind, id)
            if ref.business == business.id:
                message = (
                    f"{ref.label} は、出した版にありますが、台帳にも仕様書にもありません。"
                    "git の履歴から両方の行を戻し、使わないなら hyojun id retire で廃止してください。"
                )
                yield Draft(message, at(business.head, "業務ID"), ref.label)


@rule("ID05", "廃止したIDを再び使わない", Severity.ERROR, Scope.BUSINESS, "各種IDの管理方針")
def retired_id_is_not_reissued(business: Business) -> Iterator[Draft]:
    """台帳で廃止したIDは、廃止の行のほかに現れない。台帳と仕様書の廃止は、いつも一致する。

    番号を使い回すと、同じ番号が版によって違う要件を指す。

    悪い例: 台帳で廃止した 0020005 を、新しい機能に付ける
    良い例: 新しい機能には `hyojun id next` の番号を付ける
    直し方: 新しい番号に替える。廃止の書き忘れなら `hyojun id retire` を実行する。
    """
    retired = {
        business.ref(register.kind, row.id)
        for register in business.registers
        for row in register.rows
        if row.status == "廃止"
    }
    for entry in business.entries:
        if entry.retired == bool(retired and entry.ref in retired):
            continue
        where = at(entry.value, *_ID_KEYS.get(entry.ref.kind, ()))
        if not entry.retired:
            message = "台帳で廃止した番号です。番号は使い回せません。新しい番号に替えてください。"
            yield Draft(message, where, entry.ref.label, _free(business, entry.ref))
        elif entry.ref.id in business.registered_ids.get(entry.ref.kind, ()):
            message = "仕様書では廃止されていますが、台帳では現行です。台帳の状態を「廃止」にしてください。"
            yield Draft(message, where, entry.ref.label)


@rule("ID06", "決定した文書に仮番号が無い", Severity.ERROR, Scope.BUSINESS, "R3・R41（標準仕様(3)）")
def decided_document_has_no_provisional_id(business: Business) -> Iterator[Draft]:
    """仮番号は、案の間だけ使う。

    事業者は、機能IDごとに適合を答える。

    悪い例: `状態: 決定` の文書に `機能ID: "002仮1"`
    良い例: `hyojun id assign` で番号を付けてから決定する
    直し方: `hyojun id assign` を実行する。
    """
    for entry in _provisional(business):
        if entry.document.status not in (Status.DRAFT, Status.CONSULTATION):
            message = f"状態が「{entry.document.status}」の文書に仮番号があります。hyojun id assign で番号を付けてください。"
            yield Draft(message, at(entry.value, *_ID_KEYS[entry.ref.kind]), entry.ref.label)


@rule("ID07", "廃止したIDを参照しない", Severity.ERROR, Scope.BUSINESS, "R41・R55（各種IDの管理方針）")
def retired_id_is_not_referred_to(business: Business) -> Iterator[Draft]:
    """現行の要件は、廃止した機能、帳票、データ項目、連携を参照しない。

    悪い例: ツリー図の末端に、廃止した機能0020005
    良い例: 置換先の機能0020028 に書き替える
    直し方: 置換先に書き替えるか、参照を消す。文章で経緯を述べるだけなら、IDに種類を付けない。
    """
    retired = {e.ref: e for e in business.entries if e.retired}
    if not retired:
        return
    for edge in business.open_edges:
        if (entry := retired.get(edge.target)) and edge.word != RETIRED_WORD and edge.source not in retired:
            replaced = entry.value.retired.replaced_by  # type: ignore[attr-defined]
            hint = f"置換先は {'、'.join(replaced)} です。" if replaced else ""
            yield Draft(
                _retired_message(edge),
                edge.origin,
                edge.source.label if edge.source else "",
                hint,
                start=edge.start,
            )


@also("ID07", Scope.WORLD)
def retired_id_is_not_referred_to_elsewhere(world: World) -> Iterator[Draft]:
    """他の業務の廃止したIDも参照しない。"""
    for index in world.indexes:
        for edge in index.outward:
            card = world.card(edge.target)
            if card and card.retired and edge.word != RETIRED_WORD:
                subject = edge.source.label if edge.source else ""
                yield Draft(_retired_message(edge), edge.origin, subject, start=edge.start)


RETIRED_WORD = "置換先"


def _retired_message(edge: Edge) -> str:
    where = "文章の中の" if edge.word == IN_TEXT else ""
    return f"{where}{edge.target.label} は廃止されています。置換先に書き替えるか、参照を消してください。"


@rule("ID08", "ID台帳が正しい", Severity.ERROR, Scope.BUSINESS, "各種IDの管理方針")
def register_is_sound(business: Business) -> Iterator[Draft]:
    """台帳の行は、その業務の、その種類の番号で、一度だけ現れる。

    2人が別々の枝で同じ番号を付けると、合わせたときに行が重なる。

    悪い例: `ID: "0020031"` の行が2つ
    良い例: 後から合わせた方に次の空き番号を付ける
    直し方: 後から合わせた方の番号を、示された空き番号に、仕様書と台帳の両方で替える。
    """
    own = business.id
    for register in business.registers:
        seen: set[str] = set()
        kind = register.kind
        known = business.named(kind)
        fits = re.compile(ID_SHAPES[kind]).match
        for row in register.rows:
            id = row.id
            if not id.startswith(own) or is_provisional(id) or not fits(id):
                message = f"この業務の{kind.value}のIDではありません。直すか、行を消してください。"
                yield Draft(message, at(row, "ID"), kind + id)
            elif id in seen:
                message = "この番号は2回登録されています。一方を別の番号にしてください。"
                yield Draft(message, at(row, "ID"), kind + id, _free(business, business.ref(kind, id)))
            seen.add(id)
            for index, target in enumerate(row.replaced_by):
                if target not in known and target[:3] == business.id:
                    message = f"置換先 {target} はありません。正しいIDに直してください。"
                    yield Draft(message, at(row, "置換先", index), kind + id, near_id(target, known))


@rule("ID09", "仮番号は種類を越えて一つ", Severity.ERROR, Scope.BUSINESS, "設計: 仮番号")
def provisional_id_is_unique(business: Business) -> Iterator[Draft]:
    """1つの仮番号は、1つの種類の1つのものだけに付ける。

    機能と帳票に同じ仮番号を付けると、`hyojun id assign` がどちらの番号に替えるか決められない。

    悪い例: 機能と帳票の両方に `"002仮1"`
    良い例: 機能に `"002仮1"`、帳票に `"002仮2"`
    直し方: どちらかの仮番号を変える。
    """
    seen: dict[str, Ref] = {}
    for entry in _provisional(business):
        ref = entry.ref
        first = seen.setdefault(ref.id, ref)
        if first.kind is not ref.kind:
            message = f"仮番号 {ref.id} は{first.kind.value}にも使われています。別の仮番号にしてください。"
            free = _free(business, ref)
            yield Draft(message, at(entry.value, *_ID_KEYS[ref.kind]), ref.label, free)


@rule("ID10", "置換元は発行したIDである", Severity.ERROR, Scope.BUSINESS, "各種IDの管理方針", whole=True)
def replaced_id_existed(business: Business) -> Iterator[Draft]:
    """置換元には、仕様書か、ID台帳か、出した版にあるIDを書く。

    置換元は、版の比較で、どの要件がどれになったかを決める。誤った番号では、廃止と追加に見える。

    悪い例: 一度も発行していない `置換元: ["0020999"]`
    良い例: 前の版にあった `置換元: ["0020005"]`
    直し方: 前の版での番号に直す。
    """
    for entry in business.entries:
        # Not getattr: pydantic takes long to say that most values have no such field.
        for index, id in enumerate(entry.value.__dict__.get("replaces", ())):
            kind = entry.ref.kind
            known = business.issued(kind) | business.released.ids.get(kind, frozenset())
            if id[:3] == business.id and not is_provisional(id) and id not in known:
                message = f"置換元 {id} は、発行したことのないIDです。正しいIDに直してください。"
                yield Draft(
                    message, at(entry.value, "置換元", index), entry.ref.label, near_id(id, sorted(known))
                )


@rule("ID11", "番号になった仮番号を再び使わない", Severity.ERROR, Scope.BUSINESS, "設計: 仮番号", whole=True)
def provisional_id_is_not_used_again(business: Business) -> Iterator[Draft]:
    """番号になった仮番号は、別のものに付けない。ID台帳には、どの仮番号がどの番号になったかが残る。

    版の比較は台帳を見て、前の版の仮番号と今の番号とを同じものとみなす。使い回すと、別のものになったと示される。
    ほかの枝に残る参照も、どちらを指すのか分からなくなる。

    悪い例: 002仮1 が 0020031 になった後で、別の機能に `機能ID: "002仮1"`
    良い例: 台帳にもない `機能ID: "002仮2"`
    直し方: 別のものなら、それを指す参照とともに、示された仮番号に替える。同じものが2行あるなら、仮番号の行を消す。
    """
    for entry, other in used_again(business):
        message = (
            f"仮番号 {entry.ref.id} は、もう{other.ref.label}「{other.name}」になっています。"
            "別のものなら、これを指す参照とともに、別の仮番号にしてください。同じものなら、この行を消してください。"
        )
        where = at(entry.value, *_ID_KEYS[entry.ref.kind])
        yield Draft(message, where, entry.ref.label, _free(business, entry.ref))


@rule("ID12", "置換元と置換先が合う", Severity.WARNING, Scope.BUSINESS, "各種IDの管理方針", whole=True)
def replaced_and_replacing_agree(business: Business) -> Iterator[Draft]:
    """廃止したIDを置換元に書いた行は、その廃止の置換先にある。

    置換元で版を比べる人と、欠番の置換先をたどる人とが、違う要件に行き着く。まとめた行の置換元に現行のIDが混じるときは、廃止し忘れて
    いないかを尋ねる（参考）。現行のIDだけを置換元とする行は、そこから分けたものとみる。

    悪い例: 廃止した 0020047 の置換先は 0020080 なのに、0020081 の行に `置換元: ["0020047"]`
    良い例: 0020047 の置換先に 0020081 もある
    直し方: この行に代わったのなら、仕様書とID台帳の置換先に加える。そうでないなら、置換元から消す。
    """
    for entry in business.entries:
        replaced = entry.value.__dict__.get("replaces", ())
        if not replaced or entry.retired:
            continue
        named = business.named(entry.ref.kind)
        living = {id for id in replaced if id in named and not named[id].retired}
        for index, id in enumerate(replaced):
            where = at(entry.value, "置換元", index)
            if id in named and named[id].retired and entry.ref.id not in _successors(named, id):
                said = "、".join(named[id].value.retired.replaced_by)  # type: ignore[attr-defined]
                told = f"置換先は {said} です" if said else "置換先はありません"
                message = (
                    f"置換元 {id} は廃止され、{told}。この行に代わったのなら、仕様書とID台帳の置換先に "
                    f"{entry.ref.id} を加えてください。そうでないなら、この置換元を消してください。"
                )
                yield Draft(message, where, entry.ref.label)
            elif id in living and id != entry.ref.id and living != set(replaced):
                message = (
                    f"置換元 {id} は現行のままです。まとめて無くなったのなら、hyojun id retire で廃止してください。"
                    "一部を移しただけなら、このままで構いません。"
                )
                yield Draft(message, where, entry.ref.label, severity=Severity.NOTE)


def _successors(named: Mapping[str, Entry], id: str) -> set[str]:
    """What takes the place of a withdrawn ID, and of those that were withdrawn after it."""
    found: set[str] = set()
    asked = [id]
    while asked:
        entry = named.get(asked.pop())
        new = set(entry.value.retired.replaced_by) - found if entry and entry.retired else set()  # type: ignore[attr-defined]
        found |= new
        asked += new
    return found


def _provisional(business: Business) -> list[Entry]:
    """Entries with a 仮番号, in reading order."""
    if not any(is_provisional(id) for kind in SERIES for id in business.named(kind)):
        return []
    return [e for e in business.entries if e.ref.kind in SERIES and is_provisional(e.ref.id)]
