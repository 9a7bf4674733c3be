"""Numbers and keys for what has none yet: 仮番号, and keys that nothing else has."""

from collections.abc import Iterable

from hyojun.model import PROVISIONAL


class Numbering:
    """Gives 仮番号 and keys of one 業務, none of them twice."""

    def __init__(self, business: str, ids: Iterable[str] = (), keys: Iterable[str] = ()) -> None:
        self.business = business
        self._ids, self._keys = set(ids), set(keys)

    def taken(self, ids: Iterable[str]) -> None:
        """IDs that the workbook gives itself."""
        self._ids.update(ids)

    def provisional(self, letter: str = "") -> str:
        return self._next(f"{self.business}{letter}{PROVISIONAL}", self._ids)

    def key(self, wanted: str) -> str:
        """The wanted key, or that with the next number."""
        if wanted in self._keys:
            return self._next(f"{wanted}-", self._keys, 2)
        self._keys.add(wanted)
        return wanted

    @staticmethod
    def _next(stem: str, used: set[str], number: int = 1) -> str:
        while f"{stem}{number}" in used:
            number += 1
        used.add(f"{stem}{number}")
        return f"{stem}{number}"
