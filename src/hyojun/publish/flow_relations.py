"""Which 業務フロー goes on in which, both ways: for the marks on drawings and the lists beside them."""

from collections.abc import Iterator
from typing import NamedTuple

from hyojun.model import Business, Corpus, Flow, FlowNode, Kind, Ref, Task

NEXT = "次のフロー"


class Neighbour(NamedTuple):
    """Another flow that comes before or after one."""

    ref: Ref
    name: str
    """Its title, after the 業務 if that is another one."""


def leading(corpus: Corpus, business: Business, flow: Flow) -> dict[str, tuple[Neighbour, ...]]:
    """要素ID → the flows that the task or event leads to."""
    owners: tuple[Task | FlowNode, ...] = (*flow.tasks, *flow.nodes)
    return {
        owner.id: tuple(_neighbour(corpus, business, _written(business, key)) for key in owner.leads_to)
        for owner in owners
        if owner.leads_to
    }


def after(corpus: Corpus, business: Business, flow: Flow) -> tuple[Neighbour, ...]:
    """The flows that a flow goes on in, each once."""
    found = leading(corpus, business, flow).values()
    return tuple(dict.fromkeys(n for neighbours in found for n in neighbours))


def before(corpus: Corpus, business: Business, flow: Flow) -> tuple[Neighbour, ...]:
    """The flows of any 業務 that go on in a flow, each once."""
    return tuple(dict.fromkeys(_coming(corpus, business, flow)))


def _coming(corpus: Corpus, business: Business, flow: Flow) -> Iterator[Neighbour]:
    for edge in corpus.incoming.get(business.ref(Kind.FLOW, flow.key), ()):
        if edge.word == NEXT and edge.source:
            key = edge.source.id.partition("/")[0]  # of a step: key of the flow, key of the step
            yield _neighbour(corpus, business, Ref(edge.source.business, Kind.FLOW, key))


def _written(business: Business, key: str) -> Ref:
    """What 次のフロー names: `key`, or `業務ID/key`."""
    other, _, own = key.rpartition("/")
    return Ref(other or business.id, Kind.FLOW, own)


def _neighbour(corpus: Corpus, business: Business, ref: Ref) -> Neighbour:
    """By its title; where it is not at hand, by its 業務 alone: a key says nothing to a reader."""
    name = corpus.called(ref)
    registered = corpus.registry.business(ref.business)
    whose = registered.name if registered else ref.business
    if name is None:
        return Neighbour(
            ref, f"{whose}の業務フロー" if ref.business != business.id else f"フロー「{ref.id}」"
        )
    return Neighbour(ref, name if ref.business == business.id else f"{whose}「{name}」")
