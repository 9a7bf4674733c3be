"""How much of what each 業務 has: the shares of 業務 differ as they do in life, the totals are exact."""

from typing import NamedTuple

from .words import registry, words

TOTALS = {
    "statements": 20_000,
    "items": 42_000,
    "forms": 3_000,
    "form_items": 90_000,
    "linkages": 4_000,
    "flows": 400,
}
"""Of all 20 業務 together."""
STATEMENTS_OF_A_TOPIC = 80
"""A 大項目 is a file; so many statements make one of about 50 kB."""


class Share(NamedTuple):
    """What one 業務 gets of the totals."""

    id: str
    name: str
    system: str
    ministry: str
    topics: int
    statements: int
    items: int
    forms: int
    form_items: int
    linkages: int
    flows: int


def shares(count: int) -> tuple[Share, ...]:
    """The first `count` of the 20 業務, each as large as in the whole corpus; in the order of 業務ID."""
    weights = {id: int(w["割合"]) for id, w in words()["業務"].items()}
    amounts = {
        name: dict(zip(weights, split(n, list(weights.values())), strict=True)) for name, n in TOTALS.items()
    }
    found = []
    for id in list(weights)[:count]:
        business = registry().business(id)
        assert business is not None
        own = {name: amount[id] for name, amount in amounts.items()}
        topics = -(-own["statements"] // STATEMENTS_OF_A_TOPIC)
        ministry = business.charges[-1].ministry
        found.append(Share(id, business.name, business.system, ministry, topics, **own))
    return tuple(sorted(found))


def split(total: int, weights: list[int]) -> list[int]:
    """Whole numbers in proportion to the weights that add up to the total (largest remainder)."""
    exact = [total * w / sum(weights) for w in weights]
    found = [int(x) for x in exact]
    order = sorted(range(len(weights)), key=lambda n: (found[n] - exact[n], n))
    for n in order[: total - sum(found)]:
        found[n] += 1
    return found


def even(total: int, parts: int) -> list[int]:
    """As equal as whole numbers can be."""
    return split(total, [1] * parts)
