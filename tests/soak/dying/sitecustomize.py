"""Kill this process, without a word, at its n-th step of writing below a folder (see ../kills.py)."""

import os
import signal
import sys

_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_STEPS = (
    "os.rename",
    "os.remove",
    "os.mkdir",
    "os.rmdir",
    "os.link",
    "os.symlink",
    "os.chmod",
    "os.truncate",
)


class _Counter:
    """Counts the steps of one process; its children are not meant."""

    def __init__(self, folder: str, last: int, told: str) -> None:
        self.folder, self.last, self.told, self.owner, self.steps = folder, last, told, os.getpid(), 0

    def __call__(self, event: str, arguments: tuple[object, ...]) -> None:
        if event == "open":
            flags = arguments[2]
            if not (isinstance(flags, int) and flags & _WRITING):
                return
        elif event not in _STEPS:
            return
        places = [
            os.fsdecode(a) for a in arguments if isinstance(a, str | bytes | os.PathLike)
        ]  # relative: below the repository, where the command runs
        if os.getpid() != self.owner or not any(
            p.startswith(self.folder) or not p.startswith("/") for p in places
        ):
            return
        self.steps += 1
        if self.steps == self.last:
            os.kill(self.owner, signal.SIGKILL)


if _folder := os.environ.get("DYING_BELOW"):
    _counter = _Counter(_folder, int(os.environ["DYING_AT"]), os.environ["DYING_TOLD"])
    sys.addaudithook(_counter)
    if _counter.told:
        import atexit
        from pathlib import Path

        atexit.register(lambda: Path(_counter.told).write_text(str(_counter.steps)))
