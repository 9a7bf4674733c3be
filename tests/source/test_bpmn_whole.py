"""A BPMN file is read whole: by an independent parser nothing more is found in it; in every encoding."""

import os
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from lxml import etree

from hyojun.flow import MODEL, Bpmn, planes
from hyojun.model import Finding
from hyojun.source import read_bpmn

FILES = Path(__file__).parents[1] / "flow" / "files"
REAL = Path(os.environ.get("HYOJUN_REAL") or Path(__file__).parents[3] / "shared" / "real") / "bpmn"
SAMPLE = Path(__file__).parents[2] / "bpmn"
EVERY_FILE = [*sorted(FILES.glob("*.bpmn")), *sorted(SAMPLE.glob("*/*.bpmn")), *sorted(REAL.glob("*.bpmn"))]

TEXT = f"""<definitions xmlns="{MODEL}" xmlns:x="urn:x">
  <process id="p"><task id="t" name="①髙橋の登録"/></process>
</definitions>"""


def whole(data: bytes) -> Bpmn:
    bpmn, findings = read_bpmn(data, "a.bpmn")
    assert bpmn is not None, findings
    return bpmn


def refused(data: bytes) -> Finding:
    bpmn, [found] = read_bpmn(data, "a.bpmn")
    assert bpmn is None
    return found


def independently(data: bytes) -> Iterator[tuple[str, dict[str, str], str, int, int]]:
    """Tag, attributes, text, line and number of the parent of every element, as libxml2 knows them."""
    root = etree.fromstring(data, etree.XMLParser(resolve_entities=False, huge_tree=True))
    numbers = {e: n for n, e in enumerate(root.iter("*"))}
    for e in root.iter("*"):
        text = "".join([e.text or "", *(child.tail or "" for child in e)]).strip()
        parent = e.getparent()
        yield e.tag, dict(e.attrib), text, e.sourceline, -1 if parent is None else numbers[parent]


@pytest.mark.parametrize("path", EVERY_FILE, ids=lambda p: p.name)
def test_nothing_is_lost(path: Path) -> None:
    data = path.read_bytes()
    read = [
        (f"{{{e.space}}}{e.tag}" if e.space else e.tag, dict(e.attributes), e.text, e.parent)
        for e in whole(data).elements
    ]
    assert read == [
        (tag, attributes, text, parent) for tag, attributes, text, _, parent in independently(data)
    ]


def test_lines_and_columns_are_those_of_an_editor() -> None:
    data = (FILES / "every-kind.bpmn").read_bytes()
    lines = data.decode().split("\n")
    elements = whole(data).elements
    assert len(elements) > 300
    for e in elements:
        assert re.match(rf"<(\w+:)?{e.tag}\b", lines[e.line - 1][e.column - 1 :]), e


def test_what_the_model_does_not_hold_can_be_passed_over() -> None:
    data = (FILES / "every-kind.bpmn").read_bytes()
    bpmn, _ = read_bpmn(data, "a.bpmn", diagram=False)
    assert bpmn is not None
    kept = whole(data).elements
    own = [
        (e.tag, e.attributes, e.text)
        for e in kept
        if e.space == MODEL and e.tag not in ("incoming", "outgoing")
    ]
    assert [(e.tag, e.attributes, e.text) for e in bpmn.elements if e.space == MODEL] == own


def test_every_diagram_and_prefix_is_there() -> None:
    bpmn = whole((FILES / "every-kind.bpmn").read_bytes())
    assert [(p.name, p.element and p.element.id) for p in planes(bpmn)] == [
        ("図1", "Collaboration_1"),
        ("図2", "Sub_closed"),
    ]
    assert bpmn.prefixes["my"] == "urn:example:memo"
    [memo] = bpmn.all("memo", space="urn:example:memo")
    assert (memo.text, dict(memo.attributes)) == ("覚え書き後ろ", {"{urn:example:memo}level": "2"})


def test_text_with_much_white_space_inside_stays_as_it_is() -> None:
    text = "始め" + " " * 20_000 + "\n" * 9_000 + "終わり"
    data = f'<definitions xmlns="{MODEL}"><documentation>\n {text}\t</documentation></definitions>'.encode()
    assert whole(data).elements[1].text == text


@pytest.mark.parametrize(
    ("declared", "codec"),
    [
        ("Shift_JIS", "cp932"),
        ("shift_jis", "cp932"),
        ("Windows-31J", "cp932"),
        ("EUC-JP", "euc_jis_2004"),
        ("UTF-8", "utf-8-sig"),
        ("Shift_JIS", "utf-8-sig"),
        ("UTF-16", "utf-16"),
        ("Shift_JIS", "utf-16"),
        ("UTF-32", "utf-32"),
        ("GB18030", "gb18030"),
    ],
)
def test_the_encoding_is_honoured(declared: str, codec: str) -> None:
    name = "①髙橋の登録" if codec != "euc_jis_2004" else "①高橋の登録"
    text = f'<?xml version="1.0" encoding="{declared}"?>\n{TEXT}'.replace("①髙橋の登録", name)
    bpmn = whole(text.encode(codec))
    task = bpmn.by_id["t"]
    assert (task.name, task.line, task.column) == (name, 3, 19)


@pytest.mark.parametrize("codec", ["utf-16-le", "utf-16-be"])
def test_utf_16_without_a_mark_is_recognised(codec: str) -> None:
    assert whole(TEXT.encode(codec)).by_id["t"].name == "①髙橋の登録"


def test_bytes_of_another_encoding_are_told_with_their_place() -> None:
    head = b'<?xml version="1.0" encoding="Shift_JIS"?>\n'
    found = refused(head + TEXT.encode("cp932").replace("①".encode("cp932"), b"\x81\x20"))
    assert (found.line, found.column) == (3, 38)
    assert found.message == (
        "宣言された文字コード（Shift_JIS）で読めない文字があります。UTF-8で保存し直してください。"
    )


def test_a_declaration_that_is_not_true_is_told() -> None:
    found = refused(f'<?xml version="1.0" encoding="UTF-16"?>{TEXT}'.encode())
    assert found.message.startswith("XMLとして読めません（XML宣言の文字コードが実際と違います）。")
    assert found.line == 1
