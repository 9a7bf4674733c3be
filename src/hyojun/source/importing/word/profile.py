"""What headings, labels and styles are called in documents.

Three layers: `data/word.yaml` of hyojun, `templates/word/取込み.yaml` of the repository, and the file a person gives
with `--profile`.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from pathlib import Path

from pydantic import Field

from hyojun.model import ImplementationClass, Line, Value, squeezed

from ...packaged import packaged
from ..profile import read_layer, reassigned

OWN = "templates/word/取込み.yaml"
"""Words that a repository adds."""

Names = tuple[Line, ...]


class WordProfile(Value):
    """Words of documents, each list under what it means here."""

    classes: dict[ImplementationClass, Names] = Field(default_factory=dict, alias="実装類型")
    reasons: Names = Field((), alias="考え方・理由")
    notes: Names = Field((), alias="備考")
    title_styles: Names = Field((), alias="表題のスタイル")
    caption_styles: Names = Field((), alias="図表番号のスタイル")
    note_styles: Names = Field((), alias="注記のスタイル")
    contents_styles: Names = Field((), alias="目次のスタイル")
    body_styles: Names = Field((), alias="本文のスタイル")
    fetching_fields: Names = Field((), alias="外を読むフィールド")


_spoken: ContextVar[WordProfile | None] = ContextVar("spoken", default=None)
"""The words of the document that is being read."""


def profile() -> WordProfile:
    return _spoken.get() or _packaged()


@cache
def _packaged() -> WordProfile:
    return packaged(WordProfile, "word.yaml")


@contextmanager
def speaking(words: WordProfile) -> Iterator[None]:
    """Documents that are read meanwhile are read by these words."""
    before = _spoken.set(words)
    try:
        yield
    finally:
        _spoken.reset(before)


def load_word_profile(root: Path | None = None, given: Path | None = None) -> WordProfile:
    """The layers laid over each other; ImportProblem for one that cannot be read."""
    found = _packaged()
    layers = [(root / OWN, OWN)] if root and (root / OWN).is_file() else []
    layers += [(given, given.name)] if given else []
    for path, name in layers:
        found = _laid_over(found, read_layer(WordProfile, path, name))
    return found


def _laid_over(base: WordProfile, layer: WordProfile) -> WordProfile:
    """Every list with that of the layer; a name has the meaning of the layer that names it."""
    lists = {n: getattr(layer, n) for n in WordProfile.model_fields if n != "classes"}
    taken = {squeezed(name).casefold() for names in lists.values() for name in names}
    more = {
        n: (*(name for name in getattr(base, n) if squeezed(name).casefold() not in taken), *names)
        for n, names in lists.items()
    }
    return base.model_copy(update={**more, "classes": reassigned(base.classes, layer.classes)})


def is_one_of(name: str, names: Names) -> bool:
    """Whether a name is in a list, whatever its case, width and white space."""
    return squeezed(name).casefold() in _squeezed(names)


@cache
def _squeezed(names: Names) -> frozenset[str]:
    return frozenset(squeezed(n).casefold() for n in names)
