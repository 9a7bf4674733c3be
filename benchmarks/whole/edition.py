"""The edition while it is being changed: its rows, what they were called, what was done to them."""

import copy
import re
from collections.abc import Callable, Iterator
from random import Random
from typing import Any

from ..corpus.plan import Share
from ..corpus.plan import shares as all_shares
from ..corpus.sources import Sources, sources
from ..corpus.words import chance
from ..revisions.edits import Edit, data
from .truth import OWN, Fact, Key, Plain

_SENTENCES = 0.5
"""Share of the statements that get sentences of their own, in which more kinds of edits find a place."""


def first(functions: int, seed: int) -> Sources:
    """An edition with so many functions and twice as many items."""
    share = next(s for s in all_shares(20) if s.id == "003")
    share = _scaled(share, functions)
    [own] = sources((share,), seed)
    rng = chance(seed, "sentences")
    for _, f in Edition(own, rng).statements():
        if rng.random() < _SENTENCES:
            more = rng.sample(data("sentences.yaml")["文"], rng.choice([1, 1, 2]))
            name = str(f["機能名称"])
            filled = [m.format(項=f"{name}の日付", 主=name, 群=f"{name}の記録") for m in more]
            f["機能要件"] = "\n".join([f["機能要件"], *filled])
    return own


