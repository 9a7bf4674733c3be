"""Issuing IDs: the registers of a 業務, and every place where a 仮番号 stands.

An ID is issued by writing it into the register first, together with the 仮番号 it replaces; then the
sources follow, file by file. Interrupted anywhere, the next run finds the register and goes on.
"""

import re
from collections import defaultdict
from collections.abc import Collection, Iterator, Mapping
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
    issued_for,
    letter_of,
    mention,
    next_id,
    next_number,
    next_provisional,
    out_of_turn,
    used_again,
)

from .atomic import replace_files
from .business_reader import EDITIONS, REGISTERS
from .locate import place_of
from .repository import Repository, load
from .seals import read_seal
from .sources import Sources
from .yaml_text import positions
from .yaml_writer import to_yaml

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


class Disputed(CannotIssue):
    """The sources themselves stand against it: a number that two things have, or one out of its turn."""


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
    """Sources, and registers by their 置換先, in which a 仮番号 was replaced, relative to the root."""
    undefined: tuple[str, ...] = ()
    """Where a 仮番号 is left that nothing in the repository has: file:line and the 仮番号."""


def assign(
    root: Path, spec: str | None, day: date, *, accept: Collection[str] = (), write: bool = True
) -> Assignment:
    """Issue an ID for every 仮番号 and register every ID that is not yet; raises CannotIssue, NoRepository.

    `accept` names IDs that were written by hand out of their turn and shall be registered all the same.
    """
    repository = load(root, spec)
    refuse_unread(repository, "番号を付けられません")
    _refuse_disputed(repository, spec, [m.id if (m := mention(a)) else a for a in accept])
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
    defined = {e.ref.id for b in repository.corpus.businesses for e in b.entries if e.ref.kind in SERIES}
    sources: dict[Path, bytes] = {}
    as_read: dict[str, bytes] = {}
    undefined: list[str] = []
    for path, before, after in _replaced(root, known):
        if after != before:
            sources[path] = after.encode("utf-8", "surrogateescape")
            as_read[path.relative_to(root).as_posix()] = before.encode("utf-8", "surrogateescape")
        undefined += _undefined(path.relative_to(root).as_posix(), after, defined)
    for path in sorted({*(root / "spec").glob(f"*/{REGISTERS}/*.yaml"), *registers}):
        said = registers.get(path) or path.read_bytes()
        if (now := in_register(said.decode("utf-8"), known).encode()) != said:
            sources[path] = now
            if path not in registers:
                as_read[path.relative_to(root).as_posix()] = said
    if write:
        written = {**registers, **sources}
        replace_files(root, {p.relative_to(root).as_posix(): data for p, data in written.items()}, as_read)
    files = tuple(p.relative_to(root).as_posix() for p in sources)
    return Assignment(tuple(issues), files, tuple(undefined))


class Registers(NamedTuple):
    """Registers with further rows."""

    files: dict[str, bytes]
    """Path below the root → the whole register."""
    rows: int
    """Rows that came in."""


def registers_of(root: Path, repository: Repository, spec: str, day: date | None) -> Registers:
    """The registers of a 業務 with every official ID of its sources that is in none; 仮番号 are left alone.

    For sources that come from elsewhere with their numbers: who gave them out is the publisher.
    """
    business = repository.corpus.business(spec)
    files: dict[str, bytes] = {}
    count = 0
    for kind in SERIES if business else ():
        assert business is not None
        if new := [i for i in _issues(business, kind) if not i.provisional]:
            path = root / "spec" / spec / REGISTERS / f"{kind.value}.yaml"
            files[path.relative_to(root).as_posix()] = _appended(path, business, kind, new, day)
            count += len(new)
    return Registers(files, count)


def refuse_unread(repository: Repository, cannot: str) -> None:
    """Raise CannotIssue while a file cannot be read: what stands in it is not known."""
    if repository.findings:
        file = repository.findings[0].origin.file
        raise CannotIssue(
            f"読めないファイルがあるため、{cannot}（{file}）。hyojun check で確かめて直してください。"
        )


