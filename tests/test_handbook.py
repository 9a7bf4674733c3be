"""The handbook names every key an author may write, and its examples can be copied: it cannot fall behind."""

import re
from pathlib import Path

import pytest

from hyojun import check, source
from hyojun.model import Severity
from hyojun.publish.marks import MEANINGS, PROVISIONAL
from hyojun.source import author_keys, default_registry

ROOT = Path(__file__).parents[1]
FOLDER = ROOT / "docs" / "handbook"
HANDBOOK = FOLDER / "reference.md"
FLOW = """\
<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL"><process id="p">
<serviceTask id="t" name="申請の受付"><documentation>機能ID: 023仮1</documentation></serviceTask>
</process></definitions>
"""


@pytest.mark.parametrize("key", sorted(author_keys()))
def test_handbook_names_the_key(key: str) -> None:
    assert key in HANDBOOK.read_text(encoding="utf-8")


def test_handbook_names_what_the_registry_knows() -> None:
    text = HANDBOOK.read_text(encoding="utf-8")
    registry = default_registry()
    names = (*registry.bodies, *registry.common_functions, *registry.mechanisms)
    assert [n.name for n in names if n.name not in text] == []


def test_the_examples_fill_a_new_business(tmp_path: Path) -> None:
    """What is still wrong then is the drawing of the flow, and what the examples leave to be chosen."""
    text = HANDBOOK.read_text(encoding="utf-8")
    files = dict(re.findall(r"```yaml\n# (spec/023/\S+?\.yaml)[^\n]*\n(.*?)```", text, re.DOTALL))
    root = tmp_path / "仕様書"
    source.create_repository(root)
    source.create_business(root, "023")
    head = root / "spec/023/業務.yaml"
    listed = [n.removeprefix("spec/023/") for n in files if not (root / n).exists()]
    head.write_text(head.read_text("utf-8") + "".join(f"      - {n}\n" for n in listed), "utf-8")
    for name, content in {**files, "bpmn/023/uketsuke.bpmn": FLOW}.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(content, "utf-8")
    assert source.rewrite(root).findings == ()
    report = check.run(source.load(root))
    told = [f for f in report.findings if f.severity is not Severity.NOTE and f.code[:2] not in ("FL", "BP")]
    assert {f.code for f in told} <= {"NF02"}, told
    assert "DC04" not in {f.code for f in report.findings}
    assert len(files) == 9


def test_the_examples_of_provisional_numbers_are_free_in_the_sample() -> None:
    """Somebody who tries them beside the sample must not meet a number that is taken."""
    written = set(re.findall(r"002[a-z]?仮[0-9]+", HANDBOOK.read_text(encoding="utf-8")))
    sample = "".join(p.read_text("utf-8") for p in (ROOT / "spec/002").rglob("*.yaml"))
    assert written
    assert {id for id in written if re.search(rf"{id}(?![0-9])", sample)} == set()


def test_a_new_repository_has_the_handbook(tmp_path: Path) -> None:
    source.create_repository(tmp_path / "仕様書")
    copied = tmp_path / "仕様書" / source.HANDBOOK
    assert {p.name: p.read_text("utf-8") for p in copied.iterdir()} == source.handbook()
    assert {p.name for p in FOLDER.iterdir()} == set(source.handbook())
    readme = (tmp_path / "仕様書/README.md").read_text("utf-8")
    for word in (
        "new",
        "check",
        "rules",
        "explain",
        "fmt",
        "id assign",
        "id next",
        "id retire",
        "build",
        "schema",
    ):
        assert f"hyojun {word}" in readme
    assert source.HANDBOOK in readme


def test_the_readme_names_sheets_that_exist_and_counts_nothing_that_grows() -> None:
    readme = (ROOT / "README.md").read_text("utf-8")
    sheets = (ROOT / "templates/excel/sheets.yaml").read_text("utf-8")
    named = re.findall(r"シート(「.*?)[。|]", readme) + re.findall(r"帳票は(「.*?)。", readme)
    names = [name for words in named for name in re.findall(r"「(.*?)」", words)]
    assert "機能要件" in names
    assert [name for name in names if f"    名称: {name}\n" not in sheets] == []
    assert not re.search(r"[0-9]+の規則", readme)


def test_workbooks_say_of_provisional_numbers_what_the_site_says() -> None:
    [meaning] = [m.text for m in MEANINGS if m.name == PROVISIONAL]
    consequence = meaning.split("。")[1]
    sheets = (ROOT / "templates/excel/sheets.yaml").read_text("utf-8")
    told = [line for line in sheets.splitlines() if "内容: 状態" in line]
    assert told
    assert [line for line in told if consequence not in line] == []
