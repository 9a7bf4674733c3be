"""What can be wrong with a file before it is a specification: codes, and findings made of them."""

from enum import StrEnum

from hyojun.model import Finding, Origin, Severity


class Problem(StrEnum):
    """Stable codes of reading problems; the name of each member is what it means."""

    UNREADABLE = "RD01"
    ENCODING = "RD02"
    CHARACTER = "RD03"
    OUTSIDE = "RD04"
    UNLISTED = "RD05"
    ABSENT = "RD06"
    CONFLICT = "RD07"
    LEFT_OUT = "RD08"
    PIN = "RD09"
    SYNTAX = "YM01"
    DUPLICATE_KEY = "YM02"
    ALIAS = "YM03"
    DOCUMENTS = "YM04"
    EMPTY = "YM05"
    LEADING_ZERO = "YM06"
    COMMENT = "YM07"
    DEPTH = "YM08"
    REWRITE = "YM09"
    JOINED = "YM10"
    LOST = "YM11"
    UNKNOWN_KEY = "SC01"
    MISSING = "SC02"
    FORM = "SC03"
    CHOICE = "SC04"
    STRUCTURE = "SC05"
    HTML = "MD01"
    DIRECTIVE = "MD02"
    PICTURE = "MD03"
    NO_TITLE = "MD04"
    LINK = "MD05"
    FOOTNOTE = "MD06"
    OPEN = "MD07"
    HEADING = "MD08"
    XML = "BP01"
    DTD = "BP02"
    DISAGREEMENT = "BP03"
    NO_TASKS = "BP04"
    XML_COMMENT = "BP05"


def merging_hint(file: str) -> str:
    """What to do with a register that two branches changed; empty for other files."""
    if "/ID台帳/" not in f"/{file}":
        return ""
    return (
        "2つの枝が、それぞれID台帳に行を足しています。手引きの「別々の枝で番号を付けたとき」の手順で、"
        "番号の違う行は両方残し、同じ番号は片方を別の仮番号に書き替えて、hyojun id assign を実行してください。"
    )


def problem(
    code: Problem,
    message: str,
    origin: Origin,
    *,
    line: int = 0,
    column: int = 0,
    hint: str = "",
    on_key: bool = False,
) -> Finding:
    """A reading problem; always an error, since what cannot be read cannot be published."""
    return Finding(
        code.value,
        Severity.ERROR,
        message,
        origin,
        hint=hint,
        on_key=on_key,
        line=line,
        column=column,
    )