def _refuse_disputed(repository: Repository, spec: str | None, accept: Collection[str]) -> None:
    """Raise Disputed for numbers and 仮番号 that two things have, and for numbers written by hand out of their turn."""
    businesses = {b.id: b for b in repository.corpus.businesses if spec in (None, b.id)}
    leaps = {
        id: (business, kind)
        for business in businesses.values()
        for kind in SERIES
        for id in out_of_turn(business, kind)
    }
    if needless := sorted(set(accept) - set(leaps)):
        raise CannotIssue(
            "--accept に書けるのは、台帳に無く、次の番号でもない番号だけです"
            f"（{'、'.join(needless)} は違います）。消してください。"
        )
    sources = Sources(repository.root)
    told = list(_doubled(repository, businesses, sources))
    for business in repository.corpus.businesses:  # 仮番号 are replaced in the files of all of them
        told += _spent(business, sources)
    for id, (business, kind) in leaps.items():
        if id not in accept:
            entry = business.named(kind)[id]
            letter = letter_of(kind, id)
            turn = next_number(business, kind, letter)
            lost = "台帳から消えた行なら戻し、新しい番号なら、" if id < turn else ""
            told.append(
                f"{_place(entry, sources)} {kind.value}{id} は台帳に無く、次の番号 {turn} でもありません。{lost}"
                f"仮番号 {next_provisional(business, letter)} にしてください。この番号のまま登録するときは "
                f"--accept {id} を付けてください（間の番号は使えなくなります）。"
            )
    if told:
        raise Disputed(
            "\n".join(["番号を付けられません。何も書いていません。", *(f"  {line}" for line in told)])
        )


def _doubled(repository: Repository, businesses: Mapping[str, Business], sources: Sources) -> Iterator[str]:
    """What to say of every number that two things have; a 仮番号 belongs to one kind only."""
    holders: dict[tuple[str, str], list[Entry]] = defaultdict(list)
    for business in repository.corpus.businesses:
        for entry in business.entries:
            if entry.ref.kind in SERIES:
                kind = "" if is_provisional(entry.ref.id) else entry.ref.kind.value
                holders[kind, entry.ref.id].append(entry)
    for (_, id), entries in holders.items():
        owner = businesses.get(id[:3])
        if len(entries) > 1 and owner:
            free = next_provisional(owner, letter_of(entries[0].ref.kind, id))
            places = "、".join(f"{_place(e, sources)} {e.ref.kind.value}「{e.name}」" for e in entries)
            yield (
                f"{id} が{len(entries)}か所で使われています（{places}）。"
                f"1つを残し、ほかは別の仮番号にしてください。空いている仮番号は {free} です。"
            )


def _spent(business: Business, sources: Sources) -> Iterator[str]:
    """What to say of every 仮番号 that became the number of something else: references to it have a meaning."""
    for entry, other in used_again(business):
        free = next_provisional(business, letter_of(entry.ref.kind, entry.ref.id))
        yield (
            f"{_place(entry, sources)} 仮番号 {entry.ref.id} は、もう{other.ref.label}「{other.name}」になっています。"
            f"別のものなら、これを指す参照とともに、空いている仮番号 {free} にしてください。"
            "同じものなら、この行を消してください。"
        )


def _place(entry: Entry, sources: Sources) -> str:
    """file:line of the ID of an entry."""
    origin = entry.value.origin
    return place_of(sources, origin.at(ID_KEYS[entry.ref.kind])) if origin else ""


def _known(repository: Repository) -> dict[str, str]:
    """仮番号 → ID as the registers tell."""
    return {p: ref.id for b in repository.corpus.businesses for p, ref in issued_for(b).items()}


def _rows(business: Business, kind: Kind) -> tuple[RegisteredId, ...]:
    return tuple(row for r in business.registers if r.kind is kind for row in r.rows)


def _issues(business: Business, kind: Kind) -> Iterator[Issue]:
    """IDs to be issued for a 業務, in reading order."""
    rows = _rows(business, kind)
    own = [e for e in business.entries if e.ref.kind is kind and e.ref.business == business.id]
    entries = {e.ref.id: e for e in own if not e.document.pinned}
    pending = {r.provisional: r.id for r in rows if r.provisional and r.id not in entries}
    used = {r.id for r in rows} | {e.ref.id for e in own if not is_provisional(e.ref.id)}
    registered = {r.id for r in rows}
    for id, entry in entries.items():
        if not is_provisional(id):
            if id not in registered:
                yield Issue(kind, id, "", entry.name)
        elif id not in pending:  # else an interrupted run issued it
            new = next_id(business.id, kind, used, letter_of(kind, id))
            used.add(new)
            yield Issue(kind, new, id, entry.name)


