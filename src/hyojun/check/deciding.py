"""What a draft will still be asked for once it is decided."""

from datetime import date

from hyojun.model import Document, Finding, Severity, Status
from hyojun.source import Repository

from .run import run


def asked_when_decided(
    repository: Repository, spec: str, name: str, edition: str, today: date
) -> tuple[Finding, ...]:
    """Errors that a document of a 業務 does not have as a draft, and has as a decided edition of `today`.

    `edition`: what it shall be released as. Empty where the document is not there.
    """

    def decided(document: Document) -> Document:
        if document.name != name:
            return document
        *before, last = document.history
        last = last.model_copy(update={"edition": edition, "day": last.day or today})
        head = {"status": Status.DECIDED, "edition": edition, "day": document.day or today}
        return document.model_copy(update={**head, "history": (*before, last)})

    corpus = repository.corpus
    businesses = tuple(
        b.model_copy(update={"documents": tuple(map(decided, b.documents))}) if b.id == spec else b
        for b in corpus.businesses
    )
    then = repository._replace(corpus=corpus.model_copy(update={"businesses": businesses}))
    known = {(f.code, f.origin, f.message) for f in _errors(repository, spec, today)}
    return tuple(f for f in _errors(then, spec, today) if (f.code, f.origin, f.message) not in known)


def _errors(repository: Repository, spec: str, today: date) -> list[Finding]:
    return [f for f in run(repository, spec, today).findings if f.severity is Severity.ERROR]
