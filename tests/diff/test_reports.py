"""The forms of a comparison: each says all it should, escapes what authors write, and keeps its bounds."""

import json
import re
from collections.abc import Sequence
from functools import cache
from html.parser import HTMLParser
from importlib import resources

import jsonschema
import pytest
from hypothesis import given
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from hyojun.diff import (
    Audience,
    Change,
    Comparison,
    DocumentComparison,
    Format,
    How,
    Matched,
    Piece,
    Question,
    Side,
    Subject,
    Weight,
    differences,
    fingerprint,
    reaches,
    render,
    schema,
)
from hyojun.model import Account

HOSTILE = "<script>alert(1)</script>|*@minister #12 `x` [a](https://example.jp) &amp; \x1b[31m\u202e赤"


def change(number: int = 1, weight: Weight = Weight.BREAKING, **given: object) -> Change:
    id = f"002{number:04d}"
    values: dict[str, object] = {
        "fingerprint": fingerprint("FN-CLASS-TO-MUST", "機能", [id], "実装類型"),
        "code": "FN-CLASS-TO-MUST",
        "weight": weight,
        "audiences": (Audience.VENDOR,),
        "document": "機能",
        "kind": Subject.FUNCTION,
        "old": (id,),
        "new": (id,),
        "name": "受付",
        "place": "2.1 登録申請",
        "field": "実装類型",
        "before": "標準オプション",
        "after": "実装必須",
        "reason": "事業者は実装しなければなりません。",
        "affected": ("フロー002/toroku", "帳票0020001"),
    }
    return Change.model_validate(values | given)


@pytest.mark.parametrize("format", [Format.TEXT, Format.HTML, Format.MARKDOWN])
def test_the_reason_its_author_gives_stands_beside_a_change(format: Format) -> None:
    told = Account.model_validate(
        {"改定理由": "様式に合わせた。", "区分": "誤り訂正", "根拠": "提案12", "意見番号": ["3", "5"]}
    )
    for account in (told, None):
        found = DocumentComparison(
            business="002",
            business_name="印鑑登録",
            document="機能",
            old=Side(label="第1.0版"),
            new=Side(label="作業中"),
            changes=(change(account=account),),
        )
        text = render(Comparison(documents=(found,)), format)
        words = "改定理由: 様式に合わせた。（誤り訂正、提案12、意見番号 3、5）"
        assert (words in text) is (account is not None)


@cache
def pieces(old: str, new: str) -> tuple[Piece, ...]:
    return tuple(Piece(sign=p.sign, text=p.text) for p in differences(old, new))


def in_text(number: int, weight: Weight, old: str, new: str) -> Change:
    return change(number, weight, field="機能要件", before=old, after=new, parts=pieces(old, new))


def compared(changes: Sequence[Change], **given: object) -> Comparison:
    sides = {"old": Side(label="v1", edition="1.0"), "new": Side(label="作業中", edition="1.1")}
    values: dict[str, object] = {
        "business": "002",
        "business_name": "印鑑登録",
        "document": "機能",
        "changes": tuple(changes),
        **sides,
    }
    return Comparison(documents=(DocumentComparison.model_validate(values | given),))


@pytest.fixture
def varied() -> Comparison:
    """One of each: heavy, to be looked at, wording, new, gone, matched, asked."""
    return compared(
        [
            change(1, bodies=("町村",), conformance="2028-04-01"),
            in_text(2, Weight.REVIEW, "申請を受け付け、審査すること。", "届出を受け付け、審査すること。"),
            in_text(3, Weight.EDITORIAL, "受付けること", "受け付けること"),
            change(4, old=(), field=None, before=None, after=None, content={"機能要件": "交付すること。"}),
            change(5, new=(), field=None, before=None, after=None),
        ],
        matches=(
            Matched(
                kind=Subject.FUNCTION,
                old=("0020008",),
                new=("0020009",),
                how=How.LIKELY,
                score=0.82,
                confirmed=False,
            ),
        ),
        questions=(
            Question(
                fingerprint="0", code="Q1", kind=Subject.FUNCTION, old=("0020008",), text="同じですか。"
            ),
        ),
        layout=3,
    )


