"""Two versions of a repository: git refs, folders and snapshots give the same model, and nothing unread is equal."""

import json
import os
import subprocess
from pathlib import Path

import pytest
from casefiles import HEAD, write_repository

from hyojun.model import Corpus, Kind, Ref, snapshot
from hyojun.source import UnreadableVersion, Versions, load, load_business, open_version, open_versions

FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 受付, 実装類型: 実装必須, 機能要件: 受け付けること。}
      - {機能ID: "0020002", 機能名称: 審査, 実装類型: 標準オプション, 機能要件: 審査すること。}
"""
TERMS = "用語: [{用語: 印鑑, 定義: 判子}]\n"
OTHER = "用語: [{用語: 住民, 定義: 機能0020002 が扱う者}]\n"
PROSE = "# 総則\n\n本文。\n"


def git(folder: Path, *arguments: str) -> str:
    me = ["-c", "user.name=n", "-c", "user.email=e@example.jp", "-c", "init.defaultBranch=main"]
    command = ["git", *me, "-c", "core.autocrlf=false", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout.strip()


def commit(folder: Path, message: str = "改定") -> str:
    git(folder, "add", "-A")
    git(folder, "commit", "-q", "--allow-empty", "-m", message)
    return git(folder, "rev-parse", "HEAD")


@pytest.fixture(params=["", "文書/仕様 書"])
def root(tmp_path: Path, request: pytest.FixtureRequest) -> Path:
    """A repository of two 業務 in git, once in a subfolder of the git work tree."""
    top = tmp_path / "git"
    files = {"機能.yaml": FUNCTIONS, "総則.md": PROSE, "spec/001/用語.yaml": OTHER}
    root = write_repository(top / request.param, files)
    git(top, "init", "-q")
    commit(top, "最初")
    git(top, "tag", "v1")
    return root


def change(root: Path, old: str = "受け付ける", new: str = "受理する") -> None:
    path = root / "spec/002/機能.yaml"
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def text_of(corpus: Corpus, id: str) -> str:
    return corpus.entries[Ref(id[:3], Kind.FUNCTION, id)].value.text  # type: ignore[attr-defined]


def is_same(versions: Versions) -> bool:
    return not versions.old.corpus.businesses and not versions.new.corpus.businesses


@pytest.mark.parametrize("ref", ["HEAD", "main", "v1", "HEAD~0", "refs/heads/main", "full", "short"])
def test_a_ref_of_any_form_is_the_work_tree_of_its_moment(root: Path, ref: str) -> None:
    id = git(root, "rev-parse", "HEAD")
    named = {"full": id, "short": id[:8]}.get(ref, ref)
    assert is_same(open_versions(root, named))
    assert open_version(root, named).corpus.businesses == load(root).corpus.businesses
    assert open_version(root, named).label == named


def test_only_what_differs_is_in_the_corpora(root: Path) -> None:
    change(root)
    found = open_versions(root, "v1")
    assert (
        [b.id for b in found.old.corpus.businesses] == [b.id for b in found.new.corpus.businesses] == ["002"]
    )
    assert (text_of(found.old.corpus, "0020001"), text_of(found.new.corpus, "0020001")) == (
        "受け付けること。",
        "受理すること。",
    )
    assert found.unchanged == ("001",)
    assert (found.old.label, found.new.label) == ("v1", "作業中")
    commit(root)
    assert [b.id for b in open_versions(root, "HEAD~1", "HEAD").new.corpus.businesses] == ["002"]
    assert open_versions(root, "HEAD~1", "HEAD") != open_versions(root, "HEAD", "HEAD~1")


def test_files_that_are_the_same_are_made_once(root: Path) -> None:
    change(root)
    found = open_versions(root, "v1")
    old, new = (side.corpus.businesses[0] for side in (found.old, found.new))
    assert old.chapters[0] == new.chapters[0]
    path = root / "spec/002/総則.md"
    path.write_text(PROSE + "\n追加。\n", "utf-8")
    change(root, "受理する", "受け付ける")
    found = open_versions(root, "v1")
    old, new = (side.corpus.businesses[0] for side in (found.old, found.new))
    assert old.functions[0] is new.functions[0]
    assert old.chapters != new.chapters


def test_what_git_does_not_know_yet_is_part_of_the_work_tree(root: Path) -> None:
    (root / "spec/002/用語.yaml").write_text(TERMS, "utf-8")
    head = root / "spec/002/業務.yaml"
    head.write_text(head.read_text("utf-8") + "      - 用語.yaml\n", "utf-8")
    found = open_versions(root, "HEAD")
    assert [t.name for t in found.new.corpus.businesses[0].terms] == ["印鑑"]
    assert not found.old.corpus.businesses[0].terms


def test_a_business_that_is_new_or_gone_is_on_one_side_only(root: Path) -> None:
    write_repository(root, {"spec/003/用語.yaml": TERMS})
    for file in sorted((root / "spec/001").iterdir()):
        file.unlink()
    (root / "spec/001").rmdir()
    found = open_versions(root, "HEAD")
    assert [b.id for b in found.old.corpus.businesses] == ["001"]
    assert [b.id for b in found.new.corpus.businesses] == ["003"]


@pytest.mark.parametrize("ending", ["\r\n", "\n"])
def test_line_endings_are_no_difference(root: Path, ending: str) -> None:
    for path in sorted((root / "spec").rglob("*")):
        if path.is_file():
            path.write_bytes(path.read_bytes().replace(b"\n", ending.encode()))
    assert is_same(open_versions(root, "HEAD"))
    commit(root)
    found = open_versions(root, "v1", "HEAD")
    assert found.old.corpus.businesses == found.new.corpus.businesses


BPMN = """\
<?xml version="1.0" encoding="UTF-8"?>
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<task id="t" name="受付"/></process></definitions>
"""


@pytest.mark.parametrize(
    ("encoding", "declared"),
    [("utf-8-sig", "UTF-8"), ("utf-16", "UTF-16"), ("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")],
)
def test_the_encoding_of_a_drawing_is_no_difference(root: Path, encoding: str, declared: str) -> None:
    (root / "spec/002/フロー.yaml").write_text(
        "業務フロー: [{キー: a, 題名: 流れ, ファイル: a.bpmn}]\n", "utf-8"
    )
    head = root / "spec/002/業務.yaml"
    head.write_text(head.read_text("utf-8") + "      - フロー.yaml\n", "utf-8")
    drawing = root / "bpmn/002/a.bpmn"
    drawing.parent.mkdir(parents=True)
    drawing.write_text(BPMN, "utf-8")
    commit(root)
    drawing.write_bytes(BPMN.replace("UTF-8", declared).encode(encoding))
    assert is_same(open_versions(root, "HEAD"))
    commit(root)
    found = open_versions(root, "HEAD~1", "HEAD")
    assert found.old.corpus.businesses == found.new.corpus.businesses
    assert found.new.corpus.businesses[0].flows[0].tasks[0].name == "受付"


def test_the_spelling_of_a_name_on_the_disk_is_no_difference(root: Path) -> None:
    (root / "spec/002/総則.md").rename(root / "spec/002/がいよう.md")
    head = root / "spec/002/業務.yaml"
    head.write_text(head.read_text("utf-8").replace("総則", "がいよう"), "utf-8")
    commit(root)
    (root / "spec/002/がいよう.md").rename(root / "spec/002/か\u3099いよう.md")
    assert is_same(open_versions(root, "HEAD"))
    commit(root)
    assert is_same(open_versions(root, "HEAD~1", "HEAD"))


def test_frozen_editions_and_other_folders_are_no_difference(root: Path) -> None:
    (root / "spec/002/editions").mkdir()
    (root / "spec/002/editions/002-機能-1.0.json").write_text("{}")
    (root / "README.md").write_text("案内")
    assert open_versions(root, "HEAD").unchanged == ("001", "002")


@pytest.mark.parametrize("sub", [True, False])
def test_a_picture_elsewhere_is_not_overlooked(root: Path, sub: bool) -> None:
    place = root / ("spec/_図" if sub else "図")
    place.mkdir()
    (place / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n1")
    (root / "spec/002/総則.md").write_text(
        PROSE + f"\n![図]({'../_図' if sub else '../../図'}/a.png)\n", "utf-8"
    )
    commit(root)
    assert is_same(open_versions(root, "HEAD"))
    (place / "a.png").write_bytes(b"\x89PNG\r\n\x1a\n2")
    for found in (open_versions(root, "HEAD"), (commit(root), open_versions(root, "HEAD~1", "HEAD"))[1]):
        old, new = (next(b for b in v.corpus.businesses if b.id == "002") for v in (found.old, found.new))
        assert old.chapters[0].images != new.chapters[0].images


def test_a_folder_is_a_version(root: Path, tmp_path: Path) -> None:
    other = tmp_path / "別 の場所"
    write_repository(other, {"機能.yaml": FUNCTIONS, "総則.md": PROSE, "spec/001/用語.yaml": OTHER})
    found = open_versions(root, str(other))
    assert found.old.corpus.businesses == found.new.corpus.businesses
    change(root)
    assert text_of(open_versions(None, str(other), str(root)).new.corpus, "0020001") == "受理すること。"


@pytest.fixture
def frozen(root: Path) -> Path:
    """The document 機能 of 002 as a snapshot in a folder, beside what is published with it."""
    folder = root.parent / "凍結"
    folder.mkdir()
    business = load(root).corpus.businesses[1]
    tree = snapshot(business, business.documents[0]).plain()
    (folder / "002-機能-1.0.json").write_text(json.dumps(tree, ensure_ascii=False), "utf-8")
    for beside in ("hyojun-snapshot.schema.json", "変更一覧.json", "変更一覧.schema.json"):
        (folder / beside).write_text("{}", "utf-8")
    return folder


@pytest.mark.parametrize("file", ["", "002-機能-1.0.json"])
def test_a_snapshot_is_compared_with_its_document_only(root: Path, frozen: Path, file: str) -> None:
    head = root / "spec/002/業務.yaml"
    data = (
        HEAD.format(business="002", files="      - 用語.yaml\n").split("文書:\n")[1].replace("機能", "データ")
    )
    head.write_text(head.read_text("utf-8") + data, "utf-8")
    (root / "spec/002/用語.yaml").write_text(TERMS, "utf-8")
    change(root)
    found = open_versions(root, str(frozen / file))
    assert found.documents == (("002", "機能"),)
    assert text_of(found.old.corpus, "0020001") == "受け付けること。"
    assert text_of(found.new.corpus, "0020001") == "受理すること。"
    alone = open_versions(None, str(frozen), str(frozen / file))
    assert alone.old.corpus.businesses == alone.new.corpus.businesses


def test_two_editions_of_a_document_in_one_folder_are_not_guessed_between(root: Path, frozen: Path) -> None:
    one = frozen / "002-機能-1.0.json"
    (frozen / "002-機能-1.1.json").write_bytes(one.read_bytes())
    refused(root, str(frozen), "002/機能 の版が2つ以上あります（002-機能-1.0.json、002-機能-1.1.json）")


def refused(root: Path | None, old: str, words: str, new: str | None = None, spec: str | None = None) -> None:
    with pytest.raises(UnreadableVersion) as error:
        open_versions(root, old, new, spec)
    assert words in str(error.value)


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("{", "JSONとして正しくありません"),
        (
            '{"形式": "hyojun-snapshot", "形式の版": 99}',
            "は新しい形式（99）です。hyojun を新しくしてください。",
        ),
        ("[]", "を読めません"),
    ],
)
def test_a_snapshot_that_cannot_be_read_is_refused(
    root: Path, frozen: Path, content: str, words: str
) -> None:
    (frozen / "003-機能-1.0.json").write_text(content, "utf-8")
    refused(root, str(frozen), words)


def test_a_snapshot_changed_by_hand_is_refused(root: Path, frozen: Path) -> None:
    path = frozen / "002-機能-1.0.json"
    path.write_text(path.read_text("utf-8").replace("受け付ける", "受理する"), "utf-8")
    refused(root, str(path), "要約値と内容が合いません")


@pytest.mark.parametrize(
    ("old", "words"),
    [
        ("無い枝", "「無い枝」という git の版も、フォルダーもファイルもありません。"),
        ("HEAD~9", "「HEAD~9」という git の版も"),
        ("", "比べる版が空です。"),
        ("--all", "「--all」という git の版も"),
        ("HEAD\nmain", "git の版も"),
        ("HEAD:spec/002/機能.yaml", "git の版も"),
        ("./無い", "「./無い」がありません。"),
        ("無い.json", "「無い.json」がありません。"),
    ],
)
def test_what_is_nothing_is_refused(root: Path, old: str, words: str) -> None:
    refused(root, old, words)


def test_a_name_of_a_ref_and_of_a_folder_is_not_guessed(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (root / "v1").mkdir()
    monkeypatch.chdir(root)
    refused(root, "v1", "フォルダー又はファイルなら ./v1、枝なら refs/heads/v1")
    assert is_same(open_versions(root, "refs/tags/v1"))
    refused(root, "./v1", "「./v1」は hyojun のリポジトリでも、スナップショットのフォルダーでもありません。")


def test_outside_of_git_a_ref_means_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_CEILING_DIRECTORIES", str(tmp_path.parent))
    root = write_repository(tmp_path / "r", {"機能.yaml": FUNCTIONS})
    refused(root, "HEAD", "は git のリポジトリの中にない")
    refused(None, "HEAD", "リポジトリの中で実行するか、--root で場所を指定してください。")
    refused(None, str(root), "比べる相手を2つとも指定してください。")
    assert open_versions(root, str(root)).new.label == "作業中"


def test_without_git_itself_the_message_says_so(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", "/nowhere")
    refused(root, "HEAD", "git を実行できません")


def test_a_hook_of_git_changes_nothing(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("GIT_DIR", ".git")
    monkeypatch.setenv("GIT_INDEX_FILE", ".git/index")
    assert is_same(open_versions(root, "HEAD"))


def test_a_shallow_clone_says_what_to_fetch(root: Path, tmp_path: Path) -> None:
    change(root)
    commit(root)
    top = Path(git(root, "rev-parse", "--show-toplevel"))
    git(tmp_path, "clone", "-q", "--depth", "1", top.as_uri(), "浅い")
    clone = tmp_path / "浅い" / root.relative_to(top)
    assert is_same(open_versions(clone, "HEAD"))
    for ref in ("HEAD~1", "v1"):
        refused(clone, ref, "履歴の一部だけを複製（shallow clone）しています。git fetch --unshallow")


def lose(root: Path, file: str) -> str:
    """Delete the object of a file, as a partial clone or a broken disk has none."""
    id = git(root, "rev-parse", f"HEAD:./{file}")
    top = Path(git(root, "rev-parse", "--show-toplevel"))
    blob = top / ".git/objects" / id[:2] / id[2:]
    blob.chmod(0o644)
    blob.unlink()
    return f"git のオブジェクト {id[:12]} が手元にありません"


def test_an_object_that_is_missing_is_not_nothing(root: Path) -> None:
    change(root)
    refused(root, "HEAD", lose(root, "spec/002/機能.yaml"))


def test_an_object_that_is_missing_among_the_others_is_not_nothing(root: Path) -> None:
    change(root)
    commit(root)
    words = lose(root, "spec/001/用語.yaml")
    found = open_versions(root, "HEAD~1", "HEAD")
    assert (found.unchanged, bool(found.others)) == (("001",), True)
    with pytest.raises(UnreadableVersion, match=words):
        found.others.citing([Ref("002", Kind.FUNCTION, "0020001")], {})  # type: ignore[union-attr]


@pytest.mark.parametrize("new", [None, "HEAD"])
def test_a_member_with_an_error_is_named(root: Path, new: str | None) -> None:
    change(root, "実装必須", "実装ひっす")
    if new:
        commit(root)
    refused(root, "v1", "に読めないところがあるため、比べられません。", new)
    refused(root, "v1", "  spec/002/機能.yaml:5:", new)
    if new:
        change(root, "実装ひっす", "実装必須")
        refused(root, "HEAD", "「HEAD」に読めないところ")
    assert open_versions(root, "v1", new, "001").unchanged == ("001",)


def test_a_business_that_neither_side_has_is_refused(root: Path) -> None:
    refused(root, "HEAD", "業務 009 は、比べる版のどちらにもありません（あるのは 001、002）。", spec="009")


def test_a_commit_before_the_repository_began_is_refused(root: Path) -> None:
    empty = git(root, "commit-tree", "-m", "空", git(root, "mktree"))
    refused(
        root, empty, "には hyojun のリポジトリがありません（pyproject.toml に [tool.hyojun] がありません）。"
    )


def test_a_submodule_is_refused(root: Path) -> None:
    id = git(root, "rev-parse", "HEAD")
    prefix = git(root, "rev-parse", "--show-prefix")
    git(root, "update-index", "--add", "--cacheinfo", f"160000,{id},{prefix}spec/002/部品")
    git(root, "commit", "-q", "-m", "部品")
    refused(root, "HEAD", "「spec/002/部品」は別のリポジトリ（サブモジュール）なので、中身を読めません。")
    assert open_versions(root, "v1", "HEAD", "001").unchanged == ("001",)


def test_links_are_followed_inside_a_commit_and_never_out(root: Path) -> None:
    file = root / "spec/002/機能.yaml"
    file.rename(root / "spec/002/本体.txt")
    file.symlink_to("本体.txt")
    commit(root)
    found = open_versions(root, "v1", "HEAD")
    assert found.old.corpus.businesses == found.new.corpus.businesses
    found = open_versions(root, "HEAD")
    assert found.old.corpus.businesses == found.new.corpus.businesses
    file.unlink()
    file.symlink_to("/etc/passwd")
    commit(root)
    refused(root, "v1", "spec/002/機能.yaml", "HEAD")
    (root / "spec/002").rename(root / "本当の場所")
    (root / "spec/002").symlink_to("../本当の場所")
    commit(root)
    refused(root, "v1", "「spec/002」はリンクなので、git の版からは読めません。", "HEAD")


@pytest.mark.skipif(os.name == "nt", reason="names are text there")
@pytest.mark.parametrize("new", [None, "HEAD"])
def test_a_name_that_is_no_utf_8_is_refused(root: Path, new: str | None) -> None:
    with open(os.fsencode(root / "spec/002") + b"/\x8b@.yaml", "wb") as file:  # noqa: PTH123
        file.write(TERMS.encode())
    if new:
        commit(root)
    refused(root, "v1", "「spec/002/\\x8b@.yaml」は、名前が UTF-8 ではありません。", new)


def test_the_registry_of_a_commit_is_its_own(root: Path) -> None:
    path = root / "spec/_settings/registry.yaml"
    path.write_text(path.read_text("utf-8").replace("業務名: 印鑑登録", "業務名: 印鑑"), "utf-8")
    change(root)
    found = open_versions(root, "HEAD")
    assert [v.corpus.businesses[0].name for v in (found.old, found.new)] == ["印鑑登録", "印鑑"]


def test_others_are_read_as_far_as_they_cite(root: Path) -> None:
    (root / "spec/001/別.yaml").write_text(TERMS, "utf-8")
    head = root / "spec/001/業務.yaml"
    head.write_text(head.read_text("utf-8") + "      - 別.yaml\n", "utf-8")
    commit(root)
    change(root, "審査する", "調べる")
    for found in (open_versions(root, "HEAD"), (commit(root), open_versions(root, "HEAD~1", "HEAD"))[1]):
        assert found.others
        cited, not_cited = Ref("002", Kind.FUNCTION, "0020002"), Ref("002", Kind.FUNCTION, "0020001")
        assert found.others.citing([not_cited], {}) == ()
        [business] = found.others.citing([cited, not_cited], {})
        assert [t.name for t in business.terms] == ["住民"]
        assert [e.target for e in business.edges] == [cited]


def test_a_reader_without_a_second_version_keeps_nothing(root: Path) -> None:
    from hyojun.source import Sources, load_common

    sources = Sources.of(root, "002")
    assert load_business(sources, "002", load_common(root)).business
    assert sources.made is None
