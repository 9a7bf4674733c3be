"""The 143 function sections of 住民記録システム標準仕様書 第1.0版 → a repository with 業務 001.

Not a format users have, hence here. A section has a number, a title, its headings, and one text a class;
機能ID and heading keys are minted in reading order, the text is left as it is.

    python tests/converters/jyuki.py jyuki_v1_functions.json FOLDER
"""

import json
import re
import sys
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import citations
from hyojun.source.yaml_writer import to_yaml

CLASSES = {"実装必須機能": "実装必須", "標準オプション機能": "標準オプション", "実装不可機能": "実装不可"}
_HEADING = re.compile(r"(\d+(?:\.\d+)*)\.\s*(.*)")


class Section(NamedTuple):
    """One section as the material gives it."""

    number: str
    title: str
    path: tuple[tuple[str, str], ...]
    """Number and title (perhaps empty) of every heading, the section itself last."""
    texts: tuple[tuple[str, str], ...]
    """Class and text of every statement."""


def read(source: Path) -> tuple[Section, ...]:
    """All sections in reading order."""
    return tuple(
        Section(
            number=s["no"],
            title=s["title"],
            path=tuple(_split(p) for p in s["path"]),
            texts=tuple((CLASSES[label], text) for label, text in s["text"].items()),
        )
        for s in json.loads(source.read_text("utf-8"))
    )


def convert(source: Path, root: Path) -> None:
    """Write the repository into the empty folder `root`."""
    sections = read(source)
    files = {}
    for chapter in _tree(sections):
        files[f"機能/{chapter['キー']}.yaml"] = to_yaml({"見出し": [chapter]})
    head = {
        "業務ID": "001",
        "文書": [
            {
                "文書": "機能",
                "題名": "住民記録システム標準仕様書",
                "発行者": "総務省",
                "版": "1.0",
                "状態": "案",
                "改定履歴": [{"版": "1.0", "概要": f"「{source.name}」から変換した。"}],
                "構成": list(files),
            }
        ],
    }
    folder = root / "spec" / "001"
    (folder / "機能").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n", "utf-8")
    for name, text in {"業務.yaml": to_yaml(head), **files}.items():
        (folder / name).write_text(text, "utf-8")


def key(number: str) -> str:
    """The permanent key minted for a heading: 1.1.18 → s-1-1-18."""
    return "s-" + number.replace(".", "-")


def _split(heading: str) -> tuple[str, str]:
    match = _HEADING.fullmatch(heading)
    assert match, heading
    return match[1], match[2]


def _tree(sections: tuple[Section, ...]) -> list[dict[str, Any]]:
    """The headings of all sections, nested, with their statements."""
    known = {number for s in sections for number, _ in s.path}
    top: list[dict[str, Any]] = []
    made: dict[str, dict[str, Any]] = {}
    next_id = 1
    for section in sections:
        level = top
        for number, title in section.path:
            if number not in made:
                made[number] = _heading(number, title, level)
                level.append(made[number])
            level = made[number].setdefault("見出し", [])
        functions = []
        for kind, text in section.texts:
            name = section.title if len(section.texts) == 1 else f"{section.title}（{kind}）"
            cited = dict.fromkeys(c.number for c in citations(text) if c.number in known)
            function = {"機能ID": f"001{next_id:04}", "機能名称": name, "実装類型": kind, "機能要件": text}
            functions.append(function | ({"参照": [f"見出し{key(n)}" for n in cited]} if cited else {}))
            next_id += 1
        made[section.number]["機能"] = functions
    for heading in made.values():
        if not heading["見出し"]:
            del heading["見出し"]
    return top


def _heading(number: str, title: str, before: list[dict[str, Any]]) -> dict[str, Any]:
    """A heading; 番号 only where counting on from the sibling before would give another."""
    last = int(number.rpartition(".")[2])
    counted = int(before[-1]["キー"].rpartition("-")[2]) + 1 if before else 1
    heading: dict[str, Any] = {"キー": key(number)}
    if title:
        heading["題名"] = title
    if last != counted:
        heading["番号"] = last
    return heading


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))
