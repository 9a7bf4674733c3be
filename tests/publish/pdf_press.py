"""Small 業務 made in memory, and the press that sets them."""

import io
import re
import struct
import zlib
from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

import pikepdf
import pypdf

from hyojun.model import Business, BusinessHead, Corpus, Document, squeezed
from hyojun.publish.job import Job, Published
from hyojun.publish.pdf import write_pdf
from hyojun.source import Settings, default_registry


def png(width: int = 40, height: int = 30) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    rows = b"".join(b"\0" + b"\x80" * width for _ in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    parts = (chunk(b"IHDR", head), chunk(b"IDAT", zlib.compress(rows)), chunk(b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


def document(name: str = "機能", **contents: Any) -> Document:
    return Document.model_validate(
        {
            "文書": name,
            "題名": "試験の文書",
            "発行者": "試験省",
            "版": "1.0",
            "状態": "案",
            "改定履歴": [{"版": "1.0", "概要": "初版"}],
            "内容": contents,
        }
    )


def business(*documents: Document, notice: str | None = None) -> Business:
    registered = default_registry().business("002")
    assert registered is not None
    return Business(registered=registered, head=BusinessHead(id="002", notice=notice), documents=documents)


def function(id: str, text: str = "要件", **more: Any) -> dict[str, Any]:
    return {"機能ID": id, "機能名称": f"機能名{id}", "実装類型": "実装必須", "機能要件": text} | more


def heading(key: str, *functions: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"キー": key, "題名": f"題{key}", "機能": list(functions)} | more


def chapter(text: str) -> dict[str, Any]:
    return {"ファイル": "本編/1.md", "題名": "本編", "本文": text}


def pdfs(published: Iterable[Published]) -> list[Published]:
    """The documents themselves, without the tables of 行番号 beside them."""
    return [p for p in published if p.path.endswith(".pdf")]


def as_written(text: str) -> str:
    """The squeezed text of a PDF without what it adds to references: the page, or the name of the other file."""
    return re.sub(r"〔(\d+頁|別紙\d+|機能|データ)〕", "", text)


@lru_cache(maxsize=8)
def page_texts(pdf: bytes) -> tuple[str, ...]:
    """The text of each page; reading it takes longer than setting it, and many tests ask."""
    return tuple(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(pdf)).pages)


def places(pdf: bytes) -> dict[str, int]:
    """The anchors of a PDF, and the page each is on, from 0."""
    with pikepdf.open(io.BytesIO(pdf)) as found:
        numbers = {page.objgen: number for number, page in enumerate(found.pages)}
        tree = pikepdf.NameTree(found.Root.Names.Dests)
        return {name: numbers[target(value).objgen] for name, value in tree.items()}


def target(value: Any) -> Any:
    """The page that a destination is on."""
    return (value.D if isinstance(value, pikepdf.Dictionary) else value)[0]


def unpacked(pdf: bytes) -> bytes:
    """The bytes of a PDF with nothing compressed: in those of the file itself no search finds a word."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(pdf)) as found:
        found.save(
            out,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
        )
    return out.getvalue()


class Press:
    """Sets a 業務 in a folder of its own and reads the result."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.assets: dict[str, Path] = {}
        self.runs = 0

    def pdf(
        self, found: Business, *, draft: bool = False, root: Path | None = None, fonts: tuple[Path, ...] = ()
    ) -> Path:
        self.runs += 1
        corpus = Corpus(registry=default_registry(), businesses=(found,))
        out = self.folder / f"out{self.runs}"
        work = self.folder / f"work{self.runs}"
        job = Job(root or self.folder, Settings(fonts=fonts), corpus, self.assets, draft, work=work)
        return out / pdfs(write_pdf(job, found, out))[0].path

    def text(self, found: Business, **options: Any) -> str:
        return squeezed("".join(page_texts(self.pdf(found, **options).read_bytes())))


def edges(path: Path, number: int) -> tuple[list[float], list[list[float]]]:
    """Of a page: place and size of its picture, and of all rectangles stroked on it."""
    with pikepdf.open(path) as found:
        placed: list[float] = []
        boxes: list[list[float]] = []
        matrix, saved = pikepdf.Matrix(), []
        points: list[tuple[float, float]] = []
        for operands, operator in pikepdf.parse_content_stream(found.pages[number]):
            match str(operator):
                case "q":
                    saved.append(matrix)
                case "Q":
                    matrix = saved.pop()
                case "cm":
                    matrix = pikepdf.Matrix(*(float(o) for o in operands)) @ matrix
                case "m" | "l":
                    points.append(matrix.transform((float(operands[0]), float(operands[1]))))
                case "re":
                    x, y, w, h = (float(o) for o in operands)
                    points += [matrix.transform((x, y)), matrix.transform((x + w, y + h))]
                case "S" | "s" | "f" | "n":
                    if points and str(operator) in "Ss":
                        boxes.append(extent(points))
                    points = []
                case "Do":
                    placed = extent([matrix.transform((0, 0)), matrix.transform((1, 1))])
        return placed, boxes


def extent(points: list[tuple[float, float]]) -> list[float]:
    xs, ys = [x for x, _ in points], [y for _, y in points]
    return [min(xs), min(ys), max(xs) - min(xs), max(ys) - min(ys)]
