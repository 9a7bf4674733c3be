"""How 新旧対照表, 正誤表, 改定履歴 and 変更一覧 look: columns, words and wording, as data in templates/papers/."""

from pathlib import Path
from typing import Annotated, Literal

import yaml
from pydantic import Field, StringConstraints, ValidationError, model_validator

from hyojun.model import LINE, Value

from ..job import template_folders
from ..problems import TableError

FILE = "papers.yaml"
EMPTY = "記入"
"""Content of a column that its reader fills in."""

Line = Annotated[str, StringConstraints(pattern=LINE)]
Choice = Annotated[str, StringConstraints(pattern=r"^[^,\r\n]+$")]
"""Excel parts a list of choices at commas."""
NEEDED = ("キー", "業務ID", "文書", "元の版", "先の版", "重さ")
"""Contents without which changes can neither be counted nor kept by a build of one 業務."""


Remark = Literal[
    "移動", "欠番", "対応", "図など", "影響", "適合基準日", "改定理由", "区分", "根拠", "施行日", "意見番号"
]
"""What the table knows beside the texts, what a change means and for whom, and what its author says of it."""


class ColumnProfile(Value):
    """A column."""

    content: Line = Field(alias="内容")
    header: Line = Field(alias="見出し")
    width: float = Field(alias="幅", gt=0, le=255)


class PaperProfile(Value):
    """A table that goes round on paper."""

    title: Line = Field(alias="題名")
    lead: tuple[Line, ...] = Field((), alias="前文")
    """Stands between title and table."""
    columns: tuple[ColumnProfile, ...] = Field(alias="列", min_length=1)


class ComparisonProfile(PaperProfile):
    """A 様式 of 新旧対照表."""

    name: Line = Field(alias="名称")
    left_out: Line = Field(alias="略")
    added: Line = Field(alias="新設")
    removed: Line = Field(alias="削除")
    gap: Line = Field(alias="欠番")
    """In the place of what a row of 廃止 was, where that stands beside what replaced it."""
    remarks: tuple[Remark, ...] = Field((), alias="備考")
    """What stands in 備考, in this order."""
    is_head_doubled: bool = Field(False, alias="標記に二重傍線")
    """Of what came or went, what it is called by has a double line, as in the tables of 省令."""
    tail: tuple[Line, ...] = Field((), alias="後文")
    """Stands below the table."""

    def aside(self, words: str) -> str:
        """Words in the brackets that this 様式 has for what is no text of either side."""
        return f"{self.left_out[0]}{words}{self.left_out[-1]}"


class ComparisonProfiles(Value):
    used: Line = Field(alias="使う様式")
    """The one a build takes."""
    each: tuple[ComparisonProfile, ...] = Field(alias="様式", min_length=1)

    @model_validator(mode="after")
    def _exists(self) -> "ComparisonProfiles":
        if all(p.name != self.used for p in self.each):
            raise ValueError(f"様式「{self.used}」がない")
        return self


class ChangeColumn(ColumnProfile):
    """A column of 変更一覧."""

    meaning: Line | None = Field(None, alias="意味")
    """As the 凡例 says it; None: it does not."""
    choices: tuple[Choice, ...] = Field((), alias="選択肢")
    """What may be filled in."""
    is_number: bool = Field(False, alias="数")
    """Whether a number is filled in, so that it can be summed up."""

    @model_validator(mode="after")
    def _choices_fit(self) -> "ChangeColumn":
        if len(",".join(self.choices)) > 255:
            raise ValueError("選択肢は、合わせて255字までです")
        return self


class Meaning(Value):
    """A word of 変更一覧 and what it means."""

    topic: Line = Field(alias="区分")
    word: Line = Field(alias="語")
    meaning: Line = Field(alias="意味")


class ChangesProfile(Value):
    """変更一覧."""

    cover: Line = Field("表紙", alias="表紙のシート")
    sheet: Line = Field(alias="シート")
    compared: Line = Field(alias="比較のシート")
    legend_sheet: Line = Field("凡例", alias="凡例のシート")
    manner: tuple[Line, ...] = Field((), alias="使い方")
    """Stands on the cover."""
    fixed: int = Field(1, alias="固定列", ge=1)
    """First columns that stay in view and are repeated on every page."""
    columns: tuple[ChangeColumn, ...] = Field(alias="列", min_length=1)
    legend: tuple[Meaning, ...] = Field((), alias="凡例")

    @model_validator(mode="after")
    def _can_be_counted(self) -> "ChangesProfile":
        lacking = [c for c in NEEDED if all(own.content != c for own in self.columns)]
        if lacking:
            raise ValueError(f"列に内容「{lacking[0]}」がない")
        return self


class Profile(Value):
    """All of them."""

    comparison: ComparisonProfiles = Field(alias="新旧対照表")
    errata: PaperProfile = Field(alias="正誤表")
    history: PaperProfile = Field(alias="改定履歴")
    changes: ChangesProfile = Field(alias="変更一覧")

    def style(self, name: str | None = None) -> ComparisonProfile:
        """A 様式 of 新旧対照表 by its name; raises TableError."""
        wanted = name or self.comparison.used
        found = next((p for p in self.comparison.each if p.name == wanted), None)
        if found is None:
            known = "、".join(p.name for p in self.comparison.each)
            raise TableError(f"新旧対照表の様式「{wanted}」はありません（あるのは {known}）。")
        return found


def load_profile(root: Path) -> Profile:
    """The repository's own profile, else that of hyojun; raises TableError where it is not usable."""
    found = next((f / FILE for f in template_folders(root, "papers") if (f / FILE).is_file()), None)
    if found is None:
        raise TableError(f"表の様式（templates/papers/{FILE}）がありません。hyojun を入れ直してください。")
    try:
        return Profile.model_validate(yaml.load(found.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader))
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise TableError(f"templates/papers/{FILE} を YAML として読めません（{error}）。") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "の".join(str(step + 1) + "番目" if isinstance(step, int) else step for step in first["loc"])
        raise TableError(
            f"templates/papers/{FILE} の {place} に誤りがあります（{first['msg']}）。"
        ) from error
