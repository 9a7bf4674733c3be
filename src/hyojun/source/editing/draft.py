"""The rows of a 業務 as they stand in its files, on plain trees that can be changed."""

import unicodedata
from collections.abc import Iterator, Mapping
from itertools import chain, count
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import Business, issued_for

from ..business_reader import HEAD
from ..files import decode
from ..kinds import SUFFIXES, kind_of
from ..repository import load_business, load_common
from ..schema import BusinessFile, DocumentEntry, SpecFile
from ..sources import Sources
from ..validate import read_yaml, validated
from ..yaml_text import parse
from .surgery import Origin
from .tables import Column, Table, cells, inner, tables, top


class CannotEdit(Exception):
    """Nothing was written; the message says what to do."""


class Row:
    """A row of a table: its cells stand in `node`, which stands in the list `within`."""

    __slots__ = ("file", "handle", "node", "parent", "table", "within")

    def __init__(
        self,
        table: Table,
        handle: str,
        parent: "Row | None",
        file: str,
        node: dict[str, Any],
        within: list[Any],
    ) -> None:
        self.table, self.handle, self.parent = table, handle, parent
        self.file, self.node, self.within = file, node, within

    @property
    def parent_handle(self) -> str:
        return self.parent.handle if self.parent else ""

    def cells(self, columns: tuple[Column, ...]) -> dict[str, str]:
        """What stands in each column, the name of the row around it included."""
        found = cells(columns, self.node)
        if self.parent:
            found[self.table.parent_head] = self.parent.handle
        return found


class Draft:
    """The files of a 業務 that hold tables: their texts as they are, and their trees, which may be changed."""

    def __init__(
        self,
        business: Business,
        texts: dict[str, str],
        provisional: dict[str, str],
        editions: dict[str, str],
        parsed: Mapping[str, dict[str, Any]] | None = None,
    ) -> None:
        self.business = business
        self.editions = editions
        """File → edition of its document."""
        self.texts = texts
        """As read, in reading order; lines end as in the file."""
        self.provisional = provisional
        """仮番号 → the number it became."""
        self.trees: dict[str, dict[str, Any]] = {
            file: found
            if (found := (parsed or {}).get(file))
            else parse(text.replace("\r\n", "\n"), file).tree
            for file, text in texts.items()
        }
        self.origins: dict[int, Origin] = {}
        self.touched: set[str] = set()
        for file, tree in self.trees.items():
            for table in top():
                self._note(tree.get(table.word), (table.word,), file)
        self.read = tuple(self.rows())
        """All rows as they were read."""
        self.bodies = self._bodies()
        self.columns = {t.name: t.columns(self.bodies) for t in tables()}

    def _note(self, listed: Any, path: tuple[str | int, ...], file: str) -> None:
        for n, row in enumerate(listed or ()):
            self.origins[id(row)] = Origin(file, (*path, n))
            self._below(row, (*path, n), file)

    def _below(self, value: dict[str, Any], path: tuple[str | int, ...], file: str) -> None:
        for word, below in value.items():
            if isinstance(below, dict):
                self._below(below, (*path, word), file)
            elif isinstance(below, list) and below and isinstance(below[0], dict):
                self._note(below, (*path, word), file)

    def _bodies(self) -> tuple[str, ...]:
        """団体区分 in the order of the 業務, and those that only values name."""
        found = dict.fromkeys(self.business.head.bodies)
        for row in self.read:
            for field in row.table.by_body:
                if isinstance(value := row.node.get(field), dict):
                    found |= dict.fromkeys(value)
        return tuple(found)

    def rows(self) -> Iterator[Row]:
        """All rows in reading order, those of a parent right after it."""
        seen: set[tuple[str, str]] = set()
        for file, tree in self.trees.items():
            for table in top():
                yield from _rows(table, tree.get(table.word) or [], None, file, seen)

    def refuse_doubled(self) -> None:
        """Raise CannotEdit where two rows have one key: nobody could say which of them a book means."""
        for row in self.read:
            own = str(row.node.get(row.table.naming.key[0], ""))
            if row.table.naming.fixed and row.handle != own:
                raise CannotEdit(
                    f"{row.table.name} {own} が2か所にあります（{row.file}）。hyojun check で確かめて、直してください。"
                )


