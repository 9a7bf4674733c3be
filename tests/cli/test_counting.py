"""How many files a build made: each under the word of what it is."""

from hyojun.cli.counting import counted
from hyojun.publish import Published

FILES = (
    Published("pdf/a.pdf", "pdf"),
    Published("pdf/b.pdf", "pdf"),
    Published("pdf/a-行番号.csv", "pdf"),
    Published("compared/a_見え消し.pdf", "pdf"),
    Published("compared/a_見え消し.html", "pdf"),
    Published("tables/002/a.csv", "tables"),
    Published("excel/a.xlsx", "excel"),
)


def test_a_pdf_is_a_pdf_and_what_comes_with_it_is_named() -> None:
    assert counted(FILES, ["pdf"]) == "PDF 3、行番号の表（CSV） 1、見え消し（HTML） 1"
    assert counted(FILES, ["pdf", "excel", "tables"]).endswith("、Excel 1、機械可読の表 1")
    assert counted(FILES[:1], ["pdf", "site"]) == "PDF 1、サイト 0"
