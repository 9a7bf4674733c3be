"""The Sphinx domain `hyojun`: every kind of ID as object type and role, indices, objects.inv."""

import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, ClassVar

from docutils import nodes
from sphinx import addnodes
from sphinx.builders import Builder
from sphinx.domains import Domain, Index, IndexEntry, ObjType
from sphinx.environment import BuildEnvironment
from sphinx.roles import XRefRole
from sphinx.util.nodes import make_refnode

from hyojun.model import SERIES, Business, Kind, Ref

from ..marks import referred
from .addresses import Place, SiteMap, folder_of
from .object_names import NAMES, TYPES, object_name
from .running import RUNNING

_WORDS = {
    "function": "機能ID",
    "form": "帳票ID",
    "item": "データ項目ID",
    "group": "グループID",
    "code": "コードID",
    "linkage": "連携ID",
    "flow": "業務フローのキー",
    "step": "業務フローの手順",
    "heading": "見出しのキー",
    "term": "用語",
    "tree": "ツリー図のキー",
    "screen": "画面のキー",
    "detail": "項目詳細のキー",
    "alert": "エラー・アラートのキー",
    "characters": "文字要件のキー",
    "ref": "見出しのキー",
}


def _ref(business: Business, kind: Kind, target: str) -> Ref:
    """What a name or a key means on a page of a 業務."""
    owner, mark, key = target.partition("/")
    is_full = mark and owner.isdigit() and len(owner) == 3
    return Ref(owner, kind, key) if is_full and kind not in SERIES else business.ref(kind, target)


class _EntryIndex(Index):
    """All entries of one type, by 業務 and ID; what is in force before what a draft says of it."""

    type: ClassVar[str]

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        running = RUNNING.get()
        objects: dict[tuple[str, str], tuple[str, str, str]] = self.domain.data["objects"]
        of: dict[str, dict[str, Place]] = {}
        for (type, name), place in objects.items():
            owner = running.map.pages[place[0]].business
            if type == self.type and owner:
                of.setdefault(owner.id, {})[name] = Place(*place)
        content: list[tuple[str, list[IndexEntry]]] = []
        for business in running.job.corpus.businesses:
            now = of.get(business.id, {})
            in_force = in_force_of(running.map, business, TYPES[self.type])
            force = {object_name(ref): place for ref, place in in_force.items()}
            found = []
            for name in sorted({**now, **force}):
                place = force.get(name) or now[name]
                shown = self.shown(name, place.name)
                found.append(index_entry(shown, place, now.get(name), bool(force)))
            if found:
                content.append((f"{business.id} {business.name}", found))
        return sorted(content), False

    def shown(self, name: str, words: str) -> str:
        return name.rpartition("/")[2]


def in_force_of(map: SiteMap, business: Business, kind: Kind) -> dict[Ref, Place]:
    """Entries of the editions in force beside a draft, and where they stand; nothing where there is no such edition."""
    found: dict[Ref, Place] = {}
    for held in map.binding.get(business.id, ()):
        own = map.editions[folder_of(held)]
        for entry in held.business.entries:
            if entry.ref.kind is kind and (place := own.own(entry.ref)):
                found.setdefault(entry.ref, place)
    return found


def index_entry(shown: str, place: Place, now: Place | None, has_force: bool, words: str = "") -> IndexEntry:
    """A line of an index. Its qualifier is the page and anchor of the draft, where that has the entry too; its extra
    tells that only the draft has it."""
    other = f"{now.docname}#{now.anchor}" if now and now != place else ""
    only = "案だけ" if has_force and place == now else ""
    return IndexEntry(shown, 0, place.docname, place.anchor, only, other, words or place.name)


def reading_order(name: str, reading: str | None) -> tuple[str, str, str]:
    """Sorts words as a dictionary does: kana without marks and size first, then with them."""
    kana = ""
    for character in unicodedata.normalize("NFKC", reading or name).lower():
        kana += _vowel(kana[-1:]) if character == "ー" else _hiragana(character)
    plain = "".join(c for c in unicodedata.normalize("NFD", kana) if not unicodedata.combining(c))
    return plain.translate(_LARGE), kana, name


def _hiragana(character: str) -> str:
    return chr(ord(character) - 0x60) if "ァ" <= character <= "ヶ" else character


def _vowel(kana: str) -> str:
    """What ー after a kana stands for (HIRAGANA LETTER KA → あ)."""
    return _VOWELS.get(unicodedata.name(kana, " ")[-1], "") if kana else ""


_VOWELS = {"A": "あ", "I": "い", "U": "う", "E": "え", "O": "お"}
_LARGE = str.maketrans("ぁぃぅぇぉっゃゅょゎゕゖ", "あいうえおつやゆよわかけ")


class FunctionIndex(_EntryIndex):
    name, localname, shortname, type = "function", "機能ID索引", "機能ID", "function"


class FormIndex(_EntryIndex):
    name, localname, shortname, type = "form", "帳票ID索引", "帳票ID", "form"


class ItemIndex(_EntryIndex):
    name, localname, shortname, type = "item", "データ項目ID索引", "データ項目ID", "item"


