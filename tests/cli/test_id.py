"""`hyojun id`: what authors see when they issue and withdraw IDs."""

from pathlib import Path

from commands import Command, digest

from hyojun import source


def test_from_a_fresh_business_to_real_and_withdrawn_ids(hyojun: Command, tmp_path: Path) -> None:
    hyojun("init", "仕様書", cwd=tmp_path)
    root = tmp_path / "仕様書"
    hyojun("new", "023", cwd=root)
    assert hyojun("id", "next", "023", "機能", cwd=root).out == "0230001\n"
    assert hyojun("id", "next", "023", "連携", cwd=root).out == "023i001　照会\n023o001　提供\n"

    before = digest(root)
    planned = hyojun("id", "assign", "--dry-run", cwd=root)
    assert planned.code == 0
    assert "  機能023仮1 → 0230001　最初の機能" in planned.out
    assert "1件の番号を付けます（台帳への登録 1件、書き換え 1ファイル）。" in planned.out
    assert digest(root) == before

    done = hyojun("id", "assign", "--date", "2026-04-01", cwd=root)
    assert done.code == 0
    assert "  spec/023/機能/1-共通.yaml\n" in done.out
    assert "1件の番号を付けました" in done.out
    assert "発行日: 2026-04-01" in (root / "spec/023/ID台帳/機能.yaml").read_text()
    assert hyojun("check", cwd=root).code == 0
    assert hyojun("id", "next", "023", "機能", cwd=root).out == "0230002\n"

    retired = hyojun("id", "retire", "機能0230001", "--reason", "別の機能に含めたため。", cwd=root)
    assert retired.code == 0
    assert "機能0230001 を廃止しました。" in retired.out
    [business] = source.load(root).corpus.businesses
    assert business.functions == ()
    assert hyojun("id", "next", "023", "機能", cwd=root).out == "0230002\n"


def test_a_doubtful_number_is_a_matter_of_the_sources(hyojun: Command, tmp_path: Path) -> None:
    hyojun("init", "仕様書", cwd=tmp_path)
    root = tmp_path / "仕様書"
    hyojun("new", "023", cwd=root)
    file = root / "spec/023/機能/1-共通.yaml"
    text = file.read_text("utf-8")
    hyojun("id", "assign", cwd=root)
    added = text.replace("- キー: kyotsu", "- キー: tsuika").removeprefix("見出し:\n").replace("023仮1", "{}")
    file.write_text(file.read_text("utf-8") + added.format("0230500"), "utf-8")
    assert hyojun("id", "next", "023", "機能", cwd=root).out == "0230002\n"
    before = digest(root)
    refused = hyojun("id", "assign", cwd=root)
    assert refused.code == 1
    assert refused.err.startswith("番号を付けられません。何も書いていません。\n  spec/023/機能/1-共通.yaml:")
    assert "次の番号 0230002 でもありません。仮番号 023仮2 にしてください。" in refused.err
    assert digest(root) == before
    done = hyojun("id", "assign", "--accept", "0230500", cwd=root)
    assert (done.code, "  機能0230500　" in done.out) == (0, True)


def test_provisional_numbers_that_nothing_has_are_told(hyojun: Command, tmp_path: Path) -> None:
    hyojun("init", "仕様書", cwd=tmp_path)
    root = tmp_path / "仕様書"
    hyojun("new", "023", cwd=root)
    prose = root / "spec/023/本編/はじめに.md"
    prose.write_text(prose.read_text("utf-8") + "\n機能023仮7 による。\n", "utf-8")
    line = len(prose.read_text("utf-8").splitlines())
    done = hyojun("id", "assign", cwd=root)
    assert done.out.endswith(
        f"定義を書くか、参照を直してください。\n  spec/023/本編/はじめに.md:{line} 023仮7\n"
    )


def test_refusals_change_nothing(hyojun: Command, tmp_path: Path) -> None:
    hyojun("init", "仕様書", cwd=tmp_path)
    root = tmp_path / "仕様書"
    hyojun("new", "023", cwd=root)
    before = digest(root)
    for arguments, message in (
        (("next", "024", "機能"), "未収録"),
        (("assign", "--date", "令和8年"), "「--date」は 2026-04-01 のように書いてください。"),
        (("assign", "--spec", "099"), "台帳にありません。このリポジトリに書かれている業務は 023 です。"),
        (("assign", "--accept", "0230001"), "--accept に書けるのは"),
        (("retire", "0230001", "--reason", "一"), "種類を付けてください"),
        (("retire", "機能0239999", "--reason", "一"), "機能0239999 はありません。"),
        (("retire", "機能0230001", "--reason", ""), "廃止の理由が空です。"),
    ):
        refused = hyojun("id", *arguments, cwd=root)
        assert refused.code == 2, arguments
        assert message in refused.err
    assert hyojun("id", "assign", cwd=tmp_path).code == 2
    assert digest(root) == before
