"""改定の説明 merged into a comparison: reasons, answers, and what the author takes a change for."""

from collections.abc import Iterable, Iterator, Mapping

from hyojun.model import Account, Business, Document, EditionAccount, Retirement
from hyojun.source import final_of, place_of

from .changes import Change, DocumentComparison, Matched, Question, Subject, Weight
from .counterparts import Answers

Place = tuple[int, int, bool, int]
Withdrawn = Mapping[tuple[Subject, str], Retirement]
"""By kind and ID, what the new edition keeps as 欠番."""


def accounts_of(
    business: Business, documents: tuple[tuple[Document, ...], tuple[Document, ...]]
) -> Iterator[tuple[str, EditionAccount]]:
    """What is told of each document from the one edition to the other, through all editions in between."""
    before = {d.name: d.edition for d in documents[0]}
    for document in documents[1]:
        own = [a for a in business.accounts if a.document == document.name]
        if told := tuple(_on_the_way(own, before.get(document.name), document.edition)):
            yield document.name, _as_one(told)


def _on_the_way(accounts: Iterable[EditionAccount], old: str | None, new: str) -> Iterator[EditionAccount]:
    """The account of a step, or of each of the steps in it where editions are skipped; the oldest first.

    What is said of 1.1 is said of its drafts, too.
    """
    for account in sorted(accounts, key=lambda a: place_of(a.edition)):
        if account.edition in (new, final_of(new)) and account.since in (None, old):
            yield account
        elif old is not None and _is_between(account, place_of(old), place_of(final_of(new))):
            yield _of_a_part(account)


def _is_between(account: EditionAccount, old: Place, new: Place) -> bool:
    return old < place_of(account.edition) <= new and (
        account.since is None or old <= place_of(account.since)
    )


def _of_a_part(account: EditionAccount) -> EditionAccount:
    """An account of a part of the way: what it says of the weight holds for its own changes alone."""
    told: list[Account] = []
    for a in account.accounts:
        if a.changes:
            told.append(a.model_copy(update={"targets": ()}))
        if a.targets:
            told.append(a.model_copy(update={"changes": (), "weight": None}))
    return account.model_copy(update={"accounts": tuple(told)})


def _as_one(several: tuple[EditionAccount, ...]) -> EditionAccount:
    """The accounts of several steps; of one thing that several tell of, the last is told."""
    together = {
        name: tuple(x for account in several for x in getattr(account, name))
        for name in ("accounts", "answers", "guesses")
    }
    return several[-1].model_copy(update=together)


def answers_of(accounts: Iterable[EditionAccount]) -> Answers:
    """The author's word on who is who."""
    same: dict[str, set[tuple[str, str]]] = {}
    other: dict[str, set[tuple[str, str]]] = {}
    for account in accounts:
        for guess in account.guesses:
            into = same if guess.answer == "同じ" else other
            into.setdefault(guess.kind, set()).add((guess.old, guess.new))
    return Answers({k: frozenset(v) for k, v in same.items()}, {k: frozenset(v) for k, v in other.items()})


def accounted(
    found: DocumentComparison, account: EditionAccount | None, withdrawn: Withdrawn
) -> DocumentComparison:
    """A comparison with what its author says of it, there and in the 廃止 of what was withdrawn."""
    told = found if account is None else _accounted(found, account)
    return told.model_copy(update={"changes": tuple(_retired(c, withdrawn) for c in told.changes)})


def _retired(change: Change, withdrawn: Withdrawn) -> Change:
    """What is gone and stays as 欠番, with what is to be used in its stead, and why, where nobody gives another reason.
    The reason holds for an ID, too, whose thing goes on under another one.
    """
    if change.new and change.before != "、".join(change.old):
        return change
    gone = [r for id in change.old if id not in change.new and (r := withdrawn.get((change.kind, id)))]
    if not gone:
        return change
    stead = "、".join(f"{change.kind}{id}" for r in gone for id in r.replaced_by)
    told = (
        "" if change.new else "廃止であり、欠番として残る。" + (f"置換先は、{stead}である。" if stead else "")
    )
    account = change.account or Account(reason="\n".join(dict.fromkeys(r.reason for r in gone)))
    return change.model_copy(update={"reason": change.reason + told, "account": account})


