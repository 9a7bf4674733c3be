"""Each chapter of the handbook is followed word by word in a repository of its own: it cannot rot."""

from pathlib import Path

import pytest
from handbook_chapters import FOLDER, Block, Terminal, blocks, commands, is_as_shown, put, start

from hyojun import __version__
from hyojun.source import handbook

OWN = "authors.md"
"""The chapter that starts with nothing; the others work on the sample."""
RUN = [name for name, text in handbook().items() if "```console" in text]
BY_HAND = {
    "authors.md": [
        "sudo apt install python3 python3-venv git",
        "python3 -m venv ~/hyojun",
        f"~/hyojun/bin/pip install hyojun-{__version__}-py3-none-any.whl",
        ". ~/hyojun/bin/activate",
        "hyojun import 標準仕様書.docx --spec 023 --report 取込み.txt",
        "hyojun check",
    ],
    "reference.md": [
        "hyojun pin 002/データ 入手した/snapshot/002-データ-2.0.json --from https://example.go.jp/"
    ],
    "reviewers.md": ["git fetch origin", "git switch 提案の枝の名前"],
    "operators.md": [
        f"python3 -m pip download -d 部品 hyojun-{__version__}-py3-none-any.whl",
        "python3 -m venv hyojun",
        "hyojun/bin/pip install --no-index --find-links 部品 hyojun",
    ],
}
"""What no test can do: install from elsewhere, fetch from a server, pin what another publisher gave."""


@pytest.mark.parametrize("name", RUN)
def test_the_chapter_can_be_followed(name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    text = (FOLDER / name).read_text("utf-8")
    if name != OWN:
        start(tmp_path / "仕様書")
    terminal = Terminal(tmp_path if name == OWN else tmp_path / "仕様書")
    for block in blocks(text):
        if block.language == "console":
            follow(block, name, terminal, monkeypatch)
        elif block.path and name != "reference.md":  # its files are those of another test
            put(block, terminal.folder)
    assert terminal.code == 0


def follow(block: Block, name: str, terminal: Terminal, monkeypatch: pytest.MonkeyPatch) -> None:
    for command in commands(block):
        place = f"docs/handbook/{name}:{command.line}: {' '.join(command.words)}"
        assert terminal.code == 0 or command.words == ("echo", "$?"), f"{place}: the one before failed"
        monkeypatch.chdir(terminal.folder)
        output = terminal.type(command.words)
        assert is_as_shown(command.shown, output), f"{place}\n{output}"
        if terminal.code and "echo $?" not in block.text:
            pytest.fail(f"{place}: exit code {terminal.code}\n{output}")


def test_only_these_commands_are_left_to_people() -> None:
    found = {
        name: [line for b in blocks(text) if b.language == "sh" for line in b.text.splitlines()]
        for name, text in handbook().items()
    }
    assert {name: lines for name, lines in found.items() if lines} == BY_HAND
    for text in handbook().values():
        assert {b.language for b in blocks(text)} <= {
            "console",
            "sh",
            "yaml",
            "markdown",
            "csv",
            "python",
            "toml",
        }


@pytest.mark.parametrize(
    ("shown", "output", "same"),
    [
        ((), "何でも\n", True),
        (("一", "…", "三"), "一\n二\n三\n", True),
        (("一", "…", "三"), "一\n三\n", True),
        (("できました: …（2 ファイル）",), "できました: build（2 ファイル）\n", True),
        (("一",), "一\n二\n", False),
        (("…", "二"), "一\n三\n", False),
        (("できました: …（2 ファイル）",), "できました: build（3 ファイル）\n", False),
    ],
)
def test_shown_lines_are_compared(shown: tuple[str, ...], output: str, same: bool) -> None:
    assert is_as_shown(shown, output) is same
