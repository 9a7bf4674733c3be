"""What the workbooks look like: sheets, columns, words and widths, as data in templates/excel/."""

from collections.abc import Mapping
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal, TypeVar

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from hyojun.model import LINE, Text, Value

from ..job import template_folders
from .cells import ExcelError

FILE = "sheets.yaml"
_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

Line = Annotated[str, StringConstraints(pattern=LINE)]

Choice = Annotated[str, StringConstraints(pattern=r"^[^,\r\n]+$")]
"""Excel parts a list of choices at commas."""

SheetName = Annotated[str, StringConstraints(pattern=r"^[^\[\]:*?/\\\r\n\x00-\x1f]+$")]
"""Excel forbids these characters; its limit of 31 is in UTF-16 units and checked when it is used."""


class ColumnProfile(Value):
    """A column, or several where a value differs per 団体区分 or per level."""

    content: Line = Field(alias="内容")
    """What goes in: a name the sheet's rows know."""
    header: Line = Field(alias="見出し")
    upper: Line | None = Field(None, alias="上段")
    """Header above this one; neighbours with the same one share it. One of several columns only has it where
    there are several."""
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
    answer: Literal["○"] | None = Field(None, alias="記入")
    """○: for the reader to fill in; every row is empty here."""
    choices: tuple[Choice, ...] = Field((), alias="選択肢")
    """Answers to choose from; others may be typed."""

    @model_validator(mode="after")
    def _choices_fit(self) -> "ColumnProfile":
        if len(",".join(self.choices)) > 255:
            raise ValueError("選択肢は、合わせて255字までです")
        return self


class SheetProfile(Value):
    """A sheet: which content, under which name, with which columns."""

    content: Line = Field(alias="内容")
    name: SheetName = Field(alias="名称")
    title: Line | None = Field(None, alias="表題")
    """Words above the table; ＊ stands for the 業務名. None: the name of the sheet after the 業務名."""
    note: Line | None = Field(None, alias="注記")
    """Line below the title, before the legend of the symbols."""
    blank: int = Field(0, alias="記入する行", ge=0, le=1000)
    """Empty rows to fill in."""
    paper: Literal["A3", "A4"] = Field("A4", alias="用紙")
    fixed: tuple[Line, ...] = Field((), alias="固定列")
    """Contents of neighbouring columns that say which row it is: repeated on every printed page; they
    and what is left of them stay in view when scrolling to the right."""
    columns: tuple[ColumnProfile, ...] = Field(alias="列", min_length=1)


class LegendRow(Value):
    """A row of a legend of the repository's own."""

    name: Text = Field(alias="名称")
    text: Text = Field(alias="内容")
    note: Text | None = Field(None, alias="備考")


class Profile(Value):
    """All sheets in the order of the workbook; a sheet without content is left out."""

    font: Line = Field(alias="書体")
    size: float = Field(alias="文字の大きさ", ge=6, le=14)
    classes: Literal["記号", "名称"] = Field("記号", alias="実装類型の表記")
    titles: Literal["あり", "なし"] = Field("あり", alias="表題の行")
    sheets: tuple[SheetProfile, ...] = Field(alias="シート", min_length=1)
    columns_legend: tuple[LegendRow, ...] = Field((), alias="列項目説明")
    """In the place of what the columns say of themselves; the official legend of a 基本データリスト."""
    types_legend: tuple[LegendRow, ...] = Field((), alias="データ型の説明")
    """In the place of hyojun's legend of データ型."""


class FormProfile(Profile):
    """A workbook to fill in."""

    purpose: Line = Field(alias="目的")
    asked: tuple[Line, ...] = Field((), alias="記入欄")
    """On the cover: who fills it in, and for what."""
    manner: tuple[LegendRow, ...] = Field((), alias="記入の仕方")


P = TypeVar("P", bound=Profile)


def load_profile(root: Path, *overlays: str) -> Profile:
    """The repository's own profile, else that of hyojun, under what overlays change of it.

    `overlays`: names of a 様式 or a 業務, whose files (デジタル庁.yaml, 031.yaml) are laid over it in turn. Raises
    ExcelError where a file is not usable.
    """
    found = _first(root, FILE)
    if found is None:
        raise ExcelError(f"Excel の様式（templates/excel/{FILE}）がありません。hyojun を入れ直してください。")
    file, plain = FILE, _plain(found, FILE)
    for overlay in overlays:
        if (over := _first(root, f"{overlay}.yaml")) is not None:
            file = f"{overlay}.yaml"
            plain = _laid_over(plain, _plain(over, file), file)
    return _valid(Profile, plain, file)


def load_form(root: Path, name: str) -> FormProfile:
    """A 様式 to fill in (適合確認様式.yaml); font, size and words of classes are those of the workbooks."""
    file = f"{name}.yaml"
    found, base = _first(root, file), _first(root, FILE)
    if found is None or base is None:
        raise ExcelError(f"Excel の様式（templates/excel/{file}）がありません。hyojun を入れ直してください。")
    common = {k: v for k, v in _plain(base, FILE).items() if k in ("書体", "文字の大きさ", "実装類型の表記")}
    return _valid(FormProfile, {**common, **_plain(found, file)}, file)


def _first(root: Path, file: str) -> Path | None:
    return next((f / file for f in template_folders(root, "excel") if (f / file).is_file()), None)


def _plain(path: Path, file: str) -> Mapping[str, Any]:
    try:
        return _parsed(path.read_text(encoding="utf-8"), file)
    except (OSError, UnicodeDecodeError) as error:
        raise ExcelError(f"templates/excel/{file} を読めません（{error}）。") from error


@lru_cache(maxsize=64)
def _parsed(text: str, file: str) -> Mapping[str, Any]:
    """The same text is asked for with every document; what comes out is never changed."""
    try:
        plain = yaml.load(text, Loader=_Loader)
    except yaml.YAMLError as error:
        raise ExcelError(f"templates/excel/{file} を YAML として読めません（{error}）。") from error
    if not isinstance(plain, dict):
        raise ExcelError(f"templates/excel/{file} の一番外側は、「キー: 値」の形で書いてください。")
    return plain


def _laid_over(base: Mapping[str, Any], over: Mapping[str, Any], file: str) -> Mapping[str, Any]:
    """Keys replace those of the base; of a sheet, those it names."""
    try:
        changed = {sheet["内容"]: sheet for sheet in over.get("シート", ())}
        known = [sheet["内容"] for sheet in base["シート"]]
    except (TypeError, KeyError) as error:
        raise ExcelError(
            f"templates/excel/{file} の「シート」には、「内容」のある項目を並べてください。"
        ) from error
    if strange := [name for name in changed if name not in known]:
        raise ExcelError(
            f"templates/excel/{file} のシートの内容「{strange[0]}」はありません。{'、'.join(known)} のどれかにしてください。"
        )
    sheets = [sheet | changed.get(sheet["内容"], {}) for sheet in base["シート"]]
    return {**base, **over, "シート": sheets}


def _valid(kind: type[P], plain: Mapping[str, Any], file: str) -> P:
    try:
        return kind.model_validate(plain)
    except ValidationError as error:
        first = error.errors()[0]
        place = "の".join(str(step + 1) + "番目" if isinstance(step, int) else step for step in first["loc"])
        raise ExcelError(f"templates/excel/{file} の {place} に誤りがあります（{first['msg']}）。") from error
