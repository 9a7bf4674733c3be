"""What Sphinx says while it writes a site, in words for authors."""

import logging
import re
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any

from sphinx.application import Sphinx
from sphinx.util.logging import WarningLogRecordTranslator, WarningSuppressor

Chapters = Mapping[str, str]
"""Docname of generated prose → the author's file, from the root of the repository."""


_JAPANESE: tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], str]], ...] = (
    (
        re.compile(r"Non-consecutive header level increase; H(\d) to H(\d)|Document headings start at H(\d)"),
        lambda m: "見出しの段が飛んでいます。「#」の数を1つずつ増やしてください。",
    ),
    (
        re.compile(
            r"'(?:any|myst)' (?:cross-)?reference target not found: '?([^']*)'?|'any' の参照先が見つかりません: (.*)"
        ),
        lambda m: f"参照先「{m[1] or m[2]}」がありません。IDか見出しのキーを確かめてください。",
    ),
    (
        re.compile(r"more than one target found for (?:'any' )?cross-reference '?([^':]*)'?"),
        lambda m: (
            f"参照先「{m[1]}」が複数あります。{{any}} の代わりに {{function}} などで種類を示してください。"
        ),
    ),
    (
        re.compile(r"Unknown interpreted text role \"([^\"]*)\""),
        lambda m: f"役割「{m[1]}」は使えません。",
    ),
    (
        re.compile(r"(?:Directive )?['\"](\w+)['\"] (?:directive )?disabled"),
        lambda m: f"「{{{m[1]}}}」は使えません。",
    ),
    (
        re.compile(r"Unknown directive type:? ['\"]([^'\"]*)['\"]"),
        lambda m: f"「{{{m[1]}}}」は使えません。",
    ),
)


def japanese(message: str) -> str:
    """A message of Sphinx or MyST for people who do not know either."""
    for pattern, words in _JAPANESE:
        if match := pattern.search(message):
            return words(match)
    if re.search(r"[ぁ-んァ-ヶ一-龠]", message):
        return message
    return f"文章の書き方を確かめてください（{message}）。"


_TYPE = re.compile(r"(?: \[[\w.-]+\])+$")


class Collector(logging.Handler):
    """Keeps every warning of Sphinx with the place in the author's file."""

    def __init__(self, app: Sphinx, chapters: Chapters, frozen: Iterable[str] = ()) -> None:
        """`frozen`: folders of released editions. Nobody can mend what is said there; it was checked when released."""
        super().__init__(logging.WARNING)
        self.addFilter(WarningSuppressor(app))
        self.addFilter(WarningLogRecordTranslator(app))
        self.source = Path(app.srcdir)
        self.chapters = chapters
        self.frozen = tuple(str(self.source / folder) + "/" for folder in frozen)
        self.found: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        place: Any = getattr(record, "location", None)
        if str(place).startswith(self.frozen):
            return
        # Sphinx's own record would put the path of the generated file before the message.
        message = japanese(_TYPE.sub("", logging.LogRecord.getMessage(record)))
        self.found.append(f"{self._place(str(place))}: {message}" if place else message)

    def _place(self, location: str) -> str:
        """`<generated file>:<line>` as a place in the author's file; others without their folder."""
        path, _, line = location.rpartition(":")
        if not path or not (line == "" or line.isdigit()):
            path, line = location, ""
        try:
            inside = Path(path).resolve().relative_to(self.source.resolve())
        except ValueError:
            return Path(path).name
        file = self.chapters.get(inside.with_suffix("").as_posix(), inside.as_posix())
        return f"{file}:{line}" if line else file
