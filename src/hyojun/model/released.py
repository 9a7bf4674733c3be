"""What the released editions of a 業務 say against its sources: found while they are read, told by the rules."""

from pydantic import Field

from .ids import Kind
from .value import Value


class Released(Value):
    """What was issued and is not what the sources have."""

    departed: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    """Name of a document whose edition is frozen and that says something else now → the parts that differ, in
    published words."""
    ids: dict[Kind, frozenset[str]] = Field(default_factory=dict)
    """IDs of the series that an edition was ever frozen with, without 仮番号."""
    altered: tuple[str, ...] = ()
    """Frozen editions, and files that lie beside them, that are not as they were sealed: files from the root."""
    gone: tuple[str, ...] = ()
    """The same that were sealed and are not there."""
    touched: frozenset[str] = frozenset()
    """Accounts that were sealed with their edition and are not any more as they were: files from the root."""
    late: frozenset[str] = frozenset()
    """Accounts of a released edition that were not sealed with it: files from the root."""
