"""Defaults as data: the YAML files that come with hyojun."""

from importlib import resources
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
