"""IDs are issued from the register, everywhere at once; withdrawn ones stay as rows."""

from datetime import date
from pathlib import Path

import pytest
from casefiles import findings_of, write_repository, written

from hyojun import source
from hyojun.source import CannotIssue, Disputed, assign, retire
from hyojun.source.identifiers import in_register

pytestmark = pytest.mark.usefixtures("few_rules")

DAY = date(2026, 4, 1)
FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    説明: 機能002仮1 と機能002仮12 による。  # 機能002仮1 の説明
    機能:
      - 機能ID: "002仮1"
        機能名称: 登録
        実装類型: 実装必須
        機能要件: |
          登録できること。
        連携: [002i仮1]
      - 機能ID: 002仮12
        機能名称: 修正
        実装類型: 実装必須
        機能要件: 修正できること。
        参照:
          - 機能002仮1
      - {機能ID: "0020007", 機能名称: 廃止, 実装類型: 実装必須, 機能要件: 廃止できること。}
ツリー図:
  - {名称: 登録, 区分: 対象, 機能: [002仮1, '002仮12', "0020007"]}
データグループ:
  - グループ名称: 宛名
    データ項目:
      - {データ項目ID: 002仮2, データ項目: 氏名, ローマ字: shimei, データ型: Ｎ, 桁数: 100, データ出力条件: 必須}
"""
LINKAGES = """\
連携:
  - 連携ID: 002i仮1
    連携名称: 照会
    場合: 機能002仮1 のとき
    相手: {種別: 外部システム, 名称: 外}
    提供・照会: 照会
    方式: REST API
    頻度: 随時
    データ項目: [002仮2]
    記録先: {002仮2: 002仮2}
業務フロー:
  - {キー: nagare, 題名: 流れ, ファイル: a.bpmn}
"""
FLOW = """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<serviceTask id="t" name="登録する"><documentation>機能ID: 002仮1, 002&#20206;12, 0020007</documentation></serviceTask>
</process></definitions>
"""
FILES = {
    "機能.yaml": FUNCTIONS,
    "連携.yaml": LINKAGES,
    "本編.md": "# 本編\n\n機能002仮1 と {function}`002仮12` による。002仮123 は無い。\n",
    "bpmn/a.bpmn": FLOW,
    "spec/003/a.yaml": "用語: [{用語: 印鑑, 定義: 機能002仮1 による。}]\n",
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_repository(tmp_path, FILES)


def everything(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def test_provisional_ids_become_real_ones_everywhere(root: Path) -> None:
    assert [written(f) for f in findings_of(root) if f.code.startswith(("LK", "SC"))] == []
    done = assign(root, None, DAY)
    assert [(i.kind.value, i.provisional, i.id) for i in done.issues] == [
        ("機能", "002仮1", "0020008"),
        ("機能", "002仮12", "0020009"),
        ("機能", "", "0020007"),
        ("データ", "002仮2", "00200001"),
        ("連携", "002i仮1", "002i001"),
    ]
    now = everything(root)
    functions = now["spec/002/機能.yaml"].decode()
    assert "機能0020008 と機能0020009 による。  # 機能0020008 の説明" in functions
    assert '- 機能ID: "0020009"\n' in functions
    assert """機能: ["0020008", '0020009', "0020007"]}""" in functions
    assert '連携: ["002i001"]' in functions
    assert '記録先: {"00200001": "00200001"}' in now["spec/002/連携.yaml"].decode()
    assert "機能0020008 と {function}`0020009` による。002仮123 は無い。" in now["spec/002/本編.md"].decode()
    assert "機能ID: 0020008, 0020009, 0020007<" in now["bpmn/002/a.bpmn"].decode()
    assert "機能0020008" in now["spec/003/a.yaml"].decode()
    assert [written(f) for f in findings_of(root) if f.code.startswith(("LK", "SC", "ID"))] == []


def test_what_is_said_of_the_next_edition_follows_and_what_was_issued_stays(root: Path) -> None:
    account = '文書: 機能\n版: "{}"\n推定:\n  - {{旧ID: "0020007", 新ID: 002仮1, 答え: 同じ}}\n'
    editions = root / "spec/002/editions"
    editions.mkdir()
    for edition in ("0.9", "1.0"):
        (editions / f"機能-{edition}.yaml").write_text(account.format(edition), "utf-8")
    (editions / "機能-0.9.json").write_text('{"機能ID": "002仮1"}', "utf-8")
    (editions / "SHA256SUMS").write_text(f"{'0' * 64}  機能-0.9.yaml\n", "utf-8")
    before = everything(root)
    done = assign(root, None, DAY)
    assert [f for f in done.files if "editions" in f] == ["spec/002/editions/機能-1.0.yaml"]
    assert '新ID: "0020008", 答え' in (editions / "機能-1.0.yaml").read_text("utf-8")
    now = everything(root)
    for name in ("機能-0.9.yaml", "機能-0.9.json", "SHA256SUMS"):
        assert now[f"spec/002/editions/{name}"] == before[f"spec/002/editions/{name}"]


SUCCESSION = """\
種類: 機能
台帳:
  - {ID: "0020007", 状態: 廃止, 仮番号: 002仮12, 置換先: [002仮2, '002仮3', "0020001"]}
  - ID: "0020006"  # 002仮2 とともに
    状態: 廃止
    置換先:
      - 002仮3
