"""A document that was read, as the files of a 業務: chapters in Markdown, functions in YAML, pictures."""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

from ...formatting import formatted
from ...schema import SpecFile
from ...yaml_writer import to_yaml
from ..naming import file_name
from .blocks import Block, Paragraph
from .forest import forest
from .functions import Functions
from .markdown import Names, Writer, escaped
from .notes import Leftover, Notes
from .outline import Arranged, Section, has_label, numbered

PROSE, FUNCTIONS = "本編", "機能"
FRONT = "前付"
_DEEPEST = 6


class Converted(NamedTuple):
    """Files of a 業務, in reading order, and what is in them."""

    texts: dict[str, bytes]
    """Chapters and functions: path relative to the folder of the 業務 → content."""
    pictures: dict[str, bytes]
    chapters: int
    headings: int
    functions: int


def converted(
    parts: Arranged, footnotes: Mapping[str, tuple[Block, ...]], business: str, notes: Notes
) -> Converted:
    """The files of a document's parts."""
    return _Converter(footnotes, business, notes).run(parts)


class _Converter:
    """One run over one document."""

    def __init__(self, footnotes: Mapping[str, tuple[Block, ...]], business: str, notes: Notes) -> None:
        self.footnotes = footnotes
        self.notes = notes
        self.names = Names()
        self.functions = Functions(business, footnotes, notes)
        self.texts: dict[str, bytes] = {}
        self.taken: set[str] = set()
        self.chapters = self.headings = 0
        self.following = 1
        """The number that the next heading of functions has by its place."""
        self.waiting: list[Section] = []
        """Sections with functions, until the next chapter."""

    def run(self, parts: Arranged) -> Converted:
        if any(b for b in parts.front if not isinstance(b, Paragraph) or b.pieces):
            self._front(parts.front)
        for section in parts.sections:
            self._part(section)
        self._functions()
        pictures = {f"{PROSE}/{name}": picture.data for name, picture in self.names.files.items()}
        return Converted(self.texts, pictures, self.chapters, self.headings, self.functions.written)

    def _part(self, section: Section) -> None:
        """A section as a chapter, as functions, or as a chapter with functions in files of their own."""
        if not has_label(section):
            self._chapter(section)
        elif not _is_wrapper(section):
            self.waiting.append(section)
        else:
            self._chapter(section._replace(below=()))
            message = "機能の番号を囲む見出しです。本編の章とし、機能は別のファイルにしました。"
            self.notes.tell(Leftover.READ, message, section.heading.number, section.heading.printed)
            for child in section.below:
                self._part(child)

    def _front(self, blocks: tuple[Block, ...]) -> None:
        self.notes.tell(
            Leftover.FILLED, f"最初の見出しより前の文を、章「{FRONT}」にしました。", blocks[0].number
        )
        writer = Writer(self.names, self.notes, self.footnotes)
        self.chapters += 1
        self._save(FRONT, [f"(honpen-{self.chapters})=\n# {FRONT}", writer.blocks(blocks)], writer)

    def _chapter(self, section: Section) -> None:
        self._functions()
        writer = Writer(self.names, self.notes, self.footnotes)
        self.chapters += 1
        texts = list(self._headed(section, (self.chapters,), writer))
        self._save(numbered(section.heading).title or section.heading.printed, texts, writer)

    def _headed(self, section: Section, path: tuple[int, ...], writer: Writer) -> Iterator[str]:
        self.headings += 1
        level = min(len(path), _DEEPEST)
        if len(path) > _DEEPEST:
            message = f"見出しの段が深いため、{_DEEPEST}段目にしました。"
            self.notes.tell(Leftover.REWRITTEN, message, section.heading.number, section.heading.printed)
        key = "honpen-" + "-".join(map(str, path))
        # After the marks nothing is at the start of a line, but a trailing # would be taken for one.
        title = escaped(section.heading.printed.replace("#", "＃")).replace("\n", " ")
        if "#" in section.heading.printed:
            message = "見出しの「#」を「＃」に改めました。"
            self.notes.tell(Leftover.REWRITTEN, message, section.heading.number, section.heading.printed)
        yield f"({key})=\n{'#' * level} {title or '（題名なし）'}"
        extra = tuple(p for p in section.heading.pieces if p.kind in ("note", "picture"))
        if extra:
            message = "見出しの脚注又は図を、見出しのすぐ後ろに置きました。"
            self.notes.tell(Leftover.REWRITTEN, message, section.heading.number, section.heading.printed)
            yield writer.inline(extra)
        if text := writer.blocks(section.blocks):
            yield text
        for at, child in enumerate(section.below, 1):
            yield from self._headed(child, (*path, at), writer)

    def _save(self, title: str, texts: list[str], writer: Writer) -> None:
        done: list[str] = []
        while left := [label for label in writer.cited if label not in done and label in self.footnotes]:
            done.append(left[0])
            texts.append(writer.footnote(left[0], self.footnotes[left[0]]))
        name = f"{PROSE}/{file_name(f'{self.chapters}-{title}', self.taken)}.md"
        self.texts[name] = ("\n\n".join(filter(None, texts)) + "\n").encode()

    def _functions(self) -> None:
        """The functions that wait, a file for each heading on top."""
        for placed in forest(self.waiting, self.following):
            heading = self.functions.heading(placed, self.following)
            number = placed.number[0]
            self.following = number + 1
            name = f"{FUNCTIONS}/{file_name(f'{number}-{placed.title or number}', self.taken)}.yaml"
            text = to_yaml({"見出し": [heading]})
            self.texts[name] = (formatted(text, SpecFile, name).text or text).encode()
        self.waiting = []


def _is_wrapper(section: Section) -> bool:
    """Whether a heading stands around functions without being one of theirs: 第3章 around 1.1.1."""
    if has_label(section._replace(below=())):
        return False
    own = numbered(section.heading).number
    below = [number for child in section.below for number in _numbers(child)]
    return bool(below) and not (own and any(number[: len(own)] == own for number in below))


def _numbers(section: Section) -> Iterator[tuple[int, ...]]:
    """Numbers of the headings right above functions."""
    if (number := numbered(section.heading).number) and has_label(section._replace(below=())):
        yield number
    for child in section.below:
        yield from _numbers(child)
