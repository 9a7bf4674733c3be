"""The search, as somebody at a counter uses it: by words, by numbers, by keyboard, on a phone, from a folder."""

import re
import shutil
from pathlib import Path
from urllib.parse import parse_qs, quote, urlsplit

import pytest
from browsing import DESKTOP, PHONE, ROOT, NewPage, Site, violations
from playwright.sync_api import Locator, Page, expect

from hyojun import source
from hyojun.publish.site.search import search_files
from hyojun.publish.site.site_map import site_map

PAGE = "002/functions/toroku-shinsei"
IN_FORCE = quote("002/機能/1.0")
FUNCTION = "0020014"
"""交付の抑止と一時解除, on another page than `PAGE`."""


def box(page: Page) -> Locator:
    return page.get_by_role("combobox", name="サイト内検索")


def options(page: Page) -> Locator:
    return page.locator(".search-popup").get_by_role("option")


def typed(page: Page, words: str) -> Locator:
    """The options that come while somebody types."""
    box(page).press_sequentially(words)
    expect(page.locator(".search-popup [role=status]")).to_contain_text("件")
    return options(page)


def results(page: Page, address: str) -> Locator:
    """The results of an address of the page of all results, when all are there."""
    page.goto(address)
    return settled(page)


def settled(page: Page) -> Locator:
    expect(page.locator("#search-status")).to_have_text(re.compile(r"^\d+件見つかりました。"))
    return page.locator("#search-list > li")


def names(found: Locator) -> list[str]:
    return [" ".join(t.split()) for t in found.locator("a, span:first-child").all_inner_texts()]


def chosen(page: Page) -> str:
    """Text of the option that a screen reader is told of."""
    id = box(page).get_attribute("aria-activedescendant")
    return page.locator(f"#{id}").inner_text() if id else ""


@pytest.mark.parametrize("way", ["file", "http"])
def test_a_word_leads_to_its_row(page: Page, site: Site, way: str) -> None:
    page.goto(getattr(site, way)(PAGE))
    found = typed(page, "権限のある職員")
    found.filter(has_text=FUNCTION).first.click()
    page.wait_for_url(f"**/{IN_FORCE}/functions/yokushi.html#fn-{FUNCTION}")
    row = page.locator(":target")
    expect(row).to_contain_text("権限のある職員")
    expect(row).to_be_in_viewport()
    colours = [
        page.locator(f"#fn-{id} > td").first.evaluate("e => getComputedStyle(e).backgroundColor")
        for id in (FUNCTION, "0020067")
    ]
    assert len(set(colours)) == 2, "the row stands out"


def test_the_handbook_is_searched_from_its_pages_and_from_those_of_no_business(
    page: Page, site: Site
) -> None:
    page.goto(site.file("guide/authors"))
    typed(page, "仮番号")
    expect(page.locator(".search-popup [role=status]")).to_contain_text("利用の手引きに")
    found = results(page, site.file("search") + "?q=LGWAN")
    found.filter(has_text="手引き").get_by_role("link").first.click()
    page.wait_for_url("**/guide/*.html*")


def test_search_works_by_keyboard_alone(page: Page, site: Site) -> None:
    page.goto(site.file(PAGE))
    page.keyboard.press("/")
    expect(box(page)).to_be_focused()
    expect(box(page)).to_have_attribute("aria-expanded", "false")
    page.keyboard.type("抑止")
    expect(box(page)).to_have_attribute("aria-expanded", "true")
    expect(options(page).last).to_have_text("全ての業務から探す")
    assert chosen(page) == ""
    page.keyboard.press("ArrowDown")
    first = chosen(page)
    page.keyboard.press("ArrowDown")
    assert first and chosen(page) != first
    page.keyboard.press("ArrowUp")
    assert chosen(page) == first
    page.keyboard.press("ArrowUp")
    assert chosen(page) == "全ての業務から探す", "round to the last"
    page.keyboard.press("Escape")
    expect(page.get_by_role("listbox")).to_be_hidden()
    expect(box(page)).to_have_value("抑止")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_role("listbox")).to_be_visible()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    page.wait_for_url("**/*.html#*")


