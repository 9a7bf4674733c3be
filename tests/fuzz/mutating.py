"""Changes that leave most of an input whole: of an XML part its elements, of a text its lines and words.

Random bytes break the first angle bracket or quote and never get further than the parser. These go past it: what was
there twice, elsewhere, not at all, under another name, with another value.
"""

import random
from collections.abc import Callable
from xml.etree import ElementTree

from bundles import bundled, unbundled

Bytes = Callable[[bytes, int], bytes]
ODD = (
    "", " ", "　", "0", "-1", "1", "99999999999", "1e9", "1.5", "NaN", "true", "A1:XFD1048576", "#", "##", "\\", "\n",
    "\t", "\u200b", "\u2028", "\ufeff", "が", "\U000e0100", "𠮷", "○", "◎", "×", "：", "機能0020001", "0020001",
    "002仮1", "1.1.1", "第1章", "（ア）", "2026-13-45", "R8.4.1", "=1+1", "_x000D_", "../a", "a\u0300", "あ" * 300,
)  # fmt: skip
_LARGE = 300
"""Elements below which a copy of one may make an input much larger."""


def mutated(data: bytes, largest: int, seed: int, by_bytes: Bytes) -> bytes:
    """An input changed in one to four places; `by_bytes` is the fuzzer's own way."""
    chance = random.Random(seed)
    files = unbundled(data)
    if not files or chance.random() < 0.1:
        return by_bytes(data, largest)
    for _ in range(chance.randint(1, 4)):
        name = chance.choice([*files])
        body = files[name]
        if chance.random() < 0.25:
            files[name] = by_bytes(body, max(len(body) + 64, 64))
        elif name.endswith((".xml", ".rels", ".bpmn")):
            files[name] = _elements(body, chance)
        else:
            files[name] = _lines(body, chance)
    made = bundled(files)
    return made if len(made) <= largest else by_bytes(data, largest)


def _elements(body: bytes, chance: random.Random) -> bytes:
    """XML with one element or attribute of it changed; as it was where it is none."""
    try:
        root = ElementTree.fromstring(body)
    except (ElementTree.ParseError, ValueError, LookupError):
        return body
    parents = [e for e in root.iter() if len(e)]
    everything = list(root.iter())
    one, other = chance.choice(everything), chance.choice(everything)
    parent = chance.choice(parents) if parents else root
    at = chance.randrange(len(parent)) if len(parent) else 0
    match chance.randrange(9):
        case 0 if len(parent):
            del parent[at]
        case 1 if len(parent) and len(everything) < _LARGE:
            parent.insert(chance.randint(0, len(parent)), parent[at])
        case 2 if len(parent) > 1:
            to = chance.randrange(len(parent))
            parent[at], parent[to] = parent[to], parent[at]
        case 3 if len(everything) < _LARGE and parent not in list(one.iter()):
            parent.insert(at, one)
        case 4:
            one.tag = other.tag
        case 5 if one.attrib:
            one.attrib.pop(chance.choice([*one.attrib]))
        case 6 if one.attrib:
            values = [*other.attrib.values(), *map(_allowed, ODD)]
            one.set(chance.choice([*one.attrib]), chance.choice(values))
        case 7 if other.attrib:
            one.set(*chance.choice([*other.attrib.items()]))
        case _:
            one.text = _allowed(chance.choice([*ODD, other.text or "", (one.text or "") * 2]))
    return ElementTree.tostring(root, "utf-8")


def _allowed(text: str) -> str:
    """Without what no XML file can hold."""
    return "".join(c for c in text if c in "\t\n\r" or (c >= " " and c not in "\ufffe\uffff"))


def _lines(body: bytes, chance: random.Random) -> bytes:
    """Text with lines or words changed."""
    lines = body.decode("utf-8", "surrogateescape").split("\n")
    at, to = (chance.randrange(len(lines)) for _ in range(2))
    match chance.randrange(8):
        case 0:
            del lines[at]
        case 1:
            lines.insert(to, lines[at])
        case 2:
            lines[at], lines[to] = lines[to], lines[at]
        case 3:
            lines[at] = "  " + lines[at]
        case 4:
            lines[at] = lines[at].removeprefix("  ")
        case 5:
            words = lines[at].split(" ")
            words[chance.randrange(len(words))] = chance.choice(ODD)
            lines[at] = " ".join(words)
        case 6:
            cut = chance.randint(0, len(lines[at]))
            lines[at] = lines[at][:cut] + chance.choice(ODD) + lines[at][cut:]
        case _:
            mine, others = lines[at].split(" "), lines[to].split(" ")
            mine[-1] = others[-1]
            lines[at] = " ".join(mine)
    return "\n".join(lines).encode("utf-8", "surrogateescape")
