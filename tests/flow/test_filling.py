"""Words set in a box: no character lost, no line too long, 禁則 kept, spaces of the author kept."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyojun.flow import characters, filled, length
from hyojun.flow.text import NO_END, NO_START

JAPANESE = st.text(alphabet="国名一二、。（）「」ー々っァ　 0a1Ｂ２\U000e0100葛\n", max_size=60)


@pytest.mark.parametrize(
    ("text", "ems", "lines"),
    [
        ("一二三四五六七", 3, ("一二三", "四五六", "七")),
        ("一二三、四五六", 3, ("一二", "三、四", "五六")),
        ("一二（三四）五", 3, ("一二", "（三", "四）五")),
        ("見本県見本市　見本住宅１０１号", 6, ("見本県見本市", "見本住宅", "１０１号")),
        ("令和8年11月21日", 5, ("令和8年11", "月21日")),
        ("電話 0120-444-123", 7, ("電話", "0120-444-123")),
        ("　字下げ\n\n次の段落", 10, ("　字下げ", "", "次の段落")),
        ("一二三　　四", 3, ("一二三", "四")),
        ("0123456789", 2, ("012", "345", "678", "9")),
        ("葛\U000e0100城", 1, ("葛\U000e0100", "城")),
        ("）））））", 2, ("））", "））", "）")),
        ("", 5, ("",)),
    ],
)
def test_lines(text: str, ems: float, lines: tuple[str, ...]) -> None:
    assert filled(text, ems) == lines


@given(JAPANESE, st.integers(min_value=1, max_value=12), st.booleans())
def test_nothing_is_lost_and_no_line_is_too_long(text: str, ems: int, upright: bool) -> None:
    lines = filled(text, ems, upright)
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(length(line.rstrip(), upright) <= ems + 0.02 or len(characters(line)) == 1 for line in lines)


PHRASES = st.lists(
    st.sampled_from(["国", "国、", "（国", "国）。", "「国」", "コッ", "時々", "２０"]), max_size=20
)


@given(PHRASES, st.integers(min_value=4, max_value=12), st.booleans())
def test_no_line_breaks_against_the_rules(phrases: list[str], ems: int, upright: bool) -> None:
    lines = filled("".join(phrases), ems, upright)
    for before, after in pairwise(lines):
        assert after[0] not in NO_START and before[-1] not in NO_END
        assert length(before, upright) > ems - 4, "as full as it may be"