def test_enter_leads_to_all_results_of_the_business(page: Page, site: Site) -> None:
    page.goto(site.file(PAGE))
    box(page).fill("抑止")
    box(page).press("Enter")
    page.wait_for_url("**/search.html?*")
    assert parse_qs(urlsplit(page.url).query) == {"q": ["抑止"], "b": ["002"]}
    found = settled(page)
    assert found.count() > 10
    assert all("002 印鑑登録" in text for text in found.locator("p.small").all_inner_texts())
    assert set(found.locator("mark").all_inner_texts()) == {"抑止"}
    found.first.locator("a").first.click()
    page.wait_for_url("**/002/**")
    page.go_back()
    assert settled(page).count() == found.count() and page.locator("[name=q]").input_value() == "抑止"


def test_the_slash_stays_a_character_where_somebody_writes_and_can_be_turned_off(
    page: Page, site: Site
) -> None:
    page.goto(site.http("search?q=抑止"))
    field = page.locator("[name=q]")
    field.focus()
    page.keyboard.type("/")
    assert "/" in field.input_value()
    page.get_by_label("「/」キーで検索欄に移る").uncheck()
    page.goto(site.http(PAGE))
    page.keyboard.press("/")
    expect(box(page)).not_to_be_focused()


@pytest.mark.parametrize(
    ("asked", "first"),
    [
        (FUNCTION, f"機能 {FUNCTION}"),
        (f"機能{FUNCTION}", f"機能 {FUNCTION}"),
        (f"機能ID{FUNCTION}", f"機能 {FUNCTION}"),
        (f"機能ID　{FUNCTION}", f"機能 {FUNCTION}"),
        ("００２００１４", f"機能 {FUNCTION}"),
        ("帳票0020001", "帳票 0020001"),
        ("データ00200012", "データ項目 00200012"),
        ("データ項目00200012", "データ項目 00200012"),
        ("連携002o001", "連携 002o001"),
        ("グループ002003", "グループ 002003"),
        ("002O001", "連携 002o001"),
    ],
)
def test_an_id_is_found_with_and_without_its_kind(page: Page, site: Site, asked: str, first: str) -> None:
    found = results(page, site.file(f"search?q={asked}&b=002"))
    assert names(found)[0].startswith(first)


def test_an_id_of_another_business_is_found_from_here(page: Page, site: Site) -> None:
    page.goto(site.file(PAGE))
    expect(typed(page, "機能0270017").first).to_contain_text("0270017")


@pytest.mark.parametrize(
    ("asked", "name", "also"),
    [
        ("住民票のない人", "住登外者", "「住登外者」"),
        ("じゅうとうがいしゃ", "住登外者", "「住登外者」"),
        ("印鑑手帳 交付", "印鑑登録証の交付の記録", "「印鑑登録証」"),
        ("旧姓", "旧氏", "「旧氏」"),
    ],
)
def test_a_word_that_means_the_same_is_searched_too(
    page: Page, site: Site, asked: str, name: str, also: str
) -> None:
    found = results(page, site.file(f"search?q={asked}"))
    assert any(name in text for text in found.all_inner_texts())
    expect(page.locator("#search-status")).to_contain_text(also)


@pytest.mark.parametrize(
    "asked", ["DV等支援対象者", "ｄｖ等支援対象者", "ＤＶ 等支援対象者", "ＤＶ等支援対象者　支援措置"]
)
def test_width_case_and_spaces_are_no_difference(page: Page, site: Site, asked: str) -> None:
    found = results(page, site.file(f"search?q={asked}&b=002"))
    assert any("DV等支援対象者" in text for text in found.all_inner_texts())


def test_names_come_before_headings_and_headings_before_texts(page: Page, site: Site) -> None:
    """And within each, as they are read."""
    found = results(page, site.file("search?q=抹消&b=002&k=機能"))
    places = []
    for n in range(found.count()):
        one = found.nth(n)
        where = [one.locator(f"{part} mark").count() > 0 for part in ("a", "p.small", "p:last-child")]
        places.append(where.index(True))
    assert places == sorted(places) and set(places) == {0, 1, 2}


