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
from hyojun.source.editing.book import write_book
from hyojun.source.editing.draft import CannotEdit, Draft
from hyojun.source.editing.reading import open_book, read_book
from hyojun.source.editing.tables import tables, top
from hyojun.source.schema import SpecFile
from hyojun.source.yaml_writer import to_yaml

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
