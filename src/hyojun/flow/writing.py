"""BPMN files written: a whole one from its elements, or a new diagram put into an existing one.

In an existing file only the diagrams change; every other byte stays, whatever the encoding.
"""

import codecs
import re
from collections.abc import Iterable, Iterator, Mapping
from typing import NamedTuple
from xml.parsers import expat

from .bpmn import BIOC, COLOR, DC, DD, DI, MODEL, Bpmn, Element
from .diagram import Bounds
from .layout.layout import Drawn, arranged

PREFIXES = {MODEL: "bpmn", DI: "bpmndi", DC: "dc", DD: "di", COLOR: "color", BIOC: "bioc"}
_INDENT = "  "
_XML = "http://www.w3.org/XML/1998/namespace"
_DECLARED = re.compile(r"""\A<\?xml\s[^>]*?encoding\s*=\s*["']([A-Za-z][\w.:-]*)["']""")
_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_WINDOWS = {
    "shift_jis": "cp932",
    "shift-jis": "cp932",
    "sjis": "cp932",
    "windows-31j": "cp932",
    "x-sjis": "cp932",
}


class Unwritable(Exception):
    """The file cannot be changed in place; the message says why, in Japanese."""


def with_layout(data: bytes, bpmn: Bpmn) -> bytes:
    """The file with a new diagram; `bpmn` is what was read from it. Raises CannotLayOut, Unwritable."""
    mark, codec, text = _decoded(data)
    spans, end, prefixes, indent = _found(text)
    diagrams = _diagrams(bpmn, arranged(bpmn), prefixes)
    line_end = "\r\n" if "\r\n" in text[:4000] else "\n"
    new = line_end.join(_lines(diagrams, prefixes, 1, indent))
    if spans:
        first, last = spans[0]
        parts = [(first, last, new.removeprefix(indent))]
        parts += [(_line_start(text, a), b, "") for a, b in spans[1:]]
    else:
        at = _line_start(text, end)
        before = "" if text[at - 1 : at] == "\n" else line_end
        parts = [(at, at, f"{before}{new}{line_end}")]
    out, done, at_byte = [mark], 0, len(mark)
    for a, b, inserted in parts:
        start = at_byte + len(text[done:a].encode(codec))
        stop = start + len(text[a:b].encode(codec))
        if data[start:stop].decode(codec, "replace") != text[a:b]:
            raise Unwritable("文字コードの都合で、図だけを差し替えられません。UTF-8で保存し直してください。")
        out += [data[at_byte:start], inserted.encode(codec, "xmlcharrefreplace")]
        done, at_byte = b, stop
    return b"".join((*out, data[at_byte:]))


def laid_out(bpmn: Bpmn) -> Bpmn:
    """The same file with a new diagram in place of all it had."""
    prefixes = {space: prefix for prefix, space in bpmn.prefixes.items()}
    diagrams = _diagrams(bpmn, arranged(bpmn), {**PREFIXES, **prefixes})
    gone: set[int] = set()
    kept: list[Element] = []
    for e in bpmn.elements:
        if e.parent in gone or (e.space == DI and e.tag == "BPMNDiagram"):
            gone.add(e.number)
        else:
            kept.append(e)
    renumbered = {e.number: n for n, e in enumerate(kept)}
    elements = [e._replace(number=n, parent=renumbered.get(e.parent, -1)) for n, e in enumerate(kept)]
    for top in diagrams:
        work = [(top, 0)]
        while work:
            node, parent = work.pop()
            number = len(elements)
            attributes = {k: v for k, v in node.attributes.items() if v is not None}
            elements.append(Element(number, parent, node.space, node.tag, attributes, "", 0, 0))
            work.extend((inside, number) for inside in reversed(node.inside))
    return Bpmn(tuple(elements), bpmn.prefixes)


def written(bpmn: Bpmn) -> bytes:
    """A whole file, in UTF-8. Text of an element comes before the elements inside it."""
    prefixes = dict(PREFIXES)
    for prefix, space in bpmn.prefixes.items():
        prefixes.setdefault(space, prefix)
    for e in bpmn.elements:
        for space in (e.space, *(k[1:].partition("}")[0] for k in e.attributes if k.startswith("{"))):
            if space and space != _XML:
                prefixes.setdefault(space, f"ns{len(prefixes)}")
    nodes = _tree(bpmn)
    used = {n.space for n in nodes} | {
        k[1:].partition("}")[0] for n in nodes for k in n.attributes if k.startswith("{")
    }
    declared = {f"xmlns:{p}": s for s, p in prefixes.items() if s in used}
    root = nodes[0]._replace(attributes={**declared, **nodes[0].attributes})
    lines = ['<?xml version="1.0" encoding="UTF-8"?>', *_lines([root], prefixes, 0, "")]
    return ("\n".join(lines) + "\n").encode()


class _Node(NamedTuple):
    """An element to be written."""

    space: str
    tag: str
    attributes: Mapping[str, str]
    inside: tuple["_Node", ...] = ()
    text: str = ""


