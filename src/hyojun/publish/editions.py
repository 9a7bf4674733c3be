"""What the released editions of a repository tell its publications: each with its 正誤, every step, their files."""

from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from hyojun.diff import Held, Step, history, words
from hyojun.source import Edition, Repository, editions_of, final_of, frozen_assets

REDLINES = "compared"
"""Folder of the 見え消し版."""


class Editions(NamedTuple):
    """Fields of a Job."""

    history: tuple[Step, ...] = ()
    frozen: Mapping[str, Path] = MappingProxyType({})
    released: tuple[Held, ...] = ()


def editions(repository: Repository, only: str | None = None) -> Editions:
    """Editions of all documents (of one 業務: `only`): every step, and each as it is in force, with all its 正誤.

    Raises UnreadableVersion: nothing unread is published as "no change".
    """
    own = editions_of(repository.root, only)
    steps = history(repository.corpus, own)
    return Editions(steps, frozen_assets(repository.root), tuple(map(_held, own)))


def worth(steps: Iterable[Step]) -> tuple[Step, ...]:
    """The steps that are published: all but sources that still say what the last edition, or its last draft, says."""
    return tuple(s for s in steps if not (_goes_nowhere(s) and words.is_empty(s.comparison)))


def _goes_nowhere(step: Step) -> bool:
    return step.is_current and final_of(step.old.edition) == final_of(step.new.edition)


def _held(edition: Edition) -> Held:
    business = edition.corrected()
    return Held(business, business.documents[0], edition.errata)
