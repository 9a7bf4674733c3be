"""Typst itself: compile in a folder, with given fonts only, and say in words what it refused."""

import json
import re
import shutil
from pathlib import Path
from typing import Any, NamedTuple

from .fonts import FontSet
from .problems import PdfError


class Layout(NamedTuple):
    """A file as Typst made it, and what it told of its layout."""

    made: bytes
    told: Any


def compiled(root: Path, main: str, fonts: FontSet, **options: Any) -> bytes:
    """What Typst makes of a file. Raises PdfError for what it refuses, and for what it warns of."""
    return compiled_and_asked(root, main, fonts, None, **options).made


def compiled_and_asked(root: Path, main: str, fonts: FontSet, question: str | None, **options: Any) -> Layout:
    """What Typst makes of a file, and the value of an expression over its layout. Raises PdfError as `compiled`."""
    import typst

    compiler = typst.Compiler(
        str(root / main),
        root=str(root),
        font_paths=[str(f) for f in fonts.folders],
        ignore_system_fonts=True,
        package_path=str(root / "no-packages"),
        package_cache_path=str(root / "no-packages"),
    )
    try:
        made, warnings = compiler.compile_with_warnings(**options)
    except typst.TypstError as error:
        raise PdfError(_explained(error, root)) from error
    except BaseException as error:
        # A panic of Typst itself is no Exception.
        if type(error).__name__ != "PanicException":
            raise
        raise PdfError(
            f"Typst が異常終了しました。hyojun の不具合として知らせてください（{error}）。"
        ) from error
    if warnings:
        raise PdfError(_explained(warnings[0], root))
    # Asked of the same compiler: what was laid out is not laid out again.
    told = json.loads(compiler.eval(question)) if question else None
    return Layout(made if isinstance(made, bytes) else b"".join(made or ()), told)


_KNOWN = (
    ("missing alt text", "代替テキストのない図があります。図に説明を付けてください。"),
    ("could not be displayed", "どの書体にもない文字があります。"),
    ("unknown font family", "書体が見つかりません。"),
)


def _explained(problem: Any, root: Path) -> str:
    message = str(getattr(problem, "message", problem)).replace(str(root), "")
    known = next((words for mark, words in _KNOWN if mark in message), "")
    place = re.search(r"┌─ ([^\n]+)", str(getattr(problem, "diagnostic", "") or ""))
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
