"""変更一覧: flat records that say all of a change, exact as JSON, safe and readable in a spreadsheet as CSV."""

import csv
import io
import json
from importlib import resources
from pathlib import Path
from typing import Any

import jsonschema
import pytest
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
    history,
    listed,
    listing_csv,
    listing_json,
    listing_schema,
    render,
)
from hyojun.model import Account
from hyojun.source import editions_of, load

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
        ({"kind": Subject.BLOCK, "old": (), "field": None, "before": None}, ("新設", None, "受理すること。")),
        (
            {
                "kind": Subject.FLOW,
                "old": (),
                "field": None,
                "before": None,
                "after": "受付、審査",
                "content": FLOW,
            },
            ("新設", None, "題名: 申請\n手順: 受付、審査"),
        ),
        ({"old": ("0020001",), "new": (), "field": "番号"}, ("変更", "受け付けること。", "受理すること。")),
    ],
    ids=["new", "gone", "split", "paragraph", "flow", "field"],
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


def test_an_empty_list_is_a_list() -> None:
    plain = json.loads(listing_json(listed([])))
    assert plain == {"形式": "hyojun-changes", "形式の版": 1, "業務ID": [], "比較": [], "変更": []}
    jsonschema.validate(plain, listing_schema())
    assert listing_csv(listed([])).count("\r\n") == 1


def test_the_schema_that_travels_is_that_of_the_code() -> None:
    text = (resources.files("hyojun") / "data" / "changes.schema.json").read_text("utf-8")
    assert json.loads(text) == json.loads(json.dumps(listing_schema()))
    jsonschema.Draft202012Validator.check_schema(json.loads(text))
