"""Several files as one: what is to be written is noted first, so that an interrupted run is finished by the next."""

import json
from collections.abc import Mapping
from pathlib import Path

from ..atomic import replace_file
from ..cache import CACHE
from ..files import inside, sha256
from .draft import CannotEdit

JOURNAL = "edit-apply.json"


def write_all(root: Path, files: Mapping[str, bytes]) -> None:
    """Write files of a repository, all of them in the end even if stopped between two."""
    if not files:
        return
    noted = [
        {"file": name, "before": _digest(root / name), "after": data.decode("utf-8")}
        for name, data in files.items()
    ]
    place = root / CACHE
    place.mkdir(exist_ok=True)
    if not (place / ".gitignore").exists():
        (place / ".gitignore").write_text("*\n", encoding="ascii")
    replace_file(place / JOURNAL, json.dumps(noted, ensure_ascii=False).encode())
    _write(root, noted)


def refuse_unfinished(root: Path) -> None:
    """Raise CannotEdit while a run is half done, for those who write nothing."""
    if (root / CACHE / JOURNAL).exists():
        raise CannotEdit(
            "前の hyojun edit apply が途中で止まっています。--dry-run を付けずに hyojun edit apply を実行すると、"
            "続きを書きます。"
        )


def finish(root: Path) -> None:
    """Finish a run that was interrupted; raises CannotEdit if a file was changed since."""
    try:
        noted = json.loads((root / CACHE / JOURNAL).read_text("utf-8"))
    except FileNotFoundError:
        return
    except ValueError:  # the note itself was cut: nothing had been written yet
        (root / CACHE / JOURNAL).unlink()
        return
    touched = [
        n["file"]
        for n in noted
        if _digest(root / n["file"]) not in (n["before"], sha256(n["after"].encode()))
    ]
    if touched:
        raise CannotEdit(
            f"前の hyojun edit apply が途中で止まり、その後にファイル（{touched[0]}）が変えられています。"
            f"git で元に戻すか、内容を確かめて、{CACHE}/{JOURNAL} を消してから、もう一度実行してください。"
        )
    _write(root, noted)


def _write(root: Path, noted: list[dict[str, str]]) -> None:
    for one in noted:
        data = one["after"].encode()
        path = inside(root, one["file"])
        if path is not None and _digest(path) != sha256(data):
            replace_file(path.resolve(), data)
    (root / CACHE / JOURNAL).unlink()


def _digest(path: Path) -> str:
    return sha256(path.read_bytes()) if path.is_file() else ""
