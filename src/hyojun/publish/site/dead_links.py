"""Every internal link of a finished site leads to a file and an anchor that exist."""

import html
import posixpath
import re
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import unquote

_ATTRIBUTE = re.compile(r'\s(id|href|src|data)="([^"]*)"')
"""Sound, since text has its quotes escaped by both Jinja2 and Sphinx."""
_OUTSIDE = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:|//")


def dead_links(site: Path, pages: Iterable[str] | None = None) -> list[str]:
    """Each dead link, missing anchor and doubled anchor of a folder of HTML files, in words.

    `pages`: only links of these files are followed; None: of all.
    """
    files = {p.relative_to(site).as_posix() for p in site.rglob("*") if p.is_file()}
    anchors: dict[str, set[str]] = {}
    links: dict[tuple[str, str], None] = {}
    found: list[str] = []

    def read(name: str, is_followed: bool) -> None:
        ids = anchors[name] = set()
        for attribute, value in _ATTRIBUTE.findall((site / name).read_text(encoding="utf-8")):
            value = html.unescape(value)
            if attribute == "id":
                if value in ids and is_followed:
                    found.append(f"{name}: 見出し記号「{value}」が重複しています。")
                ids.add(value)
            elif is_followed:
                links[name, value] = None

    for name in sorted(f for f in (files if pages is None else pages) if f.endswith(".html")):
        read(name, is_followed=True)
    for name, link in links:
        if _OUTSIDE.match(link):
            continue
        path, _, fragment = link.partition("#")
        path = unquote(path.partition("?")[0])
        target = posixpath.normpath(posixpath.join(posixpath.dirname(name), path)) if path else name
        if target not in files:
            found.append(f"{name}: リンク先「{link}」がありません。")
        elif fragment and target.endswith(".html"):
            if target not in anchors:
                read(target, is_followed=False)
            if unquote(fragment) not in anchors[target]:
                found.append(f"{name}: リンク先「{link}」の見出し記号がありません。")
    return found
