"""Seeded defects: one change to a clean copy of the sample, and exactly the findings it must lead to.

`seeds/` lists changes: files of the repository in which `前` (which stands there just once) becomes
`後` (`文字コード` other than UTF-8 where given), files that go (`消す`) and files that come (`足す`).
`指摘` are all findings the clean sample does not have, the root cause first; those of other rules are
its known consequences. Every rule has a seed, and some seeds combine several (`規則` is then a list).
The clean copy has the registry that comes with hyojun as its own, so that seeds can change it.
"""

import os
import re
import shutil
from collections import Counter
from pathlib import Path
from typing import Any

import pytest
import yaml
from casefiles import TODAY, written

from hyojun.check import check_repository, documentation
from hyojun.model import Severity
from hyojun.source import Problem

REPOSITORY = Path(__file__).parents[2]
FILES = sorted((Path(__file__).parent / "seeds").glob("*.yaml"))
SEEDS = [seed for path in FILES for seed in yaml.load(path.read_text("utf-8"), yaml.CSafeLoader)]
BASE = ("spec", "bpmn")
UNSEEDED = {
    "HJ00": "規則が壊れたときだけ出る。test_repository.py が確かめる。",
    "RD08": "業務.yaml を読めないことの結果であり、RD08 だけの種は無い。cases/RD08.yaml が確かめる。",
    "YM09": "hyojun fmt だけが出す。test_formatting.py が確かめる。",
}
"""Entries of the catalogue that no change of a sample can show by itself."""


@pytest.fixture(scope="module")
def clean(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A clean copy of the sample whose results are kept, so that a test reads only what it changes."""
    root = tmp_path_factory.mktemp("clean")
    for name in BASE:
        shutil.copytree(REPOSITORY / name, root / name)
    registry = root / "spec/_settings/registry.yaml"
    registry.parent.mkdir(exist_ok=True)
    shutil.copyfile(REPOSITORY / "src/hyojun/data/registry.yaml", registry)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    check_repository(root, None, TODAY)
    return root


@pytest.fixture(scope="module")
def before(clean: Path) -> list[str]:
    """What is found in the clean copy: notes."""
    return lines(clean)


def lines(root: Path) -> list[str]:
    report = check_repository(root, None, TODAY)
    assert not report.defects, report.findings
    return [written(f) for f in report.findings]


def seeded(seed: dict[str, Any], clean: Path, root: Path) -> Path:
    """The clean copy with the defects of a seed. Files are linked, and replaced where they change."""
    shutil.copytree(clean, root, copy_function=os.link)
    for change in seed.get("変更", ()):
        path = root / change["ファイル"]
        text = path.read_text("utf-8")
        assert text.count(change["前"]) == 1, f"{change['前']!r} stands {text.count(change['前'])} times"
        path.unlink()
        path.write_text(text.replace(change["前"], change["後"]), change.get("文字コード", "utf-8"))
    for name in seed.get("消す", ()):
        (root / name).unlink()
    for name, text in seed.get("足す", {}).items():
        path = root / name
        assert not path.exists(), name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return root


def added(after: list[str], before: list[str]) -> list[str]:
    """What was not found before, wherever the lines of old findings may have moved."""
    known = Counter(map(_unplaced, before))
    found = []
    for line in after:
        bare = _unplaced(line)
        if known[bare]:
            known[bare] -= 1
        else:
            found.append(line)
    return found


def _unplaced(line: str) -> str:
    return re.sub(r":\d+(?::\d+)? ", " ", line, count=1)


def rules_of(seed: dict[str, Any]) -> list[str]:
    return [seed["規則"]] if isinstance(seed["規則"], str) else seed["規則"]


def test_the_untouched_sample_is_clean(clean: Path) -> None:
    found = check_repository(clean, None, TODAY).findings
    assert [written(f) for f in found if f.severity is not Severity.NOTE] == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["名前"])
def test_a_seeded_defect_is_found(
    seed: dict[str, Any], clean: Path, before: list[str], tmp_path: Path
) -> None:
    after = lines(seeded(seed, clean, tmp_path / "r"))
    assert sorted(added(after, before)) == sorted(seed["指摘"])


BROKEN = {
    ".yaml": lambda text: text + '余計: "\n',
    ".md": lambda text: text + "\n<b>太字</b>\n",
    ".bpmn": lambda text: text.replace("</", "<", 1),
}
"""How each kind of source becomes unreadable."""
SOURCES = [
    path.relative_to(REPOSITORY).as_posix()
    for folder in ("spec/002", "bpmn/002", "bpmn/007", "spec/027/機能")
    for path in sorted((REPOSITORY / folder).rglob("*"))
    if path.suffix in BROKEN and path.parent.name != "assets"  # frozen with an edition: `verify` proves them
]


@pytest.mark.parametrize("file", SOURCES)
def test_a_file_that_cannot_be_read_is_all_that_is_found(
    file: str, clean: Path, before: list[str], tmp_path: Path
) -> None:
    """Whatever else were said would be said because of what stands in that file."""
    root = seeded({}, clean, tmp_path / "r")
    text = (root / file).read_text("utf-8")
    (root / file).unlink()
    (root / file).write_text(BROKEN[Path(file).suffix](text), "utf-8")
    codes = {problem.value for problem in Problem}
    found = check_repository(root, None, TODAY)
    more = added([written(f) for f in found.findings if f.code not in codes], before)
    assert more == []
    assert {f.origin.file for f in found.findings if f.severity is Severity.ERROR} == {file}
    assert [w.business for w in found.withheld] == [file.split("/")[1]]


def test_every_rule_has_a_seed() -> None:
    alone = {seed["規則"] for seed in SEEDS if isinstance(seed["規則"], str)}
    assert set(documentation()) - alone == set(UNSEEDED)


def test_ten_seeds_combine_defects() -> None:
    combined = [seed for seed in SEEDS if isinstance(seed["規則"], list)]
    assert len(combined) >= 10
    assert all(3 <= len(seed["規則"]) <= 5 for seed in combined)


def test_seeds_have_names_of_their_own() -> None:
    names = Counter(seed["名前"] for seed in SEEDS)
    assert [name for name, count in names.items() if count > 1] == []


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: seed["名前"])
def test_the_root_cause_comes_first(seed: dict[str, Any]) -> None:
    codes = [match[1] for line in seed["指摘"] if (match := re.search(r" ([A-Z]{2}\d\d) ", line))]
    rules = rules_of(seed)
    assert set(rules) <= set(codes)
    assert codes[0] == rules[0]
