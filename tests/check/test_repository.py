"""Checking only what changed finds what checking everything finds, whatever lies in the cache."""

import os
import random
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from casefiles import TODAY, write_repository

from hyojun import check, source
from hyojun.check import Report, between, check_repository, repository
from hyojun.model import Severity, is_read
from hyojun.source import cache

pytestmark = pytest.mark.usefixtures("few_rules")

SAMPLE = Path(__file__).parents[2]

FUNCTION = """\
見出し:
  - キー: {key}
    題名: 題名
    機能:
      - 機能ID: "{id}"
        機能名称: 機能
        実装類型: 実装必須
        機能要件: {text}
"""
ITEM = """\
データグループ:
  - グループ名称: 住民
    データ項目:
      - {データ項目ID: "00100001", データ項目: 氏名, ローマ字: shimei, データ型: Ｎ, 桁数: 9, データ出力条件: 必須, コード: "001"}
コード一覧:
  - {コードID: "001", コード名: 区分, 種別: 連携, 値: [{コード値: "1", 内容: 一}]}
"""
LINKAGE = """\
連携:
  - 連携ID: "002i001"
    連携名称: 照会
    場合: 登録するとき
    相手: {種別: 標準準拠システム, 業務ID: "001"}
    提供・照会: 照会
    方式: REST API
    頻度: 随時
    データ項目: ["00100001", "00100009"]
"""


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_repository(
        tmp_path,
        {
            "機能.yaml": FUNCTION.format(key="toroku", id="0020001", text="機能0010002と見出しnaiによる。"),
            "連携.yaml": LINKAGE,
            "spec/001/機能.yaml": FUNCTION.format(key="tennyu", id="0010001", text="転入できること。"),
            "spec/001/データ.yaml": ITEM,
            "spec/003/機能.yaml": FUNCTION.format(key="koseki", id="0010001", text="機能0020001による。"),
            "spec/_settings/suppressions.yaml": (
                "抑止:\n  - {規則: TR02, 対象: 機能0010001, 理由: 一, 承認者: 長, 期限: 2027-03-31}\n"
            ),
        },
    )


def anew(root: Path, only: str | None = None) -> Report:
    """Everything read, nothing kept."""
    return check.located(check.run(source.load(root, only), only, TODAY), root)


def same(one: Report, other: Report) -> bool:
    return (sorted(one.findings), one.defects, one.suppressed) == (
        sorted(other.findings),
        other.defects,
        other.suppressed,
    )


def test_it_finds_what_a_run_over_everything_finds(root: Path) -> None:
    whole = anew(root)
    assert {"LK01", "ID01", "ID02"} <= {f.code for f in whole.findings}
    assert check_repository(root, None, TODAY, keep=False) == whole
    assert not (root / ".hyojun-cache").exists()
    for _ in range(3):
        assert check_repository(root, None, TODAY) == whole
    assert {p.name for p in (root / ".hyojun-cache").iterdir()} == {
        ".gitignore",
        *("check-001", "check-002", "check-003", "check-between"),
    }
    for only in ("001", "002", "003"):
        assert check_repository(root, only, TODAY) == anew(root, only)


def test_the_sample_too(tmp_path: Path) -> None:
    root = tmp_path / "見本"
    for name in ("spec", "bpmn"):
        shutil.copytree(SAMPLE / name, root / name)
    shutil.copy(SAMPLE / "pyproject.toml", root)
    whole = anew(root)
    assert check_repository(root, None, TODAY) == whole
    assert check_repository(root, None, TODAY) == whole


def test_a_repository_that_is_opened_is_the_one_that_is_loaded(tmp_path: Path) -> None:
    """Whether it was read now, or is read when it is asked for."""
    root = tmp_path / "見本"
    for name in ("spec", "bpmn"):
        shutil.copytree(SAMPLE / name, root / name)
    shutil.copy(SAMPLE / "pyproject.toml", root)
    loaded, whole = source.load(root), anew(root)
    for _ in range(2):
        opened, report = check.opened(root, None, TODAY)
        assert report == whole
        assert opened.contents == loaded.contents
        assert opened.assets == loaded.assets
        assert [is_read(b) for b in opened.corpus.businesses].count(True) in (
            0,
            len(loaded.corpus.businesses),
        )
        assert [b.plain() for b in opened.corpus.businesses] == [b.plain() for b in loaded.corpus.businesses]


