"""One target under atheris until its time is up (see fuzzing.py): `running.py yaml CORPUS… -max_total_time=600 …`."""

import os
import sys

import atheris

with atheris.instrument_imports(include=["hyojun"], enable_loader_override=False):
    import targets

from mutating import mutated


def _mutate(data: bytes, largest: int, seed: int) -> bytes:
    return mutated(data, largest, seed, lambda body, size: atheris.Mutate(body, size))


os.fsync = lambda _: None  # type: ignore[assignment]  # nothing written here has to outlive the power
atheris.Setup([sys.argv[0], *sys.argv[2:]], targets.TARGETS[sys.argv[1]], custom_mutator=_mutate)
atheris.Fuzz()
