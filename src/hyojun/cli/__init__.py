"""Arguments in, one call, report out. No logic lives here."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from io import TextIOWrapper
from types import FrameType
from typing import Any, NoReturn

from hyojun.source import Busy, meant, reason

from . import catalogue, diff, edit, editions, flow, identifiers, impact, pins, serve, writing
from .app import app
from .usage import in_japanese, is_help, is_usage_error

__all__ = [
    "app",
    "catalogue",
    "diff",
    "edit",
    "editions",
    "flow",
    "identifiers",
    "impact",
    "main",
    "pins",
    "serve",
    "writing",
]

INTERRUPTED = 130
"""What typer turns Ctrl-C into; for us it is one more way of not having done it."""


def main() -> NoReturn:
    """Run the command line; whatever happens, the last line is for people and the exit code is honest."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(
            errors="backslashreplace"
        )  # a terminal of another encoding is no reason to stop
    code: Any = 0
    pressed: list[int] = []
    try:
        with _listening(pressed):
            code = app(prog_name="hyojun", standalone_mode=False)
    except SystemExit:  # whoever read the output has gone; typer would say 1, which means findings
        code = 2
    except BaseException as error:  # a panic of a Rust library is no Exception
        if pressed or isinstance(error, KeyboardInterrupt) or type(error).__name__ == "Abort":
            code = INTERRUPTED
        else:
            _told(error)
    if code == INTERRUPTED:
        print("中断しました。ファイルは、元のままか、全て書き終えたかのどちらかです。", file=sys.stderr)
        code = 2
    sys.exit(code or 0)


def _told(error: BaseException) -> NoReturn:
    """Say what kept the command from doing its work."""
    if isinstance(error, Busy):
        _explain(str(error))
    if isinstance(error, OSError):
        where = f": {meant(str(error.filename))}" if error.filename else ""
        _explain(f"ファイルを扱えませんでした（{reason(error)}{where}）。権限と空き容量を確かめてください。")
    if is_usage_error(error):
        _usage(error)
    _explain(
        f"hyojun の不具合で続けられませんでした（{type(error).__name__}: {error}）。"
        "環境変数 HYOJUN_DEBUG=1 を付けて実行すると詳細が出ます。"
    )


@contextmanager
def _listening(pressed: list[int]) -> Iterator[None]:
    """Note that Ctrl-C was pressed: some libraries turn it into an error of their own."""

    def note(number: int, frame: FrameType | None) -> None:
        pressed.append(number)
        signal.default_int_handler(number, frame)

    before = signal.getsignal(signal.SIGINT)
    usual = before is signal.default_int_handler and threading.current_thread() is threading.main_thread()
    if usual:
        signal.signal(signal.SIGINT, note)
    try:
        yield
    finally:
        if usual:
            signal.signal(signal.SIGINT, before)


def _usage(error: Any) -> NoReturn:
    if is_help(error):
        print(error.format_message())
    else:
        command = error.ctx.command_path if error.ctx else "hyojun"
        print(f"{in_japanese(error)}\n使い方は {command} -h で確かめてください。", file=sys.stderr)
    sys.exit(2)


def _explain(message: str) -> NoReturn:
    if os.environ.get("HYOJUN_DEBUG"):
        raise
    print(message, file=sys.stderr)
    sys.exit(2)
