"""`release` and `verify` as people run them: everything that blocks at once, nothing written twice."""

import re
import shutil
from pathlib import Path

import pytest
from casefiles import write_repository
from commands import Command, digest

from hyojun.publish import build
from hyojun.source import load

ROOT = Path(__file__).parents[2]
# A 共通機能: few rules ask for the whole of it, so a small one has no errors.
FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - 機能ID: "0310001"
        機能名称: 申請の受付
        実装類型: 標準オプション
        機能要件: 申請を受け付けること。
        考え方・理由: 用いない団体があるため。
      - {機能ID: "0310002", 機能名称: 登録の審査, 実装類型: 実装必須, 機能要件: 登録の可否を審査すること。}
"""
HEAD = """\
業務ID: "031"
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "{edition}"
    状態: {status}
{day}    改定履歴:
{history}    構成:
      - 機能.yaml
"""
ROW = '      - {{版: "{edition}", 年月日: {day}, 概要: 定めた。}}\n'
OUT = "spec/031/editions/機能-{}.json"


def head(root: Path, edition: str, status: str = "決定", day: str = "2026-03-31") -> None:
    """業務.yaml of an edition; decided ones have their day."""
    rows = ROW.format(edition=edition.partition("案")[0], day=day)
    shown = "" if status in ("案", "意見照会中") else f"    年月日: {day}\n"
    text = HEAD.format(edition=edition, status=status, day=shown, history=rows)
    (root / "spec/031/業務.yaml").write_text(text, "utf-8")


def change(root: Path, old: str, new: str) -> None:
    path = root / "spec/031/機能.yaml"
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new), "utf-8")


def account(root: Path, text: str, edition: str = "1.1") -> None:
    path = root / f"spec/031/editions/機能-{edition}.yaml"
    path.write_text(f'文書: 機能\n版: "{edition}"\n{text}', "utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    root = write_repository(tmp_path / "r", {"spec/031/機能.yaml": FUNCTIONS})
    head(root, "1.0")
    return root


@pytest.fixture
def revised(root: Path, hyojun: Command) -> Path:
    """第1.0版 is out, and 1.1 adds a duty that nobody has explained."""
    assert hyojun("release", "031/機能", "1.0", cwd=root).code == 0
    head(root, "1.1")
    change(root, "標準オプション", "実装必須")
    return root


def test_a_first_edition_is_frozen(hyojun: Command, root: Path) -> None:
    code, out, err = hyojun("release", "031/機能", "1.0", cwd=root)
    assert (code, err) == (0, "")
    assert out.startswith("  注意: 検査の警告が 3件あります。")
    assert f"  {OUT.format('1.0')}" in out.splitlines()
    assert "031/機能 第1.0版を出しました。" in out
    assert hyojun("verify", cwd=root) == (0, "出した版 1件は、全て出した時のままです。\n", "")


def test_what_is_frozen_has_the_bytes_that_are_published(hyojun: Command, root: Path, tmp_path: Path) -> None:
    assert hyojun("release", "031/機能", "1.0", cwd=root).code == 0
    build(load(root), ("snapshot",), tmp_path / "out")
    published = (tmp_path / "out/snapshot/031-機能-1.0.json").read_bytes()
    assert (root / OUT.format("1.0")).read_bytes() == published


def test_the_same_again_says_so_and_changes_nothing(hyojun: Command, root: Path) -> None:
    hyojun("release", "031/機能", "1.0", cwd=root)
    before = digest(root)
    code, out, _ = hyojun("release", "031/機能", "1.0", cwd=root)
    assert (code, out) == (0, "031/機能 第1.0版は、同じ内容で既に出ています。何も変えませんでした。\n")
    assert digest(root) == before


def test_an_edition_is_never_written_over(hyojun: Command, root: Path) -> None:
    hyojun("release", "031/機能", "1.0", cwd=root)
    change(root, "審査すること", "確認すること")
    before = digest(root)
    code, out, _ = hyojun("release", "031/機能", "1.0", cwd=root)
    assert (code, "出した版は書き換えられません" in out) == (1, True)
    assert digest(root) == before


def test_everything_that_blocks_is_said_at_once(hyojun: Command, revised: Path) -> None:
    head(revised, "1.2", "案")
    change(revised, '"0310002"', '"031仮1"')
    change(revised, "審査すること", "審査し、記録すること")
    before = digest(revised)
    code, out, err = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert (code, err) == (1, "")
    assert "の版は 1.2 です" in out
    assert "状態が「案」です" in out
    assert "仮番号が残っています（031仮1）" in out
    assert "改定の説明がありません。spec/031/editions/機能-1.2.yaml を作り" in out
    assert "の対応は推定です" in out
    listed = [line for line in out.splitlines() if line.startswith("  - ")]
    assert out.startswith(f"031/機能 第1.1版を出せません。次の{len(listed)}件を直してください。")
    assert digest(revised) == before


def test_errors_block_and_put_the_comparison_off(hyojun: Command, revised: Path) -> None:
    change(revised, "審査すること。", "審査すること（機能0319999）。")
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert code == 1
    assert "検査の誤りが 1件あります。hyojun check --spec 031" in out
    [told] = [
        line for line in out.splitlines() if line.startswith("      spec/031/")
    ]  # where, which rule, what
    assert re.match(r"      spec/031/\S+:\d+:\d+ [A-Z]{2}\d\d .+。", told)
    assert "第1.0版との比較は、誤りが無くなってから確かめます。" in out


def test_a_heavy_change_needs_its_reason(hyojun: Command, revised: Path) -> None:
    account(revised, '前の版: "1.0"\n説明:\n  - {対象: [機能0310002], 改定理由: 直した。}\n')
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert (code, "影響大の変更 1件に説明がありません（機能0310001 実装類型" in out) == (1, True)
    account(revised, '前の版: "1.0"\n説明:\n  - {対象: [機能0310001], 改定理由: 全ての団体で要るため。}\n')
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert (code, "第1.1版を出しました" in out) == (0, True)
    assert hyojun("verify", cwd=revised).code == 0


def test_what_is_said_of_an_edition_is_sealed_with_it(hyojun: Command, revised: Path) -> None:
    reason = '前の版: "1.0"\n説明:\n  - {対象: [機能0310001], 改定理由: 全ての団体で要るため。}\n'
    account(revised, reason)
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    file = "spec/031/editions/機能-1.1.yaml"
    assert (code, f"  {file}" in out) == (0, False)
    assert file.rpartition("/")[2] in (revised / "spec/031/editions/SHA256SUMS").read_text("utf-8")
    assert hyojun("verify", cwd=revised).out == "出した版 2件と改定の説明 1件は、全て出した時のままです。\n"
    account(revised, reason.replace("全ての団体", "多くの団体"))
    code, out, _ = hyojun("verify", cwd=revised)
    assert (code, f"書き換えられている: {file}: " in out) == (1, True)
    assert " AC05 " in hyojun("check", cwd=revised).out


def test_what_is_said_of_a_draft_is_not_sealed(hyojun: Command, revised: Path) -> None:
    head(revised, "1.1", "案")
    account(revised, "説明:\n  - {対象: [機能0310001], 改定理由: 直した。}\n")
    assert hyojun("release", "031/機能", "1.1案1", cwd=revised).code == 0
    account(revised, "説明:\n  - {対象: [機能0310001], 改定理由: もっと直した。}\n")
    assert hyojun("verify", cwd=revised).code == 0


def test_what_is_out_and_was_altered_is_not_published(hyojun: Command, root: Path) -> None:
    assert hyojun("release", "031/機能", "1.0", cwd=root).code == 0
    assert hyojun("check", cwd=root).code == 0
    change(root, "審査すること", "確認すること")
    code, out, _ = hyojun("check", cwd=root)
    assert (code, " DC13 " in out) == (1, True)
    assert hyojun("build", "snapshot", cwd=root).code == 1


def test_an_account_of_what_did_not_change_is_told(hyojun: Command, revised: Path) -> None:
    mistaken = "説明:\n  - {対象: [機能0310001, 機能0310009], 指紋: [0123456789abcdef], 改定理由: 直した。}\n"
    account(revised, f"{mistaken}回答:\n  - {{指紋: 0123456789abcdef, 答え: 影響なし}}\n")
    before = digest(revised)
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    said = (
        "対象「機能0310009」に変更はありません",
        "指紋 0123456789abcdef の変更はありません",
        "回答の指紋 0123456789abcdef の質問はありません",
    )
    listed = [line for line in out.splitlines() if line.startswith("  - ")]
    assert (code, len(listed)) == (1, 3)
    assert all(line.startswith(f"  - {words}") for line, words in zip(listed, said, strict=True))
    assert digest(revised) == before
    code, _, err = hyojun("diff", OUT.format("1.0"), cwd=revised)
    assert (code, err.count("注意: ")) == (0, 3)


def test_a_decided_edition_needs_the_day_of_its_revision(hyojun: Command, root: Path) -> None:
    path = root / "spec/031/業務.yaml"
    path.write_text(path.read_text("utf-8").replace("年月日: 2026-03-31, 概要", "概要"), "utf-8")
    code, out, _ = hyojun("release", "031/機能", "1.0", cwd=root)
    assert (code, "改定履歴の版 1.0 に年月日がありません" in out) == (1, True)


def test_an_account_from_another_edition_does_not_count(hyojun: Command, revised: Path) -> None:
    account(revised, '前の版: "0.9"\n説明:\n  - {対象: [機能0310001], 改定理由: 直した。}\n')
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert (code, "「前の版」は 0.9 ですが、前に出た版は 1.0 です" in out) == (1, True)


def test_a_guess_is_answered_before_it_is_released(hyojun: Command, revised: Path) -> None:
    change(revised, '"0310002"', '"0310003"')
    change(revised, "審査すること", "審査し、記録すること")
    reasons = "説明:\n  - {対象: [機能0310001, 機能0310003, 機能0310002], 改定理由: 直した。}\n"
    account(revised, reasons)
    code, out, _ = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert (code, "機能0310002 → 0310003 の対応は推定です（一致度" in out) == (1, True)
    account(revised, reasons + '推定:\n  - {旧ID: "0310002", 新ID: "0310003", 答え: 同じ}\n')
    assert hyojun("release", "031/機能", "1.1", cwd=revised).code == 0


def test_there_is_no_way_back(hyojun: Command, revised: Path) -> None:
    account(revised, "説明:\n  - {対象: [機能0310001], 改定理由: 直した。}\n")
    assert hyojun("release", "031/機能", "1.1", cwd=revised).code == 0
    head(revised, "0.9")
    code, out, _ = hyojun("release", "031/機能", "0.9", cwd=revised)
    assert (code, "もう第1.1版が出ています" in out) == (1, True)
    head(revised, "1.1", "案")
    code, out, _ = hyojun("release", "031/機能", "1.1案1", cwd=revised)
    assert (code, "もう第1.1版が出ています" in out) == (1, True)


@pytest.mark.parametrize("written", ["1.1", "1.1案2"])
def test_a_draft_is_frozen_with_what_it_lacks_told(hyojun: Command, revised: Path, written: str) -> None:
    head(revised, written, "意見照会中")
    change(revised, '"0310002"', '"031仮1"')
    code, out, _ = hyojun("release", "031/機能", "1.1案2", cwd=revised)
    assert code == 0
    assert "  注意: 仮番号が残っています（031仮1）" in out
    assert "  注意: 改定の説明がありません" in out
    assert '"版": "1.1案2"' in (revised / OUT.format("1.1案2")).read_text("utf-8")
    assert hyojun("verify", cwd=revised).code == 0
    head(revised, "1.1")
    code, out, _ = hyojun("release", "031/機能", "1.1案3", cwd=revised)
    assert (code, "案としては出せません" in out) == (1, True)


def test_what_is_said_of_an_edition_is_said_of_its_drafts(hyojun: Command, revised: Path) -> None:
    head(revised, "1.1案2", "案")
    account(revised, "説明:\n  - {対象: [機能0310001], 改定理由: 直した。}\n")
    code, out, _ = hyojun("release", "031/機能", "1.1案2", cwd=revised)
    assert (code, "注意: 改定の説明" in out, "説明がありません" in out) == (0, False, False)


def test_the_account_of_a_draft_tells_of_its_own_step(hyojun: Command, revised: Path) -> None:
    """Written for 1.1案2 from 1.1案1: told beside the changes, and wrong ones are named, before and after."""
    head(revised, "1.1", "案")
    assert hyojun("release", "031/機能", "1.1案1", cwd=revised).code == 0
    change(revised, "審査すること", "審査し、記録すること")
    said = '前の版: "1.1案1"\n説明:\n  - {対象: [機能0310002, 機能0310001], 改定理由: 記録が要るため。}\n'
    account(revised, said, "1.1案2")
    amiss = "注意: 対象「機能0310001」に変更はありません（spec/031/editions/機能-1.1案2.yaml）"
    _, out, err = hyojun("diff", OUT.format("1.1案1"), cwd=revised)
    assert ("改定理由: 記録が要るため。" in out, err.count("注意: "), amiss in err) == (True, 1, True)
    code, out, _ = hyojun("release", "031/機能", "1.1案2", cwd=revised)
    assert (code, amiss in out) == (0, True)
    _, out, err = hyojun("diff", OUT.format("1.1案1"), OUT.format("1.1案2"), cwd=revised)
    assert ("改定理由: 記録が要るため。" in out, amiss in err) == (True, True)
    change(revised, "審査し、記録すること", "審査すること")  # what is out speaks of the sources no more
    assert "1.1案2.yaml" not in hyojun("diff", OUT.format("1.1案1"), cwd=revised).err


def test_what_a_decision_asks_for_is_told_before_it_is_made(hyojun: Command, tmp_path: Path) -> None:
    """A 業務 of its own may lack, as a draft, what nobody may decide without."""
    hyojun("init", "r", cwd=tmp_path)
    root = tmp_path / "r"
    hyojun("new", "023", cwd=root)
    assert hyojun("check", cwd=root).code == 0
    before = digest(root)
    code, out, _ = hyojun("release", "023/機能", "1.0", cwd=root)
    assert (code, "状態が「案」です" in out) == (1, True)
    told = out.partition("状態を決定又は公表にすると、検査の誤りが ")[2]
    decided = [line.split()[1] for line in told.splitlines()[1:]]
    assert {"BD02", "DC04", "TR03"} <= set(decided)
    assert told.startswith(f"{len(decided)}件になります。")
    assert digest(root) == before


def test_an_edition_in_which_nothing_changed_has_nothing_to_explain(hyojun: Command, revised: Path) -> None:
    change(revised, "実装類型: 実装必須\n", "実装類型: 標準オプション\n")
    assert hyojun("release", "031/機能", "1.1", cwd=revised).code == 0


def test_verify_wants_a_repository(hyojun: Command, tmp_path: Path) -> None:
    for arguments in ((), ("--root", tmp_path), ("--root", tmp_path / "無い")):
        assert hyojun("verify", *arguments, cwd=tmp_path).code == 2


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("031/機能", "1"), "版「1」の書き方"),
        (("031/機能", "第1.0版"), "1.1 又は 1.1案2 のように"),
        (("031/帳票", "1.0"), "031/機能 のどれかを指定"),
        (("031", "1.0"), "「031」は業務ID/文書の形で書いてください"),
        (("999/機能", "1.0"), "業務 999"),
        (("../031/機能", "1.0"), "業務 .. は"),
    ],
)
def test_what_is_meant_has_to_be_there(
    hyojun: Command, root: Path, arguments: tuple[str, ...], said: str
) -> None:
    before = digest(root)
    code, out, err = hyojun("release", *arguments, cwd=root)
    assert (code, out, said in err) == (2, "", True)
    assert digest(root) == before


def test_an_edition_before_that_cannot_be_read_is_no_missing_one(hyojun: Command, revised: Path) -> None:
    (revised / OUT.format("1.0")).write_text("{", "utf-8")
    code, _, err = hyojun("release", "031/機能", "1.1", cwd=revised)
    assert (code, "を読めません" in err) == (2, True)


def test_verify_names_what_was_touched(hyojun: Command, root: Path) -> None:
    assert hyojun("verify", cwd=root) == (0, "出した版はありません。\n", "")
    hyojun("release", "031/機能", "1.0", cwd=root)
    path = root / OUT.format("1.0")
    path.write_text(path.read_text("utf-8").replace("実装必須", "実装不可"), "utf-8")
    code, out, _ = hyojun("verify", cwd=root)
    assert code == 1
    assert out.startswith(f"書き換えられている: {OUT.format('1.0')}: ")
    assert "1件のうち 1件が、出した時のままではありません" in out
    (root / "spec/031/editions/SHA256SUMS").write_text("?\n", "utf-8")
    assert hyojun("verify", cwd=root).code == 2


def test_the_next_edition_of_the_sample_is_explained(hyojun: Command, tmp_path: Path) -> None:
    for name in ("spec", "bpmn"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    code, out, _ = hyojun("release", "002/機能", "1.1", cwd=tmp_path)
    listed = [line for line in out.splitlines() if line.startswith("  - ")]
    assert (code, len(listed)) == (1, 2)
    assert "状態が「案」です" in listed[0]
    assert "仮番号が残っています（002仮1）" in listed[1]
    code, out, _ = hyojun("release", "002/機能", "1.1案1", cwd=tmp_path)
    assert (code, out.count("注意: ")) == (0, 1)