"""


def test_registers_follow_in_what_takes_the_place_of_a_withdrawn_row() -> None:
    """Their 仮番号 say what a number was issued for, and stay."""
    known = {"002仮2": "0020002", "002仮3": "0020003", "002仮12": "0020007"}
    assert in_register(SUCCESSION, known) == (
        SUCCESSION.replace("[002仮2, '002仮3'", "[\"0020002\", '0020003'").replace("- 002仮3", '- "0020003"')
    )


@pytest.mark.parametrize("spec", [None, "002"])
def test_a_row_may_be_withdrawn_before_what_takes_its_place_has_a_number(
    root: Path, spec: str | None
) -> None:
    assign(root, None, DAY)
    add_function(root, "002仮3")
    other = root / "spec/003/ID台帳/機能.yaml"
    other.parent.mkdir()
    other.write_text('種類: 機能\n台帳: [{ID: "0030001", 状態: 廃止, 置換先: [002仮3]}]\n', "utf-8")
    retire(root, "機能0020007", None, "追加に含めたため。", ["機能002仮3"])
    done = assign(root, spec, DAY)
    assert done.files == ("spec/002/機能.yaml", "spec/002/ID台帳/機能.yaml", "spec/003/ID台帳/機能.yaml")
    register = (root / "spec/002/ID台帳/機能.yaml").read_text("utf-8")
    assert '    置換先:\n      - "0020010"\n' in register
    assert register.endswith('    仮番号: "002仮3"\n')
    assert '置換先: ["0020010"]' in other.read_text("utf-8")
    assert [f for f in findings_of(root) if f.code == "ID08"] == []


def test_what_was_withdrawn_before_there_was_a_register_names_its_successor_by_number(root: Path) -> None:
    file = root / "spec/002/機能.yaml"
    withdrawn = '廃止: {版: "1.0", 理由: 一, 置換先: [002仮12]}, 機能名称: 廃止,'
    file.write_text(file.read_text().replace("機能名称: 廃止,", withdrawn))
    assign(root, None, DAY)
    assert (root / "spec/002/ID台帳/機能.yaml").read_text().endswith('    置換先:\n      - "0020009"\n')


def test_the_register_says_who_issued_what_when(root: Path) -> None:
    assign(root, "002", DAY)
    assert (root / "spec/002/ID台帳/機能.yaml").read_text() == (
        "種類: 機能\n"
        "台帳:\n"
        '  - ID: "0020008"\n'
        "    状態: 現行\n"
        "    発行者: 総務省\n"
        "    発行日: 2026-04-01\n"
        '    仮番号: "002仮1"\n'
        '  - ID: "0020009"\n'
        "    状態: 現行\n"
        "    発行者: 総務省\n"
        "    発行日: 2026-04-01\n"
        '    仮番号: "002仮12"\n'
        '  - ID: "0020007"\n'
        "    状態: 現行\n"
        "    発行者: 総務省\n"
        "    発行日: 2026-04-01\n"
    )


def test_nothing_is_left_to_do_a_second_time(root: Path) -> None:
    assign(root, None, DAY)
    before = everything(root)
    assert assign(root, None, date(2027, 1, 1))[:2] == ((), ())
    assert everything(root) == before


def test_a_dry_run_writes_nothing(root: Path) -> None:
    before = everything(root)
    done = assign(root, None, DAY, write=False)
    assert len(done.issues) == 5
    assert "spec/002/機能.yaml" in done.files
    assert everything(root) == before


@pytest.mark.parametrize("stop", range(8))
def test_an_interrupted_run_changes_nothing(root: Path, stop: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Stopped after any number of files; what a kill leaves behind is in test_atomic.py."""
    before = everything(root)
    steps = iter(range(100))
    real = source.atomic._move

    def stopped(made: Path, path: Path) -> None:
        if next(steps) == stop:
            raise KeyboardInterrupt
        real(made, path)

    with monkeypatch.context() as patched:
        patched.setattr("hyojun.source.atomic._move", stopped)
        with pytest.raises(KeyboardInterrupt):
            assign(root, None, DAY)
    assert everything(root) == before
    assert not (root / source.atomic.PENDING).exists()


