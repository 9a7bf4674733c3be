"""Is this file an Excel workbook that is safe to open? Asked before any reader of cells sees it."""

import zipfile
from pathlib import Path
from typing import NamedTuple
from xml.parsers import expat

from openpyxl.utils.cell import range_boundaries

from .drawn_on import sheets_of_drawings
from .opening import BROKEN, OLE, broken, check_entries, opening, refuse_encrypted
from .remarks import ImportProblem

MAX_FILE = 64 * 1024 * 1024
MAX_UNPACKED = 200 * 1024 * 1024
MAX_CELLS = 1_000_000
"""Also the limit of cells covered by merged ranges, which readers fill one by one."""
MAX_ROWS = 200_000
"""Of all sheets. A million cells of one column would be read for a minute."""

_SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_STRICT_SHEET = "http://purl.oclc.org/ooxml/spreadsheetml/main"
_CELLS, _FORMULAS, _MERGED, _ROWS = (
    frozenset(f"{space} {tag}" for space in (_SHEET, _STRICT_SHEET)) for tag in ("c", "f", "mergeCell", "row")
)
_COUNTED = _CELLS | _FORMULAS | _MERGED | _ROWS
_CHUNK = 1 << 20
_SAVE_AGAIN = "Excelで開いて「Excel ブック（*.xlsx）」として保存し直してください。"


class Container(NamedTuple):
    """What the parts of a workbook say before its cells are read."""

    has_formulas: bool
    drawn_texts: tuple[tuple[str, str], ...]
    """Texts of shapes and text boxes, one entry a paragraph, each with the title of its sheet (empty if unknown)."""
    pictures: int
    active: tuple[str, ...] = ()
    """What would run something or fetch something if Excel opened it: nothing of it is done here."""


_ACTIVE = {
    "xl/vbaproject.bin": "マクロ",
    "xl/externallinks/": "ほかのブック又はプログラム（DDE）へのリンク",
    "xl/connections.xml": "外のデータへの接続",
    "xl/querytables/": "外のデータを読む表",
    "xl/embeddings/": "埋め込まれたファイル",
    "xl/activex/": "ActiveX コントロール",
}
"""Beginnings of the names of parts, in small letters, and what they hold."""


def inspect(path: Path, wanted: str = "項目定義書のブック") -> Container:
    """Look through all parts; raises ImportProblem for what is not a workbook, broken, or oversized.

    `wanted`: what to ask for in its place.
    """
    _check_kind(path, wanted)
    try:
        with zipfile.ZipFile(path) as archive:
            return _parts(path, archive, wanted)
    except BROKEN as error:
        raise broken(path.name, _SAVE_AGAIN) from error


def _check_kind(path: Path, wanted: str) -> None:
    start, rest = opening(path, MAX_FILE)
    name = path.name
    if start == OLE:
        refuse_encrypted(name, "EncryptedPackage".encode("utf-16-le") in rest)
        raise ImportProblem(f"「{name}」は古い形式（.xls）です。{_SAVE_AGAIN}")
    if not start.startswith(b"PK"):
        raise ImportProblem(
            f"「{name}」は Excel のブック（.xlsx）ではありません。{wanted}を指定してください。"
        )


def _parts(path: Path, archive: zipfile.ZipFile, wanted: str) -> Container:
    infos = archive.infolist()
    names = {i.filename for i in infos}
    check_entries(path.name, infos, MAX_UNPACKED)
    if "xl/workbook.bin" in names:
        raise ImportProblem(f"「{path.name}」はバイナリ形式（.xlsb）です。{_SAVE_AGAIN}")
    if "[Content_Types].xml" not in names or not any(n.startswith("xl/") for n in names):
        raise ImportProblem(f"「{path.name}」は Excel のブックではありません。{wanted}を指定してください。")
    seen = _Seen(path.name)
    for info in infos:
        if info.filename.endswith((".xml", ".rels")):
            seen.part(archive, info)
    pictures = sum(n.startswith("xl/media/") for n in names)
    lower = [n.lower() for n in names]
    active = tuple(what for start, what in _ACTIVE.items() if any(n.startswith(start) for n in lower))
    sheets = sheets_of_drawings(archive) if seen.texts else {}
    drawn = tuple((sheets.get(part, ""), text) for part, text in seen.texts)
    return Container(seen.formulas > 0, drawn, pictures, active)


class _Seen:
    """Counts over all parts of one workbook."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.cells = 0
        self.rows = 0
        self.merged = 0
        self.formulas = 0
        self.texts: list[tuple[str, str]] = []
        self._part = ""
        self._paragraph: list[str] | None = None

    def part(self, archive: zipfile.ZipFile, info: zipfile.ZipInfo) -> None:
        self._part = info.filename
        parser = expat.ParserCreate(namespace_separator=" ")
        parser.StartDoctypeDeclHandler = self._doctype
        if "worksheets/" in info.filename or "sheet" in info.filename.lower():
            parser.StartElementHandler = self._element
        elif "drawings/" in info.filename:
            parser.buffer_text = True
            parser.StartElementHandler = self._start_drawn
            parser.EndElementHandler = self._end_drawn
            parser.CharacterDataHandler = self._drawn
        try:
            with archive.open(info) as stream:
                while chunk := stream.read(_CHUNK):
                    parser.Parse(chunk, False)
                parser.Parse(b"", True)
        except (expat.ExpatError, ValueError, LookupError) as error:
            message = f"「{self.file}」の中の「{info.filename}」が壊れています。{_SAVE_AGAIN}"
            raise ImportProblem(message) from error

    def _doctype(self, *_: object) -> None:
        raise ImportProblem(
            f"「{self.file}」の中に DTD があります。Excel が作るものではないため、読み取りをやめました。"
        )

    def _element(self, name: str, attributes: dict[str, str]) -> None:
        if name not in _COUNTED:
            return
        if name in _CELLS:
            self.cells += 1
        elif name in _ROWS:
            self.rows += 1
        elif name in _FORMULAS:
            self.formulas += 1
        else:
            self.merged += _area(attributes.get("ref", ""))
        if self.rows > MAX_ROWS:
            raise ImportProblem(
                f"「{self.file}」は行が多すぎます（上限 {MAX_ROWS:,}行）。要らない行を消すか、シートを分けてください。"
            )
        if self.cells > MAX_CELLS or self.merged > MAX_CELLS:
            raise ImportProblem(
                f"「{self.file}」はセルが多すぎます（上限 {MAX_CELLS:,}）。シートを分けてください。"
            )

    def _start_drawn(self, name: str, _: dict[str, str]) -> None:
        if name.endswith("/drawingml/2006/main p"):
            self._paragraph = []

    def _end_drawn(self, name: str) -> None:
        if name.endswith("/drawingml/2006/main p") and self._paragraph is not None:
            if text := "".join(self._paragraph).strip():
                self.texts.append((self._part, text))
            self._paragraph = None

    def _drawn(self, text: str) -> None:
        if self._paragraph is not None:
            self._paragraph.append(text)


def _area(reference: str) -> int:
    """Cells of a range such as B5:C6; a malformed one counts as too many."""
    try:
        left, top, right, bottom = range_boundaries(reference)
    except (ValueError, TypeError):
        return MAX_CELLS + 1
    if None in (left, top, right, bottom):
        return MAX_CELLS + 1
    return (int(right or 0) - int(left or 0) + 1) * (int(bottom or 0) - int(top or 0) + 1)
