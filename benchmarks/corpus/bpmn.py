"""A drawing as BPMN 2.0 XML with diagram interchange, as bpmn-js writes it."""

from collections.abc import Iterator
from xml.sax.saxutils import escape, quoteattr

from .flows import Arrow, Drawing, Node

_SIZES = {"startEvent": (36, 36), "endEvent": (36, 36), "exclusiveGateway": (50, 50)}
_LEFT, _TOP, _COLUMN, _LANE, _HEAD = 160, 80, 150, 160, 30
_HEADER = """<?xml version="1.0" encoding="UTF-8"?>
<bpmn:definitions xmlns:bpmn="http://www.omg.org/spec/BPMN/20100524/MODEL" \
xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" \
xmlns:di="http://www.omg.org/spec/DD/20100524/DI" id="Definitions_1" \
targetNamespace="http://bpmn.io/schema/bpmn">"""


def bpmn(drawing: Drawing) -> str:
    """The whole file."""
    return "\n".join([_HEADER, *_process(drawing), *_diagram(drawing), "</bpmn:definitions>", ""])


def _process(drawing: Drawing) -> Iterator[str]:
    title = quoteattr(drawing.declared["題名"])
    yield '  <bpmn:collaboration id="Collaboration_1">'
    yield f'    <bpmn:participant id="Participant_1" name={title} processRef="Process_1" />'
    yield "  </bpmn:collaboration>"
    yield '  <bpmn:process id="Process_1" isExecutable="false">'
    yield '    <bpmn:laneSet id="LaneSet_1">'
    for n, lane in enumerate(drawing.lanes):
        yield f'      <bpmn:lane id="Lane_{n}" name={quoteattr(lane)}>'
        yield from (
            f"        <bpmn:flowNodeRef>{x.id}</bpmn:flowNodeRef>" for x in drawing.nodes if x.lane == n
        )
        yield "      </bpmn:lane>"
    yield "    </bpmn:laneSet>"
    arrows = [(_arrow_id(n), a) for n, a in enumerate(drawing.arrows)]
    for node in drawing.nodes:
        yield from _node(node, arrows)
    for id, arrow in arrows:
        name = f" name={quoteattr(arrow.name)}" if arrow.name else ""
        yield f'    <bpmn:sequenceFlow id="{id}"{name} sourceRef="{arrow.source}" targetRef="{arrow.target}" />'
    yield "  </bpmn:process>"


def _node(node: Node, arrows: list[tuple[str, Arrow]]) -> Iterator[str]:
    yield f'    <bpmn:{node.tag} id="{node.id}" name={quoteattr(node.name)}>'
    lines = [f"機能ID: {', '.join(node.functions)}"] if node.functions else []
    lines += [node.text] if node.text else []
    if lines:
        written = escape("\n".join(lines))
        yield f"      <bpmn:documentation>{written}</bpmn:documentation>"
    yield from (f"      <bpmn:incoming>{id}</bpmn:incoming>" for id, a in arrows if a.target == node.id)
    yield from (f"      <bpmn:outgoing>{id}</bpmn:outgoing>" for id, a in arrows if a.source == node.id)
    yield f"    </bpmn:{node.tag}>"


def _diagram(drawing: Drawing) -> Iterator[str]:
    width = _HEAD + _COLUMN * (1 + max(x.column for x in drawing.nodes))
    height = _LANE * len(drawing.lanes)
    yield '  <bpmndi:BPMNDiagram id="BPMNDiagram_1">'
    yield '    <bpmndi:BPMNPlane id="BPMNPlane_1" bpmnElement="Collaboration_1">'
    yield from _shape("Participant_1", (_LEFT, _TOP, width, height), ' isHorizontal="true"')
    for n in range(len(drawing.lanes)):
        box = (_LEFT + _HEAD, _TOP + n * _LANE, width - _HEAD, _LANE)
        yield from _shape(f"Lane_{n}", box, ' isHorizontal="true"')
    boxes = {node.id: _box(node) for node in drawing.nodes}
    for node in drawing.nodes:
        x, y, w, h = boxes[node.id]
        label = (x - 20, y + h + 6, w + 40, 14) if node.tag in _SIZES else None
        marker = ' isMarkerVisible="true"' if node.tag == "exclusiveGateway" else ""
        yield from _shape(node.id, (x, y, w, h), marker, label)
    for n, arrow in enumerate(drawing.arrows):
        yield from _edge(_arrow_id(n), arrow, boxes)
    yield "    </bpmndi:BPMNPlane>"
    yield "  </bpmndi:BPMNDiagram>"


Bounds = tuple[int, int, int, int]
"""x, y, width, height."""


def _box(node: Node) -> Bounds:
    w, h = _SIZES.get(node.tag, (100, 80))
    x = _LEFT + _HEAD + node.column * _COLUMN + (_COLUMN - w) // 2
    y = _TOP + node.lane * _LANE + (_LANE - h) // 2
    return x, y, w, h


def _shape(id: str, box: Bounds, more: str = "", label: Bounds | None = None) -> Iterator[str]:
    yield f'      <bpmndi:BPMNShape id="{id}_di" bpmnElement="{id}"{more}>'
    yield f"        {_bounds(box)}"
    if label:
        yield from (
            "        <bpmndi:BPMNLabel>",
            f"          {_bounds(label)}",
            "        </bpmndi:BPMNLabel>",
        )
    yield "      </bpmndi:BPMNShape>"


def _edge(id: str, arrow: Arrow, boxes: dict[str, Bounds]) -> Iterator[str]:
    """Out at the right, in at the left; through the middle between where the height differs."""
    x1, y1, w1, h1 = boxes[arrow.source]
    x2, y2, _, h2 = boxes[arrow.target]
    start, end = (x1 + w1, y1 + h1 // 2), (x2, y2 + h2 // 2)
    middle = (start[0] + end[0]) // 2
    points = [start, end] if start[1] == end[1] else [start, (middle, start[1]), (middle, end[1]), end]
    yield f'      <bpmndi:BPMNEdge id="{id}_di" bpmnElement="{id}">'
    yield from (f'        <di:waypoint x="{x}" y="{y}" />' for x, y in points)
    if arrow.name:
        label = _bounds((start[0] + 8, start[1] - 18, 33, 14))
        yield from ("        <bpmndi:BPMNLabel>", f"          {label}", "        </bpmndi:BPMNLabel>")
    yield "      </bpmndi:BPMNEdge>"


def _bounds(box: Bounds) -> str:
    x, y, w, h = box
    return f'<dc:Bounds x="{x}" y="{y}" width="{w}" height="{h}" />'


def _arrow_id(n: int) -> str:
    return f"Flow_{n:02}"
