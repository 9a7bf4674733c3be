"""PDFs of what nobody should write, and of what cannot be set: text stays text, refusals say why."""

import hashlib
from pathlib import Path
from typing import Any

import pikepdf
import pypdf
import pytest
from pdf_press import Press, as_written, business, chapter, document, edges, function, heading, png, unpacked

from hyojun.model import Chapter, squeezed
from hyojun.publish.pdf import PdfError
from hyojun.publish.pdf.prose import prose

HOSTILE = (
    '#panic("x") *太字* _斜体_ $x^2$ <label> @ref \\u{41} "二重" \'一重\' `raw` // 注 /* 注 */ [a](b) #{1+1} = 見出し',
    "= 見出しではない\n- 箇条書きではない\n+ 番号ではない\n/ 用語: ではない\n\\",
    '</script> {{ x }} {% y %} %s \\n \\\\ \\" --- -- ~ ... #let x = 1; #x',
)


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


def test_hostile_text_stays_text(press: Press) -> None:
    one, two, three = HOSTILE
    cell = one + "\n" + two
    made = document(
        見出し=[
            heading(
                "a",
                function(
                    "0020001",
                    cell,
                    **{"考え方・理由": three, "備考": one, "パラメータ": [{"名称": "#x", "内容": three}]},
                ),
                説明=three,
                題名="#panic() *題*",
            )
        ],
        用語=[{"用語": "#x <y> @z", "定義": one, "別名": ["*別名*"]}],
        標準化対象外=[{"名称": "$x$", "理由": two}],
        帳票=[
            {
                "帳票ID": "0020001",
                "帳票名称": '"帳票" #a',
                "対象": "住民向け",
                "実装類型": "実装必須",
                "諸元表": [{"項番": 1, "印字項目": "#b *c*", "サンプル値": "$d$ <e>"}],
                "レイアウト": {
                    "種類": "描画",
                    "用紙": "A4",
                    "枠": [
                        {"左": 10, "上": 10, "幅": 100, "高さ": 20, "項番": 1},
                        {"左": 10, "上": 40, "幅": 100, "高さ": 20, "文字": '#panic("g")'},
                        {
                            "左": 150,
                            "上": 10,
                            "幅": 20,
                            "高さ": 90,
                            "文字": "縦書き（一）ー、#*。",
                            "組方向": "縦書き",
                        },
                    ],
                },
            }
        ],
    )
    found = press.text(business(made, notice="#notice *n*"))
    for text in (
        cell,
        three,
        one,
        two,
        "#x <y> @z",
        "*別名*",
        "$x$",
        '"帳票" #a',
        "#b *c*",
        "$d$ <e>",
        '#panic("g")',
    ):
        assert squeezed(text) in found, text
    assert "1#panic()*題*" in found
    assert "#notice*n*" in found


def test_hostile_prose_stays_text(press: Press) -> None:
    text = "# 題\n\n" + '段落 `#panic()` \\*星\\* \\#x $y$ @z \\<w> "q"\n\n    #let code = 1\n\n- #item\n'
    found = press.text(business(document(本編=[chapter(text)])))
    for part in ("#panic()", "*星*", "#x$y$@z<w>", "#letcode=1", "#item"):
        assert squeezed(part) in found


