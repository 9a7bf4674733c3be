"""What was recognised of a document before anything is taken in: for the screen, and as a profile file to correct."""

import re
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

from hyojun.model import ImplementationClass

from ...yaml_writer import inline
from .blocks import Block, Paragraph, Table
from .notes import Notes
from .outline import Section, arranged, label_of
from .profile import is_one_of, load_word_profile, profile, speaking
from .reading import read_document

_LABEL = re.compile(r"^【([^】]{1,30})】")
_ROLES = {
    "title_styles": "表題のスタイル",
    "caption_styles": "図表番号のスタイル",
    "note_styles": "注記のスタイル",
    "contents_styles": "目次のスタイル",
    "body_styles": "本文のスタイル",
}
_BODY = "本文のスタイル"


class Use(NamedTuple):
    """A label or a style, what it was taken for, and where it stands."""

    name: str
    meaning: str
    """Empty for one nobody knows."""
    times: int
    first: int
    """Number of the first paragraph."""


class WordMapping(NamedTuple):
    """What a document calls its parts."""

    headings: int
    labels: tuple[Use, ...]
    styles: tuple[Use, ...]


def word_mapping(path: Path, root: Path | None = None, words: Path | None = None) -> WordMapping:
    """Labels, styles and headings of a document; raises ImportProblem for what is none."""
    with speaking(load_word_profile(root, words)):
        document = read_document(path)
        parts = arranged(document.blocks, Notes())
        paragraphs = [p for p in _paragraphs(document.blocks) if p.pieces]
        labels = [(name, meaning, p.number) for p in paragraphs for name, meaning in _label(p)]
        styles = [(p.style, _role(p), p.number) for p in paragraphs if p.style]
        return WordMapping(sum(map(_headings, parts.sections)), _uses(labels), _uses(styles))


def _paragraphs(blocks: Iterable[Block]) -> Iterator[Paragraph]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (p for row in block.rows for cell in row for p in _paragraphs(cell))
        else:
            yield block


def _label(paragraph: Paragraph) -> Iterator[tuple[str, str]]:
    if label := label_of(paragraph):
        yield paragraph.text[: label.length].strip(), str(label.meaning)
    elif found := _LABEL.match(paragraph.text):
        yield found[0], ""


def _role(paragraph: Paragraph) -> str:
    if paragraph.level:
        return "見出し"
    known = profile()
    name = paragraph.style
    for field, role in _ROLES.items():
        if is_one_of(name, getattr(known, field)) or is_one_of(
            name.rstrip("0123456789 "), getattr(known, field)
        ):
            return role
    return "目次のスタイル" if paragraph.contents else ""


def _uses(found: Iterable[tuple[str, str, int]]) -> tuple[Use, ...]:
    counted: dict[tuple[str, str], list[int]] = {}
    for name, meaning, number in found:
        counted.setdefault((name, meaning), []).append(number)
    return tuple(Use(*key, len(numbers), numbers[0]) for key, numbers in counted.items())


def _headings(section: Section) -> int:
    return 1 + sum(map(_headings, section.below))


def word_mapping_lines(found: WordMapping) -> Iterator[str]:
    """For the screen; what nobody knows last."""
    yield f"見出し: {found.headings}"
    for word, uses, left in (
        ("ラベル", found.labels, "分からないラベルです（文章として取り込みます）"),
        ("スタイル", found.styles, "分からないスタイルです（本文の段落として取り込みます）"),
    ):
        for use in sorted(uses, key=lambda u: not u.meaning):
            where = "" if use.meaning else f"、初めは第{use.first}段落"
            yield f"{word}「{use.name}」（{use.times}段落{where}） → {use.meaning or left}"


def word_mapping_profile(found: WordMapping, file: str) -> str:
    """A profile file that says what was recognised, to be corrected by a person."""
    lines = [
        f"# 「{file}」の呼び方。違うところを直し、hyojun import {file} --profile このファイル で取り込む。",
        "# 実装類型、考え方・理由、備考には、その印となるラベルの言葉を、【】を付けずに書く。",
    ]
    bare = {u.name: u.name.strip("【】") for u in found.labels}
    classes = {c: _named(found.labels, str(c)) for c in ImplementationClass}
    if any(classes.values()):
        lines.append("実装類型:")
        for kind, names in classes.items():
            lines += _listed(str(kind), [bare[n] for n in names], "  ")
    for field in ("考え方・理由", "備考"):
        lines += _listed(field, [bare[n] for n in _named(found.labels, field)], "")
    for role in _ROLES.values():
        lines += _listed(role, _named(found.styles, role), "")
        if role == _BODY and (unknown := [u for u in found.styles if not u.meaning]):
            lines += [] if _named(found.styles, role) else [f"{role}:"]
            lines += [
                f"  - {inline(u.name)}  # 分からないスタイル（{u.times}段落）。移すか残す" for u in unknown
            ]
    if unknown := [u for u in found.labels if not u.meaning]:
        lines.append("# 分からなかったラベル。意味のあるものを、上の一覧に足す。")
        lines += [f"#   {u.name}（{u.times}か所、初めは第{u.first}段落）" for u in unknown]
    return "\n".join(lines) + "\n"


def _named(uses: Iterable[Use], meaning: str) -> list[str]:
    return list(dict.fromkeys(u.name for u in uses if u.meaning == meaning))


def _listed(key: str, names: Iterable[str], indent: str) -> list[str]:
    written = [f"{indent}  - {inline(name)}" for name in names]
    return [f"{indent}{key}:", *written] if written else []
