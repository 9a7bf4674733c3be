"""Lines of a text in a column: what is counted quickly is what setting it character by character gives."""

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyojun.publish.excel.measure import ems, line_count

TEXTS = st.text(st.sampled_from("あ漢ア。、ｱABCabc019-.@ 　\n𠮷髙é\U000e0100・"), max_size=120)


@settings(derandomize=True)
@given(text=TEXTS, room=st.floats(1.5, 40))
def test_lines_are_those_of_setting_it_character_by_character(text: str, room: float) -> None:
    assert line_count(text, room) == sum(plainly(paragraph, room) for paragraph in text.split("\n"))


def plainly(paragraph: str, room: float) -> int:
    if ems(paragraph) <= room:
        return 1
    room = max(1.0, room - 1)
    count, used = 1, 0.0
    for word in re.findall(r"[!-~]+|[^!-~]", paragraph):
        width = ems(word)
        if used + width <= room:
            used += width
        elif width <= room:
            count, used = count + 1, width
        else:
            for char in word:
                if used + ems(char) > room:
                    count, used = count + 1, 0.0
                used += ems(char)
    return count


@pytest.mark.parametrize(
    ("text", "room", "lines"),
    [("あ" * 10, 10, 1), ("あ" * 11, 10, 2), ("あ" * 19, 10, 3), ("一\n\n三", 10, 3), ("𠮷" * 11, 10, 2)],
)
def test_full_width_characters_take_one_em_and_one_em_stays_free(text: str, room: float, lines: int) -> None:
    assert line_count(text, room) == lines
