"""Books back into the sources: read, merged with what is there, done to a draft, and written at the end or not at all."""

import os
import shutil
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from ..atomic import replace_file, replace_files
from ..importing.remarks import ImportProblem
from ..sources import FOLDERS
from ..withdrawal import struck
from ..yaml_text import no_gc
from .applying import Applied
from .book import digest_of, write_book
from .changes import Cell, Change, Conflict, Current, Merged, Moved, New, Note, Removed, Shape, Spot
from .draft import Draft, Opened, Row, opened
from .merging import merged
from .reading import Book, Grid, Refused, business_of, open_book, read_book
from .tables import Table, tables


class Refusal(Exception):
    """Nothing was written: what is wrong with the books, each with its place."""

    def __init__(self, refused: Iterable[Refused]) -> None:
        self.refused = tuple(refused)
        super().__init__("\n".join(map(str, self.refused)))


class Count(NamedTuple):
    """What became of one table."""

    table: str
    read: int
    """Rows in the books, a row in two books twice."""
    before: int
    after: int
    """Rows of the sources."""
    cells: int = 0
    new: int = 0
    retired: int = 0
    removed: int = 0
    moved: int = 0
    absent: int = 0
    """Rows of the sources that no book has; they stay as they are."""


class Application(NamedTuple):
    """What applying books did, or would do."""

    business: str
    books: tuple[str, ...]
    changes: tuple[Change, ...]
    conflicts: tuple[Conflict, ...]
    """Where colleagues or the sources say something else: somebody has to decide."""
    refused: tuple[Conflict, ...]
    """What the model does not take, or no edit can do: to be mended in the book."""
    notes: tuple[Note, ...]
    counts: tuple[Count, ...]
    files: Mapping[str, bytes]
    """The files that change, as they shall be."""
    numbers: Mapping[str, Spot]
    """仮番号 given to new rows."""
    written: bool = False


class Export(NamedTuple):
    """What was exported."""

    business: str
    digest: str
    rows: tuple[tuple[str, int], ...]


def export(root: Path, spec: str, file: Path) -> Export:
    """Write the workbook of a 業務; raises CannotEdit, NoRepository, OSError."""
    made = write_book(opened(root, spec).draft)
    replace_file(file, made.data)
    return Export(spec, made.digest, made.rows)


def apply(
    root: Path,
    books: Iterable[Path],
    spec: str | None = None,
    *,
    write: bool = True,
    reorder: bool = False,
    skip_conflicts: bool = False,
) -> Application:
    """Bring books back; raises Refusal, CannotEdit, NoRepository.

    While there are conflicts nothing is written, unless they are to be left out (`skip_conflicts`).
    """
    with no_gc():
        return _apply(root, books, spec, write, reorder, skip_conflicts)


def _apply(
    root: Path, books: Iterable[Path], spec: str | None, write: bool, reorder: bool, skip_conflicts: bool
) -> Application:
    paths = tuple(dict.fromkeys(p.resolve() for p in books))
    opened_books = tuple((p.name, _book(p)) for p in paths)
    business = spec or business_of(*opened_books[0])
    if not business:
        raise Refusal(read_book(*opened_books[0], {}).refused)
    repository = opened(root, business)
    repository.draft.refuse_doubled()
    read = _read(opened_books, repository.draft, business)
    merging = _merged(repository.draft, read, reorder)
    changes = tuple(c for m in merging.values() for c in m.changes)
    conflicts = tuple(c for m in merging.values() for c in m.conflicts)
    notes = (*(n for b in read for n in b.notes), *(n for m in merging.values() for n in m.notes))
    before = _sizes(repository.draft.read)
    applied = Applied(repository.draft, changes)
    files = {} if applied.refusals else _files(repository, applied)
    done = Application(
        business,
        tuple(p.name for p in paths),
        changes,
        conflicts,
        tuple(applied.refusals),
        notes,
        _counts(read, merging, before, _sizes(repository.draft.rows()), applied),
        files,
        applied.numbers,
    )
    if not write or applied.refusals or (conflicts and not skip_conflicts):
        return done
    known = repository.draft.texts | repository.registers
    replace_files(root, files, {name: known[name].encode() for name in files})
    return done._replace(written=True)


def _book(path: Path) -> Grid:
    try:
        return open_book(path)
    except ImportProblem as error:
        raise Refusal(Refused(Spot(path.name, t.sheet), t.message) for t in error.troubles) from error


