"""One ministry publishes, another pins: the whole way from `build snapshot` there to `build` here."""

import hashlib
import json
import shutil
import subprocess
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path

import pytest
from casefiles import TODAY, all_findings, findings_of, write_repository, written

from hyojun import diff, publish
from hyojun.check import check_repository
from hyojun.model import Kind, Severity
from hyojun.source import (
    CannotIssue,
    CannotPin,
    UnreadableSnapshot,
    assign,
    load,
    open_versions,
    pin,
    retire,
    rewrite,
)
from hyojun.source.yaml_writer import inline

FLOW = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"
  xmlns:bpmndi="http://www.omg.org/spec/BPMN/20100524/DI" xmlns:dc="http://www.omg.org/spec/DD/20100524/DC">
<process id="p"><userTask id="t" name="照会書を作る"/></process>
<bpmndi:BPMNDiagram id="d"><bpmndi:BPMNPlane id="pl" bpmnElement="p"><bpmndi:BPMNShape id="s" bpmnElement="t">
<dc:Bounds x="10" y="10" width="100" height="80"/></bpmndi:BPMNShape></bpmndi:BPMNPlane></bpmndi:BPMNDiagram>
</definitions>
"""
PNG = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010802000000907753de0000000c49444154789c63f8ffff3f"
    "0005fe02fe0def46b80000000049454e44ae426082"
)
THEIRS: Mapping[str, str | bytes] = {
    "業務.yaml": """\
業務ID: "002"
担当の種別: {窓口: 職員}
文書:
  - 文書: データ
    題名: データ要件
    発行者: デジタル庁
    根拠法令: 標準化法第7条第1項
    版: "1.0"
    状態: 公表
    年月日: 2026-03-31
    改定履歴:
      - {版: "1.0", 年月日: 2026-03-31, 概要: 初めて定めた。}
    構成: [本編/総則.md, データ.yaml, 帳票.yaml, 業務フロー.yaml]
""",
    "本編/総則.md": "# 総則\n\n```{figure} ../図/全体.png\n:alt: 全体の図\n\n全体\n```\n",
    "図/全体.png": PNG,
    "データ.yaml": """\
データグループ:
  - グループID: "002001"
    グループ名称: 宛名
    データ項目:
      - {データ項目ID: "00200001", データ項目: 氏名, ローマ字: shimei, データ型: Ｎ, 桁数: 100, データ出力条件: 必須}
      - {データ項目ID: "00200002", データ項目: 住所, ローマ字: jusho, データ型: Ｎ, 桁数: 200, データ出力条件: 必須}
""",
    "帳票.yaml": """\
帳票:
  - 帳票ID: "0020001"
    帳票名称: 照会書
    対象: 住民向け
    実装類型: 実装必須
    諸元表:
      - {項番: 1, 印字項目: 氏名, データ項目ID: "00200001"}
    レイアウト: {種類: 添付, ファイル: 図/照会書.png, 代替テキスト: 上に氏名を印字する。, 欄: [{図中番号: ①, 項番: 1}]}
""",
    "図/照会書.png": PNG + b"\0",
    "業務フロー.yaml": "業務フロー:\n  - {キー: shokai, 題名: 照会, ファイル: shokai.bpmn}\n",
    "bpmn/shokai.bpmn": FLOW,
}
OURS: Mapping[str, str | bytes] = {
    "業務.yaml": """\
# 見本省の業務
業務ID: "002"
文書:
  - 文書: 機能   # ここで書く
    題名: 標準仕様書
    発行者: 見本省
    版: "1.0"
    状態: 案
    改定履歴:
      - {版: "1.0", 概要: 新規作成}
    構成:
      - 機能.yaml
# おわり
""",
    "機能.yaml": """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - 機能ID: "0020001"
        機能名称: 登録
        実装類型: 実装必須
        機能要件: 氏名（データ00200001）を登録できること。
        データ項目: ["00200001", "00200002"]
        帳票: ["0020001"]
