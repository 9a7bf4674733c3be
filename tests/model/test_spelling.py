"""A text in the spellings of the dictionary."""

import pytest

from hyojun.model import Words, dictionary
from hyojun.source import packaged

SPELLED = dictionary(packaged(Words, "words.yaml").spellings).spelled


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("氏名および住所または電話", "氏名及び住所又は電話"),
        ("届け出の取り消しの手続きを定める。", "届出の取消しの手続を定める。"),
        ("申請を受付けた日", "申請を受け付けた日"),
        ("申請を受付ける日", "申請を受け付ける日"),
        ("情報を取扱う", "情報を取り扱う"),
        ("情報を取り扱い、記録する。", "情報を取り扱い、記録する。"),
        ("データーとサーバ", "データとサーバー"),
        ("「または」のボタン又は「サーバ」", "「または」のボタン又は「サーバ」"),
        ("番号の利用の取り扱いに関する法律による取り扱い", "番号の利用の取り扱いに関する法律による取扱い"),
        ("影響が全体におよび、", "影響が全体におよび、"),
        ("", ""),
    ],
)
def test_spelled(text: str, expected: str) -> None:
    assert SPELLED(text) == expected
    assert SPELLED(expected) == expected


def test_without_a_dictionary_a_text_stays() -> None:
    assert dictionary(()).spelled("氏名および住所") == "氏名および住所"
