"""The rows of files to download: somebody who looks for 適合確認様式 looks for a file, not for a text.

They depend on what is published along with the site, not on the 業務, so they are one file of their own and no 業務 is
read for them.
"""

from collections.abc import Iterable, Iterator

from hyojun.model import Corpus, edition_words

from .downloads import Download
from .search_rows import Row

KIND = "documents"
SITE = "site"
"""Owner of the rows of files."""
TITLE = "ダウンロード"
_NOT_NAMED = ("attachment", "csv", "schema")
"""Kinds that come by the dozen and are found through what they belong to."""
_WHOLE = {"functions": "functions-file", "changes": "changes"}
"""Files of all 業務 → where the first page offers them."""


def file_rows(corpus: Corpus, found: Iterable[Download]) -> Iterator[Row]:
    """What can be downloaded, of editions in force too: under its 業務, or on the first page."""
    # What is in force comes first of hits that are as good.
    for file in sorted(found, key=lambda f: "（案）" in f.name):
        business = corpus.business(file.business) if file.business else None
        if business and file.kind not in _NOT_NAMED:
            edition = (
                file.edition and f"{edition_words(file.edition)}{'（案）' if '（案）' in file.name else ''}"
            )
            name = " ".join(filter(None, (file.document, edition, file.word)))
            page, heading = f"{business.id}/index", f"{business.id} {business.name}"
            yield Row(KIND, "ファイル", page, heading, "", name, "downloads", file.name)
        elif file.kind in _WHOLE:
            yield Row(KIND, "ファイル", "index", "", "", file.word, _WHOLE[file.kind], file.name)
