"""The chapters of docs/handbook as somebody follows them: files to write, commands to give, what one sees.

```console       commands after `$ `, and what they show: 「…」 alone is any lines, in a line any characters
```yaml          a file if its first line is a comment with its path; 「の終わりに足します」 adds to it
```csv 手順.csv   a file that knows no comments, by its path
```sh            what only a person can do: never run
"""

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from typer.testing import CliRunner

from hyojun.cli.app import app
from hyojun.source import create_repository

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "handbook"
ADDED = "の終わりに足します"
_BLOCK = re.compile(r"^```(\w*)(?: (\S+))?\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_PATH = re.compile(r"[#%] ([^\s（]+\.(?:yaml|md|py|toml))(?:(?:（.*）)|( ?" + ADDED + r"))?\n")
_GIT = {
    **{f"GIT_{who}_NAME": "著者" for who in ("AUTHOR", "COMMITTER")},
    **{f"GIT_{who}_EMAIL": "chosha@example.lg.jp" for who in ("AUTHOR", "COMMITTER")},
    "GIT_CONFIG_GLOBAL": "/dev/null",
    "GIT_CONFIG_SYSTEM": "/dev/null",
    "LANG": "C.UTF-8",
}


class Block(NamedTuple):
    """A fenced block."""

    language: str
    text: str
    path: str | None
    """Of the file it is; None for other blocks."""
    is_added: bool
    line: int


class Command(NamedTuple):
    """A command and the lines shown below it."""

    words: tuple[str, ...]
    shown: tuple[str, ...]
    line: int


def blocks(text: str) -> Iterator[Block]:
    for found in _BLOCK.finditer(text):
        language, path, content = found.groups()
        line = text.count("\n", 0, found.start()) + 1
        named = None if path else _PATH.match(content)
        if named and named[2]:
            content = content[named.end() :]
        yield Block(language, content, path or (named[1] if named else None), bool(named and named[2]), line)


def commands(block: Block) -> list[Command]:
    given: list[tuple[str, int, list[str]]] = []
    for number, line in enumerate(block.text.splitlines(), block.line + 1):
        if line.startswith("$ "):
            given.append((line[2:], number, []))
        else:
            given[-1][2].append(line)
    return [Command(tuple(shlex.split(g, comments=True)), tuple(shown), n) for g, n, shown in given]


def is_as_shown(shown: tuple[str, ...], output: str) -> bool:
    """Whether an output is the lines shown; no lines say nothing about it."""
    lines = [r"(?:.*\n)*?" if s == "…" else re.escape(s).replace("…", ".*") + r"\n" for s in shown]
    plain = "".join(f"{line.rstrip()}\n" for line in output.rstrip("\n").splitlines())
    return not shown or bool(re.fullmatch("".join(lines), plain))


def put(block: Block, where: Path) -> None:
    """Write the file that a block is."""
    assert block.path
    path = where / block.path
    path.parent.mkdir(parents=True, exist_ok=True)
    assert path.exists() or not block.is_added, f"line {block.line}: {block.path} is not there yet"
    before = path.read_text("utf-8") if block.is_added else ""
    path.write_text(before + block.text, "utf-8")


def _environment() -> dict[str, str]:
    """For git and what git starts: hyojun is found, nothing of the person who runs the tests is."""
    path = os.pathsep.join((str(Path(sys.executable).parent), os.defpath))
    given = {"PYTHONPATH": os.environ["PYTHONPATH"]} if "PYTHONPATH" in os.environ else {}
    return {"PATH": path, "PYTHONUTF8": "1", **_GIT, **given}


class Terminal:
    """Where somebody types: it knows its folder and how the last command ended."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.code = 0

    def type(self, words: tuple[str, ...]) -> str:
        """Run a command; returns what it shows."""
        match words:
            case ("cd", name):
                self.folder = (self.folder / name).resolve(strict=True)
                return ""
            case ("echo", "$?"):
                code, self.code = self.code, 0
                return f"{code}\n"
            case ("hyojun", *arguments):
                return self._hyojun(arguments)
            case ("python3", *arguments):
                return self._other([sys.executable, *arguments])
            case ("git" | "mkdir" | "sha256sum" | "tar", *_):
                return self._other(list(words))
        raise ValueError(f"The handbook gives a command that no test runs: {' '.join(words)}")

    def _hyojun(self, arguments: list[str]) -> str:
        # In this process: a start of its own would be most of the time of most commands.
        result = CliRunner().invoke(app, arguments)
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.code = result.exit_code
        return result.stderr + result.stdout

    def _other(self, words: list[str]) -> str:
        done = subprocess.run(
            words, cwd=self.folder, env=_environment(),
            text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False,
        )  # fmt: skip
        self.code = done.returncode
        return done.stdout


def start(folder: Path) -> None:
    """A repository with one 業務 of the sample, as `hyojun init` lays it out, all of it committed."""
    create_repository(folder)
    for kind in ("spec", "bpmn"):
        shutil.copytree(ROOT / kind / "002", folder / kind / "002")
    terminal = Terminal(folder)
    for words in (("init", "-q", "-b", "main"), ("add", "."), ("commit", "-q", "-m", "見本")):
        shown = terminal.type(("git", *words))
        assert terminal.code == 0, shown
