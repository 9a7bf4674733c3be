"""JSON Schemas of source files and snapshots, for editors: the model's own, in Japanese, as editors see YAML.

To hyojun every scalar is text; an editor reads `15` as a number and `0020001` as 20001. So each schema
takes the numbers whose digits hyojun would take as text, and no others: an ID without its quotes and
leading zeros is out of range. Titles are the keys; descriptions come from `data/keys.yaml`.
"""

import json
import re
from collections.abc import Iterator
from functools import cache
from importlib import resources
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import VERSION, Snapshot, Value

from .atomic import replace_all
from .kinds import FILE_KINDS
from .schema import values_in
from .validate import PATTERNS
from .yaml_text import parse

SCHEMA_FOLDER = ".hyojun/schema"
"""Where editors look for the schemas of a repository, relative to its root."""

DIALECT = "https://json-schema.org/draft/2020-12/schema"
SNAPSHOT = f"hyojun-snapshot-{VERSION}"
SNAPSHOT_TITLE = "スナップショット"
FILLED_IN = frozenset({"sha256"})
"""Keys that readers fill in and authors do not write."""

_FLAG = "^(true|false|yes|no|on|off|t|f|y|n|1|0)$"
_WHOLE = r"^[+-]?[0-9]+$"
_REAL = r"^[+-]?([0-9]+(\.[0-9]*)?|\.[0-9]+)([eE][+-]?[0-9]+)?$"
_MOST_DIGITS = 15
"""Longer whole numbers are not exact in an editor, which counts in binary floats."""


def write_schemas(folder: Path) -> list[str]:
    """Write every schema into a folder, all or none; returns the names of the files."""
    files = schema_files()
    replace_all(folder, files)
    return list(files)


def schema_files() -> dict[str, bytes]:
    """Every schema by the name of its file."""
    return {n: (json.dumps(s, ensure_ascii=False, indent=1) + "\n").encode() for n, s in schemas().items()}


def schemas() -> dict[str, dict[str, Any]]:
    """Every schema by the name of its file."""
    found = {schema_name(k.name): source_schema(k.cls, k.name, k.title) for k in FILE_KINDS}
    return found | {schema_name(SNAPSHOT): snapshot_schema()}


def schema_name(kind: str) -> str:
    """The file in which the schema of a kind of file stands."""
    return f"{kind}.schema.json"


SNAPSHOT_SCHEMA = schema_name(SNAPSHOT)


def source_schema(cls: type[Value], name: str, title: str) -> dict[str, Any]:
    """The schema of a kind of source file, as an editor needs it."""
    plain = cls.model_json_schema(by_alias=True, mode="validation")
    return _finished(cls, plain, name, title, as_text=True)


def snapshot_schema() -> dict[str, Any]:
    """The schema of snapshots, which are JSON: numbers are numbers, text is text."""
    plain = Snapshot.model_json_schema(by_alias=True, mode="serialization")
    return _finished(Snapshot, plain, SNAPSHOT, SNAPSHOT_TITLE, as_text=False)


def _finished(
    cls: type[Value], plain: dict[str, Any], name: str, title: str, *, as_text: bool
) -> dict[str, Any]:
    definitions = plain.pop("$defs", {})
    above = keys_above(cls, title)
    classes = {found.__name__: found for found in above}
    bodies = {own: _shaped(body, as_text) for own, body in definitions.items()}
    bodies["_root"] = _shaped(plain, as_text)
    for own, body in bodies.items():
        described = cls if own == "_root" else classes.get(own)
        if described is not None:
            body["title"] = above[described][0]
            _describe(body, above[described], as_text)
    root = bodies.pop("_root")
    return {
        "$schema": DIALECT,
        "$id": f"urn:hyojun:{schema_name(name)}",
        "title": title,
        "description": describe((), title) or title,
        **root,
        **({"$defs": bodies} if bodies else {}),
    }


def _describe(body: dict[str, Any], above: tuple[str, ...], as_text: bool) -> None:
    """Give the properties of a class their titles and descriptions."""
    properties = body.get("properties", {})
    for key in [k for k in properties if as_text and k in FILLED_IN]:
        del properties[key]
    for key, given in properties.items():
        told = {"title": key, "description": describe(above, key) or key}
        properties[key] = {**told, **{k: v for k, v in given.items() if k not in ("title", "description")}}


def _shaped(node: Any, as_text: bool) -> Any:
    """A schema without English, without null (an absent key says that), with scalars as editors see them."""
    if isinstance(node, list):
        return [_shaped(part, as_text) for part in node]
    if not isinstance(node, dict):
        return node
    if "anyOf" in node:
        kept = [part for part in node["anyOf"] if part != {"type": "null"}]
        if len(kept) < len(node["anyOf"]):
            node = {k: v for k, v in node.items() if k not in ("anyOf", "default")}
            node = {**kept[0], **node} if len(kept) == 1 else {"anyOf": kept, **node}
    if "patternProperties" in node:
        node = {"additionalProperties": False, **node}
    dropped = {"description", "discriminator", "title"} | (
        {"default"} if node.get("default") == [] else set()
    )
    found = {k: _below(k, v, as_text) for k, v in node.items() if k not in dropped or not _is_keyword(k, v)}
    return _scalar(found) if as_text else found


