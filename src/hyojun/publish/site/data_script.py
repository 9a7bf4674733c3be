"""Data for scripts of the site, as scripts: a page opened from a folder may load nothing else."""

import json
from typing import Any


def call(name: str, *values: Any) -> bytes:
    """A script of one call. What could end a script or a line of one is written as its number."""
    arguments = ",".join(json.dumps(v, ensure_ascii=False, separators=(",", ":")) for v in values)
    for character in "<\u2028\u2029":
        arguments = arguments.replace(character, f"\\u{ord(character):04x}")
    return f"{name}({arguments});\n".encode()
