"""The XML of a BPMN file: all its elements with their places, or the one finding that says why not.

A DTD is refused before any entity is expanded. What a hostile file could make large has a bound: depth
and number of elements here, names and texts where they are used; time grows with the size of the file
alone.
"""

from collections.abc import Mapping
from xml.parsers import expat

from hyojun.flow import DI, MODEL, Bpmn, Element
from hyojun.model import Finding, Origin

from ..files import guessed_encoding
from ..problems import Problem, problem
from .encodings import Undecodable, encoding_of, for_expat

MAX_DEPTH = 200
MAX_ELEMENTS = 100_000
"""The largest flows met have some thousand elements, those of the drawing among them."""

_DIAGRAM = f"{DI} BPMNDiagram"
"""Where and how large things are drawn: half of a file, and nothing the model holds."""
_ARROWS = frozenset({f"{MODEL} incoming", f"{MODEL} outgoing"})
"""Every arrow once more at both its ends: nothing that the arrow itself does not say."""

_ROOT = -1
_SKIPPED = -2
_UTF8 = "UTF-8で保存し直してください。"
_AGAIN = "モデリングツールで保存し直してください。"
_XML_ERRORS = {
    "no element found": "途中で終わっています",
    "syntax error": "XMLではありません",
    "not well-formed (invalid token)": "XMLに使えない文字か記号があります",
    "mismatched tag": "開始タグと終了タグが対応していません",
    "undefined entity": "定義の無い実体参照「&…;」があります",
    "unbound prefix": "宣言の無い接頭辞があります",
    "duplicate attribute": "同じ属性が2つあります",
    "junk after document element": "終わりの後に余分なものがあります",
    "unclosed token": "タグが閉じていません",
    "unclosed CDATA section": "「<![CDATA[」が閉じていません",
    "partial character": "文字が途中で切れています",
    "reference to invalid character number": "文字の番号による参照「&#…;」に誤りがあります",
    "encoding specified in XML declaration is incorrect": "XML宣言の文字コードが実際と違います",
    "XML declaration not well-formed": "XML宣言の書き方に誤りがあります",
    "XML or text declaration not at start of entity": "XML宣言が先頭にありません",
}
"""Words of expat and what to tell an author instead."""


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


def read_bpmn(data: bytes, file: str, *, diagram: bool = True) -> tuple[Bpmn | None, tuple[Finding, ...]]:
    """Every element of a BPMN file, or why it cannot be read.

    With `diagram=False` what the model does not hold is passed over: the drawing, and the arrows that
    each node repeats.
    """
    try:
        return _Parsing(file, diagram).of(data), ()
    except _Refused as refused:
        return None, (refused.finding,)


