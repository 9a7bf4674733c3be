"""Runs hyojun with an ear on the interpreter: what is opened, changed, run and called is written down, one event a line.

    python watched.py EVENTS build all …

A call into the network is refused. Processes started by fork are heard too.
"""

import os
import sys

EVENTS = sys.argv[1]
CHANGES = (
    *("os.rename", "os.remove", "os.mkdir", "os.rmdir", "os.symlink", "os.link", "os.truncate", "os.chmod"),
    *("os.chown", "os.utime", "shutil.rmtree", "shutil.move", "os.mkfifo"),
)
RUNS = ("subprocess.Popen", "os.exec", "os.posix_spawn", "os.system", "os.startfile", "pty.spawn")
CALLS = ("socket.connect", "socket.bind", "socket.getaddrinfo", "socket.gethostbyname", "socket.sendto")
_WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT | os.O_TRUNC | os.O_APPEND
_out = os.open(EVENTS, os.O_WRONLY | os.O_CREAT | os.O_APPEND)


def hear(event: str, given: tuple[object, ...]) -> None:
    if event == "open":
        path, _, flags = given
        if isinstance(path, str | bytes | os.PathLike):
            _note("write" if isinstance(flags, int) and flags & _WRITING else "read", path)
    elif event in CHANGES:
        for path in given[:2] if event in ("os.rename", "os.link", "shutil.move") else given[:1]:
            if isinstance(path, str | bytes | os.PathLike):
                _note("write", path)
    elif event in RUNS:
        _note("run", str(given[0]))
    elif event in CALLS:
        _note("call", str(given[1:]))
        raise ConnectionRefusedError("no network here")


def _note(kind: str, path: "str | bytes | os.PathLike[str]") -> None:
    os.write(_out, f"{kind} {os.path.abspath(os.fsdecode(path))}\n".encode("utf-8", "surrogateescape"))


if __name__ == "__main__":
    from hyojun.cli import main

    sys.argv = ["hyojun", *sys.argv[2:]]
    sys.addaudithook(hear)
    main()
