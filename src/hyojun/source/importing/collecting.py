"""The rows of all tables of a workbook → one plain tree as source files write it, proved by the model."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any, NamedTuple

from hyojun.model import Registry

from ..schema import SpecFile
from ..validate import validated
from .entries import flat, forms, linkages, tree
from .numbering import Numbering
from .profile import ImportProfile
from .remarks import Notes, RemarkKind
from .rows import Record, Rows
from .statements import Entry, Origins, Statements, common_day, unmarked
from .tables import Table, word
from .workbook import Cell, Sheet

Tables = Mapping[str, Sequence[Record]]

_QUOTED = re.compile(r"「([^「」]+)」")
_OWN_ID = {"機能要件": "機能ID", "帳票一覧": "帳票ID", "連携": "連携ID"}


class Collected(NamedTuple):
    """What the tables beside データ項目 and コード一覧 hold."""

    entries: dict[str, list[Entry]]
    """Key of a source file → its list."""
    bodies: tuple[str, ...]
    """団体区分 that the tables tell apart."""
    conformance: str | None
    """適合基準日 that all functions share."""


def rows_of(
    sheet: Sheet, table: Table, kind: str, profile: ImportProfile, notes: Notes
) -> tuple[Record, ...]:
    """The records of a table; what is carried down may be written once above it."""
    reader = Rows(sheet, table, profile.by_kind[kind], profile, notes)
    for content, (label, cell) in label_cells(sheet, table, kind, profile).items():
        reader.carried[content] = value = _below(content, label, cell)
        message = f"表の全ての行の{content}を「{value}」と読み取りました。"
        notes.remark(RemarkKind.READ, message, sheet.title, cell.address, cell.text)
        notes.used(sheet.title, label.address)
    return tuple(reader.records())


def label_cells(
    sheet: Sheet, table: Table, kind: str, profile: ImportProfile
) -> dict[str, tuple[Cell, Cell]]:
    """Contents that are written above the table for all its rows: label and value (帳票ID：| 0020001)."""
    found: dict[str, tuple[Cell, Cell]] = {}
    words = profile.by_kind[kind]
    for column in (c for c in words.columns if c.carried and c.content not in table.columns):
        known = {word(header) for header in column.headers}
        for row in (r for r in sheet.rows if r < table.top):
            cells = list(sheet.in_row(row))
            for place, cell in enumerate(cells):
                if word(cell.text).rstrip(":") in known and place + 1 < len(cells):
                    found.setdefault(column.content, (cell, cells[place + 1]))
                elif ":" in word(cell.text) and word(cell.text).partition(":")[0] in known:
                    found.setdefault(column.content, (cell, cell))
    return found


def _below(content: str, label: Cell, cell: Cell) -> str:
    """What a label above a table says."""
    text = cell.text if cell != label else cell.text.replace(":", "：").partition("：")[2]
    plain = unicodedata.normalize("NFKC", text).strip() if content.endswith("ID") else text.strip()
    return plain.zfill(7) if content == "帳票ID" and plain.isdecimal() else plain


def business_in(tables: Tables) -> str | None:
    """The 業務ID of the first ID of any table."""
    for kind, content in _OWN_ID.items():
        for record in tables.get(kind, ()):
            if id := record.values.get(content):
                return str(id)[:3]
    for record in tables.get("諸元表", ()):
        if id := record.values.get("帳票ID"):
            return str(id)[:3]
    return None


def collect(
    tables: Tables,
    profile: ImportProfile,
    registry: Registry,
    numbering: Numbering,
    title: str,
    notes: Notes,
) -> Collected:
    """All entries of the tables; what is wrong with them goes to the notes, at its cell."""
    _check_ids(tables, numbering, notes)
    statements = Statements(profile, tables, numbering, notes, title)
    origins: Origins = statements.origins
    headings = statements.headings()
    _check_bodies(statements.bodies, tables, registry, notes)
    day = common_day(headings)
    labels = statements.labels()
    found: dict[str, list[Entry]] = {"見出し": unmarked(headings)}
    found["帳票"] = forms(profile.by_kind["帳票一覧"], tables, statements, notes)
    found["連携"] = linkages(tables.get("連携", ()), numbering, registry, notes, origins)
    found["ツリー図"] = tree(tables.get("ツリー図", ()), origins)
    for words in profile.tables:
        if words.target and words.target not in found:
            found[words.target] = flat(words, tables.get(words.kind, ()), numbering, origins)
    entries = {key: rows for key, rows in found.items() if rows}
    if tables.get("見出し一覧"):
        _cite(entries, labels)
    if not notes.troubles:
        _prove(entries, origins, notes)
    return Collected(entries, statements.bodies, day)


def _cite(tree: Any, labels: Mapping[str, str]) -> None:
    """「4.1 題名」 in running text is the heading of that name again, in workbooks that say what headings are called."""
    for key, value in list(tree.items() if isinstance(tree, dict) else enumerate(tree)):
        if isinstance(value, dict | list):
            _cite(value, labels)
        elif isinstance(value, str) and "「" in value and key not in ("題名", "名称"):
            tree[key] = _QUOTED.sub(lambda m: f"見出し{labels[m[1]]}" if m[1] in labels else m[0], value)


def _check_bodies(bodies: Sequence[str], tables: Tables, registry: Registry, notes: Notes) -> None:
    """団体区分 that the registry does not have are taken as they are, and said so."""
    known = {body.name for body in registry.bodies}
    for body in (b for b in bodies if b not in known):
        content = f"実装類型/{body}"
        record = next(r for them in tables.values() for r in them if content in r.cells)
        message = (
            f"団体区分「{body}」は台帳にありません。台帳（spec/_settings/registry.yaml）に加えるか、"
            "様式のファイルで、台帳にある団体区分の列としてください。"
        )
        notes.aside(RemarkKind.DOUBT, message, record.sheet, record.at(content))


def _check_ids(tables: Tables, numbering: Numbering, notes: Notes) -> None:
    """IDs stand for one thing each, of the 業務 of the workbook."""
    for kind, content in _OWN_ID.items():
        seen: dict[str, Record] = {}
        for record in tables.get(kind, ()):
            if (id := record.values.get(content)) is None or record.merged:
                continue
            if before := seen.get(id):
                message = f"{content} {id} はシート「{before.sheet}」の {before.at(content)} と同じです。"
                notes.trouble(f"{message}正しいIDに直してください。", record.sheet, record.at(content))
            if id[:3] != numbering.business:
                message = f"業務IDが「{numbering.business}」と「{id[:3]}」の2つあります。業務ごとにブックを分けてください。"
                notes.trouble(message, record.sheet, record.at(content))
            seen.setdefault(id, record)
        numbering.taken(seen)


def _prove(entries: Mapping[str, list[Entry]], origins: Origins, notes: Notes) -> None:
    """The model takes the tree; what it does not take is said at the cell it came from."""
    _, findings = validated(SpecFile, dict(entries), "")
    for finding in findings:
        record, below = _origin(entries, finding.origin.path, origins)
        content = "/".join(str(p) for p in below)
        cell = record and record.at(next((c for c in (content, str(below[0]) if below else "") if c), ""))
        notes.trouble(
            f"{finding.message}この値を直すか、様式のファイルで列の「既定」を書くか、このシートを「読まない」としてください。",
            record.sheet if record else "",
            cell or "",
        )


def _origin(
    tree: Any, path: Iterable[str | int], origins: Origins
) -> tuple[Record | None, tuple[str | int, ...]]:
    """The row behind a place in the tree, and the path below it."""
    record, below = None, list(path)
    rest: list[str | int] = []
    for step in below:
        rest.append(step)
        try:
            tree = tree[step]
        except (KeyError, IndexError, TypeError):
            break
        if isinstance(tree, dict) and id(tree) in origins:
            record, rest = origins[id(tree)], []
    return record, tuple(rest)
