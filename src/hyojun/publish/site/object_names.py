"""What entries are called by roles in prose and in objects.inv."""

from hyojun.model import PROSE_ROLES, SERIES, Ref

TYPES = PROSE_ROLES
"""Object types and roles, by the names authors write."""
NAMES = {kind: name for name, kind in TYPES.items()}


def object_name(ref: Ref) -> str:
    """The name in objects.inv: IDs of a series alone, keys with their 業務 before them."""
    return ref.id if ref.kind in SERIES else f"{ref.business}/{ref.id}"