def _appended(path: Path, business: Business, kind: Kind, issues: list[Issue], day: date | None) -> bytes:
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


def _row(issue: Issue, entry: Entry, day: date | None) -> dict[str, object]:
    retired: Retirement | None = getattr(entry.value, "retired", None)
    row: dict[str, object] = {
        "ID": issue.id,
        "状態": "廃止" if retired else "現行",
        "発行者": entry.document.publisher,
        **({"発行日": day.isoformat()} if day else {}),
    }
    if issue.provisional:
        row["仮番号"] = issue.provisional
    if retired and retired.replaced_by:
        row["置換先"] = list(retired.replaced_by)
    return row


def _replaced(root: Path, known: Mapping[str, str]) -> Iterator[tuple[Path, str, str]]:
    """Every source in which a 仮番号 may stand, as it is and with the IDs in their place."""
    for path in _sources(root):
        text = path.read_bytes().decode("utf-8", "surrogateescape")
        yield path, text, (in_yaml if path.suffix in (".yaml", ".yml") else in_text)(text, known)


def _undefined(file: str, text: str, defined: Collection[str]) -> Iterator[str]:
    """Where a text names a 仮番号 that nothing has, comments included."""
    for match in _TOKEN.finditer(text):
        if (id := _plain(match[0])) not in defined:
            yield f"{file}:{text.count(chr(10), 0, match.start()) + 1} {id}"


def _plain(token: str) -> str:
    """A 仮番号 as XML may spell it, in the letters of the others."""
    return re.sub(r"&[^;]+;", PROVISIONAL, token)


def _sources(root: Path) -> Iterator[Path]:
    """Everything an author writes: also what is said of editions until it is sealed. Registers: `in_register`."""
    for top in ("spec", "bpmn"):
        for path in sorted((root / top).rglob("*")):
            parts = set(path.relative_to(root).parts)
            frozen = REGISTERS in parts or (EDITIONS in parts and not _is_draft(path))
            named = path.suffix in (".yaml", ".yml", ".md", ".bpmn")
            if named and not frozen and path.is_file() and not path.is_symlink():
                yield path


def _is_draft(path: Path) -> bool:
    """Whether a file among the editions is an account or a 正誤 that was not issued yet."""
    if path.parent.name != EDITIONS or path.suffix != ".yaml":
        return False
    try:
        return path.name not in read_seal(path.parent)
    except ValueError:  # what was issued cannot be told; `hyojun verify` says so
        return False


def in_text(text: str, known: Mapping[str, str]) -> str:
    """A text with the IDs that its 仮番号 became; 仮番号 nobody issued stay."""

    def issued(match: re.Match[str]) -> str:
        return known.get(_plain(match[0]), match[0])

    return _TOKEN.sub(issued, text)


def in_register(text: str, known: Mapping[str, str]) -> str:
    """The same for a register, where 置換先 alone follows: the 仮番号 of a row says what it was issued for."""
    if "置換先" not in text or PROVISIONAL not in text:
        return text
    places = {p for path, p in positions(text).items() if "置換先" in path}
    for place in sorted(places, key=lambda p: -p.start):
        scalar = text[place.start : place.end]
        issued = f'"{known[scalar]}"' if scalar in known else in_text(scalar, known)
        text = text[: place.start] + issued + text[place.end :]
    return text


def in_yaml(text: str, known: Mapping[str, str]) -> str:
    """The same for a YAML text: a plain scalar that is a 仮番号 becomes a quoted ID."""
    if PROVISIONAL not in text:
        return text
    plain = [p for p in positions(text).values() if known.get(text[p.start : p.end])]
    for place in sorted(set(plain), key=lambda p: -p.start):
        id = known[text[place.start : place.end]]
        text = f'{text[: place.start]}"{id}"{text[place.end :]}'
    return in_text(text, known)
