"""A fresh start under every rule: nothing wrong with it, and few notes of what is still to be written."""

from pathlib import Path

import pytest

from hyojun import check, source
from hyojun.model import Severity


@pytest.mark.parametrize("id", ["002", "023", "031"])
def test_a_new_business_gets_a_few_notes(tmp_path: Path, id: str) -> None:
    root = tmp_path / "仕様書"
    source.create_repository(root)
    source.create_business(root, id)
    report = check.run(source.load(root))
    assert not report.defects
    assert {f.severity for f in report.findings} <= {Severity.NOTE}, report.findings
    assert len(report.findings) <= 8, "a first look must not be a wall of notes"


def test_all_businesses_side_by_side_are_not_wrong(tmp_path: Path) -> None:
    root = tmp_path / "仕様書"
    source.create_repository(root)
    for business in source.default_registry().businesses:
        source.create_business(root, business.id)
    report = check.run(source.load(root))
    assert {f.severity for f in report.findings} <= {Severity.NOTE}, report.findings


def test_the_examples_of_a_new_business_can_be_filled_in(tmp_path: Path) -> None:
    root = tmp_path / "仕様書"
    source.create_repository(root)
    source.create_business(root, "023")
    head = root / "spec/023/業務.yaml"
    examples = ("問合せ窓口", "対象団体の想定", "標準化対象事務", "個人情報の取扱い", "  ")
    lines = head.read_text("utf-8").splitlines()
    filled = [x[2:] if x.startswith(tuple(f"# {e}" for e in examples)) else x for x in lines]
    blocks = ("共通機能:", "横断的仕組み:", "非機能要件の標準:")
    filled = [x[2:] if x.startswith(tuple(f"# {b}" for b in blocks)) else x for x in filled]
    head.write_text("\n".join(filled) + "\n", "utf-8")
    report = check.run(source.load(root))
    assert not [f for f in report.findings if f.severity is Severity.ERROR], report.findings
    assert "BD02" not in {f.code for f in report.findings}
