"""変更一覧: flat records that say all of a change, exact as JSON, safe and readable in a spreadsheet as CSV."""

import csv
import io
import json
from collections.abc import Iterator
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
from change_cases import Case, all_cases, base_files, edited, loaded
from hypothesis import given
from hypothesis import strategies as st

from hyojun.diff import (
    Audience,
    Change,
    ChangeList,
    Comparison,
    DocumentComparison,
    Format,
    Side,
    Step,
    Subject,
    Weight,
    between,
    history,
    listed,
    listing_csv,
    listing_json,
    listing_schema,
    render,
)
from hyojun.diff import compared as compared_documents
from hyojun.diff.pair import Thing
from hyojun.diff.things import blocks, code_values, flow_parts, form_items, things
from hyojun.model import Account, Corpus
from hyojun.source import editions_of, load, open_versions

ROOT = Path(__file__).resolve().parents[2]


def change(**given: Any) -> Change:
    values: dict[str, Any] = {
        "fingerprint": "0123456789abcdef",
        "code": "FN-TEXT",
        "weight": Weight.REVIEW,
        "audiences": (Audience.VENDOR, Audience.MUNICIPALITY),
        "document": "機能",
        "kind": Subject.FUNCTION,
        "old": ("0020001",),
        "new": ("0020001",),
        "name": "受付",
        "field": "機能要件",
        "before": "受け付けること。",
        "after": "受理すること。",
        "reason": "語が変わった。",
    }
    return Change.model_validate(values | given)


def compared(*changes: Change, **given: Any) -> DocumentComparison:
    values: dict[str, Any] = {
        "business": "002",
        "business_name": "印鑑登録",
        "document": "機能",
        "old": Side(label="HEAD~1", edition="1.0", status="決定"),
        "new": Side(label="作業中", edition="1.1", status="案"),
        "changes": changes,
    }
    return DocumentComparison.model_validate(values | given)


def records(*changes: Change, **given: Any) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(listing_json(listed([compared(*changes, **given)])))["変更"]
    return found


def cells(*changes: Change, **given: Any) -> list[dict[str, str]]:
    text = listing_csv(listed([compared(*changes, **given)]))
    return list(csv.DictReader(io.StringIO(text.removeprefix("\ufeff"), newline="")))


def test_a_record_says_everything_there_is_to_say_of_a_change() -> None:
    account = Account(
        reason="申請の方法が増えたため。",
        category="法令改正",
        source="要領",
        in_force="2027-04-01",
        opinions=("12", "15"),
    )
    whole = change(
        account=account,
        bodies=("町村",),
        conformance="2028-04-01",
        affected=("帳票0020001",),
        place="2.1 登録",
    )
    assert records(whole) == [
        {
            "キー": "002/機能/1.0/1.1/0123456789abcdef",
            "業務ID": "002",
            "業務名": "印鑑登録",
            "文書": "機能",
            "元の版": "1.0",
            "先の版": "1.1",
            "状態": "案",
            "重さ": "要確認",
            "関係者": ["事業者", "自治体"],
            "コード": "FN-TEXT",
            "種類": "機能",
            "旧ID": ["0020001"],
            "新ID": ["0020001"],
            "名称": "受付",
            "位置": "2.1 登録",
            "変更の別": "変更",
            "項目": "機能要件",
            "変更前": "受け付けること。",
            "変更後": "受理すること。",
            "団体区分": ["町村"],
            "適合基準日": "2028-04-01",
            "影響するID": ["帳票0020001"],
            "判定の理由": "語が変わった。",
            "改定理由": "申請の方法が増えたため。",
            "区分": "法令改正",
            "根拠": "要領",
            "施行日": "2027-04-01",
            "意見番号": ["12", "15"],
            "指紋": "0123456789abcdef",
        }
    ]
    (row,) = cells(whole)
    assert (row["業務ID"], row["元の版"], row["先の版"]) == ("業務002", "第1.0版", "第1.1版")
    assert (row["旧ID"], row["新ID"], row["意見番号"]) == ("機能0020001", "機能0020001", "12、15")
    assert (row["関係者"], row["団体区分"], row["適合基準日"]) == ("事業者、自治体", "町村", "2028-04-01")