def comment_places(data: bytes) -> tuple[tuple[int, int], ...]:
    """Line and column of every comment of a file that can be read."""
    if b"!--" not in data.replace(b"\0", b""):
        return ()
    parser = expat.ParserCreate()
    found: list[tuple[int, int]] = []
    parser.CommentHandler = lambda _: found.append((parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
    parser.Parse(for_expat(data), True)
    return tuple(found)


def element_places(data: bytes) -> Mapping[str, tuple[int, int]]:
    """Line and column of every element by its ID; empty for a file that cannot be read."""
    bpmn, _ = read_bpmn(data, "")
    if bpmn is None:
        return {}
    own = {id: (e.line, e.column) for id, e in bpmn.by_id.items()}
    return {e.id: (e.line, e.column) for e in bpmn.elements if "id" not in e.attributes} | own


def locate_element(data: bytes, id: str) -> tuple[int, int] | None:
    """Line and column of the element with an ID; None if it is not there."""
    return element_places(data).get(id)


class _Parsing:
    """One run of expat; used once."""

    def __init__(self, file: str, diagram: bool) -> None:
        self.file = file
        self.diagram = diagram
        self.parser = expat.ParserCreate(namespace_separator=" ")
        self.parser.buffer_text = True
        self.rows: list[tuple[int, str, Mapping[str, str], int, int]] = []
        self.words: dict[int, list[str]] = {}
        self.prefixes: dict[str, str] = {}

    def of(self, data: bytes) -> Bpmn:
        """The elements of a file; _Refused with the finding that says why there are none."""
        parser = self.parser
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartNamespaceDeclHandler = self._prefix
        self._listen()
        try:
            parser.Parse(for_expat(data), True)
        except Undecodable as error:
            message = f"宣言された文字コード（{error.declared}）で読めない文字があります。{_UTF8}"
            raise self._refused(Problem.XML, message, error.line, error.column) from error
        except expat.ExpatError as error:
            if message := _not_utf8(data):
                raise self._refused(Problem.XML, f"{message}{_UTF8}") from error
            english = expat.ErrorString(error.code)
            message = f"XMLとして読めません（{_XML_ERRORS.get(english, english)}）。{_AGAIN}"
            raise self._refused(Problem.XML, message) from error
        except (LookupError, ValueError) as error:
            raise self._refused(Problem.XML, f"XMLの文字コードを読めません。{_UTF8}") from error
        bpmn = Bpmn(self._elements(), self.prefixes)
        if not bpmn.elements or bpmn.root.tag != "definitions" or bpmn.root.space != MODEL:
            message = (
                "BPMN 2.0 のファイルではありません（BPMNの definitions がありません）。"
                "モデリングツールからBPMN 2.0の形で保存し直してください。"
            )
            raise self._refused(Problem.XML, message, 1, 1)
        return bpmn

    def _refused(self, code: Problem, message: str, line: int = 0, column: int = 0) -> _Refused:
        """A finding at a place, or where expat stands."""
        line = line or self.parser.CurrentLineNumber
        column = column or self.parser.CurrentColumnNumber + 1
        return _Refused(problem(code, message, Origin(self.file), line=line, column=column))

    def _doctype(self, *_: object) -> None:
        raise self._refused(Problem.DTD, f"DTD（<!DOCTYPE …>）は使えません。{_AGAIN}")

    def _prefix(self, prefix: str | None, space: str | None) -> None:
        self.prefixes.setdefault(prefix or "", space or "")

    def _listen(self) -> None:
        """Note each element where it begins, and its text; the functions are local, since they are
        called a hundred thousand times."""
        parser, rows, words, diagram = self.parser, self.rows, self.words, self.diagram
        stack = [_ROOT]

        def start(name: str, attributes: dict[str, str]) -> None:
            above = stack[-1]
            if len(stack) > MAX_DEPTH:
                raise self._refused(Problem.XML, f"入れ子が深すぎます（{MAX_DEPTH}段まで）。")
            if not diagram:
                if above == _SKIPPED or name in _ARROWS:
                    stack.append(_SKIPPED)
                    return
                if name == _DIAGRAM:  # expat goes on telling what is not well-formed
                    parser.StartElementHandler = parser.CharacterDataHandler = None
                    parser.EndElementHandler = drawn
                    return
            number = len(rows)
            if number == MAX_ELEMENTS:
                message = f"要素が多すぎます（{MAX_ELEMENTS:,}個まで）。フローを分けてください。"
                raise self._refused(Problem.XML, message)
            rows.append((above, name, attributes, parser.CurrentLineNumber, parser.CurrentColumnNumber + 1))
            stack.append(number)

        def end(_: str) -> None:
            stack.pop()

        def drawn(name: str) -> None:
            if name == _DIAGRAM:
                parser.StartElementHandler, parser.CharacterDataHandler = start, text
                parser.EndElementHandler = end

        def text(piece: str) -> None:
            at = stack[-1]
            if at in words:
                words[at].append(piece)
            elif at >= 0 and not piece.isspace():
                words[at] = [piece]

        parser.StartElementHandler = start
        parser.EndElementHandler = end
        parser.CharacterDataHandler = text

    def _elements(self) -> tuple[Element, ...]:
        words = {number: "".join(pieces).strip() for number, pieces in self.words.items()}
        names = {name: _parted(name) for name in {row[1] for row in self.rows}}
        plain: set[str] = set()
        made = tuple.__new__  # what Element() calls in the end
        found: list[Element] = []
        for parent, name, attributes, line, column in self.rows:
            if not attributes.keys() <= plain:
                plain.update(n for n in attributes if " " not in n)
                attributes = {_attribute(n): value for n, value in attributes.items()}
            number = len(found)
            row = (number, parent, *names[name], attributes, words.get(number, ""), line, column)
            found.append(made(Element, row))
        return tuple(found)


def _not_utf8(data: bytes) -> str:
    """The encoding a file is probably in that is read as UTF-8 and is not."""
    if encoding_of(data).lower() not in ("utf-8", "utf8"):
        return ""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return guessed_encoding(data)
    return ""


def _parted(name: str) -> tuple[str, str]:
    """Namespace and local name, as expat joins them."""
    space, _, tag = name.rpartition(" ")
    return space, tag


def _attribute(name: str) -> str:
    space, own = _parted(name)
    return f"{{{space}}}{own}" if space else own
