"""Sheets that show what a 帳票 looks like: a page attached to it, and which number on it is which 印字項目."""

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hyojun.model import Form

from .naming import file_name
from .profile import ImportProfile
from .remarks import Notes, RemarkKind
from .rows import Record
from .sheet_drawing import TooLarge, drawn
from .sheet_page import page
from .statements import Entry
from .tables import word
from .workbook import Sheet, load_workbook

LAYOUT = "帳票レイアウト"
"""The kind of such a sheet, as a profile file calls it."""
_TOP = 6
"""Rows in which a sheet says which 帳票 it shows."""
_NUMBER = re.compile(r"[(\[【<]?([0-9]{1,3})[)\]】>]")


class KnownForm(NamedTuple):
    """A 帳票 of the workbook or of the 業務."""

    id: str
    """Empty where the workbook gives none."""
    name: str


class Laid(NamedTuple):
    """A page for a 帳票."""

    form: KnownForm
    sheet: str
    data: bytes
    """The PDF."""
    labels: tuple[tuple[str, int], ...]
    """What is printed on it → 項番; empty where no number could be read."""
    names: tuple[str, ...]
    """The texts of its cells."""


def form_shown(sheet: Sheet, forms: Sequence[KnownForm], profile: ImportProfile) -> KnownForm | None:
    """The 帳票 that a sheet shows: said by a person, or named by its title or in its first rows."""
    said = profile.by_sheet.get(sheet.title)
    if said is not None and said.kind == LAYOUT:
        wanted = said.form or sheet.title
        return next((f for f in forms if wanted in (f.id, f.name)), KnownForm(wanted, wanted))
    tops = [c.text for row in sheet.rows[:_TOP] for c in sheet.in_row(row)]
    for form in sorted(forms, key=lambda f: -len(f.name)):
        if form.id and any(re.search(rf"(?<![0-9]){form.id}(?![0-9])", t) for t in (sheet.title, *tops)):
            return form
        if len(form.name) > 1 and (
            word(form.name) in word(sheet.title) or word(form.name) in map(word, tops)
        ):
            return form
    return None


def laid(path: Path, found: Iterable[tuple[Sheet, KnownForm]], notes: Notes) -> tuple[Laid, ...]:
    """The pages of sheets; what cannot be one is told."""
    wanted = list(found)
    if not wanted:
        return ()
    book = load_workbook(path, data_only=True)
    made = []
    for sheet, form in wanted:
        texts = {place: cell.text for place, cell in sheet.cells.items()}
        try:
            drawing = drawn(path, book[sheet.title], texts)
        except TooLarge:
            message = "帳票レイアウトのシートですが、大きすぎて1頁にできません。印刷範囲を狭めてください。"
            notes.remark(RemarkKind.LOST, message, sheet.title)
            continue
        for name in drawing.lost:
            message = f"画像「{name}」は PNG でも JPEG でもないため、頁に載せていません。"
            notes.remark(RemarkKind.LOST, message, sheet.title)
        outside = [
            c
            for c in sheet.cells.values()
            if c.text.strip() and c.text not in {w.text for w in drawing.words}
        ]
        for cell in outside:
            message = "印刷範囲の外、又は幅か高さの無いセルのため、頁に載せていません。"
            notes.remark(RemarkKind.LOST, message, sheet.title, cell.address, cell.text)
        labels = tuple(dict.fromkeys(n for c in sheet.cells.values() for n in numbers_in(c.text)))
        words = tuple(c.text.strip() for c in sheet.cells.values())
        made.append(Laid(form, sheet.title, page(drawing, form.name), labels, words))
    return tuple(made)


def numbers_in(text: str) -> Iterator[tuple[str, int]]:
    """Numbers as forms bear them: ① anywhere in a cell, (1) at its beginning."""
    circled = False
    for character in text:
        if unicodedata.category(character) == "No" and unicodedata.decomposition(character).startswith(
            "<circle>"
        ):
            circled = True
            yield character, int(unicodedata.normalize("NFKC", character))
    if not circled and (found := _NUMBER.match(unicodedata.normalize("NFKC", text.strip()))):
        yield found[0], int(found[1])


