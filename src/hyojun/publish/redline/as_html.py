"""見え消し and 溶け込み as one HTML file that needs nothing else: no script, no network, readable on paper.

What is gone stands in <del>, what came in <ins>, and programs that read aloud are told where each begins and ends.
"""

import html
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path

from hyojun.diff import words
from hyojun.model import mentions

from ..anchors import anchor
from ..layout_figures import NO_FILES, Files
from .figures import figure_html
from .merging import MergedRow, MergedSheet, Runs
from .telling import Redline, mark, sheet_mark, wholes

_STYLE = """
:root{color-scheme:light dark;--ink:#1a1a1c;--paper:#fff;--line:#767676;--soft:#f2f2f2;--link:#00337f;
--old:#fdeef0;--old-ink:#8a0014;--new:#e6f5ec;--new-ink:#0c4a26;--focus:#0877d7}
@media(prefers-color-scheme:dark){:root{--ink:#f2f2f2;--paper:#1a1a1c;--line:#949494;--soft:#2b2b2e;--link:#a9c6ff;
--old:#43161c;--old-ink:#ffb3bd;--new:#13331f;--new-ink:#9bd4b5;--focus:#6db6ff}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:90rem;padding:1rem;color:var(--ink);background:var(--paper);
font:1rem/1.7 "Noto Sans JP","Hiragino Sans","Yu Gothic UI",Meiryo,sans-serif;overflow-wrap:anywhere}
h1{font-size:1.6rem}h2{font-size:1.3rem;border-bottom:2px solid var(--line);margin-top:2.5rem}
h3,h4,h5,h6{font-size:1.05rem;margin:1.2rem 0 .4rem}
a{color:var(--link)}
a:focus-visible,input:focus-visible,summary:focus-visible,.wide:focus-visible{outline:3px solid var(--focus);
outline-offset:2px}
table{border-collapse:collapse;width:100%;font-size:.9rem;line-height:1.55}
th,td{border:1px solid var(--line);padding:.3rem .5rem;vertical-align:top;text-align:left;white-space:pre-wrap}
th{background:var(--soft)}thead th{white-space:normal}
.wide{overflow-x:auto;position:relative}.wide table.many{min-width:76rem;table-layout:fixed;font-size:.84rem}
.id{min-width:4.8rem}
.m{width:5rem;min-width:3.6rem;text-align:center}
p{margin:.5rem 0;white-space:pre-wrap}.i1{margin-left:1.5rem}.i2{margin-left:3rem}.i3{margin-left:4.5rem}
td .i1{display:block}td .i2{display:block}td .i3{display:block}
del{background:var(--old);color:var(--old-ink);text-decoration:line-through}
ins{background:var(--new);color:var(--new-ink);text-decoration:underline;text-underline-offset:.2em}
ins.moved{text-decoration:underline double}
del::before,del::after,ins::before,ins::after{position:absolute;width:1px;height:1px;overflow:hidden;
clip-path:inset(50%);white-space:nowrap}
del::before{content:"［削除 "}del::after{content:" 削除終わり］"}
ins::before{content:"［追加 "}ins::after{content:" 追加終わり］"}
ins.moved::before{content:"［移動 "}ins.moved::after{content:" 移動終わり］"}
.tag{display:inline-block;border:1px solid;padding:0 .35em;font-size:.85em;font-weight:normal;line-height:1.5}
.note{display:block;font-size:.85em;font-weight:normal}
.box{border:1px solid var(--line);padding:.4rem .8rem}
.figures{display:flex;flex-wrap:wrap;gap:1rem}
.figures svg,.figures img{width:min(100%,42rem);height:auto;border:1px solid var(--line)}
.figures div{flex:1 1 24rem;min-width:0}.plain{list-style:none;padding:0}
nav ul{columns:20rem;margin:.3rem 0}summary{font-weight:bold}
:target{outline:3px solid var(--focus);outline-offset:-2px}
body:has(#only:checked) .same{display:none}
@media print{body{max-width:none;padding:0;font-size:9pt}nav,.ask{display:none}.wide{overflow:visible}
.wide table.many{min-width:0}
table{font-size:7.5pt}th,td{padding:.12rem .25rem}.note{font-size:.75em}thead{display:table-header-group}tr{break-inside:avoid}
tr:has(th[scope=rowgroup]){break-after:avoid}
.id,.m{min-width:0}
h2,h3,h4{break-after:avoid}
del,ins{background:none;color:#000}del{color:#444}a{color:inherit;text-decoration:none}
@page{size:A4 landscape;margin:12mm}}
"""
_FEW = 4
"""Columns that have room on a small screen."""
_MARK = 1.3
"""Share of the column of marks."""


def redline_html(told: Redline, files: Files = NO_FILES, work: Path = Path()) -> str:
    """A whole page; `files`: attached pages for its 別図, which are drawn below `work`. Raises PdfError."""
    return "\n".join(_Page(told, files, work).lines())


