"""What the rows of one workbook are made from, and the words several sheets share."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import NamedTuple

from hyojun.flow import Next
from hyojun.model import ALL_BODIES, Business, Corpus, Document, Kind, Ref, Retirement, mention, mentions

from ..dates import day_in, printed
from ..marks import PROVISIONAL, called, provisional, withdrawn
from ..spreadsheet import FIRST_DAY
from .cells import Cell, Table

_HEADING = Kind.HEADING.value


class Context(NamedTuple):
    """A document in its 業務 and corpus, with the symbols of its 様式."""

    corpus: Corpus
    business: Business
    document: Document
    symbols: Mapping[str, str]
    """実装類型 → symbol; empty where classes are written by name."""
    revised: Mapping[str, str] = MappingProxyType({})
    """Citation → what editions did to it."""
    made: dict[Callable[["Context"], Table], Table] | None = None
    """Rows made before: the workbook and the 様式 of a document share them. None: nothing is kept."""
    reflected: str = ""
    """Up to which 正誤 a released edition has them in it."""
    unnamed: str = ""
    """Of what it gives the ID alone, and why."""

    def table(self, rows_of: Callable[["Context"], Table]) -> Table:
        """The rows of a content, made once where they are kept."""
        if self.made is None:
            return rows_of(self)
        if rows_of not in self.made:
            self.made[rows_of] = rows_of(self)
        return self.made[rows_of]

    def name(self, kind: Kind, id: str) -> str | None:
        """Name of what an ID stands for, saying so where it was withdrawn; None for what is not in the corpus."""
        entry = self.corpus.entries.get(self.business.ref(kind, id))
        return called(entry) if entry else None

    def state(
        self, kind: Kind, id: str | None, retired: Retirement | None, replaces: Sequence[str] = ()
    ) -> str | None:
        """仮番号, what became of a withdrawn entry, what one took the place of; None where there is nothing to say."""
        parts = [PROVISIONAL] if id and provisional(kind, id) else []
        if retired:
            parts += [withdrawn(retired), self.text(retired.reason) or ""]
            parts += [f"置換先：{found}" for found in (self.listed(kind, retired.replaced_by),) if found]
        parts += [f"置換元：{found}" for found in (self.listed(kind, replaces),) if found]
        return lines(parts)

    def listed(self, kind: Kind, ids: Iterable[str]) -> str | None:
        """One line per ID, with its name: 0020001 印鑑登録証明書."""
        return lines(f"{id} {name}" if (name := self.name(kind, id)) else id for id in ids)

    def names(self, kind: Kind, ids: Iterable[str]) -> str | None:
        """The names in the order of the IDs; an ID nobody knows keeps its line."""
        return lines(self.name(kind, id) or "（未定義）" for id in ids)

    def naming(self, kind: Kind, id: str) -> str | None:
        """Functions that list a 帳票 or 連携, with their names."""
        return lines(map(self._labelled, self.corpus.naming.get(self.business.ref(kind, id), ())))

    def text(self, text: str | None) -> str | None:
        """A running text with heading keys replaced by what the headings are called now.

        Nothing in a workbook is a link; 見出しtoroku would tell a reader nothing.
        """
        if text is None or _HEADING not in text:
            return text
        parts: list[str] = []
        end = 0
        for found in mentions(text):
            if found.kind is Kind.HEADING and (name := self.name(found.kind, found.id)):
                parts += [text[end : found.start], f"「{name}」"]
                end = found.end
        return "".join([*parts, text[end:]])

    def cited(self, written: str) -> str:
        """A reference with the name of what it points at; a heading by its name alone."""
        found = mention(written)
        name = found and self.name(found.kind, found.id)
        if found is None or name is None:
            return written
        return name if found.kind is Kind.HEADING else f"{written} {name}"

    def next_step(self, way: Next) -> str:
        """A way on from a step in words; another flow by its title."""
        business, _, key = (way.flow or "").rpartition("/")
        ref = Ref(business, Kind.FLOW, key) if business else self.business.ref(Kind.FLOW, key)
        entry = self.corpus.entries.get(ref)
        return way._replace(text=f"フロー「{entry.name}」へ").words if entry else way.words

    @property
    def era(self) -> str:
        """暦 of the 様式."""
        return self.corpus.registry.profile(self.business.registered.profile).era

    def day(self, written: str | date | None) -> Cell:
        """A day as one that spreadsheets can sort; words in its place, and days before theirs begin, as text."""
        day = day_in(written) if isinstance(written, str) else written
        if day and day >= FIRST_DAY:
            return day
        return None if written is None else printed(written, self.era)

    def symbol(self, name: str | None) -> str | None:
        return None if name is None else self.symbols.get(name, name)

    def _labelled(self, ref: Ref) -> str:
        entry = self.corpus.entries.get(ref)
        return f"{ref.id} {called(entry)}" if entry else ref.id


def lines(parts: Iterable[str]) -> str | None:
    """Parts one per line; None for none, so that the cell stays empty."""
    return "\n".join(parts) or None


ByBody = Mapping[str, str]


def bodies_of(declared: tuple[str, ...], values: Iterable[ByBody]) -> tuple[str, ...]:
    """Columns a value per 団体区分 needs: the declared ones, and what is used without being declared."""
    used = dict.fromkeys(body for value in values for body in value if body != ALL_BODIES)
    return tuple(dict.fromkeys((*declared, *used))) or (ALL_BODIES,)


def for_body(value: ByBody, body: str) -> str | None:
    return value.get(body) or value.get(ALL_BODIES)


def spread(
    content: str, bodies: tuple[str, ...], rows: Sequence[Mapping[str, Cell]]
) -> tuple[tuple[str, ...], list[dict[str, Cell]]]:
    """Columns of a value per 団体区分, and its cells row by row; one column if no row tells them apart."""
    if all(len(set(row.values())) == 1 for row in rows):
        return (ALL_BODIES,), [{variant_key(content, ALL_BODIES): row[bodies[0]]} for row in rows]
    return bodies, [{variant_key(content, body): row[body] for body in bodies} for row in rows]


def variant_key(content: str, variant: str) -> str:
    """Key of one of several columns of a content."""
    return f"{content}/{variant}"
