"""What of a source file is a table: a sheet for each list of the model, a column for each of its fields.

Everything follows from the classes of the model, so a field added there is a column here. A list inside a row (諸元表
of a 帳票) is a table of its own whose rows name the row they belong to; a nested value (相手) is a column
for each of its parts. Layouts and 業務フロー have no form as a table.
"""

import re
import typing
from collections.abc import Iterable, Iterator, Mapping
from functools import cache
from typing import Any, NamedTuple

from pydantic.fields import FieldInfo

from hyojun.model import (
    Alert,
    BodyNote,
    CharacterRequirement,
    CodeList,
    CodeValue,
    DataGroup,
    DataItem,
    Detail,
    FlowFile,
    Form,
    FormItem,
    Function,
    Heading,
    Kind,
    Linkage,
    LocalMeasure,
    NonFunctional,
    OutOfScope,
    Parameter,
    Pattern,
    Screen,
    Term,
    TreeNode,
    Value,
)

from ..expected import Expected, alternatives, annotation_of
from ..schema import SpecFile, values_in

PART = "："
"""Between a field and its part in a column head, and between the two sides of a pair in a cell."""
HANDLE = "元の行"
"""Column that says which row of the sources a row was, where the row has no key of its own."""


_BETWEEN = re.compile(r"[、，,;；・／/\s]+")
"""What people write between several values on a line."""


class Naming(NamedTuple):
    """What the classes do not say of themselves."""

    sheet: str
    key: tuple[str, ...]
    """Fields that tell a row from others below the same parent; the first that has a value."""
    whole: bool = False
    """Whether it takes all of them."""
    fixed: bool = False
    """Whether others refer to a row by the key, which therefore stays what it is."""
    series: Kind | None = None
    """Kind of the register that numbers its rows."""


_NAMES: dict[type[Value], Naming] = {
    Heading: Naming("見出し", ("キー",), fixed=True),
    Function: Naming("機能", ("機能ID",), fixed=True, series=Kind.FUNCTION),
    BodyNote: Naming("団体区分の注記", ("団体区分",)),
    Parameter: Naming("パラメータ", ("名称",)),
    Pattern: Naming("パターン", ("名称",)),
    Form: Naming("帳票", ("帳票ID",), fixed=True, series=Kind.FORM),
    FormItem: Naming("諸元表", ("項番", "印字項目"), whole=True),
    DataGroup: Naming("データグループ", ("グループID", "グループ名称"), series=Kind.GROUP),
    DataItem: Naming("データ項目", ("データ項目ID",), fixed=True, series=Kind.DATA_ITEM),
    CodeList: Naming("コード一覧", ("コードID",), fixed=True),
    CodeValue: Naming("コード値", ("コード値",)),
    Linkage: Naming("連携", ("連携ID",), fixed=True, series=Kind.LINKAGE),
    TreeNode: Naming("ツリー図", ("キー", "名称")),
    OutOfScope: Naming("標準化対象外", ("名称",)),
    Term: Naming("用語", ("用語",)),
    LocalMeasure: Naming("独自施策", ("名称",)),
    Screen: Naming("画面", ("キー",), fixed=True),
    Detail: Naming("項目詳細", ("キー",), fixed=True),
    Alert: Naming("エラー・アラート", ("キー",), fixed=True),
    CharacterRequirement: Naming("文字要件", ("キー",), fixed=True),
    NonFunctional: Naming("非機能要件", ("大項目", "中項目", "小項目", "メトリクス"), whole=True),
}
NOT_EXPORTED = (
    "本編などの文章（.md）",
    "業務.yaml（業務と文書の宣言）",
    "業務フロー",
    "帳票のレイアウト",
    "ID台帳",
)
"""What has no cells, in the words of the first sheet."""


class Column(NamedTuple):
    """A field, or a part of one."""

    path: tuple[str, ...]
    """Keys from the row down: 実装類型, or 相手 and 種別."""
    form: str
    """「text」, 「lines」 (a value a line) or 「pairs」 (two values a line)."""
    expected: Expected
    fixed: bool = False
    """Whether it is the key by which the row is known and referred to."""

    @property
    def head(self) -> str:
        return PART.join(self.path)

    @property
    def words(self) -> tuple[str, ...]:
        """The values it can have, where they are a closed list."""
        return tuple(sorted(self.expected.words)) if self.form == "text" else ()


class Table(NamedTuple):
    """A list of the model as a sheet."""

    cls: type[Value]
    name: str
    word: str
    """Key under which the list stands in its parent."""
    parent: str
    """Sheet of the rows it stands in; empty for lists of a file. A table may be its own parent (下位)."""
    naming: Naming
    fields: tuple[Column, ...]
    """Columns for every 業務; those for each 団体区分 come with the rows."""
    by_body: frozenset[str]
    """Fields that may differ between 団体区分."""

    @property
    def nests(self) -> bool:
        """Whether rows stand in rows of the same kind."""
        return any(t.name == self.name for t in inner(self))

    @property
    def parent_head(self) -> str:
        """Head of the column that names the row it stands in; empty where there is none."""
        if self.nests:
            return "上位の行"
        return f"{self.parent}（属する行）" if self.parent else ""

    def columns(self, bodies: Iterable[str]) -> tuple[Column, ...]:
        """All columns, with one for each 団体区分 after every field that may differ between them."""
        named = tuple(bodies)
        found: list[Column] = []
        for column in self.fields:
            found.append(column)
            if column.path[0] in self.by_body:
                found += (column._replace(path=(*column.path, body)) for body in named)
        return tuple(found)


