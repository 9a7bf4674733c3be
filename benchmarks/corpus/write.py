"""Plain data to files: YAML in the project's one style, BPMN, Markdown, pictures."""

from collections.abc import Iterable
from pathlib import Path

from hyojun.source.yaml_writer import to_yaml

from .bpmn import bpmn
from .registers import registers
from .sources import Sources

_SETTINGS = """# The corpus of the measurements; made by `python -m benchmarks.corpus`.
[tool.hyojun]
title = "計測用の標準仕様書（架空）"
"""


def write(root: Path, corpus: Iterable[Sources]) -> dict[str, int]:
    """Write a repository into an empty folder; returns the bytes written by ending of the file."""
    sizes: dict[str, int] = {}

    def put(relative: str, content: str | bytes) -> None:
        path = root / relative
        path.parent.mkdir(parents=True, exist_ok=True)
        written = content.encode() if isinstance(content, str) else content
        path.write_bytes(written)
        sizes[path.suffix] = sizes.get(path.suffix, 0) + len(written)

    put("pyproject.toml", _SETTINGS)
    for own in corpus:
        base = f"spec/{own.share.id}"
        put(f"{base}/業務.yaml", to_yaml(own.head))
        for file, plain in (own.yaml | registers(own.yaml)).items():
            put(f"{base}/{file}", to_yaml(plain))
        for file, text in own.markdown.items():
            put(f"{base}/{file}", text)
        for file, picture in own.pictures.items():
            put(f"{base}/{file}", picture)
        for drawing in own.drawings:
            put(f"bpmn/{own.share.id}/{drawing.declared['ファイル']}", bpmn(drawing))
    return sizes
