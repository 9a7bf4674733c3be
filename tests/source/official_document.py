"""A document of our own, written like an official one: cover, contents, chapters, functions under class labels."""

from pathlib import Path

from documents import (
    SPACES,
    cell,
    field,
    note_mark,
    notes,
    paragraph,
    picture,
    png,
    relations,
    run,
    save,
    table,
    text_box,
)

RAISED = '<w:vertAlign w:val="superscript"/>'
PAGE = '<w:r><w:br w:type="page"/></w:r>'


def official(path: Path) -> Path:
    """Build it."""
    body = [
        paragraph("印鑑登録システム標準仕様書", "a0"),
        paragraph("【第2.1版】"),
        paragraph("令和8年3月25日　見本省（架空）" ),
        paragraph(PAGE),
        paragraph(field('TOC \\o "1-3" \\h', "第一章 総則\t1"), "10"),
        paragraph("第1章　総則", "10"),
        paragraph("総則", "1"),
        paragraph("対象", "2"),
        paragraph(run("市区町村の印鑑登録を対象とする") + note_mark(2) + run("。下位は10") + run("2", RAISED) + run("とする。")),
        paragraph("窓口の事務", num=(2, 0)),
        paragraph("郵送の事務", num=(2, 1)),
        paragraph("登録の申請", num=(3, 0)),
        paragraph("本人の申請", num=(3, 1)),
        paragraph("代理人の申請\n（委任状を要する。）", num=(3, 1)),
        paragraph("証明書の交付", num=(3, 0)),
        paragraph("*注意* <この文>は_そのまま_出ること。", "note"),
        paragraph("区分と担当", "2"),
        paragraph("表1　区分と担当", "cap"),
        table(
            ("区分", "担当", "備考"),
            ("登録", cell("市民課", '<w:vMerge w:val="restart"/>'), "本人|代理人"),
            ("廃止", cell("", "<w:vMerge/>"), ""),
            (cell("共通", '<w:gridSpan w:val="3"/>'),),
        ),
        table(("手順", "内容"), ("受付", cell(paragraph("確認する。") + paragraph("記録する。")))),
        paragraph("全体像", "2"),
        paragraph(picture("rId1", "住民、窓口、システムの間の流れ")),
        paragraph("図1　全体像", "cap"),
        paragraph(picture("rId2")),
        paragraph(run("旧い文", "<w:strike/>") + '<w:ins w:id="1"><w:r><w:t>足した文。</w:t></w:r></w:ins>'
                  '<w:del w:id="2"><w:r><w:delText>消した文。</w:delText></w:r></w:del>'
                  + text_box(paragraph("囲みの文。")) + '<w:r><w:commentReference w:id="3"/></w:r>'),
        paragraph("枠の文。", "odd"),
        paragraph("機能要件", "1"),
        paragraph("この章の番号は、項番である。"),
        paragraph("1　管理項目", "2", look='<w:numPr><w:numId w:val="0"/></w:numPr>'),
        paragraph("1.1　登録の管理", "3"),
        paragraph("1.1.1　登録原票の管理"),
        paragraph("【実装すべき機能】"),
        paragraph(run("次の項目を管理すること。") + note_mark(3)),
        paragraph("印影", num=(2, 0)),
        paragraph("【住所に当たる項目】"),
        paragraph("・住所（1.1.2参照）"),
        paragraph("【実装しない機能】"),
        paragraph("印影を紙だけで管理すること。"),
        paragraph("【考え方・理由】"),
        paragraph("紙の原票は、滅失のおそれがある。"),
        paragraph("1.1.2　住所の管理"),
        paragraph("【実装すべき機能】（機能ID：0020007）"),
        paragraph("住所を履歴として保持できること。"),
        paragraph("1.1.4　区分の管理"),
        table((cell(paragraph("【実装してもしなくても良い機能】") + paragraph("区分を管理できること。")),)),
        paragraph("附則", "1"),
        paragraph("この版は、公表の日から適用する。"),
    ]  # fmt: skip
    return save(
        path,
        *body,
        parts={
            "word/footnotes.xml": notes("footnote", {2: "都道府県は含まない。", 3: "履歴を含む。"}),
            "word/comments.xml": notes("comment", {3: "要確認"}),
            "word/header1.xml": f"<w:hdr {SPACES}>{paragraph('標準仕様書　第2.1版')}</w:hdr>",
            "word/media/image1.png": png(),
            "word/media/image2.emf": b"\x01\0\0\0" + b"\0" * 36 + b" EMF" + b"\0" * 20,
            "word/_rels/footnotes.xml.rels": relations({}),
        },
        rId1=("image", "media/image1.png"),
        rId2=("image", "media/image2.emf"),
        rId3=("header", "header1.xml"),
        rId4=("footnotes", "footnotes.xml"),
        rId5=("comments", "comments.xml"),
    )
