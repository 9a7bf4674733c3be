"""A Word document as blocks, with its notes and an account of every word in it."""

import posixpath
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import NamedTuple

from ...files import _FORBIDDEN as FORBIDDEN
from ..opening import BROKEN, broken
from ..remarks import ImportProblem
from .account import by_paragraph, characters, cited, joined, visible, without_fallback
from .blocks import Block, Item, Paragraph, Table
from .drawings import Drawings
from .fields import Fields
from .inline import Inline, note_label
from .names import Element, each, first, is_on, value, whole
from .notes import Leftover, Notes, Told, words_below
from .numbering import Numbering
from .package import SAVE_AGAIN, Package, opened
from .profile import is_one_of, profile
from .styles import Style, Styles

_MAIN = "word/document.xml"
_MAX_COLUMNS = 200
_MAX_CELLS = 300_000
"""Of all tables, after merged cells were expanded."""
_MAX_COPIED = 2_000_000
"""Characters that are repeated because cells were merged."""
_WRAPPERS = frozenset(
    "w:sdtContent w:customXml w:ins w:moveTo w:smartTag w:tbl w:txbxContent w:body mc:Choice".split()
)
_SILENT = frozenset(
    "w:sdtPr w:sdtEndPr w:tblPr w:tblGrid w:tblPrEx w:trPr w:tcPr w:customXmlPr w:bookmarkStart w:bookmarkEnd"
    " w:proofErr w:permStart w:permEnd w:commentRangeStart w:commentRangeEnd w:moveFromRangeStart w:moveFromRangeEnd"
    " w:moveToRangeStart w:moveToRangeEnd w:customXmlInsRangeStart w:customXmlInsRangeEnd"
    " w:customXmlDelRangeStart w:customXmlDelRangeEnd".split()
)
_CHANGED = ("w:pPrChange", "w:rPrChange", "w:tblPrChange", "w:tcPrChange", "w:trPrChange", "w:sectPrChange",
            "w:tblGridChange", "w:numberingChange")  # fmt: skip


class Counts(NamedTuple):
    """What is in the document."""

    paragraphs: int
    tables: int
    rows: int
    pictures: int
    footnotes: int
    characters: int
    """Visible ones of the body, of footnotes and of text boxes; without white space."""
    taken: int
    """Those of them that stand in paragraphs which were read."""


class Document(NamedTuple):
    """What a document holds, and what is to be said of it."""

    blocks: tuple[Block, ...]
    footnotes: Mapping[str, tuple[Block, ...]]
    """By the label that pieces have."""
    title: str
    """As the properties of the document have it; may be empty."""
    counts: Counts
    told: tuple[Told, ...]


def read_document(path: Path) -> Document:
    """Read a .docx; raises ImportProblem for what cannot be read or is not safe to read."""
    package = opened(path)
    try:
        return _Reader(package).document()
    except BROKEN as error:
        raise broken(path.name, SAVE_AGAIN) from error
    except RecursionError as error:
        raise ImportProblem(
            f"「{path.name}」は入れ子が深すぎます。Wordで表や枠の入れ子を減らしてください。"
        ) from error


