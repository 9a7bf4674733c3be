"""本編 and 別紙: what stands in which file, and how they refer to each other."""

from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from pdf_press import Press, business, chapter, document, function, heading, page_texts, pdfs

from hyojun.model import Business, Corpus, Document, Kind, squeezed
from hyojun.publish import Job
from hyojun.publish.anchors import anchor
from hyojun.publish.pdf import PdfError, write_pdf
from hyojun.publish.site.downloads import downloads, offer
from hyojun.source import Settings, default_registry, load

ROOT = Path(__file__).parents[2]


def divided(**more: Any) -> Document:
    made = document(
        本編=[
            chapter("# はじめに\n\n機能0020001及び機能0020002、帳票0020001による。データ00200001も見る。\n")
        ],
        見出し=[heading("a", function("0020001", "機能0020002の後に行う。"), function("0020002"))],
        帳票=[
            {
                "帳票ID": "0020001",
                "帳票名称": "証明書",
                "対象": "住民向け",
                "実装類型": "実装必須",
                "諸元表": [{"項番": 1, "印字項目": "氏名"}],
            }
        ],
        用語=[{"用語": "印影", "定義": "機能0020001で登録する。"}],
    )
    return Document.model_validate(made.model_dump(by_alias=True) | {"分冊": "別紙"} | more)


DATA = document(
    "データ",
    データグループ=[
        {
            "グループ名称": "台帳",
            "データ項目": [
                {
                    "データ項目ID": "00200001",
                    "データ項目": "氏名",
                    "ローマ字": "shimei",
                    "データ型": "Ｎ",
                    "桁数": "100",
                    "データ出力条件": "必須",
                    "項目定義": "氏名",
                }
            ],
        }
    ],
)


def files(folder: Path, found: Business) -> dict[str, Path]:
    press_of = Press(folder)
    corpus = Corpus(registry=default_registry(), businesses=(found,))
    job = Job(press_of.folder, Settings(), corpus, {}, work=folder / "work")
    return {Path(p.path).name: folder / "out" / p.path for p in pdfs(write_pdf(job, found, folder / "out"))}


def text(path: Path) -> str:
    return squeezed("".join(page_texts(path.read_bytes())))


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    return files(tmp_path_factory.mktemp("volumes"), business(divided(), DATA))


def test_a_file_for_each_volume_that_has_something_in_it(made: dict[str, Path]) -> None:
    assert list(made) == [
        "002_印鑑登録_機能_本編【第1.0版】（案）.pdf",
        "002_印鑑登録_機能_別紙2_機能要件【第1.0版】（案）.pdf",
        "002_印鑑登録_機能_別紙3_帳票要件【第1.0版】（案）.pdf",
        "002_印鑑登録_データ【第1.0版】（案）.pdf",
    ]


def test_each_file_says_which_it_is(made: dict[str, Path]) -> None:
    for name, label in (("別紙2", "別紙2　機能要件"), ("本編", "本編")):
        path = next(p for n, p in made.items() if name in n)
        pages = [p.extract_text() for p in pypdf.PdfReader(path).pages]
        assert label in pages[0]
        assert all(f"（案）　{label}" in p.split("\n")[0] for p in pages[1:])
        with pikepdf.open(path) as pdf:
            assert str(pdf.docinfo.Title) == f"試験の文書【第1.0版】（案）　{label}"


def test_references_name_the_file_they_lead_to(made: dict[str, Path]) -> None:
    """The last of a row of references says it for all of them."""
    main, functions, *_ = (text(p) for p in made.values())
    assert (
        "機能0020001及び機能0020002〔別紙2〕、帳票0020001〔別紙3〕による。データ00200001〔データ〕も見る。"
        in main
    )
    assert "機能0020001〔別紙2〕で登録する。" in main
    assert "機能0020002の後に行う。" in functions


def test_a_reference_of_the_prose_tells_the_page(tmp_path: Path) -> None:
    one = files(tmp_path, business(divided(分冊=None)))
    (path,) = one.values()
    pages = [p.extract_text() for p in pypdf.PdfReader(path).pages]
    number = next(n for n, p in enumerate(pages, 1) if "機能名0020001" in p)
    assert f"機能0020001〔{number}頁〕" in text(path)


def places(path: Path) -> set[str]:
    with pikepdf.open(path) as pdf:
        return set(pikepdf.NameTree(pdf.Root.Names.Dests).keys()) if "/Names" in pdf.Root else set()


def test_every_entry_of_the_sample_stands_in_one_file_with_its_bookmark(tmp_path: Path) -> None:
    repository = load(ROOT, "027")
    found = repository.corpus.business("027")
    assert found
    job = Job(ROOT, repository.settings, repository.corpus, repository.assets, work=tmp_path / "work")
    written = [p for p in pdfs(write_pdf(job, found, tmp_path)) if p.document == "機能"]
    assert len(written) == 4
    standing = [places(tmp_path / p.path) for p in written]
    entries = [e for e in found.entries if e.document.name == "機能"]
    assert len(entries) > 50
    for entry in entries:
        name = anchor(entry.ref.kind, entry.ref.id)
        assert sum(name in own for own in standing) == 1, name
    by_kind = {Kind.FLOW: 1, Kind.FUNCTION: 2, Kind.FORM: 3, Kind.TERM: 0}
    for kind, number in by_kind.items():
        own = [anchor(kind, e.ref.id) for e in entries if e.ref.kind is kind]
        assert own and set(own) <= standing[number]
    links = 0
    for p, own in zip(written, standing, strict=True):
        with pikepdf.open(tmp_path / p.path) as pdf:
            assert "/StructTreeRoot" in pdf.Root
            for note in (a for page in pdf.pages for a in page.get("/Annots", []) if "/Dest" in a):
                if not isinstance(note.Dest, pikepdf.Array):
                    assert bytes(note.Dest).decode() in own
                    links += 1
    assert links > 50
    on_site = offer(found, downloads(tmp_path, written))
    assert [d.word for d in on_site.files] == [
        f"PDF（閲覧・印刷用）{label}"
        for label in ("本編", "別紙1 業務フロー", "別紙2 機能要件", "別紙3 帳票要件")
    ]


@pytest.mark.parametrize(
    ("profile", "told"),
    [
        ("別冊: [{名称: 本編}]", "分冊「別紙」は、templates/typst/volumes.yaml にありません。別冊 のどれか"),
        ("別紙: []", "冊がありません"),
        ("別紙: [{名称: 本編, 内容: [帳票]}]", "初めの冊に、番号又は内容が書かれています"),
        ("別紙: [{名称: 本編}, {番号: 別紙1, 名称: 帳票, 内容: [帳簿]}]", "内容「帳簿」はありません"),
        (
            "別紙: [{名称: 本編}, {番号: 別紙1, 名称: 甲, 内容: [帳票]}, {番号: 別紙2, 名称: 乙, 内容: [帳票]}]",
            "内容「帳票」が2か所にあります",
        ),
        ("別紙: [{名称: a/b}]", "誤りがあります"),
        ("別紙: [", "YAML として読めません"),
    ],
)
def test_a_profile_that_cannot_be_meant_is_refused(tmp_path: Path, profile: str, told: str) -> None:
    own = tmp_path / "templates" / "typst"
    own.mkdir(parents=True)
    (own / "volumes.yaml").write_text(profile, encoding="utf-8")
    with pytest.raises(PdfError, match=r"volumes\.yaml") as error:
        files(tmp_path, business(divided()))
    assert told in str(error.value)
