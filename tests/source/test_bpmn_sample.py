"""The flows of this repository: kinds of lanes come from 業務.yaml, publishing gets the files."""

from pathlib import Path

from hyojun.source import load

ROOT = Path(__file__).parents[2]


def test_lanes_have_the_kinds_of_their_business_and_files_are_handed_on() -> None:
    repository = load(ROOT, "002")
    [business] = [b for b in repository.corpus.businesses if b.id == "002"]
    assert business.head.lane_kinds
    assert business.flows
    for flow in business.flows:
        assert flow.lanes
        assert {x.name: x.kind for x in flow.lanes if x.name in business.head.lane_kinds} == {
            x.name: business.head.lane_kinds[x.name] for x in flow.lanes if x.name in business.head.lane_kinds
        }
        assert repository.assets[f"bpmn/002/{flow.file}"] == ROOT / "bpmn/002" / flow.file
    assert {lane.kind for flow in business.flows for lane in flow.lanes} - {None}
