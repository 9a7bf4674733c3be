"""Running the command as people do: in this process, with its last line and exit code; and digests of folders."""

import hashlib
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

from hyojun.cli import main
from hyojun.source import CACHE


class Result(NamedTuple):
    """What somebody at a terminal gets."""

    code: object
    out: str
    err: str


class Command:
    """`hyojun` with arguments, from some folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
        self.capsys, self.monkeypatch = capsys, monkeypatch

    def __call__(self, *arguments: str | Path, cwd: Path) -> Result:
        self.monkeypatch.chdir(cwd)
        self.monkeypatch.setattr(sys, "argv", ["hyojun", *map(str, arguments)])
        with pytest.raises(SystemExit) as ended:
            main()
        out, err = self.capsys.readouterr()
        for text in (out, err):
            assert "Traceback" not in text
            assert "不具合" not in text
        return Result(ended.value.code, out, err)


def digest(folder: Path) -> dict[str, str]:
    """Every file, link and folder below a folder, with what it holds; the cache may change at any time."""
    found = {}
    for path in sorted(folder.rglob("*")):
        name = path.relative_to(folder).as_posix()
        if CACHE in path.relative_to(folder).parts:
            continue
        if path.is_symlink():
            found[name] = f"→ {path.readlink()}"
        else:
            found[name] = hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
    return found
