"""A document as rows of plain text: what 見え消し and 溶け込み are made of, the same for every edition.

A sheet has the same columns in every edition, so that any two editions of it can be laid one over the other.
"""

from collections.abc import Iterable, Mapping
from typing import Any, Literal, NamedTuple

from hyojun.diff import said
from hyojun.model import (
    ALL_BODIES,
    Business,
    Document,
    Function,
    Kind,
    Profile,
    Ref,
    Retirement,
    Value,
    mentions,
    obligations,
)

from ..dates import falling, printed
from ..marks import PROVISIONAL, provisional, withdrawn

RowKind = Literal["heading", "text", "head", "cells"]

OTHER_PICTURE = "図の差替え"
OTHER_LAYOUT = "レイアウトの変更（別図）"


class Column(NamedTuple):
    """A column: its head, its share of the width, and whether its values change as a whole."""

    name: str
    share: float = 1
    whole: bool = False


class Row(NamedTuple):
    """A heading or a text over the whole width (one cell), or a row of cells; `head` in a table of prose."""

    kind: RowKind
    cells: tuple[str, ...]
    key: str = ""
    """What it is known by in the other edition (機能0020011); a part after `/` is known within its whole.
    Empty: by its text."""
    level: int = 0
    """Of a heading from 2; of a text or a name, how far it stands in."""
    aside: tuple[tuple[str, str], ...] = ()
    """What stands here and in no cell: what is said where it is another one, and its digest."""
    cite: str = ""
    """What a reader calls it: 機能0020011 受付, 帳票0020001 証明書の概要, 本編 登録の流れ."""
    ref: Ref | None = None
    """Its address, where others name it."""
    is_gap: bool = False
    """欠番: of what was withdrawn, nothing but that is said."""


class Sheet(NamedTuple):
    """A part of a document: a chapter, or a table with everything of a kind."""

    key: str
    title: str
    columns: tuple[Column, ...]
    """None: prose."""
    rows: tuple[Row, ...]


class Laying(NamedTuple):
    """A document by itself: what else its 業務 has is another document's."""

    business: Business
    """With this document only, so that a frozen edition and the sources name the same things alike."""
    document: Document
    profile: Profile
    titles: Mapping[str, str]
    """Key of a heading → what it is called, with its 項番."""

    def day(self, found: object) -> str:
        """適合基準日, for each 団体区分 a line where they differ."""
        era = self.profile.era
        if isinstance(found, dict):
            return "\n".join(f"{body}：{printed(day, era)}" for body, day in found.items())
        return printed(str(found), era) if found else ""

    def due(self, function: Function) -> str:
        """適合基準日 that holds for a function, for each 団体区分 a line where they differ."""
        found = falling(obligations(function, self.document, self.business.head.bodies), self.profile.era)
        return "\n".join(f"{bodies}：{day}" if bodies else day for bodies, day in found)

    def classes(self, found: object) -> str:
        """◎ 実装必須, for each 団体区分 a line where they differ."""
        by_body = found if isinstance(found, dict) else {ALL_BODIES: found}
        named = {b: f"{self.profile.symbols.get(str(c), '')} {c}".strip() for b, c in by_body.items()}
        if set(named) == {ALL_BODIES}:
            return named[ALL_BODIES]
        return "\n".join(f"{body}：{words}" for body, words in named.items())

    def text(self, text: str | None) -> str:
        """A running text with keys of headings replaced by what they are called."""
        if text is None or Kind.HEADING.value not in text:
            return text or ""
        parts: list[str] = []
        end = 0
        for found in mentions(text):
            if found.kind is Kind.HEADING and found.id in self.titles:
                parts += [text[end : found.start], f"「{self.titles[found.id]}」"]
                end = found.end
        return "".join([*parts, text[end:]])

    def facts(self, value: Value, *shown: str) -> str:
        """All fields of a value that stand in no column, a line each: 備考：…"""
        return facts(
            (field.alias or name, self.text(_told(getattr(value, name))))
            for name, field in type(value).model_fields.items()
            if not field.exclude and name not in (*shown, "retired")
        )


def _told(value: Any) -> str | None:
    """A field as people read it; of entries with fields of their own a line each."""
    if isinstance(value, tuple) and value and isinstance(value[0], Value):
        return "\n".join(f"・{_told(v)}" for v in value)
    if isinstance(value, Value):
        inside = ((f.alias or n, said(getattr(value, n))) for n, f in type(value).model_fields.items())
        return "　".join(f"{word} {text}" for word, text in inside if text)
    return said(value)


def laying(business: Business, document: Document, profile: Profile) -> Laying:
    alone = business.model_copy(update={"documents": (document,)})
    titles = {e.ref.id: e.name for e in alone.entries if e.ref.kind is Kind.HEADING}
    return Laying(alone, document, profile, titles)


def facts(pairs: Iterable[tuple[str, str | None]]) -> str:
    """Word and text a line each, those without text left out."""
    return "\n".join(f"{word}：{_below(text)}" for word, text in pairs if text)


def _below(text: str) -> str:
    return f"\n{text}" if text.startswith("・") else text


def lines(*texts: str | None) -> str:
    return "\n".join(t for t in texts if t)


def state(kind: Kind, id: str | None, retired: Retirement | None) -> str:
    """（欠番）… or 仮番号; empty for what is in force under its number."""
    if retired:
        after = f"置換先：{'、'.join(retired.replaced_by)}" if retired.replaced_by else None
        return lines(withdrawn(retired), retired.reason, after)
    return PROVISIONAL if id and provisional(kind, id) else ""


def row(ref: Ref, name: str, *values: Any, level: int = 0) -> Row:
    """A row of a table about what has an address."""
    return Row("cells", texts(values), ref.label, level, (), f"{ref.label} {name}".strip(), ref)


def headed(at: Laying, kind: Kind, id: str, title: str, level: int = 2, *, is_gap: bool = False) -> Row:
    """A heading over the rows below it."""
    ref = at.business.ref(kind, id)
    cite = title if kind is Kind.HEADING else ref.label + title.removeprefix(id)
    return Row("heading", (title,), ref.label, level, (), cite, ref, is_gap)


def part(key: str, name: str, *values: Any, level: int = 0) -> Row:
    """A row about what has none: `key` tells it from others, `name` is what a reader calls it."""
    return Row("cells", texts(values), key, level, (), name)


def texts(values: Iterable[Any]) -> tuple[str, ...]:
    """Cells; what is None stands as nothing."""
    return tuple("" if v is None else str(v) for v in values)
