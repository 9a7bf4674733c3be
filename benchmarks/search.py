"""How large the files of the search are, and how long a key takes in a browser with all of them loaded.

The pages are those of a site of one 業務; the rows beside them are those of all. Needs Chromium.

    .venv/bin/python -m benchmarks.search [--businesses 20]
"""

import argparse
import gzip
import shutil
import sys
import tempfile
import time
from collections.abc import Sequence
from datetime import date
from pathlib import Path

from playwright.sync_api import sync_playwright

from hyojun import publish, source
from hyojun.publish.site.search import search_files
from hyojun.publish.site.searched import SearchFile
from hyojun.publish.site.site_map import site_map

from .corpus.__main__ import MOST
from .sample import machine
from .scale import corpus

WORDS = ("届", "届出", "届出 確認", "の", "0230011", "介護保険 証明", "取り扱い")
"""From rare to everywhere, several words, an ID, and one with other spellings."""
LONG_TASKS = (
    "window.tasks = []; new PerformanceObserver(list => tasks.push(...list.getEntries().map(e => e.duration)))"
    ".observe({type: 'longtask', buffered: true})"
)
KEY = """async words => {
  const field = document.querySelector("[name=q]"), status = document.getElementById("search-status");
  status.textContent = "";
  field.value = words;
  const begun = performance.now();
  const shown = new Promise(done => new MutationObserver(done).observe(status, { childList: true }));
  field.dispatchEvent(new Event("input"));
  await shown;
  return performance.now() - begun;
}"""
"""Milliseconds from a key to its results."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.search", description="検索用のファイルの大きさと、検索の時間を測ります。"
    )
    parser.add_argument("--businesses", type=int, default=MOST, help=f"業務の数（既定 {MOST}）")
    given = parser.parse_args(arguments)
    with corpus(given.businesses) as root, corpus(1) as small, tempfile.TemporaryDirectory() as folder:
        found = source.load(root).corpus
        begun = time.process_time()
        files = list(search_files(found, site_map(found)))
        written = time.process_time() - begun
        for business in found.businesses:
            size = sum(_packed(f) for f in files if f"/{business.id}-" in f.path)
            print(
                f"{business.id} {business.name}　機能 {len(business.functions)}: {size / 1000:.0f} kB（gzip）"
            )
        site = Path(folder) / "out" / "site"
        publish.build(source.load(small), ["site"], site.parent)
        shutil.rmtree(site / "_search")
        for file in files:
            (site / file.path).parent.mkdir(exist_ok=True)
            (site / file.path).write_bytes(file.content)
        loaded, keys, longest = _in_a_browser(site)
    for words, taken in zip(WORDS, keys, strict=True):
        print(f"「{words}」: {taken:.0f} ミリ秒")
    cells = [date.today().isoformat(), machine(), str(given.businesses), f"{written:.2f}"]
    cells += [f"{sum(map(_packed, files)) / 1e6:.2f}", f"{loaded:.1f}", f"{min(keys):.0f}～{max(keys):.0f}"]
    print("\nREADME.md の表に足す行:\n")
    print(f"| {' | '.join([*cells, f'{longest:.0f}'])} |")
    return 0


def _packed(file: SearchFile) -> int:
    return len(gzip.compress(file.content, 9, mtime=0))


def _in_a_browser(site: Path) -> tuple[float, list[float], float]:
    """Seconds until all files are loaded and searched; milliseconds a key; the longest task while typing."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=shutil.which("chromium"), args=["--no-sandbox", "--disable-gpu"]
        )
        page = browser.new_page()
        page.add_init_script(LONG_TASKS)
        begun = time.monotonic()
        page.goto(f"{site.as_uri()}/search.html?q={WORDS[0]}")
        page.wait_for_function("/^[0-9]+件/.test(document.getElementById('search-status').textContent)")
        loaded = time.monotonic() - begun
        page.evaluate("tasks.length = 0")
        keys = [float(page.evaluate(KEY, words)) for words in WORDS]
        longest = float(page.evaluate("Math.max(0, ...tasks)"))
        browser.close()
    return loaded, keys, longest


if __name__ == "__main__":
    sys.exit(main())
