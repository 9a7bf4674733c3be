"""データ項目 of an edition and of the next one: short texts, many of one pattern."""

from hyojun.diff import Row

from ..corpus.words import chance, words


def items(many: int, seed: int, renumbered: float = 0.3) -> tuple[list[Row], list[Row]]:
    """So many items and what became of them: some gone, some with another ID, some reworded."""
    rng = chance(seed, "items", many)
    records = [r for stage in words()["段階"].values() for r in stage["記録"]]
    attributes = list(words()["属性"].items())
    old = []
    for n in range(1, many + 1):
        record, (name, said) = rng.choice(records), rng.choice(attributes)
        old.append(Row(f"001{n:05}", record + name, record + said[-1]))
    new = []
    for row in old:
        if rng.random() < 0.02:
            continue
        text = row.text.replace("に係る", "についての") if rng.random() < 0.1 else row.text
        new.append(Row(f"9{row.id}" if rng.random() < renumbered else row.id, row.name, text))
    return old, new
