"""What tables and columns there are for programs: `data/tables.yaml`, one definition for CSV, workbook and description."""

from collections.abc import Mapping
from enum import StrEnum
from functools import cache
from typing import NamedTuple

from pydantic import Field

from hyojun.model import Line, Value
from hyojun.source import key_words, packaged

from ..legend import legend

_LEGEND = "凡例"
"""In the place of a meaning that the legend has."""

Cell = str | int | float | bool | None
"""A value of the model; None where there is none."""


class Type(StrEnum):
    """型 of a column."""

    TEXT = "文字列"
    IDENTIFIER = "識別子"
    INTEGER = "整数"
    DECIMAL = "小数"
    BOOLEAN = "真偽"
    DATE = "年月日"
    CODE = "区分"


class Column(NamedTuple):
    """A column of a table."""

    title: str
    """Its name in workbooks; the word of the published tables where there is one."""
    name: str
    """Physical name, in the heads of CSV files."""
    type: Type
    unit: str | None
    code_table: str | None
    """Where its values are listed, for a CODE."""
    text: str


class Table(NamedTuple):
    """A table: its names, what it holds, its columns in order."""

    title: str
    name: str
    text: str
    columns: tuple[Column, ...]
    key: tuple[int, ...]
    """Columns that tell a row from the others."""


class _Column(Value):
    name: Line = Field(alias="物理名")
    type: Type = Field(Type.TEXT, alias="型")
    unit: Line | None = Field(None, alias="単位")
    code_table: Line | None = Field(None, alias="コード表")
    text: Line | None = Field(None, alias="説明")


class _Table(Value):
    title: Line = Field(alias="名称")
    name: Line = Field(alias="物理名")
    key: tuple[Line, ...] = Field(alias="鍵")
    word: Line | None = Field(None, alias="語")
    text: Line = Field(alias="説明")
    columns: tuple[Line, ...] = Field(alias="列")


class _Definitions(Value):
    tables: tuple[_Table, ...] = Field(alias="表")
    columns: dict[Line, _Column] = Field(alias="列")
    codes: dict[Line, dict[Line, Line]] = Field(alias="コード表")


@cache
def tables() -> Mapping[str, Table]:
    """Every table by its physical name, in the order of sheets. A broken definition is a defect of hyojun: KeyError."""
    found = _definitions()
    return {t.name: _table(found, t) for t in found.tables}


@cache
def code_tables() -> Mapping[str, Mapping[str, str]]:
    """コード表: name → value → what it means."""
    legends = {
        "状態": legend().statuses,
        "実装類型": legend().classes,
        "データ型": legend().data_types,
    }
    told = {name: {m.name: m.text for m in meanings} for name, meanings in legends.items()}
    return {
        name: {value: told[name][value] if text == _LEGEND else text for value, text in values.items()}
        for name, values in _definitions().codes.items()
    }


@cache
def _definitions() -> _Definitions:
    return packaged(_Definitions, "tables.yaml")


def _table(found: _Definitions, table: _Table) -> Table:
    columns = tuple(_column(found, table, title) for title in table.columns)
    key = tuple(table.columns.index(title) for title in table.key)
    return Table(table.title, table.name, table.text, columns, key)


def _column(found: _Definitions, table: _Table, title: str) -> Column:
    given = found.columns.get(f"{table.title}.{title}") or found.columns[title]
    codes = (given.code_table or title) if given.type is Type.CODE else None
    if codes is not None and codes not in found.codes:
        raise KeyError(codes)
    text = given.text or key_words((table.word or table.title,), title)
    if text is None:
        raise KeyError(f"{table.title}.{title}")
    return Column(title, given.name, given.type, given.unit, codes, text)
