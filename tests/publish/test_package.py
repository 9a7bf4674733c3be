"""Packages are opened as Windows and programs open them, and hold what their manifest says, to the byte."""

import csv
import hashlib
import io
import json
import unicodedata
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from casefiles import write_repository
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from hyojun.model import DrawnLayout, Status
from hyojun.publish import KINDS, build
from hyojun.publish.build import BuildError
from hyojun.publish.package import LONGEST, MANIFEST, faults
from hyojun.publish.package.bundles import Bundle, Piece
from hyojun.publish.package.names import file_name, told_apart
from hyojun.publish.package.write import package_name
from hyojun.publish.site.inside_package import inside
from hyojun.source import Repository, load

ROOT = Path(__file__).parents[2]
FIRST = "002_印鑑登録_第1.0版の組合せ（架空）（機能は正誤2まで反映）.zip"
FROZEN = "正誤/002-機能-1.0.json"
CORRECTED = "snapshot/002-機能-1.0（正誤2まで反映）.json"
UTF8 = 0x800


@pytest.fixture(scope="module")
def sample() -> Repository:
    return load(ROOT)


@pytest.fixture(scope="module")
def out(sample: Repository, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("packages") / "out"
    build(sample, ("package",), folder)
    return folder


@pytest.fixture(scope="module")
def packages(out: Path) -> dict[str, zipfile.ZipFile]:
    return {p.name: zipfile.ZipFile(p) for p in sorted((out / "package").iterdir())}


def manifest(package: zipfile.ZipFile) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(package.read(MANIFEST))
    return found


def test_there_is_one_for_each_business_and_combination(
    sample: Repository, packages: dict[str, zipfile.ZipFile]
) -> None:
    wanted = [f"{b.id}_{b.name}（案）.zip" for b in sample.corpus.businesses]
    wanted += [FIRST, "002_印鑑登録_第1.1版の組合せの案（架空）.zip"]
    assert sorted(packages) == sorted(wanted)


def test_windows_opens_them_with_their_names(packages: dict[str, zipfile.ZipFile]) -> None:
    japanese = 0
    for package in packages.values():
        assert package.testzip() is None
        names = package.namelist()
        assert len({n.casefold() for n in names}) == len(names)
        for info in package.infolist():
            assert list(faults(info.filename)) == []
            assert len(info.filename) <= LONGEST == 180
            assert not info.filename.startswith("/") and ":" not in info.filename
            assert info.filename == unicodedata.normalize("NFC", info.filename)
            assert bool(info.flag_bits & UTF8) == (not info.filename.isascii())
            assert info.orig_filename.encode("utf-8" if info.flag_bits & UTF8 else "cp437")
            assert (info.date_time, info.create_system) == ((1980, 1, 1, 0, 0, 0), 3)
            assert info.external_attr == 0o100644 << 16
            assert info.compress_type in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
            japanese += not info.filename.isascii()
    assert japanese > 50


def test_the_manifest_lists_every_other_file_with_its_digest(packages: dict[str, zipfile.ZipFile]) -> None:
    for package in packages.values():
        listed = manifest(package)["ファイル"]
        assert [f["パス"] for f in listed] == [n for n in package.namelist() if n != MANIFEST]
        for file in listed:
            content = package.read(file["パス"])
            assert (file["大きさ"], file["SHA-256"]) == (len(content), hashlib.sha256(content).hexdigest())


def test_snapshots_keep_the_schema_that_lies_beside_them(packages: dict[str, zipfile.ZipFile]) -> None:
    for package in packages.values():
        schema = json.loads(package.read("snapshot/hyojun-snapshot-1.schema.json"))
        for document in manifest(package)["文書"]:
            content = package.read(document["スナップショット"])
            assert hashlib.sha256(content).hexdigest() == document["SHA-256"]
            snapshot = json.loads(content)
            jsonschema.validate(snapshot, schema)
            assert snapshot["文書"]["版"] == document["版"]
            for flow in snapshot["文書"]["内容"].get("業務フロー", []):
                bpmn = package.read(f"snapshot/assets/{flow['sha256']}.bpmn")
                assert bpmn == package.read(f"業務フロー/{flow['ファイル']}")
                etree.fromstring(bpmn)


def test_every_drawing_is_there_and_stands_alone(
    sample: Repository, packages: dict[str, zipfile.ZipFile]
) -> None:
    for business in sample.corpus.businesses:
        package = packages[f"{business.id}_{business.name}（案）.zip"]
        names = package.namelist()
        for flow in business.flows:
            assert any(n.startswith(f"業務フロー/{flow.key}_") and n.endswith(".svg") for n in names)
        drawn = [f for f in business.forms if isinstance(f.layout, DrawnLayout)]
        assert [n for n in names if n.startswith("帳票レイアウト/")] == [
            f"帳票レイアウト/{f.id}_{f.name}{f'-{face.name}' if f.layout.more else ''}.svg"
            for f in drawn
            for face in f.layout.faces
        ]
        for name in (n for n in names if n.endswith(".svg")):
            svg = etree.fromstring(package.read(name))
            assert svg.tag == "{http://www.w3.org/2000/svg}svg"
            assert not svg.xpath("//@href | //@*[local-name()='href']"), name


def test_the_same_tables_as_are_built_beside(sample: Repository, out: Path, tmp_path: Path) -> None:
    """Whether a build made them before or not."""
    build(sample, KINDS[-3:], tmp_path / "all")  # snapshot, tables, package
    for path in sorted((out / "package").iterdir()):
        assert path.read_bytes() == (tmp_path / "all/package" / path.name).read_bytes()
    package = zipfile.ZipFile(out / "package/002_印鑑登録（案）.zip")
    inside = {n.removeprefix("tables/") for n in package.namelist() if n.startswith("tables/")}
    beside = {
        p.name: p
        for p in (tmp_path / "all/tables").rglob("*")
        if p.is_file() and "002" in str(p.relative_to(tmp_path))
    }
    assert inside == set(beside)
    assert all(package.read(f"tables/{n}") == p.read_bytes() for n, p in beside.items())


def test_a_combination_is_what_was_released_with_its_errata(packages: dict[str, zipfile.ZipFile]) -> None:
    package = packages[FIRST]
    found = manifest(package)
    folder = ROOT / "spec/002/editions"
    (document,) = found["文書"]
    assert document["正誤"] == ["正誤/002-機能-1.0-正誤1.yaml", "正誤/002-機能-1.0-正誤2.yaml"]
    assert (document["反映した正誤"], document["公表したときのスナップショット"]) == (2, FROZEN)
    for name in (FROZEN, *document["正誤"]):
        assert package.read(name) == (folder / name.removeprefix("正誤/002-")).read_bytes()
    frozen = package.read(FROZEN)
    assert document["公表したときの SHA-256"] == hashlib.sha256(frozen).hexdigest()
    assert document["スナップショット"] == CORRECTED
    assert [n for n in package.namelist() if n.endswith("1.0.json")] == [FROZEN], "one JSON says what holds"
    assert found["収めていない版"] == [
        {"業務ID": "002", "文書": "データ", "版": "1.0"},
        {"業務ID": None, "文書": "地方公共団体情報システム共通機能標準仕様書", "版": "第2.1版"},
    ]
    snapshot = package.read(CORRECTED).decode()
    functions = package.read("tables/functions.csv").decode("utf-8-sig")
    corrected = [c for c in _corrections(folder) if c[0] in functions or c[1] in functions]
    assert corrected
    for wrong, right in corrected:
        assert wrong in frozen.decode() and wrong not in snapshot
        assert right in functions and right in snapshot
    rows = list(csv.DictReader(io.StringIO(functions)))
    assert {r["document"] for r in rows} == {"機能"}


def test_its_json_is_the_one_that_is_offered_alone(
    sample: Repository, packages: dict[str, zipfile.ZipFile], tmp_path: Path
) -> None:
    build(sample, ("snapshot",), tmp_path / "out", only="002")
    assert packages[FIRST].read(CORRECTED) == (tmp_path / "out" / CORRECTED).read_bytes()


def test_its_tables_say_which_errata_are_in_them(packages: dict[str, zipfile.ZipFile]) -> None:
    told = {n: p.read("tables/about.csv").decode() for n, p in packages.items()}
    assert "機能は正誤2まで反映" in told.pop(FIRST)
    assert not any("まで反映" in text for text in told.values())


def _corrected(sample: Repository, *pieces: tuple[str, str, int]) -> Bundle:
    """A 組合せ of documents by 業務ID, name, and number of their newest 正誤."""
    business = sample.corpus.businesses[1]
    decided = business.documents[0].model_copy(update={"status": Status.DECIDED})
    return Bundle(
        business,
        sample.corpus,
        tuple(
            Piece(
                next(b for b in sample.corpus.businesses if b.id == id),
                decided.model_copy(update={"name": name}),
                b"",
                {},
                {},
                errata,
                other=id != business.id,
            )
            for id, name, errata in pieces
        ),
        combination=business.head.combinations[0],
    )


def test_another_errata_is_another_name(sample: Repository) -> None:
    """What somebody has kept or linked is never passed off for other bytes."""
    steps: tuple[tuple[tuple[str, str, int], ...], ...] = (
        (("002", "機能", 0), ("002", "データ", 0)),
        (("002", "機能", 1), ("002", "データ", 0)),
        (("002", "機能", 1), ("002", "データ", 1)),
        (("002", "機能", 2), ("002", "データ", 1)),
        (("002", "機能", 2), ("002", "データ", 1), ("001", "データ", 3)),
        (("002", "機能" * 15, 2), ("002", "データ" * 10, 1), ("001", "機能", 3)),
        (("002", "機能" * 15, 3), ("002", "データ" * 10, 1), ("001", "機能", 3)),
    )
    names = [package_name(_corrected(sample, *s), sample.corpus.businesses[1]) for s in steps]
    start = "002_印鑑登録_第1.0版の組合せ（架空）"
    assert names == [
        f"{start}.zip",
        f"{start}（機能は正誤1まで反映）.zip",
        f"{start}（機能は正誤1、データは正誤1まで反映）.zip",
        f"{start}（機能は正誤2、データは正誤1まで反映）.zip",
        f"{start}（機能は正誤2、データは正誤1、001 データは正誤3まで反映）.zip",
        f"{start}（正誤6件を反映）.zip",
        f"{start}（正誤7件を反映）.zip",
    ]


@given(st.text(max_size=80), st.lists(st.tuples(st.text(min_size=1, max_size=30), st.integers(1, 99))))
def test_a_name_is_short_and_whole_whatever_is_corrected(
    sample: Repository, title: str, documents: list[tuple[str, int]]
) -> None:
    found = _corrected(sample, *(("002", name, number) for name, number in documents))
    assert found.combination is not None
    called = found.combination.model_copy(update={"name": title})
    name = package_name(found._replace(combination=called), found.business)
    assert name.endswith(".zip") and not list(faults(f"download/package/{name}"))


def test_beside_its_download_stands_what_is_in_it(out: Path) -> None:
    told = {p.name: inside(p.read_bytes(), "002") for p in sorted((out / "package").glob("002_*"))}
    assert told == {
        FIRST: "中身は、機能 第1.0版（正誤2まで反映）です。データ 第1.0版、"
        "地方公共団体情報システム共通機能標準仕様書 第2.1版は入っていません。",
        "002_印鑑登録_第1.1版の組合せの案（架空）.zip": "中身は、機能 第1.1版（案）、データ 第2.0版（案）です。"
        "001 機能 第1.1版、001 データ 第2.0版、地方公共団体情報システム共通機能標準仕様書 第2.1版は入っていません。",
        "002_印鑑登録（案）.zip": "中身は、機能 第1.1版（案）、データ 第2.0版（案）です。",
    }


def _corrections(folder: Path) -> Iterator[tuple[str, str]]:
    import yaml

    for path in sorted(folder.glob("*-正誤*.yaml")):
        for correction in yaml.safe_load(path.read_text("utf-8"))["訂正"]:
            yield correction["誤"], correction["正"]


def test_the_readme_tells_what_is_inside_and_what_is_not(packages: dict[str, zipfile.ZipFile]) -> None:
    text = packages[FIRST].read("はじめにお読みください.txt").decode("utf-8-sig")
    assert "\n" not in text.replace("\r\n", "")
    for words in (
        "第1.0版の組合せ（架空）",
        "正誤：機能は正誤2まで反映\r\n",
        "正誤2まで反映",
        "データ　第1.0版",
        "見本（架空）",
        "manifest.json",
    ):
        assert words in text
    assert "未検査" not in text and "まだ決まっていない" not in text


def test_the_readme_says_for_whom_it_is_and_what_to_open(
    packages: dict[str, zipfile.ZipFile],
) -> None:
    for name, package in packages.items():
        text = package.read("はじめにお読みください.txt").decode("utf-8-sig")
        assert "事業者" in text and "すべて展開" in text and "初めての方は" in text
        assert ("まだ決まっていない" in text) == ("案" in name)
        folders = {path.partition("/")[0] for path in package.namelist() if "/" in path} - {"正誤"}
        told = {"tables", "snapshot", "業務フロー", "帳票レイアウト", "ツリー図"}
        assert folders <= told and {f for f in told if f"・{f}" in text} == folders, (
            "what is there, and no more"
        )


BUSINESS = """\
業務ID: "002"
組合せ:
  - 名称: {name}
    文書: {{機能: "1.0"}}
  - 名称: 古い版
    文書: {{機能: "0.9"}}
  - 名称: 外の版
    文書: {{機能: "1.0"}}
    他の業務: {{001/機能: "3.0"}}
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "1.0"
    状態: 案
    改定履歴:
      - {{版: "1.0", 概要: 新規作成}}
    構成: [a.yaml]
"""
TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"


def built(tmp_path: Path, name: str, draft: bool = False) -> dict[str, zipfile.ZipFile]:
    root = write_repository(tmp_path / "r", {"業務.yaml": BUSINESS.format(name=name), "a.yaml": TERM})
    build(load(root), ("package",), tmp_path / "out", draft=draft)
    return {p.name: zipfile.ZipFile(p) for p in sorted((tmp_path / "out/package").iterdir())}


def test_a_combination_of_nothing_that_is_here_has_no_package(tmp_path: Path) -> None:
    found = built(tmp_path, '"A/B:<C>"')
    assert sorted(found) == [
        "002_印鑑登録_A＿B＿＿C＿（案）.zip",
        "002_印鑑登録_外の版（案）.zip",
        "002_印鑑登録（案）.zip",
    ]
    outside = manifest(found["002_印鑑登録_外の版（案）.zip"])
    assert outside["収めていない版"] == [{"業務ID": "001", "文書": "機能", "版": "3.0"}]
    assert [d["状態"] for d in outside["文書"]] == [Status.DRAFT.value]


def test_a_draft_says_so_everywhere(tmp_path: Path) -> None:
    for package in built(tmp_path, "組", draft=True).values():
        assert manifest(package)["検査"] == "未検査"
        assert "未検査" in package.read("はじめにお読みください.txt").decode()
        assert "未検査" in package.read("tables/about.csv").decode()


def test_a_path_windows_cannot_open_is_refused(
    sample: Repository, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("hyojun.publish.package.names.LONGEST", 20)
    with pytest.raises(BuildError, match="Windows で開けません（20字を超えています）"):
        build(sample, ("package",), tmp_path / "out")
    assert not (tmp_path / "out").exists()


BAD = [
    "",
    "a/",
    "/a",
    "a//b",
    "../a",
    "a:b",
    "a?",
    "con",
    "CON.txt",
    "x/nul.svg",
    "lpt1.csv",
    "a ",
    "a.",
    "は\u3099",
    "a" * 181,
]


@pytest.mark.parametrize("path", BAD)
def test_faults_are_found(path: str) -> None:
    assert list(faults(path))


@given(st.text(max_size=200), st.sampled_from(["", ".svg", "-2.csv"]))
def test_any_words_become_a_name_windows_takes(words: str, ending: str) -> None:
    words = "".join(c for c in words if not "\ud800" <= c <= "\udfff")
    name = file_name(words, ending)
    assert list(faults(name)) == []
    assert len(name) <= 70


def test_names_that_windows_takes_for_one_are_told_apart() -> None:
    assert list(told_apart(["a/B.svg", "a/b.svg", "A/b.svg", "c"])) == [
        "a/B.svg",
        "a/b-2.svg",
        "A/b-3.svg",
        "c",
    ]
