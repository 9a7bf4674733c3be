"""The corpus of the measurements: exact in size, the same every time, clean, and its edits are true."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]


@pytest.fixture
def corpus(monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.syspath_prepend(str(ROOT))
    import benchmarks.corpus.__main__ as module

    return module


def test_the_whole_is_exactly_as_large_as_promised(corpus: Any) -> None:
    shares = corpus.shares(20)
    assert len({s.id for s in shares}) == 20
    assert sum(s.statements for s in shares) == 20_000
    assert sum(s.items for s in shares) == 42_000
    assert (sum(s.forms for s in shares), sum(s.form_items for s in shares)) == (3_000, 90_000)
    assert (sum(s.linkages for s in shares), sum(s.flows for s in shares)) == (4_000, 400)


def test_the_same_arguments_give_the_same_bytes(corpus: Any, tmp_path: Path) -> None:
    for name in ("one", "two"):
        corpus.make(tmp_path / name, businesses=1)
    one, two = (
        {p.relative_to(tmp_path / n): p.read_bytes() for p in _files(tmp_path / n)} for n in ("one", "two")
    )
    assert one == two


def test_both_editions_are_clean_and_differ_as_told(corpus: Any, tmp_path: Path) -> None:
    from hyojun import check, source
    from hyojun.model import Severity

    corpus.make(tmp_path / "corpus", businesses=1)
    for edition in ("current", "earlier"):
        report = check.run(source.load(tmp_path / "corpus" / edition))
        assert [f for f in report.findings if f.severity is not Severity.NOTE] == []
    edits = json.loads((tmp_path / "corpus" / "edits.json").read_text(encoding="utf-8"))
    before, after = (_statements(tmp_path / "corpus" / edition) for edition in ("earlier", "current"))
    told = {
        kind: {e["id"] for e in edits if (e["kind"], e["what"]) == ("機能", kind)}
        for kind in ("追加", "削除")
    }
    assert told["追加"] and told["追加"] == after.keys() - before.keys()
    assert told["削除"] and told["削除"] == before.keys() - after.keys()
    changed = {id for id in before.keys() & after.keys() if before[id] != after[id]}
    others = ("文言", "実装類型", "データ項目")
    assert changed == {e["id"] for e in edits if e["kind"] == "機能" and e["what"] in others} - told["追加"]


def _files(root: Path) -> list[Path]:
    return [p for p in sorted(root.rglob("*")) if p.is_file()]


def _statements(root: Path) -> dict[str, Any]:
    def below(headings: list[Any]) -> Iterator[Any]:
        for heading in headings:
            yield from heading.get("機能", [])
            yield from below(heading.get("見出し", []))

    trees = (yaml.load(p.read_bytes(), Loader=yaml.CBaseLoader) for p in root.glob("spec/*/機能/*.yaml"))
    return {f["機能ID"]: f for tree in trees for f in below(tree["見出し"])}
