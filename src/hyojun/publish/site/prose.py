"""Authors' prose inside Sphinx: permanent anchors, links between files, mentions, and a last refusal.

The reader of sources lets only harmless Markdown through. Here the result is held against a list of
allowed nodes once more, since markup can hide inside markup.
"""

import posixpath
import re
from abc import abstractmethod
from typing import Any
from urllib.parse import unquote

from docutils import nodes
from sphinx import addnodes
from sphinx.transforms import SphinxTransform
from sphinx.util import logging

from hyojun.model import Business, Kind, mentions

from ..anchors import anchor
from .addresses import Page
from .object_names import NAMES, object_name
from .running import RUNNING

logger = logging.getLogger(__name__)

_ALLOWED = frozenset(
    """document section title paragraph Text emphasis strong literal literal_block bullet_list enumerated_list
    list_item definition_list definition_list_item term definition table tgroup colspec thead tbody row entry
    note warning important tip admonition figure image caption legend reference pending_xref inline subscript
    superscript abbreviation block_quote attribution transition footnote footnote_reference label line_block
    line container rubric target comment system_message problematic
    field_list field field_name field_body""".split()  # fields come from options of directives
)
_NOTES: dict[type[nodes.Element], str] = {
    nodes.note: "注記",
    nodes.important: "重要",
    nodes.warning: "警告",
    nodes.tip: "参考",
}
_NUMBERED = {"figure": "図", "table": "表"}
_COMMENT = re.compile(r"\s*(?:<!--(?:(?!-->).)*-->\s*)+", re.DOTALL)
_BREAKS = ("<br />\n", "\\\\\n")
"""What MyST makes of a line that ends with a backslash: one for HTML, one for LaTeX."""
_SAFE = re.compile(r"(?:https?://|mailto:|#)", re.IGNORECASE)
_PLAIN = (
    nodes.literal,
    nodes.literal_block,
    nodes.reference,
    nodes.title,
    addnodes.pending_xref,
    nodes.comment,
)


class _ProseTransform(SphinxTransform):
    """Runs on authors' prose only."""

    def apply(self, **kwargs: Any) -> None:
        chapter = RUNNING.get().chapters.get(self.env.docname)
        if chapter is not None:
            self.run()

    @abstractmethod
    def run(self) -> None:
        """Change the document of the chapter."""

    @property
    def business(self) -> Business:
        business = self.page.business
        assert business is not None
        return business

    @property
    def page(self) -> Page:
        """The page that the chapter becomes."""
        page = RUNNING.get().map.page(self.env.docname)
        assert page is not None
        return page


