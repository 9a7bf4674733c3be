"""File names of tables that go round on paper: 002_印鑑登録_機能【第1.1版】（案）_新旧対照表."""

import re

from hyojun.diff import Held, Step
from hyojun.model import Business, Document, edition_words

from ..job import stem

COMPARISON, ERRATA, HISTORY = "新旧対照表", "正誤表", "改定履歴"
REDLINE = "見え消し"
_TABLE = re.compile(rf"】(?:（案）)?_({COMPARISON}|{ERRATA}|{HISTORY})(?:（.+から）)?\.(?:pdf|xlsx)$")


def comparison_stem(step: Step) -> str:
    """Of a step; it says from which edition unless that is the one decided before."""
    return f"{stem(step.new.business, step.new.document)}_{COMPARISON}{_since(step)}"


def redline_stem(step: Step) -> str:
    """As `comparison_stem`."""
    return f"{stem(step.new.business, step.new.document)}_{REDLINE}{_since(step)}"


def _since(step: Step) -> str:
    usual = step.is_final and step.old.edition != step.new.edition
    return "" if usual else f"（{edition_words(step.old.edition)}から）"


def errata_stem(held: Held) -> str:
    return f"{stem(held.business, held.document)}_{ERRATA}"


def history_stem(business: Business, document: Document) -> str:
    return f"{stem(business, document)}_{HISTORY}"


def table_of(path: str) -> str | None:
    """Which of these tables a published file is; None for the document itself and all others."""
    found = _TABLE.search(path)
    return found[1] if found else None
