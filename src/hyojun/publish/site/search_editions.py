"""The rows of a 業務 whose sources are a draft: those of the edition in force first, then what only the draft says.

A row that both say alike stands once, with the address of the edition in force; it knows that the draft has the same.
"""

import re
from collections.abc import Iterator

from hyojun.diff import Held
from hyojun.model import Business

from ..job import edition_named
from .addresses import SiteMap, folder_of
from .search_rows import Row, rows

_NUMBER = re.compile(r"[0-9.]+")


def searched_rows(business: Business, map: SiteMap) -> Iterator[Row]:
    """Every row of a 業務."""
    in_force = map.binding.get(business.id, ())
    if not in_force:
        yield from rows(business, map)
        return
    now = [(_alike(row, business.id), row) for row in rows(business, map)]
    said, shared = {key for key, _ in now}, set()
    for held in in_force:
        draft = business.document(held.document.name)
        for row in _of_edition(held, map):
            key = _alike(row, folder_of(held))
            if draft and key in said:
                shared.add(key)
                row = row._replace(also=edition_named(draft))
            yield row
    yield from (row for key, row in now if key not in shared)


def _of_edition(held: Held, map: SiteMap) -> Iterator[Row]:
    """What an edition says; of the 業務 itself the row of the sources is enough."""
    folder = folder_of(held)
    for row in rows(held.business, map.editions[folder]):
        if row.kind == "documents":
            yield row._replace(page=f"{folder}/index")
        elif row.word != "業務":
            yield row


def _alike(row: Row, folder: str) -> tuple[str, ...]:
    """What has to be the same in two editions; 項番 may have moved on."""
    heading = _NUMBER.sub("", row.heading)
    return (
        row.kind,
        row.word,
        row.page.removeprefix(folder),
        heading,
        row.id,
        row.name,
        row.anchor,
        row.text,
    )
