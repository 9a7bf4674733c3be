"""The comparison as one page that needs nothing else: no script, no network, readable from a folder and on paper.

Both texts stand side by side, what changed is underlined or struck through, not told by colour alone. The
boxes at the top hide what one does not want to see; each change has an anchor, its fingerprint.
"""

import html
from collections.abc import Iterable, Iterator

from ..changes import Audience, Change, Comparison, DocumentComparison, Piece, Weight
from .words import (
    LEGEND,
    WEIGHT_WORDS,
    by_weight,
    cited_as,
    clean,
    content_lines,
    counts,
    document_title,
    editions,
    explained,
    is_empty,
    labels,
    questions,
    title,
    total,
    what,
)

_CLASS = {Weight.BREAKING: "breaking", Weight.REVIEW: "review", Weight.EDITORIAL: "editorial"}
_AUDIENCE = {
    Audience.VENDOR: "vendor",
    Audience.PROVIDER: "provider",
    Audience.INQUIRER: "inquirer",
    Audience.MUNICIPALITY: "municipality",
}
_STYLE = """
:root{color-scheme:light dark;--ink:#1a1a1c;--paper:#fff;--line:#767676;--soft:#f2f2f2;--old:#fdeef0;--new:#e6f5ec;
--old-ink:#a30018;--new-ink:#115a2f;--breaking:#a30018;--review:#6b4a00;--editorial:#264a8a}
@media(prefers-color-scheme:dark){:root{--ink:#f2f2f2;--paper:#1a1a1c;--line:#949494;--soft:#2b2b2e;--old:#43161c;
--new:#13331f;--old-ink:#ffb3bd;--new-ink:#9bd4b5;--breaking:#ff9dab;--review:#ffcf66;--editorial:#a9c6ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:80rem;padding:1rem;color:var(--ink);background:var(--paper);
font:1rem/1.7 "Noto Sans JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem}h2{font-size:1.3rem;border-bottom:2px solid var(--line);margin-top:2.5rem}
h3{font-size:1.1rem}h4{font-size:1rem;margin:0}
a{color:inherit}
table{border-collapse:collapse;width:100%}
th,td{border:1px solid var(--line);padding:.35rem .6rem;vertical-align:top;text-align:left;white-space:pre-wrap}
th{background:var(--soft);white-space:nowrap}
td.n{text-align:right}
.wide{overflow-x:auto}.wide td:not(.n){min-width:9rem}
.two{table-layout:fixed}
article{border:1px solid var(--line);border-left-width:.5rem;padding:.6rem .8rem;margin:.8rem 0}
article.breaking{border-left-color:var(--breaking)}article.review{border-left:.5rem double var(--review)}
article.editorial{border-left:.5rem dotted var(--editorial)}
.weight{font-weight:bold}.breaking .weight{color:var(--breaking)}.review .weight{color:var(--review)}
.editorial .weight{color:var(--editorial)}
article p{margin:.3rem 0}
del{background:var(--old);color:var(--old-ink);text-decoration:line-through}
ins{background:var(--new);color:var(--new-ink);text-decoration:underline}
.pre{white-space:pre-wrap}
dl{margin:0}dt{font-weight:bold}dd{margin:0 0 .3rem 1rem;white-space:pre-wrap}
.meta{font-size:.875rem}
fieldset{border:1px solid var(--line);margin:.5rem 0;padding:.3rem .8rem}
label{margin-right:1.2rem;white-space:nowrap}
input:focus-visible,a:focus-visible{outline:3px solid #0877d7;outline-offset:2px}
article:target{outline:3px solid #0877d7}
@media print{fieldset{display:none}article{break-inside:avoid}}
@media(max-width:40rem){.two,.two tbody,.two tr,.two td{display:block;width:100%}.two thead{display:none}
.two td::before{content:attr(data-side);display:block;font-weight:bold}}
"""


def render(comparison: Comparison) -> str:
    """A whole page."""
    shown = [d for d in comparison.documents if not is_empty(d)]
    heading = f"版の比較: {labels(comparison)}"
    body = [f"<h1>{_text(heading)}</h1>", f"<p>{_text(total(comparison))}</p>"]
    if shown:
        body += [f"<p class=meta>{_text(LEGEND)}</p>", *_filters(), *_table(shown)]
        for number, found in enumerate(shown, 1):
            body += _document(number, found)
    policy = "default-src 'none'; style-src 'unsafe-inline'"
    head = [
        "<!DOCTYPE html>",
        '<html lang="ja"><head><meta charset="utf-8">',
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">',
        '<meta name="viewport" content="width=device-width, initial-scale=1">',
        f"<title>{_text(heading)}</title>",
        f"<style>{_STYLE}{_hiding()}</style></head><body><main>",
    ]
    return "\n".join([*head, *body, "</main></body></html>"])


def _hiding() -> str:
    """Rules that hide what is not ticked; a browser that knows no :has() shows everything."""
    rules = [f"body:has(#w-{c}:not(:checked)) article.{c}{{display:none}}" for c in _CLASS.values()]
    names = list(_AUDIENCE.values())
    # A change is for several: it is hidden only when all it is for are hidden.
    rules += [
        f"body:has(#a-{name}:not(:checked)) article[data-for='{name}']{{display:none}}" for name in names
    ]
    for several in _several(names):
        unticked = "".join(f":has(#a-{name}:not(:checked))" for name in several)
        rules.append(f"body{unticked} article[data-for='{' '.join(several)}']{{display:none}}")
    return "\n".join(rules)


def _several(names: list[str]) -> Iterator[tuple[str, ...]]:
    for chosen in range(1, 1 << len(names)):
        found = tuple(n for i, n in enumerate(names) if chosen >> i & 1)
        if len(found) > 1:
            yield found


