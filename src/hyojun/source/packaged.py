"""What comes with hyojun: defaults as data, and hyojun itself as a thing that results depend on."""

import hashlib
from functools import cache
from importlib import resources
from pathlib import Path
from typing import TypeVar

from hyojun.model import Value

from .validate import read_yaml

V = TypeVar("V", bound=Value)


def packaged(cls: type[V], name: str) -> V:
    """A value from a file of `data/`. A broken one is a defect of hyojun: RuntimeError."""
    text = (resources.files("hyojun") / "data" / name).read_text(encoding="utf-8")
    value, findings = read_yaml(cls, text, name)
    if value is None:
        raise RuntimeError(f"data/{name} of hyojun is broken: {findings}")
    return value


@cache
def code() -> bytes:
    """Digest of hyojun's own files: another hyojun may find and write other things."""
    home = Path(__file__).resolve().parents[1]
    found = hashlib.blake2b()
    for path in sorted((*home.rglob("*.py"), *home.glob("data/*.yaml"))):
        found.update(path.relative_to(home).as_posix().encode() + b"\0" + path.read_bytes())
    return found.digest()
