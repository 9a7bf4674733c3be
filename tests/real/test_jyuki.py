"""143 real function sections through the converter and the loader: nothing lost, every number the same."""

import json
from pathlib import Path

import pytest
import yaml
from converters.jyuki import CLASSES, convert, key

from hyojun.model import Business, citations, numbered
from hyojun.source import load

CITED = yaml.safe_load((Path(__file__).parent / "citations.yaml").read_text("utf-8"))
OUTSIDE = ("20", "30")
"""Chapters that are not in the material: forms, and requirements on data."""


@pytest.fixture(scope="module")
def sections(function_sections: Path) -> list[dict[str, object]]:
    return list(json.loads(function_sections.read_text("utf-8")))


@pytest.fixture(scope="module")
def business(function_sections: Path, tmp_path_factory: pytest.TempPathFactory) -> Business:
    root = tmp_path_factory.mktemp("jyuki")
    convert(function_sections, root)
    repository = load(root)
    assert repository.findings == ()
    (business,) = repository.corpus.businesses
    return business


def test_all_sections_and_statements_arrive_with_their_exact_text(business: Business, sections: list) -> None:
    given = [(s["no"], CLASSES[label], text) for s in sections for label, text in s["text"].items()]
    read = [(n.number, f.classes, f.text) for n in business.headings for f in n.heading.functions]
    assert len(sections) == 143 and len(given) == 197
    assert read == given
    assert [f.id for f in business.functions] == [f"001{n:04}" for n in range(1, 198)]


def test_generated_numbers_equal_the_published_ones(business: Business, sections: list) -> None:
    """Of all headings, also those that hold no statement, with their titles."""
    published = dict.fromkeys(tuple(part) for s in sections for part in map(split, s["path"]))
    assert [(n.number, n.heading.title) for n in business.headings] == list(published)
    assert [s["no"] for s in sections] == [n.number for n in business.headings if n.heading.functions]
    assert [n.heading.key for n in business.headings] == [key(n.number) for n in business.headings]


def split(heading: str) -> tuple[str, str | None]:
    number, _, title = heading.partition(". ")
    return number.rstrip("."), title or None


def test_numbers_are_given_only_where_counting_would_not_give_them(business: Business) -> None:
    """Without any 番号 given that equals the count; every untitled level of the edition is a 0."""
    given = [n for n in business.headings if n.heading.ordinal is not None]
    assert {n.number.rpartition(".")[2] for n in given} == {"0"}
    assert [n.number for n in business.headings if n.heading.title is None] == [n.number for n in given]
    assert len(numbered(business.documents[0].contents.headings)) == len(business.headings)


def test_every_cited_section_is_found(business: Business) -> None:
    found = {
        n.number: cited
        for n in business.headings
        if (cited := [c.number for f in n.heading.functions for c in citations(f.text)])
    }
    assert found == CITED
    assert sum(map(len, CITED.values())) == 150


def test_citations_resolve_or_lie_in_chapters_outside(business: Business) -> None:
    known = {n.number for n in business.headings}
    cited = [number for numbers in CITED.values() for number in numbers]
    outside = [n for n in cited if n not in known]
    assert {n.split(".")[0] for n in outside} == set(OUTSIDE)
    assert [n for n in cited if n.split(".")[0] in OUTSIDE] == outside


def test_references_point_at_the_cited_headings(business: Business) -> None:
    """Each statement refers to the headings it cites, once each; all references exist."""
    known = {n.number for n in business.headings}
    keys = {n.heading.key for n in business.headings}
    for n in business.headings:
        for function in n.heading.functions:
            cited = dict.fromkeys(c.number for c in citations(function.text) if c.number in known)
            assert list(function.references) == [f"見出し{key(number)}" for number in cited]
            assert {r.removeprefix("見出し") for r in function.references} <= keys
    total = len({(n, c) for n, numbers in CITED.items() for c in numbers if c in known})
    assert total == len(
        {(n.number, r) for n in business.headings for f in n.heading.functions for r in f.references}
    )
