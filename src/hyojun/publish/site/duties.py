"""What an entry asks of each 団体区分, and from when: the class, and the 適合基準日 that holds for it."""

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from hyojun.model import ALL_BODIES, Document, Form, Function, ImplementationClass


class Duty(NamedTuple):
    """What one 団体区分 has to do with an entry."""

    body: str
    """全団体 where none differs from another."""
    kind: ImplementationClass | None
    """None: the entry says nothing of this 団体区分."""
    day: str | None
    """適合基準日 as written (a date, 未定, …施行日), the edition's where the entry names none; None of what may
    not exist or is not asked for."""


def duties(entry: Function | Form, document: Document, declared: Iterable[str] = ()) -> tuple[Duty, ...]:
    """By 団体区分: those declared by the 業務, then those named. A withdrawn entry asks nothing of anybody."""
    if entry.retired:
        return ()
    classes = by_body(entry.classes)
    own = by_body(entry.conformance) if isinstance(entry, Function) else {}
    default = by_body(document.conformance) if isinstance(entry, Function) else {}
    written = dict.fromkeys(b for found in (classes, own, default) for b in found if b != ALL_BODIES)
    bodies = dict.fromkeys((*declared, *written)) if written else (ALL_BODIES,)
    return tuple(_duty(body, _of(classes, body), _of(own, body) or _of(default, body)) for body in bodies)


def _duty(body: str, kind: ImplementationClass | None, day: Any) -> Duty:
    is_asked = kind is not None and kind is not ImplementationClass.FORBIDDEN
    return Duty(body, kind, str(day) if is_asked and day else None)


def by_body(value: Any) -> dict[str, Any]:
    """A value given once or per 団体区分, per 団体区分; empty for none."""
    if value is None:
        return {}
    return dict(value) if isinstance(value, dict) else {ALL_BODIES: value}


def _of(found: Mapping[str, Any], body: str) -> Any:
    return found.get(body) or found.get(ALL_BODIES)
