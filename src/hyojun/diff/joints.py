"""What a line of a 業務フロー joins, said without the IDs a drawing tool gives."""

from typing import NamedTuple


class Joint(NamedTuple):
    """A line between two elements, which are named as the other edition names them."""

    kind: str
    source: str
    target: str
    label: str | None
    default: bool

    def plain(self) -> dict[str, str]:
        return {"種類": self.kind, "元": self.source, "先": self.target} | (
            {"名称": self.label} if self.label else {}
        )
