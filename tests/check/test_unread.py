"""What only looks missing because a file cannot be read is not reported; everything else still is."""

from pathlib import Path
from typing import Any

import pytest
from casefiles import TODAY, all_findings, findings_of, write_repository

from hyojun import check, source

pytestmark = pytest.mark.usefixtures("few_rules")

FUNCTION = """\
見出し:
  - キー: {key}
    題名: {key}
    機能:
      - 機能ID: "{id}"
        機能名称: {name}
        実装類型: 実装必須
        機能要件: {text}
"""
BREAKS = {
    "a wrong key": lambda text: text.replace("機能要件", "要件").encode(),
    "a broken line": lambda text: (text + '"').encode(),
    "another encoding": lambda text: text.encode("cp932"),
    "two bytes a character": lambda text: text.encode("utf-16"),
    "a hidden character": lambda text: (text + "\u200b").encode(),
}


def codes(root: Path) -> list[tuple[str, str]]:
    return [(f.origin.file.removeprefix("spec/002/"), f.code) for f in findings_of(root)]


@pytest.mark.parametrize("broken", BREAKS.values(), ids=BREAKS)
def test_references_into_an_unread_file(tmp_path: Path, broken: object) -> None:
    there = FUNCTION.format(key="haishi", id="0020002", name="廃止", text="廃止できること。")
    text = "機能0020002、見出しhaishi、機能0020009、見出しnaiによる。"
    root = write_repository(
        tmp_path,
        {
            "a.yaml": FUNCTION.format(key="toroku", id="0020001", name="登録", text=text),
            "b.yaml": broken(there),  # type: ignore[operator]
        },
    )
    found = findings_of(root)
    missed = [f.message.split(" は")[0] for f in found if f.code == "LK01"]
    assert missed == ["文章の中の機能0020009", "文章の中の見出しnai"]
    assert {f.origin.file for f in found if f.code != "LK01"} == {"spec/002/b.yaml"}


ENCODINGS = {
    "a mark of UTF-8": lambda text: text.encode("utf-8-sig"),
    "UTF-16": lambda text: text.encode("utf-16"),
    "UTF-16 without a mark": lambda text: text.encode("utf-16-le"),
    "UTF-16, the other way round": lambda text: text.encode("utf-16-be"),
    "Shift_JIS": lambda text: text.encode("cp932"),
    "EUC-JP": lambda text: text.encode("euc_jp"),
    "no text at all": lambda text: b"PK\x03\x04\xff\xfd\x00\x80\xfe",
}


@pytest.mark.parametrize("encoded", ENCODINGS.values(), ids=ENCODINGS)
def test_references_into_a_file_of_another_encoding(tmp_path: Path, encoded: Any) -> None:
    """Also by 仮番号, which are not ASCII. One file of a wrong kind is one finding."""
    there = FUNCTION.format(key="haishi", id="002仮2", name="廃止", text="廃止できること。")
    text = "機能002仮2、見出しhaishiによる。"
    here = FUNCTION.format(key="toroku", id="002仮1", name="登録", text=text)
    tree = "ツリー図: [{名称: 登録, 区分: 対象, 機能: [002仮1, 002仮2]}]\n"
    root = write_repository(tmp_path, {"a.yaml": here, "b.yaml": encoded(there), "c.yaml": tree})
    assert [(file, code[:2]) for file, code in codes(root)] == [("b.yaml", "RD")]


def test_references_into_unread_prose(tmp_path: Path) -> None:
    text = "見出しgaiyoと見出しnashiによる。"
    root = write_repository(
        tmp_path,
        {
            "a.yaml": FUNCTION.format(key="toroku", id="0020001", name="登録", text=text),
            "b.md": "(gaiyo)=\n# 概要\n\n<b>太字</b>\n",
        },
    )
    found = findings_of(root)
    assert [(f.code, f.line) for f in found] == [("LK01", 8), ("MD01", 4)]
    assert "見出しnashi" in found[0].message


def test_references_into_an_unread_flow_and_tree(tmp_path: Path) -> None:
    files = {
        "a.yaml": FUNCTION.format(key="toroku", id="0020001", name="登録", text="登録できること。"),
        "b.yaml": "ツリー図: [{名称: 登録, 区分: 対象, 機能: ['0020001']}]\n",
        "c.yaml": "ツリー図: [{名称: 廃止, 区分: 対照, 機能: ['0020002']}]\n",
        "d.yaml": FUNCTION.format(key="haishi", id="0020002", name="廃止", text="廃止できること。"),
        "e.yaml": FUNCTION.format(key="kofu", id="0020003", name="交付", text="交付できること。"),
    }
    assert codes(write_repository(tmp_path, files)) == [("c.yaml", "SC04"), ("e.yaml", "TR02")]


def test_the_numbers_of_headings_are_not_told_while_headings_are_missing(tmp_path: Path) -> None:
    first = FUNCTION.format(key="a1", id="0020001", name="登録", text="登録できること。")
    second = FUNCTION.format(key="b1", id="0020002", name="廃止", text="2.1と9.9による。")
    root = write_repository(tmp_path / "whole", {"a.yaml": first, "b.yaml": second})
    assert codes(root) == [("b.yaml", "LK03"), ("b.yaml", "LK03")]
    root = write_repository(tmp_path / "broken", {"a.yaml": first + "余計: 1\n", "b.yaml": second})
    assert codes(root) == [("a.yaml", "SC01")]
    broken = {"a.yaml": first, "b.yaml": second, "c.yaml": "用語: [{用語: 印鑑}]\n"}
    root = write_repository(tmp_path / "elsewhere", broken)
    assert codes(root) == [("b.yaml", "LK03"), ("b.yaml", "LK03"), ("c.yaml", "SC02")]


