"""Snapshots: what is frozen thaws to the same model; what was touched does not thaw."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository
from generated import businesses, without_notes
from hypothesis import HealthCheck, Phase, given, settings
from jsonschema import Draft202012Validator

from hyojun.model import Business, Contents, Corpus, Released, snapshot
from hyojun.publish import Job
from hyojun.publish.snapshot import SCHEMA, schema, write_schema, write_snapshots
from hyojun.source import Repository, Settings, UnreadableSnapshot, default_registry, load, load_snapshots

ROOT = Path(__file__).parents[2]
FILES = {
    "本編.md": "(gaiyo)=\n# 概要\n\n![図](図.png)\n\n文章　機能0020001\n",
    "図.png": b"\x89PNG\r\n\x1a\n1",
    "帳票/一.PNG": b"\x89PNG\r\n\x1a\n2",
    "bpmn/a.bpmn": (ROOT / "bpmn/002/kengen-sosa.bpmn").read_bytes(),
    "a.yaml": """\
業務フロー: [{キー: kengen, 題名: 権限の変更, ファイル: a.bpmn}]
見出し:
  - キー: toroku
    内部メモ: 外に出さない一
    機能:
      - 機能ID: "0020001"
        機能名称: 登録
        実装類型: {町村: 実装必須, 中核市: 実装不可}
        機能要件: "一行目\\n\\n　三行目 \\"引用\\""
        適合基準日: 未定
        内部メモ: 外に出さない二
帳票:
  - 帳票ID: "0020001"
    帳票名称: 一覧
    対象: 住民向け
    実装類型: 実装必須
    内部メモ: 外に出さない三
    諸元表: [{項番: 1, 印字項目: 氏名}]
    レイアウト: {種類: 添付, ファイル: 帳票/一.PNG, 代替テキスト: 一覧, 欄: [{図中番号: "1", 項番: 1}]}
