"""Plain text of the model as data for the templates: pieces of text, links by anchor, dates.

Nothing here is Typst code: a text travels as a JSON string from the author's file to the page.
A piece is a string, `{"to": anchor, "t": string}` for a link, or `{"w": [strings]}` for a long
word that may be broken between its parts.
"""

import re
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from hyojun.model import Kind, Ref, mentions

from ..anchors import anchor

Data = Any
"""JSON data: what a template reads."""

_BETWEEN = ("、", "及び", "又は", "並びに", "・", "\n", "")
"""What stands between references of one row of them."""
_LONG_WORD = re.compile(r"[!-~]{16,}")
_WORD_PART = re.compile(r"[^_/.&=?-]{1,12}[_/.&=?-]?|[_/.&=?-]")


def link(ref: Ref, text: str | None = None) -> Data:
    """A link to an entry; `settled` takes it away where the PDF does not hold it."""
    return {"to": anchor(ref.kind, ref.id), "t": ref.label if text is None else text}


def rich(text: str | None) -> Data:
    """A running text with its mentions as links. None stays None."""
    if text is None:
        return None
    pieces: list[Data] = []
    end = 0
    for found in mentions(text):
        pieces.extend(_words(text[end : found.start]))
        pieces.append({"to": anchor(found.kind, found.id), "t": text[found.start : found.end]})
        end = found.end
    pieces.extend(_words(text[end:]))
    return pieces[0] if len(pieces) == 1 and isinstance(pieces[0], str) else pieces


def _words(text: str) -> Iterator[Data]:
    end = 0
    for match in _LONG_WORD.finditer(text):
        if text[end : match.start()]:
            yield text[end : match.start()]
        yield {"w": _WORD_PART.findall(match[0])}
        end = match.end()
    if text[end:]:
        yield text[end:]


def anchors(data: Data) -> Iterator[str]:
    """The anchors that stand in the data."""
    if isinstance(data, dict):
        if (name := data.get("at")) is not None:
            yield name
        for value in data.values():
            yield from anchors(value)
    elif isinstance(data, list):
        for value in data:
            yield from anchors(value)


def settled(data: Data, headings: Mapping[str, str], files: Mapping[str, str]) -> Data:
    """The data with every anchor given once, links only to anchors that are there, headings called by
    their titles, which are given by anchor, and what stands in another file followed by its name.

    Drafts may hold an ID twice, and texts name entries of other documents; Typst would stop at both.
    A key (見出しtoroku) is for authors; a reader knows 項番 and title. `files`: anchor → name of the file,
    for what is not in this one.
    """
    seen: set[str] = set()

    def once(node: dict[str, Data]) -> dict[str, Data]:
        if (name := node.get("at")) is not None:
            if name in seen:
                return node | {"at": None}
            seen.add(name)
        return node

    def known(node: dict[str, Data]) -> dict[str, Data]:
        to = node.get("to")
        if (
            isinstance(to, str)
            and to in headings
            and node.get("t") == f"{Kind.HEADING.value}{to.partition('-')[2]}"
        ):
            node = node | {"t": f"「{headings[to]}」"}
        if to is None or to in seen:
            return node
        return node | {"to": None} | ({"in": files[to]} if to in files else {})

    return _told_once(_each(_each(data, once), known))


def _told_once(data: Data) -> Data:
    """Of references that follow each other and lead to one file, only the last names it."""
    if isinstance(data, dict):
        return {k: _told_once(v) for k, v in data.items()}
    if not isinstance(data, list):
        return data
    found = [_told_once(piece) for piece in data]
    last: dict[str, Data] | None = None
    for piece in found:
        if isinstance(piece, dict) and "in" in piece:
            if last is not None and last["in"] == piece["in"]:
                del last["in"]
            last = piece
        elif not (isinstance(piece, str) and piece in _BETWEEN):
            last = None
    return found


def _each(data: Data, change: Callable[[dict[str, Data]], dict[str, Data]]) -> Data:
    """The data with each object changed, parents before children, in order."""
    if isinstance(data, dict):
        return {k: _each(v, change) for k, v in change(data).items()}
    if isinstance(data, list):
        return [_each(v, change) for v in data]
    # Typst draws nothing for a tab in a text.
    return data.expandtabs(4) if isinstance(data, str) else data


def strings(data: Data) -> Iterator[str]:
    """Every string of the data."""
    if isinstance(data, str):
        yield data
    elif isinstance(data, dict):
        for value in data.values():
            yield from strings(value)
    elif isinstance(data, list):
        for value in data:
            yield from strings(value)
