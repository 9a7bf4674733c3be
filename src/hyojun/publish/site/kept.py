"""Pages of a 業務 that need not be made again, since nothing they depend on has changed since they were written.

They depend on the sources of the 業務, on what holds for all pages (hyojun, theme, settings), on the files it
offers and on what was found in it; of the other 業務 only on the references that cross the border, on where and under
what name these have their ends, and on which way a 連携 among them hands over. All of it is in one key. The pages of a
released edition have a key of their own: what was frozen, and what they are told of other editions. Where a 業務 has
changed, pages with a key of their own may stay (`page_keys.py`). What was written is known by its digests: a file that
somebody touched is made again. `.hyojun-cache` may always be deleted.
"""

import hashlib
import os
import shutil
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from importlib.metadata import version
from pathlib import Path
from typing import Any, NamedTuple

import msgpack

from hyojun.diff import Held
from hyojun.model import Business, Corpus, Edge, Function, Kind, Ref, canonical, digest
from hyojun.source import code, named_files, remember, remembered

from .. import seen
from ..graph_layout import engine_version
from ..job import Job, Published, template_folders
from .addresses import SiteMap, folder_of
from .checks import of_business, rule_tallies, tallies
from .downloads import Download, of_edition
from .frozen import editions_of, now
from .resolver import IdFile

MAGIC = b"hyojun site 3\n"
ACROSS = ""
"""`Page.folder` of the pages that belong to no 業務."""
_ALWAYS = ("site/download/", "site/_assets/", "site/_static/", "site/_search/")
"""Files without a 業務 that every build writes: what others made, and what is small. What the sources of a 業務 carry
along (`attached_to`) changes only with them."""
_TOOLS = ("Sphinx", "docutils", "myst-parser", "markdown-it-py", "Jinja2")


class WrittenPage(NamedTuple):
    """A page of a 業務 and the drawings on it, as an earlier build wrote them."""

    key: bytes
    files: tuple[Published, ...]
    """Each with its digest."""


class Written(NamedTuple):
    """Pages of a 業務, or of a released edition of it, as an earlier build wrote them."""

    key: bytes
    rest: tuple[Published, ...]
    """Files that are of no single page with a key of its own."""
    pages: Mapping[str, WrittenPage]
    """By docname: those that may stay although others have changed."""

    @property
    def files(self) -> Iterator[Published]:
        yield from self.rest
        for page in self.pages.values():
            yield from page.files


Record = Mapping[str, Written]
"""`Page.folder` (業務ID, or folder of an edition) → what was written of it."""


class Keys(NamedTuple):
    """What pages depend on."""

    folders: Mapping[str, bytes]
    """`Page.folder` → digest of all that its pages depend on; none for a 業務 that no digest covers."""
    shared: Mapping[str, bytes]
    """業務ID → digest of what each of its pages depends on beside what is in the 業務."""


def keys(
    job: Job,
    map: SiteMap,
    downloads: Sequence[Download],
    base: bytes,
    ids: Sequence[IdFile],
    between: Mapping[str, str],
) -> Keys:
    """What the pages of every 業務 and of every edition depend on.

    `base` is what every page depends on, as `basis` has it; `ids` what the resolver loads; `between` a digest of what
    pages across 業務 show of each.
    """
    shape = [
        [p for p, page in map.pages.items() if page.business is None],
        sorted(kind.value for kind in map.kinds),
        [e.ref.label for b in job.corpus.businesses for e in b.strays],
    ]
    basis = hashlib.blake2b(base + canonical(shape)).digest()
    crossing = _crossing(job.corpus, map)
    ends = {b.id: crossing[b.id] for b in job.corpus.businesses}
    found, shared = {}, {}
    for business in job.corpus.businesses:
        content = job.contents.get(business.id)
        if content is None:
            continue
        around: list[Any] = [
            # 全機能一覧 changes with every 業務, and only the first page of the site offers it.
            [list(d) for d in downloads if d.business in (business.id, None) and d.kind != "functions"],
            [w.sentence for w in job.withheld],
            ends[business.id],
        ]
        shared[business.id] = hashlib.blake2b(basis + canonical(around)).digest()
        own = shared[business.id] + content + canonical(said_of(job, business))
        found[business.id] = hashlib.blake2b(own, digest_size=32).digest()
    if all(job.contents.get(b.id) is not None for b in job.corpus.businesses):
        seen = canonical(_between(job, downloads, ids, between, ends))
        found[ACROSS] = hashlib.blake2b(basis + seen, digest_size=32).digest()
    for held in job.released:
        folder, today = folder_of(held), job.corpus.business(held.business.id)
        if today and folder in map.editions:
            offered = of_edition(held.business.id, held.document, downloads)
            seen = canonical(
                [_frozen(held, today, job, map, map.editions[folder]), [list(d) for d in offered]]
            )
            found[folder] = hashlib.blake2b(basis + seen, digest_size=32).digest()
    return Keys(found, shared)


