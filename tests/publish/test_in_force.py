"""Files of the edition in force: made of what was frozen, listed, kept, and made anew when a 正誤 comes."""

import hashlib
import json
import re
import shutil
from pathlib import Path
from typing import Any

import pypdf
import pytest
import yaml
from excel_books import Book

from hyojun.diff import Held
from hyojun.model import Business, Document, Errata, Status, squeezed
from hyojun.publish import build, discrepancies
from hyojun.publish.editions import editions
from hyojun.publish.excel import write_excel
from hyojun.publish.in_force import edition_job, in_force
from hyojun.publish.job import Job, Published
from hyojun.publish.pdf.front import front
from hyojun.publish.pdf.words import Place
from hyojun.source import issue_errata, load, snapshot_bytes
from hyojun.source.business_reader import EDITIONS, PINNED

ROOT = Path(__file__).parents[2]
CORRECTED = "（正誤2まで反映）"
NAME = f"002_印鑑登録_機能【第1.0版】{CORRECTED}"
FORM = f"excel/様式/002_印鑑登録_機能_{{}}【第1.0版】{CORRECTED}.xlsx"
JSON = "snapshot/002-機能-1.0（正誤2まで反映）.json"
"""Not the name of what was frozen: packages and editions/ have that under its own, and these are other bytes."""
FILES = {
    f"excel/{NAME}.xlsx",
    FORM.format("適合確認様式"),
    FORM.format("FIT＆GAP様式"),
    JSON,
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The sample, which has 機能 1.0 decided and is about to say 1.1."""
    for name in ("spec", "bpmn", "templates", "pyproject.toml"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / "r" / name)
    return tmp_path / "r"


def made(root: Path, out: Path) -> dict[str, dict[str, Any]]:
    """Files of 機能 1.0 below an output directory, as its manifest has them."""
    build(load(root), ["excel", "snapshot"], out, only="002")
    rows = json.loads((out / "manifest.json").read_text("utf-8"))["files"]
    return {r["path"]: r for r in rows if (r["document"], r["edition"]) == ("機能", "1.0")}


def test_who_works_by_the_edition_in_force_gets_its_files(root: Path, tmp_path: Path) -> None:
    listed = made(root, tmp_path / "out")
    assert set(listed) >= FILES
    book = Book(tmp_path / f"out/excel/{NAME}.xlsx")
    cover = {row[0]: row[1] for row in book.grids["表紙"]}
    assert (cover["版"], cover["文書の状態"], cover["正誤"]) == ("第1.0版", "決定", "正誤2まで反映")
    shown = {row["機能ID"] for row in book.rows("機能要件")}
    assert "0020010" in shown and "0020041" not in shown, "what 1.1 is to bring is not in force"
    form = Book(tmp_path / "out" / FORM.format("適合確認様式"))
    told = {row[0]: row[1] for row in form.grids["表紙"]}
    assert told["要約値（SHA-256）"] == listed[JSON]["sha256"]


def frozen_beside(root: Path, folder: str) -> None:
    """データ 1.0, which the 組合せ of 機能 1.0 names, as it would lie in a folder; one name is that of then."""
    (business,) = [b for b in load(root).corpus.businesses if b.id == "002"]
    document = business.document("データ")
    assert document
    plain = json.dumps(document.plain() | {"版": "1.0"}, ensure_ascii=False)
    was = Document.model_validate(json.loads(plain.replace("受付番号", "当時の受付番号")))
    content = snapshot_bytes(business.model_copy(update={"documents": (was,)}), was)
    path = root / f"spec/002/{folder}/データ-1.0.json"
    path.parent.mkdir(exist_ok=True)
    path.write_bytes(content)
    if folder == EDITIONS:
        sums = path.with_name("SHA256SUMS")
        line = f"{hashlib.sha256(path.read_bytes()).hexdigest()}  {path.name}\n"
        sums.write_text(sums.read_text("utf-8") + line, "utf-8")


def items(out: Path) -> tuple[str, dict[str, str]]:
    """The data items of a function as the workbook of 機能 1.0 gives them, and the lines of its cover."""
    book = Book(out / f"excel/{NAME}.xlsx")
    (told,) = [row["データ項目"] for row in book.rows("機能の関連") if row["機能ID"] == "0020042"]
    return told, {str(row[0]): str(row[1]) for row in book.grids["表紙"]}


@pytest.mark.parametrize("folder", [EDITIONS, PINNED])
def test_names_of_other_documents_are_those_of_its_combination(
    root: Path, tmp_path: Path, folder: str
) -> None:
    made(root, out := tmp_path / "out")
    told, cover = items(out)
    assert not re.search("[ぁ-ん一-龠]", told) and "00200070" in told.split("\n")
    assert cover["名称のないもの"] == (
        "データ項目、連携は、IDだけを示しています。名称を定めた文書（データ 第1.0版）の、確定した版も固定した版も"
        "手元にないためです。名称は、その文書の公表物で確かめてください。"
    )
    frozen_beside(root, folder)
    made(root, out)
    told, cover = items(out)
    assert "00200070 当時の受付番号" in told.split("\n"), "what was kept is made anew, with the names of then"
    assert "名称のないもの" not in cover
    build(load(root), ["pdf"], out, only="002")
    pages = [squeezed(p.extract_text()) for p in pypdf.PdfReader(out / f"pdf/{NAME}.pdf").pages]
    assert any("00200070当時の受付番号" in text and "〔データ〕" in text for text in pages)
    assert not any("名称のないもの" in text for text in pages)


def test_the_pdf_says_once_what_has_no_name(root: Path, tmp_path: Path) -> None:
    build(load(root), ["pdf"], tmp_path / "out", only="002")
    pages = pypdf.PdfReader(tmp_path / f"out/pdf/{NAME}.pdf").pages
    texts = [squeezed(p.extract_text()) for p in pages]
    assert ["名称のないもの" in text for text in texts] == [True, *(False for _ in texts[1:])]
    draft = next((tmp_path / "out/pdf").glob("002_*機能【第1.1版】（案）.pdf"))
    assert "名称のないもの" not in squeezed(pypdf.PdfReader(draft).pages[0].extract_text())


def test_its_pdf_says_up_to_which_correction_on_the_cover_and_every_page(root: Path, tmp_path: Path) -> None:
    repository = load(root)
    told = editions(repository)
    job = Job(
        root, repository.settings, repository.corpus, repository.assets, work=tmp_path, frozen=told.frozen
    )
    (held,) = [h for h in told.released if h.document.name == "機能"]
    own = edition_job(job._replace(released=told.released), held)
    said = front(Place(own, held.business, held.document))
    assert (said["corrected"], said["mark"]) == ("正誤2まで反映", "（決定）（正誤2まで反映）")
    (business,) = [b for b in repository.corpus.businesses if b.id == "002"]
    said = front(Place(own, business, business.documents[0]))
    assert (said["corrected"], said["mark"]) == ("", "（案）")


def test_its_files_are_kept_until_a_correction_comes(
    root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def counted(job: Job, business: Business, out: Path) -> list[Published]:
        written.extend(d.edition for d in business.documents if d.name == "機能")
        return write_excel(job, business, out)

    monkeypatch.setattr("hyojun.publish.excel.write_excel", counted)
    first = made(root, tmp_path / "out")
    assert written == ["1.1", "1.0"]
    file = root / "spec/002/機能/1-管理項目.yaml"
    file.write_text(file.read_text("utf-8").replace("登録番号", "登録の番号"), "utf-8")
    assert made(root, tmp_path / "out") == first and written == ["1.1", "1.0", "1.1"]
    (tmp_path / f"out/excel/{NAME}.xlsx").write_bytes(b"touched")
    assert made(root, tmp_path / "out") == first and written[3:] == ["1.1", "1.0"]
    correct(root, 3)
    now = made(root, tmp_path / "out")
    assert not set(now) & FILES and written[5:] == ["1.1", "1.0"], "the files of 正誤2 are gone"
    name = f"excel/{NAME.replace('正誤2', '正誤3')}.xlsx"
    (_, row) = [r for r in Book(tmp_path / "out" / name).grids["表紙"] if r[0] in ("版", "正誤")]
    assert row[1] == "正誤3まで反映"


def correct(root: Path, number: int) -> None:
    """One more 正誤 of 機能 1.0."""
    errata = {
        "文書": "機能",
        "版": "1.0",
        "正誤": number,
        "年月日": "2026-03-02",
        "訂正": [
            {
                "対象": "機能0020001",
                "項目": "機能名称",
                "誤": "原票の管理",
                "正": "原票の記録",
                "理由": "誤記（架空）。",
            }
        ],
    }
    path = root / f"spec/002/editions/機能-1.0-正誤{number}.yaml"
    path.write_text(yaml.safe_dump(errata, allow_unicode=True, sort_keys=False), "utf-8")
    issue_errata(root, "002", Errata.model_validate(errata))


def test_they_are_made_again_from_what_was_frozen(root: Path, tmp_path: Path) -> None:
    listed = made(root, tmp_path / "out")
    count, off = discrepancies(load(root), tmp_path / "out/manifest.json")
    assert (count, off) == (len(json.loads((tmp_path / "out/manifest.json").read_text("utf-8"))["files"]), ())
    assert listed.keys() >= FILES


def test_sources_that_still_say_an_edition_have_its_files_themselves(root: Path) -> None:
    repository = load(root)
    business = repository.corpus.business("002")
    assert business
    (held,) = [h for h in editions(repository).released if h.document.name == "機能"]
    job = Job(root, repository.settings, repository.corpus, {}, released=(held,))
    assert in_force(job, business) == (held,)
    still = business.model_copy(update={"documents": held.business.documents})
    assert in_force(job, still) == ()
    draft = held.document.model_copy(update={"edition": "1.1案1", "status": Status.CONSULTATION})
    later = Held(held.business, draft)
    old = Held(held.business, held.document.model_copy(update={"edition": "0.9"}))
    assert in_force(job._replace(released=(old, later, held)), business) == (held, later)
