"""New files and new documents in an existing 業務.yaml: lines are put in, none is changed."""

from collections.abc import Mapping, Sequence
from typing import Any

import yaml

from ..business_reader import HEAD
from ..yaml_text import parse
from ..yaml_writer import inline, to_yaml
from .remarks import ImportProblem


def joined(raw: bytes, more: Mapping[str, Sequence[str]], new: Sequence[Mapping[str, Any]]) -> bytes:
    """The bytes of 業務.yaml with files at the end of the 構成 of its documents, and with new documents at the end.

    `more`: name of a document → files. Raises ImportProblem where the lines have no certain place.
    """
    text = raw.decode("utf-8-sig")
    ending = "\r\n" if "\r\n" in text else "\n"
    plain = text.replace("\r\n", "\n")
    wanted = parse(plain, HEAD).tree
    documents = _value(yaml.compose(plain, Loader=yaml.CSafeLoader), "文書")
    if not isinstance(wanted, dict) or documents is None:
        raise _by_hand(more, new)
    lines = plain.splitlines()
    places: list[tuple[int, list[str]]] = []
    for node, tree in zip(documents.value, wanted["文書"], strict=True):
        files = more.get(tree.get("文書", ""), ())
        if not files:
            continue
        listed = _value(node, "構成")
        if listed is None or listed.flow_style or not listed.value:
            raise _by_hand(more, new)
        last = listed.value[-1]
        before = lines[last.start_mark.line][: last.start_mark.column]
        places.append((_last_line(last, lines), [f"{before}{inline(file)}" for file in files]))
        tree["構成"] = [*tree["構成"], *files]
    if new:
        last = documents.value[-1]
        if documents.flow_style or last.flow_style:
            raise _by_hand(more, new)
        indent = " " * (last.start_mark.column - 2)
        made = to_yaml({"文書": list(new)}).splitlines()[1:]
        places.append((_last_line(last, lines), [f"{indent}{line[2:]}" if line else "" for line in made]))
        wanted["文書"] = [*wanted["文書"], *new]
    ordered = sorted(((place, n, added) for n, (place, added) in enumerate(places)), reverse=True)
    for place, _, added in ordered:
        lines[place + 1 : place + 1] = added
    result = "\n".join(lines) + "\n"
    if parse(result, HEAD).tree != wanted:
        raise _by_hand(more, new)
    return result.replace("\n", ending).encode()


def _value(node: Any, key: str) -> Any:
    if not isinstance(node, yaml.MappingNode):
        return None
    return next((value for name, value in node.value if name.value == key), None)


def _last_line(node: Any, lines: Sequence[str]) -> int:
    """The last line a node stands on, without what only follows it."""
    while isinstance(node, yaml.MappingNode | yaml.SequenceNode) and node.value and not node.flow_style:
        node = node.value[-1][1] if isinstance(node, yaml.MappingNode) else node.value[-1]
    mark = node.end_mark
    line = mark.line - 1 if mark.column == 0 and mark.line > node.start_mark.line else mark.line
    while not lines[line].strip() or lines[line].lstrip().startswith("#"):
        line -= 1
    return int(line)


def _by_hand(more: Mapping[str, Sequence[str]], new: Sequence[Mapping[str, Any]]) -> ImportProblem:
    names = "、".join((*more, *(str(d["文書"]) for d in new)))
    return ImportProblem(
        f"{HEAD} の書き方が特別なため、文書「{names}」の「構成」に書き足す所を決められません。"
        "hyojun fmt で整えてから、もう一度取り込んでください。"
    )
