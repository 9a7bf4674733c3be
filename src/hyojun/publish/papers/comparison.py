"""新旧対照表 in a 様式: the rows of a comparison in its columns, with its words and remarks."""

import re
from collections.abc import Iterator, Mapping, Sequence
from itertools import zip_longest

from hyojun.diff import (
    ADDED,
    REMOVED,
    Cell,
    Change,
    ComparisonTable,
    Held,
    Run,
    Side,
    TableRow,
    figures,
    restored,
)
from hyojun.diff import words as told
from hyojun.model import Account, edition_words

from ..dates import printed
from ..file_names import reached
from ..job import is_open
from ..layout_figures import LayoutFigure, figured
from ..problems import TableError
from .paper import Paper, PaperRow, columns, filled, words
from .profile import ComparisonProfile

NEW, OLD, REMARKS = "改定後", "現行", "備考"
_ISO = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_LONGEST_LABEL = 40
_SAME = "同上"
_NAME = "新旧対照表"
NOTHING = "改定箇所はありません。"
_WHOLE = {"業務": "業務の概要", "文書": "文書"}
"""Entries without a head."""
_ACCOUNTED = ("改定理由", "区分", "根拠", "施行日", "意見番号")
"""What an author says of a change: parts of its account."""
_UNCITED = frozenset({"業務", "文書", "段落", "廃止"})
"""Kinds whose IDs readers do not know."""


def comparison_paper(
    table: ComparisonTable,
    profile: ComparisonProfile,
    held: Held,
    old: Held | None = None,
    *,
    era: str,
    is_unchecked: bool = False,
) -> Paper:
    """`held`: the newer edition, or the older one of a document that is gone; `old`: 現行, for the 正誤 it has
    in it. Raises TableError."""
    found, document = table.comparison, held.document
    is_draft = is_unchecked or (found.new is not None and is_open(document))
    title, lead = filled(
        profile,
        案="（案）" if is_draft and "案" not in document.edition else "",
        題名=document.title,
        文書=document.name,
        業務名=found.business_name,
        版=_called(found.new),
        現行の版=_called(found.old),
    )
    contents = [c.content for c in profile.columns]
    if unknown := [c for c in contents if c not in (NEW, OLD, REMARKS)]:
        raise TableError(
            f"新旧対照表の列の内容「{unknown[0]}」は使えません（使えるのは {NEW}、{OLD}、{REMARKS}）。"
        )
    # Names of refs and files are for who works with them; where both are of one edition nothing else tells them apart.
    is_one = bool(found.new and found.old and found.new.edition == found.old.edition)
    new = _side(found.new, held.last_errata, is_one)
    was = _side(found.old, old.last_errata if old else 0, is_one)
    called = {c.content: c.header for c in profile.columns}
    sides = f"{called.get(NEW, NEW)}：{new}　　{called.get(OLD, OLD)}：{was}"
    pictures = _figures(table, (called.get(NEW, NEW), called.get(OLD, OLD)))
    rows = tuple(_rows(table, profile, contents, era, pictures)) if _is_about_something(table) else ()
    is_old_first = OLD in contents and (NEW not in contents or contents.index(OLD) < contents.index(NEW))
    return Paper(
        title,
        (sides, *lead) if rows else (sides,),
        columns(profile),
        rows,
        f"{found.business} {found.business_name}　{document.name}",
        document.publisher,
        document.day,
        held.business.head.notice or "",
        is_unchecked,
        document.paper_number and f"{document.paper_number}　{_NAME}" if is_draft else None,
        is_draft,
        NOTHING,
        profile.tail if rows else (),
        tuple(f._replace(is_old_first=is_old_first) for each in pictures.values() for f in each),
    )


_Figures = Mapping[int, Sequence[LayoutFigure]]
"""Row of the table → its 別図."""


def _figures(table: ComparisonTable, heads: tuple[str, str]) -> _Figures:
    """The 別図 of every row, numbered through the table; what both editions have of a 帳票 is one."""
    found: dict[int, list[LayoutFigure]] = {}
    number = 0
    for at, row in enumerate(table.rows):
        for new, old in zip_longest(figures(row.new), figures(row.old)):
            number += 1
            found.setdefault(at, []).append(figured(number, new, old, heads))
    return found


def _is_about_something(table: ComparisonTable) -> bool:
    """Whether anything but （略） stands in it."""
    return any(row.kind == "本文" for row in table.rows)


def _called(side: Side | None) -> str:
    if side is None:
        return "（なし）"
    return edition_words(side.edition) if side.edition else side.label


def _side(side: Side | None, errata: int, is_named: bool) -> str:
    """第1.0版（決定、正誤2まで反映）."""
    if side is None:
        return "（なし）"
    name = told.side_words(side, "") if is_named or side.edition is None else edition_words(side.edition)
    about = "、".join(filter(None, (side.status, reached(errata))))
    return name + (f"（{about}）" if about else "")


def _rows(
    table: ComparisonTable, profile: ComparisonProfile, contents: Sequence[str], era: str, pictures: _Figures
) -> Iterator[PaperRow]:
    """The rows in the columns of the 様式; what 備考 of the row above says already is not said again in full."""
    before = ""
    for at, row in enumerate(table.rows):
        remarks = "\n".join(dict.fromkeys(_remarks(row, profile, era)))
        is_same = row.kind == "本文" and remarks == before and len(remarks) > len(_SAME)
        yield _row(row, profile, contents, _SAME if is_same else remarks, pictures.get(at, ()))
        if row.kind == "本文":
            before = remarks