""",
    "ID台帳/機能.yaml": '種類: 機能\n台帳:\n  - {ID: "0020001", 状態: 現行, 発行者: 見本省, 発行日: 2026-01-05}\n',
    "ID台帳/データ.yaml": '種類: データ\n台帳:\n  - {ID: "00200001", 状態: 現行, 発行者: デジタル庁, 発行日: 2026-01-05}\n',
}


def published(root: Path, out: Path) -> Path:
    """The folder of snapshots that a repository publishes."""
    publish.build(load(root), ["snapshot"], out)
    return out / "snapshot"


@pytest.fixture
def theirs(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "theirs", THEIRS)


@pytest.fixture(scope="module")
def edition(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the others publish, once for all tests."""
    folder = tmp_path_factory.mktemp("edition")
    return published(write_repository(folder / "theirs", THEIRS), folder / "published")


@pytest.fixture
def snapshot(edition: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(edition, tmp_path / "published")) / "002-データ-1.0.json"


@pytest.fixture
def ours(tmp_path: Path) -> Path:
    return write_repository(tmp_path / "ours", OURS)


def files(root: Path) -> dict[str, bytes]:
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in root.rglob("*") if p.is_file()}


def revised(theirs: Path, tmp_path: Path) -> Path:
    """Edition 1.1: 桁数 of 氏名 grew, 住所 went."""
    head = theirs / "spec/002/業務.yaml"
    head.write_text(
        head.read_text("utf-8")
        .replace('版: "1.0"\n', '版: "1.1"\n')
        .replace(
            "概要: 初めて定めた。}\n",
            '概要: 初めて定めた。}\n      - {版: "1.1", 年月日: 2026-03-31, 概要: 改めた。}\n',
        ),
        "utf-8",
    )
    data = theirs / "spec/002/データ.yaml"
    lines = data.read_text("utf-8").replace("桁数: 100", "桁数: 120").splitlines(keepends=True)
    data.write_text("".join(lines[:-1]), "utf-8")
    return published(theirs, tmp_path / "published-1.1") / "002-データ-1.1.json"


def test_pinning_changes_nothing_else_in_the_declaration(ours: Path, snapshot: Path) -> None:
    before = (ours / "spec/002/業務.yaml").read_text("utf-8")
    done = pin(ours, "002", "データ", snapshot, "https://example.go.jp/{1}")
    after = (ours / "spec/002/業務.yaml").read_text("utf-8")
    digest = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    added = (
        "  - 文書: データ\n    固定:\n      ファイル: 固定/データ-1.0.json\n"
        f"      SHA-256: {inline(digest)}\n      入手先: https://example.go.jp/{{1}}\n"
    )
    assert after == before.replace("# おわり\n", added + "# おわり\n")
    assert (done.publisher, done.edition, done.before) == ("デジタル庁", "1.0", None)
    assets = {p.name for p in (snapshot.parent / "assets").iterdir()}
    assert {p.name for p in (ours / "spec/002/固定/assets").iterdir()} == assets
    assert len(assets) == 3
    assert set(done.written) == {
        "spec/002/業務.yaml",
        "spec/002/固定/データ-1.0.json",
        *(f"spec/002/固定/assets/{name}" for name in assets),
    }
    assert pin(ours, "002", "データ", snapshot).written == ()


def test_a_pinned_document_is_a_full_member(ours: Path, snapshot: Path) -> None:
    assert {f.code for f in findings_of(ours)} >= {"LK01"}
    pin(ours, "002", "データ", snapshot)
    repository = load(ours)
    assert repository.findings == ()
    [business] = repository.corpus.businesses
    assert [(d.name, d.publisher, d.edition_label) for d in business.documents] == [
        ("機能", "見本省", "第1.0版"),
        ("データ", "デジタル庁", "第1.0版"),
    ]
    incoming = repository.corpus.incoming[business.ref(Kind.DATA_ITEM, "00200001")]
    assert {e.source.label for e in incoming if e.source} == {"機能0020001", "帳票0020001"}
    assert not [f for f in findings_of(ours) if f.code in ("LK01", "ID03", "ID04")]


