"""連携図: who exchanges what with whom, without overlap, the same on every run, and a build goes on without an engine."""

import logging
import re
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from hyojun.flow import width
from hyojun.model import Business, Corpus, Linkage, Partner, PartnerKind
from hyojun.publish import graph_layout
from hyojun.publish.drawing import Picture
from hyojun.publish.linkage_drawing import of_all, of_business
from hyojun.source import load

ROOT = Path(__file__).parents[2]
SVG = "{http://www.w3.org/2000/svg}"


@pytest.fixture(scope="module")
def corpus() -> Corpus:
    return load(ROOT).corpus


@pytest.fixture
def business(corpus: Corpus) -> Business:
    found = corpus.business("002")
    assert found
    return found


def linkage(id: str, direction: str, kind: PartnerKind, name: str) -> Linkage:
    return Linkage.model_validate(
        {
            "連携ID": id, "連携名称": f"連携{id}", "場合": "とき", "方式": "ファイル", "頻度": "日次",
            "相手": Partner(kind=kind, name=name), "提供・照会": direction, "データ項目": ["00200001"],
        }
    )  # fmt: skip


def drawn(picture: Picture | None) -> Any:
    assert picture
    return etree.fromstring(picture.svg.encode())


def nodes(svg: Any) -> dict[str, Any]:
    return {g.get("data-key"): g for g in svg.iter(f"{SVG}g") if g.get("data-key")}


def texts(element: Any) -> list[str]:
    return [t.text for t in element.iter(f"{SVG}text")]


def box(rect: Any) -> tuple[float, float, float, float]:
    x, y, w, h = (float(rect.get(a)) for a in ("x", "y", "width", "height"))
    return x, y, x + w, y + h


def span(text: Any) -> tuple[float, float, float, float]:
    size, x, y = (float(text.get(a)) for a in ("font-size", "x", "y"))
    long = width(text.text, size)
    left = x - long / 2 if text.get("text-anchor") == "middle" else x
    return left, y - size * 0.9, left + long, y + size * 0.15


def overlap(a: tuple[float, ...], b: tuple[float, ...]) -> bool:
    return a[0] < b[2] - 0.1 and b[0] < a[2] - 0.1 and a[1] < b[3] - 0.1 and b[1] < a[3] - 0.1


def assert_nothing_overlaps(svg: Any) -> None:
    """Boxes beside boxes, each text inside the box it names, no text over another or over a foreign box."""
    boxes: list[tuple[float, ...]] = []
    loose: list[tuple[float, ...]] = []
    for group in nodes(svg).values():
        rect = next(group.iter(f"{SVG}rect"), None)
        spans = [span(t) for t in group.iter(f"{SVG}text")]
        if rect is None:
            loose.extend(spans)
            continue
        own = box(rect)
        boxes.append(own)
        for s in spans:
            assert own[0] <= s[0] and s[2] <= own[2] and own[1] <= s[1] and s[3] <= own[3]
    assert not [(a, b) for i, a in enumerate(boxes) for b in boxes[i + 1 :] if overlap(a, b)]
    assert not [(a, b) for i, a in enumerate(loose) for b in loose[i + 1 :] if overlap(a, b)]
    assert not [(a, b) for a in loose for b in boxes if overlap(a, b)]


def test_every_partner_and_every_id_is_there_by_kind_and_direction(
    business: Business, corpus: Corpus
) -> None:
    svg = drawn(of_business(business, business.linkages, corpus.registry))
    told = texts(svg)
    assert {x.id for x in business.linkages} <= set(told)
    assert {x.partner.kind.value for x in business.linkages} <= set(told)
    found = nodes(svg)
    for x in business.linkages:
        (label,) = (g for key, g in found.items() if x.id in texts(g))
        count = sum(y.partner == x.partner and y.direction == x.direction for y in business.linkages)
        assert f"{x.direction} {count}件" in texts(label)
        assert (x.partner.business or x.partner.name) in found
    assert_nothing_overlaps(svg)


