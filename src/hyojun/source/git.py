"""Files of a git commit without a checkout: one `ls-tree`, one `cat-file --batch`, no filter, no network."""

import os
import subprocess
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import NamedTuple

from .reasons import reason

_LINK, _SUBMODULE = "120000", "160000"
_QUIET = {
    "GIT_OPTIONAL_LOCKS": "0",
    "GIT_TERMINAL_PROMPT": "0",
    "GIT_NO_LAZY_FETCH": "1",  # a partial clone would go to the network for what it lacks
    "LC_ALL": "C",
}

_OF_A_CALLER = ("GIT_DIR", "GIT_WORK_TREE", "GIT_PREFIX", "GIT_INDEX_FILE")
"""What a hook or a diff driver inherits from git: relative to a folder that is not ours."""


class UnreadableVersion(Exception):
    """A version that cannot be read whole; the message says which file and what to do."""


class GitTrouble(UnreadableVersion):
    """Git cannot give what is asked for."""


class Entry(NamedTuple):
    """A file of a commit."""

    mode: str
    id: str
    """Object ID of its bytes."""

    @property
    def is_link(self) -> bool:
        return self.mode == _LINK

    @property
    def is_submodule(self) -> bool:
        return self.mode == _SUBMODULE


class Place(NamedTuple):
    """A folder of a git work tree."""

    folder: Path
    prefix: str
    """Where it lies in the work tree, with a slash at its end; empty for the root."""
    algorithm: str
    """Name of the digest that makes object IDs: sha1 or sha256."""


def place(folder: Path) -> Place:
    """Where a folder lies in the git repository around it."""
    done = _git(folder, "rev-parse", "--is-inside-work-tree", "--show-object-format", "--show-prefix")
    if done.returncode:
        said = _text(done.stderr)
        if "dubious ownership" in said:
            raise GitTrouble(
                f"「{folder}」の持ち主がほかの人なので、git が読むのを断りました。"
                f"信頼できる場所なら、git config --global --add safe.directory '{folder}' を実行してください。"
            )
        if "not a git repository" in said:
            raise GitTrouble(
                f"「{folder}」は git のリポジトリの中にないため、git の版と比べられません。"
                "フォルダー又はスナップショットのファイルを指定してください。"
            )
        raise GitTrouble(f"「{folder}」の git を読めません（{_last(said)}）。")
    inside, algorithm, prefix = [*_text(done.stdout).split("\n"), "", ""][:3]
    if inside != "true":
        raise GitTrouble(
            f"「{folder}」は git の作業フォルダーではありません。作業フォルダーで実行してください。"
        )
    return Place(folder, prefix, algorithm)


def tree_of(at: Place, ref: str) -> str | None:
    """Object ID of the tree a ref means; None where nothing has that name."""
    if not ref or "\n" in ref or "\0" in ref:
        return None
    done = _git(at.folder, "rev-parse", "--verify", "--quiet", "--end-of-options", ref + "^{tree}")
    return _text(done.stdout).strip() or None if done.returncode == 0 else None


def is_shallow(at: Place) -> bool:
    """Whether old commits were left out when the repository was cloned."""
    return _text(_git(at.folder, "rev-parse", "--is-shallow-repository").stdout).strip() == "true"


def listed(at: Place, tree: str) -> dict[str, Entry]:
    """All files of a tree, by their path from the place.

    A path that is no UTF-8 keeps its bytes as surrogates.
    """
    below = ["--", at.prefix] if at.prefix else []
    done = _git(at.folder, "ls-tree", "-r", "-z", "--full-tree", tree, *below)
    if done.returncode:
        raise GitTrouble(f"git のファイルの一覧を読めません（{_last(_text(done.stderr))}）。")
    found = {}
    for line in done.stdout.split(b"\0")[:-1]:
        about, _, name = line.partition(b"\t")
        mode, _, id = about.decode("ascii").split()
        found[name.decode("utf-8", "surrogateescape").removeprefix(at.prefix)] = Entry(mode, id)
    return found


def is_tracked(folder: Path) -> bool:
    """Whether the next commit has files below a folder; False where there is no git."""
    try:
        return bool(_git(folder.parent, "ls-files", "-z", "--", folder.name).stdout)
    except GitTrouble:
        return False


def blobs(at: Place, ids: Iterable[str]) -> Mapping[str, bytes]:
    """The bytes of objects, by ID; raises GitTrouble if one is missing."""
    wanted = list(dict.fromkeys(ids))
    if not wanted:
        return {}
    done = _git(at.folder, "cat-file", "--batch", "--buffer", stdin="\n".join(wanted).encode() + b"\n")
    data, start, found = done.stdout, 0, {}
    for id in wanted:
        end = data.find(b"\n", start)
        head = data[start:end].split() if end >= 0 else []
        if len(head) != 3 or head[1] != b"blob":
            raise GitTrouble(
                f"git のオブジェクト {id[:12]} が手元にありません（部分的な複製か、リポジトリの破損です）。"
                "git fetch で取り寄せるか、git fsck で確かめてください。"
            )
        size = int(head[2])
        found[id] = data[end + 1 : end + 1 + size]
        if len(found[id]) != size:
            raise GitTrouble(
                f"git のオブジェクト {id[:12]} を終わりまで読めません。git fsck で確かめてください。"
            )
        start = end + size + 2
    return found


def _git(folder: Path, *arguments: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    command = ["git", "--literal-pathspecs", "-c", "core.fsmonitor=false", "-C", str(folder), *arguments]
    inherited = {name: value for name, value in os.environ.items() if name not in _OF_A_CALLER}
    try:
        return subprocess.run(command, input=stdin, capture_output=True, check=False, env=inherited | _QUIET)
    except OSError as error:
        raise GitTrouble(
            f"git を実行できません（{reason(error)}）。git を入れるか、スナップショットのファイルを指定してください。"
        ) from error


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").removesuffix("\n")


def _last(said: str) -> str:
    return said.strip().split("\n")[-1]
