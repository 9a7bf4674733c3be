"""変更一覧 as a build leaves it: over all 業務, true also after builds of one of them."""

import json
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from casefiles import write_repository

from hyojun.publish import BuildError, build
from hyojun.source import freeze, load

TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"
NAMES = ("変更一覧.csv", "変更一覧.json", "変更一覧.schema.json")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two 業務 whose first editions were frozen, and whose words changed since."""
    root = write_repository(tmp_path / "r", {"a.yaml": TERM, "spec/003/a.yaml": TERM})
    repository = load(root)
    for business in repository.corpus.businesses:
        freeze(root, business, business.documents[0], "1.0", repository.assets)
    for business in ("002", "003"):
        head = root / f"spec/{business}/業務.yaml"
        head.write_text(head.read_text("utf-8").replace('版: "1.0"', '版: "1.1"', 1), "utf-8")
    return root


def say(root: Path, business: str, definition: str) -> None:
    (root / f"spec/{business}/a.yaml").write_text(TERM.replace("判子", definition), "utf-8")


def publish(root: Path, only: str | None = None) -> dict[str, Any]:
    out = root / "build"
    files = [f.path for f in build(load(root), ("snapshot",), out, only=only)]
    assert {f"snapshot/{n}" for n in NAMES} < set(files)
    plain: dict[str, Any] = json.loads((out / "snapshot/変更一覧.json").read_text("utf-8"))
    jsonschema.validate(plain, json.loads((out / "snapshot/変更一覧.schema.json").read_text("utf-8")))
    return plain


def after(plain: dict[str, Any]) -> list[tuple[str, str]]:
    return [(c["業務ID"], c["変更後"]) for c in plain["変更"]]


def test_the_list_is_of_all_businesses(root: Path) -> None:
    assert after(publish(root)) == []
    say(root, "002", "印章")
    say(root, "003", "印形")
    plain = publish(root)
    assert plain["業務ID"] == ["002", "003"]
    assert [(c["業務ID"], c["元の版"], c["先の版"], c["件数"]) for c in plain["比較"]] == [
        ("002", "1.0", "1.1", 1),
        ("003", "1.0", "1.1", 1),
    ]
    assert after(plain) == [("002", "印章"), ("003", "印形")]


def test_a_build_of_one_business_renews_what_is_said_of_it(root: Path) -> None:
    say(root, "002", "印章")
    say(root, "003", "印形")
    publish(root)
    say(root, "002", "実印")
    say(root, "003", "認印")
    plain = publish(root, "002")
    assert after(plain) == [("002", "実印"), ("003", "印形")]
    assert publish(root, "003")["業務ID"] == ["002", "003"]
    limited = [(root / "build/snapshot" / n).read_bytes() for n in NAMES]
    publish(root)
    assert [(root / "build/snapshot" / n).read_bytes() for n in NAMES] == limited


def test_a_build_of_one_business_into_an_empty_folder_says_what_it_is_about(root: Path) -> None:
    say(root, "003", "印形")
    plain = publish(root, "002")
    assert (plain["業務ID"], plain["変更"]) == (["002"], [])


def test_what_cannot_be_read_is_not_taken_for_no_change(root: Path) -> None:
    publish(root)
    (root / "build/snapshot/変更一覧.json").write_text("{}", "utf-8")
    with pytest.raises(BuildError, match="--spec を付けずに作り直してください"):
        build(load(root), ("snapshot",), root / "build", only="002")
    assert publish(root)["業務ID"] == ["002", "003"]
