"""Numbers of 図 and 表: through a document, the same in the PDF and on the site."""

import re
from pathlib import Path

import pypdf
from lxml import html
from pdf_press import business, document, pdfs, png

from hyojun.model import Corpus, Document, squeezed
from hyojun.publish import Job
from hyojun.publish.pdf import write_pdf
from hyojun.publish.site.write import write_site
from hyojun.source import Settings, default_registry
from hyojun.source.markdown import blocks_of

FIGURE = "```{figure} a.png\n:alt: 絵の説明\n\n%s\n```\n"
TABLE = "```{table} %s\n| 欄 |\n|---|\n| 値 |\n```\n"
LIST_TABLE = "```{list-table} %s\n:header-rows: 1\n* - 欄\n* - 値\n```\n"
PLAIN = "| 欄 |\n|---|\n| 値 |\n\n![題のない絵](a.png)\n"
CHAPTERS = (
    f"# 一章\n\n{FIGURE % '甲の図'}\n{PLAIN}\n{TABLE % '甲の表'}",
    f"# 二章\n\n:::{{note}}\n{TABLE % '注記の表'}:::\n\n{PLAIN}",
    f"# 三章\n\n{LIST_TABLE % '丙の表'}\n{FIGURE % '丙の図'}\n{FIGURE % '丁の図'}",
)
EXPECTED = ["図1甲の図", "表1甲の表", "表2注記の表", "表3丙の表", "図2丙の図", "図3丁の図"]


def made_document(name: str) -> Document:
    chapters = []
    for number, source in enumerate(CHAPTERS, 1):
        file = f"本編/{name}{number}.md"
        blocks, title = blocks_of(source, file), source[2:4]
        chapters.append({"ファイル": file, "題名": title, "本文": source, "段落": blocks, "画像": []})
    return document(name, 本編=chapters)


def captions(found: list[str]) -> list[str]:
    pattern = re.compile(r"[図表]\d+(?:甲|注記|丙|丁)の[図表]")
    return [c for text in found for c in pattern.findall(squeezed(text))]


def test_pdf_and_site_count_alike(tmp_path: Path) -> None:
    found = business(made_document("機能"), made_document("データ"))
    picture = tmp_path / "a.png"
    picture.write_bytes(png())
    corpus = Corpus(registry=default_registry(), businesses=(found,))
    for folder in ("out", "work"):
        (tmp_path / folder).mkdir()
    job = Job(tmp_path, Settings(), corpus, {"spec/002/本編/a.png": picture}, work=tmp_path / "work")
    for published in pdfs(write_pdf(job, found, tmp_path / "out")):
        pages = pypdf.PdfReader(tmp_path / "out" / published.path).pages
        assert captions([p.extract_text() for p in pages]) == EXPECTED
    write_site(job, tmp_path / "out", [])
    texts = sorted((tmp_path / "out" / "site" / "002" / "text").glob("*.html"))
    assert len(texts) == 2 * len(CHAPTERS)
    shown = [
        " ".join(html.parse(t).getroot().xpath("//main//figcaption//text() | //main//caption//text()"))
        for t in texts
    ]
    assert sorted(captions(shown)) == sorted(2 * EXPECTED)
