"""The rows of a step table, understood: numbers, goals, kinds; and every mistake with its cell."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.model import KEY, TASK_WORDS, LaneKind, TaskKind

from .steps import END

NUMBER, ACTOR, WORK, FUNCTIONS, AFTER, CONDITION = "番号", "担当", "作業", "機能ID", "次", "条件"
KIND, LANE_KIND, INPUTS, OUTPUTS = "種類", "種別", "入力", "出力"
KEY_COLUMN, TEXT = "手順キー", "説明"
COLUMNS = (
    *(NUMBER, ACTOR, WORK, FUNCTIONS, AFTER, CONDITION),
    *(KIND, LANE_KIND, INPUTS, OUTPUTS, KEY_COLUMN, TEXT),
)
REQUIRED = (NUMBER, ACTOR, WORK)
FLOW = "フロー"

_SYSTEM = re.compile(r"(システム|基盤|機能|ネットワーク|サーバー?|サービス|ポータル)$")
_ID = re.compile(r"(?:\d{7}|\d{3}仮\d{1,4})\Z", re.ASCII)
_FLOW_KEY = re.compile(rf"(?:\d{{3}}/)?{KEY.removeprefix('^').removesuffix('$')}\Z", re.ASCII)
_WIDTHS = str.maketrans("０１２３４５６７８９（）：／－", "0123456789():/-")
_CIRCLED = {
    chr(c): str(n)
    for first, c0 in ((1, 0x2460), (21, 0x3251), (36, 0x32B1))
    for n, c in enumerate(range(c0, c0 + (20 if first == 1 else 15)), first)
}
_KINDS = {word: kind for kind, word in TASK_WORDS.items()} | {
    "人": TaskKind.USER,
    "職員": TaskKind.USER,
    "手作業": TaskKind.MANUAL,
    "システム": TaskKind.SERVICE,
}


class Entry(NamedTuple):
    """A cell: what it says and where it stands."""

    text: str
    place: str
    """As a message names it: 「シート「手順」 B5」."""


class Fault(NamedTuple):
    """A mistake and its cell."""

    place: str
    message: str

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


class TableProblem(Exception):
    """The table makes no flow; all reasons at once."""

    def __init__(self, faults: Sequence[Fault]) -> None:
        self.faults = tuple(faults)
        super().__init__("\n".join(map(str, faults)))


class Goal(NamedTuple):
    """One line of 次."""

    number: str | None
    """None: the flow ends here."""
    condition: str
    end: str = ""
    """Name of the end event."""
    flow: str = ""


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


def _text(row: Mapping[str, Entry], column: str) -> str:
    return row[column].text.strip() if column in row else ""


def _number(text: str) -> str:
    """A number of a step as it is compared: ⑤, ５ and 5 are one."""
    text = text.strip().translate(_WIDTHS)
    text = "".join(_CIRCLED.get(c, c) for c in text)
    bare = text.removeprefix("(").removesuffix(")").strip()
    return str(int(bare)) if bare.isdecimal() and bare.isascii() and len(bare) < 10 else bare


def read_rows(rows: Sequence[Mapping[str, Entry]], faults: list[Fault]) -> Iterator[Row]:
    numbers: dict[str, str] = {}
    for row in rows:
        number = _number(_text(row, NUMBER))
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
            if not _text(row, column):
                place = row[column].place if column in row else next(iter(row.values())).place
                faults.append(Fault(place, f"{column}がありません。{need}を書いてください。"))
        following = next((n for r in rows[at + 1 : at + 2] if (n := _number(_text(r, NUMBER)))), None)
        goals = tuple(_goals(row, following, numbers, faults))
        functions, support = _functions(row, faults)
        actor = " ".join(_text(row, ACTOR).split())
        yield Row(
            _number(_text(row, NUMBER)),
            actor,
            " ".join(_text(row, WORK).split()),
            functions,
            support,
            _kind(row, actor, bool(functions), faults),
            _lane_kind(row, actor, kinds, faults),
            _key(row, faults),
            _text(row, TEXT),
            _data(row, INPUTS),
            _data(row, OUTPUTS),
            goals,
            row[NUMBER].place if NUMBER in row else "",
        )


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.split("\n")]


def _goals(
    row: Mapping[str, Entry], following: str | None, numbers: Mapping[str, str], faults: list[Fault]
) -> Iterator[Goal]:
    written_lines = [
        part.strip() for line in _lines(_text(row, AFTER)) for part in re.split(r"[、,，]", line)
    ]
    targets = [t for t in written_lines if t]
    conditions = _lines(_text(row, CONDITION)) if _text(row, CONDITION) else []
    place = row[AFTER].place if AFTER in row else ""
    if conditions and len(conditions) != len(targets or [""]):
        said = f"次は{len(targets)}件、条件は{len(conditions)}行です。"
        faults.append(Fault(row[CONDITION].place, f"{said}条件は、次の1件に1行ずつ書いてください。"))
        return
    if conditions and len(targets) > 1 and not all(conditions):
        faults.append(
            Fault(row[CONDITION].place, "条件の無い行があります。分かれる先の全てに条件を書いてください。")
        )
    for n, target in enumerate(targets or [following or END]):
        goal = _goal(target, conditions[n] if conditions else "")
        if goal.number is not None and goal.number not in numbers:
            faults.append(
                Fault(place, f"次の「{target}」という番号の手順はありません。番号を確かめてください。")
            )
        elif goal.flow and not _FLOW_KEY.match(goal.flow):
            faults.append(
                Fault(place, f"「{target}」は、フロー「キー」へ の形で、フローのキーを書いてください。")
            )
        else:
            yield goal


def _goal(target: str, condition: str) -> Goal:
    plain = target.translate(_WIDTHS)
    if plain == END:
        return Goal(None, condition)
    if found := re.match(rf"{END}\s*(?::\s*(.+)|[（(](.+)[）)])\Z", plain):
        return Goal(None, condition, end=(found[1] or found[2]).strip())
    if found := re.match(rf"{FLOW}\s*(?::|「)\s*([^」]+?)\s*(?:」(?:へ)?)?\Z", plain):
        return Goal(None, condition, flow=found[1])
    return Goal(_number(target), condition)


def _functions(row: Mapping[str, Entry], faults: list[Fault]) -> tuple[tuple[str, ...], bool]:
    said = _text(row, FUNCTIONS).translate(_WIDTHS)
    support = "支援" in said
    parts = [p for p in re.split(r"[\s、,，]+", re.sub(r"\(?支援\)?", "", said)) if p]
    odd = [p for p in parts if not _ID.match(p)]
    if odd:
        faults.append(
            Fault(
                row[FUNCTIONS].place,
                f"「{odd[0][:40]}」は機能IDではありません。7桁の数字を「、」で区切って書いてください。",
            )
        )
    return tuple(dict.fromkeys(p for p in parts if _ID.match(p))), support


def _kind(row: Mapping[str, Entry], actor: str, has_functions: bool, faults: list[Fault]) -> TaskKind:
    said = _text(row, KIND)
    if not said:
        if _SYSTEM.search(actor):
            return TaskKind.SERVICE
        return TaskKind.USER if has_functions else TaskKind.MANUAL
    if said not in _KINDS:
        faults.append(
            Fault(
                row[KIND].place,
                f"種類「{said[:40]}」はありません。{'、'.join(_KINDS)} のどれかにしてください。",
            )
        )
    return _KINDS.get(said, TaskKind.PLAIN)


def _lane_kind(
    row: Mapping[str, Entry], actor: str, kinds: dict[str, tuple[str, str]], faults: list[Fault]
) -> str:
    said = _text(row, LANE_KIND)
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
    parts = (" ".join(p.split()) for p in re.split(r"[\n、]", _text(row, column)))
    return tuple(dict.fromkeys(p for p in parts if p))


def _key(row: Mapping[str, Entry], faults: list[Fault]) -> str:
    said = _text(row, KEY_COLUMN)
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
