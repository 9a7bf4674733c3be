"""Which row is which: cases as data, and what holds for any rows."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from hyojun.diff import How, Matching, Row, matched, moved

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parent / "cases" / "matching.yaml").read_text("utf-8")
)


def rows(given: dict[str, list[str]]) -> list[Row]:
    return [Row(id, *said) for id, said in given.items()]


def told(found: Matching) -> list[tuple[str, str, str]]:
    return sorted((" ".join(m.old), " ".join(m.new), m.how.value) for m in found.matches)


def turned(found: Matching) -> Matching:
    return Matching(
        tuple(m._replace(old=m.new, new=m.old) for m in found.matches), found.added, found.removed
    )


def as_set(found: Matching) -> tuple[set[Any], set[str], set[str]]:
    return set(found.matches), set(found.removed), set(found.added)


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["名前"])
def test_cases(case: dict[str, Any]) -> None:
    old, new = rows(case["旧"]), rows(case["新"])
    declared = [tuple(p) for p in case.get("記載", [])]
    denied = [tuple(p) for p in case.get("否定", [])]
    found = matched(old, new, declared, denied)
    assert told(found) == sorted(tuple(m) for m in case.get("対応", []))
    assert list(found.removed) == case.get("削除", [])
    assert list(found.added) == case.get("追加", [])
    back = matched(new, old, [(b, a) for a, b in declared], [(b, a) for a, b in denied])
    assert as_set(turned(back)) == as_set(found)


def test_only_a_guess_has_a_score() -> None:
    old = [
        Row("a", "受付", "印鑑の登録の申請を受けたときは、記録できること。"),
        Row("b", "登録", "登録すること。"),
    ]
    new = [
        Row("x", "受付", "印鑑の登録の申請を受けた場合は、記録できること。"),
        Row("b", "登録", "登録すること。"),
    ]
    scores = {m.how: m.score for m in matched(old, new).matches}
    assert scores[How.ID] == 1 and 0.5 < scores[How.LIKELY] < 1


SENTENCES = st.sampled_from(
    ["申請書の内容を台帳に記録すること。", "審査の結果を申請者に通知すること。", "件数を集計し、ファイルに出力すること。",
     "氏名及び住所を画面に表示すること。", "操作した職員を履歴に残すこと。", "記録する。", "短い", ""]
)  # fmt: skip
TEXTS = st.lists(SENTENCES, max_size=3).map("\n".join)
NAMES = st.sampled_from(["登録", "通知", "集計", "登録の通知", ""])
ROWS = st.lists(st.tuples(st.integers(0, 9), NAMES, TEXTS), max_size=7, unique_by=lambda r: r[0]).map(
    lambda given: [Row(str(id), name, text) for id, name, text in given]
)
LINKS = st.lists(st.tuples(st.integers(0, 9).map(str), st.integers(0, 9).map(str)), max_size=3)


@given(ROWS, ROWS, LINKS, LINKS)
def test_every_row_is_in_one_place_and_the_other_way_round_is_the_mirror(
    old: list[Row], new: list[Row], declared: list[tuple[str, str]], denied: list[tuple[str, str]]
) -> None:
    found = matched(old, new, declared, denied)
    assert sorted([*(i for m in found.matches for i in m.old), *found.removed]) == sorted(r.id for r in old)
    assert sorted([*(i for m in found.matches for i in m.new), *found.added]) == sorted(r.id for r in new)
    back = matched(new, old, [(b, a) for a, b in declared], [(b, a) for a, b in denied])
    assert as_set(turned(back)) == as_set(found)


@given(ROWS)
def test_an_edition_and_itself_are_the_same(same: list[Row]) -> None:
    found = matched(same, same)
    assert told(found) == sorted((r.id, r.id, How.ID.value) for r in same)
    assert not found.added and not found.removed


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("abcde", "abcde", ""),
        ("abcde", "bcdea", "a"),
        ("abcde", "eabcd", "e"),
        ("abcde", "acbde", "b"),
        ("abcde", "axbycd", ""),
        ("abcdefgh", "efghabcd", "abcd"),
        ("abc", "cba", "bc"),
        ("", "abc", ""),
    ],
)
def test_the_fewest_moves(old: str, new: str, expected: str) -> None:
    same = [(c, c) for c in old if c in new]
    found = moved(old, new, same)
    assert len(found) == len(expected)
    assert set(found) == set(moved(new, old, same))
    if len(expected) <= 1 and expected != "b":
        assert "".join(found) == expected


@given(st.permutations(range(8)))
def test_without_what_moved_the_order_is_the_same(order: list[int]) -> None:
    old, new = [f"o{n}" for n in range(8)], [f"n{n}" for n in order]
    away = moved(old, new, [(f"o{n}", f"n{n}") for n in range(8)])
    assert [o for o in old if o not in away] == [f"o{n}" for n in order if f"o{n}" not in away]
    back = moved(new, old, [(f"n{n}", f"o{n}") for n in range(8)])
    assert {f"n{o[1:]}" for o in away} == set(back)


@pytest.mark.parametrize(
    ("name", "old_text", "new_text"),
    [("名称", "同じ文である。", "同じ文である。"), ("", "", ""), ("名", "同じ文の第{}号", "同じ文の番号{}")],
    ids=["same", "empty", "numbered"],
)
def test_thousands_of_equal_rows_end(name: str, old_text: str, new_text: str) -> None:
    old = [Row(f"a{n}", name, old_text.format(n)) for n in range(5000)]
    new = [Row(f"b{n}", name, new_text.format(n)) for n in range(5000)]
    found = matched(old, new)
    assert sum(len(m.old) for m in found.matches) + len(found.removed) == len(old)


def test_a_chain_of_declarations_is_one_group() -> None:
    many = range(2000)
    found = matched(
        [Row(f"a{n}", "", str(n)) for n in many],
        [Row(f"b{n}", "", str(n)) for n in many],
        [(f"a{n}", f"b{k}") for n in many for k in (n, n + 1)],
    )
    (group,) = found.matches
    assert (len(group.old), len(group.new)) == (2000, 2000)


@given(st.permutations([(f"a{n}", f"b{n}") for n in range(6)]))
def test_the_order_of_declarations_says_nothing(declared: list[tuple[str, str]]) -> None:
    """They come from sets; the same editions must give the same bytes."""
    old = [Row(f"a{n}", f"名{n}", f"文{n}") for n in range(6)]
    new = [Row(f"b{n}", f"題{n}", f"別の文{n}") for n in range(6)]
    assert matched(old, new, declared) == matched(old, new, sorted(declared))
