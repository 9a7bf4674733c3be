"""Every character reaches the page in its own shape, or the PDF is refused with its place."""

from pathlib import Path

import pikepdf
import pypdf
import pytest
from pdf_press import Press, business, chapter, document, function, heading, png

from hyojun.model import Business, squeezed
from hyojun.publish.pdf import PdfError
from hyojun.publish.pdf.fonts import NOT_DRAWN, font_set, missing
from hyojun.source import Sources
from hyojun.source.markdown import read_chapter

IPAMJ = Path("/usr/share/fonts/truetype/ipamj")
"""IPAmj明朝 has rare characters of names; a package of the system, so not on every machine."""
needs_ipamj = pytest.mark.skipif(not IPAMJ.is_dir(), reason="IPAmj明朝 is not installed")
RARE = "𨘢"
TSUJI = "辻\U000e0102"
"""An IVS of IPAmj明朝 whose base character the other fonts have as well."""


@pytest.fixture
def press(tmp_path: Path) -> Press:
    return Press(tmp_path)


@pytest.mark.parametrize(
    ("text", "code"),
    [("外字\ue000", "U\\+E000"), ("絵文字😀", "U\\+1F600"), ("葛\U000e01ef", "U\\+845B U\\+E01EF")],
    ids=["private use", "emoji", "variation sequence"],
)
def test_missing_glyph_is_named_with_its_place(press: Press, text: str, code: str) -> None:
    with pytest.raises(PdfError, match=f"{code}.*機能0020002"):
        made = document(見出し=[heading("a", function("0020001"), function("0020002", text))])
        press.pdf(business(made))
    with pytest.raises(PdfError, match=f"{code}.*本編/1.md"):
        press.pdf(business(document(本編=[chapter(f"# 題\n\n{text}\n")])))


def test_fonts_know_their_characters() -> None:
    coverages = font_set().coverages
    assert len(coverages) == 2
    # 葛飾区の葛 (IVS), 髙, 﨑, 𠮷 (surrogate in UTF-16) are in the fonts; a joiner needs no glyph.
    assert missing(["葛\U000e0100飾", "髙﨑𠮷", "①◎○●×−―～", "a\u200bb\n"], coverages) == []
    assert missing(["\u0e01x\u0e01", "\t"], coverages) == ["\u0e01", "\t"]


def test_both_weights_have_the_same_characters() -> None:
    """Else a character that is found could be missing where it is printed bold."""
    regular, bold = font_set().own
    assert (regular.starts, regular.ends) == (bold.starts, bold.ends)


