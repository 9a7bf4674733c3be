"""Functions written in prose under class labels, as 見出し and 機能 of the model."""

import re
import unicodedata
from collections.abc import Mapping
from typing import Any

from hyojun.model import ImplementationClass

from ..remarks import ImportProblem
from .blocks import Block, Paragraph, Piece, Table
from .forest import Placed
from .notes import Leftover, Notes
from .outline import Label, label_of, numbered, unframed

_ID = re.compile(r"[（(【\[]?\s*機能\s*(?:ID|ＩＤ)\s*[:：]?\s*([0-9０-９]{7})(?![0-9０-９])\s*[）)】\]]?")
_MOST = 9999
"""Of 仮番号."""


class Functions:
    """Makes the functions of one document: their IDs are unique in it."""

    def __init__(self, business: str, footnotes: Mapping[str, tuple[Block, ...]], notes: Notes) -> None:
        self.business = business
        self.footnotes = footnotes
        self.notes = notes
        self.written = 0
        """Functions made so far."""
        self.keys: set[str] = set()
        self._ids: set[str] = set()
        self._provisional = 0

    def heading(self, placed: Placed, expected: int) -> dict[str, Any]:
        """A heading with its functions; `expected`: the number it would have by its place."""
        ordinal = placed.number[-1]
        if placed.title and not numbered(placed.heading).number:
            given = ".".join(map(str, placed.number))
            message = f"1.1.1 の形の番号がない見出しです。位置により「{given}」となります。"
            self.notes.tell(Leftover.DOUBT, message, placed.heading.number, placed.heading.printed)
        title, id = self._titled(" ".join(placed.title.split()), placed)
        for piece in placed.heading.pieces:
            if piece.kind in ("note", "picture"):
                self._said(piece, placed.heading.number, None)
        found: dict[str, Any] = {"キー": self._key(placed)}
        if title:
            found["題名"] = title
        if ordinal != expected:
            found["番号"] = ordinal
        found |= self._content(placed, title or ".".join(map(str, placed.number)), id)
        below: list[dict[str, Any]] = []
        following = 1
        for child in placed.below:
            below.append(self.heading(child, following))
            following = child.number[-1] + 1
        if below:
            found["見出し"] = below
        return found

    def _titled(self, title: str, placed: Placed) -> tuple[str, str]:
        """The title without a 機能ID that is written in it, and that ID."""
        match = _ID.search(title)
        own = [b for b in unframed(placed.blocks) if _class_of(b)]
        if match is None or len(own) != 1:
            return title, ""
        return (title[: match.start()] + title[match.end() :]).strip(), match[1]

    def _content(self, placed: Placed, title: str, id: str) -> dict[str, Any]:
        """説明 and 機能 of a heading: what stands directly below it."""
        lead: list[Block] = []
        groups: list[tuple[Paragraph, Label, list[Block]]] = []
        for block in unframed(placed.blocks):
            label = label_of(block)
            if isinstance(block, Paragraph) and label is not None:
                groups.append((block, label, []))
            elif groups:
                groups[-1][2].append(block)
            else:
                lead.append(block)
        functions: list[dict[str, Any]] = []
        for block, label, own in groups:
            if isinstance(label.meaning, ImplementationClass):
                if made := self._function(block, label, own, title, id if not functions else "", functions):
                    functions.append(made)
                continue
            text = self._text(own, _after(block, label, self._lines(block)))
            if functions and label.meaning not in functions[-1]:
                functions[-1][label.meaning] = text or "―"
                if len(functions) > 1:
                    message = (
                        f"【{label.meaning}】を、直前の機能「{functions[-1]['機能名称']}」のものとしました。"
                    )
                    self.notes.tell(Leftover.DOUBT, message, block.number, block.text)
            else:
                lead += [block, *own]
                if functions:
                    message = f"【{label.meaning}】がどの機能のものか分からないため、見出しの説明としました。"
                    self.notes.tell(Leftover.DOUBT, message, block.number, block.text)
        found: dict[str, Any] = {}
        if text := self._text(lead):
            found["説明"] = text
        if functions:
            found["機能"] = functions
        return found

    def _function(
        self,
        block: Paragraph,
        label: Label,
        own: list[Block],
        title: str,
        id: str,
        before: list[dict[str, Any]],
    ) -> dict[str, Any] | None:
        rest = _after(block, label, self._lines(block))
        rest, id = _without_id(rest, id)
        if own and isinstance(own[0], Paragraph) and not id and _ID.fullmatch(own[0].text):
            _, id = _without_id([own[0].text], id)
            own = own[1:]
        text = self._text(own, rest)
        if not text:
            message = "ラベルの下に文がありません。機能としていません。"
            self.notes.tell(Leftover.LOST, message, block.number, block.printed)
            return None
        kind = label.meaning
        name = title
        if before:
            same = sum(f["実装類型"] == str(kind) for f in before)
            first = before[0]["実装類型"] == str(kind)
            number = same + 1 - first
            name = f"{title}（{kind}{number if number > 1 else ''}）"
            message = f"同じ見出しの2つ目以後の機能の名称を「{name}」としました。"
            self.notes.tell(Leftover.FILLED, message, block.number)
        self.written += 1
        return {
            "機能ID": self._id(id, block.number),
            "機能名称": name,
            "実装類型": str(kind),
            "機能要件": text,
        }

    def _id(self, written: str, paragraph: int) -> str:
        """The 機能ID of the text where it can be one of this 業務, else the next 仮番号."""
        id = unicodedata.normalize("NFKC", written)
        if id and id.startswith(self.business) and id not in self._ids:
            self._ids.add(id)
            return id
        if id:
            why = "この文書に2回出ています" if id in self._ids else f"業務{self.business}のものではありません"
            self.notes.tell(Leftover.DOUBT, f"機能ID {id} は{why}。仮番号としました。", paragraph, written)
        self._provisional += 1
        if self._provisional > _MOST:
            raise ImportProblem(f"機能IDのない機能が{_MOST:,}件を超えています。文書を分けてください。")
        return f"{self.business}仮{self._provisional}"

    def _key(self, placed: Placed) -> str:
        key = wanted = "kino-" + "-".join(map(str, placed.number))
        again = 1
        while key in self.keys:
            again += 1
            key = f"{wanted}-no{again}"
        if key != wanted:
            message = f"番号「{'.'.join(map(str, placed.number))}」の見出しが2つ以上あります。番号を確かめてください。"
            self.notes.tell(Leftover.DOUBT, message, placed.heading.number, placed.heading.printed)
        self.keys.add(key)
        return key

    def _text(self, blocks: list[Block], before: list[str] | None = None) -> str:
        """Blocks as the lines of a text, footnotes after them."""
        lines = list(before or [])
        cited: list[str] = []
        for block in blocks:
            lines += self._lines(block, cited)
        for at, label in enumerate(cited, 1):
            inner = [line for b in self.footnotes.get(label, ()) for line in self._lines(b)]
            lines += [f"（注{at}）{' '.join(inner)}"]
        kept = "\n".join(line.rstrip() for line in lines)
        return re.sub(r"\n{3,}", "\n\n", kept).strip("\n").strip(" ")

    def _lines(self, block: Block, cited: list[str] | None = None) -> list[str]:
        if isinstance(block, Table):
            message = "機能の文の中の表を、行ごとの文にしました。"
            self.notes.tell(Leftover.REWRITTEN, message, block.number)
            return [
                "\u3000／\u3000".join(
                    " ".join(" ".join(self._lines(b, cited)) for b in cell).strip() for cell in row
                )
                for row in block.rows
            ]
        text = "".join(self._said(p, block.number, cited) for p in block.pieces)
        if block.item and block.item.bullet:
            text = "\u3000" * block.item.level + "・" + text.strip()
        elif block.label:
            text = "\u3000" * (block.item.level if block.item else 0) + f"{block.label}\u3000{text.strip()}"
        return text.split("\n")

    def _said(self, piece: Piece, paragraph: int, cited: list[str] | None) -> str:
        """A piece in plain text; what is lost by that is told."""
        match piece.kind:
            case "break":
                return "\n"
            case "note":
                if cited is None:
                    message = "この場所の脚注の印は写せません。脚注の文を確かめてください。"
                    note = " ".join(
                        line for b in self.footnotes.get(piece.target, ()) for line in self._lines(b)
                    )
                    self.notes.tell(Leftover.LOST, message, paragraph, note)
                    return ""
                cited.append(piece.target)
                self.notes.tell(
                    Leftover.REWRITTEN, "機能の文の脚注を、文の末尾の（注）にしました。", paragraph
                )
                return f"（注{len(cited)}）"
            case "picture":
                words = f"（代替テキスト: {piece.text}）" if piece.text else ""
                message = f"機能の文の中の図です。取り込んでいません。{words}本編に加えてください。"
                self.notes.tell(Leftover.LOST, message, paragraph)
                return ""
            case "sub" | "sup":
                message = "機能の文の上付き・下付きの文字を、普通の大きさの文字にしました。"
                self.notes.tell(Leftover.REWRITTEN, message, paragraph, piece.text)
            case "link" if piece.target not in piece.text:
                return f"{piece.text}（{piece.target}）"
        return piece.text


def _class_of(block: Block) -> bool:
    label = label_of(block)
    return label is not None and isinstance(label.meaning, ImplementationClass)


def _after(block: Paragraph, label: Label, lines: list[str]) -> list[str]:
    """What stands in the paragraph of a label after it."""
    text = "\n".join(lines).strip()
    rest = text[
        text.find(block.text[: label.length].strip()) + len(block.text[: label.length].strip()) :
    ].strip()
    return rest.split("\n") if rest else []


def _without_id(lines: list[str], id: str) -> tuple[list[str], str]:
    """Lines without a 機能ID at the start of the first, and that ID unless there is one already."""
    match = _ID.match(lines[0]) if lines and not id else None
    if match is None:
        return lines, id
    rest = lines[0][match.end() :].strip()
    return ([rest] if rest else []) + lines[1:], match[1]
