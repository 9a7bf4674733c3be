"""What the search of the site looks through: a file of rows for each 業務 and kind.

Each file is one call, `hyojunSearch(業務ID, kind, sections)`, since a page opened from a folder may load
scripts and nothing else. A row is what has an address: its ID, name, anchor and its texts as the page shows
them. Left out is what only repeats other rows (標準仕様書関連箇所), made-up values (サンプル値), and numbers and
symbols of columns (桁数, 実装類型).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from typing import Any, NamedTuple
from urllib.parse import quote

from hyojun.model import Corpus

from .addresses import SiteMap
from .data_script import call
from .guide import FOLDER as GUIDE
from .guide import TITLE
from .search_rows import Row, guide_rows, rows

FOLDER = "_search"
KINDS: Mapping[str, str] = {
    "functions": "機能",
    "forms": "帳票",
    "items": "データ項目",
    "codes": "コード",
    "linkages": "連携",
    "flows": "業務フロー",
    "tree": "ツリー図",
    "further": "画面・非機能など",
    "prose": "本編",
    "terms": "用語",
    "guide": "手引き",
}
"""Kinds of files and their words, in the order of results."""


class SearchFile(NamedTuple):
    """A file of the search."""

    path: str
    """On the site."""
    content: bytes


def search_files(corpus: Corpus, map: SiteMap) -> Iterator[SearchFile]:
    """The rows of every 業務 and of the handbook, the words that mean the same, and the index of all of it."""
    found: list[tuple[str, str, dict[str, tuple[int, int, str]]]] = []
    about = [(b.id, b.name, rows(b, map)) for b in corpus.businesses]
    for owner, name, written in (*about, (GUIDE, TITLE, guide_rows(map))):
        of_kind: dict[str, list[Row]] = {}
        for row in written:
            of_kind.setdefault(row.kind, []).append(row)
        files: dict[str, tuple[int, int, str]] = {}
        for kind in KINDS:
            if them := of_kind.get(kind):
                content = _call(owner, kind, _sections(them))
                # Kept by browsers for as long as its bytes are the same: the page asks for it by this digest.
                files[kind] = (len(them), len(content), hashlib.sha256(content).hexdigest()[:8])
                yield SearchFile(f"{FOLDER}/{owner}-{kind}.js", content)
        if files or owner != GUIDE:
            found.append((owner, name, files))
    yield SearchFile(f"{FOLDER}/words.js", _call("", "words", synonyms(corpus)))
    has_guide = any(owner == GUIDE for owner, _, _ in found)
    index = {"kinds": [k for k in KINDS.items() if k[0] != GUIDE or has_guide], "businesses": found}
    yield SearchFile(f"{FOLDER}/index.js", _call("", "index", index))


def searched(path: str) -> str:
    """The first page of the 業務 whose rows a file holds; empty for all other files."""
    folder, _, name = path.rpartition("/")
    business, _, kind = name.rpartition("-")
    return f"{business}/index" if folder == FOLDER and kind not in ("", GUIDE) else ""


def _sections(found: Sequence[Row]) -> list[Any]:
    """Neighbours of one page and heading together, so that these are said once."""
    together = groupby(found, key=lambda row: (row.word, row.page, row.heading))
    return [
        [word, quote(page), heading, [[r.id, r.name, r.anchor, r.text] for r in them]]
        for (word, page, heading), them in together
    ]


def synonyms(corpus: Corpus) -> list[tuple[list[str], list[str]]]:
    """Groups of words that mean the same, each with what else leads to it (読み); of two alike, one."""
    groups = [([s.word, *s.variants], list[str]()) for s in corpus.words.spellings]
    for business in corpus.businesses:
        for term in business.terms:
            also = [term.reading] if term.reading else []
            groups.append(([term.name, *term.synonyms, *term.avoided], also))
    unique: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
    for words, also in groups:
        words = _once(words)
        if len(words) > 1 or also:
            known = unique.setdefault(tuple(words), (words, []))
            known[1].extend(w for w in also if w not in known[1])
    return list(unique.values())


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _call(business: str, kind: str, data: Any) -> bytes:
    return call("hyojunSearch", business, kind, data)
