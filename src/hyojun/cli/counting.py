"""How many files a build made, by what a person calls them."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from hyojun.publish import Published

_WORDS = {
    "site": "サイト",
    "pdf": "PDF",
    "excel": "Excel",
    "snapshot": "スナップショット",
    "tables": "機械可読の表",
    "package": "一式",
}
_BESIDE = {("pdf", ".csv"): "行番号の表（CSV）", ("pdf", ".html"): "見え消し（HTML）"}
"""Files of a kind that are made with it and are of another form."""


def counted(files: Iterable["Published"], kinds: Sequence[str]) -> str:
    """PDF 8、行番号の表（CSV） 3: kinds in their order, what has none left out unless it was asked for."""
    found = Counter(_word(f.kind, f.path) for f in files if f.kind in kinds)
    words = [w for k in kinds for w in (_WORDS[k], *(w for (kind, _), w in _BESIDE.items() if kind == k))]
    asked = {_WORDS[k] for k in kinds}
    return "、".join(f"{word} {found[word]}" for word in words if found[word] or word in asked)


def _word(kind: str, path: str) -> str:
    return _BESIDE.get((kind, path[path.rfind(".") :]), _WORDS[kind])
