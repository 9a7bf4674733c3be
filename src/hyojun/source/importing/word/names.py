"""Names of elements and attributes as people cite them (w:p), whichever edition of the format they are of."""

from collections.abc import Iterator
from xml.etree.ElementTree import Element as Element

_PREFIXES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships": "r",
    "http://purl.oclc.org/ooxml/officeDocument/relationships": "r",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/drawingml/2006/main": "a",
    "http://purl.oclc.org/ooxml/drawingml/main": "a",
    "http://schemas.openxmlformats.org/drawingml/2006/picture": "pic",
    "http://purl.oclc.org/ooxml/drawingml/picture": "pic",
    "http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing": "wp",
    "http://purl.oclc.org/ooxml/drawingml/wordprocessingDrawing": "wp",
    "http://schemas.openxmlformats.org/drawingml/2006/chart": "c",
    "http://schemas.openxmlformats.org/drawingml/2006/diagram": "dgm",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingShape": "wps",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingGroup": "wpg",
    "http://schemas.microsoft.com/office/word/2010/wordprocessingCanvas": "wpc",
    "http://schemas.microsoft.com/office/word/2010/wordml": "w14",
    "http://schemas.microsoft.com/office/word/2012/wordml": "w15",
    "urn:schemas-microsoft-com:vml": "v",
    "urn:schemas-microsoft-com:office:office": "o",
    "urn:schemas-microsoft-com:office:word": "w10",
    "http://purl.org/dc/elements/1.1/": "dc",
    "http://schemas.openxmlformats.org/package/2006/relationships": "",
}


def shortened(root: Element) -> Element:
    """The same tree under short names; names of unknown vocabularies stay as they are."""
    known: dict[str, str] = {}

    def short(name: str) -> str:
        if name not in known:
            space, _, local = name.removeprefix("{").rpartition("}")
            prefix = _PREFIXES.get(space)
            known[name] = name if prefix is None or not space else f"{prefix}:{local}" if prefix else local
        return known[name]

    for element in root.iter():
        element.tag = short(element.tag)
        if any(n[0] == "{" for n in element.attrib):
            element.attrib = {short(n): v for n, v in element.attrib.items()}
    return root


def value(element: Element | None, path: str = "", name: str = "w:val") -> str:
    """An attribute of an element or of one below it; empty where there is none.

    `path`: one step, or several with `/` between them.
    """
    for step in filter(None, path.split("/")):
        element = first(element, step)
    return "" if element is None else element.get(name, "")


def first(element: Element | None, tag: str) -> Element | None:
    """The first child of a name. Element.find would take the colon for a prefix to be declared."""
    return next((e for e in element if e.tag == tag), None) if element is not None else None


def each(element: Element | None, tag: str) -> Iterator[Element]:
    """The children of a name."""
    return (e for e in (element if element is not None else ()) if e.tag == tag)


def is_on(element: Element | None, tag: str) -> bool:
    """Whether a property is there and not switched off."""
    found = first(element, tag)
    return found is not None and found.get("w:val", "1").lower() not in ("0", "false", "off", "none")


def whole(text: str, default: int = 0) -> int:
    """A whole number as the format writes one; `default` for anything else."""
    bare = text.strip()
    return (
        int(bare)
        if len(bare) < 10 and bare.removeprefix("-").isascii() and bare.lstrip("-").isdigit()
        else default
    )
