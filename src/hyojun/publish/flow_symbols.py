"""The symbols of 業務フロー for the legend, each drawn by what draws the flows: a small BPMN file with nothing else in it."""

from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from hyojun.flow import DC, DD, DI, MODEL, Onward, Style, draw, planes
from hyojun.source import read_bpmn

from .drawing import Picture, measured
from .legend import Symbol, legend

_BOXES = {
    "Task": (64, 44),
    "task": (64, 44),
    "callActivity": (64, 44),
    "subProcess": (64, 44),
    "Event": (36, 36),
    "Gateway": (44, 44),
    "dataObjectReference": (30, 40),
    "dataStoreReference": (44, 44),
    "textAnnotation": (84, 36),
    "participant": (150, 90),
}
"""Width and height by the end of the tag."""
_LINE = 64
_STEP, _ONWARD, _LANES, _NOTE = "1", "続くフロー", ("住民等", "職員"), "注記の文"
"""What stands in the symbols that show words."""
_SPACES = {"bpmn": MODEL, "di": DI, "dc": DC, "dd": DD}


class Drawn(NamedTuple):
    """A row of the legend."""

    symbol: Symbol
    picture: Picture


@cache
def flow_symbols(standalone: bool = False) -> tuple[Drawn, ...]:
    """Each symbol of the legend with its drawing, as for a page or as a file of its own."""
    return tuple(Drawn(s, _picture(n, s, standalone)) for n, s in enumerate(legend().flow_symbols, 1))


def _picture(number: int, symbol: Symbol, standalone: bool) -> Picture:
    what, _, more = symbol.drawn.partition("/")
    bpmn, findings = read_bpmn("".join(_file(what, more)).encode(), symbol.drawn)
    if bpmn is None:
        raise ValueError(f"凡例の図「{symbol.drawn}」: {findings}")
    style = Style(f"s{number}-", standalone, symbol.name, margin=3)
    numbers = {"e": _STEP} if more == "step" else {}
    onward = {"e": (Onward(_ONWARD),)} if more == "onward" else {}
    return measured(draw(bpmn, planes(bpmn)[0], style, None, numbers, onward), str(number), symbol.name)


def _file(what: str, more: str) -> Iterator[str]:
    """One element of a kind; `more` is what it reacts to, or what it is to show."""
    spaces = " ".join(f'xmlns:{prefix}="{uri}"' for prefix, uri in _SPACES.items())
    yield f"<bpmn:definitions {spaces}>"
    if what == "participant":
        yield '<bpmn:collaboration><bpmn:participant id="e" processRef="p"/></bpmn:collaboration>'
    yield '<bpmn:process id="p">'
    if what == "participant":
        lanes = enumerate(_LANES)
        yield "<bpmn:laneSet>"
        yield from (f'<bpmn:lane id="l{n}" name="{name}"/>' for n, name in lanes)
        yield "</bpmn:laneSet>"
    elif what.endswith(("Flow", "ssociation")):
        yield f'<bpmn:{what} id="e" sourceRef="a" targetRef="b"/>'
    elif what == "textAnnotation":
        yield f'<bpmn:{what} id="e"><bpmn:text>{_NOTE}</bpmn:text></bpmn:{what}>'
    else:
        trigger = f'<bpmn:{more}EventDefinition id="t"/>' if what.endswith("Event") and more else ""
        yield f'<bpmn:{what} id="e">{trigger}</bpmn:{what}>'
    yield '</bpmn:process><di:BPMNDiagram><di:BPMNPlane id="d" bpmnElement="p">'
    yield from _shapes(what)
    yield "</di:BPMNPlane></di:BPMNDiagram></bpmn:definitions>"


def _shapes(what: str) -> Iterator[str]:
    if what.endswith(("Flow", "ssociation")):
        points = "".join(f'<dd:waypoint x="{x}" y="0"/>' for x in (0, _LINE))
        yield f'<di:BPMNEdge id="e_di" bpmnElement="e">{points}</di:BPMNEdge>'
        return
    width, height = next(size for end, size in _BOXES.items() if what.endswith(end))
    yield _shape("e", 0, 0, width, height)
    if what == "participant":
        yield from (_shape(f"l{n}", 30, n * height // 2, width - 30, height // 2) for n in range(2))


def _shape(id: str, x: int, y: int, width: int, height: int) -> str:
    more = 'isMarkerVisible="true" isExpanded="false" isHorizontal="true"'
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<di:BPMNShape id="{id}_di" bpmnElement="{id}" {more}>{bounds}</di:BPMNShape>'
