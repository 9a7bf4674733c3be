"""An edition composed from word lists, and the next one made of it by acts that are written down."""

from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple

from hyojun.diff import Row
from hyojun.source import load

from ..corpus.words import chance, joined, words
from .edits import SUBSTANCE, WORDING, applied, data, edited, hunks, kinds, together

SAMPLE = Path(__file__).parents[2]
MUST, OPTION, FORBIDDEN = "実装必須", "標準オプション", "実装不可"


class Told(NamedTuple):
    """A row of an edition with what else an edition says of it."""

    row: Row
    class_: str = MUST
    date: str = ""


class Edited(NamedTuple):
    """A text that was edited: by what kinds, in how many places."""

    group: str
    kinds: tuple[str, ...]
    old: str
    new: str
    hunks: int


class Revision(NamedTuple):
    """Two editions and what is true of them."""

    old: tuple[Told, ...]
    new: tuple[Told, ...]
    declared: frozenset[tuple[str, str]]
    pairs: frozenset[tuple[str, str]]
    added: frozenset[str]
    removed: frozenset[str]
    moved: frozenset[str]
    """Old IDs of rows that stand elsewhere."""
    edited: tuple[Edited, ...]


class Plan(NamedTuple):
    """Shares of the rows that something is done with."""

    inserted: float = 0.04
    deleted: float = 0.03
    renumbered: float = 0.04
    declared: float = 0.5
    """Of those renumbered, split or merged."""
    split: float = 0.01
    merged: float = 0.01
    moved: float = 0.015
    classed: float = 0.02
    dated: float = 0.015
    renamed: float = 0.03
    worded: float = 0.15
    changed: float = 0.12


MAJOR = Plan()
"""改定 of the content."""
RENUMBERING = Plan(renumbered=1.0, declared=0.0, worded=0.10, changed=0.10)
"""Every ID is new and nobody says which is which."""
HEAVY = Plan(0.12, 0.10, 0.30, 0.3, 0.03, 0.03, 0.04, 0.05, 0.05, 0.10, 0.25, 0.30)
"""Of half the rows nothing is as it was."""


def edition(functions: int, seed: int) -> tuple[Told, ...]:
    """So many functions of one 業務, near-twins among them; every tenth is one of the sample."""
    rng = chance(seed, "edition")
    sample = [f for b in load(SAMPLE).corpus.businesses for f in b.functions]
    found: list[Told] = []
    names: set[str] = set()
    while len(found) < functions:
        id = f"001{len(found) + 1:04}"
        if rng.random() < 0.1 and sample:
            f = sample.pop(rng.randrange(len(sample)))
            row = Row(id, f.name, f.text)
        else:
            row = _composed(id, rng)
        if row.name not in names:
            names.add(row.name)
            found.append(Told(row, rng.choices([MUST, OPTION, FORBIDDEN], [70, 25, 5])[0]))
    return tuple(found)


def _composed(id: str, rng: Random) -> Row:
    """A statement by one of the patterns of the corpus, now and then with a sentence of our own."""
    subject, stage = rng.choice(_subjects())
    procedure = f"{subject}の{rng.choice(list(words()['段階'][stage]['手続']))}"
    kind = rng.choice([k for k in words()["動作"] if k != "自動"])
    record = rng.choice(list(words()["段階"][stage]["記録"]))
    items = [record + a for a in rng.sample(list(words()["属性"]), rng.randint(1, 4))]
    fields = {
        "主": procedure,
        "項": joined(items),
        "項一": items[0],
        "群": record,
        "帳": f"{subject}の{rng.choice(list(words()['帳票名']))}",
        "相": rng.choice(words()["相手"]["外部システム"]),
        "数": rng.choice(["3", "5", "7", "10", "14", "30"]),
    }
    fields["条"] = rng.choice(words()["場合"]).format(**fields)
    first, *more = words()["動作"][kind]["文"]
    chosen = [rng.choice(first), *(rng.choice(m) for m in more if rng.random() < 0.4)]
    chosen += rng.sample(data("sentences.yaml")["文"], rng.choice([0, 1, 1, 2]))
    name = f"{procedure}{words()['動作'][kind]['名']}"
    return Row(id, name, "\n".join(c.format(**fields) for c in chosen))


