"""The cells of a workbook and nothing else: text, number or date, how it is shown, whether it is struck through.

Several times faster than a reader of whole workbooks, which makes an object of every format; a book for editing
has tens of thousands of cells. The container is inspected before (`importing.container`).
"""

import posixpath
import re
import zipfile
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple
from xml.parsers import expat

from ..importing.remarks import ImportProblem

Value = str | int | float | bool | datetime
_REFERENCE = re.compile(r"([A-Z]+)([0-9]+)")
_ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")
_PREFIXED = re.compile(rb"<\w+:(?:worksheet|workbook|sst|styleSheet|comments|Relationships)\b")
_COMMENTS = "/comments"
_BUILT_IN = {9: "0%", 10: "0.00%", 1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 49: "@"}
_DATES = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
"""Formats that Excel knows by number: those that the reader needs, and those of dates and times."""
_ASIDE = re.compile(r'"[^"]*"|\\.|_.|\[(?!h+\]|m+\]|s+\])[^\]]*\]')
_DAY_1900, _DAY_1904 = datetime(1899, 12, 30), datetime(1904, 1, 1)
"""Days from which serial numbers count; the first one as Excel counts after February 1900."""


class Cell(NamedTuple):
    """A cell with something in it, or with a comment."""

    value: Value
    """Of a formula, its result; empty text: only a comment."""
    kind: str
    """「formula」, 「error」, or 「value」."""
    number_format: str
    is_struck: bool
    """Whether it, or a part of its text, is struck through."""
    comment: str

    @property
    def is_plain_text(self) -> bool:
        """Text as it was typed, of which there is nothing to tell: nearly every cell."""
        value = self.value
        return (
            type(value) is str
            and self.kind == "value"
            and not (self.is_struck or self.comment or "\r" in value or value[-1:] == "\n")
        )


class Area(NamedTuple):
    """A merged range."""

    name: str
    row: int
    column: int
    last_row: int


class Sheet(NamedTuple):
    title: str
    cells: dict[tuple[int, int], Cell]
    """By row and column, from 1."""
    merged: tuple[Area, ...]


class _Words(NamedTuple):
    """A text, and whether a part of it is struck through."""

    text: str
    is_struck: bool


class _Style(NamedTuple):
    number_format: str
    is_date: bool
    is_struck: bool


def read_grid(path: Path) -> tuple[Sheet, ...]:
    """All sheets of a workbook in their order; raises ImportProblem for what cannot be read as one."""
    try:
        with zipfile.ZipFile(path) as archive:
            return tuple(_Book(archive).sheets())
    except ImportProblem:
        raise
    except Exception as error:  # whatever a broken part makes the reader stumble over
        message = f"「{path.name}」を Excel のブックとして読めません。Excelで開いて保存し直してください。"
        raise ImportProblem(message) from error


