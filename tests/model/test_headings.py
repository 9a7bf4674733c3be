"""項番 are generated from the place of a heading; a 番号 says where to go on."""

from hyojun.model import Heading, numbered


def heading(key: str, *below: Heading, ordinal: int | None = None, title: str | None = None) -> Heading:
    return Heading(key=key, title=title, ordinal=ordinal, headings=below)


def test_numbers_follow_from_the_place() -> None:
    tree = (heading("a", heading("b"), heading("c", heading("d"))), heading("e"))
    assert {n.heading.key: n.number for n in numbered(tree)} == {
        "a": "1",
        "b": "1.1",
        "c": "1.2",
        "d": "1.2.1",
        "e": "2",
    }


def test_counting_goes_on_from_a_given_number() -> None:
    tree = (
        heading("a"),
        heading(
            "b", heading("c", ordinal=0), heading("d"), heading("e", ordinal=5), heading("f"), ordinal=20
        ),
        heading("g", heading("h")),
    )
    assert [n.number for n in numbered(tree)] == ["1", "20", "20.0", "20.1", "20.5", "20.6", "21", "21.1"]


def test_a_heading_knows_those_above_it_and_how_it_is_cited() -> None:
    found = numbered((heading("a", heading("b", heading("c"), title="申請"), title="登録"),))
    assert [n.label for n in found] == ["1 登録", "1.1 申請", "1.1.1"]
    assert [h.key for h in found[2].above] == ["a", "b"]
    assert [h.key for h in found[0].heading.walk()] == ["a", "b", "c"]


def test_nothing_has_no_numbers() -> None:
    assert numbered(()) == ()
