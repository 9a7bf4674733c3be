"""Both real specifications through check and build; then the outputs are opened and compared."""

import re
from collections.abc import Sequence
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pikepdf
import pytest
from converters.jyuki import convert
from openpyxl import load_workbook

from hyojun import check, publish
from hyojun.model import Severity
from hyojun.publish import OutputKind, Published
from hyojun.source import Repository, load
from hyojun.source.importing import import_workbook

IPAMJ = Path("/usr/share/fonts/truetype/ipamj")
"""Of the Debian package fonts-ipamj-mincho: characters the bundled fonts lack."""
RARE = "𨘢"
"""U+28622, in the requirement of 機能0010039."""


class Built(NamedTuple):
    """A repository and what was built from it."""

    repository: Repository
    out: Path
    files: tuple[Published, ...]

    def of(self, kind: OutputKind, suffix: str) -> list[Path]:
        return [self.out / p.path for p in self.files if p.kind == kind and p.path.endswith(suffix)]


def checked(root: Path) -> Repository:
    repository = load(root)
    findings = check.run(repository).findings
    assert [f for f in findings if f.severity is Severity.ERROR] == []
    return repository


def built(repository: Repository, kinds: Sequence[OutputKind], out: Path) -> Built:
    return Built(repository, out, tuple(publish.build(repository, kinds, out)))


@pytest.fixture(scope="module")
def residents(function_sections: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """001: all kinds where the font with 𨘢 is installed, else all but the PDF."""
    root = tmp_path_factory.mktemp("001")
    convert(function_sections, root)
    if not IPAMJ.is_dir():
        return built(checked(root), [k for k in publish.KINDS if k != "pdf"], root / "build")
    (root / "pyproject.toml").write_text(f'[tool.hyojun]\nfonts = ["{IPAMJ}"]\n', "utf-8")
    return built(checked(root), publish.KINDS, root / "build")


@pytest.fixture(scope="module")
def addressees(item_definition: Path, tmp_path_factory: pytest.TempPathFactory) -> Built:
    """031."""
    root = tmp_path_factory.mktemp("031")
    (root / "spec").mkdir()
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    import_workbook(item_definition, root)
    return built(checked(root), publish.KINDS, root / "build")


def test_every_statement_is_in_the_workbook_as_it_was_written(residents: Built) -> None:
    (business,) = residents.repository.corpus.businesses
    rows = table(residents, "機能要件")
    assert [(r["機能ID"], r["機能要件"]) for r in rows] == [(f.id, f.text) for f in business.functions]
    assert len(rows) == 197


def test_every_statement_is_on_a_page_of_the_site(residents: Built) -> None:
    (business,) = residents.repository.corpus.businesses
    pages = [bare(text_of(p)) for p in residents.of("site", ".html") if "001" in p.parts]
    absent = [f.id for f in business.functions if not any(bare(f.text) in page for page in pages)]
    assert absent == [] and len(business.functions) == 197


def test_a_pdf_without_the_font_of_a_rare_character_is_refused(
    function_sections: Path, tmp_path: Path
) -> None:
    convert(function_sections, tmp_path)
    with pytest.raises(publish.BuildError) as refused:
        built(checked(tmp_path), ["pdf"], tmp_path / "build")
    for word in (RARE, "機能0010039", "fonts"):
        assert word in str(refused.value)
    assert not (tmp_path / "build").exists()


def test_the_pdf_is_made_with_the_font_of_the_rare_character(residents: Built) -> None:
    if not IPAMJ.is_dir():
        pytest.skip(f"{RARE} を持つ書体がありません（Debian では fonts-ipamj-mincho を入れると実行します）")
    (pdf,) = residents.of("pdf", ".pdf")
    with pikepdf.open(pdf) as opened:
        dictionaries = [o for o in opened.objects if isinstance(o, pikepdf.Dictionary)]
        fonts = {str(o.BaseFont) for o in dictionaries if o.get("/Type") == "/Font"}
    assert any("IPAmjMincho" in name for name in fonts), fonts


def test_every_data_item_is_in_the_workbook_and_on_the_site(addressees: Built) -> None:
    ids = [i.id for i in addressees.repository.corpus.businesses[0].data_items]
    assert [r["データ項目ID"] for r in table(addressees, "データ項目")] == ids
    shown = "\n".join(text_of(p) for p in addressees.of("site", ".html") if "031" in p.parts)
    assert [i for i in ids if i not in shown] == []
    assert ids == [f"031{n:05}" for n in range(1, 30)]


@pytest.mark.parametrize("name", ["residents", "addressees"])
def test_every_kind_is_built(name: str, request: pytest.FixtureRequest) -> None:
    build: Built = request.getfixturevalue(name)
    assert all((build.out / p.path).stat().st_size for p in build.files)
    made = {p.kind for p in build.files}
    assert made == set(publish.KINDS) - ({"pdf"} if name == "residents" and not IPAMJ.is_dir() else set())


def table(build: Built, sheet: str) -> list[dict[str, str | None]]:
    books = (load_workbook(path) for path in build.of("excel", ".xlsx") if path.parent.name == "excel")
    (found,) = (book[sheet] for book in books if sheet in book.sheetnames)
    first, last = map(int, re.findall(r"\d+", found.print_title_rows))
    header, *rows = found.iter_rows(min_row=first, values_only=True)
    return [dict(zip(map(str, header), row, strict=True)) for row in rows[last - first :]]


def bare(text: str) -> str:
    """Without white space, which pages set for themselves."""
    return re.sub(r"\s", "", text)


def text_of(page: Path) -> str:
    parser = _Text()
    parser.feed(page.read_text("utf-8"))
    return "".join(parser.found)


class _Text(HTMLParser):
    """What a page says."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_data(self, data: str) -> None:
        self.found.append(data)
