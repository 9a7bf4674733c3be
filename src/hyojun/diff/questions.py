"""What only the author can answer before an edition is released, and what no answer makes right.

The rules of 基本方針 5 that look at two editions live here (docs/rules.md: R91, R94, R95, R96). Each has a
code and, in its docstring, why it asks.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import date
from typing import Any, NamedTuple

from hyojun.model import Business, Document, Function, Kind, Status, edition_words
from hyojun.source import place_of

from .changes import Change, Question, Subject, fingerprint
from .counterparts import ISSUED, Couple, is_strange
from .lasting import Lasting
from .things import Things

_MARGIN = 365
"""Days between publication and 適合基準日 (基本方針 2.2(4), 5.1.2.1; the rule of 2024-12)."""
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


_AS_THEY_ARE = Lasting()
"""For what nobody answers: no 指紋 has to hold."""


class Look(NamedTuple):
    """What a question looks at: one document in both editions, and all that changed in its 業務."""

    business: Business
    old: Document | None
    new: Document
    changes: Sequence[Change]
    """Of this document."""
    everywhere: Sequence[Change]
    """Of the 業務."""
    lasting: Lasting


Ask = Callable[[Look], Iterator[Question]]
QUESTIONS: dict[str, tuple[str, str, Ask]] = {}
"""Code → name, source, the function that asks."""


def question(code: str, name: str, source: str) -> Callable[[Ask], Ask]:
    """Enter a function into the list of questions."""

    def enter(ask: Ask) -> Ask:
        QUESTIONS[code] = name, source, ask
        return ask

    return enter


def questions_of(
    business: Business,
    old: Document | None,
    new: Document | None,
    changes: Sequence[Change],
    everywhere: Sequence[Change],
    lasting: Lasting,
) -> list[Question]:
    """The questions about one document; none about one that is gone or wholly new."""
    if old is None or new is None:
        return []
    look = Look(business, old, new, changes, everywhere, lasting)
    return [q for _, _, ask in QUESTIONS.values() for q in ask(look)]


def _question(
    code: str, business: str, kind: Subject, ids: Iterable[str], text: str, lasting: Lasting
) -> Question:
    own = tuple(ids)
    said = (business, *(lasting.id(kind, id) for id in own))
    return Question(
        fingerprint=fingerprint(code, kind.value, said, None), code=code, kind=kind, new=own, text=text
    )


def strangers(business: str, couples: Iterable[Couple], lasting: Lasting) -> Iterator[tuple[str, Question]]:
    """CQ01: one ID, wholly different content. Each with its document."""
    for couple in couples:
        if is_strange(couple):
            thing = couple.news[0]
            text = (
                f"{thing.subject.value}{thing.id} の内容が、現行「{couple.olds[0].name}」とまったく違います。"
                "内容を書き改めたのなら「同じ」、別のものに同じIDを使ったのなら「別」と、改定の説明の「推定」で答えてください。"
            )
            found = _question("CQ01", business, thing.subject, (thing.id,), text, lasting)
            yield thing.document, found.model_copy(update={"old": (couple.olds[0].id,)})


@question("CQ02", "適合基準日までの余裕", "R94 基本方針 5.1.2.1")
def margin(look: Look) -> Iterator[Question]:
    """標準仕様書は、適合基準日の1年前までに改定することを原則とする。余裕の無い変更は、間に合う理由を説明する。"""
    if look.new.day is None:
        return
    asked: set[tuple[str, ...]] = set()
    for change in look.changes:
        if change.code not in _NEW_DUTY or not change.new:
            continue
        day = min(_days(change), default=None)
        if day is None or change.new in asked:
            continue
        left = (date.fromisoformat(day) - look.new.day).days
        if left < _MARGIN:
            asked.add(change.new)
            told = f"適合基準日 {day} は、公表日 {look.new.day.isoformat()} の{_apart(left)}です（原則は1年以上後）。"
            text = f"{change.kind.value}{change.new[0]} の変更の{told}間に合うと考える理由を答えてください。"
            yield _question("CQ02", look.business.id, change.kind, change.new, text, look.lasting)


def _days(change: Change) -> Iterator[str]:
    """The days by which somebody has to have done what a change asks; of a document all that are new."""
    if change.kind is Subject.FUNCTION:
        written = change.conformance or ""
        if change.code in ("FN-DATE-EARLIER", "FN-DATE-SET"):
            written = change.after or ""
        yield from _DAY.findall(written)
    elif days := sorted(_DAY.findall(change.after or "")):
        yield days[0]


def _apart(days: int) -> str:
    return f"{days}日後" if days > 0 else f"{-days}日前" if days else "当日"


_NEW_DUTY = (
    "FN-ADDED-MUST",
    "FN-ADDED-FORBIDDEN",
    "FN-CLASS-RAISED",
    "FN-CLASS-DEMANDED",
    "FN-CLASS-BANNED",
    "FN-CLASS-FORBIDDEN",
    "FN-TEXT-GAINED",
    "FN-TEXT-REPLACED",
    "FN-TEXT-DECISIVE",
    "FN-DATE-EARLIER",
    "FN-DATE-SET",
    "DC-DATE-EARLIER",
)


@question("CQ03", "新しい機能の業務フロー・ツリー図", "R95 基本方針 5.1.2")
def placed(look: Look) -> Iterator[Question]:
    """加わった機能も、業務フローとツリー図から導かれていなければならない（5.1.1.1から5.1.1.3までに準じる）。"""
    used = {i for f in look.business.flows for t in f.tasks for i in t.functions}
    shown = {i for top in look.business.tree for node in top.walk() for i in node.functions}
    asked: set[tuple[str, ...]] = set()
    for change in look.changes:
        if change.code not in _TO_BE_PLACED or change.new in asked:
            continue
        asked.add(change.new)
        lacks = [
            word
            for word, known in (("業務フロー", used), ("ツリー図", shown))
            if known and not known.intersection(change.new)
        ]
        if lacks:
            text = (
                f"加わった機能{change.new[0]}「{change.name}」が{'と'.join(lacks)}にありません。"
                "載せるか、載せない理由を答えてください。"
            )
            yield _question("CQ03", look.business.id, Subject.FUNCTION, change.new, text, look.lasting)


_TO_BE_PLACED = ("FN-ADDED-MUST", "FN-ADDED-OPTION", "FN-CLASS-ALLOWED", "FN-CLASS-DEMANDED")


@question("CQ04", "データ要件・連携要件の対応する変更", "R96 基本方針 4.1.3、5.1.2.1")
def followed(look: Look) -> Iterator[Question]:
    """帳票・項目・連携に触れる機能の変更には、データ要件・連携要件の変更が対応する。無いなら「影響なし」と答える。"""
    touched = {i for c in look.everywhere if c.kind in _REQUIREMENTS for i in (*c.old, *c.new)}
    by_id = {f.id: f for f in look.business.functions}
    for change in look.changes:
        if change.kind is not Subject.FUNCTION or change.code not in ("FN-TEXT-GAINED", "FN-TEXT-REPLACED"):
            continue
        functions = [by_id[i] for i in change.new if i in by_id]
        things = {i for f in functions for i in _named(f)}
        gained = "".join(p.text for p in change.parts if p.sign == "+")
        names = {
            n
            for kind in (Kind.DATA_ITEM, Kind.FORM, Kind.LINKAGE)
            for id in things
            if (e := look.business.named(kind).get(id)) and (n := e.name) and len(n) > 1
        }
        says = any(n in gained for n in names) or any(w in gained for w in ("連携", "帳票", "データ項目"))
        if says and not things & {t.partition("/")[0] for t in touched}:
            text = (
                f"機能{change.new[0]}「{change.name}」の変更に対応するデータ要件・連携要件・帳票要件の変更が"
                "ありません。変更が要らないなら「影響なし」と答えてください。"
            )
            yield _question("CQ04", look.business.id, Subject.FUNCTION, change.new, text, look.lasting)


_REQUIREMENTS = (
    Subject.DATA_ITEM,
    Subject.GROUP,
    Subject.FORM,
    Subject.FORM_ITEM,
    Subject.LINKAGE,
    Subject.CODE_LIST,
    Subject.CODE_VALUE,
)


def _named(function: Function) -> tuple[str, ...]:
    return (*function.forms, *function.data_items, *function.linkages)


_RELEASED = (Status.DECIDED, Status.PUBLISHED, Status.WITHDRAWN)


def faults_of(
    businesses: tuple[Business | None, Business | None],
    sides: tuple[Things, Things],
    old: Document | None,
    new: Document | None,
    changes: Sequence[Change],
) -> Iterator[Question]:
    """What no answer makes right.

    CF01: an ID that was withdrawn is given out again. CF02: content changed under the 版 of a document that was
    decided (R91 基本方針 4.4.2、5.1.2).
    """
    if old and new and changes and old.edition == new.edition and old.status in _RELEASED:
        text = (
            f"{old.status.value}した{edition_words(old.edition)}の内容が変わっています。"
            "変更は新しい版で行い、公表したものの誤りは正誤で正してください。"
        )
        yield _question("CF02", _id(businesses), Subject.DOCUMENT, (new.name,), text, _AS_THEY_ARE)
    for subject in ISSUED:
        gone = {t.id: t for t in sides[0].retired[subject]} | _of_register(businesses[0], subject)
        for thing in sides[1].live[subject]:
            if thing.id in gone and new and thing.document == new.name:
                text = f"廃止した{subject.value}{thing.id} のIDが、また使われています。" + (
                    _SWAPPED if _is_older(new, old) else "IDは二度と使えません。新しい番号を付けてください。"
                )
                yield _question("CF01", _id(businesses), subject, (thing.id,), text, _AS_THEY_ARE)


_SWAPPED = "元の版が先の版より新しいため、元と先が逆ではないかを確かめてください。"


def _is_older(new: Document, old: Document | None) -> bool:
    return old is not None and place_of(new.edition) < place_of(old.edition)


def _of_register(business: Business | None, subject: Subject) -> dict[str, Any]:
    registers = business.registers if business else ()
    return {r.id: r for x in registers if x.kind == subject.value for r in x.rows if r.status == "廃止"}


def _id(businesses: tuple[Business | None, Business | None]) -> str:
    return next(b.id for b in businesses if b)
