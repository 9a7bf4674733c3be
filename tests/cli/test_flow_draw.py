"""`hyojun flow draw`: one SVG per drawing of any file, also outside a repository."""

from pathlib import Path

from commands import Command
from lxml import etree

FILE = Path(__file__).parents[1] / "flow" / "files" / "every-kind.bpmn"
NO_DIAGRAM = (
    '<definitions xmlns="http://www.omg.org/spec/BPMN/20100524/MODEL" id="d" targetNamespace="t">'
    '<process id="p"><task id="t" name="受付"/></process></definitions>'
)
LOST = NO_DIAGRAM.replace(
    "</definitions>",
    '<di:BPMNDiagram xmlns:di="http://www.omg.org/spec/BPMN/20100524/DI" '
    'xmlns:dc="http://www.omg.org/spec/DD/20100524/DC"><di:BPMNPlane bpmnElement="p">'
    '<di:BPMNShape bpmnElement="t"><dc:Bounds x="0" y="0" width="100" height="80"/></di:BPMNShape>'
    '<di:BPMNShape bpmnElement="none"><dc:Bounds x="0" y="0" width="9" height="9"/></di:BPMNShape>'
    "</di:BPMNPlane></di:BPMNDiagram></definitions>",
)


def test_every_drawing_of_a_file_becomes_an_svg(hyojun: Command, tmp_path: Path) -> None:
    (tmp_path / "流れ.bpmn").write_bytes(FILE.read_bytes())
    result = hyojun("flow", "draw", "流れ.bpmn", "--out", "図", cwd=tmp_path)
    assert (result.code, result.err) == (0, "")
    assert result.out == "できました: 図（流れ-1.svg、流れ-2.svg 2 ファイル）\n"
    made = sorted((tmp_path / "図").iterdir())
    assert [f.name for f in made] == ["流れ-1.svg", "流れ-2.svg"]
    assert all(etree.parse(f).getroot().tag.endswith("svg") for f in made)


def test_a_file_without_a_drawing_is_told_of_layout(hyojun: Command, tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_text(NO_DIAGRAM, "utf-8")
    result = hyojun("flow", "draw", "a.bpmn", "--out", "out", cwd=tmp_path)
    assert result.code == 1
    assert "「a.bpmn」には図の情報（BPMN DI）がありません。hyojun flow layout a.bpmn" in result.err
    assert not (tmp_path / "out").exists()


def test_what_cannot_be_drawn_is_counted(hyojun: Command, tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_text(LOST, "utf-8")
    result = hyojun("flow", "draw", "a.bpmn", "--out", "out", cwd=tmp_path)
    assert result.code == 1
    assert "図形と線のうち 1 個は" in result.err
    assert (tmp_path / "out" / "a.svg").is_file()


def test_a_file_that_cannot_be_read_makes_nothing(hyojun: Command, tmp_path: Path) -> None:
    (tmp_path / "a.bpmn").write_bytes(b"<!DOCTYPE a>")
    result = hyojun("flow", "draw", "a.bpmn", "--out", "out", cwd=tmp_path)
    assert result.code == 2
    assert not (tmp_path / "out").exists()