def _row(
    row: TableRow,
    profile: ComparisonProfile,
    contents: Sequence[str],
    remarks: str,
    pictures: Sequence[LayoutFigure],
) -> PaperRow:
    if row.kind == "略":
        new = old = words(profile.left_out)
    else:
        news, olds = [f.number for f in pictures if f.new], [f.number for f in pictures if f.old]
        new = _cell(_headed(row, row.new, profile), profile, news) or words(
            _absent(row, profile.removed, profile)
        )
        old = _cell(_headed(row, row.old, profile), profile, olds) or words(
            _absent(row, profile.added, profile)
        )
    cells = {NEW: new, OLD: old, REMARKS: words(remarks)}
    return PaperRow(row.kind, tuple(cells[c] for c in contents), _label(row), _id(row))


def _headed(row: TableRow, cell: Cell, profile: ComparisonProfile) -> Cell:
    """What only one side has, with a double line under what it is called by; a paragraph has no such words."""
    kind = next((k.kind for k in (*row.news, *row.olds)), "段落")
    if not profile.is_head_doubled or (row.new and row.old) or kind == "段落":
        return cell
    end = next((n for n, run in enumerate(cell) if "\n" in run.text), len(cell))
    return (*(run._replace(mark="ID") if run.mark else run for run in cell[:end]), *cell[end:])


def _cell(cell: Cell, profile: ComparisonProfile, numbers: Sequence[int]) -> Cell:
    """The runs as they are printed; `numbers`: of their 別図."""
    left = iter(numbers)
    return tuple(_printed(run, profile, left) for run in cell)


def _printed(run: Run, profile: ComparisonProfile, numbers: Iterator[int]) -> Run:
    if run.figure is not None:
        return run._replace(text=f"別図{next(numbers)}のとおり", figure=None)
    if run.stands is None:
        return run
    if run.is_left_out:
        return Run(profile.left_out)
    return Run(run.text.replace(REMOVED, profile.removed).replace(ADDED, profile.added))


def _absent(row: TableRow, word: str, profile: ComparisonProfile) -> str:
    if row.kind != "本文":
        return ""
    if row.elsewhere:
        return profile.aside(f"{'、'.join(key.label for key in row.elsewhere)}の欄に示す")
    return profile.gap if any(w == "欠番" for w, _ in row.remarks) else word


def _label(row: TableRow) -> str:
    """What a bookmark calls it: by ID where it has one, else by its first words."""
    if row.kind != "本文":
        return told.clean("".join(r.text for r in row.new)) if row.kind == "部" else ""
    text = restored(row.new or row.old).strip("\n").split("\n")[0]
    kind = next((k.kind for k in (*row.news, *row.olds)), "")
    shown = _WHOLE.get(kind) or (f"{kind}{text}" if text[:3].isdigit() else text)
    return told.clean(shown if len(shown) <= _LONGEST_LABEL else f"{shown[:_LONGEST_LABEL]}…")


def _id(row: TableRow) -> str:
    """How readers cite what a row is about; a paragraph has no ID."""
    if row.kind != "本文":
        return ""
    return next((k.label for k in (*row.news, *row.olds) if k.kind not in _UNCITED), "")


def _remarks(row: TableRow, profile: ComparisonProfile, era: str) -> Iterator[str]:
    """備考 by line. What an author says of a change stands together, numbered where there are several such."""
    accounted = [word for word in profile.remarks if word in _ACCOUNTED]
    for wanted in profile.remarks:
        if wanted in _ACCOUNTED:
            if wanted == accounted[0]:
                yield from _accounts(row.changes, accounted, era)
            continue
        yield from (text for word, text in row.remarks if word == wanted)
        for change in row.changes:
            if text := _said(wanted, change, era):
                yield text


def _accounts(changes: Sequence[Change], accounted: Sequence[str], era: str) -> Iterator[str]:
    """改定理由 with its own 根拠, one after the other."""
    found = [
        tuple(filter(None, (_cleaned(word, c.account, era) for word in accounted)))
        for c in changes
        if c.account
    ]
    blocks = [lines for lines in dict.fromkeys(found) if lines]
    for number, lines in enumerate(blocks, 1):
        yield "\n".join((f"（{number}）{lines[0]}", *lines[1:]) if len(blocks) > 1 else lines)


def _cleaned(wanted: str, account: Account, era: str) -> str:
    return told.clean(_accounted(wanted, account, era))


def _said(wanted: str, change: Change, era: str) -> str:
    """What a change is of itself for 備考, whatever its author says of it; empty for nothing."""
    match wanted:
        case "影響":
            bodies = f"［{'、'.join(change.bodies)}］" if change.bodies else ""
            whom = f"（{'、'.join(change.audiences)}）" if change.audiences else ""
            return f"{told.WEIGHT_WORDS[change.weight]}：{told.what(change)}{bodies}{whom}"
        case "適合基準日" if change.conformance:
            return f"適合基準日：{_ISO.sub(lambda d: printed(d[0], era), change.conformance)}"
    return ""


def _accounted(wanted: str, account: Account, era: str) -> str:
    match wanted:
        case "改定理由":
            return account.reason
        case "区分":
            return account.category or ""
        case "根拠" if account.source:
            return f"根拠：{account.source}"
        case "施行日" if account.in_force:
            return f"施行日：{printed(str(account.in_force), era)}"
        case "意見番号" if account.opinions:
            return f"意見番号：{'、'.join(account.opinions)}"
    return ""
