"""Files appear whole or not at all; several files of a repository all or none, whatever stops the command.

What several files shall hold is first written into a folder of its own, with the digest of what each takes the place
of, and what that is now. Renaming that folder is the one moment in which everything happens: before it nothing has been
changed, after it `finished` completes what a killed command could not.
"""

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

PENDING = ".hyojun-pending"
"""Below the root: a folder for each command that is writing, and what is ready to be put in place."""
_READY = "ready"
_LIST = "files.json"
_OLD = "-old"
_DONE, _UNDOING = "done", "undoing"
_BUSY = "ほかの hyojun が書き込んでいます。終わるのを待って、もう一度実行してください。"


class Busy(Exception):
    """Something else is being written into the repository, or was and cannot be completed; for people."""


def replace_file(path: Path, data: bytes) -> None:
    """Put new content in place of a file in one step, with its old permissions; or make a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    for left in path.parent.glob(f".{path.name}-*~"):
        if not _alive(left.name.removeprefix(f".{path.name}-").partition("-")[0]):
            left.unlink(missing_ok=True)
    handle, side = tempfile.mkstemp(prefix=f".{path.name}-{os.getpid()}-", suffix="~", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            _write(file, data)
        Path(side).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        Path(side).replace(path)
    except BaseException:
        Path(side).unlink(missing_ok=True)
        raise


def replace_files(
    root: Path, files: Mapping[str, bytes], as_read: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Put new content in place of several files, by their path below the root: all or, after an error, none.

    `as_read`: what the new content was made of, by path; a file that somebody saved since is not written over.
    Raises OSError, and Busy while another command is writing or where a file has changed.
    """
    if not files:
        return
    before = {name: _content(root / name) for name in files}
    changed = [name for name, data in as_read.items() if _content(root / name) != data]
    if changed:
        raise Busy(
            f"この命令が読んだ後に「{changed[0]}」が変わりました。何も書いていません。もう一度実行してください。"
        )
    with side_folder(root) as side:
        entries = []
        for number, (name, data) in enumerate(files.items()):
            old = before[name]
            _make(
                side / str(number), data, (root / name).stat().st_mode & 0o7777 if old is not None else 0o644
            )
            if old is not None:
                _make(side / f"{number}{_OLD}", old, (root / name).stat().st_mode & 0o7777)
            entries.append({"path": name, "before": _digest(old), "after": _digest(data)})
        told = {"owner": os.getpid(), "files": entries, "folders": _missing_folders(root, files)}
        _make(side / _LIST, json.dumps(told).encode(), 0o644)
        ready = side.parent / _READY
        try:
            side.rename(ready)
        except OSError as error:
            if ready.exists():
                raise Busy(_BUSY) from error
            raise
    try:
        for number, name in enumerate(files):
            _move(ready / str(number), root / name)
    except BaseException:
        # Where even this fails (Ctrl-C again), the folder stays: the next command goes on with it.
        undoing = _over(ready, _UNDOING)
        _restore(root, undoing)
        _remove(undoing)
        raise
    _remove(_over(ready, _DONE))


def replace_all(folder: Path, files: Mapping[str, bytes]) -> None:
    """Put files into any folder, also outside of a repository: all or none; completes first what was killed there.

    Raises OSError, and Busy while another command is writing there.
    """
    folder.mkdir(parents=True, exist_ok=True)
    finished(folder)
    replace_files(folder, files)


def _missing_folders(root: Path, files: Iterable[str]) -> list[str]:
    """Folders that writing the files will make, the innermost first."""
    above = {f for name in files for f in (root / name).parents if root in f.parents and not f.exists()}
    return [f.relative_to(root).as_posix() for f in sorted(above, key=lambda f: len(f.parts), reverse=True)]


def _move(source: Path, target: Path) -> None:
    """Renaming needs no space: what was made ready on a disk that is now full can still be put in place."""
    target.parent.mkdir(parents=True, exist_ok=True)
    try:
        source.replace(target)
    except OSError as error:
        if error.errno != errno.EXDEV:
            raise
        replace_file(target, source.read_bytes())


