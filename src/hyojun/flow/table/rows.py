"""The rows of a step table, understood: numbers, goals, kinds; and every mistake with its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.model import FUNCTION_ID_INSIDE, KEY, TASK_WORDS, LaneKind, TaskKind

from .cells import (
    ACTOR,
    FUNCTIONS,
    INPUTS,
    KEY_COLUMN,
    KIND,
    LANE_KIND,
    NUMBER,
    OUTPUTS,
    TEXT,
    WIDTHS,
    WORK,
    Entry,
    Fault,
    number_of,
    text,
)
from .goals import Goal, goals_of

_SYSTEM = re.compile(r"(システム|基盤|機能|ネットワーク|サーバー?|サービス|ポータル)$")
_ID = re.compile(rf"{FUNCTION_ID_INSIDE}\Z")
KINDS = {word: kind for kind, word in TASK_WORDS.items()} | {
    "人": TaskKind.USER,
    "職員": TaskKind.USER,
    "手作業": TaskKind.MANUAL,
    "システム": TaskKind.SERVICE,
}
"""What 種類 may say."""


class Row(NamedTuple):
    """One step as written."""

    number: str
    actor: str
    work: str
    functions: tuple[str, ...]
    support: bool
    kind: TaskKind
    lane_kind: str
    key: str
    text: str
    inputs: tuple[str, ...]
    outputs: tuple[str, ...]
    goals: tuple[Goal, ...]
    place: str


def read_rows(rows: Sequence[Mapping[str, Entry]], faults: list[Fault]) -> Iterator[Row]:
    numbers: dict[str, str] = {}
    for row in rows:
        number = number_of(text(row, NUMBER))
        if number and number in numbers:
            faults.append(
                Fault(
                    row[NUMBER].place,
                    f"番号 {number} は {numbers[number]} にもあります。別の番号にしてください。",
                )
            )
        elif number:
            numbers[number] = row[NUMBER].place
    kinds: dict[str, tuple[str, str]] = {}
    for at, row in enumerate(rows):
        for column, need in ((NUMBER, "番号"), (WORK, "作業の内容"), (ACTOR, "担当")):
            if not text(row, column):
                place = row[column].place if column in row else next(iter(row.values())).place
                faults.append(Fault(place, f"{column}がありません。{need}を書いてください。"))
        following = next((n for r in rows[at + 1 : at + 2] if (n := number_of(text(r, NUMBER)))), None)
        goals = tuple(goals_of(row, following, numbers, faults))
        functions, support = _functions(row, faults)
        actor = " ".join(text(row, ACTOR).split())
        yield Row(
            number_of(text(row, NUMBER)),
            actor,
            " ".join(text(row, WORK).split()),
            functions,
            support,
            _kind(row, actor, bool(functions), faults),
            _lane_kind(row, actor, kinds, faults),
            _key(row, faults),
            text(row, TEXT),
            _data(row, INPUTS),
            _data(row, OUTPUTS),
            goals,
            row[NUMBER].place if NUMBER in row else "",
        )


def _functions(row: Mapping[str, Entry], faults: list[Fault]) -> tuple[tuple[str, ...], bool]:
    said = text(row, FUNCTIONS).translate(WIDTHS)
    support = "支援" in said
    parts = [p for p in re.split(r"[\s、,，]+", re.sub(r"\(?支援\)?", "", said)) if p]
    odd = [p for p in parts if not _ID.match(p)]
    if odd:
        message = "7桁の数字を「、」で区切って書いてください。"
        if re.fullmatch(r"[1-9][0-9]{3,5}", odd[0]):  # what Excel makes of an ID in a cell of numbers
            whole = odd[0].zfill(7)
            message = (
                f"先頭の0が消えていませんか。セルの表示形式を「文字列」にして、{whole} と書いてください。"
            )
        faults.append(Fault(row[FUNCTIONS].place, f"「{odd[0][:40]}」は機能IDではありません。{message}"))
    return tuple(dict.fromkeys(p for p in parts if _ID.match(p))), support


def _kind(row: Mapping[str, Entry], actor: str, has_functions: bool, faults: list[Fault]) -> TaskKind:
    said = text(row, KIND)
    if not said:
        if _SYSTEM.search(actor):
            return TaskKind.SERVICE
        return TaskKind.USER if has_functions else TaskKind.MANUAL
    if said not in KINDS:
        faults.append(
            Fault(
                row[KIND].place,
                f"種類「{said[:40]}」はありません。{'、'.join(KINDS)} のどれかにしてください。",
            )
        )
    return KINDS.get(said, TaskKind.PLAIN)


def _lane_kind(
    row: Mapping[str, Entry], actor: str, kinds: dict[str, tuple[str, str]], faults: list[Fault]
) -> str:
    said = text(row, LANE_KIND)
    if said and said not in set(LaneKind):
        message = f"種別「{said[:40]}」はありません。{'、'.join(LaneKind)} のどれかにしてください。"
        faults.append(Fault(row[LANE_KIND].place, message))
        return ""
    if said:
        first, place = kinds.setdefault(actor, (said, row[LANE_KIND].place))
        if first != said:
            faults.append(
                Fault(
                    row[LANE_KIND].place,
                    f"「{actor}」の種別は {place} では「{first}」です。1つにしてください。",
                )
            )
    return said


def _data(row: Mapping[str, Entry], column: str) -> tuple[str, ...]:
    parts = (" ".join(p.split()) for p in re.split(r"[\n、]", text(row, column)))
    return tuple(dict.fromkeys(p for p in parts if p))


def _key(row: Mapping[str, Entry], faults: list[Fault]) -> str:
    said = text(row, KEY_COLUMN)
    if said and not re.fullmatch(KEY.removeprefix("^").removesuffix("$"), said):
        message = f"手順キー「{said[:40]}」は、英小文字で始め、英小文字、数字、「-」で書いてください。"
        faults.append(Fault(row[KEY_COLUMN].place, message))
        return ""
    return said


def unreached(rows: Sequence[Row]) -> Iterator[Fault]:
    after = {row.number: [g.number for g in row.goals if g.number] for row in rows}
    seen: set[str] = set()
    work = [rows[0].number] if rows else []
    while work:
        number = work.pop()
        if number not in seen:
            seen.add(number)
            work.extend(after[number])
    for row in rows:
        if row.number not in seen:
            yield Fault(
                row.place, f"手順 {row.number} に進む手順がありません。前の手順の「次」に書いてください。"
            )
