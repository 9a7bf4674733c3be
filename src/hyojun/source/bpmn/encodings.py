"""Bytes of an XML file in the encoding it declares, for what expat does not know by itself.

expat reads UTF-8, UTF-16 and encodings of one byte a character. The older encodings of East Asia are
decoded here; a byte order mark is believed more than a declaration.
"""

import codecs
import re

_DECLARED = re.compile(rb"""\A<\?xml\s[^>]{0,100}?encoding\s*=\s*["']([A-Za-z][\w.:-]{0,39})["']""")
_MARKS = (
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
"""UTF-32 first: its little-endian mark begins with that of UTF-16."""

_SHIFT_JIS = ("cp932",)
_EUC_JP = ("euc_jp", "euc_jis_2004")
_CODECS = {
    "shift-jis": _SHIFT_JIS,
    "sjis": _SHIFT_JIS,
    "x-sjis": _SHIFT_JIS,
    "ms-kanji": _SHIFT_JIS,
    "csshiftjis": _SHIFT_JIS,
    "windows-31j": _SHIFT_JIS,
    "cswindows31j": _SHIFT_JIS,
    "cp932": _SHIFT_JIS,
    "ms932": _SHIFT_JIS,
    "euc-jp": _EUC_JP,
    "eucjp": _EUC_JP,
    "x-euc-jp": _EUC_JP,
    "eucjp-ms": _EUC_JP,
    "cp51932": _EUC_JP,
    "iso-2022-jp": ("iso2022_jp", "iso2022_jp_2004"),
    "gb2312": ("gb18030",),
    "gbk": ("gb18030",),
    "gb18030": ("gb18030",),
    "big5": ("cp950",),
    "euc-kr": ("cp949",),
    "ks-c-5601-1987": ("cp949",),
}
"""What files call an encoding, and the codecs of Python to try: ① of Shift_JIS is one of Windows."""


class Undecodable(Exception):
    """Bytes that are not in the encoding a file declares."""

    def __init__(self, declared: str, line: int, column: int) -> None:
        self.declared = declared
        self.line = line
        self.column = column


def encoding_of(data: bytes) -> str:
    """The encoding a file declares, as written; without a declaration UTF-8."""
    written = _DECLARED.match(data.removeprefix(codecs.BOM_UTF8))
    return written[1].decode("ascii") if written else "utf-8"


def for_expat(data: bytes) -> bytes | str:
    """The file as expat can read it. Raises Undecodable."""
    for mark, codec in _MARKS:
        if data.startswith(mark):
            return _decoded(data, codec.upper(), (codec,))
    name = encoding_of(data)
    if data.startswith(codecs.BOM_UTF8) and name.lower() not in ("utf-8", "utf8"):
        return _decoded(data, "UTF-8", ("utf-8-sig",))
    known = _CODECS.get(name.lower().replace("_", "-"))
    return _decoded(data, name, known) if known else data


def _decoded(data: bytes, declared: str, candidates: tuple[str, ...]) -> str:
    trouble: UnicodeDecodeError | None = None
    for codec in candidates:
        try:
            return data.decode(codec)
        except UnicodeDecodeError as error:
            trouble = error if trouble is None or error.start > trouble.start else trouble
    assert trouble is not None
    before = data[: trouble.start].decode(candidates[0], "ignore")
    raise Undecodable(declared, before.count("\n") + 1, len(before) - before.rfind("\n"))