def test_findings_stand_in_the_snapshot_and_say_whose_it_is(ours: Path, snapshot: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    [found] = [f for f in all_findings(ours) if f.code == "DT05"]
    lines = (ours / "spec/002/固定/データ-1.0.json").read_text("utf-8").splitlines()
    assert (found.origin.file, found.severity) == ("spec/002/固定/データ-1.0.json", Severity.ERROR)
    assert lines[found.line - 1].strip() == '"グループ名称": "宛名",'
    assert "固定した文書（デジタル庁の「データ」第1.0版）の中にあり、ここでは直せません" in found.hint
    report = check_repository(ours, None, TODAY)
    assert found in report.findings


def test_an_error_that_nobody_here_can_mend_may_be_answered_for(ours: Path, snapshot: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    answered = ours / "spec/_settings/suppressions.yaml"
    answered.write_text(
        "抑止:\n  - {規則: DT05, 対象: グループ002001, 理由: 発行者に伝えた。, 承認者: 見本課長, 期限: 2027-03-31}\n"
        "  - {規則: LK01, 対象: 機能0020001, 理由: 後で直す。, 承認者: 見本課長, 期限: 2027-03-31}\n",
        "utf-8",
    )
    source = ours / "spec/002/機能.yaml"
    source.write_text(source.read_text("utf-8").replace('"00200002"]', '"00200009"]'), "utf-8")
    report = check_repository(ours, None, TODAY)
    assert [f.code for f, _ in report.suppressed] == ["DT05"]
    assert {"LK01", "GV02"} <= {f.code for f in report.findings}


def test_what_is_published_is_what_was_pinned(ours: Path, snapshot: Path, tmp_path: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    again = published(ours, tmp_path / "again")
    assert (again / snapshot.name).read_bytes() == snapshot.read_bytes()
    assert files(again / "assets") == files(snapshot.parent / "assets")
    # A checkout of Windows changes line endings, not the document.
    held = ours / "spec/002/固定/データ-1.0.json"
    held.write_bytes(held.read_bytes().replace(b"\n", b"\r\n"))
    assert load(ours).findings == ()
    again = published(ours, tmp_path / "again")
    assert (again / snapshot.name).read_bytes() == snapshot.read_bytes()


def test_it_is_on_the_site_in_the_pdf_and_in_excel(ours: Path, snapshot: Path, tmp_path: Path) -> None:
    pin(ours, "002", "データ", snapshot, "見本の庁舎（架空）")
    out = tmp_path / "build"
    written = {p.path for p in publish.build(load(ours), publish.KINDS, out)}
    assert {
        p for p in written if p.endswith((".pdf", ".xlsx")) and not p.startswith("site/") and "データ" in p
    }
    page = (out / "site/002/index.html").read_text("utf-8")
    assert "デジタル庁の公表物をそのまま載せたもの" in page
    assert "見本の庁舎（架空）" in page
    drawing = (out / "site/002/flows/shokai.svg").read_text("utf-8")
    assert "照会書" in drawing
    pictures = {p.read_bytes() for p in (out / "site").rglob("*.png")}
    assert {PNG, PNG + b"\0"} <= pictures


def test_a_flow_without_its_drawing_is_a_table(ours: Path, snapshot: Path, tmp_path: Path) -> None:
    for drawing in (snapshot.parent / "assets").glob("*.bpmn"):
        drawing.unlink()
    pin(ours, "002", "データ", snapshot)
    assert load(ours).findings == ()
    publish.build(load(ours), ["site", "snapshot"], tmp_path / "build")
    assert not (tmp_path / "build/site/002/flows/shokai.svg").exists()
    assert "照会書を作る" in (tmp_path / "build/site/002/flows/shokai.html").read_text("utf-8")


def test_a_newer_pin_is_compared_like_sources(
    ours: Path, theirs: Path, snapshot: Path, tmp_path: Path
) -> None:
    pin(ours, "002", "データ", snapshot)
    commit(ours, "1.0")
    done = pin(ours, "002", "データ", revised(theirs, tmp_path))
    assert done.before == "固定/データ-1.0.json"
    assert load(ours).corpus.businesses[0].held == {"データ": ("1.0", "1.1")}
    commit(ours, "1.1")
    for old, new in (("HEAD~1", "HEAD"), ("HEAD~1", None)):
        found = diff.between(open_versions(ours, old, new))
        told = {(d.document, c.code, (c.old or c.new)[0]) for d in found.documents for c in d.changes}
        assert {("データ", "DI-LENGTH", "00200001"), ("データ", "DI-REMOVED-MUST", "00200002")} <= told
        assert {document for document, _, _ in told} == {"データ"}
    same = diff.between(open_versions(ours, "HEAD", None))
    assert not [c for d in same.documents for c in d.changes]


def commit(root: Path, message: str) -> None:
    git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.jp", "-c", "core.autocrlf=false"]
    if not (root / ".git").exists():
        subprocess.run([*git, "init", "-q"], cwd=root, check=True)
    subprocess.run([*git, "add", "-A"], cwd=root, check=True)
    subprocess.run([*git, "commit", "-qm", message], cwd=root, check=True)


def test_what_check_keeps_depends_on_the_pinned_file(ours: Path, theirs: Path, snapshot: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    first = [written(f) for f in check_repository(ours, None, TODAY).findings]
    assert [written(f) for f in check_repository(ours, None, TODAY).findings] == first
    assert [written(f) for f in check_repository(ours, None, TODAY, keep=False).findings] == first
    held = ours / "spec/002/固定/データ-1.0.json"
    held.write_bytes(held.read_bytes().replace("氏名".encode(), "名前".encode(), 1))
    assert {f.code for f in check_repository(ours, None, TODAY).findings} >= {"RD09"}


def test_no_command_of_ours_touches_what_is_pinned(ours: Path, snapshot: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    before = files(ours / "spec/002/固定")
    rewrite(ours)
    done = assign(ours, None, date(2026, 4, 1))
    assert [i.id for i in done.issues] == []
    with pytest.raises(CannotIssue, match="デジタル庁"):
        retire(ours, "データ00200002", None, "使わない。", [])
    assert files(ours / "spec/002/固定") == before


def test_a_business_can_be_pinned_whole(tmp_path: Path, snapshot: Path) -> None:
    root = write_repository(
        tmp_path / "root", {"spec/001/用語.yaml": "用語: [{用語: 宛名, 定義: 宛名のこと}]\n"}
    )
    pin(root, "002", "データ", snapshot)
    repository = load(root)
    assert repository.findings == ()
    business = repository.corpus.business("002")
    assert business
    assert business.head.lane_kinds == {"窓口": "職員"}
    assert (
        (root / "spec/002/業務.yaml")
        .read_text("utf-8")
        .startswith('業務ID: "002"\n文書:\n  - 文書: データ\n')
    )
    assert rewrite(root, ["spec/002/業務.yaml"]).changed == ()


def remove(path: Path) -> None:
    path.unlink()


def scribble(path: Path) -> None:
    path.write_bytes(path.read_bytes() + b"x")


@pytest.mark.parametrize(
    ("ending", "harm", "code", "words"),
    [
        (".png", remove, "RD06", "図又は添付のページがありません"),
        (".png", scribble, "RD09", "書き換えられています"),
        (".bpmn", scribble, "RD09", "書き換えられています"),
    ],
)
def test_files_beside_a_pin_are_proved(
    ending: str, harm: Callable[[Path], None], code: str, words: str, ours: Path, snapshot: Path
) -> None:
    pin(ours, "002", "データ", snapshot)
    harm(next((ours / "spec/002/固定/assets").glob(f"*{ending}")))
    told = [f for f in findings_of(ours) if f.code == code]
    assert [f.origin.file for f in told] == ["spec/002/業務.yaml"]
    assert words in told[0].message
    assert told[0].line


def test_two_drawings_of_one_name_are_not_mixed_up(ours: Path, snapshot: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    (ours / "bpmn/002").mkdir(parents=True)
    (ours / "bpmn/002/shokai.bpmn").write_text(FLOW.replace("照会書を作る", "別の作業"), "utf-8")
    (ours / "spec/002/フロー.yaml").write_text(
        "業務フロー:\n  - {キー: betsu, 題名: 別, ファイル: shokai.bpmn}\n", "utf-8"
    )
    head = ours / "spec/002/業務.yaml"
    head.write_text(
        head.read_text("utf-8").replace("- 機能.yaml\n", "- 機能.yaml\n      - フロー.yaml\n"), "utf-8"
    )
    [found] = [f for f in findings_of(ours) if f.code == "RD09"]
    assert "bpmn/002/shokai.bpmn" in found.message


def edited(snapshot: Path, **changes: object) -> Path:
    data = json.loads(snapshot.read_bytes())
    data["文書"] |= changes
    snapshot.write_text(json.dumps(data, ensure_ascii=False), "utf-8")
    return snapshot


def test_a_decided_edition_does_not_come_again_with_other_words(ours: Path, snapshot: Path) -> None:
    pin(ours, "002", "データ", snapshot)
    before = files(ours)
    with pytest.raises(CannotPin, match="決まった版の中身は変わりません"):
        pin(ours, "002", "データ", edited(snapshot, 題名="別の題名"))
    assert files(ours) == before
    draft = edited(snapshot, 状態="案")
    assert pin(ours, "002", "データ", draft).before is None
    assert pin(ours, "002", "データ", edited(snapshot, 題名="また別の題名")).written
    assert load(ours).findings == ()


@pytest.mark.parametrize(
    ("document", "replace", "by", "words"),
    [
        ("機能", "", "", "002/データ の版です"),
        ("データ", "文書: 機能 ", "文書: データ ", "ここで書いています"),
        ("データ", "文書:\n", "文書: []\nx:\n", "書き換えられません|読めません|書き直してください"),
        ("データ", "業務ID:", "業務ID: :", "読めません"),
    ],
)
def test_what_cannot_be_pinned_changes_nothing(
    document: str, replace: str, by: str, words: str, ours: Path, snapshot: Path
) -> None:
    head = ours / "spec/002/業務.yaml"
    head.write_text(
        head.read_text("utf-8").replace(replace, by, 1) if replace else head.read_text("utf-8"), "utf-8"
    )
    before = files(ours)
    with pytest.raises(CannotPin, match=words):
        pin(ours, "002", document, snapshot)
    assert files(ours) == before


def test_a_pin_inside_braces_is_replaced_where_it_stands(
    ours: Path, theirs: Path, snapshot: Path, tmp_path: Path
) -> None:
    pin(ours, "002", "データ", snapshot)
    digest = hashlib.sha256(snapshot.read_bytes()).hexdigest()
    head = ours / "spec/002/業務.yaml"
    text = head.read_text("utf-8").partition("  - 文書: データ")[0]
    row = '  - {文書: データ, 固定: {ファイル: 固定/データ-1.0.json, SHA-256: "%s"}}  # 見よ\n'
    head.write_text(text + row % digest, "utf-8")
    newer = revised(theirs, tmp_path)
    pin(ours, "002", "データ", newer, "庁舎, 1階")
    digest = hashlib.sha256(newer.read_bytes()).hexdigest()
    wanted = f'固定: {{ファイル: 固定/データ-1.1.json, SHA-256: {inline(digest)}, 入手先: "庁舎, 1階"}}}}  # 見よ\n'
    assert head.read_text("utf-8") == text + "  - {文書: データ, " + wanted
    assert load(ours).findings == ()


def test_what_lies_beside_a_snapshot_must_come_along(ours: Path, snapshot: Path) -> None:
    picture = next((snapshot.parent / "assets").glob("*.png"))
    picture.write_bytes(b"x")
    with pytest.raises(CannotPin, match="書き換えられています"):
        pin(ours, "002", "データ", snapshot)
    picture.unlink()
    with pytest.raises(CannotPin, match="assets ごと"):
        pin(ours, "002", "データ", snapshot)
    with pytest.raises(UnreadableSnapshot):
        pin(ours, "002", "データ", snapshot.parent / "無い.json")
    shutil.rmtree(ours / "spec/002")
    outside = ours.parent / "outside"
    outside.mkdir()
    (ours / "spec/002").symlink_to(outside)
    with pytest.raises(CannotPin, match="外を指して"):
        pin(ours, "002", "データ", published_again(snapshot, picture))


def published_again(snapshot: Path, picture: Path) -> Path:
    """The snapshot with the picture it lost."""
    for content in (PNG, PNG + b"\0"):
        if hashlib.sha256(content).hexdigest() == picture.stem:
            picture.write_bytes(content)
    return snapshot
