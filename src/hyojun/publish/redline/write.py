"""見え消し版 of the newest step of every document, as PDF and HTML."""

from pathlib import Path

from hyojun.diff import Step
from hyojun.model import Business, Document
from hyojun.source import final_of

from ..editions import REDLINES, worth
from ..job import Job, Published, is_open
from ..layout_figures import attached_files
from ..papers.names import redline_stem
from ..pdf.fonts import font_set
from ..pdf.kept import Kept
from .as_html import redline_html
from .as_pdf import redline_ready
from .telling import redline


def write_redlines(job: Job, business: Business, out: Path) -> list[Published]:
    """compared/<stem>_見え消し.pdf and .html for each document that has an edition before, of drafts also the table
    of the 行番号 of the PDF, which is set anew only where something has changed since the build before. Raises PdfError."""
    fonts = font_set(job.settings.fonts)
    files = attached_files(job, business)
    found: list[Published] = []
    kept = Kept(job, REDLINES, business)
    for number, step in enumerate(newest(job, business), 1):
        told = redline(step.old, step.new, step.comparison, job.corpus)
        document = step.new.document
        path = f"{REDLINES}/{redline_stem(step)}"
        work = job.work / REDLINES / f"{business.id}-{number}"
        ready = redline_ready(job, told, f"{redline_stem(step)}.pdf", work / "pdf", fonts, files)
        page = redline_html(told, files, work / "html") + "\n"
        for file, content in {**kept.files(path, ready), f"{path}.html": page.encode()}.items():
            (out / REDLINES).mkdir(parents=True, exist_ok=True)
            (out / file).write_bytes(content)
            found.append(Published(file, "pdf", business.id, document.name, document.edition))
    kept.note()
    return found


def newest(job: Job, business: Business) -> tuple[Step, ...]:
    """Of every document that the sources have the last step from its last decided edition, and after it those that
    lead from draft to draft of what comes next, for who has read the draft before."""
    found: list[Step] = []
    for document in business.documents:
        steps = [s for s in worth(job.history) if (s.business, s.document) == (business.id, document.name)]
        last = next((n for n in reversed(range(len(steps))) if steps[n].is_final), len(steps))
        found += [s for n, s in enumerate(steps) if n == last or _is_between_drafts(s, document)]
    return tuple(found)


def _is_between_drafts(step: Step, document: Document) -> bool:
    """Whether a step leads from a draft of an edition that is still written; once it is decided nobody reads it."""
    is_next = final_of(step.old.edition) == final_of(document.edition)
    return not step.is_final and is_next and is_open(document)
