"""IDs over time: the register of a 業務, and what remains of an entry that was withdrawn.

An ID is never reused and never lost (各種IDの管理方針): a withdrawn entry stays in the source as a row
with 廃止, and the register keeps every number that was ever issued.
"""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .ids import ANY_ID, Kind
from .value import EditionLabel, Line, Text, Value


class Retirement(Value):
    """廃止 of an entry: its row stays as 欠番, its ID is never issued again."""

    edition: EditionLabel = Field(alias="版")
    """Edition of its document from which it no longer holds."""
    reason: Text = Field(alias="理由")
    replaced_by: tuple[Line, ...] = Field((), alias="置換先")
    """IDs of the same kind that take its place; empty: nothing does."""


class RegisteredId(Value):
    """One row of a register: a number that was issued."""

    id: Annotated[str, StringConstraints(pattern=ANY_ID)] = Field(alias="ID")
    status: Literal["現行", "廃止"] = Field(alias="状態")
    issuer: Line | None = Field(None, alias="発行者")
    day: date | None = Field(None, alias="発行日")
    provisional: Line | None = Field(None, alias="仮番号")
    """The 仮番号 it was issued for: what other branches still call it by, and what an interrupted
    `hyojun id assign` goes on from."""
    replaced_by: tuple[Line, ...] = Field((), alias="置換先")


class IdRegister(Value):
    """`spec/<業務ID>/ID台帳/<種類>.yaml`: every ID of one kind that a 業務 ever issued, in order of issue."""

    kind: Literal[Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM, Kind.GROUP, Kind.LINKAGE] = Field(alias="種類")
    rows: tuple[RegisteredId, ...] = Field((), alias="台帳")