PARAMETERS = [{"名称": "日数", "既定値": "3"}, {"名称": "時間"}]
THING = {
    "機能ID": "0020001",
    "機能要件": "一行目\n二行目",
    "帳票": ["0020001", "0020002"],
    "パラメータ": PARAMETERS,
}
PLAIN = "機能ID: 0020001\n機能要件: 一行目\n二行目\n帳票: 0020001、0020002\nパラメータ:\n・名称: 日数、既定値: 3\n・名称: 時間"
FLOW = {"題名": "申請", "作業": [{"要素ID": "Activity_1", "名称": "受付"}], "接続": [{"要素ID": "Flow_1"}]}
TOLD_FLOW = {
    "題名": "申請",
    "レーン": [{"要素ID": "l1", "名称": "職員"}],
    "作業": [
        {"要素ID": "a1", "名称": "受付", "レーン": "l1", "機能ID": ["0020001"]},
        {"要素ID": "a2", "名称": "審査", "説明": "本人を確かめる。"},
    ],
    "その他の要素": [{"要素ID": "n1", "種類": "startEvent"}],
    "接続": [{"要素ID": "c1", "種類": "順序", "元": "a1", "先": "a2", "名称": "適"}],
}
DRAWN_FORM = {
    "帳票ID": "0020001",
    "レイアウト": {
        "種類": "描画",
        "用紙": "A4",
        "枠": [{"左": 1, "上": 2, "幅": 3, "高さ": 4, "文字": "証明書"}],
        "続く面": [{"面の名称": "裏", "枠": [{"左": 1, "文字": "注意"}, {"左": 1, "項番": 2}]}],
    },
}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"old": (), "field": None, "before": None, "content": THING}, ("新設", None, PLAIN)),
        ({"new": (), "field": None, "after": None, "content": THING}, ("削除", PLAIN, None)),
        (
            {
                "new": ("1", "2"),
                "field": None,
                "content": {"旧": [{"機能ID": "1"}], "新": [{"機能ID": "1"}, {"機能ID": "2"}]},
            },
            ("変更", "機能ID: 1", "機能ID: 1\n\n機能ID: 2"),
        ),
        (
            {
                "kind": Subject.BLOCK,
                "old": (),
                "field": None,
                "before": None,
                "after": "- **受理**は、{機能}`0020001`による。\n- 審査",
                "content": {"種類": "箇条書き"},
            },
            ("新設", None, "・受理は、0020001による。\n・審査"),
        ),
        (
            {
                "kind": Subject.BLOCK,
                "new": (),
                "field": None,
                "before": "|区分|額|\n|--|--|\n|一|二|",
                "after": None,
                "content": {"種類": "表"},
            },
            ("削除", "区分｜額\n一｜二", None),
        ),
        (
            {
                "kind": Subject.FLOW,
                "old": (),
                "field": None,
                "before": None,
                "after": "受付、審査",
                "content": FLOW,
            },
            ("新設", None, "題名: 申請\n手順: 受付"),
        ),
        (
            {"kind": Subject.FLOW, "old": (), "field": None, "before": None, "content": TOLD_FLOW},
            (
                "新設",
                None,
                "題名: 申請\n担当: 職員\n手順:\n・名称: 受付、機能ID: 0020001\n・名称: 審査、説明: 本人を確かめる。"
                "\n線の名称: 適",
            ),
        ),
        (
            {"kind": Subject.FORM, "new": (), "field": None, "after": None, "content": DRAWN_FORM},
            ("削除", "帳票ID: 0020001\nレイアウトの文字: 証明書、注意", None),
        ),
        ({"old": ("0020001",), "new": (), "field": "番号"}, ("変更", "受け付けること。", "受理すること。")),
    ],
    ids=["new", "gone", "split", "paragraph", "table", "flow", "flow-with-texts", "layout", "field"],
)
def test_what_is_new_or_gone_stands_there_in_plain_lines(
    given: dict[str, Any], expected: tuple[str, str | None, str | None]
) -> None:
    (record,) = records(change(**given))
    assert (record["変更の別"], record["変更前"], record["変更後"]) == expected


def test_without_editions_the_key_names_what_was_compared() -> None:
    assert records(change(), old=None)[0]["キー"] == "002/機能/なし/1.1/0123456789abcdef"
    (record,) = records(change(), new=Side(label="main"))
    assert (record["キー"], record["先の版"]) == ("002/機能/1.0/main/0123456789abcdef", "main")
    assert cells(change(), new=Side(label="main"))[0]["先の版"] == "main"


