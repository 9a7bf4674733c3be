"""利用の手引き on the site: every chapter a page, links that lead somewhere, words that the site really uses."""

import html
import re
from pathlib import Path

import pytest
from handbook_chapters import FOLDER, start

from hyojun import publish, source
from hyojun.publish.site.guide import chapters, heading_anchor, of_pages

NAVIGATION = re.compile(r'<a href="[^"]*guide/index\.html"[^>]*>利用の手引き</a>')


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("guide") / "仕様書"
    start(root)
    publish.build(source.load(root), ("snapshot", "excel", "tables", "site"), root / "build")
    return root / "build" / "site"


def text_of(page: str) -> str:
    return html.unescape(re.sub(r"<[^>]+>", "", page))


def test_every_chapter_is_a_page_and_every_page_leads_to_it(site: Path) -> None:
    names = {p.name for p in (site / "guide").iterdir()}
    assert names == {f"{p.stem.replace('README', 'index')}.html" for p in FOLDER.iterdir()}
    for page in ("index.html", "002/index.html", "002/functions/index.html", "rules.html"):
        assert NAVIGATION.search((site / page).read_text("utf-8")), page


def test_a_repository_may_leave_it_out(tmp_path: Path) -> None:
    root = tmp_path / "仕様書"
    source.create_repository(root)
    settings = root / "pyproject.toml"
    settings.write_text(
        settings.read_text("utf-8").replace("# handbook = false", "handbook = false"), "utf-8"
    )
    publish.build(source.load(root), ("site",), root / "build")
    assert not (root / "build/site/guide").exists()
    assert "利用の手引き" not in (root / "build/site/index.html").read_text("utf-8")


@pytest.mark.parametrize("value", ['"false"', "0"])
def test_the_setting_is_true_or_false(tmp_path: Path, value: str) -> None:
    source.create_repository(tmp_path / "仕様書")
    (tmp_path / "仕様書/pyproject.toml").write_text(f"[tool.hyojun]\nhandbook = {value}\n", "utf-8")
    with pytest.raises(source.NoRepository, match="handbook は、true か false"):
        source.load(tmp_path / "仕様書")


def test_ids_of_examples_stay_words(site: Path) -> None:
    """The sample has 機能0020001; the handbook is about any 業務."""
    for page in (site / "guide").iterdir():
        links = re.findall(r'href="([^"#]*)', page.read_text("utf-8").partition("<main")[2])
        assert not [link for link in links if link.startswith("../0")], page.name


def test_markdown_became_html(site: Path) -> None:
    """No marks in running text, and no line break of the source between Japanese words."""
    for chapter in chapters():
        page = (site / f"{chapter.docname}.html").read_text("utf-8")
        running = re.sub(r"<(pre|code).*?</\1>", "x", page.partition("<main")[2], flags=re.DOTALL)
        assert not re.search(r"\*\*|\]\(|^\||<br>", text_of(running), re.MULTILINE), chapter.docname
        for paragraph in re.findall(r"<p>(.*?)</p>", running, re.DOTALL):
            assert not re.search(r"[ぁ-ん一-龠、。]\s+[ぁ-ん一-龠]", text_of(paragraph)), paragraph


@pytest.mark.parametrize("name", ["municipalities.md", "vendors.md"])
def test_words_in_bold_are_words_of_the_site(site: Path, name: str) -> None:
    """What a reader is told to look for is written there just so."""
    told = re.findall(r"\*\*(.+?)\*\*", (FOLDER / name).read_text("utf-8"))
    pages = [*sorted(site.glob("*.html")), *sorted((site / "002").rglob("*.html"))]
    words = "".join(text_of(p.read_text("utf-8")) for p in pages)
    assert told
    assert [word for word in told if word not in words] == []


def test_links_between_chapters_are_relative_files() -> None:
    """So that they work in the repository as well; the site's own check of links finds dead ones."""
    for name, text in source.handbook().items():
        running = re.sub(r"```.*?```|`[^`]*`", "", text, flags=re.DOTALL)
        links = re.findall(r"\]\(([^)#][^)]*)\)", running)
        inside = [link.partition("#")[0] for link in links if not link.startswith("https://")]
        assert [link for link in inside if not (FOLDER / link).is_file()] == [], name


def test_anchors_are_those_of_git_hosts() -> None:
    assert heading_anchor("8. 閉じたネットワークで読む") == "8-閉じたネットワークで読む"
    assert heading_anchor("IDを付ける、廃止する") == "idを付ける廃止する"
    assert heading_anchor("業務.yaml: 文書と、載せるファイルの順") == "業務yaml-文書と載せるファイルの順"


def test_chapters_are_none_where_they_are_left_out() -> None:
    assert of_pages(False) == ()
    assert [c.docname for c in of_pages(True)][:2] == ["guide/index", "guide/introduction"]
