"""Two editions → what changed: things are matched kind by kind, and the catalogue says what became of each pair."""

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from hyojun.model import Business, Corpus, Document, EditionAccount, Function, dictionary
from hyojun.source import final_of

from . import counterparts as by
from . import kinds  # noqa: F401  fills the catalogue
from .account import accounted, answers_of
from .aligning.moves import moved
from .catalogue import found, weight_of
from .changes import (
    Change,
    Comparison,
    DocumentComparison,
    Matched,
    Question,
    Side,
    Subject,
    fingerprint,
)
from .composite import one_of
from .counterparts import Answers, Couple
from .effects import Effects
from .pair import Added, Draft, Pair, Removed, Setting, Thing
from .questions import faults_of, questions_of, strangers
from .telling import content, pieces
from .things import Things, blocks, code_values, flow_parts, form_items, joints, things


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
    rows: list[DocumentComparison] = []
    for id in ids:
        if spec is not None and id != spec:
            continue
        was, now = old.business(id), new.business(id)
        if was is not now or document is not None:
            rows.extend(_Comparer(was, now, document, new, effects).run())
    return Comparison(documents=tuple(rows))


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
        self.documents = _wanted(old, document), _wanted(new, document)
        self.sides: tuple[Things, Things] = (things(old, self.documents[0]), things(new, self.documents[1]))
        self.spell = dictionary(corpus.words.spellings).spelled
        self.overrides = corpus.governance.weights
        self.effects = effects
        business = new or old
        assert business is not None
        self.business = business
        self.own_accounts = dict(_accounts(business, self.documents))
        self.answers: Answers = answers_of(self.own_accounts.values())
        self.into: dict[str, dict[str, tuple[str, ...]]] = {}
        self.setting = Setting(old, new, self.spell, self.into)
        self.changes: list[Change] = []
        self.matches: list[tuple[str, Matched]] = []
        self.questions: list[tuple[str, Question]] = []
        self.layout: Counter[str] = Counter()
        self.seen: Counter[str] = Counter()

    def run(self) -> Iterator[DocumentComparison]:
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
        names = dict.fromkeys(d.name for side in reversed(self.documents) for d in side)
        for name in names:
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
            self.questions += strangers(self.business.id, couples)
        self._follow(subject, couples)
        return couples

    def _printed(self, forms: list[Couple]) -> None:
        for c in forms:
            if c.olds[0].value.items != c.news[0].value.items:
                parts = form_items(c.olds[0]), form_items(c.news[0])
                self._judged(*parts, by.form_items(*parts))

    def _follow(self, subject: Subject, couples: list[Couple]) -> None:
        """Remember what is called otherwise in the new edition."""
        self.into[subject] = {o.id: tuple(t.id for t in c.news) for c in couples for o in c.olds}

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
            self.into[Subject.TREE_NODE] = {_path(c.olds[0]): (_path(c.news[0]),) for c in couples}
            self._judged(old, new, couples)

    def _flows(self) -> None:
        old, new = self._rows(Subject.FLOW)
        couples = by.simple(old, new)
        self._judged(old, new, couples)
        for c in couples:
            was, now = c.olds[0], c.news[0]
            if was.value == now.value:
                continue
            before = len(self.changes)
            self._flow(was, now)
            if len(self.changes) == before and was.value.sha256 != now.value.sha256:
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
        names = [{t.value.id: t.name for t in them} for them in parts]
        lines = joints(was, names[0], tokens[0]), joints(now, names[1], tokens[1])
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
            before = len(self.changes)
            self._follow(Subject.BLOCK, pairs)
            self._judged(*parts, pairs)
            if len(self.changes) == before:
                self.layout[now.document] += 1

    def _further(self) -> None:
        for subject, texts in (
            (Subject.TERM, ("definition",)),
            (Subject.SCREEN, ("text",)),
            (Subject.NON_FUNCTIONAL, ("condition", "confirmation")),
            (Subject.LOCAL_MEASURE, ("reason",)),
            (Subject.OUT_OF_SCOPE, ("reason",)),
        ):
            old, new = self._rows(subject)
            self._judged(old, new, by.simple(old, new, *texts))

    def _withdrawn(self) -> None:
        """Rows of 廃止 that both editions have: only what is recorded of the withdrawal counts."""
        for subject in by.ISSUED:
            old = {t.id: t for t in self.sides[0].retired[subject]}
            for thing in self.sides[1].retired[subject]:
                was = old.get(thing.id)
                if was and was.value.retired != thing.value.retired:
                    pair = Pair((was,), (thing,), was.value.retired, thing.value.retired, self.setting)
                    self._drafted(pair, type(thing.value.retired), (was,), (thing,))

    def _judged(
        self, old: list[Thing[Any]], new: list[Thing[Any]], couples: list[Couple], *, is_ordered: bool = True
    ) -> None:
        """Every change of these things: the pairs in the order of the new edition, then what is gone.

        `is_ordered`: their order was chosen by an author, not by a drawing tool.
        """
        shifted = self._order(old, new, couples) if is_ordered else frozenset()
        first = {c.news[0].id: c for c in couples}
        taken = {t.id for c in couples for t in c.news}
        for thing in new:
            if couple := first.get(thing.id):
                self._pair(couple, shifted)
            elif thing.id not in taken:
                self._drafted(Added(thing, thing.value, self.setting), type(thing.value), (), (thing,))
        kept = {t.id for c in couples for t in c.olds}
        for thing in old:
            if thing.id not in kept:
                self._drafted(Removed(thing, thing.value, self.setting), type(thing.value), (thing,), ())

    def _pair(self, couple: Couple, shifted: frozenset[str]) -> None:
        olds, news = couple.olds, couple.news
        is_moved = not any(self._stays(o, n) for o in olds for n in news)
        is_reordered = _name(couple) in shifted
        old, new = one_of(olds), one_of(news)
        same_ids = [t.id for t in olds] == [t.id for t in news]
        if old == new and same_ids and not is_moved and not is_reordered:
            return
        self._drafted(Pair(olds, news, old, new, self.setting, is_moved, is_reordered), type(new), olds, news)

    def _stays(self, old: Thing[Any], new: Thing[Any]) -> bool:
        """Whether both stand under the same thing."""
        if old.above == new.above and old.subject not in (Subject.FUNCTION, Subject.DATA_ITEM):
            return True
        parents = {Subject.FUNCTION: Subject.HEADING, Subject.DATA_ITEM: Subject.GROUP}
        known = self.into.get(parents.get(old.subject, old.subject), {})
        return new.above in known.get(old.above, (old.above,))

    def _order(self, old: list[Thing[Any]], new: list[Thing[Any]], couples: list[Couple]) -> frozenset[str]:
        """Names of the couples that have to be moved among those that stay under the same thing."""
        by_old = {t.id: _name(c) for c in couples for t in c.olds[:1]}
        by_new = {t.id: _name(c) for c in couples for t in c.news[:1]}
        row_old = [by_old[t.id] for t in old if t.id in by_old]
        row_new = [by_new[t.id] for t in new if t.id in by_new]
        if row_old == row_new:
            return frozenset()
        under = {_name(c): c.news[0].above for c in couples if self._stays(c.olds[0], c.news[0])}
        groups: dict[str, tuple[list[str], list[str]]] = {}
        for side, row in enumerate((row_old, row_new)):
            for name in row:
                if name in under:
                    groups.setdefault(under[name], ([], []))[side].append(name)
        return frozenset().union(*(moved(a, b, zip(a, a, strict=True)) for a, b in groups.values()))

    def _drafted(
        self,
        thing: Pair[Any] | Added[Any] | Removed[Any],
        cls: type,
        olds: tuple[Thing[Any], ...],
        news: tuple[Thing[Any], ...],
    ) -> None:
        for kind, draft in found(thing, cls):
            weight = weight_of(kind, draft, self.overrides, self.business.id)
            shown = (news or olds)[0]
            parts = pieces(draft)
            self.changes.append(
                Change(
                    fingerprint=self._fingerprint(kind.code, draft, olds, news),
                    code=kind.code,
                    weight=weight,
                    audiences=kind.audiences,
                    document=shown.document,
                    kind=shown.subject,
                    old=tuple(t.id for t in olds),
                    new=tuple(t.id for t in news),
                    name=shown.name,
                    place=shown.place or None,
                    field=draft.field,
                    before=draft.before,
                    after=draft.after,
                    parts=parts,
                    bodies=draft.bodies,
                    conformance=self._conformance(shown, draft),
                    content=content(olds, news),
                    reason=kind.reason + draft.remark,
                    affected=self.effects.of(self.business, olds, news),
                )
            )

    def _fingerprint(
        self, code: str, draft: Draft, olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]
    ) -> str:
        """By what is said and about what; two that are alike in all of it are told apart by their number."""
        ids = [t.lasting or t.id for t in (*olds, *news)]
        said = (self.business.id, *ids, *draft.bodies)
        kind = (news or olds)[0].subject.value
        once = fingerprint(code, kind, said, draft.field, draft.before, draft.after)
        self.seen[once] += 1
        if self.seen[once] == 1:
            return once
        return fingerprint(code, kind, (*said, str(self.seen[once])), draft.field, draft.before, draft.after)

    def _conformance(self, thing: Thing[Any], draft: Draft) -> str | None:
        """The 適合基準日 that holds for the bodies of the change; None where they differ or nothing says it."""
        if not isinstance(thing.value, Function):
            return None
        own = thing.value.conformance
        if own is None:
            holder = next((d for s in reversed(self.documents) for d in s if d.name == thing.document), None)
            own = holder.conformance if holder else None
        if isinstance(own, dict):
            days = {own[b] for b in draft.bodies or own if b in own}
            return days.pop() if len(days) == 1 else None
        return own

    def _document(self, name: str) -> DocumentComparison:
        old, new = (next((d for d in side if d.name == name), None) for side in self.documents)
        account = self.own_accounts.get(name)
        changes = tuple(c for c in self.changes if c.document == name)
        questions = [q for d, q in self.questions if d == name]
        questions += questions_of(self.business, old, new, changes, self.changes)
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
        return accounted(result, account)


