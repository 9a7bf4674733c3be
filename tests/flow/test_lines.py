"""Line breaking and fitting of names: 禁則, IDs, words, sizes."""

import re
import time
from pathlib import Path

import noto_cjk_sans_jp_regular
import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyojun.flow import width, wrapped
from hyojun.flow.text import NO_END, NO_START, SIZES, TINY, Fitted, clean, fitted, lines, too_much, upright

KANA_AND_MARKS = "あいうゃっアイーュ、。（）「」登録申請書 ab12-・％年"


@pytest.mark.parametrize(
    ("name", "room", "expected"),
    [
        ("登録の申請を受け付ける", 90, ["登録の申請を", "受け付ける"]),
        ("回答書の内容を確認する", 90, ["回答書の内容を", "確認する"]),
        ("転出証明書情報を取り込む", 90, ["転出証明書", "情報を取り込む"]),
        ("住民基本台帳ネットワークシステム", 90, ["住民基本台帳", "ネットワーク", "システム"]),
        ("Intermediate Event Signal Catch", 90, ["Intermediate", "Event Signal", "Catch"]),
        ("一行目\n二行目", 90, ["一行目", "二行目"]),
        ("", 90, []),
    ],
)
def test_lines_end_where_a_reader_pauses(name: str, room: float, expected: list[str]) -> None:
    assert wrapped(name, room, 12) == expected


@pytest.mark.parametrize("id", ["0020011", "[0020011]", "002仮1", "[002仮12]", "002o001", "R5-12/3"])
@pytest.mark.parametrize("room", [10, 30, 50, 61, 90])
def test_an_id_is_never_cut(id: str, room: float) -> None:
    for name in (f"登録する{id}", f"{id}を使う", f"申請（{id}、{id}）を登録する"):
        assert sum(line.count(id) for line in wrapped(name, room, 12)) == name.count(id)


@pytest.mark.parametrize(
    ("name", "whole"),
    [
        ("交付から30日以内に届け出る", "30日"),
        ("令和6年4月1日に施行する", "6年"),
        ("第12号様式を出力する", "第12号"),
        ("手数料1,000円を受け取る", "1,000円"),
        ("15歳以上の者", "15歳"),
        ("Collapsed Sub-Process", "Sub-Process"),
    ],
)
def test_a_number_stays_with_its_unit_and_a_word_whole(name: str, whole: str) -> None:
    for room in range(20, 120, 5):
        assert any(whole in line for line in wrapped(name, room, 12))


@given(st.text(alphabet=KANA_AND_MARKS, max_size=60), st.integers(20, 200))
def test_kinsoku_and_nothing_lost(name: str, room: int) -> None:
    found = wrapped(name, room, 12)
    assert "".join("".join(found).split()) == "".join(name.split())
    runs = max(map(len, re.findall(f"[{re.escape(''.join(NO_START | NO_END))}]+", name)), default=0)
    if runs < 20:  # more forbidden places in a row than a line has room for are cut
        assert not [line for line in found[1:] if line[0] in NO_START]
        assert not [line for line in found[:-1] if line[-1] in NO_END]


@given(st.text(max_size=200), st.floats(1, 300), st.floats(1, 200))
def test_a_name_always_lies_inside_its_box(name: str, wide: float, high: float) -> None:
    found = fitted(name, wide, high)
    if found.size > TINY:
        assert found.width <= wide + 0.1
        assert found.height <= high + 0.1
    assert "".join("".join(found.lines).split()) == "".join(clean(name).split())


@given(
    st.text(st.sampled_from(KANA_AND_MARKS + "\n"), max_size=60),
    st.floats(5, 150),
    st.floats(5, 70),
    st.sampled_from(SIZES),
)
def test_no_size_is_refused_before_it_is_tried_that_would_fit(
    name: str, wide: float, high: float, size: float
) -> None:
    for roomy in (True, False):
        found = Fitted(lines(name, wide, size, roomy), size)
        if found.height <= high and found.width <= wide:
            assert not too_much(name, wide, high, size)


def test_names_shrink_stepwise_before_anything_else() -> None:
    sizes = [fitted("申請の内容を確認して登録する" * n, 90, 58).size for n in (1, 2, 3, 4, 6)]
    assert sizes == sorted(sizes, reverse=True)
    assert sizes[0] == SIZES[0]
    assert sizes[2] < SIZES[0]
    assert fitted("Donaudampfschifffahrtsgesellschaft", 60, 60).lines == (
        "Donaudampfschifffahrtsgesellschaft",
    )


def test_a_name_of_ten_megabytes_takes_no_time() -> None:
    before = time.process_time()
    assert fitted("あ" * 10_000_000, 90, 58).lines[-1].endswith("…")
    assert time.process_time() - before < 2


def test_our_widths_are_not_less_than_those_of_the_font() -> None:
    fonts = pytest.importorskip("PIL.ImageFont")
    file = next(Path(noto_cjk_sans_jp_regular.__file__).parent.glob("*.otf"))
    font = fonts.truetype(str(file), 1000)
    for text in (
        "印鑑登録システム",
        "Start Event (1)",
        "[0020011]",
        "ｶﾅ",
        "①※→",
        "ÄÖÜé",
        "αβγ",
        "Жд",
        "MWmw@%&",
    ):
        real = font.getlength(text, features=["-kern"]) / 1000
        assert real <= width(text, 1) <= 1.35 * real, text


def test_only_full_width_names_stand_upright() -> None:
    assert upright("印鑑登録システム（支所）")
    assert not upright("Lane 1")
    assert not upright("業務002")


def test_lines_are_the_same_for_the_same_text() -> None:
    first = lines("申請の内容を確認して登録する", 90, 12)
    lines.cache_clear()
    assert lines("申請の内容を確認して登録する", 90, 12) == first
