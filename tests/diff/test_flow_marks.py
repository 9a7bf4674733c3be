"""Which elements of a flow its changes are about: the drawing marks what the list tells, and nothing else."""

from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest
from change_cases import HERE, base_files, changes_of, edited, loaded, read_cases
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from hyojun import source
from hyojun.diff import Change, FlowMarks, Subject, between, flow_marks
from hyojun.flow import Mark
from hyojun.model import Corpus, Flow

ROOT = Path(__file__).parents[2]
CASES = {c.name: c for c in read_cases(HERE / "flows.yaml")}
PARTS = (Subject.LANE, Subject.STEP, Subject.FLOW_NODE, Subject.CONNECTION)
A, R, C, M = ({m} for m in Mark)
EXPECTED: dict[str, tuple[dict[str, set[Mark]], dict[str, set[Mark]]]] = {
    "要素IDだけを描き直す": ({}, {}),
    "作業が別のレーンに移る": ({"kakunin": M}, {"kakunin": M}),
    "作業が加わる": ({"s2": R}, {"ryokin": A, "s2": A, "s7": A}),
    "名称、種類、機能、手順キー、説明が変わる": (dict.fromkeys(("uketoru", "kakunin", "kofu"), C),) * 2,
    "分岐の条件と問い、レーンの名称が変わる": (dict.fromkeys(("lane_shokuin", "wakare", "s4"), C),) * 2,
    "要素、線、レーンが加わる": ({"s5": R}, {"lane_j": A, "owari2": A, "s5": A}),
    "字句が変わり、手順の並びは体裁": ({"uketoru": C},) * 2,
    "題名が変わり、フローが加わる": ({}, {}),
    "続きのフローが変わる": ({"kakunin": C},) * 2,
    "フローの並びが変わる": ({}, {}),
}


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return loaded(tmp_path_factory.mktemp("base"), base_files())


def flow_of(corpus: Corpus, key: str = "koufu") -> Flow:
    return next(f for f in corpus.businesses[0].flows if f.key == key)


def marked(old: Corpus, new: Corpus) -> FlowMarks:
    return flow_marks(flow_of(old), flow_of(new), changes_of(old, new))


def test_every_case_of_a_flow_has_its_marks() -> None:
    assert set(EXPECTED) == set(CASES)


@pytest.mark.parametrize("name", EXPECTED)
def test_a_case_marks_the_elements_it_is_about(name: str, base: Corpus, tmp_path: Path) -> None:
    new = loaded(tmp_path, edited(CASES[name].edits))
    assert marked(base, new) == EXPECTED[name]


@pytest.mark.parametrize("name", EXPECTED)
def test_the_other_direction_marks_the_same_elements(name: str, base: Corpus, tmp_path: Path) -> None:
    new = loaded(tmp_path, edited(CASES[name].edits))
    forth, back = marked(base, new), marked(new, base)
    assert (flipped(forth.old), flipped(forth.new)) == (back.new, back.old)


def flipped(marks: object) -> dict[str, set[Mark]]:
    turned = {Mark.ADDED: Mark.REMOVED, Mark.REMOVED: Mark.ADDED}
    assert isinstance(marks, dict)
    return {id: {turned.get(m, m) for m in found} for id, found in marks.items()}


@settings(max_examples=20, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    mixture=st.lists(
        st.sampled_from(list(CASES.values())), min_size=2, max_size=5, unique_by=lambda c: c.name
    )
)
def test_in_any_mixture_marks_and_changes_are_one(
    mixture: list[object], base: Corpus, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = dict(base_files())
    for case in mixture:
        with suppress(AssertionError):  # an edit before it took away what this one edits
            files = edited(case.edits, files)  # type: ignore[attr-defined]
    try:
        new = loaded(tmp_path_factory.mktemp("mixture"), files)
    except AssertionError:
        assume(False)
    assert_one(flow_of(base), flow_of(new), changes_of(base, new))


def assert_one(old: Flow, new: Flow, changes: list[Change]) -> None:
    """Each change marks something wherever it says that the thing is; what has no mark is the same on both sides."""
    marks = flow_marks(old, new, changes)
    for change in changes:
        if change.kind in PARTS:
            alone = flow_marks(old, new, [change])
            of_old = any(id.startswith(f"{old.key}/") for id in change.old)
            of_new = any(id.startswith(f"{new.key}/") for id in change.new)
            assert (len(alone.old), len(alone.new)) == (of_old, of_new), change
            assert alone.old.keys() <= marks.old.keys() and alone.new.keys() <= marks.new.keys()
    assert unmarked(old, marks.old) == unmarked(new, marks.new)


def unmarked(flow: Flow, marks: object) -> Counter[object]:
    """What a flow says with its unmarked parts, without the IDs of its elements."""
    assert isinstance(marks, dict)
    tasks = [(t.name, t.kind, t.functions, t.key, t.text) for t in flow.tasks if t.id not in marks]
    nodes = [(n.name, n.kind, n.text) for n in flow.nodes if n.id not in marks]
    lanes = [(x.name, x.kind) for x in flow.lanes if x.id not in marks]
    lines = [(c.kind, c.name, c.default) for c in flow.connections if c.id not in marks]
    return Counter([*tasks, *nodes, *lanes, *lines])


def test_the_sample_marks_what_its_edition_changed() -> None:
    versions = source.open_versions(ROOT, "spec/002/editions/機能-1.0.json", None, "002")
    [document] = [d for d in between(versions).documents if d.document == "機能"]
    old, new = ({f.key: f for f in v.corpus.businesses[0].flows} for v in (versions.old, versions.new))
    found = {key: flow_marks(old[key], new[key], document.changes) for key in old}
    assert {key: (dict(m.old), dict(m.new)) for key, m in found.items() if m.old or m.new} == {
        "toroku-kara-kofu": ({"Activity_1uketsu": C, "Activity_1ked5r1": C},) * 2,
        "shomeisho-kofu": ({"Activity_0xkhebx": C},) * 2,
    }
