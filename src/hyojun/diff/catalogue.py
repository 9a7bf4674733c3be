"""The catalogue of kinds of change: code, name, weight, audiences, mirror and prose in one place.

The decorator and the docstring are the documentation; nothing else describes a kind. The mirror of a kind
is what the same change is called when both editions change places.
"""

import inspect
import typing
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from typing import Any, NamedTuple

from hyojun.model import WeightOverride

from .changes import Audience, Weight
from .pair import Added, Draft, Pair, Removed

Find = Callable[[Any], Iterator[Draft]]
Shape = type[Pair[Any]] | type[Added[Any]] | type[Removed[Any]]

VENDOR = (Audience.VENDOR,)
READERS = (Audience.VENDOR, Audience.MUNICIPALITY)
EXCHANGE = (Audience.VENDOR, Audience.PROVIDER, Audience.INQUIRER)
ALL = (Audience.VENDOR, Audience.PROVIDER, Audience.INQUIRER, Audience.MUNICIPALITY)


class ChangeKind(NamedTuple):
    """An entry of the catalogue."""

    code: str
    name: str
    weight: Weight
    audiences: tuple[Audience, ...]
    mirror: str | None
    waiver: str
    """Why it has no mirror; empty where it has one."""
    find: Find
    shape: Shape
    types: tuple[type, ...]

    @property
    def reason(self) -> str:
        """Why it weighs what it weighs."""
        return _prose(self.find)[0]

    @property
    def example(self) -> str:
        return _prose(self.find)[1]


CATALOGUE: dict[str, ChangeKind] = {}
"""All kinds by code, in the order they were written."""
_LOOKING_AT: dict[tuple[Shape, type], list[ChangeKind]] = defaultdict(list)


def change(
    code: str,
    name: str,
    weight: Weight,
    audiences: tuple[Audience, ...],
    *,
    mirror: str | None = None,
    waiver: str = "",
) -> Callable[[Find], Find]:
    """Enter a function into the catalogue: find(pair), find(added) or find(removed), as its annotation says.

    `mirror`: code of the same change seen from the other side; its own code where both sides are alike.
    """

    def enter(find: Find) -> Find:
        if code in CATALOGUE:
            raise ValueError(f"kind of change {code} exists")
        shape, types = _looked_at(find)
        kind = ChangeKind(code, name, weight, audiences, mirror, waiver, find, shape, types)
        CATALOGUE[code] = kind
        for cls in types:
            _LOOKING_AT[shape, cls].append(kind)
        return find

    return enter


def _looked_at(find: Find) -> tuple[Shape, tuple[type, ...]]:
    first = next(iter(inspect.signature(find).parameters))
    wanted = typing.get_type_hints(find)[first]
    [inside] = typing.get_args(wanted)
    return typing.get_origin(wanted), typing.get_args(inside) or (inside,)


def found(thing: Pair[Any] | Added[Any] | Removed[Any], cls: type) -> Iterator[tuple[ChangeKind, Draft]]:
    """Every change of a thing, with its kind."""
    for kind in _LOOKING_AT[type(thing), cls]:
        for draft in kind.find(thing):
            yield kind, draft


def weight_of(kind: ChangeKind, draft: Draft, overrides: Iterable[WeightOverride], business: str) -> Weight:
    """The weight of a change: the repository's own, else what the draft says, else the kind's.

    What weighs 影響大 never becomes 字句の整理: 要確認 is the least a file of settings can make of it.
    """
    own = draft.weight or kind.weight
    for override in overrides:
        if override.code == kind.code and (not override.businesses or business in override.businesses):
            wanted = Weight(override.weight)
            lowered = wanted is Weight.EDITORIAL and own is Weight.BREAKING
            return Weight.REVIEW if lowered else wanted
    return own


def _prose(find: Find) -> tuple[str, str]:
    why, _, example = inspect.cleandoc(find.__doc__ or "").partition("\n\n例: ")
    return "".join(line.strip() for line in why.splitlines()), example.strip()


def table() -> str:
    """The catalogue as a Markdown table, as docs/changes.md has it."""
    rows = [
        f"| {k.code} | {k.name} | {k.weight.value} | {'、'.join(a.value for a in k.audiences)} "
        f"| {k.mirror or '（なし）' + k.waiver} | {k.reason} |"
        for k in CATALOGUE.values()
    ]
    head = "| コード | 変更 | 重さ | 関係者 | 逆向きの変更 | 理由 |\n|---|---|---|---|---|---|\n"
    return head + "\n".join(rows) + "\n"
