"""業務フロー from BPMN 2.0 XML: tasks, lanes, and the 機能ID written on tasks.

A DTD is refused before any entity is expanded. 機能ID stands in the documentation of a task as a
line `機能ID: 0020011, 0020012`, the one field that every modeler keeps; a suffix `[0020011]` on the
name is read too, and must then say the same.
"""

import re
from collections import defaultdict
from typing import NamedTuple
from xml.parsers import expat

from hyojun.model import Finding, Flow, FlowFile, Lane, Origin, Task, TaskKind

from .files import hidden, sha256
from .problems import Problem, problem

BPMN = "http://www.omg.org/spec/BPMN/20100524/MODEL"
DIAGRAM = "http://www.omg.org/spec/BPMN/20100524/DI BPMNDiagram"
"""Where and how large things are drawn: half of a file, and nothing the model holds."""
_ARROWS = ("incoming", "outgoing")
"""Every arrow once more at both its ends: nothing that the arrow itself does not say."""
MAX_DEPTH = 200
_TASKS = {kind.value: kind for kind in TaskKind} | {
    "transaction": TaskKind.SUBPROCESS,
    "adHocSubProcess": TaskKind.SUBPROCESS,
}
_LINE = re.compile(r"^[^\S\n]*機能(?:ID|ＩＤ)[^\S\n]*[:：][^\S\n]*(.*?)[^\S\n]*$", re.MULTILINE)
_ONE = r"(?:\d{7}|\d{3}仮\d{1,4})"
_SUFFIX = re.compile(rf"\s*[\[［]\s*({_ONE}(?:\s*[,、，]\s*{_ONE})*)\s*[\]］]\s*$")
_ID = re.compile(_ONE, re.ASCII)
_SEPARATOR = re.compile(r"\s*[,、，\s]\s*")
_HALF_WIDTH = str.maketrans("０１２３４５６７８９", "0123456789")


_XML_ERRORS = {
    "no element found": "途中で終わっています",
    "syntax error": "XMLではありません",
    "not well-formed (invalid token)": "XMLに使えない文字か記号があります",
    "mismatched tag": "開始タグと終了タグが対応していません",
    "undefined entity": "定義の無い実体参照「&…;」があります",
    "unbound prefix": "宣言の無い接頭辞があります",
    "duplicate attribute": "同じ属性が2つあります",
    "junk after document element": "終わりの後に余分なものがあります",
    "unclosed token": "タグが閉じていません",
    "XML or text declaration not at start of entity": "XML宣言が先頭にありません",
}
"""Words of expat and what to tell an author instead."""


class _Refused(Exception):
    def __init__(self, finding: Finding) -> None:
        self.finding = finding


class Element(NamedTuple):
    """An element of the BPMN namespace that names or documents something."""

    tag: str
    attributes: dict[str, str]
    line: int
    column: int
    parents: tuple[int, ...]
    """Indices of the enclosing elements, outermost first."""
    words: list[str]
    """Text directly inside."""


def read_flow(data: bytes, declared: FlowFile, file: str) -> tuple[Flow | None, tuple[Finding, ...]]:
    """A flow as declared in YAML with what its BPMN file holds; or why it cannot be read."""
    try:
        elements = _elements(data, file)
    except _Refused as refused:
        return None, (refused.finding,)
    lanes, lane_of = _lanes(elements)
    tasks: list[Task] = []
    found: list[Finding] = []
    documentation: dict[int, str] = defaultdict(str)
    for element in elements:
        if element.tag == "documentation" and element.parents:
            documentation[element.parents[-1]] += "".join(element.words) + "\n"
    texts = ["".join((e.attributes.get("name", ""), *e.words)) for e in elements]
    suspect = any(hidden("".join(texts)))
    for index, element in enumerate(elements):
        for _, message in hidden(texts[index]) if suspect else ():
            at = Origin(file, (element.attributes.get("id", ""),))
            found.append(problem(Problem.CHARACTER, message, at, line=element.line, column=element.column))
        if element.tag not in _TASKS:
            continue
        task, trouble = _task(elements, index, documentation[index], lane_of, file)
        tasks.append(task)
        if trouble:
            found.append(trouble)
    if not tasks:
        found.append(
            problem(
                Problem.NO_TASKS,
                "作業（タスク）が1つもありません。作業を描くか、「業務フロー」から消してください。",
                Origin(file),
                line=1,
                column=1,
            )
        )
    if found:
        return None, tuple(found)
    flow = Flow(
        key=declared.key,
        title=declared.title,
        file=declared.file,
        text=declared.text,
        lanes=tuple(lanes),
        tasks=tuple(tasks),
        sha256=sha256(data),
    )
    if declared.origin:
        flow.placed(declared.origin)
    return flow, ()


def locate_element(data: bytes, id: str) -> tuple[int, int] | None:
    """Line and column of the element with an ID; None if it is not there."""
    try:
        elements = _elements(data, "")
    except _Refused:
        return None
    return next(((e.line, e.column) for e in elements if e.attributes.get("id") == id), None)


