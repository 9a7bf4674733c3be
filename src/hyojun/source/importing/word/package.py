"""Is this file a Word document that is safe to open? Its parts, read within bounds of time and memory.

Nothing is unpacked to the disk and nothing is fetched: parts are read by name, in memory, once each.
"""

import posixpath
import zipfile
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote
from xml.etree import ElementTree
from xml.parsers import expat

from ..opening import BROKEN, OLE, broken, check_entries, opening, refuse_encrypted
from ..remarks import ImportProblem
from .names import Element, shortened

MAX_FILE = 128 * 1024 * 1024
MAX_UNPACKED = 300 * 1024 * 1024
MAX_XML = 48 * 1024 * 1024
MAX_ELEMENTS = 3_000_000
"""In one part. A document of 400 pages has about 300,000."""
MAX_DEPTH = 150

_MAIN = "word/document.xml"
SAVE_AGAIN = "Wordで開いて「Word 文書（*.docx）」として保存し直してください。"
_SUFFIXES = (".docx", ".docm", ".dotx", ".dotm", ".doc", ".dot", ".rtf", ".odt")
_OLD = {".rtf": "リッチテキスト（.rtf）", ".odt": "OpenDocument（.odt）"}
_FETCHED = {
    "attachedTemplate": "ひな形（attachedTemplate）",
    "oleObject": "リンクされたオブジェクト",
    "frame": "フレーム",
    "subDocument": "サブ文書",
    "aFChunk": "取り込まれた外の文書",
}
"""Kinds of relationship by which Word fetches something from elsewhere."""


class Relation(NamedTuple):
    """What a part refers to: another part, or an address outside."""

    kind: str
    target: str
    external: bool


class Package:
    """The parts of a document, read when they are asked for."""

    def __init__(self, name: str, archive: zipfile.ZipFile) -> None:
        self.name = name
        self.parts = frozenset(archive.namelist())
        self._archive = archive

    def bytes(self, part: str) -> bytes:
        """A part as it is; empty where there is none."""
        return self._archive.read(part) if part in self.parts else b""

    def size(self, part: str) -> int:
        return self._archive.getinfo(part).file_size if part in self.parts else 0

    def xml(self, part: str) -> Element | None:
        """The tree of a part, its names shortened; None where there is no such part."""
        if part not in self.parts:
            return None
        if self.size(part) > MAX_XML:
            raise ImportProblem(
                f"「{self.name}」の中の「{part}」が大きすぎます（上限 {MAX_XML >> 20} MB）。文書を分けてください。"
            )
        data = self.bytes(part)
        try:
            _Screen(self.name, part).run(data)
            return shortened(ElementTree.fromstring(data))
        except (expat.ExpatError, ElementTree.ParseError, ValueError, LookupError) as error:
            raise ImportProblem(f"「{self.name}」の中の「{part}」が壊れています。{SAVE_AGAIN}") from error

    def relations(self, part: str) -> dict[str, Relation]:
        """What a part refers to, by the ID of the reference."""
        folder, base = posixpath.split(part)
        root = self.xml(f"{folder}/_rels/{base}.rels")
        found: dict[str, Relation] = {}
        for each in root if root is not None else ():
            kind = each.get("Type", "").rpartition("/")[2]
            target = each.get("Target", "")
            external = each.get("TargetMode") == "External"
            if not external:
                target = posixpath.normpath(posixpath.join("/", folder, unquote(target))).lstrip("/")
            found[each.get("Id", "")] = Relation(kind, target, external)
        return found


def is_word(path: Path) -> bool:
    """Whether a file is meant for this reader: by what it holds, else by its name."""
    try:
        with path.open("rb") as file:
            start = file.read(8)
            if start == OLE:
                rest = file.read(MAX_FILE)
                if any(n.encode("utf-16-le") in rest for n in ("Workbook", "Book\0")):
                    return False
                return "WordDocument".encode("utf-16-le") in rest or path.suffix.lower() in _SUFFIXES
        if start.startswith(b"PK"):
            with zipfile.ZipFile(path) as archive:
                names = archive.namelist()
            if any(n.startswith(("word/", "xl/")) for n in names):
                return not any(n.startswith("xl/") for n in names)
    except (OSError, zipfile.BadZipFile, NotImplementedError, ValueError):
        pass
    return path.suffix.lower() in _SUFFIXES


