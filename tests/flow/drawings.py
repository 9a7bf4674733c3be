"""What tests ask of a drawing: its groups, its texts with their places, its paths. Read with lxml."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from lxml import etree

from hyojun.flow import Bounds, Bpmn, Plane, draw, planes, width
from hyojun.source import read_bpmn

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"
REAL = Path(os.environ.get("HYOJUN_REAL") or ROOT.parent / "shared" / "real") / "bpmn"
SAMPLES = sorted((ROOT / "bpmn").glob("*/*.bpmn"))
FILES = [Path(__file__).parent / "files" / "every-kind.bpmn", *SAMPLES, *sorted(REAL.glob("*.bpmn"))]


class Piece(NamedTuple):
    """A line of text and the rectangle it takes, in points of the diagram."""

    text: str
    box: Bounds


def read(file: Path) -> Bpmn:
    bpmn, findings = read_bpmn(file.read_bytes(), file.name)
    assert bpmn is not None, findings
    return bpmn


def pictures(file: Path) -> Iterator[tuple[Bpmn, Plane, etree._Element]]:
    bpmn = read(file)
    for plane in planes(bpmn):
        yield bpmn, plane, etree.fromstring(draw(bpmn, plane).encode())


def groups(svg: etree._Element) -> dict[str, etree._Element]:
    return {g.get("data-element-id"): g for g in svg.iter(f"{SVG}g") if g.get("data-element-id")}


def place(group: etree._Element) -> tuple[float, float]:
    """Where the origin of a group lies."""
    found = re.fullmatch(r"matrix\(1 0 0 1 (\S+) (\S+)\)", group.get("transform", "matrix(1 0 0 1 0 0)"))
    assert found
    return float(found[1]), float(found[2])


def pieces(group: etree._Element) -> list[Piece]:
    """Lines of text in a group: across, turned, or from top to bottom."""
    left, top = place(group)
    found = []
    for text in group.iter(f"{SVG}text"):
        size = float(text.get("font-size"))
        for span in text.iter(f"{SVG}tspan"):
            long = width(span.text, size)
            xs, ys = ([float(v) for v in span.get(k).split()] for k in "xy")
            if len(xs) > 1:
                box = Bounds(min(xs), min(ys) - size, size, long)
            else:
                start = {"middle": xs[0] - long / 2, "end": xs[0] - long}.get(text.get("text-anchor"), xs[0])
                box = Bounds(start, ys[0] - 0.88 * size, long, size)
                if turn := re.fullmatch(r"translate\((\S+) (\S+)\) rotate\(-90\)", text.get("transform", "")):
                    x, y = float(turn[1]), float(turn[2])
                    box = Bounds(x + box.y, y - box.right, box.height, box.width)
            found.append(Piece(span.text, Bounds(box.x + left, box.y + top, box.width, box.height)))
    return found


def written(group: etree._Element | None) -> str:
    """All text of a group without white space: what is read, line breaks aside."""
    return "" if group is None else "".join("".join(p.text for p in pieces(group)).split())