def test_all_of_markdown_arrives(press: Press) -> None:
    press.assets["spec/002/本編/図 1.png"] = press.folder / "a.png"
    press.assets["spec/002/本編/図 1.png"].write_bytes(png())
    source = """---
x: y
---
% 隠れた行
<!-- 隠れた注 -->

# 題名

段落一[^1]の文章は
次の行に続く *強調* と **太字** と [外](https://example.jp/a) と [中](#naka) と [](#naka)。
{function}`0020001` と {heading}`naka` と {function}`名づけ <0020001>` と 機能0020001 と 見出しnaka
H{sub}`2`O と x{sup}`3` と {abbr}`DV (配偶者からの暴力)` と ABC
DEF

[^1]: 脚注の**文章**

(naka)=
#### 中の見出し

1. 番号一
2. 番号二
   - 入れ子

用語甲
: 定義甲

> 引用文

| 左 | 右 |
|:---|---:|
| 表甲 | 表乙 |

:::{note}
注記の文
:::

```{admonition} 特別な題
:class: tip
特別な文
```

:::{warning}
警告の文
:::

```{list-table} 一覧の題
:header-rows: 1
:widths: 1 2

* - 列一
  - 列二
* - 値一
  - 値二
```

```{table} 表の題
| 丙 |
|----|
| 丁 |
```

```{figure} 図 1.png
:alt: 図の説明
:width: 50%

図の題
```

![絵の説明](<図 1.png>)
"""
    naka = {"種類": "見出し", "文章": "#### 中の見出し", "段": 4, "キー": "naka", "行": 20}
    made = document(本編=[chapter(source) | {"段落": [naka]}], 見出し=[heading("a", function("0020001"))])
    path = press.pdf(business(made))
    found = squeezed("".join(p.extract_text() for p in pypdf.PdfReader(path).pages))
    for part in (
        "段落一1の文章は次の行に続く強調と太字と外と中と",
        "太字と外と中と中の見出し。機能0020001機能名0020001と中の見出しと名づけと機能0020001と「中の見出し」",
        "H2Oとx3とDV(配偶者からの暴力)とABCDEF",
        "脚注の文章",
        "番号一", "入れ子", "用語甲", "定義甲", "引用文", "表甲", "表乙",
        "注記注記の文", "特別な題特別な文", "警告警告の文", "表1一覧の題" , "列一列二値一値二", "表の題", "図の題",
    ):  # fmt: skip
        assert squeezed(part) in as_written(found).replace(" ", ""), part
    assert "隠れた" not in found
    with pikepdf.open(path) as pdf:
        assert sorted(str(o.Alt) for o in pdf.objects if is_figure(o)) == ["図の説明", "絵の説明"]


def is_figure(found: Any) -> bool:
    return isinstance(found, pikepdf.Dictionary) and found.get("/S") == "/Figure" and "/Alt" in found


def test_picture_without_words_is_refused_by_name(press: Press) -> None:
    press.assets["spec/002/本編/a.png"] = press.folder / "a.png"
    press.assets["spec/002/本編/a.png"].write_bytes(png())
    for source in ("# 題\n\n![](a.png)\n", "# 題\n\n```{figure} a.png\n\n題\n```\n"):
        with pytest.raises(PdfError, match=r"本編/1\.md.*a\.png.*代替テキスト"):
            press.pdf(business(document(本編=[chapter(source)])))


def test_missing_picture_is_refused_by_name(press: Press) -> None:
    with pytest.raises(PdfError, match=r"spec/002/本編/無い\.png"):
        press.pdf(business(document(本編=[chapter("# 題\n\n![説明](無い.png)\n")])))


def test_same_bytes_in_any_folder(tmp_path: Path) -> None:
    made = business(
        document(
            本編=[chapter("# 題\n\n見出しa と 機能0020001\n")],
            見出し=[heading("a", function("0020001"), function("0020002"))],
        )
    )
    sums = []
    for name in ("甲", "some where/else"):
        folder = tmp_path / name
        folder.mkdir(parents=True)
        path = Press(folder).pdf(made)
        data = path.read_bytes()
        assert str(tmp_path).encode() not in unpacked(data)
        sums.append(hashlib.sha256(data).hexdigest())
    assert sums[0] == sums[1]


def test_draft_is_stamped_on_every_page(press: Press) -> None:
    made = business(document(見出し=[heading("a", function("0020001"))]))
    pages = pypdf.PdfReader(press.pdf(made, draft=True)).pages
    assert len(pages) >= 3
    assert all("未検査" in page.extract_text() for page in pages)


def test_duplicate_ids_and_dangling_links_do_not_stop_a_draft(press: Press) -> None:
    text = "機能0029999 と 見出しnai と 機能0020001"
    made = document(見出し=[heading("a", function("0020001", text), function("0020001", text)), heading("a")])
    found = press.text(business(made), draft=True)
    assert found.count("機能0029999と見出しnaiと機能0020001") == 2
    assert "(機能なし)" in found