def opened(path: Path) -> Package:
    """The parts of a document, read into memory as they are needed.

    Raises ImportProblem for what is no .docx, is broken, oversized, encrypted, holds macros or fetches
    something from elsewhere. Reading a part may raise it too, and `broken` turns the rest into it.
    """
    _check_kind(path)
    try:
        archive = zipfile.ZipFile(path)
    except BROKEN as error:
        raise broken(path.name, SAVE_AGAIN) from error
    try:
        package = Package(path.name, archive)
        _check_parts(package, archive)
        _check_relations(package)
    except BaseException as error:
        archive.close()
        if isinstance(error, BROKEN):
            raise broken(path.name, SAVE_AGAIN) from error
        raise
    return package


def _check_kind(path: Path) -> None:
    start, rest = opening(path, MAX_FILE)
    name = path.name
    refuse_encrypted(name, "EncryptedPackage".encode("utf-16-le") in rest)
    if start == OLE:
        raise ImportProblem(f"「{name}」は古い形式（.doc）です。{SAVE_AGAIN}")
    if not start.startswith(b"PK"):
        kind = _OLD.get(path.suffix.lower())
        is_kind = f"{kind}です" if kind else "Word の文書（.docx）ではありません"
        raise ImportProblem(f"「{name}」は{is_kind}。{SAVE_AGAIN}")


def _check_parts(package: Package, archive: zipfile.ZipFile) -> None:
    name, infos = package.name, archive.infolist()
    check_entries(name, infos, MAX_UNPACKED, "図を縮小するか、文書を分けて保存し直してください。")
    for part in package.parts:
        if part.startswith(("/", "\\")) or ".." in part.replace("\\", "/").split("/") or ":" in part:
            message = f"「{name}」の中に、外のフォルダーを指す名前「{part[:60]}」があります。{SAVE_AGAIN}"
            raise ImportProblem(message)
    if any(p.lower().endswith(("vbaproject.bin", "vbadata.xml")) for p in package.parts):
        raise ImportProblem(
            f"「{name}」にはマクロが入っています（.docm）。マクロを含まない「Word 文書（*.docx）」として保存し直してください。"
        )
    if "content.xml" in package.parts:
        raise ImportProblem(f"「{name}」は{_OLD['.odt']}です。{SAVE_AGAIN}")
    if "[Content_Types].xml" not in package.parts or _MAIN not in package.parts:
        raise ImportProblem(
            f"「{name}」は Word の文書ではありません。本編の文書（.docx）を指定してください。"
        )


def _check_relations(package: Package) -> None:
    """Refuse what Word would fetch from elsewhere when the document is opened."""
    for part in sorted(p for p in package.parts if p.startswith("word/") and p.endswith(".rels")):
        folder, base = posixpath.split(part)
        for relation in package.relations(
            f"{posixpath.dirname(folder)}/{base.removesuffix('.rels')}"
        ).values():
            if not relation.external or relation.kind not in _FETCHED:
                continue
            # Word notes where the author's own Normal.dotm lay: that leads nowhere.
            own = relation.kind == "attachedTemplate" and relation.target.lower().startswith("file:///")
            if own and not relation.target.lower().startswith("file:////"):
                continue
            raise ImportProblem(
                f"「{package.name}」の中の「{part}」は、外にある{_FETCHED[relation.kind]}"
                f"「{relation.target[:80]}」を読み込む設定です。読み取りをやめました。"
                "Wordでリンクを解除して保存し直してください。"
            )


class _Screen:
    """One look at a part before a tree is made of it: no DTD, not too many elements, not too deep."""

    def __init__(self, file: str, part: str) -> None:
        self.where = f"「{file}」の中の「{part}」"
        self.elements = self.depth = 0

    def run(self, data: bytes) -> None:
        parser = expat.ParserCreate()
        parser.StartDoctypeDeclHandler = self._doctype
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.Parse(data, True)

    def _doctype(self, *_: object) -> None:
        raise ImportProblem(
            f"{self.where}に DTD があります。Word が作るものではないため、読み取りをやめました。{SAVE_AGAIN}"
        )

    def _start(self, *_: object) -> None:
        self.elements += 1
        self.depth += 1
        if self.elements > MAX_ELEMENTS or self.depth > MAX_DEPTH:
            what = "多すぎます" if self.elements > MAX_ELEMENTS else "深すぎます"
            raise ImportProblem(f"{self.where}は、要素が{what}。文書を分けるか、{SAVE_AGAIN}")

    def _end(self, _: str) -> None:
        self.depth -= 1
