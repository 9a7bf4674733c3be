"""What was done to an edition: facts, each with what the issue of the catalogue says it weighs."""

from typing import Any, NamedTuple

Plain = dict[str, Any]
MUST, OPTION, FORBIDDEN = "実装必須", "標準オプション", "実装不可"
OWN = {
    "機能": "機能ID",
    "帳票": "帳票ID",
    "データ": "データ項目ID",
    "連携": "連携ID",
    "コード": "コードID",
    "グループ": "グループID",
    "見出し": "キー",
}
"""The key of a row that says which it is."""


class Key(NamedTuple):
    """Where a fact and a change meet: a thing by its IDs in both editions, and the field."""

    kind: str
    old: tuple[str, ...]
    new: tuple[str, ...]
    field: str | None


class Fact(NamedTuple):
    """One thing that is true of the two editions."""

    key: Key
    act: str
    duty: bool | None
    """Whether it is 影響大 by the words of the issue; None: they do not decide it."""
    is_wording: bool | None = False
    """Whether nothing but wording changed; None: it only follows from another fact, and need not be told."""
    texts: tuple[str, str] | None = None


def is_duty_for_class(old: str, new: str) -> bool | None:
    """「class raised or lowered to 実装不可」. From 実装不可 to an option both readings are possible."""
    if new == MUST or (new == FORBIDDEN and old != FORBIDDEN):
        return old != new
    return None if old == FORBIDDEN else False


def is_must(f: Plain) -> bool:
    """Whether some 団体区分 has to have it."""
    found = f["実装類型"]
    return MUST in (found.values() if isinstance(found, dict) else (found,))