def _tree(bpmn: Bpmn) -> list[_Node]:
    """The elements as nodes, in document order: the root is the first."""
    found: list[_Node | None] = [None] * len(bpmn.elements)
    for e in reversed(bpmn.elements):
        inside = tuple(n for c in bpmn.children(e) if (n := found[c.number]))
        found[e.number] = _Node(e.space, e.tag, e.attributes, inside, e.text)
    return [n for n in found if n]


def _lines(nodes: Iterable[_Node], prefixes: Mapping[str, str], depth: int, indent: str) -> Iterator[str]:
    """One element a line."""
    # Imported here: it brings http and TLS along, which no command needs.
    from xml.sax.saxutils import escape, quoteattr

    step = indent or _INDENT
    work: list[tuple[_Node | str, int]] = [(n, depth) for n in reversed(list(nodes))]
    while work:
        node, depth = work.pop()
        if isinstance(node, str):
            yield node
            continue
        name = _name(node.space, node.tag, prefixes)
        said = "".join(
            f" {_qualified(k, prefixes)}={quoteattr(v, _ATTRIBUTE)}" for k, v in node.attributes.items()
        )
        left = step * depth
        if node.inside:
            yield f"{left}<{name}{said}>{escape(node.text)}"
            work.append((f"{left}</{name}>", depth))
            work.extend((n, depth + 1) for n in reversed(node.inside))
        elif node.text:
            yield f"{left}<{name}{said}>{escape(node.text)}</{name}>"
        else:
            yield f"{left}<{name}{said} />"


_ATTRIBUTE = {"\n": "&#10;", "\r": "&#13;", "\t": "&#9;"}


def _name(space: str, tag: str, prefixes: Mapping[str, str]) -> str:
    prefix = prefixes.get(space, "")
    return f"{prefix}:{tag}" if prefix else tag


def _qualified(key: str, prefixes: Mapping[str, str]) -> str:
    if not key.startswith("{"):
        return key
    space, _, local = key[1:].partition("}")
    return f"xml:{local}" if space == _XML else _name(space, local, prefixes)


def _decoded(data: bytes) -> tuple[bytes, str, str]:
    """Byte order mark, codec and text of a file that was read before."""
    mark, codec = next(((m, c) for m, c in _MARKS if data.startswith(m)), (b"", ""))
    if not codec:
        declared = _DECLARED.match(data[:200].decode("ascii", "replace"))
        name = declared[1].lower() if declared else "utf-8"
        codec = _WINDOWS.get(name, name)
    try:
        return mark, codec, data[len(mark) :].decode(codec)
    except (LookupError, UnicodeDecodeError) as error:
        raise Unwritable("文字コードを読めません。UTF-8で保存し直してください。") from error


def _found(text: str) -> tuple[list[tuple[int, int]], int, dict[str, str], str]:
    """Where the diagrams stand, where one can be put, namespaces → prefixes there, and the indentation."""
    parser = expat.ParserCreate("utf-8", namespace_separator=" ")
    parser.namespace_prefixes = True
    data = text.encode("utf-8", "surrogatepass")
    spans: list[tuple[int, int]] = []
    prefixes: dict[str, str] = {}
    state = {"depth": 0, "start": -1, "end": -1, "first": -1}

    def begin_namespace(prefix: str | None, uri: str) -> None:
        if state["depth"] == 0:
            known = prefixes.get(uri)
            if not known:  # a prefix is preferred to none: attributes need one
                prefixes[uri] = prefix or ""

    def start(name: str, _: object) -> None:
        state["depth"] += 1
        if state["depth"] == 2:
            parts = name.split(" ")
            if state["first"] < 0:
                state["first"] = parser.CurrentByteIndex
            if parts[:2] == [DI, "BPMNDiagram"]:
                state["start"] = parser.CurrentByteIndex
            elif parts[:2] == [MODEL, "relationship"] and state["end"] < 0:
                state["end"] = parser.CurrentByteIndex

    def end(name: str) -> None:
        if state["depth"] == 2 and state["start"] >= 0:
            at = parser.CurrentByteIndex
            spans.append((state["start"], data.index(b">", at) + 1 if data[at : at + 2] == b"</" else at))
            state["start"] = -1
        state["depth"] -= 1
        if state["depth"] == 0 and state["end"] < 0:
            state["end"] = parser.CurrentByteIndex

    parser.StartNamespaceDeclHandler = begin_namespace
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.Parse(data, True)

    def place(byte: int) -> int:
        return len(data[:byte].decode("utf-8", "surrogatepass"))

    first = place(state["first"]) if state["first"] >= 0 else 0
    before = text[_line_start(text, first) : first]
    return [(place(a), place(b)) for a, b in spans], place(state["end"]), prefixes, before or _INDENT


def _line_start(text: str, at: int) -> int:
    """The begin of the line if only white space comes before on it, else the place itself."""
    start = text.rfind("\n", 0, at) + 1
    return at if text[start:at].strip() else start


