"""All sources of the corpus as plain data: what `write` writes and `editions` edits."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from . import data, documents, flows, forms, functions, further, linkages, prose, trees
from .plan import Share
from .topics import Topic, topics

Plain = dict[str, Any]


class Sources(NamedTuple):
    """The sources of one 業務, by path inside its folder."""

    share: Share
    head: Plain
    yaml: dict[str, Plain]
    markdown: dict[str, str]
    pictures: dict[str, bytes]
    drawings: tuple[flows.Drawing, ...]


def sources(plan: tuple[Share, ...], seed: int) -> Iterator[Sources]:
    """The 業務 of a plan one by one. Data come first, for linkages lead from one 業務 into another."""
    fields = {share.id: _field(share, seed) for share in plan}
    links = linkages.linkages(fields, seed)
    for id, field in fields.items():
        yield _business(field, links[id], seed)


def _field(share: Share, seed: int) -> linkages.Field:
    own = topics(share)
    found: list[list[Plain]] = []
    item, group = 1, 1
    for topic in own:
        found.append(data.groups(share, topic, item, group, seed))
        item, group = item + topic.items, group + len(topic.records)
    _name_the_person(found[0][0])
    return linkages.Field(share, own, tuple(found))


def _name_the_person(group: Plain) -> None:
    """The number of the person is 主キー in one group; in all others it leads there."""
    for item in group["データ項目"]:
        if item.pop("外部キー", None):
            item["主キー"] = "○"


def _business(field: linkages.Field, links: list[linkages.Link], seed: int) -> Sources:
    share, own = field.share, field.topics
    names, first = [], 1
    for topic in own:
        names.append(forms.form_names(share, topic, first, seed))
        first += topic.forms
    ids = functions.serials()
    yaml: dict[str, Plain] = {}
    pictures: dict[str, bytes] = {}
    headings, leaves, drawings = [], [], []
    for topic, groups, named in zip(own, field.groups, names, strict=True):
        here = [x for x in links if x.topic == topic.number - 1]
        heading = functions.topic_heading(share, topic, groups, named, here, ids, seed)
        printed, drawn = forms.forms(share, topic, named, heading, groups, seed)
        yaml[f"機能/{_file(topic)}"] = {"見出し": [heading]}
        yaml[f"帳票/{_file(topic)}"] = {"帳票": printed}
        yaml[f"データ/{_file(topic)}"] = {"データグループ": groups}
        pictures |= drawn
        headings.append(heading)
        leaves.append(trees.leaves(heading))
        drawings += flows.drawings(share, topic, leaves[-1])
    yaml["ツリー図.yaml"] = {"ツリー図": trees.tree(share, own, leaves)}
    yaml["標準化対象外.yaml"] = {"標準化対象外": trees.out_of_scope(share)}
    yaml["業務フロー.yaml"] = {"業務フロー": [d.declared for d in drawings]}
    yaml["画面.yaml"] = {"画面": further.screens(headings)}
    yaml["項目詳細.yaml"] = further.details(headings)
    yaml["独自施策.yaml"] = {"独自施策": further.local_measures(share, headings)}
    yaml["文字要件.yaml"] = {"文字要件": further.characters(share)}
    yaml["非機能要件.yaml"] = {"非機能要件": further.non_functional(share)}
    yaml["用語.yaml"] = {"用語": prose.terms(share, own)}
    used = {i["コード"] for gs in field.groups for g in gs for i in g["データ項目"] if "コード" in i}
    yaml["データ/コード.yaml"] = {"コード一覧": data.code_lists(share, used)}
    for file in sorted({x.file for x in links}):
        yaml[file] = {"連携": [x.plain for x in links if x.file == file]}
    markdown = _prose(share, own, headings, seed)
    head = documents.head(share, *_listing(own, markdown, yaml), _carried(headings))
    return Sources(share, head, yaml, markdown, pictures, tuple(drawings))


def _carried(headings: list[Plain]) -> set[str]:
    """横断的仕組み that functions name."""
    below = (f for top in headings for heading in top["見出し"] for f in heading["機能"])
    return {name for f in below for name in f.get("横断的仕組み", ())}


def _file(topic: Topic) -> str:
    return f"{topic.number:02}-{topic.subject}-{topic.stage}.yaml"


def _prose(share: Share, own: tuple[Topic, ...], headings: list[Plain], seed: int) -> dict[str, str]:
    found = {"本編/00-総則.md": prose.general(share)}
    for n, subject in enumerate(dict.fromkeys(t.subject for t in own), 1):
        here = [(t, h) for t, h in zip(own, headings, strict=True) if t.subject == subject]
        text = prose.chapter(share, [t for t, _ in here], [h for _, h in here], seed)
        found[f"本編/{n:02}-{subject}.md"] = text
    return found


def _listing(
    own: tuple[Topic, ...], markdown: dict[str, str], yaml: dict[str, Plain]
) -> tuple[list[str], list[str]]:
    """構成 of the two documents: 機能, and データ with 連携."""
    single = ["用語.yaml", "ツリー図.yaml", "標準化対象外.yaml", "独自施策.yaml", "業務フロー.yaml"]
    last = ["画面.yaml", "項目詳細.yaml"]
    of_topics = [f"{folder}/{_file(t)}" for folder in ("機能", "帳票") for t in own]
    data_files = [f"データ/{_file(t)}" for t in own]
    linkage_files = [f for f in yaml if f.startswith("連携/")]
    return [*markdown, *single, *of_topics, *last], [
        *data_files,
        "データ/コード.yaml",
        *linkage_files,
        "文字要件.yaml",
        "非機能要件.yaml",
    ]
