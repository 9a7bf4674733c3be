"""見え消し版 and 溶け込み版 of any two versions: of git refs, folders and frozen editions."""

import tempfile
from collections.abc import Iterator
from enum import StrEnum
from pathlib import Path
from typing import NamedTuple

from hyojun.diff import Comparison, Held, held_in, words
from hyojun.source import Settings, Version, asset_name, digests_of, named_files

from ..file_names import reached
from ..job import Job, stem
from ..layout_figures import NO_FILES, Files
from ..pdf import PdfError
from ..pdf.fonts import font_set
from ..pdf.write import document_pdf
from .as_html import redline_html
from .as_pdf import redline_ready
from .telling import Redline, consolidated, redline


class Layout(StrEnum):
    """How a whole document is laid out with its changes."""

    REDLINE = "見え消し"
    CONSOLIDATED = "溶け込み"


class LaidOut(NamedTuple):
    """A document that was laid out."""

    name: str
    """Of a file, with its ending."""
    content: bytes
    lines: bytes | None = None
    """The table of its 行番号 as CSV; None where it has none."""


class CannotLayOut(Exception):
    """A document could not be laid out; the message is for people."""


class Versions(NamedTuple):
    """What is laid out: everything that is known of two versions of a repository."""

    old: Version
    new: Version
    root: Path
    """Whose templates are used."""
    settings: Settings
    folders: tuple[Path, ...] = ()
    """Where pictures and attached pages of the new version may lie: as in a repository, or under their digests
    beside a snapshot."""


def laid_out(versions: Versions, comparison: Comparison, layout: Layout, ending: str) -> Iterator[LaidOut]:
    """The documents of a comparison as `pdf` or `html`, one after the other. Raises CannotLayOut.

    A document that is gone has no 溶け込み版, one that is new or gone no 見え消し版.
    """
    with tempfile.TemporaryDirectory(prefix="hyojun-diff-") as work:
        for number, found in enumerate(comparison.documents):
            was, now = (held_in(v, found) for v in (versions.old, versions.new))
            if now is None or (was is None and layout is Layout.REDLINE):
                continue
            named = stem(now.business, now.document, corrected=reached(now.last_errata))
            name = f"{named}_{layout}.{ending}"
            here = Path(work) / str(number)
            try:
                numbers = None
                if layout is Layout.REDLINE and was is not None:
                    told = redline(was, now, found, versions.new.corpus, words.editions(found))
                    content, numbers = _redlined(versions, told, name, here)
                elif ending == "pdf":
                    content = _document(versions, now, name, here)
                else:
                    content = _html(consolidated(now, versions.new.corpus))
            except PdfError as error:
                raise CannotLayOut(str(error)) from error
            yield LaidOut(name, content, numbers)


def _redlined(versions: Versions, told: Redline, name: str, work: Path) -> tuple[bytes, bytes | None]:
    found = {
        digest: file
        for held in (told.old, told.new)
        for name_, digest in (named_files(held.business, held.document) if held else ())
        if (file := _file(name_, digest, versions.folders))
    }
    if name.endswith(".html"):
        return _html(told, found, work), None
    job = Job(versions.root, versions.settings, versions.new.corpus, {}, work=work, released=(told.new,))
    made = redline_ready(job, told, name, work, font_set(versions.settings.fonts), found).typeset()
    return made.pdf, None if made.lines is None else made.lines.encode("utf-8")


def _html(told: Redline, files: Files = NO_FILES, work: Path = Path()) -> bytes:
    return (redline_html(told, files, work) + "\n").encode("utf-8")


def _document(versions: Versions, held: Held, name: str, work: Path) -> bytes:
    """溶け込み版 as PDF is the document itself, with its drawings."""
    files: dict[str, Path] = {}
    for file, digest in named_files(held.business, held.document):
        found = _file(file, digest, versions.folders)
        if found is None:
            raise CannotLayOut(
                f"「{name}」を作れません。この版の図「{file}」が手元にありません。"
                "この版を取り出したフォルダー（git worktree など）を、比べる先に指定してください。"
            )
        files[file] = found
    job = Job(versions.root, versions.settings, versions.new.corpus, files, work=work, released=(held,))
    fonts = font_set(versions.settings.fonts)
    return document_pdf(job, held.business, held.document, name, fonts, work)


def _file(name: str, digest: str, folders: tuple[Path, ...]) -> Path | None:
    """The file that is meant: what lies under its name may be another one by now."""
    for folder in folders:
        for path in (folder / name, folder / asset_name(name, digest)):
            if path.is_file() and digest in digests_of(path, path.read_bytes()):
                return path
    return None
