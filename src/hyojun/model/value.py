"""The base of every type of the model: immutable values that know where they were written.

Python names are English; the alias of each field is the word of the published tables, and that
alias is the key in YAML, in snapshots and in JSON Schema alike. One vocabulary, four readers.
"""

from collections.abc import Mapping
from typing import Annotated, Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Discriminator, Field, StringConstraints, Tag

Text = Annotated[str, StringConstraints(min_length=1)]
"""Text with at least one character. Line breaks are content; nothing is stripped."""

LINE = r"^[^\r\n]+$"
Line = Annotated[str, StringConstraints(pattern=LINE)]
"""Text on one line: names, titles, labels."""

FILE_NAME = r"^[^\x00-\x20\x7f/\\:*?\"<>|.][^\x00-\x1f\x7f/\\:*?\"<>|]*$"
"""A name that becomes part of file names: nothing in it leads to another folder or is refused by a disk."""

KEY = r"^[a-z][a-z0-9]*(-[a-z0-9]+)*$"
Key = Annotated[str, StringConstraints(pattern=KEY, max_length=60)]
"""A permanent key chosen by the author; it becomes part of addresses, hence plain ASCII."""

Sha256 = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
"""Digest of a file, in lower-case hexadecimal; it names the file in a snapshot."""

FILE_DIGEST = r"^(?:[0-9a-f]{64})$"
FileDigest = Annotated[str, StringConstraints(pattern=FILE_DIGEST)]
"""The same where an author writes it, or a command for him."""

EDITION = r"^[0-9]+\.[0-9]+(案[0-9]*)?$"
EditionLabel = Annotated[str, StringConstraints(pattern=EDITION)]
"""X.Y of 【第X.Y版】; a frozen draft adds 案 and its number."""


def edition_words(edition: str) -> str:
    """第1.1版; a frozen draft (1.1案2) is 第1.1版（案2）."""
    number, _, draft = edition.partition("案")
    return f"第{number}版（案{draft}）" if "案" in edition else f"第{number}版"


Mark = Literal["○"]
"""The circle of the official tables; its absence is the absence of the field."""


class Origin(NamedTuple):
    """Where an entity was written: a file and the path of keys and indices inside it."""

    file: str
    """Path relative to the root of the repository, with `/`."""
    path: tuple[str | int, ...] = ()

    def at(self, *steps: str | int) -> "Origin":
        return Origin(self.file, (*self.path, *steps))


class Value(BaseModel):
    """An immutable value. `origin` is not a field: outside equality, dump and digest."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
        defer_build=True,  # a hundred classes, of which a command uses some: a third of the start
    )

    origin: ClassVar[Origin | None] = None
    """Set on the instance by the reader; None for values made in memory."""

    def placed(self, origin: Origin) -> None:
        """Tell this value where it was written. Called once, by the reader."""
        object.__setattr__(self, "origin", origin)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """A copy with some fields changed; what was computed from the old ones is not taken along."""
        copied = super().model_copy(update=update, deep=deep)
        if update:
            kept = {*type(self).model_fields, "origin"}
            for name in [n for n in copied.__dict__ if n not in kept]:
                del copied.__dict__[name]
        return copied

    def plain(self) -> dict[str, Any]:
        """This value as plain JSON data under the published words, absent fields omitted."""
        return self.model_dump(mode="json", exclude_defaults=True)


class CitedSpecification(Value):
    """A document of others that binds us, with the edition we follow."""

    name: Line = Field(alias="名称")
    edition: Line | None = Field(None, alias="版")


class BodyNote(Value):
    """団体区分の注記: what is different for one 団体区分, in words; what is required, classes and days say."""

    body: Line = Field(alias="団体区分")
    text: Text = Field(alias="注記")


def by_body(kind: Any) -> Any:
    """Type of a value that is one for all, or a table 団体区分 → value (never both)."""
    return Annotated[
        Annotated[kind, Tag("one")]
        | Annotated[Annotated[dict[Line, kind], Field(min_length=1)], Tag("by_body")],
        Discriminator(lambda v: "by_body" if isinstance(v, dict) else "one"),
    ]
