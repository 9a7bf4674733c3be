"""Permanent addresses, 引用 and other editions, as somebody with a number on paper uses them."""

from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browsing import DESKTOP, PHONE, NewPage, Site, violations
from playwright.sync_api import Page, expect

EDITION = "002/機能/1.0/functions/toroku-shinsei"
IN_FORCE = quote("002/機能/1.0")


def opened(page: Page, site: Site, fragment: str, way: str = "file") -> None:
    page.goto(getattr(site, way)(f"id/index#{fragment}"))


@pytest.mark.parametrize("way", ["file", "http"])
@pytest.mark.parametrize(
    ("fragment", "leads"),
    [
        ("機能0020041", "002/functions/toroku-shinsei.html#fn-0020041"),
        ("データ00200012", "002/data/002002.html#item-00200012"),
        ("機能ＩＤ００２００４１", "002/functions/toroku-shinsei.html#fn-0020041"),
        ("00200012", "002/data/002002.html#item-00200012"),
        ("連携002I001", "002/linkages.html#link-002i001"),
        ("002/フローtoroku-kara-kofu", f"{IN_FORCE}/flows/toroku-kara-kofu.html#flow-toroku-kara-kofu"),
        ("業務フローtoroku-kara-kofu", f"{IN_FORCE}/flows/toroku-kara-kofu.html#flow-toroku-kara-kofu"),
        ("002/見出しtoroku-shinsei", f"{IN_FORCE}/functions/toroku-shinsei.html#h-toroku-shinsei"),
        ("機能0020001@1.0", f"{IN_FORCE}/functions/kanri-komoku.html#fn-0020001"),
        ("機能0020001@1.1案", "002/functions/kanri-komoku.html#fn-0020001"),
        ("機能0020001＠1.1案", "002/functions/kanri-komoku.html#fn-0020001"),
        ("002", "002/index.html"),
    ],
)
def test_an_id_leads_to_its_entry(page: Page, site: Site, way: str, fragment: str, leads: str) -> None:
    opened(page, site, fragment, way)
    page.wait_for_url(f"**/{leads}")
    if "#" in leads:
        expect(page.locator(":target").first).to_be_attached()


def test_an_id_leads_to_the_edition_in_force_and_on_to_the_draft(page: Page, site: Site) -> None:
    opened(page, site, "機能0020010")
    page.wait_for_url(f"**/{IN_FORCE}/functions/toroku-shinsei.html#fn-0020010")
    expect(page.locator(".edition-banner")).to_contain_text("現行の版：第1.0版")
    page.locator(":target").get_by_role("link", name="第1.1版（案）を見る").click()
    page.wait_for_url("**/site/002/functions/toroku-shinsei.html#fn-0020010")
    expect(page.locator(":target .withdrawn")).to_contain_text("置換先：0020041")
    page.locator(".standing .force").click()
    page.wait_for_url(f"**/{IN_FORCE}/functions/toroku-shinsei.html")


def test_an_edition_that_is_not_here_is_said_with_what_there_is(page: Page, site: Site) -> None:
    opened(page, site, "機能0020001@1.0案")
    answer = page.locator("#resolver-answer")
    expect(answer).to_contain_text("第1.0版（案）の「機能0020001」は、このサイトにはありません。")
    answer.get_by_role("link", name="第1.0版").click()
    page.wait_for_url(f"**/{IN_FORCE}/functions/kanri-komoku.html#fn-0020001")


def test_a_number_of_two_kinds_asks_which(page: Page, site: Site) -> None:
    opened(page, site, "0020001")
    answer = page.locator("#resolver-answer")
    expect(answer).to_contain_text("2件あります。")
    answer.get_by_role("link", name="帳票0020001").click()
    page.wait_for_url(f"**/{IN_FORCE}/forms/0020001.html#form-0020001")


@pytest.mark.parametrize("fragment", ["機能0029999", "機能9990001", "<img src=x>", "%E0%A4%A"])
def test_an_unknown_id_leads_to_the_search(page: Page, site: Site, fragment: str) -> None:
    opened(page, site, fragment)
    answer = page.locator("#resolver-answer")
    expect(answer).to_contain_text("このサイトにはありません。")
    assert answer.locator("img").count() == 0
    answer.get_by_role("link", name="サイト内を検索").click()
    page.wait_for_url("**/search.html?*")