def test_an_arrow_points_where_the_information_goes(corpus: Corpus, business: Business) -> None:
    for direction, kind in (("提供", "tip"), ("照会", "back")):
        one = [linkage("002o999", direction, PartnerKind.EXTERNAL, "外のシステム")]
        svg = drawn(of_business(business, one, corpus.registry))
        own, outside = (box(next(nodes(svg)[k].iter(f"{SVG}rect"))) for k in ("002", "外のシステム"))
        tips = [p for p in svg.iter(f"{SVG}polygon") if p.getparent().tag == f"{SVG}svg"]
        (tip,) = (p for p in tips[:1] if p.get("class") == f"d-{kind}")
        x = float(tip.get("points").split(",")[0])
        assert x == pytest.approx(outside[0] if direction == "提供" else own[2], abs=0.1)


def test_many_linkages_of_long_names_keep_apart(corpus: Corpus, business: Business) -> None:
    many = [
        linkage(f"002{'oi'[n % 2]}{n:03}", "提供" if n % 2 == 0 else "照会", kind, f"{kind.value}の{'長い' * (n % 9)}相手{n % 7}")
        for kind_number, kind in enumerate(PartnerKind)
        for n in range(kind_number * 40, kind_number * 40 + 40)
    ]  # fmt: skip
    svg = drawn(of_business(business, many, corpus.registry))
    assert {x.id for x in many} <= set(texts(svg))
    assert_nothing_overlaps(svg)


def test_links_lead_from_boxes_and_ids(business: Business, corpus: Corpus) -> None:
    links = {"001": "../001/index.html", "002i001": "#link-002i001"}
    svg = drawn(of_business(business, business.linkages, corpus.registry, links))
    found = {a.get("href"): texts(a) for a in svg.iter(f"{SVG}a")}
    assert found == {"../001/index.html": ["001 住民記録システム"], "#link-002i001": ["002i001"]}


def test_the_map_counts_a_hand_over_once(corpus: Corpus) -> None:
    picture = of_all(corpus, {b.id: f"{b.id}/index.html" for b in corpus.businesses})
    svg = drawn(picture)
    found = nodes(svg)
    assert {b.id for b in corpus.businesses} <= set(found)
    pairs = {frozenset(filter(None, (x.id, x.counterpart))) for b in corpus.businesses for x in b.linkages}
    counts = [int(t.removesuffix("件")) for t in texts(svg) if re.fullmatch(r"\d+件", t)]
    assert sum(counts) == len(pairs) < sum(len(b.linkages) for b in corpus.businesses)
    assert {a.get("href") for a in svg.iter(f"{SVG}a")} == {f"{b.id}/index.html" for b in corpus.businesses}
    assert_nothing_overlaps(svg)


def test_the_same_input_gives_the_same_bytes(business: Business, corpus: Corpus) -> None:
    assert of_business(business, business.linkages, corpus.registry) == of_business(
        business, business.linkages, corpus.registry
    )
    assert of_all(corpus) == of_all(corpus)


def test_no_linkages_no_drawing(business: Business, corpus: Corpus) -> None:
    assert of_business(business, (), corpus.registry) is None


@pytest.mark.parametrize("program", [None, "/bin/false", "/no/such/program"])
def test_without_an_engine_one_message_says_so(
    program: str | None,
    business: Business,
    corpus: Corpus,
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    monkeypatch.setattr("shutil.which", lambda *_, **__: program)
    graph_layout._engine.cache_clear()
    graph_layout._without.cache_clear()
    with caplog.at_level(logging.WARNING):
        assert of_business(business, business.linkages, corpus.registry) is None
        assert of_all(corpus) is None
    assert [r.message for r in caplog.records] == [graph_layout.NO_ENGINE]
    graph_layout._engine.cache_clear()
    graph_layout._without.cache_clear()


@pytest.mark.parametrize("script", ["exit 1", "kill -9 $$", "echo '{}'", "echo '{\"bb\": '"])
def test_an_engine_that_fails_is_no_drawing_left_out(
    script: str, business: Business, corpus: Corpus, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    program = tmp_path / "dot"
    program.write_text(f"#!/bin/sh\n{script}\n")
    program.chmod(0o755)
    monkeypatch.setattr(graph_layout, "engine", lambda: str(program))
    for draw in (lambda: of_business(business, business.linkages, corpus.registry), lambda: of_all(corpus)):
        with pytest.raises(graph_layout.NotLaidOut, match="もう一度実行してください。"):
            draw()