@pytest.mark.parametrize(
    ("text", "cell"),
    [
        ("=HYPERLINK(1)", "'=HYPERLINK(1)"),
        ("+1", "'+1"),
        ("-1", "'-1"),
        ("@SUM(1)", "'@SUM(1)"),
        (" =1", "' =1"),
        ("\n=1", "'\n=1"),
        ("\t=1", "' =1"),
        ("\r=1", "〔U+000D〕=1"),
        ("＝１", "'＝１"),
        ("－", "'－"),
        ("0020011", "'0020011"),
        ("1.10", "'1.10"),
        ("12345678901234567", "'12345678901234567"),
        ("1E5", "'1E5"),
        ("20", "20"),
        ("2028-04-01", "2028-04-01"),
        ("0020011、0020012", "0020011、0020012"),
        ('"引用", と,区切り', '"引用", と,区切り'),
        ("一\r\n二", "一\n二"),
        ("\x1b[31m\u202e赤", "〔U+001B〕[31m〔U+202E〕赤"),
    ],
)
def test_a_spreadsheet_runs_and_reads_nothing_but_text(text: str, cell: str) -> None:
    assert cells(change(after=text))[0]["変更後"] == cell
    assert records(change(after=text))[0]["変更後"] == text


@given(
    st.text(alphabet=st.one_of(st.characters(codec="utf-8"), st.sampled_from("=+-@\t\r\n ,\"'")), min_size=1)
)
def test_no_cell_of_any_text_can_be_run(text: str) -> None:
    said = listing_csv(listed([compared(change(before=text, after=text))])).removeprefix("\ufeff")
    rows = list(csv.reader(io.StringIO(said, newline=""), strict=True))
    assert [len(r) for r in rows] == [len(rows[0])] * 2
    for cell in rows[1]:
        assert cell.lstrip()[:1] not in tuple("=+-@＝＋－＠")
        assert not any(ord(c) < 32 and c != "\n" for c in cell)


def test_csv_is_what_spreadsheets_of_the_office_open() -> None:
    text = listing_csv(listed([compared(change(after="一\n二"))]))
    assert text.startswith("\ufeffキー,業務ID,業務名,文書,")
    assert text.count("\r\n") == 2 and text.endswith("\r\n")
    assert '"一\n二"' in text
    assert render(Comparison(documents=(compared(change(after="一\n二")),)), Format.CSV) == text.removesuffix(
        "\r\n"
    )


def test_the_order_is_that_of_the_ids_and_of_the_documents() -> None:
    one, two = change(fingerprint="f" * 16), change(fingerprint="0" * 16)
    found = listed([compared(one, two), compared(one, business="001")], businesses=["007"])
    assert found.businesses == ("001", "002", "007")
    assert [(c.business, c.fingerprint[0]) for c in found.changes] == [
        ("001", "f"),
        ("002", "f"),
        ("002", "0"),
    ]
    assert [(c.business, c.count) for c in found.compared] == [("001", 1), ("002", 2)]


def test_one_business_is_renewed_and_the_others_stay() -> None:
    before = listed([compared(change()), compared(change(), business="001")])
    after = before.renewed(listed([compared(change(name="新しい名称"), change(), business="001")]))
    assert [(c.business, c.name) for c in after.changes] == [
        ("001", "新しい名称"),
        ("001", "受付"),
        ("002", "受付"),
    ]
    gone = before.renewed(listed([], ["001"]))
    assert {c.business for c in gone.changes} == {"002"} and gone.businesses == ("001", "002")


def steps_of_sample() -> tuple[Step, ...]:
    return history(load(ROOT).corpus, editions_of(ROOT))


def test_the_list_of_the_sample_keeps_its_schema_and_its_bytes() -> None:
    steps = steps_of_sample()
    found = listed(s.comparison for s in steps)
    text = listing_json(found)
    plain = json.loads(text)
    jsonschema.validate(plain, listing_schema())
    assert ChangeList.model_validate_json(text) == found
    assert text == listing_json(listed(s.comparison for s in steps_of_sample()))
    keys = [c["キー"] for c in plain["変更"]]
    assert len(keys) == sum(len(s.comparison.changes) for s in steps) == len(set(keys))
    assert {c["状態"] for c in plain["変更"]} == {"案"}
    del plain["変更"][0]["キー"]
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, listing_schema())


