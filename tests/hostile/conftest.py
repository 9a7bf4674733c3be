"""The command, for all tests of this folder."""

import sys
from pathlib import Path

import pytest

for folder in (Path(__file__).parent, *(Path(__file__).parents[1] / f for f in ("cli", "publish", "source"))):
    sys.path.append(str(folder))

from commands import Command  # noqa: E402


@pytest.fixture
def hyojun(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("HOME", "")
    monkeypatch.delenv("HYOJUN_DEBUG", raising=False)
    return Command(capsys, monkeypatch)