@pytest.mark.parametrize("spec", [None, "002", "003"])
def test_a_provisional_number_that_became_one_is_not_given_to_another(root: Path, spec: str | None) -> None:
    """Also not when only another 業務 gets numbers: a 仮番号 is replaced wherever it stands."""
    assign(root, None, DAY)
    add_function(root, "002仮1")
    before = everything(root)
    with pytest.raises(Disputed) as refused:
        assign(root, spec, DAY)
    assert "機能.yaml:19 仮番号 002仮1 は、もう機能0020008「登録」になっています。" in str(refused.value)
    assert "空いている仮番号 002仮3 にしてください。" in str(refused.value)
    assert everything(root) == before


def test_a_reference_that_comes_late_gets_the_number_that_was_issued(root: Path) -> None:
    assign(root, None, DAY)
    file = root / "spec/003/a.yaml"
    file.write_text("用語: [{用語: 印鑑, 定義: 機能002仮12 による。}]\n")
    assert assign(root, None, DAY)[:2] == ((), ("spec/003/a.yaml",))
    assert "機能0020009 による。" in file.read_text()


def test_a_repository_that_cannot_be_read_gets_no_numbers(root: Path) -> None:
    (root / "spec/002/連携.yaml").write_text("連携: 一\n")
    before = everything(root)
    with pytest.raises(CannotIssue, match=r"spec/002/連携\.yaml"):
        assign(root, None, DAY)
    assert everything(root) == before


SECOND = "      - {機能ID: %s, 機能名称: 追加, 実装類型: 実装必須, 機能要件: 追加できること。}\n"


def add_function(root: Path, id: str, file: str = "spec/002/機能.yaml") -> None:
    """One more function below the last one."""
    path = root / file
    before, after = path.read_text().split("ツリー図:", 1)
    path.write_text(before + SECOND % f'"{id}"' + "ツリー図:" + after)


@pytest.mark.parametrize(
    ("id", "written"),
    [
        (
            "002仮1",
            r"002仮1 が2か所で使われています（spec/002/機能\.yaml:6 機能「登録」、spec/002/機能\.yaml:19 機能「追加」）",
        ),
        (
            "002仮2",
            r"002仮2 が2か所で使われています（spec/002/機能\.yaml:19 機能「追加」、spec/002/機能\.yaml:25 データ「氏名」）",
        ),
        ("0020007", r"0020007 が2か所で使われています"),
    ],
)
def test_a_number_of_two_things_stops_everything(root: Path, id: str, written: str) -> None:
    add_function(root, id)
    before = everything(root)
    with pytest.raises(Disputed, match=written) as refused:
        assign(root, None, DAY)
    assert "空いている仮番号は 002仮3 です。" in str(refused.value)
    assert everything(root) == before
    assert assign(root, "003", DAY).issues == ()


def test_a_number_out_of_its_turn_is_registered_only_knowingly(root: Path) -> None:
    assign(root, None, DAY)
    add_function(root, "0020999")
    add_function(root, "002仮4")
    add_function(root, "0020010")
    before = everything(root)
    with pytest.raises(Disputed) as refused:
        assign(root, None, DAY)
    told = str(refused.value)
    assert "spec/002/機能.yaml:19 機能0020999 は台帳に無く、次の番号 0020011 でもありません。" in told
    assert "仮番号 002仮3 にしてください。" in told
    assert "0020010" not in told
    with pytest.raises(CannotIssue, match=r"--accept に書けるのは.*0020010 は違います"):
        assign(root, None, DAY, accept=["0020010", "0020999"])
    assert everything(root) == before
    done = assign(root, None, DAY, accept=["機能0020999"])
    assert [(i.provisional, i.id) for i in done.issues] == [
        ("", "0020999"),
        ("002仮4", "0021000"),
        ("", "0020010"),
    ]
    assert [f for f in findings_of(root) if f.code.startswith("ID")] == []


def test_references_to_a_provisional_number_that_nothing_has_are_listed(root: Path) -> None:
    assert assign(root, None, DAY).undefined == ("spec/002/本編.md:3 002仮123",)
    (root / "bpmn/002/a.bpmn").write_text(FLOW.replace("002&#20206;12", "002&#20206;77"))
    assert assign(root, None, DAY).undefined == ("spec/002/本編.md:3 002仮123", "bpmn/002/a.bpmn:3 002仮77")