def test_the_list_says_which_errata_the_older_edition_has_in_it() -> None:
    found = listed(s.comparison for s in steps_of_sample())
    [of_functions] = [c for c in found.compared if c.document == "機能"]
    assert (of_functions.old, of_functions.old_errata, of_functions.new_errata) == ("1.0", 2, None)
    assert json.loads(listing_json(found))["比較"][0]["元の版の正誤"] == 2


@pytest.mark.parametrize(("errata", "number"), [(True, 2), (False, None)])
def test_two_versions_say_which_errata_they_have_in_them(errata: bool, number: int | None) -> None:
    file = str(ROOT / "spec/002/editions/機能-1.0.json")
    [found] = between(open_versions(ROOT, file, errata=errata)).documents
    assert found.old and found.new
    assert (found.old.errata, found.new.errata) == (number, None)


def test_an_empty_list_is_a_list() -> None:
    plain = json.loads(listing_json(listed([])))
    assert plain == {"形式": "hyojun-changes", "形式の版": 1, "業務ID": [], "比較": [], "変更": []}
    jsonschema.validate(plain, listing_schema())
    assert listing_csv(listed([])).count("\r\n") == 1


def test_the_schema_that_travels_is_that_of_the_code() -> None:
    text = (resources.files("hyojun") / "data" / "changes.schema.json").read_text("utf-8")
    assert json.loads(text) == json.loads(json.dumps(listing_schema()))
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


# what is new or gone says all of its words

UNTOLD = {"要素ID", "sha256", "ファイル"}
"""Fields for machines; of a drawing also its kinds of elements, by their tags."""
APART = {
    Subject.GROUP: {"データ項目"},
    Subject.HEADING: {"機能", "見出し"},
    Subject.TREE_NODE: {"下位"},
    Subject.DOCUMENT: {"内容", "版", "状態", "改定履歴", "文書"},
    Subject.BLOCK: {"種類", "段", "キー"},
    Subject.CHAPTER: {"題名"},
    Subject.FLOW: {"種類", "レーン"},
}
"""What of a thing is told as a thing of its own, or is of the step from one edition to the next."""


def words_of(value: Any, untold: set[str]) -> Iterator[str]:
    if isinstance(value, dict):
        for word, own in value.items():
            yield from () if word in untold else words_of(own, untold)
    elif isinstance(value, list):
        for own in value:
            yield from words_of(own, untold)
    elif isinstance(value, str):
        yield value


def everything_of(corpus: Corpus) -> dict[tuple[str, str], Thing[Any]]:
    found: dict[tuple[str, str], Thing[Any]] = {}
    for business in corpus.businesses:
        sides = things(business, business.documents)
        for thing in (t for rows in (*sides.retired.values(), *sides.live.values()) for t in rows):
            parts: list[Thing[Any]] = []
            match thing.subject:
                case Subject.FORM:
                    parts = form_items(thing)
                case Subject.CODE_LIST:
                    parts = code_values(thing)
                case Subject.CHAPTER:
                    parts = [*blocks(thing)]
                case Subject.FLOW:
                    drawn = flow_parts(thing)
                    parts = [*drawn.lanes, *drawn.steps, *drawn.nodes]
            found |= {(t.subject.value, t.id): t for t in (thing, *parts)}
    return found


@pytest.mark.parametrize("case", [c for c in all_cases() if not c.values[0].layout])
def test_every_word_of_what_is_new_or_gone_stands_in_the_list(case: Case, tmp_path: Path) -> None:
    base, new = loaded(tmp_path / "old", base_files()), loaded(tmp_path / "new", edited(case.edits))
    for old, now in ((base, new), (new, base)):
        things_of = everything_of(old), everything_of(now)
        for record in listed(compared_documents(old, now).documents).changes:
            if record.what == "変更" or record.kind is Subject.CONNECTION:  # named by both its ends
                continue
            thing = things_of[bool(record.new)][record.kind.value, (record.new or record.old)[0]]
            said = (record.after if record.new else record.before) or ""
            for words in words_of(thing.value.plain(), UNTOLD | APART.get(record.kind, set())):
                assert words in said, (record.code, words, said)
