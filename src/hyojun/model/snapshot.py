"""A snapshot: one document, frozen, with what is needed to load it again and a digest per entry."""

from typing import Literal

from pydantic import Field

from .business import Business
from .digest import NORMATIVE, digest
from .documents import BusinessHead, Document
from .registry import RegisteredBusiness
from .value import Value

FORMAT: Literal["hyojun-snapshot"] = "hyojun-snapshot"
VERSION = 1


class Snapshot(Value):
    """One document of a 業務 at one moment."""

    format: Literal["hyojun-snapshot"] = Field(alias="形式")
    version: int = Field(alias="形式の版", ge=1)
    registered: RegisteredBusiness = Field(alias="業務")
    head: BusinessHead = Field(alias="業務の宣言")
    document: Document = Field(alias="文書")
    digests: dict[str, str] = Field(alias="要約値")
    """Entry → `d1:` digest over its normative fields."""


def snapshot(business: Business, document: Document) -> Snapshot:
    """Freeze one document of a 業務."""
    return Snapshot(
        format=FORMAT,
        version=VERSION,
        registered=business.registered,
        head=business.head,
        document=document,
        digests=digests(business, document),
    )


def digests(business: Business, document: Document) -> dict[str, str]:
    """The digest of every entry of a document that has normative fields, in reading order."""
    found = {
        entry.ref.label: digest(entry.value)
        for entry in business.entries
        if entry.document is document
        and type(entry.value) in NORMATIVE
        and type(entry.value).__name__ != "TreeNode"
    }
    inside = document.contents
    found |= {f"本編/{c.file}": digest(c) for c in inside.chapters}
    found |= {f"ツリー図/{n}": digest(t) for n, t in enumerate(inside.tree, 1)}
    found |= {f"標準化対象外/{n}": digest(o) for n, o in enumerate(inside.out_of_scope, 1)}
    found |= {f"独自施策/{n}": digest(m) for n, m in enumerate(inside.local_measures, 1)}
    found |= {f"非機能要件/{n}": digest(r) for n, r in enumerate(inside.non_functional, 1)}
    return found
