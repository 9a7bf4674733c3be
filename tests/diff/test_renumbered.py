"""What was renumbered or moved is one change: whatever names it follows, and says nothing of its own."""

from collections.abc import Mapping
from pathlib import Path

import pytest
from change_cases import base_files, changes_of, edited, line, loaded

from hyojun.diff import compared

CITING = {
    "機能.yaml": [["備考: 様式は問合せの上で定める。", "備考: 履歴は、機能0020006による。"]],
    "データ.yaml": [["項目定義: 登録者の住所", '項目定義: 登録者の住所\n        参照先: "00200001"']],
}
"""Makes texts and fields of the base name other rows."""


def files(*edits: Mapping[str, list[list[str]]]) -> dict[str, str]:
    found: dict[str, str] = dict(base_files())
    for several in (CITING, *edits):
        found = edited(several, found)
    return found


def lines(root: Path, *edits: Mapping[str, list[list[str]]]) -> list[str]:
    old, new = loaded(root / "old", files()), loaded(root / "new", files(*edits))
    return [line(c) for c in changes_of(old, new)]


RENUMBERED = {
    "機能.yaml": [
        ['機能ID: "0020006"', '機能ID: "0020017"'],
        ["機能0020006による", "機能0020017による"],
    ],
    "ツリー図.yaml": [['"0020006"', '"0020017"']],
}
DECLARED = {"機能.yaml": [['機能ID: "0020017"', '機能ID: "0020017"\n        置換元: ["0020006"]']]}
NUMBER = "要確認 FN-NUMBER 機能0020006 → 0020017 機能ID [0020006] → [0020017]"


def test_a_mention_of_what_was_declared_renumbered_is_wording(tmp_path: Path) -> None:
    assert lines(tmp_path, RENUMBERED, DECLARED) == [
        "字句の整理 FN-WORDING 機能0020001 備考 [履歴は、機能0020006による。] → [履歴は、機能0020017による。]",
        NUMBER,
    ]


def test_the_reason_says_that_an_id_was_followed(tmp_path: Path) -> None:
    old, new = loaded(tmp_path / "old", files()), loaded(tmp_path / "new", files(RENUMBERED, DECLARED))
    [change] = [c for c in changes_of(old, new) if c.code == "FN-WORDING"]
    assert change.reason.endswith("引用するIDの付け替えに伴う書き換えを含みます。")


def test_a_mention_of_what_nobody_declares_is_a_change(tmp_path: Path) -> None:
    assert lines(tmp_path, RENUMBERED) == [
        "要確認 FN-NOTE 機能0020001 備考 [履歴は、機能0020006による。] → [履歴は、機能0020017による。]",
        NUMBER,
    ]


@pytest.mark.parametrize(
    "now", ["機能0020005による", "機能0020017による、又は職員の判断による", "帳票0020017による"]
)
def test_a_mention_that_leads_elsewhere_or_says_more_is_a_change(now: str, tmp_path: Path) -> None:
    found = lines(tmp_path, RENUMBERED, DECLARED, {"機能.yaml": [["機能0020017による", now]]})
    assert [x.split()[1] for x in found] == ["FN-NOTE", "FN-NUMBER"]


def test_a_number_given_to_another_row_is_not_followed(tmp_path: Path) -> None:
    """0020006 goes on as 0020017, and what was 0020005 takes 0020006: the text still says 0020006."""
    shifted = {
        "機能.yaml": [
            ['機能ID: "0020006"', '機能ID: "0020017"\n        置換元: ["0020006"]'],
            ['機能ID: "0020005"', '機能ID: "0020006"\n        置換元: ["0020005"]'],
            ["機能0020006による", "機能0020005による"],
        ],
    }
    assert any(x.startswith("要確認 FN-NOTE 機能0020001") for x in lines(tmp_path, shifted))


def test_whatever_names_a_renumbered_item_follows(tmp_path: Path) -> None:
    item = {
        "データ.yaml": [
            ['データ項目ID: "00200001"', 'データ項目ID: "00200011"\n        置換元: ["00200001"]'],
            ['参照先: "00200001"', '参照先: "00200011"'],
        ],
        "機能.yaml": [['データ項目: ["00200001"', 'データ項目: ["00200011"']],
        "帳票.yaml": [['データ項目ID: "00200001"', 'データ項目ID: "00200011"']],
        "連携.yaml": [['データ項目: ["00200001"', 'データ項目: ["00200011"']],
    }
    assert lines(tmp_path, item) == [
        "影響大 DI-NUMBER データ00200001 → 00200011 データ項目ID [00200001] → [00200011]"
    ]


def test_a_list_that_still_names_what_was_merged_away_has_not_changed(tmp_path: Path) -> None:
    """In either direction."""
    merged = {
        "機能.yaml": [
            ['機能ID: "0020005"', '機能ID: "0020005"\n        置換元: ["0020006"]'],
            [
                '交付した枚数を集計できること。\n      - 機能ID: "0020006"\n        機能名称: 交付の履歴\n'
                "        実装類型: 実装必須\n        機能要件: ",
                "交付した枚数を集計できること。",
            ],
        ]
    }
    old, new = loaded(tmp_path / "old", files()), loaded(tmp_path / "new", files(merged))
    assert not [c for c in (*changes_of(old, new), *changes_of(new, old)) if c.kind == "ツリー"]


APART = {
    "業務.yaml": [
        [
            "    構成: [データ.yaml, 連携.yaml]\n",
            '    構成: [データ.yaml]\n  - 文書: 連携\n    題名: 連携要件\n    発行者: デジタル庁\n    版: "1.0"\n'
            '    状態: 案\n    改定履歴:\n      - {版: "1.0", 概要: 新規作成}\n    構成: [連携.yaml]\n',
        ]
    ],
    "連携.yaml": [["頻度: 月次", "頻度: 日次"]],
}


@pytest.mark.parametrize(
    ("document", "codes"),
    [
        ("データ", ["DC-MOVED", "DC-MOVED"]),
        ("連携", ["DC-ADDED", "DC-MOVED", "LK-FREQUENCY", "DC-MOVED"]),
    ],
)
def test_a_row_in_another_document_moved_whichever_document_is_asked_for(
    document: str, codes: list[str], tmp_path: Path
) -> None:
    old, new = loaded(tmp_path / "old", files()), loaded(tmp_path / "new", files(APART))
    [found] = compared(old, new, spec="002", document=document).documents
    assert sorted(c.code for c in found.changes) == sorted(codes)
