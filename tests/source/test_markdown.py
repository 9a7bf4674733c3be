"""Prose: blocks with kinds, lines and keys; pictures; and what a link of the disk may do."""

from pathlib import Path

import pytest
from casefiles import findings_of, write_repository, written

from hyojun.model import heading_words
from hyojun.source import load
from hyojun.source.markdown import blocks_of

pytestmark = pytest.mark.usefixtures("few_rules")

PICTURE = b"\x89PNG\r\n\x1a\n"
TEXT = """\
(hajimeni)=
# はじめに

最初の段落。
二行目。

(mokuteki)=
## 目的

- 一
- 二

1. 一

| 列 | 列 |
|---|---|
| 一 | 二 |

:::{note}
注記
:::

```{list-table}
* - 一
```

```{figure} a.png
説明
```

> 引用

```
そのまま
```

---

印鑑
: 判子
"""


def test_blocks_have_kinds_lines_and_keys() -> None:
    blocks = blocks_of(TEXT, "spec/002/a.md")
    assert [(b.line, b.kind, b.level, b.key) for b in blocks] == [
        (2, "見出し", 1, "hajimeni"),
        (4, "段落", None, None),
        (8, "見出し", 2, "mokuteki"),
        (10, "箇条書き", None, None),
        (13, "箇条書き", None, None),
        (15, "表", None, None),
        (19, "注記", None, None),
        (23, "表", None, None),
        (27, "図", None, None),
        (31, "段落", None, None),
        (33, "その他", None, None),
        (37, "その他", None, None),
        (39, "箇条書き", None, None),
    ]
    assert blocks[1].text == "最初の段落。\n二行目。"
    assert blocks[8].text == "```{figure} a.png\n説明\n```"
    assert blocks[1].origin == ("spec/002/a.md", (4,))


def test_a_key_belongs_to_the_heading_right_after_it() -> None:
    blocks = blocks_of("(a-b)=\n\n文章\n\n## 見出し\n", "a.md")
    assert [(b.kind, b.key) for b in blocks] == [("段落", None), ("見出し", None)]


def test_a_chapter_knows_its_title_and_its_pictures(tmp_path: Path) -> None:
    files = {"本編/一.md": "# 総則 #\n\n![図](図.png)\n\n![同じ](./図.png)\n", "本編/図.png": PICTURE}
    repository = load(write_repository(tmp_path, files))
    [chapter] = repository.corpus.businesses[0].chapters
    assert (chapter.file, chapter.title) == ("本編/一.md", "総則")
    assert [i.file for i in chapter.images] == ["spec/002/本編/図.png"]
    assert repository.assets == {"spec/002/本編/図.png": tmp_path / "spec/002/本編/図.png"}


def test_a_picture_linked_from_outside_is_refused(tmp_path: Path) -> None:
    (tmp_path / "図.png").write_bytes(PICTURE)
    root = write_repository(tmp_path / "r", {"a.md": "# 本編\n\n![図](図.png)\n"})
    (root / "spec/002/図.png").symlink_to(tmp_path / "図.png")
    assert [written(f) for f in findings_of(root)] == [
        "a.md:3:1 MD03 図「図.png」はリポジトリの外にあります。リポジトリの中に置いてください。"
    ]
    assert load(root).assets == {}


@pytest.mark.parametrize("name", ["図.png", "a b.png", "図（1）.png"])
def test_names_of_pictures_may_be_japanese(tmp_path: Path, name: str) -> None:
    root = write_repository(tmp_path, {"a.md": f"# 本編\n\n![図](<{name}>)\n", name: PICTURE})
    assert findings_of(root) == ()


def test_a_picture_in_a_figure_counts_like_any_other(tmp_path: Path) -> None:
    root = write_repository(
        tmp_path, {"a.md": "# 本編\n\n:::{figure} 図.png\n説明\n:::\n", "図.png": PICTURE}
    )
    assert list(load(root).assets) == ["spec/002/図.png"]


def test_comments_are_for_authors_only(tmp_path: Path) -> None:
    text = "# 本編\n\n% 覚え\n\n:::{note}\n% 内側の覚え\n文\n:::\n"
    repository = load(write_repository(tmp_path, {"本編.md": text.encode()}))
    (chapter,) = repository.corpus.businesses[0].chapters
    assert "覚え" not in chapter.source
    assert [(b.kind, b.line) for b in chapter.blocks] == [("見出し", 1), ("注記", 5)]


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("# 本編", "本編"),
        ("# 本編 #", "本編"),
        ("# C#", "C#"),
        ("本編\n====", "本編"),
        ("本編の\n題名\n====", "本編の 題名"),
        ("#", "#"),
    ],
)
def test_the_words_of_a_heading_stand_on_one_line(text: str, title: str) -> None:
    assert heading_words(text) == title
