"""Anchors: the one name of an entry in the site's addresses and in the PDF's destinations."""

import re

from hyojun.model import SERIES, Kind

SLUGS = {
    Kind.FUNCTION: "fn",
    Kind.FORM: "form",
    Kind.DATA_ITEM: "item",
    Kind.GROUP: "group",
    Kind.CODE_LIST: "code",
    Kind.LINKAGE: "link",
    Kind.HEADING: "h",
    Kind.FLOW: "flow",
    Kind.STEP: "step",
    Kind.TREE_NODE: "tree",
    Kind.TERM: "term",
    Kind.SCREEN: "screen",
    Kind.DETAIL: "detail",
    Kind.ALERT: "alert",
    Kind.CHARACTERS: "characters",
}
"""First part of an anchor by kind: fn-0020001."""


def anchor(kind: Kind, id: str) -> str:
    """The anchor of an entry: ASCII letters, digits, `-`, `_` and `.` only; names become hexadecimal."""
    plain = address(id) if kind in SERIES else id
    plain = plain if plain.isascii() else "x" + plain.encode().hex()
    return f"{SLUGS[kind]}-{re.sub(r'[^A-Za-z0-9_.-]', '-', plain)}"


def address(id: str) -> str:
    """An ID of a series as part of addresses: itself, a 仮番号 (002仮1) in ASCII letters (002-kari1)."""
    return id.replace("仮", "-kari")
