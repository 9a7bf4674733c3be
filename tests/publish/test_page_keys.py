"""Two pages of one key are the same page: each text of which only some pages show anything, changed in turn."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from everything import ID, corpus

from hyojun.diff import Held, history
from hyojun.model import Business, Chapter, CodeList, Corpus, FormItem, Function, Linkage, Value
from hyojun.publish import Job
from hyojun.publish.site import render, write
from hyojun.publish.site.page_keys import _OF_ENTRIES, TEXTS, page_keys
from hyojun.publish.site.running import Running
from hyojun.source import Edition, Settings

CHANGES = [(kind, field) for kind, fields in TEXTS.items() for field in sorted(fields)]


class Shown(NamedTuple):
    """The pages of a 業務: docname → key, and what stands on each that is not prose."""

    keys: Mapping[str, bytes]
    pages: Mapping[str, str]


@pytest.fixture(scope="module", params=[False, True], ids=["初めての版", "公表した版がある"])
def running(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Running:
    """A 業務 that has everything there is."""
    place = tmp_path_factory.mktemp("keys")
    job = Job(place, Settings(), corpus(), {})
    if request.param:
        edition = _released(job.corpus)
        job = _compared(job._replace(released=(Held(edition.business, edition.document),)))
    return write._themed(write._running(job, place, (), None), place / "themes")


def _released(corpus: Corpus) -> Edition:
    """An edition that said other things than the sources say now."""
    business = corpus.business(ID)
    assert business
    old = business.documents[0].model_copy(update={"edition": "0.1"})
    for kind, field in (*CHANGES, (Linkage, "name"), (CodeList, "name")):
        old = _rewritten(old, kind, field)
    return Edition(business.model_copy(update={"documents": (old,)}), ())


def _compared(job: Job) -> Job:
    """With the steps from its released editions to what it says now."""
    return job._replace(history=history(job.corpus, [Edition(h.business, ()) for h in job.released]))


@pytest.fixture(scope="module")
def before(running: Running) -> Shown:
    return shown(running)


def shown(running: Running) -> Shown:
    business = _of(running)
    running = running._replace(figures=write._figures(running))
    return Shown(
        page_keys(running.job, running.map, business, b"", (), running.timelines),
        {
            p.docname: render.body(running, p.docname) + str(render.frame(running, p.docname, ""))
            for p in running.map.of(business)
            if p.template
        },
    )


def _of(running: Running) -> Business:
    business = running.job.corpus.business(ID)
    assert business
    return business


def _with(running: Running, business: Business) -> Running:
    """The same site with another 業務 in the place of one."""
    businesses = tuple(business if b.id == ID else b for b in running.job.corpus.businesses)
    job = running.job._replace(corpus=running.job.corpus.model_copy(update={"businesses": businesses}))
    again = write._running(_compared(job), Path(), (), None)
    return again._replace(theme=running.theme, static=running.static)


def _rewritten(value: Any, kind: type[Value], field: str) -> Any:
    if isinstance(value, tuple) and type(value) is tuple:
        return tuple(_rewritten(v, kind, field) for v in value)
    if not isinstance(value, Value):
        return value
    update = {
        name: new
        for name in type(value).model_fields
        if (new := _rewritten(old := getattr(value, name), kind, field)) is not old
    }
    if type(value) is kind:
        update[field] = f"{getattr(value, field) or ''}別の言葉"
    return value.model_copy(update=update) if update else value


@pytest.mark.parametrize(("kind", "field"), CHANGES, ids=lambda x: getattr(x, "__name__", x))
def test_a_page_of_the_same_key_is_the_same_page(
    kind: type[Value], field: str, running: Running, before: Shown
) -> None:
    after = shown(_with(running, _rewritten(_of(running), kind, field)))
    assert after.keys.keys() == before.keys.keys()
    same = {docname for docname, key in before.keys.items() if after.keys[docname] == key}
    assert same
    assert same < before.keys.keys()
    differing = [d for d in same & before.pages.keys() if after.pages[d] != before.pages[d]]
    assert not differing
    if kind is not Chapter:
        assert any(after.pages[d] != page for d, page in before.pages.items())


@pytest.mark.parametrize("field", ["registered", "head", "documents"])
def test_whatever_else_a_business_says_is_part_of_every_key(
    field: str, running: Running, before: Shown
) -> None:
    business = _of(running)
    new: Any = getattr(business, field)
    match field:
        case "registered":
            new = new.model_copy(update={"system": "別のシステム"})
        case "head":
            new = new.model_copy(update={"contact": "別の窓口"})
        case _:
            new = (new[0].model_copy(update={"title": "別の題名"}), *new[1:])
    keys = shown(_with(running, business.model_copy(update={field: new}))).keys
    assert not {d for d, key in before.keys.items() if keys.get(d) == key}


def test_a_text_that_editions_changed_makes_few_pages_of_entries(running: Running, before: Shown) -> None:
    """Beside those that tell of editions as a whole."""
    after = shown(_with(running, _rewritten(_of(running), FormItem, "note")))
    made = {d for d, key in before.keys.items() if after.keys[d] != key}
    templates = {p.docname: p.template for p in running.map.of(_of(running))}
    assert {templates[d] for d in made if templates[d] in _OF_ENTRIES} == {"form"}
    assert any(templates[d] not in _OF_ENTRIES for d in made) is bool(running.job.released)


def test_what_editions_did_to_an_entry_is_part_of_the_key_of_its_page(
    running: Running, before: Shown
) -> None:
    """It changes without a text of the page: a row that went is matched with another one."""
    for at, events in running.timelines.events.items():
        others = {**running.timelines.events, at: events[:-1]}
        again = shown(running._replace(timelines=running.timelines._replace(events=others)))
        differing = {d for d, page in before.pages.items() if again.pages[d] != page}
        of_entries = {p.docname for p in running.map.of(_of(running)) if p.template in _OF_ENTRIES}
        assert not {d for d in differing & of_entries if again.keys[d] == before.keys[d]}


def test_what_an_edition_says_is_part_of_every_key(running: Running, before: Shown) -> None:
    for held in running.job.released:
        other = held.business.model_copy(update={"documents": (_rewritten(held.document, Function, "note"),)})
        job = running.job._replace(released=(held._replace(business=other, document=other.documents[0]),))
        again = shown(_with(running._replace(job=job), _of(running)))
        assert not {d for d, key in before.keys.items() if again.keys[d] == key}