def _is_keyword(key: str, value: Any) -> bool:
    """Whether `title` and the like stand here as keywords; a property of that name has a schema."""
    return key == "discriminator" or key == "default" or isinstance(value, str)


def _below(key: str, value: Any, as_text: bool) -> Any:
    if key in ("properties", "patternProperties", "$defs"):
        return {name: _shaped(part, as_text) for name, part in value.items()}
    return value if key in ("enum", "const", "default", "required") else _shaped(value, as_text)


def _scalar(node: dict[str, Any]) -> dict[str, Any]:
    """A scalar as an editor sees what hyojun takes for it, quoted or not."""
    if "enum" in node or "const" in node:
        words = node.get("enum", [node.get("const")])
        numbers = [int(w) for w in words if isinstance(w, str) and re.fullmatch("[1-9][0-9]*", w)]
        if not numbers:
            return node
        rest = {k: v for k, v in node.items() if k not in ("const", "enum", "type")}
        return {**rest, "enum": [*words, *numbers]}
    match node.get("type"):
        case "string" if node.get("format") is None:
            return {**node, **_as_written(node.get("pattern"))}
        case "integer":
            return {**node, "type": ["integer", "string"], "pattern": _WHOLE}
        case "number":
            return {**node, "type": ["number", "string"], "pattern": _REAL}
        case "boolean":
            return {
                **node,
                "type": ["boolean", "string", "integer"],
                "pattern": _FLAG,
                "minimum": 0,
                "maximum": 1,
            }
    return node


@cache
def _as_written(pattern: str | None) -> dict[str, Any]:
    """The types an unquoted text of a pattern may have in an editor, and the range of its numbers."""
    if pattern is None:
        return {"type": ["string", "number", "boolean"]}
    wanted = PATTERNS.get(pattern)
    told = {"patternErrorMessage": f"{wanted.removesuffix('で')}で書いてください。"} if wanted else {}
    fits = re.compile(pattern).search
    types = ["string"]
    bounds: dict[str, int] = {}
    digits = [n for n in range(1, _MOST_DIGITS + 1) if fits("1" + "0" * (n - 1)) and fits("9" * n)]
    if fits("1.5"):
        types.append("number")
    elif digits and digits == list(range(digits[0], digits[-1] + 1)):
        types.append("integer")
        bounds["minimum"] = 10 ** (digits[0] - 1)
        if digits[-1] < _MOST_DIGITS:
            bounds["maximum"] = 10 ** digits[-1] - 1
    if fits("true") and fits("false"):
        types.append("boolean")
    return {"type": types if len(types) > 1 else "string", **bounds, **told}


class Place(NamedTuple):
    """A key of a class, and the keys below which that class stands."""

    above: tuple[str, ...]
    key: str


def describe(above: tuple[str, ...], key: str) -> str | None:
    """What a key means: as the entry `帳票.対象` says, else as the entry `対象` does."""
    known = descriptions()
    named = (known.get(f"{word}.{key}") for word in above)
    return next((text for text in named if text), known.get(key))


@cache
def descriptions() -> dict[str, str]:
    """`data/keys.yaml`. A broken one is a defect of hyojun: RuntimeError."""
    text = (resources.files("hyojun") / "data" / "keys.yaml").read_text(encoding="utf-8")
    parsed = parse(text, "keys.yaml")
    if parsed.findings or not all(isinstance(told, str) for told in parsed.tree.values()):
        raise RuntimeError(f"data/keys.yaml of hyojun is broken: {parsed.findings}")
    return dict(parsed.tree)


def described_places() -> Iterator[Place]:
    """Every key of every class in a source file or a snapshot that needs a description."""
    for cls, title in (*((kind.cls, kind.title) for kind in FILE_KINDS), (Snapshot, SNAPSHOT_TITLE)):
        for found, above in keys_above(cls, title).items():
            for name, field in found.model_fields.items():
                if not field.exclude or cls is not Snapshot:
                    yield Place(above, field.alias or name)


@cache
def keys_above(cls: type[Value], title: str) -> dict[type[Value], tuple[str, ...]]:
    """Every class in a file → the keys under which it stands, nearest to the root first; the title above all."""
    found: dict[type[Value], tuple[str, ...]] = {cls: (title,)}
    waiting = [cls]
    for current in waiting:
        for name, field in current.model_fields.items():
            word = field.alias or name
            for below in values_in(field.annotation):
                if below not in found and not field.exclude:
                    waiting.append(below)
                if not field.exclude and word not in found.get(below, ()):
                    found[below] = (*found.get(below, ()), word)
    return found