def test_text_marks_what_went_and_came_inside_the_sentence(varied: Comparison) -> None:
    text = render(varied, Format.TEXT)
    assert all(f"（指紋 {c.fingerprint}）" in text for d in varied.documents for c in d.changes)
    assert re.sub("（指紋 [0-9a-f]{16}）", "", text).split("\n") == [
        "版の比較: v1 → 作業中",
        "",
        "■ 002 印鑑登録 機能　v1（第1.0版） → 作業中（第1.1版）　"
        "影響大（要対応） 3件、要確認 1件、字句の整理 1件、体裁だけの変更 3件",
        "  作成者への質問 Q1 0020008: 同じですか。（指紋 0）",
        "  影響大（要対応） 3件",
        "    機能0020001 受付 実装類型［町村］ FN-CLASS-TO-MUST",
        "      2.1 登録申請",
        "      [-標準オプション-] → {+実装必須+}",
        "      → 事業者は実装しなければなりません。（事業者）",
        "      適合基準日: 2028-04-01",
        "      影響: フロー002/toroku、帳票0020001",
        "    機能0020004 受付 新設 FN-CLASS-TO-MUST",
        "      2.1 登録申請",
        "      → 事業者は実装しなければなりません。（事業者）",
        "      影響: フロー002/toroku、帳票0020001",
        "    機能0020005 受付 削除 FN-CLASS-TO-MUST",
        "      2.1 登録申請",
        "      → 事業者は実装しなければなりません。（事業者）",
        "      影響: フロー002/toroku、帳票0020001",
        "  要確認 1件",
        "    機能0020002 受付 機能要件 FN-CLASS-TO-MUST",
        "      2.1 登録申請",
        "      [-申請-]{+届出+}を受け付け、審査すること。",
        "      → 事業者は実装しなければなりません。（事業者）",
        "      影響: フロー002/toroku、帳票0020001",
        "  字句の整理 1件",
        "    機能0020003 受付 機能要件 FN-CLASS-TO-MUST",
        "      2.1 登録申請",
        "      [-受付-]{+受け付+}けること",
        "      → 事業者は実装しなければなりません。（事業者）",
        "      影響: フロー002/toroku、帳票0020001",
        "  対応 0020008 → 0020009 推定 0.82（未確認）",
        "",
        "合計: 影響大（要対応） 3件、要確認 1件、字句の整理 1件、体裁だけの変更 3件（ほかに答えのない作成者への質問 1件）。",
    ]


def test_colour_takes_the_place_of_the_marks(varied: Comparison) -> None:
    coloured = render(varied, Format.TEXT, colour=True)
    assert "[-" not in coloured and "{+" not in coloured
    plain = re.sub(r"\x1b\[[0-9;]*m", "", coloured)
    assert "申請届出を受け付け、審査すること。" in plain
    assert "\x1b[9;31m申請\x1b[0m" in coloured


@pytest.mark.parametrize("format", list(Format))
def test_what_authors_write_is_text_everywhere(format: Format) -> None:
    piece = {
        "name": HOSTILE,
        "place": HOSTILE,
        "reason": HOSTILE,
        "affected": (HOSTILE,),
        "content": {HOSTILE: HOSTILE},
    }
    them = [
        change(1, **piece),
        change(2, old=(), before=None, after=None, field=None, **piece),
        change(3, before=HOSTILE, after=HOSTILE + "後", field=HOSTILE, bodies=(HOSTILE,)),
        change(4, parts=({"sign": "-", "text": HOSTILE}, {"sign": "+", "text": HOSTILE})),
    ]
    asked = Question(fingerprint="0", code="Q1", kind=Subject.FUNCTION, text=HOSTILE)
    found = compared(them, business_name=HOSTILE, questions=(asked,), old=Side(label=HOSTILE))
    said = render(found, format)
    assert "\x1b" not in said
    if format is Format.JSON:
        return
    assert "\u202e" not in said and "〔U+202E〕" in said.replace("\\", "")
    if format not in (Format.TEXT, Format.CSV):
        assert "<script" not in said
    if format is Format.MARKDOWN:
        assert not re.search(r"@\w|#\d", said)
        page = Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(said))
        assert page.tags <= {*"h2 h3 p br sub strong ul li del ins table thead tbody tr th td".split()}
        assert (
            page.text.count("|*@minister #12 `x` [a](https://example.jp) &amp; 〔U+001B〕[31m〔U+202E〕赤")
            >= 10
        )


@pytest.mark.parametrize("format", list(Format))
def test_nothing_is_said_to_be_nothing(format: Format) -> None:
    said = render(Comparison(documents=()), format)
    if format is Format.JSON:
        assert json.loads(said) == {"形式の版": 1, "文書": []}
    elif format is Format.CSV:
        assert said.startswith("\ufeffキー,") and "\n" not in said
    else:
        assert "変更はありません。" in said.replace("\\", "")
    assert render(compared([]), Format.TEXT) == "変更はありません。"
    assert "変更はありません（体裁だけの変更 2件）。" in render(compared([], layout=2), Format.TEXT)


def test_json_is_the_master(varied: Comparison) -> None:
    plain = json.loads(render(varied, Format.JSON))
    jsonschema.validate(plain, schema())
    assert Comparison.model_validate(plain) == varied
    assert plain["文書"][0]["変更"][0]["重さ"] == "影響大"
    plain["文書"][0]["変更"][0]["重さ"] = "軽い"
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate(plain, schema())


def test_the_schema_that_travels_is_that_of_the_code() -> None:
    text = (resources.files("hyojun") / "data" / "comparison.schema.json").read_text("utf-8")
    assert json.loads(text) == json.loads(json.dumps(schema()))
    jsonschema.Draft202012Validator.check_schema(json.loads(text))


def many(heavy: int, step: int = 1, others: int = 2_000) -> Comparison:
    long = "住民が申請した内容を確認し、審査すること。" * 8
    rows = [
        in_text(n * step, Weight.BREAKING, long, long.replace("審査", "調査")) for n in range(1, heavy + 1)
    ]
    rows += [
        in_text(n, Weight.EDITORIAL, long, long.replace("申請", "届出", 1)) for n in range(1, others + 1)
    ]
    return compared(rows)


