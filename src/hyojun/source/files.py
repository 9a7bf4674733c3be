"""Bytes from the repository, and only from there: no path leads out, no link is followed out."""

import hashlib
import os.path
import re
import unicodedata
from collections.abc import Iterator
from functools import cache
from itertools import islice
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Finding, Origin

from .problems import Problem, merging_hint, problem
from .reasons import reason

MAX_BYTES = 64 * 1024 * 1024
"""A source file larger than this is not read; the largest real one is under 5 MB."""

_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f"
    "\u2028-\u202e\u2060-\u206f\u3164\ufeff\uffa0\ufff0-\ufffb\ufdd0-\ufdef\ufffe\uffff\ud800-\udfff"
    "\U0001bca0-\U0001bca3\U0001d173-\U0001d17a\U000e0000-\U000e00ff\U000e01f0-\U000e0fff]"
)
"""Controls, marks of direction and joining, fillers and tags: nothing of them is seen. Selectors of variants stay."""
_BARE_RETURN = re.compile("\r(?!\n)")
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef]{2,}")
"""One says how a character is drawn; a row of them carries a text that nobody sees."""
_SUSPECT = re.compile(f"[\r\ufe00-\ufe0f\U000e0100-\U000e01ef{_FORBIDDEN.pattern[1:-1]}]")
"""All that `hidden` looks at."""
_NAMES = {
    "\u2028": "行区切り文字（U+2028）",
    "\u2029": "段落区切り文字（U+2029）",
    "\x00": "NUL文字",
}


ANYTHING = "\ufdd0"
"""In the text of files that could not be read: whatever is missed may stand in one that is not at hand."""


class Text(NamedTuple):
    """A decoded file, or what kept it from being decoded."""

    text: str | None
    findings: tuple[Finding, ...] = ()
    rest: str = ""
    """What is left without characters that are not seen, so that its other errors are found at once."""


def inside(root: Path, relative: str) -> Path | None:
    """The path of a file of the repository, or None where the name or a link leads outside."""
    path = root / relative
    if Path(relative).is_absolute() or "\\" in relative or ".." in Path(relative).parts:
        return None
    resolved, whole = os.path.realpath(path), os.path.realpath(root)
    return path if resolved == whole or resolved.startswith(whole.rstrip(os.sep) + os.sep) else None


def read_bytes(root: Path, relative: str) -> tuple[bytes | None, Finding | None]:
    """Bytes of a file, or the finding that says why there are none."""
    origin = Origin(relative)
    path = inside(root, relative)
    if path is None:
        message = (
            f"「{relative}」はリポジトリの外を指しています。リポジトリの中のファイルを指定してください。"
        )
        return None, problem(Problem.OUTSIDE, message, origin)
    try:
        if not path.is_file():
            if path.exists() or path.is_symlink():
                message = "ファイルではありません（フォルダーか、行き先の無いリンクです）。ファイルに置き換えてください。"
                return None, problem(Problem.UNREADABLE, message, origin)
            return None, problem(
                Problem.ABSENT, f"ファイル「{relative}」がありません。名前を確かめてください。", origin
            )
        if path.stat().st_size > MAX_BYTES:
            size = MAX_BYTES // 1024 // 1024
            return None, problem(
                Problem.UNREADABLE, f"ファイルが大きすぎます（上限 {size} MB）。分けてください。", origin
            )
        return path.read_bytes(), None
    except OSError as error:
        message = f"ファイルを読めません（{reason(error)}）。権限と状態を確かめてください。"
        return None, problem(Problem.UNREADABLE, message, origin)


def decode(data: bytes, relative: str) -> Text:
    """UTF-8 text without characters that editors hide; every offence with its place."""
    origin = Origin(relative)
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        before = data[: error.start]
        line = before.count(b"\n") + 1
        column = len(before[before.rfind(b"\n") + 1 :].decode("utf-8", "replace")) + 1
        message = f"{guessed_encoding(data)}UTF-8（BOMなし）で保存し直してください。"
        return Text(None, (problem(Problem.ENCODING, message, origin, line=line, column=column),))
    found = []
    for start, message in islice(hidden(text), 20) if hides(text, data) else ():
        line = text.count("\n", 0, start) + 1
        column = start - text.rfind("\n", 0, start)
        found.append(problem(Problem.CHARACTER, message, origin, line=line, column=column))
    if not found:
        text = with_line_feeds(text)
        found = list(_conflicts(text, origin))
        return Text(None, tuple(found)) if found else Text(text)
    return Text(None, tuple(found), with_line_feeds(_FORBIDDEN.sub("", text)))