class _Book:
    """One workbook; used once."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self.archive = archive
        self.names = set(archive.namelist())
        self.epoch = _DAY_1900
        self.main = next(t for _, kind, t in self._related("") if kind.endswith("/officeDocument"))
        related = self._related(self.main)
        self.parts = {id: target for id, _, target in related}
        kinds = {kind.rpartition("/")[2]: target for _, kind, target in related}
        self.words = self._strings(kinds.get("sharedStrings", ""))
        self.styles = self._styles(kinds.get("styles", ""))

    def sheets(self) -> Iterator[Sheet]:
        listed: list[tuple[str, str]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "sheet":
                id = next(v for k, v in given.items() if k.endswith(":id"))
                listed.append((given["name"], self.parts[id]))
            elif tag == "workbookPr" and given.get("date1904") in ("1", "true"):
                self.epoch = _DAY_1904

        self._parse(self.main, start)
        yield from (self._sheet(title, part) for title, part in listed if "worksheets/" in part)

    def _parse(
        self,
        part: str,
        start: Callable[[str, dict[str, str]], None],
        end: Callable[[str], None] | None = None,
        text: Callable[[str], None] | None = None,
    ) -> None:
        """Hand the elements of a part over by their local names; a part that is not there has none."""
        if part not in self.names:
            return
        data = self.archive.read(part)
        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartElementHandler = start
        if end:
            parser.EndElementHandler = end
        if _PREFIXED.search(data, 0, 1000):  # every name has a prefix: rare, and slower
            parser.StartElementHandler = lambda name, given: start(name.rpartition(":")[2], given)
            parser.EndElementHandler = lambda name: end(name.rpartition(":")[2]) if end else None
        if text:
            parser.CharacterDataHandler = text
        parser.Parse(data, True)

    def _related(self, part: str) -> list[tuple[str, str, str]]:
        """What a part relates to inside the workbook: ID, type, name."""
        folder, _, name = part.rpartition("/")
        found: list[tuple[str, str, str]] = []

        def start(tag: str, given: dict[str, str]) -> None:
            if tag == "Relationship" and given.get("TargetMode") != "External":
                target = given["Target"]
                path = target[1:] if target.startswith("/") else posixpath.join(folder, target)
                found.append((given["Id"], given["Type"], posixpath.normpath(path)))

        self._parse(posixpath.join(folder, "_rels", f"{name}.rels"), start)
        return found

    def _strings(self, part: str) -> list[_Words]:
        found: list[_Words] = []
        text: list[str] = []
        taken: list[str] = []
        aside = struck = False

        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal aside, struck
            if tag == "t":
                text.clear()
            elif tag == "rPh":
                aside = True
            elif tag == "strike":
                struck = struck or given.get("val", "1") not in ("0", "false")

        def end(tag: str) -> None:
            nonlocal aside, struck
            if tag == "t":
                if not aside:
                    taken.extend(text)
            elif tag == "si":
                found.append(_Words("".join(taken), struck))
                taken.clear()
                struck = False
            elif tag == "rPh":
                aside = False

        self._parse(part, start, end, text.append)
        return found

    def _styles(self, part: str) -> list[_Style]:
        formats = dict(_BUILT_IN)
        strikes: list[bool] = []
        found: list[_Style] = []
        inside = [""]

        def start(tag: str, given: dict[str, str]) -> None:
            if tag in ("fonts", "cellXfs", "cellStyleXfs", "dxfs"):
                inside[0] = tag
            elif tag == "numFmt":
                formats[int(given["numFmtId"])] = given["formatCode"]
            elif tag == "font" and inside[0] == "fonts":
                strikes.append(False)
            elif tag == "strike" and inside[0] == "fonts":
                strikes[-1] = given.get("val", "1") not in ("0", "false")
            elif tag == "xf" and inside[0] == "cellXfs":
                number = int(given.get("numFmtId", "0"))
                code = formats.get(number, "General")
                is_date = number in _DATES or bool(re.search("[dmyhs]", _ASIDE.sub("", code.lower())))
                struck = strikes[int(given["fontId"])] if "fontId" in given else False
                found.append(_Style(code, is_date, struck))

        self._parse(part, start)
        return found or [_Style("General", False, False)]

    def _sheet(self, title: str, part: str) -> Sheet:
        cells: dict[tuple[int, int], Cell] = {}
        merged: list[Area] = []
        columns: dict[str, int] = {}
        now: dict[str, str] = {}
        text: list[str] = []
        inline: list[str] = []
        value = ""
        formula = aside = struck = False

        # One function for each side of an element: a book has a hundred thousand of them.
        def start(tag: str, given: dict[str, str]) -> None:
            nonlocal now, value, formula, aside, struck
            if tag == "c":
                now, value, formula, struck = given, "", False, False
            elif tag == "v" or tag == "t":
                text.clear()
            elif tag == "f":
                formula = True
            elif tag == "is":
                inline.clear()
            elif tag == "rPh":
                aside = True
            elif tag == "strike":
                struck = struck or given.get("val", "1") not in ("0", "false")
            elif tag == "mergeCell":
                corners = list(_REFERENCE.finditer(given["ref"]))
                first, final = corners[0], corners[-1]
                merged.append(Area(given["ref"], int(first[2]), column_number(first[1]), int(final[2])))

        def end(tag: str) -> None:
            nonlocal value, aside
            if tag == "v":
                value = "".join(text)
            elif tag == "c":
                if (value or formula) and (match := _REFERENCE.fullmatch(now.get("r", ""))):
                    letters, row = match.groups()
                    if letters not in columns:
                        columns[letters] = column_number(letters)
                    cells[int(row), columns[letters]] = self._cell(now, value, struck, formula)
            elif tag == "t" and not aside:
                inline.append("".join(text))
            elif tag == "rPh":
                aside = False
            elif tag == "is":
                value = "".join(inline)

        self._parse(part, start, end, text.append)
        for place, said in self._comments(part):
            found = cells.get(place, Cell("", "value", "General", False, ""))
            cells[place] = found._replace(comment=said)
        return Sheet(title, cells, tuple(merged))

    def _cell(self, given: dict[str, str], written: str, struck: bool, formula: bool) -> Cell:
        style = self.styles[int(given.get("s", "0"))]
        kind = given.get("t", "n")
        if kind == "s":
            words = self.words[int(written)]
            kind, written, struck = "str", words.text, words.is_struck
        value: Value = _ESCAPED.sub(lambda m: chr(int(m[1], 16)), written) if "_x" in written else written
        if kind == "b":
            value = written == "1"
        elif kind == "n" and written:
            number = float(written) if re.search(r"[.eE]", written) else int(written)
            value = number
            if style.is_date:
                value = self.epoch + timedelta(days=number) if number >= 1 else str(number)
        elif kind == "d":
            value = datetime.fromisoformat(written)
        what = "formula" if formula else "error" if kind == "e" else "value"
        return Cell(value, what, style.number_format, style.is_struck or struck, "")

    def _comments(self, part: str) -> Iterator[tuple[tuple[int, int], str]]:
        for _, kind, target in self._related(part):
            if not kind.endswith(_COMMENTS):
                continue
            found: list[tuple[tuple[int, int], str]] = []
            reading, place = _Reading(), [(0, 0)]

            def start(tag: str, given: dict[str, str], place: Any = place, reading: Any = reading) -> None:
                if tag == "comment":
                    match = _REFERENCE.fullmatch(given["ref"])
                    place[0] = (int(match[2]), column_number(match[1])) if match else (0, 0)
                else:
                    reading.start(tag, given)

            def end(tag: str, found: Any = found, place: Any = place, reading: Any = reading) -> None:
                if tag == "comment":
                    found.append((place[0], reading.taken().text))
                else:
                    reading.end(tag)

            self._parse(target, start, end, reading.text)
            yield from found


def column_number(letters: str) -> int:
    """AB is 28."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letters(number: int) -> str:
    """28 is AB."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


class _Reading:
    """Collects the words of a text: what stands in `t` and `v`, without the readings of its characters (`rPh`)."""

    def __init__(self) -> None:
        self._parts: list[str] = []
        self._open = self._aside = self._struck = False

    def start(self, tag: str, given: dict[str, str]) -> None:
        if tag in ("t", "v"):
            self._open = not self._aside
        elif tag == "rPh":
            self._aside = True
        elif tag == "strike":
            self._struck = self._struck or given.get("val", "1") not in ("0", "false")

    def text(self, text: str) -> None:
        if self._open:
            self._parts.append(text)

    def end(self, tag: str) -> None:
        if tag in ("t", "v"):
            self._open = False
        elif tag == "rPh":
            self._aside = False

    def taken(self) -> _Words:
        """The words so far; then it begins anew."""
        found = _Words("".join(self._parts), self._struck)
        self._parts, self._struck = [], False
        return found
