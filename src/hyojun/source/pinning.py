"""`hyojun pin`: an edition of another publisher beside the sources, with the files it names, declared in 業務.yaml.

業務.yaml is written last: interrupted anywhere, the pin that was there before still holds.
"""

import re
import textwrap
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import Business, Snapshot, Status, edition_words

from .atomic import replace_files
from .business_reader import HEAD
from .carried import asset_name, digests_of, named_files
from .files import decode, inside, sha256
from .formatting import formatted
from .pinned import is_plain, plain_snapshot
from .reasons import reason
from .schema import PINNED, BusinessFile
from .snapshot import UnreadableSnapshot, snapshot_from
from .yaml_text import KEY_STEP, Place, parse, positions
from .yaml_writer import inline, to_yaml


class CannotPin(Exception):
    """Nothing was written; the message says what to do."""


class Pinning(NamedTuple):
    """What pinning an edition did."""

    publisher: str
    edition: str
    before: str | None
    """The file that was pinned before; None: there was none, or it is the same."""
    written: tuple[str, ...]
    """Relative to the root; empty: all was there already."""


def pin(root: Path, business: str, document: str, file: Path, source: str | None = None) -> Pinning:
    """Pin a snapshot as a document of a 業務; raises CannotPin and UnreadableSnapshot, OSError.

    `source`: where it came from; None: as 業務.yaml says so far. The files it names are taken from beside it.
    """
    try:
        data = plain_snapshot(file.read_bytes())
    except OSError as error:
        raise UnreadableSnapshot(f"「{file}」を読めません（{reason(error)}）。") from error
    frozen = snapshot_from(data, str(file), file.name)
    own = frozen.document
    if (frozen.registered.id, own.name) != (business, document):
        raise CannotPin(
            f"「{file}」は {frozen.registered.id}/{own.name} の版です。{business}/{document} の版を指定してください。"
        )
    base = f"spec/{business}"
    name = f"{PINNED}/{own.name}-{own.edition}.json"
    if inside(root, f"{base}/{name}") is None:
        raise CannotPin(
            f"「{base}/{PINNED}」はリポジトリの外を指しています。フォルダーに置き換えてください。"
        )
    _refuse_rewritten(root / base / name, data, frozen)
    wanted = {name: data, **_beside(file.parent, frozen)}
    entry: dict[str, Any] = {"ファイル": name, "SHA-256": sha256(data)}
    if source:
        entry["入手先"] = source
    before, head = _declared(root / base / HEAD, business, document, entry)
    files = {f"{base}/{path}": content for path, content in {**wanted, HEAD: head}.items()}
    new = {n: c for n, c in files.items() if not (root / n).is_file() or (root / n).read_bytes() != c}
    if new:
        replace_files(root, new)
    return Pinning(own.publisher, own.edition, None if before == name else before, tuple(new))


def _refuse_rewritten(place: Path, data: bytes, frozen: Snapshot) -> None:
    """A draft may come again under its name; what was decided does not change."""
    drafts = (Status.DRAFT, Status.CONSULTATION)
    if place.exists() and plain_snapshot(place.read_bytes()) != data and frozen.document.status not in drafts:
        raise CannotPin(
            f"{edition_words(frozen.document.edition)}は既に固定していて、中身が違います。決まった版の中身は変わりません。"
            f"発行者に確かめ、新しい方が正しいときは「{place.name}」を消してから、もう一度実行してください。"
        )


def _beside(folder: Path, frozen: Snapshot) -> dict[str, bytes]:
    """The files a snapshot names, as they lie beside it; it can do without drawings of flows."""
    alone = Business(registered=frozen.registered, head=frozen.head, documents=(frozen.document,))
    found: dict[str, bytes] = {}
    for name, digest in named_files(alone, frozen.document):
        place = folder / asset_name(name, digest)
        if not is_plain(name):
            raise CannotPin(f"使えない場所のファイル「{name}」を使っています。発行者に伝えてください。")
        if place.is_file():
            content = place.read_bytes()
            if digest not in digests_of(place, content):
                raise CannotPin(f"「{place}」が書き換えられています。発行者から取り直してください。")
            found[f"{PINNED}/{asset_name(name, digest)}"] = content
        elif not name.endswith(".bpmn"):
            raise CannotPin(
                f"この版が使う図又は添付のページ「{place}」がありません。"
                "発行者の公表物の snapshot フォルダーを、assets ごと取得してください。"
            )
    return found