def test_several_words_are_all_wanted(page: Page, site: Site) -> None:
    every = [
        results(page, site.file(f"search?q={q}&b=002")).count() for q in ("抑止", "証明書", "抑止 証明書")
    ]
    assert 0 < every[2] < min(every[:2])


def test_the_address_holds_what_was_asked(page: Page, new_page: NewPage, site: Site) -> None:
    results(page, site.file("search?q=登録&b=002"))
    page.get_by_role("radio", name=re.compile("^帳票")).check()
    expect(page.locator("#search-list > li .tag").first).to_have_text(re.compile("帳票|印字項目"))
    settled(page)
    page.get_by_role("combobox", name="業務").select_option("001")
    settled(page)
    page.locator("[name=q]").fill("住民票")
    expect(page.locator("#search-list mark").first).to_have_text("住民票")
    page.wait_for_url(
        lambda url: parse_qs(urlsplit(url).query) == {"q": ["住民票"], "b": ["001"], "k": ["帳票"]}
    )
    again = new_page()
    assert names(results(again, page.url)) == names(settled(page))
    expect(again.get_by_role("radio", name=re.compile("^帳票"))).to_be_checked()
    assert again.get_by_role("combobox", name="業務").input_value() == "001"


def test_all_businesses_come_on_request_the_own_first(page: Page, site: Site) -> None:
    page.goto(site.file(PAGE))
    typed(page, "支援措置").last.click()
    page.wait_for_url("**/search.html?*")
    found = settled(page)
    owners = [text[:3] for text in found.locator("p.small").all_inner_texts()]
    assert owners[0] == "002" and len(set(owners)) > 2
    assert owners == sorted(owners, key=lambda id: id != "002"), "all of the own 業務 before any other"
    own = owners.count("002")
    page.get_by_label("ほかの業務も").uncheck()
    expect(found).to_have_count(own)


def test_only_the_files_that_are_asked_for_are_loaded(page: Page, site: Site) -> None:
    asked: list[str] = []
    page.on("request", lambda r: asked.append(Path(urlsplit(r.url).path).name))
    results(page, site.http("search?q=登録&b=002&k=帳票"))
    assert {name for name in asked if re.match(r"\d{3}-", name)} == {"002-forms.js"}
    page.goto(site.http(PAGE))
    asked.clear()
    box(page).focus()
    page.wait_for_timeout(200)
    assert set(asked) - {"icon.svg"} <= {"index.js", "words.js"}, "nothing big before anything is typed"


def test_results_show_that_there_are_none(page: Page, site: Site) -> None:
    page.goto(site.file(PAGE))
    found = typed(page, "存在しない言葉")
    expect(page.locator(".search-popup [role=status]")).to_have_text(
        "印鑑登録に0件。短い言葉や別の言い方でも試してください。"
    )
    assert found.all_inner_texts() == ["全ての業務から探す"]


@pytest.mark.parametrize(
    ("asked", "business", "parts", "found"),
    [
        (
            "住民票の写しの交付を請求する",
            "",
            "「住民票の写し」「交付」「請求」の全て",
            "住民票の写しの交付",
        ),
        ("外国人が登録する", "002", "「外国人」「登録」の全て", "外国人住民の登録する文字の管理"),
        ("コンビニ印鑑登録証明書", "002", "「コンビニ」「印鑑登録証明書」の全て", "コンビニ"),
    ],
)
def test_a_phrase_that_stands_nowhere_is_searched_by_its_parts(
    page: Page, site: Site, asked: str, business: str, parts: str, found: str
) -> None:
    address = f"search?q={asked}" + (f"&b={business}" if business else "")
    rows = results(page, site.file(address))
    status = page.locator("#search-status")
    expect(status).to_contain_text(f"「{asked}」そのものはないため、言葉を分けて{parts}")
    assert any(found in text for text in rows.all_inner_texts())
    expect(page.locator("#search-advice")).to_be_hidden()
    page.goto(site.file(PAGE if business else "index"))
    typed(page, asked)
    expect(page.locator(".search-popup [role=status]")).to_contain_text("言葉を分けて")


