"""変更一覧.xlsx: cell by cell against the JSON of the same comparison; cover, legend, choices, what could not be compared."""

import csv
import hashlib
import io
import json
from collections import Counter
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from hyojun.diff import Audience, Weight, history, listed, listing_csv, listing_json
from hyojun.model import Corpus
from hyojun.publish import build
from hyojun.publish.papers.profile import EMPTY, load_profile
from hyojun.source import editions_of, load

ROOT = Path(__file__).parents[2]
ASKED = ("対応要否", "概算工数（人日）", "概算費用（千円）", "備考")


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("out") / "build"
    build(load(ROOT), ("excel", "snapshot"), folder)
    return folder


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(ROOT).corpus


@pytest.fixture(scope="module")
def book(out: Path) -> Any:
    return openpyxl.load_workbook(out / "excel/変更一覧.xlsx")


def rows(sheet: Any) -> list[dict[str, str]]:
    header, *others = sheet.values
    return [{str(h): "" if v is None else str(v) for h, v in zip(header, row, strict=True)} for row in others]


@pytest.fixture(scope="module")
def changes(book: Any) -> list[dict[str, str]]:
    return rows(book["変更一覧"])


@pytest.fixture(scope="module")
def records(out: Path) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads((out / "snapshot/変更一覧.json").read_bytes())["変更"]
    return found


EDITIONS = ("元の版", "先の版")
"""Columns that say （案）, as every document does; the key has them bare."""
NAMED = ("旧ID", "新ID", "影響するID")
"""Columns in which what has no number stands by its name, and its key in a column of its own."""


def test_every_cell_is_that_of_the_json(changes: list[dict[str, str]], records: list[dict[str, Any]]) -> None:
    assert len(changes) == len(records) > 50
    for row, record in zip(changes, records, strict=True):
        for column in record.keys() - {*NAMED, *EDITIONS}:
            value = record[column]
            told = "、".join(value) if isinstance(value, list) else value or ""
            assert row[column] == (told or ("全団体" if column == "団体区分" else "")), (row["キー"], column)
        assert [row[c] for c in EDITIONS] == [
            f"第{record['元の版']}版（正誤2まで反映）",
            f"第{record['先の版']}版（案）",
        ]
        for column in ("旧ID", "新ID"):
            assert row[column] == "、".join(id for id in record[column] if id[:3].isdigit())
        ids = dict.fromkeys(id for c in ("旧ID", "新ID") for id in record[c])
        assert row["要素のキー"] == "、".join(f"{record['種類']}{id}" for id in ids if not id[:3].isdigit())
    assert {r["要素のキー"][:2] for r in changes if r["種類"] == "手順"} == {"手順"}


def test_it_has_the_words_of_the_csv(changes: list[dict[str, str]], corpus: Corpus) -> None:
    steps = history(corpus, editions_of(ROOT, None))
    text = listing_csv(listed(s.comparison for s in steps)).removeprefix("\ufeff")
    written = list(csv.DictReader(io.StringIO(text, newline="")))
    assert set(written[0]) < set(changes[0])
    cited = ("業務ID", "元の版", "先の版", *NAMED)
    for row, own in zip(changes, written, strict=True):
        for column in own.keys() - set(cited):
            assert own[column] in (row[column], f"'{row[column]}"), column
        assert own["業務ID"] == f"業務{row['業務ID']}" and own["先の版"] == row["先の版"].removesuffix(
            "（案）"
        )
        if row["新ID"]:
            assert own["新ID"] == "、".join(f"{row['種類']}{id}" for id in row["新ID"].split("、"))
    assert json.loads(listing_json(listed(s.comparison for s in steps)))["変更"][0]["団体区分"] == []


def test_steps_stand_by_their_names_and_their_keys_apart(
    changes: list[dict[str, str]], records: list[dict[str, Any]]
) -> None:
    for row, record in zip(changes, records, strict=True):
        steps = [label for label in record["影響するID"] if label.startswith("手順")]
        assert not [label for label in steps if label in row["影響するID"]]
        assert set(row["影響する要素のキー"].split("、")) >= set(steps)
    (one, *_) = [r for r in changes if r["新ID"] == "0020018"]
    assert "手順「コンビニ交付用の情報を提供する」（廃止の申請から抹消まで）" in one["影響するID"]
    assert "手順haishi-kara-massho/Activity_0ko02tw" in one["影響する要素のキー"]


