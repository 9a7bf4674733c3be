"""One PDF per document: data as JSON, templates, fonts and pictures in a folder of its own, Typst over it."""

import json
import re
import shutil
from pathlib import Path

from hyojun.model import Business, Document

from ..job import Job, Published, stem, template_folders
from .document import document_data
from .fonts import FontSet, font_set, missing, variants
from .glyphs import missing_message
from .line_numbers import LAYOUT, SUFFIX, lines_csv, named, numbered_lines
from .pictures import Pictures
from .problems import PdfError
from .text import strings
from .typesetter import compiled_and_asked, families, family
from .words import Place

STANDARDS = ["a-2a", "ua-1"]
_PACKAGE = re.compile(r"""["'“]@[a-z0-9-]+/""")


def write_pdf(job: Job, business: Business, out: Path) -> list[Published]:
    """The PDF of every document of a 業務, as out/pdf/<stem>.pdf. Raises PdfError."""
    found = font_set(job.settings.fonts)
    return [
        published
        for index, document in enumerate(business.documents, 1)
        for published in _write(
            job, business, document, out, found, job.work / "pdf" / f"{business.id}-{index}"
        )
    ]


def _write(
    job: Job, business: Business, document: Document, out: Path, fonts: FontSet, work: Path
) -> list[Published]:
    """The PDF, and for a draft the table of its 行番号 beside it."""
    name = f"{stem(business, document)}.pdf"
    place = Place(job, business, document)
    _copy_templates(job.root, work)
    pictures = Pictures(job, business, work)
    data = document_data(place, pictures.picture, pictures.attached, pictures.drawn)
    if characters := missing(strings(data), fonts.coverages):
        raise PdfError(f"PDF「{name}」を作れません。{missing_message(place, characters)}")
    data["fonts"] = families(fonts)
    data["variants"] = [
        {"texts": "|".join(texts), "font": family(font, work / f"font{number}")}
        for number, (font, texts) in enumerate(variants(strings(data), fonts).items(), 1)
    ]
    (work / "data.json").write_text(json.dumps(data, ensure_ascii=False), encoding="utf-8", newline="\n")
    try:
        question = LAYOUT if place.circulated else None
        pdf, layout = compiled_and_asked(work, "document.typ", fonts, question, pdf_standards=STANDARDS)
    except PdfError as error:
        raise PdfError(f"PDF「{name}」を作れません。{error}") from error
    files = {name: pdf}
    if layout is not None:
        lines = numbered_lines(layout, named(business, document))
        files[f"{stem(business, document)}{SUFFIX}"] = lines_csv(lines).encode()
    (out / "pdf").mkdir(parents=True, exist_ok=True)
    for file, content in files.items():
        (out / "pdf" / file).write_bytes(content)
    return [Published(f"pdf/{f}", "pdf", business.id, document.name, document.edition) for f in files]


def _copy_templates(root: Path, work: Path) -> None:
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