def _diagrams(bpmn: Bpmn, drawn: Iterable[Drawn], prefixes: dict[str, str]) -> list[_Node]:
    """BPMNDiagram elements; IDs, names and colours of those before are kept. Adds prefixes it declares."""
    before = _Before(bpmn)
    missing = {}
    for space in (DI, DC, DD, *before.spaces):
        if space not in prefixes:
            prefixes[space] = PREFIXES.get(space, f"ns{len(prefixes)}")
            missing[f"xmlns:{prefixes[space]}"] = space
    found = []
    for n, plane in enumerate(drawn):
        shapes = [before.shape(plane, id, b) for id, b in plane.shapes.items()]
        edges = [before.edge(plane, id) for id in plane.edges]
        said = {"id": before.id(DI, "BPMNPlane", plane.owner.id), "bpmnElement": plane.owner.id}
        if "id" not in plane.owner.attributes:
            del said["bpmnElement"]
        inside = _Node(DI, "BPMNPlane", said, (*shapes, *edges))
        own = before.diagram(n)
        found.append(_Node(DI, "BPMNDiagram", {**missing, **own}, (inside,)))
    return found


class _Before:
    """What the diagrams said that a new layout keeps."""

    def __init__(self, bpmn: Bpmn) -> None:
        self.bpmn = bpmn
        self._taken = {e.attributes["id"] for e in bpmn.elements if e.space != DI and "id" in e.attributes}
        self._old: dict[str, Element] = {}
        for e in bpmn.elements:
            if e.space == DI and "bpmnElement" in e.attributes:
                self._old.setdefault(e.attributes["bpmnElement"].rpartition(":")[2] + e.tag, e)
        kept = (e for e in bpmn.elements if e.space == DI and e.tag != "BPMNDiagram")
        keys = (k for e in kept for k in e.attributes if k.startswith("{"))
        self.spaces = tuple(dict.fromkeys(s for k in keys if (s := k[1:].partition("}")[0]) != _XML))
        self._diagrams = list(bpmn.all("BPMNDiagram", space=DI))

    def diagram(self, n: int) -> dict[str, str]:
        if n < len(self._diagrams):
            said = self._diagrams[n].attributes
            kept = {k: said[k] for k in ("id", "name") if k in said}
            if kept.get("id") and self._fresh(kept["id"]):
                return kept
        number = n + 1
        while not self._fresh(f"BPMNDiagram_{number}"):
            number += 1
        return {"id": f"BPMNDiagram_{number}"}

    def _fresh(self, id: str) -> bool:
        if id in self._taken:
            return False
        self._taken.add(id)
        return True

    def id(self, space: str, tag: str, element: str) -> str:
        """The ID a drawn thing had, or one made from that of its element."""
        old = self._old.get(element + tag)
        if old and "id" in old.attributes and self._fresh(old.attributes["id"]):
            return old.attributes["id"]
        base = id = f"{element}_di" if tag != "BPMNPlane" else "BPMNPlane_1"
        number = 1
        while not self._fresh(id):
            number += 1
            id = f"{base}_{number}" if tag != "BPMNPlane" else f"BPMNPlane_{number}"
        return id

    def _colours(self, element: str, tag: str) -> dict[str, str]:
        old = self._old.get(element + tag)
        return {k: v for k, v in old.attributes.items() if k.startswith("{")} if old else {}

    def _label(self, element: str, tag: str, bounds: Bounds | None) -> tuple[_Node, ...]:
        if bounds is None:
            return ()
        old = self._old.get(element + tag)
        label = self.bpmn.child(old, "BPMNLabel", DI) if old else None
        said = {k: v for k, v in label.attributes.items() if k.startswith("{")} if label else {}
        return (_Node(DI, "BPMNLabel", said, (_bounds(bounds),)),)

    def shape(self, plane: Drawn, id: str, bounds: Bounds) -> _Node:
        element = self.bpmn.by_id[id]
        said = {"id": self.id(DI, "BPMNShape", id), "bpmnElement": id}
        if element.tag in ("participant", "lane"):
            said["isHorizontal"] = "true"
        elif element.tag == "exclusiveGateway":
            said["isMarkerVisible"] = "true"
        elif id in plane.expanded:
            said["isExpanded"] = "true"
        elif element.tag in ("subProcess", "transaction", "adHocSubProcess"):
            said["isExpanded"] = "false"
        label = self._label(id, "BPMNShape", plane.labels.get(id))
        return _Node(DI, "BPMNShape", said | self._colours(id, "BPMNShape"), (_bounds(bounds), *label))

    def edge(self, plane: Drawn, id: str) -> _Node:
        points = tuple(_Node(DD, "waypoint", {"x": _number(p.x), "y": _number(p.y)}) for p in plane.edges[id])
        said = {"id": self.id(DI, "BPMNEdge", id), "bpmnElement": id} | self._colours(id, "BPMNEdge")
        return _Node(DI, "BPMNEdge", said, (*points, *self._label(id, "BPMNEdge", plane.labels.get(id))))


def _bounds(b: Bounds) -> _Node:
    sides = zip(("x", "y", "width", "height"), b, strict=True)
    return _Node(DC, "Bounds", {name: _number(value) for name, value in sides})


def _number(value: float) -> str:
    return f"{round(value, 1):g}" if abs(value) < 1e5 else f"{round(value, 1)}".removesuffix(".0")