def _accounted(found: DocumentComparison, account: EditionAccount) -> DocumentComparison:
    by_print = {f: a for a in account.accounts for f in a.changes}
    by_target = {t: a for a in account.accounts for t in a.targets}
    given = {a.question: a.answer for a in account.answers}
    same_id: dict[tuple[str, str], str] = {
        (g.kind, g.new): g.answer for g in account.guesses if g.old == g.new
    }
    confirmed: set[tuple[str, str, str]] = {
        (g.kind, g.old, g.new) for g in account.guesses if g.answer == "同じ"
    }
    return found.model_copy(
        update={
            "changes": tuple(_told(c, _of(c, by_print, by_target)) for c in found.changes),
            "questions": tuple(_answered(q, given, same_id) for q in found.questions),
            "matches": tuple(_confirmed(m, confirmed) for m in found.matches),
        }
    )


def _of(change: Change, by_print: dict[str, Account], by_target: dict[str, Account]) -> Account | None:
    """The account of a change: that of its fingerprint, else of what it is about."""
    if change.fingerprint in by_print:
        return by_print[change.fingerprint]
    return next((by_target[t] for t in _targets(change) if t in by_target), None)


def _targets(change: Change) -> list[str]:
    """Every word that means what a change is about, the most exact first."""
    ids = [i for id in (*change.new, *change.old) for i in dict.fromkeys((id, id.partition("/")[0]))]
    return [f"{change.kind.value}{i}" for i in ids] + ids


def unmet(
    found: DocumentComparison, accounts: Iterable[EditionAccount], out: tuple[str, ...]
) -> Iterator[tuple[EditionAccount, str]]:
    """What the accounts of a step speak of that is not in it: what is meant otherwise, or is no change any more.

    `out`: editions of the document that are frozen.
    """
    if found.old is None or found.old.edition is None or found.new is None or found.new.edition is None:
        return
    prints = {c.fingerprint for c in found.changes}
    targets = {t for c in found.changes for t in _targets(c)}
    asked = {q.fingerprint for q in found.questions}
    guessed = {(m.kind.value, o, n) for m in found.matches for o in m.old for n in m.new}
    for account in accounts:
        own = account.document == found.document
        if not own or not _is_of_step(account, found.old.edition, found.new.edition, out):
            continue
        for told in account.accounts:
            yield from ((account, f"対象「{t}」に変更はありません") for t in told.targets if t not in targets)
            yield from ((account, f"指紋 {p} の変更はありません") for p in told.changes if p not in prints)
        for answer in (a.question for a in account.answers if a.question not in asked):
            yield account, f"回答の指紋 {answer} の質問はありません"
        for g in account.guesses:
            if g.answer == "同じ" and g.old != g.new and (g.kind, g.old, g.new) not in guessed:
                yield account, f"推定の{g.kind}{g.old} → {g.new} の対応はありません"


def _is_of_step(account: EditionAccount, old: str, new: str, out: tuple[str, ...]) -> bool:
    """Whether an account tells of just this step. That of a draft which is not out yet tells of the sources."""
    if account.edition in (new, final_of(new)):
        return account.since in (None, old)
    return final_of(account.edition) == new and account.since == old and account.edition not in out


def _told(change: Change, account: Account | None) -> Change:
    if account is None:
        return change
    update: dict[str, object] = {"account": account}
    said = Weight(account.weight) if account.weight else None
    if said and (said is Weight.EDITORIAL) != (change.weight is Weight.EDITORIAL):
        # An account may not open the gate of --fail-on breaking: what weighs 影響大 goes on weighing it.
        if change.weight is not Weight.BREAKING:
            update["weight"] = Weight.REVIEW
        update["reason"] = (
            f"{change.reason}作成者は「{said.value}」、機械は「{change.weight.value}」とし、"
            "字句の整理であるかどうかの判断が分かれています。"
        )
    return change.model_copy(update=update)


def _answered(question: Question, given: dict[str, str], same_id: dict[tuple[str, str], str]) -> Question:
    answer = given.get(question.fingerprint)
    if answer is None and question.code == "CQ01":
        answer = same_id.get((question.kind.value, question.new[0]))
    return question.model_copy(update={"answer": answer}) if answer else question


def _confirmed(match: Matched, confirmed: set[tuple[str, str, str]]) -> Matched:
    pairs = {(match.kind.value, o, n) for o in match.old for n in match.new}
    return match.model_copy(update={"confirmed": True}) if pairs & confirmed else match
