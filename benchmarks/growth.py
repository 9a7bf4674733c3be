"""How cost grows with the size of the sources: what a command costs whatever it is given, what each MB costs, and how far
each measurement is from that line.

Linear means: CPU = fixed + slope x MB, and no size is further from it than `WITHIN`. Per MB alone, small sizes look dear,
since every command has to start; the largest alone would hide a cost that grows with the square.
"""

from collections.abc import Iterator, Mapping
from typing import NamedTuple

WITHIN = 0.15
FEWEST = 3
"""Sizes below which a line says nothing."""


class Line(NamedTuple):
    """CPU seconds as a straight line over MB."""

    fixed: float
    slope: float
    """Seconds for each MB."""

    def at(self, size: float) -> float:
        return self.fixed + self.slope * size

    def off(self, size: float, cost: float) -> float:
        """How much more (or less) was measured than the line says, as a part of the line."""
        return cost / self.at(size) - 1


def line(costs: Mapping[float, float]) -> Line:
    """The line that is nearest in proportion (MB → seconds): 0.1 of 1 second weighs as much as 1 of 10."""
    weights = {x: 1 / y**2 for x, y in costs.items()}
    whole = sum(weights.values())
    x_mean = sum(w * x for x, w in weights.items()) / whole
    y_mean = sum(w * costs[x] for x, w in weights.items()) / whole
    spread = sum(w * (x - x_mean) ** 2 for x, w in weights.items())
    slope = sum(w * (x - x_mean) * (costs[x] - y_mean) for x, w in weights.items()) / spread
    return Line(y_mean - slope * x_mean, slope)


def told(measured: Mapping[str, Mapping[int, tuple[float, float]]]) -> Iterator[str]:
    """The lines as a table: command → 業務 → MB and CPU seconds. Nothing where no command has enough sizes."""
    several = {name: by for name, by in measured.items() if len(by) >= FEWEST}
    if not several:
        return
    sizes = sorted({n for by in several.values() for n in by})
    yield "## 直線からのずれ"
    yield ""
    yield "CPU（最小の値）を「決まった費用＋1 MB あたりの費用×MB」の直線に当てはめ、そこからのずれを業務の数ごとに示します。"
    yield f"どの大きさでも {WITHIN:.0%} 以内なら、比例して増えるとみなします。{FEWEST} 通り以上の大きさで測ったものだけです。"
    yield ""
    yield f"| 測ったこと | 決まった費用（秒） | 1 MB あたり（秒） | {' | '.join(f'{n}業務' for n in sizes)} | 判定 |"
    yield f"|---|---|---|{'---|' * len(sizes)}---|"
    for name, by in several.items():
        found = line(dict(by.values()))
        off = {n: found.off(*by[n]) for n in by}
        worst = max(map(abs, off.values()))
        cells = (f"{off[n]:+.1%}" if n in off else "" for n in sizes)
        verdict = "達成" if worst <= WITHIN else f"未達（{worst:.0%}）"
        yield f"| {name} | {found.fixed:.2f} | {found.slope:.3f} | {' | '.join(cells)} | {verdict} |"
    yield ""
