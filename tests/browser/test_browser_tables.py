"""The tools of tables, as a municipality uses them: what applies to us, from when, what is new; to take away as a file."""

import csv
import io
import re
import unicodedata
from pathlib import Path
from urllib.parse import parse_qs, urlsplit

import pypdf
import pytest
from browsing import DESKTOP, PHONE, ROOT, NewPage, Site, faults
from playwright.sync_api import Locator, Page, expect

from hyojun import source
from hyojun.model import ALL_BODIES, Business, Function, ImplementationClass, Kind, Ref

ALL = "002/functions/all"
LIST = "002/functions/index"
TOP = "002/functions/toroku-shinsei"
TWO = "002/codes"
"""Many tables on a page."""


@pytest.fixture(scope="module")
def business() -> Business:
    found = source.load(ROOT).corpus.business("002")
    assert found
    return found


def every(business: Business) -> list[Function]:
    """All rows of functions in reading order, withdrawn ones too."""
    return [f for n in business.headings for f in n.heading.functions]


def rows(page: Page) -> Locator:
    return page.locator("table[data-sift] tbody tr:not(.heading):not([hidden])")


def shown(page: Page) -> list[str]:
    """機能ID of the rows that are to be seen, in their order."""
    found = [re.search(r"\d{7}|\d{3}仮\d+", text) for text in rows(page).all_inner_texts()]
    return [m.group() for m in found if m]


def tally(page: Page) -> Locator:
    return page.locator(".tally").first


def words(page: Page) -> Locator:
    return page.get_by_role("searchbox", name="言葉")


def choice(page: Page, name: str) -> Locator:
    return page.get_by_role("combobox", name=name, exact=True)


def saved(page: Page, folder: Path) -> tuple[str, str]:
    """Name and text of the CSV that the button saves."""
    with page.expect_download() as download:
        page.get_by_role("button", name="CSVで保存").first.click()
    target = folder / "saved.csv"
    download.value.save_as(target)
    return download.value.suggested_filename, target.read_bytes().decode("utf-8")


@pytest.mark.parametrize("way", ["file", "http"])
def test_a_view_is_opened_again_by_its_address(page: Page, new_page: NewPage, site: Site, way: str) -> None:
    page.goto(getattr(site, way)(ALL))
    words(page).press_sequentially("記録 できる")
    choice(page, "実装類型").select_option("実装必須")
    choice(page, "団体区分").select_option("町村")
    page.get_by_label("適用日").fill("2028-06-01")
    choice(page, "変更").select_option("第1.0版から変わったもの")
    page.get_by_label("適合基準日が未定のものを含める").check()
    page.get_by_role("button", name="機能名称").click()
    before, told = shown(page), tally(page).inner_text()
    assert 0 < len(before) < 20
    asked = parse_qs(urlsplit(page.url).query)
    assert asked == {
        "q": ["記録 できる"],
        "c": ["m"],
        "b": ["町村"],
        "d": ["2028-06-01"],
        "e": ["1.0"],
        "u": ["1"],
        "s": ["機能名称"],
    }
    other = new_page()
    other.goto(page.url)
    assert shown(other) == before and tally(other).inner_text() == told
    expect(words(other)).to_have_value("記録 できる")
    other.get_by_role("button", name="元に戻す").click()
    expect(other).not_to_have_url(re.compile(r"\?"))
    assert len(shown(other)) > len(before)
    assert other.locator("tr.heading[hidden]").count() == 0


def test_words_are_folded_and_all_of_them_are_wanted(page: Page, site: Site, business: Business) -> None:
    page.goto(site.file(ALL))
    words(page).fill("ＤＶ　等")
    assert (first := shown(page)) and all("DV等" in rows(page).nth(n).inner_text() for n in range(len(first)))
    words(page).fill("抑止 解除")
    found = [f.id for f in every(business) if "抑止" in (t := f"{f.name}{f.text}{f.note}") and "解除" in t]
    assert set(found) <= set(shown(page)) and len(shown(page)) < 20
    expect(tally(page)).to_contain_text(
        f"{len(every(business))}件のうち{len(shown(page))}件を表示しています（「抑止 解除」）。"
    )
    heads = page.locator("tr.heading:not([hidden])").all_inner_texts()
    assert 0 < len(heads) < page.locator("tr.heading").count(), "headings stay with their rows"
    words(page).fill("どこにもない言葉")
    assert shown(page) == [] and page.locator("tr.heading:not([hidden])").count() == 0
    words(page).fill("変更なし")
    assert shown(page) == [], "変遷 is told beside the row, not in it"


