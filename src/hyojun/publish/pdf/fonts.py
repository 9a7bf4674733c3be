"""Which fonts a PDF may use, and which characters they have.

Typst stops at a missing glyph without saying whose text it was, and takes the plain shape where a
font lacks a variation sequence (IVS): a name printed with the wrong character. So the characters are
looked up before, straight in the `cmap` tables of the font files.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib import resources
from pathlib import Path
from types import MappingProxyType
from typing import BinaryIO, NamedTuple

PACKAGES = ("noto_cjk_sans_jp_regular", "noto_cjk_sans_jp_bold")
"""Wheels that carry the fonts; the system's own are never used."""

_SUFFIXES = (".otf", ".ttf", ".ttc", ".otc")
_SELECTORS = range(0xE0100, 0xE01F0)
"""Variation selectors 17–256: a base character with one of them is an IVS."""
NOT_DRAWN = (
    (0x0A, 0x0A),
    (0xAD, 0xAD),
    (0x61C, 0x61C),
    (0x180B, 0x180E),
    (0x2000, 0x200F),
    (0x202A, 0x202F),
    (0x205F, 0x206F),
    (0xFE00, 0xFE0F),
    (0xFEFF, 0xFEFF),
    (0xE0000, 0xE0FFF),
)
"""Line breaks, spaces of all widths, joiners and selectors, from each first to its last."""


class Coverage(NamedTuple):
    """The characters of one font: sorted, disjoint ranges, and its variation sequences."""

    starts: tuple[int, ...]
    ends: tuple[int, ...]
    sequences: frozenset[tuple[int, int]]

    def has(self, character: str) -> bool:
        point = ord(character)
        place = bisect_right(self.starts, point) - 1
        return place >= 0 and point <= self.ends[place]


class FontSet(NamedTuple):
    """Folders for Typst, those of the wheels first, and the coverage of each font in them."""

    folders: tuple[Path, ...] = ()
    own: tuple[Coverage, ...] = ()
    further: Mapping[Path, Coverage] = MappingProxyType({})

    @property
    def coverages(self) -> tuple[Coverage, ...]:
        return (*self.own, *self.further.values())


def font_set(further: Sequence[Path] = ()) -> FontSet:
    """The fonts of the wheels and of further folders."""
    wheels = tuple(Path(str(resources.files(package))) for package in PACKAGES)
    own = tuple(coverage(f) for f in _files(wheels))
    return FontSet((*wheels, *further), own, {f: coverage(f) for f in _files(further)})


def _files(folders: Sequence[Path]) -> list[Path]:
    return [f for folder in folders for f in sorted(folder.iterdir()) if f.suffix.lower() in _SUFFIXES]


def missing(texts: Iterable[str], coverages: Sequence[Coverage]) -> list[str]:
    """Characters (or IVS pairs) of the texts that no font has, each once."""
    return [p for p in _pieces("\n".join(texts)) if not _covered(p, coverages)]


def variants(texts: Iterable[str], fonts: FontSet) -> dict[Path, list[str]]:
    """IVS that only further fonts have, by the font to take: Typst would take the first font that has
    the base character, and so print its plain shape."""
    found: dict[Path, list[str]] = {}
    for piece in (p for p in _pieces("\n".join(texts)) if len(p) == 2) if fonts.further else ():
        if not _covered(piece, fonts.own):
            for file in [f for f, c in fonts.further.items() if _covered(piece, [c])][:1]:
                found.setdefault(file, []).append(piece)
    return found


def _pieces(text: str) -> Iterator[str]:
    """Pairs of a base and its variation selector, then single characters, each once, in order of appearance."""
    characters = dict.fromkeys(text)
    if any(ord(c) in _SELECTORS for c in characters):
        yield from dict.fromkeys(
            text[i : i + 2] for i in range(len(text) - 1) if ord(text[i + 1]) in _SELECTORS
        )
    yield from characters


