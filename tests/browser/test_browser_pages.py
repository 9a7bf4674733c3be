"""One page of every kind: reads wide and narrow, in the dark, on paper and without scripts."""

import io

import pypdf
import pytest
from browsing import ONE_OF_EVERY_KIND, ROOT, NewPage, Site, faults
from playwright.sync_api import Page

from hyojun import source
from hyojun.publish.site.site_map import site_map

every_kind = pytest.mark.parametrize(
    "docname", ONE_OF_EVERY_KIND.values(), ids=[k or "prose" for k in ONE_OF_EVERY_KIND]
)


def test_every_kind_of_page_is_looked_at() -> None:
    pages = site_map(source.load(ROOT).corpus).pages
    assert {p.template for p in pages.values()} | {"domainindex"} == set(ONE_OF_EVERY_KIND)
    assert all(pages[d].template == k for k, d in ONE_OF_EVERY_KIND.items() if k != "domainindex")


@every_kind
def test_axe_finds_nothing_in_light_and_dark_wide_and_narrow(page: Page, site: Site, docname: str) -> None:
    page.goto(site.file(docname))
    assert faults(page) == []


def test_a_long_table_is_printed_with_its_head_on_every_page(page: Page, site: Site) -> None:
    page.goto(site.file(ONE_OF_EVERY_KIND["functions"]))
    rows = page.locator("table.functions tbody tr[id^=fn-]").count()
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    sheets = ["".join(p.extract_text().split()) for p in paper.pages]
    assert 3 <= len(sheets) <= rows, "at least one row a page"
    assert all("機能名称機能要件" in words for words in sheets)
    assert page.evaluate("getComputedStyle(document.querySelector('thead')).display") == "table-header-group"


@every_kind
def test_all_of_a_page_is_read_without_scripts(
    page: Page, new_page: NewPage, site: Site, docname: str
) -> None:
    if docname in ("search", "id/index"):
        pytest.skip("what it says without scripts is tested apart")
    without = new_page(java_script_enabled=False)
    without.goto(site.file(docname))
    page.goto(site.file(docname))
    page.evaluate("document.querySelectorAll('.tools, .tally, button.copy').forEach(tool => tool.remove())")
    assert without.locator("main").inner_text() == page.locator("main").inner_text()


def test_a_layout_and_its_table_point_at_each_other(new_page: NewPage, site: Site) -> None:
    page = new_page()
    page.goto(site.file("002/forms/0020001"))
    field = page.locator('svg.paper a[href="#field-1"]').first
    row = page.locator("#field-1")
    field.hover()
    assert "pointed" in (row.get_attribute("class") or "").split()
    row.hover()
    assert "pointed" not in (row.get_attribute("class") or "").split()
    assert "pointed" in (field.get_attribute("class") or "").split()
