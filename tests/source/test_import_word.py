"""A document of the official kind becomes sources, to the last word; a broken one becomes nothing."""

import re
import unicodedata
from pathlib import Path
from tempfile import TemporaryDirectory

import documents as d
import pytest
import yaml
from hypothesis import given
from hypothesis import settings as examples
from hypothesis import strategies as st
from official_document import official
from typer.testing import CliRunner

from hyojun.cli import app
from hyojun.model import Severity, numbered
from hyojun.source import load, verified
from hyojun.source.importing import (
    ImportProblem,
    WordReport,
    import_word,
    stated_edition,
    word_report_lines,
)
from hyojun.source.importing.word.notes import Leftover
from hyojun.source.importing.word.numbering import in_format
from hyojun.source.screening import everywhere

L = Leftover


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return repository(tmp_path)


def repository(folder: Path) -> Path:
    root = folder / "repository"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    return root


def imported(root: Path, *body: str, **more: object) -> WordReport:
    path = d.save(root.parent / "見本.docx", *body, **more)  # type: ignore[arg-type]
    return import_word(path, root, "002")


def prose(root: Path) -> str:
    files = sorted((root / "spec/002/本編").glob("*.md"))
    return "\n".join(f.read_text("utf-8") for f in files)


def told(report: WordReport, kind: Leftover) -> list[tuple[int, str]]:
    return [(t.paragraph, t.text) for t in report.told if t.kind is kind]


def test_an_official_document_becomes_chapters_and_functions(root: Path) -> None:
    report = import_word(official(root.parent / "見本.docx"), root)
    repository = load(root)
    assert repository.findings == ()
    business = repository.corpus.business("002")
    assert business is not None
    document = business.documents[0]
    assert document.title == "印鑑登録システム標準仕様書"
    assert [c.title for c in document.contents.chapters] == ["第一章 総則", "第二章 機能要件", "第三章 附則"]
    assert [
        (f.id, f.name, str(f.classes))
        for h in document.contents.headings
        for n in h.walk()
        for f in n.functions
    ] == [
        ("002仮1", "登録原票の管理", "実装必須"),
        ("002仮2", "登録原票の管理（実装不可）", "実装不可"),
        ("0020007", "住所の管理", "実装必須"),
        ("002仮3", "区分の管理", "標準オプション"),
    ]
    first, second, *_ = (f for h in document.contents.headings for n in h.walk() for f in n.functions)
    assert first.text == (
        "次の項目を管理すること。（注1）\n・印影\n【住所に当たる項目】\n・住所（1.1.2参照）\n（注1）履歴を含む。"
    )
    assert second.reason == "紙の原票は、滅失のおそれがある。"
    counts = report.counts
    assert (counts.tables, counts.rows, counts.pictures, counts.footnotes) == (3, 7, 2, 2)
    assert (report.converted.chapters, report.converted.functions) == (3, 4)


def test_the_official_document_is_the_chapter_it_was(root: Path) -> None:
    import_word(official(root.parent / "見本.docx"), root)
    chapter = (root / "spec/002/本編/1-総則.md").read_text("utf-8")
    assert chapter == (Path(__file__).parent / "cases/word/総則.md").read_text("utf-8")


def test_what_is_left_over_is_told_with_its_place(root: Path) -> None:
    report = import_word(official(root.parent / "見本.docx"), root)
    text = "\n".join(word_report_lines(report))
    for line in (
        "□ 第38段落（見出し「1.3 全体像」）: 変更履歴で削除された文字です。取り込んでいません。（文字: 消した文。）",
        "□ 第38段落（見出し「1.3 全体像」）: コメント（見本）です。取り込んでいません。（文字: 要確認）",
        "□ 第40段落（見出し「1.3 全体像」）: 知らないスタイル「枠の中の本文」です。本文の段落としました。",
        "文書全体: ヘッダーの文字です。（文字: 標準仕様書 第2.1版）",
        "（表1: 3行2列、4行1列から3列）",
        "（文字: 第一章 総則 1 ／ 第1章 総則）",
        "EMF の図「word/media/image2.emf」",
    ):
        assert line in text


