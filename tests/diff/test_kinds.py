"""Every kind of change: what it finds, case by case, in both directions; what comparisons promise of all of them."""

from collections import Counter
from contextlib import suppress
from enum import Enum
from pathlib import Path
from typing import Any

import pytest
from applying import CLASSES, applied, days_of, said_by, without_marks
from arranging import arranged, rearranged
from change_cases import Case, all_cases, base_files, changes_of, documents_of, edited, line, loaded
from drawing import drawn, redrawn
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hyojun.diff import CATALOGUE, Change, Subject, Weight, table
from hyojun.diff.catalogue import found
from hyojun.diff.pair import Pair, Setting, Thing
from hyojun.diff.things import things
from hyojun.model import BusinessHead, Chapter, Corpus, Image

DOCS = Path(__file__).parents[2] / "docs"
CASES = [c.values[0] for c in all_cases()]
OF_CONTENT = [c for c in CASES if not c.layout and c.edits]
"""Redrawn elements are the same things under IDs that no change tells of."""


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return loaded(tmp_path_factory.mktemp("base"), base_files())


def facts(changes: list[Change], *, flipped: bool = False) -> Counter[tuple[object, ...]]:
    """Changes by all that is said of them; flipped: as the other direction has to say it."""
    if flipped:
        return Counter(
            (CATALOGUE[c.code].mirror, c.kind, c.new, c.old, c.field, c.after, c.before, c.bodies)
            for c in changes
        )
    return Counter((c.code, c.kind, c.old, c.new, c.field, c.before, c.after, c.bodies) for c in changes)


@pytest.mark.parametrize("case", all_cases())
def test_a_case_finds_what_it_says(case: Case, base: Corpus, tmp_path: Path) -> None:
    found = documents_of(base, loaded(tmp_path, edited(case.edits)))
    assert [line(c) for d in found for c in d.changes] == list(case.changes)
    assert sum(d.layout for d in found) == case.layout
    asked = [f"{q.code} {'、'.join(q.new)}" for d in found for q in (*d.questions, *d.faults)]
    assert asked == list(case.questions)


@pytest.mark.parametrize("case", all_cases())
def test_the_other_direction_is_the_mirror(case: Case, base: Corpus, tmp_path: Path) -> None:
    new = loaded(tmp_path, edited(case.edits))
    assert facts(changes_of(new, base)) == facts(changes_of(base, new), flipped=True)


@pytest.mark.parametrize("case", [c for c in all_cases() if not c.values[0].layout])
def test_applied_to_the_old_edition_the_changes_make_the_new_one(
    case: Case, base: Corpus, tmp_path: Path
) -> None:
    new = loaded(tmp_path, edited(case.edits))
    assert_applies(base, new)
    assert_applies(new, base)


def assert_applies(old: Corpus, new: Corpus) -> None:
    changes = changes_of(old, new)
    made = without_marks(applied(said_by(old), changes, days_of(new)))
    assert made == without_marks(said_by(new))
    assert rearranged(old, changes) == arranged(new)
    assert redrawn(old, changes) == drawn(new)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(mixture=st.lists(st.sampled_from(OF_CONTENT), min_size=2, max_size=6, unique_by=lambda c: c.name))
