"""The form of a published file without its words: what of it a program acts upon. Two files of one form differ in text only."""

import csv
import io
import json
import re
import string
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pikepdf
from lxml import etree, html

ADDRESS = ("href", "src", "action", "formaction", "srcset", "poster", "data", "cite", "background", "ping")
RUNNING = re.compile(
    rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData|GoToE|AA)\b"
)
"""Names in a PDF behind which something runs or hides."""
_LETTERS = str.maketrans(string.punctuation + "＜＞＝", "âãäåçëîïñôõöûýÿăĩŏũŭƒơưǹḿạảấầẩẫậ甲乙丙")
_CALL = re.compile(r"(\w+)\((.*)\);?\s*\Z", re.DOTALL)


def harmless(text: str) -> str:
    """A text without signs: a letter of the same width for each, so that what was the same still is, and nothing else."""
    return text.translate(_LETTERS)


def page(data: bytes) -> list[Any]:
    """Elements in order, with the names of their attributes and the beginnings of addresses; drawings as sets."""
    found: list[Any] = []
    for element in html.document_fromstring(data.decode("utf-8")).iter(etree.Element):
        if not isinstance(element.tag, str):
            continue
        if element.tag == "svg":
            found.append(("svg", sorted(_drawn(element))))
        elif next(element.iterancestors("svg"), None) is None:
            found.append(_element(element))
    return found


def depends_on_words(found: list[Any]) -> bool:
    """Whether a page compares texts: how many marks, rows and remarks it has depends on which words are the same."""
    return any(tag in ("ins", "del") for tag, _ in found)


def kinds(found: list[Any]) -> set[str]:
    """Kinds of elements of a page, however often and in whichever order."""
    return {repr((tag, [n for n in names if n != "class"])) for tag, names in found}


def drawing(data: bytes) -> list[Any]:
    """Elements of an SVG as a set: how many a text takes depends on how wide it is."""
    return sorted(_drawn(etree.fromstring(data)))


def _drawn(root: Any) -> set[Any]:
    return {_element(e) for e in root.iter(etree.Element) if isinstance(e.tag, str)}


def _element(element: Any) -> tuple[str, tuple[str, ...]]:
    names = []
    for name, value in element.attrib.items():
        own = name.rpartition("}")[2]
        assert not own.lower().startswith("on"), (element.tag, own, value)
        names.append(f"{own}={_scheme(value)}" if own in ADDRESS else own)
        if own == "http-equiv":
            names.append(value.lower())
    if element.tag in ("style", "script"):  # what stands in them acts
        names.append(re.sub(r"[\s\d]+", " ", element.text or ""))
    return element.tag, tuple(sorted(names))


def _scheme(address: str) -> str:
    found = re.match(r"\s*([a-zA-Z][\w+.\-]*:|//|#|$)", address)
    return found[1].lower() if found else "inside"


def feed(data: bytes) -> list[Any]:
    return [_element(e) for e in etree.fromstring(data).iter(etree.Element) if isinstance(e.tag, str)]


def script(data: bytes) -> Any:
    """A file of data that calls one function of the site: its name, and the form of what it is given."""
    text = data.decode("utf-8")
    call = _CALL.search(text)
    assert call, text[:80]
    for sign in ("<", "\u2028", "\u2029"):
        assert sign not in text
    return call[1], value(json.loads(f"[{call[2]}]"))


def value(found: Any) -> Any:
    """The form of JSON: keys, of which some are texts, and kinds of values."""
    match found:
        case dict():
            return sorted(((harmless(k), value(v)) for k, v in found.items()), key=repr)
        case list():
            return [value(v) for v in found]
        case _:
            return type(found).__name__


def keys(found: Any, place: str = "") -> set[str]:
    """Keys of JSON with those they stand under, however many values a list has."""
    match found:
        case dict():
            return {k for n, v in found.items() for k in (f"{place}/{n}", *keys(v, f"{place}/{n}"))}
        case list():
            return {k for v in found for k in keys(v, f"{place}/*")}
        case _:
            return set()


def rows(data: bytes) -> set[int]:
    """How many cells the rows of a CSV have; none of them is one that a spreadsheet would run."""
    found = list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    for cell in (c for row in found for c in row):
        assert not re.match(r"\s*[=+\-@＝＋－＠\t\r](?!\d*\.?\d*\Z)", cell), cell
    return {len(row) for row in found}


def workbook(data: bytes) -> set[tuple[str, tuple[str, ...]]]:
    """Kinds of parts of a workbook and where they lead; no formula, no connection, no program.

    How many sheets it has depends on how high its texts are: what no row can show has a sheet of its own.
    """
    found = set()
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            assert not re.search(
                r"vba|external|connections|query|activeX|embeddings|ctrlProps", name, re.I
            ), name
            content = archive.read(name)
            root = etree.fromstring(content) if name.endswith((".xml", ".rels")) else None
            if root is None:
                continue
            tags = {etree.QName(e).localname for e in root.iter(etree.Element)}
            assert not tags & {"f", "ddeLink", "oleObject", "control", "webPublishing"}, (name, tags)
            links = sorted(
                {_scheme(t) for e in root.iter("{*}Relationship") if _outside(e) for t in [e.get("Target")]}
            )
            found.add((re.sub(r"\d+", "", name), tuple(links)))
    return found


def _outside(relationship: Any) -> bool:
    return relationship.get("TargetMode") == "External"


def pdf(path: Path) -> set[str]:
    """Kinds of actions of a PDF and where they lead; nothing in it runs or hides."""
    found: set[str] = set()
    with pikepdf.open(path) as opened:
        for one in opened.objects:
            if not isinstance(one, pikepdf.Dictionary | pikepdf.Stream):
                continue
            for key in list(one.keys()):
                assert not RUNNING.fullmatch(key.encode()), (path, key)
            if "/URI" in one and isinstance(one["/URI"], pikepdf.String):
                found.add(f"URI {_scheme(str(one['/URI']))}")
            for below in _actions(one):
                found.add(below)
    return found


def _actions(one: Any) -> Iterator[str]:
    for key in ("/A", "/OpenAction"):
        action = one.get(key)
        if isinstance(action, pikepdf.Dictionary) and "/S" in action:
            kind = str(action["/S"])
            assert kind in ("/GoTo", "/URI"), kind
            yield f"{kind} {_scheme(str(action['/URI']))}" if kind == "/URI" else kind
