"""Drawings of a package: flows with their BPMN files, layouts of 帳票, ツリー図; SVG that needs nothing beside it."""

from collections.abc import Iterator

from hyojun.model import DrawnLayout, Flow, Kind

from .. import tree_drawing
from ..archive import Part
from ..drawing import alone
from ..flow_pictures import DrawnFlow, bpmn_file, drawings, onward_of
from ..layout_svg import sides
from .bundles import Bundle, Piece
from .names import file_name

_DECLARED = '<?xml version="1.0" encoding="UTF-8"?>\n'


def pictures(bundle: Bundle) -> Iterator[Part]:
    """Every drawing of the own documents of a bundle, in reading order."""
    for piece in bundle.own:
        inside = piece.document.contents
        for flow in inside.flows:
            yield from _flow(bundle, piece, flow)
        yield from _layouts(piece)
        yield from _tree(bundle, piece)


def _flow(bundle: Bundle, piece: Piece, flow: Flow) -> Iterator[Part]:
    content = piece.assets.get(bpmn_file(bundle.business, flow))
    if content is None:
        return
    yield Part(f"業務フロー/{file_name(flow.file.removesuffix('.bpmn'))}.bpmn", content)
    drawn = DrawnFlow(flow, content, onward_of(bundle.corpus, bundle.business, flow))
    for picture in drawings(drawn):
        name = file_name(f"{flow.key}_{flow.title}", f"-{picture.name}" if picture.name else "")
        yield Part(f"業務フロー/{name}.svg", picture.svg.encode())


def _layouts(piece: Piece) -> Iterator[Part]:
    for form in piece.document.contents.forms:
        if isinstance(form.layout, DrawnLayout):
            for side, drawn in sides(form, form.layout, linked=False):
                name = file_name(f"{form.id}_{form.name}", f"-{side}" if side else "")
                svg = f"{_DECLARED}{drawn}"  # `+` would escape the first
                yield Part(f"帳票レイアウト/{name}.svg", svg.encode())


def _tree(bundle: Bundle, piece: Piece) -> Iterator[Part]:
    names = {id: entry.name for id, entry in bundle.business.named(Kind.FUNCTION).items()}
    title = f"{bundle.business.name}のツリー図"
    for picture in tree_drawing.pictures(piece.document.contents.tree, title=title, names=names):
        name = file_name(f"{piece.document.name}{picture.name and '-'}{picture.name}")
        yield Part(f"ツリー図/{name}.svg", alone(picture.svg, "").encode())
