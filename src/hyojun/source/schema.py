"""The shape of source files. A file is a unit of meaning; any file may hold any of these lists."""

import types
import typing
from collections.abc import Iterator
from typing import Annotated, Any

from pydantic import Discriminator, Field, StringConstraints, Tag

from hyojun.model import (
    FILE_NAME,
    Alert,
    BusinessHead,
    CharacterRequirement,
    CodeList,
    DataGroup,
    Detail,
    DocumentHead,
    FlowFile,
    Form,
    Heading,
    Linkage,
    LocalMeasure,
    NonFunctional,
    OutOfScope,
    Pin,
    Screen,
    Term,
    TreeNode,
    Value,
)

PINNED = "固定"


class SpecFile(Value):
    """One YAML file named in the 構成 of a document."""

    headings: tuple[Heading, ...] = Field((), alias="見出し")
    forms: tuple[Form, ...] = Field((), alias="帳票")
    data_groups: tuple[DataGroup, ...] = Field((), alias="データグループ")
    code_lists: tuple[CodeList, ...] = Field((), alias="コード一覧")
    linkages: tuple[Linkage, ...] = Field((), alias="連携")
    tree: tuple[TreeNode, ...] = Field((), alias="ツリー図")
    flows: tuple[FlowFile, ...] = Field((), alias="業務フロー")
    out_of_scope: tuple[OutOfScope, ...] = Field((), alias="標準化対象外")
    terms: tuple[Term, ...] = Field((), alias="用語")
    local_measures: tuple[LocalMeasure, ...] = Field((), alias="独自施策")
    screens: tuple[Screen, ...] = Field((), alias="画面")
    details: tuple[Detail, ...] = Field((), alias="項目詳細")
    alerts: tuple[Alert, ...] = Field((), alias="エラー・アラート")
    characters: tuple[CharacterRequirement, ...] = Field((), alias="文字要件")
    non_functional: tuple[NonFunctional, ...] = Field((), alias="非機能要件")


class DocumentEntry(DocumentHead):
    """A 文書 as 業務.yaml declares it."""

    files: tuple[str, ...] = Field(alias="構成", min_length=1)
    """Paths relative to the folder of the 業務, in reading order."""


class PinnedEntry(Value):
    """A 文書 of another publisher: all that is printed on its cover comes from its snapshot."""

    name: Annotated[str, StringConstraints(pattern=FILE_NAME, max_length=30)] = Field(alias="文書")
    pin: Pin = Field(alias=PINNED)


def _is_pinned(given: Any) -> bool:
    return isinstance(given, PinnedEntry) or (isinstance(given, dict) and PINNED in given)


Entry = Annotated[
    Annotated[DocumentEntry, Tag("written")] | Annotated[PinnedEntry, Tag("pinned")],
    Discriminator(lambda given: "pinned" if _is_pinned(given) else "written"),
]


class BusinessFile(BusinessHead):
    """`業務.yaml`: the head of a 業務 and its documents."""

    documents: tuple[Entry, ...] = Field(alias="文書", min_length=1)


def author_keys() -> frozenset[str]:
    """Every key that may stand in a source file, as its author writes it."""
    found: set[str] = set()
    seen: set[type[Value]] = set()
    waiting: list[type[Value]] = [SpecFile, BusinessFile]
    while waiting:
        cls = waiting.pop()
        if cls in seen:
            continue
        seen.add(cls)
        for name, field in cls.model_fields.items():
            found.add(field.alias or name)
            waiting.extend(values_in(field.annotation))
    return frozenset(found - {"sha256"})


def values_in(annotation: Any) -> Iterator[type[Value]]:
    """The model classes an annotation mentions."""
    if isinstance(annotation, type) and not isinstance(annotation, types.GenericAlias):
        if issubclass(annotation, Value):
            yield annotation
        return
    for part in typing.get_args(annotation):
        yield from values_in(part)
