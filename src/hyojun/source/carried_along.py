"""Pictures and pages that publications carry along as they are: nothing in them may run, call out or hide a file.

A reader opens them by themselves, where no policy of the site holds them.
"""

import re
import zlib
from collections.abc import Iterator
from itertools import chain
from xml.parsers import expat

SVG = "http://www.w3.org/2000/svg"
_ELEMENTS = frozenset(
    "script foreignObject iframe object embed audio video handler listener set animate animateMotion "
    "animateTransform discard".split()
)
_INSIDE = re.compile(r"#|data:image/(?:png|jpeg|gif);base64,", re.IGNORECASE)
_CALLING = re.compile(r"@import|\\|url\(\s*(?!['\"]?(?:#|data:image/(?:png|jpeg|gif);))", re.IGNORECASE)
"""In a style sheet: what is fetched, and escapes, which could hide it."""

_ACTIONS = frozenset(
    b"JavaScript Launch EmbeddedFile EmbeddedFiles RichMedia XFA SubmitForm ImportData GoToE Encrypt".split()
)
_NAME = re.compile(rb"/([^\x00\s/<>\[\]()%{}]{3,40})")
_ESCAPE = re.compile(rb"#([0-9A-Fa-f]{2})")
_OBJECTS = re.compile(rb"/ObjStm(?:(?!endobj).)*?stream\r?\n|/ObjStm", re.DOTALL)
_MOST = 64 * 1024 * 1024
"""Bytes that packed objects of a PDF may have when unpacked."""


def harm_in(name: str, data: bytes) -> str:
    """What a picture or an attached page may not have, as a Japanese sentence; empty for a harmless one."""
    ending = name.lower().rpartition(".")[2]
    return _in_svg(data) if ending == "svg" else _in_pdf(data) if ending == "pdf" else ""


class _Harm(Exception):
    """Words for what was found."""


def _in_svg(data: bytes) -> str:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    styles: list[list[str]] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        space, _, tag = name.rpartition(" ")
        if not styles and (space, tag) != (SVG, "svg"):
            raise _Harm("SVGではない要素")
        if tag in _ELEMENTS:
            raise _Harm(f"要素「{tag}」")
        for whole, value in attributes.items():
            own = whole.rpartition(" ")[2]
            if own.lower().startswith("on"):
                raise _Harm(f"属性「{own}」")
            if own == "href" and not _INSIDE.match(value.strip()):
                raise _Harm(f"外へのリンク「{value.strip()[:60]}」")
            if _CALLING.search(value) and own != "href":
                raise _Harm(f"属性「{own}」の外への参照")
        styles.append([tag])

    def text(piece: str) -> None:
        if styles[-1][0] == "style":
            styles[-1].append(piece)

    def end(_: str) -> None:
        if _CALLING.search("".join(styles.pop()[1:])):
            raise _Harm("スタイルシートの外への参照")

    def refuse(*_: object) -> None:
        raise _Harm("DTD又は処理命令")

    parser.StartElementHandler, parser.EndElementHandler = start, end
    parser.CharacterDataHandler = text
    parser.StartDoctypeDeclHandler = parser.ProcessingInstructionHandler = refuse
    try:
        parser.Parse(data, True)
    except (_Harm, expat.ExpatError, LookupError, ValueError) as error:
        found = error if isinstance(error, _Harm) else "XMLとして読めない所"
        return f"使えないもの（{found}）があります。図形と文字だけのSVGに直してください。"
    return ""


def _in_pdf(data: bytes) -> str:
    for name in chain(_names(data), *map(_names, _objects(data))):
        if name in _ACTIONS:
            return (
                f"使えないもの（{name.decode()}）があります。"
                "プログラム、添付ファイル及び暗号の無いPDFに直してください。"
            )
    return ""


def _names(data: bytes) -> Iterator[bytes]:
    for match in _NAME.finditer(data):
        yield _ESCAPE.sub(lambda m: bytes((int(m[1], 16),)), match[1])


def _objects(data: bytes) -> Iterator[bytes]:
    """Objects that a PDF holds packed; any packing but the usual one is as good as encrypted."""
    left = _MOST
    for match in _OBJECTS.finditer(data):
        unpacking = zlib.decompressobj()
        try:
            found = unpacking.decompress(memoryview(data)[match.end() :], left)
        except zlib.error:
            found = b"/Encrypt"
        left -= len(found)
        yield found if left > 0 else b"/Encrypt"
        if left <= 0:
            return
