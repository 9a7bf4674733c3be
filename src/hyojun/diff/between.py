"""Two opened versions → their comparison: each 業務 by itself, with what cites it from the others."""

from collections.abc import Iterable, Iterator

from hyojun.model import Business, Corpus, Ref
from hyojun.source import Version, Versions

from .as_of import Held
from .changes import Comparison, DocumentComparison, Side
from .compare import compared


def between(versions: Versions) -> Comparison:
    """What changed between two versions. A 業務 that is the same in both is not in it."""
    old, new, _, documents, others = versions
    names = {b.id: b.name for b in new.corpus.registry.businesses}
    citing = others.citing(changed(old.corpus, new.corpus), names) if others else ()
    # The same values on both sides: nothing about them can differ.
    was, now = _with(old.corpus, citing), _with(new.corpus, citing)
    wanted: Iterable[tuple[str | None, str | None]] = documents or ((None, None),)
    found = (d for s, n in wanted for d in compared(was, now, spec=s, document=n).documents)
    return Comparison(documents=tuple(_labelled(d, old, new) for d in found))


def held_in(version: Version, found: DocumentComparison) -> Held | None:
    """A document that was compared, as a version has it; None where that has none."""
    business = version.corpus.business(found.business)
    document = business.document(found.document) if business else None
    errata = version.errata.get((found.business, found.document), ())
    return Held(business, document, errata) if business and document else None


def changed(old: Corpus, new: Corpus) -> Iterator[Ref]:
    """The addresses at which there is something else, or nothing any more."""
    for ref in dict.fromkeys((*old.entries, *new.entries)):
        was, now = old.entries.get(ref), new.entries.get(ref)
        if was is None or now is None or (was.value is not now.value and was.value != now.value):
            yield ref


def _with(corpus: Corpus, businesses: tuple[Business, ...]) -> Corpus:
    return corpus.model_copy(update={"businesses": (*corpus.businesses, *businesses)})


def _labelled(found: DocumentComparison, old: Version, new: Version) -> DocumentComparison:
    def side(own: Side | None, version: Version) -> Side | None:
        errata = version.errata.get((found.business, found.document), ())
        known = {"label": version.label, "errata": errata[-1].number if errata else None}
        return own and own.model_copy(update=known)

    return found.model_copy(update={"old": side(found.old, old), "new": side(found.new, new)})
