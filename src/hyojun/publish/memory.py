"""Memory while something large is made."""

import gc
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def undisturbed() -> Iterator[None]:
    """Nearly all that is made meanwhile is needed to the end: looking for garbage again and again costs a fifth,
    looking once after each 業務 a third (half a second each, as all that is known has to be walked through).

    What is left, such as the model and what was found out about it, is not looked through any more (the next loading
    releases it).
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was:
            gc.freeze()
            gc.enable()
