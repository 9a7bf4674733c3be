"""Fields: what Word computes. Their results are text; those that would fetch or run something are refused."""

from typing import NamedTuple

from ..remarks import ImportProblem
from .names import Element
from .profile import profile

_CONTENTS = ("TOC", "INDEX", "TOA")
_MOST = 200
"""Fields within fields; an instruction is not longer than a page either."""


class Field(NamedTuple):
    """A field that is open."""

    instruction: str = ""
    started: bool = False
    """Its result has begun."""

    @property
    def keyword(self) -> str:
        return (self.instruction.split() or [""])[0].upper()


class Fields:
    """The fields that are open at a place of the text; they may go on over paragraphs."""

    def __init__(self, file: str) -> None:
        self._file = file
        self._open: list[Field] = []

    @property
    def in_contents(self) -> bool:
        """Whether what stands here is part of a table of contents or an index."""
        return any(f.keyword in _CONTENTS and f.started for f in self._open)

    @property
    def in_instruction(self) -> bool:
        return bool(self._open) and not self._open[-1].started

    def mark(self, element: Element, paragraph: int) -> None:
        """A w:fldChar: a field begins, its result begins, or it ends."""
        match element.get("w:fldCharType"):
            case "begin" if len(self._open) < _MOST:
                self._open.append(Field())
            case "separate" if self._open:
                self.check(self._open[-1].instruction, paragraph)
                self._open[-1] = self._open[-1]._replace(started=True)
            case "end" if self._open:
                self.check(self._open.pop().instruction, paragraph)

    def instruct(self, text: str) -> None:
        """More of the instruction of the innermost field."""
        if self._open and len(self._open[-1].instruction) < 10_000:
            self._open[-1] = self._open[-1]._replace(instruction=self._open[-1].instruction + text)

    def check(self, instruction: str, paragraph: int) -> None:
        """Raises ImportProblem for an instruction that fetches or runs something."""
        keyword = Field(instruction).keyword
        if keyword in profile().fetching_fields:
            raise ImportProblem(
                f"「{self._file}」の第{paragraph}段落に、外のものを読み込むフィールド「{keyword}」があります。"
                "読み取りをやめました。Wordでそのフィールドを選び、Ctrl+Shift+F9 で文字にして保存し直してください。"
            )
