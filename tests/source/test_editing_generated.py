"""Whatever the model can hold goes into a workbook and comes back as it was."""

from pathlib import Path
from typing import Any

import openpyxl
import pytest
from generated import values
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from hyojun.model import Business
from hyojun.source import load
from hyojun.source.editing.apply import _merged
from hyojun.source.editing.applying import Applied
from hyojun.source.editing.book import write_book
from hyojun.source.editing.changes import Cell as CellChange
from hyojun.source.editing.draft import CannotEdit, Draft, Row
from hyojun.source.editing.reading import open_book, read_book
from hyojun.source.editing.tables import tables, top
from hyojun.source.schema import SpecFile
from hyojun.source.yaml_writer import to_yaml

HEADS = 4
"""Row of the heads in a sheet."""
ROOT = Path(__file__).parents[2]
SLOW = settings(
    max_examples=15,
    deadline=None,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    print_blob=False,
)


class Sample:
    """A 業務 with a short name in reports of failures."""

    business: Business

    def __repr__(self) -> str:
        return "Sample()"


@pytest.fixture(scope="module")
def sample() -> Sample:
    found = Sample()
    found.business = next(b for b in load(ROOT, "002").corpus.businesses if b.id == "002")
    return found


def draft_of(business: Business, texts: dict[str, str]) -> Draft:
    return Draft(business, texts, {}, dict.fromkeys(texts, "1.0"))


@pytest.mark.parametrize("word", [t.word for t in top()])
@SLOW
@given(data=st.data())
def test_unchanged_book_changes_nothing(word: str, sample: Sample, tmp_path_factory: Any, data: Any) -> None:
    field = next(f for f in SpecFile.model_fields.values() if f.alias == word)
    cls = next(t.cls for t in top() if t.word == word)
    rows = data.draw(st.lists(values(cls), min_size=1, max_size=3))
    assert field.alias
    plain = {field.alias: [row.plain() for row in rows]}
    draft = draft_of(sample.business, {"spec/002/表.yaml": to_yaml(plain)})
    try:
        written = write_book(draft)
    except CannotEdit as error:
        assert "Excel" in str(error) or "2か所" in str(error)
        return
    path = tmp_path_factory.mktemp("book") / "本.xlsx"
    path.write_bytes(written.data)
    handles: dict[str, set[str]] = {}
    for row in draft.rows():
        handles.setdefault(row.table.name, set()).add(row.handle)
    book = read_book(path.name, open_book(path), handles)
    assert (book.refused, book.notes) == ((), ())
    assert sum(len(t.rows) for t in book.tables.values()) == sum(1 for _ in draft.rows())
    merging = _merged(draft, (book,), False)
    assert {m for m in merging.values() if m != ((), (), ())} == set()
    assert write_book(draft).data == written.data


TYPED = ("新しい値", "一行目\n二行目", "0012", "a: b #1", "=SUM(A1)", "'引用'", "true", "2028-04-01", "")