@pytest.mark.parametrize("docname", [ALL, LIST])
def test_a_class_is_that_of_the_body_where_one_is_chosen(
    page: Page, site: Site, business: Business, docname: str
) -> None:
    page.goto(site.file(docname))
    for word in (c.value for c in ImplementationClass):
        choice(page, "実装類型").select_option(word)
        choice(page, "団体区分").select_option("すべて")
        classes = {f.id: f.classes_by_body() for f in every(business) if not f.retired}
        assert shown(page) == [id for id, found in classes.items() if word in found.values()]
        choice(page, "団体区分").select_option("町村")
        own = {id: found.get("町村") or found.get(ALL_BODIES) for id, found in classes.items()}
        assert shown(page) == [id for id, found in own.items() if found == word]


def test_a_day_shows_what_holds_by_then_and_tells_of_what_is_open(
    page: Page, site: Site, business: Business
) -> None:
    (document,) = (d for d in business.documents if d.contents.headings)
    page.goto(site.file(ALL))
    choice(page, "団体区分").select_option("町村")
    page.get_by_label("適用日").fill("2028-04-01")
    holds, open_, outside = [], [], []
    for f in (f for f in every(business) if not f.retired):
        kind = f.classes_by_body().get("町村") or f.classes_by_body().get(ALL_BODIES)
        own, default = f.conformance_by_body(), document.conformance
        assert isinstance(default, str)
        day = own.get("町村") or own.get(ALL_BODIES) or default
        if kind is ImplementationClass.FORBIDDEN:
            outside.append(f.id)
        elif kind:
            (holds if day <= "2028-04-01" else open_ if not day[0].isdigit() else []).append(f.id)
    assert shown(page) == holds and open_ and outside
    expect(tally(page)).to_contain_text(
        f"ほかに、適合基準日が未定のもの{len(open_)}件、適合基準日のないもの（実装不可）{len(outside)}件があります。"
    )
    page.get_by_label("適合基準日が未定のものを含める").check()
    assert set(shown(page)) == {*holds, *open_}
    expect(tally(page)).not_to_contain_text("未定のもの")


def test_what_an_edition_changed_is_what_its_comparison_says(page: Page, site: Site) -> None:
    page.goto(site.file("002/changes/機能-1.0-1.1"))
    named = set(re.findall(r"機能\s?(\d{7})", page.locator(".change-list").first.inner_text()))
    page.goto(site.file(ALL))
    choice(page, "変更").select_option("第1.0版から変わったもの")
    changed = shown(page)
    assert len(changed) > 5 and set(changed) & named
    choice(page, "変更").select_option("第1.0版から内容が変わったもの（字句の整理を除く）")
    assert set(shown(page)) < set(changed)
    for id in changed:
        page.goto(site.file(f"002/functions/index?q={id}"))
        page.locator("tbody tr:not([hidden]) a", has_text=id).first.click()
        expect(page.locator(":target .timeline")).to_have_count(1)


def test_heads_sort_three_ways_and_the_order_comes_back(page: Page, site: Site) -> None:
    page.goto(site.file(ALL))
    before = page.locator("tbody tr").all_inner_texts()
    head = page.get_by_role("columnheader", name="機能ID")
    head.get_by_role("button").focus()
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "ascending")
    up = shown(page)
    assert (
        up == sorted(up, key=lambda id: id.partition("仮")[0].lstrip("0").zfill(7))
        and page.locator("tr.heading:not([hidden])").count() == 0
    )
    expect(tally(page)).to_contain_text("「機能ID」の昇順に並べています。")
    page.keyboard.press("Enter")
    expect(head).to_have_attribute("aria-sort", "descending")
    assert shown(page) == up[::-1]
    words(page).fill("抑止")
    assert 0 < len(shown(page)) < len(up) and shown(page) == [id for id in up[::-1] if id in shown(page)]
    words(page).fill("")
    head.get_by_role("button").click()
    assert head.get_attribute("aria-sort") is None
    assert page.locator("tbody tr").all_inner_texts() == before
    page.get_by_role("columnheader", name="適合基準日").get_by_role("button").click()
    days = [row.get_attribute("data-d") or "" for row in rows(page).all()]
    known = [d for d in days if d[:1].isdigit()]
    assert [d.split()[0] for d in known] == sorted(d.split()[0] for d in known)
    assert days[: len(known)] == known and set(days[len(known) :]) <= {"?", "-", ""}


def test_functions_of_all_businesses_are_chosen_by_class_and_day(page: Page, site: Site) -> None:
    corpus = source.load(ROOT).corpus
    page.goto(site.file("across/functions?c=o&d=2028-04-01"))
    for id in shown(page):
        function = corpus.entries[Ref(id[:3], Kind.FUNCTION, id)].value
        assert isinstance(function, Function)
        assert ImplementationClass.OPTION in function.classes_by_body().values()
    assert len(shown(page)) > 5
    choice(page, "団体区分").select_option("町村")
    for id in shown(page):
        function = corpus.entries[Ref(id[:3], Kind.FUNCTION, id)].value
        assert isinstance(function, Function)
        classes = function.classes_by_body()
        assert (classes.get("町村") or classes.get(ALL_BODIES)) is ImplementationClass.OPTION
    choice(page, "団体区分").select_option("すべて")
    words(page).fill("印鑑")
    heads = page.locator("tr.heading:not([hidden])")
    assert 0 < heads.count() < page.locator("tr.heading").count()


