"""業務フロー from BPMN 2.0 XML: lanes, tasks, nodes, connections.

機能ID stands in the documentation of a task as a line `機能ID: 0020011, 0020012`, the one field that
every modeler keeps; a suffix `[0020011]` on the name is read too, and must then say the same.
"""

from collections.abc import Iterator, Mapping, Sequence
from types import MappingProxyType

from pydantic import ValidationError

from hyojun.flow import MODEL, Bpmn, Element, faults
from hyojun.model import (
    Connection,
    Finding,
    Flow,
    FlowFile,
    FlowNode,
    Lane,
    LaneKind,
    Origin,
    Task,
    Value,
)

from ..files import hidden, sha256
from ..problems import Problem, problem
from .context import Context
from .elements import comment_places, read_bpmn
from .lanes import Lanes
from .nodes import Connections, Nodes
from .tasks import KINDS, Tasks

MAX_SIZE = 20_000
"""Elements of a flow and its drawing; some hundred tasks need two thousand."""
MAX_NAME = 1_000
"""Characters of an ID or a name."""
MAX_TEXT = 100_000
"""Characters of a documentation or an annotation."""
_COMMENTS = 20
"""Comments that are told of a file."""
_TEXTS = frozenset({"documentation", "text"})
_READ = _TEXTS | {"flowNodeRef", "sourceRef", "targetRef", "eventDefinitionRef"}


def read_flow(
    data: bytes,
    declared: FlowFile,
    file: str,
    kinds: Mapping[str, LaneKind] = MappingProxyType({}),
) -> tuple[Flow | None, tuple[Finding, ...]]:
    """A flow as declared in YAML with what its BPMN file holds; or why it cannot be read.

    `kinds`: what 業務.yaml says of lanes, by their name.
    """
    bpmn, findings = read_bpmn(data, file)
    if bpmn is None:
        return None, findings
    unbounded = tuple(_too_large(bpmn, file)) or tuple(_too_long(bpmn, file))
    if unbounded:  # nothing else is asked of it: all that follows is short
        return None, unbounded
    context = Context(bpmn)
    lanes = Lanes(context, kinds)
    nodes = Nodes(context, lanes)
    connections = Connections(context, tuple(KINDS))
    tasks = Tasks(context, lanes, connections)
    found = [
        *_hidden(bpmn, file),
        *_commented(data, file),
        *(_at(e, file, Problem.FORM, message) for e, message in (*lanes.trouble, *nodes.trouble)),
        *(_at(e, file, code, message) for e, code, message in tasks.trouble),
    ]
    if not tasks.rows:
        message = "作業（タスク）が1つもありません。作業を描くか、「業務フロー」から消してください。"
        found.append(problem(Problem.NO_TASKS, message, Origin(file), line=1, column=1))
    if found:
        return None, tuple(sorted(found, key=lambda f: (f.line, f.column)))
    try:
        flow = Flow.model_validate(  # all values at once: that is faster than one by one
            {
                "key": declared.key,
                "title": declared.title,
                "file": declared.file,
                "text": declared.text,
                "lanes": lanes.rows,
                "tasks": tasks.rows,
                "nodes": nodes.rows,
                "connections": connections.rows,
                "sha256": sha256(data),
            }
        )
    except ValidationError as error:
        listed: dict[str, tuple[type[Value], Sequence[Element]]] = {
            "lanes": (Lane, lanes.elements),
            "tasks": (Task, tasks.elements),
            "nodes": (FlowNode, nodes.elements),
            "connections": (Connection, connections.elements),
        }
        return None, tuple(_unfit(error, listed, bpmn, file))
    if declared.origin:
        flow.placed(declared.origin)
    values: tuple[Task | FlowNode | Connection | Lane, ...]
    values = (*flow.tasks, *flow.nodes, *flow.connections, *flow.lanes)
    for value in values:
        value.placed(Origin(file, (value.id,)))
    return flow.with_faults(faults(bpmn, file)), ()


def _commented(data: bytes, file: str) -> Iterator[Finding]:
    """Comments, since the file is published as it is."""
    message = "XMLの注釈（<!-- … -->）は、公開物にそのまま残ります。消すか、モデリングツールで保存し直してください。"
    for line, column in comment_places(data)[:_COMMENTS]:
        yield problem(Problem.XML_COMMENT, message, Origin(file), line=line, column=column)


def _hidden(bpmn: Bpmn, file: str) -> Iterator[Finding]:
    """Characters that editors hide, in names and texts."""
    texts = [
        (e, e.attributes.get("name", "") + (e.text if e.tag in _TEXTS else ""))
        for e in bpmn.elements
        if e.space == MODEL and ("name" in e.attributes or e.tag in _TEXTS)
    ]
    if not any(hidden("".join([text for _, text in texts]))):
        return
    for e, text in texts:
        for _, message in hidden(text):
            yield _at(e, file, Problem.CHARACTER, message)


def _too_large(bpmn: Bpmn, file: str) -> Iterator[Finding]:
    """More than anybody draws."""
    if len(bpmn.elements) > MAX_SIZE:
        e = bpmn.elements[MAX_SIZE]
        message = (
            f"要素が多すぎます（{len(bpmn.elements):,}個。{MAX_SIZE:,}個まで）。フローを分けてください。"
        )
        yield problem(Problem.XML, message, Origin(file), line=e.line, column=e.column)


def _too_long(bpmn: Bpmn, file: str) -> Iterator[Finding]:
    """Names, references and texts longer than any that people write."""
    for e in bpmn.elements:
        _, _, space, tag, attributes, text, line, column = e
        if space != MODEL:
            continue
        if len("".join(attributes.values())) > MAX_NAME:
            for name, value in attributes.items():
                if len(value) > MAX_NAME and (name in ("id", "name") or name.endswith("Ref")):
                    message = (
                        f"属性「{name}」が長すぎます（{len(value):,}字）。{MAX_NAME:,}字以内にしてください。"
                    )
                    yield problem(Problem.XML, message, Origin(file), line=line, column=column)
        limit = MAX_TEXT if tag in _TEXTS else MAX_NAME
        if len(text) > limit and tag in _READ:
            message = f"文章が長すぎます（{len(text):,}字）。{limit:,}字以内にしてください。"
            yield problem(Problem.XML, message, Origin(file), line=line, column=column)


def _unfit(
    error: ValidationError, listed: Mapping[str, tuple[type[Value], Sequence[Element]]], bpmn: Bpmn, file: str
) -> Iterator[Finding]:
    """What an element says of itself that no value of the model can be, such as an ID of two lines."""
    for told in error.errors(include_url=False):
        group, index, field = (*told["loc"], "", "", "")[:3]
        e, key = bpmn.root, str(group)
        if group in listed and isinstance(index, int):
            cls, elements = listed[str(group)]
            e, key = elements[index], cls.model_fields[str(field)].alias or str(field)
        message = f"「{key}」に改行があります。1行にしてください。"
        yield problem(Problem.FORM, message, Origin(file), line=e.line, column=e.column)


def _at(e: Element, file: str, code: Problem, message: str) -> Finding:
    return problem(code, message, Origin(file, (e.id,)), line=e.line, column=e.column)
