"""Pictures of a document: kept as files where a browser and a printer know them, else reported."""

import struct
from typing import NamedTuple

from ..remarks import ImportProblem
from .blocks import Picture
from .names import Element
from .notes import Leftover, Notes
from .package import Package, Relation

MAX_PICTURE = 32 * 1024 * 1024
MAX_PIXELS = 100_000_000
_MAGIC = {b"\x89PNG\r\n\x1a\n": ".png", b"\xff\xd8\xff": ".jpg", b"GIF87a": ".gif", b"GIF89a": ".gif"}
_OTHERS = {
    b"\xd7\xcd\xc6\x9a": "WMF",
    b"\x01\x00\x09\x00": "WMF",
    b"BM": "BMP",
    b"II*\x00": "TIFF",
    b"MM\x00*": "TIFF",
    b"<svg": "SVG",
    b"<?xml": "SVG",
}


class Pictures(NamedTuple):
    """Reads the pictures of one part of a document."""

    package: Package
    relations: dict[str, Relation]
    notes: Notes

    def read(self, id: str, alternative: str, paragraph: int) -> Picture | None:
        """The picture of a reference; what cannot be kept is told of."""
        relation = self.relations.get(id)
        words = f"（代替テキスト: {alternative}）" if alternative else ""
        if relation is None or relation.external or relation.target not in self.package.parts:
            where = f"「{relation.target[:80]}」" if relation else ""
            self._lost(
                f"文書の外にある図{where}です。{words}図のファイルを本編のフォルダーに置いてください。",
                paragraph,
            )
            return None
        if self.package.size(relation.target) > MAX_PICTURE:
            raise self._too_big(relation.target, paragraph, f"{MAX_PICTURE >> 20} MB")
        data = self.package.bytes(relation.target)
        suffix = next((s for magic, s in _MAGIC.items() if data.startswith(magic)), None)
        if suffix is None:
            kind = "EMF" if data[40:44] == b" EMF" else _other(data)
            self._lost(
                f"{kind} の図「{relation.target}」は、サイトとPDFに載せられません。{words}"
                "Wordで図をPNGとして保存し、本編に加えてください。",
                paragraph,
            )
            return None
        if pixels(data, suffix) > MAX_PIXELS:
            raise self._too_big(relation.target, paragraph, f"{MAX_PIXELS // 10_000:,}万画素")
        if not alternative:
            self.notes.tell(
                Leftover.DOUBT,
                "図に代替テキストがありません。図が見えない人に伝わる説明を書いてください。",
                paragraph,
            )
        return Picture(suffix, data, alternative)

    def alone(self, element: Element, alternative: str, paragraph: int) -> list[Picture]:
        """All pictures at or below an element, by whichever reference they have."""
        ids = [
            e.get("r:embed") or e.get("r:link") or e.get("r:id") or ""
            for e in element.iter()
            if e.tag in ("a:blip", "v:imagedata")
        ]
        found = (self.read(id, alternative, paragraph) for id in ids if id)
        return [picture for picture in found if picture]

    def _lost(self, message: str, paragraph: int) -> None:
        self.notes.tell(Leftover.LOST, message, paragraph)

    def _too_big(self, part: str, paragraph: int, limit: str) -> ImportProblem:
        return ImportProblem(
            f"「{self.package.name}」の第{paragraph}段落の図「{part}」が大きすぎます（上限 {limit}）。"
            "図を縮小して保存し直してください。"
        )


def pixels(data: bytes, suffix: str) -> int:
    """Width times height as the picture itself says; 0 where it does not."""
    if suffix == ".png" and len(data) >= 24:
        width, height = struct.unpack(">II", data[16:24])
        return int(width * height)
    if suffix == ".gif" and len(data) >= 10:
        width, height = struct.unpack("<HH", data[6:10])
        return int(width * height)
    at = 2
    while suffix == ".jpg" and at + 9 < len(data) and data[at] == 0xFF:
        marker, length = data[at + 1], int.from_bytes(data[at + 2 : at + 4], "big")
        if 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack(">HH", data[at + 5 : at + 9])
            return int(width * height)
        at += 2 + max(length, 2)
    return 0


def _other(data: bytes) -> str:
    return next((name for magic, name in _OTHERS.items() if data.startswith(magic)), "分からない形式")
