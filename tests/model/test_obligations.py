"""What an entry asks of each 団体区分: the day of the entry, else of its document, none of what may not exist."""

from typing import Any

import pytest

from hyojun.model import Document, Form, Function, obligations

MUST, OPTION, NEVER = "実装必須", "標準オプション", "実装不可"
DAY, OWN = "2030-01-02", "2029-04-01"


def function(**fields: Any) -> Function:
    return Function.model_validate({"機能ID": "0020001", "機能名称": "名", "機能要件": "文。", **fields})


def document(day: Any) -> Document:
    return Document.model_validate(
        {
            "文書": "機能", "題名": "題", "発行者": "省", "版": "1.0", "状態": "案", "適合基準日": day,
            "改定履歴": [{"版": "1.0", "概要": "初版"}], "内容": {},
        }
    )  # fmt: skip


@pytest.mark.parametrize(
    ("fields", "day", "told"),
    [
        ({"実装類型": MUST}, DAY, [("全団体", MUST, DAY, False)]),
        ({"実装類型": MUST, "適合基準日": OWN}, DAY, [("全団体", MUST, OWN, True)]),
        ({"実装類型": NEVER, "適合基準日": OWN}, DAY, [("全団体", NEVER, None, False)]),
        ({"実装類型": MUST}, None, [("全団体", MUST, None, False)]),
        (
            {"実装類型": {"中核市": MUST, "町村": NEVER}},
            DAY,
            [("指定都市", None, None, False), ("中核市", MUST, DAY, False), ("町村", NEVER, None, False)],
        ),
        (
            {"実装類型": OPTION, "適合基準日": {"中核市": OWN}},
            {"町村": "未定", "指定都市": DAY},
            [
                ("指定都市", OPTION, DAY, False),
                ("中核市", OPTION, OWN, True),
                ("町村", OPTION, "未定", False),
            ],
        ),
        ({"実装類型": MUST, "廃止": {"版": "1.0", "理由": "なくなった。"}}, DAY, []),
    ],
)
def test_a_function_asks_by_its_own_day_else_by_that_of_its_document(
    fields: dict[str, Any], day: Any, told: list[tuple[str, str | None, str | None, bool]]
) -> None:
    found = obligations(function(**fields), document(day), ("指定都市", "中核市"))
    assert [tuple(o) for o in found] == told


def test_a_form_has_a_class_and_no_day() -> None:
    form = Form.model_validate(
        {"帳票ID": "0020001", "帳票名称": "名", "対象": "住民向け", "実装類型": {"町村": OPTION}}
    )
    found = obligations(form, document(DAY), ("中核市",))
    assert [tuple(o) for o in found] == [("中核市", None, None, False), ("町村", OPTION, None, False)]
