"""Excel workbooks: one per document of a 業務, one table per sheet, header in the first row."""

from pathlib import Path

from hyojun.model import Business, Document, Status

from ..job import Job, Published, stem
from .cells import ExcelError
from .context import Context
from .cover import UNCHECKED, cover
from .profile import load_profile
from .sheets import sheets
from .writer import Page, write

__all__ = ["ExcelError", "write_excel"]


def write_excel(job: Job, business: Business, out: Path) -> list[Published]:
    """Write `out/excel/<stem>.xlsx` per document; raises ExcelError for what Excel cannot hold."""
    return [_workbook(job, business, document, out) for document in business.documents]


def _workbook(job: Job, business: Business, document: Document, out: Path) -> Published:
    look = load_profile(job.root)
    words = job.corpus.registry.profile(business.registered.profile)
    context = Context(job.corpus, business, document, words.symbols if look.classes == "記号" else {})
    name = stem(business, document)
    path = f"excel/{name}.xlsx"
    try:
        inside = sheets(look, context)
        page = Page(
            title=name.replace("_", "　")
            + ("" if document.status is Status.DRAFT else f"（{document.status.value}）"),
            stamp=UNCHECKED if job.draft else "",
            notice=business.head.notice or "",
            publisher=document.publisher,
        )
        front = cover(context, words, inside, job.draft)
        scratch = None if job.work == Path() else job.work
        write(out / path, document, page, look, front, inside, scratch)
    except ExcelError as error:
        raise ExcelError(
            f"業務{business.id}の文書「{document.name}」の Excel を作れません。{error}"
        ) from error
    return Published(path, "excel", business.id, document.name, document.edition)
