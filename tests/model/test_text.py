"""References in plain text: what is one, what only looks like one."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hyojun.model import Kind, citations, mention, mentions, squeezed


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("機能0020001", [("機能", "0020001")]),
        ("機能ID0020001", [("機能", "0020001")]),
        ("機能ID 0020001", [("機能", "0020001")]),
        ("機能　0020001", [("機能", "0020001")]),
        ("機能００２０００１", [("機能", "0020001")]),
        ("帳票0020001と帳票ID0020002", [("帳票", "0020001"), ("帳票", "0020002")]),
        ("データ00200001", [("データ", "00200001")]),
        ("データ項目00200001", [("データ", "00200001")]),
        ("データ項目ID 00200001", [("データ", "00200001")]),
        ("グループ002001", [("グループ", "002001")]),
        ("連携002o001、連携ID002i002", [("連携", "002o001"), ("連携", "002i002")]),
        ("見出しtoroku-shinsei参照", [("見出し", "toroku-shinsei")]),
        ("見出しtoroku。", [("見出し", "toroku")]),
        ("機能0020001及び0020002", [("機能", "0020001")]),
        ("（機能0020001）", [("機能", "0020001")]),
        ("0020001", []),
        ("機能要件0020001", []),
        ("機能002000", []),
        ("機能00200011", []),
        ("機能００２０００１１", []),
        ("機能0020001a", []),
        ("データ0020001", []),
        ("機能  0020001", []),
        ("見出しToroku", []),
        ("見出し 登録", []),
        ("連携002O001", []),
        ("", []),
    ],
)
def test_mentions(text: str, found: list[tuple[str, str]]) -> None:
    assert [(m.kind.value, m.id) for m in mentions(text)] == found


def test_a_mention_knows_its_characters() -> None:
    text = "まず機能ID ００２０００１による。"
    [found] = mentions(text)
    assert text[found.start : found.end] == "機能ID ００２０００１"


@pytest.mark.parametrize("text", ["機能0020001", "機能ID ００２０００１"])
def test_a_whole_text_that_is_a_reference(text: str) -> None:
    assert mention(text) == (Kind.FUNCTION, "0020001", 0, len(text))


@pytest.mark.parametrize("text", ["機能0020001参照", "0020001", " 機能0020001", ""])
def test_a_text_that_is_more_than_a_reference(text: str) -> None:
    assert mention(text) is None


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("1.1.18参照", ["1.1.18"]),
        ("20.1.3（…）参照", ["20.1.3"]),
        ("20.2.1（…）を参照", ["20.2.1"]),
        ("4.1から4.5まで", ["4.1", "4.5"]),
        ("4.1〜4.5、4.1-4.3", ["4.1", "4.5", "4.1", "4.3"]),
        ("1.1.14のB類型", ["1.1.14"]),
        ("１．１と１．１．１８", ["1.1", "1.1.18"]),
        ("1.1、1.2及び1.3.", ["1.1", "1.2", "1.3"]),
        ("4.0.3を除く。", ["4.0.3"]),
        ("「1.2.1」", ["1.2.1"]),
        ("（1.1）", ["1.1"]),
        ("項番 1.1", ["1.1"]),
        ("一.1", []),
        ("18", []),
        ("1", []),
        ("平成15.01.07", []),
        ("平成１５．０１．０７", []),
        ("令和8.3.25", []),
        ("令和 8.3", []),
        ("H15.1.7", []),
        ("2026.4.1", []),
        ("第6.1版", []),
        ("第6.1", []),
        ("6.1版", []),
        ("6.1 版", []),
        ("v1.1", []),
        ("Ver.1.1", []),
        ("Ver. 1.1", []),
        ("1.5倍", []),
        ("約1.5", []),
        ("0.5秒", []),
        ("10.5ポイント", []),
        ("2.5%", []),
        ("2.5％", []),
        ("2.5GB", []),
        ("1.5mm", []),
        ("1.5か月", []),
        ("TLS1.3", []),
        ("TLS 1.3", []),
        ("BPMN　2.0", []),
        ("192.168.10.1", []),
        ("1.01", []),
        ("01.1", []),
        ("100.1", []),
        ("1.100", []),
    ],
)
def test_citations(text: str, found: list[str]) -> None:
    assert [c.number for c in citations(text)] == found


def test_a_citation_knows_its_characters() -> None:
    text = "（１．１．１８参照）"
    [found] = citations(text)
    assert (found.number, text[found.start : found.end]) == ("1.1.18", "１．１．１８")


@given(st.text(alphabet="機能帳票データ連携見出しID 　0１2.a-第版", max_size=30))
def test_places_lie_in_the_text_and_do_not_overlap(text: str) -> None:
    for found in (list(mentions(text)), list(citations(text))):
        edges = [at for m in found for at in (m.start, m.end)]
        assert edges == sorted(edges)
        assert all(0 <= at <= len(text) for at in edges)


def test_texts_are_squeezed_for_comparison_only() -> None:
    assert squeezed("ＡＢ　１ 2\n（三）") == "AB12(三)"
