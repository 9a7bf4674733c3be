"""Typst in a process of its own: a script that is told on standard input and answers on standard output.

Typst keeps what it has set for the next document, which is another one: the documents of all 業務 in one
process would take the memory of ten of them. Nothing of hyojun is imported, so that it starts at once.
"""

import json
import os
import sys
import threading
import time
from pathlib import Path
from typing import Any


def press(asked: dict[str, Any]) -> dict[str, Any]:
    """Set a file; what was wrong with it, or the answer to the question over its layout."""
    import typst

    compiler = typst.Compiler(
        asked["main"],
        root=asked["root"],
        font_paths=asked["fonts"],
        ignore_system_fonts=True,
        package_path=asked["packages"],
        package_cache_path=asked["packages"],
    )
    try:
        made, warnings = compiler.compile_with_warnings(**asked["options"])
    except typst.TypstError as error:
        return {"problem": _told(error)}
    if warnings:
        return {"problem": _told(warnings[0])}
    try:
        Path(asked["out"]).write_bytes(made if isinstance(made, bytes) else b"".join(made or ()))
    except OSError as error:
        return {"problem": None, "refused": error.errno}
    # Asked of the same compiler: what was laid out is not laid out again.
    return {"problem": None, "told": compiler.eval(asked["question"]) if asked["question"] else None}


def _told(problem: Any) -> dict[str, str]:
    return {
        "message": str(getattr(problem, "message", problem)),
        "diagnostic": str(getattr(problem, "diagnostic", "") or ""),
    }


def _end_with(parent: int) -> None:
    """A build that was killed leaves no process behind that goes on for minutes with gigabytes."""
    while os.getppid() == parent:
        time.sleep(0.5)
    os._exit(1)


if __name__ == "__main__":
    threading.Thread(target=_end_with, args=(os.getppid(),), daemon=True).start()
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    json.dump(press(json.load(sys.stdin.buffer)), sys.stdout, ensure_ascii=False)
