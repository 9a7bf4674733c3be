"""What is written is read back the same, by the strict loader and by other YAML readers."""

from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML

from hyojun.source.files import hidden
from hyojun.source.yaml_text import parse
from hyojun.source.yaml_writer import to_yaml

PRINTED = st.characters(
    exclude_categories=("Cs", "Cc", "Cn"), exclude_characters="\ufeff\u2028\u2029", include_characters="\n"
)
WORDS = """yes No null ~ 0150001 1_000 0x1F 0o17 1e3 .5 .inf 09:00:00 2026-04-01 0.1 999 - ? : # | > & * ! % @
 ` = << --- ... ○ S9 9V 5,2 {} [] {a [a 'a "a a:b a#b \\n \\" 葛\U000e0100城 𠮷野""".split()
EDGES = (
    "a: b",
    "a #b",
    "a　#b",
    "a:",
    " a",
    "a ",
    "　a",
    "a　",
    "\ta",
    "a\tb",
    "- a",
    "a\n\nb",
    "a\n b",
    "a \nb",
)
BREAKS = ("a\n# b", "\na", " a\nb", "a\n---\nb", "a\u00a0b", "a\u200bb", "\ufeffa", "a　\nb", "a\n　\nb")
TRICKY = st.sampled_from((*WORDS, *EDGES, *BREAKS))
TEXT = (TRICKY | st.text(PRINTED, min_size=1)).filter(lambda t: not t.endswith("\n"))
KEY = (TRICKY | st.text(PRINTED, min_size=1, max_size=20)).filter(lambda t: not t.endswith("\n"))


HELD, HELD_KEY = (texts.filter(lambda t: not any(hidden(t))) for texts in (TEXT, KEY))
"""What sources may hold."""


def trees(leaves: st.SearchStrategy[Any], keys: st.SearchStrategy[str] = KEY) -> st.SearchStrategy[Any]:
    tree = st.recursive(
        leaves, lambda t: st.lists(t, max_size=4) | st.dictionaries(keys, t, max_size=4), max_leaves=12
    )
    return st.dictionaries(keys, tree, min_size=1, max_size=4)


@settings(max_examples=100, deadline=None)
@given(trees(HELD, HELD_KEY))
def test_the_strict_loader_reads_what_was_written(tree: Any) -> None:
    parsed = parse(to_yaml(tree), "a.yaml")
    assert parsed.findings == ()
    assert parsed.tree == tree


@settings(max_examples=60, deadline=None)
@given(trees(TEXT | st.integers() | st.booleans() | st.floats(allow_nan=False, allow_infinity=False)))
def test_other_readers_see_the_same_values_of_the_same_types(tree: Any) -> None:
    written = to_yaml(tree)
    assert typed(yaml.safe_load(written)) == typed(tree)
    assert typed(YAML(typ="safe", pure=True).load(written)) == typed(tree)


def typed(tree: Any) -> Any:
    """1, 1.0 and True told apart."""
    if isinstance(tree, dict):
        return {k: typed(v) for k, v in tree.items()}
    return [typed(v) for v in tree] if isinstance(tree, list) else (type(tree), tree)


def test_the_style() -> None:
    tree = {
        "業務ID": "031",
        "文書": [
            {
                "版": "0.1",
                "年月日": "2026-04-01",
                "メモ": "2026-04-01",
                "改定履歴": [{"版": "0.1", "概要": "一行目\n\n  三行目"}],
                "構成": ["データ/宛名.yaml", "データ/コード.yaml"],
                "空": [],
            }
        ],
        "桁数": "15",
        "繰り返し": 999,
        "真": True,
        "長い": "あ" * 300 + " い",
        "不明": "いいえ: no # ではない",
        "字下げ": "  先頭\n次",
        "縦": [["一", "二"], ["三\n四"]],
    }
    assert to_yaml(tree) == (
        '業務ID: "031"\n'
        "文書:\n"
        '  - 版: "0.1"\n'
        "    年月日: 2026-04-01\n"
        '    メモ: "2026-04-01"\n'
        "    改定履歴:\n"
        '      - 版: "0.1"\n'
        "        概要: |-\n"
        "          一行目\n"
        "\n"
        "            三行目\n"
        "    構成:\n"
        "      - データ/宛名.yaml\n"
        "      - データ/コード.yaml\n"
        "    空: []\n"
        '桁数: "15"\n'
        "繰り返し: 999\n"
        "真: true\n"
        f"長い: {'あ' * 300} い\n"
        '不明: "いいえ: no # ではない"\n'
        '字下げ: "  先頭\\n次"\n'
        "縦:\n"
        "  - - 一\n"
        "    - 二\n"
        "  - - |-\n"
        "      三\n"
        "      四\n"
    )


@pytest.mark.parametrize("value", [None, float("nan"), float("inf"), b"x", {1, 2}])
def test_what_a_source_file_cannot_hold_is_refused(value: Any) -> None:
    with pytest.raises(ValueError, match="no place"):
        to_yaml({"a": value})


def test_a_key_no_reader_would_find_is_refused() -> None:
    with pytest.raises(ValueError, match="characters"):
        to_yaml({"a" * 1001: "b"})