class _Page:
    """Writes one page; used once."""

    def __init__(self, told: Redline, files: Files, work: Path) -> None:
        self.told, self.files, self.work = told, files, work
        self.marked = told.old is not None
        rows = [r for s in told.sheets for r in s.rows]
        self.anchors = {anchor(r.ref.kind, r.ref.id) for r in rows if r.ref}
        self.given: set[str] = set()
        self.changes: list[tuple[str, str]] = []
        """Anchor and words of every row with a mark, and of every sheet with another title."""

    def lines(self) -> Iterator[str]:
        document = self.told.new.document
        what = "見え消し版" if self.marked else "溶け込み版"
        title = f"{document.title}【{document.edition_label}】（{document.status.value}）　{what}"
        body = [line for n, sheet in enumerate(self.told.sheets, 1) for line in self._sheet(n, sheet)]
        policy = "default-src 'none'; style-src 'unsafe-inline'; img-src data:"
        yield "<!DOCTYPE html>"
        yield '<html lang="ja"><head><meta charset="utf-8">'
        yield f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        yield '<meta name="viewport" content="width=device-width, initial-scale=1">'
        yield f"<title>{_text(title)}</title>"
        yield f"<style>{_STYLE}</style></head><body><main>"
        if notice := self.told.new.business.head.notice:
            yield f"<p class=box>{_text(notice)}</p>"
        yield f"<h1>{_text(title)}</h1>"
        business = self.told.new.business
        yield f"<p>{_text(f'{business.id} {business.name}　{document.publisher}　{self.told.step}')}</p>"
        yield _table(
            (), [f"<tr><th scope=row>{_text(w)}</th><td>{_text(t)}</td></tr>" for w, t in self.told.facts]
        )
        if self.marked:
            yield _LEGEND
        yield from self._contents()
        yield from body
        if self.told.figures:
            yield '<section class=pictures><h2 id="figures">別図</h2>'
            for figure in self.told.figures:
                yield from figure_html(figure, self.files, self.work)
            yield "</section>"
        yield "</main></body></html>"

    def _contents(self) -> Iterator[str]:
        links = (
            f'<li><a href="#s{n}">{_text(_plain(s.title))}</a>' for n, s in enumerate(self.told.sheets, 1)
        )
        last = '<li><a href="#figures">別図</a>' if self.told.figures else ""
        yield f"<nav aria-label=目次><details open><summary>目次</summary><ul>{''.join(links)}{last}</ul></details>"
        if self.changes:
            items = "".join(f'<li><a href="#{at}">{_text(said)}</a>' for at, said in self.changes)
            yield f"<details><summary>変わった箇所（{len(self.changes)}）</summary>{_COUNTED}<ul>{items}</ul></details>"
        yield "</nav>"

    def _sheet(self, number: int, sheet: MergedSheet) -> Iterator[str]:
        tag = _tag(sheet_mark(sheet))
        if self.marked and sheet.state == "=" and tag:
            self.changes.append((f"s{number}", f"{_plain(sheet.title)}（{sheet_mark(sheet)}）"))
        yield f'<section><h2 id="s{number}">{self._runs(sheet.title)} {tag}</h2>'
        yield from self._table(sheet) if sheet.columns else self._prose(sheet)
        yield "</section>"

    def _table(self, sheet: MergedSheet) -> Iterator[str]:
        names = [c.name for c in sheet.columns]
        heads = (["変更"] if self.marked else []) + names
        rows = [self._row(sheet, row) for row in sheet.rows]
        many = len(names) > _FEW
        shares = ([_MARK] if self.marked else []) + [c.share for c in sheet.columns]
        yield _table(heads, rows, " class=many" if many else "", shares if many else ())

    def _row(self, sheet: MergedSheet, row: MergedRow) -> str:
        state = self._state(row)
        first = f"<td class=m>{_tag(mark(row))}{_note(row)}</td>" if self.marked else ""
        across = len(sheet.columns)
        if row.kind == "heading":
            tag = f" {_tag(mark(row))}{_note(row)}"
            span = across + self.marked
            words_ = f"{self._runs(row.cells[0], row)}{tag}"
            return f"<tr{self._at(row)}{state}><th colspan={span} scope=rowgroup>{words_}</th></tr>"
        if row.kind == "text":
            cells = f"<td colspan={across}>{self._runs(row.cells[0], row)}</td>"
        else:
            cells = "".join(
                self._cell(runs, row, whole, n)
                for n, (runs, whole) in enumerate(zip(row.cells, wholes(sheet, row), strict=True))
            )
        return f"<tr{self._at(row)}{state}>{first}{cells}</tr>"

    def _cell(self, runs: Runs, row: MergedRow, whole: bool, number: int) -> str:
        inside = self._runs(runs, row, "<br>" if whole else "")
        if number == 0 and row.level:
            inside = f"<span class=i{min(row.level, 3)}>{inside}</span>"
        return f"<td{' class=id' if whole else ''}>{inside}</td>"

    def _prose(self, sheet: MergedSheet) -> Iterator[str]:
        for width, group in groupby(sheet.rows, lambda r: len(r.cells) if r.kind in ("head", "cells") else 0):
            if width:
                rows = list(group)
                head = self._plain_row(rows[0], "th scope=col") if rows[0].kind == "head" else ""
                yield _table((), [self._plain_row(r) for r in rows[bool(head) :]], head=head)
            else:
                yield from map(self._block, group)

    def _plain_row(self, row: MergedRow, tag: str = "td") -> str:
        """A row of a table in prose."""
        end = tag.partition(" ")[0]
        cells = "".join(
            f"<{tag}>{self._runs(c, row)}{'' if n else _note(row)}</{end}>" for n, c in enumerate(row.cells)
        )
        return f"<tr{self._at(row)}{self._state(row)}>{cells}</tr>"

    def _block(self, row: MergedRow) -> str:
        inside = self._runs(row.cells[0], row) + _note(row)
        if row.kind == "heading":
            level = min(row.level + 1, 6)
            return f"<h{level}{self._at(row)}{self._state(row)}>{inside} {_tag(mark(row))}</h{level}>"
        indent = f"i{min(row.level, 3)}"
        return f"<p{self._at(row)}{self._state(row, indent)}>{inside}</p>"

    def _state(self, row: MergedRow, *more: str) -> str:
        """The classes of a row: gone, come, or same, which may be hidden."""
        state = {"-": "gone", "+": "come"}.get(row.state, "")
        if self.marked and row.kind not in ("heading", "head") and not row.is_changed:
            state = "same"
        classes = " ".join(filter(None, (*more, state)))
        return f' class="{classes}"' if classes else ""

    def _at(self, row: MergedRow) -> str:
        """The ID of an element: the anchor of what stands there, once, or the number of the change."""
        name = anchor(row.ref.kind, row.ref.id) if row.ref else ""
        if name in self.given:
            name = ""
        marked = mark(row) if self.marked else ""
        if not name and marked:
            name = f"c{len(self.changes) + 1}"
        if name:
            self.given.add(name)
        if marked:
            self.changes.append((name, f"{row.cite}（{marked}）"))
        return f' id="{name}"' if name else ""

    def _runs(self, runs: Runs, row: MergedRow | None = None, between: str = "") -> str:
        found: list[str] = []
        for part in runs:
            sign = part.sign
            inside = self._linked(part.text)
            tag = {"-": "del", "+": "ins"}.get(sign)
            if row is not None and row.is_moved and sign == "=":
                tag = "del" if row.state == "-" else "ins class=moved"
            found.append(f"<{tag}>{inside}</{tag.partition(' ')[0]}>" if tag else inside)
        return between.join(found)

    def _linked(self, text: str) -> str:
        parts: list[str] = []
        end = 0
        for found in mentions(text):
            to = anchor(found.kind, found.id)
            if to in self.anchors:
                parts += [
                    _text(text[end : found.start]),
                    f'<a href="#{to}">{_text(text[found.start : found.end])}</a>',
                ]
                end = found.end
        return "".join([*parts, _text(text[end:])])


