"""見え消し: two editions as one, from which each of them can be had again."""

import re
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from everything import ID, marked
from everything import corpus as everything
from generated import businesses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pdf_press import business, document, function, heading

from hyojun.diff import Comparison, compared
from hyojun.model import Business, Contents, Corpus, Document
from hyojun.publish.editions import editions
from hyojun.publish.pdf import PdfError
from hyojun.publish.redline.contents import sheets
from hyojun.publish.redline.merging import MergedRow, MergedSheet, Restored, merged, restored
from hyojun.publish.redline.sheets import Sheet
from hyojun.publish.redline.telling import mark
from hyojun.source import default_registry, load

ROOT = Path(__file__).parents[2]
sys.path.append(str(ROOT / "tests" / "diff"))
from change_cases import Case, all_cases, base_files, edited, loaded  # noqa: E402

REGISTRY = default_registry()


UNSEEN = ("HD-KEY",)
"""Kinds of changes of what is not printed."""


def laid(found: Business, of: Document) -> tuple[Sheet, ...]:
    return sheets(found, of, REGISTRY.profile(found.registered.profile))


def plain(found: Sequence[Sheet]) -> Restored:
    return tuple((s.title, tuple((r.kind, r.cells) for r in s.rows)) for s in found)


def all_merged(old: Corpus, new: Corpus, told: Comparison) -> Iterator[tuple[MergedSheet, ...]]:
    """Every document of a comparison, after it was found to keep both editions."""
    for found in told.documents:
        sides = [b and b.document(found.document) for b in (c.business(found.business) for c in (old, new))]
        was, now = (
            laid(b, d) if b and d else ()
            for b, d in zip((old.business(found.business), new.business(found.business)), sides, strict=True)
        )
        both = merged(was, now, found)
        assert restored(both, "+") == plain(was)
        assert restored(both, "-") == plain(now)
        yield both


def rows(found: Sequence[MergedSheet]) -> list[MergedRow]:
    return [r for s in found for r in s.rows]


@pytest.mark.parametrize("case", all_cases())
def test_both_editions_are_in_it(case: Case, tmp_path: Path) -> None:
    """Of every kind of change, in both directions; an edition is itself without a mark."""
    old = loaded(tmp_path / "old", base_files())
    new = loaded(tmp_path / "new", edited(case.edits))
    for a, b in ((old, new), (new, old)):
        told = compared(a, b)
        both = [s for found in all_merged(a, b, told) for s in found]
        changes = [c for d in told.documents for c in d.changes if c.code not in UNSEEN]
        assert not changes or any(map(mark, rows(both)))
        assert all(r.cite for r in rows(both)), "what is marked has a name in the list of changes"
    for one in new.businesses:
        own = [s for d in one.documents for s in merged(laid(one, d), laid(one, d))]
        assert rows(own) and not any(map(mark, rows(own)))


def corpus(one: Business) -> Corpus:
    return Corpus(registry=REGISTRY, businesses=(one.model_copy(update={"registered": REGISTERED}),))


REGISTERED = next(b for b in REGISTRY.businesses if b.id == "002")


@given(st.data(), st.sampled_from(sorted(Contents.model_fields)))
@settings(max_examples=40, suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large])
def test_whatever_two_editions_say_both_are_in_it(data: st.DataObject, kind: str) -> None:
    old, new = data.draw(businesses(kind)), data.draw(businesses(kind))
    first = new.documents[0].model_copy(update={"name": old.documents[0].name})
    a, b = corpus(old), corpus(new.model_copy(update={"documents": (first,)}))
    # A picture without words is refused, here as in every PDF.
    with suppress(PdfError):
        assert list(all_merged(a, b, compared(a, b)))


