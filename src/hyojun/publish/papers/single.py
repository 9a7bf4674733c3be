"""新旧対照表 of any two versions, as `hyojun diff` asks for them: one file, or a folder with one a document."""

import os
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Literal

from hyojun.diff import Comparison, DocumentComparison, comparison_table, held_in, words
from hyojun.model import AttachedLayout, Business
from hyojun.source import (
    NoRepository,
    Settings,
    Versions,
    digests_of,
    frozen_assets,
    load_common,
    replace_file,
)

from ..excel.cells import ExcelError
from ..file_names import LINE_NUMBERS, reached
from ..job import stem
from ..layout_figures import Files
from ..pdf.fonts import font_set
from ..pdf.problems import PdfError
from ..problems import TableError
from .comparison import comparison_paper
from .names import COMPARISON
from .overview import wording
from .paper import Paper
from .pdf import figure_pictures, table_pdf
from .profile import load_profile
from .workbook import table_workbook

_NOWHERE = Path(os.devnull)
"""In the place of a repository where there is none: no templates but those of hyojun."""


def write_comparison(
    versions: Versions,
    comparison: Comparison,
    kind: Literal["pdf", "xlsx"],
    out: Path,
    root: Path | None,
    style: str | None = None,
) -> tuple[Path, ...]:
    """Write the 新旧対照表 of every document that changed; of drafts the tables of their 行番号 beside
    them; none where nothing did. Raises TableError.

    `out`: a folder (one that exists, or a name with no ending) for a file a document, else the file of the only one.
    """
    found = [d for d in comparison.documents if not words.is_empty(d)]
    is_folder = out.is_dir() or not out.suffix
    if len(found) > 1 and not is_folder:
        raise TableError(
            f"変更のある文書が{len(found)}件あります。--out にフォルダーを指定するか、"
            "--spec で業務を、版のファイルで文書を1つに絞ってください。"
        )
    written = []
    for document in found:
        paper, name, files = _paper(versions, document, root, style)
        target = out / f"{name}.{kind}" if is_folder else out
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            content, lines = _content(paper, kind, root, files)
        except (ExcelError, PdfError) as error:
            raise TableError(f"「{target.name}」を作れません。{error}") from error
        replace_file(target, content)
        written.append(target)
        if lines is not None:
            beside = target.with_name(target.stem + LINE_NUMBERS)
            replace_file(beside, lines.encode("utf-8"))
            written.append(beside)
    return tuple(written)


def _paper(
    versions: Versions, found: DocumentComparison, root: Path | None, style: str | None
) -> tuple[Paper, str, Files]:
    old, new = (held_in(side, found) for side in (versions.old, versions.new))
    own = new or old
    assert own is not None
    corpus = (versions.new if new else versions.old).corpus
    era = corpus.registry.profile(own.business.registered.profile).era
    table = comparison_table(
        found, old and (old.business, old.document), new and (new.business, new.document), wording(era)
    )
    profile = load_profile(root or _NOWHERE).style(style)
    paper = comparison_paper(table, profile, own, old, era=era)
    name = stem(own.business, own.document, corrected=reached(own.last_errata))
    return paper, f"{name}_{COMPARISON}", _files(root, own.business, paper)


def _files(root: Path | None, business: Business, paper: Paper) -> Files:
    """The attached pages that are at hand, by what is in them: those of frozen editions and of the work tree."""
    if root is None or not paper.figures:
        return {}
    found = dict(frozen_assets(root))
    for layout in (side.form.layout for figure in paper.figures for side in figure.sides):
        if isinstance(layout, AttachedLayout) and layout.sha256:
            path = root / "spec" / business.id / layout.file
            if path.is_file() and layout.sha256 in digests_of(path, path.read_bytes()):
                found[layout.sha256] = path
    return found


def _content(
    paper: Paper, kind: Literal["pdf", "xlsx"], root: Path | None, files: Files
) -> tuple[bytes, str | None]:
    """The file, and the table of its 行番号 where it has any."""
    with TemporaryDirectory(prefix="hyojun-table-") as folder:
        fonts, work = font_set(_settings(root).fonts), Path(folder) / "work"
        if kind == "pdf":
            return table_pdf(paper, root or _NOWHERE, fonts, work, files)
        file = Path(folder) / "table.xlsx"
        pictures = figure_pictures(paper, root or _NOWHERE, fonts, work, files)
        table_workbook(paper, root or _NOWHERE, file, pictures=pictures)
        return file.read_bytes(), None


def _settings(root: Path | None) -> Settings:
    if root is None:
        return Settings()
    try:
        return load_common(root).settings
    except NoRepository as error:
        raise TableError(str(error)) from error
