"""The catalogue for people: everything `check` can say is explained, in one place."""

from collections.abc import Iterator

import pytest

from hyojun.check import CATALOGUE, Documented, Scope, documentation, nearest
from hyojun.check.catalogue import READING, _groups
from hyojun.check.rule import Draft, Find
from hyojun.model import Severity
from hyojun.source import Problem

ENTRIES = documentation()


def test_every_rule_every_reading_problem_and_the_defect_are_in_it_once() -> None:
    assert sorted(ENTRIES) == sorted([*CATALOGUE, *(p.value for p in Problem), "HJ00"])


@pytest.mark.parametrize("entry", ENTRIES.values(), ids=ENTRIES)
def test_an_entry_says_everything(entry: Documented) -> None:
    assert all((entry.name, entry.source, entry.why, entry.bad, entry.good, entry.mend)), entry
    for text in (entry.why, entry.mend):
        assert text.endswith(("。", "」", "）")), text
    for text in (entry.why, entry.bad, entry.good, entry.mend):
        assert text.count("`") % 2 == 0, text
        for word in ("悪い例", "良い例", "直し方"):
            assert f"{word}:" not in text


@pytest.mark.parametrize("code", ENTRIES)
def test_an_entry_belongs_to_a_named_group(code: str) -> None:
    assert code[:2] in _groups(), f"data/rule_groups.yaml does not know {code[:2]}"


def test_severities_and_scopes_are_those_of_the_rule() -> None:
    for rule in CATALOGUE.values():
        entry = ENTRIES[rule.code]
        assert (entry.severity, entry.draft, entry.scope) == (rule.severity, rule.draft, rule.scope.value)
    assert ENTRIES["RD08"].severity is Severity.NOTE
    assert {ENTRIES[p.value].scope for p in Problem} == {READING}
    assert ENTRIES["HJ00"].scope == Scope.REPORT.value


def test_the_parts_of_a_docstring_are_told_apart(monkeypatch: pytest.MonkeyPatch) -> None:
    def find(_: object) -> Iterator[Draft]:
        """項番は一度だけ使う。

        番号が行を
        指すためである。

        悪い例: `項番: 3` の行が2つ
        良い例:
          - {項番: 1}
          - {項番: 2}
        直し方: どちらかを変える。
        """
        yield from ()

    rule = CATALOGUE["FM02"]._replace(code="FM99", finds=(Find(Scope.BUSINESS, find),), draft=Severity.NOTE)
    monkeypatch.setitem(CATALOGUE, "FM99", rule)
    entry = documentation()["FM99"]
    assert entry.why == "項番は一度だけ使う。\n番号が行を指すためである。"
    assert (entry.bad, entry.good) == ("`項番: 3` の行が2つ", "- {項番: 1}\n- {項番: 2}")
    assert (entry.mend, entry.draft) == ("どちらかを変える。", Severity.NOTE)


@pytest.mark.parametrize(
    ("written", "first"), [("fm2", "FM02"), ("FM002", "FM02"), ("XX99x", None), ("RD8", "RD08"), ("あ", None)]
)
def test_codes_that_were_probably_meant(written: str, first: str | None) -> None:
    found = nearest(written)
    assert len(found) <= 3
    assert first is None or first in found
    assert written != "あ" or not found
