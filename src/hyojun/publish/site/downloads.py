"""The files to download: their order, their words, and the digests by which a reader verifies them."""

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Business, Document

from ..change_list import FILES as CHANGE_LISTS
from ..editions import REDLINES
from ..file_names import CONFORMITY, FIT_GAP, FORMS, FUNCTION_LIST, LINE_NUMBERS
from ..job import Published
from ..papers.names import table_of
from .inside_package import inside

WORDS = {
    "pdf": "PDF（閲覧・印刷用）",
    "lines": "行番号とIDの表（案への意見を整理する人用）",
    "excel": "Excel（集計・加工用）",
    "functions": "全機能一覧（全ての業務、Excel）",
    "table": "版を比べる表",
    "redline": "見え消し版",
    "changes": "変更一覧（集計・加工用）",
    "conformity": "適合確認様式（事業者が記入、Excel）",
    "fit_gap": "FIT&GAP様式（団体が記入、Excel）",
    "package": "一式（zip）",
    "tables": "機械可読の表（Excel）",
    "snapshot": "JSON（プログラム用）",
    "schema": "JSON Schema（プログラム用）",
    "attachment": "添付・図（プログラム用）",
    "csv": "機械可読の表（CSV）",
}
"""Words of the kinds, in the order of the table."""
USES = {
    **dict.fromkeys(("pdf", "lines", "excel", "functions"), "読む、印刷する、集計する"),
    **dict.fromkeys(("table", "redline", "changes"), "版の違いを確かめる"),
    **dict.fromkeys(("conformity", "fit_gap"), "記入する"),
}
"""What kinds are for, in the order of `WORDS`."""
PROGRAMS = "プログラムで使う、まとめて受け取る"
"""What all others are for."""
SHORT = {"pdf": "PDF", "excel": "Excel", "snapshot": "JSON"}
"""Words of the kinds that hold a document, where there is little room."""
_WHOLE = (*SHORT, "conformity", "fit_gap")
"""Kinds of files that hold an edition, or are to be filled in for it."""
VOLUMES = ("pdf", "lines")
"""Kinds of which a document may have several files."""
_ORDER = tuple(WORDS)


class Download(NamedTuple):
    """A file of the site to download."""

    path: str
    """As on the site."""
    kind: str
    """Key of `WORDS`."""
    business: str | None
    document: str | None
    edition: str | None
    size: int
    """Bytes."""
    sha256: str
    inside: str = ""
    """What is told of the editions in a package."""

    @property
    def name(self) -> str:
        return self.path.rpartition("/")[2]

    @property
    def form(self) -> str:
        """PDF, HTML: by the end of the name."""
        return self.name.rpartition(".")[2].upper()

    @property
    def title(self) -> str:
        """What a table of its own file is called; empty for other files."""
        if self.kind != "csv":
            return ""
        from ..machine import tables  # a site without downloads needs no publisher of them

        found = tables().get(self.name.removesuffix(".csv"))
        return found.title if found else ""

    @property
    def word(self) -> str:
        if self.kind == "package":
            combination = "_".join(self.name.removesuffix(".zip").split("_")[2:])
            return f"一式（{combination or '今の内容'}、zip）"
        if self.kind in ("table", "redline"):
            return f"{table_of(self.path) or WORDS[self.kind]}（{'Excel' if self.form == 'XLSX' else self.form}）"
        if self.kind == "lines" and (of := table_of(self.path.replace(LINE_NUMBERS, ".pdf"))):
            return f"{of}の{WORDS[self.kind]}"
        if self.kind == "lines" and f"/{REDLINES}/" in self.path:
            return f"{WORDS['redline']}の{WORDS[self.kind]}"
        if self.kind == "snapshot" and "（正誤" in self.name:
            return f"JSON（プログラム用、{self.name.partition('（')[2].partition('）')[0]}）"
        return WORDS[self.kind] + self.volume

    @property
    def use(self) -> str:
        """Under which heading of the list it stands."""
        return USES.get(self.kind, PROGRAMS)

    @property
    def short(self) -> str:
        return f"{SHORT.get(self.kind, '様式')} {self.volume}".rstrip()

    @property
    def volume(self) -> str:
        """別紙2 機能要件, of a file that is one of several of its document."""
        _, there, rest = self.name.partition(f"_{self.document}_") if self.kind in VOLUMES else ("", "", "")
        return rest.partition("【")[0].replace("_", " ") if there else ""


