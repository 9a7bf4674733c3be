"""連携図: with whom a 業務 exchanges what, and how all 業務 hang together.

An arrow points where the information goes: 提供 to the partner, 照会 from it. Of each direction with each
partner there is one line; on it stand the 連携ID. graphviz finds the places (`graph_layout`), the look is
that of our other drawings.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.flow import width, wrapped
from hyojun.model import Business, Corpus, Linkage, Partner, PartnerKind, Registry

from .drawing import KEY, LINE, SIZE, SOFT, Picture, document, fitted, keyed, line, linked, number, rect, text
from .graph_layout import Box, Joint, Layout, Route, Spot, laid_out

PARTY, OWN = 246.0, 150.0
"""Widths of the boxes of partners and of the 業務 in the middle."""
PADDING, MARGIN, LEGEND = 9.0, 4.0, 42.0
PER_LINE, STEP = 2, 66.0
"""連携ID side by side on a line, and the distance between them."""
SMALL, BETWEEN = 12.0, 10.0

_LEFT = (PartnerKind.STANDARD, PartnerKind.COMMON)
"""Kinds of partners that stand on the left; the others stand on the right."""
_OUTSIDE = (PartnerKind.LOCAL, PartnerKind.EXTERNAL, PartnerKind.RELATED, PartnerKind.PUBLIC_MESH)


class Party(NamedTuple):
    """The other side, as one box."""

    kind: PartnerKind
    name: str
    """業務ID and name of its system, or the name of an outside system."""
    business: str | None


class Bundle(NamedTuple):
    """All 連携 of one direction with one partner."""

    party: Party
    direction: str
    linkages: tuple[Linkage, ...]

    @property
    def words(self) -> str:
        return f"{self.direction} {len(self.linkages)}件"


def party(partner: Partner, registry: Registry) -> Party:
    """The partner of a 連携 as it is called on the drawing."""
    registered = registry.business(partner.business) if partner.business else None
    name = partner.name or (registered.system if registered else "")
    return Party(partner.kind, " ".join(filter(None, (partner.business, name))), partner.business)


def of_business(
    business: Business,
    linkages: Iterable[Linkage],
    registry: Registry,
    links: Mapping[str, str] | None = None,
) -> Picture | None:
    """The 業務 in the middle, its partners by kind on both sides. `links` tells where 業務ID and 連携ID lead.

    None where nothing is exchanged, or without an engine.
    """
    bundles = _bundles(linkages, registry)
    if not bundles:
        return None
    boxes, joints, titles = _star(business, bundles)
    sides = [
        [_key(b.party, b.direction) for b in bundles if (b.party.kind in _LEFT) is left]
        for left in (True, False)
    ]
    found = laid_out(boxes, joints, titles, sides, "nodesep=0.14; ranksep=0.42;")
    if found is None:
        return None
    title = f"{business.name}の連携図"
    counts = [sum(len(b.linkages) for b in bundles if b.direction == d) for d in ("提供", "照会")]
    parties = dict.fromkeys(b.party for b in bundles)
    about = (
        f"中央の{business.name}と、種別ごとに囲んだ{len(parties)}の相手とのやり取りを示す図です。"
        f"提供は{counts[0]}件、照会は{counts[1]}件です。矢印は情報の流れる向きです。"
    )
    inside = [*_star_drawn(business, bundles, found, links or {}), *_legend(found.height + MARGIN + 20)]
    w, h = found.width + 2 * MARGIN, found.height + MARGIN + LEGEND
    return Picture("", title, about, document(title, about, w, h, inside), w, h)


def _bundles(linkages: Iterable[Linkage], registry: Registry) -> list[Bundle]:
    """By kind of partner, then in the order of the list."""
    found: dict[tuple[Party, str], list[Linkage]] = {}
    for x in linkages:
        if x.retired is None:
            found.setdefault((party(x.partner, registry), x.direction), []).append(x)
    kinds = list(PartnerKind)
    order: dict[Party, int] = {}
    for whom, _ in found:
        order.setdefault(whom, len(order))
    keys = sorted(found, key=lambda k: (kinds.index(k[0].kind), order[k[0]], k[1]))
    return [Bundle(whom, direction, tuple(found[whom, direction])) for whom, direction in keys]


def _star(
    business: Business, bundles: Sequence[Bundle]
) -> tuple[dict[str, Box], list[Joint], dict[str, float]]:
    """Partners on both sides, the labels of their lines between them and the 業務."""
    boxes: dict[str, Box] = {}
    joints: list[Joint] = []
    titles: dict[str, float] = {}
    tall = {True: 0.0, False: 0.0}
    for bundle in bundles:
        left = bundle.party.kind in _LEFT
        key, label = _key(bundle.party), _key(bundle.party, bundle.direction)
        titles[bundle.party.kind.value] = width(bundle.party.kind.value, SMALL) + 8
        words = fitted(bundle.party.name, PARTY - 2 * PADDING)
        high = sum(_label(b)[1] + BETWEEN for b in bundles if b.party == bundle.party)
        boxes[key] = Box(PARTY, max(words.height + 2 * PADDING, high), bundle.party.kind.value)
        boxes[label] = Box(*_label(bundle))
        joints += [Joint(key, label), Joint(label, "")] if left else [Joint("", label), Joint(label, key)]
        tall[left] += _label(bundle)[1] + 12
    own = _own(business)
    boxes[""] = Box(OWN, max(len(own) * LINE + 2 * PADDING, *tall.values()))
    return boxes, joints, titles


def _key(whom: Party, direction: str = "") -> str:
    return "/".join(filter(None, (whom.kind.value, whom.name, direction)))


def _label(bundle: Bundle) -> tuple[float, float]:
    rows = -(-len(bundle.linkages) // PER_LINE)
    return PER_LINE * STEP + 20, (rows + 1) * 18 + 4


def _own(business: Business) -> list[str]:
    return [business.id, *wrapped(business.name, OWN - 2 * PADDING, SIZE)]


def _star_drawn(
    business: Business, bundles: Sequence[Bundle], found: Layout, links: Mapping[str, str]
) -> Iterator[str]:
    labels = _labels(bundles, found)
    own = _reaching(_moved(found.boxes[""]), [_level(spot) for spot in labels])
    for kind, spot in found.groups.items():
        yield _group(kind, _moved(spot))
    for bundle, label in zip(bundles, labels, strict=True):
        yield from _bundle_drawn(bundle, _moved(found.boxes[_key(bundle.party)]), label, own, links)
    for whom_ in dict.fromkeys(b.party for b in bundles):
        yield _party_drawn(whom_, _moved(found.boxes[_key(whom_)]), links)
    middle = text(_own(business), own.x + own.width / 2, own.middle, align="middle", bold=True)
    yield keyed(business.id, linked(rect("own", *own, radius=4) + middle, links.get(business.id)))


def _labels(bundles: Sequence[Bundle], found: Layout) -> list[Spot]:
    """Labels beside their partner, whose box is as tall as all of them: every line is level."""
    spots = []
    used: dict[Party, float] = {}
    for bundle in bundles:
        whom = found.boxes[_key(bundle.party)]
        high = sum(_label(b)[1] + BETWEEN for b in bundles if b.party == bundle.party)
        top = used.get(bundle.party, whom.middle - high / 2 + BETWEEN / 2)
        used[bundle.party] = top + _label(bundle)[1] + BETWEEN
        spots.append(_moved(found.boxes[_key(bundle.party, bundle.direction)]._replace(y=top)))
    return spots


def _reaching(own: Spot, levels: Sequence[float]) -> Spot:
    """The box in the middle, tall enough for every line to come in level: nothing else stands in its column."""
    top, bottom = min(own.y, min(levels) - 14), max(own.bottom, max(levels) + 14)
    return own._replace(y=top, height=bottom - top)


def _level(label: Spot) -> float:
    """Where the line goes through its label: below the first row."""
    return label.y + 17


def _moved(spot: Spot) -> Spot:
    return spot._replace(x=spot.x + MARGIN, y=spot.y + MARGIN)


def _group(kind: str, spot: Spot) -> str:
    """The frame around partners of a kind."""
    title = text([kind], spot.x + 10, spot.y + 17, size=SMALL, bold=True)
    return rect("group", *spot, radius=4) + title


def _party_drawn(whom: Party, spot: Spot, links: Mapping[str, str]) -> str:
    outside = whom.kind in _OUTSIDE
    name = fitted(whom.name, spot.width - 2 * PADDING)
    href = links.get(whom.business or "")
    at = spot.x + spot.width / 2, spot.middle
    words = text(name.lines, *at, align="middle", size=name.size, kind="id" if href else "text")
    inside = rect("out" if outside else "box", *spot) + words
    return keyed(whom.business or whom.name, linked(inside, href))


def _bundle_drawn(
    bundle: Bundle, whom: Spot, label: Spot, own: Spot, links: Mapping[str, str]
) -> Iterator[str]:
    """A line between partner and 業務 through its label."""
    y = _level(label)
    points = [(whom.right, y), (own.x, y)] if whom.x < own.x else [(whom.x, y), (own.right, y)]
    if bundle.direction == "提供":
        points.reverse()
    yield line(points, "strong" if bundle.direction == "提供" else "line")
    yield _tip(points[-2], points[-1], bundle.direction)
    name = text([bundle.words], label.x + 10, y - 9, size=SMALL, bold=True)
    ids = []
    for i, x in enumerate(bundle.linkages):
        row, column = divmod(i, PER_LINE)
        href = links.get(x.id)
        at = (label.x + 10 + column * STEP, y + 11 + row * 18)
        ids.append(linked(text([x.id], *at, size=SMALL, kind="id" if href else "text"), href, x.name))
    yield keyed(_key(bundle.party, bundle.direction), name + "".join(ids))


def _tip(before: tuple[float, float], end: tuple[float, float], direction: str = "") -> str:
    """An arrowhead at the end of a line."""
    dx, dy = end[0] - before[0], end[1] - before[1]
    length = (dx * dx + dy * dy) ** 0.5 or 1
    ux, uy = dx / length, dy / length
    corners = [
        end,
        (end[0] - 9 * ux - 4 * uy, end[1] - 9 * uy + 4 * ux),
        (end[0] - 9 * ux + 4 * uy, end[1] - 9 * uy - 4 * ux),
    ]
    points = " ".join(f"{number(x)},{number(y)}" for x, y in corners)
    kind, colour = ("tip", KEY) if direction == "提供" else ("back", SOFT)
    return f'<polygon class="d-{kind}" points="{points}" fill="{colour}"/>'


def _legend(y: float) -> Iterator[str]:
    x = MARGIN
    for direction, words in (("提供", "提供（この業務から渡す）"), ("照会", "照会（この業務が受け取る）")):
        ends = [(x, y), (x + 40, y)] if direction == "提供" else [(x + 40, y), (x, y)]
        yield line(ends, "strong" if direction == "提供" else "line") + _tip(ends[0], ends[1], direction)
        yield text([words], x + 48, y, size=SMALL)
        x += 72 + width(words, SMALL)


MOST = 80
"""Arrows of the drawing of all 業務: 380 kept graphviz busy for over a minute, and would be a black ball."""


class Flow(NamedTuple):
    """What goes from one box of the map to another."""

    source: Party
    target: Party
    linkages: tuple[str, ...]


def of_all(corpus: Corpus, links: Mapping[str, str] | None = None) -> Picture | None:
    """Every 業務 of a corpus and whom they exchange with; an arrow bears the number of 連携.

    A hand-over that both sides state (対になる連携) counts once. None as for one 業務, and where there are so many
    arrows that nobody could follow them.
    """
    flows = hand_overs(corpus)
    if not flows or len(flows) > MOST:
        return None
    parties = list(dict.fromkeys(p for f in flows for p in (f.source, f.target)))
    parties.sort(key=lambda p: (list(PartnerKind).index(p.kind), p.name))
    boxes = {_key(p): _sized(p) for p in parties}
    joints = [Joint(_key(f.source), _key(f.target), (34, 18)) for f in flows]
    found = laid_out(boxes, joints, settings="nodesep=0.25; ranksep=0.7;")
    if found is None:
        return None
    title = "業務間の連携図"
    own = {b.id for b in corpus.businesses}
    total = sum(len(f.linkages) for f in flows)
    about = (
        f"業務、共通機能及び外部のシステムなど{len(parties)}の間のやり取り{total}件を示す図です。"
        "矢印は情報の流れる向き、数字は連携の件数です。"
    )
    kinds = {p: _look(p, own) for p in parties}
    inside = [*_map_drawn(flows, kinds, found, links or {}), *_map_legend(kinds, found.height + MARGIN + 20)]
    w, h = max(found.width, 560) + 2 * MARGIN, found.height + MARGIN + LEGEND
    return Picture("", title, about, document(title, about, w, h, inside), w, h)


def hand_overs(corpus: Corpus) -> list[Flow]:
    """Who hands over to whom in a corpus. A hand-over that both sides state (対になる連携) counts once."""
    found: dict[tuple[Party, Party], dict[frozenset[str], str]] = {}
    for business in corpus.businesses:
        kind = PartnerKind.COMMON if business.registered.common else PartnerKind.STANDARD
        own = Party(kind, f"{business.id} {business.registered.system}", business.id)
        for x in business.linkages:
            other = party(x.partner, corpus.registry)
            if other.business and (registered := corpus.registry.business(other.business)):
                # The same 業務 is one box, however its partners call it.
                kind = PartnerKind.COMMON if registered.common else PartnerKind.STANDARD
                other = Party(kind, f"{registered.id} {registered.system}", registered.id)
            ends = (own, other) if x.direction == "提供" else (other, own)
            pair = frozenset(filter(None, (x.id, x.counterpart)))
            found.setdefault(ends, {}).setdefault(pair, x.id)
    return [Flow(*ends, tuple(pairs.values())) for ends, pairs in found.items()]


def _sized(whom: Party) -> Box:
    return Box(150 + 2 * PADDING, fitted(whom.name, 150).height + 2 * PADDING)


def _look(whom: Party, own: set[str]) -> str:
    return "own" if whom.business in own else "out" if whom.kind in _OUTSIDE else "box"


def _map_drawn(
    flows: Sequence[Flow], looks: Mapping[Party, str], found: Layout, links: Mapping[str, str]
) -> Iterator[str]:
    yield from map(_curve, found.routes)
    for flow, route in zip(flows, found.routes, strict=True):
        if route.label:
            x, y = route.label[0] + MARGIN, route.label[1] + MARGIN
            words = f"{flow.source.name}から{flow.target.name}へ：{'、'.join(flow.linkages)}"
            count = text([f"{len(flow.linkages)}件"], x, y, align="middle", size=SMALL)
            yield keyed(f"{_key(flow.source)}→{_key(flow.target)}", linked(count, None, words))
    for whom, look in looks.items():
        spot = _moved(found.boxes[_key(whom)])
        name, x = fitted(whom.name, 150), spot.x + spot.width / 2
        href = links.get(whom.business or "")
        kind = "id" if href else "text"
        words = text(
            name.lines, x, spot.middle, align="middle", bold=look == "own", size=name.size, kind=kind
        )
        inside = rect(look, *spot, radius=4 if look == "own" else 0) + words
        yield keyed(whom.business or whom.name, linked(inside, href))


def _map_legend(looks: Mapping[Party, str], y: float) -> Iterator[str]:
    x = MARGIN
    for look, words in (
        ("own", "収録している業務"),
        ("box", "収録していない業務、共通機能"),
        ("out", "業務及び共通機能の外のシステム等"),
    ):
        if look in looks.values():
            yield rect(look, x, y - 9, 34, 18) + text([words], x + 42, y, size=SMALL)
            x += 66 + width(words, SMALL)


def _curve(route: Route) -> str:
    points = [(x + MARGIN, y + MARGIN) for x, y in route.curve]
    tip = (route.tip[0] + MARGIN, route.tip[1] + MARGIN)
    first, *rest = (f"{number(x)} {number(y)}" for x, y in points)
    d = f"M{first} C{' '.join(rest)}"
    path = f'<path class="d-line" d="{d}" fill="none" stroke="{SOFT}" stroke-width="1.2"/>'
    return path + _tip(points[-1], tip)
