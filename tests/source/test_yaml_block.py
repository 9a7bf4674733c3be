"""The quick reader of block style says what the strict loader says, or nothing."""

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hyojun.source.files import decode
from hyojun.source.yaml_block import block_tree
from hyojun.source.yaml_text import parse, strictly

ROOT = Path(__file__).parents[2]
SAMPLE = """\
# 見出しの前の注釈
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - 機能ID: "0020001"
        機能要件: |-
          一行目

          三行目
        備考: 比は 1:2 とする。
        データ項目:
          - "00200001"
          - '00200002'
      - 機能ID: "0020002"
        備考: ""
"""

TEXTS = {
    "別の文書": "...: b\n",
    "閉じた文書": "a: b\n...\n",
    "空の値": "a:\n",
    "空白だけの値": "a: \n",
    "値の後の注釈": "a: b # c\n",
    "全角空白の後の番号記号": "a: b\u3000# c\n",
    "続きの行": "a: b\n  c\n",
    "続きの行にあるキー": "a: b\n  c: d\n",
    "続きの行にある箇条": "a:\n  - b\n    - c\n",
    "キーと同じ位置の箇条": "a:\n- b\n",
    "折り返し": "a: >\n  b\n",
    "深さを書いたブロック": "a: |2\n   b\n",
    "字下げの違うブロック": "a: |\n  b\n    c\n",
    "ブロックの後の半端な字下げ": "a:\n  b: |\n      c\n    d\n",
    "フロー": "a: [b]\n",
    "アンカー": "a: &b c\n",
    "エイリアス": "a: *b\n",
    "タグ": "a: !b c\n",
    "重複": "a: b\na: c\n",
    "先頭の0": "a: 01\n",
    "先頭の0のキー": "01: a\n",
    "null": "a: null\n",
    "~のキー": "~: a\n",
    "逆斜線のある引用": 'a: "\\n"\n',
    "引用の中の引用": "a: 'it''s'\n",
    "値の中のコロン": "a: b: c\n",
    "コロンで終わる値": "a: b:\n",
    "行末の空白": "a: b \n",
    "空白だけの行": "a: b\n   \n",
    "タブ": "a:\tb\n",
    "復帰": "a: b\rc: d\n",
    "別の改行": "a: b\u0085c: d\n",
    "行区切り": "a: b\u2028c: d\n",
    "箇条だけのファイル": "- a\n",
    "文字だけのファイル": "a\n",
    "空のファイル": "",
    "深い入れ子": "".join(f"{'  ' * n}a:\n" for n in range(40)) + "  " * 40 + "b: c\n",
}
"""Read otherwise, refused, or at least not plain block style."""


def test_block_style_is_read() -> None:
    tree = block_tree(SAMPLE)
    assert tree == strictly(SAMPLE, "f").tree
    assert tree["見出し"][0]["機能"][0]["機能要件"] == "一行目\n\n三行目"
    assert tree["見出し"][0]["機能"][1]["備考"] == ""


@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS.keys())
def test_what_is_not_certain_is_left_to_the_strict_loader(text: str) -> None:
    assert block_tree(text) is None
    assert parse(text, "f") == strictly(text, "f")


@pytest.mark.parametrize("file", sorted(ROOT.glob("spec/**/*.yaml")), ids=lambda p: p.name)
def test_the_sample_is_read_alike(file: Path) -> None:
    text = file.read_text(encoding="utf-8")
    assert parse(text, "f") == strictly(text, "f")


def test_what_is_odd_is_known_of_a_decoded_text() -> None:
    for character in map(chr, range(0x10000)):
        written = f"a: b{character}c\n".encode("utf-8", "surrogatepass")
        text = decode(written, "f").text
        if text is not None:
            assert block_tree(text, decoded=True) == block_tree(text), ascii(character)


_MARKS = """a|b:|- |: |:| |  |#| #|>|"|'|?|-|...|---|~|null|01|+0|&a|*a|!t|{|[|,|\u3000|あ|%|@|\\"""
_LINES = (
    "\n",
    "\n  ",
    "\n    ",
    "\n- ",
    "\n  - ",
    "\n\n",
    " \n",
    "a: b\n",
    "  c: d\n",
    "- e: f\n",
    "h:\n",
    "  - g\n",
)
_OTHERS = ("|", "|-", "key: |-\n    text\n", '""', "\t", "\u00a0", "\u0085", "\ufeff")
PIECES = st.sampled_from([*_MARKS.split("|"), *_LINES, *_OTHERS])


@settings(max_examples=400)
@given(st.lists(PIECES, min_size=1, max_size=14).map("".join))
def test_an_answer_is_always_the_strict_one(text: str) -> None:
    tree = block_tree(text)
    if tree is not None:
        assert strictly(text, "f") == (tree, ())


@settings(max_examples=200)
@given(st.integers(0, len(SAMPLE)), st.integers(0, 5), PIECES)
def test_a_slip_in_a_file_is_seen(at: int, gone: int, piece: str) -> None:
    text = SAMPLE[:at] + piece + SAMPLE[at + gone :]
    tree = block_tree(text)
    if tree is not None:
        assert strictly(text, "f") == (tree, ())