_LEGEND = (
    "<p>示し方：<del>改定前にあり、改定後にない字句</del>　<ins>改定後に加わった字句</ins>　"
    "<ins class=moved>別の位置から移った行の、変わらない字句</ins>（元の位置には取消線で示します）。"
    "「変更」の欄の新設・削除は行の全体が加わった、又はなくなったこと、廃止は欠番となったこと、改正は行の一部が変わったこと、"
    "移動は位置が変わったことを示します。レイアウトが変わった帳票は、終わりの「別図」に改定の前後の図を示します。その他の図は載せていません。</p>"
    '<p class=ask><label><input type="checkbox" id="only" autocomplete="off"> '
    "変わった行だけを表示する</label></p>"
)


_COUNTED = (
    "<p>印の付いた行を1か所と数えたもの。帳票を1つ加えると、その諸元表の行もそれぞれ数え、表紙と改定履歴の行も含む。"
    "「変更の数」と新旧対照表、変更一覧は、変更の内容を1件と数えるため、これと一致しない。</p>"
)


def _table(
    heads: Iterable[str],
    rows: Iterable[str],
    attributes: str = "",
    shares: Sequence[float] = (),
    *,
    head: str = "",
) -> str:
    widths = "".join(f'<col style="width:{100 * share / sum(shares):.1f}%">' for share in shares)
    columns = f"<colgroup>{widths}</colgroup>" if widths else ""
    named = "".join(f"<th scope=col>{_text(h)}</th>" for h in heads)
    above = head or (named and f"<tr>{named}</tr>")
    head = f"<thead>{above}</thead>" if above else ""
    inside = "\n".join(rows)
    return (
        f"<div class=wide tabindex=0><table{attributes}>{columns}{head}<tbody>{inside}</tbody></table></div>"
    )


def _tag(said: str) -> str:
    return f"<span class=tag>{said}</span>" if said else ""


def _note(row: MergedRow) -> str:
    return f"<span class=note>{_text(row.note)}</span>" if row.note else ""


def _plain(runs: Runs) -> str:
    return "".join(p.text for p in runs if p.sign != "-") or "".join(p.text for p in runs)


def _text(text: str) -> str:
    return html.escape(words.clean(text))
