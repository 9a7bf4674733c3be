"""Every text of a 業務 with its place: names and running text, prose included, one after the other.

Rules of wording look for words. Looking once through one long text is many times faster than looking
into each of some hundred thousand short ones. So the texts are gathered first, and a passage with its
place is made only where something was found.
"""

import re
from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import cached_property
from itertools import accumulate, chain, count
from operator import add, attrgetter
from typing import TYPE_CHECKING, Any, NamedTuple

from .characters import CharacterRequirement
from .data_items import CodeList, DataGroup, DataItem
from .details import Alert, Detail
from .documents import Document
from .flow import Flow, Task
from .forms import Form, FormItem
from .functions import Function, Heading
from .linkages import Linkage
from .links import HAVING_PARTS, RUNNING_TEXT, parts
from .prose import Block
from .screens import Screen
from .tree import LocalMeasure, OutOfScope, TreeNode
from .value import Origin, Value

if TYPE_CHECKING:
    from .business import Business, Entry

NAMES: dict[type[Value], tuple[str, str]] = {
    Function: ("name", "機能名称"),
    Heading: ("title", "題名"),
    Form: ("name", "帳票名称"),
    FormItem: ("name", "印字項目"),
    DataGroup: ("name", "グループ名称"),
    DataItem: ("name", "データ項目"),
    CodeList: ("name", "コード名"),
    Linkage: ("name", "連携名称"),
    Flow: ("title", "題名"),
    Task: ("name", "名称"),
    TreeNode: ("name", "名称"),
    OutOfScope: ("name", "名称"),
    LocalMeasure: ("name", "名称"),
    Screen: ("name", "画面名称"),
    Detail: ("name", "名称"),
    Alert: ("name", "名称"),
    CharacterRequirement: ("name", "名称"),
}
"""Attribute and published word of the name of each type. 用語 have none here: they are words themselves."""


_NUMBER = re.compile("[0-9０-９見](?:(?<!見)|出し[a-z])")
"""A digit or the key of a heading: one of them stands in whatever names an ID, a 項番 or a figure."""


class Passage(NamedTuple):
    """A text and where it stands."""

    value: Value
    word: str
    """The key it stands under."""
    text: str
    subject: str
    """What a finding calls the entry; empty for prose."""
    document: str
    """Name of its document."""

    @property
    def origin(self) -> Origin | None:
        origin = self.value.origin
        return origin.at(self.word) if origin and not isinstance(self.value, Block) else origin


class Loose(NamedTuple):
    """A value without an address that has texts, and what a finding calls it."""

    value: Value
    label: str
    document: Document


class Passages(Sequence[Passage]):
    """All passages in reading order, searched as one text."""

    def __init__(self, owners: "Sequence[Entry | Loose]") -> None:
        self._owners = owners
        self._made: dict[int, Passage] = {}
        texts: list[str] = []
        self._ends: list[int] = []
        for owner in owners:
            if gathered := _TEXTS.get(type(owner.value)):
                texts += filter(None, gathered(owner.value))
            self._ends.append(len(texts))
        self.text = "\n".join(texts)
        """All texts, a line break between two."""
        self._starts = _starts(texts)

    def __len__(self) -> int:
        return len(self._starts) - 1

    def __getitem__(self, index: int) -> Passage:  # type: ignore[override]
        return self._passage(range(len(self))[index])

    def at(self, offset: int) -> tuple[Passage, int]:
        """The passage at a place of the whole text, and the place in it. One passage is one object."""
        number = bisect_right(self._starts, offset) - 1
        return self._passage(number), offset - self._starts[number]

    def having(self, pattern: re.Pattern[str], *, numbered: bool = False) -> Iterator[Passage]:
        """The passages in which a pattern is found, each once, in reading order.

        `numbered`: only in those with a digit or the key of a heading, which are few.
        """
        return map(self._passage, self._having(pattern, numbered))

    def owners_having(self, pattern: re.Pattern[str], *, numbered: bool = False) -> "Iterator[Entry | Loose]":
        """The owners of these passages, in reading order; one with two such passages comes twice."""
        return (self._owners[bisect_right(self._ends, n)] for n in self._having(pattern, numbered))

    def _having(self, pattern: re.Pattern[str], numbered: bool) -> Iterator[int]:
        """The numbers of these passages."""
        text, starts, numbers = self._numbered if numbered else (self.text, self._starts, None)
        last = None
        for match in pattern.finditer(text):
            place = bisect_right(starts, match.start()) - 1
            if place != last:
                yield numbers[place] if numbers else place
                last = place

    @cached_property
    def _numbered(self) -> tuple[str, list[int], list[int]]:
        """The passages with a number as one text, where each begins in it, and which they are."""
        starts = self._starts
        numbers: list[int] = []
        at = 0
        while match := _NUMBER.search(self.text, at):
            numbers.append(bisect_right(starts, match.start()) - 1)
            at = starts[numbers[-1] + 1]
        texts = [self.text[starts[n] : starts[n + 1] - 1] for n in numbers]
        return "\n".join(texts), _starts(texts), numbers

    def _passage(self, number: int) -> Passage:
        if number not in self._made:
            place = bisect_right(self._ends, number)
            first = self._ends[place - 1] if place else 0
            self._made.update(enumerate(_passages(self._owners[place]), first))
        return self._made[number]