def test_own_words_of_the_templates_are_in_the_fonts() -> None:
    folder = Path(__file__).parents[2] / "templates" / "typst"
    texts = [path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.typ"))]
    assert len(texts) > 5
    # The marker that Typst would set, named in a comment.
    assert missing(texts, font_set().own) == ["‣"]


def test_what_needs_no_glyph_is_set_and_other_format_characters_are_refused(press: Press) -> None:
    points = [p for first, last in NOT_DRAWN for p in range(first, last + 1, 1 if last - first < 99 else 99)]
    points = [p for p in points if p not in range(0xE0100, 0xE01F0)]
    text = "甲" + "".join(f"{chr(p)}乙" for p in points)
    assert "甲" in press.text(business(document(見出し=[heading("a", function("0020001", text))])))
    for text in ("\u0600", "\ufff9"):
        with pytest.raises(PdfError, match=r"どの書体にもない文字.*機能0020001"):
            press.pdf(business(document(見出し=[heading("a", function("0020001", text))])))


def test_character_named_in_markdown_is_told_with_its_file(press: Press) -> None:
    with pytest.raises(PdfError, match=r"U\+1D504.*本編/1\.md"):
        press.pdf(business(document(本編=[chapter("# 題\n\n&Afr;\n")])))


def test_a_tab_is_a_space(press: Press) -> None:
    made = document(
        本編=[chapter("# 題\n\n```\n丙\t丁\n```\n")], 見出し=[heading("a", function("0020001", "甲\t乙"))]
    )
    found = "".join(p.extract_text() for p in pypdf.PdfReader(press.pdf(business(made))).pages)
    assert "甲 " in found and "甲乙" not in found
    assert "丙 " in found and "丙丁" not in found


EVERYTHING = """# 題

- 一段
  - 二段
    - 三段
      - 四段
        1. 五段
           - 六段

           ```
           \tlist = "code"
           ```

> 引用 "x" 'y' ... -- ---
>
> - 引用の一
>   - 引用の二
>
>   > 二重の引用
>
> | 引用の表 |
> |---|
> | *欄* |

::::{note} 注記の一行目
- 注記の一
  - 注記の二
    - 注記の三

> 注記の引用

```{warning}
注記の中の警告[^1]

# 注記の中の題
```
::::

用語
: 定義
  - 定義の一
    - 定義の二

[^1]: 脚注[^2]

    - 脚注の一
      - 脚注の二

[^2]: 脚注の脚注

    字下げ\t#code

***

1986. 年
      1. 子
         1. 孫

`````{list-table} 題 **y**
:header-rows: 9

* - ![絵](a.png)
  - - 欄の一
      - 欄の二
* - ```{image} a.png
    :alt: 絵
    ```
  -
`````

```{figure} a.png
:alt: 絵

題[^1]

- 図の一
  - 図の二
```

-
  - 空の下

## 深い題 `x` {sub}`2`[^1]

行末\\
改行 [](https://example.jp/) <https://example.jp> &nbsp; &hellip; &mdash; &bull; {abbr}`` [ ] ![絵](a.png)
"""


def test_no_markdown_ends_in_a_message_of_typst(press: Press) -> None:
    """Markers and marks that Typst sets by itself are in the fonts, at every depth."""
    folder = press.folder / "spec" / "002" / "本編"
    folder.mkdir(parents=True)
    (folder / "1.md").write_text(EVERYTHING, encoding="utf-8")
    (folder / "a.png").write_bytes(png())
    assert read_chapter(Sources(press.folder), "spec/002", "本編/1.md").findings == ()
    press.assets["spec/002/本編/a.png"] = folder / "a.png"
    found = press.text(business(document(本編=[chapter(EVERYTHING)])))
    for words in ("・一段", "－二段", "○三段", "・四段", "1.五段", "－六段", "・引用の一", "－引用の二"):
        assert squeezed(words) in found, words
    for words in ("・注記の一", "－注記の二", "○注記の三", "・定義の一", "－脚注の二", "1986.年", "－空の下"):
        assert squeezed(words) in found, words
    for words in ('list="code"', "脚注の脚注", "・欄の一－欄の二", "－図の二", "\"x\"'y'...-----"):
        assert squeezed(words) in found, words


def with_text(text: str) -> Business:
    return business(document(見出し=[heading("a", function("0020001", text, 備考=text))]))


def fonts_of(path: Path) -> set[str]:
    with pikepdf.open(path) as found:
        fonts = (o for o in found.objects if isinstance(o, pikepdf.Dictionary) and o.get("/Type") == "/Font")
        return {str(f.BaseFont).partition("+")[2].partition("-")[0] for f in fonts}


def test_folder_with_known_fonts_changes_nothing(press: Press) -> None:
    (wheel, _) = font_set().folders
    made = with_text("髙﨑 葛\U000e0100")
    assert press.pdf(made).read_bytes() == press.pdf(made, fonts=(wheel,)).read_bytes()


@needs_ipamj
def test_further_font_brings_its_characters(press: Press) -> None:
    with pytest.raises(PdfError, match=r"U\+28622.*機能0020001.*fonts = "):
        press.pdf(with_text(RARE))
    path = press.pdf(with_text(f"甲{RARE}乙"), fonts=(IPAMJ,))
    assert f"甲{RARE}乙" in "".join(page.extract_text() for page in pypdf.PdfReader(path).pages)
    assert "IPAmjMincho" in fonts_of(path)
    assert fonts_of(press.pdf(with_text("甲乙"), fonts=(IPAMJ,))) == {"NotoSansCJKjp"}


@needs_ipamj
def test_variant_is_taken_from_the_font_that_has_it(press: Press) -> None:
    """Not the plain shape of the font that has only the base character."""
    with pytest.raises(PdfError, match=r"U\+8FBB U\+E0102"):
        press.pdf(with_text(TSUJI))
    assert "IPAmjMincho" in fonts_of(press.pdf(with_text(TSUJI), fonts=(IPAMJ,)))
    assert fonts_of(press.pdf(with_text("辻 葛\U000e0100"), fonts=(IPAMJ,))) == {"NotoSansCJKjp"}