def test_document_without_contents(press: Press) -> None:
    assert "改定履歴" in press.text(business(document()))


def test_long_row_is_split_and_short_rows_are_kept_whole(press: Press) -> None:
    long = "".join(f"第{n}の文は行を越えて続く長い文である。" for n in range(400))
    rows = [function(f"002{n:04}", "一行目。\n二行目。\n三行目。\n終わりの行。") for n in range(1, 60)]
    made = document(見出し=[heading("a", function("0020900", long), *rows)])
    pages = [squeezed(p.extract_text()) for p in pypdf.PdfReader(press.pdf(business(made))).pages]
    assert sum("文である" in page for page in pages) > 1
    whole = "".join(pages)
    # A sentence may be cut by a page break, so its marks need not stand together there.
    assert sum(f"第{n}の文は" in whole for n in range(400)) >= 400 - len(pages)
    assert "第399の文は行を越えて続く長い文である。" in whole
    for n in range(1, 60):
        (page,) = (p for p in pages if f"機能名002{n:04}" in p)
        assert "一行目。二行目。三行目。終わりの行。" in page[page.index(f"機能名002{n:04}") :]


def test_deep_and_odd_headings(press: Press) -> None:
    """Untitled levels, headings without statements, long explanations: none may upset the table."""
    deep = heading("c", function("0020001"), 説明="説明。" * 300)
    middle = {"キー": "b", "見出し": [deep, heading("d"), heading("e", 説明="短い説明")]}
    tops = [heading("a", 見出し=[middle]), heading("f"), heading("g", function("0020002"))]
    found = press.text(business(document(見出し=tops)))
    for words in ("1題a", "1.1", "1.1.1題c", "1.1.2題d", "1.1.3題e", "短い説明", "2題f", "3題g"):
        assert words in found


def attached(file: str, page: int = 1) -> dict[str, Any]:
    return {
        "帳票ID": "0020001",
        "帳票名称": "添付の帳票",
        "対象": "職員向け",
        "実装類型": "標準オプション",
        "諸元表": [{"項番": 1, "印字項目": "氏名"}],
        "レイアウト": {
            "種類": "添付",
            "ファイル": file,
            "頁": page,
            "代替テキスト": "上に氏名がある。",
            "欄": [{"図中番号": "ア", "項番": 1}],
        },
    }


def test_attached_pages_are_shown(press: Press) -> None:
    page = press.pdf(business(document(本編=[chapter("# 添付された頁\n")])))
    press.assets["spec/002/帳票/a.pdf"] = page
    press.assets["spec/002/帳票/b.png"] = press.folder / "b.png"
    press.assets["spec/002/帳票/b.png"].write_bytes(png())
    for file, number in (("帳票/a.pdf", 3), ("帳票/b.png", 1)):
        path = press.pdf(business(document(帳票=[attached(file, number)])))
        with pikepdf.open(path) as made:
            assert [str(o.Alt) for o in made.objects if is_figure(o)] == ["上に氏名がある。"]
    with pytest.raises(PdfError, match=r"a\.pdf.*99頁"):
        press.pdf(business(document(帳票=[attached("帳票/a.pdf", 99)])))


def test_templates_of_a_repository_come_first(press: Press) -> None:
    own = press.folder / "templates" / "typst"
    own.mkdir(parents=True)
    (own / "lists.typ").write_text(
        '#import "page.typ": part, portrait\n#let glossary-chapter(c) = ()\n#let legend-chapter(c) = ()\n'
        "#let outside-chapter(c) = part(portrait)[= 独自の標準化対象外\n#c.rows.first().first()]\n",
        encoding="utf-8",
    )
    made = business(document(標準化対象外=[{"名称": "対象外の事務", "理由": "理由"}]))
    assert "独自の標準化対象外対象外の事務" in press.text(made, root=press.folder)
    (own / "lists.typ").write_text('#import "@preview/cetz:0.3.0"\n', encoding="utf-8")
    with pytest.raises(PdfError, match=r"lists\.typ.*外部のパッケージ"):
        press.pdf(made, root=press.folder)
    (own / "lists.typ").write_text('#panic("x")\n', encoding="utf-8")
    with pytest.raises(PdfError, match=r"機能【第1\.0版】（案）\.pdf.*（lists\.typ:\d+:\d+）") as refused:
        press.pdf(made, root=press.folder)
    assert press.folder.name not in str(refused.value)


