"""A PDF per document or volume: data as JSON, templates, fonts and pictures in a folder of its own, Typst over it."""

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import Business, Document

from ..file_names import LINE_NUMBERS
from ..in_force import reflected
from ..job import Job, Published, stem, template_folders
from .document import document_data, linked
from .fonts import FontSet, font_set, missing, variants
from .glyphs import missing_message
from .kept import Files, Kept, key_of
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
    kept = Kept(job, business)
    (out / "pdf").mkdir(parents=True, exist_ok=True)
    written: list[Published] = []
    for index, document in enumerate(business.documents, 1):
        files = _files(job, business, document, job.work / "pdf" / f"{business.id}-{index}")
        placed = {at: file.reference for file in files for at in anchors(file.data)} if files[1:] else {}
        while files:
            # What a large document is made of should not stay beside what Typst needs.
            file = files.pop(0)
            file = file._replace(data=linked(file.place, file.data, placed))
            for path, content in _made(file, fonts, kept).items():
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


def document_pdf(
    job: Job, business: Business, document: Document, name: str, fonts: FontSet, work: Path
) -> bytes:
    """A document as one PDF, however it is divided; `name` is what errors call it. Raises PdfError."""
    place = Place(job, business, document)
    copy_templates(job.root, work)
    pictures = Pictures(job, business, work)
    data = document_data(place, pictures.picture, pictures.attached, pictures.drawn)
    return typeset(place, name, linked(place, data, {}), fonts, work)[0]


def _made(file: _File, fonts: FontSet, kept: Kept) -> Files:
    """The PDF by its path, and for a draft the table of its 行番号."""
    path = f"pdf/{file.name}.pdf"
    place, question = file.place, LAYOUT if file.place.circulated else None
    names = named(place.business, place.document)

    def make() -> Files:
        pdf, layout = _set(file.work, "document.typ", fonts, names, question)
        if layout is None:
            return {path: pdf}
        return {
            path: pdf,
            f"pdf/{file.name}{LINE_NUMBERS}": lines_csv(numbered_lines(layout, names)).encode(),
        }

    with _told_of(f"{file.name}.pdf"):
        _prepare(place, file.data, fonts, file.work)
        asked = [path, question, {at: list(one) for at, one in names.items()}]
        return kept.files(key_of(file.work, place.job.settings.fonts, asked), make)


def typeset(
    place: Place,
    name: str,
    data: dict[str, Data],
    fonts: FontSet,
    work: Path,
    main: str = "document.typ",
    question: str | None = None,
) -> tuple[bytes, Any]:
    """What a template in a folder makes of data, and what Typst answers to a question about it.

    Raises PdfError, told of the file `name`.
    """
    with _told_of(name):
        _prepare(place, data, fonts, work)
        return _set(work, main, fonts, named(place.business, place.document), question)


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


def _set(
    work: Path, main: str, fonts: FontSet, names: Mapping[str, Named], question: str | None
) -> tuple[bytes, Any]:
    """What Typst makes of a prepared folder, with links to places."""
    pdf, answer = compiled_and_asked(work, main, fonts, question, pdf_standards=STANDARDS)
    found, layout = numbered(objects(pdf), answer)
    return packed(resolved(found, {at: one.spoken for at, one in names.items()})), layout


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
