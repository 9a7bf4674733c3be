"""The site in a real browser: Debian's Chromium, driven by Playwright; the one without windows where it is there.

A page of these tests is alone with the site: a request to anywhere else and a word in the console fail the
test that opened it.
"""

import fcntl
import shutil
import threading
from collections.abc import Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from browsing import DESKTOP, NewPage, Site
from playwright.sync_api import Browser, BrowserContext, Page, Request, sync_playwright

from hyojun import publish, source

ROOT = Path(__file__).parents[2]
CHROMIUM = shutil.which("chromium-headless-shell") or shutil.which("chromium")
"""The first opens and shows a page with a third of the work: the same engine without all that is around a page."""
QUIET = (
    "--no-sandbox --disable-gpu --no-first-run --disable-background-networking --disable-component-update"
    " --disable-sync"
).split()


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Without a browser these tests say so and stay out of the way."""
    here = Path(__file__).parent
    for item in items if CHROMIUM is None else ():
        if item.path.is_relative_to(here):
            item.add_marker(
                pytest.mark.skip(reason="Chromium がありません（apt-get install chromium-headless-shell）。")
            )


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture(scope="session")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site of the sample; the processes of one run build it once."""
    shared = tmp_path_factory.getbasetemp()
    shared = shared.parent if shared.name.startswith("popen-gw") else shared
    out = shared / "browser-site"
    with (shared / "browser-site.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        if not (out / publish.MANIFEST).is_file():
            publish.build(source.load(ROOT), ["site"], out)
    return out / "site"


@pytest.fixture(scope="session")
def site(folder: Path) -> Iterator[Site]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield Site(folder, f"http://127.0.0.1:{server.server_port}")
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        found = playwright.chromium.launch(executable_path=CHROMIUM, args=QUIET)
        yield found
        found.close()


@pytest.fixture
def new_page(browser: Browser, site: Site) -> Iterator[NewPage]:
    trouble: list[str] = []
    contexts: list[BrowserContext] = []

    def make(of: Site = site, **options: Any) -> Page:
        def asked(request: Request) -> None:
            if not request.url.startswith((of.folder.as_uri() + "/", of.server + "/", "about:")):
                trouble.append(f"a request left the site: {request.url}")

        context = browser.new_context(**{"viewport": DESKTOP, "locale": "ja-JP", **options})
        contexts.append(context)
        context.set_default_timeout(10_000)
        context.on("request", asked)
        context.on("weberror", lambda error: trouble.append(f"an error: {error.error}"))
        context.on("console", lambda word: trouble.append(f"in the console: {word.text}"))
        return context.new_page()

    yield make
    for context in contexts:
        context.close()
    assert not trouble, "\n".join(trouble)


@pytest.fixture
def page(new_page: NewPage) -> Page:
    """A page at 1366×768."""
    return new_page()
