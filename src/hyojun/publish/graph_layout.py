"""Positions for drawings that need them found: graphviz decides where things stand, we draw them.

The package graphviz-pure brings `dot` as a program without a system package. It knows no Japanese fonts,
so every box comes with a size of our own measure; it finds the same places on every machine.
"""

import json
import logging
import shutil
import subprocess
import sysconfig
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from .problems import CannotPublish

NO_ENGINE = (
    "連携図を描けません。図の配置に使うパッケージ graphviz-pure が見つからないか、動きません。"
    "「pip install graphviz-pure」で入れてください。連携の一覧は、図がなくても公開します。"
)
FAILED = (
    "連携図を描けませんでした。図の配置に使うプログラム graphviz-pure が、途中で止まったか、終わりませんでした。"
    "ほかの処理が多くないか、記憶量が足りているかを確かめて、もう一度実行してください。"
)
logger = logging.getLogger("hyojun.publish")
_SECONDS = 60
"""An ordinary drawing takes some hundredths of a second."""


class Box(NamedTuple):
    """Something that needs a place."""

    width: float
    height: float
    group: str = ""
    """Boxes of a group stand together, and no others among them."""


class Spot(NamedTuple):
    """Where something stands: its upper left corner and its size."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        return self.y + self.height / 2

    @property
    def right(self) -> float:
        return self.x + self.width

    @property
    def bottom(self) -> float:
        return self.y + self.height


class Joint(NamedTuple):
    """An arrow from one box to another."""

    source: str
    target: str
    label: tuple[float, float] | None = None
    """Size of its label."""


class Route(NamedTuple):
    """An arrow as found: a Bézier curve, its tip, and the middle of its label."""

    curve: tuple[tuple[float, float], ...]
    tip: tuple[float, float]
    label: tuple[float, float] | None


class Layout(NamedTuple):
    width: float
    height: float
    boxes: Mapping[str, Spot]
    groups: Mapping[str, Spot]
    routes: tuple[Route, ...]
    """In the order of the joints."""


class NotLaidOut(CannotPublish):
    """The engine is there and found no places; the message is for people.

    Left out like that, a drawing would be missing for good: pages that have not changed are not made again.
    """


def engine() -> str | None:
    """The program; None where the package is not installed, or does not run on this machine."""
    return _engine()[0]


def engine_version() -> str:
    """What decides where things stand; empty without an engine."""
    return _engine()[1]


@cache
def _engine() -> tuple[str | None, str]:
    name = "graphviz-pure"
    program = shutil.which(name, path=sysconfig.get_path("scripts")) or shutil.which(name)
    if program is None:
        return None, ""
    try:
        told = subprocess.run([program, "-V"], capture_output=True, text=True, check=True)
    except (OSError, subprocess.SubprocessError):
        return None, ""
    return program, told.stdout + told.stderr


def laid_out(
    boxes: Mapping[str, Box],
    joints: Sequence[Joint],
    titles: Mapping[str, float] | None = None,
    columns: Sequence[Sequence[str]] = (),
    settings: str = "",
) -> Layout | None:
    """Places for boxes, arrows going to the right. None without an engine, which is said once. Raises NotLaidOut.

    `titles` are the widths of the titles of groups, `columns` boxes that stand below one another in this order.
    """
    program = engine()
    if program is None:
        return _without()
    numbers = {key: f"n{i}" for i, key in enumerate(boxes)}
    dot = _dot(boxes, numbers, joints, titles or {}, columns, settings)
    try:
        done = subprocess.run(
            [program, "-Tjson0"], input=dot, capture_output=True, text=True, timeout=_SECONDS, check=True
        )
        return _read(json.loads(done.stdout), boxes, numbers, joints, list(titles or {}))
    except (OSError, subprocess.SubprocessError, ValueError, KeyError) as error:
        raise NotLaidOut(FAILED) from error


@cache
def _without() -> None:
    """Say once that there is no engine."""
    logger.warning(NO_ENGINE)


def _dot(
    boxes: Mapping[str, Box],
    numbers: Mapping[str, str],
    joints: Sequence[Joint],
    titles: Mapping[str, float],
    columns: Sequence[Sequence[str]],
    settings: str,
) -> str:
    """The graph in the language of graphviz. It holds numbers only, never a name of ours."""
    lines = [
        f'digraph {{ rankdir=LR; {settings} node [shape=box fixedsize=true label=""]; edge [arrowsize=0.6];'
    ]
    for key, box in boxes.items():
        if not box.group:
            lines.append(_node(numbers[key], box))
    for i, (group, title) in enumerate(titles.items()):
        inside = "".join(_node(numbers[key], box) for key, box in boxes.items() if box.group == group)
        lines.append(f"subgraph cluster_{i} {{ margin=12; label={_blank(title, 22)}; {inside} }}")
    for joint in joints:
        label = f" [label={_blank(*joint.label)}]" if joint.label else ""
        lines.append(f"{numbers[joint.source]} -> {numbers[joint.target]}{label};")
    for column in filter(None, columns):
        order = " -> ".join(numbers[key] for key in column)
        lines.append(f"{{ rank=same; {order} [style=invis]; }}")
    return "\n".join([*lines, "}"])


def _node(number: str, box: Box) -> str:
    return f"{number} [width={box.width / 72:.4f} height={box.height / 72:.4f}];"


def _blank(width: float, height: float) -> str:
    """A label of a size with nothing in it."""
    size = f'WIDTH="{width:.0f}" HEIGHT="{height:.0f}"'
    return f'<<TABLE BORDER="0" FIXEDSIZE="TRUE" {size}><TR><TD></TD></TR></TABLE>>'


def _read(
    found: dict[str, object],
    boxes: Mapping[str, Box],
    numbers: Mapping[str, str],
    joints: Sequence[Joint],
    groups: Sequence[str],
) -> Layout:
    """Our places, with y growing downwards."""
    _, _, width, height = _floats(str(found["bb"]))
    objects = {o["name"]: o for o in found.get("objects", [])}  # type: ignore[attr-defined]

    def spot(key: str, box: Box) -> Spot:
        x, y = _floats(objects[numbers[key]]["pos"])
        return Spot(x - box.width / 2, height - y - box.height / 2, box.width, box.height)

    def around(index: int) -> Spot:
        x, y, right, top = _floats(objects[f"cluster_{index}"]["bb"])
        return Spot(x, height - top, right - x, top - y)

    def route(edge: dict[str, str]) -> Route:
        points = edge["pos"].split()
        tip = next((p for p in points if p.startswith("e,")), points[-1]).removeprefix("e,")
        curve = [_point(p, height) for p in points if not p.startswith(("e,", "s,"))]
        label = _point(edge["lp"], height) if "lp" in edge else None
        return Route(tuple(curve), _point(tip, height), label)

    drawn = [e for e in found.get("edges", []) if e.get("style") != "invis"]  # type: ignore[attr-defined]
    edges = sorted(drawn, key=lambda e: int(e["_gvid"]))
    return Layout(
        width,
        height,
        {key: spot(key, box) for key, box in boxes.items()},
        {group: around(i) for i, group in enumerate(groups)},
        tuple(map(route, edges)),
    )


def _floats(text: str) -> tuple[float, ...]:
    return tuple(map(float, text.split(",")))


def _point(text: str, height: float) -> tuple[float, float]:
    x, y = _floats(text)
    return x, height - y
