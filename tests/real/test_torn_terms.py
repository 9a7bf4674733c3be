"""In-text differences of real sentences, judged by a morphological analyser: how often a word is torn."""

import json
import sys
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from random import Random

import pytest

from hyojun.diff import after, before, differences

ROOT = Path(__file__).parents[2]
EACH = 15
"""Sentences for each kind of edit."""


@pytest.fixture(scope="module")
def sentences(function_sections: Path) -> list[str]:
    texts = [t for s in json.loads(function_sections.read_text("utf-8")) for t in s["text"].values()]
    return [line for text in texts for line in text.split("\n") if 15 < len(line) < 300]


@pytest.fixture(scope="module")
def words() -> Callable[[str], Iterator[tuple[int, int]]]:
    tokenizer = pytest.importorskip("janome.tokenizer").Tokenizer(wakati=True)

    @cache
    def split(text: str) -> tuple[tuple[int, int], ...]:
        found, at = [], 0
        for word in tokenizer.tokenize(text):
            start = text.index(word, at)
            at = start + len(word)
            found.append((start, at))
        return tuple(found)

    return lambda text: iter(split(text))


def test_at_most_seven_in_a_hundred_changes_tear_a_word(
    sentences: list[str], words: Callable[[str], Iterator[tuple[int, int]]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.revisions.edits import applied, edited, hunks, kinds
    from benchmarks.revisions.judge import hunks_of, torn

    rng = Random(1)
    found = true = broken = 0
    for kind in (*kinds("字句"), *kinds("実質")):
        tried = ((s, edited(s, kind, rng)) for s in rng.sample(sentences, len(sentences)))
        for (old, edits), _ in zip((t for t in tried if t[1]), range(EACH), strict=False):
            new = applied(old, edits)
            parts = differences(old, new)
            assert (before(parts), after(parts)) == (old, new)
            found += len(list(hunks_of(parts)))
            true += hunks(old, edits)
            broken += len(torn(parts, words))
    print(f"差 {found}、真 {true}、切れた差 {broken}（{broken / found:.1%}）", file=sys.stderr)
    assert found > 500 and found <= 1.1 * true
    assert broken <= 0.07 * found
