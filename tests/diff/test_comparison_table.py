"""新旧対照表 as rows: both texts come back from it, and it marks what differs and nothing else."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from change_cases import Case, all_cases, base_files, documents_of, edited, loaded
from generated import businesses
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from hyojun.diff import (
    ComparisonTable,
    DocumentComparison,
    Subject,
    between,
    compared,
    comparison_table,
    figures,
    restored,
)
from hyojun.diff.kinds.forms import layout_lines
from hyojun.diff.reports.words import clean
from hyojun.diff.two_columns.entries import Entry, entries
from hyojun.diff.two_columns.table import Key, Row
from hyojun.diff.two_columns.wording import AS_WRITTEN, Wording
from hyojun.model import Contents, Corpus, Form
from hyojun.source import default_registry, load, open_versions

ROOT = Path(__file__).parents[2]
TOLD_BY_OTHERS = (Subject.CONNECTION, Subject.LANE, Subject.CHAPTER)


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return loaded(tmp_path_factory.mktemp("base"), base_files())


@pytest.mark.parametrize("case", all_cases())
def test_both_texts_come_back_from_every_kind_of_change(case: Case, base: Corpus, tmp_path: Path) -> None:
    new = loaded(tmp_path, edited(case.edits))
    for a, b in ((base, new), (new, base)):
        for found in documents_of(a, b):
            holds(found, a, b)


@pytest.mark.parametrize("seed", [11, 12])
def test_both_texts_come_back_from_whole_editions(
    seed: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.syspath_prepend(str(ROOT))
    from benchmarks.whole.acts import next_of
    from benchmarks.whole.edition import copied, first
    from benchmarks.whole.judge import loaded as built

    was = first(120, seed)
    now, _ = next_of(copied(was), seed, 0.8)
    old, new = built(tmp_path / "old", was), built(tmp_path / "new", now)
    for a, b in ((old, new), (new, old)):
        for found in documents_of(a, b):
            holds(found, a, b)


@pytest.mark.parametrize("kind", sorted(set(Contents.model_fields) - {"chapters"}))
@settings(max_examples=5, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_both_texts_come_back_whatever_the_types_allow(kind: str, data: st.DataObject) -> None:
    one, other = data.draw(businesses(kind)), data.draw(businesses(kind))
    [document] = other.documents
    renamed = document.model_copy(update={"name": one.documents[0].name})
    moved = other.model_copy(
        update={"registered": one.registered, "head": other.head.model_copy(update={"id": one.id})}
    )
    registry = default_registry()
    old = Corpus(registry=registry, businesses=(one,))
    new = Corpus(registry=registry, businesses=(moved.model_copy(update={"documents": (renamed,)}),))
    for a, b in ((old, new), (new, old)):
        for found in compared(a, b).documents:
            holds(found, a, b)


def test_the_sample_reads_as_an_official_table() -> None:
    opened = open_versions(ROOT, str(ROOT / "spec/002/editions/機能-1.0.json"))
    [found] = between(opened).documents
    table = holds(found, opened.old.corpus, opened.new.corpus)
    at = next(n for n, r in enumerate(table.rows) if Key("機能", "0020041") in r.news)
    above, row = table.rows[at - 1], table.rows[at]
    assert above.kind == "見出し" and "".join(r.text for r in above.new) == "2　登録申請\n　2.1　申請の受付"
    assert drawn(row.new).startswith("<0020041>　<登録申請の受付>\n<【実装類型】実装必須>") and row.old == ()
    said = Wording(lambda day: f"{day}の日", lambda own: (("名", own.name), ("注記", own.head.notice or "")))
    worded = holds(found, opened.old.corpus, opened.new.corpus, said)
    assert [r.news for r in worded.rows] == [r.news for r in table.rows]
    assert any("一般市：2029-04-01の日" in restored(r.new) for r in worded.rows)
    gone = next(r for r in table.rows if Key("機能", "0020010") in r.news)
    assert drawn(gone.new).startswith("0020010　郵送による登録申請の受付\n（削除）\n<【廃止】版：第1.1版、")
    assert drawn(gone.old).startswith("0020010　郵送による登録申請の受付\n<【実装類型】標準オプション>")
    assert "（新設）" not in drawn(gone.old) and ("欠番", "欠番とする。") in gone.remarks
    assert {c.code for c in gone.changes} == {"FN-REMOVED-OPTION"}


def test_the_table_tells_the_order_by_itself(base: Corpus, tmp_path: Path) -> None:
    [case] = [c.values[0] for c in all_cases() if "FN-ORDER" in " ".join(c.values[0].changes)]
    new = loaded(tmp_path, edited(case.edits))
    [found] = [d for d in documents_of(base, new) if d.changes]
    [row] = [r for r in holds(found, base, new).rows if r.changes]
    assert row.remarks == (("移動", "並び順の変更（「2 証明」の初めから、0020006 交付の履歴の次へ）"),)


def test_a_new_document_is_all_new_and_itself_is_nothing() -> None:
    corpus = load(ROOT).corpus
    business = corpus.business("002")
    assert business is not None
    document = business.documents[0]
    nothing = DocumentComparison(business="002", business_name="印鑑登録", document=document.name)
    added = comparison_table(nothing, None, (business, document))
    assert all(row.kind in ("部", "見出し") or (row.news and not row.old) for row in added.rows)
    same = comparison_table(nothing, (business, document), (business, document))
    assert [row.kind for row in same.rows] == ["略"]


def rows_of(edits: Mapping[str, list[list[str]]], root: Path) -> list[Row]:
    """The entries that differ between the base and what was made of it, in tables that keep their promises."""
    old, new = loaded(root / "old", base_files()), loaded(root / "new", edited(edits))
    tables = [holds(found, old, new) for found in documents_of(old, new)]
    return [r for t in tables for r in t.rows if r.kind == "本文"]


def row_of(kind: str, text: str, rows: list[Row]) -> Row:
    """The entry of 改定後 that begins with these words."""
    [row] = [r for r in rows if r.news and r.news[0].kind == kind and restored(r.new).startswith(text)]
    return row


RENUMBERED = {
    "機能.yaml": [
        [
            """      - 機能ID: "0020006"
        機能名称: 交付の履歴