def test_where_a_phrase_stands_in_few_places_its_parts_come_after(page: Page, site: Site) -> None:
    found = results(page, site.file("search?q=証明書の手数料"))
    expect(page.locator("#search-status")).to_contain_text(
        "「証明書の手数料」に当たるもの2件の後に、「証明書」「手数料」の全てを含むものを並べます。"
    )
    assert found.count() > 4
    assert all("証明書の手数料" in text for text in found.all_inner_texts()[:2])


def test_where_no_row_has_all_parts_some_are_shown_with_advice(page: Page, site: Site) -> None:
    found = results(page, site.file("search?q=在留カードを持って転入"))
    expect(page.locator("#search-status")).to_contain_text(
        "全てを含むものはないため、「在留カード」「転入」のいくつかを"
    )
    expect(page.locator("#search-advice")).to_be_visible()
    expect(found.first).to_contain_text("転入")


def test_parts_that_stand_in_the_handbook_alone_are_no_answer(page: Page, site: Site) -> None:
    assert results(page, site.file("search?q=存在しない言葉")).count() == 0
    expect(page.locator("#search-advice")).to_be_visible()


def test_who_finds_nothing_is_told_what_to_try(page: Page, site: Site) -> None:
    results(page, site.file("search?q=児童手当認定通知書&b=002&k=帳票"))
    advice = page.locator("#search-advice")
    expect(advice).to_contain_text("言葉を短くする")
    advice.get_by_role("button", name="全ての業務から探す").click()
    expect(page.locator("#search-list > li").first).to_contain_text("児童手当認定通知書")
    expect(advice).to_be_hidden()
    results(page, site.file("search?q=在留カード番号照会票"))
    expect(advice).to_be_visible()
    expect(advice.get_by_role("button")).to_have_count(0)


def test_functions_come_first_among_hits_that_are_as_good(page: Page, site: Site) -> None:
    results(page, site.file("search?q=証明書"))
    found = page.locator("#search-list > li").evaluate_all(
        "rows => rows.filter(r => r.querySelector('a strong mark'))"
        ".map(r => [...r.querySelectorAll('.tag')].map(t => t.textContent))"
    )
    in_force = [kind for kind, edition in found if edition.startswith("現行")]
    assert [kind for kind, _ in found][: len(in_force)] == in_force, "no draft before what is in force"
    last = len(in_force) - 1 - in_force[::-1].index("機能")
    assert in_force.count("機能") > 2 and last < min(in_force.index(t) for t in ("帳票", "業務フロー"))


def test_every_hit_says_its_edition_and_what_a_draft_says_alike_is_one(page: Page, site: Site) -> None:
    found = results(page, site.file("search?q=郵送による登録申請&b=002"))
    expect(found.first.locator(".edition-tag")).to_have_text("現行（第1.0版）")
    expect(found.nth(1).locator(".edition-tag")).to_have_text("第1.1版（案）")
    alike = results(page, site.file("search?q=機能0020002&b=002"))
    expect(alike.locator(".id", has_text="0020002")).to_have_count(1)
    alike.first.get_by_role("link", name="第1.1版（案）も同じ").click()
    page.wait_for_url("**/site/002/functions/kanri-komoku.html#fn-0020002")


def test_only_what_is_in_force_is_shown_on_request(page: Page, new_page: NewPage, site: Site) -> None:
    every = results(page, site.file("search?q=申請の取込み")).count()
    tags = page.locator("#search-list .edition-tag")
    assert "案" in "".join(tags.all_inner_texts())
    page.get_by_label("現行だけ").focus()
    page.keyboard.press("Space")
    expect(tags.filter(has_text="案")).to_have_count(0)
    expect(page).to_have_url(re.compile(r"[?&]now=1"))
    found = settled(page)
    assert all("現行" in text for text in tags.all_inner_texts())
    again = new_page()
    assert names(results(again, page.url)) == names(found)
    expect(again.get_by_label("現行だけ")).to_be_checked()
    results(again, site.file("search?q=受付番号により申請の内容&now=1&b=002"))
    again.get_by_role("button", name="案も含めて探す").click()
    expect(again.locator("#search-list > li").first).to_contain_text("0020041")
    page.get_by_label("現行だけ").uncheck()
    expect(page.locator("#search-list > li")).to_have_count(every)


