"""本編 as rows: a paragraph, an item of a list or a row of a table each."""

from collections.abc import Iterable, Iterator, Sequence

from hyojun.model import Chapter, Kind

from ..pdf.prose import prose
from ..pdf.text import Data
from .sheets import OTHER_PICTURE, Laying, Row, Sheet


def chapter(at: Laying, found: Chapter) -> Sheet:
    """Raises PdfError for a picture without words, as the PDF does."""
    digests = {i.file: i.sha256 for i in found.images}
    rows = tuple(_rows(prose(at.business, found, lambda path: path), 0, digests))
    if rows and rows[0].kind == "heading" and rows[0].cells == (found.title,):
        rows = rows[1:]  # the title of the sheet says it
    named = (r._replace(cells=tuple(map(at.text, r.cells))) for r in rows)
    return Sheet(f"本編{found.file}", found.title, (), tuple(_cited(named, found.title)))


def _cited(rows: Iterable[Row], title: str) -> Iterator[Row]:
    """What has no name of its own is called by the heading it stands under."""
    under = title
    for row in rows:
        if row.kind == "heading":
            (under,) = row.cells
        yield row if row.cite else row._replace(cite=f"本編 {under}")


def rows_of(blocks: Iterable[Data]) -> Iterator[Row]:
    """The blocks of `pdf.prose` as rows, pictures by their words alone."""
    return _rows(blocks, 0, {})


def _rows(blocks: Iterable[Data], level: int, digests: dict[str, str]) -> Iterator[Row]:
    for block in blocks:
        match block["k"]:
            case "heading":
                words = plain(block["c"])
                key = f"{Kind.HEADING}{block['at'].partition('-')[2]}" if block["at"] else ""
                yield Row("heading", (words,), key, max(2, block["level"]), cite=words)
            case "par":
                yield Row("text", (plain(block["c"]),), level=level)
            case "list":
                for number, item in enumerate(block["items"], block["start"] or 1):
                    mark = "・" if block["start"] is None else f"{number}. "
                    yield from _marked(mark, item, level, digests)
            case "terms":
                for item in block["items"]:
                    yield Row("text", (plain(item["t"]),), level=level)
                    yield from _rows(item["c"], level + 1, digests)
            case "table":
                yield from _table(block, level, digests)
            case "figure":
                caption = f"［図：{block['alt']}］" + plain(block["caption"])
                yield Row(
                    "text", (caption,), level=level, aside=((OTHER_PICTURE, digests.get(block["file"], "")),)
                )
                yield from _rows(block["c"], level, digests)
            case "note":
                yield Row("text", (f"【{plain(block['title'])}】",), level=level + 1)
                yield from _rows(block["c"], level + 1, digests)
            case "quote":
                yield from _rows(block["c"], level + 1, digests)
            case "code":
                yield Row("text", (block["t"],), level=level + 1)


def _marked(mark: str, item: Sequence[Data], level: int, digests: dict[str, str]) -> Iterator[Row]:
    """An item of a list: its mark before its first text, the rest further in."""
    rows = list(_rows(item, level + 1, digests))
    if rows and rows[0].kind == "text":
        yield rows[0]._replace(cells=(mark + rows[0].cells[0],))
        yield from rows[1:]
    else:
        yield Row("text", (mark,), level=level + 1)
        yield from rows


def _table(block: Data, level: int, digests: dict[str, str]) -> Iterator[Row]:
    if block["caption"]:
        yield Row("text", (plain(block["caption"]),), level=level)
    for n, row in enumerate(block["rows"]):
        # What stands in a cell of several blocks stands there in lines.
        texts = tuple("\n".join(c for r in _rows(cell, 0, digests) for c in r.cells) for cell in row)
        yield Row("head" if n < block["heads"] else "cells", texts, level=level)


def plain(data: Data) -> str:
    """Pieces as the words that are printed; links outside with their address."""
    if data is None:
        return ""
    if isinstance(data, str):
        return data
    if isinstance(data, list):
        return "".join(map(plain, data))
    if "w" in data:
        return "".join(data["w"])
    if "to" in data:
        return plain(data["t"] if "t" in data else data["c"])
    match data["k"]:
        case "code":
            return str(data["t"])
        case "url":
            words = plain(data["c"])
            return words if words == data["url"] else f"{words}（{data['url']}）"
        case "image":
            return f"［図：{data['alt']}］"
        case "footnote":
            return f"（注：{'　'.join(c for r in _rows(data['c'], 0, {}) for c in r.cells)}）"
    return plain(data["c"])
