"""The handbook names every key an author may write: it cannot fall behind the model."""

from pathlib import Path

import pytest

from hyojun.source import author_keys, default_registry

HANDBOOK = Path(__file__).parents[1] / "docs" / "authors.md"


@pytest.mark.parametrize("key", sorted(author_keys()))
def test_handbook_names_the_key(key: str) -> None:
    assert key in HANDBOOK.read_text(encoding="utf-8")


def test_handbook_names_what_the_registry_knows() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    registry = default_registry()
    names = (*registry.bodies, *registry.common_functions, *registry.mechanisms)
    assert [n.name for n in names if n.name not in text] == []
