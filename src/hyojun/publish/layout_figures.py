"""別図: layouts of a 帳票 before and after a revision beside each other, every change with a letter and in words."""

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from hyojun.diff import LayoutChange, layout_changes
from hyojun.model import AttachedLayout, Business, DrawnLayout, Form

from .figure_marks import Changed, Lettering, marked
from .job import Job
from .pdf.pictures import extent, placed
from .pdf.sheets import drawn_side
from .sheet import MM_PER_POINT, Sheet, sheets

Files = Mapping[str, Path]
"""SHA-256 → attached page, of both editions."""
NO_FILES: Files = MappingProxyType({})
_READABLE = 5.6 * MM_PER_POINT
"""Height in mm of letters below which a figure goes to A3."""
_HEAD, _CAPTION, _GAP = 13.0, 7.0, 6.0
"""Height in mm of the title of a figure and of the words above a picture; space between two pictures."""
_BESIDE = 40.0
"""Width in mm from which the list of changes stands beside the pictures."""
_BELOW = 30.0
"""Height in mm kept for it below them."""
_MARGINS = (26.0, 36.0)
"""Width and height in mm that the margins of a page take."""
_LETTERING = Lettering(1.55, 1.4, 2.7)
"""Of the letters in figures.typ."""
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class FigureSide(NamedTuple):
    """The layout of one edition."""

    head: str
    """改定後."""
    form: Form


class LayoutFigure(NamedTuple):
    """A 別図: one layout, or the same 帳票 in both editions."""

    number: int
    title: str
    """別図1　帳票0020001 印鑑登録証明書."""
    new: FigureSide | None
    old: FigureSide | None
    is_old_first: bool = False
    """現行 stands left."""

    @property
    def sides(self) -> tuple[FigureSide, ...]:
        order = (self.old, self.new) if self.is_old_first else (self.new, self.old)
        return tuple(s for s in order if s is not None)

    @property
    def changes(self) -> tuple[tuple[str, LayoutChange], ...]:
        """Each change with its letter."""
        found = layout_changes(self.old.form, self.new.form) if self.old and self.new else ()
        return tuple((_letter(n), change) for n, change in enumerate(found))

    def changed(self, side: FigureSide, face: str) -> list[Changed]:
        """What is another one on a side of the paper."""
        own = ((letter, c.new if side is self.new else c.old) for letter, c in self.changes if c.face == face)
        return [Changed(letter, part) for letter, part in own if part is not None]

    @property
    def came(self) -> str:
        """（新設） or （削除） of a layout that one edition has."""
        if self.old is None:
            return "（新設）"
        return "" if self.new else "（削除）"


def figured(number: int, new: Form | None, old: Form | None, heads: tuple[str, str]) -> LayoutFigure:
    """A 別図 of a 帳票; `heads`: what 改定後 and 現行 are called."""
    form = new or old
    assert form is not None
    after, before = (FigureSide(head, f) if f else None for head, f in zip(heads, (new, old), strict=True))
    return LayoutFigure(number, f"別図{number}　帳票{form.id} {form.name}", after, before)


def attached_files(job: Job, business: Business) -> Files:
    """The attached pages of a 業務, of the sources and of its released editions."""
    found = dict(job.frozen)
    for document in business.documents:
        for form in document.contents.forms:
            layout = form.layout
            if isinstance(layout, AttachedLayout) and layout.sha256:
                file = job.assets.get(f"spec/{business.id}/{layout.file}")
                if file is not None:
                    found[layout.sha256] = file
    return found


class _Picture(NamedTuple):
    """One side of a paper, or an attached page."""

    head: str
    width: float
    height: float
    letter: float
    """Height in mm of its smallest letters."""
    data: dict[str, Any]
    sheet: Sheet | None = None
    """None: an attached page."""
    changed: Sequence[Changed] = ()

    def marks(self, scale: float) -> list[list[Any]]:
        """Letter, place, whether it is a line, and place of the letter, of everything that changed."""
        found = marked(self.changed, self.sheet, _LETTERING.scaled(scale)) if self.sheet else ()
        return [[m.letter, *m.area, m.is_line, *m.badge[:2]] for m in found]


def figure_pages(figures: Sequence[LayoutFigure], files: Files, work: Path) -> list[dict[str, Any]]:
    """Pages for `figures.typ`; attached pages are put below `work`. Raises PdfError."""
    return [page for figure in figures for page in _Pages(figure, files, work).pages()]


