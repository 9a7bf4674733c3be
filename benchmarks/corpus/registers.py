"""ID台帳: every ID of a 業務 by kind, in order of number, which is the order of issue."""

from collections.abc import Iterator
from typing import Any

Plain = dict[str, Any]
_KEYS = {
    "機能": "機能ID",
    "帳票": "帳票ID",
    "データ": "データ項目ID",
    "グループ": "グループID",
    "連携": "連携ID",
}
_LISTS = ("見出し", "機能", "帳票", "データグループ", "連携")
"""Keys under which things with an ID stand, or lists of them."""


def registers(yaml: dict[str, Plain]) -> dict[str, Plain]:
    """The registers by path inside the folder of the 業務."""
    things = [thing for file in yaml.values() for thing in _things(file)]
    found = {}
    for kind, key in _KEYS.items():
        rows = [{"ID": id, "状態": "現行"} for id in sorted(t[key] for t in things if key in t)]
        if rows:
            found[f"ID台帳/{kind}.yaml"] = {"種類": kind, "台帳": rows}
    return found


def _things(node: Plain) -> Iterator[Plain]:
    """Everything with an ID below a file, a heading or a group."""
    for word in (*_LISTS, "データ項目"):
        for thing in node.get(word, ()):
            if isinstance(thing, dict):
                yield thing
                yield from _things(thing)
