"""帳票要件: what a system prints, for residents or for staff (基本方針 5.1.1.3.3)."""

from enum import StrEnum
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from .functions import ALL_BODIES, ImplementationClass
from .ids import DataItemId, FormId
from .register import Retirement
from .value import CitedSpecification, Line, Sha256, Text, Value, by_body


class Audience(StrEnum):
    """Who reads the paper. A 職員向け帳票 needs a reason: the default is a screen or BI."""

    RESIDENTS = "住民向け"
    STAFF = "職員向け"


class FormItem(Value):
    """One row of a 諸元表: a thing printed on a 帳票."""

    number: int = Field(alias="項番", ge=1)
    """Number of the field on the layout, from 1."""
    name: Line = Field(alias="印字項目")
    text: Text | None = Field(None, alias="編集条件")
    data_item: DataItemId | None = Field(None, alias="データ項目ID")
    """The データ項目 it shows; None for fixed wording."""
    fixed: Text | None = Field(None, alias="固定文言")
    computed: Text | None = Field(None, alias="算出方法")
    """How the system makes what it prints here (作成年月日, 件数, 頁番号)."""
    length: int | None = Field(None, alias="桁数", ge=1)
    """Characters in a line, not bytes."""
    lines: int | None = Field(None, alias="行数", ge=1)
    font: Line | None = Field(None, alias="フォント・サイズ")
    required: Literal["必須", "オプション"] | None = Field(None, alias="必須・オプション")
    overflow: Text | None = Field(None, alias="文字溢れ対応")
    sample: Text | None = Field(None, alias="サンプル値")
    note: Text | None = Field(None, alias="備考")


Millimetres = Annotated[float, Field(ge=0, le=1200)]
Extent = Annotated[float, Field(gt=0, le=1200)]


class Repeated(Value):
    """Rows of a list: the same box again and again, one below the other."""

    count: int = Field(alias="回数", ge=2, le=100)
    """How often the box stands on the page, the first one included."""
    pitch: Extent = Field(alias="間隔")
    """From the top of one to the top of the next, in mm."""


class Box(Value):
    """A rectangle on the page in mm from its top left corner: a field, fixed words, or a frame."""

    x: Millimetres = Field(alias="左")
    y: Millimetres = Field(alias="上")
    width: Extent = Field(alias="幅")
    height: Extent = Field(alias="高さ")
    item: int | None = Field(None, alias="項番", ge=1)
    """Row of the 諸元表 printed here."""
    text: Text | None = Field(None, alias="文字")
    """Fixed words; for a field, the sample value is taken from the 諸元表."""
    size: float = Field(9, alias="文字の大きさ", gt=3, le=72)
    """Points."""
    align: Literal["左", "中央", "右"] = Field("左", alias="揃え")
    level: Literal["上", "中央", "下"] = Field("中央", alias="縦揃え")
    """Where lines written across stand in the height of the box."""
    direction: Literal["横書き", "縦書き"] = Field("横書き", alias="組方向")
    border: Literal["実線", "太線", "破線", "目安", "なし"] = Field("実線", alias="罫線")
    """目安 is never printed: it shows where the window of an envelope comes to lie."""
    cells: int | None = Field(None, alias="ます目", ge=2, le=50)
    """Parts of equal width (of equal height, if upright), with a character in each: 郵便番号."""
    repeated: Repeated | None = Field(None, alias="繰り返し")


class Rule(Value):
    """A ruled line, in mm."""

    x1: Millimetres = Field(alias="始点左")
    y1: Millimetres = Field(alias="始点上")
    x2: Millimetres = Field(alias="終点左")
    y2: Millimetres = Field(alias="終点上")
    look: Literal["実線", "太線", "破線", "目安"] = Field("実線", alias="罫線")
    """目安 is never printed: it shows where the paper is folded."""


class Face(Value):
    """A further side of the same paper: 裏, or 通信面 of a postcard."""

    name: Line = Field(alias="面の名称")
    boxes: tuple[Box, ...] = Field(alias="枠", min_length=1)
    rules: tuple[Rule, ...] = Field((), alias="線")


