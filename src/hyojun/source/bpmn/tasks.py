"""The tasks of a flow: what is done, by whom, with which functions."""

from typing import Any

from hyojun.flow import Element
from hyojun.model import TaskKind

from ..problems import Problem
from .context import Context
from .lanes import Lanes
from .nodes import Connections
from .notes import OF_TASKS, Notes, name_and_functions, notes

KINDS = {kind.value: kind for kind in TaskKind} | {
    "transaction": TaskKind.SUBPROCESS,
    "adHocSubProcess": TaskKind.SUBPROCESS,
}


class Tasks:
    """Arguments of `model.Task`, in document order."""

    def __init__(self, context: Context, lanes: Lanes, connections: Connections) -> None:
        self._context = context
        self._lanes = lanes
        self._connections = connections
        self._marks = _marks(context)
        self.trouble: list[tuple[Element, Problem, str]] = []
        self.elements = context.all(*KINDS)
        self.rows = [self._row(e) for e in self.elements]

    def _row(self, e: Element) -> dict[str, Any]:
        id = e.id
        said = notes(self._context.documentation(e), OF_TASKS)
        name, on_name = name_and_functions(e.name)
        self._judge(e, said, on_name)
        return {
            "id": id,
            "name": name or "（名称なし）",
            "kind": KINDS[e.tag],
            "marks": tuple(self._marks.get(e.number, ())),
            "lane": self._lanes.of(e),
            "functions": said.functions or on_name,
            "support": said.support,
            "key": said.key,
            "within": self._context.within(e),
            "leads_to": said.leads_to,
            "inputs": tuple(dict.fromkeys(self._connections.inputs.get(id, ()))),
            "outputs": tuple(dict.fromkeys(self._connections.outputs.get(id, ()))),
            "text": said.text,
        }

    def _judge(self, e: Element, said: Notes, on_name: tuple[str, ...]) -> None:
        self.trouble.extend((e, Problem.FORM, trouble) for trouble in said.trouble)
        written = said.functions
        if written and on_name and set(written) != set(on_name):
            message = (
                f"作業の名称にある機能ID（{'、'.join(on_name)}）と説明にある機能ID（{'、'.join(written)}）が違います。"
                "どちらかに揃えてください。"
            )
            self.trouble.append((e, Problem.DISAGREEMENT, message))


def _marks(context: Context) -> dict[int, list[str]]:
    """What the notation draws into the box beside the kind, by the number of the task."""
    found: dict[int, list[str]] = {}
    for e in context.all("standardLoopCharacteristics", "multiInstanceLoopCharacteristics"):
        loop = e.tag == "standardLoopCharacteristics"
        sequential = e.attributes.get("isSequential") == "true"
        word = "繰返し" if loop else "順次の繰返し" if sequential else "並行の繰返し"
        found.setdefault(e.parent, []).append(word)
    for e in context.all(*KINDS):
        if e.attributes.get("isForCompensation") == "true":
            found.setdefault(e.number, []).append("補償")
        if e.attributes.get("triggeredByEvent") == "true":
            found.setdefault(e.number, []).append("イベントで始まる")
        if word := {"transaction": "トランザクション", "adHocSubProcess": "順不同"}.get(e.tag, ""):
            found.setdefault(e.number, []).append(word)
    return found
