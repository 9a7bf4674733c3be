"""What the editions of a document did: its 改定履歴, and 変更区分 of each entry."""

from collections.abc import Iterable, Mapping

from hyojun.diff import Change, Event, Step, Weight, timelines
from hyojun.model import edition_words

from ..declared import behind
from ..job import revision_named
from .cells import Row, Table
from .context import Context, lines

NO_DAY = "（未定）"


def revisions(c: Context) -> Table:
    """The 改定履歴, a row an edition."""
    return Table(
        tuple(
            Row(
                f"改定履歴の{edition_words(r.edition)}",
                {
                    "版": revision_named(c.document, r.edition),
                    "年月日": c.day(r.day) or NO_DAY,
                    "改定理由": r.reason,
                    "概要": r.summary,
                    "経緯": lines(f"{word}：{text}" for word, text in behind(r, c.era)),
                },
            )
            for r in c.document.history
        )
    )


def revised(steps: Iterable[Step], business: str) -> Mapping[str, str]:
    """Citation of an entry (機能0020001) → what editions did to it, the newest first: 修正 第1.1版."""
    own = timelines(step for step in steps if step.business == business)
    told = {
        label: lines(dict.fromkeys(_told(event, label) for event in reversed(events)))
        for (_, label), events in own.items()
    }
    return {label: text for label, text in told.items() if text}


def _told(event: Event, label: str) -> str:
    step, changes = event.step, event.changes
    kind = (
        "新規"
        if any(not c.old and c.field is None and c.new for c in changes)
        else "削除"
        if any(_is_gone(change, label) for change in changes)
        else "字句の整理"
        if all(c.weight is Weight.EDITORIAL for c in changes)
        else "修正"
    )
    # The sources may still have the number of the edition that is out.
    same = step.is_current and step.old.edition == step.new.edition
    return f"{kind} {'作業中' if same else edition_words(step.new.edition)}"


def _is_gone(change: Change, label: str) -> bool:
    """Whether an entry ends with a change: it is no more, or stands under another ID."""
    old, new = ([f"{change.kind.value}{id}" for id in ids] for ids in (change.old, change.new))
    return label in old and label not in new
