"""A view that was filtered is opened again by its address: one page of every kind that can be filtered."""

import re

import pytest
from browsing import NewPage, Site
from playwright.sync_api import Page, expect

COMPARISON = "002/changes/機能-1.0-1.1"
SHOWN = "getComputedStyle(document.querySelector('.shown'), '::after').content"


def changes(page: Page) -> list[str]:
    return page.locator("[data-weight]:not(section):visible").all_inner_texts()


@pytest.mark.parametrize("way", ["file", "http"])
@pytest.mark.parametrize("docname", [COMPARISON, "changes"])
def test_a_view_of_changes_is_opened_again_by_its_address(
    page: Page, new_page: NewPage, site: Site, docname: str, way: str
) -> None:
    page.goto(getattr(site, way)(docname))
    whole = changes(page)
    page.get_by_role("checkbox", name="字句の整理").uncheck()
    page.locator("#f-body").select_option("町村")
    page.locator("#f-kind").select_option("機能")
    left = changes(page)
    assert 0 < len(left) < len(whole)
    assert "件のうち" in page.evaluate(SHOWN)
    other = new_page()
    other.goto(page.url)
    assert changes(other) == left and other.evaluate(SHOWN) == page.evaluate(SHOWN)
    expect(other.get_by_role("checkbox", name="字句の整理")).not_to_be_checked()
    other.get_by_role("button", name="すべて表示").click()
    expect(other.locator(".filtered")).to_be_hidden()
    expect(other).not_to_have_url(re.compile(r"\?"))
    assert changes(other) == whole


def test_a_link_to_a_change_that_is_not_shown_shows_it(page: Page, site: Site) -> None:
    page.goto(site.file(COMPARISON))
    hidden = page.locator("article.change-editorial").first.get_attribute("id")
    page.goto(site.file(f"{COMPARISON}?weight=breaking#{hidden}"))
    expect(page.locator(f"#{hidden}")).to_be_in_viewport()


@pytest.mark.parametrize(
    "docname",
    ["002/functions/index", "002/forms/index", "002/linkages", "across/functions", "across/dates", "002/codes"],
)  # fmt: skip
def test_a_view_of_a_table_is_opened_again_by_its_address(
    page: Page, new_page: NewPage, site: Site, docname: str
) -> None:
    page.goto(site.file(docname))
    tools = page.locator("details.tools").first
    tools.evaluate("d => { d.open = true; }")
    rows = page.locator("table[data-sift]").first.locator("tbody tr:not(.heading):visible")
    word = rows.last.inner_text().split()[0]
    tools.get_by_role("searchbox").fill(word)
    expect(page.locator(".tally").first).to_contain_text("件を表示しています")
    left = rows.all_inner_texts()
    other = new_page()
    other.goto(page.url)
    again = other.locator("table[data-sift]").first.locator("tbody tr:not(.heading):visible")
    assert again.all_inner_texts() == left