def test_prose_keeps_line_breaks_of_latin_words_only() -> None:
    source = "# 題\n\n日本語\n日本語 and\nwords\n"
    made = business(document(本編=[chapter(source)]))
    blocks = prose(made, Chapter(file="1.md", title="題", source=source), lambda path: path)
    assert "".join(p for p in blocks[1]["c"]) == "日本語日本語 and words"


def test_day_stands_only_where_a_function_may_exist(press: Press) -> None:
    """適合基準日 is the document's unless written; what may not exist has none, whatever is written."""
    written = "2031-02-03"
    mixed = {"指定都市": "実装必須", "町村": "実装不可"}
    made = document(
        見出し=[
            heading(
                "a",
                function("0020001", "要件一"),
                function("0020002", "要件二", 実装類型="実装不可", 適合基準日=written),
                function("0020003", "要件三", 実装類型="実装不可"),
                function(
                    "0020004", "要件四", 実装類型=mixed, 適合基準日={"指定都市": "未定", "町村": written}
                ),
                function("0020005", "要件五", 実装類型={"指定都市": "実装不可", "町村": "実装不可"}),
            )
        ]
    ).model_copy(update={"conformance": "2030-01-02"})
    found = press.text(business(made))
    assert "適合基準日令和12年1月2日" in found
    assert "令和13年" not in found
    for row in ("要件一◎◎令和12年1月2日", "要件二××-", "要件三××-", "要件四◎×指定都市未定", "要件五××-"):
        assert row in found, row


def test_facts_come_before_an_attached_layout_with_its_edge(press: Press) -> None:
    for name, size in (("wide", (300, 200)), ("tall", (200, 300))):
        press.assets[f"spec/002/帳票/{name}.png"] = press.folder / f"{name}.png"
        press.assets[f"spec/002/帳票/{name}.png"].write_bytes(png(*size))
        form = attached(f"帳票/{name}.png") | {"用途": "用途の文"}
        path = press.pdf(business(document(帳票=[form])))
        pages = pypdf.PdfReader(path).pages
        (number,) = (n for n, p in enumerate(pages) if "図の説明" in p.extract_text())
        text = pages[number].extract_text()
        assert text.index("用途の文") < text.index("図の説明")
        assert pages[number].mediabox.width == pytest.approx(842 if name == "wide" else 595, abs=1)
        placed, drawn = edges(path, number)
        # The edge lies around the picture, close to it.
        assert any(all(abs(a - b) < 3 for a, b in zip(placed, box, strict=True)) for box in drawn)
        assert placed[2] / placed[3] == pytest.approx(size[0] / size[1], rel=0.01)


def test_long_texts_of_a_form_are_not_cut_off(press: Press) -> None:
    long = "".join(f"第{n}の文は行を越えて続く。" for n in range(400))
    layout = {"種類": "描画", "用紙": "A4", "枠": [{"左": 9, "上": 9, "幅": 90, "高さ": 20, "項番": 1}]}
    for more in ({}, {"レイアウト": layout}):
        form = {
            "帳票ID": "0020001",
            "帳票名称": "帳票",
            "対象": "住民向け",
            "実装類型": "実装必須",
            "用途": f"用途{long}",
            "諸元表": [{"項番": 1, "印字項目": "氏名", "編集条件": f"条件{long}"}],
        }
        found = press.text(business(document(帳票=[form | more])))
        assert found.count("第399の文は行を越えて続く。") == 2
