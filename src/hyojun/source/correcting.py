"""正誤 laid over a frozen edition: strings of its plain data replaced, entry by entry, and read as before.

What is looked for stands exactly once in the entry that is named, so that nobody has to guess which place
was meant. Each correction sees what those before it left. The data that come in are never changed.
"""

import copy
import difflib
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any, NamedTuple

from hyojun.model import (
    Alert,
    BusinessHead,
    Chapter,
    CharacterRequirement,
    CodeList,
    CodeValue,
    Correction,
    DataGroup,
    DataItem,
    Detail,
    DocumentHead,
    Errata,
    Flow,
    Form,
    FormItem,
    Function,
    Heading,
    Linkage,
    LocalMeasure,
    Misfit,
    MisfitKind,
    NonFunctional,
    OutOfScope,
    Screen,
    Term,
    TreeNode,
    Value,
    edition_words,
    heading_words,
)

from .markdown import blocks_of
from .screening import screened
from .sources import Sources
from .validate import validated

_NOWHERE = Path("/nowhere")
_SHOWN = 40
"""Characters of a string that a sentence shows."""


class Place(NamedTuple):
    """An entry of an edition that a 正誤 can name, as plain data."""

    label: str
    cls: type[Value]
    data: dict[str, Any]
    apart: frozenset[str] = frozenset()
    """Keys at its top that are no part of it: entries of their own, and what follows from other files."""


class _Leaf(NamedTuple):
    """A string or a number below an entry."""

    holder: Any
    step: Any
    words: tuple[str, ...]
    """The keys that lead to it."""
    text: str


_FIXED: dict[type[Value], tuple[tuple[str, ...], ...]] = {
    BusinessHead: (("業務ID",), ("団体区分",)),
    DocumentHead: (("文書",), ("版",), ("状態",), ("改定履歴", "版")),
    Heading: (("キー",), ("番号",)),
    Function: (("機能ID",),),
    Form: (("帳票ID",), ("諸元表", "項番"), ("レイアウト", "ファイル"), ("レイアウト", "sha256")),
    FormItem: (("項番",),),
    DataGroup: (("グループID",),),
    DataItem: (("データ項目ID",),),
    CodeList: (("コードID",), ("値", "コード値")),
    CodeValue: (("コード値",),),
    Linkage: (("連携ID",),),
    TreeNode: (("キー",),),
    Flow: (("キー",), ("ファイル",), ("sha256",)),
    Chapter: (("ファイル",),),
    Screen: (("キー",),),
    Detail: (("キー",),),
    Alert: (("キー",),),
    CharacterRequirement: (("キー",),),
    Term: (("用語",),),
}
"""Keys by which others find an entry, and files: no 正誤 changes them."""
_DRAWN = ("手順", "レーン", "接続", "フローの要素")
"""What a flow has from its drawing."""
_PARTLESS = (
    ("画面", "画面", Screen, "キー"),
    ("項目詳細", "項目詳細", Detail, "キー"),
    ("エラー・アラート", "エラー・アラート", Alert, "キー"),
    ("文字要件", "文字要件", CharacterRequirement, "キー"),
    ("用語", "用語", Term, "用語"),
    ("非機能要件", "非機能", NonFunctional, "メトリクス"),
    ("独自施策", "独自施策", LocalMeasure, "名称"),
    ("標準化対象外", "標準化対象外", OutOfScope, "名称"),
)


def corrected(
    plain: Mapping[str, Any], errata: Iterable[Errata]
) -> tuple[dict[str, Any], list[list[Misfit]]]:
    """The plain data of a snapshot with 正誤 laid over it, and for each 正誤 what did not fit.

    A correction that does not fit is left out. The digests of the result are those of `plain`: make them anew.
    """
    tree = copy.deepcopy(dict(plain))
    return tree, [[m for n, c in enumerate(e.corrections) for m in _correct(tree, e, n, c)] for e in errata]


def remaining(plain: Mapping[str, Any], correction: Correction) -> bool:
    """Whether a text that goes its own way (the next edition) still has the wrong string in that entry."""
    found = next((p for p in places(plain) if p.label == correction.target), None)
    if found is None:
        return False
    texts = (leaf.text.replace(correction.right, "\0") for leaf in _leaves(found, correction.field))
    return any(correction.wrong in text for text in texts)


