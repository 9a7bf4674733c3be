"""What applies on a day: the edition that was out, and for each statement the edition whose 適合基準日 had come."""

from datetime import date
from typing import Any

import pytest

from hyojun.diff import Held, State, due, states
from hyojun.model import Business, BusinessHead, Document, RegisteredBusiness

BODIES = ("中核市", "町村")


def held(edition: str, day: str | None, functions: list[dict[str, Any]], **head: Any) -> Held:
    contents = {"見出し": [{"キー": "a", "題名": "登録", "機能": functions}]} if functions else {}
    document = Document.model_validate(
        {
            "文書": "機能",
            "題名": "題名",
            "発行者": "総務省",
            "版": edition,
            "状態": "公表" if day else "案",
            "年月日": day,
            "改定履歴": [{"版": edition, "概要": "概要"}],
            "適合基準日": head.pop("適合基準日", None),
            "内容": contents,
        }
    )
    business = Business(
        registered=RegisteredBusiness.model_validate(
            {"業務ID": "002", "業務名": "印鑑登録", "システム名": "印鑑"}
        ),
        head=BusinessHead.model_validate({"業務ID": "002", "団体区分": BODIES, **head}),
        documents=(document,),
    )
    return Held(business, business.documents[0])


def function(number: int, text: str = "受け付けること。", **given: Any) -> dict[str, Any]:
    id = f"002{number:04d}"
    return {"機能ID": id, "機能名称": f"名{number}", "実装類型": "実装必須", "機能要件": text, **given}


FIRST = held(
    "1.0", "2026-01-01", [function(1), function(2), function(3), function(5)], 適合基準日="2026-04-01"
)
SECOND = held(
    "1.1",
    "2027-01-01",
    [
        function(1),  # as it was
        function(2, "別の文。", 適合基準日={"中核市": "2028-04-01", "町村": "2029-04-01"}),
        function(3, "別の文。", 適合基準日="未定"),
        function(4, "新しい文。"),
    ],  # 5 is gone
    適合基準日="2028-04-01",
    経過措置=[{"対象": "従前の例", "終期": "2028-12-31"}, {"対象": "当分の間", "終期": "別の法の施行日"}],
)
DRAFT = held("1.2", None, [function(6, 適合基準日="2030-04-01")])
ALL = [DRAFT, SECOND, FIRST]


def on(day: str) -> State:
    [found] = states(ALL, date.fromisoformat(day))
    return found


def said(day: str) -> list[str]:
    return [
        f"{s.ref.id[-1]}{'・'.join(s.bodies)} 適合={s.binding} 期日前={s.pending} {s.due}{' 廃止' if s.removed else ''}"
        for s in on(day).statements
    ]


def test_before_the_first_edition_nothing_applies() -> None:
    found = on("2025-12-31")
    assert (found.current, found.drafts, found.statements) == (None, ("1.0", "1.1", "1.2"), ())


def test_an_edition_that_is_out_does_not_bind_before_its_day() -> None:
    assert on("2026-01-01").current == FIRST
    assert said("2026-03-31")[0] == "1 適合=None 期日前=1.0 2026-04-01"
    assert said("2026-04-01")[0] == "1 適合=1.0 期日前=None None"


def test_the_old_text_stays_alive_until_the_new_one_binds() -> None:
    assert on("2027-06-01").current == SECOND
    assert said("2027-06-01") == [
        "1 適合=1.0 期日前=None None",
        "2中核市 適合=1.0 期日前=1.1 2028-04-01",
        "2町村 適合=1.0 期日前=1.1 2029-04-01",
        "3 適合=1.0 期日前=1.1 未定",
        "4 適合=None 期日前=1.1 2028-04-01",
        "5 適合=1.0 期日前=1.1 2028-04-01 廃止",
    ]
    assert said("2028-04-01") == [
        "1 適合=1.1 期日前=None None",
        "2中核市 適合=1.1 期日前=None None",
        "2町村 適合=1.0 期日前=1.1 2029-04-01",
        "3 適合=1.0 期日前=1.1 未定",
        "4 適合=1.1 期日前=None None",
    ]


def test_a_draft_applies_on_no_day() -> None:
    assert on("2099-01-01").drafts == ("1.2",)
    assert not [s for s in on("2099-01-01").statements if s.ref.id == "0020006"]


def test_a_draft_of_what_came_out_is_awaited_no_more() -> None:
    """Of the drafts of one edition the last is awaited, and none once the edition or a later one is out."""
    frozen = [held(e, None, [function(6, 適合基準日="2030-04-01")]) for e in ("1.1案1", "1.2案1", "1.2案2")]
    [found] = states([*frozen, *ALL], date(2027, 6, 1))
    assert found.drafts == ("1.2",)
    [found] = states([*frozen, SECOND, FIRST], date(2027, 6, 1))
    assert found.drafts == ("1.2案2",)
    told = [d.edition for d in due([*frozen, *ALL], date(2030, 1, 1), date(2030, 4, 1))]
    assert told == ["1.2"]


