"""What the released editions of a repository tell its publications: every step, and the files they name."""

from collections.abc import Mapping
from pathlib import Path

from hyojun.diff import Step, history
from hyojun.source import Repository, frozen_assets, frozen_editions


def editions(repository: Repository, only: str | None = None) -> tuple[tuple[Step, ...], Mapping[str, Path]]:
    """Steps of all documents (of one 業務: `only`), and SHA-256 → file of what lies beside frozen editions.

    Raises UnreadableVersion: nothing unread is published as "no change".
    """
    return history(repository.corpus, frozen_editions(repository.root, only)), frozen_assets(repository.root)
