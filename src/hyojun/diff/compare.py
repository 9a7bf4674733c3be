"""Two editions → what changed: things are matched kind by kind, and the catalogue says what became of each pair."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hyojun.model import Business, Corpus, Document, dictionary
from hyojun.source import is_draft

from . import counterparts as by
from . import kinds  # noqa: F401  fills the catalogue
from .account import accounted, accounts_of, answers_of
from .aligning.matching import How
from .changes import Comparison, DocumentComparison, Matched, Question, Side, Subject
from .composite import one_of
from .counterparts import Answers, Couple
from .effects import Effects
from .lasting import lasting
from .pair import Added, Pair, Removed, Thing
from .placing import Spots, name_of, reordering, stays
from .questions import faults_of, questions_of, strangers
from .setting import Setting
from .telling import Teller
from .things import blocks, code_values, flow_parts, form_items, joints, only, things


def compared(
    old: Corpus,
    new: Corpus,
    *,
    spec: str | None = None,
    document: str | None = None,
) -> Comparison:
    """What changed from one corpus to the other, for one 業務 or document or for all.

    Dictionary, weights and 改定の説明 are those of the new side. A document of which nothing changed is not in it,
    unless it was asked for by name.
    """
    ids = sorted({b.id for c in (old, new) for b in c.businesses})
    effects = Effects(old, new)
    comparers: list[_Comparer] = []
    for id in ids:
        if spec is not None and id != spec:
            continue
        was, now = old.business(id), new.business(id)
        if was is not now or document is not None:
            comparers.append(_Comparer(was, now, document, new, effects))
            comparers[-1].find()
    return Comparison(documents=tuple(d for c in comparers for d in c.told()))


_CITED = (*by.ISSUED, Subject.HEADING)
"""Kinds whose IDs others name."""


class _Comparer:
    """Compares one 業務; used once."""

    def __init__(
        self,
        old: Business | None,
        new: Business | None,
        document: str | None,
        corpus: Corpus,
        effects: Effects,
    ) -> None:
        self.businesses = old, new
        self.documents = (old.documents if old else ()), (new.documents if new else ())
        everything = things(old, self.documents[0], document), things(new, self.documents[1], document)
        self.document = document
        self.sides = everything if document is None else only(document, *everything)
        business = new or old
        assert business is not None
        self.business = business
        self.own_accounts = dict(accounts_of(business, self.documents))
        self.answers: Answers = answers_of(self.own_accounts.values())
        self.into: dict[str, dict[str, tuple[str, ...]]] = {}
        self.renamed: tuple[dict[tuple[str, str], str], dict[tuple[str, str], str]] = {}, {}
        live = {s: frozenset(t.id for t in rows) for s, rows in everything[1].live.items() if s in _CITED}
        spell = dictionary(corpus.words.spellings).spelled
        self.setting = Setting(old, new, spell, self.into, live, self.renamed)
        self.lasting = lasting(self.businesses)
        self.teller = Teller(business, self.documents, corpus.governance.weights, effects, self.lasting)
        self.matches: list[tuple[str, Matched]] = []
        self.questions: list[tuple[str, Question]] = []
        self.layout: Counter[str] = Counter()

    def find(self) -> None:
        """Find all changes."""
        self._business()
        # All rows are matched before any is judged: what is renumbered is no news where it is only cited.
        couples = {s: self._matched(s) for s in (Subject.HEADING, *by.ISSUED)}
        for subject in (Subject.HEADING, Subject.FUNCTION, Subject.GROUP, Subject.DATA_ITEM):
            self._judged(*self._rows(subject), couples[subject])
        self._coded()
        self._judged(*self._rows(Subject.FORM), couples[Subject.FORM])
        self._printed(couples[Subject.FORM])
        self._judged(*self._rows(Subject.LINKAGE), couples[Subject.LINKAGE])
        self._tree()
        self._flows()
        self._prose()
        self._further()
        self._withdrawn()

    def told(self) -> Iterator[DocumentComparison]:
        """The documents with their changes, after those of every other 業務 have been found."""
        self.teller.reached()
        names = dict.fromkeys(d.name for side in reversed(self.documents) for d in side)
        for name in names:
            if self.document in (None, name):
                yield self._document(name)

    def _rows(self, subject: Subject) -> tuple[list[Thing[Any]], list[Thing[Any]]]:
        return self.sides[0].live[subject], self.sides[1].live[subject]

    def _business(self) -> None:
        for subject in (Subject.BUSINESS, Subject.DOCUMENT):
            old, new = self._rows(subject)
            self._judged(old, new, by.simple(old, new))

    def _matched(self, subject: Subject) -> list[Couple]:
        """Couples of a kind whose rows have IDs or keys that last."""
        old, new = self._rows(subject)
        if subject is Subject.HEADING:
            couples = by.headings(old, new)
        else:
            gone = self.sides[0].retired[subject], self.sides[1].retired[subject]
            couples = by.of_series(subject, old, new, gone, _issued(self.businesses), self.answers)
            self.matches += [(c.news[0].document, m) for c in couples for m in by.told([c])]
            self.questions += strangers(self.business.id, couples, self.lasting)
        self._follow(subject, couples)
        return couples

    def _printed(self, forms: list[Couple]) -> None:
        for c in forms:
            if c.olds[0].value.items != c.news[0].value.items:
                parts = form_items(c.olds[0]), form_items(c.news[0])
                self._judged(*parts, by.form_items(*parts))

    def _follow(self, subject: Subject, couples: list[Couple]) -> None:
        """Remember what is called otherwise in the new edition, and of what somebody says so."""
        self.into[subject] = {o.id: tuple(t.id for t in c.news) for c in couples for o in c.olds}
        for c in couples:
            if c.how is How.DECLARED and len(c.olds) == len(c.news) == 1 and c.olds[0].id != c.news[0].id:
                ids = c.olds[0].id, c.news[0].id
                for side, id in zip(self.renamed, ids, strict=True):
                    side[subject.value, id] = "～".join(sorted(ids))

    def _coded(self) -> None:
        old, new = self._rows(Subject.CODE_LIST)
        couples = by.simple(old, new)
        self._judged(old, new, couples)
        for c in couples:
            if c.olds[0].value.values != c.news[0].value.values:
                parts = code_values(c.olds[0]), code_values(c.news[0])
                self._judged(*parts, by.code_values(*parts))

    def _tree(self) -> None:
        old, new = self._rows(Subject.TREE_NODE)
        if [t.value for t in old] != [t.value for t in new]:
            couples = by.tree_nodes(old, new)
            self._follow(Subject.TREE_NODE, couples)
            self._judged(old, new, couples)

    def _flows(self) -> None:
        old, new = self._rows(Subject.FLOW)
        couples = by.simple(old, new)
        self._judged(old, new, couples)
        for c in couples:
            was, now = c.olds[0], c.news[0]
            if was.value == now.value:
                continue
            before = len(self.teller.changes)
            self._flow(was, now)
            if len(self.teller.changes) == before and was.value.sha256 != now.value.sha256:
                self.layout[now.document] += 1

    def _flow(self, was: Thing[Any], now: Thing[Any]) -> None:
        old, new = flow_parts(was), flow_parts(now)
        lanes = by.lanes(old.lanes, new.lanes)
        self._judged(old.lanes, new.lanes, lanes, is_ordered=False)
        renamed = {c.olds[0].name: c.news[0].name for c in lanes}
        moved_in = [_in_lane(t, renamed) for t in old.steps], [_in_lane(t, renamed) for t in old.nodes]
        steps = by.steps(moved_in[0], new.steps)
        nodes = by.flow_nodes(moved_in[1], new.nodes)
        self._judged(moved_in[0], new.steps, steps, is_ordered=False)
        self._judged(moved_in[1], new.nodes, nodes, is_ordered=False)
        parts: list[list[Thing[Any]]] = [[*p.steps, *p.nodes, *p.lanes] for p in (old, new)]
        tokens = [{t.value.id: f"{side} {t.id}" for t in them} for side, them in enumerate(parts)]
        for couple in (*lanes, *steps, *nodes):
            a, b = couple.olds[0], couple.news[0]
            tokens[0][a.value.id] = tokens[1][b.value.id] = min(a.id, b.id) + "\0" + max(a.id, b.id)
        lines = joints(was, parts[0], tokens[0]), joints(now, parts[1], tokens[1])
        self._judged(*lines, by.joints(*lines), is_ordered=False)

    def _prose(self) -> None:
        old, new = self._rows(Subject.CHAPTER)
        couples = by.chapters(old, new)
        self._judged(old, new, couples)
        for c in couples:
            was, now = c.olds[0], c.news[0]
            if was.value.source == now.value.source:
                continue
            parts = blocks(was), blocks(now)
            pairs = by.blocks(*parts)
            before = len(self.teller.changes)
            self._follow(Subject.BLOCK, pairs)
            self._judged(*parts, pairs)
            if len(self.teller.changes) == before:
                self.layout[now.document] += 1

    def _further(self) -> None:
        for subject, texts in (
            (Subject.TERM, ("definition",)),
            (Subject.SCREEN, ("text",)),
            (Subject.DETAIL, ("text",)),
            (Subject.ALERT, ("condition", "message")),
            (Subject.CHARACTERS, ("text",)),
            (Subject.NON_FUNCTIONAL, ("condition", "cloud", "confirmation")),
            (Subject.LOCAL_MEASURE, ("reason",)),
            (Subject.OUT_OF_SCOPE, ("reason",)),
        ):
            old, new = self._rows(subject)
            self._judged(old, new, by.simple(old, new, *texts))

    def _withdrawn(self) -> None:
        """Rows of 廃止 that both editions have: only what is recorded of the withdrawal counts."""
        self.teller.spots = None
        for subject in by.ISSUED:
            old = {t.id: t for t in self.sides[0].retired[subject]}
            for thing in self.sides[1].retired[subject]:
                was = old.get(thing.id)
                if was and was.value.retired != thing.value.retired:
                    pair = Pair((was,), (thing,), was.value.retired, thing.value.retired, self.setting)
                    self.teller.tell(pair, type(thing.value.retired), (was,), (thing,))

    def _judged(
        self, old: list[Thing[Any]], new: list[Thing[Any]], couples: list[Couple], *, is_ordered: bool = True
    ) -> None:
        """Every change of these things: the pairs in the order of the new edition, then what is gone.

        `is_ordered`: their order was chosen by an author, not by a drawing tool.
        """
        self.teller.spots = Spots(new) if is_ordered else None
        order = reordering(old, new, couples, self.into) if is_ordered else {}
        first = {c.news[0].id: c for c in couples}
        taken = {t.id for c in couples for t in c.news}
        for thing in new:
            if couple := first.get(thing.id):
                self._pair(couple, order)
            elif thing.id not in taken:
                self.teller.tell(Added(thing, thing.value, self.setting), type(thing.value), (), (thing,))
        kept = {t.id for c in couples for t in c.olds}
        for thing in old:
            if thing.id not in kept:
                self.teller.tell(Removed(thing, thing.value, self.setting), type(thing.value), (thing,), ())

    def _pair(self, couple: Couple, reordered: Mapping[str, tuple[str, str]]) -> None:
        olds, news = couple.olds, couple.news
        is_moved = not any(stays(o, n, self.into) for o in olds for n in news)
        order = reordered.get(name_of(couple))
        old, new = one_of(olds), one_of(news)
        same_ids = [t.id for t in olds] == [t.id for t in news]
        same_place = not (is_moved or order) and olds[0].document == news[0].document
        if old == new and same_ids and same_place:
            return
        self.teller.tell(Pair(olds, news, old, new, self.setting, is_moved, order), type(new), olds, news)

    def _document(self, name: str) -> DocumentComparison:
        old, new = (next((d for d in side if d.name == name), None) for side in self.documents)
        account = self.own_accounts.get(name)
        given = {a.question: a.answer for a in account.answers} if account else {}
        away = () if self.document is None else (("DC-MOVED", name),)
        changes = tuple(c for c in self.teller.changes if c.document == name or (c.code, c.before) in away)
        questions = [q for d, q in self.questions if d == name]
        questions += questions_of(self.business, old, new, changes, self.teller.changes, self.lasting)
        if new is not None and _is_out(self.business, new):
            questions = [q for q in questions if given.get(q.fingerprint)]
        result = DocumentComparison(
            business=self.business.id,
            business_name=self.business.name,
            document=name,
            old=_side(old),
            new=_side(new),
            changes=changes,
            matches=tuple(m for d, m in self.matches if d == name),
            questions=tuple(questions),
            faults=tuple(faults_of(self.businesses, self.sides, old, new, changes)),
            layout=self.layout[name],
        )
        withdrawn = {(s, t.id): t.value.retired for s in by.ISSUED for t in self.sides[1].retired[s]}
        return accounted(result, account, withdrawn)


def _issued(businesses: tuple[Business | None, Business | None]) -> frozenset[tuple[str, str]]:
    """Old and new ID of what got its number in one of the editions: 仮番号 and the number issued for it."""
    old, new = (
        [(r.provisional, r.id) for x in (b.registers if b else ()) for r in x.rows if r.provisional]
        for b in businesses
    )
    return frozenset((*new, *((id, provisional) for provisional, id in old)))


def _is_out(business: Business, document: Document) -> bool:
    """Whether an edition is frozen as decided: nobody is asked about it any more."""
    return not is_draft(document.edition) and document.edition in business.held.get(document.name, ())


def _side(document: Document | None) -> Side | None:
    if document is None:
        return None
    return Side(label=document.edition_label, edition=document.edition, status=document.status.value)


def _in_lane(thing: Thing[Any], renamed: Mapping[str, str]) -> Thing[Any]:
    """A part of a flow in the lane as the new edition calls it."""
    lane, slash, within = thing.above.partition("／")
    return thing._replace(above=renamed.get(lane, lane) + slash + within)
