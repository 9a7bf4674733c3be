"""What a step table leaves open and `from_table` decides: said aloud, since the drawing looks right either way."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from hyojun.model import TASK_WORDS

from .cells import AFTER, KIND, Entry, Fault, text
from .rows import Row, read_rows


def doubts(rows: Sequence[Mapping[str, Entry]]) -> tuple[Fault, ...]:
    """Of a table without mistakes: branches run into by the row above, and kinds of work assumed."""
    steps = list(read_rows(rows, []))
    return (*_run_into(rows, steps), *_assumed(rows, steps))


def _run_into(rows: Sequence[Mapping[str, Entry]], steps: Sequence[Row]) -> Iterator[Fault]:
    """An empty 次 above a row that an earlier row branches to: forgotten, or meant as the join."""
    branching: dict[str, str] = {}
    for (row, step), below in zip(zip(rows, steps, strict=True), steps[1:], strict=False):
        if len(step.goals) > 1:
            for goal in step.goals:
                if goal.number:
                    branching.setdefault(goal.number, step.number)
        elif below.number in branching and not text(row, AFTER):
            place = row[AFTER].place if AFTER in row else step.place
            yield Fault(
                place,
                f"手順 {step.number} は、次が空なので、次の行の手順 {below.number} に進みます。"
                f"手順 {below.number} は、手順 {branching[below.number]} から分かれる先でもあります。"
                f"手順 {step.number} の「次」に、進む先を書いてください。",
            )


def _assumed(rows: Sequence[Mapping[str, Entry]], steps: Sequence[Row]) -> Iterator[Fault]:
    found: dict[str, dict[str, list[str]]] = defaultdict(lambda: defaultdict(list))
    for row, step in zip(rows, steps, strict=True):
        if not text(row, KIND):
            found[TASK_WORDS[step.kind]][step.actor].append(step.number)
    for kind, actors in found.items():
        said = "、".join(f"{actor}（{'、'.join(numbers)}）" for actor, numbers in actors.items())
        yield Fault(
            "", f"種類が空の手順を「{kind}」としました: {said}。違うときは「種類」の列に書いてください。"
        )
