"""What a line of a 業務フロー joins, said without the IDs a drawing tool gives."""

from dataclasses import dataclass, field


@dataclass(frozen=True)
class Joint:
    """A line between two elements, which are named as the other edition names them."""

    kind: str
    source: str
    target: str
    label: str | None
    default: bool
    ends: tuple[str, str] = field(compare=False)
    """IDs of both elements in its own edition."""

    def plain(self) -> dict[str, str]:
        more = ({"名称": self.label} if self.label else {}) | ({"既定": "○"} if self.default else {})
        return {"種類": self.kind, "元": self.ends[0], "先": self.ends[1]} | more
