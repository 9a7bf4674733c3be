"""Every kind of page on paper, on a phone and in the dark: whole, without what nobody can press, at a bounded length."""

import io

import pypdf
import pytest
from browsing import OF_EDITIONS, ONE_OF_EVERY_KIND, PHONE, Site, faults
from playwright.sync_api import Page

ALL_KINDS = {**ONE_OF_EVERY_KIND, **OF_EDITIONS}
SHEETS = {"upright": (190, 277), "": (277, 190)}
"""Width and height of what is printed of an A4, in mm."""
PIXELS = 96 / 25.4
HEAD = PHONE["height"] * 0.48
"""Where the title of a page stands on a phone at the latest."""

every_kind = pytest.mark.parametrize(
    "docname", ALL_KINDS.values(), ids=[kind or "prose" for kind in ALL_KINDS]
)
of_editions = pytest.mark.parametrize("docname", OF_EDITIONS.values(), ids=list(OF_EDITIONS))


@every_kind
def test_a_page_is_printed_whole(page: Page, site: Site, docname: str) -> None:
    page.goto(site.file(docname))
    page.emulate_media(media="print")
    way = page.evaluate("getComputedStyle(document.body).page")
    width, height = (round(side * PIXELS) for side in SHEETS["upright" if way == "upright" else ""])
    page.set_viewport_size({"width": width, "height": height})
    wide, long = page.evaluate(
        "[document.documentElement.scrollWidth, document.documentElement.scrollHeight]"
    )
    assert wide <= width, "nothing is cut off at the right, or made small for it"
    shown = page.evaluate(
        "[...document.querySelectorAll('nav, form, button, input, select, summary, .skip, .cite')]"
        ".filter(e => e.checkVisibility() && getComputedStyle(e).display !== 'contents').map(e => e.outerHTML)"
    )
    assert shown == [], "nobody can press it on paper"
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    words = ["".join(sheet.extract_text().split()) for sheet in paper.pages]
    assert all(words), "no empty sheet"
    assert len(words) <= 2 + 2 * long / height


@every_kind
def test_a_page_opens_from_a_folder_and_its_head_leaves_a_phone_to_it(
    page: Page, site: Site, docname: str
) -> None:
    """That it asks for nothing else, and that the console stays empty, is seen to by the page itself."""
    page.set_viewport_size(PHONE)
    page.goto(site.file(docname))
    assert page.locator("h1").count() == 1
    title = page.locator("h1").bounding_box()
    assert title and title["y"] <= HEAD
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("docname", ["002/checks", "guide/operators"])
def test_the_part_a_reader_is_in_is_in_view_on_a_phone(page: Page, site: Site, docname: str) -> None:
    page.set_viewport_size(PHONE)
    page.goto(site.file(docname))
    here = page.locator(".bar.business .tabs [aria-current]").bounding_box()
    assert here and here["x"] >= 0 and here["x"] + here["width"] <= PHONE["width"]


@of_editions
def test_axe_finds_nothing_on_pages_of_editions(page: Page, site: Site, docname: str) -> None:
    page.goto(site.file(docname))
    assert faults(page) == []


def test_the_title_of_a_table_stays_with_its_first_row(page: Page, site: Site) -> None:
    page.goto(site.file("002/history"))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    for sheet in paper.pages:
        lines = [line for line in sheet.extract_text().splitlines() if line.strip()]
        assert not lines[-1].endswith("改定履歴") and lines[-1].split() != [
            "版",
            "年月日",
            "概要",
            "改定理由",
            "変更",
        ]
