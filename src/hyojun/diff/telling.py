"""Drafts become changes: with code, weight, fingerprint, the difference inside the text, and what they reach."""

from collections import Counter
from collections.abc import Iterable
from typing import Any

from hyojun.model import Business, CharacterRequirement, Document, Function, Ref, WeightOverride, of_body

from .aligning.text import differences
from .catalogue import found, weight_of
from .changes import ORDER, Change, Piece, Subject, fingerprint
from .effects import Effects
from .lasting import Lasting
from .pair import Added, Draft, Pair, Removed, Thing
from .placing import Spots


class Teller:
    """All changes of one 業務, in the order in which they are told."""

    def __init__(
        self,
        business: Business,
        documents: tuple[tuple[Document, ...], tuple[Document, ...]],
        overrides: Iterable[WeightOverride],
        effects: Effects,
        lasting: Lasting,
    ) -> None:
        self.changes: list[Change] = []
        self.reaching: list[tuple[tuple[str, ...], tuple[bool, tuple[Ref, ...]]]] = []
        """Of each change, what it names itself, and whose citations it reaches."""
        self.business = business
        self.documents = documents
        self.overrides = tuple(overrides)
        self.effects = effects
        self.lasting = lasting
        self.spots: Spots | None = None
        """Of the things that are being told; None: their order says nothing."""
        self.seen: Counter[str] = Counter()

    def tell(
        self,
        thing: Pair[Any] | Added[Any] | Removed[Any],
        cls: type,
        olds: tuple[Thing[Any], ...],
        news: tuple[Thing[Any], ...],
    ) -> None:
        """Whatever the catalogue finds about a thing of this class."""
        places = self.spots.of(news) if self.spots and news and _is_placed(thing, olds, news) else ()
        for kind, draft in found(thing, cls):
            shown = (news or olds)[0]
            self.changes.append(
                Change(
                    fingerprint=self._fingerprint(kind.code, draft, olds, news),
                    code=kind.code,
                    weight=weight_of(kind, draft, self.overrides, self.business.id),
                    audiences=draft.audiences or kind.audiences,
                    document=shown.document,
                    kind=shown.subject,
                    old=tuple(t.id for t in olds),
                    new=tuple(t.id for t in news),
                    name=shown.name,
                    place=shown.place or None,
                    field=draft.field,
                    before=draft.before,
                    after=draft.after,
                    parts=pieces(draft),
                    bodies=draft.bodies,
                    conformance=self._conformance(news, draft),
                    content=content(olds, news),
                    places=places,
                    reason=kind.reason + draft.remark,
                )
            )
            self.reaching.append((draft.named, self.effects.ask(self.business, olds, news)))

    def reached(self) -> None:
        """Say of every change what it reaches, once all changes of all 業務 are told."""
        for n, (named, asked) in enumerate(self.reaching):
            if affected := tuple(dict.fromkeys((*named, *self.effects.of(*asked)))):
                self.changes[n] = self.changes[n].model_copy(update={"affected": affected})

    def _fingerprint(
        self, code: str, draft: Draft, olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]
    ) -> str:
        """By what is said and about what; two that are alike in all of it are told apart by their number."""
        subject = (news or olds)[0].subject
        ids = [t.lasting or self.lasting.id(subject, t.id) for t in (*olds, *news)]
        said = (self.business.id, *ids, *draft.bodies)
        # What stands beside a thing is no part of what it is recognised by.
        own = (None, None) if draft.field == ORDER else (draft.before, draft.after)
        texts = [self.lasting.text(subject, draft.field, t) for t in own]
        once = fingerprint(code, subject.value, said, draft.field, *texts)
        self.seen[once] += 1
        if self.seen[once] == 1:
            return once
        return fingerprint(code, subject.value, (*said, str(self.seen[once])), draft.field, *texts)

    def _conformance(self, news: tuple[Thing[Any], ...], draft: Draft) -> str | None:
        """The 適合基準日 that holds for the bodies of the change, each its own where they differ; None for none.

        What is gone or withdrawn, or speaks no more of these bodies, asks nothing by any day; nor does a day of the
        document hold for anything but functions and 文字要件.
        """
        value = news[0].value if news else None
        if not isinstance(value, Function | CharacterRequirement) or _is_withdrawn(value, draft.bodies):
            return None
        own = value.conformance
        if own is None:
            holder = next((d for d in self.documents[1] if d.name == news[0].document), None)
            own = holder.conformance if holder else None
        if isinstance(own, dict):
            days = {b: str(own[b]) for b in draft.bodies or own if b in own}
            if len(set(days.values())) > 1:
                return "、".join(f"{body}：{day}" for body, day in days.items())
            return next(iter(days.values()), None)
        return own


def _is_withdrawn(value: Function | CharacterRequirement, bodies: tuple[str, ...]) -> bool:
    """Whether it asks nothing of these bodies any more."""
    if not isinstance(value, Function):
        return False
    classes = value.classes_by_body()
    return bool(value.retired) or (bool(bodies) and not any(of_body(classes, b) for b in bodies))


def _is_placed(
    thing: Pair[Any] | Added[Any] | Removed[Any], olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]
) -> bool:
    """Whether where they stand is news."""
    if not isinstance(thing, Pair):
        return True
    is_elsewhere = thing.is_moved or thing.order or olds[0].document != news[0].document
    return bool(is_elsewhere) or max(len(olds), len(news)) > 1


def pieces(draft: Draft) -> tuple[Piece, ...]:
    """The difference inside a text; of what has no other side there is none."""
    if draft.before is None or draft.after is None:
        return ()
    if draft.field == ORDER:  # two places, not two versions of a text
        return Piece(sign="-", text=draft.before), Piece(sign="+", text=draft.after)
    return tuple(Piece(sign=p.sign, text=p.text) for p in differences(draft.before, draft.after))


_TOLD_APART = {
    Subject.GROUP: ("データ項目",),
    Subject.HEADING: ("機能", "見出し"),
    Subject.TREE_NODE: ("下位",),
}
"""What of a thing is a thing of its own."""
_HEADS = {
    Subject.DOCUMENT: ("題名", "発行者", "根拠法令", "サブユニット", "出典・利用条件", "適合基準日"),
    Subject.BLOCK: ("種類", "段", "キー"),
    Subject.BUSINESS: (),
    Subject.CHAPTER: (),
}
"""Of things that are told by their text, what is to be known beside it."""


def content(olds: tuple[Thing[Any], ...], news: tuple[Thing[Any], ...]) -> dict[str, Any] | None:
    """The whole of what is new or gone, or of all rows of a split or a merger."""
    if len(olds) > 1 or len(news) > 1:
        return {"旧": [t.value.plain() for t in olds], "新": [t.value.plain() for t in news]}
    return None if olds and news else _plain((news or olds)[0])


def _plain(thing: Thing[Any]) -> dict[str, Any] | None:
    plain: dict[str, Any] = thing.value.plain()
    if thing.subject in _HEADS:
        return {k: v for k, v in plain.items() if k in _HEADS[thing.subject]} or None
    return {k: v for k, v in plain.items() if k not in _TOLD_APART.get(thing.subject, ())}
