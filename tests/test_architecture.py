"""The house rules of src/hyojun: which room may import which, and only through its door."""

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
PACKAGE = ROOT / "src" / "hyojun"


def test_rooms_import_only_rooms_below_them() -> None:
    # In a process of its own: it disables the loggers of whoever calls it.
    command = [Path(sys.executable).with_name("lint-imports"), "--no-logo", "--no-cache"]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_rooms_are_entered_by_their_door() -> None:
    entries = [
        f"{path.relative_to(ROOT)}:{line} {target}"
        for path in sorted(PACKAGE.rglob("*.py"))
        for line, target in side_entries(path.read_text("utf-8"), path.relative_to(PACKAGE), PACKAGE)
    ]
    assert not entries, "import these from the room itself:\n" + "\n".join(entries)


@pytest.mark.parametrize(
    ("statement", "found"),
    [
        ("from hyojun.model import Form", []),
        ("from hyojun.model import forms", ["hyojun.model.forms"]),
        ("from hyojun.model import named_at_the_door", []),
        ("from hyojun.model.forms import Form", ["hyojun.model.forms.Form"]),
        ("from ..model.forms import Form", ["hyojun.model.forms.Form"]),
        ("from .. import model", []),
        ("import hyojun.model", []),
        ("import hyojun.model.forms", ["hyojun.model.forms"]),
        ("def late():\n    from hyojun.model.forms import Form", ["hyojun.model.forms.Form"]),
        ("from hyojun.check.rules import rule", []),
        ("from .rules import rule", []),
    ],
)
def test_a_side_entry_is_seen(tmp_path: Path, statement: str, found: list[str]) -> None:
    model = tmp_path / "model"
    model.mkdir()
    (model / "__init__.py").write_text("from . import named_at_the_door\n")
    (model / "forms.py").touch()
    (model / "named_at_the_door.py").touch()
    assert [target for _, target in side_entries(statement, Path("check/form.py"), tmp_path)] == found


def side_entries(source: str, module: Path, package: Path) -> Iterator[tuple[int, str]]:
    """Line and name of each import that enters another room past its `__init__`.

    `module` is the path of `source` below `package`.
    """
    for line, name in imports(source, module):
        room, _, inside = name.removeprefix("hyojun.").partition(".")
        if not name.startswith("hyojun.") or room == module.parts[0]:
            continue
        if inside and is_private(inside, package / room):
            yield line, name


def imports(source: str, module: Path) -> Iterator[tuple[int, str]]:
    """Line and absolute dotted name of all that `source` imports."""
    here = ("hyojun", *module.parent.parts)
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = here[: len(here) + 1 - node.level] if node.level else ()
            origin = ".".join((*above, *filter(None, [node.module])))
            yield from ((node.lineno, f"{origin}.{alias.name}") for alias in node.names)


def is_private(inside: str, room: Path) -> bool:
    """True if the dotted name `inside` leads into a module of `room`, or to one its door does not name."""
    first, _, deeper = inside.partition(".")
    is_module = (room / f"{first}.py").exists() or (room / first / "__init__.py").exists()
    return bool(deeper) or (is_module and first not in names_at_door(room))


def names_at_door(room: Path) -> set[str]:
    """What the `__init__` of `room` imports, under the names it gives."""
    door = ast.parse((room / "__init__.py").read_text("utf-8"))
    return {
        alias.asname or alias.name
        for node in ast.walk(door)
        if isinstance(node, ast.ImportFrom)
        for alias in node.names
    }
