"""The tables of a 業務 as files: a 新旧対照表 a step of its history, a 正誤表 an edition, a 改定履歴 a document that has
one beyond its first edition."""

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from hyojun.diff import Step, comparison_table
from hyojun.model import Business

from ..editions import worth
from ..excel.cells import ExcelError
from ..job import Job, OutputKind, Published
from ..layout_figures import attached_files
from ..pdf.fonts import FontSet, font_set
from ..pdf.kept import Kept
from ..pdf.problems import PdfError
from ..problems import TableError
from .comparison import comparison_paper
from .errata import errata_paper, history_paper
from .names import COMPARISON, ERRATA, HISTORY, comparison_stem, errata_stem, history_stem
from .overview import wording
from .paper import Paper
from .pdf import figure_pictures, table_ready
from .profile import ComparisonProfile, load_profile
from .workbook import table_workbook


class _Named(NamedTuple):
    """A table and the file it goes into."""

    stem: str
    paper: Paper
    what: str
    document: str
    edition: str


def write_table_pdfs(job: Job, business: Business, out: Path) -> list[Published]:
    """`out/pdf/<stem>.pdf` for every table of a 業務, and of drafts the tables of their 行番号 beside them; set anew
    only where something has changed since the build before. Raises TableError."""
    fonts = font_set(job.settings.fonts)
    numbers = iter(range(1_000_000))
    files = attached_files(job, business)
    kept = Kept(job, "papers", business)

    def write(own: _Named, path: str) -> Iterator[str]:
        work = job.work / f"table-{business.id}-{next(numbers)}"
        ready = table_ready(own.paper, job.root, fonts, work, files)
        for file, content in kept.files(path.removesuffix(".pdf"), ready).items():
            (out / file).write_bytes(content)
            yield file

    written = list(_written(job, business, out, "pdf", ".pdf", write))
    kept.note()
    return written


def write_table_workbooks(job: Job, business: Business, out: Path) -> list[Published]:
    """`out/excel/<stem>.xlsx` for every table of a 業務; raises ExcelError or TableError."""
    files = attached_files(job, business)
    numbers = iter(range(1_000_000))

    def write(own: _Named, path: str) -> Iterator[str]:
        # What characters fonts have takes a tenth of a second to read, and few tables have figures.
        fonts = font_set(job.settings.fonts) if own.paper.figures else FontSet()
        work = job.work / f"figures-{business.id}-{next(numbers)}"
        pictures = figure_pictures(own.paper, job.root, fonts, work, files)
        table_workbook(own.paper, job.root, out / path, own.what, pictures)
        yield path

    return list(_written(job, business, out, "excel", ".xlsx", write))


def _written(
    job: Job,
    business: Business,
    out: Path,
    kind: OutputKind,
    ending: str,
    write: Callable[[_Named, str], Iterator[str]],
) -> Iterator[Published]:
    for own in _tables(job, business):
        path = f"{kind}/{own.stem}{ending}"
        (out / kind).mkdir(parents=True, exist_ok=True)
        try:
            files = tuple(write(own, path))
        except (ExcelError, PdfError) as error:
            raise TableError(f"「{own.stem}{ending}」を作れません。{error}") from error
        for file in files:
            yield Published(file, kind, business.id, own.document, own.edition)


def _tables(job: Job, business: Business) -> Iterator[_Named]:
    profile = load_profile(job.root)
    era = job.corpus.registry.profile(business.registered.profile).era
    for step in worth(s for s in job.history if s.business == business.id):
        paper = of_step(step, profile.style(), era, is_unchecked=job.draft)
        yield _Named(comparison_stem(step), paper, COMPARISON, step.document, step.new.edition)
    for held in job.released:
        if held.business.id == business.id and held.errata:
            paper = errata_paper(held, profile.errata, era, is_unchecked=job.draft)
            yield _Named(errata_stem(held), paper, ERRATA, held.document.name, held.edition)
    for document in (d for d in business.documents if len(d.history) > 1):
        paper = history_paper(business, document, profile.history, era, is_unchecked=job.draft)
        yield _Named(history_stem(business, document), paper, HISTORY, document.name, document.edition)


def of_step(step: Step, profile: ComparisonProfile, era: str, *, is_unchecked: bool = False) -> Paper:
    """The 新旧対照表 of a step; raises TableError."""
    old, new = ((held.business, held.document) for held in (step.old, step.new))
    table = comparison_table(step.comparison, old, new, wording(era))
    return comparison_paper(table, profile, step.new, step.old, era=era, is_unchecked=is_unchecked)
