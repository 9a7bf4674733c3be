"""Files of a repository into the one style: all that can be, in one step."""

from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Finding

from .atomic import replace_files
from .files import decode, read_bytes
from .formatting import formatted
from .kinds import kind_of, yaml_files


class Rewriting(NamedTuple):
    """What was looked at and what came of it. Paths are relative to the root."""

    changed: tuple[str, ...]
    """Files written, or to be written, in another way."""
    unchanged: tuple[str, ...]
    findings: tuple[Finding, ...]
    """Why the files that are in neither list were left as they are."""


def rewrite(root: Path, files: Iterable[str] | None = None, *, write: bool = True) -> Rewriting:
    """Bring files into the one style; all YAML of spec/ where none are named. Raises OSError."""
    changed: dict[str, bytes] = {}
    as_read: dict[str, bytes] = {}
    unchanged, findings = [], []
    for file in yaml_files(root) if files is None else files:
        data, trouble = read_bytes(root, file)
        if data is None:
            findings += [trouble] if trouble else []
            continue
        decoded = decode(data, file)
        if decoded.text is None:
            findings += decoded.findings
            continue
        kind = kind_of(file)
        text, found = formatted(decoded.text, kind.cls if kind else None, file)
        if text is None:
            findings += found
            continue
        # How lines end is for git to say; a file of Windows stays one.
        written = text.replace("\n", "\r\n").encode() if b"\r\n" in data else text.encode()
        if written == data:
            unchanged.append(file)
            continue
        changed[file], as_read[file] = written, data
    if write and changed:
        top = root.resolve()
        own = {f: (top / f).resolve().relative_to(top).as_posix() for f in changed}
        replace_files(top, {own[f]: d for f, d in changed.items()}, {own[f]: d for f, d in as_read.items()})
    return Rewriting(tuple(changed), tuple(unchanged), tuple(findings))
