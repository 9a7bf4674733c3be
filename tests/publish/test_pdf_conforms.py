"""Every kind of PDF keeps PDF/A-2a and PDF/UA-1, as a validator that has nothing to do with its maker finds."""

import io
from collections.abc import Iterator
from pathlib import Path

import page
import pikepdf
import pytest
from fontTools.cffLib import CFFFontSet

from hyojun.publish import build
from hyojun.source import load

ROOT = Path(__file__).parents[2]
PROFILES = ["2a", "ua1"]
WIDTHS = {"PDFA2A-TRUETYPE-GLYPH-WIDTH-001", "PDFUA1-FONT-GLYPH-WIDTH-001"}
"""page 0.11 takes the default width of each font dictionary of a CFF font for 0; asked by `widths` instead."""
LENGTH = "PDFA2A-STREAM-LENGTH-001"
"""page 0.11 counts a last byte 0D of compressed data as part of the line end behind it."""


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """All PDFs of two 業務, one of them in 別紙: documents, 改定履歴, 正誤表, 新旧対照表, 見え消し."""
    out = tmp_path_factory.mktemp("out")
    for spec in ("002", "027"):
        build(load(ROOT), ("pdf",), out / spec, only=spec)
    return sorted(out.rglob("*.pdf"))


def test_every_kind_of_document_is_there(made: list[Path]) -> None:
    names = " ".join(p.name for p in made)
    assert all(word in names for word in ("改定履歴", "正誤表", "新旧対照表", "見え消し", "別紙1", "データ"))


@pytest.mark.parametrize("profile", PROFILES)
def test_a_validator_finds_nothing(made: list[Path], profile: str) -> None:
    assert {p.name: found for p in made if (found := faults(p, profile))} == {}


def test_the_fonts_are_as_wide_as_the_file_says(made: list[Path]) -> None:
    for path in made:
        compared = list(widths(path))
        assert len(compared) > 100, path.name
        assert [w for w in compared if w[1] != w[2]] == [], path.name


@pytest.mark.parametrize(("profile", "named"), [("2a", "PDFA2A-"), ("ua1", "PDFUA1-")])
def test_the_validator_would_find_what_is_missing(
    made: list[Path], tmp_path: Path, profile: str, named: str
) -> None:
    """Without its structure or the language of its words, a file is neither."""
    broken = tmp_path / "broken.pdf"
    with pikepdf.open(made[0]) as pdf:
        del pdf.Root.StructTreeRoot
        pdf.save(broken)
    assert any(f.startswith(named) for f in faults(broken, profile))


def faults(path: Path, profile: str) -> list[str]:
    """Rules that a file does not keep, each once, but for those the validator is wrong about."""
    report = page.validate_pdf(path, profile=profile, limits=page.SafetyLimits.unlimited())
    found = {f.rule_id for f in report.failures} - WIDTHS
    if LENGTH in found and all(ends_in_a_line_end(path, f) for f in report.failures if f.rule_id == LENGTH):
        found.discard(LENGTH)
    return sorted(found)


def ends_in_a_line_end(path: Path, failure: page.ValidationFailure) -> bool:
    """Whether the data of a stream ends in 0D by chance; that of the table of objects has no number to be told by."""
    if failure.object_id is None:
        return b"\r\nendstream" in path.read_bytes()
    with pikepdf.open(path) as pdf:
        stream = pdf.get_object(failure.object_id.object_number, 0)
        return bytes(stream.read_raw_bytes()).endswith(b"\r")


def widths(path: Path) -> Iterator[tuple[str, float, float]]:
    """Name, width in the font and width in the file of each glyph of every CFF font, in thousandths."""
    with pikepdf.open(path) as pdf:
        fonts = [o for o in pdf.objects if isinstance(o, pikepdf.Dictionary) and "/W" in o and "/DW" in o]
        for font in fonts:
            program = font.FontDescriptor.get("/FontFile3")
            if program is None:
                continue
            said = dict(_said(font.W))
            [top] = _opened(program.read_bytes()).topDictIndex
            for cid, name in enumerate(top.charset):
                glyph = top.CharStrings[name]
                glyph.draw(_Nowhere())
                yield f"{font.BaseFont} {name}", float(glyph.width), said.get(cid, float(font.DW))


def _opened(data: bytes) -> CFFFontSet:
    font = CFFFontSet()
    font.decompile(io.BytesIO(data), None)
    return font


def _said(row: pikepdf.Array) -> Iterator[tuple[int, float]]:
    """`/W` of a CIDFont: first [widths …] or first last width."""
    items = list(row)
    while items:
        first, second = int(items.pop(0)), items.pop(0)
        if isinstance(second, pikepdf.Array):
            yield from ((first + n, float(width)) for n, width in enumerate(second))
        else:
            width = float(items.pop(0))
            yield from ((cid, width) for cid in range(first, int(second) + 1))


class _Nowhere:
    """A pen that draws nothing: widths are known once a glyph has been drawn."""

    def __getattr__(self, name: str) -> object:
        return lambda *points: None
