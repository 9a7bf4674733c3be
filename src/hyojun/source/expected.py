"""What the model expects at a place of a source file: the order of keys, and where a number may stand bare."""

import re
import typing
from enum import Enum
from functools import cache, cached_property
from types import UnionType
from typing import Annotated, Any, Literal

from pydantic import TypeAdapter, ValidationError
from pydantic.fields import FieldInfo

from hyojun.model import Value

from .commented import Node, Shape
from .yaml_writer import reads_as_text

_NUMBER = re.compile(r"-?(0|[1-9][0-9]{0,14})(\.[0-9]{1,9})?")
_WHOLE = re.compile(r"[1-9][0-9]{0,14}")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


class Expected:
    """A type of the model, met while walking down a file."""

    def __init__(self, annotation: Any) -> None:
        self.annotation = annotation

    def of(self, node: Node) -> "Expected":
        """The same, narrowed to the class that a mapping is."""
        classes = self._classes
        if node.shape is not Shape.MAPPING or not classes:
            return self
        if len(classes) == 1:
            return _of_class(classes[0])
        given = {i.key: i.node.text for i in node.items}
        return _of_class(max(classes, key=lambda cls: _likeness(cls, given)))

    def mapping(self) -> "Expected":
        """The same, narrowed to the class that a mapping can only be; as it is where it may be several or none."""
        classes = self._classes
        return _of_class(classes[0]) if len(classes) == 1 else self

    def place(self, key: str) -> int:
        """Where a key stands among those of its class; unknown keys and 団体区分 keep their order."""
        return self._order.get(key, len(self._order))

    def below(self, key: str | None) -> "Expected":
        """What is expected below a key, or in a sequence."""
        if key in self._fields:
            return self._fields[key]
        return self._member if key is not None else self._element

    def stands_plain(self, text: str) -> bool:
        """Whether a text that looks like a number or a date may stand without quotes.

        It may where the field takes nothing else of that look, so that a reader who takes it for a
        number loses nothing: 15 as a 桁数, but not 101 as an ID, to which 001 is a sibling.
        """
        if _NUMBER.fullmatch(text) and self._alternatives & {int, float}:
            return True
        if text in ("true", "false"):
            return bool in self._alternatives
        if text in self.words:
            return bool(_WHOLE.fullmatch(text)) or reads_as_text(text)
        if _WHOLE.fullmatch(text):
            return self.takes(text) and not self.takes(f"0{text[1:]}")
        if _DATE.fullmatch(text):
            return self.takes(text) and not self.takes(f"{text[:5]}99-99")
        return False

    def takes(self, text: str) -> bool:
        """Whether the model takes a text here."""
        try:
            self._adapter.validate_python(text)
        except ValidationError:
            return False
        return True

    @cached_property
    def _adapter(self) -> TypeAdapter[Any]:
        return TypeAdapter(self.annotation)

    @cached_property
    def _alternatives(self) -> frozenset[Any]:
        return frozenset(a for a in alternatives(self.annotation) if isinstance(a, type))

    @cached_property
    def words(self) -> frozenset[str]:
        """The members of closed lists of words."""
        found: set[str] = set()
        for one in alternatives(self.annotation):
            if typing.get_origin(one) is Literal:
                found |= {str(word) for word in typing.get_args(one)}
            elif isinstance(one, type) and issubclass(one, Enum):
                found |= {str(member.value) for member in one}
        return frozenset(found)

    @cached_property
    def _classes(self) -> list[type[Value]]:
        return [a for a in self._alternatives if issubclass(a, Value)]

    @cached_property
    def _fields(self) -> dict[str | None, "Expected"]:
        fields = self.annotation.model_fields if self._classes == [self.annotation] else {}
        return {field.alias or name: Expected(annotation_of(field)) for name, field in fields.items()}

    @cached_property
    def _order(self) -> dict[str | None, int]:
        return {key: number for number, key in enumerate(self._fields)}

    @cached_property
    def _element(self) -> "Expected":
        found = [
            typing.get_args(a)[0] for a in alternatives(self.annotation) if typing.get_origin(a) is tuple
        ]
        return Expected(found[0]) if found else ANYTHING

    @cached_property
    def _member(self) -> "Expected":
        found = [typing.get_args(a)[1] for a in alternatives(self.annotation) if typing.get_origin(a) is dict]
        return Expected(found[0]) if found else ANYTHING


ANYTHING = Expected(None)


@cache
def _of_class(cls: type[Value]) -> Expected:
    return Expected(cls)


def alternatives(annotation: Any) -> typing.Iterator[Any]:
    """The types a place may have, without their bounds."""
    origin = typing.get_origin(annotation)
    if origin is Annotated:
        yield from alternatives(typing.get_args(annotation)[0])
    elif origin in (typing.Union, UnionType):
        for part in typing.get_args(annotation):
            yield from alternatives(part)
    else:
        yield annotation


def annotation_of(field: FieldInfo) -> Any:
    """The annotation of a field with the bounds pydantic has taken apart from it."""
    whole: Any = field.annotation
    for bound in field.metadata:
        whole = Annotated[whole, bound]
    return whole


def _likeness(cls: type[Value], given: dict[str | None, str]) -> tuple[int, int]:
    """How well the keys of a mapping, and the words that tell classes apart, fit a class."""
    fields = {field.alias or name: field.annotation for name, field in cls.model_fields.items()}
    told = sum(
        text in typing.get_args(fields[key])
        for key, text in given.items()
        if key in fields and typing.get_origin(fields[key]) is Literal
    )
    return told, sum(key in fields for key in given)