def test_the_import_is_clean_apart_from_what_is_true_of_the_document(root: Path) -> None:
    from hyojun import check

    import_word(official(root.parent / "見本.docx"), root)
    found = check.run(load(root)).findings
    # The document gives no reason for its optional function.
    assert {f.code for f in found if f.severity is not Severity.NOTE} == {"FN01"}


@pytest.mark.parametrize(
    ("number", "form", "text"),
    [
        (3, "decimal", "3"), (3, "decimalZero", "03"), (12, "decimalFullWidth", "１２"), (2, "aiueoFullWidth", "イ"),
        (2, "aiueo", "ｲ"), (3, "irohaFullWidth", "ハ"), (21, "decimalEnclosedCircle", "㉑"), (4, "lowerRoman", "iv"),
        (9, "upperRoman", "IX"), (27, "upperLetter", "AA"), (15, "japaneseCounting", "十五"),
        (110, "japaneseCounting", "百十"), (10, "japaneseLegal", "壱拾"), (12, "ideographDigital", "一二"),
        (2, "ideographTraditional", "乙"), (7, "decimalEnclosedParen", "(7)"), (5, "none", ""), (5, "見たことのない形", None),
    ],
)  # fmt: skip
def test_numbers_are_printed_as_word_prints_them(number: int, form: str, text: str | None) -> None:
    assert in_format(number, form) == text


def test_automatic_numbers_go_on_and_start_again(root: Path) -> None:
    report = imported(
        root,
        d.paragraph("章", "1"),
        d.paragraph("a", num=(3, 0)), d.paragraph("b", num=(3, 1)), d.paragraph("c", num=(3, 0)),
        d.paragraph("d", num=(3, 1)), d.paragraph("e", num=(5, 0)),
        d.paragraph("f", num=(4, 0)), d.paragraph("g", num=(4, 0)), d.paragraph("間"), d.paragraph("h", num=(4, 0)),
    )  # fmt: skip
    assert prose(root).split("\n\n")[1:] == [
        "（１）　a", "ア　b", "（２）　c", "ア　d", "（１）　e", "1. f\n2. g", "間", "3\\.　h\n",
    ]  # fmt: skip
    assert told(report, L.DOUBT) == []


LEFTOVERS = [
    (L.LOST, "隠し文字", d.run("見えない", "<w:vanish/>"), "見えない"),
    (L.DOUBT, "外字", d.run("\ue000さん"), "\ue000さん"),
    (L.DOUBT, "外字", d.run("辻", '<w:rFonts w:eastAsia="EUDC"/>'), "辻"),
    (L.DOUBT, "記号の書体", d.run("x", '<w:rFonts w:ascii="Wingdings"/>'), "x"),
    (L.DOUBT, "記号の書体", '<w:r><w:sym w:font="Wingdings" w:char="F0FC"/></w:r>', "（記号 Wingdings F0FC）"),
    (L.READ, "IVS", d.run("辻\U000e0101"), "辻\U000e0101"),
    (L.DOUBT, "下線", d.run("改めた", '<w:u w:val="single"/>'), "改めた"),
    (L.REWRITTEN, "圏点", d.run("強い", '<w:em w:val="dot"/>'), "強い"),
    (L.REWRITTEN, "画面に見えない文字（U+200B）", d.run("あ\u200bい"), ""),
    (
        L.REWRITTEN, "ルビ",
        f"<w:r><w:ruby><w:rt>{d.run('つじ')}</w:rt><w:rubyBase>{d.run('辻')}</w:rubyBase></w:ruby></w:r>", "辻（つじ）",
    ),
    (
        L.DOUBT, "数式",
        "<m:oMath><m:f><m:num><m:r><m:t>a</m:t></m:r></m:num><m:den><m:r><m:t>b</m:t></m:r></m:den></m:f></m:oMath>",
        "(a)/(b)",
    ),
    (L.UNKNOWN, "知らない要素「{urn:example:unknown}thing」", f"<x:thing>{d.run('中')}</x:thing>", ""),
    (L.LOST, "グラフ", '<w:r><w:drawing><wp:docPr descr="件数の推移"/><c:chart r:id="rId7"/></w:drawing></w:r>', "件数の推移"),
    (
        L.LOST, "図形のまとまり",
        f"<w:r><w:drawing><wpg:wgp><w:txbxContent>{d.paragraph('箱')}</w:txbxContent></wpg:wgp></w:drawing></w:r>", "箱",
    ),
    (L.LOST, "図形", '<w:r><w:pict><v:shape><v:textpath string="飾り文字"/></v:shape></w:pict></w:r>', "飾り文字"),
    (
        L.LOST, "埋め込まれたオブジェクト「Excel.Sheet.12」",
        '<w:r><w:object><o:OLEObject ProgID="Excel.Sheet.12"/></w:object></w:r>', "",
    ),
    (L.LOST, "文書の外にある図", d.picture("rId9", "外の図"), ""),
    (L.DOUBT, "代替テキストがありません", d.picture("rId8"), ""),
    (L.DOUBT, "脚注の文がありません", d.note_mark(99), ""),
    (L.DOUBT, "段落の区切り", "", ""),
    (L.LOST, "リンク先「file:///c:/x」", f'<w:hyperlink r:id="rId6">{d.run("開く")}</w:hyperlink>', "開く"),
    (
        L.DOUBT, "入力欄の案内",
        f"<w:sdt><w:sdtPr><w:showingPlcHdr/></w:sdtPr><w:sdtContent>{d.run('ここに入力')}</w:sdtContent></w:sdt>", "ここに入力",
    ),
]  # fmt: skip