def test_a_saved_file_holds_the_rows_that_are_shown_as_they_are_read(
    page: Page, site: Site, business: Business, tmp_path: Path
) -> None:
    page.goto(site.file(TOP))
    name, whole = saved(page, tmp_path)
    assert name == "002_印鑑登録_2_登録申請_の機能要件【第1.1版】.csv"
    assert whole.startswith("\ufeff機能ID,項番,機能名称,機能要件,") and whole.count("\r\n") > 15
    table = list(csv.DictReader(io.StringIO(whole.removeprefix("\ufeff"), newline="")))
    functions = {f.id: f for f in every(business)}
    assert len(table) == rows(page).count()
    for row in table:
        id = row["機能ID"].removeprefix("'").split(" ")[0]
        f = functions[id]
        assert row["機能要件"].startswith(f.text) or f.parameters or f.retired or "見出し" in f.text
        assert f.name in row["機能名称"] and ("（欠番）" in row["機能要件"]) is bool(f.retired)
        assert all(form in row["帳票"] for form in f.forms)
        assert not any(w in value for value in row.values() for w in ("変遷", "↕", "第1.0版から"))
    choice(page, "実装類型").select_option("標準オプション")
    _, part = saved(page, tmp_path)
    ids = [r["機能ID"] for r in csv.DictReader(io.StringIO(part.removeprefix("\ufeff"), newline=""))]
    assert [i.removeprefix("'").split(" ")[0] for i in ids] == shown(page) and 0 < len(ids) < len(table)


def test_a_file_runs_nothing_in_a_spreadsheet(page: Page, site: Site, tmp_path: Path) -> None:
    page.goto(site.file(TWO))
    page.evaluate(
        """() => { const cells = document.querySelectorAll("table[data-sift] tbody tr > :nth-child(2)");
        ["=1+1", "＝HYPERLINK(\\"x\\")", "-1", "1.10"].forEach((text, n) => { cells[n % 3].textContent += "";
          if (n < 3) cells[n].textContent = text; else cells[0].closest("tr").children[2].textContent = text; }); }"""
    )
    page.locator("details.tools summary").first.click()
    _, text = saved(page, tmp_path)
    assert "'=1+1" in text and '"\'＝HYPERLINK(""x"")"' in text and "'-1" in text and "'1.10" in text
    assert "'01," in text, "a code keeps its zero"


def test_a_table_is_copied_for_a_spreadsheet(new_page: NewPage, site: Site) -> None:
    page = new_page()
    page.goto(site.http(LIST))
    words(page).fill("抑止")
    page.evaluate("addEventListener('copy', e => { window.copied = e.clipboardData.getData('text/plain'); })")
    page.get_by_role("button", name="表をコピー").click()
    expect(tally(page)).to_contain_text("コピーしました。")
    lines = page.evaluate("copied").split("\r\n")
    assert lines[0] == "項番\t機能ID\t機能名称\t実装類型" and len(lines) == 2 + len(shown(page))
    assert all(line.count("\t") == 3 for line in lines[:-1])


def test_each_table_of_a_page_has_a_state_of_its_own(page: Page, new_page: NewPage, site: Site) -> None:
    page.goto(site.file(TWO))
    page.locator("details.tools summary").nth(1).click()
    page.locator(".tools").nth(1).get_by_role("searchbox").fill("転出")
    expect(page).to_have_url(re.compile("q2="))
    other = new_page()
    other.goto(page.url)
    tables = other.locator("table[data-sift]")
    assert tables.nth(0).locator("tbody tr[hidden]").count() == 0
    assert tables.nth(1).locator("tbody tr[hidden]").count() > 0


def test_a_link_to_a_row_that_is_not_shown_shows_it(page: Page, site: Site) -> None:
    page.goto(site.file(f"{TOP}?q=どこにもない"))
    assert shown(page) == []
    page.evaluate("location.hash = 'fn-0020041'")
    expect(page.locator(":target")).to_be_in_viewport()
    expect(page).not_to_have_url(re.compile("q="))


def test_a_row_stays_in_view_where_its_address_leads(page: Page, site: Site) -> None:
    page.goto(site.file(f"{TOP}#fn-0020004"))
    expect(page.locator(":target")).to_be_in_viewport()