def _rows(
    table: Table, listed: list[Any], parent: Row | None, file: str, seen: set[tuple[str, str]]
) -> Iterator[Row]:
    for node in listed:
        own = _handle(table, node, parent)
        again = (f"{own}#{n}" for n in count(2))
        handle = next(h for h in chain((own,), again) if (table.name, h) not in seen)
        seen.add((table.name, handle))
        row = Row(table, handle, parent, file, node, listed)
        yield row
        for below in inner(table):
            yield from _rows(below, node.get(below.word) or [], row, file, seen)


def _handle(table: Table, node: dict[str, Any], parent: Row | None) -> str:
    """What a row is called: by its key, below its parent where the key tells it only there."""
    naming = table.naming
    # A book may have emptied what the model wants: such a row is refused, but still counted.
    given = [str(node[word]) for word in naming.key if word in node] or [""]
    if naming.fixed or naming.series or (table.nests and naming.key[0] in node):
        return given[0]
    own = "／".join(given) if naming.whole else given[0]
    return f"{parent.handle}/{own}" if parent else own


class Opened(NamedTuple):
    """A 業務 read for editing."""

    root: Path
    draft: Draft
    registers: dict[str, str]
    """Files of its registers of IDs, as they are."""


def opened(root: Path, spec: str) -> Opened:
    """The 業務 with its files; raises CannotEdit while a file of it cannot be read, NoRepository."""
    common = load_common(root, spec)
    sources = Sources.of(root, spec)
    sources.made = {}  # nothing is parsed or validated twice
    trees = _parsed(sources, f"spec/{spec}/")
    read = load_business(sources, spec, common)
    if read.business is None or read.findings:
        file = next(iter([*read.findings, *common.findings])).origin.file
        raise CannotEdit(f"読めないファイルがあります（{file}）。hyojun check で確かめて、直してください。")
    head = f"spec/{spec}/{HEAD}"
    declared, _ = read_yaml(BusinessFile, decode(sources.read(head)[0] or b"", head).text or "", head)
    assert declared is not None
    texts: dict[str, str] = {}
    editions: dict[str, str] = {}
    names = {unicodedata.normalize("NFC", name): name for name in sources.held}
    for document in declared.documents:
        if not isinstance(document, DocumentEntry):
            continue
        for name in document.files:
            if name.endswith(SUFFIXES):
                file = unicodedata.normalize("NFC", f"spec/{spec}/{name}")
                file = names.get(file, file)
                editions[file] = document.edition
                texts[file] = (sources.read(file)[0] or b"").decode("utf-8")
    known = {p: ref.id for p, ref in issued_for(read.business).items()}
    registers = {
        x.origin.file: (sources.read(x.origin.file)[0] or b"").decode("utf-8")
        for x in read.business.registers
        if x.origin
    }
    return Opened(root, Draft(read.business, texts, known, editions, trees), registers)


def _parsed(sources: Sources, folder: str) -> dict[str, dict[str, Any]]:
    """The trees of the sources of tables, which the reader of the 業務 then finds validated."""
    found: dict[str, dict[str, Any]] = {}
    for name, data in sources.held.items():
        if not (name.startswith(folder) and name.endswith(SUFFIXES) and data):
            continue
        kind = kind_of(name)
        if kind is None or kind.cls is not SpecFile or (text := decode(data, name).text) is None:
            continue
        parsed = parse(text, name)
        if isinstance(parsed.tree, dict) and not parsed.findings and sources.made is not None:
            sources.made[SpecFile, name, text] = validated(SpecFile, parsed.tree, name)
            found[name] = parsed.tree
    return found
