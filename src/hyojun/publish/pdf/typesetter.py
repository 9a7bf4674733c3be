"""Typst itself: compile in a folder, with given fonts only, and say in words what it refused."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

from .fonts import FontSet
from .memory import needed, taken
from .problems import PdfError

_PRESS = Path(__file__).with_name("press.py")


class Layout(NamedTuple):
    """A file as Typst made it, and what it told of its layout."""

    made: bytes
    told: Any


def compiled(root: Path, main: str, fonts: FontSet, **options: Any) -> bytes:
    """What Typst makes of a file. Raises PdfError for what it refuses, and for what it warns of."""
    return compiled_and_asked(root, main, fonts, None, **options).made


def compiled_and_asked(root: Path, main: str, fonts: FontSet, question: str | None, **options: Any) -> Layout:
    """What Typst makes of a file, and the value of an expression over its layout. Raises PdfError as `compiled`."""
    out = root / "made.out"
    asked = {
        "main": str(root / main),
        "root": str(root),
        "fonts": [str(f) for f in fonts.folders],
        "packages": str(root / "no-packages"),
        "options": options,
        "question": question,
        "out": str(out),
    }
    # -P: the modules beside the script are ours, not those that Typst's wheel means.
    data = root / "data.json"
    size = data.stat().st_size if data.is_file() else 0
    with taken(needed(size)):
        done = subprocess.run(
            [sys.executable, "-P", str(_PRESS)],
            input=json.dumps(asked).encode(),
            capture_output=True,
            check=False,
        )
    if done.returncode:
        told = done.stderr.decode(errors="replace").strip().rpartition("\n")[2]
        raise PdfError(
            "Typst が異常終了しました。記憶量が足りているか確かめ、足りていれば hyojun の不具合として"
            f"知らせてください（{told or done.returncode}）。"
        )
    answer = json.loads(done.stdout)
    if refused := answer.get("refused"):
        raise OSError(refused, os.strerror(refused), str(out))
    if answer["problem"]:
        raise PdfError(_explained(answer["problem"], root))
    made = out.read_bytes()
    out.unlink()
    return Layout(made, json.loads(answer["told"]) if answer["told"] else None)


_KNOWN = (
    ("missing alt text", "代替テキストのない図があります。図に説明を付けてください。"),
    ("could not be displayed", "どの書体にもない文字があります。"),
    ("unknown font family", "書体が見つかりません。"),
)


def _explained(problem: dict[str, str], root: Path) -> str:
    message = problem["message"].replace(str(root), "")
    known = next((words for mark, words in _KNOWN if mark in message), "")
    place = re.search(r"┌─ ([^\n]+)", problem["diagnostic"])
    # The folder is a passing one; what helps is the name of the template in it.
    where = f"（{place[1].strip().rpartition(f'{root.name}/')[2]}）" if place else ""
    return f"{known}組版の理由: {message}{where}"


def families(fonts: FontSet) -> list[str]:
    """Names of all families, those of the wheels first."""
    return list(dict.fromkeys(name for folder in fonts.folders for name in _families(folder)))


def family(font: Path, work: Path) -> str:
    """Name of the family of a font file as Typst knows it, which only looks at folders."""
    work.mkdir()
    shutil.copyfile(font, work / font.name)
    return _families(work)[0]


def _families(folder: Path) -> list[str]:
    import typst

    found = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False, font_paths=[str(folder)])
    return list(found.families())