@pytest.mark.parametrize("word", [t.word for t in top()])
@settings(SLOW, max_examples=6)
@given(data=st.data())
def test_a_cell_changed_in_a_book_is_what_changes(
    word: str, sample: Sample, tmp_path_factory: Any, data: Any
) -> None:
    """In any row of any table: what was typed is read, and stands in the sources afterwards, or is refused in words."""
    cls = next(t.cls for t in top() if t.word == word)
    rows = data.draw(st.lists(values(cls), min_size=1, max_size=2))
    draft = draft_of(sample.business, {"spec/002/表.yaml": to_yaml({word: [row.plain() for row in rows]})})
    shown = list(draft.rows())
    try:
        book = write_book(draft)
    except CannotEdit:
        return
    row = data.draw(st.sampled_from(shown))
    table, columns = row.table.name, draft.columns[row.table.name]
    kept = (*row.table.naming.key, "廃止")  # changes what other rows say, too
    column = data.draw(st.sampled_from([c for c in columns if not c.fixed and c.path[0] not in kept]))
    old = row.cells(columns).get(column.head, "")
    new = data.draw(st.sampled_from([w for w in (*TYPED, *column.words) if w != old]))
    folder = tmp_path_factory.mktemp("book")
    (folder / "元.xlsx").write_bytes(book.data)
    opened = openpyxl.load_workbook(folder / "元.xlsx")
    line = 1 + HEADS + [r.handle for r in shown if r.table.name == table].index(row.handle)
    place = next(c.column for c in opened[table][HEADS] if c.value == column.head)
    cell = opened[table].cell(line, place)
    cell.value = new or None
    if new:
        cell.data_type = "s"  # also what begins like a formula: the cell is formatted as text
    opened.save(folder / "甲.xlsx")
    handles: dict[str, set[str]] = {}
    for one in shown:
        handles.setdefault(one.table.name, set()).add(one.handle)
    found = read_book("甲.xlsx", open_book(folder / "甲.xlsx"), handles)
    assert found.refused == ()
    merging = _merged(draft, (found,), False)
    changes = [c for m in merging.values() for c in m.changes]
    assert [(c.table, c.handle, c.head, c.old, c.new) for c in changes if isinstance(c, CellChange)] == [
        (table, row.handle, column.head, old, new)
    ]
    assert len(changes) == 1
    done = Applied(draft, changes)
    if done.refusals:
        assert all(r.message.endswith(("。", "か。")) for r in done.refusals)
        return
    after = draft_of(sample.business, {"spec/002/表.yaml": "", **done.texts})
    wanted = {(r.table.name, r.handle): r.cells(columns_of(draft, r)) for r in shown}
    own = wanted[table, row.handle]
    own.pop(column.head, None)
    if new:
        own[column.head] = new
    assert {(r.table.name, r.handle): r.cells(columns_of(draft, r)) for r in after.rows()} == wanted


def columns_of(draft: Draft, row: Row) -> Any:
    return draft.columns[row.table.name]


def test_what_is_typed_below_the_last_row_stays_text(sample: Sample, tmp_path: Path) -> None:
    """Where no cell is yet, that of the column counts: 0012 keeps its zeros."""
    texts = {
        path.relative_to(ROOT).as_posix(): path.read_text("utf-8")
        for path in (ROOT / "spec/002/データ").glob("*.yaml")
    }
    path = tmp_path / "本.xlsx"
    path.write_bytes(write_book(draft_of(sample.business, texts)).data)
    book = openpyxl.load_workbook(path)
    for sheet in book.worksheets[1:]:
        formats = {
            number: look.number_format
            for look in sheet.column_dimensions.values()
            for number in range(look.min, look.max + 1)
        }
        assert {formats.get(n) for n in range(1, sheet.max_column + 1)} == {"@"}, sheet.title


def test_every_list_of_the_model_has_a_sheet() -> None:
    lists = {f.alias for f in SpecFile.model_fields.values()} - {"業務フロー"}
    assert {t.word for t in top()} == lists
    assert len({t.name for t in tables()}) == len(tables()) == len({t.cls for t in tables()})


def test_every_row_of_the_sample_is_in_its_book(sample: Sample, tmp_path: Path) -> None:
    from hyojun.source.editing import export

    done = export(ROOT, "002", tmp_path / "a.xlsx")
    book = openpyxl.load_workbook(tmp_path / "a.xlsx")
    counts = {
        name: sum(1 for row in book[name].iter_rows(min_row=5, max_col=1) if row[0].value)
        for name, _ in done.rows
    }
    assert counts == dict(done.rows)
    own = {
        e.ref.id
        for e in sample.business.entries
        if e.ref.kind.value in ("機能", "帳票", "データ", "グループ", "連携", "コード")
    }
    shown = {
        str(c.value)
        for name, _ in done.rows
        for row in book[name].iter_rows(min_row=5)
        for c in row
        if c.value
    }
    assert own <= shown
