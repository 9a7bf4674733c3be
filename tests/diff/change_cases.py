"""Cases of changes as data: one small repository, edits to its files, and every change that must be found.

A case file lists cases:

    場合:
      - 名前: 桁数が伸びる
        直し:
          データ.yaml: [['桁数: "60"', '桁数: "80"']]
        変更:
          - '影響大 DI-LENGTH データ00200001 桁数: 60 → 80'

Each pair of `直し` replaces the one place where its first text stands; an empty first text makes a new file.
Every case is compared in both directions: the other one must give the mirror.
"""

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml
from casefiles import write_repository

from hyojun import source
from hyojun.diff import Change, DocumentComparison, compared
from hyojun.model import Corpus

HERE = Path(__file__).parent / "kinds"


class Case(NamedTuple):
    name: str
    edits: Mapping[str, list[list[str]]]
    changes: tuple[str, ...]
    layout: int
    questions: tuple[str, ...]


def all_cases() -> list[Any]:
    return [
        pytest.param(case, id=f"{path.stem}-{case.name}")
        for path in sorted(HERE.glob("*.yaml"))
        for case in read_cases(path)
    ]


def read_cases(path: Path) -> list[Case]:
    found = []
    for case in yaml.safe_load(path.read_text("utf-8"))["場合"]:
        assert set(case) <= {"名前", "直し", "変更", "体裁", "質問"}, (path, case["名前"])
        found.append(
            Case(
                case["名前"],
                case["直し"],
                tuple(case.get("変更", ())),
                case.get("体裁", 0),
                tuple(case.get("質問", ())),
            )
        )
    return found


@cache
def base_files() -> dict[str, str]:
    return {
        f"bpmn/{p.name}" if p.suffix == ".bpmn" else p.name: p.read_text("utf-8")
        for p in sorted((HERE / "base").iterdir())
    }


def edited(edits: Mapping[str, list[list[str]]], before: Mapping[str, str] | None = None) -> dict[str, str]:
    """The files of the base, or those given, after these edits."""
    files = dict(base_files() if before is None else before)
    for name, pairs in edits.items():
        text = files.get(name, "")
        for was, now in pairs:
            assert text.count(was) == 1 or (was == "" and not text), (name, was, text.count(was))
            text = text.replace(was, now) if was else now
        files[name] = text
    return files


def loaded(root: Path, files: Mapping[str, str]) -> Corpus:
    repository = source.load(write_repository(root, files))
    wrong = [f for f in repository.findings if f.severity == "error"]
    assert not wrong, wrong
    return repository.corpus


def changes_of(old: Corpus, new: Corpus) -> list[Change]:
    return [c for d in documents_of(old, new) for c in d.changes]


def documents_of(old: Corpus, new: Corpus) -> tuple[DocumentComparison, ...]:
    return compared(old, new).documents


def line(change: Change) -> str:
    """A change as cases write it: weight, code, what, （団体区分）, field, before → after."""
    ids = " → ".join("、".join(side) for side in dict.fromkeys((change.old, change.new)) if side)
    bodies = f"（{'、'.join(change.bodies)}）" if change.bodies else ""
    said = [change.weight.value, change.code, f"{change.kind.value}{ids}{bodies}"]
    if change.field:
        said.append(change.field)
    if change.before is not None or change.after is not None:
        said.append(f"[{change.before or ''}] → [{change.after or ''}]")
    return " ".join(said).replace("\n", "⏎")
