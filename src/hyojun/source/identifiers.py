"""Issuing and withdrawing IDs: the registers of a 業務, and every place where a 仮番号 stands.

An ID is issued by writing it into the register first, together with the 仮番号 it replaces; then the
sources follow, file by file. Interrupted anywhere, the next run finds the register and goes on.
"""

import re
from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hyojun.model import (
    PROVISIONAL,
    SERIES,
    Business,
    Entry,
    Kind,
    RegisteredId,
    Retirement,
    is_provisional,
    mention,
    next_id,
)

from .atomic import replace_file
from .business_reader import EDITIONS, REGISTERS
from .repository import Repository, load
from .yaml_text import KEY_STEP, Place, parse, positions
from .yaml_writer import inline, to_yaml

_TOKEN = re.compile(
    rf"(?<![0-9])[0-9]{{3}}[a-z]?(?:{PROVISIONAL}|&#20206;|&#x4[eE][eE]{{2}};)[0-9]{{1,4}}(?![0-9])"
)
ID_KEYS = {
    Kind.FUNCTION: "機能ID",
    Kind.FORM: "帳票ID",
    Kind.DATA_ITEM: "データ項目ID",
    Kind.GROUP: "グループID",
    Kind.LINKAGE: "連携ID",
}


class CannotIssue(Exception):
    """Nothing was written; the message says what to do."""


class Issue(NamedTuple):
    """An ID written into a register."""

    kind: Kind
    id: str
    provisional: str
    """The 仮番号 it takes the place of; empty: it stood in the sources already."""
    name: str


class Assignment(NamedTuple):
    """What `id assign` did, or would do."""

    issues: tuple[Issue, ...]
    files: tuple[str, ...]
    """Sources in which a 仮番号 was replaced, relative to the root."""


def assign(root: Path, spec: str | None, day: date, *, write: bool = True) -> Assignment:
    """Issue an ID for every 仮番号 and register every ID that is not yet; raises CannotIssue, NoRepository."""
    repository = load(root, spec)
    if repository.findings:
        first = repository.findings[0]
        raise CannotIssue(
            f"読めないファイルがあるため、番号を付けられません（{first.origin.file}）。hyojun check で確かめて直してください。"
        )
    issues: list[Issue] = []
    registers: dict[Path, bytes] = {}
    for business in repository.corpus.businesses:
        if spec in (None, business.id):
            for kind in SERIES:
                new = list(_issues(business, kind))
                issues += new
                if new:
                    path = root / "spec" / business.id / REGISTERS / f"{kind.value}.yaml"
                    registers[path] = _appended(path, business, kind, new, day)
    known = _known(repository) | {i.provisional: i.id for i in issues if i.provisional}
    sources = dict(_replaced(root, known))
    if write:
        for path, data in (*registers.items(), *sources.items()):
            replace_file(path, data)
    return Assignment(tuple(issues), tuple(p.relative_to(root).as_posix() for p in sources))


def _known(repository: Repository) -> dict[str, str]:
    """仮番号 → ID as the registers tell; the last one issued counts."""
    return {
        row.provisional: row.id
        for business in repository.corpus.businesses
        for register in business.registers
        for row in register.rows
        if row.provisional
    }


def _rows(business: Business, kind: Kind) -> tuple[RegisteredId, ...]:
    return tuple(row for r in business.registers if r.kind is kind for row in r.rows)


def _issues(business: Business, kind: Kind) -> Iterator[Issue]:
    """IDs to be issued for a 業務, in reading order."""
    rows = _rows(business, kind)
    entries = {e.ref.id: e for e in business.entries if e.ref.kind is kind and e.ref.business == business.id}
    pending = {r.provisional: r.id for r in rows if r.provisional and r.id not in entries}
    used = {r.id for r in rows} | {id for id in entries if not is_provisional(id)}
    registered = {r.id for r in rows}
    for id, entry in entries.items():
        if not is_provisional(id):
            if id not in registered:
                yield Issue(kind, id, "", entry.name)
        elif id not in pending:  # else an interrupted run issued it
            new = next_id(business.id, kind, used, id[3] if kind is Kind.LINKAGE else "")
            used.add(new)
            yield Issue(kind, new, id, entry.name)


