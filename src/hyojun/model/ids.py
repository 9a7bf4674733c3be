"""The identifiers of 標準仕様書 and what their shapes mean (各種IDの管理方針).

機能ID and 帳票ID share one shape, so a bare number never says which kind it is: every reference
carries its kind, by the key it stands under or by the word before it in running text.
"""

from collections.abc import Iterable
from enum import StrEnum
from typing import Annotated

from pydantic import StringConstraints

# Not \d, which would let full-width digits in.
BUSINESS_ID = r"^[0-9]{3}$"
SERIAL_4 = r"^[0-9]{3}([0-9]{4}|仮[0-9]{1,4})$"
SERIAL_5 = r"^[0-9]{3}([0-9]{5}|仮[0-9]{1,4})$"
SERIAL_3 = r"^[0-9]{3}([0-9]{3}|仮[0-9]{1,4})$"
LINKAGE_ID = r"^[0-9]{3}[a-z]([0-9]{3}|仮[0-9]{1,4})$"
FUNCTION_ID_INSIDE = r"(?:[0-9]{7}|[0-9]{3}仮[0-9]{1,4}(?![0-9]))"
"""A 機能ID or 帳票ID somewhere in a text."""
PROVISIONAL = "仮"
"""仮番号: 業務ID, this mark, a number of the author's choice (002仮1). It works in every reference until
`hyojun id assign` replaces it; a document that is decided may not have any."""
CODE_LIST_REF = r"^[^0-9\r\n]*[0-9]{3}$"
ANY_ID = f"{SERIAL_4}|{SERIAL_5}|{SERIAL_3}|{LINKAGE_ID}"
"""An ID of any kind that has a register."""

SHAPES = {
    BUSINESS_ID: '3桁の数字（例: "002"）',
    SERIAL_4: '業務ID3桁と番号4桁を続けた7桁の数字（例: "0020001"、番号が決まる前は "002仮1"）',
    SERIAL_5: '業務ID3桁と番号5桁を続けた8桁の数字（例: "00200001"、番号が決まる前は "002仮1"）',
    SERIAL_3: '業務ID3桁と番号3桁を続けた6桁の数字（例: "002001"、番号が決まる前は "002仮1"）',
    LINKAGE_ID: '業務ID3桁、英小文字1字、番号3桁（例: "002o001"、番号が決まる前は "002o仮1"）',
    ANY_ID: 'IDの形（機能なら "0020001"、データ項目なら "00200001"、連携なら "002o001"）',
    CODE_LIST_REF: '3桁の数字、又は業務名に続く3桁の数字（例: "001"）',
}
"""What to tell an author whose ID does not fit; keyed by pattern."""

BusinessId = Annotated[str, StringConstraints(pattern=BUSINESS_ID)]
FunctionId = Annotated[str, StringConstraints(pattern=SERIAL_4)]
FormId = Annotated[str, StringConstraints(pattern=SERIAL_4)]
DataItemId = Annotated[str, StringConstraints(pattern=SERIAL_5)]
GroupId = Annotated[str, StringConstraints(pattern=SERIAL_3)]
CodeListId = Annotated[str, StringConstraints(pattern=BUSINESS_ID)]
CodeListRef = Annotated[str, StringConstraints(pattern=CODE_LIST_REF)]
"""コードID; with the name of a 業務 before it, it means that 業務's コード一覧（連携）."""
LinkageId = Annotated[str, StringConstraints(pattern=LINKAGE_ID)]


class Kind(StrEnum):
    """A kind of thing with an address of its own; the value is its word in text and on screen."""

    __hash__ = str.__hash__  # that of Enum is a Python function, and every look-up of an address would pay it

    FUNCTION = "機能"
    FORM = "帳票"
    DATA_ITEM = "データ"
    GROUP = "グループ"
    CODE_LIST = "コード"
    LINKAGE = "連携"
    HEADING = "見出し"
    FLOW = "フロー"
    STEP = "手順"
    TREE_NODE = "ツリー"
    TERM = "用語"
    SCREEN = "画面"
    DETAIL = "項目詳細"
    ALERT = "エラー・アラート"
    CHARACTERS = "文字要件"


SERIES = (Kind.FUNCTION, Kind.FORM, Kind.DATA_ITEM, Kind.GROUP, Kind.LINKAGE)
"""Kinds whose IDs begin with the 業務ID and are unique over all 業務."""


def is_provisional(id: str) -> bool:
    """Whether an ID of a series is a 仮番号."""
    return PROVISIONAL in id


ID_SHAPES = {
    Kind.FUNCTION: SERIAL_4,
    Kind.FORM: SERIAL_4,
    Kind.DATA_ITEM: SERIAL_5,
    Kind.GROUP: SERIAL_3,
    Kind.LINKAGE: LINKAGE_ID,
}
"""The pattern of IDs by kind."""

_SERIAL = {Kind.FUNCTION: 4, Kind.FORM: 4, Kind.DATA_ITEM: 5, Kind.GROUP: 3, Kind.LINKAGE: 3}
"""Digits of the serial number by kind."""


def next_id(business: str, kind: Kind, used: Iterable[str], letter: str = "") -> str:
    """The next free ID of a 業務: one more than the highest that was ever used; gaps are never filled.

    `letter` is the one between 業務ID and number of a 連携ID, each with a series of its own.
    """
    prefix = business + letter
    numbers = [int(id[len(prefix) :]) for id in used if id.startswith(prefix) and id[len(prefix) :].isdigit()]
    return f"{prefix}{max(numbers, default=0) + 1:0{_SERIAL[kind]}d}"
