"""諸元表 that would not fit on their page get columns as wide as what stands in them."""

from hyojun.model import Form
from hyojun.publish.pdf.item_widths import item_widths


def form(*items: dict[str, object]) -> Form:
    numbered = [{"項番": n, "印字項目": "氏名"} | item for n, item in enumerate(items, 1)]
    head = {"帳票ID": "0020001", "帳票名称": "証明書", "対象": "住民向け", "実装類型": "実装必須"}
    return Form.model_validate(head | {"諸元表": numbered})


def widths(*items: dict[str, object], data: str = "") -> list[int]:
    return item_widths(form(*items), [data] * len(items))


FIXED, OVERFLOW, NOTE = 4, 9, 11


def test_the_page_is_filled_whatever_stands_in_the_columns() -> None:
    for items in (({},), ({"固定文言": "長い文言" * 200},), tuple({"備考": "注" * n} for n in range(1, 60))):
        assert sum(widths(*items)) == 273
        assert min(widths(*items)) >= 8


def test_room_goes_where_rows_are_high() -> None:
    plain = widths({"固定文言": "表題"}, {"備考": "注"})
    told = widths({"固定文言": "お知らせの文章です。" * 12}, {"備考": "注"})
    noted = widths({"固定文言": "表題"}, {"備考": "お知らせの文章です。" * 12})
    assert told[FIXED] > 2 * plain[FIXED]
    assert noted[NOTE] > 2 * plain[NOTE]
    assert told[OVERFLOW] < plain[OVERFLOW], "nothing stands there"


def test_rows_beyond_a_page_do_not_count() -> None:
    rows = [{"備考": "注"}] * 45
    assert widths(*rows, {"備考": "長い注記" * 50}) == widths(*rows, {"備考": "注"})