def with_line_feeds(text: str) -> str:
    """Every reader counts the same lines: some of them take a lone CR for the end of one, others do not."""
    return text.replace("\r\n", "\n").replace("\r", "\n") if "\r" in text else text


_CONFLICT_MARKS = ("<" * 7, ">" * 7)
_CONFLICT = re.compile(r"^(?:<{7}|>{7})(?: .*)?$", re.MULTILINE)


def _conflicts(text: str, origin: Origin) -> Iterator[Finding]:
    """Marks that git leaves where two people changed the same lines."""
    if not any(mark in text for mark in _CONFLICT_MARKS):
        return
    for match in _CONFLICT.finditer(text):
        line = text.count("\n", 0, match.start()) + 1
        message = (
            "git が付けた印です。ほかの人と同じ箇所を直しています。残す方を選び、印の行を消してください。"
        )
        yield problem(Problem.CONFLICT, message, origin, line=line, column=1, hint=merging_hint(origin.file))


_FILLER = "\u3164"
_HARMLESS = bytes((*b"\t\n", *range(0x20, 0x7F), *range(0x80, 0xC0), *range(0xE3, 0xEB)))
"""Bytes that begin no character of `_SUSPECT` in UTF-8, but for the filler."""
_SCATTERED = {b"\xe2": range(0x2000, 0x3000), b"\xef": range(0xF000, 0x10000)}
"""First bytes of few characters in Japanese text, and the code points they begin."""


def hides(text: str, data: bytes) -> bool:
    """Whether a text, of these UTF-8 bytes, holds what `hidden` tells of: one quick look, since nearly none does."""
    first = set(data.translate(None, _HARMLESS))
    if first and not first <= {0xE2, 0xEF}:
        return _SUSPECT.search(text) is not None
    scattered = any(
        not _tails(lead).isdisjoint(part[:2] for part in data.split(lead)[1:])
        for lead in _SCATTERED
        if lead[0] in first
    )
    return scattered or _FILLER in text


@cache
def _tails(lead: bytes) -> frozenset[bytes]:
    """What follows the first byte of characters of `_SUSPECT`."""
    suspects = (c for c in map(chr, _SCATTERED[lead]) if _SUSPECT.match(c))
    return frozenset(c.encode()[1:] for c in suspects)


def hidden(text: str) -> Iterator[tuple[int, str]]:
    """Characters of a text that editors hide: index, and a sentence that says what to do."""
    for match in _FORBIDDEN.finditer(text):
        character = match[0]
        if character == "\ufeff" and match.start() == 0:
            yield 0, "先頭に BOM が付いています。「UTF-8（BOMなし）」を選んで保存し直してください。"
            continue
        name = _NAMES.get(character) or f"{unicodedata.name(character, '制御文字')}（U+{ord(character):04X}）"
        yield match.start(), f"使えない文字 {name} があります。画面に見えない文字です。削除してください。"
    for match in _BARE_RETURN.finditer(text):
        yield match.start(), "復帰文字（CR）だけの改行があります。改行を LF 又は CRLF に直してください。"
    for match in _SELECTORS.finditer(text):
        yield match.start(), "異体字セレクターが続いています。1つの文字に1つだけにしてください。"


def readable(data: bytes) -> str:
    """What can be told of any file: IDs and names in the encoding it is probably in, so that what it defines
    is not missed elsewhere; with ANYTHING where nobody can tell."""
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    wide = _utf_16(data)
    texts = [_decoded(data, encoding) for encoding in ([wide] if wide else _OTHERS)]
    return "\n".join(filter(None, texts)) or ANYTHING


_OTHERS = {"cp932": "Shift_JIS（cp932）", "euc_jp": "EUC-JP"}


def _decoded(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError:
        return None


def _utf_16(data: bytes) -> str | None:
    """The codec of a text in UTF-16, with its mark or without: ASCII has a NUL beside each letter."""
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        return "utf-16"
    above, below = data[::2].count(0), data[1::2].count(0)
    if 10 * max(above, below) < len(data):
        return None
    return "utf-16-be" if above > below else "utf-16-le"


def guessed_encoding(data: bytes) -> str:
    """For a message on bytes that are not UTF-8: the encoding they are probably in."""
    if _utf_16(data):
        return "文字コードが UTF-16 です。"
    for encoding, name in _OTHERS.items():
        if _decoded(data, encoding) is not None:
            return f"文字コードが UTF-8 ではなく {name} のようです。"
    return "文字コードが UTF-8 ではありません。"


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def is_what_it_says(name: str, data: bytes) -> bool:
    """Whether an attached page begins as its name promises: PDF or PNG."""
    return data.startswith(b"%PDF-" if name.lower().endswith(".pdf") else b"\x89PNG\r\n\x1a\n")
