"""What tables may look like: words of headers → contents, as data.

Three layers: `data/import.yaml` of hyojun, `templates/excel/取込み.yaml` of the repository, and the file a person
gives with `--profile`, which may also say of a sheet by name what stands in which column.
"""

from collections.abc import Mapping
from enum import StrEnum
from functools import cached_property
from pathlib import Path
from typing import Literal, TypeVar

from pydantic import Field

from hyojun.model import Finding, Line, Value

from ..packaged import packaged
from ..validate import read_yaml
from ..yaml_text import Place, positions
from .remarks import ImportProblem
from .tables import word

OWN = "templates/excel/取込み.yaml"
"""Words that a repository adds."""
NOT_READ = "読まない"

V = TypeVar("V", bound=Value)
C = TypeVar("C")


class How(StrEnum):
    """How the cells of a column are read."""

    TEXT = "文"
    LINE = "行"
    CLASS = "実装類型"
    ID = "番号"
    IDS = "番号の並び"
    PAIRS = "組の並び"
    LINES = "行の並び"
    DAY = "日付"
    NUMBER = "整数"
    MEASURE = "数"
    CHOICE = "選択"
    LEVEL = "階層"
    STATE = "状態"
    KEY = "キー"
    CITED = "仕様"
    SKIP = NOT_READ
    """What hyojun works out itself, or what is another table's to say."""


class ColumnWords(Value):
    """A content and the headers it is known by."""

    content: Line = Field(alias="内容")
    headers: tuple[Line, ...] = Field(alias="見出し", min_length=1)
    how: How = Field(How.TEXT, alias="読み方")
    carried: Literal["○"] | None = Field(None, alias="引継ぎ")
    default: Line | None = Field(None, alias="既定")
    choices: dict[Line, tuple[Line, ...]] = Field(default_factory=dict, alias="語")
    """Value → other ways to write it."""

    @cached_property
    def value_of(self) -> Mapping[str, str]:
        """Written form → value."""
        return {word(w): value for value, words in self.choices.items() for w in (value, *words)}


class TableWords(Value):
    """A kind of table, and what makes one of it."""

    kind: Line = Field(alias="種類")
    target: Line | None = Field(None, alias="先")
    needed: tuple[Line, ...] = Field((), alias="必要")
    one_of: tuple[Line, ...] = Field((), alias="いずれか")
    main: tuple[Line, ...] = Field((), alias="主")
    columns: tuple[ColumnWords, ...] = Field((), alias="列")

    @cached_property
    def words(self) -> Mapping[str, str]:
        """Header → content."""
        return {header: column.content for column in self.columns for header in column.headers}

    @cached_property
    def by_content(self) -> Mapping[str, ColumnWords]:
        return {column.content: column for column in self.columns}

    def column(self, content: str) -> ColumnWords:
        """Of 実装類型/指定都市: that of 実装類型/＊."""
        found = self.by_content.get(content)
        return found or self.by_content[f"{content.partition('/')[0]}/＊"]


class SheetWords(Value):
    """What a person says of one sheet, instead of its header being searched for."""

    sheet: Line = Field(alias="シート")
    kind: Line = Field(alias="種類")
    """A kind of table, 帳票レイアウト, or 読まない."""
    form: Line | None = Field(None, alias="帳票")
    """帳票ID or 帳票名称 that a 帳票レイアウト shows."""
    header: tuple[int, ...] = Field((), alias="見出しの行", max_length=2)
    """First and last row of the header."""
    columns: dict[Line, Line] = Field(default_factory=dict, alias="列")
    """Letter of the column → content, or 読まない."""


class ImportProfile(Value):
    """All of a layer."""

    classes: dict[Literal["実装必須", "標準オプション", "実装不可"], tuple[Line, ...]] = Field(
        default_factory=dict, alias="実装類型"
    )
    """実装類型 → how it may be written."""
    tables: tuple[TableWords, ...] = Field((), alias="表")
    sheets: tuple[SheetWords, ...] = Field((), alias="シート")

    @cached_property
    def class_of(self) -> Mapping[str, str]:
        """Written form → 実装類型."""
        return {word(w): name for name, words in self.classes.items() for w in (name, *words)}

    @cached_property
    def by_kind(self) -> Mapping[str, TableWords]:
        return {table.kind: table for table in self.tables}

    @cached_property
    def by_sheet(self) -> Mapping[str, SheetWords]:
        return {sheet.sheet: sheet for sheet in self.sheets}


def load_profile(root: Path | None = None, given: Path | None = None) -> ImportProfile:
    """The layers laid over each other; ImportProblem for one that cannot be read."""
    found = packaged(ImportProfile, "import.yaml")
    layers = [(root / OWN, OWN)] if root and (root / OWN).is_file() else []
    layers += [(given, given.name)] if given else []
    for path, name in layers:
        layer = read_layer(ImportProfile, path, name)
        found = _laid_over(found, layer, name)
    return found


def read_layer(cls: type[V], path: Path, name: str) -> V:
    """A file of words that a person wrote; raises ImportProblem with every line that is wrong."""
    try:
        text = path.read_bytes().decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        message = f"「{name}」を UTF-8 のファイルとして読めません。名前と文字コードを確かめてください。"
        raise ImportProblem(message) from error
    layer, findings = read_yaml(cls, text, name)
    if layer is None:
        places = positions(text)
        raise ImportProblem(*(f"{name}:{_line(f, places)}: {f.message}" for f in findings))
    return layer


def reassigned(
    base: Mapping[C, tuple[str, ...]], layer: Mapping[C, tuple[str, ...]]
) -> dict[C, tuple[str, ...]]:
    """Words by 実装類型 with those of a layer: a word has the meaning of the last layer that gives it one."""
    taken = {word(w) for words in layer.values() for w in words}
    kept = {each: tuple(w for w in words if word(w) not in taken) for each, words in base.items()}
    return {each: (*words, *layer.get(each, ())) for each, words in kept.items()}


def _line(finding: Finding, places: Mapping[tuple[str | int, ...], Place]) -> int:
    place = places.get(finding.origin.path)
    return finding.line or (place.line if place else 1)


def _laid_over(base: ImportProfile, layer: ImportProfile, name: str) -> ImportProfile:
    tables = dict(base.by_kind)
    for table in layer.tables:
        if table.kind not in tables:
            kinds = "、".join(tables)
            raise ImportProblem(
                f"{name}: 表の種類「{table.kind}」はありません。{kinds} のどれかにしてください。"
            )
        tables[table.kind] = _table(tables[table.kind], table, name)
    classes = reassigned(base.classes, layer.classes)
    return ImportProfile(classes=classes, tables=tuple(tables.values()), sheets=(*base.sheets, *layer.sheets))


def _table(base: TableWords, layer: TableWords, name: str) -> TableWords:
    columns = dict(base.by_content)
    taken = {word(header) for column in layer.columns for header in column.headers}
    for content, column in columns.items():
        left = tuple(h for h in column.headers if word(h) not in taken)
        columns[content] = column.model_copy(update={"headers": left or column.headers})
    for column in layer.columns:
        known = columns.get(column.content)
        if known is None:
            raise ImportProblem(
                f"{name}: 表「{base.kind}」に内容「{column.content}」はありません。{'、'.join(columns)} のどれかにしてください。"
            )
        given = {n: getattr(column, n) for n in column.model_fields_set - {"headers", "content"}}
        headers = (*known.headers, *column.headers)
        columns[column.content] = known.model_copy(update={**given, "headers": headers})
    return base.model_copy(update={"columns": tuple(columns.values())})
