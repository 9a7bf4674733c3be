"""The corpus of hostile input: small repositories as data, with what the command must say of each.

A case file has the form of `casefiles` and knows more: `図` (pictures that are fine), `様式` (a form with this
attached page), `作る` (files too large to write down: 前, 繰り返し × 回数, 後), `外` (files beside the repository,
which hold 秘密の語), `リンク` (symbolic links below spec/002: name → target). 指摘 lists every error, in order.
"""

import base64
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

import yaml
from casefiles import write_repository

CASES = Path(__file__).parent / "cases"
SECRET = "秘密の語"
"""Stands in files outside, and in comments: nothing that is written may hold it."""
PNG = base64.b64decode(
    "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
)
KEYS = {"名前", "ファイル", "バイト", "図", "様式", "作る", "外", "リンク", "指摘"}
FORM = """\
帳票:
  - {帳票ID: "0020001", 帳票名称: 一, 対象: 住民向け, 実装類型: 実装必須, 諸元表: [{項番: 1, 印字項目: 氏名}],
     レイアウト: {種類: 添付, ファイル: %s, 代替テキスト: 一, 欄: [{図中番号: "1", 項番: 1}]}}
"""
FLOW = "業務フロー: [{キー: a, 題名: 一, ファイル: a.bpmn}]\n"


class Case(NamedTuple):
    """A repository that somebody sent in."""

    topic: str
    name: str
    given: Mapping[str, Any]

    @property
    def is_dangerous(self) -> bool:
        """Whether it is made large, so that a failure could take the machine along."""
        return "作る" in self.given

    @property
    def errors(self) -> list[str]:
        return list(self.given["指摘"])


def cases() -> Iterator[Case]:
    for path in sorted(CASES.glob("*.yaml")):
        data = yaml.safe_load(path.read_text("utf-8"))
        for given in data["場合"]:
            assert set(given) <= KEYS, (path, given["名前"])
            yield Case(path.stem, given["名前"], given)


def write(case: Case, folder: Path) -> Path:
    """The repository of a case at `folder`/r, with what lies beside it."""
    given = case.given
    files: dict[str, str | bytes] = dict(given.get("ファイル", {}))
    for name, encoded in given.get("バイト", {}).items():
        [(encoding, text)] = encoded.items()
        files[name] = base64.b64decode(text) if encoding == "base64" else text.encode(encoding)
    files |= dict.fromkeys(given.get("図", ()), PNG)
    if "様式" in given:
        files["帳票.yaml"] = FORM % given["様式"]
    if case.topic == "bpmn":
        files.setdefault("a.yaml", FLOW)
    for name, made in given.get("作る", {}).items():
        text = made.get("前", "") + made["繰り返し"] * made["回数"] + made.get("後", "")
        files[name] = text.encode()
    root = write_repository(folder / "r", files)
    for name, text in given.get("外", {}).items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(text, "utf-8")
    for name, target in given.get("リンク", {}).items():
        link = root / "spec/002" / name
        link.parent.mkdir(parents=True, exist_ok=True)
        link.symlink_to(target)
    return root
