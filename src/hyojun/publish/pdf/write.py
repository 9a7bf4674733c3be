"""A PDF per document or volume: data as JSON, templates, fonts and pictures in a folder of its own, Typst over it."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Business, Document

from ..in_force import reflected
from ..job import Job, Published, stem, template_folders
from .document import document_data, linked
from .fonts import FontSet, font_set, missing, variants
from .glyphs import missing_message
from .kept import Kept, Ready, Typeset
from .line_numbers import LAYOUT, Named, lines_csv, named, numbered_lines
from .links import resolved
from .margin import numbered
from .objects import objects, packed
from .pictures import Pictures
from .problems import PdfError
from .text import Data, anchors, strings
from .typesetter import compiled_and_asked, families, family
from .volumes import part, volumes
from .words import Place

STANDARDS = ["a-2a", "ua-1"]
_PACKAGE = re.compile(r"""["'“]@[a-z0-9-]+/""")


class _File(NamedTuple):
    """A PDF to be made: its name without suffix, what stands in it, and the folder it is set in."""

    name: str
    place: Place
    reference: str
    """What references from the other files of the document call it."""
    work: Path
    data: Data


def write_pdf(job: Job, business: Business, out: Path) -> list[Published]:
    """The PDFs of every document of a 業務, as out/pdf/<stem>.pdf, and for drafts the tables of their 行番号
    beside them; set anew only where something has changed since the build before. Raises PdfError."""
    fonts = font_set(job.settings.fonts)
    kept = Kept(job, "documents", business)
    (out / "pdf").mkdir(parents=True, exist_ok=True)
    written: list[Published] = []
    for index, document in enumerate(business.documents, 1):
        files = _files(job, business, document, job.work / "pdf" / f"{business.id}-{index}")
        placed = {at: file.reference for file in files for at in anchors(file.data)} if files[1:] else {}
        while files:
            name = files[0].name
            # What a large document is made of should not stay beside what Typst needs.
            made = _ready(files.pop(0), placed, fonts)
            for path, content in kept.files(f"pdf/{name}", made).items():
                (out / path).write_bytes(content)
                written.append(Published(path, "pdf", business.id, document.name, document.edition))
    kept.note()
    return written


def _files(job: Job, business: Business, document: Document, work: Path) -> list[_File]:
    """The files of a document: itself, or its volumes."""
    divided = volumes(job.root, document)
    places = [
        (v.short, Place(job, business, part(document, v, divided), v.label, v is divided[0])) for v in divided
    ]
    found = []
    for number, (reference, place) in enumerate(places or [("", Place(job, business, document))], 1):
        own = work / str(number)
        copy_templates(job.root, own)
        pictures = Pictures(job, business, own)
        data = document_data(place, pictures.picture, pictures.attached, pictures.drawn)
        what = "_".join((document.name, *place.volume.split("　"))) if place.volume else ""
        found.append(
            _File(stem(business, document, what, reflected(job, business)), place, reference, own, data)
        )
    return found


def _ready(file: _File, placed: Mapping[str, str], fonts: FontSet) -> Ready:
    place, data = file.place, linked(file.place, file.data, placed)
    names = named(place.business, place.document)
    return ready(place, f"{file.name}.pdf", data, fonts, file.work, names, has_lines=place.circulated)


def document_pdf(
    job: Job, business: Business, document: Document, name: str, fonts: FontSet, work: Path
) -> bytes:
    """A document as one PDF, however it is divided; `name` is what errors call it. Raises PdfError."""
    place = Place(job, business, document)
    copy_templates(job.root, work)
    pictures = Pictures(job, business, work)
    data = document_data(place, pictures.picture, pictures.attached, pictures.drawn)
    return ready(place, name, linked(place, data, {}), fonts, work, named(business, document)).typeset().pdf


def ready(
    place: Place,
    name: str,
    data: dict[str, Data],
    fonts: FontSet,
    work: Path,
    names: Mapping[str, Named],
    main: str = "document.typ",
    *,
    has_lines: bool = False,
) -> Ready:
    """A PDF from a template in a folder that has its data, with links to places; `names`: what these are called.

    Errors, also when it is set, are PdfErrors told of the file `name`.
    """
    question = LAYOUT if has_lines else None

    def typeset() -> Typeset:
        with _told_of(name):
            pdf, answer = compiled_and_asked(work, main, fonts, question, pdf_standards=STANDARDS)
            found, layout = numbered(objects(pdf), answer)
            made = packed(resolved(found, {at: one.spoken for at, one in names.items()}))
            return Typeset(made, lines_csv(numbered_lines(layout, names)) if layout else None)

    with _told_of(name):
        _prepare(place, data, fonts, work)
    return Ready(work, [main, question, {at: list(one) for at, one in names.items()}], typeset)


@contextmanager
def _told_of(name: str) -> Iterator[None]:
    """Errors say which file could not be made."""
    try:
        yield
    except PdfError as error:
        raise PdfError(f"PDF「{name}」を作れません。{error}") from error


def _prepare(place: Place, data: dict[str, Data], fonts: FontSet, work: Path) -> None:
    """Write what the templates read, the fonts of variants beside it."""
    if characters := missing(strings(data), fonts.coverages):
        raise PdfError(missing_message(place, characters))
    data["fonts"] = families(fonts)
    data["variants"] = [
        {"texts": "|".join(texts), "font": family(font, work / f"font{number}")}
        for number, (font, texts) in enumerate(variants(strings(data), fonts).items(), 1)
    ]
    (work / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8", newline="\n")


def copy_templates(root: Path, work: Path) -> None:
    """Templates of hyojun, then those of the repository over them."""
    shutil.rmtree(work, ignore_errors=True)
    work.mkdir(parents=True)
    folders = template_folders(root, "typst")
    for folder in reversed(folders):
        for path in sorted(folder.rglob("*.typ")):
            text = path.read_text(encoding="utf-8")
            if _PACKAGE.search(text):
                raise PdfError(
                    f"テンプレート「typst/{path.relative_to(folder).as_posix()}」が外部のパッケージ（@…）を使っています。"
                    "組版はネットワークを使いません。必要な部分をテンプレートの中に書いてください。"
                )
            target = work / path.relative_to(folder)
            target.parent.mkdir(parents=True, exist_ok=True)
            target.write_text(text, encoding="utf-8", newline="\n")
    if not (work / "document.typ").is_file():
        raise PdfError("PDFのテンプレート typst/document.typ がありません。hyojun を入れ直してください。")
