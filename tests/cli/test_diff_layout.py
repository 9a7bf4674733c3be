"""`diff --layout`: whole documents with their changes, from the command line."""

from pathlib import Path

import pypdf
import pytest
from commands import Command, digest
from lxml import html
from test_diff import change, git, root  # noqa: F401  the repository of the other tests

NAME = "002_印鑑登録_機能【第1.0版】（案）"


@pytest.fixture
def changed(root: Path) -> Path:  # noqa: F811
    change(root)
    return root


def test_the_work_tree_is_laid_over_a_ref(hyojun: Command, changed: Path, tmp_path: Path) -> None:
    before = digest(changed)
    out = tmp_path / "照会/見え消し.html"
    told = hyojun("diff", "HEAD", "--layout", "見え消し", "--format", "html", "--out", out, cwd=changed)
    assert told == (0, f"書きました: {out}\n", "")
    page = html.parse(out).getroot()
    assert [e.text_content() for e in page.xpath("//td/del | //td/ins")][:2] == [
        "○ 標準オプション",
        "◎ 実装必須",
    ]
    assert "HEAD（第1.0版） → 作業中（第1.0版）" in page.text_content()
    pdf = tmp_path / "見え消し.pdf"
    again = hyojun(
        "diff",
        "HEAD",
        "--layout",
        "見え消し",
        "--format",
        "pdf",
        "--out",
        pdf,
        "--fail-on",
        "影響大",
        cwd=changed,
    )
    assert again.code == 1 and "実装必須" in pypdf.PdfReader(pdf).pages[-1].extract_text()
    assert digest(changed) == before


def test_several_documents_go_into_a_folder(hyojun: Command, changed: Path, tmp_path: Path) -> None:
    path = changed / "spec/001/用語.yaml"
    path.write_text(path.read_text("utf-8").replace("扱う者", "扱う人"), "utf-8")
    command = ("diff", "HEAD", "--layout", "溶け込み", "--format", "html", "--out")
    refused = hyojun(*command, tmp_path / "一つ.html", cwd=changed)
    assert (
        refused.code == 2 and "文書が2つあります（" in refused.err and f"{NAME}_溶け込み.html" in refused.err
    )
    assert not (tmp_path / "一つ.html").exists()
    assert hyojun(*command, tmp_path / "全て", cwd=changed).code == 0
    assert f"{NAME}_溶け込み.html" in [p.name for p in (tmp_path / "全て").iterdir()]
    assert hyojun(*command, tmp_path / "一つ.html", "--spec", "002", cwd=changed).code == 0


def test_a_version_of_git_is_set_as_pdf(hyojun: Command, changed: Path, tmp_path: Path) -> None:
    out = tmp_path / "前.pdf"
    command = ("diff", ".", "HEAD", "--layout", "溶け込み", "--format", "pdf", "--out", out)
    assert hyojun(*command, cwd=changed).code == 0
    whole = "".join(p.extract_text() for p in pypdf.PdfReader(out).pages)
    assert "○" in whole and "第1.0版" in whole and "見え消し" not in whole


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--layout", "見え消し", "--out", "x.html"), "--format pdf か --format html"),
        (("--layout", "見え消し", "--format", "html"), "--out に、書くファイル"),
        (("--layout", "見え消し", "--format", "pdf", "--style", "省令", "--out", "x.pdf"), "--style"),
    ],
)
def test_what_does_not_go_together_is_refused(
    hyojun: Command, changed: Path, arguments: tuple[str, ...], words: str
) -> None:
    told = hyojun("diff", "HEAD", *arguments, cwd=changed)
    assert (told.code, told.out) == (2, "") and words in told.err


def test_nothing_changed_is_nothing_to_lay_out(hyojun: Command, root: Path) -> None:  # noqa: F811
    told = hyojun("diff", "HEAD", "--layout", "見え消し", "--format", "html", "--out", "x", cwd=root)
    assert told.code == 2 and "見え消し版にする文書がありません" in told.err
    assert git(root, "status", "--porcelain") == ""
