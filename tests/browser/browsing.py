"""What tests in the browser share: the site, one page of every kind, and what axe-core has to say of a page."""

from collections.abc import Callable
from pathlib import Path
from typing import Any, NamedTuple

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page, ViewportSize

ROOT = Path(__file__).parents[2]
DESKTOP: ViewportSize = {"width": 1366, "height": 768}
PHONE: ViewportSize = {"width": 390, "height": 844}

AXE = Axe().axe_script
"""Half a megabyte: a page takes it in once, however often it is looked at."""

NewPage = Callable[..., Page]
"""Makes a page in a context of its own: of the sample or of the site given; keywords as of Playwright's
`new_context`."""


class Site(NamedTuple):
    """The published sample, as a folder and on a server."""

    folder: Path
    server: str

    def file(self, docname: str) -> str:
        """Address of a page in the folder."""
        return self._at(self.folder.as_uri(), docname)

    def http(self, docname: str) -> str:
        """Address of a page on the server."""
        return self._at(self.server, docname)

    def _at(self, root: str, docname: str) -> str:
        path, mark, rest = docname.partition("?" if "?" in docname else "#")
        return f"{root}/{path}.html{mark}{rest}"


ONE_OF_EVERY_KIND = {
    "": "002/text/unyo",
    "alerts": "001/alerts",
    "across": "across/index",
    "across_data": "across/data",
    "across_functions": "across/functions",
    "across_linkages": "across/linkages",
    "business": "002/index",
    "business_checks": "002/checks",
    "characters": "001/characters",
    "checks": "checks",
    "codes": "002/codes",
    "data_group": "002/data/002003",
    "data_list": "002/data/index",
    "details": "001/details",
    "data_use": "002/data/use",
    "dates": "across/dates",
    "domainindex": "hyojun-form",
    "flow": "001/flows/tennyu-todokede",
    "flow_list": "002/flows/index",
    "form": "002/forms/0020001",
    "form_list": "002/forms/index",
    "function_list": "002/functions/index",
    "functions": "002/functions/toroku-shinsei",
    "functions_all": "002/functions/all",
    "history": "002/history",
    "home": "index",
    "ids": "id/002",
    "ids_of_kind": "id/002-fn",
    "legend": "legend",
    "linkages": "002/linkages",
    "local_measures": "002/local-measures",
    "mechanisms": "across/mechanisms",
    "non_functional": "002/non-functional",
    "out_of_scope": "002/out-of-scope",
    "resolver": "id/index",
    "rules": "rules",
    "screens": "002/screens",
    "search": "search",
    "terms": "002/terms",
    "tree": "002/tree",
}
"""Template of the kind → a page; the empty one is authors' prose, domainindex an index that Sphinx writes."""
OF_EDITIONS = {
    "changes": "changes",
    "change_kinds": "changes/kinds",
    "business_changes": "002/changes/index",
    "comparison": "002/changes/機能-1.0-1.1",
    "errata": "002/errata",
    "edition": "002/機能/1.0/index",
    "edition_functions": "002/機能/1.0/functions/toroku-shinsei",
    "guide": "guide/index",
    "guide_chapter": "guide/municipalities",
    "search_results": "search?q=住民票",
}
"""Further kinds, which tell of editions, of the handbook, or of what was asked."""


THIN = """
for (const one of document.querySelectorAll("main *")) {
  for (const more of [...one.children].filter(c => c.matches("tr, li, section, div")).slice(12)) more.remove();
}
"""
"""Rows and entries beyond the 12th are like those before them, and axe-core looks at each for milliseconds."""


def violations(page: Page, *rules: str) -> list[str]:
    """What axe-core finds on a page, by its rules or by some of them only: rule, place, and why."""
    options: dict[str, Any] = {"resultTypes": ["violations"], "preload": False}
    if rules:
        options["runOnly"] = {"type": "rule", "values": list(rules)}
    page.evaluate(THIN)
    if not page.evaluate("'axe' in window"):
        page.evaluate(AXE)
    return [
        f"{found['id']}: {node['html'][:200]} {node['failureSummary']}"
        for found in page.evaluate("options => axe.run(options).then(found => found.violations)", options)
        for node in found["nodes"]
    ]


def faults(page: Page) -> list[str]:
    """What axe-core finds on a page, wide and narrow, in light and in the dark, where only contrast can differ."""
    found: list[str] = []
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.emulate_media(color_scheme="light")
        found += (f"{size['width']} light: {fault}" for fault in violations(page))
        page.emulate_media(color_scheme="dark")
        found += (f"{size['width']} dark: {fault}" for fault in violations(page, "color-contrast"))
    return found