class _Pages:
    """The pages of a 別図, one for each side of the paper; used once."""

    def __init__(self, figure: LayoutFigure, files: Files, work: Path) -> None:
        self.figure, self.files, self.work = figure, files, work
        self.changes = figure.changes

    def pages(self) -> Iterator[dict[str, Any]]:
        columns = [self._pictures(side) for side in self.figure.sides]
        count = max(map(len, columns))
        for n in range(count):
            pictures = [c[n] for c in columns if n < len(c)]
            yield self._page(n, count, pictures)

    def _page(self, n: int, count: int, pictures: Sequence[_Picture]) -> dict[str, Any]:
        faces = [layout.faces for s in self.figure.sides if isinstance(layout := s.form.layout, DrawnLayout)]
        here = {f[n].name for f in faces if n < len(f)}
        told = [(letter, c) for letter, c in self.changes if c.face in here]
        is_across = len(pictures) > 1 or pictures[0].width > pictures[0].height
        paper, scale, is_beside = _arranged(pictures, is_across, bool(told))
        return {
            "number": self.figure.number,
            "name": f"別図{self.figure.number}" + (f"（{n + 1}）" if n else ""),
            "first": n == 0,
            "title": self.figure.title + self.figure.came + (f"（{n + 1}／{count}）" if count > 1 else ""),
            "paper": paper,
            "flipped": is_across,
            "scale": scale,
            "beside": is_beside,
            "scaled": _scaled(scale),
            "pictures": [{**p.data, "marks": p.marks(scale), "head": p.head} for p in pictures],
            "marked": len(self.figure.sides) == 2 and bool(faces),
            "changes": [[letter, f"{c.what}：{c.told}"] for letter, c in told],
        }

    def _pictures(self, side: FigureSide) -> list[_Picture]:
        layout = side.form.layout
        if isinstance(layout, DrawnLayout):
            drawn = sheets(side.form, layout)
            return [self._drawn(side, sheet, layout.faces[n].name) for n, sheet in enumerate(drawn)]
        if isinstance(layout, AttachedLayout):
            return [self._attached(side, layout)]
        return []

    def _drawn(self, side: FigureSide, sheet: Sheet, face: str) -> _Picture:
        layout = side.form.layout
        assert isinstance(layout, DrawnLayout)
        head = f"{side.head}（{layout.paper}{layout.orientation}{f'、{sheet.name}' if sheet.name else ''}）"
        data = drawn_side(side.form, sheet, head)
        letters = min((w.size for w in sheet.words), default=_READABLE)
        changed = self.figure.changed(side, face)
        return _Picture(head, sheet.width, sheet.height, letters, data, sheet, changed)

    def _attached(self, side: FigureSide, layout: AttachedLayout) -> _Picture:
        file = self.files.get(layout.sha256 or "")
        alt = f"{side.form.name}のレイアウト。{layout.alternative}".replace("\n", "")
        data: dict[str, Any] = {"file": None, "alt": alt, "width": 190.0, "height": 60.0}
        if file is not None:
            folder = self.work / "pictures"
            folder.mkdir(exist_ok=True)
            name = placed(file, layout.page, folder, f"{layout.sha256}{file.suffix.lower()}", layout.file)
            width, height = extent(folder / name)
            # As large as A4 paper, whatever its picture is measured in.
            unit = min((277 if width > height else 190) / width, (190 if width > height else 277) / height)
            data |= {"file": f"pictures/{name}", "width": width * unit, "height": height * unit}
        return _Picture(side.head, data["width"], data["height"], _READABLE, data)


def _letter(n: int) -> str:
    """A … Z, AA …: numbers are those of the 諸元表."""
    return (_letter(n // 26 - 1) if n >= 26 else "") + _LETTERS[n % 26]


def _arranged(pictures: Sequence[_Picture], is_across: bool, has_list: bool) -> tuple[str, float, bool]:
    """Paper, scale, and whether the list of changes stands beside the pictures."""
    paper, scale, beside = "a4", 1.0, False
    for paper in ("a4", "a3"):
        short, long = (210.0, 297.0) if paper == "a4" else (297.0, 420.0)
        wide, high = (long, short) if is_across else (short, long)
        wide, high = wide - _MARGINS[0], high - _MARGINS[1] - _HEAD - _CAPTION
        scale, beside = _scale(pictures, wide, high, has_list)
        if min(p.letter for p in pictures) * scale >= _READABLE - 1e-6 or all(
            not p.changed for p in pictures
        ):
            break
    return paper, scale, beside


def _scale(pictures: Sequence[_Picture], wide: float, high: float, has_list: bool) -> tuple[float, bool]:
    across = sum(p.width for p in pictures)
    gaps = _GAP * (len(pictures) - 1)
    tall = max(p.height for p in pictures)
    if not has_list:
        return _rounded(min(1.0, (wide - gaps) / across, high / tall)), False
    beside = min(1.0, (wide - gaps - _GAP - _BESIDE) / across, high / tall)
    below = min(1.0, (wide - gaps) / across, (high - _BELOW) / tall)
    return _rounded(max(beside, below)), beside >= below


def _rounded(scale: float) -> float:
    return int(scale * 100) / 100


def _scaled(scale: float) -> str:
    return "縮尺 実寸" if scale == 1 else f"縮尺 {scale * 100:.0f}％"