@pytest.mark.parametrize("seed", [21])
def test_whole_editions_with_moves_splits_and_renumbering(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.whole.acts import next_of
    from benchmarks.whole.edition import copied, first
    from benchmarks.whole.judge import loaded as read

    own = first(120, seed)
    old, new = read(tmp_path / "old", own), read(tmp_path / "new", next_of(copied(own), seed, 0.8)[0])
    told = compared(old, new)
    both = [s for found in all_merged(old, new, told) for s in found]
    marks = [mark(r) for r in rows(both)]
    assert {"新設", "削除", "改正", "移動"} <= set(marks)
    # What a comparison does not speak of is not marked; a number that follows from the place is.
    changed = {f"{c.kind.value}{id}" for d in told.documents for c in d.changes for id in (*c.old, *c.new)}
    functions = [r for s in both for r in s.rows if r.ref and r.ref.kind == "機能" and r.kind == "cells"]
    strange = [
        r.cite
        for r in functions
        if r.ref and r.ref.label not in changed and any(p.sign != "=" for cell in r.cells[1:4] for p in cell)
    ]
    assert len(functions) > 100 and not strange


def test_the_sample_says_what_a_reader_looks_for() -> None:
    repository = load(ROOT, "002")
    (step,) = [s for s in editions(repository).history if s.document == "機能"]
    old, new = (laid(h.business, h.document) for h in (step.old, step.new))
    both = merged(old, new, step.comparison)
    assert restored(both, "+") == plain(old) and restored(both, "-") == plain(new)
    marked = {r.cite: mark(r) for r in rows(both) if mark(r)}
    assert marked["機能0020031 オンラインによる廃止申請の取込み"] == "新設"
    assert marked["機能0020005 登録できない印鑑の確認"] == "改正"
    assert marked["機能0020041 登録申請の受付"] == "新設"
    assert marked["機能0020010 郵送による登録申請の受付"] == "廃止"
    (gone,) = [r for r in rows(both) if r.cite == "機能0020010 郵送による登録申請の受付"]
    assert [p.sign for p in gone.cells[3]] == ["-"] and gone.cells[2][0].sign == "="
    assert marked["ツリー図の「廃止の申請を取り込む」"] == "新設"
    (length,) = [r for r in rows(both) if r.cite == "帳票0020001の「氏名」"]
    assert [(p.sign, p.text) for p in length.cells[-1]][:3] == [("=", "桁数："), ("-", "20"), ("+", "21")]


def function_rows(old: list[Any], new: list[Any]) -> list[tuple[str, str, str, str]]:
    """State, mark, note and the ID of the rows between two versions of the headings."""
    a, b = (corpus(business(document(見出し=h))) for h in (old, new))
    both = next(all_merged(a, b, compared(a, b)))
    (sheet,) = [s for s in both if s.title and s.title[0].text == "機能要件"]
    return [
        (r.state, mark(r), r.note, "".join(p.text for p in r.cells[1]))
        for r in sheet.rows
        if r.kind == "cells"
    ]


F = [
    function(f"002000{n}", f"{what}を記録できること。")
    for n, what in enumerate(("住所", "氏名", "印影", "続柄", "年月日"), 1)
]


def test_a_moved_row_stands_at_both_places_and_says_where_it_came_from() -> None:
    found = function_rows(
        [heading("a", F[0], F[1]), heading("b", F[2], F[3])],
        [heading("a", F[0]), heading("b", F[2], F[3], F[1])],
    )
    assert found == [
        ("=", "", "", "0020001"),
        ("-", "移動", "「2 題b」へ移動", "0020002"),
        ("=", "", "", "0020003"),
        ("=", "", "", "0020004"),
        ("+", "移動", "「1 題a」から移動", "0020002"),
    ]


def test_what_is_gone_stands_where_it_stood() -> None:
    found = function_rows([heading("a", *F[:4])], [heading("a", F[0], F[4], F[3])])
    assert [(state, id) for state, _, _, id in found] == [
        ("=", "0020001"),
        ("-", "0020002"),
        ("-", "0020003"),
        ("+", "0020005"),
        ("=", "0020004"),
    ]


def test_a_heading_stays_where_rows_pass_it() -> None:
    found = function_rows(
        [heading("a", *F[:3]), heading("b", F[3])], [heading("a", F[0]), heading("b", F[1], F[2], F[3])]
    )
    assert [(s, id) for s, m, _, id in found if m == "移動"] == [
        ("-", "0020002"), ("-", "0020003"), ("+", "0020002"), ("+", "0020003"),
    ]  # fmt: skip


def test_a_row_that_took_the_place_of_another_is_compared_with_it() -> None:
    taken = function("0020009", "住所を正しく記録できること。", 置換元=["0020001"])
    gone = F[0] | {"廃止": {"版": "1.0", "理由": "改めた", "置換先": ["0020009"]}}
    found = function_rows([heading("a", F[0], F[1])], [heading("a", taken, gone, F[1])])
    assert found == [
        ("=", "改正", "", "00200010020009"),
        ("+", "廃止", "機能0020009に付け替え", "0020001"),
        ("=", "", "", "0020002"),
    ]


def test_rows_that_were_merged_or_split_say_so() -> None:
    one = function("0020007", "住所を記録できること。氏名を記録できること。", 置換元=["0020001", "0020002"])
    merger = function_rows([heading("a", *F[:3])], [heading("a", one, F[2])])
    assert [(s, note, id) for s, _, note, id in merger if note] == [("-", "機能0020007に統合", "0020002")]
    parts = [
        function(id, text, 置換元=["0020007"])
        for id, text in (("0020011", "住所を記録できること。"), ("0020012", "氏名を記録できること。"))
    ]
    split = function_rows([heading("a", one | {"置換元": []}, F[2])], [heading("a", *parts, F[2])])
    assert [(s, note, id) for s, _, note, id in split if note] == [("+", "機能0020007から分割", "0020012")]


def test_every_text_of_the_model_stands_in_it() -> None:
    """A field that is added to the model is in the corpus of `everything`, and then looked for here."""
    found = everything()
    one = found.business(ID)
    assert one
    count = 0
    for own in one.documents:
        parts = [t for s in laid(one, own) for t in (s.title, *(c for r in s.rows for c in r.cells))]
        whole = "\n".join(parts)
        unsaid = {m.text for e in one.entries if e.retired for m in marked(e.value) if m.type != "Retirement"}
        unsaid -= {e.name for e in one.entries}
        assert not any(text in whole for text in unsaid), "of 欠番 stands what became of it"
        for mark_of in (m for m in (*marked(own), *marked(one.head)) if m.text not in unsaid):
            for piece in re.findall(r"[^\s\d#印]+印\d{3}", mark_of.text):
                count += 1
                assert piece in whole, mark_of
        assert "外に出ない" not in whole
    assert count > 200


def dues(old: dict[str, Any], new: dict[str, Any]) -> tuple[str, str, str]:
    """The cell of the 適合基準日 between two versions of a function, its mark and its note."""
    days = {"conformance": "2030-01-02"}
    a, b = (
        corpus(business(document(見出し=[heading("a", function("0020001", **one))]).model_copy(update=days)))
        for one in (old, new)
    )
    both = next(all_merged(a, b, compared(a, b)))
    (row,) = [
        r for s in both if s.columns and s.columns[0].name == "項番" for r in s.rows if r.kind == "cells"
    ]
    return "".join(f"{p.sign}{p.text}" for p in row.cells[6]), mark(row), row.note


MUST, FORBIDDEN = {"実装類型": "実装必須"}, {"実装類型": "実装不可"}
MIXED = {"実装類型": {"指定都市": "実装必須", "町村": "実装不可"}}
EARLY = {"適合基準日": "2029-04-01"}
UNPRINTED = "実装不可のため示さない適合基準日の記載の変更"


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        (MUST, MUST | EARLY, ("-令和12年1月2日+令和11年4月1日", "改正", "")),
        (FORBIDDEN, FORBIDDEN, ("=－", "", "")),
        (FORBIDDEN, FORBIDDEN | EARLY, ("=－", "改正", UNPRINTED)),
        (FORBIDDEN | EARLY, MUST | EARLY, ("-－+令和11年4月1日", "改正", "")),
        (MUST, FORBIDDEN | EARLY, ("-令和12年1月2日+－", "改正", "")),
        (MIXED, MIXED | EARLY, ("-指定都市：令和12年1月2日\n町村：－+指定都市：令和11年4月1日\n町村：－", "改正",
                                UNPRINTED.replace("適合基準日", "町村の適合基準日"))),
    ],
)  # fmt: skip
def test_what_may_not_exist_has_no_day_and_a_change_of_it_is_told(
    old: dict[str, Any], new: dict[str, Any], told: tuple[str, str, str]
) -> None:
    assert dues(old, new) == told
