"""Every text of a 業務 with its place: names and running text, prose included, one after the other.

Rules of wording look for words. Looking once through one long text is many times faster than looking
into each of some hundred thousand short ones.
"""

import re
from bisect import bisect_right
from collections.abc import Iterable, Iterator, Sequence
from itertools import accumulate
from typing import TYPE_CHECKING, NamedTuple

from .data_items import CodeList, DataGroup, DataItem
from .flow import Flow, Task
from .forms import Form, FormItem
from .functions import Function, Heading
from .linkages import Linkage
from .prose import Block
from .screens import Screen
from .tree import LocalMeasure, OutOfScope, TreeNode
from .value import Origin, Value

if TYPE_CHECKING:
    from .business import Business

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
}
"""Attribute and published word of the name of each type. 用語 have none here: they are words themselves."""


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


class Passages(Sequence[Passage]):
    """All passages in reading order, searched as one text."""

    def __init__(self, passages: Iterable[Passage]) -> None:
        self._all = tuple(passages)
        self.text = "\n".join([p[2] for p in self._all])
        """All texts, a line break between two."""
        self._starts = [0, *accumulate([len(p[2]) + 1 for p in self._all])]

    def __len__(self) -> int:
        return len(self._all)

    def __getitem__(self, index: int) -> Passage:  # type: ignore[override]
        return self._all[index]

    def __iter__(self) -> Iterator[Passage]:
        return iter(self._all)

    def at(self, offset: int) -> tuple[Passage, int]:
        """The passage at a place of the whole text, and the place in it."""
        index = bisect_right(self._starts, offset) - 1
        return self._all[index], offset - self._starts[index]

    def having(self, pattern: re.Pattern[str]) -> Iterator[Passage]:
        """The passages in which a pattern is found, each once, in reading order."""
        last = None
        for match in pattern.finditer(self.text):
            passage, _ = self.at(match.start())
            if passage is not last:
                yield passage
                last = passage


def passages(business: "Business") -> Iterator[Passage]:
    """Every passage of the entries in force and of the prose, document by document."""
    from .links import RUNNING_TEXT, parts  # links read a 業務, which has passages

    fields = {cls: (*_NAME.get(cls, ()), *RUNNING_TEXT.get(cls, ())) for cls in {*NAMES, *RUNNING_TEXT}}

    def of(value: Value, subject: str, document: str) -> Iterator[Passage]:
        for attribute, word in fields.get(type(value), ()):
            if text := getattr(value, attribute):
                yield Passage(value, word, text, subject, document)

    for document in business.documents:
        for chapter in document.contents.chapters:
            for block in chapter.blocks:
                if block.kind != "その他":
                    yield Passage(block, "", block.text, "", document.name)
    for entry in business.entries:
        if entry.retired or isinstance(entry.value, Block):
            continue
        label = entry.ref.label
        for part in parts(entry.value):
            yield from of(part, label, entry.document.name)
    for document in business.documents:
        inside, name = document.contents, document.name
        for group in inside.data_groups:
            if group.id is None and not group.retired:
                yield from of(group, f"グループ{group.name}", name)
        for top in inside.tree:
            for node in top.walk():
                if node.key is None:
                    yield from of(node, f"ツリー「{node.name}」", name)
        for outside in inside.out_of_scope:
            yield from of(outside, f"標準化対象外「{outside.name}」", name)
        for measure in inside.local_measures:
            yield from of(measure, f"独自施策「{measure.name}」", name)
        for row in inside.non_functional:
            yield from of(row, f"非機能要件「{row.metric}」", name)


_NAME = {cls: (name,) for cls, name in NAMES.items()}
