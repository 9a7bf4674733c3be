"""全機能一覧: the functions of all 業務 in one workbook, which needs no other file.

It is of all 業務 or not at all: a build of one 業務 takes an earlier list away instead of leaving rows in it that the
workbooks beside it no longer have.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

from hyojun.model import ALL_BODIES, Corpus, Function, Kind, Numbered, mention, numbered

from ..binding import EDITION_IN_FORCE, corpus_in_force
from ..dates import printed
from ..file_names import FUNCTION_LIST
from ..job import Job, Published, edition_named, is_open
from ..legend import legend
from .cells import Cell, ExcelError, Row, Table, Target
from .context import Context, lines, variant_key
from .cover import UNCHECKED, UNCHECKED_TEXT, CoverRow, bodies_told
from .profile import FormProfile, load_form
from .revised import NO_DAY
from .sheets import Sheet, check_names, head_of, laid_out, summary
from .tables import functions
from .writer import Page, write

NAME = "全機能一覧"
DOCUMENTS, CONTENTS, FUNCTIONS, REFERENCES = "文書一覧", "目次", "全機能", "機能の参照"


class _Entry(NamedTuple):
    """A function with its row of the document."""

    context: Context
    heading: Numbered
    function: Function
    row: Row
    whole: bool
    """Whether the row has one class for all 団体区分."""

    @property
    def top(self) -> str:
        """Its 大項目."""
        first = (*self.heading.above, self.heading.heading)[0]
        return first.title or self.heading.number.partition(".")[0]

    @property
    def document(self) -> tuple[str, str]:
        return self.context.business.id, self.context.document.name


def write_function_list(job: Job, out: Path) -> list[Published]:
    """Write `out/excel/全機能一覧.xlsx`, where there is any function; raises ExcelError for what Excel cannot hold.

    Of a document with an edition in force it is that edition: who asks for all functions asks for what holds.
    """
    drafts = job.corpus
    job = job._replace(corpus=corpus_in_force(drafts, job.released))
    symbols = job.corpus.registry.profiles[0].symbols
    look = load_form(job.root, NAME)
    entries = tuple(_entries(job, symbols if look.classes == "記号" else {}))
    if not entries:
        return []
    try:
        inside = _sheets(look, entries, symbols if look.classes == "記号" else {})
        front = tuple(_cover(job, drafts, look, entries, inside))
        notices = dict.fromkeys(filter(None, (b.head.notice for b in job.corpus.businesses)))
        era = job.corpus.registry.profiles[0].era
        page = Page(NAME, UNCHECKED if job.draft else "", "　".join(notices), "", NAME, era=era)
        write(out / FUNCTION_LIST, page, look, front, inside)
    except ExcelError as error:
        raise ExcelError(f"{NAME}を作れません。{error}") from error
    return [Published(FUNCTION_LIST, "excel")]


def _entries(job: Job, symbols: Mapping[str, str]) -> Iterator[_Entry]:
    for business in job.corpus.businesses:
        for document in business.documents:
            context = Context(job.corpus, business, document, symbols)
            table = functions(context)
            whole = table.variants["実装類型"] == (ALL_BODIES,)
            found = ((n, f) for n in numbered(document.contents.headings) for f in n.heading.functions)
            for (n, f), row in zip(found, table.rows, strict=True):
                yield _Entry(context, n, f, row, whole)


class _Places:
    """Where in the workbook things stand: first rows of documents, 大項目, headings, functions, references."""

    def __init__(self, entries: Sequence[_Entry], names: Mapping[str, str]) -> None:
        self.names = names
        self.functions: dict[str, int] = {}
        self.tops: dict[tuple[str, str, str], int] = {}
        self.documents: dict[tuple[str, str], int] = {}
        self.headings: dict[tuple[str, str], int] = {}
        self.references: dict[str, int] = {}
        told = 0
        for row, entry in enumerate(entries):
            business = entry.context.business.id
            self.functions.setdefault(entry.function.id, row)
            self.tops.setdefault((*entry.document, entry.top), row)
            self.documents.setdefault(entry.document, row)
            for heading in (*entry.heading.above, entry.heading.heading):
                self.headings.setdefault((business, heading.key), row)
            if entry.function.references:
                self.references.setdefault(entry.function.id, told)
                told += len(entry.function.references)

    def to(self, content: str, row: int | None) -> Mapping[str, Target]:
        """A link to a row of a sheet, as the only one; none where there is no such row."""
        return {} if row is None else {"": Target(self.names[content], row)}

    def of(self, kind: Kind | None, business: str, id: str) -> Mapping[str, Target]:
        if kind is Kind.FUNCTION:
            return self.to(FUNCTIONS, self.functions.get(id))
        if kind is Kind.HEADING:
            return self.to(FUNCTIONS, self.headings.get((business, id)))
        return {}


def _linked(**found: Mapping[str, Target]) -> Mapping[str, Target]:
    """Content → its link, where it has one."""
    return {content: target[""] for content, target in found.items() if target}


def _sheets(look: FormProfile, entries: Sequence[_Entry], symbols: Mapping[str, str]) -> tuple[Sheet, ...]:
    profiles = {sheet.content: sheet for sheet in look.sheets}
    if missing := [name for name in (DOCUMENTS, CONTENTS, FUNCTIONS, REFERENCES) if name not in profiles]:
        raise ExcelError(f"templates/excel/{NAME}.yaml に、内容「{missing[0]}」のシートがありません。")
    places = _Places(entries, {content: sheet.name for content, sheet in profiles.items()})
    tables = {
        DOCUMENTS: _documents(entries, places),
        CONTENTS: _contents(entries, places),
        FUNCTIONS: _functions(entries, places),
        REFERENCES: _references(entries, places),
    }
    found: dict[str, Sheet] = {}
    for sheet in look.sheets:
        table = tables.get(sheet.content) or summary(sheet, look, tuple(found.values()))
        if table and table.rows:
            head = head_of(sheet.title or sheet.name, sheet, look, table, symbols)
            home = profiles[CONTENTS].name if sheet.content in (FUNCTIONS, REFERENCES) else None
            found[sheet.content] = laid_out(sheet, table, look, head)._replace(home=home)
    ordered = tuple(found.values())
    check_names(ordered)
    return ordered


def _documents(entries: Sequence[_Entry], places: _Places) -> Table:
    """A row for each document with functions."""
    counts = Counter(entry.document for entry in entries if entry.function.retired is None)

    def row(c: Context) -> Row:
        business, document = c.business, c.document
        key = business.id, document.name
        cells: dict[str, Cell] = {
            "業務ID": business.id,
            "業務名": business.name,
            "システム名": business.registered.system,
            "文書": document.name,
            "題名": document.title,
            "版": edition_named(document),
            "状態": document.status.value,
            "年月日": c.day(document.day) or NO_DAY,
            "適合基準日": _conformance(c),
            "発行者": document.publisher,
            "記載のない機能": business.registered.unlisted_default,
            "機能数": counts[key],
        }
        links = _linked(業務名=places.to(FUNCTIONS, places.documents[key]))
        return Row(f"業務{business.id}の文書「{document.name}」", cells, links=links)

    contexts = {entry.document: entry.context for entry in entries}
    return Table(tuple(map(row, contexts.values())))


def _conformance(c: Context) -> Cell:
    """適合基準日 of an edition: a day, or a line for each 団体区分."""
    days = c.document.conformance_by_body()
    if set(days) == {ALL_BODIES}:
        return c.day(days[ALL_BODIES])
    return lines(f"{body}：{printed(day, c.era)}" for body, day in days.items())


def _contents(entries: Sequence[_Entry], places: _Places) -> Table:
    """A row for each 大項目, leading to its first function."""
    counts = Counter((*e.document, e.top) for e in entries if e.function.retired is None)
    names = {entry.context.business.id: entry.context.business.name for entry in entries}
    several = Counter(business for business, _ in {entry.document for entry in entries})
    return Table(
        tuple(
            Row(
                f"業務{business}の「{top}」",
                {
                    "業務ID": business,
                    "業務名": names[business],
                    "文書": document if several[business] > 1 else None,
                    "大項目": top,
                    "機能数": counts[business, document, top],
                },
                links=_linked(大項目=places.to(FUNCTIONS, row)),
            )
            for (business, document, top), row in places.tops.items()
        )
    )


def _functions(entries: Sequence[_Entry], places: _Places) -> Table:
    """A row for each function, with a class for every 団体区分 that any 業務 tells apart."""
    bodies = tuple(
        dict.fromkeys(body for e in entries if not e.whole for body in e.context.business.head.bodies)
    )
    used = dict.fromkeys(
        key.partition("/")[2]
        for e in entries
        if not e.whole
        for key in e.row.cells
        if key.startswith("実装類型/")
    )
    bodies = tuple(dict.fromkeys((*bodies, *used))) or (ALL_BODIES,)

    def row(entry: _Entry) -> Row:
        c, f = entry.context, entry.function
        declared = c.business.head.bodies
        cells: dict[str, Cell] = {
            **entry.row.cells,
            "業務ID": c.business.id,
            "業務名": c.business.name,
            "版": edition_named(c.document),
        }
        for body in bodies:
            key = variant_key("実装類型", body)
            if entry.whole:
                concerns = not declared or body in declared or body == ALL_BODIES
                cells[key] = entry.row.cells[variant_key("実装類型", ALL_BODIES)] if concerns else None
            else:
                cells.setdefault(key, None)
        links = _linked(参照=places.to(REFERENCES, places.references.get(f.id)))
        return Row(entry.row.subject, cells, entry.row.retired, links)

    return Table(tuple(map(row, entries)), {"実装類型": bodies})


def _references(entries: Sequence[_Entry], places: _Places) -> Table:
    """A row for each function or heading that a function is to be read with, both as links."""

    def row(entry: _Entry, written: str) -> Row:
        c, f = entry.context, entry.function
        found = mention(written)
        kind, id = (found.kind, found.id) if found else (None, written)
        cells: dict[str, Cell] = {
            "業務ID": c.business.id,
            "機能ID": f.id,
            "機能名称": f.name,
            "種類": kind.value if kind else None,
            "参照先": id,
            "参照先の名称": c.name(kind, id) if kind else None,
        }
        links = _linked(
            機能ID=places.to(FUNCTIONS, places.functions.get(f.id)), 参照先=places.of(kind, c.business.id, id)
        )
        return Row(f"機能{f.id}の参照「{written}」", cells, f.retired is not None, links)

    return Table(tuple(row(entry, written) for entry in entries for written in entry.function.references))


def _editions(drafts: Corpus, shown: Iterable[Context]) -> Iterator[CoverRow]:
    """Which edition is shown of what has one in force and a draft, and what is shown as a draft."""
    in_force, only_drafts = [], []
    for c in shown:
        business, document = c.business, c.document
        name = f"{business.id} {business.name} {document.name}"
        now = b.document(document.name) if (b := drafts.business(business.id)) else None
        if is_open(document):
            only_drafts.append(f"{name} {edition_named(document)}")
        elif now and is_open(now):
            in_force.append(f"{name} {document.edition_label}（次の版：{edition_named(now)}）")
    if in_force:
        yield CoverRow(
            f"{EDITION_IN_FORCE}の内容",
            "\n".join(in_force) + "\n次の版（案）の内容は、業務ごとのブックにある。",
        )
    if only_drafts:
        yield CoverRow(
            "案の内容", "\n".join(only_drafts) + f"\nこれらの{EDITION_IN_FORCE}は、収録していない。"
        )


def _cover(
    job: Job, drafts: Corpus, look: FormProfile, entries: Sequence[_Entry], inside: Sequence[Sheet]
) -> Iterator[CoverRow]:
    yield CoverRow(f"標準仕様書　{NAME}", kind="題名")
    if job.draft:
        yield CoverRow(UNCHECKED, UNCHECKED_TEXT)
    contexts = {entry.document: entry.context for entry in entries}
    for notice in dict.fromkeys(filter(None, (c.business.head.notice for c in contexts.values()))):
        yield CoverRow("注記", notice)
    yield CoverRow("目的", look.purpose)
    yield CoverRow("文書の数", f"{len(contexts):,}")
    yield CoverRow("機能の数", f"{sum(e.function.retired is None for e in entries):,}（廃止したものを除く）")
    yield from _editions(drafts, contexts.values())
    for manner in look.manner:
        yield CoverRow(manner.name, manner.text)
    used = dict.fromkeys(body for c in contexts.values() for body in c.business.head.bodies)
    yield from bodies_told(job.corpus, used)
    yield CoverRow("実装類型の凡例", kind="節")
    for kind in legend().classes:
        symbol = entries[0].context.symbols.get(kind.name)
        yield CoverRow(f"{symbol}　{kind.name}" if symbol else kind.name, kind.text)
    yield CoverRow("実装不可と標準化対象外", legend().forbidden_and_outside)
    for meaning in legend().unlisted:
        yield CoverRow(f"記載のない機能（{meaning.name}）", meaning.text)
    licenses = dict.fromkeys(filter(None, (c.document.license for c in contexts.values())))
    if licenses:
        yield CoverRow("出典・利用条件", "\n".join(licenses))
    yield CoverRow("このブックのシート", kind="節")
    for sheet in inside:
        yield CoverRow(sheet.name, f"{len(sheet.rows):,}行", "シート")
    clipped = dict.fromkeys(subject for sheet in inside for subject, _, _ in sheet.clipped)
    if clipped:
        yield CoverRow(
            "長い記載",
            f"{len(clipped):,}の機能は、Excel の行の高さの上限を超えるため、表では終わりまで見えない。"
            "セルには全文が入っている。「長文」シートでも全文を読める。",
        )
