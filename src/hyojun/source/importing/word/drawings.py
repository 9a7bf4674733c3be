"""Drawings, shapes, objects and text boxes: pictures and boxed text are taken, all else is told of."""

from typing import NamedTuple

from ...files import _FORBIDDEN as FORBIDDEN
from .blocks import Picture
from .names import Element
from .notes import Leftover, Notes, words_below
from .package import Package, Relation
from .pictures import Pictures

_GROUPS = frozenset(("wpg:wgp", "wpc:wpc", "v:group"))


class Drawn(NamedTuple):
    """What was found: pictures to keep, and text boxes whose paragraphs are still to be read."""

    pictures: list[Picture]
    boxes: list[Element]


class Drawings(NamedTuple):
    """Reads what is drawn in one part of a document."""

    package: Package
    relations: dict[str, Relation]
    notes: Notes

    def read(self, element: Element, paragraph: int) -> Drawn:
        """A w:drawing, w:pict or w:object."""
        inside = tuple(element.iter())
        tags = {e.tag for e in inside}
        alternative = _alternative(inside)

        def lost(what: str) -> Drawn:
            text = " ".join(filter(None, [alternative, words_below([element])]))
            self.notes.used_below(element)
            self.notes.tell(Leftover.LOST, f"{what}です。取り込んでいません。", paragraph, text)
            return Drawn([], [])

        if "c:chart" in tags:
            return self._other_part(inside, "c:chart", "r:id", "グラフ", alternative, paragraph)
        if "dgm:relIds" in tags:
            return self._other_part(inside, "dgm:relIds", "r:dm", "SmartArt の図", alternative, paragraph)
        if tags & _GROUPS:
            return lost("図形のまとまり（描画キャンバス）")
        pictures = Pictures(self.package, self.relations, self.notes).alone(element, alternative, paragraph)
        has_picture = bool(tags & {"a:blip", "v:imagedata"})
        if element.tag == "w:object" or "o:OLEObject" in tags:
            kind = next((e.get("ProgID", "") for e in inside if e.tag == "o:OLEObject"), "")
            kept = "見た目の図だけを取り込みました。" if pictures else "取り込んでいません。"
            message = (
                f"埋め込まれたオブジェクト「{kind}」です。{kept}元のファイルから表や図を作り直してください。"
            )
            self.notes.tell(Leftover.LOST, message, paragraph)
            return Drawn(pictures, [])
        boxes = [e for e in inside if e.tag == "w:txbxContent"]
        nested = {e for box in boxes for e in box.iter("w:txbxContent") if e is not box}
        boxes = [box for box in boxes if box not in nested]
        if boxes:
            message = (
                "テキストボックスの文字です。この段落の後ろに段落として置きました。位置を確かめてください。"
            )
            self.notes.tell(Leftover.DOUBT, message, paragraph, words_below(boxes))
        elif not has_picture:
            return lost("図形")
        return Drawn(pictures, boxes)

    def _other_part(
        self, inside: tuple[Element, ...], tag: str, name: str, what: str, alternative: str, paragraph: int
    ) -> Drawn:
        """A drawing that stands in a part of its own: its words are told."""
        ids = [e.get(name, "") for e in inside if e.tag == tag]
        texts = [alternative]
        for relation in (self.relations[id] for id in ids if id in self.relations):
            root = self.package.xml(relation.target) if not relation.external else None
            if root is not None:
                texts += [(e.text or "").strip() for e in root.iter() if e.tag in ("a:t", "c:v")]
        self.notes.tell(
            Leftover.LOST,
            f"{what}です。取り込んでいません。図にして、代替テキストを付けて加えてください。",
            paragraph,
            " ".join(filter(None, texts)),
        )
        return Drawn([], [])


def _alternative(inside: tuple[Element, ...]) -> str:
    """The words of a drawing for those who do not see it."""
    for element in inside:
        if element.tag == "wp:docPr":
            text = element.get("descr") or element.get("title") or ""
        elif element.tag in ("v:shape", "v:rect"):
            text = element.get("alt") or ""
        else:
            continue
        if text.strip():
            return " ".join(FORBIDDEN.sub("", text).split())
    return ""
