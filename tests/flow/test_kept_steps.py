"""A flow made anew of its table: what names a step goes on naming the same step."""

from pathlib import Path

import pytest
from casefiles import findings_of, write_repository, written
from typer.testing import CliRunner, Result

from hyojun import source
from hyojun.cli import app
from hyojun.model import FlowFile

HEAD = "番号,担当,作業,次,手順キー"
FIRST = ("1,住民等,申請する,,", "2,窓口,申請書を確かめる,,kakunin", "3,窓口,結果を知らせる,,")
BUSINESS = {
    "業務フロー.yaml": "業務フロー: [{キー: nagare, 題名: 流れ, ファイル: nagare.bpmn}]\n",
    "本編.md": "# 本編\n\n{step}`nagare/Step_3` を行う。\n",
}


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "bpmn/002/nagare.bpmn"


@pytest.fixture
def root(tmp_path: Path, file: Path) -> Path:
    file.parent.mkdir(parents=True)
    assert made(file, *FIRST).exit_code == 0
    return write_repository(tmp_path, BUSINESS)


def made(file: Path, *rows: str) -> Result:
    table = file.with_name("手順.csv")
    table.write_text("\n".join((HEAD, *rows)) + "\n", "utf-8")
    force = ["--force"] if file.exists() else []
    result = CliRunner().invoke(
        app, ["flow", "from-table", str(table), "--title", "流れ", "--out", str(file), *force]
    )
    table.unlink()
    return result


def ids(file: Path) -> dict[str, str]:
    """Work → ID of its element."""
    declared = FlowFile(key="nagare", title="流れ", file="nagare.bpmn")
    found, findings = source.read_flow(file.read_bytes(), declared, str(file))
    assert found, findings
    return {task.name: task.id for task in found.tasks}


def test_an_inserted_row_takes_no_step_away(root: Path, file: Path) -> None:
    """Every row below it has another number, and the same ID as before."""
    first, second, third = FIRST
    done = made(
        file, first, second, "3,窓口,審査する,,", third.replace("3,", "4,", 1), "5,窓口,書類を保管する,,"
    )
    assert ids(file) == {
        "申請する": "Step_1",
        "申請書を確かめる": "Step_2",
        "結果を知らせる": "Step_3",
        "審査する": "Step_4",
        "書類を保管する": "Step_5",
    }
    assert "手順 3件のIDを引き継ぎました" in done.stderr
    assert "手順 3「審査する」は新しい手順です（ID Step_4）。" in done.stderr
    assert not [f for f in findings_of(root) if "Step_3" in f.message]


def test_a_step_that_is_gone_is_told_and_what_names_it_is_an_error(root: Path, file: Path) -> None:
    """Its ID is not given to the row that has its number now."""
    done = made(file, *FIRST[:2], "3,窓口,原本を保管する,,")
    assert ids(file)["原本を保管する"] == "Step_4"
    assert "前の図の「結果を知らせる」（Step_3）は無くなりました。" in done.stderr
    [found] = [written(f) for f in findings_of(root) if "Step_3" in f.message]
    assert "本編.md:3" in found


def test_a_step_written_in_other_words_is_known_again_and_told(root: Path, file: Path) -> None:
    done = made(file, *FIRST[:2], "3,窓口,結果を知らせ、記録する,,")
    assert ids(file)["結果を知らせ、記録する"] == "Step_3"
    assert "「結果を知らせ、記録する」を、前の図の「結果を知らせる」（Step_3）とみなしました。" in done.stderr


def test_a_key_decides_before_words(root: Path, file: Path) -> None:
    """Words that moved to another step do not take its key along."""
    made(
        file,
        FIRST[0],
        "2,窓口,本人であることを確かめる,,kakunin",
        "3,窓口,申請書を確かめる,,shorui",
        "4,窓口,結果を知らせる,,",
    )
    assert ids(file)["本人であることを確かめる"] == "Step_2"
    assert ids(file)["申請書を確かめる"] == "Step_4"


def test_the_same_table_again_changes_nothing(root: Path, file: Path) -> None:
    before = file.read_bytes()
    assert made(file, *FIRST).exit_code == 0
    assert file.read_bytes() == before


def test_ids_of_a_drawing_tool_stay_and_meet_none_of_ours(root: Path, file: Path) -> None:
    drawn = file.read_text("utf-8").replace("Step_2", "Activity_0ko02tw").replace("Step_3", "Lane_9")
    file.write_text(drawn, "utf-8")
    done = made(file, *FIRST)
    assert ids(file) == {
        "申請する": "Step_1",
        "申請書を確かめる": "Activity_0ko02tw",
        "結果を知らせる": "Step_3",
    }
    assert "前の図の「結果を知らせる」（Lane_9）は無くなりました。" in done.stderr


def test_a_file_that_cannot_be_read_is_not_written_over(root: Path, file: Path) -> None:
    file.write_text("<a/>", "utf-8")
    done = made(file, *FIRST)
    assert (done.exit_code, file.read_text("utf-8")) == (2, "<a/>")
    assert "手順のIDを引き継げません。何も書いていません。" in done.stderr
