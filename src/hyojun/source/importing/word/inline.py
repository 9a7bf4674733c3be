"""The content of one paragraph as pieces; whatever has no piece of its own is told of."""

import re
import unicodedata
from collections.abc import Callable

from ...files import _FORBIDDEN as FORBIDDEN
from .blocks import Piece
from .drawings import Drawings
from .fields import Fields
from .names import Element, first, is_on, value
from .notes import WORDS, Leftover, Notes, words, words_below
from .package import Relation

_THROUGH = frozenset(
    "w:smartTag w:customXml w:sdtContent w:dir w:bdo w:ins w:moveTo w:r w:rubyBase m:oMathPara".split()
)
"""Elements whose content is content of the paragraph."""
_SILENT = re.compile(
    r"w:(?:[A-Za-z]*Pr|bookmark(?:Start|End)|proofErr|perm(?:Start|End)|comment(?:RangeStart|RangeEnd)"
    r"|(?:move(?:From|To)|customXml(?:Ins|Del|MoveFrom|MoveTo))Range(?:Start|End)|lastRenderedPageBreak|annotationRef"
    r"|footnoteRef|endnoteRef|separator|continuationSeparator|fldData|ffData|softHyphen|dayLong|pgNum)"
)
_SYMBOL_FONTS = re.compile(r"wingdings|webdings|^symbol$|zapf", re.IGNORECASE)
_GAIJI_FONTS = re.compile(r"eudc|外字|gaiji", re.IGNORECASE)
_IVS = re.compile("[\U000e0100-\U000e01ef\ufe00-\ufe0f]")
_SAFE = re.compile(r"^(https?://|mailto:)", re.IGNORECASE)

STRUCK = "取り消し線の付いた文字です。削除された記述でないか確かめてください。"
UNDERLINED = "下線の付いた文字です。下線は写していません。改定箇所の印でないか確かめてください。"
DOTTED = "圏点（傍点）の付いた文字です。圏点は写していません。"
INSERTED = "変更履歴で挿入された文字です。挿入を反映したものとして取り込みました。"
_DOUBTS = (STRUCK, UNDERLINED, INSERTED)