def test_files_below_an_unread_head(tmp_path: Path) -> None:
    text = "機能0030001と機能0030009による。"
    root = write_repository(
        tmp_path,
        {
            "a.yaml": FUNCTION.format(key="toroku", id="0020001", name="登録", text=text),
            "spec/003/業務.yaml": "業務ＩＤ: '003'\n",
            "spec/003/a.yaml": FUNCTION.format(
                key="koseki", id="0030001", name="記載", text="記載できること。"
            ),
            "spec/003/b.yaml": "用語: [{用語: 本籍}]\n",
            "spec/003/c.md": "題名の無い文章",
        },
    )
    assert codes(root) == [
        ("spec/003", "RD08"),
        ("spec/003/b.yaml", "SC02"),
        ("spec/003/c.md", "MD04"),
        *[("spec/003/業務.yaml", code) for code in ("SC01", "SC02")],
    ]


def test_names_of_an_unread_registry(tmp_path: Path) -> None:
    registry = """\
業務:
  - {業務ID: "002", 業務名: 印鑑登録, システム名: 印鑑登録システム}
  - {業務ID: "101", 業務名: 独自の業務, システム名: 独自のシステム}
標準化対象事務: []
団体区分: [{名称: 特別な市}]
共通機能: [{名称: 独自の共通機能}]
横断的仕組み: [{名称: 独自の仕組み}]
様式: [{名称: 標準, 記号: {実装必須: ◎}, 歴: 和暦}]
"""
    head = """\
業務ID: "002"
団体区分: [特別な市, 無い市]
共通機能: [{共通機能: 独自の共通機能, 利用: 利用}, {共通機能: 無い機能, 利用: 利用}]
文書:
  - {文書: 機能, 題名: 一, 発行者: 省, 版: "1.0", 状態: 案, 改定履歴: [{版: "1.0", 概要: 新規}], 構成: [a.yaml]}
"""
    function = FUNCTION.format(key="toroku", id="0020001", name="登録", text="登録できること。")
    root = write_repository(
        tmp_path,
        {
            "spec/_settings/registry.yaml": registry,
            "業務.yaml": head,
            "a.yaml": function + "        横断的仕組み: [独自の仕組み, 無い仕組み]\n",
            "spec/101/a.yaml": "用語: [{用語: 独自, 定義: 独自の用語}]\n",
        },
    )
    assert [(f.code, f.message.split("」")[0]) for f in findings_of(root)] == [
        ("RG01", "横断的仕組み「無い仕組み"),
        ("BD01", "団体区分「無い市"),
        ("RG01", "共通機能「無い機能"),
        ("SC01", "「歴"),
    ]


def test_the_id_that_is_the_mistake_is_not_missed(tmp_path: Path) -> None:
    there = FUNCTION.format(key="haishi", id="020002", name="廃止", text="廃止できること。")
    root = write_repository(
        tmp_path,
        {
            "a.yaml": FUNCTION.format(key="toroku", id="0020001", name="登録", text="機能0020002による。"),
            "b.yaml": there,
        },
    )
    assert codes(root) == [("b.yaml", "SC03")]


def withheld(root: Path) -> list[tuple[str, str]]:
    """What the report says of the checks it did not make, however it came about."""
    report = check.check_repository(root, today=TODAY, keep=False)
    assert check.run(source.load(root), today=TODAY).withheld == report.withheld
    return [(w.business, w.name) for w in report.withheld]


def test_the_report_says_what_it_did_not_ask(tmp_path: Path) -> None:
    good = FUNCTION.format(key="toroku", id="0020001", name="登録", text="登録できること。")
    assert withheld(write_repository(tmp_path / "whole", {"a.yaml": good})) == []
    broken = {"a.yaml": good + '"', "spec/003/a.yaml": good.replace("002", "003")}
    root = write_repository(tmp_path / "file", broken)
    assert withheld(root) == [("002", "印鑑登録")]
    assert [w.business for w in check.run(source.load(root), "003", TODAY).withheld] == ["002"]
    head = write_repository(tmp_path / "head", {"業務.yaml": "業務ＩＤ: '002'\n", "a.yaml": good})
    assert withheld(head) == [("002", "印鑑登録")]
    words = write_repository(tmp_path / "words", {"a.yaml": good, "spec/_settings/words.yaml": "歴: 和暦\n"})
    assert withheld(words) == [("", "設定（spec/_settings）")]


def test_a_suppression_may_be_used_by_what_was_not_asked(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    suppressions = "抑止: [{規則: LK03, 対象: 機能0020001, 理由: 移行の間, 承認者: 課長, 期限: 2030-03-31}]\n"
    good = FUNCTION.format(key="toroku", id="0020001", name="登録", text="登録できること。")
    files = {"a.yaml": good, "spec/_settings/suppressions.yaml": suppressions}
    root = write_repository(tmp_path / "whole", files)
    assert "GV03" in {f.code for f in all_findings(root)}
    root = write_repository(tmp_path / "broken", files | {"b.yaml": good + '"'})
    assert "GV03" not in {f.code for f in all_findings(root)}


def test_a_flow_that_cannot_be_read_may_still_be_meant(tmp_path: Path) -> None:
    flow = "業務フロー: [{キー: toroku-uketsuke, 題名: 受付, ファイル: a.bpmn}]\n"
    prose = "# 本編\n\n{flow}`toroku-uketsuke`と{flow}`haishi`による。\n"
    for name, files in {"bad": {"bpmn/a.bpmn": "<a>"}, "none": {}}.items():
        root = write_repository(tmp_path / name, {"a.yaml": flow, "b.md": prose, **files})
        assert [f.message.split(" は")[0] for f in findings_of(root) if f.code == "LK01"] == [
            "文章の中のフローhaishi"
        ]
