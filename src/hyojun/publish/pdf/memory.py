"""How much memory the Typst processes of a build may take together."""

import multiprocessing
from collections.abc import Iterator
from contextlib import contextmanager

UNIT = 128
"""MiB that are taken or left at a time."""
TOGETHER = 2048
"""MiB. One document may need more; then it is set while nothing else is."""


class Memory:
    """Memory that processes forked from this one share; nobody waits while he holds some of it."""

    def __init__(self, together: int = TOGETHER) -> None:
        context = multiprocessing.get_context("fork")
        self._units = together // UNIT
        self._left = context.Semaphore(self._units)
        # One at a time takes his units, so that no two wait for what the other has.
        self._turn = context.Lock()

    @contextmanager
    def taken(self, mib: float) -> Iterator[None]:
        """Wait until there is so much left, or all of it where more is asked for."""
        units = min(self._units, int(mib // UNIT) + 1)
        with self._turn:
            for _ in range(units):
                self._left.acquire()
        try:
            yield
        finally:
            for _ in range(units):
                self._left.release()


_shared: Memory | None = None


def share(memory: Memory | None) -> None:
    """From now on, this process and those it forks keep within `memory`; None: each takes what it needs."""
    global _shared
    _shared = memory


@contextmanager
def taken(mib: float) -> Iterator[None]:
    """Memory for a Typst process, while it runs."""
    if _shared is None:
        yield
        return
    with _shared.taken(mib):
        yield


def needed(data: int) -> float:
    """MiB that Typst takes to set so many bytes of data, by what large documents took (`benchmarks/README.md`)."""
    return 100 + data / 1e6 * 560
