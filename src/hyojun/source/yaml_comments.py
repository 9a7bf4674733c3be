"""Text that YAML takes for a comment: what follows ` #` in a value that nobody put in quotes.

A `#` with a space after it is meant as a comment; 「申請書 #3」 is not, and its end would be lost in silence.
"""

import re
from typing import NamedTuple

_GLUED = re.compile(r"(?<=[ \t])#[^\s#][^\n]*")

_LONGEST = 100
"""Characters of a value that is written out as it should be."""


class Lost(NamedTuple):
    """What YAML leaves out of a value, and the column it begins at, from 0."""

    text: str
    column: int

    def told(self, value: str) -> tuple[str, str]:
        """What to say of it, and how the whole would be written; `value` is what is left."""
        words = f"「{self.text[:20]}{'…' if len(self.text) > 20 else ''}」"
        message = (
            f"半角の空白の後の「#」から行の終わりまで（{words}）は注釈になり、値に入りません。"
            "文字なら値全体を引用符で囲み、注釈なら「#」の後に半角の空白を入れてください。"
        )
        whole = f"{value} {self.text}" if value else self.text
        mark = "'" if '"' in whole or "\\" in whole else '"'
        may_end_braces = any(c in self.text for c in ",}]")
        unsure = mark in whole or len(whole) > _LONGEST or may_end_braces
        return message, "" if unsure else f"{mark}{whole}{mark}"


def lost_to_comments(text: str) -> dict[int, Lost]:
    """Where a value (or what comes before one) ends → what follows it and is probably no comment."""
    if "#" not in text:
        return {}
    found = {}
    for match in _GLUED.finditer(text):
        start = text.rfind("\n", 0, match.start()) + 1
        end = start + len(text[start : match.start()].rstrip(" \t"))
        if end > start:  # a line that begins with # is a comment all through
            found[end] = Lost(match[0].rstrip(), match.start() - start)
    return found
