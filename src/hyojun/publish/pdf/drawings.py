"""Our own drawings as pictures of a page: how large each is printed, and what it says where it is not seen."""

import re
from collections.abc import Callable, Iterable
from html import unescape

from hyojun.model import Flow

from .. import flow_pictures, linkage_drawing, tree_drawing
from ..drawing import Picture
from ..flow_symbols import flow_symbols
from .text import Data
from .words import Place

Drawn = Callable[[str], str]
"""Keeps an SVG for the templates and gives its name."""

LARGEST = 0.23
"""Millimetres a unit at most: letters of 12 units are 7.8 points high."""
SMALL = 0.165
"""Below this a drawing of A4 goes to A3: letters of 12 units would be smaller than 5.6 points."""
SYMBOLS = "flow-symbols"
"""Where the legend of the symbols stands."""
_TAG = re.compile(r"<[^>]*>")


def flow_figures(place: Place, flow: Flow, drawn: Drawn) -> list[Data]:
    """The drawings of a flow, A4 or A3; none where there is no BPMN file."""
    return [
        _figure(
            p,
            drawn,
            [
                f"{p.title}　（箱の右上の番号は、次の表の番号。記号は",
                {"to": SYMBOLS, "t": "凡例"},
                "による）",
            ],
        )
        for p in flow_pictures.pictures(place.job, place.business, flow)
    ]


def symbol_figures(drawn: Drawn) -> list[Data]:
    """The symbols of 業務フロー: each drawing, its name, its meaning."""
    return [
        [_figure(s.picture, drawn, None, SMALL), s.symbol.name, s.symbol.text] for s in flow_symbols(True)
    ]


def tree_figures(place: Place, drawn: Drawn) -> list[Data]:
    """The sheets of the ツリー図 of a document."""
    title = f"{place.business.name}のツリー図"
    found = tree_drawing.pictures(place.document.contents.tree, title=title)
    return [_figure(p, drawn, p.title, tree_drawing.LARGEST) for p in found]


def linkage_figures(place: Place, drawn: Drawn) -> list[Data]:
    """The 連携図 of a document; none without an engine."""
    linkages = place.document.contents.linkages
    found = linkage_drawing.of_business(place.business, linkages, place.corpus.registry)
    return [_figure(p, drawn, f"{p.title}　（矢印は情報の流れる向き）") for p in _there(found)]


def _there(found: Picture | None) -> Iterable[Picture]:
    return (found,) if found else ()


def _figure(picture: Picture, drawn: Drawn, caption: Data, largest: float = LARGEST) -> Data:
    small = _scale(picture, 273, 136, largest)
    large = small < SMALL
    scale = _scale(picture, 396, 226, largest) if large else small
    return {
        "file": drawn(picture.svg),
        "alt": f"{picture.title}。{picture.text}",
        "caption": caption,
        "large": large,
        "width": round(picture.width * scale, 2),
        "height": round(picture.height * scale, 2),
        # Not for the templates: a character that no font has must be found in drawings, too.
        "words": unescape(_TAG.sub(" ", picture.svg)),
    }


def _scale(picture: Picture, width: float, height: float, largest: float) -> float:
    """Millimetres a unit for a drawing in a room of millimetres."""
    return min(largest, width / picture.width, height / picture.height)
