"""The comparison for a pull request: every 影響大 change named, the rest in detail as far as there is room.

What an author writes is text here, too: no link, no mention of a person or an issue comes of it.
"""

import html
import re
from collections.abc import Iterator

from ..changes import Change, Comparison, DocumentComparison, Weight
from .words import (
    LEGEND,
    WEIGHT_WORDS,
    by_weight,
    cited_as,
    clean,
    document_title,
    editions,
    explained,
    is_empty,
    labels,
    questions,
    shortened,
    title,
    total,
    what,
)

LIMIT = 60_000
"""Characters of the whole; GitHub takes 65,536 in a comment."""
_AROUND = 30
_TEXT = 600
"""Characters of one side that are shown where it is new or gone."""
_MARKS = re.compile(r"[\\`*_\[\]#|~$]|:(?=[A-Za-z0-9/+_-])|^[-+=.:]|(?<=[0-9])[.)](?=\s|$)", re.MULTILINE)
"""What Markdown would read as its own: anywhere, before a word (emoji, addresses), and at the start of a line."""
_LIVE = re.compile(r"(?<=@)(?=\w)|(?<=#)(?=\d)|(?<=GH-)(?=\d)|(?<=www)(?=\.)", re.IGNORECASE)


def render(comparison: Comparison, limit: int = LIMIT) -> str:
    """Markdown of at most `limit` characters."""
    shown = [d for d in comparison.documents if not is_empty(d)]
    head = f"## 版の比較: {_text(labels(comparison))}\n\n{_text(total(comparison))}\n"
    if not shown:
        return head
    head += f"\n{_table(shown)}\n\n<sub>{LEGEND}</sub>\n"
    budget = limit - len(head) - 300  # the last sentence
    heavy = [(d, c) for d in shown for c in d.changes if c.weight is Weight.BREAKING]
    named = _named(heavy, budget)
    asked = _asked(shown, (budget - len(named)) // 4)
    text, left = head + named + asked, budget - len(named) - len(asked)
    blocks = list(_blocks(shown))
    done: set[str] = set()
    for weight, block, key in blocks:
        if len(block) > left:
            continue
        if weight.value not in done:
            done.add(weight.value)
            intro = f"\n### {WEIGHT_WORDS[weight]}の内容\n"
            text, left = text + intro, left - len(intro)
        text, left = text + block, left - len(block)
        done.add(key)
    missing = {w: sum(k not in done for x, _, k in blocks if x is w) for w in Weight}
    rest = "、".join(f"{WEIGHT_WORDS[w]} {n}件" for w, n in missing.items() if n)
    if rest:
        text += f"\nここに内容を示していない変更: {rest}。全ては `hyojun diff` の結果（html、json）をご覧ください。\n"
    return text


def _table(shown: list[DocumentComparison]) -> str:
    head = "| 業務・文書 | 版 | " + " | ".join(WEIGHT_WORDS.values()) + " | 体裁 | 質問・誤り |"
    rows = [head, "|---|---|" + "--:|" * 5]
    for d in shown[:100]:
        numbers = [sum(c.weight is w for c in d.changes) for w in Weight]
        cells = [*numbers, d.layout, sum(1 for _ in questions(d))]
        rows.append(f"| {_text(document_title(d))} | {_text(editions(d))} | {' | '.join(map(str, cells))} |")
    if len(shown) > 100:
        rows.append(f"\nほか {len(shown) - 100} 文書")
    return "\n".join(rows)


def _named(heavy: list[tuple[DocumentComparison, Change]], budget: int) -> str:
    """Every 影響大 change by name; shorter the more there are."""
    if not heavy:
        return ""
    head = f"\n### {WEIGHT_WORDS[Weight.BREAKING]} {len(heavy)}件\n\n"
    lines = [f"- {_text(d.business)} {_text(title(c))}: {_text(what(c))}{_for(c)}" for d, c in heavy]
    if len(head) + sum(len(line) + 1 for line in lines) <= budget * 2 // 3:
        return head + "\n".join(lines) + "\n"
    groups: dict[tuple[str, str, str], dict[str, None]] = {}
    for d, c in heavy:
        own = groups.setdefault((document_title(d), c.kind.value, what(c)), {})
        own.update(dict.fromkeys(c.new or c.old))
    lists = {key: list(ids) for key, ids in groups.items()}
    whole = "\n".join(_group(key, ids) for key, ids in lists.items())
    if len(head) + len(whole) > budget:
        whole = "\n".join(_group(key, _runs(ids)) for key, ids in lists.items())
    if len(head) + len(whole) > budget:  # IDs so many and so scattered that no page could hold them
        short = "多すぎるため、ここに全てを挙げられません。html 又は json の結果をご覧ください。\n"
        return head + short + whole[: max(0, budget - len(head) - len(short) - 2)].rpartition("、")[0] + "…\n"
    return head + whole + "\n"


def _asked(shown: list[DocumentComparison], budget: int) -> str:
    """What is wrong and what only the author can answer, as far as there is room."""
    lines = [
        f"- {word} {q.code} {_text('、'.join(dict.fromkeys((*q.old, *q.new))) + ': ' + q.text)}"
        for d in shown
        for word, q in questions(d)
    ]
    text = f"\n### 質問・誤り {len(lines)}件\n\n" if lines else ""
    for n, line in enumerate(lines):
        if len(text) + len(line) > budget:
            return f"{text}- ほか{len(lines) - n}件\n"
        text += line + "\n"
    return text


def _group(key: tuple[str, str, str], ids: list[str]) -> str:
    document, kind, field = map(_text, key)
    return f"- {document} {kind}の{field}: {_text('、'.join(ids))}"


def _runs(ids: list[str]) -> list[str]:
    """Consecutive numbers as one: 0020001〜0020009."""
    found: list[list[str]] = []
    for id in ids:
        last = found[-1][-1] if found else ""
        follows = id.isdigit() and last.isdigit() and len(id) == len(last) and int(id) == int(last) + 1
        if follows:
            found[-1].append(id)
        else:
            found.append([id])
    return [run[0] if len(run) < 2 else f"{run[0]}〜{run[-1]}" for run in found]


def _blocks(shown: list[DocumentComparison]) -> Iterator[tuple[Weight, str, str]]:
    """Weight, text and key of every change, the heaviest first."""
    everything = [(d, n, c) for d in shown for n, c in enumerate(d.changes)]
    places = {id(c): (d, f"{d.business}/{d.document}/{n}") for d, n, c in everything}
    for weight, changes in by_weight(c for _, _, c in everything):
        for change in changes:
            found, key = places[id(change)]
            yield weight, "\n".join(_change(found, change)) + "\n", key


def _change(found: DocumentComparison, change: Change) -> Iterator[str]:
    bodies = f"［{'、'.join(change.bodies)}］" if change.bodies else ""
    place = f"（{_text(change.place)}）" if change.place else ""
    yield f"\n**{_text(found.business)} {_text(title(change))}** {_text(what(change) + bodies)}{place}{_for(change)}<br>"
    if shown := _shown(change):
        yield shown + "<br>"
    if reason := explained(change):
        yield f"改定理由: {_text(_cut(reason))}<br>"
    affected = f" 影響: {_text('、'.join(change.affected[:10]))}" if change.affected else ""
    rest = f" ほか{len(change.affected) - 10}件" if len(change.affected) > 10 else ""
    yield f"<sub>{_text(change.reason)}{affected}{rest} {change.code} {_text(cited_as(change))}</sub>"


def _shown(change: Change) -> str:
    if any(p.sign == "=" for p in change.parts):
        return "".join(_part(p.sign, p.text) for p in shortened(change.parts, _AROUND)).lstrip()
    before, after = (_cut(t) for t in (change.before, change.after))
    if before and after:
        return f"{_part('-', before)} → {_part('+', after)}"
    return _part("+", after) if after else _part("-", before) if before else ""


def _cut(text: str | None) -> str:
    text = text or ""
    return text if len(text) <= _TEXT else text[:_TEXT] + "…"


def _part(sign: str, text: str) -> str:
    tag = {"-": "del", "+": "ins"}.get(sign)
    return f"<{tag}>{_text(text)}</{tag}>" if tag else _text(text)


def _for(change: Change) -> str:
    return f"［{'・'.join(a.value for a in change.audiences)}］" if change.audiences else ""


def _text(text: str) -> str:
    """Words as words: neither HTML nor Markdown, no mention, no number of an issue."""
    plain = html.escape(clean(text), quote=False)
    plain = _MARKS.sub(lambda m: "\\" + m[0], plain)
    return _LIVE.sub("<!-- -->", plain).replace("\n", "<br>")