def layout_of(page: Laid, file: str, items: Sequence[tuple[int, str]], notes: Notes) -> Entry | None:
    """The レイアウト of a 帳票 as source files write it; None where nothing on the page is a row of its 諸元表."""
    known = dict(items)
    fields = [{"図中番号": label, "項番": item} for label, item in page.labels if item in known]
    for label, item in page.labels:
        if item not in known:
            message = f"図中番号「{label}」の項番 {item} は、{page.form.name}の諸元表にありません。"
            notes.aside(RemarkKind.DOUBT, message, page.sheet)
    if not fields:
        fields = [{"図中番号": name, "項番": item} for item, name in items if name in page.names]
        if fields:
            message = "番号（①など）を読めないため、印字項目の名称と同じ文字のセルを、その欄としました。"
            notes.aside(RemarkKind.DOUBT, message, page.sheet)
    if not fields:
        message = (
            f"{page.form.name}のレイアウトですが、諸元表の項番に当たる番号（①など）も、印字項目の名称も無いため、"
            "添付していません。シートに番号を書き足すか、諸元表と合わせて取り込んでください。"
        )
        notes.aside(RemarkKind.LOST, message, page.sheet)
        return None
    missing = [f"{n} {name}" for n, name in items if n not in {f["項番"] for f in fields}]
    if missing:
        message = f"項番 {'、'.join(missing)} の番号がシートにありません。「欄」に書き足してください。"
        notes.aside(RemarkKind.DOUBT, message, page.sheet)
    message = f"{page.form.name}のレイアウトとして、1頁の PDF（{file}）にしました。欄は{len(fields)}個です。"
    notes.aside(RemarkKind.READ, message, page.sheet)
    words = f"{page.form.name}のレイアウト。シート「{page.sheet}」の罫線、文字及び画像を示す。"
    notes.aside(
        RemarkKind.FILLED, f"代替テキストを「{words}」としました。伝わる説明に直してください。", page.sheet
    )
    return {"種類": "添付", "ファイル": file, "代替テキスト": words, "欄": fields}


def shown_forms(
    sheets: Iterable[Sheet],
    tables: Mapping[str, Sequence[Record]],
    forms: Iterable[Form],
    profile: ImportProfile,
    notes: Notes,
) -> list[tuple[Sheet, KnownForm]]:
    """Those of the sheets without a table that show a 帳票."""
    rows = [r.values for kind in ("帳票一覧", "諸元表") for r in tables.get(kind, ())]
    known = dict.fromkeys(KnownForm(str(v.get("帳票ID", "")), str(v.get("帳票名称", ""))) for v in rows)
    known |= dict.fromkeys(KnownForm(form.id, form.name) for form in forms)
    found = []
    for sheet in sheets:
        if form := form_shown(sheet, [f for f in known if f.id or f.name], profile):
            found.append((sheet, form))
            for cell in sheet.cells.values():
                notes.used(sheet.title, cell.address)
    return found


def lay_out(
    pages: Iterable[Laid], entries: Sequence[Entry], forms: Sequence[Form], notes: Notes
) -> tuple[dict[str, bytes], dict[str, Entry]]:
    """Give each 帳票 its page: those of the workbook in place; files, and what 帳票 of the 業務 get."""
    files: dict[str, bytes] = {}
    later: dict[str, Entry] = {}
    taken: set[str] = set()
    for found in pages:
        form = found.form
        entry = next(
            (f for f in entries if form.id == f["帳票ID"] or form.name == f.get("帳票名称")),
            None,
        )
        own = next((f for f in forms if form.id == f.id or form.name == f.name), None)
        if entry is None and own is None:
            message = (
                f"帳票「{form.name}」がどの表にも、業務にもありません。帳票一覧を先に取り込んでください。"
            )
            notes.remark(RemarkKind.LOST, message, found.sheet)
        elif ("レイアウト" in entry) if entry is not None else (own is not None and own.layout is not None):
            message = f"{form.name}には既にレイアウトがあるため、このシートは取り込んでいません。"
            notes.remark(RemarkKind.LOST, message, found.sheet)
        else:
            if entry is not None:
                items = [(i["項番"], i["印字項目"]) for i in entry.get("諸元表", ())]
            else:
                items = [(i.number, i.name) for i in own.items] if own else []
            name = f"帳票/{file_name(form.name, taken)}.pdf"
            if layout := layout_of(found, name, items, notes):
                files[name] = found.data
                if entry is not None:
                    entry["レイアウト"] = layout
                elif own is not None:
                    later[own.id] = layout
    return files, later
