"""How long the tools of a table take on the page of all functions of a 業務, in a browser, and how heavy it is.

A key is timed twice until the browser has drawn: on the clock, which other processes of a busy machine lengthen, and
as CPU time of the page's one thread. Rows that come after the first drawing are kept back meanwhile. Needs Chromium.

    .venv/bin/python -m benchmarks.tables
"""

import gzip
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import CDPSession, Page, sync_playwright

from hyojun import publish, source

from .sample import machine
from .scale import corpus

KEYS = ("証", "証明", "証明 確認", "", "の", "の記録", "保険料", "0250011", "")
"""Few rows and all of them, from all to few and back."""
LIMIT = 100
"""Milliseconds a key may take."""
KEY = """async words => {
  const field = document.querySelector(".sift input[type=search]");
  field.value = words;
  const begun = performance.now();
  field.dispatchEvent(new Event("input"));
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)));
  return performance.now() - begun;
}"""
LATE = "const soon = setTimeout; window.setTimeout = (act, ms, ...with_) => soon(act, ms + 500, ...with_);"
"""Keeps back what the page puts off."""
SORT = "document.querySelectorAll('.sort')[1].click(); document.body.offsetHeight"


class Taken(NamedTuple):
    """Milliseconds."""

    clock: float
    cpu: float


def main() -> int:
    with corpus(1) as root, tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "out"
        publish.build(source.load(root), ["site"], out)
        (page,) = out.glob("site/*/functions/all.html")
        data = page.read_bytes()
        rows = data.count(b" data-c=")
        keys, sort = _in_a_browser(page)
    for words, taken in zip(KEYS, keys, strict=True):
        print(f"「{words}」: {taken.clock:.0f} ミリ秒（CPU {taken.cpu:.0f}）")
    worst = max(t.cpu for t in keys)
    print(f"目標 1文字 CPU {LIMIT} ミリ秒以内: {'達成' if worst <= LIMIT else '未達'}")
    cells = [date.today().isoformat(), machine(), str(rows)]
    cells += [f"{len(data) / 1000:.0f}", f"{len(gzip.compress(data, 9, mtime=0)) / 1000:.0f}"]
    for values in ([t.clock for t in keys], [t.cpu for t in keys]):
        cells.append(f"{min(values):.0f}～{max(values):.0f}")
    print("\nREADME.md の表に足す行:\n")
    print(f"| {' | '.join([*cells, f'{sort.cpu:.0f}'])} |")
    return 0


def _in_a_browser(file: Path) -> tuple[list[Taken], Taken]:
    """Each key, and a click on the head of a column."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page(viewport={"width": 1366, "height": 768})
        page.add_init_script(LATE)
        page.goto(file.as_uri())
        session = page.context.new_cdp_session(page)
        session.send("Performance.enable", {"timeDomain": "threadTicks"})
        page.locator(".sift input[type=search]").first.focus()
        found = list(_keys(page, session))
        before = _cpu(session)
        begun = time.monotonic()
        page.evaluate(SORT)
        sort = Taken((time.monotonic() - begun) * 1000, _cpu(session) - before)
        browser.close()
    return found, sort


def _keys(page: Page, session: CDPSession) -> Iterator[Taken]:
    for words in KEYS:
        before = _cpu(session)
        clock = float(page.evaluate(KEY, words))
        yield Taken(clock, _cpu(session) - before)
        page.wait_for_timeout(4000)  # until the rows that were kept back are there


def _cpu(session: CDPSession) -> float:
    """Milliseconds of CPU that the thread of the page has used."""
    metrics = session.send("Performance.getMetrics")["metrics"]
    return float(next(m["value"] for m in metrics if m["name"] == "TaskDuration")) * 1000


if __name__ == "__main__":
    sys.exit(main())
