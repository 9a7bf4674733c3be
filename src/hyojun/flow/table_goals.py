"""次 and 条件 of a step table, understood: where a step leads, and when."""

import re
from collections.abc import Iterator, Mapping
from typing import NamedTuple

from hyojun.model import KEY

from .steps import END
from .table_cells import AFTER, CONDITION, WIDTHS, Entry, Fault, lines, number_of, text

FLOW = "フロー"
_FLOW_KEY = re.compile(rf"(?:\d{{3}}/)?{KEY.removeprefix('^').removesuffix('$')}\Z", re.ASCII)


class Goal(NamedTuple):
    """One line of 次."""

    number: str | None
    """None: the flow ends here."""
    condition: str
    end: str = ""
    """Name of the end event."""
    flow: str = ""


def _goals(
    row: Mapping[str, Entry], following: str | None, numbers: Mapping[str, str], faults: list[Fault]
) -> Iterator[Goal]:
    written_lines = [
        part.strip() for line in lines(text(row, AFTER)) for part in re.split(r"[、,，]", line)
    ]
    targets = [t for t in written_lines if t]
    conditions = lines(text(row, CONDITION)) if text(row, CONDITION) else []
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
    plain = target.translate(WIDTHS)
    if plain == END:
        return Goal(None, condition)
    if found := re.match(rf"{END}\s*(?::\s*(.+)|[（(](.+)[）)])\Z", plain):
        return Goal(None, condition, end=(found[1] or found[2]).strip())
    if found := re.match(rf"{FLOW}\s*(?::|「)\s*([^」]+?)\s*(?:」(?:へ)?)?\Z", plain):
        return Goal(None, condition, flow=found[1])
    return Goal(number_of(target), condition)


