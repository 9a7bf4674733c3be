"""Files as the disk has them: what is no file, what leads out, what is too large, what is spelled otherwise."""

import os
import unicodedata
from pathlib import Path
from typing import Any

import pytest
from casefiles import findings_of, head, write_repository, written

from hyojun.source import files as reading
from hyojun.source import load, sources

pytestmark = pytest.mark.usefixtures("few_rules")

TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"
NO_FILE = "ファイルではありません（フォルダーか、行き先の無いリンクです）。ファイルに置き換えてください。"


def found(root: Path) -> list[str]:
    return [written(f) for f in findings_of(root)]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A repository of two files in a folder that has neighbours."""
    files = {
        "a.yaml": TERM,
        "b.yaml": "用語: [{用語: 印影}]\n",
        "業務.yaml": head("002", ["a.yaml", "b.yaml"]),
    }
    return write_repository(tmp_path / "repository", files)


B_IS_TOLD = "b.yaml:1:6 SC02 「定義」がありません。書いてください。"


def test_a_folder_in_place_of_a_file_is_told_with_the_rest(root: Path) -> None:
    (root / "spec/002/a.yaml").unlink()
    (root / "spec/002/a.yaml").mkdir()
    assert found(root) == [f"a.yaml RD01 {NO_FILE}", B_IS_TOLD]


def test_a_link_to_nowhere_is_told_with_the_rest(root: Path) -> None:
    (root / "spec/002/a.yaml").unlink()
    (root / "spec/002/a.yaml").symlink_to("nowhere.yaml")
    assert found(root) == [f"a.yaml RD01 {NO_FILE}", B_IS_TOLD]


@pytest.mark.parametrize("target", ["../../../outside.yaml", "{parent}/outside.yaml"])
def test_a_link_out_of_the_repository_is_not_followed(root: Path, target: str) -> None:
    (root.parent / "outside.yaml").write_text("用語: [{用語: 秘密, 定義: 外の文書}]\n")
    (root / "spec/002/a.yaml").unlink()
    (root / "spec/002/a.yaml").symlink_to(target.format(parent=root.parent))
    message = (
        "「spec/002/a.yaml」はリポジトリの外を指しています。リポジトリの中のファイルを指定してください。"
    )
    assert found(root) == [f"a.yaml RD04 {message}", B_IS_TOLD]
    assert "秘密" not in str(load(root))


def test_a_linked_folder_outside_is_not_entered(root: Path) -> None:
    outside = root.parent / "outside"
    outside.mkdir()
    (outside / "c.yaml").write_text(TERM)
    (root / "spec/002/よそ").symlink_to(outside)
    assert found(root) == [B_IS_TOLD]


def test_a_link_inside_the_repository_is_a_file(root: Path) -> None:
    (root / "共通.yaml").write_text(TERM)
    (root / "spec/002/a.yaml").unlink()
    (root / "spec/002/a.yaml").symlink_to(root / "共通.yaml")
    assert found(root) == [B_IS_TOLD]


@pytest.mark.parametrize("kind", ["folder", "link"])
def test_the_head_of_a_business_that_is_no_file(root: Path, kind: str) -> None:
    place = root / "spec/002/業務.yaml"
    place.unlink()
    place.mkdir() if kind == "folder" else place.symlink_to("nowhere")
    left_out = "spec/002 RD08 参考 業務.yaml を読めないため、この業務の参照などの検査を行わず、公開物にも載せません。"
    assert found(root) == [left_out, B_IS_TOLD, f"業務.yaml RD01 {NO_FILE}"]


def test_the_registry_of_the_repository_that_is_no_file(root: Path) -> None:
    (root / "spec/_settings/registry.yaml").unlink()
    (root / "spec/_settings/registry.yaml").mkdir()
    assert found(root) == [B_IS_TOLD, f"spec/_settings/registry.yaml RD01 {NO_FILE}"]


def test_a_file_over_the_limit_is_not_read(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "spec/002/a.yaml").write_text(TERM + "#" * 2 * 1024 * 1024)
    monkeypatch.setattr(reading, "MAX_BYTES", 1024 * 1024)
    assert found(root) == ["a.yaml RD01 ファイルが大きすぎます（上限 1 MB）。分けてください。", B_IS_TOLD]


def test_the_limit_leaves_room_for_the_largest_real_file() -> None:
    assert reading.MAX_BYTES == 64 * 1024 * 1024


def test_an_error_of_the_disk_is_told(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real, opened = Path.read_bytes, open

    def refuse(path: Path) -> bytes:
        if path.name == "a.yaml":
            raise PermissionError(13, "Permission denied")
        return real(path)

    def refuse_to_open(name: str, *how: Any, **options: Any) -> Any:
        return refuse(Path(name)) and opened(name, *how, **options)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    monkeypatch.setattr(sources, "open", refuse_to_open, raising=False)
    message = "ファイルを読めません（権限がありません）。権限と状態を確かめてください。"
    assert found(root) == [f"a.yaml RD01 {message}", B_IS_TOLD]


def test_a_name_means_the_same_however_its_letters_are_composed(tmp_path: Path) -> None:
    name = "データ/がぎ.yaml"
    apart = unicodedata.normalize("NFD", name)
    assert apart != name
    root = write_repository(tmp_path, {"業務.yaml": head("002", [name]), apart: TERM})
    repository = load(root)
    assert repository.findings == ()
    assert [t.name for t in repository.corpus.businesses[0].terms] == ["印鑑"]


def test_windows_line_ends_make_the_same_model(tmp_path: Path) -> None:
    function = (
        "機能ID: '0020001'\n    機能名称: 登録\n    実装類型: 実装必須\n    機能要件: |\n      一\n      二\n"
    )
    files = {
        "a.yaml": f"見出し:\n- キー: toroku\n  機能:\n  - {function}",
        "b.md": "# 本編\n\n(toroku-gaiyo)=\n## 概要\n\n一行目\n二行目\n",
    }
    unix = write_repository(tmp_path / "unix", files)
    windows = write_repository(tmp_path / "windows", {n: t.replace("\n", "\r\n") for n, t in files.items()})
    assert load(windows).corpus == load(unix).corpus
    assert "\r" not in str(load(windows).corpus.businesses)


def test_a_file_in_two_documents_is_read_once(tmp_path: Path) -> None:
    once = head("002", ["a.yaml"])
    twice = once + once[once.index("  - 文書") :].replace("文書: 機能", "文書: データ")
    root = write_repository(tmp_path, {"業務.yaml": twice, "a.yaml": TERM})
    message = "「a.yaml」が構成に2回書かれています。1回にしてください。"
    assert found(root) == [f"業務.yaml:20:9 RD05 {message}"]


def test_the_quick_look_misses_no_hidden_character() -> None:
    suspects = [
        c for c in map(chr, range(0x110000)) if reading._SUSPECT.match(c) and not "\ud800" <= c <= "\udfff"
    ]
    assert len(suspects) > 500
    for text in (f"あ{c}い" for c in suspects):
        assert reading.hides(text, text.encode()), ascii(text)
    for text in ("漢字、かな。（カナ）\n\t―…○①～", "ABC", "", "\U00020b9f", "\u00d7"):
        assert not reading.hides(text, text.encode()), ascii(text)


def denied(path: object) -> OSError:
    return PermissionError(13, "Permission denied", str(path))


def test_a_folder_that_cannot_be_opened_is_told_and_what_is_in_it_is_not_called_missing(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (root / "spec/002/閉").mkdir()
    declared = root / "spec/002/業務.yaml"
    declared.write_text(f"{declared.read_text('utf-8')}      - 閉/d.yaml\n", "utf-8")
    scandir = os.scandir

    def refuse(path: Path | str) -> object:
        if str(path).endswith(("閉", "bpmn/002")):
            raise denied(path)
        return scandir(path)

    monkeypatch.setattr(os, "scandir", refuse)
    why = "RD01 フォルダーを開けません（権限がありません）。権限と状態を確かめてください。"
    assert found(root) == [f"bpmn/002 {why}", B_IS_TOLD, f"閉 {why}"]


def test_settings_in_a_folder_that_cannot_be_opened_are_told_with_the_rest(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    exists, is_file = Path.exists, Path.is_file

    def refuse(path: Path) -> bool:
        if path.name == "words.yaml":
            raise denied(path)
        return exists(path)

    def refuse_too(path: Path) -> bool:
        if path.name == "words.yaml":
            raise denied(path)
        return is_file(path)

    monkeypatch.setattr(Path, "exists", refuse)
    monkeypatch.setattr(Path, "is_file", refuse_too)
    message = "ファイルを読めません（権限がありません）。権限と状態を確かめてください。"
    assert found(root) == [B_IS_TOLD, f"spec/_settings/words.yaml RD01 {message}"]
