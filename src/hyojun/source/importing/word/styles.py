"""Styles: what a paragraph is, by the style it has and those that style is based on."""

import re
from typing import NamedTuple

from .names import Element, each, first, is_on, value, whole

_HEADING = re.compile(r"(?:heading|見出し)\s*([1-9])", re.IGNORECASE)
_MOST_BASES = 30


class Style(NamedTuple):
    """A style with what it takes over from those it is based on."""

    name: str = ""
    id: str = ""
    outline: int | None = None
    """From 0; 9 is body text."""
    list_id: str = ""
    list_level: int | None = None
    bold: bool = False
    hidden: bool = False


class Styles:
    """The styles of a document, by ID."""

    def __init__(self, root: Element | None) -> None:
        self._own = {value(s, name="w:styleId"): s for s in each(root, "w:style")}
        self._made: dict[str, Style] = {}
        self.default = next(
            (
                value(s, name="w:styleId")
                for s in self._own.values()
                if s.get("w:default") in ("1", "true") and s.get("w:type") == "paragraph"
            ),
            "",
        )

    def style(self, id: str) -> Style:
        """A style by its ID; one that is not defined has the ID for a name."""
        if id not in self._made:
            self._made[id] = self._read(id)
        return self._made[id]

    def _read(self, id: str) -> Style:
        own = self._own.get(id)
        if own is None:
            return Style(id, id)
        name = value(own, "w:name") or id
        found = Style(name, id)
        seen: set[str] = set()
        while own is not None and id not in seen and len(seen) < _MOST_BASES:
            seen.add(id)
            properties, runs = first(own, "w:pPr"), first(own, "w:rPr")
            if found.outline is None:
                found = found._replace(outline=_outline(own, properties))
            if not found.list_id and (listed := value(properties, "w:numPr/w:numId")):
                level = value(properties, "w:numPr/w:ilvl")
                found = found._replace(list_id=listed, list_level=whole(level) if level else None)
            found = found._replace(
                bold=found.bold or is_on(runs, "w:b"), hidden=found.hidden or is_on(runs, "w:vanish")
            )
            id = value(own, "w:basedOn")
            own = self._own.get(id)
        return found


def _outline(style: Element, properties: Element | None) -> int | None:
    if written := value(properties, "w:outlineLvl"):
        return whole(written, 9)
    named = _HEADING.fullmatch(value(style, "w:name").strip())
    return int(named[1]) - 1 if named else None