def _restore(root: Path, undoing: Path) -> None:
    """Put back what was there before; what somebody else has changed since stays as it is."""
    told = _told(undoing)
    for number, entry in enumerate(told["files"]):
        path = root / entry["path"]
        if entry["before"] != entry["after"] == _digest(_content(path)):
            if entry["before"]:
                _move(undoing / f"{number}{_OLD}", path)
            else:
                path.unlink(missing_ok=True)
    for folder in told["folders"]:
        with suppress(OSError):
            (root / folder).rmdir()


class Finished(NamedTuple):
    """What became of the writing of a command that was killed."""

    written: tuple[str, ...] = ()
    """Files that hold what it was to write, by path below the root."""
    undone: bool = False
    """It had written nothing yet; what it had prepared is gone."""


def finished(root: Path) -> Finished:
    """Complete what a killed command had ready, and clear up what it left.

    Raises Busy where a file is by now neither what it was nor what it was to be, and OSError.
    """
    pending = root / PENDING
    if not pending.is_dir():
        return Finished()
    found = Finished()
    for side in sorted(p for p in pending.iterdir() if p.is_dir() and p.name != _READY):
        owner, _, kind = side.name.partition("-")
        if _alive(owner):
            if kind == _UNDOING:
                raise Busy(_BUSY)
            continue
        if kind == _UNDOING:
            _restore(root, side)
        done = kind == _DONE
        found = found._replace(written=_listed(side)) if done else found._replace(undone=True)
        _remove(side)
    ready = pending / _READY
    if not ready.is_dir():
        _tidy(pending)
        return found
    told = _told(ready)
    if _alive(str(told["owner"])):
        raise Busy(_BUSY)
    waiting: list[tuple[int, str]] = []
    for number, entry in enumerate(told["files"]):
        now = _digest(_content(root / entry["path"]))
        if now == entry["before"] and now != entry["after"]:
            waiting.append((number, entry["path"]))
        elif now != entry["after"]:
            raise Busy(
                f"前の命令の書込みが途中で止まった後に、「{entry['path']}」が変わっています。"
                f"書かれるはずだった内容は「{PENDING}/{_READY}」にあります。見比べて直してから、「{PENDING}」を消してください。"
            )
    for number, name in waiting:
        _move(ready / str(number), root / name)
    _remove(_over(ready, _DONE))
    return Finished(tuple(entry["path"] for entry in told["files"]))


def _told(folder: Path) -> Any:
    return json.loads((folder / _LIST).read_bytes())


def _listed(side: Path) -> tuple[str, ...]:
    """The files of a writing that was over, as far as that can still be told."""
    try:
        return tuple(entry["path"] for entry in _told(side)["files"])
    except (OSError, ValueError):
        return ()


@contextmanager
def side_folder(root: Path) -> Iterator[Path]:
    """A new folder of this process on the file system of the repository; removed whatever happens.

    What a killed process leaves of it goes with the next command. Raises OSError.
    """
    pending = root / PENDING
    side = None
    try:
        pending.mkdir(exist_ok=True)
        (pending / ".gitignore").write_text("*\n", encoding="ascii")
        side = Path(tempfile.mkdtemp(prefix=f"{os.getpid()}-", dir=pending))
        yield side
    finally:
        if side is not None:
            _remove(side)
        else:
            _tidy(pending)


def _over(ready: Path, how: str) -> Path:
    """What was ready is over, in one step: removing its files one by one must not look like something else."""
    return ready.rename(ready.with_name(f"{os.getpid()}-{how}"))


def _remove(side: Path) -> None:
    shutil.rmtree(side, ignore_errors=True)
    _tidy(side.parent)


def _tidy(pending: Path) -> None:
    if pending.is_dir() and not any(p.is_dir() for p in pending.iterdir()):
        shutil.rmtree(pending, ignore_errors=True)


def _make(path: Path, data: bytes, mode: int) -> None:
    with path.open("wb") as file:
        _write(file, data)
    path.chmod(mode)


def _write(file: Any, data: bytes) -> None:
    """All of it, and on the disk: a renamed file is not to be empty after a power cut."""
    file.write(data)
    file.flush()
    os.fsync(file.fileno())


def _content(path: Path) -> bytes | None:
    return path.read_bytes() if path.is_file() else None


def _digest(data: bytes | None) -> str:
    return "" if data is None else hashlib.sha256(data).hexdigest()


def _alive(process: str) -> bool:
    return process.isdigit() and Path(f"/proc/{process}").exists()
