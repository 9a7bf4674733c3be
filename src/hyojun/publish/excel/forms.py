"""様式 to fill in: 適合確認様式 for vendors, FIT&GAP様式 for municipalities, one of each per 機能 document.

What a gateway strips (properties, hidden sheets) says nothing here: edition and digest stand in cells of every sheet.
Sheets are not protected: who fills a form in sorts it, adds columns and pastes whole columns of answers, none of which
a protected sheet allows. The cells of answers are open all the same, should somebody protect them.
"""

import hashlib
from collections.abc import Iterator
from pathlib import Path

from hyojun.model import Profile as Ministry

from ..dates import printed
from ..file_names import CONFORMITY, FIT_GAP, FORMS
from ..job import Job, Published, edition_marked, stem
from ..legend import legend
from ..snapshot import snapshot_of
from .cells import ExcelError, Table
from .context import Context
from .cover import UNCHECKED, UNCHECKED_TEXT, CoverRow, bodies_told
from .profile import FormProfile, load_form
from .revised import NO_DAY
from .sheets import Sheet, sheets
from .tables import functions
from .writer import page_of, write


def write_forms(job: Job, context: Context, ministry: Ministry, out: Path) -> Iterator[Published]:
    """`excel/様式/<stem>.xlsx`, both forms of a document with functions; raises ExcelError."""
    business, document = context.business, context.document
    if not document.contents.headings:
        return
    digest = hashlib.sha256(snapshot_of(job, business, document)).hexdigest()
    for name in (CONFORMITY, FIT_GAP):
        look = load_form(job.root, name)
        words = f"{document.name}_{name}"
        path = f"{FORMS}/{stem(business, document, words, context.reflected)}.xlsx"
        named = f"{document.name}{edition_marked(document, context.reflected)}"
        said = f"{named}　文書の状態：{document.status.value}　要約値（SHA-256）：{digest}"
        try:
            inside = sheets(look, context, {"機能": _live, "記入": lambda _: Table(())}, said)
            front = tuple(_cover(context, ministry, look, name.replace("＆", "&"), digest, inside, job.draft))
            write(out / path, page_of(job, context, words), look, front, inside)
        except ExcelError as error:
            raise ExcelError(
                f"業務{business.id}の文書「{document.name}」の{name}を作れません。{error}"
            ) from error
        yield Published(path, "excel", business.id, document.name, document.edition)


def _live(context: Context) -> Table:
    """Functions that somebody may have to answer for: not those withdrawn."""
    table = context.table(functions)
    return table._replace(rows=tuple(row for row in table.rows if not row.retired))


def _cover(
    c: Context,
    ministry: Ministry,
    look: FormProfile,
    name: str,
    digest: str,
    inside: tuple[Sheet, ...],
    draft: bool,
) -> Iterator[CoverRow]:
    document = c.document
    yield CoverRow(f"{c.business.name}　{name}", kind="題名")
    if draft:
        yield CoverRow(UNCHECKED, UNCHECKED_TEXT)
    if c.business.head.notice:
        yield CoverRow("注記", c.business.head.notice)
    yield CoverRow("目的", look.purpose)
    yield CoverRow("対象とする文書", kind="節")
    yield CoverRow("題名", document.title)
    yield CoverRow("業務", f"{c.business.id} {c.business.name}（{c.business.registered.system}）")
    yield CoverRow("版", document.edition_label)
    if c.reflected:
        yield CoverRow("正誤", c.reflected)
    yield CoverRow("文書の状態", document.status.value)
    yield CoverRow("年月日", printed(document.day, ministry.era) if document.day else NO_DAY)
    yield CoverRow("発行者", document.publisher)
    yield CoverRow("要約値（SHA-256）", digest)
    yield CoverRow(
        "要約値の使い方",
        "文書のスナップショット（JSON）の要約値。この様式がどの文書のものかは、サイトのダウンロードの表又は"
        " manifest.json にある値と比べて確かめることができる。",
    )
    yield CoverRow("記入欄", kind="節")
    bodies = c.business.head.bodies or tuple(body.name for body in c.corpus.registry.bodies)
    for asked in look.asked:
        yield CoverRow(asked, kind="記入", choices=bodies if "団体区分" in asked else ())
    yield CoverRow("記入の仕方", kind="節")
    for manner in look.manner:
        yield CoverRow(manner.name, manner.text)
    yield from bodies_told(c.corpus, bodies)
    yield CoverRow("実装類型の凡例", kind="節")
    for kind in legend().classes:
        symbol = c.symbols.get(kind.name)
        yield CoverRow(f"{symbol}　{kind.name}" if symbol else kind.name, kind.text)
    yield CoverRow("このブックのシート", kind="節")
    for sheet in inside:
        yield CoverRow(sheet.name, f"{len(sheet.rows):,}行", "シート")