class Offer(NamedTuple):
    """What a 業務 offers: files for people and programs, and what its snapshots refer to by digest."""

    files: tuple[Download, ...]
    attachments: tuple[Download, ...]
    csv: tuple[Download, ...] = ()
    """A file for each table, with what describes them."""


def downloads(out: Path, published: Iterable[Published]) -> tuple[Download, ...]:
    """The files below `out` that the site takes along."""
    return tuple(_download(out, p) for p in published if p.kind != "site")


def on_site(published: Published) -> str:
    return f"download/{published.path}"


def _download(out: Path, published: Published) -> Download:
    content = (out / published.path).read_bytes()
    digest = hashlib.sha256(content).hexdigest()
    path, kind, business, document, edition = published[:5]
    told = inside(content, business) if kind == "package" and business else ""
    return Download(
        on_site(published),
        _kind(path, kind, business),
        business,
        document,
        edition,
        len(content),
        digest,
        told,
    )


_FORMS = {CONFORMITY: "conformity", FIT_GAP: "fit_gap"}


def _kind(path: str, kind: str, business: str | None) -> str:
    if path == FUNCTION_LIST:
        return "functions"
    if path.startswith(f"{FORMS}/"):
        return next(word for name, word in _FORMS.items() if name in path)
    if kind == "pdf" and path.endswith(LINE_NUMBERS):
        return "lines"
    if path.startswith(f"{REDLINES}/"):
        return "redline"
    if kind == "tables" and not path.endswith(".xlsx"):
        return "csv"
    if path in CHANGE_LISTS:
        return "changes"
    if table_of(path):
        return "table"
    if kind != "snapshot":
        return kind
    if business is None:
        return "schema"
    return "attachment" if path.startswith("snapshot/assets/") else "snapshot"


def _place(download: Download) -> tuple[bool, str]:
    """本編 before 別紙, which have a number."""
    return " " in download.volume, download.path


def of_document(business: str, document: Document, found: Iterable[Download]) -> tuple[Download, ...]:
    """PDF, Excel and JSON of an edition of a document, in that order."""
    return tuple(d for d in of_edition(business, document, found) if d.kind in SHORT)


def of_edition(business: str, document: Document, found: Iterable[Download]) -> tuple[Download, ...]:
    """The files that hold an edition of a document, or are to be filled in for it."""
    own = (business, document.name, document.edition)
    them = (d for d in found if (d.business, d.document, d.edition) == own and d.kind in _WHOLE)
    return tuple(sorted(them, key=lambda d: (_ORDER.index(d.kind), *_place(d))))


def of_table(stem: str, found: Iterable[Download]) -> tuple[tuple[str, Download], ...]:
    """A 新旧対照表 or 正誤表 by the stem of its files, each under the word of its form."""
    known = {d.path: d for d in found}
    forms = (("PDF", f"download/pdf/{stem}.pdf"), ("Excel", f"download/excel/{stem}.xlsx"))
    return tuple((word, known[path]) for word, path in forms if path in known)


def redlines(stem: str, found: Iterable[Download]) -> tuple[Download, ...]:
    """見え消し版 by the stem of its files, as PDF and HTML; only of what is not decided and of the newest there are any."""
    known = {d.path: d for d in found}
    paths = (f"download/{REDLINES}/{stem}.{ending}" for ending in ("pdf", "html"))
    return tuple(known[path] for path in paths if path in known)


def offer(business: Business, found: Sequence[Download]) -> Offer:
    """What the sources say as PDF, Excel, packages, tables, JSON, each in the order of the documents."""
    names = [d.name for d in business.documents]
    now = {d.name: d.edition for d in business.documents}
    own = [
        d
        for d in found
        if d.business == business.id and (d.kind not in _WHOLE or d.edition == now.get(d.document or ""))
    ]
    if any(d.kind == "snapshot" for d in own):
        own += [d for d in found if d.kind == "schema"]
    own.sort(
        key=lambda d: (
            _ORDER.index(d.kind),
            names.index(d.document) if d.document in names else -1,
            *_place(d),
        )
    )
    apart = {kind: tuple(d for d in own if d.kind == kind) for kind in ("attachment", "csv")}
    return Offer(tuple(d for d in own if d.kind not in apart), apart["attachment"], apart["csv"])