@pytest.mark.parametrize(("kind", "message", "content", "text"), LEFTOVERS, ids=[c[1] for c in LEFTOVERS])
def test_what_markdown_cannot_say_is_told(
    root: Path, kind: Leftover, message: str, content: str, text: str
) -> None:
    look = "<w:rPr><w:del/></w:rPr>" if not content else ""
    report = imported(
        root,
        d.paragraph("章", "1"),
        d.paragraph(d.run("前") + content + d.run("後"), look=look),
        parts={"word/media/image1.png": d.png(), "word/charts/chart1.xml": f"<c:chart {d.SPACES}/>"},
        rId6=("hyperlink", "file:///c:/x"),
        rId7=("chart", "charts/chart1.xml"),
        rId8=("image", "media/image1.png"),
        rId9=("image", "https://example.com/a.png"),
    )
    found = [t for t in report.told if t.kind is kind and message in t.message]
    assert [(t.paragraph, t.text) for t in found] == [(2, text)]
    assert "前" in prose(root) and "後" in prose(root)


def test_a_link_and_a_picture_in_a_line_stay(root: Path) -> None:
    imported(
        root,
        d.paragraph("章", "1"),
        d.paragraph(f'<w:hyperlink r:id="rId6">{d.run("省の[頁]")}</w:hyperlink>'),
        d.table(("図",), (d.cell(d.paragraph(d.picture("rId8", "印の図"))),)),
        parts={"word/media/image1.png": d.png()},
        rId6=("hyperlink", "https://example.com/"),
        rId8=("image", "media/image1.png"),
    )
    assert "[省の\\[頁\\]](https://example.com/)" in prose(root)
    assert "![印の図](図/図1.png)" in prose(root)
    assert load(root).findings == ()


def test_skipped_levels_are_closed_up_and_told(root: Path) -> None:
    report = imported(root, d.paragraph("章", "1"), d.paragraph("項", "3"), d.paragraph("目", "4"))
    assert re.findall(r"^#+ .*", prose(root), re.MULTILINE) == ["# 第一章 章", "## 項", "### 目"]
    assert [p for p, _ in told(report, L.REWRITTEN)] == [2, 3]


def test_a_document_without_styles_is_read_by_its_numbers(root: Path) -> None:
    imported(
        root,
        d.paragraph("第1章　総則"), d.paragraph("1.1　目的"), d.paragraph("本文。"), d.paragraph("1.2　範囲"),
        d.paragraph("1 これは文である。"), d.paragraph("第2章　附則"), d.paragraph("以上"),
    )  # fmt: skip
    headings = re.findall(r"^#+ .*", prose(root), re.MULTILINE)
    assert headings == ["# 第1章　総則", "## 1.1　目的", "## 1.2　範囲", "# 第2章　附則"]