def test_on_a_phone_the_tools_are_folded_and_sort_too(new_page: NewPage, site: Site) -> None:
    page = new_page(viewport=PHONE)
    page.goto(site.file(LIST))
    expect(words(page)).to_be_hidden()
    page.locator("details.tools summary").click()
    choice(page, "並べ替え").select_option("機能名称（降順）")
    words(page).fill("登録")
    assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert page.locator("thead button:not([tabindex='-1'])").count() == 0, "heads that nobody sees"
    expect(tally(page)).to_contain_text("降順に並べています。")
    page.set_viewport_size(DESKTOP)
    expect(page.locator("thead button[tabindex='-1']")).to_have_count(0)


def test_tools_have_no_faults_that_axe_finds(page: Page, site: Site) -> None:
    page.goto(site.file(f"{ALL}?q=記録&c=m&s=機能名称"))
    expect(page.locator("details.tools").first).to_have_attribute("open", "")
    assert faults(page) == []
    page.locator("details.tools").first.evaluate("d => { d.open = true; }")
    assert faults(page) == [], "open on a phone, too"


def test_paper_shows_what_the_screen_shows(page: Page, site: Site) -> None:
    page.goto(site.file(f"{ALL}?q=抑止"))
    count = len(shown(page))
    paper = pypdf.PdfReader(io.BytesIO(page.pdf(prefer_css_page_size=True)))
    text = "".join(unicodedata.normalize("NFKC", "".join(p.extract_text().split())) for p in paper.pages)
    assert f"のうち{count}件を表示しています(「抑止」)" in text and "絞り込み・並べ替え" not in text
    assert text.count("項番") == count, "no other rows"


def test_without_scripts_there_are_no_tools_and_all_rows(
    new_page: NewPage, site: Site, business: Business
) -> None:
    page = new_page(java_script_enabled=False)
    page.goto(site.file(f"{ALL}?q=抑止"))
    assert shown(page) == [f.id for f in every(business)]
    assert page.locator("main :is(button, input, select)").count() == 0


def test_one_body_is_shown_with_its_own_class_and_day(
    page: Page, site: Site, business: Business, tmp_path: Path
) -> None:
    page.goto(site.file(ALL))
    heads = page.get_by_role("columnheader")
    whole = heads.all_inner_texts()
    choice(page, "団体区分").select_option("町村")
    left = [t.strip() for t in heads.all_inner_texts()]
    assert "町村" in left and not {"指定都市", "中核市", "一般市", "特別区"} & set(left)
    row = rows(page).filter(has_text="0020018")
    expect(row.locator(".class-cell:visible")).to_have_count(1)
    expect(row.locator(".date div:visible")).to_have_count(1)
    expect(row.locator(".date div:visible")).to_contain_text("町村")
    widths = rows(page).evaluate_all(
        "rows => rows.map(r => [...r.cells].filter(c => !c.hidden).reduce((sum, c) => sum + c.colSpan, 0))"
    )
    assert len(set(widths)) == 1, "every row has the columns of the head"
    _, text = saved(page, tmp_path)
    table = {
        r["機能ID"].removeprefix("'"): r
        for r in csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    }
    assert [c for c in next(iter(table.values())) if "実装類型" in c] == ["実装類型（町村）"]
    (function,) = (f for f in every(business) if f.id == "0020018")
    assert table["0020018"]["実装類型（町村）"].endswith(function.classes_by_body()["町村"].value)
    assert table["0020018"]["適合基準日"] == "（未定）" or "町村" not in table["0020018"]["適合基準日"]
    choice(page, "団体区分").select_option("すべて")
    assert heads.all_inner_texts() == whole
    assert rows(page).filter(has_text="0020018").locator(".class-cell:visible").count() == 5


@pytest.mark.parametrize(
    "docname", ["002/functions/yokushi", "002/forms/index", "across/functions", "across/dates"]
)
def test_a_body_is_chosen_on_every_page_of_requirements(page: Page, site: Site, docname: str) -> None:
    page.goto(site.file(docname))
    number = len(rows(page).all())
    page.locator("details.tools").first.evaluate("tools => { tools.open = true; }")
    choice(page, "団体区分").first.select_option("町村")
    expect(tally(page)).to_contain_text("（町村）")
    assert 0 < rows(page).count() <= number
    expect(rows(page).filter(has_text=re.compile("^指定都市"))).to_have_count(0)


def test_headings_of_changes_count_what_is_shown(page: Page, site: Site) -> None:
    page.goto(site.file("002/changes/機能-1.0-1.1"))
    expect(page.locator(".here:visible")).to_have_count(0)
    page.get_by_label("団体区分").select_option("町村")
    for part in page.locator("section.changes").all():
        shown = part.locator("article:visible").count()
        said = part.locator(".here").evaluate("e => getComputedStyle(e, '::after').content")
        assert "このうち" in said and "（絞り込み中）" in said
        expect(part.locator(".here")).to_be_visible()
        assert part.locator("article").count() >= shown
