"""One source file by itself, as git hands it to a diff driver: a 業務 of one document that holds it alone."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import Business, Contents, Corpus, Registry, Severity

from .business_reader import HEAD, REGISTERS
from .files import decode
from .registers import provisional_registers
from .repository import load_business, read_settings
from .sources import Sources
from .trees import normal
from .yaml_text import parse

_OWN = re.compile(r"(?:^|/)(spec|bpmn)/([0-9]{3})/(.+)$")
_DECLARED = """\
業務ID: "{business}"
文書:
  - {{文書: 全て, 題名: 全て, 発行者: 全て, 版: "0.0", 状態: 案, 改定履歴: [{{版: "0.0", 概要: 全て}}], 構成: ["{file}"]}}
"""
_FLOW = '業務フロー: [{{キー: "{key}", 題名: "{title}", ファイル: "{file}"}}]\n'
_NAMED_BY = ("用語", "名称", "題名", "業務名", "文書", "作業", "コード", "版")


class OneFile(NamedTuple):
    """Both sides of a file."""

    old: Corpus
    new: Corpus


def one_file(root: Path | None, name: str, old: bytes | None, new: bytes | None) -> OneFile | None:
    """What a file of the specification says on both sides; None if it cannot be told by itself.

    `name`: its path, wherever the repository lies in it.
    """
    match = _OWN.search(name)
    if match is None:
        return None
    top, business, file = match.groups()
    if file == HEAD or f"{REGISTERS}/" in file or not file.endswith((".yaml", ".yml", ".md", ".bpmn")):
        return None
    common = read_settings(Sources(root if root is not None else Path("/nowhere")))
    read = [_alone(top, business, file, d, common.registry) if d is not None else None for d in (old, new)]
    if any(d is not None and b is None for d, b in zip((old, new), read, strict=True)):
        return None
    whole = next((b for b in read if b), None)
    if whole is None:
        return None
    # A side that has no such file has the document still, with nothing in it.
    nothing = whole.model_copy(
        update={"documents": (whole.documents[0].model_copy(update={"contents": Contents()}),)}
    )
    registers = tuple(r for _, r in provisional_registers(root, business) if r) if root else ()
    corpora = (
        Corpus(
            registry=common.registry,
            businesses=((b or nothing).model_copy(update={"registers": known}),),
            words=common.words,
            governance=common.governance,
        )
        for b, known in zip(read, ((), registers), strict=True)
    )
    return OneFile(*corpora)


def _alone(top: str, business: str, file: str, data: bytes, registry: Registry) -> Business | None:
    """The file as the only one of its 業務; None if it has an error of its own."""
    own = f"{top}/{business}/{file}"
    held: dict[str, bytes | None] = {own: normal(file, data)}
    listed = file
    if top == "bpmn":
        listed = "業務フロー.yaml"
        title = file.removesuffix(".bpmn")
        held[f"spec/{business}/{listed}"] = _FLOW.format(key="flow", title=title, file=file).encode()
    held[f"spec/{business}/{HEAD}"] = _DECLARED.format(business=business, file=listed).encode()
    sources = Sources(Path("/nowhere"), held)
    common = read_settings(Sources(Path("/nowhere")))._replace(registry=registry)
    read = load_business(sources, business, common)
    wrong = any(f.origin.file == own and f.severity is Severity.ERROR for f in read.findings)
    return None if wrong else read.business


def outline(name: str, data: bytes) -> str | None:
    """A YAML file with a line for each thing and its fields below, for tools that compare by lines; None if
    it cannot be read."""
    text = decode(normal(name, data), name).text
    tree = parse(text, name).tree if text is not None else None
    return "\n".join(_lines(tree, 0)) + "\n" if isinstance(tree, dict) else None


def _lines(tree: dict[str, Any], depth: int) -> Iterator[str]:
    inset = "  " * depth
    for word, value in tree.items():
        if isinstance(value, dict):
            yield f"{inset}{word}:"
            yield from _lines(value, depth + 1)
        elif isinstance(value, list) and any(isinstance(v, dict) for v in value):
            for part in value:
                yield from _thing(word, part, depth)
        else:
            said = "、".join(map(str, value)) if isinstance(value, list) else str(value)
            first, *others = said.split("\n")
            yield f"{inset}{word}: {first}"
            yield from (f"{inset}  {line}" for line in others)


def _thing(word: str, part: Any, depth: int) -> Iterator[str]:
    """A line that names it, flush left so that git finds it for the head of a hunk, and its fields."""
    if not isinstance(part, dict):
        yield f"{'  ' * depth}{word}: {part}"
        return
    ids = [k for k in part if k.endswith("ID") or k in ("キー", "項番")][:1]
    names = [k for k in part if k.endswith("名称") or k in _NAMED_BY][:1]
    told = [k for k in (*ids, *names) if isinstance(part[k], str)]
    yield f"{word} {' '.join(part[k] for k in told)}"
    yield from _lines({k: v for k, v in part.items() if k not in told}, 1)
