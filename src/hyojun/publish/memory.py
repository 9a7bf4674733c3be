"""Memory while publications are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager

_left = False
"""Whether what an earlier build of this process left is still put aside."""


@contextmanager
def undisturbed() -> Iterator[None]:
    """Nearly all that is made meanwhile is needed to the end: looking for garbage costs a tenth of a build, and
    looking once after each 業務 half a second each, as all that is known has to be walked through.

    Nor is it looked for when all is done: most processes end then. One that goes on calls `tidy`.
    """
    global _left
    was = gc.isenabled()
    tidy()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()
            _left = True


def tidy() -> None:
    """Let go of what the last build of this process left."""
    global _left
    if _left:
        _left = False
        gc.unfreeze()
        gc.collect()
