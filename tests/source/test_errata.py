"""正誤: what is in force of an edition is the edition with what was issued, and its file never changes."""

import json
import shutil
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from hyojun.model import Business, Correction, Errata, MisfitKind, digests, snapshot
from hyojun.source import (
    CannotRelease,
    UnreadableVersion,
    editions_of,
    issue_errata,
    load,
    load_snapshots,
    open_versions,
    released,
    snapshot_bytes,
    unissued,
    verified,
)
from hyojun.source.correcting import _FIXED, _leaves, corrected, places, remaining

ROOT = Path(__file__).parents[2]
FOLDER = "spec/002/editions"
FILE = f"{FOLDER}/機能-1.0.json"
FIRST = f"{FOLDER}/機能-1.0-正誤1.yaml"
FROZEN = load_snapshots([ROOT / FILE])
PLAIN = snapshot(FROZEN, FROZEN.documents[0]).plain()
PLACES = {p.label: p for p in places(PLAIN)}


def errata(target: str, wrong: str, right: str, field: str | None = None, number: int = 1) -> Errata:
    one = Correction(target=target, field=field, wrong=wrong, right=right, reason="誤記のため。")
    return Errata(document="機能", edition="1.0", number=number, day=date(2025, 10, 1), corrections=(one,))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name in ("spec/002", "bpmn/002"):
        shutil.copytree(ROOT / name, tmp_path / name)
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


def note(business: Business) -> str | None:
    return next(f.note for f in business.functions if f.id == "0020002")


NEXT = """\
文書: 機能
版: "1.0"
正誤: {number}
年月日: 2026-09-01
訂正:
  - {{対象: 機能0020002, 誤: 印字した印影を実物と, 正: 印字した印影を、実物と, 理由: 読点が無いため。}}
"""


def write(root: Path, number: int) -> Path:
    path = root / f"{FOLDER}/機能-1.0-正誤{number}.yaml"
    path.write_text(NEXT.format(number=number), "utf-8")
    return path


def issue(root: Path, number: int) -> tuple[str, ...]:
    [business] = load(root).corpus.businesses
    return issue_errata(root, "002", next(e for e in business.errata if e.number == number))


def strings(node: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[tuple[Any, ...], Any]]:
    if isinstance(node, (dict, list)):
        for step, value in node.items() if isinstance(node, dict) else enumerate(node):
            yield from strings(value, (*path, step))
    else:
        yield path, node


def one_of_each_kind() -> dict[str, str]:
    """The first entry of each kind that has a text of its own, and that text."""
    found: dict[str, str] = {}
    kinds = set()
    for place in PLACES.values():
        free = [x.text for x in _leaves(place, None) if x.words not in _FIXED.get(place.cls, ())]
        own = [t for t in free if len(t) > 8 and sum(t in other for other in free) == 1]
        if own and place.cls not in kinds:
            kinds.add(place.cls)
            found[place.label] = own[-1]
    return found


EXAMPLES = one_of_each_kind()


def test_every_kind_of_entry_of_the_sample_has_an_example() -> None:
    """But code lists and data, which that document does not hold."""
    kinds = {PLACES[label].cls.__name__ for label in EXAMPLES}
    assert kinds == set(
        "BusinessHead DocumentHead Chapter Heading Function Form FormItem TreeNode Flow Screen Term"
        " NonFunctional LocalMeasure OutOfScope".split()
    )


@pytest.mark.parametrize("label", EXAMPLES)
def test_one_string_becomes_another_and_nothing_else_changes(label: str) -> None:
    text = EXAMPLES[label].split("\n")[-1] or EXAMPLES[label].split("\n")[-2]
    before = json.dumps(PLAIN, ensure_ascii=False)
    after, [misfits] = corrected(PLAIN, [errata(label, text, text + "など")])
    assert (misfits, json.dumps(PLAIN, ensure_ascii=False)) == ([], before)
    old, new = dict(strings(PLAIN)), dict(strings(after))
    assert old.keys() == new.keys()
    [(was, now)] = [(old[p], new[p]) for p in old if old[p] != new[p]]
    assert (was.count(text), now) == (1, was.replace(text, text + "など"))


def test_a_title_follows_its_chapter() -> None:
    after, [misfits] = corrected(PLAIN, [errata("本編/1-総則.md", "# はじめに", "# 初めに")])
    assert (misfits, after["文書"]["内容"]["本編"][0]["題名"]) == ([], "初めに")


def test_a_number_is_corrected_as_it_is_written() -> None:
    place = next(p for p in PLACES.values() if isinstance(p.data.get("桁数"), int))
    digits = str(place.data["桁数"])
    after, [misfits] = corrected(PLAIN, [errata(place.label, digits, "77", "桁数")])
    [result] = [p for p in places(after) if p.label == place.label]
    assert (misfits, result.data) == ([], {**place.data, "桁数": "77"})
    _, [misfits] = corrected(PLAIN, [errata(place.label, digits, "七十七", "桁数")])
    assert [m.kind for m in misfits] == [MisfitKind.RESULT]


def test_what_does_not_fit_is_left_out_and_the_rest_is_corrected() -> None:
    laid = [errata("機能0020002", "無い文字", "語"), errata("機能0020002", "画像の解像度", "印影の解像度")]
    after, misfits = corrected(PLAIN, laid)
    assert [[m.kind for m in found] for found in misfits] == [[MisfitKind.PLACE], []]
    note = next(p.data["備考"] for p in places(after) if p.label == "機能0020002")
    assert note.startswith("印影の解像度は、")


