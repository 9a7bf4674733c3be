"""Runs hyojun as if it were another day: `python other_day.py 2040-02-29 build all …`.

Everything written in Python sees that day. Typst and graphviz are asked of by `make soak`, by a library that is not on
every machine (tests/soak/clocks.py).
"""

import sys
import time
from datetime import UTC, date, datetime
from importlib import import_module

MOMENT = datetime.fromisoformat(sys.argv[1]).replace(tzinfo=UTC).timestamp()
_local, _greenwich, _written = time.localtime, time.gmtime, time.strftime


class Day(date):
    @classmethod
    def today(cls) -> date:  # type: ignore[override]
        return date.fromtimestamp(MOMENT)


def turn() -> None:
    """Before anything else is loaded: whoever takes a function out of these modules takes the turned one."""
    time.time = lambda: MOMENT
    time.time_ns = lambda: int(MOMENT * 1e9)
    time.localtime = lambda seconds=None: _local(MOMENT if seconds is None else seconds)
    time.gmtime = lambda seconds=None: _greenwich(MOMENT if seconds is None else seconds)
    time.strftime = lambda form, when=None: _written(form, time.localtime() if when is None else when)
    _set_day()


def _set_day() -> None:
    """Only hyojun's own modules ask for today; a class in the place of `date` everywhere would break others."""
    for name in ("hyojun.check.run", "hyojun.cli.editions", "hyojun.cli.identifiers"):
        asking = import_module(name)
        assert asking.date is date
        asking.date = Day  # type: ignore[attr-defined]


if __name__ == "__main__":
    turn()
    from hyojun.cli import main

    sys.argv = ["hyojun", *sys.argv[2:]]
    main()
