"""A comparison as JSON: the master, from which every other form of it can be made again."""

import json
from typing import Any

from ..changes import Comparison


def render(comparison: Comparison) -> str:
    """The comparison under its published words, absent fields omitted."""
    plain = {"形式の版": comparison.version, "文書": [], **comparison.plain()}
    return json.dumps(plain, ensure_ascii=False, indent=1)


def schema() -> dict[str, Any]:
    """The JSON Schema of what `render` writes; `data/comparison.schema.json` holds it."""
    found = Comparison.model_json_schema(by_alias=True)
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": "hyojun diff --format json",
        "description": "版の比較。形式の版は、項目の意味が変わるときに上がる。項目が増えるだけなら上がらない。",
        "required": ["形式の版", "文書"],
    }
