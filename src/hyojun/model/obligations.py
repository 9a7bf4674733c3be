"""What an entry asks of each 団体区分, and from when: the class, and the 適合基準日 that holds for it.

The one place that says whose day holds: the entry's own, else that of its document, and none of what may not exist.
"""

from collections.abc import Iterable, Mapping
from typing import NamedTuple, TypeVar

from .documents import Document
from .forms import Form
from .functions import ALL_BODIES, Function, ImplementationClass

_T = TypeVar("_T")


class Obligation(NamedTuple):
    """What one 団体区分 has to do with an entry."""

    body: str
    """全団体 where none differs from another."""
    kind: ImplementationClass | None
    """None: the entry says nothing of this 団体区分."""
    day: str | None
    """適合基準日 as written (a date, 未定, …施行日), the edition's where the entry names none; None of what may
    not exist or is not asked for."""
    is_own: bool = False
    """Whether the entry itself names the day."""

    @property
    def is_forbidden(self) -> bool:
        return self.kind is ImplementationClass.FORBIDDEN


def obligations(
    entry: Function | Form, document: Document, declared: Iterable[str] = ()
) -> tuple[Obligation, ...]:
    """By 団体区分: those declared by the 業務, then those named. A withdrawn entry asks nothing of anybody."""
    if entry.retired:
        return ()
    classes = entry.classes_by_body()
    own = entry.conformance_by_body() if isinstance(entry, Function) else {}
    default = document.conformance_by_body() if isinstance(entry, Function) else {}
    written = dict.fromkeys(b for found in (classes, own, default) for b in found if b != ALL_BODIES)
    bodies = dict.fromkeys((*declared, *written)) if written else (ALL_BODIES,)
    return tuple(_obligation(body, classes, own, default) for body in bodies)


def _obligation(
    body: str, classes: Mapping[str, ImplementationClass], own: Mapping[str, str], default: Mapping[str, str]
) -> Obligation:
    kind, mine = of_body(classes, body), of_body(own, body)
    if kind is None or kind is ImplementationClass.FORBIDDEN:
        return Obligation(body, kind, None)
    return Obligation(body, kind, mine or of_body(default, body), mine is not None)


def of_body(found: Mapping[str, _T], body: str) -> _T | None:
    """What a value per 団体区分 says of one."""
    return found.get(body) or found.get(ALL_BODIES)


def conformance_of(document: Document, function: Function | None, body: str) -> str | None:
    """適合基準日 as written for a 団体区分; None where nobody named one, and of what may not exist.

    `function` is None for one that the edition has no more.
    """
    if function and of_body(function.classes_by_body(), body) is ImplementationClass.FORBIDDEN:
        return None
    own = function.conformance_by_body() if function else {}
    return of_body(own, body) or of_body(document.conformance_by_body(), body)
