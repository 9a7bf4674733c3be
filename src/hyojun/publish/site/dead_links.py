"""Every internal link of a finished site leads to a file and an anchor that exist."""

import html
import os
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote

_ATTRIBUTES = tuple(re.compile(mark + rb'(id|href|src|data)="([^"]*)"') for mark in (b" ", b"\n", b"\t"))
"""Sound, since text has its quotes escaped by both Jinja2 and Sphinx. One pattern for each mark before a name: what
begins with a character of its own is found three times as fast, and bytes need no decoding."""
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


class _Read(NamedTuple):
    """What a page has: every anchor in order, doubles too, and every link once."""

    ids: list[str]
    links: list[str]


def dead_links(site: Path, pages: Iterable[str] | None = None) -> list[str]:
    """Each dead link, missing anchor and doubled anchor of a folder of HTML files, in words.

    `pages`: only links of these files are followed; None: of all.
    """
    files = set(_below(site))
    anchors: dict[str, frozenset[str]] = {}
    links: list[tuple[str, list[str]]] = []
    found: list[str] = []
    for name in sorted(f for f in (files if pages is None else pages) if f.endswith(".html")):
        read = _read(site / name)
        anchors[name] = frozenset(read.ids)
        if len(anchors[name]) < len(read.ids):
            doubled = [v for i, v in enumerate(read.ids) if v in read.ids[:i]]
            found += [f"{name}: 見出し記号「{value}」が重複しています。" for value in doubled]
        links.append((name, read.links))
    leading: dict[str, dict[str, str | None]] = {}
    for name, own in links:
        folder = posixpath.dirname(name)
        # Pages of one folder lead to the same few hundred files.
        known = leading.setdefault(folder, {})
        for link in own:
            path, _, fragment = link.partition("#")
            if path not in known:
                known[path] = _leads(folder, path)
            target = known[path]
            if target is None:
                continue
            target = target or name
            if target not in files:
                found.append(f"{name}: リンク先「{link}」がありません。")
            elif fragment and target.endswith(".html"):
                if target not in anchors:
                    anchors[target] = frozenset(_read(site / target).ids)
                mark = unquote(fragment) if "%" in fragment else fragment
                if mark not in anchors[target]:
                    found.append(f"{name}: リンク先「{link}」の見出し記号がありません。")
    return found


def _below(site: Path) -> Iterable[str]:
    start = len(str(site)) + 1
    for folder, _, names in os.walk(site):
        for name in names:
            yield f"{folder}/{name}"[start:]


def _read(file: Path) -> _Read:
    data = file.read_bytes()
    attributes = [found for pattern in _ATTRIBUTES for found in pattern.findall(data)]
    links = dict.fromkeys(value for attribute, value in attributes if attribute != b"id")
    return _Read(
        [_text(value) for attribute, value in attributes if attribute == b"id"],
        [_text(value) for value in links],
    )


def _text(value: bytes) -> str:
    text = value.decode("utf-8")
    return html.unescape(text) if "&" in text else text


def _leads(folder: str, path: str) -> str | None:
    """The file that a path on a page in a folder leads to, empty for the page itself; None: out of the site."""
    if _OUTSIDE.match(path):
        return None
    path = unquote(path.partition("?")[0])
    return posixpath.normpath(posixpath.join(folder, path)) if path else ""
