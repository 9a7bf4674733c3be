"""A BPMN file sorted for reading as a flow: elements by tag, and what surrounds each."""

from collections import defaultdict
from collections.abc import Iterator
from operator import itemgetter

from hyojun.flow import MODEL, Bpmn, Element, local

_ENCLOSING = frozenset({"process", "lane", "subProcess", "transaction", "adHocSubProcess", "subChoreography"})


class Context:
    """One walk over the elements of BPMN; parents stand before their children, so one is enough."""

    def __init__(self, bpmn: Bpmn) -> None:
        self.bpmn = bpmn
        self._by_tag: dict[str, list[Element]] = defaultdict(list)
        self._documentation: dict[int, str] = {}
        self._process: dict[int, str] = {}
        self._around: dict[int, Element | None] = {}
        self._lane: dict[int, Element | None] = {}
        for e in bpmn.elements:
            if e.space == MODEL:
                self._place(e)

    def _place(self, e: Element) -> None:
        number, parent, _, tag, *_ = e
        process = self._process.get(parent, "")
        around, lane = self._around.get(parent), self._lane.get(parent)
        above = self.bpmn.elements[parent]
        if above.tag in _ENCLOSING and above.space == MODEL and parent >= 0:
            if above.tag == "process":
                process = above.attributes.get("id", "")
            elif above.tag == "lane":
                lane = above
            else:
                around = above
        self._process[number] = process
        self._around[number] = around
        self._lane[number] = lane
        self._by_tag[tag].append(e)
        if tag == "documentation":
            self._documentation[parent] = f"{self._documentation.get(parent, '')}{e.text}\n"

    def all(self, *tags: str) -> list[Element]:
        """The elements of these tags in document order."""
        found = [e for tag in tags for e in self._by_tag.get(tag, ())]
        return found if len(tags) == 1 else sorted(found, key=itemgetter(0))

    @property
    def tags(self) -> Iterator[str]:
        """The tags there are."""
        return iter(self._by_tag)

    def above(self, e: Element) -> Element:
        """The element directly around another; the root is its own."""
        return self.bpmn.elements[e.parent] if e.parent >= 0 else e

    def process(self, e: Element) -> str:
        """ID of the process an element belongs to; empty for none."""
        return self._process[e.number]

    def around(self, e: Element) -> Element | None:
        """The innermost sub-process around an element."""
        return self._around[e.number]

    def within(self, e: Element) -> str | None:
        """ID of the innermost sub-process around an element."""
        around = self._around[e.number]
        return around.id if around else None

    def outer_lane(self, e: Element) -> Element | None:
        """The innermost lane around a lane."""
        return self._lane[e.number]

    def documentation(self, e: Element) -> str:
        """All that its documentations say."""
        return self._documentation.get(e.number, "")

    def words_below(self, tag: str) -> dict[int, list[str]]:
        """Texts of the elements of a tag, by the number of the element directly around them."""
        found: dict[int, list[str]] = {}
        for e in self.all(tag):
            found.setdefault(e.parent, []).append(e.text)
        return found

    def references_below(self, tag: str) -> dict[int, list[str]]:
        """As `words_below`, the texts being IDs of other elements."""
        return {n: [local(t) for t in texts if t] for n, texts in self.words_below(tag).items()}