def _subjects() -> list[tuple[str, str]]:
    return [(s, stage) for b in words()["業務"].values() for s in b["主題"] for stage in words()["段階"]]


def revised(old: tuple[Told, ...], plan: Plan, seed: int) -> Revision:
    """The next edition, and all that was done."""
    return _Reviser(old, chance(seed, "revision", *plan)).run(plan)


class _Reviser:
    """The new edition while it is being made. A row is touched by one of the great acts at most."""

    def __init__(self, old: tuple[Told, ...], rng: Random) -> None:
        self.old = old
        self.rng = rng
        self.rows: list[Told] = list(old)
        self.untouched = [t.row.id for t in old]
        rng.shuffle(self.untouched)
        self.links = {t.row.id: [t.row.id] for t in old}
        """Old ID → IDs now."""
        self.declared: set[tuple[str, str]] = set()
        self.added: set[str] = set()
        self.moved: set[str] = set()
        self.edited: list[Edited] = []
        self.serial = 5000

    def run(self, plan: Plan) -> Revision:
        many = len(self.old)
        texts = {t.row.id: t.row for t in self.old}
        self._each(plan.deleted * many, self._delete)
        self._each(plan.split * many, self._split, lambda t: t.row.text.count("。\n") >= 2)
        self._each(plan.merged * many, self._merge, lambda t: len(t.row.text) > 40)
        self._each(plan.worded * many, lambda t: self._edit(t, WORDING))
        self._each(plan.changed * many, lambda t: self._edit(t, SUBSTANCE))
        self._some(plan.classed * many, lambda t: t._replace(class_=self._other(t.class_)))
        self._some(plan.dated * many, lambda t: t._replace(date=self.rng.choice(["2028-04-01", "未定"])))
        self._some(plan.renamed * many, self._rename)
        self._renumber(plan)
        self._move(round(plan.moved * many))
        for _ in range(round(plan.inserted * many)):
            self._insert()
        pairs = frozenset((o, n) for o, news in self.links.items() for n in news)
        assert all(o in texts for o, _ in pairs)
        return Revision(
            self.old, tuple(self.rows), frozenset(self.declared), pairs, frozenset(self.added),
            frozenset(o for o, news in self.links.items() if not news), frozenset(self.moved),
            tuple(self.edited),
        )  # fmt: skip

    def _each(
        self, many: float, act: Callable[[Told], None], fits: Callable[[Told], bool] = lambda t: True
    ) -> None:
        for _ in range(round(many)):
            now = {t.row.id: t for t in self.rows}
            id = next((i for i in self.untouched if i in now and fits(now[i])), None)
            if id is not None:
                self.untouched.remove(id)
                act(now[id])

    def _some(self, many: float, act: Callable[[Told], Told]) -> None:
        """On rows whatever else was done with them."""
        for at in self.rng.sample(range(len(self.rows)), round(many)):
            self.rows[at] = act(self.rows[at])

    def _rename(self, told: Told) -> Told:
        changed = [told.row.name.replace(a, b) for a, b in _NAMES if a in told.row.name]
        return told._replace(row=told.row._replace(name=self.rng.choice(changed or [f"{told.row.name}機能"])))

    def _other(self, class_: str) -> str:
        return self.rng.choice([c for c in (MUST, OPTION, FORBIDDEN) if c != class_])

    def _new_id(self) -> str:
        self.serial += 1
        return f"001{self.serial}"

    def _place(self, id: str) -> int:
        return next(n for n, t in enumerate(self.rows) if t.row.id == id)

    def _declare(self, plan_declared: float, old: str, new: str) -> None:
        if self.rng.random() < plan_declared:
            self.declared.add((old, new))

    def _delete(self, told: Told) -> None:
        self.rows.remove(told)
        self.links[told.row.id] = []

    def _split(self, told: Told) -> None:
        """The last sentences become a row of their own; the first keep the ID."""
        head, tail = told.row.text.rsplit("。\n", 1)
        head, more = head.rsplit("。\n", 1) if head.count("。\n") > 1 and len(tail) < 30 else (head, "")
        tail = f"{more}。\n{tail}" if more else tail
        at = self._place(told.row.id)
        new = told.row._replace(id=self._new_id(), name=f"{told.row.name}（続き）", text=tail)
        self.rows[at : at + 1] = [told._replace(row=told.row._replace(text=head + "。")), Told(new)]
        self.links[told.row.id].append(new.id)

    def _merge(self, told: Told) -> None:
        """A row takes in the one after it, whose ID goes."""
        at = self._place(told.row.id)
        if at + 1 == len(self.rows) or self.rows[at + 1].row.id not in self.untouched:
            return
        gone = self.rows.pop(at + 1)
        self.untouched.remove(gone.row.id)
        self.rows[at] = told._replace(row=told.row._replace(text=f"{told.row.text}\n{gone.row.text}"))
        self.links[gone.row.id] = [told.row.id]

    def _edit(self, told: Told, group: str) -> None:
        text = told.row.text
        chosen = self.rng.sample(kinds(group), self.rng.choice([1, 1, 1, 2, 3]))
        others = self.rng.sample(kinds(WORDING), self.rng.choice([0, 0, 0, 1]) if group == SUBSTANCE else 0)
        found = [(k, edited(text, k, self.rng)) for k in (*chosen, *others)]
        while not any(e for k, e in found if k.group == group):
            found = [(k := self.rng.choice(kinds(group)), edited(text, k, self.rng))]
        edits = together([e for _, e in found])
        new = applied(text, edits)
        names = tuple(k.name for k, e in found if e)
        self.edited.append(Edited(group, names, text, new, hunks(text, edits)))
        self.rows[self._place(told.row.id)] = told._replace(row=told.row._replace(text=new))

    def _renumber(self, plan: Plan) -> None:
        many = round(plan.renumbered * len(self.rows))
        back = {n: [o for o, news in self.links.items() if n in news] for n in (t.row.id for t in self.rows)}
        for at in self.rng.sample(range(len(self.rows)), many):
            told = self.rows[at]
            new = self._new_id()
            olds = back[told.row.id]
            declared = self.rng.random() < plan.declared
            for o in olds:
                self.links[o] = [new if n == told.row.id else n for n in self.links[o]]
                if declared:
                    self.declared.update((o, n) for n in self.links[o])
            if declared:
                # Whoever declares a row says all of it: its other halves too.
                self.declared.update((o, n) for o in olds for n in self.links[o])
            self.rows[at] = told._replace(row=told.row._replace(id=new))

    def _move(self, many: int) -> None:
        """Rows that are one and the same on both sides go at least thirty rows away."""
        single = [o for o, news in self.links.items() if len(news) == 1 and self._alone(news[0])]
        for o in self.rng.sample(single, many):
            at = self._place(self.links[o][0])
            told = self.rows.pop(at)
            places = [p for p in range(len(self.rows)) if abs(p - at) >= min(30, len(self.rows) // 4)]
            self.rows.insert(self.rng.choice(places), told)
            self.moved.add(o)

    def _alone(self, new: str) -> bool:
        return sum(new in news for news in self.links.values()) == 1

    def _insert(self) -> None:
        """Every second beside a row it differs from in a word or two."""
        at = self.rng.randrange(len(self.rows))
        row = _composed(self._new_id(), self.rng)
        if self.rng.random() < 0.5:
            model = self.rows[at].row
            edits = [edited(model.text, k, self.rng) for k in self.rng.sample(kinds(SUBSTANCE), 3)]
            row = Row(
                row.id, f"{model.name}（{self.rng.choice(_KINDS)}）", applied(model.text, together(edits))
            )
        self.rows.insert(at + 1, Told(row))
        self.added.add(row.id)


_NAMES = (
    ("の管理", "管理"),
    ("の処理", ""),
    ("登録", "入力"),
    ("表示", "照会"),
    ("確認", "点検"),
    ("件数の", ""),
)
_KINDS = ("職権", "一括", "代理人", "外国人住民", "法人")
