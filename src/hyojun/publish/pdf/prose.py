"""本編: Markdown (MyST) → data for the templates, by way of the tokens of the same parser the reader uses.

A block is `{"k": kind, ...}`, an inline run a list of pieces as in `text`, plus marks such as
`{"k": "strong", "c": [...]}`. What the reader allows is translated; what it refuses never comes here.
"""

import posixpath
import re
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple
from urllib.parse import unquote

from markdown_it.tree import SyntaxTreeNode

from hyojun.model import PROSE_ROLES, SERIES, Business, Chapter, Kind
from hyojun.source import markdown_parser

from ..anchors import anchor
from ..marks import referred
from .problems import PdfError
from .text import Data, rich

NOTES = {"note": "注記", "important": "重要", "warning": "警告", "tip": "参考"}
_ROLES = {**PROSE_ROLES, "ref": Kind.HEADING}
_TITLED = re.compile(r"^(.*?)\s*<([^<>]+)>$", re.DOTALL)
_FENCE = re.compile(r"^\{([^}]*)\}\s*(.*)$")
_OPTION = re.compile(r"^:([A-Za-z-]+):\s*(.*)$")
_ABBREVIATION = re.compile(r"^(.*?)\s*\(([^()]*)\)$")
_BEGINNING = 24
_CLOSE = re.compile(r"[⺀-鿿豈-﫿＀-￯、。「」『』（）]")


class Directive(NamedTuple):
    """A fence with a name: `{figure} a.png`, its options, its content."""

    name: str
    argument: str
    options: dict[str, str]
    content: str


class Scope(NamedTuple):
    """What the translation of one chapter needs to know."""

    business: Business
    chapter: Chapter
    picture: Callable[[str], str]
    """Path of a picture as seen from the root of the repository → its name for the template."""
    notes: dict[str, SyntaxTreeNode]
    """Footnotes by their mark."""
    folder: str
    """Folder of the chapter's file, relative to the root."""


def prose(business: Business, chapter: Chapter, picture: Callable[[str], str]) -> list[Data]:
    """The blocks of a chapter. Raises PdfError for a picture without words or without file."""
    tree = _parsed(chapter.source)
    notes = {str(n.meta["label"]): n for n in tree.children if n.type == "footnote_reference"}
    file = f"spec/{business.id}/{chapter.file}"
    scope = Scope(business, chapter, picture, notes, posixpath.dirname(file))
    return _blocks(tree.children, scope, top=True)


def _parsed(source: str) -> SyntaxTreeNode:
    return SyntaxTreeNode(markdown_parser().parse(source))


def _blocks(nodes: Sequence[SyntaxTreeNode], scope: Scope, *, top: bool = False) -> list[Data]:
    """Blocks of a file, or of part of one. A key belongs to the heading after it."""
    found: list[Data] = []
    key: str | None = None
    before = 0
    for node in nodes:
        if node.type == "myst_target":
            key = node.content
            continue
        if node.type == "heading" and top:
            # A level left out would be refused by PDF/UA; only the first heading is the chapter's.
            before = max(2, min(int(node.tag[1]), before + 1)) if before else 1
            at = anchor(Kind.HEADING, key) if key else None
            found.append({"k": "heading", "level": before, "at": at} | _content(node, scope))
        elif node.type == "heading":
            found.append({"k": "par", "c": [{"k": "strong"} | _content(node, scope)]})
        elif block := _block(node, scope):
            found.extend(block)
        key = None
    return found


def _content(node: SyntaxTreeNode, scope: Scope) -> dict[str, Data]:
    """The inline content of a block as its `c`."""
    inline = node.children[0].children if node.children else []
    return {"c": _inline(inline, scope)}


def _block(node: SyntaxTreeNode, scope: Scope) -> list[Data]:
    match node.type:
        case "paragraph":
            return _paragraph(node, scope)
        case "bullet_list" | "ordered_list":
            start = int(str(node.attrs.get("start", 1))) if node.type == "ordered_list" else None
            items = [_blocks(item.children, scope) for item in node.children]
            return [{"k": "list", "start": start, "items": items}]
        case "dl":
            return [_definitions(node, scope)]
        case "table":
            return [_table(node, scope)]
        case "blockquote":
            return [{"k": "quote", "c": _blocks(node.children, scope)}]
        case "hr":
            return [{"k": "rule"}]
        case "fence" | "colon_fence":
            return _fence(node, scope)
        case "code_block":
            return [{"k": "code", "t": node.content.rstrip("\n")}]
    # Comments, front matter, and footnotes, which stand where they are called.
    return []


def _paragraph(node: SyntaxTreeNode, scope: Scope) -> list[Data]:
    """A paragraph; pictures alone in one become figures of their own."""
    inline = node.children[0].children if node.children else []
    drawn = [n for n in inline if n.type not in ("softbreak", "hardbreak") and not _is_blank(n)]
    if drawn and all(n.type == "image" for n in drawn):
        return [_figure(_source(n), _words(n), None, [], scope) for n in drawn]
    content = _inline(inline, scope)
    return [{"k": "par", "c": content, "begins": beginning(content)}]


