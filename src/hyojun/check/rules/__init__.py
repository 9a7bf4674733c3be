"""The rules, grouped by artefact. Adding one: a function here and its cases under tests/check/cases."""

from importlib import import_module
from pathlib import Path

for _module in sorted(Path(__file__).parent.glob("[a-z]*.py")):
    import_module(f".{_module.stem}", __name__)