def _declared(path: Path, business: str, document: str, entry: dict[str, Any]) -> tuple[str | None, bytes]:
    """What was pinned before, and 業務.yaml with the new pin; nothing else in it changes."""
    if not path.exists():
        head = {"業務ID": business, "文書": [{"文書": document, PINNED: entry}]}
        return None, to_yaml(head).encode()
    text = decode(path.read_bytes(), path.name).text
    tree = parse(text, path.name).tree if text is not None else None
    listed = tree.get("文書") if isinstance(tree, dict) else None
    if (
        text is None
        or not isinstance(listed, list)
        or not listed
        or not all(isinstance(d, dict) for d in listed)
    ):
        raise CannotPin(f"{HEAD} を読めません。hyojun check --spec {business} で確かめて直してください。")
    at = next((n for n, d in enumerate(listed) if d.get("文書") == document), None)
    if at is None:
        listed.append({"文書": document, PINNED: entry})
        return None, _written(text, _appended(text, {"文書": document, PINNED: entry}), tree)
    if not isinstance(listed[at].get(PINNED), dict):
        raise CannotPin(
            f"文書「{document}」は、ここで書いています。発行者の版に替えるときは、{HEAD} からこの文書を消し、"
            "その構成にあるファイルを消すか移してから、もう一度実行してください。"
        )
    before = listed[at][PINNED].get("ファイル")
    new = _replaced(text, ("文書", at, PINNED), entry, listed[at][PINNED])
    listed[at][PINNED] = {**listed[at][PINNED], **entry}
    return before, _written(text, new, tree)


def _written(before: str, after: str, tree: Any) -> bytes:
    """The new text, in the one style if the old one was; CannotPin unless it says what it should."""
    if parse(after, HEAD).tree != tree:
        raise CannotPin(f"{HEAD} を書き換えられません。「{PINNED}」を手で書いてください。")
    if formatted(before, BusinessFile, HEAD).text == before:
        after = formatted(after, BusinessFile, HEAD).text or after
    return after.encode()


def _appended(text: str, entry: dict[str, Any]) -> str:
    """The text with one more document at the end of 文書."""
    places = positions(text)
    first, last = (
        places["文書", 0],
        max(p.end for path, p in places.items() if path[:2] == ("文書", _last(places))),
    )
    line = text.rfind("\n", 0, first.start) + 1
    dash = text[line : first.start]
    if dash.strip() != "-":
        raise CannotPin(f"{HEAD} の「文書」を、1件ずつ「- 」で始まる行に書き直してください。")
    block = textwrap.dedent(to_yaml({"文書": [entry]}).removeprefix("文書:\n"))
    end = text.find("\n", last - 1) + 1 or len(text)
    gap = "" if text[:end].endswith("\n") else "\n"
    return text[:end] + gap + textwrap.indent(block, dash[: len(dash) - len(dash.lstrip())]) + text[end:]


def _last(places: dict[tuple[str | int, ...], Place]) -> int:
    """Number of the last document."""
    return max(
        path[1] for path in places if len(path) == 2 and path[0] == "文書" and isinstance(path[1], int)
    )


def _replaced(text: str, path: tuple[str | int, ...], entry: dict[str, Any], was: dict[str, Any]) -> str:
    """The text with other values at a pin; a key that is new stands after the last one."""
    places = positions(text)
    for key in sorted((k for k in entry if k in was), key=lambda k: -places[*path, k].start):
        at = places[*path, key]
        text = text[: at.start] + _scalar(entry[key]) + text[at.end :]
    places = positions(text)
    for key in (k for k in entry if k not in was):
        last = max((places[*path, k] for k in was), key=lambda p: p.end)
        first = min((places[*path, k, KEY_STEP] for k in was), key=lambda p: p.start)
        line = text.rfind("\n", 0, first.start) + 1
        if text[line : first.start].strip():  # inside { }
            text = f"{text[: last.end]}, {key}: {_scalar(entry[key])}{text[last.end :]}"
        else:
            end = text.find("\n", last.end) + 1 or len(text)
            row = f"{text[line : first.start]}{key}: {inline(entry[key])}\n"
            text = text[:end] + ("" if text[:end].endswith("\n") else "\n") + row + text[end:]
        places = positions(text)
    return text


def _scalar(text: str) -> str:
    """Text on one line, quoted where a comma or a bracket would end it."""
    written = inline(text)
    return written if written.startswith('"') or not re.search(r"[,{}\[\]]", written) else f'"{written}"'