@cache
def tables() -> tuple[Table, ...]:
    """All tables, each after its parent."""
    return tuple(_below(SpecFile, "", frozenset()))


def _below(cls: type[Value], parent: str, above: frozenset[type[Value]]) -> Iterator[Table]:
    for word, listed in _lists(cls):
        if listed not in above:
            table = _table(listed, word, parent)
            yield table
            yield from _below(listed, table.name, above | {listed})


@cache
def inner(table: Table) -> tuple[Table, ...]:
    """The tables whose rows stand in rows of a table; itself where it nests, by the key that stands there."""
    found = []
    for word, listed in _lists(table.cls):
        if listed is table.cls:
            found.append(table._replace(word=word, parent=table.name))
        else:
            found += [t for t in tables() if t.cls is listed and t.parent == table.name]
    return tuple(found)


def top() -> tuple[Table, ...]:
    """The tables that are lists of a file."""
    return tuple(t for t in tables() if not t.parent)


def table_of(name: str) -> Table:
    return next(t for t in tables() if t.name == name)


def _lists(cls: type[Value]) -> Iterator[tuple[str, type[Value]]]:
    """The lists of rows that a class holds, by their key."""
    for name, field in cls.model_fields.items():
        listed = _listed(field)
        if listed and listed is not FlowFile:
            yield field.alias or name, listed


def _listed(field: FieldInfo) -> type[Value] | None:
    annotation = field.annotation
    if typing.get_origin(annotation) is not tuple:
        return None
    return next(iter(values_in(annotation)), None)


def _table(cls: type[Value], word: str, parent: str) -> Table:
    naming = _NAMES[cls]
    fields: list[Column] = []
    by_body: set[str] = set()
    for name, field in cls.model_fields.items():
        alias = field.alias or name
        annotation = annotation_of(field)
        kinds = list(alternatives(annotation))
        nested = [k for k in kinds if isinstance(k, type) and issubclass(k, Value)]
        dicts = [k for k in kinds if typing.get_origin(k) is dict]
        lists = [k for k in kinds if typing.get_origin(k) is tuple]
        if _listed(field) or len(nested) > 1:
            continue
        if nested:
            fields += _parts(nested[0], alias)
        elif dicts and len(kinds) - (type(None) in kinds) > 1:
            by_body.add(alias)
            fields.append(Column((alias,), "text", Expected(typing.get_args(dicts[0])[1])))
        elif dicts:
            fields.append(Column((alias,), "pairs", Expected(annotation)))
        elif lists:
            fields.append(Column((alias,), "lines", Expected(annotation)))
        else:
            fixed = alias == naming.key[0] and (naming.fixed or naming.series is not None)
            fields.append(Column((alias,), "text", Expected(annotation), fixed))
    return Table(cls, naming.sheet, word, parent, naming, tuple(fields), frozenset(by_body))


def _parts(cls: type[Value], alias: str) -> Iterator[Column]:
    for name, field in cls.model_fields.items():
        listed = typing.get_origin(field.annotation) is tuple
        yield Column(
            (alias, field.alias or name), "lines" if listed else "text", Expected(annotation_of(field))
        )


def cells(columns: Iterable[Column], row: Mapping[str, Any]) -> dict[str, str]:
    """What a row of a source has in each column; a column it has nothing in is left out."""
    found = {}
    for column in columns:
        value: Any = row
        for step in column.path:
            value = value.get(step) if isinstance(value, Mapping) else None
        if value is None or (column.form == "text" and not isinstance(value, str)):
            continue
        if isinstance(value, Mapping):
            value = "\n".join(f"{left}{PART}{right}" for left, right in value.items())
        elif not isinstance(value, str):
            value = "\n".join(value)
        if value:
            found[column.head] = value
    return found


def value_of(column: Column, text: str) -> Any:
    """What a cell means in a source: text, a list, or a mapping; raises ValueError for a line that is not one."""
    if column.form == "text":
        return text
    lines = [line for line in text.split("\n") if line.strip()]
    if column.form == "lines":
        _refuse_several(lines, column.expected.below(None))
        return lines
    pairs = [line.partition(PART) for line in lines]
    if any(not right for _, _, right in pairs):
        raise ValueError(f"1行に1組ずつ「左{PART}右」の形で書いてください。")
    found = {left: right for left, _, right in pairs}
    if len(found) < len(pairs):
        raise ValueError("同じものが2行にあります。1行にしてください。")
    return found


def _refuse_several(lines: list[str], expected: Expected) -> None:
    """Raise ValueError for a line with several values, which the model takes one by one."""
    for line in lines:
        parts = [part for part in _BETWEEN.split(line) if part]
        if len(parts) > 1 and not expected.takes(line) and all(map(expected.takes, parts)):
            raise ValueError(
                f"1行に{len(parts)}つ書かれています。セルの中で改行し（Alt+Enter）、1行に1つずつ書いてください。"
            )


def put(row: dict[str, Any], column: Column, text: str) -> None:
    """Write a cell into a row of a plain tree; an empty one takes the field away."""
    path, node = column.path, row
    for step in path[:-1]:
        below = node.get(step)
        if not isinstance(below, dict):
            if not text:
                return
            below = node[step] = {}
        node = below
    if text:
        node[path[-1]] = value_of(column, text)
        return
    if len(path) > 1 or not isinstance(node.get(path[-1]), dict) or column.form == "pairs":
        node.pop(path[-1], None)
    if len(path) > 1 and not node:
        row.pop(path[0])
