"""The unit of a build: all that one 業務 has of the kinds asked for.

What a unit writes follows from the job alone (the sources of its 業務, what the others are called and say to it, the
editions). It writes only the files it answers with. So units may be made in any order, by any process.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from hyojun.model import Business

from .in_force import for_editions
from .job import Job, OutputKind, Published
from .sharing import shared, shares

Writer = Callable[[Job, Business, Path], list[Published]]
"""Writes what a 業務 has of a kind below the output directory."""

WORDS: dict[OutputKind, str] = {
    "snapshot": "スナップショット",
    "excel": "Excel",
    "pdf": "PDF",
    "tables": "機械可読の表",
    "package": "一式",
}
"""Kinds that are made by 業務, in the order they are made: a package takes along what stands there already."""


def steps_of(kinds: Sequence[OutputKind]) -> list[OutputKind]:
    """The kinds of a unit, in their order."""
    return [kind for kind in WORDS if kind in kinds]


def unit(
    job: Job,
    kinds: Sequence[OutputKind],
    business: Business,
    new: Path,
    tell: Callable[[str], None] = lambda _: None,
) -> list[Published]:
    """Write what a 業務 has of the kinds below `new`; `tell` is told of each before it is made.

    Raises what the publishers raise.
    """
    made: dict[str, Published] = {}

    def fresh(path: str) -> bytes | None:
        return (new / path).read_bytes() if path in made else None

    writers = _writers(fresh)
    # 業務 by 業務, so that what was found out about one is there for all that is made of it.
    for kind in steps_of(kinds):
        tell(f"{WORDS[kind]} {business.id} {business.name}")
        for write in writers[kind]:
            made.update((p.path, p) for p in write(job, business, new))
    return list(made.values())


def _writers(fresh: Callable[[str], bytes | None]) -> dict[OutputKind, tuple[Writer, ...]]:
    """What makes each kind; `fresh`: path below the output directory → what was made of this 業務 already."""
    # Imported here: Typst and XlsxWriter cost what `check` must not pay.
    from .excel import write_excel
    from .machine import write_tables
    from .package import write_packages
    from .papers.write import write_table_pdfs, write_table_workbooks
    from .pdf import write_pdf
    from .redline import write_redlines
    from .snapshot import write_snapshots

    def packages(job: Job, business: Business, out: Path) -> list[Published]:
        return write_packages(job, business, out, fresh)

    return {
        "snapshot": (write_snapshots, for_editions("snapshot", write_snapshots)),
        "excel": (write_excel, for_editions("excel", write_excel), write_table_workbooks),
        "pdf": (write_pdf, for_editions("pdf", write_pdf), write_table_pdfs, write_redlines),
        "tables": (write_tables,),
        "package": (packages,),
    }


def units(
    job: Job,
    kinds: Sequence[OutputKind],
    businesses: Sequence[Business],
    new: Path,
    jobs: int,
    progress: Callable[[str, int], None],
) -> list[Published]:
    """The units of some 業務, shared among `jobs` processes; `progress`: what, and how many kinds are done.

    Raises what the publishers raise, and Stopped.
    """
    each = len(steps_of(kinds))
    many = shares(jobs, len(businesses))
    told = 0

    def tell(what: str) -> None:
        nonlocal told
        if not many:
            progress(what, told)
            told += 1

    def work(number: int) -> list[Published]:
        return unit(job, kinds, businesses[number], new, tell)

    written: list[Published] = []
    with _bounded(many and "pdf" in kinds):
        if many:
            _writers(lambda _: None)  # so that the processes need not import it all again, each
            progress(f"文書（{len(businesses)}業務）", 0)
        for number, found in enumerate(shared(work, range(len(businesses)), jobs)):
            written += found
            if many and number + 1 < len(businesses):
                progress(f"{businesses[number].id} {businesses[number].name} まで", (number + 1) * each)
    return written


@contextmanager
def _bounded(wanted: bool) -> Iterator[None]:
    """While documents are typeset by several processes: no more memory than there is for all of them."""
    if not wanted:
        yield
        return
    from .pdf import Memory, share_memory

    share_memory(Memory())
    try:
        yield
    finally:
        share_memory(None)
