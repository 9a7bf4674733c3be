"""The command, for all tests of this folder."""

import pytest
from commands import Command


@pytest.fixture
def hyojun(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Command:
    monkeypatch.setenv("HOME", "")
    monkeypatch.delenv("HYOJUN_DEBUG", raising=False)
    return Command(capsys, monkeypatch)