def test_functions_keep_the_numbers_they_had(root: Path) -> None:
    """Also where a level has no title, a number is left out, or a heading has no number at all."""
    texts = (
        "1 管理",
        "1.1.1 原票",
        "4 異動",
        "4.0.1 異動者",
        "4.0.3. 異動日",
        "4.1.3.0.1 転出",
        "番号のない見出し",
    )
    body = [
        d.paragraph(t, "3") + d.paragraph("【実装必須機能】") + d.paragraph("できること。") for t in texts
    ]
    report = imported(root, d.paragraph("機能", "1"), *body)
    assert told(report, L.DOUBT) == [(20, "番号のない見出し")]
    business = load(root).corpus.business("002")
    assert business is not None
    found = {n.number: n.heading.title for n in numbered(business.documents[0].contents.headings)}
    assert found == {
        "1": "管理", "1.1": None, "1.1.1": "原票", "4": "異動", "4.0": None, "4.0.1": "異動者", "4.0.3": "異動日",
        "4.1": None, "4.1.3": None, "4.1.3.0": None, "4.1.3.0.1": "転出", "4.1.3.0.2": "番号のない見出し",
    }  # fmt: skip


def test_a_document_without_headings_is_one_chapter(root: Path) -> None:
    imported(root, d.paragraph("題名", "a0"), d.paragraph("文。"), d.paragraph("次の文。"))
    assert prose(root) == "(honpen-1)=\n# 前付\n\n文。\n\n次の文。\n"


def test_a_table_of_a_table_keeps_its_words(root: Path) -> None:
    inner = d.table(("内1", "内2"))
    report = imported(root, d.paragraph("章", "1"), d.table(("外", d.cell(inner + d.paragraph("後")))))
    assert "内1　／　内2" in prose(root) and "後" in prose(root)
    assert [p for p, _ in told(report, L.DOUBT)] == [3]


def test_an_id_of_another_business_is_not_taken(root: Path) -> None:
    report = imported(
        root,
        d.paragraph("1 管理", "3"),
        d.paragraph("【実装必須機能】機能ID：0030001"),
        d.paragraph("できること。"),
    )
    file = yaml.safe_load((root / "spec/002/機能/1-管理.yaml").read_text("utf-8"))
    assert file["見出し"][0]["機能"][0]["機能ID"] == "002仮1"
    assert told(report, L.DOUBT) == [(2, "0030001")]


WORDS = st.text(alphabet="あ漢字いﾛabAB*_`[]{}<>#|\\:-+.123()=&;~!$%^@/\"' 　①", min_size=1, max_size=14)
LOOKS = st.sampled_from(
    (
        "",
        "<w:b/>",
        "<w:strike/>",
        '<w:vertAlign w:val="superscript"/>',
        '<w:vertAlign w:val="subscript"/>',
        "<w:vanish/>",
    )
)
LABELS = st.sampled_from(("【実装必須機能】", "【実装しない機能】", "【考え方・理由】"))
RUNS = st.lists(st.tuples(WORDS, LOOKS), min_size=1, max_size=3)


