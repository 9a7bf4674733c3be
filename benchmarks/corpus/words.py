"""The word lists (words.yaml), and the sources of chance that are the same on every machine."""

from functools import cache
from importlib import resources
from random import Random
from typing import Any

import yaml

from hyojun.model import Registry
from hyojun.source import default_registry


@cache
def words() -> dict[str, Any]:
    """The word lists as plain text, nothing resolved: "01" stays "01"."""
    text = (resources.files(__package__) / "words.yaml").read_text(encoding="utf-8")
    found: dict[str, Any] = yaml.load(text, Loader=yaml.CBaseLoader)
    return found


@cache
def registry() -> Registry:
    """The registry that comes with hyojun: names of 業務 and systems, 共通機能, 団体区分."""
    return default_registry()


def chance(*parts: object) -> Random:
    """Chance of its own for each part of the corpus, so that a change in one moves no other."""
    return Random("/".join(map(str, parts)))


def joined(names: list[str]) -> str:
    """Names as legal Japanese joins them: A、B及びC."""
    return "及び".join(filter(None, ("、".join(names[:-1]), names[-1])))
