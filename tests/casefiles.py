"""Cases as data: files of a small repository, and all that must be found in it, place and words alike.

A case file names a rule or a problem and lists cases:

    規則: FM03
    場合:
      - 名前: 無い項番を指す枠
        ファイル:
          帳票.yaml: |
            帳票: …
        指摘:
          - "帳票.yaml:4:53 FM03 ［帳票0020001］項番 9 は諸元表にありません。"

A file is one of spec/002, `bpmn/x.bpmn` is bpmn/002/x.bpmn, and what begins with `spec/` or a 業務ID
below `bpmn/` stands where it says. 業務.yaml is made up where a case gives none. Under `バイト` stand
files that are no UTF-8 text: `用語.yaml: {cp932: "用語: …"}`, or `{base64: …}`. `指摘` lists every
finding, in order: place, code, 警告 or 参考 where it is no 誤り, ［what it is about］, message, → hint.
A small repository lacks most of what a specification needs, so only problems of reading, findings of the
rule the file is about, and of rules that the case itself names, are compared.
"""

import base64
import re
from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from typing import Any, NamedTuple

import pytest
import yaml

from hyojun import check, source
from hyojun.model import SEVERITY_WORDS, Finding, Severity

TESTS = Path(__file__).parent
TODAY = date(2026, 11, 21)
"""The day of every case: suppressions expire."""
REGISTRY = TESTS / "registry.yaml"
"""A small registry, so that no case depends on what the real one lists."""

HEAD = """\
業務ID: "{business}"
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "1.0"
    状態: 案
    改定履歴:
      - {{版: "1.0", 概要: 新規作成}}
    構成:
{files}"""


class Case(NamedTuple):
    """A small repository and what must be found in it."""

    topic: str
    """The rule or the problem the file of cases is about."""
    name: str
    files: Mapping[str, bytes]
    findings: tuple[str, ...]


def cases(folder: Path) -> list[Any]:
    """All cases of a folder as parameters of a test."""
    return [
        pytest.param(case, id=f"{path.stem}-{case.name}")
        for path in sorted(folder.glob("*.yaml"))
        for case in read_cases(path)
    ]


def read_cases(path: Path) -> list[Case]:
    """The cases of one file; a key it does not know is a mistake in the test."""
    data = yaml.safe_load(path.read_text("utf-8"))
    assert set(data) <= {"規則", "説明", "場合"}, path
    found = []
    for case in data["場合"]:
        assert set(case) <= {"名前", "ファイル", "バイト", "指摘"}, (path, case["名前"])
        files = {name: text.encode() for name, text in case.get("ファイル", {}).items()}
        files |= {name: _encoded(**given) for name, given in case.get("バイト", {}).items()}
        found.append(Case(data.get("規則", path.stem), case["名前"], files, tuple(case["指摘"])))
    return found


def write_repository(root: Path, files: Mapping[str, str | bytes]) -> Path:
    """A repository of these files, with what a case need not say."""
    everything = {_place(name): _bytes(content) for name, content in files.items()}
    folders = {name.split("/")[1] for name in everything if re.match(r"spec/\d{3}/", name)}
    for business in sorted(folders):
        base = f"spec/{business}/"
        inside = [n.removeprefix(base) for n in everything if n.startswith(base)]
        if "業務.yaml" not in inside:
            everything[base + "業務.yaml"] = head(business, inside).encode()
    defaults = {"pyproject.toml": b"[tool.hyojun]\n", "spec/_settings/registry.yaml": REGISTRY.read_bytes()}
    for name, content in (defaults | everything).items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)
    return root


def head(business: str, files: Iterable[str]) -> str:
    """業務.yaml with one document 機能 of these files."""
    beside = ("ID台帳/", "editions/")
    listed = [n for n in files if n.endswith((".yaml", ".yml", ".md")) and not n.startswith(beside)]
    return HEAD.format(business=business, files="".join(f"      - {n}\n" for n in listed))


def findings_of(root: Path, spec: str | None = None) -> tuple[Finding, ...]:
    """What `hyojun check` finds, but for what a small repository lacks as a whole."""
    return tuple(f for f in all_findings(root, spec) if not is_of_whole(f.code))


def all_findings(root: Path, spec: str | None = None) -> tuple[Finding, ...]:
    """What `hyojun check` finds, as it finds it."""
    repository = source.load(root, spec)
    report = check.run(repository, spec, today=TODAY)
    assert not report.defects, report.findings
    return check.located(report, root).findings


def is_of_whole(code: str) -> bool:
    """Whether a rule asks for something that is nowhere."""
    return code in check.CATALOGUE and check.CATALOGUE[code].whole


def lines_of(case: Case, root: Path) -> list[str]:
    """What is found in a case, as far as the case is about it."""
    named = {case.topic, *re.findall(r" ([A-Z]{2}\d\d) ", " ".join(case.findings))}
    reading = {problem.value for problem in source.Problem}
    found = all_findings(write_repository(root, case.files))
    return [written(f) for f in found if f.code in named | reading]


def written(finding: Finding) -> str:
    """A finding as cases write it."""
    place = finding.place.removeprefix("spec/002/")
    code = finding.code
    if finding.severity is not Severity.ERROR:
        code += f" {SEVERITY_WORDS[finding.severity]}"
    about = f"［{finding.subject}］" if finding.subject else ""
    hint = f" → {finding.hint}" if finding.hint else ""
    return f"{place} {code} {about}{finding.message}{hint}"


def _encoded(**given: str) -> bytes:
    [(encoding, text)] = given.items()
    return base64.b64decode(text) if encoding == "base64" else text.encode(encoding)


def _place(name: str) -> str:
    if name.startswith(("spec/", "pyproject")) or re.match(r"bpmn/\d{3}/", name):
        return name
    return name.replace("bpmn/", "bpmn/002/", 1) if name.startswith("bpmn/") else f"spec/002/{name}"


def _bytes(content: str | bytes) -> bytes:
    return content.encode() if isinstance(content, str) else content
