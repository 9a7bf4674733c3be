"""Into how many files a document is divided: 本編 and 別紙, as data in templates/typst/."""

from pathlib import Path
from typing import Annotated

import yaml
from pydantic import Field, StringConstraints, TypeAdapter, ValidationError

from hyojun.model import FILE_NAME, LINE, Contents, Document, Value

from ..job import template_folders
from .problems import PdfError

FILE = "volumes.yaml"

_Part = Annotated[str, StringConstraints(pattern=FILE_NAME, max_length=30)]
_FIELDS = {field.alias or name: name for name, field in Contents.model_fields.items()}


class Volume(Value):
    """A file of a divided document."""

    number: _Part | None = Field(None, alias="番号")
    name: _Part = Field(alias="名称")
    contents: tuple[Annotated[str, StringConstraints(pattern=LINE)], ...] = Field((), alias="内容")
    """Keys of `Contents`."""

    @property
    def label(self) -> str:
        """別紙2　機能要件, as on its cover."""
        return "　".join(filter(None, (self.number, self.name)))

    @property
    def short(self) -> str:
        """What a reference calls it."""
        return self.number or self.name


Volumes = tuple[Volume, ...]
_PROFILES: TypeAdapter[dict[str, Volumes]] = TypeAdapter(dict[str, Volumes])


def volumes(root: Path, document: Document) -> Volumes:
    """The volumes of a document that have something in them; none where it is one file. Raises PdfError."""
    if document.volumes is None:
        return ()
    profiles = _profiles(root)
    if document.volumes not in profiles:
        raise PdfError(
            f"文書「{document.name}」の分冊「{document.volumes}」は、templates/typst/{FILE} にありません。"
            f"{'、'.join(profiles)} のどれかを書くか、{FILE} に足してください。"
        )
    first, *others = profiles[document.volumes]
    return (first, *(v for v in others if any(getattr(document.contents, _FIELDS[c]) for c in v.contents)))


def part(document: Document, volume: Volume, of: Volumes) -> Document:
    """The document with only what stands in one of its volumes: in the first, what no other has."""
    inside = document.contents
    if volume is of[0]:
        elsewhere = {c for v in of[1:] for c in v.contents}
        kept = {n for alias, n in _FIELDS.items() if alias not in elsewhere}
    else:
        kept = {_FIELDS[c] for c in volume.contents}
    update = {n: () for n in Contents.model_fields if n not in kept}
    return document.model_copy(update={"contents": inside.model_copy(update=update)})


def _profiles(root: Path) -> dict[str, Volumes]:
    found = next((f / FILE for f in template_folders(root, "typst") if (f / FILE).is_file()), None)
    if found is None:
        raise PdfError(f"PDFの分け方（templates/typst/{FILE}）がありません。hyojun を入れ直してください。")
    try:
        profiles = _PROFILES.validate_python(
            yaml.load(found.read_text(encoding="utf-8"), Loader=yaml.CSafeLoader)
        )
    except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
        raise PdfError(f"templates/typst/{FILE} を YAML として読めません（{error}）。") from error
    except ValidationError as error:
        first = error.errors()[0]
        place = "の".join(f"{s + 1}番目" if isinstance(s, int) else s for s in first["loc"])
        raise PdfError(f"templates/typst/{FILE} の {place} に誤りがあります（{first['msg']}）。") from error
    for name, own in profiles.items():
        _checked(name, own)
    return profiles


def _checked(name: str, own: Volumes) -> None:
    """Nothing is in two volumes, nothing has a name nobody knows, the first takes what is left."""
    named = [c for v in own for c in v.contents]
    unknown = [c for c in named if c not in _FIELDS]
    twice = sorted({c for c in named if named.count(c) > 1})
    labels = [v.label for v in own]
    trouble = ""
    if not own:
        trouble = "冊がありません"
    elif own[0].contents or own[0].number:
        trouble = "初めの冊に、番号又は内容が書かれています（初めの冊には、残りの全てが載ります）"
    elif unknown:
        trouble = f"内容「{unknown[0]}」はありません（{'、'.join(_FIELDS)} のどれか）"
    elif twice:
        trouble = f"内容「{twice[0]}」が2か所にあります"
    elif len(set(labels)) < len(labels):
        trouble = "同じ番号と名称の冊があります"
    if trouble:
        raise PdfError(f"templates/typst/{FILE} の分け方「{name}」を直してください。{trouble}。")
