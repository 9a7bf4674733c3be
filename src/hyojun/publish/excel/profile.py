"""What the workbooks look like: sheets, columns, words and widths, as data in templates/excel/."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError

from hyojun.model import LINE, Value

from ..job import template_folders
from .cells import ExcelError

FILE = "sheets.yaml"

Line = Annotated[str, StringConstraints(pattern=LINE)]

SheetName = Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\\r\n\x00-\x1f]+$")]
"""Excel forbids these characters; its limit of 31 is in UTF-16 units and checked when it is used."""


class ColumnProfile(Value):
    """A column, or several where a value differs per 団体区分 or per level."""

    content: Line = Field(alias="内容")
    """What goes in: a name the sheet's rows know."""
    header: Line = Field(alias="見出し")
    header_each: Line | None = Field(None, alias="区分別の見出し")
    """Header where the column is one of several; ＊ stands for the 団体区分 or the level."""
    width: float = Field(alias="幅", gt=0, le=255)
    """Half-width characters, as Excel counts."""
    align: Literal["左", "中央", "右"] = Field("左", alias="揃え")
    legend: Line | None = Field(None, alias="凡例")
    """Entry of the legend of hyojun that stands in 凡例）列項目説明, before the words of the sheet."""
    text: Line | None = Field(None, alias="説明")
    """For 凡例）列項目説明: what is about this sheet only."""
    rare: Literal["○"] | None = Field(None, alias="ある時だけ")
    """○: left out where no row has anything in it."""


class SheetProfile(Value):
    """A sheet: which content, under which name, with which columns."""

    content: Line = Field(alias="内容")
    name: SheetName = Field(alias="名称")
    paper: Literal["A3", "A4"] = Field("A4", alias="用紙")
    fixed: tuple[Line, ...] = Field((), alias="固定列")
    """Contents of neighbouring columns that say which row it is: repeated on every printed page; they
    and what is left of them stay in view when scrolling to the right."""
    columns: tuple[ColumnProfile, ...] = Field(alias="列", min_length=1)


class Profile(Value):
    """All sheets in the order of the workbook; a sheet without content is left out."""

    font: Line = Field(alias="書体")
    size: float = Field(alias="文字の大きさ", ge=6, le=14)
    classes: Literal["記号", "名称"] = Field("記号", alias="実装類型の表記")
    sheets: tuple[SheetProfile, ...] = Field(alias="シート", min_length=1)


def load_profile(root: Path) -> Profile:
    """The repository's own profile, else that of hyojun; raises ExcelError where it is not usable."""
    found = next((f / FILE for f in template_folders(root, "excel") if (f / FILE).is_file()), None)
    if found is None:
        raise ExcelError(f"Excel の様式（templates/excel/{FILE}）がありません。hyojun を入れ直してください。")
    try:
        return Profile.model_validate(yaml.safe_load(found.read_text(encoding="utf-8")))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise ExcelError(f"templates/excel/{FILE} を YAML として読めません（{error}）。") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "の".join(str(step + 1) + "番目" if isinstance(step, int) else step for step in first["loc"])
        raise ExcelError(f"templates/excel/{FILE} の {place} に誤りがあります（{first['msg']}）。") from error
