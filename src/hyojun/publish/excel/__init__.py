"""Excel for people: a workbook per document, 様式 to fill in, 全機能一覧 over all 業務."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from hyojun.model import Business, Document

from ..in_force import reflected, unnamed
from ..job import Job, Published, stem
from .cells import ExcelError
from .context import Context
from .cover import cover
from .forms import write_forms
from .function_list import write_function_list
from .profile import load_profile
from .revised import revised
from .sheets import sheets
from .writer import page_of, write

__all__ = [
    "ExcelError",
    "write_excel",
    "write_function_list",
]


def write_excel(job: Job, business: Business, out: Path) -> list[Published]:
    """Write `out/excel/<stem>.xlsx` and the 様式 per document; raises ExcelError for what Excel cannot hold."""
    told = revised(job.history, business.id)
    return [p for document in business.documents for p in _workbooks(job, business, document, told, out)]


def _workbooks(
    job: Job, business: Business, document: Document, told: Mapping[str, str], out: Path
) -> Iterator[Published]:
    words = job.corpus.registry.profile(business.registered.profile)
    look = load_profile(job.root, words.name, business.id)
    symbols = words.symbols if look.classes == "記号" else {}
    context = Context(
        job.corpus,
        business,
        document,
        symbols,
        told,
        {},
        reflected(job, business),
        unnamed(job, business, document),
    )
    path = f"excel/{stem(business, document, corrected=context.reflected)}.xlsx"
    try:
        inside = sheets(look, context)
        front = cover(context, words, inside, job.draft)
        write(out / path, page_of(job, context), look, front, inside)
    except ExcelError as error:
        raise ExcelError(
            f"業務{business.id}の文書「{document.name}」の Excel を作れません。{error}"
        ) from error
    yield Published(path, "excel", business.id, document.name, document.edition)
    yield from write_forms(job, context, words, out)
