"""Files of the editions in force: what was frozen, by the publishers that make the documents of the sources.

Sources say what is to come; who has to work by the edition in force needs its PDF, its workbook and its 様式, too.
They depend on what was frozen, of the edition and of the documents that its 組合せ puts beside it, and on their 正誤,
so they are made once and taken over from the output directory by every later build (`.hyojun-cache/editions-…`, which
may always be deleted).
"""

import hashlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import NamedTuple

import msgpack

from hyojun.diff import Held
from hyojun.model import IN_TEXT, Business, Document, Kind, canonical, edition_words
from hyojun.source import code, edition_files, named_files, place_of, remember, remembered

from .binding import newest_decided
from .earlier import noted_as, taken
from .file_names import reached
from .graph_layout import engine_version
from .job import Job, OutputKind, Published, template_folders

MAGIC = b"hyojun editions 1\n"
_TOOLS = ("typst", "XlsxWriter")
_TEMPLATES = ("typst", "excel")
_KINDS = {Kind.DATA_ITEM: "データ項目", Kind.CODE_LIST: "コード一覧"}
"""What entries are called, where the word before their IDs does not say it."""
_FONTS = ("noto-cjk-sans-jp-regular", "noto-cjk-sans-jp-bold")

UNNAMED = "名称のないもの"
"""Over what `unnamed` tells."""

Writer = Callable[[Job, Business, Path], list[Published]]


class _Written(NamedTuple):
    """Files of an edition as an earlier build wrote them, each with its digest."""

    key: bytes
    files: tuple[Published, ...]


def in_force(job: Job, business: Business) -> tuple[Held, ...]:
    """Released editions of a 業務 that have files of their own: the one in force of each document, and drafts that
    went out after it; none that the sources still say, since their files are those of the sources."""
    names = dict.fromkeys(h.document.name for h in job.released if h.business.id == business.id)
    return tuple(h for name in names for h in _newest(job.released, business, name))


def _newest(released: Iterable[Held], business: Business, name: str) -> Iterator[Held]:
    own = [h for h in released if (h.business.id, h.document.name) == (business.id, name)]
    own.sort(key=lambda h: place_of(h.edition))
    decided = newest_decided(own, business.id, name)
    current = business.document(name)
    for held in own[own.index(decided) if decided else -1 :]:
        if current is None or current.edition != held.edition:
            yield held


def edition_job(job: Job, held: Held) -> Job:
    """The job of publishing a released edition alone, with its own files.

    Registry and words are those of today: the names of other 業務 are no part of an edition.
    """
    corpus = job.corpus.model_copy(update={"businesses": (held.business,)})
    files = named_files(held.business, held.document)
    assets = {name: job.frozen[digest] for name, digest in files if digest in job.frozen}
    return job._replace(corpus=corpus, assets=assets, findings=(), suppressed=(), withheld=(), history=())


def _among_others(job: Job, own: Job, held: Held) -> Job:
    """The job of an edition, `own`, with the documents of its 組合せ as far as they are frozen or pinned: their names
    stand where it gives an ID of theirs. Raises UnreadableVersion."""
    combined = _combined(job, held)
    documents = (*held.business.documents, *_beside(job, held, combined))
    whole = held.business.model_copy(update={"documents": documents})
    corpus = own.corpus.model_copy(update={"businesses": (whole,)})
    return own._replace(corpus=corpus, combined=combined)


def _combined(job: Job, held: Held) -> dict[str, str]:
    """The other documents of the newest 組合せ that is decided and names an edition, else of the newest."""
    business, name = job.corpus.business(held.business.id), held.document.name
    declared = business.head.combinations if business else ()
    found = [c for c in declared if c.editions.get(name) == held.edition]
    chosen = [c for c in found if c.day] or found
    return {n: e for n, e in chosen[-1].editions.items() if n != name} if chosen else {}


def _beside(job: Job, held: Held, combined: Mapping[str, str]) -> Iterator[Document]:
    released = {(h.business.id, h.document.name, h.edition): h.document for h in job.released}
    for name, edition in combined.items():
        if found := released.get((held.business.id, name, edition)):
            yield found
        elif pinned := edition_files(job.root, held.business.id, name, edition):
            yield pinned.document