class TermIndex(_EntryIndex):
    """用語 and their 別名 by reading."""

    name, localname, shortname, type = "term", "用語索引", "用語", "term"

    def generate(
        self, docnames: Iterable[str] | None = None
    ) -> tuple[list[tuple[str, list[IndexEntry]]], bool]:
        running = RUNNING.get()
        content: dict[str, list[IndexEntry]] = {}
        for business in running.job.corpus.businesses:
            force = in_force_of(running.map, business, Kind.TERM)
            held = (h.business for h in running.map.binding.get(business.id, ()))
            terms = {t.name: t for b in (business, *held) for t in b.terms}
            found = []
            for term in terms.values():
                ref = business.ref(Kind.TERM, term.name)
                now = running.map.places.get(ref)
                place = force.get(ref) or now
                if place is None:
                    continue
                for name in (term.name, *term.synonyms):
                    words = name if name == term.name else f"→ {term.name}"
                    entry = index_entry(name, place, now, bool(force), words)
                    found.append((reading_order(name, term.reading if name == term.name else None), entry))
            if found:
                ordered = [entry for _, entry in sorted(found, key=lambda pair: pair[0])]
                content[f"{business.id} {business.name}"] = ordered
        return sorted(content.items()), False


class HyojunDomain(Domain):
    """標準仕様. `objects`: (type, name) → (docname, anchor, words)."""

    name = "hyojun"
    label = "標準仕様"
    object_types: ClassVar[dict[str, ObjType]] = {n: ObjType(_WORDS[n], n) for n in TYPES}
    roles: ClassVar[dict[str, Any]] = {n: XRefRole(warn_dangling=True) for n in (*TYPES, "ref")}
    indices: ClassVar[list[type[Index]]] = [FunctionIndex, FormIndex, ItemIndex, TermIndex]
    initial_data: ClassVar[dict[str, Any]] = {"objects": {}}
    data_version = 1
    dangling_warnings: ClassVar[dict[str, str]] = {
        n: f"{w}「%(target)s」がありません。正しいものに直してください。" for n, w in _WORDS.items()
    }

    @property
    def objects(self) -> dict[tuple[str, str], tuple[str, str, str]]:
        return self.data["objects"]  # type: ignore[no-any-return]

    moved = False
    """Whether an entry stands elsewhere than when the prose was last written."""

    def note_all(self, map: SiteMap) -> None:
        """Register every entry of the site, those of pages that Sphinx never reads too."""
        found = {
            (NAMES[ref.kind], object_name(ref)): (place.docname, place.anchor, place.name)
            for ref, place in map.places.items()
        }
        self.moved = self.objects != found
        self.data["objects"] = found

    def clear_doc(self, docname: str) -> None:
        """Nothing: entries come from the map of the site, not from what Sphinx reads."""

    def merge_domaindata(self, docnames: Sequence[str], otherdata: dict[str, Any]) -> None:  # type: ignore[override]
        """Nothing, for the same reason."""

    def resolve_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        typ: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> nodes.reference | None:
        type = "heading" if typ == "ref" else typ
        if found := self._find(type, target, fromdocname):
            return self._reference(builder, fromdocname, type, target, node, contnode, found)
        held = RUNNING.get().map.page(fromdocname)
        if (held and held.edition) or (typ != "ref" and self._elsewhere(type, target)):
            return contnode  # type: ignore[return-value]  # any element is taken, and none is a dead link
        return None

    def resolve_any_xref(
        self,
        env: BuildEnvironment,
        fromdocname: str,
        builder: Builder,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
    ) -> list[tuple[str, nodes.reference]]:
        return [
            (f"hyojun:{type}", self._reference(builder, fromdocname, type, target, node, contnode, found))
            for type in TYPES
            if (found := self._find(type, target, fromdocname))
        ]

    def get_objects(self) -> Iterator[tuple[str, str, str, str, str, int]]:
        for (type, name), (docname, anchor, words) in sorted(self.objects.items()):
            yield name, words, type, docname, anchor, 1

    def _find(self, type: str, target: str, docname: str) -> tuple[str, str, str] | None:
        """A target by its full name, or by its key within the 業務 of the page; in its edition first."""
        page = RUNNING.get().map.page(docname)
        if page and page.edition and page.business:
            place = RUNNING.get().map.seen_from(page).places.get(_ref(page.business, TYPES[type], target))
            if place:
                return place.docname, place.anchor, place.name
        own = f"{docname.partition('/')[0]}/{target}"
        return self.objects.get((type, target)) or self.objects.get((type, own))

    def _elsewhere(self, type: str, target: str) -> bool:
        """Whether a target is of a registered 業務 that is not on this site: nothing can be said of it."""
        corpus = RUNNING.get().job.corpus
        business = target[:3]
        return (
            (TYPES[type] in SERIES or target[3:4] == "/")
            and corpus.registry.business(business) is not None
            and corpus.business(business) is None
        )

    def _reference(
        self,
        builder: Builder,
        source: str,
        type: str,
        target: str,
        node: addnodes.pending_xref,
        contnode: nodes.Element,
        found: tuple[str, str, str],
    ) -> nodes.reference:
        docname, anchor, words = found
        if not node.get("refexplicit"):
            business, _, id = target.rpartition("/")
            shown = referred(Ref(business or source.partition("/")[0], TYPES[type], id), words)
            contnode = nodes.inline(shown, shown)
        made = make_refnode(builder, source, docname, anchor, contnode, words)
        map = RUNNING.get().map
        page = map.page(source)
        if page and page.edition and page.business and map.is_draft(page.business.id, Place(*found)):
            made["classes"].append("to-draft")
        return made
