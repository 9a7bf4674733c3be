"""Whose text holds a character that no font has."""

import unicodedata
from collections.abc import Iterator, Sequence
from html import unescape

from hyojun.model import (
    Chapter,
    CodeList,
    DataGroup,
    DataItem,
    Flow,
    Form,
    Function,
    Heading,
    Kind,
    Linkage,
    Term,
    Value,
)

from .words import Place


def missing_message(place: Place, characters: Sequence[str]) -> str:
    """Which characters are missing and where each stands, with what to do."""
    lines = [f"「{c}」（{_code(c)}、{_where(place, c)}）" for c in characters[:10]]
    more = f"ほか{len(characters) - 10}字" if len(characters) > 10 else ""
    return (
        f"どの書体にもない文字があります: {'、'.join(lines)}{more}。"
        "文字を改めるか、その文字を持つ書体（IPAmj明朝など）のフォルダーを、pyproject.toml の [tool.hyojun] に "
        'fonts = ["フォルダー"] と書いて加えてください。'
    )


def _code(characters: str) -> str:
    """U+845B U+E0103, with its name where it has one."""
    points = " ".join(f"U+{ord(c):04X}" for c in characters)
    name = unicodedata.name(characters[0], "") if len(characters) == 1 else ""
    return f"{points} {name}".strip()


def _where(place: Place, characters: str) -> str:
    def holds(text: str) -> bool:
        # Markdown may name a character: &zwnj;
        return characters in text or characters in unescape(text)

    found = list(dict.fromkeys(w for w, text in _texts(place.document, "表紙") if holds(text)))
    if not found:
        found = [w for w, text in _texts(place.business.head, "業務の説明") if holds(text)]
    return found[0] + (f"ほか{len(found) - 1}か所" if len(found) > 1 else "") if found else "業務の台帳"


def _texts(value: object, where: str) -> Iterator[tuple[str, str]]:
    """Every text that is published, with the entry it belongs to."""
    if isinstance(value, str):
        yield where, value
    elif isinstance(value, Value):
        inside = _name(value) or where
        for name, field in type(value).model_fields.items():
            if not field.exclude:
                yield from _texts(getattr(value, name), inside)
    elif isinstance(value, dict):
        for key, part in value.items():
            yield from _texts(key, where)
            yield from _texts(part, where)
    elif isinstance(value, tuple):
        for part in value:
            yield from _texts(part, where)


def _name(value: Value) -> str | None:
    """What a reader would call an entry; None for what belongs to the one above it."""
    match value:
        case Function():
            return f"{Kind.FUNCTION}{value.id}"
        case Form():
            return f"{Kind.FORM}{value.id}"
        case DataItem():
            return f"{Kind.DATA_ITEM}{value.id}"
        case DataGroup():
            return f"{Kind.GROUP}{value.id or value.name}"
        case CodeList():
            return f"{Kind.CODE_LIST}{value.id}"
        case Linkage():
            return f"{Kind.LINKAGE}{value.id}"
        case Heading():
            return f"{Kind.HEADING}{value.key}"
        case Flow():
            return f"{Kind.FLOW}「{value.title}」"
        case Chapter():
            return f"本編「{value.file}」"
        case Term():
            return f"用語「{value.name}」"
    return None
