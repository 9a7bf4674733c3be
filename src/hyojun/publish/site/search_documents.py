"""The rows of documents and of files to download: somebody who looks for 適合確認様式 looks for a file, not for a text."""

from collections.abc import Iterable, Iterator

from hyojun.model import Business

from .choosing import edition_words
from .downloads import Download
from .search_rows import Row

KIND = "documents"
SITE = "site"
"""Owner of the files of no 業務."""
_NOT_NAMED = ("attachment", "csv", "schema")
"""Kinds that come by the dozen and are found through what they belong to."""
_WHOLE = {"functions": "functions-file", "changes": "changes"}
"""Files of all 業務 → where the first page offers them."""


def document_rows(business: Business, found: Iterable[Download]) -> Iterator[Row]:
    """The documents of a 業務, and what can be downloaded of it, editions in force too."""
    page = f"{business.id}/index"
    for d in business.documents:
        name = f"{d.title} {d.edition_label}（{d.status.value}）"
        yield Row(KIND, "文書", page, "", "", name, "documents", f"{d.name} {d.publisher}")
    for file in found:
        if file.business == business.id and file.kind not in _NOT_NAMED:
            name = " ".join(filter(None, (file.document, edition_words(business, file), file.word)))
            yield Row(KIND, "ファイル", page, "ダウンロード", "", name, "downloads", file.name)


def whole_rows(found: Iterable[Download]) -> Iterator[Row]:
    """The files about all 業務."""
    for file in found:
        if file.kind in _WHOLE:
            yield Row(KIND, "ファイル", "index", "ダウンロード", "", file.word, _WHOLE[file.kind], file.name)
