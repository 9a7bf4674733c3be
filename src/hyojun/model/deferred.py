"""A 業務 that is read when somebody asks for what is in it.

Most of what is done after an edit concerns one 業務 and needs of the others their names and the references that cross
the border. These are known beforehand; the rest is the same as ever, only later. So nothing that works with a
corpus has to know which of its 業務 have been read.
"""

from collections.abc import Callable
from typing import Any, Self

from .business import Business
from .ids import Kind
from .links import by_business
from .registry import RegisteredBusiness
from .world import Index


class LaterBusiness(Business):
    """A 業務 whose fields come from `_read` the first time one is asked for that is not known."""

    def __getattr__(self, name: str) -> Any:
        if name in Business.model_fields and "_read" in self.__dict__:
            self._fill()
            return self.__dict__[name]
        return super().__getattr__(name)  # type: ignore[misc]

    def _fill(self) -> None:
        read: Callable[[], Business] | None = self.__dict__.pop("_read", None)
        if read is not None:
            whole = read()
            self.__dict__.update({name: getattr(whole, name) for name in Business.model_fields})

    def called(self, kind: Kind, id: str) -> str | None:
        if "_read" not in self.__dict__:
            return super().called(kind, id)
        card = self.__dict__["_cards"].get(kind, {}).get(id)
        return card.name if card else None

    # What pydantic does with a value it does past `__getattr__`.

    def __eq__(self, other: object) -> bool:
        self._fill()
        if isinstance(other, LaterBusiness):
            other._fill()
        return isinstance(other, Business) and self._fields() == {
            name: getattr(other, name) for name in Business.model_fields
        }

    def _fields(self) -> dict[str, Any]:
        return {name: self.__dict__[name] for name in Business.model_fields}

    def model_copy(self, *, update: Any = None, deep: bool = False) -> Self:
        self._fill()
        return super().model_copy(update=update, deep=deep)

    def model_dump(self, **how: Any) -> dict[str, Any]:
        self._fill()
        return super().model_dump(**how)


def later(registered: RegisteredBusiness, small: Index, read: Callable[[], Business]) -> Business:
    """A 業務 of which only what others see of it is known: names, its 連携, references that lead out; it has no strays."""
    found = LaterBusiness.model_construct(registered=registered, head=small.head, documents=())
    found.__dict__.clear()  # not even a default is known
    found.__dict__.update(
        registered=registered,
        head=small.head,
        linkages=small.linkages,
        outward=by_business(small.outward),
        strays=(),
        _cards=small.cards,
        _read=read,
    )
    return found


def is_read(business: Business) -> bool:
    """Whether a 業務 is here whole."""
    return "_read" not in business.__dict__
