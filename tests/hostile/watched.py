"""Runs hyojun with an ear on the interpreter: what is opened, changed, run and called is written down, one event a line.

    python watched.py EVENTS build all …

A call into the network is refused. Processes started by fork are heard too.
"""

import os
import sys
from pathlib import Path

EVENTS = sys.argv[1]
CHANGES = {
    "os.remove": 1, "os.rmdir": 1, "os.mkdir": 2, "os.symlink": 2, "os.chmod": 2, "os.chown": 3, "os.utime": 3,
    "os.rename": 2, "os.link": 2, "os.truncate": 9, "shutil.rmtree": 1, "shutil.move": 9, "os.mkfifo": 2,
}  # fmt: skip
"""Events that change files: where they say of which folder a bare name is."""
RUNS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.startfile", "pty.spawn")
CALLS = ("socket.connect", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_out = os.open(EVENTS, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def hear(event: str, given: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = given
        _note("write" if isinstance(flags, int) and flags & _WRITING else "read", path)
    elif event in CHANGES:
        both = event in ("os.rename", "os.link", "shutil.move")
        for number, path in enumerate(given[: 2 if both else 1]):
            place = CHANGES[event] + number
            _note("write", path, given[place] if place < len(given) else None)
    elif event in RUNS:
        _note("run", str(given[0]))
    elif event in CALLS:
        _note("call", str(given[1:]))
        raise ConnectionRefusedError("no network here")


def _note(kind: str, path: object, folder: object = None) -> None:
    if isinstance(path, str | bytes | os.PathLike):
        base = (
            Path(f"/proc/self/fd/{folder}").readlink()
            if isinstance(folder, int) and folder >= 0
            else Path.cwd()
        )
        os.write(
            _out, f"{kind} {os.path.normpath(base / os.fsdecode(path))}\n".encode("utf-8", "surrogateescape")
        )


if __name__ == "__main__":
    from hyojun.cli import main

    sys.argv = ["hyojun", *sys.argv[2:]]
    sys.addaudithook(hear)
    main()