def _covered(piece: str, coverages: Sequence[Coverage]) -> bool:
    if len(piece) == 2:
        return any((ord(piece[0]), ord(piece[1])) in c.sequences for c in coverages)
    # Tried with every character of the kind: these, and no others, need no glyph.
    if any(first <= ord(piece) <= last for first, last in NOT_DRAWN):
        return True
    return any(c.has(piece) for c in coverages)


@lru_cache(maxsize=32)
def coverage(font: Path) -> Coverage:
    """Coverage of a font file, or of the first font of a collection."""
    with font.open("rb") as file:
        return _cmap(_table(file, b"cmap"))


def _table(file: BinaryIO, wanted: bytes) -> bytes:
    start = 0
    if file.read(4) == b"ttcf":
        file.seek(12)
        (start,) = struct.unpack(">I", file.read(4))
    file.seek(start + 4)
    (count,) = struct.unpack(">H", file.read(2))
    file.seek(start + 12)
    for _ in range(count):
        tag, _, offset, length = struct.unpack(">4sIII", file.read(16))
        if tag == wanted:
            file.seek(offset)
            return file.read(length)
    return b"\0\0\0\0"


def _cmap(table: bytes) -> Coverage:
    (count,) = struct.unpack_from(">H", table, 2)
    ranges: list[tuple[int, int]] = []
    sequences: set[tuple[int, int]] = set()
    for index in range(count):
        platform, encoding, offset = struct.unpack_from(">HHI", table, 4 + 8 * index)
        (form,) = struct.unpack_from(">H", table, offset)
        if form == 14:
            sequences.update(_sequences(table, offset))
        elif platform in (0, 3) and encoding != 0:
            ranges.extend(_ranges_12(table, offset) if form == 12 else ())
            ranges.extend(_ranges_4(table, offset) if form == 4 else ())
    joined: list[list[int]] = []
    for first, last in sorted(ranges):
        if joined and first <= joined[-1][1] + 1:
            joined[-1][1] = max(joined[-1][1], last)
        else:
            joined.append([first, last])
    return Coverage(tuple(r[0] for r in joined), tuple(r[1] for r in joined), frozenset(sequences))


def _ranges_12(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", table, offset + 12)
    for first, last, glyph in struct.iter_unpack(">III", table[offset + 16 : offset + 16 + 12 * count]):
        yield first + (glyph == 0), last


def _ranges_4(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    """Segments of the 16-bit table; those over a glyph array are read glyph by glyph."""
    (twice,) = struct.unpack_from(">H", table, offset + 6)
    count = twice // 2
    at = offset + 14
    lasts = struct.unpack_from(f">{count}H", table, at)
    firsts = struct.unpack_from(f">{count}H", table, at + twice + 2)
    deltas = struct.unpack_from(f">{count}H", table, at + 2 * twice + 2)
    place = at + 3 * twice + 2
    shifts = struct.unpack_from(f">{count}H", table, place)
    for n, (first, last, delta, shift) in enumerate(zip(firsts, lasts, deltas, shifts, strict=True)):
        if first == 0xFFFF:
            continue
        for point in range(first, last + 1):
            glyph = (point + delta) & 0xFFFF
            if shift:
                (found,) = struct.unpack_from(">H", table, place + 2 * n + shift + 2 * (point - first))
                glyph = (found + delta) & 0xFFFF if found else 0
            if glyph:
                yield point, point


def _sequences(table: bytes, offset: int) -> Iterator[tuple[int, int]]:
    (count,) = struct.unpack_from(">I", table, offset + 6)
    for index in range(count):
        record = table[offset + 10 + 11 * index : offset + 21 + 11 * index]
        selector = int.from_bytes(record[:3], "big")
        plain, special = struct.unpack_from(">II", record, 3)
        if plain:
            (many,) = struct.unpack_from(">I", table, offset + plain)
            for n in range(many):
                at = offset + plain + 4 + 4 * n
                first = int.from_bytes(table[at : at + 3], "big")
                yield from ((point, selector) for point in range(first, first + table[at + 3] + 1))
        if special:
            (many,) = struct.unpack_from(">I", table, offset + special)
            for n in range(many):
                at = offset + special + 4 + 5 * n
                yield int.from_bytes(table[at : at + 3], "big"), selector
