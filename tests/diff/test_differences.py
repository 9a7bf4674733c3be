"""What changed inside a text: whole words, lists by line, both sides restorable."""

import time
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyojun.diff import Part, after, before, differences, likeness, tokens

TURNED = {"=": "=", "-": "+", "+": "-"}


def shown(old: str, new: str) -> str:
    return "".join(p.text if p.sign == "=" else f"[{p.sign}{p.text}]" for p in differences(old, new))


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ("氏名を表示する。", "氏名を表示する。", "氏名を表示する。"),
        ("氏名を表示する。", "住所を表示する。", "[-氏名][+住所]を表示する。"),
        ("個人番号を表示する。", "世帯番号を表示する。", "[-個人番号][+世帯番号]を表示する。"),
        ("氏名及び住所", "氏名又は住所", "氏名[-及び][+又は]住所"),
        ("14日以内に通知", "30日以内に通知", "[-14][+30]日以内に通知"),
        ("18歳以上の者", "18歳超の者", "18[-歳以上][+歳超]の者"),
        ("表示できること。", "表示できないこと。", "表示[-できること][+できないこと]。"),
        ("氏名フリガナを入力", "氏名カナを入力", "[-氏名フリガナ][+氏名カナ]を入力"),
        ("葛\U000e0100城市", "葛\U000e0101城市", "[-葛\U000e0100城市][+葛\U000e0101城市]"),
        ("か\u3099く", "かく", "[-か\u3099][+か]く"),
        (
            "次の項目\n・氏名\n・住所\n",
            "次の項目\n・氏名\n・性別\n・住所\n",
            "次の項目\n・氏名\n[+・性別\n]・住所\n",
        ),
        ("・氏名\n・住所\n", "・住所\n", "[-・氏名\n]・住所\n"),
        ("一覧を表示すること。", "一覧を\n表示すること。", "一覧を[+\n]表示すること。"),
        ("記録する。\n表示する。", "記録する。表示する。", "記録する。[-\n]表示する。"),
        (
            "一覧を画面に出力できること。",
            "一覧をファイルに出力できること。",
            "一覧を[-画面][+ファイル]に出力できること。",
        ),
        (
            "一覧をCSVに出力できること。",
            "抽出結果をファイルに出力し、保存できること。",
            "[-一覧][+抽出結果]を[-CSV][+ファイル]に出力[+し、保存]できること。",
        ),
        (
            "印影を画面に表示し、ファイルに出力できること。",
            "印影を画面に表示できること。",
            "印影を画面に表示[-し、ファイルに出力]できること。",
        ),
        ("氏名、性別、続柄", "住所、年齢、続柄", "[-氏名][+住所]、[-性別][+年齢]、続柄"),
        ("交付の可否を調べる", "交付できるかを確認する", "交付[-の可否][+できるか]を[-調べる][+確認する]"),
        ("", "氏名", "[+氏名]"),
        ("氏名", "", "[-氏名]"),
    ],
)
def test_a_reader_sees(old: str, new: str, expected: str) -> None:
    assert shown(old, new) == expected


def test_splinters_are_one_change() -> None:
    found = shown("届出があった日から14日以内に行う。", "請求を受けた日の翌月までに行う。")
    assert found.count("[-") <= 2 and found.endswith("行う。")


PIECES = st.sampled_from(
    [
        "氏名",
        "及び",
        "できる",
        "。",
        "\n",
        "\r\n",
        "・",
        "、",
        "の",
        "12",
        "１",
        "葛\U000e0100",
        "か\u3099",
        "\u2028",
    ]
)
TEXTS = st.lists(PIECES | st.characters(exclude_categories=("Cs",)), max_size=25).map("".join)


@given(TEXTS, TEXTS)
def test_both_sides_are_restored_and_the_mirror_is_the_same(old: str, new: str) -> None:
    parts = differences(old, new)
    assert (before(parts), after(parts)) == (old, new)
    assert all(p.text for p in parts)
    assert all(not (a.sign == b.sign or (a.sign, b.sign) == ("+", "-")) for a, b in pairwise(parts))
    back = differences(new, old)
    assert [(p.sign, p.text) for p in parts if p.sign == "="] == [
        (p.sign, p.text) for p in back if p.sign == "="
    ]
    assert sorted((TURNED[p.sign], p.text) for p in parts) == sorted(back)
    assert (likeness(old, new) == 1) >= (old == new)
    assert likeness(old, new) == likeness(new, old)


@given(TEXTS)
def test_a_text_and_itself_do_not_differ(text: str) -> None:
    assert differences(text, text) == ((Part("=", text),) if text else ())
    assert "".join(tokens(text)) == text


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("の" * 100_000, "の" * 99_999 + "はの"),
        ("氏名、住所の" * 20_000, "住所、氏名の" * 20_000),
        (" " * 100_000 + "a", " " * 100_000 + "b"),
        ("\n" * 100_000, "a" + "\n" * 100_000),
        ("・氏名\n" * 5_000, "・住所\n" * 5_000),
        ("\n".join(f"・項目{n}" for n in range(5_000)), "\n".join(f"・項目{n}の" for n in range(5_000))),
        ("「" * 100_000, "（" * 100_000),
    ],
    ids=["particle", "line", "spaces", "breaks", "rows", "list", "brackets"],
)
def test_hostile_texts_end(old: str, new: str) -> None:
    started = time.process_time()
    parts = differences(old, new)
    likeness(old, new)
    assert (before(parts), after(parts)) == (old, new)
    assert time.process_time() - started < 20, "minutes would mean every pair of words is looked at"
