"""What symbols, classes and columns mean: one text for the site, the PDF and the workbooks."""

from functools import cache

from pydantic import Field

from hyojun.model import Line, Status, Text, Value
from hyojun.source import packaged


class Meaning(Value):
    """A word and what it means."""

    name: Line = Field(alias="名称")
    text: Text = Field(alias="意味")


class Symbol(Meaning):
    """A symbol of 業務フロー and what it means."""

    drawn: Line = Field(alias="図")
    """Tag of BPMN; after a slash what an event reacts to, or what is to be shown at the shape."""


class Legend(Value):
    """All legends (基本方針 5.1.1.1; official legend sheets of 基本データリスト, in our own words)."""

    classes: tuple[Meaning, ...] = Field(alias="実装類型")
    forbidden_and_outside: Text = Field(alias="実装不可と標準化対象外")
    unlisted: tuple[Meaning, ...] = Field(alias="記載のない機能")
    conformance: Text = Field(alias="適合基準日")
    statuses: tuple[Meaning, ...] = Field(alias="状態")
    flow_symbols: tuple[Symbol, ...] = Field(alias="業務フローの記号")
    data_types: tuple[Meaning, ...] = Field(alias="データ型")
    columns: tuple[Meaning, ...] = Field(alias="データ項目")
    """Columns of the data item tables that need a word."""

    def unlisted_text(self, default: str) -> str:
        """What a function means that a document does not list (`unlisted_default` of the registry)."""
        return next(m.text for m in self.unlisted if m.name == default)

    def status_text(self, status: Status) -> str:
        """What a reader may rely on in an edition of this 状態."""
        return next(m.text for m in self.statuses if m.name == status.value)


@cache
def legend() -> Legend:
    """The legend that comes with hyojun."""
    return packaged(Legend, "legend.yaml")