def test_an_id_can_be_typed(page: Page, site: Site) -> None:
    page.goto(site.file("id/index"))
    field = page.get_by_role("textbox", name="ID")
    field.fill("0029998")
    field.press("Enter")
    expect(page.locator("#resolver-answer")).to_contain_text("「0029998」というIDは")
    field.fill("機能 0020041")
    page.get_by_role("button", name="開く").click()
    page.wait_for_url("**/toroku-shinsei.html#fn-0020041")
    page.go_back()
    expect(page.get_by_role("heading", name="IDから開く")).to_be_visible()


def test_a_citation_is_copied_from_the_entry(new_page: NewPage, site: Site) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(site.http("002/functions/toroku-shinsei"))
    page.locator("#fn-0020041").get_by_role("link", name="引用").click()
    dialog = page.get_by_role("dialog", name="機能0020041")
    text = dialog.get_by_role("textbox").input_value()
    assert text.startswith("総務省「印鑑登録システム標準仕様書　見本（架空）」第1.1版（案）機能0020041「")
    assert text.endswith("/id/index.html#機能0020041@1.1案")
    dialog.get_by_role("button", name="引用の文をコピー").click()
    expect(dialog.get_by_role("status")).to_have_text("コピーしました。")
    assert page.evaluate("navigator.clipboard.readText()") == text
    assert violations(page) == []
    dialog.get_by_role("button", name="アドレスをコピー").click()
    address = page.evaluate("navigator.clipboard.readText()")
    page.keyboard.press("Escape")
    expect(dialog).to_be_hidden()
    expect(page.locator("#fn-0020041").get_by_role("link", name="引用")).to_be_focused()
    page.goto(address)
    page.wait_for_url("**/toroku-shinsei.html#fn-0020041")


@pytest.mark.parametrize("way", ["file", "http"])
def test_every_citation_of_the_list_is_copied_by_its_button(new_page: NewPage, site: Site, way: str) -> None:
    page = new_page(permissions=["clipboard-read", "clipboard-write"])
    page.goto(getattr(site, way)("id/002-fn#fn-0020011"))
    lines = page.locator("#fn-0020011 td[data-label=引用] > p:not(.small)")
    expect(lines).to_have_count(2)
    for line, edition in zip(lines.all(), ("@1.0", "@1.1案"), strict=True):
        line.get_by_role("button", name="コピー").click()
        expect(page.get_by_role("status")).to_have_text("コピーしました。")
        copied = page.evaluate("navigator.clipboard.readText()")
        assert copied == line.locator("span").inner_text() and copied.rstrip("）").endswith(
            f"#機能0020011{edition}"
        )
    assert violations(page) == []


def test_where_copying_is_not_allowed_the_text_is_selected(page: Page, site: Site) -> None:
    page.add_init_script(
        "Object.defineProperty(navigator, 'clipboard', {value: undefined}); document.execCommand = () => false;"
    )
    page.goto(site.file("id/002-fn"))
    line = page.locator("#fn-0020011 td[data-label=引用] > p").first
    line.get_by_role("button").click()
    expect(page.get_by_role("status")).to_contain_text("Ctrl＋C")
    assert page.evaluate("String(getSelection())") == line.locator("span").inner_text()
    page.goto(site.file("002/functions/toroku-shinsei"))
    page.locator("#fn-0020041 a.cite").click()
    expect(page.get_by_role("dialog")).to_contain_text("宛先：iken@shiyosho.example.jp")
    page.get_by_role("button", name="引用の文をコピー").click()
    expect(page.get_by_role("dialog").get_by_role("status")).to_contain_text("Ctrl＋C")