""",
            """      - 機能ID: "0020006"
        機能名称: 交付の履歴
        実装類型: 実装必須
        機能要件: 証明書を交付した日時と担当者を記録し、後から検索して一覧で確かめられること。
        廃止: {版: "1.1", 理由: 番号を改めたため。, 置換先: ["0020017"]}
      - 機能ID: "0020017"
        置換元: ["0020006"]
        機能名称: 交付の履歴
""",
        ]
    ],
    "ツリー図.yaml": [["0020006", "0020017"]],
}
REPLACED = {
    "機能.yaml": [
        [
            "        機能要件: 証明書を交付した日時と担当者を記録し、後から検索して一覧で確かめられること。\n",
            """        機能要件: 証明書を交付した日時と担当者を記録し、後から検索して一覧で確かめられること。
        廃止: {版: "1.1", 理由: 改めたため。, 置換先: ["0020017"]}
      - 機能ID: "0020017"
        機能名称: 磁気テープの保管
        実装類型: 標準オプション
        機能要件: 磁気テープを保管する場所を登録できること。
""",
        ]
    ],
    "ツリー図.yaml": [["0020006", "0020017"]],
}


def test_only_what_is_known_under_another_number_has_a_double_line(tmp_path: Path) -> None:
    """Of a list of IDs, what was withdrawn and what came in its stead are two things."""
    same = row_of("ツリー", "証明書を交付する", rows_of(RENUMBERED, tmp_path / "a"))
    assert drawn(same.new).endswith("【機能】0020005、<<0020017>>")
    assert drawn(same.old).endswith("【機能】0020005、<<0020006>>")
    assert ("対応", "IDの付け替えに伴う整理") in same.remarks and not same.changes
    other = row_of("ツリー", "証明書を交付する", rows_of(REPLACED, tmp_path / "b"))
    assert drawn(other.new).endswith("【機能】0020005、<0020017>")
    assert drawn(other.old).endswith("【機能】0020005、<0020006>")
    assert {c.code for c in other.changes} == {"TR-FUNCTION"} and not other.remarks


def test_a_number_that_stays_as_gap_says_where_its_text_went(tmp_path: Path) -> None:
    rows = rows_of(RENUMBERED, tmp_path / "a")
    gap, on = (row_of("機能", id, rows) for id in ("0020006", "0020017"))
    assert gap.old == () and gap.elsewhere == (Key("機能", "0020017"),)
    assert gap.remarks == (("欠番", "機能0020017に付け替え"), ("欠番", "欠番とする。"))
    assert drawn(on.new).startswith("<<0020017>>　交付の履歴")
    assert drawn(on.old).startswith("<<0020006>>　交付の履歴")
    assert ("対応", "機能0020006から付け替え") in on.remarks
    gone = row_of("機能", "0020006", rows_of(REPLACED, tmp_path / "b"))
    assert not gone.elsewhere and gone.old and gone.remarks == (("欠番", "欠番とする。"),)


def test_what_only_names_another_thing_says_why_it_reads_otherwise() -> None:
    """A step names the next one: where that was renamed, the list of changes has nothing of it."""
    opened = open_versions(ROOT, str(ROOT / "spec/002/editions/機能-1.0.json"))
    [found] = between(opened).documents
    rows = [r for r in holds(found, opened.old.corpus, opened.new.corpus).rows if r.kind == "本文"]
    [row] = [r for r in rows if restored(r.new).startswith("②　印鑑登録証を読み取る")]
    assert not row.changes and row.remarks == (("対応", "作業の名称の変更に伴う整理"),)
    doubled = {run.text for r in rows for run in (*r.new, *r.old) if run.mark == "ID"}
    assert not doubled & {"0020010", "0020041"}


def drawn(cell: Any) -> str:
    return "".join({"": "{}", "字句": "<{}>", "ID": "<<{}>>"}[r.mark].format(r.text) for r in cell)


def holds(
    found: DocumentComparison, old: Corpus, new: Corpus, wording: Wording = AS_WRITTEN
) -> ComparisonTable:
    """The promises of a table; its texts are held against the entries of both editions."""
    about = any(c.kind is Subject.BUSINESS for c in found.changes)
    held, sides = [], []
    for corpus in (old, new):
        business = corpus.business(found.business)
        document = business.document(found.document) if business else None
        held.append((business, document) if business and document else None)
        sides.append(entries(business, document, about, wording) if business and document else ())
    table = comparison_table(found, *held, wording)
    assert [k for r in table.rows for k in r.news] == [e.key for e in sides[1]]
    assert sorted(k for r in table.rows for k in r.olds) == sorted(e.key for e in sides[0])
    rest: list[list[Entry]] = [list(side) for side in sides]
    for row in table.rows:
        own = [[_taken(rest[n], key) for key in keys] for n, keys in enumerate((row.olds, row.news))]
        if row.kind == "略":
            assert [_unnumbered(e) for e in own[0]] == [_unnumbered(e) for e in own[1]]
        elif row.kind == "本文" and any(own):
            _is_restored(row, *own)
    assert not any(rest)
    told = {c.fingerprint for r in table.rows for c in r.changes}
    assert all(c.fingerprint in told or c.kind in TOLD_BY_OTHERS for c in found.changes)
    for row, change in ((r, c) for r in table.rows for c in r.changes if c.field == "順序"):
        said = restored(row.new) + restored(row.old) + "".join(words for _, words in row.remarks)
        assert clean(change.before or "") in said and clean(change.after or "") in said
    return table


def _taken(rest: list[Entry], key: Key) -> Entry:
    """The next entry of a key: a row of 廃止 may stand beside one in force."""
    return rest.pop(next(n for n, e in enumerate(rest) if e.key == key))


def _unnumbered(entry: Entry) -> str:
    return entry._replace(number="").text


def _are_pictured(row: Row, olds: list[Entry], news: list[Entry]) -> None:
    """A layout that is another one is shown by both pictures, one that only one side has by its own; no words say it."""
    forms = [[e.value for e in own if isinstance(e.value, Form) and e.value.layout] for own in (olds, news)]
    shown = [list(figures(cell)) for cell in (row.old, row.new)]
    if len(olds) == len(news) == 1 and len(forms[0]) == len(forms[1]) == 1:
        is_same = layout_lines(forms[0][0]) == layout_lines(forms[1][0])
        assert shown == ([[], []] if is_same else forms)
    else:
        assert shown == [[f for f in own if f.retired is None] for own in forms]


def _is_restored(row: Row, olds: list[Entry], news: list[Entry]) -> None:
    for cell, own in ((row.old, olds), (row.new, news)):
        between = "\n" if olds and news else ""
        assert restored(cell) == between.join(e.text for e in own)
        assert all(r.text and (not r.mark or r.text == r.text.strip("\n")) for r in cell)
    _are_pictured(row, olds, news)
    if olds and news:
        assert row.changes or row.remarks, "what is marked has a reason"
        kept = [
            re.sub(r"\s", "", "".join(restored([r]) for r in cell if not r.mark))
            for cell in (row.old, row.new)
        ]
        assert kept[0] == kept[1]