def _scaled(share: Share, functions: int) -> Share:
    part = functions / share.statements
    return share._replace(
        topics=max(1, -(-functions // 80)), statements=functions, items=2 * functions,
        forms=max(4, round(share.forms * part)), form_items=round(share.form_items * part),
        linkages=max(4, round(share.linkages * part)), flows=max(1, round(share.flows * part)),
    )  # fmt: skip


class Edition:
    """Rows of an edition under their published words. Each row is touched by one great act at most, and no
    field twice, so that every fact can be told from every other."""

    def __init__(self, own: Sources, rng: Random) -> None:
        self.sources = own
        self.yaml: dict[str, Plain] = own.yaml
        self.rng = rng
        self.business = own.share.id
        self.origin = {id(row): self.name(kind, row) for kind, row, _ in self.rows()}
        self.facts: list[tuple[str, Plain, str | None, Fact]] = []
        self.touched: set[tuple[int, str]] = set()
        self.serials: dict[str, int] = {}

    def statements(self) -> Iterator[tuple[Plain, Plain]]:
        """Every statement with its 中項目."""
        for name, file in self.yaml.items():
            if name.startswith("機能/"):
                for top in file["見出し"]:
                    for heading in top["見出し"]:
                        yield from ((heading, f) for f in heading["機能"])

    def rows(self) -> Iterator[tuple[str, Plain, list[Plain]]]:
        """Every row with a name of its own: kind, row, the list it stands in."""
        for name, file in self.yaml.items():
            for top in file.get("見出し", ()) if name.startswith("機能/") else ():
                for heading in top["見出し"]:
                    yield "見出し", heading, top["見出し"]
                    yield from (("機能", f, heading["機能"]) for f in heading["機能"])
            for group in file.get("データグループ", ()):
                yield "グループ", group, file["データグループ"]
                yield from (("データ", i, group["データ項目"]) for i in group["データ項目"])
            for kind, word in (("帳票", "帳票"), ("連携", "連携"), ("コード", "コード一覧")):
                yield from ((kind, row, file[word]) for row in file.get(word, ()))

    def of(
        self, kind: str, fits: Callable[[Plain], bool] = lambda row: True
    ) -> list[tuple[Plain, list[Plain]]]:
        """Untouched rows of a kind, in an order of chance, with the list each stands in."""
        found = [
            (row, row_list)
            for own, row, row_list in self.rows()
            if own == kind and (id(row), "*") not in self.touched and fits(row)
        ]
        self.rng.shuffle(found)
        return found

    def name(self, kind: str, row: Plain) -> str:
        return str(row[OWN[kind]])

    def is_free(self, row: Plain, *fields: str) -> bool:
        return not any((id(row), f) in self.touched for f in (*fields, "*"))

    def touch(self, row: Plain, *fields: str) -> None:
        self.touched.update((id(row), f) for f in fields)

    def tell(
        self, act: str, kind: str, row: Plain, field: str | None, duty: bool | None, *,
        is_wording: bool | None = False, texts: tuple[str, str] | None = None, part: tuple[str, str] | None = None,
    ) -> None:  # fmt: skip
        """A fact about a row that both editions have. `part`: what a part of it is called in both, such as
        印字項目 and コード値."""
        self.facts.append((kind, row, f"{part[0]}\0{part[1]}" if part else None,
                           Fact(Key(kind, (), (), field), act, duty, is_wording, texts)))  # fmt: skip

    def tell_as(self, fact: Fact) -> None:
        """A fact whose key is known."""
        self.facts.append(("", {}, None, fact))

    def told(self) -> list[Fact]:
        """All facts, under the IDs the rows have in the end."""
        found = []
        for kind, row, part, fact in self.facts:
            if not kind:
                found.append(fact)
                continue
            own = _OWNER.get(kind, kind)
            old, new = self.origin[id(row)], self.name(own, row)
            if part:
                was, now = part.split("\0")
                sides = ((f"{old}/{was}",) if was else (), (f"{new}/{now}",) if now else ())
            else:
                sides = ((old,), (new,))
            found.append(fact._replace(key=fact.key._replace(old=sides[0], new=sides[1])))
        return found

    def new_id(self, kind: str) -> str:
        """A number nobody had."""
        if kind == "コード":
            raise ValueError("code lists keep their numbers")
        width = {"機能": 4, "帳票": 4, "データ": 5, "グループ": 3}.get(kind, 3)
        serial = self.serials[kind] = self.serials.get(kind, 10**width - 1) - 1
        letter = "o" if kind == "連携" else ""
        return f"{self.business}{letter}{serial}"

    def renumber(self, kind: str, row: Plain, new: str) -> None:
        """Another ID, and everything that names the row follows."""
        old = self.name(kind, row)
        row[OWN[kind]] = new
        for file in self.yaml.values():
            _follow(file, kind, old, new, self._text_changed)
        self.sources.markdown.update(
            {n: t.replace(f"{kind}{old}", f"{kind}{new}") for n, t in self.sources.markdown.items()}
        )
        if kind == "機能":
            drawings = tuple(
                d._replace(
                    nodes=tuple(
                        n._replace(functions=tuple(new if f == old else f for f in n.functions))
                        for n in d.nodes
                    )
                )
                for d in self.sources.drawings
            )
            self.sources = self.sources._replace(drawings=drawings)

    def _text_changed(self, row: Plain, field: str) -> None:
        """A mention followed: whoever tells it as a change of the row tells nothing wrong."""
        kind = next((k for k, word in OWN.items() if word in row and k not in ("見出し",)), None)
        if kind and id(row) in self.origin and self.is_free(row, field):
            self.tell("付け替えに伴う記載", kind, row, field, False, is_wording=None)
            self.touch(row, field)


_OWNER = {"印字項目": "帳票", "コード値": "コード"}
_LISTS = {
    "機能": {"機能", "参照"},
    "帳票": {"帳票"},
    "データ": {"データ項目", "データ項目ID", "参照先", "記録先"},
    "連携": {"連携", "対になる連携"},
    "グループ": set(),
}
"""Keys under which an ID of a kind is named by others."""


def _follow(node: Any, kind: str, old: str, new: str, changed: Callable[[Plain, str], None]) -> None:
    """Write the new ID wherever the old one is named: alone, in a list, in a text with its kind before it."""
    if isinstance(node, list):
        for x in node:
            _follow(x, kind, old, new, changed)
        return
    is_named = {old: new, f"{kind}{old}": f"{kind}{new}"}
    is_printed = "印字項目" in node
    for key, value in node.items():
        is_own = key == OWN.get(kind) and not is_printed
        if isinstance(value, str) and not is_own and key in _LISTS[kind]:
            node[key] = is_named.get(value, value)
        elif isinstance(value, str) and not is_own:
            written = value.replace(f"{kind}{old}", f"{kind}{new}")
            if key == "標準仕様書関連箇所" and kind == "機能":
                written = re.sub(rf"^{old}", new, value, flags=re.MULTILINE)
            if written != value:
                node[key] = written
                changed(node, key)
        elif key == "記録先" and kind == "データ":
            node[key] = {is_named.get(a, a): is_named.get(b, b) for a, b in value.items()}
        elif isinstance(value, list) and all(isinstance(v, str) for v in value):
            node[key] = [is_named.get(v, v) for v in value] if key in _LISTS[kind] else value
        elif isinstance(value, list | dict):
            _follow(value, kind, old, new, changed)


def copied(own: Sources) -> Sources:
    """The same edition, which may be changed."""
    return own._replace(
        yaml=copy.deepcopy(own.yaml), head=copy.deepcopy(own.head), markdown=dict(own.markdown)
    )


def texts_edited(text: str, edits: tuple[Edit, ...]) -> str:
    """Apply edits from the end."""
    for e in sorted(edits, reverse=True):
        text = text[: e.start] + e.text + text[e.end :]
    return text
