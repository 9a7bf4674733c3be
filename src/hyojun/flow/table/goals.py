"""次 and 条件 of a step table, understood: where a step leads, and when."""

import re
from collections.abc import Container, Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.model import KEY

from ..steps import END
from .cells import AFTER, CONDITION, WIDTHS, Entry, Fault, lines, number_of, text

FLOW = "フロー"
PARALLEL = "並行"
ALLOWED = f"番号、{END}、{END}：○○、{FLOW}「キー」へ のどれかを書いてください。2つ以上は改行で分けます。"
_PARALLEL = re.compile(r"(?:並行|平行|並列|同時)(?:して|に)?\Z")
_WITH_CONDITION = re.compile(r"[→⇒➡]|(?:場合|とき|時)(?:は|、|$)|:")
_SEPARATOR = re.compile(r"[、,，]")
_FLOW_KEY = re.compile(rf"(?:\d{{3}}/)?{KEY.removeprefix('^').removesuffix('$')}\Z", re.ASCII)


class Goal(NamedTuple):
    """One line of 次."""

    number: str | None
    """None: the flow ends here."""
    condition: str
    end: str = ""
    """Name of the end event."""
    flow: str = ""


def goals_of(
    row: Mapping[str, Entry], following: str | None, numbers: Mapping[str, str], faults: list[Fault]
) -> Iterator[Goal]:
    """Where a row leads. `following`: number of the next row; `numbers`: those of all rows."""
    targets = [
        t for line in lines(text(row, AFTER)) for part in _SEPARATOR.split(line) if (t := part.strip())
    ]
    conditions = list(_conditions(row, len(targets), faults))
    place = row[AFTER].place if AFTER in row else ""
    for n, target in enumerate(targets or [following or END]):
        goal = _goal(target, conditions[n] if n < len(conditions) else "", numbers)
        if goal.number is not None and goal.number not in numbers:
            faults.append(Fault(place, _unknown(target, goal.number)))
        elif goal.flow and not _FLOW_KEY.match(goal.flow):
            faults.append(
                Fault(place, f"「{target}」は、フロー「キー」へ の形で、フローのキーを書いてください。")
            )
        else:
            yield goal


def _conditions(row: Mapping[str, Entry], count: int, faults: list[Fault]) -> Sequence[str]:
    """The condition of each goal; empty for what goes on together, or always."""
    said = lines(text(row, CONDITION)) if text(row, CONDITION) else []
    place = next((row[c].place for c in (CONDITION, AFTER) if c in row), "")
    together = [bool(_PARALLEL.match(line)) for line in said]
    if count > 1 and not said:
        faults.append(
            Fault(
                place,
                f"次が{count}件ありますが、条件がありません。どれか1つに進むなら、それぞれの条件を1行ずつ"
                f"書いてください。全てに進むなら、「{PARALLEL}」と書いてください。",
            )
        )
    elif any(together) and count < 2:
        faults.append(
            Fault(place, f"「{PARALLEL}」は、次が2件以上のときに書きます。次を足すか、条件を消してください。")
        )
    elif any(together) and not all(together):
        faults.append(
            Fault(place, f"「{PARALLEL}」とほかの条件は、1つの手順に書けません。手順を分けてください。")
        )
    elif all(together) and said:
        if len(said) in (1, count):
            return ()
        faults.append(_miscounted(place, count, len(said)))
    elif said and len(said) != max(count, 1):
        faults.append(_miscounted(place, count, len(said)))
    elif count > 1 and not all(said):
        faults.append(Fault(place, "条件の無い行があります。分かれる先の全てに条件を書いてください。"))
    return said


def _miscounted(place: str, goals: int, conditions: int) -> Fault:
    said = f"次は{goals}件、条件は{conditions}行です。"
    return Fault(place, f"{said}条件は、次の1件に1行ずつ書いてください。")


def _unknown(target: str, number: str) -> str:
    """What is wrong with a goal that is no number of the table."""
    if number.isascii() and number.isdecimal():
        return f"次の「{target}」という番号の手順はありません。番号を確かめてください。"
    if _WITH_CONDITION.search(target.translate(WIDTHS)):
        return f"次の「{target[:40]}」は読み取れません。条件は「{CONDITION}」の列に書き、次には、{ALLOWED}"
    return f"次の「{target[:40]}」という番号の手順はありません。{ALLOWED}"


def _goal(target: str, condition: str, numbers: Container[str]) -> Goal:
    plain = target.translate(WIDTHS)
    if plain == END:
        return Goal(None, condition)
    if found := re.match(rf"{END}\s*(?::\s*(.+)|[（(](.+)[）)])\Z", plain):
        return Goal(None, condition, end=(found[1] or found[2]).strip())
    if found := re.match(rf"{FLOW}\s*(?::|「)\s*([^」]+?)\s*(?:」(?:へ)?)?\Z", plain):
        return Goal(None, condition, flow=found[1])
    number = number_of(target)
    if number not in numbers:  # 手順5, 手順⑤へ
        bare = number_of(re.sub(r"\A手順|(?:へ|に進む|へ進む)\Z", "", target))
        number = bare if bare in numbers else number
    return Goal(number, condition)
