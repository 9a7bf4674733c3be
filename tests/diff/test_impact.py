"""What a change reaches: nearest first, over 業務, each thing once, whatever circles there are."""

from pathlib import Path

import pytest
from casefiles import write_repository

from hyojun.diff import impact, label_of, meant
from hyojun.model import Corpus, Kind, Ref
from hyojun.source import load

FILES = {
    "機能.yaml": """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 受付, 実装類型: 実装必須, 機能要件: 受け付けること。, データ項目: ["00200001"]}
      - {機能ID: "0020002", 機能名称: 審査, 実装類型: 実装必須, 機能要件: 機能0020001の後に審査すること。}
      - {機能ID: "0020003", 機能名称: 決定, 実装類型: 実装必須, 機能要件: 機能0020002の後。機能0020004も見る。}
      - {機能ID: "0020004", 機能名称: 通知, 実装類型: 実装必須, 機能要件: 機能0020003の後に通知すること。}
""",
    "データ.yaml": """\
データグループ:
  - グループID: "002001"
    グループ名称: 登録
    データ項目:
      - {データ項目ID: "00200001", データ項目: 氏名, ローマ字: Shimei, データ型: X, 桁数: "10", データ出力条件: 必須}
""",
    "spec/001/用語.yaml": "用語: [{用語: 住民, 定義: 機能0020002 が扱う者}]\n",
    "spec/001/本編.md": "# 総則\n\n機能0020001 を見る。\n",
}


@pytest.fixture
def corpus(tmp_path: Path) -> Corpus:
    repository = load(write_repository(tmp_path, FILES))
    assert not [f for f in repository.findings if f.severity.value == "error"], repository.findings
    return repository.corpus


def rows(corpus: Corpus, id: str, depth: int | None = None) -> list[str]:
    [ref] = meant(corpus, id)
    return [f"{r.distance} {r.business} {r.label} {'、'.join(r.words)}" for r in impact(corpus, ref, depth)]


def test_everything_is_reached_once_and_nearest_first(corpus: Corpus) -> None:
    assert rows(corpus, "データ00200001") == [
        "1 002 機能0020001 データ項目",
        "2 001 spec/001/本編.md 本文",
        "2 002 機能0020002 本文",
        "3 001 用語001/住民 本文",
        "3 002 機能0020003 本文",
        "4 002 機能0020004 本文",
    ]
    assert rows(corpus, "0020003") == ["1 002 機能0020004 本文"]
    assert rows(corpus, "機能0020001", 1) == ["1 001 spec/001/本編.md 本文", "1 002 機能0020002 本文"]


def test_the_work_is_bounded_by_references_not_by_ways(tmp_path: Path) -> None:
    def function(layer: int, n: int) -> str:
        below = "".join(f"機能002{layer - 1:02d}{m:02d}、" for m in range(10)) if layer else ""
        text = f"{{機能ID: '002{layer:02d}{n:02d}', 機能名称: 名, 実装類型: 実装必須, 機能要件: {below}すること。}}"
        return f"      - {text}\n"

    layers = "".join(function(layer, n) for layer in range(20) for n in range(10))
    text = f"見出し:\n  - キー: a\n    題名: 登録\n    機能:\n{layers}"
    corpus = load(write_repository(tmp_path, {"機能.yaml": text})).corpus
    found = impact(corpus, Ref("002", Kind.FUNCTION, "0020000"))  # 10 ** 18 ways lead to the last layer
    assert len(found) == 190
    assert max(r.distance for r in found) == 19


@pytest.mark.parametrize(
    ("written", "spec", "labels"),
    [
        ("0020001", None, ["機能0020001"]),
        ("機能0020001", "002", ["機能0020001"]),
        ("機能0020001", "001", []),
        ("toroku", None, ["見出し002/toroku"]),
        ("見出しtoroku", None, ["見出し002/toroku"]),
        ("002/toroku", None, ["見出し002/toroku"]),
        ("001/toroku", None, []),
        ("9999999", None, []),
    ],
)
def test_what_is_meant(corpus: Corpus, written: str, spec: str | None, labels: list[str]) -> None:
    assert [label_of(ref) for ref in meant(corpus, written, spec)] == labels