class _Reader:
    """One run over one document."""

    def __init__(self, package: Package) -> None:
        self.package = package
        self.notes = Notes()
        self.styles = Styles(package.xml("word/styles.xml"))
        self.numbering = Numbering(package.xml("word/numbering.xml"), self.styles)
        self.number = self.tables = self.rows = self.pictures = self.cells = self.copied = self.taken = 0
        self.part = _MAIN
        self.fields = Fields(package.name)
        self.relations = package.relations(_MAIN)
        self.comments = {c.get("w:id", ""): c for c in each(self._side("comments"), "w:comment")}
        self.unknown_styles: dict[str, list[int]] = {}
        self.in_contents = False

    def document(self) -> Document:
        main = self.package.xml(_MAIN)
        body = first(main, "w:body")
        if body is None:
            raise broken(self.package.name, SAVE_AGAIN)
        blocks = tuple(self.blocks(body))
        self._left_over(body)
        visible_words = characters(body)
        self.pictures = sum(e.tag in ("a:blip", "v:imagedata") for e in without_fallback(body))
        footnotes: dict[str, tuple[Block, ...]] = {}
        marks = cited(blocks)
        for kind, short in (("footnote", "fn"), ("endnote", "en")):
            root = self._side(f"{kind}s")
            for note in each(root, f"w:{kind}"):
                if note.get("w:type", "normal") != "normal":
                    continue
                label = note_label(short, note)
                self._enter(self._part_of(f"{kind}s"))
                read = tuple(self.blocks(note))
                visible_words += characters(note)
                if label in marks:
                    footnotes[label] = read
                else:
                    text = words_below([note])
                    self.notes.tell(
                        Leftover.LOST, "本文から指されていない脚注です。取り込んでいません。", text=text
                    )
                self._left_over(note)
        for label in marks:
            if label not in footnotes:
                self.notes.tell(Leftover.DOUBT, "脚注の印がありますが、脚注の文がありません。", marks[label])
        for id in tuple(self.comments):
            self._comment(id, 0)
        self._margins()
        self._changes(body)
        self._parts()
        for name, places in self.unknown_styles.items():
            for place in places:
                self.notes.tell(
                    Leftover.UNKNOWN, f"知らないスタイル「{name}」です。本文の段落としました。", place
                )
        counts = Counts(
            self.number, self.tables, self.rows, self.pictures, len(footnotes), visible_words, self.taken
        )
        return Document(blocks, footnotes, self._title(), counts, self.notes.told)

    def blocks(self, element: Element) -> Iterator[Block]:
        """The paragraphs and tables at or below an element."""
        for child in element:
            yield from self._block(child)

    def _block(self, element: Element) -> Iterator[Block]:
        match element.tag:
            case "w:p":
                yield from self._paragraph(element)
            case "w:tbl":
                yield self._table(element)
            case "w:sdt":
                gallery = value(first(element, "w:sdtPr"), "w:docPartObj/w:docPartGallery")
                before, self.in_contents = (
                    self.in_contents,
                    self.in_contents or gallery == "Table of Contents",
                )
                yield from self.blocks(element)
                self.in_contents = before
            case "w:del" | "w:moveFrom":
                self._struck(element, "変更履歴で削除された部分です。取り込んでいません。")
            case "w:altChunk":
                message = "ほかのファイルをそのまま埋め込んだ部分（altChunk）です。取り込んでいません。"
                self.notes.tell(
                    Leftover.LOST, f"{message}Wordで開いて保存し直すと、文書の一部になります。", self.number
                )
            case "mc:AlternateContent":
                chosen = first(element, "mc:Choice")
                for other in each(element, "mc:Fallback"):
                    self.notes.used_below(other)
                yield from self.blocks(chosen) if chosen is not None else ()
            case tag if tag in _WRAPPERS:
                yield from self.blocks(element)
            case "w:sectPr":
                pass
            case tag if tag in _SILENT:
                pass
            case _:
                message = f"知らない要素「{element.tag}」です。中の段落だけを取り込みました。"
                self.notes.tell(Leftover.UNKNOWN, message, self.number)
                yield from self.blocks(element)

    def _paragraph(self, element: Element) -> Iterator[Block]:
        self.number += 1
        number = self.number
        look = first(element, "w:pPr")
        style = self.styles.style(value(look, "w:pStyle") or self.styles.default)
        inline = Inline(
            number, self.notes, self.fields, self.relations,
            Drawings(self.package, self.relations, self.notes), self._comment,
        )  # fmt: skip
        in_contents = self.in_contents or self.fields.in_contents
        inline.read(element)
        self.taken += sum(visible(p.text) for p in inline.pieces if p.kind != "picture")
        if any(first(first(look, "w:rPr"), tag) is not None for tag in ("w:ins", "w:del")):
            message = "段落の区切りに変更履歴があります。段落の切れ目を確かめてください。"
            self.notes.tell(Leftover.DOUBT, message, number)
        paragraph = Paragraph(
            number=number,
            pieces=joined(inline.pieces),
            style=style.name,
            breaks=inline.breaks or first(look, "w:sectPr") is not None or is_on(look, "w:pageBreakBefore"),
            bold=bool(inline.bold if inline.bold is not None else style.bold) or style.bold,
        )
        contents = in_contents or inline.contents or _is_contents(style)
        paragraph = paragraph._replace(contents=contents)
        if not contents:
            paragraph = self._placed(paragraph, look, style)
        yield paragraph
        for box in inline.boxes:
            yield from self.blocks(box)

    def _placed(self, paragraph: Paragraph, look: Element | None, style: Style) -> Paragraph:
        """A paragraph with its level as a heading, its number and its place in a list."""
        if not paragraph.pieces:
            return (
                paragraph  # Word prints no number before some of these, and there is nothing to be numbered
            )
        outline = value(look, "w:outlineLvl")
        level = whole(outline, 9) if outline else style.outline
        if level is not None and level < 9 and not is_one_of(style.name, profile().title_styles):
            paragraph = paragraph._replace(level=level + 1)
        elif style.id and not self._is_known(style):
            self.unknown_styles.setdefault(style.name, []).append(paragraph.number)
        list_id = value(look, "w:numPr/w:numId") or style.list_id
        own_level = value(look, "w:numPr/w:ilvl")
        at = whole(own_level) if own_level else style.list_level
        printed = self.numbering.printed(list_id, at, style.id) if list_id not in ("", "0") else None
        if printed is None:
            return paragraph
        if printed.unknown:
            message = f"番号の形「{printed.unknown}」を知りません。「{printed.text}」としました。"
            self.notes.tell(Leftover.DOUBT, message, paragraph.number)
        if paragraph.level is None and (printed.bullet or printed.text):
            paragraph = paragraph._replace(item=Item(printed.level, printed.bullet))
        return paragraph if printed.bullet else paragraph._replace(label=printed.text)

    def _is_known(self, style: Style) -> bool:
        known = profile()
        names = (
            *known.body_styles, *known.title_styles, *known.caption_styles, *known.note_styles,
            *known.contents_styles,
        )  # fmt: skip
        return is_one_of(style.name, names) or is_one_of(style.name.rstrip("0123456789 "), names)

    def _table(self, element: Element) -> Table:
        self.tables += 1
        first_paragraph = self.number + 1
        rows: list[list[tuple[Block, ...]]] = []
        heads = 0
        merged: list[str] = []
        for row in self._below(element, "w:tr"):
            look = first(row, "w:trPr")
            if first(look, "w:del") is not None:
                self._struck(row, "変更履歴で削除された表の行です。取り込んでいません。")
                continue
            if first(look, "w:ins") is not None:
                self.notes.tell(
                    Leftover.DOUBT, "変更履歴で挿入された表の行です。挿入を反映しました。", self.number + 1
                )
            self.rows += 1
            if is_on(look, "w:tblHeader") and heads == len(rows):
                heads += 1
            rows.append(self._row(row, look, rows, merged))
        width = max(map(len, rows), default=0)
        if merged:
            message = f"結合したセルを分け、同じ文字を入れました（表{self.tables}: {'、'.join(merged)}）。"
            self.notes.tell(Leftover.REWRITTEN, message, first_paragraph)
        full = tuple(tuple(row) + ((),) * (width - len(row)) for row in rows)
        return Table(min(first_paragraph, max(self.number, 1)), full, heads)

    def _row(
        self, row: Element, look: Element | None, above: list[list[tuple[Block, ...]]], merged: list[str]
    ) -> list[tuple[Block, ...]]:
        found: list[tuple[Block, ...]] = [()] * min(whole(value(look, "w:gridBefore")), _MAX_COLUMNS)
        for cell in self._below(row, "w:tc"):
            properties = first(cell, "w:tcPr")
            down = first(properties, "w:vMerge")
            span = max(whole(value(properties, "w:gridSpan"), 1), 1)
            content = tuple(b for b in self.blocks(cell) if isinstance(b, Table) or b.pieces)
            where = f"{len(above) + 1}行{len(found) + 1}列"
            if down is not None and down.get("w:val", "continue") == "continue":
                over = above[-1][len(found)] if above and len(found) < len(above[-1]) else ()
                content = content or _repeated(over)
                self.copied += _length(content)
                merged.append(where)
            elif span > 1:
                merged.append(f"{where}から{span}列")
            self.cells += span
            self.copied += _length(content) * (span - 1)
            if len(found) + span > _MAX_COLUMNS or self.cells > _MAX_CELLS or self.copied > _MAX_COPIED:
                raise ImportProblem(
                    f"「{self.package.name}」の第{self.number}段落の表は大きすぎます"
                    f"（上限 {_MAX_COLUMNS}列、文書全体で{_MAX_CELLS:,}セル）。表を分けてください。"
                )
            found += [content, *[_repeated(content)] * (span - 1)]
        return found

    def _below(self, element: Element, tag: str) -> Iterator[Element]:
        """Rows of a table, or cells of a row, inside whatever wraps them."""
        for child in element:
            if child.tag == tag:
                yield child
            elif child.tag in _WRAPPERS or child.tag == "w:sdt":
                yield from self._below(child, tag)
            elif child.tag in ("w:del", "w:moveFrom"):
                self._struck(child, "変更履歴で削除された部分です。取り込んでいません。")
            elif child.tag not in _SILENT:
                self.notes.tell(
                    Leftover.UNKNOWN, f"表の中に、知らない要素「{child.tag}」があります。", self.number
                )

    def _struck(self, element: Element, message: str) -> None:
        self.notes.tell(Leftover.LOST, message, self.number + 1, words_below([element]))
        self.notes.used_below(element)

    def _comment(self, id: str, paragraph: int) -> None:
        """Tell of a comment, once."""
        comment = self.comments.pop(id, None)
        if comment is None:
            return
        author = f"（{comment.get('w:author')}）" if comment.get("w:author") else ""
        text = " ".join(words_below([p]) for p in comment.iter("w:p"))
        self.notes.tell(Leftover.LOST, f"コメント{author}です。取り込んでいません。", paragraph, text)

    def _left_over(self, root: Element) -> None:
        """Words that no reader took and nobody told of."""
        for paragraph, text in by_paragraph(root, self.notes.unused(root)):
            message = "読み取れない所にある文字です。取り込んでいません。"
            self.notes.tell(Leftover.LOST, message, 0 if paragraph is None else self.number, text)

    def _margins(self) -> None:
        """Headers and footers: their words, once each."""
        for relation in self.package.relations(_MAIN).values():
            if relation.kind not in ("header", "footer") or relation.external:
                continue
            root = self.package.xml(relation.target)
            text = " ".join(filter(None, (words_below([p]).strip() for p in each(root, "w:p")))) or (
                words_below([root]) if root is not None else ""
            )
            what = "ヘッダー" if relation.kind == "header" else "フッター"
            if text.strip():
                self.notes.tell(Leftover.ASIDE, f"{what}の文字です。", text=text)
            if root is not None and any(e.tag in ("w:drawing", "w:pict") for e in root.iter()):
                self.notes.tell(Leftover.ASIDE, f"{what}に図又は図形があります。")

    def _changes(self, body: Element) -> None:
        if number := sum(e.tag in _CHANGED for e in body.iter()):
            message = f"書式の変更履歴が{number}か所にあります。今の書式で読み取りました。"
            self.notes.tell(Leftover.READ, message)

    def _parts(self) -> None:
        """Parts of the package that hold something of their own and belong to no paragraph."""
        for part in sorted(self.package.parts):
            if part.startswith(("customXml/item", "word/glossary/")) and part.endswith(".xml"):
                self.notes.tell(Leftover.ASIDE, f"文書に付属する部分「{part}」です。")
            elif part.startswith("word/embeddings/"):
                self.notes.tell(Leftover.ASIDE, f"埋め込まれたファイル「{part}」です。")

    def _title(self) -> str:
        core = self.package.xml("docProps/core.xml")
        title = first(core, "dc:title")
        return "" if title is None else " ".join(FORBIDDEN.sub("", title.text or "").split())

    def _part_of(self, kind: str) -> str:
        found = (r for r in self.package.relations(_MAIN).values() if r.kind == kind and not r.external)
        return next((r.target for r in found), f"word/{kind}.xml")

    def _side(self, kind: str) -> Element | None:
        return self.package.xml(self._part_of(kind))

    def _enter(self, part: str) -> None:
        """Read another part: its references are its own."""
        if part != self.part:
            self.part, self.relations = part, self.package.relations(posixpath.normpath(part))


def _is_contents(style: Style) -> bool:
    name = style.name.strip().casefold()
    return (name.removeprefix("toc").strip().isdigit() and name.startswith("toc")) or (
        is_one_of(style.name, profile().contents_styles)
        or (name.startswith("目次") and name[2:].strip().isdigit())
    )


def _repeated(content: tuple[Block, ...]) -> tuple[Block, ...]:
    """What merged cells say again: not a table, which would multiply with every table around it."""
    return () if any(isinstance(b, Table) for b in content) else content


def _length(content: tuple[Block, ...]) -> int:
    return sum(len(p.text) for b in content if isinstance(b, Paragraph) for p in b.pieces)
