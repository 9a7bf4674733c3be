"""What git shows of one changed file: functions, forms and items instead of lines."""

import re
from difflib import unified_diff
from pathlib import Path

from hyojun.source import one_file

from ..changes import Change, DocumentComparison
from ..compare import compared
from .text import render_document
from .words import clean, is_empty


def file_difference(
    root: Path | None, name: str, old: bytes | None, new: bytes | None, colour: bool = False
) -> str:
    """The changes of one file in words, or its lines where it is no file that can be told by itself."""
    head = f"■ {clean(name)}" + ("（新しいファイル）" if old is None else "（削除）" if new is None else "")
    sides = one_file(root, name, old, new)
    if sides is None:
        return f"{head}\n{_by_lines(name, old or b'', new or b'')}"
    found = [_unnumbered(d) for d in compared(*sides).documents if not is_empty(d)]
    if not found:
        return f"{head}\n  内容の変更はありません（書き方だけの違いです）。"
    return "\n".join([head, *(line for d in found for line in render_document(d, colour))])


_NUMBER = re.compile(r"^[0-9]+(?:\.[0-9]+)* ", re.MULTILINE)


def _unnumbered(found: DocumentComparison) -> DocumentComparison:
    """Places without their numbers: one file does not know how many headings stand before it."""

    def plain(text: str | None) -> str | None:
        return text and _NUMBER.sub("", text)

    def told(change: Change) -> Change:
        update: dict[str, object] = {"place": plain(change.place)}
        if change.field == "見出し":
            update |= {"before": plain(change.before), "after": plain(change.after), "parts": ()}
        return change.model_copy(update=update)

    return found.model_copy(update={"changes": tuple(told(c) for c in found.changes)})


def _by_lines(name: str, old: bytes, new: bytes) -> str:
    if b"\0" in old or b"\0" in new:
        return "  文字のファイルではないため、中身は示しません。"
    lines = unified_diff(_clean_lines(old), _clean_lines(new), f"a/{name}", f"b/{name}", lineterm="")
    return "\n".join(lines)


def _clean_lines(data: bytes) -> list[str]:
    return [clean(line) for line in data.decode("utf-8", "replace").replace("\r\n", "\n").split("\n")]