def _filters() -> Iterator[str]:
    for legend, prefix, boxes in (
        ("重さ", "w", [(_CLASS[w], WEIGHT_WORDS[w]) for w in Weight]),
        ("関係者", "a", [(c, a.value) for a, c in _AUDIENCE.items()]),
    ):
        labels_ = "".join(
            f'<label><input type="checkbox" id="{prefix}-{name}" checked autocomplete="off"> {word}</label>'
            for name, word in boxes
        )
        yield f"<fieldset><legend>表示する{legend}</legend>{labels_}</fieldset>"


def _table(shown: list[DocumentComparison]) -> Iterator[str]:
    words = [*WEIGHT_WORDS.values(), "体裁", "質問・誤り"]
    yield "<div class=wide tabindex=0><table><thead><tr><th>業務・文書</th><th>版</th>"
    yield "".join(f"<th>{_text(w)}</th>" for w in words) + "</tr></thead><tbody>"
    for number, d in enumerate(shown, 1):
        numbers = [sum(c.weight is w for c in d.changes) for w in Weight]
        cells = "".join(f"<td class=n>{n}</td>" for n in [*numbers, d.layout, sum(1 for _ in questions(d))])
        link = f'<a href="#d-{number}">{_text(document_title(d))}</a>'
        yield f"<tr><td>{link}</td><td>{_text(editions(d))}</td>{cells}</tr>"
    yield "</tbody></table></div>"


def _document(number: int, found: DocumentComparison) -> Iterator[str]:
    yield f'<section><h2 id="d-{number}">{_text(document_title(found))}</h2>'
    yield f"<p>{_text(editions(found))}　{_text(counts(found.changes, found.layout))}</p>"
    if asked := list(questions(found)):
        yield "<h3>質問・誤り</h3><ul>"
        for word, question in asked:
            ids = " → ".join(dict.fromkeys("、".join(i) for i in (question.old, question.new) if i))
            told = f"{question.text}（指紋 {question.fingerprint}）"
            yield f"<li><b>{word}</b> {_text(question.code)} {_text(ids)}: {_text(told)}</li>"
        yield "</ul>"
    for weight, changes in by_weight(found.changes):
        yield f"<h3>{WEIGHT_WORDS[weight]} {len(changes)}件</h3>"
        for change in changes:
            yield from _change(found.business, change)
    if found.matches:
        yield "<h3>IDの対応</h3><table><thead><tr><th>旧ID</th><th>新ID</th><th>根拠</th></tr></thead><tbody>"
        for match in found.matches:
            score = f"（一致度 {match.score:.2f}）" if match.score < 1 else ""
            state = "" if match.confirmed else "（未確認）"
            sides = "".join(f"<td>{_text('、'.join(ids))}</td>" for ids in (match.old, match.new))
            yield f"<tr>{sides}<td>{_text(match.how.value + score + state)}</td></tr>"
        yield "</tbody></table>"
    yield "</section>"


def _change(business: str, change: Change) -> Iterator[str]:
    names = " ".join(_AUDIENCE[a] for a in Audience if a in change.audiences)
    anchor = _text(f"c-{business}-{change.fingerprint}")
    yield f'<article class="{_CLASS[change.weight]}" id="{anchor}" data-for="{names}">'
    bodies = f"［{'、'.join(change.bodies)}］" if change.bodies else ""
    yield f'<h4><a href="#{anchor}">{_text(title(change))}</a>　{_text(what(change) + bodies)}</h4>'
    audiences = "・".join(a.value for a in change.audiences)
    words = [WEIGHT_WORDS[change.weight], audiences, change.place or "", change.code, cited_as(change)]
    first, *others = [_text(w) for w in words if w]
    yield f"<p class=meta><span class=weight>{first}</span>　{'　'.join(others)}</p>"
    yield from _sides(change)
    yield f"<p>{_text(change.reason)}</p>"
    if reason := explained(change):
        yield f"<p class=pre>改定理由: {_text(reason)}</p>"
    if change.conformance:
        yield f"<p>適合基準日: {_text(change.conformance)}</p>"
    if change.affected:
        yield f"<p class=meta>影響するID: {_text('、'.join(change.affected))}</p>"
    yield "</article>"


def _sides(change: Change) -> Iterator[str]:
    """改定後 and 現行 side by side, as comparison tables of laws have them."""
    if change.parts:
        new, old = _marked(change.parts, "+", "ins"), _marked(change.parts, "-", "del")
    else:
        new, old = _whole(change, change.after, change.new), _whole(change, change.before, change.old)
    if not new and not old:
        return
    yield "<table class=two><thead><tr><th>改定後</th><th>現行</th></tr></thead><tbody><tr>"
    yield f'<td data-side="改定後">{new or "（なし）"}</td><td data-side="現行">{old or "（なし）"}</td>'
    yield "</tr></tbody></table>"


def _marked(parts: Iterable[Piece], sign: str, tag: str) -> str:
    own = (p for p in parts if p.sign in ("=", sign))
    return "".join(_text(p.text) if p.sign == "=" else f"<{tag}>{_text(p.text)}</{tag}>" for p in own)


def _whole(change: Change, text: str | None, ids: tuple[str, ...]) -> str:
    if text:
        return _text(text)
    if change.content and ids and change.field is None:
        rows = "".join(f"<dt>{_text(k)}</dt><dd>{_text(v)}</dd>" for k, v in content_lines(change.content))
        return f"<dl>{rows}</dl>"
    return ""


def _text(text: str) -> str:
    return html.escape(clean(text))
