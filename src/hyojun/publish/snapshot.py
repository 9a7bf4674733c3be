"""Snapshots going out: one JSON per document, with the JSON Schema they keep."""

import json
from pathlib import Path

from hyojun.model import Business, Snapshot, snapshot

from .job import Job, Published

SCHEMA = "hyojun-snapshot-1.schema.json"


def write_snapshots(job: Job, business: Business, out: Path) -> list[Published]:
    """`snapshot/002-機能-1.1.json` for every document of a 業務."""
    folder = out / "snapshot"
    folder.mkdir(parents=True, exist_ok=True)
    written = []
    for document in business.documents:
        path = f"snapshot/{business.id}-{document.name}-{document.edition}.json"
        (out / path).write_text(_json(snapshot(business, document).plain()), encoding="utf-8", newline="\n")
        written.append(Published(path, "snapshot", business.id, document.name, document.edition))
    return written


def write_schema(out: Path) -> Published:
    """The JSON Schema of snapshots, for those who read them with other programs."""
    path = f"snapshot/{SCHEMA}"
    (out / "snapshot").mkdir(parents=True, exist_ok=True)
    (out / path).write_text(_json(schema()), encoding="utf-8", newline="\n")
    return Published(path, "snapshot")


def schema() -> dict[str, object]:
    """JSON Schema (2020-12) of a snapshot under the published words."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "hyojun スナップショット 第1版",
        **Snapshot.model_json_schema(by_alias=True, mode="serialization"),
    }


def _json(data: object) -> str:
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
