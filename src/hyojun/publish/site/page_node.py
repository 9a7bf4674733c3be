"""A page of the model in Sphinx: one directive, one node, rendered by Jinja2 when the page is written.

One node per page, not docutils tables: 20,000 rows take 2.4 s this way, 17.9 s as table nodes.
"""

from typing import Any

from docutils import nodes
from sphinx.util.docutils import SphinxDirective

from .running import RUNNING


class ModelPage(nodes.General, nodes.Element):
    """Stands for the rendered template of its page."""


class PageDirective(SphinxDirective):
    """`{hyojun:page}`: the page that the map of the site has at this docname."""

    def run(self) -> list[nodes.Node]:
        page = RUNNING.get().map.pages[self.env.docname]
        section = nodes.section(ids=[page.anchor])
        self.state.document.ids[page.anchor] = section
        section += nodes.title(page.title, page.title)
        section += ModelPage(docname=page.docname)
        return [section]


def visit(translator: Any, node: ModelPage) -> None:
    """Write the page; Sphinx's HTML translator collects `body`."""
    from .render import body

    translator.body.append(str(body(RUNNING.get(), node["docname"])))
    raise nodes.SkipNode