def _read(books: tuple[tuple[str, Grid], ...], draft: Draft, business: str) -> tuple[Book, ...]:
    """All books; raises Refusal with what is wrong with any of them."""
    handles: dict[str, set[str]] = {}
    for row in draft.read:
        handles.setdefault(row.table.name, set()).add(row.handle)
    found = tuple(read_book(name, book, handles) for name, book in books)
    if any(r.handle and r.marks is None for b in found for t in b.tables.values() for r in t.rows):
        found = tuple(b.compared_with(digest_of(draft)) for b in found)
    refused = [r for b in found for r in b.refused]
    for book in found:
        if book.business and book.business != business:
            message = f"業務 {book.business} のブックです。業務 {business} とは別に反映してください。"
            refused.append(Refused(book.says, message))
    if len({b.name for b in found}) < len(found):
        refused.append(Refused(Spot(found[0].name), "同じ名前のブックがあります。名前を変えてください。"))
    if refused:
        raise Refusal(refused)
    return found


def _merged(draft: Draft, books: tuple[Book, ...], reorder: bool) -> dict[str, Merged]:
    current: dict[str, list[Current]] = {}
    for row in draft.read:
        cells = row.cells(draft.columns[row.table.name])
        current.setdefault(row.table.name, []).append(Current(row.handle, row.parent_handle, cells))
    return {
        t.name: merged(
            _shape(t, draft),
            current.get(t.name, ()),
            [b.tables[t.name] for b in books if t.name in b.tables],
            draft.provisional,
            reorder,
        )
        for t in tables()
    }


def _shape(table: Table, draft: Draft) -> Shape:
    columns = draft.columns[table.name]
    key = columns[0].head if columns[0].fixed else ""
    return Shape(
        table.name, tuple(c.head for c in columns), table.parent_head, key, table.naming.series is not None
    )


def _sizes(rows: Iterable[Row]) -> dict[str, int]:
    found: dict[str, int] = {}
    for row in rows:
        found[row.table.name] = found.get(row.table.name, 0) + 1
    return found


def _counts(
    books: tuple[Book, ...],
    merging: Mapping[str, Merged],
    before: Mapping[str, int],
    after: Mapping[str, int],
    applied: Applied,
) -> tuple[Count, ...]:
    found = []
    for table in tables():
        shown = [b.tables[table.name] for b in books if table.name in b.tables]
        changes = merging[table.name].changes
        if not shown and not before.get(table.name):
            continue
        named = {r.handle for t in shown for r in t.rows}
        kinds = {kind: sum(isinstance(c, kind) for c in changes) for kind in (Cell, New, Removed, Moved)}
        found.append(
            Count(
                table.name,
                sum(len(t.rows) for t in shown),
                before.get(table.name, 0),
                after.get(table.name, 0),
                kinds[Cell],
                kinds[New],
                sum(1 for kind, _ in applied.retired.values() if kind is table.naming.series),
                kinds[Removed],
                kinds[Moved],
                max(0, before.get(table.name, 0) - len(named - {""})) if shown else before.get(table.name, 0),
            )
        )
    return tuple(found)


def _files(repository: Opened, applied: Applied) -> dict[str, bytes]:
    """The sources that change, then the registers of what was withdrawn."""
    files = {file: text.encode() for file, text in applied.texts.items()}
    for file, text in repository.registers.items():
        plain = done = text.replace("\r\n", "\n")
        for id, (kind, replaced_by) in applied.retired.items():
            if file.endswith(f"/{kind.value}.yaml"):
                done = struck(done, id, replaced_by)
        if done != plain:
            files[file] = (done.replace("\n", "\r\n") if "\r\n" in text else done).encode()
    return files


def overlaid(root: Path, files: Mapping[str, bytes], folder: Path) -> None:
    """A copy of a repository in an empty folder, with some files as they shall be: what a comparison opens."""
    for top in FOLDERS:
        if (root / top).is_dir():
            shutil.copytree(root / top, folder / top, symlinks=True, copy_function=_linked)
    shutil.copyfile(root / "pyproject.toml", folder / "pyproject.toml")
    for name, data in files.items():
        (folder / name).unlink()  # it may be the very file of the repository
        (folder / name).write_bytes(data)


def _linked(source: str, target: str) -> None:
    try:
        os.link(source, target, follow_symlinks=False)
    except (OSError, NotImplementedError):
        shutil.copyfile(source, target)
