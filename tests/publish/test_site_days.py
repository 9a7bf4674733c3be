"""A day reads the same wherever it stands on the site; only data and examples of data keep the form of programs."""

import re
from pathlib import Path

import pytest
from lxml import html
from test_site import ROOT, build

from hyojun.publish.dates import in_words

PROGRAMS = re.compile(r"(?<![\d-])\d{4}-\d\d-\d\d(?![\d-])")
DATA = ("data", "forms", "guide")
"""Folders with サンプル値 and with examples of files."""
DATA_PAGES = ("legend", "rules")


@pytest.mark.parametrize(
    ("written", "era", "read"),
    [
        ("2028-04-01", "和暦", "令和10年4月1日"),
        ("指定都市：2028-04-01、町村：未定", "西暦", "指定都市：2028年4月1日、町村：未定"),
        ("終期 2029-03-31 → 2028-03-31", "和暦", "終期 令和11年3月31日 → 令和10年3月31日"),
        ("1985-00-00、12028-04-01、2028-04-011", "和暦", "1985-00-00、12028-04-01、2028-04-011"),
    ],
)
def test_days_within_a_text_are_read_as_days(written: str, era: str, read: str) -> None:
    assert in_words(written, era) == read


def test_no_page_shows_a_day_as_programs_write_it(tmp_path: Path) -> None:
    site = build(ROOT, tmp_path).site
    found: dict[str, list[str]] = {}
    seen = 0
    for path in sorted(site.rglob("*.html")):
        name = path.relative_to(site).with_suffix("").as_posix()
        if set(DATA) & set(name.split("/")) or name in DATA_PAGES:
            continue
        seen += 1
        document = html.parse(str(path)).getroot()
        for aside in document.xpath("//script | //style | //code | //pre | //li[contains(., 'サンプル値')]"):
            aside.drop_tree()
        texts = (t for t in document.xpath("//text()") if PROGRAMS.search(t))
        if here := [" ".join(t.split()) for t in texts]:
            found[name] = here
    assert found == {} and seen > 100