def _appended(path: Path, business: Business, kind: Kind, issues: list[Issue], day: date) -> bytes:
    """A register with further rows at its end; what stands in it stays as it is."""
    entries = {e.ref.id: e for e in business.entries if e.ref.kind is kind}
    rows = [_row(i, entries[i.provisional or i.id], day) for i in issues]
    if not path.exists():
        return to_yaml({"種類": kind.value, "台帳": rows}).encode()
    text = path.read_bytes().decode("utf-8").replace("\r\n", "\n")
    block = to_yaml({"台帳": rows}).removeprefix("台帳:\n")
    if not any(_rows(business, kind)):
        text = re.sub(r"(?m)^台帳:.*\n?", "", text)
        block = f"台帳:\n{block}"
    return (text.rstrip("\n") + "\n" + block).encode()


def _row(issue: Issue, entry: Entry, day: date) -> dict[str, object]:
    retired: Retirement | None = getattr(entry.value, "retired", None)
    row: dict[str, object] = {
        "ID": issue.id,
        "状態": "廃止" if retired else "現行",
        "発行者": entry.document.publisher,
        "発行日": day.isoformat(),
    }
    if issue.provisional:
        row["仮番号"] = issue.provisional
    if retired and retired.replaced_by:
        row["置換先"] = list(retired.replaced_by)
    return row


def _replaced(root: Path, known: Mapping[str, str]) -> Iterator[tuple[Path, bytes]]:
    """Every source in which a 仮番号 stands, with the ID in its place."""
    for path in _sources(root):
        data = path.read_bytes()
        text = data.decode("utf-8", "surrogateescape")
        new = in_yaml(text, known) if path.suffix in (".yaml", ".yml") else in_text(text, known)
        if new != text:
            yield path, new.encode("utf-8", "surrogateescape")


def _sources(root: Path) -> Iterator[Path]:
    """Everything an author writes; frozen editions and the registers themselves are not."""
    for top in ("spec", "bpmn"):
        for path in sorted((root / top).rglob("*")):
            frozen = {EDITIONS, REGISTERS} & set(path.relative_to(root).parts)
            named = path.suffix in (".yaml", ".yml", ".md", ".bpmn")
            if named and not frozen and path.is_file() and not path.is_symlink():
                yield path


def in_text(text: str, known: Mapping[str, str]) -> str:
    """A text with the IDs that its 仮番号 became; 仮番号 nobody issued stay."""

    def issued(match: re.Match[str]) -> str:
        return known.get(re.sub(r"&[^;]+;", PROVISIONAL, match[0]), match[0])

    return _TOKEN.sub(issued, text)


def in_yaml(text: str, known: Mapping[str, str]) -> str:
    """The same for a YAML text: a plain scalar that is a 仮番号 becomes a quoted ID."""
    if PROVISIONAL not in text:
        return text
    plain = [p for p in positions(text).values() if known.get(text[p.start : p.end])]
    for place in sorted(set(plain), key=lambda p: -p.start):
        id = known[text[place.start : place.end]]
        text = f'{text[: place.start]}"{id}"{text[place.end :]}'
    return in_text(text, known)


