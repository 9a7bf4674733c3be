"""見え消し版 of the newest step of every document, as PDF and HTML."""

from pathlib import Path

from hyojun.diff import Step
from hyojun.model import Business

from ..editions import REDLINES, worth
from ..file_names import LINE_NUMBERS
from ..job import Job, Published, stem
from ..pdf.fonts import font_set
from .as_html import redline_html
from .as_pdf import redline_pdf
from .telling import redline

_NAME = "見え消し"


def write_redlines(job: Job, business: Business, out: Path) -> list[Published]:
    """compared/<stem>_見え消し.pdf and .html for each document that has an edition before, with --draft also the table
    of the 行番号 of the PDF. Raises PdfError."""
    fonts = font_set(job.settings.fonts)
    found: list[Published] = []
    for number, step in enumerate(newest(job, business), 1):
        told = redline(step.old, step.new, step.comparison, job.corpus)
        document = step.new.document
        name = f"{stem(business, document)}_{_NAME}"
        work = job.work / REDLINES / f"{business.id}-{number}"
        made = redline_pdf(job, told, f"{name}.pdf", work, fonts)
        contents = {f"{name}.pdf": made.pdf, f"{name}.html": (redline_html(told) + "\n").encode("utf-8")}
        if made.lines is not None:
            contents[name + LINE_NUMBERS] = made.lines.encode("utf-8")
        for file, content in contents.items():
            path = f"{REDLINES}/{file}"
            (out / REDLINES).mkdir(parents=True, exist_ok=True)
            (out / path).write_bytes(content)
            found.append(Published(path, "pdf", business.id, document.name, document.edition))
    return found


def newest(job: Job, business: Business) -> tuple[Step, ...]:
    """The last step of every document that the sources have, from its last decided edition."""
    steps = [s for s in worth(job.history) if s.business == business.id and s.is_final]
    last = {s.document: s for s in steps}
    return tuple(last[d.name] for d in business.documents if d.name in last)
