"""What goes into a package: the documents of a 業務 as the sources have them, or as a 組合せ names them."""

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from hyojun.model import Business, Combination, Corpus, Document
from hyojun.source import EditionFiles, edition_files, named_files, snapshot_bytes

from ..file_names import reached
from ..job import Job
from ..snapshot import snapshot_name, snapshot_of

Fresh = Callable[[str], bytes | None]
"""Path below the output directory → what this very build wrote there; None: it did not."""


class Piece(NamedTuple):
    """A document with its files."""

    business: Business
    """With this document in it."""
    document: Document
    snapshot: bytes
    """With its 正誤 in it, as the tables have them."""
    errata: Mapping[str, bytes]
    assets: Mapping[str, bytes]
    """Path from the root of the repository → content."""
    last_errata: int = 0
    """Number of the newest 正誤 in it."""
    published: bytes | None = None
    """As it was published; None where nothing was corrected."""
    other: bool = False
    """Whether it is of another 業務, and only its snapshot is taken along."""

    @property
    def corrected(self) -> str:
        """正誤2まで反映; empty where nothing was corrected."""
        return reached(self.last_errata)


class Absent(NamedTuple):
    """An edition that a 組合せ names and that is not here."""

    business: str | None
    """None: a specification of 共通機能."""
    document: str
    edition: str
    seen: str = "発行者の公表物を見てください"
    """Where a reader finds it, in words."""


class Bundle(NamedTuple):
    """All that one package is made of."""

    business: Business
    """Of the documents that are here; tables are made of it."""
    corpus: Corpus
    """Where names are looked up."""
    pieces: tuple[Piece, ...]
    absent: tuple[Absent, ...] = ()
    combination: Combination | None = None
    """None: the sources as they are."""

    @property
    def own(self) -> tuple[Piece, ...]:
        return tuple(p for p in self.pieces if not p.other)

    @property
    def corrected(self) -> str:
        """機能は正誤2、データは正誤1まで反映; empty where nothing was corrected."""
        told = "、".join(
            f"{f'{p.business.id} ' if p.other else ''}{p.document.name}は正誤{p.last_errata}"
            for p in self.pieces
            if p.last_errata
        )
        return told and f"{told}まで反映"

    @property
    def errata(self) -> int:
        """How many 正誤 are in it."""
        return sum(p.last_errata for p in self.pieces)


def bundles(job: Job, business: Business, fresh: Fresh = lambda _: None) -> Iterator[Bundle]:
    """The sources, then each 組合せ of which anything is here. Raises UnreadableVersion."""
    current = {d.name: _current(job, business, d, fresh) for d in business.documents}
    yield Bundle(business, job.corpus, tuple(current.values()))
    for combination in business.head.combinations:
        found = _combined(job, business, combination, current)
        if found:
            yield found


def _current(job: Job, business: Business, document: Document, fresh: Fresh) -> Piece:
    assets = {
        name: job.assets[name].read_bytes()
        for name, _ in named_files(business, document)
        if name in job.assets
    }
    written = fresh(f"snapshot/{snapshot_name(business, document)}")
    snapshot = snapshot_of(job, business, document) if written is None else written
    return Piece(business, document, snapshot, {}, assets)


def _combined(
    job: Job, business: Business, combination: Combination, current: Mapping[str, Piece]
) -> Bundle | None:
    wanted = [(business.id, name, edition) for name, edition in combination.editions.items()]
    wanted += ((*address.split("/", 1), edition) for address, edition in combination.others.items())  # type: ignore[misc]
    pieces: list[Piece] = []
    absent: list[Absent] = []
    for id, name, edition in wanted:
        own = current.get(name) if id == business.id else None
        frozen = edition_files(job.root, id, name, edition)
        if frozen:
            pieces.append(_frozen(frozen, id != business.id))
        elif own and own.document.edition == edition:
            pieces.append(own)
        else:
            absent.append(Absent(id, name, edition, _seen(job.corpus, business, id, name, edition)))
    absent += (Absent(None, name, edition) for name, edition in combination.common.items())
    mine = [p for p in pieces if not p.other]
    if not mine:
        return None
    # What was released says of its 業務 what it said then, whatever the sources say now.
    speaker = next((p for p in mine if not p.document.pinned), mine[0]).business
    whole = Business(
        registered=speaker.registered, head=speaker.head, documents=tuple(p.document for p in mine)
    )
    corpus = job.corpus.model_copy(update={"businesses": (whole,)})
    return Bundle(whole, corpus, tuple(pieces), tuple(absent), combination)


def _seen(corpus: Corpus, business: Business, id: str, name: str, edition: str) -> str:
    """Where to look for an edition that is not frozen: in the package of the sources that say it, or at its publisher."""
    owner = corpus.business(id)
    document = owner and owner.document(name)
    if owner and document and document.edition == edition and id != business.id:
        return f"このサイトの {id} {owner.name}の一式にあります"
    publisher = document.publisher if document else "発行者"
    return f"このサイトにはないため、{publisher}の公表物を見てください"


def _frozen(found: EditionFiles, other: bool) -> Piece:
    is_corrected = bool(found.errata)
    return Piece(
        found.business,
        found.document,
        snapshot_bytes(found.business, found.document) if is_corrected else found.snapshot,
        found.errata,
        found.assets,
        found.last_errata,
        found.snapshot if is_corrected else None,
        other,
    )
