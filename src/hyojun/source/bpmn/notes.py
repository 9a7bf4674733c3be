"""What the documentation of an element says to hyojun: lines of a word, a colon and a value.

The documentation is the one field that every modeler keeps; all other lines of it are the 説明.
"""

import re
from collections.abc import Container, Iterator
from typing import NamedTuple

from hyojun.model import FUNCTION_ID_INSIDE, KEY, LaneKind

FUNCTIONS = "機能ID"
SUPPORT = "機能ID（支援）"
STEP = "手順キー"
NEXT = "次のフロー"
KIND = "種別"
OF_TASKS = frozenset({FUNCTIONS, SUPPORT, STEP, NEXT})
OF_NODES = frozenset({NEXT})
OF_LANES = frozenset({KIND})

_LINE = re.compile(
    r"^[^\S\n]*(機能(?:ID|ＩＤ)(?:[（(]支援[）)])?|手順キー|次のフロー|種別)[^\S\n]*[:：](.*)$", re.MULTILINE
)
_WIDTHS = str.maketrans("ＩＤ()", "ID（）")
_DIGITS = str.maketrans("０１２３４５６７８９", "0123456789")
_ONE = FUNCTION_ID_INSIDE
_ID = re.compile(_ONE)
_SUFFIX = re.compile(rf"[\[［]\s*({_ONE}(?:\s*[,、，]\s*{_ONE})*)\s*[\]］]\Z")
_SEPARATOR = re.compile(r"\s*[,、，\s]\s*")
_KEY = re.compile(KEY)
_FLOW = re.compile(rf"^(?:\d{{3}}/)?(?:{KEY.removeprefix('^').removesuffix('$')})$", re.ASCII)
_KEY_LENGTH = 60


class Notes(NamedTuple):
    """The documentation of a task or another node, understood."""

    functions: tuple[str, ...] = ()
    support: bool = False
    key: str | None = None
    leads_to: tuple[str, ...] = ()
    text: str | None = None
    trouble: tuple[str, ...] = ()
    """What is not understood, in whole sentences; its values are left out."""


def notes(documentation: str, words: Container[str]) -> Notes:
    """The lines that begin with one of these words; all others are the text."""
    if not documentation:
        return _NONE
    said, text = _lines(documentation, words)
    if not said:
        return Notes(text=text)
    trouble: list[str] = []
    functions = list(_functions(said, trouble))
    return Notes(
        functions=tuple(dict.fromkeys(functions)),
        support=SUPPORT in said,
        key=_key(said.get(STEP, []), trouble),
        leads_to=tuple(dict.fromkeys(_flows(said.get(NEXT, []), trouble))),
        text=text,
        trouble=tuple(trouble),
    )


_NONE = Notes()


def lane_kind(documentation: str) -> tuple[LaneKind | None, str | None]:
    """The kind that a lane or pool says of itself, or what is wrong with what it says."""
    said, _ = _lines(documentation, OF_LANES)
    written = said.get(KIND, [])
    try:
        kinds = {LaneKind(value) for value in written}
    except ValueError:
        odd = next(v for v in written if v not in set(LaneKind))
        return None, f"「種別: {odd[:40]}」は、{'、'.join(LaneKind)} のどれかにしてください。"
    if len(kinds) > 1:
        return None, f"種別が{len(kinds)}つ書かれています。1つにしてください。"
    return next(iter(kinds), None), None


def name_and_functions(name: str) -> tuple[str, tuple[str, ...]]:
    """A name without the suffix `[0020011]`, and the 機能ID of that suffix."""
    if not name.endswith(("]", "］")):
        return one_line(name), ()
    stripped = name.translate(_DIGITS)
    suffix = _SUFFIX.search(stripped)
    if suffix is None:
        return one_line(name), ()
    return one_line(name[: suffix.start()]), tuple(_ID.findall(suffix[1]))


def one_line(text: str) -> str:
    """A name on one line; a line break between Japanese characters is no space."""
    if "\n" not in text:
        return " ".join(text.split())
    lines = [" ".join(line.split()) for line in text.split("\n")]
    joined = ""
    for line in filter(None, lines):
        apart = joined and (joined[-1] < "\x80" or line[0] < "\x80")
        joined += f" {line}" if apart else line
    return joined


def _lines(documentation: str, words: Container[str]) -> tuple[dict[str, list[str]], str | None]:
    said: dict[str, list[str]] = {}

    def taken(match: re.Match[str]) -> str:
        word = match[1].translate(_WIDTHS)
        if word not in words:
            return match[0]
        said.setdefault(word, []).append(match[2].strip())
        return ""

    return said, _LINE.sub(taken, documentation).strip() or None


def _functions(said: dict[str, list[str]], trouble: list[str]) -> Iterator[str]:
    if FUNCTIONS in said and SUPPORT in said:
        trouble.append("「機能ID」と「機能ID（支援）」の両方があります。どちらかにまとめてください。")
    for word in (FUNCTIONS, SUPPORT):
        lines = [line.translate(_DIGITS) for line in said.get(word, [])]
        listed = [_SEPARATOR.split(line) for line in lines]
        odd = next((n for n, ids in enumerate(listed) if not all(map(_ID.fullmatch, ids))), None)
        if odd is None:
            yield from (id for ids in listed for id in ids)
        else:
            trouble.append(f"「{word}: {lines[odd][:40]}」は、7桁の数字を「、」で区切って書いてください。")


def _key(written: list[str], trouble: list[str]) -> str | None:
    if len(written) > 1:
        trouble.append("手順キーが2つ以上書かれています。1つにしてください。")
    elif written and not (_KEY.search(written[0]) and len(written[0]) <= _KEY_LENGTH):
        trouble.append(
            f"「手順キー: {written[0][:40]}」は、半角の英小文字・数字・ハイフンを使い、"
            f"英字で始まる{_KEY_LENGTH}字までの形（例: shinsei-uketsuke）で書いてください。"
        )
    elif written:
        return written[0]
    return None


def _flows(written: list[str], trouble: list[str]) -> Iterator[str]:
    for line in written:
        flows = _SEPARATOR.split(line)
        if all(map(_FLOW.search, flows)):
            yield from flows
        else:
            trouble.append(
                f"「次のフロー: {line[:40]}」は、業務フローのキー（ほかの業務のものは「002/キー」の形）を"
                "「、」で区切って書いてください。"
            )