def test_what_is_read_later_is_what_was_digested(root: Path) -> None:
    check.opened(root, None, TODAY)
    loaded = source.load(root)
    opened, _ = check.opened(root, None, TODAY)
    for file in root.glob("spec/*/*.yaml"):
        file.write_text("業務: [", encoding="utf-8")
    assert [b.plain() for b in opened.corpus.businesses] == [b.plain() for b in loaded.corpus.businesses]


def test_only_what_changed_is_read_again(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    check_repository(root, None, TODAY)
    read: list[str] = []
    real = repository.load_business

    def noted(sources: source.Sources, folder: str, common: source.Common) -> source.BusinessRead:
        read.append(folder)
        return real(sources, folder, common)

    monkeypatch.setattr(repository, "load_business", noted)
    check_repository(root, None, TODAY)
    assert read == []
    data = root / "spec/001/データ.yaml"
    data.write_text(data.read_text().replace("00100001", "00100009"))
    assert check_repository(root, None, TODAY) == anew(root)
    assert read == ["001"]
    settings = root / "spec/_settings/registry.yaml"
    settings.write_text(settings.read_text() + "# 変えた\n")
    check_repository(root, None, TODAY)
    assert read == ["001"]  # a comment changes nothing
    settings.write_text(settings.read_text().replace("印鑑登録システム", "印鑑登録の仕組み"))
    check_repository(root, None, TODAY)
    assert read == ["001", "001", "002", "003"]


def test_rules_between_businesses_are_asked_again_only_for_what_others_see(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    check_repository(root, None, TODAY)
    asked: list[None] = []
    real = between.check_between

    def noted(*given: Any) -> Any:
        asked.append(None)
        return real(*given)

    monkeypatch.setattr(between, "check_between", noted)
    linkage = root / "spec/002/連携.yaml"
    before = check_repository(root, None, TODAY)
    [told] = [f for f in before.findings if f.code == "LK01" and f.origin.file == "spec/002/連携.yaml"]
    linkage.write_text("# 一行ずれる\n" + linkage.read_text())
    after = check_repository(root, None, TODAY)
    assert after == anew(root)
    assert told._replace(line=told.line + 1) in after.findings
    assert asked == []
    linkage.write_text(linkage.read_text().replace("00100009", "00100008"))
    assert check_repository(root, None, TODAY) == anew(root)
    assert asked == [None]


def test_every_process_keeps_the_same_bytes(tmp_path: Path) -> None:
    """Else each would hold that a 業務 looks different, and ask the rules between 業務 again."""
    root = write_repository(
        tmp_path, {f"{n}.yaml": f"用語: [{{用語: {n}, 定義: 文字}}]\n" for n in "abcdefgh"}
    )
    kept: list[dict[str, bytes]] = []
    for seed in ("1", "2"):
        environment = os.environ | {"PYTHONHASHSEED": seed}
        subprocess.run(
            [sys.executable, "-m", "hyojun", "check"], cwd=root, env=environment, capture_output=True
        )
        kept.append({p.name: p.read_bytes() for p in (root / cache.CACHE).glob("check-*")})
        shutil.rmtree(root / cache.CACHE)
    assert set(kept[0]) == {"check-002", "check-between"}
    assert kept[0] == kept[1]


@pytest.mark.parametrize(
    "change",
    [
        lambda root: (root / "spec/001/データ.yaml").unlink(),
        lambda root: (root / "spec/002/新しい.yaml").write_text("用語: [{用語: 一, 定義: 二}]\n"),
        lambda root: (root / "spec/002/機能.yaml").write_text("見出し: 一\n"),
        lambda root: (root / "spec/003/業務.yaml").write_bytes(b"\xff"),
        lambda root: shutil.rmtree(root / "spec/003"),
        lambda root: (root / "spec/002/機能.yaml").rename(root / "spec/002/機能2.yaml"),
        lambda root: (root / "bpmn/002").mkdir(parents=True),
        lambda root: (root / "spec/_settings/registry.yaml").write_text("業務: 一\n"),
    ],
)
def test_any_change_is_seen(root: Path, change: object) -> None:
    check_repository(root, None, TODAY)
    change(root)  # type: ignore[operator]
    for _ in range(2):
        assert check_repository(root, None, TODAY) == anew(root)


@pytest.mark.parametrize("name", ["check-002", "check-between"])
def test_a_broken_or_foreign_cache_changes_nothing(root: Path, name: str) -> None:
    whole = check_repository(root, None, TODAY)
    kept = root / ".hyojun-cache" / name
    data = kept.read_bytes()
    chance = random.Random(1)
    broken = [data[:n] for n in (0, 1, 20, 60, 100, len(data) - 1)]
    broken += [(root / ".hyojun-cache/check-001").read_bytes(), data + b"x", b"\x93\x01\x02"]
    for _ in range(30):
        at = chance.randrange(len(data))
        broken.append(data[:at] + bytes([data[at] ^ 1 << chance.randrange(8)]) + data[at + 1 :])
    for other in broken:
        kept.write_bytes(other)
        assert check_repository(root, None, TODAY) == whole


def test_a_cache_that_came_with_the_repository_is_not_believed(root: Path) -> None:
    """A pull request may add files of the cache, with the digest of whatever they say."""
    whole = check_repository(root, None, TODAY)
    subprocess.run(["git", "init", "-q", root], check=True)
    cache._is_tracked.cache_clear()
    assert cache.remembered(root, "check-002", b"") is None  # no such head
    cache.remember(root, "check-002", b"head", b"all is well")
    assert cache.remembered(root, "check-002", b"head") == b"all is well"
    subprocess.run(["git", "-C", root, "add", "-f", ".hyojun-cache/check-002"], check=True)
    cache._is_tracked.cache_clear()
    try:
        assert cache.remembered(root, "check-002", b"head") is None
        assert check_repository(root, None, TODAY) == whole
    finally:
        cache._is_tracked.cache_clear()


def test_an_entry_is_none_under_another_name(root: Path) -> None:
    cache.remember(root, "one", b"head", b"body")
    (root / ".hyojun-cache/one").rename(root / ".hyojun-cache/other")
    assert cache.remembered(root, "other", b"head") is None
    (root / ".hyojun-cache/other").rename(root / ".hyojun-cache/one")
    assert cache.remembered(root, "one", b"head") == b"body"


def test_a_cache_that_cannot_be_kept_is_none(root: Path) -> None:
    whole = anew(root)
    (root / ".hyojun-cache").write_text("a file in the way")
    assert check_repository(root, None, TODAY) == whole


def test_processes_find_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(repository, "PARALLEL", 0)
    whole = anew(root)
    assert check_repository(root, None, TODAY, jobs=3, keep=False) == whole
    assert check_repository(root, None, TODAY, jobs=3) == whole
    assert check_repository(root, None, TODAY, jobs=1) == whole


def test_suppressed_findings_are_kept_aside_until_their_day(root: Path) -> None:
    (root / "spec/_settings/suppressions.yaml").write_text(
        "抑止:\n  - {規則: LK04, 対象: 用語一, 理由: 一, 承認者: 長, 期限: 2027-03-31}\n"
    )
    (root / "spec/003/用語.yaml").write_text("用語: [{用語: 一, 定義: 機能002300012のこと。}]\n")
    head = root / "spec/003/業務.yaml"
    head.write_text(head.read_text() + "      - 用語.yaml\n")
    today = check_repository(root, None, TODAY)
    [(found, suppression)] = today.suppressed
    assert (found.code, found.line, suppression.approver) == ("LK04", 1, "長")
    assert "LK04" not in {f.code for f in today.findings}
    later = check_repository(root, None, TODAY.replace(year=2028))
    assert later.suppressed == ()
    assert {"LK04", "GV04"} <= {f.code for f in later.findings}
    assert all(f.severity is not Severity.ERROR for f in later.findings if f.code in ("LK04", "GV04"))


def test_a_file_changed_while_it_is_checked_is_seen_by_the_next_run(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = anew(root)
    data = root / "spec/001/データ.yaml"
    real = repository.load_business

    def meanwhile(sources: source.Sources, folder: str, common: source.Common) -> source.BusinessRead:
        data.write_text(data.read_text().replace("00100001", "00100009"))
        return real(sources, folder, common)

    with monkeypatch.context() as patch:
        patch.setattr(repository, "load_business", meanwhile)
        assert check_repository(root, None, TODAY) == before
    assert check_repository(root, None, TODAY) == anew(root) != before


def test_what_lies_behind_a_link_is_read_every_time(root: Path) -> None:
    """The digest of a 業務 does not cover it."""
    data, behind = root / "spec/001/データ.yaml", root / "共通.yaml"
    data.rename(behind)
    data.symlink_to(behind)
    before = check_repository(root, None, TODAY)
    assert before == anew(root)
    behind.write_text(behind.read_text().replace("00100001", "00100009"))
    assert check_repository(root, None, TODAY) == anew(root) != before
