"""Pictures and attached pages, copied under plain names to where Typst may read them."""

import re
import shutil
import struct
from pathlib import Path

from hyojun.model import Business

from ..job import Job
from .fonts import FontSet
from .problems import PdfError
from .typesetter import compiled


class Pictures:
    """Copies pictures into the folder of a document as the translation comes across them."""

    def __init__(self, job: Job, business: Business, work: Path) -> None:
        self._job = job
        self._business = business
        self._work = work
        self._names: dict[tuple[str, int], str] = {}
        self._drawn = 0

    def picture(self, path: str) -> str:
        """Name for the template of a picture, given by its path from the root of the repository."""
        return self._name(path, 0)

    def attached(self, file: str, page: int) -> tuple[str, float, float]:
        """Name of an attached page, its width and its height."""
        name = self._name(f"spec/{self._business.id}/{file}", page if file.lower().endswith(".pdf") else 0)
        return name, *extent(self._work / name)

    def drawn(self, svg: str) -> str:
        """Name for the template of a drawing of ours."""
        folder = self._work / "pictures"
        folder.mkdir(exist_ok=True)
        self._drawn += 1
        name = f"drawn{self._drawn}.svg"
        (folder / name).write_text(svg, encoding="utf-8", newline="\n")
        return f"pictures/{name}"

    def _name(self, path: str, page: int) -> str:
        if (path, page) not in self._names:
            source = self._job.assets.get(path)
            if source is None or not source.is_file():
                raise PdfError(f"「{path}」がありません。名前を確かめてください。")
            folder = self._work / "pictures"
            folder.mkdir(exist_ok=True)
            name = placed(source, page, folder, f"{len(self._names) + 1}{source.suffix.lower()}", path)
            self._names[path, page] = f"pictures/{name}"
        return self._names[path, page]


def placed(source: Path, page: int, folder: Path, name: str, path: str) -> str:
    """Copy a file to where Typst may read it, of a PDF the page; its name there. `path` is what errors call it."""
    shutil.copyfile(source, folder / name)
    return _page_as_svg(folder, name, page, path) if page and name.endswith(".pdf") else name


def _page_as_svg(folder: Path, name: str, page: int, path: str) -> str:
    """PDF/A may not embed a PDF page; its drawing as SVG it may."""
    source = folder / f"{name}.typ"
    markup = f'#set page(width: auto, height: auto, margin: 0pt)\n#image("{name}", page: {page})\n'
    source.write_text(markup, encoding="utf-8", newline="\n")
    try:
        svg = compiled(folder, source.name, FontSet(), format="svg")
    except PdfError as error:
        raise PdfError(
            f"「{path}」の{page}頁を読めません。頁の番号とファイルを確かめてください。{error}"
        ) from error
    (folder / f"{name}.svg").write_bytes(svg)
    return f"{name}.svg"


def extent(picture: Path) -> tuple[float, float]:
    """Width and height of a PNG, or of an SVG as Typst writes it; equal if it is neither."""
    head = picture.read_bytes()[:400]
    if head.startswith(b"\x89PNG"):
        return struct.unpack(">II", head[16:24])
    box = re.search(rb'viewBox="[\d.]+ [\d.]+ ([\d.]+) ([\d.]+)"', head)
    return (float(box[1]), float(box[2])) if box else (1, 1)
