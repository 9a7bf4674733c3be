"""Another day for a process and all it starts, Typst and graphviz too: libfaketime, where the machine has it.

    sudo apt install faketime

The system's own clock is never touched. Times of files stay those of the file system, as on a file server whose clock
is another one.
"""

import os
from collections.abc import Mapping
from pathlib import Path

_PLACES = ("/usr/lib", "/usr/local/lib", "/lib", "/opt/homebrew/lib")


def shim() -> Path | None:
    """The library that says which day it is; HYOJUN_FAKETIME names one elsewhere."""
    given = os.environ.get("HYOJUN_FAKETIME")
    places = [Path(given)] if given else []
    for folder in _PLACES:
        places += [
            Path(folder, "faketime/libfaketime.so.1"),
            *Path(folder).glob("*/faketime/libfaketime.so.1"),
        ]
    return next((p for p in places if p.is_file()), None)


def at(moment: str) -> Mapping[str, str]:
    """What the environment of a process says so that it begins at a moment (`2040-02-29 23:59:58`); nothing without the library.

    Clocks that only count (`CLOCK_MONOTONIC`) go on from there, too: left alone, they and the others disagree about
    how long to wait, and processes fail that no clock would make fail.
    """
    found = shim()
    return {"LD_PRELOAD": str(found), "FAKETIME": f"@{moment}", "NO_FAKE_STAT": "1"} if found else {}
