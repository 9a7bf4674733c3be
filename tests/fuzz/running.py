"""One target under atheris until its time is up (see fuzzing.py): `running.py yaml CORPUS… -max_total_time=600 …`."""

import os
import sys
import time

import atheris

with atheris.instrument_imports(include=["hyojun"], enable_loader_override=False):
    import targets

from mutating import mutated


def _mutate(data: bytes, largest: int, seed: int) -> bytes:
    return mutated(data, largest, seed, lambda body, size: atheris.Mutate(body, size))


def _bounded(data: bytes) -> None:
    """The target, within its time of the processor: on a busy machine the clock on the wall says nothing."""
    begun = time.process_time()
    targets.TARGETS[sys.argv[1]](data)
    assert time.process_time() - begun < targets.SECONDS, "too slow"


os.fsync = lambda _: None  # type: ignore[assignment]  # nothing written here has to outlive the power
atheris.Setup([sys.argv[0], *sys.argv[2:]], _bounded, custom_mutator=_mutate)
atheris.Fuzz()