def test_no_transition_is_told_before_an_edition_is_out() -> None:
    [found] = states([SECOND], date(2026, 1, 1))
    assert found.current is None and not found.transitions


@pytest.mark.parametrize(("day", "alive"), [("2028-12-31", 2), ("2029-01-01", 1)])
def test_transitions_are_alive_up_to_their_last_day(day: str, alive: int) -> None:
    assert len(on(day).transitions) == alive


def test_what_falls_due_between_two_days() -> None:
    found = due(ALL, date(2028, 3, 31), date(2030, 4, 1))
    assert [
        f"{d.day} {d.what} {d.edition} {d.subject}{'・'.join(d.bodies)}{'案' * d.is_draft}" for d in found
    ] == [
        "2028-04-01 適合基準日 1.1 機能0020001 名1",
        "2028-04-01 適合基準日 1.1 機能0020002 名2中核市",
        "2028-04-01 適合基準日 1.1 機能0020004 名4",
        "2028-12-31 経過措置の終期  従前の例",
        "2029-04-01 適合基準日 1.1 機能0020002 名2町村",
        "2030-04-01 適合基準日 1.2 機能0020006 名6案",
    ]
    assert due(ALL, date(2028, 4, 1), date(2028, 4, 1)) == ()
    assert [d.subject for d in due(ALL, date(2025, 1, 1), date(2026, 2, 1)) if d.what == "版の公表"] == [
        "第1.0版"
    ]


def test_what_may_not_exist_has_no_day_and_binds_with_its_edition() -> None:
    never = {"実装類型": "実装不可", "適合基準日": "2029-04-01"}
    first = held("1.0", "2026-01-01", [function(1), function(2, **never)], 適合基準日="2026-04-01")
    some = {"実装類型": {"中核市": "実装必須", "町村": "実装不可"}}
    second = held(
        "1.1", "2027-01-01", [function(1, **some), function(2, "別の文。")], 適合基準日="2028-04-01"
    )

    def told(day: str) -> list[tuple[str, tuple[str, ...], str | None, str | None, str | None, bool]]:
        [state] = states([first, second], date.fromisoformat(day))
        return [(s.ref.id[-1], s.bodies, s.binding, s.pending, s.due, s.forbidden) for s in state.statements]

    assert told("2026-01-01") == [
        ("1", (), None, "1.0", "2026-04-01", False),
        ("2", (), "1.0", None, None, True),
    ]
    assert told("2027-01-01") == [
        ("1", ("中核市",), "1.0", "1.1", "2028-04-01", False),
        ("1", ("町村",), "1.1", None, None, True),
        ("2", (), "1.0", "1.1", "2028-04-01", True),
    ]
    days = [
        (d.day.isoformat(), d.subject, d.bodies) for d in due([second], date(2028, 1, 1), date(2030, 1, 1))
    ]
    assert days == [("2028-04-01", "機能0020001 名1", ("中核市",)), ("2028-04-01", "機能0020002 名2", ())]


def test_one_body_is_told_what_is_so_for_it() -> None:
    [state] = states(ALL, date(2028, 4, 1), "町村")
    assert [(s.ref.id[-1], s.bodies, s.binding, s.due) for s in state.statements] == [
        ("1", ("町村",), "1.1", None),
        ("2", ("町村",), "1.0", "2029-04-01"),
        ("3", ("町村",), "1.0", "未定"),
        ("4", ("町村",), "1.1", None),
    ]
    found = due(ALL, date(2028, 4, 1), date(2029, 4, 1), "町村")
    assert [(d.what, d.bodies) for d in found] == [("経過措置の終期", ()), ("適合基準日", ("町村",))]
    assert "適合基準日" not in [d.what for d in due(ALL, date(2028, 4, 1), date(2029, 4, 1), "中核市")]


def test_documents_of_a_business_for_others_say_nothing_to_a_body() -> None:
    undeclared = held("1.0", "2026-01-01", [function(1)], 団体区分=())
    for editions, number in (([FIRST], 0), ([undeclared], 1)):
        assert len(states(editions, date(2026, 1, 1), "都道府県")) == number
        assert len(due(editions, date(2025, 1, 1), date(2026, 1, 1), "都道府県")) == number


def test_a_transition_is_told_once_of_its_business() -> None:
    """Each document and each edition carries the declarations of the 業務."""
    transition = {"経過措置": [{"対象": "従前の例", "終期": "2028-12-31"}]}

    def of(name: str, edition: str, day: str | None) -> Held:
        made = held(edition, day, [], **transition)
        return made._replace(document=made.document.model_copy(update={"name": name}))

    draft = of("データ", "2.0", None)
    for editions, is_draft in (
        ([draft, of("機能", "1.1", None)], True),
        ([draft, of("機能", "1.1", "2027-01-01")], False),
    ):
        [only] = due(editions, date(2028, 4, 1), date(2029, 1, 1))
        assert (only.business, only.document, only.edition, only.is_draft) == ("002", "", "", is_draft)
