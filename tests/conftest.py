"""What all tests share. Being here also puts this folder on the path, so that any test finds `casefiles`."""

import signal

import pytest
from hypothesis import settings

from hyojun.check import CATALOGUE

FEW = (
    *("LK01", "LK02", "LK03", "LK04", "ID01", "ID02", "ID05", "ID06", "ID07", "ID08"),
    *("DC01", "DC02", "DC03", "BD01", "RG01", "FM01", "FM02", "FM03", "FM04"),
    *("DT01", "DT02", "DT03", "DT04", "IF01", "TR01", "TR02", "GV01", "GV02", "GV03", "GV04", "GV05"),
)

# A job in the background begins with Ctrl-C ignored, and all that it starts inherits that.
if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
    signal.signal(signal.SIGINT, signal.default_int_handler)

# The same examples on every machine; how long one takes says nothing on a busy one.
settings.register_profile("hyojun", derandomize=True, deadline=None)
settings.load_profile("hyojun")


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """The test that installs the wheel first: at the end, the other processes would wait for it."""
    items.sort(key=lambda item: item.path.name != "test_wheel.py")


@pytest.fixture
def few_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    """The rules that a repository of a few lines can keep: tests of other things are not about the rest."""
    for code in set(CATALOGUE) - set(FEW):
        monkeypatch.delitem(CATALOGUE, code)