@pytest.mark.parametrize(("heavy", "step"), [(1, 1), (40, 1), (400, 1), (2_000, 3)])
def test_markdown_names_every_heavy_change_and_counts_the_rest(heavy: int, step: int) -> None:
    said = render(many(heavy, step), Format.MARKDOWN)
    assert len(said) <= 60_000
    for n in range(1, heavy + 1):
        assert f"002{n * step:04d}" in said
    assert f"影響大（要対応） {heavy}件" in said
    rest = re.search(
        r"ここに内容を示していない変更: (?:影響大（要対応） (\d+)件)?、?字句の整理 (\d+)件。", said
    )
    assert rest
    shown = said.count("<br>\n<sub>")
    assert shown == heavy + 2_000 - int(rest[1] or 0) - int(rest[2])
    assert shown or heavy == 2_000


def test_markdown_of_more_than_a_page_can_name_says_so() -> None:
    said = render(many(9_999, others=0), Format.MARKDOWN)
    assert len(said) <= 60_000
    assert "0020001〜0029999" in said
    [one] = many(3_000, 3, 0).documents
    scattered = Comparison(documents=tuple(one.model_copy(update={"business": f"{b:03d}"}) for b in range(5)))
    said = render(scattered, Format.MARKDOWN)
    assert len(said) <= 60_000
    assert "多すぎるため、ここに全てを挙げられません。" in said


class Page(HTMLParser):
    """Tags in balance, IDs, links and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.tags: set[str] = set()
        self.text = ""
        self.feed(text)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        given = dict(attrs)
        assert not [name for name in given if name.startswith("on")]
        self.ids += [given["id"] or ""] if "id" in given else []
        self.links += [given["href"] or ""] if "href" in given else []
        if tag not in ("meta", "input", "br"):
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data


def test_markdown_asks_the_open_questions(varied: Comparison) -> None:
    assert "- 作成者への質問 Q1 0020008: 同じですか。" in render(varied, Format.MARKDOWN)


def test_html_is_one_page_that_needs_nothing_else(varied: Comparison) -> None:
    said = render(varied, Format.HTML)
    page = Page(said)
    assert not {"script", "link", "img", "iframe"} & page.tags
    assert len(page.ids) == len(set(page.ids))
    assert all(link.startswith("#") and link[1:] in page.ids for link in page.links)
    assert "url(" not in said and "@import" not in said
    for found in varied.documents[0].changes:
        assert f"c-002-{found.fingerprint}" in page.ids
    assert "<ins>届出</ins>を受け付け、審査すること。" in said
    assert "<del>申請</del>を受け付け、審査すること。" in said
    assert "<dt>機能要件</dt><dd>交付すること。</dd>" in said
    assert page.text.index("改定後") < page.text.index("現行")


def test_every_filter_of_the_page_hides_something_that_can_be_there() -> None:
    them = [change(n, audiences=a) for n, a in enumerate([(Audience.VENDOR,), tuple(Audience)], 1)]
    said = render(compared(them), Format.HTML)
    for found in re.findall(r'data-for="([^"]+)"', said):
        assert f"article[data-for='{found}']{{display:none}}" in said


@pytest.mark.parametrize(
    ("weight", "reached"),
    [
        (Weight.BREAKING, [Weight.BREAKING, Weight.REVIEW, Weight.EDITORIAL]),
        (Weight.REVIEW, [Weight.REVIEW, Weight.EDITORIAL]),
        (Weight.EDITORIAL, [Weight.EDITORIAL]),
    ],
)
def test_a_change_reaches_thresholds_up_to_its_weight(weight: Weight, reached: list[Weight]) -> None:
    found = compared([change(1, weight)])
    assert [least for least in Weight if reaches(found, least)] == reached
    assert not any(reaches(compared([], layout=5), least) for least in Weight)


def test_a_fault_reaches_every_threshold() -> None:
    fault = Question(
        fingerprint="0", code="ID", kind=Subject.FUNCTION, new=("0020001",), text="廃止したIDです。"
    )
    found = compared([], faults=(fault,))
    assert all(reaches(found, least) for least in Weight)
    assert "誤り ID 0020001: 廃止したIDです。" in render(found, Format.TEXT)


@given(st.text(st.sampled_from("a1あ 漢。*_`[](){}<>&#@|~$:+-=.!\\\n/w\"'"), min_size=1, max_size=30))
def test_markdown_shows_the_words_as_they_are(words: str) -> None:
    said = render(compared([change(1, before="前" + words, after=words)]), Format.MARKDOWN)
    page = Page(MarkdownIt("commonmark", {"linkify": False}).enable(["table", "strikethrough"]).render(said))
    shown = "".join(page.text.split())
    assert "".join(f"前{words}→{words}".split()) in shown
    assert page.tags <= {*"h2 h3 p br sub strong ul li del ins table thead tbody tr th td".split()}
