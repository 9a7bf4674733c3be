"""Schemas for editors: they say what hyojun says, in Japanese, to an independent validator and to a real editor's server."""

import json
import re
import shutil
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
import yaml
from jsonschema import Draft202012Validator
from language_server import LanguageServer, Missing, installed
from ruamel.yaml import YAML

from hyojun.source import SCHEMA_FOLDER, create_repository, yaml_files
from hyojun.source.json_schema import describe, described_places, descriptions, schema_name, schemas
from hyojun.source.kinds import FILE_KINDS, SUFFIXES, kind_of
from hyojun.source.schema import SpecFile
from hyojun.source.validate import read_yaml

ROOT = Path(__file__).parents[2]
INIT = ROOT / "src/hyojun/data/init"
CASES = yaml.safe_load((Path(__file__).parent / "schema_cases/spec.yaml").read_text("utf-8"))["場合"]
SCHEMAS = schemas()
SOURCES = [*yaml_files(ROOT), "src/hyojun/data/registry.yaml", "src/hyojun/data/words.yaml"]


def as_editors_see(text: str) -> Any:
    """A tree of YAML 1.2, in which a date is text."""
    reader = YAML(typ="safe", pure=True)
    reader.constructor.add_constructor("tag:yaml.org,2002:timestamp", lambda loader, node: str(node.value))
    return reader.load(text)


def validator(kind: str) -> Draft202012Validator:
    return Draft202012Validator(SCHEMAS[schema_name(kind)])


def kind_name(file: str) -> str:
    kind = kind_of(file.replace("src/hyojun/data/", "spec/_settings/"))
    assert kind is not None, file
    return kind.name


@pytest.mark.parametrize("file", SOURCES)
def test_the_sample_is_valid_to_others(file: str) -> None:
    tree = as_editors_see((ROOT / file).read_text("utf-8"))
    errors = validator(kind_name(file)).iter_errors(tree)
    assert [f"{'/'.join(map(str, e.absolute_path))}: {e.message}" for e in errors] == []


@pytest.mark.parametrize("case", CASES, ids=[case["名前"] for case in CASES])
def test_case(case: dict[str, Any]) -> None:
    assert set(case) <= {"名前", "誤り", "本文", "検査も同じ"}
    errors = validator("spec").iter_errors(as_editors_see(case["本文"]))
    assert {"/".join(map(str, e.absolute_path)) for e in errors} == (
        {case["誤り"]} if "誤り" in case else set()
    )
    _, findings = read_yaml(SpecFile, case["本文"], "a.yaml")
    assert bool(findings) == ("誤り" in case and case.get("検査も同じ", True)), findings


@pytest.mark.parametrize("schema", SCHEMAS.values(), ids=SCHEMAS)
def test_a_schema_speaks_japanese(schema: dict[str, Any]) -> None:
    Draft202012Validator.check_schema(schema)
    told = list(texts(schema))
    assert len(told) > 3
    assert [
        t
        for t in told
        if not re.search(r"[぀-ヿ一-鿿]", t)
        and t not in {"ID", "LV1", "LV2", "LV3", "SLA", "SHA-256", "sha256"}
    ] == []


def texts(node: Any, *, names: bool = False) -> list[str]:
    """Every title, description and message of a schema."""
    if isinstance(node, list):
        return [text for part in node for text in texts(part)]
    if not isinstance(node, dict):
        return []
    told = [] if names else [node[k] for k in ("title", "description", "patternErrorMessage") if k in node]
    below = [texts(v, names=k in ("properties", "patternProperties", "$defs")) for k, v in node.items()]
    return told + [text for part in below for text in part]


def test_every_key_is_described() -> None:
    lacking = {f"{place.above[0]}.{place.key}" for place in described_places() if not describe(*place)}
    assert not lacking, "src/hyojun/data/keys.yaml に説明を足してください"


