"""ツリー図 as drawings: everything is there, nothing lies on anything else, it fits its page."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import etree

from hyojun.flow import width
from hyojun.model import TreeNode
from hyojun.publish.drawing import Picture, alone
from hyojun.publish.tree_drawing import A3, A4, SMALLEST, Sheet, pictures

SVG = "{http://www.w3.org/2000/svg}"


def leaf(name: str, *functions: str, outside: str | None = None) -> TreeNode:
    scope = "対象外" if outside else "対象"
    return TreeNode(name=name, scope=scope, functions=functions, outside=outside)


def above(name: str, *children: TreeNode) -> TreeNode:
    return TreeNode(name=name, children=children)


def ids(first: int, count: int) -> tuple[str, ...]:
    return tuple(f"002{first + i:04}" for i in range(count))


TREE = above(
    "印鑑登録の事務",
    above("登録", leaf("受け付ける", *ids(1, 1)), leaf("登録原票に登録する", *ids(2, 9))),
    above("証明", leaf("交付する", *ids(20, 2)), leaf("手数料を収納する", outside="財務会計システム")),
    leaf("その他の事務", outside="標準化対象外の事務"),
)


def root(picture: Picture) -> Any:
    return etree.fromstring(picture.svg.encode())


def texts(element: Any) -> list[str]:
    return [t.text for t in element.iter(f"{SVG}text")]


def box(rect: Any) -> tuple[float, float, float, float]:
    x, y, w, h = (float(rect.get(a)) for a in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def nodes(svg: Any) -> dict[str, Any]:
    return {g.get("data-key"): g for g in svg.iter(f"{SVG}g") if g.get("data-key")}


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


def test_every_box_and_every_id_is_drawn() -> None:
    (picture,) = pictures([TREE])
    found = nodes(root(picture))
    for node in TREE.walk():
        told = texts(found[node.name])
        assert node.name in "".join(told)
        assert [t for t in told if t.startswith("002")] == list(node.functions)
        if node.outside:
            assert node.outside in told
    assert len(found) == len(list(TREE.walk()))


def test_outside_is_told_by_more_than_colour() -> None:
    (picture,) = pictures([TREE])
    for key, group in nodes(root(picture)).items():
        rect = next(group.iter(f"{SVG}rect"))
        outside = key in ("手数料を収納する", "その他の事務")
        assert (rect.get("stroke-dasharray") is not None) is outside
        assert (rect.get("class") == "d-out") is outside
    assert {"標準化の対象", "標準化の対象外"} <= set(texts(root(picture)))


def test_levels_are_named_and_boxes_stand_in_their_column() -> None:
    (picture,) = pictures([TREE])
    svg = root(picture)
    heads = texts(svg)[:4]
    assert heads == ["第1階層", "第2階層", "第3階層", "機能ID、対象外とする理由"]
    lefts = {key: box(next(g.iter(f"{SVG}rect")))[0] for key, g in nodes(svg).items()}
    assert lefts["印鑑登録の事務"] < lefts["登録"] == lefts["証明"] == lefts["その他の事務"]
    assert lefts["受け付ける"] == lefts["交付する"] > lefts["登録"]


def test_children_share_one_trunk() -> None:
    (picture,) = pictures(
        [above("根", leaf("あ", *ids(1, 1)), leaf("い", *ids(2, 1)), leaf("う", *ids(3, 1)))]
    )
    lines = [re.findall(r"[\d.]+", p.get("d")) for p in root(picture).iter(f"{SVG}path")]
    upright = [[float(n) for n in found] for found in lines if found[0] == found[2]]
    assert len(upright) == 1
    ends = {float(found[1]) for found in lines if float(found[0]) == upright[0][0] and found[0] != found[2]}
    assert max(ends) == upright[0][3] and len(ends) == 2


def test_boxes_and_ids_are_links_with_names() -> None:
    links = {"受け付ける": "#tree-a", "0020001": "functions/a.html#fn-0020001"}
    (picture,) = pictures([TREE], links=links, names={"0020001": "申請の<受付>"})
    found = {a.get("href"): a for a in root(picture).iter(f"{SVG}a")}
    assert set(found) == set(links.values())
    assert texts(found["#tree-a"]) == ["受け付ける"]
    assert found["functions/a.html#fn-0020001"].find(f"{SVG}title").text == "申請の<受付>"
    assert 'href="tree.html#tree-a"' in alone(picture.svg, "tree.html")
    assert "<style>" in alone(picture.svg, "tree.html") and "<style>" not in picture.svg


def test_a_tree_is_cut_between_top_branches_and_says_so() -> None:
    tree = above(
        "根", *(above(f"枝{b}", *(leaf(f"{b}の{i}", *ids(1, 4)) for i in range(6))) for b in range(4))
    )
    found = pictures([tree], title="業務のツリー図")
    assert len(found) > 1 and [p.name for p in found] == [str(i) for i in range(1, len(found) + 1)]
    shown = [[k for k in nodes(root(p)) if re.fullmatch(r"枝\d", k)] for p in found]
    assert [key for of_page in shown for key in of_page] == ["枝0", "枝1", "枝2", "枝3"]
    assert ["（続き）" in "".join(texts(nodes(root(p))["根"])) for p in found] == [
        False,
        *[True] * (len(found) - 1),
    ]
    assert len(pictures([tree], sheet=A3)) < len(found)
    assert "第1図（枝0" in found[0].title


def test_a_branch_too_tall_for_a_page_is_cut_between_leaves() -> None:
    tree = above("根", above("枝", *(leaf(f"{i}番目の作業", *ids(i, 1)) for i in range(60))))
    found = pictures([tree])
    assert len(found) >= 3
    drawn = [k for p in found for k in nodes(root(p)) if k.endswith("番目の作業")]
    assert drawn == [f"{i}番目の作業" for i in range(60)]


def test_nothing_gives_no_drawing() -> None:
    assert pictures([]) == ()


NAMES = st.text("印鑑登録の事務を受け付ける、（）システムABCDE 12", min_size=1, max_size=60).filter(
    lambda s: s.strip() == s and "  " not in s
)


def trees() -> st.SearchStrategy[TreeNode]:
    leaves = st.builds(
        lambda name, count, outside: (
            TreeNode(name=name, scope="対象外", outside=outside)
            if outside
            else TreeNode(name=name, scope="対象", functions=ids(1, count))
        ),
        NAMES,
        st.integers(1, 14),
        st.none() | NAMES,
    )
    return st.recursive(
        leaves,
        lambda inside: st.builds(
            lambda name, below: TreeNode(name=name, children=tuple(below)),
            NAMES,
            st.lists(inside, min_size=1, max_size=4),
        ),
        max_leaves=25,
    )


@settings(max_examples=60, deadline=None)
@given(st.lists(trees(), min_size=1, max_size=3), st.sampled_from((A4, A3)))
def test_any_tree_is_drawn_whole_without_overlap(tops: list[TreeNode], sheet: Sheet) -> None:
    found = pictures(tops, sheet=sheet)
    for picture in found:
        svg = root(picture)
        assert picture.width * SMALLEST <= sheet.width + 0.1
        placed = []
        for group in (g for g in svg.iter(f"{SVG}g") if g.get("data-key")):
            rect = box(group.find(f"{SVG}rect"))
            placed.append(rect)
            lines = [t for t in group.findall(f"{SVG}text") if float(t.get("x")) < rect[2]]
            assert lines
            for text in lines:
                x, y = float(text.get("x")), float(text.get("y"))
                assert x + width(text.text, float(text.get("font-size"))) <= rect[2] + 0.1, text.text
                assert rect[1] < y - 10 and y < rect[3]
        assert not [(a, b) for i, a in enumerate(placed) for b in placed[i + 1 :] if overlap(a, b)]
        assert all(0 < float(t.get("y")) < picture.height for t in svg.iter(f"{SVG}text"))
    leaves = [n for top in tops for n in top.walk() if not n.children]
    told = sorted(i for p in found for i in texts(root(p)) if re.fullmatch(r"002\d{4}", i))
    assert told == sorted(i for n in leaves for i in n.functions)
    assert pictures(tops, sheet=sheet) == found


@pytest.mark.parametrize("depth", [1, 2, 5, 8])
def test_any_depth_fits_the_width_of_a_page(depth: int) -> None:
    node = leaf("末端の作業の名前が少し長い", *ids(1, 3))
    for level in range(depth - 1):
        node = above(f"第{level}の段の名前", node)
    (picture,) = pictures([node])
    assert picture.width * SMALLEST <= A4.width + 0.1
    assert len(nodes(root(picture))) == depth
