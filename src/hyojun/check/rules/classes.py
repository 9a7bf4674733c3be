"""実装類型 compared: which is stricter, for which 団体区分."""

from collections.abc import Iterable
from typing import Any

from hyojun.model import ImplementationClass

RANK = {
    ImplementationClass.FORBIDDEN: 0,
    ImplementationClass.OPTION: 1,
    ImplementationClass.MUST: 2,
}
"""The higher the more a system has to do."""


def class_for(classes: Any, body: str) -> ImplementationClass | None:
    """The class of a 団体区分; None where a table leaves the 団体区分 out."""
    found: ImplementationClass | None = classes.get(body) if isinstance(classes, dict) else classes
    return found


def all_classes(classes: Any) -> tuple[ImplementationClass, ...]:
    """Every class that occurs, for whichever 団体区分."""
    return tuple(classes.values()) if isinstance(classes, dict) else (classes,)


def everywhere(classes: Any, wanted: ImplementationClass) -> bool:
    """Whether this is the class for all 団体区分."""
    if isinstance(classes, dict):
        return all(given is wanted for given in classes.values())
    return classes is wanted


def somewhere(classes: Any, wanted: ImplementationClass) -> bool:
    """Whether this is the class for at least one 団体区分."""
    if isinstance(classes, dict):
        return any(given is wanted for given in classes.values())
    return classes is wanted


def strictest(classes: Iterable[ImplementationClass | None]) -> ImplementationClass | None:
    """The strictest of them; None if there is none."""
    return max((c for c in classes if c), key=RANK.__getitem__, default=None)
