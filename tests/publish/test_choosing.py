"""What a reader who has never seen the files is told to take."""

from typing import Any

import pytest
from test_site import ROOT

from hyojun import source
from hyojun.model import Business, Status
from hyojun.publish.site import choosing


def business(*states: Status) -> Business:
    found: Any = source.load(ROOT).corpus.business("002")
    pairs = zip(found.documents, states, strict=True)
    return found.model_copy(update={"documents": tuple(d.model_copy(update={"status": s}) for d, s in pairs)})


DRAFT, DECIDED, PUBLISHED = Status.DRAFT, Status.DECIDED, Status.PUBLISHED


@pytest.mark.parametrize(
    ("states", "has_in_force", "told", "not_told"),
    [
        ((DRAFT, DRAFT), False, "どの文書も（案）で、まだ決まった版はありません。", "現行の版"),
        ((DRAFT, DRAFT), True, "「現行の版」のPDFを選んでください。", "どの文書も"),
        ((DECIDED, DRAFT), False, "（案）とあるものは、まだ決まっていない版です。", "現行の版"),
        ((DECIDED, PUBLISHED), False, "「PDF（閲覧・印刷用）」を選んでください。", "案"),
    ],
)
def test_an_edition_in_force_is_spoken_of_where_there_is_one(
    states: tuple[Status, ...], has_in_force: bool, told: str, not_told: str
) -> None:
    advice = dict(choosing.advice(business(*states), ["pdf"], has_in_force))
    assert told in advice["迷ったら"] and not_told not in advice["迷ったら"]


def test_the_table_of_line_numbers_says_who_needs_it() -> None:
    advice = dict(choosing.advice(business(DRAFT, DRAFT), ["pdf", "lines"], False))
    assert "読むだけなら要りません。" in advice["案への意見をまとめる"]
    assert "案への意見をまとめる" not in dict(choosing.advice(business(DRAFT, DRAFT), ["pdf"], False))
