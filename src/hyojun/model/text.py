"""References inside plain text: kind-prefixed IDs, heading keys, and section numbers cited by hand.

Text is plain text. Only IDs with their kind before them (機能0020011) and heading keys
(見出しtoroku) become links. Bare section numbers (1.1.18参照) are found so that they can be
checked; they are not links, since 項番 are generated and move.
"""

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

from .ids import Kind

_FULL_WIDTH = str.maketrans("０１２３４５６７８９．", "0123456789.")
_ANY_FULL_WIDTH = re.compile("[０-９．]")
_SHAPES = {
    Kind.FUNCTION: r"機能(?:ID)?[ 　]?([0-9]{7}|[0-9]{3}仮[0-9]{1,4})",
    Kind.FORM: r"帳票(?:ID)?[ 　]?([0-9]{7}|[0-9]{3}仮[0-9]{1,4})",
    Kind.DATA_ITEM: r"データ(?:項目)?(?:ID)?[ 　]?([0-9]{8}|[0-9]{3}仮[0-9]{1,4})",
    Kind.GROUP: r"グループ(?:ID)?[ 　]?([0-9]{6}|[0-9]{3}仮[0-9]{1,4})",
    Kind.LINKAGE: r"連携(?:ID)?[ 　]?([0-9]{3}[a-z](?:[0-9]{3}|仮[0-9]{1,4}))",
    Kind.HEADING: r"見出し([a-z][a-z0-9]*(?:-[a-z0-9]+)*)",
}
_KINDS = tuple(_SHAPES)
PERHAPS_MENTION = re.compile(  # each alternative begins with a character: four times faster in a long text
    "|".join(
        [f"{w}(?:ID)?[ 　]?[0-9０-９]{{3}}" for w in ("機能", "帳票", "データ(?:項目)?", "グループ", "連携")]
        + ["見出し[a-z]"]
    )
)
"""Found wherever there is a mention, in texts as they are: to pass over the many that have none."""
_MENTION = re.compile("|".join(f"{s}(?![0-9A-Za-z])" for s in _SHAPES.values()))


def _half_width(text: str) -> str:
    """A text with half-width digits and points, length for length."""
    return text.translate(_FULL_WIDTH) if _ANY_FULL_WIDTH.search(text) else text


class Mention(NamedTuple):
    """A reference in text: what it points at and which characters it covers."""

    kind: Kind
    id: str
    start: int
    end: int


def mentions(text: str) -> Iterator[Mention]:
    """Every kind-prefixed ID and heading key in a text, from left to right; digits may be full-width."""
    if PERHAPS_MENTION.search(text) is None:
        return
    for match in _MENTION.finditer(_half_width(text)):
        group = match.lastindex or 0
        yield Mention(_KINDS[group - 1], match[group], match.start(), match.end())


_NEARLY = re.compile(
    r"(?:機能|帳票|データ(?:項目)?|グループ|連携)(?:ID|ＩＤ)?[ 　:：]*"
    r"[0-9０-９]{3,}[a-z]?[0-9０-９]*(?![0-9０-９.．年月日条項号件個桁％%])"
)


def near_mentions(text: str) -> Iterator[re.Match[str]]:
    """What looks like a kind-prefixed ID and is none: too many or too few digits, a colon between."""
    exact = {found.start for found in mentions(text)}
    for match in _NEARLY.finditer(text):
        if match.start() not in exact and len(re.findall(r"[0-9０-９]", match[0])) >= 5:
            yield match


def mention(text: str) -> Mention | None:
    """The one reference a whole text is, or None (機能0020001, 見出しtoroku)."""
    match = _MENTION.fullmatch(_half_width(text))
    if match is None:
        return None
    group = match.lastindex or 0
    return Mention(_KINDS[group - 1], match[group], 0, len(text))


_PART = r"(?:0|[1-9]\d?)"
_SECTION = re.compile(
    rf"(?<![\d.A-Za-z])(?<![A-Za-z][ 　]){_PART}(?:\.{_PART}){{1,5}}(?![\d.]*\d)(?!\.?[A-Za-z%％])"
)
_NOT_BEFORE = re.compile(r"(?:平成|令和|昭和|大正|明治|西暦|第|約|版|[Vv]er\.?)\s*$")
_NOT_AFTER = re.compile(
    r"\s*(?:版|倍|割|秒|分|時間|年|月|日|ミリ|メートル|センチ|ポイント|円|桁|文字|か月|人|件)"
)


class Citation(NamedTuple):
    """A section number cited in running text, as the half-width 項番, and its characters."""

    number: str
    start: int
    end: int


def citations(text: str) -> Iterator[Citation]:
    """Section numbers of at least two levels cited in a text.

    Found in every form published texts use: 1.1.18参照, 20.1.3（…）参照, 4.1から4.5,
    1.1.14のB類型, １．１. Dates (平成15.01.07), editions (第6.1版), quantities (1.5倍) and
    names (TLS1.3, BPMN 2.0) are not citations.
    """
    plain = _half_width(text)
    for match in _SECTION.finditer(plain):
        if _NOT_BEFORE.search(plain, max(0, match.start() - 6), match.start()):
            continue
        if _NOT_AFTER.match(plain, match.end()):
            continue
        yield Citation(match[0], match.start(), match.end())


def squeezed(text: str) -> str:
    """A text for comparison only: NFKC, no white space."""
    return "".join(unicodedata.normalize("NFKC", text).split())
