"""Memory while publications are made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Nearly all that is made meanwhile is needed to the end: looking for garbage costs a tenth of a build, and
    looking once after each 業務 half a second each, as all that is known has to be walked through."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.enable()