def _starts(texts: Iterable[str]) -> list[int]:
    """Where each of some texts begins, joined by line breaks; and where one more would."""
    return list(map(add, accumulate(map(len, texts), initial=0), count()))


def _passages(owner: "Entry | Loose") -> Iterator[Passage]:
    """The passages of one owner, as many as its gathered texts."""
    label = owner.label if isinstance(owner, Loose) else owner.ref.label
    for part in parts(owner.value):
        for attribute, word in _FIELDS.get(type(part), ()):
            if text := getattr(part, attribute):
                yield Passage(part, word, text, label, owner.document.name)


def owners(business: "Business") -> "Iterator[Entry | Loose]":
    """Whatever has texts: prose and entries in force, document by document, then what has no address."""
    for document in business.documents:
        for chapter in document.contents.chapters:
            for block in chapter.blocks:
                if block.kind != "その他":
                    yield Loose(block, "", document)
    for entry in business.entries:
        if not entry.retired and type(entry.value) is not Block:
            yield entry
    for document in business.documents:
        inside = document.contents
        for group in inside.data_groups:
            if group.id is None and not group.retired:
                yield Loose(group, f"グループ{group.name}", document)
        for top in inside.tree:
            for node in top.walk():
                if node.key is None:
                    yield Loose(node, f"ツリー「{node.name}」", document)
        for outside in inside.out_of_scope:
            yield Loose(outside, f"標準化対象外「{outside.name}」", document)
        for measure in inside.local_measures:
            yield Loose(measure, f"独自施策「{measure.name}」", document)
        for row in inside.non_functional:
            yield Loose(row, f"非機能要件「{row.metric}」", document)


def _gathered(attributes: tuple[str, ...]) -> Callable[[Any], tuple[str | None, ...]]:
    """All attributes of a value at once; of a single one, attrgetter makes no tuple."""
    get: Callable[[Any], Any] = attrgetter(*attributes)
    if len(attributes) > 1:
        return get
    return lambda value: (get(value),)


_FIELDS: dict[type[Value], tuple[tuple[str, str], ...]] = {
    Block: (("text", ""),),
    **{
        cls: (*((NAMES[cls],) if cls in NAMES else ()), *RUNNING_TEXT.get(cls, ()))
        for cls in {**NAMES, **RUNNING_TEXT}
    },
}
_OWN_TEXTS = {cls: _gathered(tuple(attribute for attribute, _ in fields)) for cls, fields in _FIELDS.items()}


def _with_parts(value: Value) -> Iterator[str | None]:
    return chain.from_iterable([_OWN_TEXTS[type(part)](part) for part in parts(value)])


_TEXTS: dict[type[Value], Callable[[Any], Iterable[str | None]]] = {
    **_OWN_TEXTS,
    **dict.fromkeys(HAVING_PARTS, _with_parts),
}
"""The texts of a value and its parts by type: looked up and called a hundred thousand times."""
