"""A repository with one of everything, a chosen text in every field of every kind, and an earlier edition to compare with.

It is written from the corpus of `everything`, so that a field added to the model gets its text too.
"""

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from corpus import PNG
from everything import ID, corpus
from lxml import etree

from hyojun.model import Business, Document
from hyojun.source import snapshot_bytes
from hyojun.source.yaml_writer import to_yaml

MARK = re.compile(r"[^\s\d#]+印\d{3}")
PLAIN = re.compile(r"[!-~]")
Text = Callable[[str], str]
"""What stands in a field in place of its mark."""
BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
SPACES = (
    f'xmlns="{BPMN}" xmlns:di="{BPMN.replace("MODEL", "DI")}" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC" xmlns:d="http://www.omg.org/spec/DD/20100524/DI"'
)
FROM_FILE = ("レーン", "作業", "その他の要素", "接続", "sha256")
"""What a 業務フロー takes from its BPMN file."""
MOST = 900
"""Characters of a name, which has a bound in a drawing."""
LINES = ("作業", "担当", "データ", "分岐", "注釈", "説明", "条件")


def plant(root: Path, text: Text, note: str = "外に出ない", edition: Text | None = None) -> Path:
    """The repository, with `text` in every field and `note` in everything that stays inside."""
    made = corpus()
    (root / "spec/_settings").mkdir(parents=True)
    (root / "pyproject.toml").write_text('[tool.hyojun]\ntitle = "標準仕様書"\n', "utf-8")
    for business in made.businesses:
        if edition is not None and business.id == ID:
            _freeze(root, business, edition)
        _business(root, business, text, note)
    return root


def _business(root: Path, business: Business, text: Text, note: str) -> None:
    base = root / "spec" / business.id
    head = business.head.plain()
    documents = []
    for document in business.documents:
        files = list(_files(document, text, note))
        for name, content in files:
            (base / name).parent.mkdir(parents=True, exist_ok=True)
            (base / name).write_text(content, "utf-8")
        plain = {k: v for k, v in document.plain().items() if k not in ("内容", "固定")}
        documents.append(plain | {"構成": [name for name, _ in files]})
    declared = (
        {"業務ID": business.id} | {k: v for k, v in head.items() if k != "業務ID"} | {"文書": documents}
    )
    (base / "業務.yaml").write_text(f"# {note}\n" + to_yaml(_put(declared, text)), "utf-8")
    if business.id == ID:
        (base / "帳票").mkdir(exist_ok=True)
        (base / "帳票/a.png").write_bytes(PNG)
        (root / "bpmn" / ID).mkdir(parents=True)
        (root / "bpmn" / ID / "a.bpmn").write_text(flow(text), "utf-8")


def _files(document: Document, text: Text, note: str) -> Iterator[tuple[str, str]]:
    """The files of a document: its prose, and all else in one."""
    contents = _noted(document.plain()["内容"], note)
    for chapter in contents.pop("本編", []):
        prose = MARK.sub(lambda m: _plainly(text(m[0])), chapter["本文"])
        inside = f":::{{note}}\n% {note}\n文\n:::\n"
        yield chapter["ファイル"], f"% {note}\n\n{prose}\n{inside}\n% {note}\n"
    for row in contents.get("業務フロー", []):
        for key in FROM_FILE:
            row.pop(key, None)
    for form in contents.get("帳票", []):
        form.get("レイアウト", {}).pop("sha256", None)
    yield f"{document.name}.yaml", f"# {note}\n" + to_yaml(_put(contents, text)) + f"# {note}\n"


def _plainly(text: str) -> str:
    """A text in prose as its author would have to write it: every mark of Markdown is a character."""
    return PLAIN.sub(r"\\\g<0>", text.replace("\n", " "))


def _noted(tree: Any, note: str) -> Any:
    """内部メモ wherever the corpus has one."""
    if isinstance(tree, dict):
        return {k: note if k == "内部メモ" else _noted(v, note) for k, v in tree.items()}
    return [_noted(v, note) for v in tree] if isinstance(tree, list) else tree