def _correct(tree: dict[str, Any], errata: Errata, number: int, correction: Correction) -> Iterator[Misfit]:
    """Correct one place, or say why not."""
    target, wrong = correction.target, correction.wrong

    def misfit(kind: MisfitKind, word: str, words: str, hint: str = "") -> Iterator[Misfit]:
        yield Misfit(kind, words, ("訂正", number, word), target, hint)

    if wrong == correction.right:
        words = "誤と正が同じです。正を直すか、この訂正を消してください。"
        return misfit(MisfitKind.PLACE, "正", words)
    known = list(places(tree))
    place = next((p for p in known if p.label == target), None)
    edition = edition_words(errata.edition)
    if place is None:
        words = f"{edition}に「{target}」はありません。対象を確かめて直してください。"
        return misfit(MisfitKind.TARGET, "対象", words, _meant(target, [p.label for p in known]))
    leaves = list(_leaves(place, correction.field))
    where = f"{target}の「{correction.field}」" if correction.field else target
    if not leaves:
        words = f"{edition}の{target}に「{correction.field}」はありません。項目を直すか、消してください。"
        own = sorted({w for leaf in _leaves(place, None) for w in leaf.words})
        return misfit(MisfitKind.TARGET, "項目", words, _near(str(correction.field), own))
    count = sum(leaf.text.count(wrong) for leaf in leaves)
    if count == 0:
        after = "（前の訂正を当てた後の文で探します）" if number or errata.number > 1 else ""
        words = (
            f"{edition}の{where}に「{_short(wrong)}」はありません{after}。"
            "誤を、その版の文のとおりに直してください。"
        )
        return misfit(MisfitKind.PLACE, "誤", words)
    if count > 1:
        words = (
            f"{edition}の{where}に「{_short(wrong)}」が{count}か所あります。"
            "前後の文字を加えるか項目を書いて、1か所に決まるようにしてください。"
        )
        return misfit(MisfitKind.PLACE, "誤", words)
    leaf = next(x for x in leaves if wrong in x.text)
    if leaf.words in _FIXED.get(place.cls, ()):
        words = f"{target}の「{leaf.words[-1]}」は、正誤では直せません。新しい版で改めてください。"
        return misfit(MisfitKind.RESULT, "対象", words)
    leaf.holder[leaf.step] = leaf.text.replace(wrong, correction.right)
    trouble = _trouble(place, leaf)
    if trouble is None:
        return iter(())
    leaf.holder[leaf.step] = leaf.text
    return misfit(MisfitKind.RESULT, "正", f"直した後の{target}が正しくありません。{trouble}")


def _trouble(place: Place, leaf: _Leaf) -> str | None:
    """What is wrong with an entry after its correction; None: nothing."""
    if place.cls is Chapter:
        return _trouble_of_prose(place.data, leaf.text)
    data = {k: v for k, v in place.data.items() if k != "内容"}
    _, findings = validated(place.cls, data, place.label)
    return findings[0].message if findings else None


def _trouble_of_prose(chapter: dict[str, Any], before: str) -> str | None:
    """As of Markdown in the sources; its keys and pictures are what they were, its title follows."""
    file, text = chapter["ファイル"], chapter["本文"]
    blocks, old = blocks_of(text, file), blocks_of(before, file)
    title = next((b for b in blocks if b.kind == "見出し" and b.level == 1), None)
    if title is None:
        return "最初の「# 題名」の行が無くなります。"
    if [b.key for b in blocks if b.key] != [b.key for b in old if b.key]:
        return "見出しのキーは、正誤では直せません。"
    nowhere = Sources(_NOWHERE)
    known = Counter(f.message for f in screened(nowhere, file, before)[1])
    new = Counter(f.message for f in screened(nowhere, file, text)[1]) - known
    if new:
        return next(iter(new))
    chapter["題名"] = heading_words(title.text)
    return None


def _meant(target: str, known: list[str]) -> str:
    """What an author may have had in mind. Serial numbers are like their neighbours: those are no slips."""
    if target.startswith(_DRAWN):
        return "業務フローの図は、正誤では直せません。新しい版で改めてください。"
    serial = target[-1:].isdigit()
    near = _near(target, [k for k in known if not (serial and k[-1:].isdigit() and len(k) == len(target))])
    chapter = next((k for k in known if k.endswith(".md")), None)
    if not near and chapter and target.startswith(("見出し", "段落")):
        return f"本編の文章は、「{chapter}」のように章で書きます。"
    return near