def test_any_mixture_of_edits_mirrors_and_applies(
    mixture: list[Case], base: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files: dict[str, str] = dict(base_files())
    for case in mixture:
        with suppress(AssertionError):  # an edit before it took away what this one edits
            files = edited(case.edits, files)
    try:
        new = loaded(tmp_path_factory.mktemp("mixture"), files)
    except AssertionError:  # together they are no specification: one ID is given twice
        assume(False)
    forth, back = changes_of(base, new), changes_of(new, base)
    assert facts(back) == facts(forth, flipped=True)
    assert_applies(base, new)
    prints = [c.fingerprint for c in forth]
    assert len(prints) == len(set(prints))
    assert all("".join(p.text for p in c.parts if p.sign != "+") == c.before for c in forth if c.parts)
    assert all("".join(p.text for p in c.parts if p.sign != "-") == c.after for c in forth if c.parts)


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    first=st.lists(st.sampled_from(OF_CONTENT), min_size=1, max_size=3, unique_by=lambda c: c.name),
    then=st.lists(st.sampled_from(OF_CONTENT), min_size=1, max_size=3, unique_by=lambda c: c.name),
)
def test_two_steps_make_what_one_makes_and_the_way_back_ends_where_it_began(
    first: list[Case], then: list[Case], base: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> None:
    editions: list[Corpus] = []
    files: dict[str, str] = dict(base_files())
    for step in (first, then):
        for case in step:
            with suppress(AssertionError):  # an edit before it took away what this one edits
                files = edited(case.edits, files)
        try:
            editions.append(loaded(tmp_path_factory.mktemp("step"), files))
        except AssertionError:  # together they are no specification: one ID is given twice
            assume(False)
    middle, new = editions
    steps = [(base, middle), (middle, new), (new, middle), (middle, base)]
    said = said_by(base)
    for old, end in steps:
        said = applied(said, changes_of(old, end), days_of(end))
        assert without_marks(said) == without_marks(said_by(end))
        at_once = applied(said_by(base), changes_of(base, end), days_of(end))
        assert without_marks(said) == without_marks(at_once)


def test_an_edition_does_not_differ_from_itself(base: Corpus, tmp_path: Path) -> None:
    again = loaded(tmp_path, {n: t.replace("\n", "\r\n") for n, t in base_files().items()})
    assert again.businesses[0] is not base.businesses[0]
    for document in documents_of(base, again):
        assert not document.changes
        assert not document.matches
        assert not document.questions
        assert not document.faults


def days_of_changes(old: Corpus, new: Corpus) -> dict[str, str | None]:
    return {f"{c.code} {c.kind.value}{(c.new or c.old)[0]}": c.conformance for c in changes_of(old, new)}


@pytest.mark.parametrize(
    ("name", "forth", "back"),
    [
        (
            "廃止の行が残る機能",
            {"FN-REMOVED-FORBIDDEN 機能0020004": None},
            {"FN-ADDED-FORBIDDEN 機能0020004": "2027-04-01"},
        ),
        (
            "団体区分が増える",
            {"BS-HEAD 業務002": None, "FN-BODY-ADDED 機能0020002": None},
            {"BS-HEAD 業務002": None, "FN-BODY-REMOVED 機能0020002": None},
        ),
        (
            "適合基準日が早まる",
            {"CS-DATE 文字要件shimei": "2028-04-01"},
            {"CS-DATE 文字要件shimei": "2030-04-01"},
        ),
        ("文書の適合基準日が早まる", {"DC-DATE-EARLIER 文書機能": None}, {"DC-DATE-LATER 文書機能": None}),
    ],
)
def test_a_day_is_of_what_the_new_edition_asks_for(
    name: str, forth: dict[str, str | None], back: dict[str, str | None], base: Corpus, tmp_path: Path
) -> None:
    """What is withdrawn is asked for by no day."""
    case = next(c for c in CASES if c.name == name)
    new = loaded(tmp_path, edited(case.edits))
    assert days_of_changes(base, new) == forth
    assert days_of_changes(new, base) == back


def test_of_an_added_body_the_day_of_the_document_is_told(base: Corpus, tmp_path: Path) -> None:
    """And none of one that the function speaks no more of."""
    files = {
        "機能.yaml": [
            ["            適合基準日: {指定都市: 2026-10-01, 中核市: 未定, 一般市: 未定}\n", ""],
            ["一般市: 標準オプション}", "一般市: 標準オプション, 町村: 標準オプション}"],
        ],
        "業務.yaml": [["団体区分: [指定都市, 中核市, 一般市]", "団体区分: [指定都市, 中核市, 一般市, 町村]"]],
    }
    new = loaded(tmp_path, edited(files))
    key = "機能0020002"
    assert days_of_changes(base, new)[f"FN-BODY-ADDED {key}"] == "2027-04-01"
    assert days_of_changes(new, base)[f"FN-BODY-REMOVED {key}"] is None


def test_every_kind_has_a_case_in_one_direction_or_the_other() -> None:
    seen = {text.split()[1] for case in CASES for text in case.changes}
    seen |= {str(CATALOGUE[code].mirror) for code in seen}
    assert set(CATALOGUE) - seen == {"CH-IMAGE"}, "pictures are files of bytes: the test below"


def test_a_picture_of_another_content_is_a_change() -> None:
    old, new = (Image(file="構成.png", sha256=c * 64) for c in "ab")
    chapters = [Chapter(file="本編.md", title="本編", source="# 本編", images=(i,)) for i in (old, new)]
    things = [Thing(Subject.CHAPTER, "本編.md", "本編", c, "機能") for c in chapters]
    one = Pair((things[0],), (things[1],), *chapters, Setting(None, None, str, {}))
    assert [(k.code, d.field, d.before) for k, d in found(one, Chapter)] == [
        ("CH-IMAGE", "図 構成.png", "a" * 64)
    ]


def test_every_kind_has_its_mirror_or_says_why_not() -> None:
    for kind in CATALOGUE.values():
        if kind.mirror is None:
            assert kind.waiver
        else:
            assert CATALOGUE[kind.mirror].mirror == kind.code
            assert CATALOGUE[kind.mirror].types == kind.types


def test_every_kind_says_why_with_an_example() -> None:
    for kind in CATALOGUE.values():
        assert kind.reason.endswith("。"), kind.code
        assert kind.example, kind.code
        assert kind.audiences, kind.code


def test_wording_is_the_only_way_to_editorial() -> None:
    editorial = {k.code for k in CATALOGUE.values() if k.weight is Weight.EDITORIAL}
    assert all(code.endswith(("-WORDING", "-ORDER")) for code in editorial)


def test_the_handbook_lists_every_kind() -> None:
    assert table() in (DOCS / "changes.md").read_text("utf-8"), "docs/changes.md の表を作り直してください"


UNCOMPARED = {
    "internal": "内部メモ never leaves the sources",
    "retired": "the withdrawal is a change of the thing",
    "replaces": "it says who is who",
    "id": "the ID is what things are matched by",
    "items": "things of their own",
    "functions": "things of their own below headings",
    "headings": "things of their own",
    "children": "things of their own",
    "values": "things of their own",
    "layout": "compared as lines",
    "contents": "things of their own",
    "edition": "what a comparison is about",
    "status": "what a comparison is about",
    "day": "what a comparison is about",
    "history": "what a comparison is about",
    "name": "the name of a document is what it is matched by",
    "lane_kinds": "told by the lanes",
    "number": "項番 shift with every insertion",
    "value": "what code values are matched by",
    "pinned": "whence a document was taken; what it says is compared",
    "paper_number": "about the paper of a draft, not about what it says",
    "volumes": "about the paper, not about what it says",
}
OF_DRAWING = {
    "file", "sha256", "lanes", "tasks", "nodes", "connections", "lane", "within", "inputs", "outputs", "attached_to",
}  # fmt: skip


@pytest.mark.parametrize("subject", list(CLASSES), ids=str)
def test_no_field_changes_unseen(subject: str, base: Corpus) -> None:
    """Whatever field of a thing becomes something else, some kind of change says so."""
    cls = CLASSES[subject]
    value = example(base, cls)
    waived = set(UNCOMPARED) - ({"name"} if "name" in cls.model_fields and subject != "文書" else set())
    if subject != "見出し":
        waived -= {"functions"}
    if subject != "帳票" and subject != "グループ":
        waived -= {"items"}
    for name in cls.model_fields:
        if name in waived or name in OF_DRAWING:
            continue
        other = value.model_copy(update={name: changed(getattr(value, name))})
        assert list(found(pair(value, other, base), cls)), f"{cls.__name__}.{name}"


def example(corpus: Corpus, cls: type) -> Any:
    rows = things(corpus.businesses[0], corpus.businesses[0].documents).live
    pool = [t.value for them in rows.values() for t in them]
    pool += [p for v in pool for f in type(v).model_fields for p in _tuple(getattr(v, f))]
    return next(v for v in pool if type(v) is cls)


def _tuple(value: Any) -> tuple[Any, ...]:
    return value if isinstance(value, tuple) else ()


def changed(value: Any) -> Any:
    """Another value of about the same kind."""
    if isinstance(value, Enum):
        return next(v for v in type(value) if v is not value)
    if isinstance(value, bool):
        return not value
    if isinstance(value, int):
        return value + 1
    if isinstance(value, tuple):
        return () if value else ("機能0020099",)
    if isinstance(value, str):
        return f"{value}を改めたもの"
    return "別の値" if value is None else None


def pair(old: Any, new: Any, corpus: Corpus) -> Pair[Any]:
    business = corpus.businesses[0]
    thing = Thing(Subject.FUNCTION, "0020001", "x", old, business.documents[0].name)
    setting = Setting(business, business, lambda text: text, {})
    return Pair((thing,), (thing._replace(value=new),), old, new, setting)


def test_the_heads_are_compared(base: Corpus) -> None:
    for value, names in (
        (base.businesses[0].head, set(BusinessHead.model_fields) - {"id", "lane_kinds", "combinations"}),
        (
            base.businesses[0].documents[0],
            {"title", "publisher", "basis", "sub_unit", "license", "conformance"},
        ),
    ):
        for name in names:
            other = value.model_copy(update={name: changed(getattr(value, name))})
            assert list(found(pair(value, other, base), type(value))), name


def order_of(base: Corpus, root: Path, *rows: int) -> list[tuple[str, str | None, str | None]]:
    """What is told when a heading holds its statements (from 0) in another order than that of five."""
    base_row = '      - {{機能ID: "002003{0}", 機能名称: 名{0}, 実装類型: 標準オプション, 機能要件: 文{0}を記録できること。}}\n'
    place = "  - {キー: tokei, 題名: 統計}\n"

    def edition(name: str, order: tuple[int, ...]) -> Corpus:
        rows = "  - キー: tokei\n    題名: 統計\n    機能:\n" + "".join(base_row.format(n) for n in order)
        return loaded(root / name, edited({"機能.yaml": [[place, rows]]}))

    found = changes_of(edition("old", (0, 1, 2, 3, 4)), edition("new", rows))
    assert all(c.field == "順序" and c.places for c in found)
    return [(c.new[0][-1], c.before, c.after) for c in found]


def test_a_change_of_order_says_after_what_a_thing_stood_and_stands(base: Corpus, tmp_path: Path) -> None:
    assert order_of(base, tmp_path / "a", 0, 3, 1, 2, 4) == [("3", "0020032 名2の次", "0020030 名0の次")]
    assert order_of(base, tmp_path / "b", 4, 0, 1, 2, 3) == [("4", "0020033 名3の次", "「3 統計」の初め")]


def test_what_was_moved_together_is_told_by_what_stands_before_it(base: Corpus, tmp_path: Path) -> None:
    assert order_of(base, tmp_path, 2, 3, 4, 0, 1) == [
        ("0", "「3 統計」の初め", "0020034 名4の次"),
        ("1", "「3 統計」の初めから2番目", "0020034 名4の2つ後"),
    ]


def test_what_stands_beside_a_thing_is_not_in_its_fingerprint(base: Corpus, tmp_path: Path) -> None:
    """Its neighbour may be called otherwise in a later draft, and answers and accounts hold on."""
    [case] = [c for c in CASES if "FN-ORDER" in " ".join(c.changes)]
    other = {
        **case.edits,
        "機能.yaml": [*case.edits["機能.yaml"], ["機能名称: 交付の履歴", "機能名称: 交付の経過"]],
    }
    found = [
        next(c for c in changes_of(base, loaded(tmp_path / name, edited(edits))) if c.code == "FN-ORDER")
        for name, edits in (("a", case.edits), ("b", other))
    ]
    assert found[0].after != found[1].after
    assert found[0].fingerprint == found[1].fingerprint == "d1f77e0b1fa88c05"
