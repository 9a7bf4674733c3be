"""Acts on what stands around the requirements: headings, tree, flows, prose, terms. None of it is 影響大."""

from .edition import Edition
from .truth import Fact, Key, Plain


def _heading(edition: Edition) -> bool:
    for h, _ in edition.of("見出し"):
        if edition.is_free(h, "題名"):
            edition.touch(h, "題名")
            h["題名"] += "・取消し"
            edition.tell("見出しの題名", "見出し", h, "題名", False)
            return True
    return False


def _leaves(nodes: list[Plain]) -> list[Plain]:
    return [x for n in nodes for x in (_leaves(n["下位"]) if "下位" in n else [n])]


def _tree(edition: Edition) -> bool:
    """A box with a key is called otherwise."""
    boxes = [
        n
        for n in _leaves(edition.yaml["ツリー図.yaml"]["ツリー図"])
        if "キー" in n and edition.is_free(n, "名称")
    ]
    node = edition.rng.choice(boxes)
    edition.touch(node, "名称")
    node["名称"] += "（一括）"
    key = str(node["キー"])
    edition.tell_as(Fact(Key("ツリー", (key,), (key,), "名称"), "ツリー図の枠", False))
    return True


def _term(edition: Edition) -> bool:
    terms = [t for t in edition.yaml["用語.yaml"]["用語"] if edition.is_free(t, "定義")]
    if not terms:
        return False
    term = edition.rng.choice(terms)
    edition.touch(term, "定義")
    term["定義"] += "法人を含む。"
    name = str(term["用語"])
    edition.tell_as(Fact(Key("用語", (name,), (name,), "定義"), "用語の定義", False))
    return True


def _flow(edition: Edition) -> bool:
    """A box of a drawing says something else and goes to another lane."""
    at = edition.rng.randrange(len(edition.sources.drawings))
    drawing = edition.sources.drawings[at]
    tasks = [n for n in drawing.nodes if n.tag == "userTask" and not n.text]
    if not tasks or not edition.is_free(drawing.declared, "作業"):
        return False
    edition.touch(drawing.declared, "作業")
    task = edition.rng.choice(tasks)
    changed = task._replace(lane=0 if task.lane else 1, text="郵送の場合を含む。")
    nodes = tuple(changed if n is task else n for n in drawing.nodes)
    drawings = list(edition.sources.drawings)
    drawings[at] = drawing._replace(nodes=nodes)
    edition.sources = edition.sources._replace(drawings=tuple(drawings))
    id = f"{drawing.declared['キー']}/{task.id}"
    for field in ("レーン", "説明"):
        edition.tell_as(Fact(Key("手順", (id,), (id,), field), "業務フローの作業", False))
    return True


def _prose(edition: Edition) -> bool:
    """A paragraph comes in; it is told by its text alone, so the judge counts it by its kind."""
    names = [n for n in edition.sources.markdown if n != "本編/00-総則.md"]
    name = edition.rng.choice(names)
    text = edition.sources.markdown[name].rstrip("\n")
    written = f"この章の経過措置{len(edition.facts)}は、別に定める日までの間、なお従前の例による。"
    edition.sources.markdown[name] = f"{text}\n\n{written}\n"
    edition.tell_as(Fact(Key("段落", (), (written,), None), "本編の段落", False))
    return True


ACTS = {
    "見出しの題名": (5, _heading),
    "ツリー図の枠": (4, _tree),
    "用語の定義": (2, _term),
    "業務フローの作業": (2, _flow),
    "本編の段落": (4, _prose),
}