def test_what_is_in_force_is_cited_by_its_edition(page: Page, site: Site) -> None:
    page.goto(site.http(EDITION))
    page.locator("#fn-0020010").get_by_role("link", name="引用").click()
    dialog = page.get_by_role("dialog", name="機能0020010")
    text = dialog.get_by_role("textbox").input_value()
    assert text.startswith(
        "総務省「印鑑登録システム標準仕様書　見本（架空）」第1.0版（令和7年8月29日決定、正誤2まで反映）機能0020010「"
    )
    page.goto(text.rpartition(" ")[2])
    page.wait_for_url(f"**/{IN_FORCE}/functions/toroku-shinsei.html#fn-0020010")


@pytest.mark.parametrize("scripts", [True, False])
def test_an_opinion_is_a_letter_with_edition_document_and_id(
    new_page: NewPage, site: Site, scripts: bool
) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(site.file("002/functions/toroku-shinsei"))
    page.locator("#fn-0020041").get_by_role("link", name="引用").click()
    place = page.get_by_role("dialog") if scripts else page.locator("tr:target")
    letter = urlsplit(place.get_by_role("link", name="意見を提出する").get_attribute("href") or "")
    assert (letter.scheme, letter.path) == ("mailto", "iken@shiyosho.example.jp")
    fields = parse_qs(letter.query)
    assert fields["subject"] == ["意見（見本）：002 印鑑登録 第1.1版（案） 機能0020041"]
    assert fields["body"][0].split("\n")[:3] == [
        "文書：印鑑登録システム標準仕様書　見本（架空） 第1.1版（案）",
        "対象：機能0020041 登録申請の受付",
        "サイトの中の位置：id/index.html#機能0020041@1.1案",
    ]
    if scripts:
        expect(place).to_contain_text("意見照会の期間：令和8年12月1日から令和9年1月15日まで")


@pytest.mark.parametrize("docname", ["002/linkages", "002/data/002002", "002/forms/0020001", "002/terms"])
def test_all_kinds_are_cited_one_way(page: Page, site: Site, docname: str) -> None:
    page.goto(site.file(docname))
    page.locator("a.cite").first.click()
    text = page.get_by_role("dialog").get_by_role("textbox").input_value()
    assert "標準仕様書" in text and "（このサイトの id/index.html#" in text and "file:" not in text


def test_without_scripts_the_list_has_the_citation(new_page: NewPage, site: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.file("002/functions/toroku-shinsei"))
    page.locator("#fn-0020041 a.cite").click()
    page.wait_for_url("**/id/002-fn.html#fn-0020041")
    expect(page.locator(":target")).to_contain_text("機能0020041「")
    page.goto(site.file("id/index"))
    page.get_by_role("main").get_by_role("link", name="印鑑登録").click()
    page.get_by_role("main").get_by_role("link", name="帳票", exact=True).click()
    expect(page.locator("#form-0020001")).to_contain_text("印鑑登録証明書")


@pytest.mark.parametrize("scripts", [True, False])
def test_a_reader_turns_to_another_edition_and_back(new_page: NewPage, site: Site, scripts: bool) -> None:
    page = new_page(java_script_enabled=scripts)
    page.goto(site.file("002/functions/toroku-shinsei"))
    page.get_by_text("機能のほかの版").click()
    page.get_by_role("link", name="第1.0版（").click()
    expect(page.locator(".edition-banner")).to_contain_text(
        "第1.0版（令和7年8月29日決定、正誤2まで反映）の内容です。"
    )
    expect(page.get_by_role("heading", level=1)).to_contain_text("登録申請")
    page.locator("#fn-0020010").get_by_role("link", name="第1.1版（案）を見る").click()
    page.wait_for_url("**/site/002/functions/toroku-shinsei.html#fn-0020010")


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("docname", [EDITION, "002/機能/1.0/index", "002/機能/1.0/flows/toroku-kara-kofu"])
def test_pages_of_an_edition_are_accessible(new_page: NewPage, site: Site, docname: str, scheme: str) -> None:
    page = new_page(color_scheme=scheme)
    page.goto(site.file(docname))
    assert violations(page) == []


@pytest.mark.parametrize("docname", [EDITION, "id/index", "id/002-fn"])
def test_nothing_is_wider_than_a_phone(new_page: NewPage, site: Site, docname: str) -> None:
    page = new_page(viewport=PHONE)
    page.goto(site.file(docname))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"] < DESKTOP["width"]
