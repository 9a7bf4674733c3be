"""変更一覧 going out: every change between the editions of all 業務 in one file, as CSV and as JSON.

A build of one 業務 renews what the list says of that 業務; the others stay as they were listed, as their
snapshots beside it do. The list names the 業務 that it is about.
"""

import json
from collections.abc import Sequence
from pathlib import Path

from hyojun.diff import ChangeList, Step, listed, listing_csv, listing_json, listing_schema
from hyojun.source import CHANGE_LIST

from .job import Published
from .problems import CannotPublish

JSON = f"snapshot/{CHANGE_LIST}"
CSV, SCHEMA = (f"{JSON.removesuffix('json')}{ending}" for ending in ("csv", "schema.json"))
WORKBOOK = "excel/変更一覧.xlsx"
"""Written with the other workbooks (`papers/listing.py`)."""
FILES = (CSV, JSON, SCHEMA, WORKBOOK)


class UnreadableList(CannotPublish):
    """The list of an earlier build cannot be read, so that nothing can be kept of it."""


def write_changes(
    steps: Sequence[Step], businesses: Sequence[str], out: Path, earlier: Path | None = None
) -> list[Published]:
    """Write the list of some 業務 below `out`; `earlier`: the JSON of a build whose other 業務 are kept.

    Raises UnreadableList.
    """
    found = listed((step.comparison for step in steps), businesses)
    if earlier is not None and earlier.is_file():
        found = _read(earlier).renewed(found)
    schema = json.dumps(listing_schema(), ensure_ascii=False, indent=1) + "\n"
    (out / "snapshot").mkdir(parents=True, exist_ok=True)
    for path, text in ((CSV, listing_csv(found)), (JSON, listing_json(found)), (SCHEMA, schema)):
        (out / path).write_text(text, encoding="utf-8", newline="")
    return [Published(path, "snapshot") for path in (CSV, JSON, SCHEMA)]


def _read(path: Path) -> ChangeList:
    try:
        return ChangeList.model_validate_json(path.read_bytes())
    except (OSError, ValueError) as error:
        raise UnreadableList(
            f"前に作った「{path.name}」を読めないため、ほかの業務の変更を引き継げません。"
            "--spec を付けずに作り直してください。"
        ) from error
