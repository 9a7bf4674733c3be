"""Where a page is and where an entry stands on it: what everything that links reads.

Addresses are made of IDs and permanent keys, never of titles or 項番. `site_map` finds them all.
"""

import posixpath
from collections import ChainMap
from collections.abc import Iterator, Mapping
from functools import lru_cache
from types import MappingProxyType
from typing import Any, NamedTuple
from urllib.parse import quote

from hyojun.diff import Held, Step
from hyojun.model import Business, DataGroup, DataItem, Document, Form, Function, Kind, Linkage, Ref

from ..job import is_open
from ..marks import GAP

NO_CONTENTS = ("changes", "errata", "history", "checks", "ids")
"""Sections of a 業務 that tell of editions or of the work on them."""


class Place(NamedTuple):
    """Where an entry stands."""

    docname: str
    anchor: str
    name: str
    """Its name for people, without the ID."""


class Page(NamedTuple):
    """A page: its address without `.html`, what it shows, and the documents it is of."""

    docname: str
    title: str
    template: str
    """File below templates/html/pages without suffix; empty for an author's prose."""
    section: str
    """Which tab of the 業務 it belongs to."""
    business: Business | None = None
    documents: tuple[Document, ...] = ()
    subject: Any = None
    """The chapter, heading, form, group, flow, step, corrected editions, 業務, dates or part of the handbook of the
    page."""
    anchor: str = "top"
    """ID of the page's own section."""
    edition: Held | None = None
    """The released edition that the page shows; None: what the sources say now."""

    @property
    def folder(self) -> str:
        """Where the other pages of the same edition of a 業務 stand."""
        if self.edition:
            return folder_of(self.edition)
        return self.business.id if self.business else ""


def folder_of(held: Held) -> str:
    """002/機能/1.0: where the pages of a released edition stand for good."""
    return f"{held.business.id}/{held.document.name}/{held.edition}"


class SiteMap(NamedTuple):
    """All pages in reading order and all places."""

    pages: Mapping[str, Page]
    places: Mapping[Ref, Place]

    by_page: Mapping[str, tuple[tuple[Ref, Place], ...]]
    by_business: Mapping[str, tuple[Page, ...]]
    kinds: frozenset[Kind]
    """Of which there is anything on the site."""
    editions: "Mapping[str, SiteMap]" = MappingProxyType({})
    """Folder of a released edition → the site as its pages see it: their own first, then the editions in force of other
    documents, then the current ones. None of those pages is in the map of the site itself, so that indices and links of
    a draft stay in it."""
    binding: Mapping[str, tuple[Held, ...]] = MappingProxyType({})
    """業務ID → the editions in force of documents whose sources are not decided (`publish/binding.py`)."""

    def seen_from(self, page: Page) -> "SiteMap":
        """The map for what stands on a page."""
        return self.editions[page.folder] if page.edition else self

    def today(self, ref: Ref) -> Place | None:
        """Where an entry stands in the current pages, as seen from an edition."""
        assert isinstance(self.places, ChainMap)
        return self.places.maps[-1].get(ref)

    @property
    def every(self) -> Iterator[Page]:
        """All pages there are, those of released editions last."""
        yield from self.pages.values()
        for held in self.editions.values():
            yield from (page for own in held.by_business.values() for page in own if page.edition)

    def page(self, docname: str) -> Page | None:
        """A page of any edition."""
        found = self.pages.get(docname)
        if found is None and docname.count("/") > 2:
            held = self.editions.get("/".join(docname.split("/")[:3]))
            found = held.pages.get(docname) if held else None
        return found

    @property
    def steps(self) -> tuple[Step, ...]:
        """The comparisons that have a page."""
        return tuple(p.subject for p in self.pages.values() if isinstance(p.subject, Step))

    def of(self, business: Business) -> tuple[Page, ...]:
        """The pages of a 業務 in reading order."""
        return self.by_business.get(business.id, ())

    def in_force(self, ref: Ref) -> tuple[Held, Place] | None:
        """The edition in force that has an entry, where the sources are not decided, and the place in it."""
        for held in self.binding.get(ref.business, ()):
            if place := self.editions[folder_of(held)].own(ref):
                return held, place
        return None

    def own(self, ref: Ref) -> Place | None:
        """Where an entry stands in the pages of an edition itself."""
        assert isinstance(self.places, ChainMap)
        return self.places.maps[0].get(ref)

    def is_draft(self, business: str, place: Place) -> bool:
        """Whether a place is on a page of the sources of a 業務, and these are not decided."""
        page = self.pages.get(place.docname)
        if page is None or page.edition or page.business is None or page.business.id != business:
            return False
        return page.section not in NO_CONTENTS and any(is_open(d) for d in page.documents)

    def on(self, docname: str) -> tuple[tuple[Ref, Place], ...]:
        """The entries of a page in reading order."""
        return self.by_page.get(docname, ())


def relative(source: str, target: str) -> str:
    """Relative address of a file of the site as seen from the page of a docname."""
    return _relative(source.rpartition("/")[0], target)


@lru_cache(1 << 16)
def _relative(folder: str, target: str) -> str:
    # A page asks for the same few hundred targets again and again, and so do its neighbours.
    return quote(posixpath.relpath("/" + target, "/" + folder))


def href(source: str, place: Place) -> str:
    """Relative link from the page of a docname to a place."""
    return ("" if place.docname == source else relative(source, place.docname + ".html")) + "#" + place.anchor


def errata_page(business: str) -> str:
    """Address of the 正誤表 of a 業務; a site has it where any was issued."""
    return f"{business}/errata"


def called(value: Function | Form | DataGroup | DataItem | Linkage) -> str:
    """The name of an entry where it is pointed at; a withdrawn one says so."""
    return value.name + (GAP if value.retired else "")
