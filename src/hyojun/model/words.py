"""Words of the house: spellings that are one word, words too vague for a duty (基本方針 5.1.1.3.1)."""

from typing import Annotated, Literal

from pydantic import Field

from .value import Line, Mark, Value


class Spelling(Value):
    """表記: the spelling to use, and those that mean the same and are not used."""

    word: Line = Field(alias="表記")
    variants: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(alias="ゆれ")
    usage: Literal["名詞"] | None = Field(None, alias="用法")
    """名詞: the dictionary speaks of the noun only; 問い合わせる and 問い合わせ、 are verbs."""
    unless: tuple[Line, ...] = Field((), alias="除く")
    """Longer words in which it is another word (ユーザビリティ)."""


class Everyday(Value):
    """言い換え: words of every day, and the words under which a specification has what they mean."""

    words: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(alias="日常の語")
    terms: Annotated[tuple[Line, ...], Field(min_length=1)] = Field(alias="仕様書の語")


class VagueWord(Value):
    """A wording that leaves open what a system has to do."""

    word: Line = Field(alias="語")
    unless: tuple[Line, ...] = Field((), alias="除く")
    """Longer words in which it is not vague (等 in 中等教育, 等級)."""
    settled: tuple[Line, ...] = Field((), alias="定める語")
    """Words that, in the same text, say what it leaves open (原則として with ただし)."""
    listing: Mark | None = Field(None, alias="列挙の後を除く")
    """It closes a list (A、B等): vague only where there is no list before it and no （…） after it."""
    remedy: Line = Field(alias="直し方")


class Steps(Value):
    """Words by which a sentence names what goes in, what is done and what comes out."""

    input: tuple[Line, ...] = Field((), alias="入力")
    processing: tuple[Line, ...] = Field((), alias="処理")
    output: tuple[Line, ...] = Field((), alias="出力")
    linkage: tuple[Line, ...] = Field((), alias="連携")
    """Words by which a function says that data are handed over to or from another system."""


class FlowShape(Value):
    """A 図形 of BPMN and whether 業務フロー are drawn with it."""

    tag: Line = Field(alias="図形")
    """Tag of BPMN, for events with their trigger, or mark of a task: userTask, startEvent/timer, 補償."""
    name: Line = Field(alias="名称")
    used: Mark | None = Field(None, alias="使う")


class Words(Value):
    """The dictionary; `spec/_settings/words.yaml` takes the place of the one that comes with hyojun."""

    spellings: tuple[Spelling, ...] = Field((), alias="表記のゆれ")
    everyday: tuple[Everyday, ...] = Field((), alias="言い換え")
    """What people type who do not know the words of the specification; the search of the site asks for both."""
    vague: tuple[VagueWord, ...] = Field((), alias="あいまいな語")
    steps: Steps = Field(default_factory=Steps, alias="入力・処理・出力の語")
    flow_shapes: tuple[FlowShape, ...] = Field((), alias="業務フローの図形")
    """Which shapes of BPMN are used; none listed: all of them."""
