"""Broken and hostile documents are refused whole: a Japanese sentence, exit code 2, nothing written."""

import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import documents as d
import pytest
from official_document import official
from typer.testing import CliRunner

from hyojun.cli.app import app
from hyojun.source.importing import is_word
from hyojun.source.importing.word import package

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600


def truncated(path: Path) -> None:
    data = official(path).read_bytes()
    path.write_bytes(data[: len(data) // 2])


def corrupt(path: Path) -> None:
    data = bytearray(official(path).read_bytes())
    with zipfile.ZipFile(path) as archive:
        at = archive.getinfo("word/document.xml").header_offset
    data[at + 120 : at + 160] = b"\xff" * 40
    path.write_bytes(bytes(data))


def lies_about_its_size(path: Path) -> None:
    """A bomb whose directory says that it is small."""
    d.save(path, parts={"word/document.xml": b"<w:p/>" * 5_000_000})
    data = path.read_bytes()
    path.write_bytes(data.replace(struct.pack("<I", 30_000_000), struct.pack("<I", 30_000)))


def encrypted_part(path: Path) -> None:
    data = bytearray(d.save(path, d.paragraph("文")).read_bytes())
    at = data.find(b"PK\x01\x02")
    data[at + 8] |= 1
    path.write_bytes(bytes(data))


def document(content: str) -> Callable[[Path], object]:
    return lambda path: d.save(path, d.paragraph("章", "1"), content)


def with_parts(**parts: str | bytes) -> Callable[[Path], object]:
    return lambda path: d.save(path, d.paragraph("文"), parts=parts)


def linked(kind: str, target: str) -> Callable[[Path], object]:
    return lambda path: d.save(path, d.paragraph("文"), rId1=(kind, target))


def pictured(data: bytes) -> Callable[[Path], object]:
    def write(path: Path) -> None:
        body = (d.paragraph("章", "1"), d.paragraph(d.picture("rId1", "図")))
        d.save(path, *body, parts={"word/media/a.png": data}, rId1=("image", "media/a.png"))

    return write


MANY = f"<w:document {d.SPACES}>{'<w:p/>' * 3_000_001}</w:document>"
CALC = d.field(' DDEAUTO c:\\\\windows\\\\system32\\\\cmd.exe "/k calc" ', "x")
SPLIT = (
    '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DD</w:instrText></w:r>'
    '<w:r><w:instrText>E x</w:instrText></w:r><w:r><w:fldChar w:fldCharType="end"/></w:r>'
)
DTD = '<!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;">]>'
CASES: list[tuple[str, Callable[[Path], object], str]] = [
    ("空.docx", lambda p: p.write_bytes(b""), "空のファイル"),
    ("古い.doc", lambda p: p.write_bytes(OLE + "WordDocument".encode("utf-16-le")), "古い形式（.doc）"),
    ("暗号.docx", lambda p: p.write_bytes(OLE + "EncryptedPackage".encode("utf-16-le")), "暗号化"),
    ("暗号の部分.docx", encrypted_part, "暗号化"),
    ("文.rtf", lambda p: p.write_bytes(b"{\\rtf1}"), "リッチテキスト（.rtf）"),
    ("文.odt", with_parts(**{"content.xml": "<x/>"}), "OpenDocument（.odt）"),
    ("文字だけ.docx", lambda p: p.write_bytes("本文".encode()), "Word の文書（.docx）ではありません"),
    ("途中まで.docx", truncated, "途中で切れています"),
    ("壊れた.docx", corrupt, "壊れている"),
    ("文が無い.docx", lambda p: d.save(p, d.paragraph()), "に取り込める文がありません"),
    ("本体が無い.docx", with_parts(**{"word/document.xml": "<x/>"}), "壊れている"),
    ("閉じないXML.docx", with_parts(**{"word/document.xml": "<w:document>"}), "「word/document.xml」が壊れています"),
    ("マクロ.docm", with_parts(**{"word/vbaProject.bin": b"x"}), "マクロが入っています（.docm）"),
    ("実体.docx", with_parts(**{"word/styles.xml": f"{DTD}<x>&b;</x>"}), "「word/styles.xml」に DTD があります"),
    ("関係の実体.docx", with_parts(**{"word/_rels/document.xml.rels": f"{DTD}<x>&b;</x>"}), "DTD"),
    ("外の名前.docx", with_parts(**{"../../悪.xml": "<x/>"}), "外のフォルダーを指す名前「../../悪.xml」"),
    ("絶対の名前.docx", with_parts(**{"/etc/passwd": "x"}), "外のフォルダーを指す名前"),
    ("部分が多い.docx", with_parts(**{f"a/{i}": b"" for i in range(10_001)}), "展開すると大きすぎます"),
    ("偽の大きさ.docx", lies_about_its_size, "壊れて"),
    ("要素が多い.docx", with_parts(**{"word/document.xml": MANY}), "要素が多すぎます"),
    ("入れ子.docx", document("<w:tbl><w:tr><w:tc>" * 60 + "</w:tc></w:tr></w:tbl>" * 60), "要素が深すぎます"),
    ("広い表.docx", document(d.table((d.cell("a", '<w:gridSpan w:val="999999999"/>'),))), "第2段落の表は大きすぎます"),
    ("DDE.docx", document(d.paragraph(CALC)), "第2段落に、外のものを読み込むフィールド「DDEAUTO」"),
    ("分かれたDDE.docx", document(d.paragraph(SPLIT)), "フィールド「DDE」"),
    ("簡単なDDE.docx", document(d.paragraph('<w:fldSimple w:instr="INCLUDETEXT x"/>')), "フィールド「INCLUDETEXT」"),
    ("外のひな形.docx", linked("attachedTemplate", "https://example.com/a.dotm"), "ひな形（attachedTemplate）「https://example.com/a.dotm」"),
    ("共有のひな形.docx", linked("attachedTemplate", "file:////server/a.dotm"), "ひな形（attachedTemplate）"),
    ("外のOLE.docx", linked("oleObject", "file:///c:/a.xls"), "リンクされたオブジェクト"),
    ("大きな図.docx", pictured(d.png(claimed=(40_000, 40_000))), "第2段落の図「word/media/a.png」が大きすぎます"),
    ("重い図.docx", pictured(d.png() + b"\0" * (33 << 20)), "が大きすぎます（上限 32 MB）"),
]  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = tmp_path / "repository"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    return root


@pytest.mark.parametrize(("name", "write", "message"), CASES, ids=[c[0] for c in CASES])
def test_a_bad_document_is_refused_whole(
    root: Path, name: str, write: Callable[[Path], object], message: str
) -> None:
    path = root.parent / name
    write(path)
    before = sorted(root.rglob("*"))
    start = time.process_time()
    result = CliRunner().invoke(app, ["import", str(path), "--spec", "002", "--root", str(root)])
    assert time.process_time() - start < 20
    assert result.exit_code == 2
    assert message in result.stderr
    assert result.stderr.rstrip().endswith("。")
    assert sorted(root.rglob("*")) == before
    assert is_word(path)


def test_a_bomb_is_not_unpacked(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(package, "MAX_UNPACKED", 1_000_000)
    path = d.save(root.parent / "爆弾.docx", d.paragraph("文"), parts={"word/media/a.png": b"\0" * 2_000_000})
    result = CliRunner().invoke(app, ["import", str(path), "--spec", "002", "--root", str(root)])
    assert (result.exit_code, "展開すると大きすぎます" in result.stderr) == (2, True)


def test_where_the_author_kept_normal_dotm_is_no_danger(root: Path) -> None:
    target = "file:///C:\\Users\\見本\\Templates\\Normal.dotm"
    path = d.save(root.parent / "文.docx", d.paragraph("章", "1"), rId1=("attachedTemplate", target))
    result = CliRunner().invoke(app, ["import", str(path), "--spec", "002", "--root", str(root)])
    assert result.exit_code == 0


def test_the_business_must_be_known_and_new(root: Path) -> None:
    path = d.save(root.parent / "文.docx", d.paragraph("章", "1"))

    def told(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["import", str(path), *arguments, "--root", str(root)])
        assert result.exit_code == 2
        return result.stderr

    assert "--spec で業務IDを指定してください" in told()
    assert "業務「999」は台帳にありません" in told("--spec", "999")
    (root / "spec/002").mkdir()
    assert "フォルダー「spec/002」が既にあります" in told("--spec", "002")


def test_a_workbook_is_no_document(tmp_path: Path) -> None:
    path = tmp_path / "名前だけ.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("xl/workbook.xml", "<x/>")
    assert not is_word(path)
    path.write_bytes(OLE + "Workbook".encode("utf-16-le"))
    assert not is_word(path)
