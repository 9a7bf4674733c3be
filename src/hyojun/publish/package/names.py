"""Names of files that every Windows can unpack: no forbidden characters, no reserved words, composed, not too long."""

import re
import unicodedata
from collections.abc import Iterable, Iterator

LONGEST = 180
"""Characters of a path inside a package: Windows allows 260 with the folder it is unpacked in."""
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*]')
_RESERVED = re.compile(r"(con|prn|aux|nul|conin\$|conout\$|(com|lpt)[0-9¹²³])(\..*)?", re.IGNORECASE)
CUT = 60
"""Characters of words in a name, and of what stands behind them; longer ones are cut."""


def file_name(words: str, ending: str = "", longest: int = CUT) -> str:
    """A file name made of words; what may not stand in one becomes ＿, what is too long ends in …."""
    name = f"{_fitting(words, longest)}{_fitting(ending, longest)}".rstrip(" .") or "＿"
    return f"＿{name}" if _RESERVED.fullmatch(name) else name


def _fitting(words: str, longest: int) -> str:
    plain = _FORBIDDEN.sub("＿", unicodedata.normalize("NFC", words)).strip()
    return plain if len(plain) <= longest else plain[: longest - 1] + "…"


def told_apart(paths: Iterable[str]) -> Iterator[str]:
    """The paths in their order; one that differs from an earlier one in nothing or in case alone gets a number."""
    seen: set[str] = set()
    for path in paths:
        stem, dot, ending = path.rpartition(".")
        found, count = path, 1
        while found.casefold() in seen:
            count += 1
            found = f"{stem}-{count}{dot}{ending}" if dot else f"{path}-{count}"
        seen.add(found.casefold())
        yield found


def faults(path: str) -> Iterator[str]:
    """In what Windows would not take a path of a package; nothing for a good one."""
    if len(path) > LONGEST:
        yield f"{LONGEST}字を超えています"
    if path != unicodedata.normalize("NFC", path):
        yield "合成していない文字があります"
    for part in path.split("/"):
        if not part or part in (".", "..") or _FORBIDDEN.search(part) or part.endswith((" ", ".")):
            yield f"「{part}」はファイルの名前に使えません"
        elif _RESERVED.fullmatch(part):
            yield f"「{part}」は Windows が別の用に使う名前です"
