"""Several rows as one, so that a split or a merger can be compared with what it came from."""

from typing import Any

from hyojun.model import ALL_BODIES, Function, ImplementationClass

from .pair import Thing

_STRENGTH = (ImplementationClass.MUST, ImplementationClass.FORBIDDEN, ImplementationClass.OPTION)


def one_of(rows: tuple[Thing[Any], ...]) -> Any:
    """The value of a row; of several functions one that says all they say, each class the strongest of them."""
    first = rows[0].value
    if len(rows) == 1 or not isinstance(first, Function):
        return first
    them: list[Function] = [t.value for t in rows]
    lists = ("forms", "data_items", "linkages", "mechanisms", "references", *_PARTS)
    joined = {
        a: tuple(dict.fromkeys(i for f in them for i in getattr(f, a))) for a in lists if a not in _PARTS
    }
    joined |= {a: tuple(i for f in them for i in getattr(f, a)) for a in _PARTS}
    texts = {
        a: "\n".join(t for f in them if (t := getattr(f, a))) or None for a in ("text", "reason", "note")
    }
    return first.model_copy(update=joined | texts | {"classes": _classes(them), "conformance": _days(them)})


_PARTS = ("parameters", "patterns", "body_notes")


def _classes(them: list[Function]) -> dict[str, ImplementationClass] | ImplementationClass:
    bodies = dict.fromkeys(b for f in them for b in f.classes_by_body())
    named = [b for b in bodies if b != ALL_BODIES] or [ALL_BODIES]
    found = {}
    for body in named:
        own = {f.classes_by_body().get(body, f.classes_by_body().get(ALL_BODIES)) for f in them}
        found[body] = next(c for c in _STRENGTH if c in own)
    return found[ALL_BODIES] if named == [ALL_BODIES] else found


def _days(them: list[Function]) -> dict[str, str] | str | None:
    """The first day of each body; what is no day comes after every day."""
    rows = [f.conformance_by_body() for f in them if f.conformance is not None]
    if not rows:
        return None
    bodies = [b for b in dict.fromkeys(b for r in rows for b in r) if b != ALL_BODIES] or [ALL_BODIES]
    found = {}
    for body in bodies:
        days = [d for r in rows if (d := r.get(body, r.get(ALL_BODIES)))]
        found[body] = min(days, key=lambda d: (not d[0].isdigit(), d))
    return found[ALL_BODIES] if bodies == [ALL_BODIES] else found
