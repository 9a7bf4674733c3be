"""The corpus of all 業務 for a measurement: made anew in a temporary folder, gone afterwards."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager, redirect_stdout
from io import StringIO
from pathlib import Path

from .corpus.__main__ import MOST, make

CACHE = ".hyojun-cache"
SIZES = (1, 5, MOST)
"""業務: growth is seen between them."""


@contextmanager
def corpus(businesses: int) -> Iterator[Path]:
    """The current edition of the corpus, gone afterwards."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "corpus"
        with redirect_stdout(StringIO()):
            make(out, businesses)
        yield out / "current"
