"""What other tests make up, for fuzzers too: the head of a 業務, and a 業務 with a row in every table that can be put back."""

import shutil
import sys
from functools import cache
from pathlib import Path
from typing import NamedTuple

TESTS = Path(__file__).resolve().parents[1]
for folder in ("", "hostile", "publish"):
    sys.path.append(str(TESTS / folder))

import planted  # noqa: E402
from casefiles import head  # noqa: E402

from hyojun.source import editing  # noqa: E402

__all__ = ["Desk", "book", "desk", "head"]


class Desk(NamedTuple):
    """A repository that can be put back as it was."""

    root: Path
    kept: dict[str, bytes]
    """Every file of it."""

    def now(self) -> dict[str, bytes]:
        files = (p for p in self.root.rglob("*") if p.is_file())
        return {p.relative_to(self.root).as_posix(): p.read_bytes() for p in files}

    def restore(self) -> None:
        now = self.now()
        for name in now.keys() - self.kept.keys():
            (self.root / name).unlink()
        for name, data in self.kept.items():
            if now.get(name) != data:
                (self.root / name).write_bytes(data)


@cache
def desk(folder: Path) -> Desk:
    """The repository in a folder, made once."""
    root = planted.plant(folder, lambda mark: mark)
    made = Desk(root, {})
    made.kept.update(made.now())
    return made


def book(folder: Path, business: str) -> bytes:
    """The book as `edit export` writes it."""
    root = planted.plant(folder / "r", lambda mark: mark)
    editing.export(root, business, folder / "book.xlsx")
    shutil.rmtree(root)
    return (folder / "book.xlsx").read_bytes()