def test_functions_with_some_words_follow_where_none_has_all(page: Page, site: Site) -> None:
    found = results(page, site.file("search?q=マイナンバーカードで申請"))
    expect(page.locator("#search-status")).to_contain_text("その後に、いくつかを含む機能を並べます。")
    kinds = [text.split()[0] for text in found.all_inner_texts()]
    assert "機能" not in kinds[:3] and kinds[3] == "機能"


@pytest.mark.parametrize("asked", ["印鑑登録システム標準仕様書", "データ要件・連携要件標準仕様書"])
def test_documents_are_found_by_their_names(page: Page, site: Site, asked: str) -> None:
    found = results(page, site.file(f"search?q={asked}&b=002&k=文書・ファイル"))
    found.first.get_by_role("link").click()
    home = f"{IN_FORCE}/index" if asked.startswith("印鑑登録システム") else "site/002/index"
    page.wait_for_url(f"**/{home}.html#documents")


def test_search_on_a_phone(new_page: NewPage, site: Site) -> None:
    page = new_page(viewport=PHONE, has_touch=True)
    page.goto(site.file(PAGE))
    found = typed(page, "抑止")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    shape = page.locator(".search-popup").bounding_box()
    assert shape and shape["x"] >= 0 and shape["x"] + shape["width"] <= PHONE["width"]
    found.first.tap()
    page.wait_for_url("**#*")
    results(page, site.file("search?q=抑止&b=002"))
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


def test_without_scripts_the_search_says_so_and_shows_the_indices(new_page: NewPage, site: Site) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.file(PAGE))
    page.get_by_label("サイト内検索").fill("抑止")
    page.get_by_role("button", name="検索").click()
    page.wait_for_url("**/search.html?*")
    expect(page.get_by_text("JavaScriptを使えるようにすることが必要です")).to_be_visible()
    page.locator("main").get_by_role("link", name="機能ID索引").click()
    expect(page.get_by_role("heading", name="機能ID索引")).to_be_visible()


def test_axe_finds_nothing_with_results_open(page: Page, site: Site) -> None:
    for size in (DESKTOP, PHONE):
        page.set_viewport_size(size)
        page.goto(site.file("002/screens"))
        typed(page, "抑止")
        page.keyboard.press("ArrowDown")
        assert violations(page) == []
        page.emulate_media(color_scheme="dark")
        assert violations(page, "color-contrast") == []
        results(page, site.file("search?q=抑止&b=002"))
        assert violations(page, "color-contrast") == []
        page.emulate_media(color_scheme="light")
        assert violations(page) == []


HOSTILE = "</script><script>alert(1)</script><img src=x onerror=alert(1)>\u2028住登外者"


def test_hostile_texts_are_shown_as_they_are(new_page: NewPage, site: Site, tmp_path: Path) -> None:
    corpus = source.load(ROOT).corpus
    business = corpus.business("027")
    assert business
    documents = []
    for document in business.documents:
        terms = tuple(t.model_copy(update={"definition": HOSTILE}) for t in document.contents.terms)
        contents = document.contents.model_copy(update={"terms": terms})
        documents.append(document.model_copy(update={"contents": contents}))
    changed = business.model_copy(update={"documents": tuple(documents)})
    others = tuple(changed if b.id == "027" else b for b in corpus.businesses)
    corpus = corpus.model_copy(update={"businesses": others})
    for name in ("_static", "search.html"):
        copy = shutil.copytree if (site.folder / name).is_dir() else shutil.copy
        copy(site.folder / name, tmp_path / name)
    (tmp_path / "_search").mkdir()
    for file in search_files(corpus, site_map(corpus)):
        (tmp_path / file.path).write_bytes(file.content)
    hostile = site._replace(folder=tmp_path)
    page = new_page(hostile)
    found = results(page, hostile.file("search?q=onerror%3Dalert&b=027&k=用語"))
    assert found.count() > 5
    expect(found.first.locator("p").last).to_contain_text("<img src=x onerror=alert(1)>")
    assert page.locator("#search-list :is(img, script)").count() == 0
