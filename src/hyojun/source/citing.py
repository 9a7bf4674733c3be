"""What of the other 業務 cites the things that changed: found in the bytes, so that nearly nothing is parsed."""

import re
from collections.abc import Iterable, Mapping

from hyojun.model import SERIES, Business, Kind, Ref

from .business_reader import HEAD
from .repository import load_business
from .sources import Sources
from .trees import GitTree, WorkTree


class Others:
    """業務 of a version that a comparison is not about, read only as far as they cite something."""

    def __init__(self, tree: WorkTree | GitTree, folders: Iterable[str]) -> None:
        self.tree, self.folders = tree, tuple(folders)

    def citing(self, refs: Iterable[Ref], names: Mapping[str, str]) -> tuple[Business, ...]:
        """What cites one of these: of each 業務 only the files that do. `names`: 業務ID → 業務名.

        A file that cannot be read is passed over: the comparison is not about it.
        """
        needles = _needles(refs, names)
        found = []
        for folder in self.folders if needles else ():
            texts = self.tree.texts(folder)
            citing = {n for n, data in texts.items() if data is not None and _cites(n, data, needles)}
            if citing:
                found.append(self._part(folder, texts, citing))
        return tuple(b for b in found if b)

    def _part(self, folder: str, texts: Mapping[str, bytes | None], citing: set[str]) -> Business | None:
        flows = any(n.endswith(".bpmn") for n in citing)
        head = f"spec/{folder}/{HEAD}"
        held = {
            n: d
            for n, d in texts.items()
            if n in citing
            or n == head
            or n.endswith(".bpmn")
            or (flows and d and "業務フロー:".encode() in d)
        }
        return load_business(Sources(self.tree.root, held), folder, self.tree.common).business


def _needles(refs: Iterable[Ref], names: Mapping[str, str]) -> dict[str, set[str]]:
    """業務ID or 業務名 → what follows it where another 業務 cites one of these."""
    found: dict[str, set[str]] = {}
    for business, kind, id in refs:
        if kind in SERIES:
            found.setdefault(business, set()).add(id[3:])
        else:
            found.setdefault(business, set()).add("/" + id)
            if kind is Kind.CODE_LIST and business in names:
                found.setdefault(names[business], set()).add(id)
    return found


_FOLLOWS = re.compile(r"仮[0-9]{1,4}|/[a-z][a-z0-9/-]*|[a-z]?(?:[0-9]+|仮[0-9]{1,4})")
_HALF = str.maketrans("０１２３４５６７８９", "0123456789")
_FULL = str.maketrans("0123456789", "０１２３４５６７８９")
_LONGEST = 80
"""Bytes after a 業務ID that can matter: a key has at most 60 letters."""


def _cites(name: str, data: bytes, needles: Mapping[str, set[str]]) -> bool:
    """Whether a file may cite one of these; to be wrong is allowed in one direction only."""
    if not name.endswith((".yaml", ".yml", ".md", ".bpmn")):
        return False
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        data = data.decode("utf-16", "replace").encode()
    for before, after in needles.items():
        if before.translate(_FULL).encode() in data and before.isdigit():
            data = data.decode("utf-8", "replace").translate(_HALF).encode()
        start = data.find(word := before.encode())
        while start >= 0:
            tail = data[start + len(word) : start + len(word) + _LONGEST].decode("utf-8", "replace")
            match = _FOLLOWS.match(tail)
            if match and match[0] in after:
                return True
            start = data.find(word, start + 1)
    return False