def _wanted(business: Business | None, document: str | None) -> tuple[Document, ...]:
    if business is None:
        return ()
    return tuple(d for d in business.documents if document is None or d.name == document)


def _accounts(
    business: Business, documents: tuple[tuple[Document, ...], tuple[Document, ...]]
) -> Iterator[tuple[str, EditionAccount]]:
    """The account of each document that tells of this step: from the one edition to the other."""
    before = {d.name: d.edition for d in documents[0]}
    after = {d.name: d.edition for d in documents[1]}
    for account in business.accounts:
        edition = after.get(account.document, "")
        known = account.edition in (edition, final_of(edition))  # what is said of 1.1 is said of its drafts
        if known and account.since in (None, before.get(account.document)):
            yield account.document, account


def _issued(businesses: tuple[Business | None, Business | None]) -> frozenset[tuple[str, str]]:
    """Old and new ID of what got its number in one of the editions: 仮番号 and the number issued for it."""
    old, new = (
        [(r.provisional, r.id) for x in (b.registers if b else ()) for r in x.rows if r.provisional]
        for b in businesses
    )
    return frozenset((*new, *((id, provisional) for provisional, id in old)))


def _side(document: Document | None) -> Side | None:
    if document is None:
        return None
    return Side(label=document.edition_label, edition=document.edition, status=document.status.value)


def _name(couple: Couple) -> str:
    """One name for a couple, whichever edition is the old one."""
    return "\0".join(sorted({t.id for t in (*couple.olds, *couple.news)}))


def _path(node: Thing[Any]) -> str:
    return f"{node.above}／{node.name}" if node.above else node.name


def _in_lane(thing: Thing[Any], renamed: Mapping[str, str]) -> Thing[Any]:
    """A part of a flow in the lane as the new edition calls it."""
    lane, slash, within = thing.above.partition("／")
    return thing._replace(above=renamed.get(lane, lane) + slash + within)
