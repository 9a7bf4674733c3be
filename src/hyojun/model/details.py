"""What functions leave to lists of their own: 項目詳細・帳票関連項目・参照事項, and エラー・アラート."""

from enum import StrEnum

from pydantic import Field

from .ids import DataItemId, FormId, FunctionId
from .value import Key, Line, Text, Value


class DetailKind(StrEnum):
    """Which of the lists a row belongs to."""

    ITEM = "項目詳細"
    """What a managed item holds, in more detail than the statement that names it."""
    FORM = "帳票関連項目"
    """How an item is put together for a 帳票."""
    REFERENCE = "参照事項"
    """What to know in order to read a statement; it asks for nothing by itself."""


class Detail(Value):
    """A row of 項目詳細, 帳票関連項目 or 参照事項: it belongs to the statements and forms it names."""

    key: Key = Field(alias="キー")
    kind: DetailKind = Field(alias="種別")
    name: Line = Field(alias="名称")
    """The item as staff call it (異動事由), or what the reference is about."""
    text: Text = Field(alias="内容")
    functions: tuple[FunctionId, ...] = Field((), alias="機能")
    forms: tuple[FormId, ...] = Field((), alias="帳票")
    data_items: tuple[DataItemId, ...] = Field((), alias="データ項目")
    """Where the data requirement has the item."""
    note: Text | None = Field(None, alias="備考")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)


class AlertKind(StrEnum):
    """Whether work can go on."""

    ERROR = "エラー"
    """It stops what cannot be right; nothing is stored until it is mended."""
    ALERT = "アラート"
    """It calls for care; whoever is responsible may go on."""


class Alert(Value):
    """A row of エラー・アラート: when a function stops or warns, what it says, what to do then."""

    key: Key = Field(alias="キー")
    kind: AlertKind = Field(alias="種別")
    name: Line = Field(alias="名称")
    condition: Text = Field(alias="条件")
    message: Text | None = Field(None, alias="表示する内容")
    """The gist: the words on the screen are the vendor's."""
    response: Text | None = Field(None, alias="対処")
    """What staff do then; for an エラー, how work can go on."""
    functions: tuple[FunctionId, ...] = Field(alias="機能", min_length=1)
    """The statements in which it happens."""
    note: Text | None = Field(None, alias="備考")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)
