"""What is done to a PDF after Typst has set it: links inside it, and packing. It is whole afterwards."""

import io
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from pdf_press import Press, business, chapter, document, function, heading, unpacked

from hyojun.publish.pdf import PdfError
from hyojun.publish.pdf.fonts import font_set
from hyojun.publish.pdf.links import resolved
from hyojun.publish.pdf.objects import objects, packed
from hyojun.publish.pdf.typesetter import compiled

PAGE = """\
#set document(title: "題", date: datetime(year: 2026, month: 1, day: 1))
#set text(lang: "ja", font: "Noto Sans CJK JP")
= 章 <aru>
"""


def made(folder: Path, text: str) -> bytes:
    (folder / "a.typ").write_text(PAGE + text, encoding="utf-8")
    return compiled(folder, "a.typ", font_set(), pdf_standards=["a-2a", "ua-1"])


def written(before: bytes, names: dict[str, str]) -> bytes:
    return packed(resolved(objects(before), names))


def links(pdf: pikepdf.Pdf) -> list[Any]:
    return [note for page in pdf.pages for note in page.get("/Annots", []) if note.Subtype == "/Link"]


def test_an_address_of_ours_becomes_a_place(tmp_path: Path) -> None:
    before = made(tmp_path, '#link("hyojun:aru")[ここ]#link("https://example.jp/")[外]')
    assert b"hyojun:" in unpacked(packed(objects(before)))
    after = written(before, {"aru": "見出し 章"})
    assert b"hyojun:" not in unpacked(after) and b"https:" in unpacked(after)
    (tmp_path / "a.pdf").write_bytes(after)
    with pikepdf.open(tmp_path / "a.pdf", attempt_recovery=False) as pdf:
        inside, outside = links(pdf)
        assert (bytes(inside.Dest), str(inside.Contents), "/A" in inside) == (b"aru", "見出し 章", False)
        assert str(outside.A.URI) == "https://example.jp/"
        assert pdf.check_pdf_syntax() == []


def test_nothing_is_lost_in_packing(tmp_path: Path) -> None:
    before = made(tmp_path, '文#link("https://example.jp/")[外]' * 500)
    after = written(before, {})
    assert len(after) < len(before) * 0.6
    with (
        pikepdf.open(io.BytesIO(before)) as one,
        pikepdf.open(io.BytesIO(after), attempt_recovery=False) as other,
    ):
        assert other.check_pdf_syntax() == []
        assert other.trailer.ID == one.trailer.ID
        for number in objects(before).bodies:
            was, now = one.get_object(number, 0), other.get_object(number, 0)
            assert now.unparse() == was.unparse()
            if isinstance(was, pikepdf.Stream):
                assert now.read_raw_bytes() == was.read_raw_bytes()


def test_the_parts_of_a_pdf_are_told_from_its_texts(tmp_path: Path) -> None:
    before = made(tmp_path, "endobj endstream startxref trailer %%EOF xref 0 1 obj")
    with pikepdf.open(io.BytesIO(written(before, {})), attempt_recovery=False) as pdf:
        assert pdf.check_pdf_syntax() == []


def test_a_link_to_nowhere_is_refused(tmp_path: Path) -> None:
    with pytest.raises(PdfError, match="リンク先「nai」がPDFにありません"):
        written(made(tmp_path, '#link("hyojun:nai")[ここ]'), {})


def test_a_link_says_where_it_leads(tmp_path: Path) -> None:
    found = document(
        本編=[chapter("# はじめに\n\n機能0020001と[語](https://example.jp/)。\n")],
        見出し=[heading("a", function("0020001", "機能0020002の後。"), function("0020002"))],
    )
    path = Press(tmp_path).pdf(business(found))
    with pikepdf.open(path, attempt_recovery=False) as pdf:
        spoken = {str(note.Contents) for note in links(pdf) if "/Dest" in note}
    assert {"機能0020001 機能名0020001", "機能0020002 機能名0020002"} <= spoken
    assert b"hyojun:" not in unpacked(path.read_bytes())


def test_what_kills_typst_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    press = tmp_path / "press.py"
    press.write_text("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)\n")
    monkeypatch.setattr("hyojun.publish.pdf.typesetter._PRESS", press)
    with pytest.raises(PdfError, match="Typst が異常終了しました。記憶量が足りているか確かめ"):
        made(tmp_path, "文")