@st.composite
def blocks(draw: st.DrawFn) -> tuple[str, list[str]]:
    """A block of a document, and the words a reader sees in it."""
    runs = draw(RUNS)
    content = "".join(d.run(text, look) for text, look in runs)
    seen = [text for text, _ in runs]
    kind = draw(
        st.sampled_from("段落 見出し 箇条 番号 表 結合 枠 ラベル 挿入 削除 箱 注 知らない 目次".split())
    )
    match kind:
        case "見出し":
            return d.paragraph(content, draw(st.sampled_from("1234"))), seen
        case "箇条" | "番号":
            number = 2 if kind == "箇条" else draw(st.sampled_from((3, 4)))
            return d.paragraph(content, num=(number, draw(st.sampled_from((0, 1))))), seen
        case "表":
            return d.table((d.cell(d.paragraph(content)), "右"), ("下", d.cell(d.paragraph(content) * 2))), [
                *seen,
                "右",
                "下",
            ]
        case "結合":
            wide = d.cell(d.paragraph(content), '<w:gridSpan w:val="2"/>')
            return d.table((wide,), ("左", d.cell(d.table(("内",), (d.cell(d.paragraph(content)),))))), [
                *seen,
                "左",
                "内",
            ]
        case "枠":
            return d.table((d.cell(d.paragraph(content)),)), seen
        case "ラベル":
            label = draw(LABELS)
            return d.paragraph(d.run(label)) + d.paragraph(content), seen
        case "挿入":
            return d.paragraph(f"<w:ins>{content}</w:ins>"), seen
        case "削除":
            return d.paragraph(f"{d.run('前')}<w:del>{content.replace('w:t', 'w:delText')}</w:del>"), seen
        case "箱":
            return d.paragraph(d.run("前") + d.text_box(d.paragraph(content))), ["前", *seen]
        case "注":
            return d.paragraph(content + d.note_mark(1)), [*seen, "脚注の文*1*"]
        case "知らない":
            return f"<w:unheard>{d.paragraph(f'<x:y>{content}</x:y>', 'odd')}</w:unheard>", seen
        case "目次":
            return d.paragraph(content, "10"), seen
    return d.paragraph(content), seen


def squeezed(text: str) -> str:
    return "".join(unicodedata.normalize("NFKC", text).split())


def shown(markdown: str) -> str:
    """What a reader sees of a Markdown text."""
    parts = []
    for token, _ in everywhere(markdown):
        for part in token.children or []:
            if part.type in ("text", "code_inline", "myst_role"):
                parts.append(part.content)
    return "".join(parts)


@examples(max_examples=150)
@given(st.lists(blocks(), min_size=1, max_size=7))
def test_every_visible_word_is_in_the_result_or_in_the_report(made: list[tuple[str, list[str]]]) -> None:
    with TemporaryDirectory() as folder:
        root = repository(Path(folder))
        body = "".join(xml for xml, _ in made)
        report = imported(
            root,
            d.paragraph("章", "1") + body + d.paragraph("終わり"),
            parts={"word/footnotes.xml": d.notes("footnote", {1: "脚注の文*1*"})},
            rId4=("footnotes", "footnotes.xml"),
        )
        assert load(root).findings == ()
        result = [shown(f.read_text("utf-8")) for f in (root / "spec/002/本編").glob("*.md")]
        for file in (root / "spec/002").glob("機能/*.yaml"):
            result += strings(yaml.safe_load(file.read_text("utf-8")))
        everything = squeezed(
            "\n".join([*result, *(t.text for t in report.told), *word_report_lines(report)])
        )
        for _, seen in made:
            for text in seen:
                assert squeezed(text) in everything, text


def strings(value: object) -> list[str]:
    """All text in a tree."""
    match value:
        case str():
            return [value]
        case dict():
            return [s for v in value.values() for s in strings(v)]
        case list():
            return [s for v in value for s in strings(v)]
    return []


def test_several_functions_of_a_heading_have_names_of_their_own(root: Path) -> None:
    kinds = "【実装必須機能】 【実装不可機能】 【実装必須機能】 【実装不可機能】 【実装必須機能】".split()
    body = "".join(d.paragraph(k) + d.paragraph("できること。") for k in kinds)
    imported(root, d.paragraph("1 管理", "3"), body)
    file = yaml.safe_load((root / "spec/002/機能/1-管理.yaml").read_text("utf-8"))
    assert [f["機能名称"] for f in file["見出し"][0]["機能"]] == [
        "管理", "管理（実装不可）", "管理（実装必須）", "管理（実装不可2）", "管理（実装必須2）",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("caption", "title", "number"),
    [
        ("図1　全体像", "全体像", "図1"),
        ("図 2-1 全体像", "全体像", "図 2-1"),
        ("図３：全体像", "全体像", "図３："),
        ("全体像", "全体像", ""),
        ("図1の全体像", "図1の全体像", ""),
    ],
)
def test_the_number_of_a_figure_is_not_said_twice(root: Path, caption: str, title: str, number: str) -> None:
    report = imported(
        root,
        d.paragraph("総則", "1"),
        d.paragraph(d.picture("rId8", "流れ")),
        d.paragraph(caption, "cap"),
        parts={"word/_rels/document.xml.rels": d.relations({"rId8": ("image", "media/a.png")}),
               "word/media/a.png": d.png()},
    )  # fmt: skip
    assert f":alt: 流れ\n\n{title}\n:::" in prose(root)
    numbers = [t for t in report.told if "図の題の番号" in t.message]
    assert [t.message.split("」")[0].split("「")[1] for t in numbers] == [number] * bool(number)