def test_every_description_is_used() -> None:
    known = descriptions()
    used = {kind.title for kind in FILE_KINDS} | {"スナップショット"}
    for place in described_places():
        named = (f"{word}.{place.key}" for word in place.above if f"{word}.{place.key}" in known)
        used.add(next(named, place.key))
    assert set(known) - used == set(), "src/hyojun/data/keys.yaml から消してください"


def test_the_schemas_of_this_repository_are_current() -> None:
    folder = ROOT / SCHEMA_FOLDER
    written = {path.name: json.loads(path.read_text("utf-8")) for path in folder.iterdir()}
    assert written == json.loads(json.dumps(SCHEMAS)), "hyojun schema を実行してください"


@pytest.mark.parametrize("name", ["settings.json", "extensions.json"])
def test_a_new_repository_gets_our_own_settings(name: str) -> None:
    assert (INIT / ".vscode" / name).read_bytes() == (ROOT / ".vscode" / name).read_bytes()


def test_the_settings_name_every_kind_of_file() -> None:
    """Under both spellings: the server compares some addresses in their percent-encoded form."""
    settings = json.loads((ROOT / ".vscode/settings.json").read_text("utf-8"))
    expected = {}
    for kind in FILE_KINDS:
        expected[f"./{SCHEMA_FOLDER}/{schema_name(kind.name)}"] = {s for g in kind.globs for s in spelt(g)}
    others = {
        s
        for k in FILE_KINDS
        if k.name in ("business", "register", "account")
        for g in k.globs
        for s in spelt(g)
    }
    corrections = next(k for k in FILE_KINDS if k.name == "errata")
    expected[f"./{SCHEMA_FOLDER}/account.schema.json"] |= {
        "!" + re.sub(r"\.ya?ml$", "", s) for g in corrections.globs for s in spelt(g)
    }
    expected[f"./{SCHEMA_FOLDER}/spec.schema.json"] |= {
        "!" + re.sub(r"\*\.ya?ml$", "*", glob) for glob in others
    }
    assert {uri: set(globs) for uri, globs in settings["yaml.schemas"].items()} == expected


def spelt(glob: str) -> set[str]:
    return {glob, quote(glob, safe="/*[]-.")}


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("spec/002/業務.yaml", "business"),
        ("spec/002/業務フロー.yaml", "spec"),
        ("spec/002/機能/1-管理項目.yml", "spec"),
        ("spec/002/ID台帳/機能.yaml", "register"),
        ("spec/002/editions/機能-1.1.yaml", "account"),
        ("spec/002/editions/機能-1.1-正誤2.yaml", "errata"),
        ("spec/_settings/registry.yaml", "registry"),
        ("spec/_settings/suppressions.yaml", "suppressions"),
        ("spec/_settings/知らない.yaml", None),
        ("src/hyojun/data/legend.yaml", None),
    ],
)
def test_which_file_is_what(file: str, kind: str | None) -> None:
    found = kind_of(file)
    assert (found.name if found else None) == kind
    assert file.endswith(SUFFIXES)


def test_a_real_editor_completes_and_tells(tmp_path: Path) -> None:
    """One server, as VS Code runs it in a fresh repository: Japanese file names, relative schemas, no network."""
    try:
        command = installed()
    except Missing as reason:
        pytest.skip(f"yaml-language-server がありません: {reason}")
    root = tmp_path / "仕様書"
    create_repository(root)
    shutil.copytree(ROOT / "spec/002", root / "spec/002")
    file = "spec/002/用語.yaml"
    (root / file).write_text("用語:\n  - 用語: 印鑑\n    ていぎ: 判子\n    \n", "utf-8")
    with LanguageServer(command, root) as server:
        told = server.open(file)
        assert any("ていぎ" in d["message"] and d["range"]["start"]["line"] == 2 for d in told), told
        offered = {item["label"]: item.get("documentation") for item in server.complete(file, 3, 4)}
        assert offered["定義"] == describe(("用語",), "定義")
        assert offered["読み"] == describe(("用語",), "読み")
        for clean in ("業務.yaml", "業務フロー.yaml", "ツリー図.yaml"):
            assert server.open(f"spec/002/{clean}") == []
