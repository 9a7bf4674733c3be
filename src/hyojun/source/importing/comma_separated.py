"""A table as text: CSV or tabs, in UTF-8 or the encoding of Japanese Windows, as one sheet."""

import csv
import io
import unicodedata
from pathlib import Path

from ..reasons import reason
from .container import MAX_CELLS, MAX_FILE
from .remarks import ImportProblem, Notes, RemarkKind
from .workbook import Cell, Sheet, open_book

SUFFIXES = (".csv", ".tsv", ".txt")
_ENCODINGS = ("utf-8-sig", "cp932")
_BOMS = (b"\xff\xfe", b"\xfe\xff")
"""Of UTF-16, the 「Unicode テキスト」 of Excel."""


def open_file(path: Path, notes: Notes) -> tuple[Sheet, ...]:
    """The sheets of a workbook, or the one of a text; raises ImportProblem for anything else."""
    return (_text(path, notes),) if path.suffix.lower() in SUFFIXES else open_book(path, notes)


def _text(path: Path, notes: Notes) -> Sheet:
    try:
        if path.stat().st_size > MAX_FILE:
            raise ImportProblem(
                f"「{path.name}」は大きすぎます（上限 {MAX_FILE >> 20} MB）。分けてください。"
            )
        data = path.read_bytes()
    except OSError as error:
        raise ImportProblem(
            f"「{path.name}」を読めません（{reason(error)}）。名前と場所を確かめてください。"
        ) from error
    text = _decoded(path, data, notes)
    first = text.partition("\n")[0]
    separator = "\t" if first.count("\t") > first.count(",") else ","
    cells: dict[tuple[int, int], Cell] = {}
    try:
        for row, values in enumerate(
            csv.reader(io.StringIO(text, newline=""), delimiter=separator, strict=True), 1
        ):
            for column, value in enumerate(values, 1):
                if value:
                    cells[row, column] = Cell(row, column, value, value.strip().isdecimal())
            if len(cells) > MAX_CELLS:
                raise ImportProblem(
                    f"「{path.name}」はセルが多すぎます（上限 {MAX_CELLS:,}）。分けてください。"
                )
    except csv.Error as error:
        message = f'「{path.name}」の引用符「"」の数が合わないか、途中で切れています。Excelで開いて保存し直してください。'
        raise ImportProblem(message) from error
    if not cells:
        raise ImportProblem(f"「{path.name}」は空のファイルです。入手し直してください。")
    return Sheet(unicodedata.normalize("NFC", path.stem), cells, {})


def _decoded(path: Path, data: bytes, notes: Notes) -> str:
    if b"\0" in data and not data.startswith(_BOMS):
        raise ImportProblem(
            f"「{path.name}」は文字のファイルではありません。正しいファイルか確かめてください。"
        )
    for encoding in ("utf-16",) if data.startswith(_BOMS) else _ENCODINGS:
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if encoding == "cp932":
            message = "文字コードを Shift_JIS（Windowsの日本語）として読み取りました。化けた文字が無いか確かめてください。"
            notes.aside(RemarkKind.DOUBT, message)
        return text
    raise ImportProblem(
        f"「{path.name}」の文字コードが分かりません。Excelで「CSV UTF-8」として保存し直してください。"
    )
