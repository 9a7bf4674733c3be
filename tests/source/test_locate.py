"""The line and column of a finding are those of the words it is about, wherever the file holds them as they are."""

from pathlib import Path

import pytest
from casefiles import all_findings, write_repository

from hyojun.model import Finding, Origin, Severity
from hyojun.source import Sources, located

YAML = """\
用語:
  - 用語: 甲
    定義: |-
      一行目
        字下げした二行目

      四行目の葛\U000e0100城と機能0020009
  - 用語: 乙
    定義: |  # 注釈

      空行の後
  - 用語: 丙
    定義: >-
      折り返す
      文章
  - {用語: 丁, 定義: "引用した\\n文章"}
"""


@pytest.mark.parametrize(
    ("term", "words", "text"),
    [
        (0, "一行目", YAML),
        (0, "字下げ", YAML),
        (0, "四行目", YAML),
        (0, "機能0020009", YAML),
        (0, "機能0020009", YAML.replace("\n", "\r\n")),
        (1, "空行の後", YAML),
    ],
)
def test_words_in_a_block_are_found_where_they_stand(
    tmp_path: Path, term: int, words: str, text: str
) -> None:
    values = {
        0: "一行目\n  字下げした二行目\n\n四行目の葛\U000e0100城と機能0020009",
        1: "\n空行の後",
    }
    (tmp_path / "a.yaml").write_bytes(text.encode())
    origin = Origin("a.yaml", ("用語", term, "定義"))
    found = Finding("XX01", Severity.NOTE, "", origin, start=values[term].index(words))
    [placed] = located(Sources(tmp_path), [found])
    line = YAML.split("\n")[placed.line - 1]
    assert line[placed.column - 1 :].startswith(words)


@pytest.mark.parametrize(("term", "line"), [(2, 13), (3, 16)])
def test_words_the_file_writes_in_another_way_are_found_where_their_text_begins(
    tmp_path: Path, term: int, line: int
) -> None:
    (tmp_path / "a.yaml").write_text(YAML, "utf-8")
    whole = Finding("XX01", Severity.NOTE, "", Origin("a.yaml", ("用語", term, "定義")))
    [placed] = located(Sources(tmp_path), [whole._replace(start=5)])
    assert (placed.line, placed.column) == (line, YAML.split("\n")[line - 1].index("定義: ") + 5)
    [unplaced] = located(Sources(tmp_path), [whole])
    assert unplaced.place == placed.place


def test_words_in_prose_and_in_the_documentation_of_a_flow(tmp_path: Path) -> None:
    bpmn = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="x">
 <process id="p">
  <userTask id="t1" name="受付">
   <documentation>窓口で受け付ける。
機能ID: 0020001、0020008</documentation>
  </userTask>
 </process>
</definitions>
"""
    files = {
        "a.yaml": "業務フロー: [{キー: uketsuke, 題名: 受付, ファイル: a.bpmn}]\n"
        '見出し: [{キー: a1, 題名: 一, 機能: [{機能ID: "0020001", 機能名称: 受付, 実装類型: 実装必須, '
        "機能要件: 受け付ける。}]}]\n",
        "b.md": "# 本編\n\n- 一つ目\n- 二つ目は\n  機能0020007\n",
        "bpmn/a.bpmn": bpmn,
    }
    root = write_repository(tmp_path, files)
    wrong = [f for f in all_findings(root) if f.code == "LK01"]
    assert [f.place for f in wrong] == ["bpmn/002/a.bpmn:5:15", "spec/002/b.md:5:3"]