def retire(
    root: Path, target: str, edition: str | None, reason: str, replaced_by: Iterable[str]
) -> tuple[str, ...]:
    """Withdraw an entry (機能0020005): its row stays with 廃止, the register follows.

    Returns the files written; raises CannotIssue, NoRepository.
    """
    found = mention(target)
    if found is None or found.kind not in ID_KEYS:
        raise CannotIssue(f"「{target}」はIDとして読めません。「機能0020001」のように種類を付けてください。")
    repository = load(root, None)
    entry = next((e for e in _entries(repository) if e.ref.kind is found.kind and e.ref.id == found.id), None)
    if entry is None or entry.value.origin is None:
        raise CannotIssue(f"{target} はありません。")
    if entry.retired:
        raise CannotIssue(f"{target} は既に廃止されています。")
    if is_provisional(found.id):
        raise CannotIssue(f"{target} は仮番号です。まだ発行していないので、行を消してください。")
    replacements = [r.id if (r := mention(t)) else t for t in replaced_by]
    known = {e.ref.id for e in _entries(repository) if e.ref.kind is found.kind and not e.retired}
    if missing := [r for r in replacements if r not in known]:
        raise CannotIssue(f"置換先 {'、'.join(missing)} はありません。")
    retirement: dict[str, object] = {"版": edition or entry.document.edition, "理由": reason}
    if replacements:
        retirement |= {"置換先": replacements}
    source = root / entry.value.origin.file
    written = {source: _with_retirement(source.read_text("utf-8"), entry, found.kind, retirement)}
    register = root / "spec" / entry.ref.business / REGISTERS / f"{found.kind.value}.yaml"
    if register.exists():
        written[register] = _struck(register.read_text("utf-8"), found.id, replacements)
    for path, text in written.items():
        replace_file(path, text.encode())
    return tuple(p.relative_to(root).as_posix() for p in written)


def _entries(repository: Repository) -> Iterator[Entry]:
    return (e for b in repository.corpus.businesses for e in b.entries)


def _with_retirement(text: str, entry: Entry, kind: Kind, retirement: dict[str, object]) -> str:
    """The source with 廃止 below the ID of the entry, verified by reading it again."""
    assert entry.value.origin
    path = entry.value.origin.path
    places = positions(text)
    key = places[*path, ID_KEYS[kind], KEY_STEP]
    new = _inserted(text, key, places[*path, ID_KEYS[kind]], retirement)
    wanted = parse(text, "").tree
    node = wanted
    for step in path:
        node = node[step]
    node["廃止"] = retirement
    if parse(new, "").tree != wanted:
        raise CannotIssue(f"{entry.value.origin.file} を書き換えられません。「廃止」を手で書いてください。")
    return new


def _inserted(text: str, key: Place, value: Place, retirement: dict[str, object]) -> str:
    line = text.rfind("\n", 0, key.start) + 1
    if text[line : key.start].strip(" -"):  # inside { }
        inside = ", ".join(f"{k}: {_flow(v)}" for k, v in retirement.items())
        return f"{text[: value.end]}, 廃止: {{{inside}}}{text[value.end :]}"
    indent = " " * (key.column - 1)
    block = "".join(f"{indent}{line}\n" for line in to_yaml({"廃止": retirement}).splitlines())
    after = text.find("\n", value.end) + 1 or len(text)
    return text[:after] + block + text[after:]


def _flow(value: object) -> str:
    if isinstance(value, list):
        return f"[{', '.join(_flow(v) for v in value)}]"
    written = inline(str(value))
    return written if written.startswith('"') or not re.search(r"[,{}\[\]]", written) else f'"{written}"'


def _struck(text: str, id: str, replacements: list[str]) -> str:
    """A register with an ID marked 廃止."""
    places = positions(text)
    rows = parse(text, "").tree["台帳"]
    at = next((n for n, row in enumerate(rows) if row["ID"] == id), None)
    if at is None:
        return text
    status = places["台帳", at, "状態"]
    key = places["台帳", at, "ID", KEY_STEP]
    last = max(places["台帳", at, word].end for word in rows[at])
    if replacements and not text[text.rfind("\n", 0, key.start) + 1 : key.start].strip(" -"):
        indent = " " * (key.column - 1)
        after = text.find("\n", last) + 1 or len(text)
        block = "".join(f"{indent}{x}\n" for x in to_yaml({"置換先": replacements}).splitlines())
        text = text[:after] + block + text[after:]
    return f"{text[: status.start]}廃止{text[status.end :]}"
