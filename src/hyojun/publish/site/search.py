"""What the search of the site looks through: a file of rows for each 業務 and kind.

Each file is one call, `hyojunSearch(業務ID, kind, sections)`, since a page opened from a folder may load
scripts and nothing else. A row is what has an address: its ID, name, anchor and its texts as the page shows
them. Left out is what only repeats other rows (標準仕様書関連箇所), made-up values (サンプル値), and numbers and
symbols of columns (桁数, 実装類型).
"""

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import groupby
from types import MappingProxyType
from typing import Any, Protocol
from urllib.parse import quote

from hyojun.model import Business, Corpus

from .addresses import SiteMap
from .data_script import call
from .downloads import Download
from .guide import FOLDER as GUIDE
from .guide import TITLE
from .search_documents import KIND as DOCUMENTS
from .search_documents import SITE, file_rows
from .search_documents import TITLE as FILES
from .search_editions import searched_rows
from .search_rows import Row, guide_rows
from .searched import Search, Searched, SearchFile

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
    DOCUMENTS: "文書・ファイル",
    "guide": "手引き",
}
"""Kinds of files and their words, in the order of results."""


Synonyms = tuple[Sequence[str], Sequence[str]]
"""Words that mean the same, and what else leads to them (読み, words of every day)."""


class Kept(Protocol):
    """What is known of the rows of a 業務 that are there already."""

    @property
    def search(self) -> Mapping[str, Searched]: ...
    @property
    def synonyms(self) -> Sequence[Synonyms]: ...


def searching(
    corpus: Corpus,
    map: SiteMap,
    kept: Mapping[str, Kept] = MappingProxyType({}),
    downloads: Sequence[Download] = (),
) -> Search:
    """The rows of every 業務 but of those `kept`, of the handbook, words that mean the same, and the index of it all.

    What can be downloaded depends on the build, not on the 業務: its rows are made each time.
    """
    files: list[SearchFile] = []
    told: dict[str, Mapping[str, Searched]] = {}
    terms: list[Synonyms] = []
    for business in corpus.businesses:
        if there := kept.get(business.id):
            told[business.id] = there.search
            terms += there.synonyms
            continue
        of_business = tuple(_searched(business.id, searched_rows(business, map)))
        told[business.id] = {kind: said for kind, said, _ in of_business}
        files += (file for _, _, file in of_business)
        terms += synonyms_of(business)
    files.append(SearchFile(f"{FOLDER}/words.js", _call("", "words", synonyms(corpus, terms))))
    about = [(b.id, b.name, told[b.id]) for b in corpus.businesses]
    kinds = list(KINDS.items())
    for kind, said, file in _searched(SITE, file_rows(corpus, downloads)):
        files.append(file)
        about.append((SITE, FILES, {kind: said}))
    for kind, said, file in _searched(GUIDE, guide_rows(map)):
        files.append(file)
        about.append((GUIDE, TITLE, {kind: said}))
    if not about or about[-1][0] != GUIDE:
        kinds = [pair for pair in kinds if pair[0] != GUIDE]
    index = {"kinds": kinds, "businesses": about}
    return Search((*files, SearchFile(f"{FOLDER}/index.js", _call("", "index", index))), told)


def search_files(corpus: Corpus, map: SiteMap) -> tuple[SearchFile, ...]:
    """The files of a site made from nothing."""
    return searching(corpus, map).files


def _searched(owner: str, written: Iterable[Row]) -> Iterator[tuple[str, Searched, SearchFile]]:
    """Kind by kind what the index says of the rows of a 業務 or of the handbook, and the file of them."""
    of_kind: dict[str, list[Row]] = {}
    for row in written:
        of_kind.setdefault(row.kind, []).append(row)
    for kind in KINDS:
        if them := of_kind.get(kind):
            content = _call(owner, kind, _sections(them))
            version = hashlib.sha256(content).hexdigest()[:8]
            file = SearchFile(f"{FOLDER}/{owner}-{kind}.js", content)
            yield kind, Searched(len(them), len(content), version), file


def searched(path: str) -> str:
    """The first page of the 業務 whose rows a file holds; empty for all other files."""
    folder, _, name = path.rpartition("/")
    business, _, kind = name.rpartition("-")
    return f"{business}/index" if folder == FOLDER and kind not in ("", GUIDE) else ""


def _sections(found: Sequence[Row]) -> list[list[Any]]:
    """Neighbours of one page, heading and edition together, so that these are said once.

    A row that a draft says alike ends with 1; its section knows which draft.
    """
    together = groupby(found, key=lambda row: (row.word, row.page, row.heading, row.edition))
    sections: list[list[Any]] = []
    for (word, page, heading, edition), them in together:
        own = list(them)
        also = next((row.also for row in own if row.also), "")
        written = [[r.id, r.name, r.anchor, r.text, *((1,) if r.also else ())] for r in own]
        told = (edition, also) if also else (edition,) if edition else ()
        sections.append([word, quote(page), heading, written, *told])
    return sections


def synonyms_of(business: Business) -> list[Synonyms]:
    """Terms of a 業務 with their 別名 and 使わない語."""
    return [([t.name, *t.synonyms, *t.avoided], [t.reading] if t.reading else []) for t in business.terms]


def synonyms(corpus: Corpus, terms: Iterable[Synonyms]) -> list[tuple[list[str], list[str]]]:
    """Groups of words that mean the same, each with what else leads to it (読み, words of every day); of two
    alike, one."""
    unique: dict[tuple[str, ...], tuple[list[str], list[str]]] = {}
    spelled = (([s.word, *s.variants], ()) for s in corpus.words.spellings)
    everyday = (([term], e.words) for e in corpus.words.everyday for term in e.terms)
    for given, also in (*spelled, *everyday, *terms):
        words = _once(given)
        if len(words) > 1 or also:
            known = unique.setdefault(tuple(words), (words, []))
            known[1].extend(w for w in also if w not in known[1])
    return list(unique.values())


def _once(words: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(words))


def _call(business: str, kind: str, data: Any) -> bytes:
    return call("hyojunSearch", business, kind, data)
