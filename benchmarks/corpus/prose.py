"""本編: chapters in Markdown with keys, mentions, a table, a note."""

from typing import Any

from .plan import Share
from .topics import Topic
from .words import chance, joined, words

Plain = dict[str, Any]


def general(share: Share) -> str:
    """総則: the same parts in every 業務."""
    return f"""(hajimeni)=
# はじめに

この仕様書は、市区町村が行う{share.name}の事務について、{share.system}が備える機能の標準を定める。

:::{{note}}
この仕様書は、計測のために作った架空のものである。調達又は開発に用いてはならない。
:::

(mokuteki)=
## 目的

{share.system}の機能を標準化する目的は、次のとおりである。

- 市区町村が個別に改修を行わず、制度の改正に対応できるようにする。
- 事業者が一つの製品を多くの市区町村に提供できるようにする。
- 住民が、どの市区町村でも同じ様式の書類を受け取れるようにする。

(jisso-ruikei)=
## 実装類型の考え方

| 実装類型 | 意味 |
| --- | --- |
| 実装必須 | 全ての製品が備えなければならない機能 |
| 標準オプション | 製品が備えても備えなくてもよい機能 |
| 実装不可 | 製品が備えてはならない機能 |

この仕様書に記載のない機能は、原則として実装不可とする。ただし、あらかじめ所管する府省と協議した実験的な実装は、この限りでない。
"""


def chapter(share: Share, topics: list[Topic], headings: list[Plain], seed: int) -> str:
    """What a 主題 is about: one section for each stage, one paragraph for each 中項目."""
    subject = topics[0].subject
    rng = chance(seed, share.id, subject, "prose")
    lines = [f"(honpen-{topics[0].key})=", f"# {subject}", ""]
    lines += [
        f"{share.system}は、{joined([t.stage for t in topics])}の各段階で、{subject}に係る事務を支える。",
        "",
    ]
    for topic, heading in zip(topics, headings, strict=True):
        lines += [f"(honpen-{topic.key}-setsu)=", f"## {topic.stage}", ""]
        lines += [f"{topic.title}の要件は、見出し{topic.key}に定める。処理は、次の順に進む。", ""]
        lines += [f"{n}. {p.name}を行う。" for n, p in enumerate(topic.procedures, 1)] + [""]
        for below in heading["見出し"]:
            f, g = rng.choice(below["機能"]), rng.choice(below["機能"])
            condition = rng.choice(words()["場合"][3:])
            if "{" in condition:
                condition = "対象となる者が転出している"
            lines += [
                f"{below['題名']}は、機能{f['機能ID']}による。{condition}ときは、職員が内容を確かめる。",
                f"結果は、機能{g['機能ID']}により確認できる。{rng.choice(words()['備考'][:2])}",
                "",
            ]
    return "\n".join(lines)


def terms(share: Share, topics: tuple[Topic, ...]) -> list[Plain]:
    """用語: each 主題 and what is recorded of it."""
    found: list[Plain] = []
    for subject in dict.fromkeys(t.subject for t in topics):
        own = next(t for t in topics if t.subject == subject)
        found.append(
            {"用語": subject, "定義": f"{share.name}の事務のうち、見出し{own.key}に定める処理の対象をいう。"}
        )
    for stage in dict.fromkeys(t.stage for t in topics):
        for record in words()["段階"][stage]["記録"]:
            found.append(
                {
                    "用語": f"{record}情報",
                    "定義": f"{stage}の段階で記録する{record}に係る情報をいう。",
                    "別名": [f"{record}データ"],
                }
            )
    return found