def test_labels_and_styles_of_a_document_are_shown_and_can_be_taught(root: Path, tmp_path: Path) -> None:
    path = d.save(
        tmp_path / "見本.docx",
        d.paragraph("登録", "1"),
        d.paragraph("【努力機能】"),
        d.paragraph("申請を登録できること。"),
        d.paragraph("【実装不可機能】"),
        d.paragraph("色を変えられること。"),
    )
    words, arguments = tmp_path / "呼び方.yaml", ["import", str(path), "--root", str(root), "--spec", "002"]
    shown = CliRunner().invoke(app, [*arguments, "--write-profile", str(words)])
    assert shown.exit_code == 0 and not (root / "spec/002").exists()
    assert "ラベル「【努力機能】」（1段落、初めは第2段落） → 分からないラベルです" in shown.stdout
    assert "ラベル「【実装不可機能】」（1段落） → 実装不可" in shown.stdout
    assert "#   【努力機能】（1か所、初めは第2段落）" in words.read_text("utf-8")
    taught = words.read_text("utf-8").replace("実装類型:\n", "実装類型:\n  標準オプション:\n    - 努力機能\n")
    words.write_text(taught, encoding="utf-8")
    done = CliRunner().invoke(app, [*arguments, "--profile", str(words)])
    assert done.exit_code == 0
    (heading,) = load(root).corpus.businesses[0].documents[0].contents.headings
    assert [str(f.classes) for f in heading.functions] == ["標準オプション", "実装不可"]


def test_a_wrong_file_of_words_says_where(root: Path, tmp_path: Path) -> None:
    path = d.save(tmp_path / "見本.docx", d.paragraph("総則", "1"))
    words = tmp_path / "呼び方.yaml"
    words.write_text("備考: [注意]\n実装類形: {}\n", encoding="utf-8")
    with pytest.raises(ImportProblem, match=r"呼び方\.yaml:2: "):
        import_word(path, root, "002", words)
    assert not (root / "spec/002").exists()


def test_a_published_document_comes_in_as_a_released_edition(root: Path, tmp_path: Path) -> None:
    path = d.save(
        tmp_path / "見本.docx",
        d.paragraph("登録（機能ID 0020001）", "1"),
        d.paragraph("【実装必須機能】"),
        d.paragraph("申請を登録できること。"),
    )
    report = import_word(path, root, None, None, stated_edition("1.0", "R7.8.29", True))
    assert report.released == ("spec/002/editions/機能-1.0.json",)
    assert [v.condition for v in verified(root)] == ["変わりない"]
    (document,) = load(root).corpus.businesses[0].documents
    assert (document.edition, document.status, str(document.day)) == ("1.0", "公表", "2025-08-29")
    assert report.registered == 1 and "spec/002/ID台帳/機能.yaml" in report.written
    assert "凍結した版: spec/002/editions/機能-1.0.json" in word_report_lines(report)


def test_a_document_with_functions_without_a_number_was_never_released(root: Path) -> None:
    body = (d.paragraph("登録", "1"), d.paragraph("【実装必須機能】"), d.paragraph("登録できること。"))
    path = d.save(root.parent / "見本.docx", *body)
    with pytest.raises(ImportProblem, match="仮番号"):
        import_word(path, root, "002", None, stated_edition("1.0", None, True))
    assert not (root / "spec/002").exists()