def test_rows_of_one_thing_are_found_together(changes: list[dict[str, str]]) -> None:
    count = Counter(r["集計用のID"] for r in changes)
    assert count["機能0020018"] == 4 and all(count)
    for row in changes:
        if row["種類"] == "機能" and "、" not in row["新ID"]:
            assert row["集計用のID"] == f"機能{row['新ID'] or row['旧ID']}"
        if row["種類"] == "印字項目":
            assert row["集計用のID"] == f"帳票{(row['新ID'] or row['旧ID']).partition('/')[0]}"
        if row["種類"] == "手順":
            assert row["集計用のID"].startswith("フロー「")


def test_no_day_is_named_for_a_change_to_undecided(changes: list[dict[str, str]]) -> None:
    """施行日 is of a law; what is set apart by 団体区分 has its 適合基準日 only."""
    found = [r for r in changes if r["集計用のID"] == "機能0020018"]
    assert {(r["団体区分"], r["適合基準日"]) for r in found} >= {("町村", "未定"), ("一般市", "2029-04-01")}
    assert {r["施行日"] for r in found} == {""}


def test_the_cover_names_editions_and_digests(out: Path, book: Any, corpus: Corpus) -> None:
    cells = [[c for c in row if c is not None] for row in book["表紙"].values]
    assert cells[0] == ["変更一覧"] and any("見本（架空）" in str(row[0]) for row in cells if row)
    header = next(n for n, row in enumerate(cells) if "元の版の要約値（SHA-256）" in row)
    told = {tuple(row[:3]): row for row in book["表紙"].iter_rows(min_row=header + 2, values_only=True)}
    assert set(told) == {(b.id, b.name, d.name) for b in corpus.businesses for d in b.documents}
    row = told["002", "印鑑登録", "機能"]
    counts = Counter(r["重さ"] for r in rows(book["変更一覧"]))
    assert row[3:6] == ("第1.0版（正誤2まで反映）", "第1.1版（案）", "案")
    assert [int(n) for n in row[6:10]] == [*(counts[w.value] for w in Weight), sum(counts.values())]
    assert f"（計 {sum(counts.values())}件）" in "".join(str(c) for r in cells[:4] for c in r)
    frozen = (out / "snapshot/002-機能-1.0（正誤2まで反映）.json").read_bytes()
    now = (out / "snapshot/002-機能-1.1.json").read_bytes()
    assert row[10:] == tuple(hashlib.sha256(data).hexdigest() for data in (frozen, now))


def test_what_cannot_be_compared_is_listed(book: Any, corpus: Corpus, changes: list[dict[str, str]]) -> None:
    found = {(r["業務ID"], r["文書"]): r for r in rows(book["比べた版"])}
    assert set(found) == {(b.id, d.name) for b in corpus.businesses for d in b.documents}
    data = found["002", "データ"]
    assert (data["元の版"], data["先の版"], data["件数"]) == ("（比べる版がない）", "第2.0版（案）", "0")
    assert found["002", "機能"]["件数"] == str(len(changes))


def test_the_legend_tells_every_column_and_word(book: Any, changes: list[dict[str, str]]) -> None:
    told = {(r["区分"], r["語"]): r["意味"] for r in rows(book["凡例"])}
    assert all(told.values())
    assert [word for topic, word in told if topic == "列"] == list(changes[0])
    assert {word for topic, word in told if topic == "重さ"} == {w.value for w in Weight}
    assert {word for topic, word in told if topic == "関係者"} == {a.value for a in Audience}
    assert {word for topic, word in told if topic == "変更の別"} == {"新設", "削除", "変更"}
    assert {r["変更の別"] for r in changes} <= {"新設", "削除", "変更"}


def test_estimates_have_choices_and_numbers(book: Any, changes: list[dict[str, str]]) -> None:
    sheet = book["変更一覧"]
    columns = {c.value: c.column_letter for c in sheet[1]}
    found = {str(v.sqref): v for v in sheet.data_validations.dataValidation}
    area = {name: f"{columns[name]}2:{columns[name]}{len(changes) + 1}" for name in ASKED}
    assert set(found) == {area[name] for name in ASKED[:3]}
    assert found[area["対応要否"]].formula1 == '"要,不要,確認中,対応済み"'
    assert {v.errorStyle for v in found.values()} == {"warning"}
    for name in ASKED[1:3]:
        assert found[area[name]].type == "decimal" and sheet[f"{columns[name]}2"].number_format == "General"
    assert {row[name] for row in changes for name in ASKED} == {""}
    assert sheet[f"{columns['新ID']}3"].number_format == "@"


def test_the_profile_says_which_columns_are_filled_in() -> None:
    columns = load_profile(ROOT).changes.columns
    assert [c.header for c in columns if c.content == EMPTY] == list(ASKED)