def test_a_withdrawn_entry_stays_as_a_row(root: Path) -> None:
    assign(root, None, DAY)
    files = retire(root, "機能0020008", "1.1", "修正に含めたため。", ["機能0020009"])
    assert files == ("spec/002/機能.yaml", "spec/002/ID台帳/機能.yaml")
    text = (root / "spec/002/機能.yaml").read_text()
    assert (
        '      - 機能ID: "0020008"\n'
        "        廃止:\n"
        '          版: "1.1"\n'
        "          理由: 修正に含めたため。\n"
        "          置換先:\n"
        '            - "0020009"\n'
        "        機能名称: 登録\n"
    ) in text
    register = (root / "spec/002/ID台帳/機能.yaml").read_text()
    assert (
        '  - ID: "0020008"\n'
        "    状態: 廃止\n"
        "    発行者: 総務省\n"
        "    発行日: 2026-04-01\n"
        '    仮番号: "002仮1"\n'
        "    置換先:\n"
        '      - "0020009"\n'
        '  - ID: "0020009"\n'
    ) in register
    [business] = [b for b in source.load(root).corpus.businesses if b.id == "002"]
    assert [f.id for f in business.functions] == ["0020009", "0020007"]
    assert {f.code for f in findings_of(root)} >= {"ID07"}


def test_a_row_withdrawn_before_there_was_a_register(root: Path) -> None:
    file = root / "spec/002/機能.yaml"
    withdrawn = '廃止: {版: "1.0", 理由: 一, 置換先: ["0020009"]}, 機能名称: 廃止,'
    file.write_text(file.read_text().replace("機能名称: 廃止,", withdrawn))
    assign(root, None, DAY)
    register = (root / "spec/002/ID台帳/機能.yaml").read_text()
    assert '  - ID: "0020007"\n    状態: 廃止\n' in register
    assert register.endswith('    置換先:\n      - "0020009"\n')


def test_a_row_in_braces_is_withdrawn_too(root: Path) -> None:
    assign(root, None, DAY)
    retire(root, "機能0020007", None, "使わない, もう", [])
    text = (root / "spec/002/機能.yaml").read_text()
    assert '{機能ID: "0020007", 廃止: {版: "1.0", 理由: "使わない, もう"}, 機能名称: 廃止' in text


def test_a_file_in_the_one_style_stays_in_it(root: Path) -> None:
    source.rewrite(root)
    assign(root, None, DAY)
    assert source.rewrite(root, write=False).changed == ()
    retire(root, "機能0020008", "1.1", "修正に含めたため。", ["機能0020009"])
    retire(root, "データ00200001", None, "使わないため。", [])
    assert source.rewrite(root, write=False).changed == ()
    [business] = [b for b in source.load(root).corpus.businesses if b.id == "002"]
    assert {e.ref.label for e in business.entries if e.retired} == {"機能0020008", "データ00200001"}


@pytest.mark.parametrize("reason", ["", " ", "　\n"])
def test_a_reason_is_a_reason(root: Path, reason: str) -> None:
    before = everything(root)
    with pytest.raises(CannotIssue, match="廃止の理由が空です"):
        retire(root, "機能0020007", None, reason, [])
    with pytest.raises(CannotIssue, match="「版」は"):
        retire(root, "機能0020007", "一", "理由", [])
    assert everything(root) == before


def test_nothing_is_withdrawn_while_a_file_cannot_be_read(root: Path) -> None:
    file = root / "spec/002/機能.yaml"
    file.write_text(file.read_text().replace("実装類型: 実装必須", "実装類型: 必須"))
    with pytest.raises(
        CannotIssue, match=r"読めないファイルがあるため、機能0020007 を廃止できません（spec/002/機能\.yaml）"
    ):
        retire(root, "機能0020007", None, "理由", [])


@pytest.mark.parametrize(
    ("target", "replaced_by", "message"),
    [
        ("0020007", [], "種類を付けてください"),
        ("機能0029999", [], "機能0029999 はありません"),
        ("機能002仮1", [], "仮番号です"),
        ("機能0020007", ["機能0020099"], "置換先 0020099 はありません"),
        ("機能0020007", ["データ00200001"], "置換先 データ00200001 はデータです。機能の置換先には、機能のID"),
        ("機能0020007", ["見出しtoroku"], "置換先 見出しtoroku は見出しです"),
        ("機能0020007", ["0020007"], "置換先 0020007 は、廃止するもの自身です"),
        ("見出しtoroku", [], "種類を付けてください"),
    ],
)
def test_what_cannot_be_withdrawn(root: Path, target: str, replaced_by: list[str], message: str) -> None:
    before = everything(root)
    with pytest.raises(CannotIssue, match=message):
        retire(root, target, None, "理由", replaced_by)
    assert everything(root) == before