class line_end(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801  docutils names a visitor after it
    """A line that ends within a paragraph."""


class Refuse(_ProseTransform):
    """Whatever could carry code or read files becomes nothing, and is reported."""

    default_priority = 1

    def run(self) -> None:
        gone: set[int] = set()
        for node in list(self.document.findall()):
            if id(node) in gone:
                continue
            if isinstance(node, nodes.raw) and _COMMENT.fullmatch(node.astext()):
                _remove(node)
            elif isinstance(node, nodes.raw) and node.astext() in _BREAKS:
                node.replace_self([line_end()] if node["format"] == "html" else [])
            elif node.__class__.__name__ not in _ALLOWED:
                words = "HTML" if isinstance(node, nodes.raw) else f"この記法（{node.__class__.__name__}）"
                logger.warning("%sは書けません。Markdownで書いてください。", words, location=node)
                gone.update(id(below) for below in node.findall())
                _remove(node)
            elif isinstance(node, nodes.reference) and not _SAFE.match(node.get("refuri", "#")):
                logger.warning("リンク先「%s」は使えません。", str(node["refuri"])[:60], location=node)
                node.replace_self(node.children)


class picture(nodes.General, nodes.Inline, nodes.Element):  # noqa: N801  docutils names a visitor after it
    """A picture of ours. Sphinx would copy those it knows under names that depend on all the others."""


class Pictures(_ProseTransform):
    """Pictures by their path in the repository, as they are copied."""

    default_priority = 2

    def run(self) -> None:
        _, file = RUNNING.get().chapters[self.env.docname]
        for image in list(self.document.findall(nodes.image)):
            if isinstance(image.parent, nodes.title):  # only in a frozen edition: the reader refuses it
                image.replace_self(nodes.Text(image.get("alt", "")))
                continue
            path = posixpath.normpath(posixpath.join(posixpath.dirname(file), unquote(image["uri"])))
            found = picture(alt=image.get("alt", ""), file=RUNNING.get().asset(self.page, path))
            found.source, found.line = image.source, image.line
            image.replace_self(found)


class Notes(_ProseTransform):
    """Notes under the words that all publications use."""

    default_priority = 2

    def run(self) -> None:
        for kind, word in _NOTES.items():
            for note in list(self.document.findall(kind)):
                admonition = nodes.admonition("", nodes.title(word, word), classes=[kind.__name__])
                admonition += note.children
                admonition.source, admonition.line = note.source, note.line
                note.replace_self(admonition)


class Captions(_ProseTransform):
    """図 and 表 with the numbers that the PDF gives them."""

    default_priority = 2

    def run(self) -> None:
        found = RUNNING.get().captions[self.env.docname].copy()
        for caption in list(self.document.findall(nodes.TextElement)):
            kind = type(caption.parent).__name__
            if isinstance(caption, nodes.caption | nodes.title) and kind in _NUMBERED:
                found[kind] += 1
                caption.insert(0, nodes.Text(f"{_NUMBERED[kind]}{found[kind]}　"))


class Links(_ProseTransform):
    """`[…](#key)` becomes a reference of the domain; the reader lets no other link inside through."""

    default_priority = 3

    def run(self) -> None:
        for node in list(self.document.findall(nodes.reference)):
            if node.get("id_link"):
                self._to_heading(node, node["refuri"].removeprefix("#"))

    def _to_heading(self, node: nodes.Element, key: str) -> None:
        pending = addnodes.pending_xref(
            refdomain="hyojun",
            reftype="heading",
            reftarget=key,
            refexplicit=bool(node.children),
            refwarn=True,
            refdoc=self.env.docname,
        )
        pending.source, pending.line = node.source, node.line
        inner = nodes.inline()
        inner += node.children if node.children else [nodes.Text(key)]
        pending += inner
        node.replace_self(pending)


class Anchors(_ProseTransform):
    """Headings with a key are found by it; keys are no labels of Sphinx, which knows no 業務."""

    default_priority = 710  # after all of docutils and MyST that give IDs

    def run(self) -> None:
        chapter, _ = RUNNING.get().chapters[self.env.docname]
        headings = [b for b in chapter.blocks if b.kind == "見出し"]
        sections = list(self.document.findall(nodes.section))
        if len(headings) != len(sections):
            logger.warning("見出しの段の組立てが読み取れません。", location=self.env.docname)
        for index, (section, block) in enumerate(zip(sections, headings, strict=False), 1):
            section["ids"] = [anchor(Kind.HEADING, block.key) if block.key else f"sec-{index}"]
            section["names"] = []
        for target in list(self.document.findall(nodes.target)):
            target.parent.remove(target)
        self.document.nametypes.clear()
        self.document.nameids.clear()


class Mentions(_ProseTransform):
    """Kind-prefixed IDs in running text become links if they lead somewhere."""

    default_priority = 720

    def run(self) -> None:
        places = RUNNING.get().map.seen_from(self.page).places
        for text in list(self.document.findall(nodes.Text)):
            if any(isinstance(above, _PLAIN) for above in _above(text)):
                continue
            parts: list[nodes.Node] = []
            end = 0
            words = text.astext()
            for found in mentions(words):
                ref = self.business.ref(found.kind, found.id)
                if ref not in places:
                    continue
                parts.append(nodes.Text(words[end : found.start]))
                pending = addnodes.pending_xref(
                    refdomain="hyojun",
                    reftype=NAMES[found.kind],
                    reftarget=object_name(ref),
                    refexplicit=found.kind is not Kind.HEADING,
                    refwarn=True,
                    refdoc=self.env.docname,
                )
                shown = words[found.start : found.end]
                pending += nodes.inline(shown, shown)
                parts.append(pending)
                end = found.end
            if parts:
                parts.append(nodes.Text(words[end:]))
                text.parent.replace(text, parts)


def _above(node: nodes.Node) -> list[nodes.Node]:
    found = []
    while node.parent is not None:
        node = node.parent
        found.append(node)
    return found


def _remove(node: nodes.Node) -> None:
    if node.parent is not None:
        node.parent.remove(node)


TRANSFORMS: tuple[type[SphinxTransform], ...] = (Refuse, Pictures, Notes, Captions, Links, Anchors, Mentions)