""",
}


def job(repository: Repository) -> Job:
    return Job(repository.root, repository.settings, repository.corpus, repository.assets)


def frozen(business: Business, out: Path, assets: Any = None) -> list[Path]:
    """The snapshots of a 業務, written to a folder."""
    corpus = Corpus(registry=default_registry(), businesses=(business,))
    written = write_snapshots(Job(out, Settings(), corpus, {} if assets is None else assets), business, out)
    return [out / p.path for p in written if p.path.endswith(".json")]


@pytest.fixture
def repository(tmp_path: Path) -> Repository:
    return load(write_repository(tmp_path / "repository", FILES))


@pytest.fixture
def file(repository: Repository, tmp_path: Path) -> Path:
    """The one snapshot of a small repository."""
    [path] = frozen(repository.corpus.businesses[0], tmp_path / "out", repository.assets)
    return path


def published(business: Business) -> Business:
    """A 業務 as its snapshots hold it: no 内部メモ, registers, accounts, other editions, or names of others."""
    seen: Business = without_notes(business)
    own = {"registers": (), "accounts": (), "errata": (), "held": {}, "released": Released(), "peers": {}}
    return seen.model_copy(update=own)


def test_a_repository_thaws_to_the_same_model(repository: Repository, file: Path) -> None:
    [business] = repository.corpus.businesses
    thawed = load_snapshots([file])
    assert thawed == published(business)
    assert thawed != business
    assert thawed.chapters[0].blocks == business.chapters[0].blocks


def test_every_business_of_the_sample_thaws_to_the_same_model(tmp_path: Path) -> None:
    sample = load(ROOT)
    assert sample.corpus.businesses
    for business in sample.corpus.businesses:
        written = write_snapshots(job(sample), business, tmp_path)
        paths = [tmp_path / p.path for p in written if p.path.endswith(".json")]
        assert len(paths) == len(business.documents)
        assert load_snapshots(paths) == published(business)


class AnyAsset(dict[str, Path]):
    """Made-up files all look alike."""

    def __missing__(self, key: str) -> Path:
        return Path(__file__)


@pytest.mark.parametrize("kind", Contents.model_fields)
def test_whatever_the_types_allow_thaws_to_the_same_model(
    tmp_path_factory: pytest.TempPathFactory, kind: str
) -> None:
    @settings(max_examples=10, suppress_health_check=[*HealthCheck], phases=[Phase.generate])
    @given(businesses(kind))
    def check(business: Business) -> None:
        paths = frozen(business, tmp_path_factory.mktemp("frozen"), AnyAsset())
        assert load_snapshots(paths) == business
        for path in paths:
            VALIDATOR.validate(json.loads(path.read_text("utf-8")))

    check()


def test_internal_notes_stay_inside(file: Path) -> None:
    text = file.read_text("utf-8")
    assert "機能要件" in text
    assert "外に出さない" not in text
    assert "内部メモ" not in text


def test_the_file_names_what_it_is(file: Path) -> None:
    assert file.name == "002-機能-1.0.json"
    data = json.loads(file.read_text("utf-8"))
    assert (data["形式"], data["形式の版"]) == ("hyojun-snapshot", 1)
    assert list(data["要約値"]) == ["機能0020001", "帳票0020001", "フローkengen", "本編/本編.md"]
    assert file.read_bytes().endswith(b"}\n")
    assert b"\r" not in file.read_bytes()


def test_attachments_travel_under_the_digest_the_document_gives_them(
    repository: Repository, tmp_path: Path
) -> None:
    [business] = repository.corpus.businesses
    written = write_snapshots(job(repository), business, tmp_path)
    assets = sorted(p.path for p in written if "/assets/" in p.path)
    assert assets == sorted(
        [
            f"snapshot/assets/{business.chapters[0].images[0].sha256}.png",
            f"snapshot/assets/{business.forms[0].layout.sha256}.png",  # type: ignore[union-attr]
            f"snapshot/assets/{business.flows[0].sha256}.bpmn",
        ]
    )
    attached = (a for a in assets if a.endswith(".png"))
    assert sorted((tmp_path / a).read_bytes()[-1:] for a in attached) == [b"1", b"2"]
    [drawing] = (a for a in assets if a.endswith(".bpmn"))
    assert (tmp_path / drawing).read_bytes() == FILES["bpmn/a.bpmn"]
    assert {(p.kind, p.business, p.document, p.edition) for p in written} == {
        ("snapshot", "002", "機能", "1.0")
    }


def test_the_same_bytes_twice(repository: Repository, tmp_path: Path) -> None:
    [business] = repository.corpus.businesses
    once, again = (frozen(business, tmp_path / name, repository.assets)[0] for name in ("一", "二"))
    assert once.read_bytes() == again.read_bytes()


def tampered(change: Callable[[dict[str, Any]], Any]) -> Callable[[str], str]:
    def apply(text: str) -> str:
        data = json.loads(text)
        change(data)
        return json.dumps(data, ensure_ascii=False)

    return apply


def statement(data: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = data["文書"]["内容"]["見出し"][0]["機能"][0]
    return found


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (tampered(lambda d: statement(d).update(機能要件="しなくてよい。")), "要約値と内容が合いません"),
        (tampered(lambda d: statement(d)["実装類型"].update(町村="実装不可")), "要約値と内容が合いません"),
        (tampered(lambda d: d["文書"]["内容"]["見出し"].clear()), "要約値と内容が合いません"),
        (
            tampered(lambda d: d["文書"]["内容"]["本編"][0].update(本文="# 概要\n")),
            "要約値と内容が合いません",
        ),
        (
            tampered(lambda d: d["文書"]["内容"]["帳票"][0]["レイアウト"].update(sha256="0" * 64)),
            "要約値と内容が合いません",
        ),
        (tampered(lambda d: d["要約値"].clear()), "要約値と内容が合いません"),
        (tampered(lambda d: d["要約値"].update(機能0020009="d1:0")), "要約値と内容が合いません"),
        (tampered(lambda d: d.update(形式の版=2)), "新しい形式（2）です"),
        (tampered(lambda d: d.update(形式の版=2, 新しい欄="何か")), "新しい形式（2）です"),
        (tampered(lambda d: d.update(形式="ほかの形式")), "を読めません。「形式」に書けるのは"),
        (tampered(lambda d: d.update(余計=1)), "を読めません。「余計」というキーは使えません"),
        (tampered(lambda d: d.pop("文書")), "を読めません。「文書」がありません"),
        (lambda text: text[: len(text) // 2], "を読めません"),
        (lambda text: "", "を読めません"),
        (lambda text: "[]", "を読めません"),
        (lambda text: "null", "を読めません"),
        (lambda text: "1" * 5000, "を読めません"),
        (lambda text: "[" * 100_000, "を読めません"),
    ],
)
def test_a_snapshot_that_was_touched_is_refused(
    file: Path, change: Callable[[str], str], message: str
) -> None:
    file.write_text(change(file.read_text("utf-8")), "utf-8")
    with pytest.raises(UnreadableSnapshot, match=message) as refused:
        load_snapshots([file])
    assert str(file) in str(refused.value)


def test_other_ways_to_be_no_snapshot(file: Path, tmp_path: Path) -> None:
    with pytest.raises(UnreadableSnapshot, match="指定されていません"):
        load_snapshots([])
    with pytest.raises(UnreadableSnapshot, match=r"nai\.json」を読めません"):
        load_snapshots([tmp_path / "nai.json"])
    with pytest.raises(UnreadableSnapshot, match="を読めません"):
        load_snapshots([tmp_path])
    file.write_bytes(file.read_text("utf-8").encode("cp932"))
    with pytest.raises(UnreadableSnapshot, match="を読めません"):
        load_snapshots([file])


def test_snapshots_of_two_businesses_do_not_mix(file: Path, tmp_path: Path) -> None:
    other = write_repository(tmp_path / "other", {"spec/003/a.yaml": "用語: [{用語: 戸籍, 定義: 帳簿}]\n"})
    [second] = frozen(load(other).corpus.businesses[0], tmp_path / "out")
    with pytest.raises(UnreadableSnapshot, match="異なる業務"):
        load_snapshots([file, second])


VALIDATOR = Draft202012Validator(schema())


def test_the_schema_is_one_and_says_its_draft(tmp_path: Path) -> None:
    Draft202012Validator.check_schema(schema())
    published = write_schema(tmp_path)
    assert published.path == f"snapshot/{SCHEMA}"
    data = json.loads((tmp_path / published.path).read_text("utf-8"))
    assert data["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert data == json.loads(json.dumps(schema()))


def test_snapshots_keep_to_the_published_schema(file: Path, tmp_path: Path) -> None:
    VALIDATOR.validate(json.loads(file.read_text("utf-8")))
    sample = load(ROOT)
    for business in sample.corpus.businesses:
        for document in business.documents:
            VALIDATOR.validate(snapshot(business, document).plain())


@pytest.mark.parametrize(
    "change",
    [
        lambda d: statement(d).update(機能ID="20001"),
        lambda d: statement(d).update(実装類型="必須"),
        lambda d: statement(d).pop("機能要件"),
        lambda d: statement(d).update(知らない欄="値"),
        lambda d: d.update(形式="ほかの形式"),
        lambda d: d["文書"].update(版="第1版"),
    ],
)
def test_the_schema_refuses_what_the_loader_refuses(
    file: Path, change: Callable[[dict[str, Any]], Any]
) -> None:
    data = json.loads(file.read_text("utf-8"))
    change(data)
    assert not VALIDATOR.is_valid(data)
