"""What a publisher is given and what it answers: the contract of this room."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Literal, NamedTuple

from hyojun.check import Withheld
from hyojun.diff import Held, Step
from hyojun.model import Business, Corpus, Document, Finding, Status, Suppression, edition_words
from hyojun.source import Repository, Settings

from .editions import Editions

OPEN = "（案）"
OutputKind = Literal["site", "pdf", "excel", "snapshot", "tables", "package"]


class Published(NamedTuple):
    """A file that was written: its path relative to the output directory, and what it is of."""

    path: str
    kind: OutputKind
    business: str | None = None
    document: str | None = None
    edition: str | None = None
    sha256: str = ""
    """Digest of its bytes, where whoever wrote it knows it already."""
    hashed: int = 0
    """When that was taken, in nanoseconds since the epoch."""


class Made(NamedTuple):
    """What a build was asked for, of which files of a kind came: enough to make them again."""

    kind: OutputKind
    business: str | None
    """The 業務 whose documents these are; of a site: the only one it is about, None: all."""
    draft: bool


class Job(NamedTuple):
    """Everything a publisher may look at. Publishers read no sources."""

    root: Path
    """Root of the repository: its own templates, the Sphinx configuration, and editions that a package takes along."""
    settings: Settings
    corpus: Corpus
    assets: Mapping[str, Path]
    """Attached pages and pictures: path relative to the root → file."""
    draft: bool = False
    """Publish although the sources have errors: every page and cover is stamped 未検査."""
    findings: tuple[Finding, ...] = ()
    work: Path = Path()
    """A private scratch directory of this run, removed afterwards."""
    suppressed: tuple[tuple[Finding, Suppression], ...] = ()
    """Findings that somebody answers for."""
    withheld: tuple[Withheld, ...] = ()
    """業務 with files that cannot be read: what they might answer was not asked."""
    history: tuple[Step, ...] = ()
    """Every document from each edition to the next, and to what the sources say now."""
    frozen: Mapping[str, Path] = MappingProxyType({})
    """Pictures, attached pages and BPMN files of released editions: SHA-256 → file."""
    released: tuple[Held, ...] = ()
    """Every released edition, with the 正誤 that are in it."""
    contents: Mapping[str, bytes | None] = MappingProxyType({})
    """業務ID → digest of its sources; None where they depend on files that no digest covers."""
    earlier: Path | None = None
    """Output directory of an earlier build: what is still right in it need not be made again."""
    combined: Mapping[str, str] = MappingProxyType({})
    """Of a released edition: what its 組合せ puts beside it, other documents of its 業務 → their editions."""


def job_of(
    repository: Repository,
    work: Path,
    editions: Editions,
    *,
    draft: bool = False,
    findings: Sequence[Finding] = (),
    suppressed: Sequence[tuple[Finding, Suppression]] = (),
    withheld: Sequence[Withheld] = (),
    earlier: Path | None = None,
) -> Job:
    """The job of publishing a repository as it was read; makes its scratch directory."""
    work.mkdir()
    return Job(
        repository.root,
        repository.settings,
        repository.corpus,
        repository.assets,
        draft,
        tuple(findings),
        work,
        tuple(suppressed),
        tuple(withheld),
        *editions,
        repository.contents,
        earlier,
    )


def stem(business: Business, document: Document, what: str = "", corrected: str = "") -> str:
    """File name of a publication without its suffix: 002_印鑑登録_機能【第1.1版】（案）.

    `corrected`: up to which 正誤, for who has only the file.
    """
    return f"{business.id}_{business.name}_{what or document.name}{edition_marked(document, corrected)}"


def edition_marked(document: Document, corrected: str = "") -> str:
    """【第1.1版】（案）, 【第1.0版】（正誤2まで反映）."""
    return f"【{document.edition_label}】{_draft(document)}{corrected and f'（{corrected}）'}"


def edition_named(document: Document) -> str:
    """第1.1版（案）, where no name of a document stands before it."""
    return f"{document.edition_label}{_draft(document)}"


def revision_named(document: Document, edition: str) -> str:
    """An edition of its 改定履歴: of the document itself as it stands, 第1.1版（案）."""
    return edition_named(document) if edition == document.edition else edition_words(edition)


def drafts_marked(documents: Iterable[Document]) -> str:
    """（案） for what is made of several documents, any of which is not decided."""
    return OPEN if any(map(is_open, documents)) else ""


def is_open(document: Document) -> bool:
    """Whether a document is not decided yet."""
    return document.status in (Status.DRAFT, Status.CONSULTATION)


def _draft(document: Document) -> str:
    """（案）, unless the edition says so itself (第1.2版（案1）)."""
    return OPEN if is_open(document) and "案" not in document.edition else ""


def template_folders(root: Path, kind: str) -> list[Path]:
    """Folders with templates of a kind, the repository's own first, then those of hyojun."""
    here = Path(__file__).resolve()
    packaged = here.parents[1] / "templates"
    default = packaged if packaged.is_dir() else here.parents[3] / "templates"
    return [f for f in dict.fromkeys((root / "templates" / kind, default / kind)) if f.is_dir()]