class Inline:
    """Reads one paragraph; used once."""

    def __init__(
        self,
        number: int,
        notes: Notes,
        fields: Fields,
        relations: dict[str, Relation],
        drawings: Drawings,
        comment: Callable[[str, int], None],
    ) -> None:
        self.number = number
        self.notes = notes
        self.fields = fields
        self.relations = relations
        self.drawings = drawings
        self.comment = comment
        self.pieces: list[Piece] = []
        self.boxes: list[Element] = []
        """Text boxes that are anchored here."""
        self.breaks = False
        self.contents = False
        self.bold: bool | None = None
        self._marked: dict[str, list[str]] = {}
        self._link = ""
        self._inserted = 0

    def read(self, paragraph: Element) -> None:
        """Everything in a paragraph."""
        self._all(paragraph)
        for message, found in self._marked.items():
            kind = Leftover.DOUBT if message in _DOUBTS else Leftover.REWRITTEN
            self.notes.tell(kind, message, self.number, "".join(found))

    def _all(self, element: Element) -> None:
        for child in element:
            self._one(child)

    def _one(self, element: Element) -> None:
        match element.tag:
            case "w:r":
                self._run(element)
            case "w:hyperlink":
                self._hyperlink(element)
            case "w:ins" | "w:moveTo":
                self._inserted += 1
                self._all(element)
                self._inserted -= 1
            case "w:del" | "w:moveFrom":
                self._deleted(element)
            case "w:sdt":
                if is_on(first(element, "w:sdtPr"), "w:showingPlcHdr"):
                    self._tell(
                        Leftover.DOUBT,
                        "入力欄の案内の文字です。消し忘れでないか確かめてください。",
                        words_below([element]),
                    )
                self._all(element)
            case "w:fldSimple":
                self.fields.check(element.get("w:instr", ""), self.number)
                self._all(element)
            case "m:oMath":
                self._equation(element)
            case "mc:AlternateContent":
                if (chosen := self._chosen(element)) is not None:
                    self._all(chosen)
            case tag if tag in _THROUGH:
                self._all(element)
            case tag if _SILENT.fullmatch(tag):
                pass
            case _:
                self._unknown(element)

    def _run(self, run: Element) -> None:
        look = first(run, "w:rPr")
        for child in run:
            match child.tag:
                case "w:t" | "w:delText":
                    self._text(child, look)
                case "w:tab" | "w:ptab":
                    self._put(" ")
                case "w:br" | "w:cr":
                    if child.get("w:type") in ("page", "column"):
                        self.breaks = True
                    else:
                        self.pieces.append(Piece("break"))
                case "w:noBreakHyphen":
                    self._put("‑")
                case "w:sym":
                    self._symbol(child)
                case "w:footnoteReference" | "w:endnoteReference":
                    self._note(child)
                case "w:commentReference":
                    self.comment(child.get("w:id", ""), self.number)
                case "w:fldChar":
                    self.fields.mark(child, self.number)
                    self.contents = self.contents or self.fields.in_contents
                case "w:instrText" | "w:delInstrText":
                    self.fields.instruct(child.text or "")
                case "w:ruby":
                    self._ruby(child)
                case "w:drawing" | "w:pict" | "w:object":
                    pictures, boxes = self.drawings.read(child, self.number)
                    self.pieces += [Piece("picture", p.alternative, picture=p) for p in pictures]
                    self.boxes += boxes
                case "mc:AlternateContent":
                    if (chosen := self._chosen(child)) is not None:
                        self._run(chosen)
                case _:
                    self._one(child)

    def _chosen(self, element: Element) -> Element | None:
        """One of several ways to say the same: the first; the words of the others are its own."""
        ways = [e for e in element if e.tag in ("mc:Choice", "mc:Fallback")]
        for other in ways[1:]:
            self.notes.used_below(other)
        return ways[0] if ways else None

    def _text(self, element: Element, look: Element | None) -> None:
        self.notes.used(element)
        text = re.sub(r"[\t\r\n]", " ", element.text or "")
        if hidden := dict.fromkeys(FORBIDDEN.findall(text)):
            codes = "、".join(f"U+{ord(c):04X}" for c in hidden)
            self._tell(Leftover.REWRITTEN, f"画面に見えない文字（{codes}）を取り除きました。")
            text = FORBIDDEN.sub("", text)
        if not text:
            return
        self.contents = self.contents or self.fields.in_contents
        if is_on(look, "w:vanish"):
            self._tell(Leftover.LOST, "隠し文字です。取り込んでいません。", text)
            return
        if text.strip():
            self.bold = self.bold is not False and is_on(look, "w:b")
            self._formats(text, look)
        self._characters(text, look)
        kind = {"superscript": "sup", "subscript": "sub"}.get(value(look, "w:vertAlign"))
        if kind and text.strip():
            self.pieces.append(Piece("sup" if kind == "sup" else "sub", text))
        else:
            self._put(text)

    def _formats(self, text: str, look: Element | None) -> None:
        """Formats that carry a meaning which Markdown cannot say."""
        marks = {
            STRUCK: is_on(look, "w:strike") or is_on(look, "w:dstrike"),
            UNDERLINED: is_on(look, "w:u") and not self._link,
            DOTTED: is_on(look, "w:em"),
            INSERTED: self._inserted > 0,
        }
        for message in (m for m, there in marks.items() if there):
            self._marked.setdefault(message, []).append(text)

    def _characters(self, text: str, look: Element | None) -> None:
        """Characters that may look otherwise elsewhere."""
        fonts = first(look, "w:rFonts")
        named = " ".join((fonts.attrib if fonts is not None else {}).values())
        private = "".join(dict.fromkeys(c for c in text if unicodedata.category(c) == "Co"))
        if private or _GAIJI_FONTS.search(named):
            codes = "、".join(f"U+{ord(c):04X}" for c in private) or f"書体「{named}」"
            self._tell(Leftover.DOUBT, f"外字（{codes}）です。標準の文字に置き換えてください。", text)
        elif any(_SYMBOL_FONTS.search(f) for f in named.split()) and text.strip():
            self._tell(
                Leftover.DOUBT,
                f"記号の書体「{named.split()[0]}」の文字です。見えていた記号に置き換えてください。",
                text,
            )
        if _IVS.search(text):
            self._tell(Leftover.READ, "異体字の指定（IVS）のある文字です。指定を残しました。", text)

    def _symbol(self, element: Element) -> None:
        self.notes.used(element)
        self._tell(
            Leftover.DOUBT,
            "記号の書体の文字です。「〓」としました。見えていた記号に置き換えてください。",
            words(element),
        )
        self._put("〓")

    def _note(self, element: Element) -> None:
        kind = "fn" if element.tag == "w:footnoteReference" else "en"
        self.pieces.append(Piece("note", target=note_label(kind, element)))
        if element.get("w:customMarkFollows") in ("1", "true"):
            self._tell(
                Leftover.DOUBT,
                "脚注の印が手で書かれています。印の文字が本文に残っていないか確かめてください。",
            )

    def _ruby(self, element: Element) -> None:
        base, above = first(element, "w:rubyBase"), first(element, "w:rt")
        if base is not None:
            self._all(base)
        reading = words_below([above]) if above is not None else ""
        if above is not None:
            self.notes.used_below(above)
        if reading:
            self._put(f"（{FORBIDDEN.sub('', reading)}）")
            self._tell(
                Leftover.REWRITTEN,
                "ルビを、語の後ろの（ ）に改めました。",
                f"{words_below([base] if base is not None else [])}（{reading}）",
            )

    def _hyperlink(self, element: Element) -> None:
        relation = self.relations.get(element.get("r:id", ""))
        target = relation.target if relation and relation.external else ""
        if target and not (
            _SAFE.match(target) and target.isprintable() and not set(' <>"()\\') & set(target)
        ):
            self._tell(
                Leftover.LOST,
                f"リンク先「{target[:200]}」は使えません。文字だけを取り込みました。",
                words_below([element]),
            )
            target = ""
        before, self._link = self._link, target
        self._all(element)
        self._link = before

    def _deleted(self, element: Element) -> None:
        text = words_below([element])
        self.notes.used_below(element)
        for mark in element.iter("w:fldChar"):
            self.fields.mark(mark, self.number)
        if text.strip():
            self._tell(Leftover.LOST, "変更履歴で削除された文字です。取り込んでいません。", text)

    def _equation(self, element: Element) -> None:
        self.notes.used_below(element)
        if text := FORBIDDEN.sub("", " ".join(equation(element).split())):
            self._put(text)
            self._tell(
                Leftover.DOUBT, "数式を1行の文字にしました。意味が変わっていないか確かめてください。", text
            )

    def _unknown(self, element: Element) -> None:
        self._tell(Leftover.UNKNOWN, f"知らない要素「{element.tag}」です。中の文字だけを取り込みました。")
        if element.tag in WORDS and element.tag != "w:delText":
            self.notes.used(element)
            self._put(FORBIDDEN.sub("", words(element)))
        self._all(element)

    def _put(self, text: str) -> None:
        kind = "link" if self._link and text.strip() else "text"
        self.pieces.append(Piece("link", text, self._link) if kind == "link" else Piece("text", text))

    def _tell(self, kind: Leftover, message: str, text: str = "") -> None:
        self.notes.tell(kind, message, self.number, text)


def note_label(kind: str, element: Element) -> str:
    """What a footnote is called in Markdown, by its mark or by itself."""
    return kind + re.sub(r"[^0-9A-Za-z-]", "", element.get("w:id", ""))


def equation(element: Element) -> str:
    """An equation on one line: fractions with a stroke, powers with ^, roots with √."""
    made = [(child.tag, equation(child)) for child in element]
    parts = dict(made)
    match element.tag:
        case "m:t":
            return element.text or ""
        case "m:f" if {"m:num", "m:den"} <= parts.keys():
            return f"({parts['m:num']})/({parts['m:den']})"
        case "m:sSup" | "m:sSub" | "m:sSubSup" if "m:e" in parts:
            low = f"_({parts['m:sub']})" if "m:sub" in parts else ""
            high = f"^({parts['m:sup']})" if "m:sup" in parts else ""
            return f"{parts['m:e']}{low}{high}"
        case "m:rad" if "m:e" in parts:
            return f"{parts.get('m:deg', '')}√({parts['m:e']})"
        case "m:d":
            return f"({'、'.join(text for tag, text in made if tag == 'm:e')})"
    return "".join(text for _, text in made)