def said_of(job: Job, business: Business) -> list[Any]:
    """What the page with the findings of a 業務 tells."""
    return [
        [_said(f) for f in job.findings if f.origin.file.split("/")[1:2] == [business.id]],
        [[_said(f), s.plain()] for f, s in job.suppressed if f.origin.file.split("/")[1:2] == [business.id]],
    ]


def _between(
    job: Job,
    downloads: Sequence[Download],
    ids: Sequence[IdFile],
    between: Mapping[str, str],
    ends: Mapping[str, list[str]],
) -> list[Any]:
    """What the pages across 業務 and the lists of all depend on."""
    return [
        [list(d) for d in downloads],
        [[f.business, f.version] for f in ids],
        dict(between),
        ends,
        [[t.business, t.name, list(t.counts), t.suppressed] for t in tallies(job)],
        [
            [t.code, t.name, list(t.severities), t.number, list(t.by_business)]
            for t in rule_tallies(job.findings)
        ],
        [_said(f) for f in of_business(job.findings, "")],
        [[_said(f), s.plain()] for f, s in job.suppressed],
        [w.sentence for w in job.withheld],
        [[folder_of(h), h.business.plain(), [e.plain() for e in h.errata]] for h in job.released],
    ]


def _frozen(held: Held, business: Business, job: Job, map: SiteMap, own: SiteMap) -> list[Any]:
    """What the pages of an edition depend on: what was frozen, what else is out, and where its links leave it."""
    pages = own.of(held.business)
    entries = {e.ref for e in held.business.entries}
    return [
        held.business.plain(),
        [e.plain() for e in held.errata],
        [
            str(p)
            for p in sorted(job.frozen)
            if p in {d for _, d in named_files(held.business, held.document)}
        ],
        [
            [s.docname, s.document.edition, s.document.status.value, str(s.document.day), s.reflected]
            for s in editions_of(business, job.released, held.document.name)
        ],
        [now(map, p) for p in pages],
        [[ref.label, *_stands(map, ref)] for ref in sorted(entries)],
        [
            [e.target.label, *(to or ()), bool(to and own.is_draft(business.id, to))]
            for e in held.business.edges
            if e.target not in entries
            for to in (own.places.get(e.target),)
        ],
        [b.id for b in job.corpus.businesses],
    ]


def _stands(map: SiteMap, ref: Ref) -> tuple[str, str]:
    place = map.places.get(ref)
    return (place.docname, place.anchor) if place else ("", "")


def basis(job: Job, only: str | None) -> bytes:
    """Digest of what every page depends on, whatever stands on the others."""
    seen: list[Any] = [
        [str(s) for s in job.settings],
        job.corpus.registry.plain(),
        job.corpus.words.plain(),
        job.corpus.governance.plain(),
        [b.id for b in job.corpus.businesses],
        job.draft,
        only or "",
        [version(name) for name in _TOOLS],
        engine_version(),
    ]
    found = hashlib.blake2b(code() + canonical(seen))
    for folder in template_folders(job.root, "html"):
        for path in sorted(p for p in folder.rglob("*") if p.is_file()):
            found.update(path.relative_to(folder).as_posix().encode() + b"\0" + path.read_bytes() + b"\0")
    return found.digest()


def _crossing(corpus: Corpus, map: SiteMap) -> Mapping[str, list[str]]:
    """業務ID → digests of the ends of references that lead out of it or into it, one for each other 業務."""
    found: dict[str, list[str]] = defaultdict(list)
    for business in corpus.businesses:
        for target, edges in business.outward.items():
            ends = hashlib.blake2b(canonical([_end(e, corpus, map) for e in edges])).hexdigest()
            found[business.id].append(ends)
            found[target].append(ends)
    return found


def _end(edge: Edge, corpus: Corpus, map: SiteMap) -> list[Any]:
    """What a page may show of a reference: both ends, where they stand and what they are called."""
    source, target = (
        r and [r.label, r.business, list(map.places.get(r) or ())] for r in (edge.source, edge.target)
    )
    # A step shows the classes of the functions it names; nothing else of another 業務 is shown.
    between = (edge.source.kind if edge.source else None, edge.target.kind)
    entry = corpus.entries.get(edge.target) if between == (Kind.STEP, Kind.FUNCTION) else None
    shown = digest(entry.value) if entry and isinstance(entry.value, Function) else ""
    return [source, target, edge.word, shown, _direction(edge, corpus)]


