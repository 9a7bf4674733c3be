"""`pin` as people run it: what was put where, what stands against it, and where the rest of the commands meet it."""

from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command, digest

HEAD = """\
業務ID: "{id}"
文書:
  - 文書: {name}
    題名: 題名
    発行者: {publisher}
    版: "{edition}"
    状態: 公表
    年月日: 2026-03-31
    改定履歴:
      - {{版: "1.0", 年月日: 2026-03-31, 概要: 初めて定めた。}}
    構成: [用語.yaml]
"""
TERMS = "用語:\n  - {用語: 印影, 定義: 印鑑の形}\n"


@pytest.fixture
def snapshot(hyojun: Command, few_rules: None, tmp_path: Path) -> Path:
    head = HEAD.format(id="002", name="データ", publisher="デジタル庁", edition="1.0")
    theirs = write_repository(tmp_path / "theirs", {"業務.yaml": head, "用語.yaml": TERMS})
    code, out, err = hyojun("build", "snapshot", "--out", tmp_path / "out", cwd=theirs)
    assert (code, out, err) == (0, out, err)
    return tmp_path / "out/snapshot/002-データ-1.0.json"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    head = HEAD.format(id="002", name="機能", publisher="見本省", edition="1.0")
    combined = '組合せ:\n  - {名称: 初版, 年月日: 2026-03-31, 文書: {機能: "1.0", データ: "1.0"}}\n文書:\n'
    return write_repository(
        tmp_path / "ours",
        {
            "業務.yaml": head.replace("文書:\n", combined, 1),
            "用語.yaml": "用語: [{用語: 印鑑, 定義: 判子}]\n",
            "editions/データ-1.0.json": "{}",
        },
    )


def test_an_edition_is_pinned_and_used(hyojun: Command, ours: Path, snapshot: Path) -> None:
    (ours / "spec/002/editions/データ-1.0.json").unlink()
    code, out, err = hyojun("pin", "002/データ", snapshot, "--from", "https://example.go.jp/", cwd=ours)
    assert (code, err) == (0, "")
    assert out.splitlines() == [
        "  spec/002/固定/データ-1.0.json",
        "  spec/002/業務.yaml",
        "002/データ 第1.0版（デジタル庁）を固定しました。hyojun check で、ほかの文書と合うか確かめてください。",
    ]
    code, out, _ = hyojun("pin", "002/データ", snapshot, cwd=ours)
    assert (code, out) == (
        0,
        "002/データ 第1.0版（デジタル庁）は、同じ内容で既に固定しています。何も変えませんでした。\n",
    )
    assert hyojun("check", cwd=ours).code == 0
    code, out, _ = hyojun("as-of", "2026-04-01", cwd=ours)
    assert "  組合せ「初版」（2026-03-31 から）: 機能 第1.0版、データ 第1.0版" in out
    assert "■ 002 印鑑登録 データ　第1.0版（2026-03-31）" in out
    assert "組合せ" not in hyojun("as-of", "2026-03-30", cwd=ours).out


def test_only_its_publisher_releases_it(hyojun: Command, ours: Path, snapshot: Path) -> None:
    (ours / "spec/002/editions/データ-1.0.json").unlink()
    hyojun("pin", "002/データ", snapshot, cwd=ours)
    before = digest(ours / "spec")
    code, _, err = hyojun("release", "002/データ", "1.0", cwd=ours)
    assert code == 1
    assert "デジタル庁の版を固定した文書です" in err
    assert digest(ours / "spec") == before
    code, out, _ = hyojun("release", "002/機能", "1.0", cwd=ours)
    assert (code, "組合せがありません" in out) == (0, False)


def test_a_release_that_no_combination_names_is_told(hyojun: Command, ours: Path, snapshot: Path) -> None:
    (ours / "spec/002/editions/データ-1.0.json").unlink()
    hyojun("pin", "002/データ", snapshot, cwd=ours)
    head = ours / "spec/002/業務.yaml"
    rest = [line for line in head.read_text("utf-8").splitlines() if "初版" not in line and line != "組合せ:"]
    head.write_text("\n".join(rest) + "\n", "utf-8")
    code, out, _ = hyojun("release", "002/機能", "1.0", cwd=ours)
    assert code == 0
    assert "注意: 第1.0版を挙げる組合せがありません" in out


@pytest.mark.parametrize(
    ("target", "file", "code", "words"),
    [
        ("002", "", 2, "002/データ のように"),
        ("999/データ", "", 2, "002/データ のように"),
        ("002/連携", "", 1, "002/データ の版です"),
        ("002/データ", "無い.json", 2, "読めません"),
    ],
)
def test_what_cannot_be_pinned_is_said(
    target: str, file: str, code: int, words: str, hyojun: Command, ours: Path, snapshot: Path
) -> None:
    before = digest(ours)
    result = hyojun("pin", target, file or snapshot, cwd=ours)
    assert result.code == code
    assert words in result.out + result.err
    assert digest(ours) == before
