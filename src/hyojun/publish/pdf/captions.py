"""図 and 表 of the 本編 are numbered through a document: the same on paper and on the site."""

from collections import Counter
from collections.abc import Iterator, Mapping

from hyojun.model import Business, Chapter, Document

from .problems import PdfError
from .prose import prose
from .text import Data

FIGURE, TABLE = "figure", "table"


def captions_before(business: Business, document: Document) -> Mapping[str, Counter[str]]:
    """File of each chapter → how many figures and tables with a caption stand in the chapters before it."""
    found: dict[str, Counter[str]] = {}
    counted: Counter[str] = Counter()
    for chapter in document.contents.chapters:
        found.setdefault(chapter.file, counted.copy())
        counted.update(_kinds(business, chapter))
    return found


def _kinds(business: Business, chapter: Chapter) -> Iterator[str]:
    try:
        yield from _captioned(prose(business, chapter, lambda path: path))
    except PdfError:
        # A chapter that cannot be set has no numbers to agree with.
        return


def _captioned(data: Data) -> Iterator[str]:
    if isinstance(data, dict):
        if data.get("k") in (FIGURE, TABLE) and data["caption"] is not None:
            yield data["k"]
        for value in data.values():
            yield from _captioned(value)
    elif isinstance(data, list):
        for value in data:
            yield from _captioned(value)