def _near(written: str, known: list[str]) -> str:
    found = difflib.get_close_matches(written, known, n=1, cutoff=0.8)
    return f"「{found[0]}」の誤りではありませんか。" if found else ""


def _short(text: str) -> str:
    return (text if len(text) <= _SHOWN else text[:_SHOWN] + "…").replace("\n", "⏎")


def _leaves(place: Place, field: str | None) -> Iterator[_Leaf]:
    """What can be corrected in an entry; of a field, wherever in the entry it stands."""

    def below(node: Any, words: tuple[str, ...]) -> Iterator[_Leaf]:
        steps = node.items() if isinstance(node, dict) else enumerate(node)
        for step, value in steps:
            if not words and step in place.apart:
                continue
            here = (*words, step) if isinstance(step, str) else words
            if isinstance(value, (dict, list)):
                yield from below(value, here)
            elif not isinstance(value, bool) and field in (None, *here):
                yield _Leaf(node, step, here, str(value))

    return below(place.data, ())


def places(tree: Mapping[str, Any]) -> Iterator[Place]:
    """Every entry of a snapshot that can be named; the second of one label as label#2, as comparisons do."""
    seen: Counter[str] = Counter()
    for place in _places(tree):
        seen[place.label] += 1
        yield place if seen[place.label] == 1 else place._replace(label=f"{place.label}#{seen[place.label]}")


def _places(tree: Mapping[str, Any]) -> Iterator[Place]:
    document: dict[str, Any] = tree["文書"]
    inside: dict[str, Any] = document.get("内容", {})
    yield Place("業務", BusinessHead, tree["業務の宣言"])
    yield Place("文書", DocumentHead, document, frozenset({"内容"}))
    for chapter in inside.get("本編", ()):
        yield Place(chapter["ファイル"], Chapter, chapter, frozenset({"題名", "画像"}))
    for heading in inside.get("見出し", ()):
        yield from _headings(heading)
    for form in inside.get("帳票", ()):
        yield Place(f"帳票{form['帳票ID']}", Form, form)
        for row in form.get("諸元表", ()):
            yield Place(f"印字項目{form['帳票ID']}/{row['印字項目']}", FormItem, row)
    for group in inside.get("データグループ", ()):
        key = group.get("グループID") or group["グループ名称"]
        yield Place(f"グループ{key}", DataGroup, group, frozenset({"データ項目"}))
        for item in group["データ項目"]:
            yield Place(f"データ{item['データ項目ID']}", DataItem, item)
    for codes in inside.get("コード一覧", ()):
        yield Place(f"コード{codes['コードID']}", CodeList, codes)
        for value in codes["値"]:
            yield Place(f"コード値{codes['コードID']}/{value['コード値']}", CodeValue, value)
    for linkage in inside.get("連携", ()):
        yield Place(f"連携{linkage['連携ID']}", Linkage, linkage)
    for node in inside.get("ツリー図", ()):
        yield from _nodes(node, ())
    # What a flow holds beside these is the frozen drawing's.
    drawn = frozenset({"レーン", "作業", "その他の要素", "接続"})
    for flow in inside.get("業務フロー", ()):
        yield Place(f"フロー{flow['キー']}", Flow, flow, drawn)
    for word, label, cls, key in _PARTLESS:
        for value in inside.get(word, ()):
            yield Place(f"{label}{value[key]}", cls, value)


def _headings(heading: dict[str, Any]) -> Iterator[Place]:
    yield Place(f"見出し{heading['キー']}", Heading, heading, frozenset({"機能", "見出し"}))
    for function in heading.get("機能", ()):
        yield Place(f"機能{function['機能ID']}", Function, function)
    for below in heading.get("見出し", ()):
        yield from _headings(below)


def _nodes(node: dict[str, Any], above: tuple[str, ...]) -> Iterator[Place]:
    path = (*above, node["名称"])
    yield Place(f"ツリー{node.get('キー') or '／'.join(path)}", TreeNode, node, frozenset({"下位"}))
    for below in node.get("下位", ()):
        yield from _nodes(below, path)