def beginning(content: Data) -> str:
    """How a paragraph begins, for who looks up its 行番号."""
    if isinstance(content, str):
        return content.replace("\n", " ")[:_BEGINNING]
    if isinstance(content, dict):
        if content.get("k") in ("footnote", "image"):
            return ""
        return beginning(content.get("t") or content.get("c") or "".join(content.get("w", ())))
    found = ""
    for piece in content:
        if len(found) < _BEGINNING:
            found += beginning(piece)
    return found[:_BEGINNING]


def _is_blank(node: SyntaxTreeNode) -> bool:
    return node.type == "html_inline" or (node.type == "text" and not node.content.strip())


def _definitions(node: SyntaxTreeNode, scope: Scope) -> Data:
    items: list[Data] = []
    for child in node.children:
        if child.type == "dt":
            items.append({"t": _content(child, scope)["c"], "c": []})
        elif items:
            items[-1]["c"].extend(_blocks(child.children, scope))
    return {"k": "terms", "items": items}


def _table(node: SyntaxTreeNode, scope: Scope) -> Data:
    rows = [row for part in node.children for row in part.children]
    heads = sum(len(part.children) for part in node.children if part.type == "thead")
    aligns = [str(c.attrs.get("style", "")).removeprefix("text-align:") for c in rows[0].children]
    cells = [_row([[{"k": "par"} | _content(cell, scope)] for cell in row.children]) for row in rows]
    return {"k": "table", "caption": None, "heads": heads, "aligns": aligns, "widths": [], "rows": cells}


def _row(cells: list[Data]) -> list[Data]:
    """A row of a table, which is known by how its first cell begins."""
    words = beginning(cells[0]) if cells else ""
    plain = [[{n: v for n, v in block.items() if n != "begins"} for block in cell] for cell in cells]
    if plain and plain[0]:
        plain[0][0]["begins"] = words
    return plain


def _fence(node: SyntaxTreeNode, scope: Scope) -> list[Data]:
    match = _FENCE.match(node.info.strip())
    if match is None:
        return [{"k": "code", "t": node.content.rstrip("\n")}]
    found = _directive(match[1], match[2].strip(), node.content)
    match found.name:
        case "figure":
            inside = _blocks(_parsed(found.content).children, scope)
            caption = inside[0]["c"] if inside and inside[0]["k"] == "par" else None
            rest = inside[1:] if caption is not None else inside
            return [_figure(found.argument, found.options, caption, rest, scope)]
        case "image":
            return [_figure(found.argument, found.options, None, [], scope)]
        case "table":
            return _captioned(found, scope)
        case "list-table":
            return [_list_table(found, scope)]
    # The first line of a note without a title of its own may stand right behind its name.
    titled = found.name == "admonition"
    title = (
        _inline_text(found.argument, scope) if titled and found.argument else [NOTES.get(found.name, "注記")]
    )
    content = found.content if titled or not found.argument else f"{found.argument}\n{found.content}"
    return [{"k": "note", "title": title, "c": _blocks(_parsed(content).children, scope)}]


def _directive(name: str, argument: str, text: str) -> Directive:
    lines = text.split("\n")
    options: dict[str, str] = {}
    if lines and lines[0].strip() == "---":
        end = next((n for n, line in enumerate(lines[1:], 1) if line.strip() == "---"), len(lines))
        options = dict(_pair(line) for line in lines[1:end] if ":" in line)
        lines = lines[end + 1 :]
    else:
        while lines and (match := _OPTION.match(lines[0].strip())):
            options[match[1]] = match[2].strip()
            lines = lines[1:]
    return Directive(name, argument, options, "\n".join(lines))


def _pair(line: str) -> tuple[str, str]:
    key, _, value = line.partition(":")
    return key.strip(), value.strip().strip("\"'")


def _captioned(found: Directive, scope: Scope) -> list[Data]:
    inside = _blocks(_parsed(found.content).children, scope)
    caption = _inline_text(found.argument, scope) if found.argument else None
    widths = _widths(found.options.get("widths", ""))
    return [b | {"caption": caption, "widths": widths} if b["k"] == "table" else b for b in inside]


def _list_table(found: Directive, scope: Scope) -> Data:
    lists = [n for n in _parsed(found.content).children if n.type == "bullet_list"]
    rows = [row.children[0].children for n in lists for row in n.children if row.children]
    cells = [_row([_blocks(cell.children, scope) for cell in row]) for row in rows]
    width = max((len(row) for row in cells), default=0)
    if not width:
        raise PdfError(
            f"本編「{scope.chapter.file}」の list-table に行がありません。「* - 見出し」の形で書いてください。"
        )
    heads = found.options.get("header-rows", "0")
    return {
        "k": "table",
        "caption": _inline_text(found.argument, scope) if found.argument else None,
        "heads": min(int(heads), len(cells)) if heads.isdecimal() else 0,
        "aligns": [""] * width,
        "widths": _widths(found.options.get("widths", "")),
        "rows": [row + [[] for _ in range(width - len(row))] for row in cells],
    }


