"""What is told of a package beside its download: the editions in it, and what its 組合せ names and it has not."""

import io
import json
import zipfile
from collections.abc import Iterator
from typing import Any

from hyojun.model import Status, edition_words

from ..file_names import reached

_OPEN = (Status.DRAFT.value, Status.CONSULTATION.value)
_FEW = 4
"""Editions that are named; more are counted."""


def inside(content: bytes, business: str) -> str:
    """機能 第1.0版（正誤2まで反映）。データ 第1.0版は入っていません. `business`: whose package it is."""
    from ..package import MANIFEST  # a site without packages needs no publisher of them

    with zipfile.ZipFile(io.BytesIO(content)) as package:
        found = json.loads(package.read(MANIFEST))
    there = [f"{_edition(d, business)}{_state(d)}" for d in found["文書"]]
    gone = [_edition(d, business) for d in found["収めていない版"]]
    return "".join(_sentences(there, gone))


def _sentences(there: list[str], gone: list[str]) -> Iterator[str]:
    yield f"中身は、{_listed(there)}です。"
    if gone:
        yield f"{_listed(gone)}は入っていません。"


def _listed(names: list[str]) -> str:
    more = f"ほか{len(names) - _FEW}件" if len(names) > _FEW else ""
    return "、".join(names[:_FEW]) + more


def _edition(document: dict[str, Any], business: str) -> str:
    of = "" if document["業務ID"] in (business, None) else f"{document['業務ID']} "
    edition = document["版"]
    return f"{of}{document['文書']} {edition_words(edition) if edition[:1].isdigit() else edition}"


def _state(document: dict[str, Any]) -> str:
    """（正誤2まで反映）, （案）."""
    if number := document["反映した正誤"]:
        return f"（{reached(number)}）"
    return "（案）" if document["状態"] in _OPEN and "案" not in document["版"] else ""
