"""What all reports of a comparison say alike: names of weights, titles of changes, counts, shortened texts."""

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from hyojun.model import edition_words

from ..changes import Change, Comparison, DocumentComparison, Piece, Question, Side, Subject, Weight

WEIGHT_WORDS = {
    Weight.BREAKING: "影響大（要対応）",
    Weight.REVIEW: "要確認",
    Weight.EDITORIAL: "字句の整理",
}
LEGEND = "影響大（要対応）は誰かが対応しなければならない変更、要確認は読んで判断する変更、字句の整理は意味の変わらない変更です。"
NONE = "変更はありません。"
_HIDDEN = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u200b\u200e\u200f\u2028-\u202e\u2060\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)


def clean(text: str) -> str:
    """A text that may be shown anywhere: what a terminal or an editor would obey or hide is told by its number."""
    return _HIDDEN.sub(lambda m: f"〔U+{ord(m[0]):04X}〕", text)


def title(change: Change) -> str:
    """機能0020011 受付; with both IDs where they differ. A paragraph is named by its words, not by its place."""
    word = change.kind.value
    if change.kind is Subject.BLOCK:
        return clean(f"{word}「{change.name}」")
    old, new = ("、".join(ids) for ids in (change.old, change.new))
    ids = f"{old} → {new}" if old and new and old != new else new or old
    return clean(f"{word}{ids} {change.name}" if ids else f"{word} {change.name}").strip()


def cited_as(change: Change) -> str:
    """What an author writes in 改定の説明 to speak of it: 指紋, and the 対象 where the title does not show it."""
    target = ""
    if change.kind is Subject.BLOCK:
        target = f" 対象 {change.kind.value}{next(iter(change.new or change.old), '')}"
    return clean(f"指紋 {change.fingerprint}{target}")


def what(change: Change) -> str:
    """新設, 削除, or the field that changed."""
    if change.field is not None:
        return clean(change.field)
    if not change.old:
        return "新設"
    return "削除" if not change.new else "変更"


def side_words(side: Side | None, absent: str) -> str:
    """HEAD~1（第1.0版）."""
    if side is None:
        return absent
    if side.edition is None or side.label == (edition := edition_words(side.edition)):
        return clean(side.label)
    return clean(f"{side.label}（{edition}）")


def document_title(found: DocumentComparison) -> str:
    return clean(f"{found.business} {found.business_name} {found.document}")


def editions(found: DocumentComparison) -> str:
    return f"{side_words(found.old, '（なし）')} → {side_words(found.new, '（なし）')}"


def labels(comparison: Comparison) -> str:
    """What is compared with what, as asked for."""
    olds = dict.fromkeys(d.old.label for d in comparison.documents if d.old)
    news = dict.fromkeys(d.new.label for d in comparison.documents if d.new)
    return clean(f"{'、'.join(olds) or '（なし）'} → {'、'.join(news) or '（なし）'}")


def explained(change: Change) -> str | None:
    """What its author says of it: the reason, and in brackets whatever else 改定の説明 tells; None: nothing."""
    if (told := change.account) is None:
        return None
    asides = [told.category, told.source, f"施行日 {told.in_force}" if told.in_force else None]
    asides += [f"意見番号 {'、'.join(told.opinions)}"] if told.opinions else []
    beside = "、".join(a for a in asides if a)
    return clean(told.reason) + (f"（{clean(beside)}）" if beside else "")


def by_weight(changes: Iterable[Change]) -> Iterator[tuple[Weight, tuple[Change, ...]]]:
    """The changes of each weight that has any, the heaviest first, in the order given."""
    them = tuple(changes)
    for weight in Weight:
        if own := tuple(c for c in them if c.weight is weight):
            yield weight, own


def counts(changes: Sequence[Change], layout: int = 0) -> str:
    """影響大（要対応）2件、字句の整理 12件; what there is none of is left out."""
    told = [f"{WEIGHT_WORDS[w]} {len(own)}件" for w, own in by_weight(changes)]
    return "、".join([*told, *([f"体裁だけの変更 {layout}件"] if layout else [])])


def total(comparison: Comparison) -> str:
    """One sentence for the whole."""
    changes = [c for d in comparison.documents for c in d.changes]
    layout = sum(d.layout for d in comparison.documents)
    if not changes:
        return f"変更はありません（体裁だけの変更 {layout}件）。" if layout else NONE
    faults = sum(len(d.faults) for d in comparison.documents)
    open_ = len(comparison.open)
    asides = [f"誤り {faults}件"] if faults else []
    asides += [f"答えのない作成者への質問 {open_}件"] if open_ else []
    return f"{counts(changes, layout)}" + (f"（ほかに{'、'.join(asides)}）" if asides else "") + "。"


def is_empty(found: DocumentComparison) -> bool:
    return not (found.changes or found.matches or found.questions or found.faults or found.layout)


def questions(found: DocumentComparison) -> Iterator[tuple[str, Question]]:
    """Faults first, then what nobody has answered."""
    yield from (("誤り", q) for q in found.faults)
    yield from (("作成者への質問", q) for q in found.questions if q.answer is None)


def shortened(parts: Sequence[Piece], around: int) -> tuple[Piece, ...]:
    """The parts with no more kept text beside a change than `around` characters."""
    found = []
    for n, part in enumerate(parts):
        text = clean(part.text)
        if part.sign == "=" and around:
            first, last = n == 0, n == len(parts) - 1
            if first and len(text) > around:
                text = "…" + text[-around:]
            elif last and len(text) > around:
                text = text[:around] + "…"
            elif not first and not last and len(text) > 2 * around:
                text = f"{text[:around]}…{text[-around:]}"
        found.append(Piece(sign=part.sign, text=text))
    return tuple(found)


def content_lines(content: dict[str, Any] | None) -> Iterator[tuple[str, str]]:
    """The fields of a thing that is new or gone, one level deep, as people read them."""
    for word, value in (content or {}).items():
        yield clean(word), clean(_said(value))


def _said(value: Any) -> str:
    if isinstance(value, dict):
        return "、".join(f"{k}: {_said(v)}" for k, v in value.items())
    if isinstance(value, list | tuple):
        return "、".join(_said(v) for v in value)
    if isinstance(value, bool):
        return "あり" if value else "なし"
    return str(value)
