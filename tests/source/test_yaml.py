"""The strict loader: every scalar is text, and how a text is spelled is no content."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyojun.source.yaml_text import MAX_DEPTH, parse, positions


@pytest.mark.parametrize(
    "word",
    [
        "no",
        "No",
        "yes",
        "on",
        "off",
        "true",
        "1_000",
        "0x1F",
        "0o17",
        "1e3",
        "09:00",
        "0",
        "0.5",
        "2026-04-01",
        "-1",
    ],
)
def test_what_other_readers_turn_into_something_else_is_text(word: str) -> None:
    assert parse(f"a: {word}\n{word}: b\n", "x.yaml") == ({"a": word, word: "b"}, ())


@pytest.mark.parametrize("indicator", ["|", "|-", "|+", "|2", ">", ">-", ">+"])
def test_block_scalars_of_one_line_give_the_same_text(indicator: str) -> None:
    assert parse(f"a: {indicator}\n  登録できること。\n\nb: c\n", "x.yaml").tree["a"] == "登録できること。"


@pytest.mark.parametrize("indicator", ["|", "|-", "|+"])
def test_literal_blocks_keep_lines_and_drop_the_end(indicator: str) -> None:
    text = f"a: {indicator}\n  一\n\n    二\n\n\nb: c\n"
    assert parse(text, "x.yaml") == ({"a": "一\n\n  二", "b": "c"}, ())


def test_windows_line_ends_in_blocks(tmp_path: object) -> None:
    assert parse("a: |\r\n  一\r\n  二\r\n", "x.yaml").tree == {"a": "一\n二"}


def test_thirty_two_levels_are_read() -> None:
    parsed = parse("[" * MAX_DEPTH + "a" + "]" * MAX_DEPTH, "x.yaml")
    assert parsed.findings == ()


def test_a_bomb_of_aliases_costs_nothing() -> None:
    lines = ["a0: &a0 [x]"] + [f"a{n}: &a{n} [{', '.join([f'*a{n - 1}'] * 9)}]" for n in range(1, 40)]
    parsed = parse("\n".join(lines), "x.yaml")
    assert len(parsed.findings) == 40 + 39 * 9
    assert {f.code for f in parsed.findings} == {"YM03"}


def test_deep_nesting_is_no_recursion() -> None:
    parsed = parse("[" * 100_000, "x.yaml")
    assert [f.code for f in parsed.findings] == ["YM08"]


@given(st.text(alphabet=st.sampled_from("a0: -\n'\"#|>&*!?[]{},%@`\t　あ：\\~"), max_size=40))
def test_any_text_is_read_or_told_why_not(text: str) -> None:
    parsed = parse(text, "x.yaml")
    assert parsed.findings or parsed.tree is not None
    lines = text.split("\n")
    for found in parsed.findings:
        assert 1 <= found.line <= len(lines) + 1
        assert found.column >= 1
        assert found.message.endswith("。")
    positions(text)


def test_places_of_values_and_keys() -> None:
    text = "見出し:\n  - キー: a\n    機能: [一, {二: 三}]\n"
    found = {path: (p.line, p.column, text[p.start : p.end]) for path, p in positions(text).items()}
    assert found["見出し", "#key"] == (1, 1, "見出し")
    assert found["見出し", 0, "キー"] == (2, 9, "a")
    assert found["見出し", 0, "機能", 0] == (3, 10, "一")
    assert found["見出し", 0, "機能", 1, "二"] == (3, 17, "三")
