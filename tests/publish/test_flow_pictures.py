"""The drawings of a flow before and after: from the frozen edition and from today's file, with the same marks as the list."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from hyojun.diff import Change, Subject, between
from hyojun.flow import Style
from hyojun.model import Flow, FlowFile
from hyojun.publish.drawing import Picture
from hyojun.publish.flow_pictures import ComparedPictures, DrawnFlow, compared_pictures
from hyojun.source import Versions, frozen_drawing, open_versions, read_flow

ROOT = Path(__file__).parents[2]
KINDS = ROOT / "tests/flow/files/every-kind.bpmn"


def style(side: str, number: int) -> Style:
    return Style(f"{side}{number}-", standalone=False)


@pytest.fixture(scope="module")
def versions() -> Versions:
    return open_versions(ROOT, "spec/002/editions/機能-1.0.json", None, "002")


@pytest.fixture(scope="module")
def changes(versions: Versions) -> tuple[Change, ...]:
    return tuple(c for d in between(versions).documents for c in d.changes)


def pairs(versions: Versions) -> Iterator[tuple[DrawnFlow, DrawnFlow]]:
    """Each flow of the frozen edition beside the same one of today."""
    today = {f.key: f for f in versions.new.corpus.businesses[0].flows}
    for old in versions.old.corpus.businesses[0].flows:
        frozen, new = frozen_drawing(ROOT, "002", old), today[old.key]
        assert frozen is not None
        yield DrawnFlow(old, frozen), DrawnFlow(new, (ROOT / "bpmn/002" / new.file).read_bytes())


def revised(picture: Picture | None) -> dict[str, str]:
    """Title of each marked element by its ID."""
    assert picture is not None
    marked = re.findall(r'data-revised="([^"]+)"', picture.svg)
    titles = dict(re.findall(r'data-element-id="([^"]+)"[^>]*><title>([^<]*)<', picture.svg))
    return {id: titles[id] for id in marked}


def test_the_sample_before_and_after(versions: Versions, changes: tuple[Change, ...]) -> None:
    found = {}
    for old, new in pairs(versions):
        [(before, after)] = compared_pictures(old, new, changes, style)
        if revised(before) or revised(after):
            found[old.flow.key] = revised(before), revised(after)
        assert before and after and before.title == old.flow.title
        assert ("二重の枠" in before.svg) == ("二重の枠" in after.svg) == (old.flow.key in found)
        assert 'id="旧1-flow-title"' in before.svg and 'id="新1-flow-title"' in after.svg
    assert found == {
        "toroku-kara-kofu": (
            {
                "Activity_1uketsu": "変更: 登録の申請を受け付ける（システムの作業）",
                "Activity_1ked5r1": "変更: 照会書を出力する（システムの作業）",
            },
        )
        * 2,
        "shomeisho-kofu": (
            {"Activity_0xkhebx": "変更: 交付の可否を調べる（システムの作業）"},
            {"Activity_0xkhebx": "変更: 交付できるかを確認する（システムの作業）"},
        ),
    }
    told = {id.partition("/")[0] for c in changes if c.kind is Subject.STEP for id in c.new}
    assert told == set(found)


def drawn(data: bytes) -> DrawnFlow:
    declared = FlowFile.model_validate({"キー": "a", "題名": "受付", "ファイル": "a.bpmn"})
    flow, _ = read_flow(data, declared, "bpmn/002/a.bpmn", {})
    assert isinstance(flow, Flow)
    return DrawnFlow(flow, data)


def test_drawings_are_paired_by_their_number() -> None:
    two, one = drawn(KINDS.read_bytes()), drawn((ROOT / "bpmn/002/kengen-sosa.bpmn").read_bytes())
    assert [(bool(p.before), bool(p.after)) for p in compared_pictures(two, two, (), style)] == [
        (True, True)
    ] * 2
    first, second = compared_pictures(two, one, (), style)
    assert first.before and first.after and second.before and second.after is None
    assert second.before.name == "2"


def test_a_file_that_cannot_be_read_has_no_drawing() -> None:
    whole = drawn(KINDS.read_bytes())
    broken = whole._replace(bpmn=b"<!DOCTYPE a>")
    found = list(compared_pictures(broken, whole, (), style))
    assert found and all(p == ComparedPictures(None, p.after) and p.after for p in found)
    assert list(compared_pictures(broken, broken, (), style)) == []