class DrawnLayout(Value):
    """A layout drawn from fields with positions in mm."""

    kind: Literal["描画"] = Field(alias="種類")
    paper: Literal["A3", "A4", "A5", "B5", "はがき"] = Field(alias="用紙")
    orientation: Literal["縦", "横"] = Field("縦", alias="向き")
    name: Line | None = Field(None, alias="面の名称")
    """Of the first side, where there are more."""
    boxes: tuple[Box, ...] = Field(alias="枠", min_length=1)
    rules: tuple[Rule, ...] = Field((), alias="線")
    more: tuple[Face, ...] = Field((), alias="続く面")
    """What is printed on the back, or on the other parts of a reply card."""

    @property
    def faces(self) -> tuple[Face, ...]:
        """All sides, the first one included."""
        return (Face(name=self.name or "表", boxes=self.boxes, rules=self.rules), *self.more)

    @property
    def extent(self) -> tuple[int, int]:
        """Width and height of the paper in mm, as it lies."""
        width, height = PAPER_MM[self.paper]
        return (width, height) if self.orientation == "縦" else (height, width)


PAPER_MM = {"A3": (297, 420), "A4": (210, 297), "A5": (148, 210), "B5": (182, 257), "はがき": (100, 148)}
"""Width and height in mm, portrait."""


class AttachedField(Value):
    """A number written on an attached page and the row of the 諸元表 it stands for."""

    label: Line = Field(alias="図中番号")
    item: int = Field(alias="項番", ge=1)
    note: Text | None = Field(None, alias="説明")


class AttachedLayout(Value):
    """A layout given as a picture or PDF page, with words for who cannot see it."""

    kind: Literal["添付"] = Field(alias="種類")
    file: Annotated[str, StringConstraints(pattern=r"^[^\\]+\.(png|pdf|PNG|PDF)$")] = Field(alias="ファイル")
    """Path inside the folder of the 業務."""
    page: int = Field(1, alias="頁", ge=1)
    alternative: Text = Field(alias="代替テキスト")
    fields: tuple[AttachedField, ...] = Field(alias="欄", min_length=1)
    sha256: Sha256 | None = Field(None, alias="sha256")
    """Digest of the attached file; filled in by the reader, never by an author."""


Layout = Annotated[DrawnLayout | AttachedLayout, Field(discriminator="kind")]


class Form(Value):
    """A 帳票: its ID, its audience, its layout, its 諸元表."""

    id: FormId = Field(alias="帳票ID")
    name: Line = Field(alias="帳票名称")
    audience: Audience = Field(alias="対象")
    classes: by_body(ImplementationClass) = Field(alias="実装類型")  # type: ignore[valid-type]
    purpose: Text | None = Field(None, alias="用途")
    basis: Text | None = Field(None, alias="根拠")
    """The law or the outside specification that fixes this form."""
    outside: CitedSpecification | None = Field(None, alias="外部仕様")
    """The specification of others that fixes layout and items of this form."""
    staff_reason: Text | None = Field(None, alias="職員向けの理由")
    note: Text | None = Field(None, alias="備考")
    items: tuple[FormItem, ...] = Field((), alias="諸元表")
    layout: Layout | None = Field(None, alias="レイアウト")
    replaced_by_data: Text | None = Field(None, alias="データ要件で代替")
    """Why the data requirement stands in for layout and 諸元表 (帳票要件の標準 (3) ただし書)."""
    replaces: tuple[FormId, ...] = Field((), alias="置換元")
    retired: Retirement | None = Field(None, alias="廃止")
    internal: Text | None = Field(None, alias="内部メモ", exclude=True)

    def classes_by_body(self) -> dict[str, ImplementationClass]:
        """Class per 団体区分; the key 全団体 when there is only one."""
        found = self.classes
        return dict(found) if isinstance(found, dict) else {ALL_BODIES: found}
