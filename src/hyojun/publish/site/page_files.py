"""The files of a site that Sphinx has no part in: pages of the model, and what stands beside them."""

from collections.abc import Iterator
from pathlib import Path

import jinja2
from markupsafe import escape

from .figures import files
from .filters import SHEET, sheet
from .frozen import VERSIONS, versions_json
from .inventory import inventory
from .kept import ACROSS
from .render import body, frame
from .running import Running


def write_pages(running: Running, target: Path) -> None:
    """Write the pages that are made, drawings, feeds, the rows of the search, and the files of the theme.

    Pages of the model never are documents of Sphinx: no reading, no doctree, no transforms, and where no prose has
    changed, no Sphinx. Layout and frame are those that prose has.
    """
    layout = jinja2.Environment(loader=jinja2.FileSystemLoader(running.theme / "hyojun"))
    whole = layout.get_template("page.html")
    for page in running.map.every:
        if page.docname not in running.chapters and running.makes(page):
            html = whole.render(
                title=str(escape(page.title)),
                docstitle=running.job.settings.title,
                body=str(body(running, page.docname)),
                **frame(running, page.docname, ""),
            )
            _write(target / f"{page.docname}.html", html.encode("utf-8", "xmlcharrefreplace"))
    for name, content in _beside(running):
        _write(target / name, content)


def _beside(running: Running) -> Iterator[tuple[str, bytes]]:
    """Path and bytes of everything beside the pages."""
    job, map, settings = running.job, running.map, running.job.settings
    yield from files(running.figures)
    yield from ((f.path, f.content) for f in running.search.files)
    yield from ((f.path, f.content) for f in running.id_files if f.content)
    yield from running.feeds.items()
    yield from (
        (f"_static/{name}", (running.theme / "hyojun/static" / name).read_bytes()) for name in running.static
    )
    if map.steps:
        yield SHEET, sheet(map.steps, job.corpus).encode()
    if ACROSS not in running.kept:
        yield "objects.inv", inventory(map, settings.title)
        yield VERSIONS, versions_json(job.corpus, job.released, settings.title, settings.address)


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except FileNotFoundError:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