def _put(tree: Any, text: Text) -> Any:
    """A plain tree with the text in place of every mark; keys of tables have none."""
    if isinstance(tree, dict):
        return {k: _put(v, text) for k, v in tree.items()}
    if isinstance(tree, list):
        return [_put(v, text) for v in tree]
    return MARK.sub(lambda m: text(m[0]), tree) if isinstance(tree, str) else tree


def _freeze(root: Path, business: Business, text: Text) -> None:
    """第1.0版 of the first document: as now, with other texts."""
    folder = root / "spec" / business.id / "editions"
    (folder / "assets").mkdir(parents=True)
    document = business.documents[0]
    head = business.registered.plain()
    prose = [MARK.sub(lambda m: _plainly(text(m[0])), c["本文"]) for c in document.plain()["内容"]["本編"]]
    plain = _put(document.plain(), text) | {"版": "1.0", "状態": "公表", "年月日": "2025-03-31"}
    plain["改定履歴"] = plain["改定履歴"][:1]
    plain["内容"].pop("業務フロー")
    plain["内容"]["帳票"] = plain["内容"]["帳票"][:1]
    for chapter, own in zip(plain["内容"]["本編"], prose, strict=True):
        chapter["本文"] = own.replace("{step}`nagare/saisho`、", "").replace("{flow}`nagare`、", "")
    frozen = Document.model_validate(plain)
    whole = Business.model_validate(
        {"registered": head, "head": _put(business.head.plain(), text), "documents": [frozen]}
    )
    (folder / f"{frozen.name}-1.0.json").write_bytes(snapshot_bytes(whole, frozen))


def flow(text: Text) -> str:
    """A BPMN file with the text in every name and every documentation."""
    words = {word: text(f"{word}印{900 + n}")[:MOST] for n, word in enumerate(LINES)}

    def q(word: str) -> str:
        element = etree.Element("a", name=words[word])
        return etree.tostring(element, encoding="unicode")[len("<a name=") : -2]

    documentation = etree.Element("documentation")
    documentation.text = f"機能ID: 0020001\n手順キー: saisho\n{words['説明']}"
    said = etree.tostring(documentation, encoding="unicode")
    note = etree.Element("text")
    note.text = words["注釈"]
    return f"""<?xml version="1.0" encoding="UTF-8"?>
<definitions {SPACES} id="d" targetNamespace="t"><collaboration id="c">
<participant id="P" name={q("担当")} processRef="p"/></collaboration>
<process id="p"><laneSet id="s"><lane id="L1" name={q("担当")}>
<flowNodeRef>T1</flowNodeRef><flowNodeRef>G1</flowNodeRef></lane></laneSet>
<userTask id="T1" name={q("作業")}>{said}</userTask><exclusiveGateway id="G1" name={q("分岐")}/>
<dataObjectReference id="D1" name={q("データ")}/>
<textAnnotation id="A1">{etree.tostring(note, encoding="unicode")}</textAnnotation>
<sequenceFlow id="F1" name={q("条件")} sourceRef="T1" targetRef="G1"/></process>
<di:BPMNDiagram id="g"><di:BPMNPlane id="q" bpmnElement="c">
{shape("P", 0, 0, 700, 300)}{shape("L1", 30, 0, 670, 300)}{shape("T1", 80, 80, 100, 80)}
{shape("G1", 300, 95, 50, 50)}{shape("D1", 400, 200, 36, 50)}{shape("A1", 500, 30, 150, 60)}
<di:BPMNEdge id="F_" bpmnElement="F1"><d:waypoint x="180" y="120"/><d:waypoint x="300" y="120"/></di:BPMNEdge>
</di:BPMNPlane></di:BPMNDiagram></definitions>
"""


def shape(id: str, *box: int) -> str:
    x, y, width, height = box
    bounds = f'<dc:Bounds x="{x}" y="{y}" width="{width}" height="{height}"/>'
    return f'<di:BPMNShape id="{id}_" bpmnElement="{id}" isHorizontal="true">{bounds}</di:BPMNShape>'


def build(root: Path, *prefix: str, cwd: Path | None = None, **environment: str) -> Path:
    """Everything that is published of it, by the command as people run it; drafts, since a corpus of one of each has gaps."""
    command = (*prefix, sys.executable, "-m", "hyojun", "build", "all", "--draft", "--root", str(root))
    done = subprocess.run(
        command, cwd=cwd or root, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-700:]
    return root / "build"
