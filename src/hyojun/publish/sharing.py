"""Work shared among processes: one function over many units, its answers in their order.

The processes are forked, so that they have all that was read without a copy of it. They end when this one does,
however it ends: nothing goes on writing into the folder of a build that was killed.
"""

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Any, TypeVar

from .problems import CannotPublish

T = TypeVar("T")
R = TypeVar("R")

_work: Callable[[Any], Any]
"""Of a process that shares in the work: what it does with a unit."""


class Stopped(CannotPublish):
    """A process that shared in the work was killed, most often for want of memory; the message is for people."""


def shares(jobs: int, units: int) -> bool:
    """Whether so many units are worth more than one process here."""
    if jobs < 2 or units < 2:
        return False
    import multiprocessing  # one process needs none of it

    return "fork" in multiprocessing.get_all_start_methods()


def shared(work: Callable[[T], R], units: Sequence[T], jobs: int) -> Iterator[R]:
    """`work` of each unit, in order; raises what it raises for the first unit, and Stopped.

    With one job, one unit, or where processes cannot be forked, it is done here.
    """
    if not shares(jobs, len(units)):
        yield from map(work, units)
        return
    import multiprocessing
    from concurrent.futures import ProcessPoolExecutor
    from concurrent.futures.process import BrokenProcessPool

    theirs, mine = os.pipe()
    try:
        with ProcessPoolExecutor(
            min(jobs, len(units)), multiprocessing.get_context("fork"), _begin, (work, mine, theirs)
        ) as pool:
            try:
                yield from pool.map(_answer, units)
            except BrokenProcessPool as error:
                raise Stopped(
                    "業務を分けて作るプロセスの一つが、途中で止まりました。記憶量が足りているか確かめてください。"
                    "足りないときは、--jobs 1 を付けて、一つずつ作ってください。"
                ) from error
            except BaseException:
                # What is half done is of no use any more.
                os.close(mine)
                mine = -1
                raise
    finally:
        os.close(theirs)
        if mine >= 0:
            os.close(mine)


def _begin(work: Callable[[Any], Any], mine: int, theirs: int) -> None:
    """In a new process; `mine` is the end of a pipe that only the first process keeps open."""
    global _work
    _work = work
    os.close(mine)
    threading.Thread(target=_end_with_it, args=(theirs,), daemon=True).start()


def _end_with_it(theirs: int) -> None:
    os.read(theirs, 1)
    os._exit(1)


def _answer(unit: Any) -> Any:
    return _work(unit)
