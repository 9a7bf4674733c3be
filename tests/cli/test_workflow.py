"""The CI workflow of a new repository: valid, of commands that exist, and its scripts do what they say."""

import os
import shlex
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from casefiles import write_repository
from commands import Command
from typer.main import get_command

from hyojun.cli import app

FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能: [{機能ID: "0020001", 機能名称: 受付, 実装類型: 標準オプション, 機能要件: 受け付けること。}]
"""


@pytest.fixture
def root(hyojun: Command, tmp_path: Path) -> Path:
    assert hyojun("init", "r", cwd=tmp_path).code == 0
    return tmp_path / "r"


def workflow(root: Path) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load((root / ".github/workflows/hyojun.yml").read_text("utf-8"))
    return found


def steps(root: Path) -> list[dict[str, Any]]:
    return [step for job in workflow(root)["jobs"].values() for step in job["steps"]]


def commands(root: Path) -> list[list[str]]:
    lines = [line.strip() for step in steps(root) for line in step.get("run", "").splitlines()]
    return [shlex.split(line)[1:] for line in lines if line.startswith("hyojun ")]


def test_every_command_of_the_workflow_exists(root: Path) -> None:
    found = commands(root)
    assert [words[0] for words in found] == ["check", "diff", "diff", "diff", "build"]
    known = get_command(app).commands  # type: ignore[attr-defined]
    for name, *arguments in found:
        known[name].make_context(name, arguments)


def test_writing_is_allowed_only_where_no_code_of_the_proposal_runs(root: Path) -> None:
    found = workflow(root)
    assert found["permissions"] == {"contents": "read"}
    assert list(found[True]) == ["pull_request"]  # YAML 1.1 reads `on` as true
    writing = [name for name, job in found["jobs"].items() if "write" in job.get("permissions", {}).values()]
    assert writing == ["comment"]
    assert not [s for s in found["jobs"]["comment"]["steps"] if "checkout" in s.get("uses", "")]


def test_the_comparison_of_the_workflow_works_on_a_merge(root: Path, tmp_path: Path) -> None:
    def git(*arguments: str) -> None:
        me = ["-c", "user.name=n", "-c", "user.email=e@example.jp"]
        subprocess.run(["git", *me, "-C", str(root), *arguments], check=True, capture_output=True)

    git("init", "-q", "-b", "main")
    write_repository(root, {"機能.yaml": FUNCTIONS, "pyproject.toml": (root / "pyproject.toml").read_bytes()})
    git("add", "-A")
    git("commit", "-q", "-m", "最初")
    git("switch", "-q", "-c", "proposal")
    (root / "spec/002/機能.yaml").write_text(FUNCTIONS.replace("標準オプション", "実装必須"), "utf-8")
    git("commit", "-q", "-a", "-m", "提案")
    git("switch", "-q", "main")
    git("merge", "-q", "--no-ff", "-m", "取込み", "proposal")
    [script] = [s["run"] for s in steps(root) if "summary.md" in s.get("run", "") and "hyojun" in s["run"]]
    summary = tmp_path / "summary"
    own = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    environment = os.environ | {"PATH": own, "GITHUB_STEP_SUMMARY": str(summary)}
    subprocess.run(["bash", "-e", "-c", script], cwd=root, check=True, env=environment, capture_output=True)
    assert "002 機能0020001 受付: 実装類型" in summary.read_text("utf-8")
    assert {p.name for p in (root / "result").iterdir()} == {"summary.md", "diff.html", "diff.json"}


def test_the_attributes_name_the_driver(root: Path) -> None:
    subprocess.run(["git", "-C", str(root), "init", "-q"], check=True)
    names = ["spec/002/機能/1.yaml", "spec/002/a.yaml", "bpmn/002/x.bpmn", "spec/002/本編/1.md", "README.md"]
    command = ["git", "-C", str(root), "-c", "core.quotepath=off", "check-attr", "diff", "--", *names]
    said = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    assert [line.rpartition(" ")[2] for line in said.splitlines()] == ["hyojun"] * 4 + ["unspecified"]
