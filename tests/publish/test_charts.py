"""Pictures of numbers: as long as their numbers, told in words, read without colour, and only shapes and words."""

import re
from datetime import date
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hyojun.publish.site.charts import HEIGHT, LEAST, LINE_WIDTH, WIDTH, Mark, Part, days, key, parts, stacked

LOOKS = ("solid", "striped", "open")


def parsed(svg: str) -> etree._Element:
    return etree.fromstring(str(svg))


def boxes(svg: str) -> list[tuple[str, float, float]]:
    """Class, left edge and width of each part of a bar."""
    return [(r.get("class"), float(r.get("x")), float(r.get("width"))) for r in parsed(svg).iter("rect")]


@given(st.lists(st.integers(0, 20_000), min_size=3, max_size=3))
def test_every_part_that_exists_is_seen_and_the_bar_is_filled(numbers: list[int]) -> None:
    found = boxes(stacked(parts("甲乙丙", numbers, LOOKS), "題"))
    assert [c for c, _, _ in found] == [f"c-{look}" for look, n in zip(LOOKS, numbers, strict=True) if n], (
        "none for nothing"
    )
    if found:
        assert all(wide >= LEAST - 1 for _, _, wide in found)
        assert found[0][1] == 0.5 and found[-1][1] + found[-1][2] == pytest.approx(WIDTH - 0.5, abs=0.2)
        ends = [(x, x + wide) for _, x, wide in found]
        assert all(a[1] < b[0] for a, b in pairwise(ends)), "neighbours stand apart"


def test_parts_are_in_proportion() -> None:
    widths = [wide for _, _, wide in boxes(stacked(parts("甲乙", (30, 10), ("solid", "open")), "題"))]
    assert (widths[0] + 1 - LEAST) / (widths[1] + 1 - LEAST) == pytest.approx(3, abs=0.05)


def test_bars_of_a_table_are_as_long_as_their_sums() -> None:
    half, whole = (boxes(stacked((Part("甲", n, "solid"),), "題", 40)) for n in (20, 40))
    assert half[0][2] + 1 == pytest.approx(WIDTH / 2) and whole[0][2] + 1 == pytest.approx(WIDTH)


def test_a_bar_tells_its_numbers_and_parts_differ_by_more_than_colour() -> None:
    svg = stacked(parts(("必須", "任意", "不可"), (3, 2, 0), LOOKS), "印鑑登録")
    root = parsed(svg)
    assert root.get("role") == "img"
    assert [e.text for e in root[:2]] == ["印鑑登録", "必須 3件、任意 2件、不可 0件"]
    assert [e.tag for e in root[:2]] == ["title", "desc"]
    fills = {r.get("class"): r.get("fill") for r in root.iter("rect")}
    assert fills["c-solid"] != fills["c-striped"] and len(root.findall("path[@stroke-dasharray]")) == 1
    words = key(parts(("必須", "任意"), (0, 0), ("solid", "striped")))
    assert re.sub(r"<[^>]+>", "", words).split() == ["必須", "任意"]


def test_nothing_is_a_line_and_says_so() -> None:
    root = parsed(stacked(parts("甲乙", (0, 0), ("solid", "open")), "題"))
    assert root.findall("rect") == [] and len(root.findall("path")) == 1
    assert root.findtext("desc") == "甲 0件、乙 0件"


@pytest.mark.parametrize("hostile", ["</title><script>alert(1)</script>", '"><b>&', "a]]>b"])
def test_hostile_words_are_words(hostile: str) -> None:
    bar = stacked((Part(hostile, 1, "solid"),), hostile)
    line = days((Mark(date(2026, 4, 1), 1),), hostile, hostile)
    for svg in (bar, line):
        root = parsed(svg)
        assert root.findtext("title") == hostile and hostile in (root.findtext("desc") or "")
        assert {e.tag for e in root.iter()} <= {"svg", "title", "desc", "rect", "path", "circle", "text"}
    assert "<b>" not in key((Part(hostile, 1, "solid"),)) and "<script" not in key(
        (Part(hostile, 1, "solid"),)
    )


def test_pictures_carry_no_style_and_no_identifier() -> None:
    for svg in (
        stacked(parts("甲乙丙", (1, 2, 3), LOOKS), "題"),
        days((Mark(date(2026, 4, 1), 1), Mark(date(2030, 1, 1), 9, True)), "題", "説明"),
    ):
        names = {name for e in parsed(svg).iter() for name in e.attrib}
        assert not names & {"style", "id", "onclick", "href"}


def test_days_stand_in_order_the_higher_the_more() -> None:
    marks = (Mark(date(2026, 4, 1), 2), Mark(date(2027, 4, 1), 8), Mark(date(2028, 10, 1), 4, True))
    root = parsed(days(marks, "題", "説明"))
    circles = [(float(c.get("cx")), float(c.get("cy")), c.get("class")) for c in root.iter("circle")]
    assert [x for x, _, _ in circles] == sorted(x for x, _, _ in circles)
    assert circles[1][1] < circles[2][1] < circles[0][1], "the highest is the most"
    assert [c for _, _, c in circles] == ["c-solid", "c-solid", "c-open"]
    assert [t.text for t in root.iter("text")] == ["2026年", "2027年", "2028年"]
    assert all(0 < x < LINE_WIDTH for x, _, _ in circles)


@given(st.lists(st.dates(date(2000, 1, 1), date(2099, 12, 31)), min_size=1, max_size=12))
def test_few_years_are_named_however_long_the_line(found: list[date]) -> None:
    root = parsed(days([Mark(d, 1) for d in found], "題", "説明"))
    assert 1 <= len(list(root.iter("text"))) <= 8
    assert len(list(root.iter("circle"))) == len(found)


def test_no_days_is_no_picture() -> None:
    assert days((), "題", "説明") == ""
    assert HEIGHT > 10, "a bar is tall enough for its stripes"
