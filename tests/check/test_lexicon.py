"""Words in running text: nouns against verbs, lists before 等, quotations and titles of laws."""

import pytest

from hyojun.check.lexicon import around, dictionary, masked, one_of, vague_words
from hyojun.model import Words
from hyojun.source import packaged

WORDS = packaged(Words, "words.yaml")


def slips(text: str) -> list[tuple[str, str]]:
    found = dictionary(WORDS.spellings).slips(masked(text))
    return [(s.written, s.spelling.word) for s in found]


def vague(text: str) -> list[str]:
    return [text[h.start : h.end] for h in vague_words(WORDS.vague).hits(masked(text))]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("取り扱いを定める。", [("取り扱い", "取扱い")]),
        ("取扱の方法", [("取扱", "取扱い")]),
        ("取扱説明書と取扱者", []),
        ("情報を取り扱い、記録する。", []),
        ("問い合わせに答える。", [("問い合わせ", "問合せ")]),
        ("問い合わせなどを記録する。", [("問い合わせ", "問合せ")]),
        ("データベースに問い合わせる操作", []),
        ("問い合わせられた内容", []),
        ("受け付けの日", [("受け付け", "受付")]),
        ("申請を受け付けた日", []),
        ("申請を受付けた日", [("受付けた", "受け付け")]),
        ("届け出の期間", [("届け出", "届出")]),
        ("転居を届け出た者", []),
        ("手続きと手続", [("手続き", "手続")]),
        ("バーコードの読み取りと印刷", [("読み取り", "読取り")]),
        ("印影を読み取り又は入力する。", []),
        ("読み取り直した印影", []),
        ("サーバとサーバー", [("サーバ", "サーバー")]),
        ("データベースサーバ等", [("サーバ", "サーバー")]),
        ("サーバルーム", []),
        ("ユーザビリティ", []),
        ("ＩＤ及びWEBサイト、WEBSITE", [("ＩＤ", "ID"), ("WEB", "ウェブ")]),
        ("影響が全体におよび、", []),
        ("氏名および住所または電話", [("および", "及び"), ("または", "又は")]),
        ("「または」のボタン", []),
        ("郵便物の取り扱い等に関する規則による。", []),
        ("{term}`取り扱い`", []),
        ("https://example.jp/または", []),
    ],
)
def test_spellings(text: str, expected: list[tuple[str, str]]) -> None:
    assert slips(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("適切に表示し、必要に応じて修正できること。", ["適切に", "必要に応じ"]),
        ("原則として本人に交付すること。", ["原則として"]),
        ("原則として本人に交付すること。ただし、代理人を除く。", []),
        ("定期的に確認できること。", ["定期的に"]),
        ("毎日、定期的に確認できること。", []),
        ("申請の内容により修正が必要な場合は", []),
        ("前住所等を表示できること。", ["等"]),
        ("また、期間等を表示できること。", ["等"]),
        ("氏名、住所等を表示できること。", []),
        ("氏名や住所等を表示できること。", []),
        ("転入・転出等を表示できること。", []),
        ("「甲」、「乙」等を表示できること。", []),
        ("証明書等の種別を表示できること。", []),
        ("届等（転入届及び転出届をいう。）を表示できること。", []),
        ("当該届出等を表示できること。", []),
        ("同等の等級を平等に、３親等まで表示できること。", []),
        ("文字を調整するなどして", ["など"]),
        ("番号の利用等に関する法律による。", []),
        ("20.1（住民票の写し等）による。", []),
    ],
)
def test_vague_words(text: str, expected: list[str]) -> None:
    assert vague(text) == expected


def test_blanking_keeps_places() -> None:
    text = "「問い合わせ」と、{term}`取扱`及び番号の利用等に関する法律による問い合わせ"
    assert len(masked(text)) == len(text)
    assert masked(text).index("問い合わせ") == text.rindex("問い合わせ")


def test_a_word_is_shown_with_its_own_line_only() -> None:
    text = "前の行\n氏名を適切に表示できること。\n次の行"
    start = text.index("適切")
    assert around(text, start, start + 3) == "…氏名を適切に表示できるこ…"


def test_the_dictionary_is_rich_and_says_nothing_twice() -> None:
    assert len(WORDS.spellings) >= 40
    assert len(WORDS.vague) >= 20
    variants = [v for s in WORDS.spellings for v in s.variants]
    assert len(variants) == len(set(variants))
    assert not {s.word for s in WORDS.spellings if s.usage is None} & {
        v for s in WORDS.spellings if s.usage is None for v in s.variants
    }
    assert all(w.remedy.endswith("ください。") for w in WORDS.vague)


def test_one_of_many_words_is_the_longest_and_has_its_tail() -> None:
    pattern = one_of(["取", "取り", "取り扱い", "の", "扱い", "a.c"], {"取り": "(?=を)", "の": "(?!で)"})
    assert pattern.findall("取り扱い、取りを、取りが、ので、のに、扱い、abc、a.c") == [
        "取り扱い",
        "取り",
        "取",
        "の",
        "扱い",
        "a.c",
    ]