def unnamed(job: Job, business: Business, document: Document) -> str:
    """Of which entries a released edition gives the ID alone, and why; empty where it gives no ID without its name,
    and for what the sources say, where that is an error."""
    if not any(h.business is business for h in job.released):
        return ""
    entries = job.corpus.entries
    targets = {
        e.target.kind
        for e in business.edges
        if e.word != IN_TEXT
        and e.target.business == business.id
        and e.target not in entries
        and e.source
        and (own := entries.get(e.source))
        and own.document.name == document.name
    }
    kinds = "、".join(_KINDS.get(kind, kind.value) for kind in Kind if kind in targets)
    whole = job.corpus.business(business.id)
    gone = "、".join(
        f"{name} {edition_words(edition)}"
        for name, edition in job.combined.items()
        if whole is None or whole.document(name) is None
    )
    where = f"（{gone}）" if gone else ""
    return kinds and (
        f"{kinds}は、IDだけを示しています。名称を定めた文書{where}の、確定した版も固定した版も手元にないためです。"
        "名称は、その文書の公表物で確かめてください。"
    )


def reflected(job: Job, business: Business) -> str:
    """正誤2まで反映, of a released edition with 正誤 in it; empty for what the sources say."""
    held = next((h for h in job.released if h.business is business), None)
    return reached(held.last_errata) if held else ""


def for_editions(kind: OutputKind, write: Writer) -> Writer:
    """A writer of the documents of a 業務 → the writer of its editions in force, which keeps what it wrote."""

    def written(job: Job, business: Business, out: Path) -> list[Published]:
        found: list[Published] = []
        cached = noted_as(job.earlier, "editions", kind, business.id) if job.earlier else None
        before = _read(job, cached) if cached else {}
        now: dict[str, _Written] = {}
        for number, held in enumerate(in_force(job, business)):
            among = _among_others(job, edition_job(job, held), held)
            name, key = f"{held.document.name}-{held.edition}", _key(among, held)
            known = before.get(name)
            if known is None or known.key != key or not _taken(job, known, out):
                # It was checked when it was released: an error of the sources today is none of it.
                # What it wrote is kept here: the writer need not look for it.
                own = among._replace(
                    draft=False, work=job.work / f"{kind}-{business.id}-{number}", earlier=None
                )
                own.work.mkdir(parents=True, exist_ok=True)
                known = _Written(key, tuple(_digested(write(own, held.business, out), out)))
            now[name] = known
            found += known.files
        if cached and now:
            body = msgpack.packb([(name, w.key, [list(p) for p in w.files]) for name, w in now.items()])
            remember(job.root, cached, MAGIC, body)
        return found

    return written


def _key(job: Job, held: Held) -> bytes:
    """Digest of all that the files of an edition depend on; `job`: its own, among the documents of its 組合せ."""
    seen = [
        *(b.plain() for b in job.corpus.businesses),
        dict(job.combined),
        [e.plain() for e in held.errata],
        sorted(str(p) for p in job.frozen if p in {d for _, d in named_files(held.business, held.document)}),
        job.corpus.registry.plain(),
        job.corpus.words.plain(),
        [version(name) for name in (*_TOOLS, *_FONTS)],
        engine_version(),
    ]
    found = hashlib.blake2b(code() + canonical(seen), digest_size=32)
    for folder in (
        *(f for kind in _TEMPLATES for f in template_folders(job.root, kind)),
        *job.settings.fonts,
    ):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.digest()


def _digested(files: Sequence[Published], out: Path) -> Iterator[Published]:
    for p in files:
        yield p._replace(sha256=hashlib.sha256((out / p.path).read_bytes()).hexdigest())


def _taken(job: Job, known: _Written, out: Path) -> bool:
    """Take over what an earlier build wrote, if all of it is there as it was written."""
    files = taken(job.earlier, {p.path: p.sha256 for p in known.files})
    for path, content in (files or {}).items():
        (out / path).parent.mkdir(parents=True, exist_ok=True)
        (out / path).write_bytes(content)
    return files is not None


def _read(job: Job, cached: str) -> dict[str, _Written]:
    body = remembered(job.root, cached, MAGIC)
    if body is None:
        return {}
    return {
        name: _Written(key, tuple(Published(*p) for p in files)) for name, key, files in msgpack.unpackb(body)
    }