def _direction(edge: Edge, corpus: Corpus) -> str:
    """提供 or 照会 of a 連携 that makes a reference: what it means for an item depends on it."""
    linkage = corpus.linkages.get(edge.source) if edge.source else None
    return linkage.direction if linkage else ""


def _said(finding: Any) -> list[str]:
    return [
        finding.code,
        finding.severity.value,
        finding.message,
        finding.subject,
        str(finding.place),
        str(finding.origin),
    ]


def read(root: Path, out: Path) -> Record:
    """What is known of the pages in an output directory; nothing, if that is broken, or of another place."""
    body = remembered(root, _name(out), MAGIC)
    if body is None:
        return {}
    place, found = msgpack.unpackb(body)
    if place != os.fsencode(out):
        return {}
    return {
        folder: Written(
            key,
            _files(rest),
            {docname: WrittenPage(own, _files(files)) for docname, own, files in pages},
        )
        for folder, key, rest, pages in found
    }


def _files(found: Iterable[Sequence[Any]]) -> tuple[Published, ...]:
    return tuple(Published(*published) for published in found)


def write(root: Path, out: Path, record: Record) -> None:
    """Remember what was written; a cache that cannot be written is none."""
    found = [
        (folder, w.key, w.rest, [(name, p.key, p.files) for name, p in w.pages.items()])
        for folder, w in record.items()
    ]
    body = msgpack.packb((os.fsencode(out), found))
    remember(root, _name(out), MAGIC, body)


def _name(out: Path) -> str:
    """An entry of the cache for every output directory."""
    return f"site-{hashlib.blake2b(os.fsencode(out), digest_size=4).hexdigest()}"


Intact = Callable[[Published], bool]
"""Whether a file of the output directory is as it was written."""


def intact(root: Path, out: Path) -> Intact:
    """Nobody has touched it, or it has the same bytes all the same."""
    untouched = seen.untouched(root, out)
    return lambda p: untouched(p.path) or _digest(f"{out}/{p.path}") == p.sha256


def _digest(path: str) -> str:
    try:
        return hashlib.sha256(Path(path).read_bytes()).hexdigest()
    except OSError:
        return ""


def still_there(record: Record, wanted: Mapping[str, bytes], intact: Intact) -> dict[str, Written]:
    """The 業務 of a record whose key is the one wanted, and whose files are as they were written."""
    return {
        folder: written
        for folder, written in record.items()
        if wanted.get(folder) == written.key and all(map(intact, written.files))
    }


def pages_there(written: Written, wanted: Mapping[str, bytes], intact: Intact) -> dict[str, WrittenPage]:
    """The pages of a 業務 that has changed whose own key is the one wanted; files as in `still_there`."""
    return {
        docname: page
        for docname, page in written.pages.items()
        if wanted.get(docname) == page.key and all(map(intact, page.files))
    }


def attached_to(path: str) -> str:
    """業務ID of a file that its sources carry along, by its path below the output directory; empty for others."""
    top, _, rest = path.partition("/_assets/spec/")
    return rest.partition("/")[0] if top == "site" else ""


def put(source: str, target: str) -> None:
    """The same file at another place: no bytes are copied where the file system can do without."""
    try:
        os.link(source, target)
    except FileNotFoundError:
        Path(target).parent.mkdir(parents=True)
        put(source, target)
    except OSError:
        shutil.copyfile(source, target)


def written(
    wanted: Mapping[str, bytes],
    pages: Mapping[str, Mapping[str, bytes]],
    published: Iterable[tuple[str, Published]],
    there: Mapping[str, Mapping[str, WrittenPage]],
) -> Record:
    """What was written under each key. Downloads are none of its pages.

    `pages`: `Page.folder` → docname → key of a page; `published`: docname of the page that a file belongs to, and the
    file; `there`: pages that were not made again.
    """
    rest: dict[str, list[Published]] = {folder: [] for folder in wanted}
    own: dict[str, list[Published]] = defaultdict(list)
    for docname, p in published:
        attached = attached_to(p.path)
        if p.path.startswith(_ALWAYS) and not p.business and attached not in rest:
            continue
        edition = "/".join(p.path.split("/")[1:4])
        folder = edition if edition in rest else attached or p.business or ACROSS
        if folder in rest and not p.path.startswith("site/download/"):
            (own[docname] if docname in pages.get(folder, ()) else rest[folder]).append(p)
    return {
        folder: Written(
            key,
            tuple(rest[folder]),
            {
                docname: there.get(folder, {}).get(docname) or WrittenPage(page, tuple(own[docname]))
                for docname, page in pages.get(folder, {}).items()
            },
        )
        for folder, key in wanted.items()
    }
