"""On which sheet of a workbook a drawing lies: by the relations of its parts, once they are known to be harmless XML."""

import posixpath
import zipfile
from collections.abc import Iterator
from xml.etree import ElementTree

_WORKBOOK = "xl/workbook.xml"


def sheets_of_drawings(archive: zipfile.ZipFile) -> dict[str, str]:
    """Part with drawings → title of its sheet; without those of which that cannot be told."""
    names = set(archive.namelist())
    if _WORKBOOK not in names:
        return {}
    parts = {id: part for id, _, part in _relations(archive, _WORKBOOK, names)}
    found: dict[str, str] = {}
    for element in ElementTree.fromstring(archive.read(_WORKBOOK)).iter():
        if not element.tag.endswith("}sheet"):
            continue
        id = next((value for key, value in element.attrib.items() if key.endswith("}id")), "")
        sheet = parts.get(id, "")
        for _, kind, part in _relations(archive, sheet, names):
            if kind in ("drawing", "vmlDrawing"):
                found[part] = element.get("name", "")
    return found


def _relations(archive: zipfile.ZipFile, part: str, names: set[str]) -> Iterator[tuple[str, str, str]]:
    """ID, kind and target of what a part refers to."""
    folder, name = posixpath.split(part)
    listed = f"{folder}/_rels/{name}.rels"
    if listed not in names:
        return
    for element in ElementTree.fromstring(archive.read(listed)):
        target = element.get("Target", "")
        whole = target.lstrip("/") if target.startswith("/") else posixpath.join(folder, target)
        yield element.get("Id", ""), element.get("Type", "").rpartition("/")[2], posixpath.normpath(whole)
