"""Prose as HTML: Sphinx's translator, with Japanese words for its marks and heads that say what they head."""

from typing import Any

from docutils import nodes
from markupsafe import escape
from sphinx.writers.html5 import HTML5Translator

from .addresses import relative


class Translator(HTML5Translator):
    """Writes the prose of authors; pages of the model bring their own HTML."""

    def visit_picture(self, node: nodes.Element) -> None:
        address = relative(self.builder.current_docname, node["file"])
        self.body.append(f'<img alt="{escape(node["alt"])}" src="{address}" />')
        raise nodes.SkipNode

    def visit_line_end(self, node: nodes.Element) -> None:
        self.body.append("<br />\n")
        raise nodes.SkipNode

    def add_permalink_ref(self, node: nodes.Element, title: str) -> None:
        words = "この見出しへのリンク" if isinstance(node, nodes.section) else "ここへのリンク"
        super().add_permalink_ref(node, words)

    def starttag(
        self, node: nodes.Element, tagname: str, suffix: str = "\n", empty: bool = False, **attributes: Any
    ) -> str:
        match node:
            case nodes.entry() if tagname == "th":
                attributes["scope"] = "col" if _is_inside(node, nodes.thead) else "row"
            case nodes.table() if not node.next_node(nodes.title):
                attributes["aria-label"] = f"「{_heading(node)}」の表"
        found: str = super().starttag(node, tagname, suffix, empty, **attributes)
        return found


def _is_inside(node: nodes.Node, kind: type[nodes.Node]) -> bool:
    above = node.parent
    while above is not None and not isinstance(above, kind):
        above = above.parent
    return above is not None


def _heading(node: nodes.Node) -> str:
    """The words of the heading a node stands under."""
    above = node.parent
    while above is not None and not isinstance(above, nodes.section):
        above = above.parent
    title = above.next_node(nodes.title) if above is not None else None
    return title.astext() if title is not None else ""
