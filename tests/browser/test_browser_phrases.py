"""Phrases as officials type them: what they mean is among the first results, whatever words the specification has."""

import re
from pathlib import Path

import pytest
import yaml
from browsing import Site
from playwright.sync_api import Page, expect

CASES = yaml.safe_load(Path(__file__).with_name("phrases.yaml").read_text("utf-8"))


@pytest.mark.parametrize("case", CASES, ids=[case["探す"] for case in CASES])
def test_a_phrase_finds_what_is_meant(page: Page, site: Site, case: dict[str, str]) -> None:
    page.goto(site.file(f"search?q={case['探す']}&b={case.get('業務', '')}"))
    expect(page.locator("#search-status")).to_have_text(re.compile(r"^\d+件見つかりました。"))
    first = [" ".join(t.split()) for t in page.locator("#search-list > li").all_inner_texts()[:5]]
    assert any(case["五件に"] in text for text in first), first
