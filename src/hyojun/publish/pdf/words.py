"""What the parts of a document share: profile, era, names of what is pointed at."""

from collections.abc import Iterable
from typing import NamedTuple

from hyojun.model import (
    ALL_BODIES,
    IN_TEXT,
    Business,
    Corpus,
    Document,
    ImplementationClass,
    Kind,
    Profile,
    Retirement,
)

from ..anchors import anchor
from ..dates import printed
from ..flow_pictures import steps_of
from ..job import Job, is_open
from ..marks import PROVISIONAL, called, provisional, withdrawn
from .text import Data, link, rich


class Place(NamedTuple):
    """The document a PDF is made of, in its surroundings."""

    job: Job
    business: Business
    document: Document
    """Of a volume: with only what stands in it."""
    volume: str | None = None
    """別紙2　機能要件; None where the document is one file."""
    first: bool = True
    """Whether what is said of the whole 業務 stands here: in the first volume."""

    @property
    def circulated(self) -> bool:
        """Whether it is a draft that people are asked about: with （案）, 資料番号 and 行番号."""
        return self.job.draft or is_open(self.document)

    @property
    def corpus(self) -> Corpus:
        return self.job.corpus

    @property
    def profile(self) -> Profile:
        return self.corpus.registry.profile(self.business.registered.profile)

    @property
    def era(self) -> str:
        return self.profile.era

    @property
    def conformance(self) -> dict[str, str]:
        """適合基準日 of the document by 団体区分."""
        return self.document.conformance_by_body()

    def symbol(self, found: ImplementationClass) -> str:
        return self.profile.symbols.get(found.value, found.value)

    def named(self, kind: Kind, id: str) -> Data:
        """ID and name of an entry of any 業務, as a link; the ID alone where it is not known."""
        ref = self.business.ref(kind, id)
        entry = self.corpus.entries.get(ref)
        return link(ref, f"{id} {called(entry)}" if entry else id)

    def taken(self, kind: Kind, replaces: Iterable[str]) -> tuple[str, Data]:
        """置換元 as a rare fact: what an entry took the place of."""
        found = [x for n, id in enumerate(replaces) for x in ("、" if n else "", self.named(kind, id)) if x]
        return "置換元", found or None

    def gap(self, kind: Kind, retired: Retirement | None) -> Data:
        """What became of a withdrawn entry, in lines; None for one in force."""
        if retired is None:
            return None
        lines: list[Data] = [{"k": "strong", "c": withdrawn(retired)}, "\n", *pieces(rich(retired.reason))]
        for index, id in enumerate(retired.replaced_by):
            lines.extend(["、" if index else "\n置換先：", self.named(kind, id)])
        return lines


def pieces(data: Data) -> list[Data]:
    """What `rich` or `named` made, as a list of pieces."""
    return [] if data is None else list(data) if isinstance(data, list) else [data]


def noted(text: Data, facts: Iterable[tuple[str, Data]]) -> Data:
    """A text with rare facts below it, each after its word as a label; None where there is nothing."""
    found = pieces(text)
    for word, fact in facts:
        if fact is not None:
            found.extend(["\n" if found else "", {"k": "label", "t": word}, *pieces(fact)])
    return found or None


def state(kind: Kind, id: str | None) -> str | None:
    """仮番号, below an ID that is one."""
    return PROVISIONAL if id and provisional(kind, id) else None


def at(kind: Kind, id: str | None) -> str | None:
    return anchor(kind, id) if id else None


def by_body(place: Place, found: dict[str, ImplementationClass], bodies: Iterable[str]) -> list[Data]:
    """Symbols of a statement, one for each 団体区分; None where it says nothing for one."""
    return [place.symbol(c) if (c := found.get(b, found.get(ALL_BODIES))) else None for b in bodies]


def bodies(place: Place, tables: Iterable[dict[str, ImplementationClass]]) -> list[str]:
    """団体区分 of the columns: those of the 業務 and any further ones written; one column if none differs."""
    written = dict.fromkeys(b for table in tables for b in table if b != ALL_BODIES)
    return list(dict.fromkeys((*place.business.head.bodies, *written))) if written else [ALL_BODIES]


def dates(place: Place, found: dict[str, str]) -> list[str]:
    """Days, with the 団体区分 of each where they differ."""
    bodies_of: dict[str, list[str]] = {}
    for body, when in found.items():
        bodies_of.setdefault(printed(when, place.era), []).append(body)
    if list(found) == [ALL_BODIES]:
        return list(bodies_of)
    return [f"{'、'.join(them)}\n{when}" for when, them in bodies_of.items()]


def one_line(place: Place, found: dict[str, ImplementationClass]) -> str:
    """◎ 実装必須, or 指定都市：◎　中核市：○ where it differs."""
    if set(found) == {ALL_BODIES}:
        return f"{place.symbol(found[ALL_BODIES])} {found[ALL_BODIES].value}"
    return "　".join(f"{b}：{place.symbol(c)} {c.value}" for b, c in found.items())


def referrers(
    place: Place, kind: Kind, id: str, kinds: tuple[Kind, ...], *, named: bool = True
) -> list[Data]:
    """Who names an entry by a key of its own (not in running text), as links, each once, with its name
    or by its ID alone."""
    ref = place.business.ref(kind, id)
    incoming = place.corpus.incoming.get(ref, ())
    sources = dict.fromkeys(e.source for e in incoming if e.word != IN_TEXT and e.source)
    found = [e for s in sources if s.kind in kinds and (e := place.corpus.entries.get(s))]
    return [link(e.ref, f"{e.ref.id} {called(e)}" if named else e.ref.id) for e in found]


def steps(place: Place, function: str) -> list[Data]:
    """Steps of 業務フロー that name a function, as links; the title of a flow once before its numbers."""
    incoming = place.corpus.incoming.get(place.business.ref(Kind.FUNCTION, function), ())
    sources = {e.source for e in incoming if e.source and e.source.kind is Kind.STEP}
    keys = {source.id.rpartition("/")[0] for source in sources}
    found: list[Data] = []
    for flow in (f for f in place.business.flows if f.key in keys):
        numbers = [
            (ref, step.mark)
            for step in steps_of(flow)
            if (ref := place.business.ref(Kind.STEP, f"{flow.key}/{step.task.step}")) in sources
        ]
        for index, (ref, mark) in enumerate(numbers):
            found.append(link(ref, mark if index else f"{flow.title}　{mark}"))
    return found


def listed(title: str, links: list[Data]) -> list[Data]:
    """`題名：a、b` as pieces, or nothing."""
    if not links:
        return []
    pieces: list[Data] = [{"k": "label", "t": title}]
    for index, one in enumerate(links):
        pieces.extend(["、", one] if index else [one])
    return pieces
