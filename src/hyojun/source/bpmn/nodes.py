"""What stands in a flow beside its tasks, and the connections between all of them."""

from collections.abc import Iterator, Sequence
from typing import Any

from hyojun.flow import MODEL, Element, local

from .context import Context
from .lanes import Lanes
from .notes import OF_LANES, OF_NODES, notes, one_line

EVENTS = (
    "startEvent",
    "endEvent",
    "intermediateThrowEvent",
    "intermediateCatchEvent",
    "implicitThrowEvent",
    "boundaryEvent",
)
GATEWAYS = ("exclusiveGateway", "inclusiveGateway", "parallelGateway", "complexGateway", "eventBasedGateway")
DATA = ("dataObject", "dataObjectReference", "dataStoreReference", "dataInput", "dataOutput")
ARTIFACTS = ("textAnnotation", "group")
TALKS = (
    "choreographyTask",
    "callChoreography",
    "subChoreography",
    "conversation",
    "subConversation",
    "callConversation",
)
NODES = (*EVENTS, *GATEWAYS, *DATA, *ARTIFACTS, *TALKS, "participant")

NOWHERE = "（なし）"
"""End of a connection that names none."""


class Nodes:
    """Arguments of `model.FlowNode`, in document order."""

    def __init__(self, context: Context, lanes: Lanes) -> None:
        self._context = context
        self._lanes = lanes
        self.trouble: list[tuple[Element, str]] = []
        self._triggers = _triggers(context)
        self._texts = context.words_below("text")
        self._states = {e.parent: e.name for e in context.all("dataState") if e.name}
        referred = context.all("dataObjectReference")
        self._referred = {local(e.attributes.get("dataObjectRef", "")) for e in referred}
        self.elements: list[Element] = [e for e in context.all(*NODES) if self._is_drawn(e)]
        self.rows = [self._row(e) for e in self.elements]

    def _is_drawn(self, e: Element) -> bool:
        """Whether it is seen by itself: not an object that a reference shows, not the parameters of a task."""
        match e.tag:
            case "dataObject":
                return e.attributes.get("id") not in self._referred
            case "dataInput" | "dataOutput":
                around = self._context.above(e)
                return around.tag == "ioSpecification" and self._context.above(around).tag == "process"
            case "participant":
                return e.id not in self._lanes.undivided
        return True

    def _row(self, e: Element) -> dict[str, Any]:
        said = notes(self._context.documentation(e), OF_LANES if e.tag == "participant" else OF_NODES)
        self.trouble.extend((e, trouble) for trouble in said.trouble)
        attached = local(e.attributes.get("attachedToRef", "")) or None
        host = self._context.bpmn.by_id.get(attached) if attached else None
        return {
            "id": e.id,
            "kind": e.tag,
            "trigger": self._triggers.get(e.number, ()),
            "marks": tuple(_marks(e)),
            "name": self._name(e) or None,
            # The ID may be one of a shape, or of an element of another vocabulary, which stands in no lane.
            "lane": self._lanes.of(e) or (self._lanes.of(host) if host and host.space == MODEL else None),
            "attached_to": attached,
            "within": self._context.within(e),
            "leads_to": said.leads_to,
            "text": said.text,
        }

    def _name(self, e: Element) -> str:
        find = self._context.bpmn.find
        match e.tag:
            case "textAnnotation":
                return "\n".join(self._texts.get(e.number, ()))
            case "group":
                category = find(e.attributes.get("categoryValueRef"))
                return one_line(category.attributes.get("value", "") if category else e.name)
            case "dataObjectReference" | "dataStoreReference":
                shown = find(e.attributes.get("dataObjectRef") or e.attributes.get("dataStoreRef"))
                name = one_line(e.name or (shown.name if shown else ""))
                state = self._states.get(e.number)
                return f"{name} [{one_line(state)}]".strip() if state else name
        return one_line(e.name)


def _triggers(context: Context) -> dict[int, tuple[str, ...]]:
    """Definitions of events, by the number of the event: message, timer, …; also those it refers to."""
    found: dict[int, list[str]] = {}
    ending = "EventDefinition"
    for e in context.all(*(t for t in context.tags if t.endswith(ending))):
        found.setdefault(e.parent, []).append(e.tag.removesuffix(ending))
    for number, references in context.references_below("eventDefinitionRef").items():
        definitions = filter(None, map(context.bpmn.find, references))
        found.setdefault(number, []).extend(d.tag.removesuffix(ending) for d in definitions)
    return {number: tuple(kinds) for number, kinds in found.items()}


def _marks(e: Element) -> Iterator[str]:
    said = e.attributes
    if "false" in (said.get("cancelActivity"), said.get("isInterrupting")):
        yield "中断しない"
    if said.get("parallelMultiple") == "true":
        yield "全ての契機"
    if said.get("isCollection") == "true":
        yield "複数"


class Connections:
    """Arguments of `model.Connection`, in document order, and what tasks read and write."""

    def __init__(self, context: Context, activities: Sequence[str]) -> None:
        self._context = context
        self._sources = context.references_below("sourceRef")
        self._targets = context.references_below("targetRef")
        owners = context.all(*activities, *GATEWAYS)
        self._defaults = {local(e.attributes["default"]) for e in owners if "default" in e.attributes}
        self.elements: list[Element] = []
        self.rows: list[dict[str, Any]] = []
        self.inputs: dict[str, list[str]] = {}
        self.outputs: dict[str, list[str]] = {}
        for e in context.all(*_CONNECTIONS):
            for source, target in self._ends(e):
                self.elements.append(e)
                self.rows.append(self._row(e, source, target))

    def _ends(self, e: Element) -> Iterator[tuple[str, str]]:
        owner = self._context.above(e).id
        if e.tag == "dataInputAssociation":
            for source in self._sources.get(e.number, (NOWHERE,)):
                self.inputs.setdefault(owner, []).append(source)
                yield source, owner
        elif e.tag == "dataOutputAssociation":
            for target in self._targets.get(e.number, (NOWHERE,)):
                self.outputs.setdefault(owner, []).append(target)
                yield owner, target
        else:
            said = e.attributes
            yield (local(said.get("sourceRef", "")) or NOWHERE, local(said.get("targetRef", "")) or NOWHERE)

    def _row(self, e: Element, source: str, target: str) -> dict[str, Any]:
        return {
            "id": e.id,
            "kind": _CONNECTIONS[e.tag],
            "source": source,
            "target": target,
            "name": one_line(e.attributes["name"]) or None if "name" in e.attributes else None,
            "default": e.tag == "sequenceFlow" and e.attributes.get("id") in self._defaults,
        }


_CONNECTIONS = {
    "sequenceFlow": "順序",
    "messageFlow": "メッセージ",
    "conversationLink": "メッセージ",
    "association": "関連",
    "dataInputAssociation": "データ",
    "dataOutputAssociation": "データ",
}
