"""Withdrawing IDs: the row of an entry stays as 欠番, and the register says so too."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from hyojun.model import Entry, Mention, Retirement, is_provisional, mention

from .atomic import replace_files
from .business_reader import REGISTERS
from .formatting import formatted
from .identifiers import ID_KEYS, CannotIssue, refuse_unread
from .kinds import kind_of
from .repository import Repository, load
from .validate import validated
from .yaml_text import KEY_STEP, Place, parse, positions
from .yaml_writer import inline, to_yaml


def retire(
    root: Path, target: str, edition: str | None, reason: str, replaced_by: Iterable[str]
) -> tuple[str, ...]:
    """Withdraw an entry (機能0020005): its row stays with 廃止, the register follows.

    Returns the files written; raises CannotIssue, NoRepository.
    """
    found = mention(target)
    if found is None or found.kind not in ID_KEYS:
        raise CannotIssue(f"「{target}」はIDとして読めません。「機能0020001」のように種類を付けてください。")
    if not reason.strip():
        raise CannotIssue("廃止の理由が空です。--reason に、なぜ廃止するかを書いてください。")
    repository = load(root, None)
    refuse_unread(repository, f"{target} を廃止できません")
    entry = next((e for e in _entries(repository) if e.ref.kind is found.kind and e.ref.id == found.id), None)
    if entry is None or entry.value.origin is None:
        raise CannotIssue(f"{target} はありません。")
    if entry.document.pinned:
        raise CannotIssue(
            f"{target} は、固定した文書「{entry.document.name}」（{entry.document.publisher}）のものです。"
            "ここでは廃止できません。発行者に伝えてください。"
        )
    if entry.retired:
        raise CannotIssue(f"{target} は既に廃止されています。")
    if is_provisional(found.id):
        raise CannotIssue(f"{target} は仮番号です。まだ発行していないので、行を消してください。")
    replacements = [_successor(t, found) for t in replaced_by]
    known = {e.ref.id for e in _entries(repository) if e.ref.kind is found.kind and not e.retired}
    if missing := [r for r in replacements if r not in known]:
        raise CannotIssue(f"置換先 {'、'.join(missing)} はありません。")
    retirement: dict[str, Any] = {"版": edition or entry.document.edition, "理由": reason}
    if replacements:
        retirement |= {"置換先": replacements}
    if wrong := validated(Retirement, retirement, "")[1]:
        raise CannotIssue(wrong[0].message)
    source = root / entry.value.origin.file
    text = source.read_text("utf-8")
    written = {source: in_style(text, with_key(text, entry, "廃止", retirement), entry.value.origin.file)}
    register = root / "spec" / entry.ref.business / REGISTERS / f"{found.kind.value}.yaml"
    if register.exists():
        text = register.read_text("utf-8")
        written[register] = in_style(
            text, struck(text, found.id, replacements), register.relative_to(root).as_posix()
        )
    files = {p.relative_to(root).as_posix(): text.encode() for p, text in written.items()}
    replace_files(root, files)
    return tuple(files)


def _successor(written: str, target: Mention) -> str:
    """The ID of what takes the place of the target; raises CannotIssue where it cannot."""
    named = mention(written)
    if named and named.kind is not target.kind:
        raise CannotIssue(
            f"置換先 {written} は{named.kind.value}です。{target.kind.value}の置換先には、{target.kind.value}のIDを"
            "書いてください。ほかの種類のものに代わったことは、--reason に書いてください。"
        )
    id = named.id if named else written
    if id == target.id:
        raise CannotIssue(
            f"置換先 {written} は、廃止するもの自身です。代わりになるもののIDを書いてください。"
        )
    return id


def in_style(before: str, after: str, file: str) -> str:
    """A changed file in the one style if it was before; else only what had to change."""
    kind = kind_of(file)
    cls = kind.cls if kind else None
    if formatted(before, cls, file).text != before:
        return after
    return formatted(after, cls, file).text or after


def _entries(repository: Repository) -> Iterator[Entry]:
    return (e for b in repository.corpus.businesses for e in b.entries)


def with_key(text: str, entry: Entry, word: str, content: dict[str, Any]) -> str:
    """The source with a further key below the ID of the entry, verified by reading it again; raises CannotIssue."""
    assert entry.value.origin
    path = entry.value.origin.path
    id = ID_KEYS[entry.ref.kind]
    places = positions(text)
    new = _inserted(text, places[*path, id, KEY_STEP], places[*path, id], word, content)
    wanted = parse(text, "").tree
    node = wanted
    for step in path:
        node = node[step]
    node[word] = parse(to_yaml({word: content}), "").tree[word]
    if parse(new, "").tree != wanted:
        raise CannotIssue(f"{entry.value.origin.file} を書き換えられません。「{word}」を手で書いてください。")
    return new


def _inserted(text: str, key: Place, value: Place, word: str, content: dict[str, Any]) -> str:
    line = text.rfind("\n", 0, key.start) + 1
    if text[line : key.start].strip(" -"):  # inside { }
        inside = ", ".join(f"{k}: {_flow(v)}" for k, v in content.items())
        return f"{text[: value.end]}, {word}: {{{inside}}}{text[value.end :]}"
    indent = " " * (key.column - 1)
    block = "".join(f"{indent}{line}\n" for line in to_yaml({word: content}).splitlines())
    after = text.find("\n", value.end) + 1 or len(text)
    return text[:after] + block + text[after:]


def _flow(value: object) -> str:
    if isinstance(value, dict):
        return f"{{{', '.join(f'{k}: {_flow(v)}' for k, v in value.items())}}}"
    if isinstance(value, list):
        return f"[{', '.join(_flow(v) for v in value)}]"
    written = inline(str(value))
    return written if written.startswith('"') or not re.search(r"[,{}\[\]]", written) else f'"{written}"'


def struck(text: str, id: str, replacements: list[str]) -> str:
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
