"""A BPMN 2.0 file as it was read: every element with every attribute and text, whatever tool wrote it.

Flat and immutable, in document order; a parent is a number. Nothing is interpreted and nothing left out
(comments and white space between elements apart), so that drawing, checks and `flow show` ask the same
source. Elements of the diagram interchange and of vendors' extensions are elements like all others.
"""

from collections.abc import Iterator, Mapping
from functools import cached_property
from types import MappingProxyType
from typing import NamedTuple

MODEL = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DI = "http://www.omg.org/spec/BPMN/20100524/DI"
DC = "http://www.omg.org/spec/DD/20100524/DC"
DD = "http://www.omg.org/spec/DD/20100524/DI"
COLOR = "http://www.omg.org/spec/BPMN/non-normative/color/1.0"
BIOC = "http://bpmn.io/schema/bpmn/biocolor/1.0"


class Element(NamedTuple):
    """One XML element."""

    number: int
    """Its place in the document, from 0."""
    parent: int
    """Number of the enclosing element; -1 for the root."""
    space: str
    """Namespace; empty for none."""
    tag: str
    """Local name: userTask, BPMNShape, …"""
    attributes: Mapping[str, str]
    """Local name → value; `{namespace}name` for attributes in a namespace."""
    text: str
    """Text directly inside, white space at both ends removed."""
    line: int
    column: int
    """From 1, both."""

    @property
    def id(self) -> str:
        """Its own ID, or one made from tag and place: every element can be spoken of."""
        return self.attributes.get("id") or f"{self.tag}-{self.number}"

    @property
    def name(self) -> str:
        return self.attributes.get("name", "").strip()


class Bpmn:
    """All elements of a file, and the ways to find them."""

    def __init__(
        self, elements: tuple[Element, ...], prefixes: Mapping[str, str] = MappingProxyType({})
    ) -> None:
        self.elements = elements
        self.prefixes = prefixes
        """Prefix → namespace as first declared; QNames in attributes and texts use them."""

    @property
    def root(self) -> Element:
        """`definitions`."""
        return self.elements[0]

    @cached_property
    def by_id(self) -> Mapping[str, Element]:
        """Elements of the model by their own ID; of the diagram only where no other has the ID. The first wins."""
        found: dict[str, Element] = {}
        for diagram in (False, True):
            for e in self.elements:
                if (e.space == DI) is diagram and "id" in e.attributes:
                    found.setdefault(e.attributes["id"], e)
        return found

    @cached_property
    def _below(self) -> Mapping[int, tuple[Element, ...]]:
        found: dict[int, list[Element]] = {}
        for e in self.elements:
            found.setdefault(e.parent, []).append(e)
        return {number: tuple(below) for number, below in found.items()}

    def children(self, element: Element, tag: str | None = None, space: str = MODEL) -> tuple[Element, ...]:
        """Elements directly inside: all of them, or those of a tag (and namespace)."""
        below = self._below.get(element.number, ())
        return below if tag is None else tuple([e for e in below if e.tag == tag and e.space == space])

    def child(self, element: Element, tag: str, space: str = MODEL) -> Element | None:
        """The first element of a tag directly inside."""
        for e in self._below.get(element.number, ()):
            if e.tag == tag and e.space == space:
                return e
        return None

    def above(self, element: Element) -> Iterator[Element]:
        """The enclosing elements, innermost first."""
        while element.parent >= 0:
            element = self.elements[element.parent]
            yield element

    def all(self, *tags: str, space: str = MODEL) -> Iterator[Element]:
        """Elements of these tags in document order."""
        return (e for e in self.elements if e.tag in tags and e.space == space)

    def find(self, reference: str | None) -> Element | None:
        """What an IDREF or QName means."""
        return self.by_id.get(local(reference)) if reference else None


def local(reference: str) -> str:
    """The ID a reference means: some tools write QNames."""
    return reference.strip().rpartition(":")[2]