def _elements(data: bytes, file: str) -> list[Element]:
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.buffer_text = True
    elements: list[Element] = []
    stack: list[int] = []
    depth = 0

    def here(code: Problem, message: str) -> _Refused:
        line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
        return _Refused(problem(code, message, Origin(file), line=line, column=column))

    def doctype(*_: object) -> None:
        raise here(Problem.DTD, "DTD（<!DOCTYPE …>）は使えません。モデリングツールで保存し直してください。")

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal depth
        depth += 1
        if depth > MAX_DEPTH:
            raise here(Problem.XML, f"入れ子が深すぎます（{MAX_DEPTH}段まで）。")
        if name == DIAGRAM:  # expat goes on telling what is not well-formed
            parser.StartElementHandler = parser.CharacterDataHandler = None
            parser.EndElementHandler = drawn
            return
        space, _, tag = name.rpartition(" ")
        if space == BPMN and tag in _ARROWS:
            stack.append(-1)
        elif space == BPMN:
            line, column = parser.CurrentLineNumber, parser.CurrentColumnNumber + 1
            elements.append(Element(tag, attributes, line, column, tuple(stack), []))
            stack.append(len(elements) - 1)

    def end(name: str) -> None:
        nonlocal depth
        depth -= 1
        if name.startswith(BPMN + " "):
            stack.pop()

    def drawn(name: str) -> None:
        if name == DIAGRAM:
            parser.StartElementHandler, parser.CharacterDataHandler = start, words
            parser.EndElementHandler = end
            end(name)

    def words(text: str) -> None:
        if stack and stack[-1] >= 0 and elements[stack[-1]].tag in ("documentation", "flowNodeRef"):
            elements[stack[-1]].words.append(text)

    parser.StartDoctypeDeclHandler = doctype
    parser.StartElementHandler = start
    parser.EndElementHandler = end
    parser.CharacterDataHandler = words
    try:
        parser.Parse(data, True)
    except expat.ExpatError as error:
        english = expat.ErrorString(error.code)
        reason = _XML_ERRORS.get(english, english)
        message = f"XMLとして読めません（{reason}）。モデリングツールで保存し直してください。"
        raise here(Problem.XML, message) from error
    except (LookupError, ValueError) as error:
        raise here(Problem.XML, "XMLの文字コードを読めません。UTF-8で保存し直してください。") from error
    if not elements or elements[0].tag != "definitions":
        message = (
            "BPMN 2.0 のファイルではありません（BPMNの definitions がありません）。"
            "モデリングツールからBPMN 2.0の形で保存し直してください。"
        )
        raise _Refused(problem(Problem.XML, message, Origin(file), line=1, column=1))
    return elements


def _lanes(elements: list[Element]) -> tuple[list[Lane], dict[str, str]]:
    """Lanes in document order, and the lane of each node. A pool without lanes is its own lane."""
    pools = {_local(e.attributes.get("processRef", "")): e for e in elements if e.tag == "participant"}
    divided = {_process(elements, e) for e in elements if e.tag == "lane"}
    lanes: dict[str, Lane] = {}
    lane_of: dict[str, str] = {}
    for index, element in enumerate(elements):
        id = element.attributes.get("id", "")
        if element.tag == "lane":
            pool = pools.get(_process(elements, element))
            id = id or f"lane-{index}"
            lanes[id] = Lane(id=id, name=_name(element, id), pool=(_name(pool, "") or None) if pool else None)
        elif element.tag == "flowNodeRef":  # a nested lane comes after its parent's own, and wins
            lane_of[_local("".join(element.words).strip())] = elements[element.parents[-1]].attributes.get(
                "id", ""
            )
        elif element.tag == "process" and id not in divided and id in pools:
            pool_id = pools[id].attributes.get("id", id)
            lanes[pool_id] = Lane(id=pool_id, name=_name(pools[id], pool_id))
        elif (
            element.tag in _TASKS
            and (process := _process(elements, element)) not in divided
            and process in pools
        ):
            lane_of[id] = pools[process].attributes.get("id", process)
    return list(lanes.values()), {node: lane for node, lane in lane_of.items() if lane in lanes}


def _process(elements: list[Element], element: Element) -> str:
    """ID of the process an element belongs to."""
    return next(
        (elements[p].attributes.get("id", "") for p in element.parents if elements[p].tag == "process"), ""
    )


def _task(
    elements: list[Element], index: int, documentation: str, lane_of: dict[str, str], file: str
) -> tuple[Task, Finding | None]:
    element = elements[index]
    id = element.attributes.get("id") or f"{element.tag}-{index}"
    origin = Origin(file, (id,))
    lines = [line.translate(_HALF_WIDTH) for line in _LINE.findall(documentation)]
    written = [i for line in lines for i in _SEPARATOR.split(line)]
    name = element.attributes.get("name", "")
    suffix = _SUFFIX.search(name)
    on_name = _ID.findall(suffix[1].translate(_HALF_WIDTH)) if suffix else []
    trouble = None
    odd = next((line for line in lines if not all(map(_ID.fullmatch, _SEPARATOR.split(line)))), None)
    if odd is not None:
        message = f"「機能ID: {odd[:40]}」は、7桁の数字を「、」で区切って書いてください。"
        trouble = problem(Problem.FORM, message, origin, line=element.line, column=element.column)
        written = []
    elif written and on_name and set(written) != set(on_name):
        message = (
            f"作業の名称にある機能ID（{'、'.join(on_name)}）と説明にある機能ID（{'、'.join(written)}）が違います。"
            "どちらかに揃えてください。"
        )
        trouble = problem(Problem.DISAGREEMENT, message, origin, line=element.line, column=element.column)
    task = Task(
        id=id,
        name=_one_line(name[: suffix.start()] if suffix else name) or "（名称なし）",
        kind=_TASKS[element.tag],
        lane=lane_of.get(id),
        functions=tuple(dict.fromkeys(written or on_name)),
        text=_LINE.sub("", documentation).strip() or None,
    )
    task.placed(origin)
    return task, trouble


def _name(element: Element, default: str) -> str:
    return _one_line(element.attributes.get("name", "")) or default


def _local(reference: str) -> str:
    """The ID a reference means: some tools write QNames."""
    return reference.rpartition(":")[2]


def _one_line(text: str) -> str:
    """A name on one line; a line break between Japanese characters is no space."""
    return " ".join(re.sub(r"(?<=[^\x00-\x7f])\s*\n\s*(?=[^\x00-\x7f])", "", text).split())
