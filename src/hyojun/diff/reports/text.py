"""The comparison for a terminal: by 業務, document and weight, the words that changed inside their sentence."""

from collections.abc import Callable, Iterator

from ..changes import Change, Comparison, DocumentComparison, Piece, Weight
from .words import (
    WEIGHT_WORDS,
    by_weight,
    cited_as,
    clean,
    counts,
    document_title,
    editions,
    explained,
    is_empty,
    labels,
    questions,
    shortened,
    title,
    total,
    what,
)

_STYLES = {Weight.BREAKING: "bold red", Weight.REVIEW: "bold yellow", Weight.EDITORIAL: "bold cyan"}
_AROUND = 24
"""Characters shown beside a change."""
_MOST = 20
"""IDs that are listed of what a change reaches."""

Paint = Callable[[str, str], str]


def render(comparison: Comparison, colour: bool = False) -> str:
    """Without colour, what went stands in [-…-] and what came in {+…+}."""
    paint = _coloured() if colour else _plain
    shown = [d for d in comparison.documents if not is_empty(d)]
    if not shown:
        return total(comparison)
    lines = [paint(f"版の比較: {labels(comparison)}", "bold")]
    for found in shown:
        lines += ["", *_document(found, paint, colour)]
    return "\n".join([*lines, "", f"合計: {total(comparison)}"])


def render_document(found: DocumentComparison, colour: bool = False) -> Iterator[str]:
    """What changed in a document, without its heading."""
    yield from _changes(found, _coloured() if colour else _plain, colour)


def _document(found: DocumentComparison, paint: Paint, colour: bool) -> Iterator[str]:
    told = counts(found.changes, found.layout)
    yield paint(f"■ {document_title(found)}", "bold") + f"　{editions(found)}" + (f"　{told}" if told else "")
    yield from _changes(found, paint, colour)


def _changes(found: DocumentComparison, paint: Paint, colour: bool) -> Iterator[str]:
    for word, question in questions(found):
        style = "bold red" if word == "誤り" else "bold yellow"
        asked = f"{clean(question.text)}（指紋 {question.fingerprint}）"
        yield f"  {paint(word, style)} {question.code} {_ids(question.old, question.new)}: {asked}"
    for weight, changes in by_weight(found.changes):
        yield "  " + paint(f"{WEIGHT_WORDS[weight]} {len(changes)}件", _STYLES[weight])
        for change in changes:
            yield from _change(change, paint, colour)
    for match in found.matches:
        score = f" {match.score:.2f}" if match.score < 1 else ""
        state = "" if match.confirmed else "（未確認）"
        yield f"  対応 {_ids(match.old, match.new)} {match.how.value}{score}{state}"


def _change(change: Change, paint: Paint, colour: bool) -> Iterator[str]:
    bodies = f"［{'、'.join(change.bodies)}］" if change.bodies else ""
    yield f"    {paint(title(change), 'bold')} {what(change)}{clean(bodies)}" + paint(
        f" {change.code}（{cited_as(change)}）", "dim"
    )
    if change.place:
        yield f"      {paint(clean(change.place), 'dim')}"
    yield from (f"      {line}" for line in _texts(change, paint, colour))
    audiences = "・".join(a.value for a in change.audiences)
    yield f"      → {clean(change.reason)}" + (f"（{audiences}）" if audiences else "")
    if reason := explained(change):
        yield "      改定理由: " + reason.replace("\n", "\n        ")
    if change.conformance:
        yield f"      適合基準日: {clean(change.conformance)}"
    if change.affected:
        rest = len(change.affected) - _MOST
        yield f"      影響: {clean('、'.join(change.affected[:_MOST]))}" + (
            f" ほか{rest}件" if rest > 0 else ""
        )


def _texts(change: Change, paint: Paint, colour: bool) -> list[str]:
    if any(p.sign == "=" for p in change.parts):
        return "".join(_part(p, paint, colour) for p in shortened(change.parts, _AROUND)).split("\n")
    before, after = (clean(t or "") for t in (change.before, change.after))
    if before and after:
        return f"{_part_of('-', before, paint, colour)} → {_part_of('+', after, paint, colour)}".split("\n")
    if before or after:
        return _part_of("+" if after else "-", before or after, paint, colour).split("\n")
    return []


def _part(part: Piece, paint: Paint, colour: bool) -> str:
    return part.text if part.sign == "=" else _part_of(part.sign, part.text, paint, colour)


def _part_of(sign: str, text: str, paint: Paint, colour: bool) -> str:
    if not colour:
        return f"[-{text}-]" if sign == "-" else f"{{+{text}+}}"
    style = "strike red" if sign == "-" else "underline green"
    return "\n".join(paint(line, style) if line else line for line in text.split("\n"))


def _ids(old: tuple[str, ...], new: tuple[str, ...]) -> str:
    sides = ["、".join(ids) for ids in (old, new) if ids]
    return clean(" → ".join(dict.fromkeys(sides)))


def _plain(words: str, look: str) -> str:
    return words


def _coloured() -> Paint:
    # Imported here: a pipe needs none of it.
    from rich.color import ColorSystem
    from rich.style import Style

    return lambda words, look: Style.parse(look).render(words, color_system=ColorSystem.STANDARD)