def test_what_remains_is_told_unless_the_right_words_hold_the_wrong_ones() -> None:
    assert remaining(PLAIN, errata("機能0020002", "画像の解像度", "印影").corrections[0])
    assert not remaining(PLAIN, errata("機能0020002", "の解像度", "画像の解像度").corrections[0])
    assert not remaining(PLAIN, errata("機能0020999", "画像", "印影").corrections[0])
    assert not remaining(PLAIN, errata("機能0020002", "画像の解像度", "印影", "機能要件").corrections[0])


def test_the_sample_is_in_force_with_its_errata_and_its_file_is_as_it_was() -> None:
    [edition] = editions_of(ROOT, "002")
    was, now = edition.business, edition.corrected()
    assert [e.number for e in edition.errata] == [1, 2]
    assert snapshot_bytes(was, edition.document) == (ROOT / FILE).read_bytes()
    assert note(was) != note(now)
    assert "印字した印影を実物と" in (note(now) or "")
    old, new = digests(was, was.documents[0]), digests(now, now.documents[0])
    assert {k for k in old if old[k] != new[k]} == {"本編/本編/1-総則.md"}  # a note binds nobody
    assert [e.ref for e in now.entries] == [e.ref for e in was.entries]


@pytest.mark.parametrize(
    ("day", "numbers"),
    [("2025-11-09", []), ("2025-11-10", [1]), ("2026-02-15", [1]), ("2026-02-16", [1, 2]), (None, [1, 2])],
)
def test_errata_count_from_their_day(day: str | None, numbers: list[int]) -> None:
    [edition] = editions_of(ROOT, "002")
    until = date.fromisoformat(day) if day else None
    assert [e.number for e in edition.errata_until(until)] == numbers
    mended = "印字した印影を実物と" in (note(edition.corrected(until)) or "")
    assert mended == (1 in numbers)


def test_an_edition_is_compared_as_it_is_in_force(root: Path, tmp_path: Path) -> None:
    opened = open_versions(root, str(root / FILE))
    assert opened.old.label == f"{root / FILE}（正誤2まで）"
    assert "印影を実物" in (note(opened.old.corpus.businesses[0]) or "")
    plain = open_versions(root, str(root / FILE), errata=False)
    assert plain.old.label == str(root / FILE)
    assert "印影が実物" in (note(plain.old.corpus.businesses[0]) or "")
    elsewhere = str(shutil.copy(root / FILE, tmp_path / "elsewhere.json"))
    assert "印影が実物" in (note(open_versions(root, elsewhere).old.corpus.businesses[0]) or "")
    folder = open_versions(root, str(root / FOLDER))
    assert folder.old.label == f"{root / FOLDER}（正誤2まで）"


def test_a_draft_changes_nothing_until_it_is_issued(root: Path) -> None:
    write(root, 3)
    assert unissued(root) == (f"{FOLDER}/機能-1.0-正誤3.yaml",)
    assert len(editions_of(root)[0].errata) == 2
    frozen = (root / FILE).read_bytes()
    assert issue(root, 3) == (f"{FOLDER}/SHA256SUMS",)
    assert (root / FILE).read_bytes() == frozen
    assert issue(root, 3) == unissued(root) == ()
    assert "印影を、実物" in (note(editions_of(root)[0].corrected()) or "")
    assert {v.condition.name for v in verified(root)} == {"WHOLE"}
    assert released(root, "002", "機能") == ("1.0",)


def test_line_endings_are_settled_when_it_is_issued(root: Path) -> None:
    path = write(root, 3)
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))
    assert issue(root, 3) == (f"{FOLDER}/機能-1.0-正誤3.yaml", f"{FOLDER}/SHA256SUMS")
    assert b"\r" not in path.read_bytes()
    path.write_bytes(path.read_bytes().replace(b"\n", b"\r\n"))  # a checkout may do that: no change
    assert {v.condition.name for v in verified(root)} == {"WHOLE"}
    assert issue(root, 3) == ()


def test_what_does_not_fit_is_not_issued(root: Path) -> None:
    path = write(root, 3)
    path.write_text(path.read_text("utf-8").replace("印字した印影を実物と,", "無い文字,"), "utf-8")
    with pytest.raises(CannotRelease, match=r"その版に合いません。.*に「無い文字」"):
        issue(root, 3)


def test_numbers_are_issued_in_turn_and_never_twice(root: Path) -> None:
    write(root, 4)
    with pytest.raises(CannotRelease, match="正誤3がまだ出ていません"):
        issue(root, 4)
    path = root / FIRST
    path.write_text(path.read_text("utf-8").replace("助詞の誤り", "助詞の違い"), "utf-8")
    with pytest.raises(CannotRelease, match="出した正誤は書き換えられません"):
        issue(root, 1)


@pytest.mark.parametrize("harm", ["changed", "gone", "broken seal", "a gap"])
def test_what_was_issued_is_there_whole_or_nothing_is_shown(root: Path, harm: str) -> None:
    path, seal = root / FIRST, root / f"{FOLDER}/SHA256SUMS"
    if harm == "changed":
        path.write_text(path.read_text("utf-8") + "# 注\n", "utf-8")
    elif harm == "gone":
        path.unlink()
    elif harm == "broken seal":
        seal.write_text("?\n", "utf-8")
    else:
        lines = seal.read_text("utf-8").splitlines(keepends=True)
        seal.write_text("".join(line for line in lines if "正誤1" not in line), "utf-8")
    with pytest.raises(UnreadableVersion, match="hyojun verify で確かめて"):
        editions_of(root)
    with pytest.raises(UnreadableVersion, match="hyojun verify で確かめて"):
        open_versions(root, str(root / FILE))
    if harm != "a gap":
        assert {v.condition.name for v in verified(root)} != {"WHOLE"}
