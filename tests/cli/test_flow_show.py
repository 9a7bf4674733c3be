"""`hyojun flow show`: all that was read, of any file, also outside a repository."""

import json
from pathlib import Path

import pytest
from commands import Command
from lxml import etree

FILE = Path(__file__).parents[1] / "flow" / "files" / "every-kind.bpmn"


def test_json_has_every_element_attribute_and_text(hyojun: Command, tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_bytes(FILE.read_bytes())
    result = hyojun("flow", "show", "a.bpmn", "--format", "json", cwd=tmp_path)
    assert (result.code, result.err) == (0, "")
    shown = json.loads(result.out)
    expected = list(etree.fromstring(FILE.read_bytes()).iter("*"))
    assert len(shown["elements"]) == len(expected)
    for number, (e, wanted) in enumerate(zip(shown["elements"], expected, strict=True)):
        assert (e["number"], f"{{{e['namespace']}}}{e['tag']}", e["line"]) == (
            number,
            wanted.tag,
            wanted.sourceline,
        )
        assert e["attributes"] == dict(wanted.attrib)
        assert e["text"] == "".join([wanted.text or "", *(c.tail or "" for c in wanted)]).strip()
        assert e["id"] == wanted.get("id")
        above = shown["elements"][e["parent"]] if e["parent"] is not None else None
        parent = wanted.getparent()
        assert (above and above["attributes"]) == (None if parent is None else dict(parent.attrib))
    assert shown["prefixes"]["bpmn"] == "http://www.omg.org/spec/BPMN/20100524/MODEL"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        (b"<!DOCTYPE a>", "a.bpmn:1:12: BP02 DTD（<!DOCTYPE …>）は使えません。"),
        (b"<a>\n</b>", "a.bpmn:2:3: BP01 XMLとして読めません（開始タグと終了タグが対応していません）。"),
        (b"<a/>", "a.bpmn:1:1: BP01 BPMN 2.0 のファイルではありません"),
    ],
)
def test_what_cannot_be_read_is_told_with_its_place(
    hyojun: Command, tmp_path: Path, content: bytes, told: str
) -> None:
    (tmp_path / "a.bpmn").write_bytes(content)
    result = hyojun("flow", "show", "a.bpmn", cwd=tmp_path)
    assert (result.code, result.out) == (2, "")
    assert result.err.startswith(told)


def test_a_file_that_is_not_there(hyojun: Command, tmp_path: Path) -> None:
    result = hyojun("flow", "show", "無い.bpmn", cwd=tmp_path)
    assert result.code == 2
    assert "「無い.bpmn」を読めません" in result.err
