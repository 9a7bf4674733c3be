"""Values of the model made up by hypothesis from the types alone, so that a field added later is covered too."""

import types
import typing
from collections.abc import Callable
from datetime import date
from enum import Enum
from functools import cache
from typing import Annotated, Any

from annotated_types import Ge, Gt, Le, MinLen
from hypothesis import strategies as st
from pydantic import AfterValidator, BaseModel, StringConstraints
from pydantic.fields import FieldInfo
from pydantic_core import PydanticCustomError

from hyojun.model import (
    Business,
    BusinessHead,
    Chapter,
    Contents,
    Document,
    DocumentHead,
    RegisteredBusiness,
    Value,
)
from hyojun.source.files import hidden
from hyojun.source.markdown import blocks_of

_EVERY = "".join(map(chr, (*range(0xD800), *range(0xE000, 0x110000))))
_SELECTORS = "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
CHARACTERS = st.characters(
    exclude_categories=("Cs", "Cc"),
    include_characters="\n",
    exclude_characters="".join({_EVERY[start] for start, _ in hidden(_EVERY)} - {"\n"}) + _SELECTORS,
)
"""What sources may hold."""
WORDS = st.sampled_from(
    ["機能0020001", "1.1.18参照", "　", "𠮷", "葛\U000e0100", "\n", "null", '"', "\\", "0020001", "○"]
)
TEXT = st.lists(WORDS | st.text(CHARACTERS, min_size=1, max_size=5), min_size=1, max_size=3).map("".join)
DEEPEST = 3


UNSEEN = ("internal", "paper_number", "volumes")
"""Fields that stay out of what is published as data."""


@cache
def values(cls: type[BaseModel], depth: int = 0) -> st.SearchStrategy[Any]:
    """Values of a model class. What the reader fills in follows from the rest, as it does there.

    Made once: hypothesis takes longer to look through what a class is made of than to draw values of it.
    """
    if cls is Chapter:
        sources = st.tuples(TEXT, TEXT, fields(Chapter, depth)).map(chapter)
        return sources
    return fields(cls, depth).map(lambda given: cls(**given))


def fields(cls: type[BaseModel], depth: int) -> st.SearchStrategy[dict[str, Any]]:
    required = {n: field(f, depth) for n, f in cls.model_fields.items() if f.is_required()}
    optional = {n: field(f, depth) for n, f in cls.model_fields.items() if not f.is_required()}
    kept = {n: s for n, s in optional.items() if n not in ("blocks", *UNSEEN)}
    return st.fixed_dictionaries(required, optional=kept)


def chapter(parts: tuple[str, str, dict[str, Any]]) -> Chapter:
    title, text, given = parts
    source = f"# {title}\n\n{text}\n"
    return Chapter(**{**given, "source": source, "blocks": blocks_of(source, given["file"])})


def field(info: FieldInfo, depth: int) -> st.SearchStrategy[Any]:
    return of_type(info.annotation, list(info.metadata), depth)


def of_type(annotation: Any, bounds: list[Any], depth: int) -> st.SearchStrategy[Any]:
    origin, parts = typing.get_origin(annotation), typing.get_args(annotation)
    if origin is Annotated:
        return of_type(parts[0], [*parts[1:], *bounds], depth)
    if origin in (typing.Union, types.UnionType):
        return st.one_of(*(of_type(p, bounds, depth) for p in parts))
    if origin is typing.Literal:
        return st.sampled_from(parts)
    if origin is tuple:
        below = st.deferred(lambda: of_type(parts[0], [], depth + 1))
        least = next((b.min_length for b in bounds if isinstance(b, MinLen)), 0)
        return st.lists(below, min_size=least, max_size=least if depth >= DEEPEST else least + 1).map(tuple)
    if origin is dict:
        pair = (of_type(parts[0], [], depth), of_type(parts[1], [], depth))
        return st.dictionaries(*pair, min_size=1, max_size=2)
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return st.deferred(lambda: values(annotation, min(depth + 1, DEEPEST)))
    if isinstance(annotation, type) and issubclass(annotation, Enum):
        return st.sampled_from(annotation)
    return SCALARS[annotation](bounds)


def string(bounds: list[Any]) -> st.SearchStrategy[str]:
    given = [b for b in bounds if isinstance(b, StringConstraints)]
    pattern = next((b.pattern for b in given if b.pattern), None)
    longest = next((b.max_length for b in given if b.max_length), None)
    if pattern is None:
        return TEXT
    found = st.from_regex(str(pattern).removesuffix("$") + r"\Z", alphabet=CHARACTERS)
    checks = [b.func for b in bounds if isinstance(b, AfterValidator)]
    return found.filter(lambda text: (longest is None or len(text) <= longest) and _passes(text, checks))


def _passes(text: str, checks: list[Callable[..., Any]]) -> bool:
    try:
        return all(check(text) == text for check in checks)
    except PydanticCustomError:
        return False


LIMITS = (("ge", Ge, -5), ("le", Le, 9999))


def number(bounds: list[Any]) -> st.SearchStrategy[int]:
    low, high = (next((getattr(b, n) for b in bounds if isinstance(b, t)), x) for n, t, x in LIMITS)
    return st.integers(low, high)


def real(bounds: list[Any]) -> st.SearchStrategy[float]:
    low = next((getattr(b, "ge", None) or getattr(b, "gt", 0) for b in bounds if isinstance(b, Ge | Gt)), 0)
    high = next((b.le for b in bounds if isinstance(b, Le)), 100)
    return st.floats(low, high, exclude_min=any(isinstance(b, Gt) for b in bounds))


SCALARS: dict[Any, Callable[[list[Any]], st.SearchStrategy[Any]]] = {
    str: string,
    int: number,
    float: real,
    bool: lambda _: st.booleans(),
    date: lambda _: st.dates(),
    type(None): lambda _: st.none(),
}


@cache
def businesses(kind: str) -> st.SearchStrategy[Business]:
    """A 業務 of one document that holds things of one kind (a field of its contents), as the types allow them."""
    published = {n: f for n, f in DocumentHead.model_fields.items() if n not in UNSEEN}
    head = st.fixed_dictionaries({n: field(f, 0) for n, f in published.items()})
    return st.builds(
        lambda registered, own, given, things: Business(
            registered=registered,
            head=own,
            documents=(Document(**given, contents=Contents(**{kind: things})),),
        ),
        values(RegisteredBusiness),
        values(BusinessHead),
        head,
        of_type(Contents.model_fields[kind].annotation, [MinLen(1)], 0),
    )


def without_notes(value: Any) -> Any:
    """A value as others may see it: no 内部メモ anywhere in it, nothing about paper."""
    if isinstance(value, tuple):
        return tuple(without_notes(v) for v in value)
    if not isinstance(value, Value):
        return value
    seen = {name: without_notes(getattr(value, name)) for name in type(value).model_fields}
    return value.model_copy(update=seen | {name: None for name in UNSEEN if name in seen})