def _widths(written: str) -> list[int]:
    return [int(w) for w in re.findall(r"\d+", written)]


def _figure(
    source: str, options: dict[str, str], caption: list[Data] | None, rest: list[Data], scope: Scope
) -> Data:
    """A figure; its words may be in `alt`, else the caption says what it shows."""
    words = options.get("alt", "").strip()
    if not words:
        raise PdfError(
            f"本編「{scope.chapter.file}」の図「{source}」に代替テキストがありません。"
            "図が見えない人に伝わる説明を、:alt: の行か ![説明](ファイル) に書いてください。"
        )
    path = posixpath.normpath(posixpath.join(scope.folder, source))
    percent = re.fullmatch(r"(\d{1,3})\s*%", options.get("width", ""))
    width = min(int(percent[1]), 100) if percent else None
    return {
        "k": "figure",
        "file": scope.picture(path),
        "alt": words,
        "width": width,
        "caption": caption,
        "c": rest,
    }


def _source(node: SyntaxTreeNode) -> str:
    """Path of a picture as written: the parser percent-encodes it."""
    return unquote(str(node.attrs.get("src", "")))


def _words(node: SyntaxTreeNode) -> dict[str, str]:
    return {"alt": node.content}


def _inline_text(text: str, scope: Scope) -> list[Data]:
    tree = SyntaxTreeNode(markdown_parser().parseInline(text))
    return _inline(tree.children[0].children if tree.children else [], scope)


def _inline(nodes: Iterable[SyntaxTreeNode], scope: Scope) -> list[Data]:
    """Inline content; a line break between Japanese characters is no space."""
    found: list[Data] = []
    nodes = list(nodes)
    for index, node in enumerate(nodes):
        match node.type:
            case "text":
                pieces = rich(node.content) if node.content else []
                found.extend([pieces] if isinstance(pieces, str) else pieces)
            case "softbreak":
                before, after = _edge(nodes[:index], -1), _edge(nodes[index + 1 :], 0)
                if not (_CLOSE.match(before) or _CLOSE.match(after)):
                    found.append(" ")
            case "hardbreak":
                found.append("\n")
            case "code_inline":
                found.append({"k": "code", "t": node.content})
            case "strong" | "em":
                found.append({"k": node.type, "c": _inline(node.children, scope)})
            case "link":
                found.append(_link(node, scope))
            case "image":
                found.append(_figure(_source(node), _words(node), None, [], scope) | {"k": "image"})
            case "myst_role":
                found.append(_role(str(node.meta.get("name")), node.content, scope))
            case "footnote_ref":
                note = scope.notes.get(str(node.meta.get("label")))
                if note is not None:
                    # A note that calls itself would never end.
                    inner = scope._replace(notes={k: n for k, n in scope.notes.items() if n is not note})
                    found.append({"k": "footnote", "c": _blocks(note.children, inner)})
    return found


def _edge(nodes: Sequence[SyntaxTreeNode], end: int) -> str:
    """The character next to a line break."""
    for node in reversed(nodes) if end else nodes:
        text = (
            node.content if not node.is_nested else "".join(n.content for n in node.walk() if not n.is_nested)
        )
        if text:
            return text[end]
    return ""


def _link(node: SyntaxTreeNode, scope: Scope) -> Data:
    """A link: to an address outside, to a heading by its key; other files have no page here."""
    href = str(node.attrs.get("href", ""))
    content = _inline(node.children, scope)
    if re.match(r"^(https?://|mailto:)", href, re.IGNORECASE):
        return {"k": "url", "url": href, "c": content or rich(href)}
    key = unquote(href.partition("#")[2])
    return {"to": anchor(Kind.HEADING, key), "c": content or [_name(scope.business, Kind.HEADING, key)]}


def _role(name: str, text: str, scope: Scope) -> Data:
    match name:
        case "sub" | "sup":
            return {"k": name, "c": [text]}
        case "abbr":
            match = _ABBREVIATION.match(text)
            return f"{match[1]}（{match[2]}）" if match else text
    titled = _TITLED.match(text)
    title, target = (titled[1], titled[2].strip()) if titled else (None, text.strip())
    kind = _ROLES.get(name) or _kind_of(scope.business, target)
    if kind is None:
        return title or target
    return {"to": anchor(kind, target), "t": title or _name(scope.business, kind, target)}


def _kind_of(business: Business, target: str) -> Kind | None:
    """What `any` means: the first entry with this ID or key."""
    return next((e.ref.kind for e in business.entries if e.ref.id == target), None)


def _name(business: Business, kind: Kind, id: str) -> str:
    ref = business.ref(kind, id)
    name = next((e.name for e in business.entries if e.ref == ref), None)
    return referred(ref, name) if name else ref.label if kind in SERIES else id
