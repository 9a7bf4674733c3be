"""Sixty strings that try to be something else, in every field of every kind: in every publication they are text.

The measure is the same repository with harmless letters of the same length: no page, drawing, workbook, table or
document may have an element, an attribute, an address or an action that that one lacks. A field holds six of the
strings; HYOJUN_ROUNDS=10 builds until each field has held each (`make soak`).
"""

import json
import os
import re
import zipfile
from collections.abc import Callable, Iterator
from itertools import count
from pathlib import Path
from typing import NamedTuple

import planted
import pytest
import shapes
import yaml
from everything import ID
from lxml import html

STRINGS = [
    s
    for group in yaml.safe_load((Path(__file__).parent / "strings.yaml").read_text("utf-8")).values()
    for s in group
]
IN_A_FIELD = 6
APART = len(STRINGS) // IN_A_FIELD
ROUNDS = int(os.environ.get("HYOJUN_ROUNDS", "1"))


class Built(NamedTuple):
    """Two builds of the same repository but for its texts."""

    hostile: Path
    harmless: Path

    def files(self, *endings: str) -> Iterator[tuple[str, Path, Path]]:
        found = sorted(p for p in self.hostile.rglob("*") if p.suffix in endings)
        assert found
        for path in found:
            name = path.relative_to(self.hostile)
            yield str(name), path, self.harmless / name


def texts(start: int, change: Callable[[str], str] = str) -> planted.Text:
    """Six strings for each field in turn; each field begins with another of them."""
    numbers = count(start, 7)

    def text(_: str) -> str:
        first = next(numbers)
        return "／".join(change(STRINGS[(first + APART * n) % len(STRINGS)]) for n in range(IN_A_FIELD))

    return text


@pytest.fixture(scope="module", params=range(ROUNDS))
def built(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Built:
    folder = tmp_path_factory.mktemp("strings")
    outs = []
    for name, change in (("hostile", str), ("harmless", shapes.harmless)):
        first, earlier = texts(request.param, change), texts(request.param + 3, change)
        root = planted.plant(folder / name, first, edition=earlier)
        outs.append(planted.build(root))
    return Built(*outs)


def test_a_repository_of_all_kinds_is_read_whole(built: Built) -> None:
    """What is left out for a fault of the reading would prove nothing."""
    pages = {name for name, *_ in built.files(".html")}
    assert {
        f"site/{ID}/{page}.html" for page in ("index", "forms/0020001", "screens", "terms", "text/hajimeni")
    } <= pages
    whole = "".join(html.parse(p).getroot().text_content() for _, p, _ in built.files(".html"))
    squeezed = re.sub(r"\s", "", whole)
    assert [s for s in STRINGS if re.sub(r"\s", "", s) not in squeezed] == []


def test_the_same_files_are_there(built: Built) -> None:
    """But for packages, which bear a name from the sources, and files that bear their digest."""
    names = [{str(p.relative_to(out)) for p in out.rglob("*") if p.is_file()} for out in built]
    apart = {n for n in names[0] ^ names[1] if not n.endswith(".zip")}
    assert {n for n in apart if not re.search(r"[0-9a-f]{64}", n)} == set()


WORDS_DECIDE = ("/changes.html", "/checks.html", "/rules.html", "/hyojun-term.html")
"""Pages with as many rows as there are changes or findings, which depend on what the words say; an index by words."""


def test_pages_hold_no_other_elements(built: Built) -> None:
    """Where words decide how much a page shows, there is no kind of element that no harmless page has."""
    known = {k for *_, plain in built.files(".html") for k in shapes.kinds(shapes.page(plain.read_bytes()))}
    for name, hostile, plain in built.files(".html"):
        found, wanted = shapes.page(hostile.read_bytes()), shapes.page(plain.read_bytes())
        if name.endswith(WORDS_DECIDE) or shapes.depends_on_words(wanted):
            assert shapes.kinds(found) <= known, name
        else:
            assert found == wanted, name


def test_the_measure_knows_what_would_be_amiss(built: Built) -> None:
    """Each string that is an element where it is not escaped is seen on a page of which only kinds are compared."""
    known = {k for *_, plain in built.files(".html") for k in shapes.kinds(shapes.page(plain.read_bytes()))}
    page = (built.harmless / "site/changes.html").read_bytes()
    before = shapes.page(page)
    seen, unseen = 0, []
    for text in STRINGS:
        try:
            found = shapes.page(page.replace(b"</table>", f"</table>{text}".encode(), 1))
        except AssertionError:  # an attribute that runs
            seen += 1
            continue
        if shapes.kinds(found) - known:
            seen += 1
        elif found != before:
            unseen.append(text)
    assert seen > 20
    assert unseen == ["{raw}`<b>59</b>`"], "a bold word, as pages have them"


def test_drawings_hold_no_other_elements(built: Built) -> None:
    for name, hostile, plain in built.files(".svg"):
        if plain.exists():
            assert shapes.drawing(hostile.read_bytes()) == shapes.drawing(plain.read_bytes()), name


def test_data_of_the_site_is_data(built: Built) -> None:
    scripts = [f for f in built.files(".js") if "/_data/" in f[0] or "/_search/" in f[0] or "/id/" in f[0]]
    for name, hostile, plain in scripts:
        assert shapes.script(hostile.read_bytes()) == shapes.script(plain.read_bytes()), name
    for name, hostile, plain in built.files(".json"):
        if plain.exists():
            found, wanted = json.loads(hostile.read_bytes()), json.loads(plain.read_bytes())
            if name.endswith("変更一覧.json"):
                assert shapes.keys(found) == shapes.keys(wanted), name
            else:
                assert shapes.value(found) == shapes.value(wanted), name
    for name, hostile, plain in built.files(".xml"):
        assert shapes.feed(hostile.read_bytes()) == shapes.feed(plain.read_bytes()), name


def test_workbooks_hold_texts_only(built: Built) -> None:
    for name, hostile, plain in built.files(".xlsx"):
        assert shapes.workbook(hostile.read_bytes()) == shapes.workbook(plain.read_bytes()), name


def test_tables_hold_texts_only(built: Built) -> None:
    for name, hostile, plain in built.files(".csv"):
        assert shapes.rows(hostile.read_bytes()) == shapes.rows(plain.read_bytes()), name


def test_documents_lead_nowhere_else(built: Built) -> None:
    for name, hostile, plain in built.files(".pdf"):
        assert shapes.pdf(hostile) == shapes.pdf(plain), name


def test_packages_unpack_below_their_folder(built: Built) -> None:
    for name, hostile, _ in built.files(".zip"):
        with zipfile.ZipFile(hostile) as archive:
            names = archive.namelist()
        assert len({n.casefold() for n in names}) == len(names), name
        assert [
            n for n in names if n.startswith("/") or "\\" in n or ".." in n.split("/") or len(n) > 180
        ] == [], name
