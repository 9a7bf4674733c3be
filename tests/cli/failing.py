"""Steps of writing that fail: a disk that is full from some step on, one that nobody may write to, Ctrl-C at a step.

Python tells of every file it opens for writing, every renaming and removal before it happens (`sys.addaudithook`);
raising there is failing there.
"""

import errno
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from enum import Enum
from pathlib import Path

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_NEEDS_SPACE = ("os.mkdir", "os.symlink")
_OTHERS = ("os.rename", "os.remove", "os.rmdir", "os.link", "os.chmod", "os.truncate")


class Fault(Enum):
    """What goes wrong, in words that the tests show."""

    FULL = "空き容量がない"
    READ_ONLY = "読取り専用"
    INTERRUPTED = "Ctrl-C"


class _Hook:
    """One for the whole process, since none can be taken off; does nothing while `folder` is empty."""

    def __init__(self) -> None:
        self.folder, self.fault, self.at, self.steps = "", Fault.FULL, 0, 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if not self.folder:
            return
        opened = event == "open"
        if opened and not (isinstance(arguments[2], int) and arguments[2] & _WRITING):
            return
        if not opened and event not in _NEEDS_SPACE and event not in _OTHERS:
            return
        places = [os.fsdecode(a) for a in arguments if isinstance(a, str | bytes | os.PathLike)]
        if not any(p.startswith(self.folder) or not p.startswith("/") for p in places):
            return
        self.steps += 1
        if not self.at:
            return
        match self.fault:
            case Fault.INTERRUPTED if self.steps == self.at:
                raise KeyboardInterrupt
            case Fault.READ_ONLY:
                raise OSError(errno.EROFS, "Read-only file system", places[0])
            case Fault.FULL if self.steps >= self.at and (opened or event in _NEEDS_SPACE):
                raise OSError(errno.ENOSPC, "No space left on device", places[0])


_hook = _Hook()
_added = False


@contextmanager
def failing(folder: Path, fault: Fault, at: int) -> Iterator[_Hook]:
    """Writing below a folder fails from (Ctrl-C: at) its n-th step; 0: it is only counted, in `steps`."""
    global _added
    if not _added:
        sys.addaudithook(_hook)
        _added = True
    _hook.folder, _hook.fault, _hook.at, _hook.steps = str(folder), fault, at, 0
    try:
        yield _hook
    finally:
        _hook.folder = ""
