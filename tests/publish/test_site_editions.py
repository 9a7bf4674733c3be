"""What the pages say of editions: the line of each entry, the box of each page, the 正誤表, the 変更一覧."""

import json
import re
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from casefiles import write_repository
from lxml import html

from hyojun.model import Correction, Errata
from hyojun.publish import build
from hyojun.source import freeze, issue_errata, load

HEAD = """\
業務ID: "002"
団体区分: [中核市, 町村]
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "{edition}"
    状態: {status}
{day}    改定履歴:
{history}
    構成: [一.md, 機能.yaml, 連携.yaml]
"""
ROWS = ('{版: "1.0", 年月日: 2025-08-29, 概要: 新規作成}', '{版: "1.1", 概要: 改めた}')
PROSE = "(hajimeni)=\n# はじめに\n\n{}\n"
FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 受付, 実装類型: 標準オプション, 機能要件: 受け付けること。, 備考: "<b>誤記</b>"}
      - {機能ID: "0020002", 機能名称: 審査, 実装類型: 実装必須, 機能要件: 審査すること。}
      - {機能ID: "0020003", 機能名称: 廃止の受付, 実装類型: 実装必須, 機能要件: 届書を受け付けて記録すること。}
"""
NEW = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - 機能ID: "0020001"
        機能名称: 受付
        実装類型: {中核市: 標準オプション, 町村: 実装必須}
        機能要件: 受理すること。
        備考: 正記
      - {機能ID: "0020002", 機能名称: 審査, 実装類型: 実装必須, 機能要件: 審査すること。}
      - 機能ID: "0020003"
        機能名称: 廃止の受付
        実装類型: 実装必須
        機能要件: 届書を受け付けて記録すること。
        廃止: {版: "1.1", 理由: 番号の整理, 置換先: ["0020004"]}
      - 機能ID: "0020004"
        機能名称: 廃止の受付
        実装類型: 実装必須
        機能要件: 届書を受け付けて記録すること。
        置換元: ["0020003"]
      - {機能ID: "0020005", 機能名称: 交付, 実装類型: 実装必須, 機能要件: 交付すること。}
"""
REST = """\
データグループ:
  - グループID: "002001"
    グループ名称: 宛名
    データ項目:
      - {データ項目ID: "00200001", データ項目: 氏名, ローマ字: shimei, データ型: X, 桁数: %s, データ出力条件: 必須}
      - {データ項目ID: "00200002", データ項目: 住所, ローマ字: jusho, データ型: X, 桁数: 50, データ出力条件: 必須}
コード一覧:
  - {コードID: "001", コード名: 性別, 値: [{コード値: "1", 内容: 男性}%s]}
帳票:
  - {帳票ID: "0020001", 帳票名称: 証明書, 対象: 職員向け, 実装類型: 実装必須, 諸元表: [{項番: 1, 印字項目: %s}]}
"""


class Site(NamedTuple):
    """A site on disk."""

    folder: Path

    def page(self, name: str) -> Any:
        return html.parse(self.folder / f"{name}.html").getroot()

    def box(self, name: str) -> str:
        """The publish box of a page."""
        return words(self.page(name).xpath("//ul[@class='editions']")[0])

    def line(self, name: str, anchor: str) -> list[str]:
        """変遷 of an entry: its summary and lines."""
        entry = self.page(name).xpath(f"//*[@id='{anchor}']")[0]
        return [
            words(x)
            for x in entry.xpath(
                ".//*[self::p or self::summary or self::li][ancestor-or-self::*[@class='timeline']]"
            )
        ]


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def say(root: Path, edition: str, status: str, functions: str, prose: str, *rest: str) -> None:
    rows = [r for r in ROWS if "1.1" not in r or edition == "1.1"]
    day = "    年月日: 2025-08-29\n" if status == "決定" else ""
    head = HEAD.format(
        edition=edition, status=status, day=day, history="\n".join(f"      - {r}" for r in rows)
    )
    files = {
        "業務.yaml": head,
        "機能.yaml": functions,
        "一.md": PROSE.format(prose),
        "連携.yaml": REST % rest,
    }
    for name, text in files.items():
        path = root / "spec/002" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def correct(root: Path, number: int, day: str, *corrections: tuple[str, str | None, str, str]) -> None:
    found = [
        Correction(target=t, field=f, wrong=w, right=r, reason="書き誤り。") for t, f, w, r in corrections
    ]
    errata = Errata(document="機能", edition="1.0", number=number, day=day, corrections=tuple(found))
    path = root / f"spec/002/editions/機能-1.0-正誤{number}.yaml"
    path.write_text(
        json.dumps(errata.model_dump(mode="json", exclude_none=True), ensure_ascii=False), "utf-8"
    )
    issue_errata(root, "002", errata)


OLD = (FUNCTIONS, "申請が受ける。", "20", "", "氏名")


def corrected(folder: Path) -> Path:
    """第1.0版, decided, frozen and twice corrected; the sources still say what it says."""
    root = write_repository(folder / "r", {"業務.yaml": ""})
    say(root, "1.0", "決定", *OLD)
    repository = load(root)
    (business,) = repository.corpus.businesses
    freeze(root, business, business.documents[0], "1.0", repository.assets)
    correct(root, 1, "2025-10-01", ("機能0020001", "備考", "<b>誤記</b>", "正記"))
    correct(
        root,
        2,
        "2025-11-01",
        ("一.md", None, "申請が", "申請を"),
        ("機能0020002", None, "審査すること", "調べること"),
    )
    return root


def publish(root: Path) -> Site:
    out = root / "build"
    build(load(root), ("snapshot", "site"), out, draft=True)
    return Site(out / "site")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return corrected(tmp_path)


@pytest.fixture(scope="module")
def draft(tmp_path_factory: pytest.TempPathFactory) -> Site:
    """第1.1版 as a draft."""
    root = corrected(tmp_path_factory.mktemp("draft"))
    say(root, "1.1", "案", NEW, "申請を受ける。", "21", ', {コード値: "2", 内容: 女性}', "氏名（漢字）")
    return publish(root)


def test_every_entry_tells_what_each_edition_did_to_it(draft: Site) -> None:
    page = "002/functions/toroku"
    assert draft.line(page, "fn-0020001") == [
        "変遷（2）",
        "第1.0版から",
        "第1.0版 正誤1（令和7年10月1日）：備考の訂正",
        "第1.1版（案）：実装類型の変更（町村）、機能要件の変更",
    ]
    assert draft.line(page, "fn-0020002") == [
        "変遷（2）",
        "第1.0版から",
        "第1.0版 正誤2（令和7年11月1日）：記載の訂正",
        "第1.1版（案）：機能要件の変更",
    ]
    assert draft.line(page, "fn-0020003") == [
        "変遷（1）",
        "第1.0版から",
        "第1.1版（案）：機能0020004への置き換え",
    ]
    assert draft.line(page, "fn-0020004")[:3] == [
        "変遷（1）",
        "第1.0版から",
        "第1.1版（案）：機能IDの変更（0020003から）",
    ]
    assert draft.line(page, "fn-0020005") == ["変遷（1）", "第1.1版（案）：新設"]
    assert draft.line("002/data/002001", "item-00200001") == [
        "変遷（1）",
        "第1.0版から",
        "第1.1版（案）：桁数の変更",
    ]
    assert draft.line("002/data/002001", "item-00200002") == []
    assert draft.line("002/codes", "code-001")[2] == "第1.1版（案）：コード値「女性」の新設"
    assert "印字項目「" in draft.line("002/forms/0020001", "form-0020001")[2]


def test_what_a_line_says_leads_to_the_change(draft: Site) -> None:
    (link,) = draft.page("002/functions/toroku").xpath("//*[@id='fn-0020005']//*[@class='timeline']//a/@href")
    file, _, anchor = link.partition("#")
    assert file == "../changes/%E6%A9%9F%E8%83%BD-1.0-1.1.html"
    (change,) = draft.page("002/changes/機能-1.0-1.1").xpath(f"//*[@id='{anchor}']")
    assert "0020005 交付" in words(change)


def test_what_never_changed_says_since_when(root: Path) -> None:
    site = publish(root)
    assert site.line("002/functions/toroku", "fn-0020003") == ["第1.0版から変更なし"]


def test_editions_before_the_first_frozen_one_are_not_forgotten(root: Path) -> None:
    folder = root / "spec/002/editions"
    for path in folder.iterdir():
        path.unlink()
    head = root / "spec/002/業務.yaml"
    head.write_text(
        head.read_text("utf-8").replace(
            "    改定履歴:\n", '    改定履歴:\n      - {版: "0.9", 概要: 初版}\n'
        ),
        "utf-8",
    )
    repository = load(root)
    (business,) = repository.corpus.businesses
    freeze(root, business, business.documents[0], "1.0", repository.assets)
    assert publish(root).line("002/functions/toroku", "fn-0020003") == ["第1.0版以前から変更なし"]


def test_a_repository_without_editions_says_nothing_of_them(tmp_path: Path) -> None:
    root = write_repository(tmp_path / "r", {"業務.yaml": ""})
    say(root, "1.0", "案", *OLD)
    site = publish(root)
    assert not site.page("002/functions/toroku").xpath("//*[@class='timeline']")
    assert not (site.folder / "002/errata.html").exists()
    assert site.box("002/functions/toroku").endswith(
        "第1.0版 案 年月日（未定） まだ決まっていない案です。内容は変わることがあります。 総務省"
    )


def test_the_box_of_a_draft_names_the_edition_in_force(draft: Site) -> None:
    in_force = "標準仕様書 第1.0版 決定 現行 令和7年8月29日 "
    for page, first in (("002/index", in_force), ("002/functions/toroku", ""), ("002/text/hajimeni", "")):
        assert draft.box(page) == (
            f"{first}標準仕様書 第1.1版 案 年月日（未定） まだ決まっていない案です。内容は変わることがあります。"
            "現行の版は第1.0版（令和7年8月29日決定、正誤2まで反映）です。第1.0版からの変更 総務省"
        )
    links = draft.page("002/index").xpath("//ul[@class='editions']//a/@href")
    assert links == [
        "%E6%A9%9F%E8%83%BD/1.0/index.html",
        "errata.html#errata-xe6a99fe883bd-1.0-2",
        "changes/%E6%A9%9F%E8%83%BD-1.0-1.1.html",
    ]
    assert "第1.0版からの変更" not in draft.box("002/changes/機能-1.0-1.1")


def test_the_box_of_an_old_edition_says_that_a_newer_one_is_out(root: Path) -> None:
    say(root, "1.1", "決定", NEW, *OLD[1:])
    head = root / "spec/002/業務.yaml"
    head.write_text(
        head.read_text("utf-8").replace("年月日: 2025-08-29\n    改", "年月日: 2026-03-31\n    改"), "utf-8"
    )
    repository = load(root)
    (business,) = repository.corpus.businesses
    freeze(root, business, business.documents[0], "1.1", repository.assets)
    say(root, "1.0", "決定", *OLD)
    site = publish(root)
    assert site.box("002/index") == (
        "標準仕様書 第1.0版 決定 令和7年8月29日 "
        "新しい版として第1.1版（令和8年3月31日決定）が出ています。第1.0版からの変更 総務省"
    )
    assert "新しい版" not in site.box("002/changes/機能-1.0-1.1")


def test_the_box_of_a_corrected_edition_leads_to_what_was_wrong(root: Path) -> None:
    assert publish(root).box("002/index") == (
        "標準仕様書 第1.0版 決定 令和7年8月29日 この版には正誤表があります（正誤2）。 総務省"
    )


def test_the_errata_are_a_page_of_their_own(draft: Site) -> None:
    page = draft.page("002/errata")
    assert "正誤表" in [words(a) for a in draft.page("002/index").xpath("//ul[@class='tabs']//a")]
    assert [words(h) for h in page.xpath("//h2 | //h3")] == [
        "標準仕様書 第1.0版",
        "正誤1（令和7年10月1日）",
        "正誤2（令和7年11月1日）",
    ]
    rows = [[words(c) for c in r.xpath("./*")] for r in page.xpath("//tbody/tr")]
    assert rows == [
        ["機能0020001 受付", "備考", "<b>誤記</b>", "正記", "書き誤り。"],
        ["本編「はじめに」", "", "申請が", "申請を", "書き誤り。"],
        ["機能0020002 審査", "", "審査すること", "調べること", "書き誤り。"],
    ]
    assert page.xpath("//tbody//th/a/@href") == [
        "functions/toroku.html#fn-0020001",
        "text/hajimeni.html",
        "functions/toroku.html#fn-0020002",
    ]
    assert [b.text for b in page.xpath("//tbody/tr[1]//b")][1:] == ["が", "を"] or page.xpath(
        "//b[@class='wrong']"
    )


def test_the_list_of_changes_is_offered_and_is_the_one_that_was_published(draft: Site) -> None:
    names = ["変更一覧.csv", "変更一覧.json", "変更一覧.schema.json"]
    for page in ("index", "changes"):
        links = draft.page(page).xpath("//a[@download][not(@aria-label)]")
        assert [words(a) for a in links] == names
        for link, name in zip(links, names, strict=True):
            assert link.get("href") == f"download/snapshot/{'%E5%A4%89%E6%9B%B4%E4%B8%80%E8%A6%A7'}{name[4:]}"
    for name in names:
        copied = (draft.folder / "download/snapshot" / name).read_bytes()
        assert copied == (draft.folder.parent / "snapshot" / name).read_bytes()
    assert not any("変更一覧" in words(a) for a in draft.page("002/index").xpath("//a[@download]"))


def test_the_legend_and_the_boxes_say_the_same(draft: Site) -> None:
    told = words(draft.page("legend").xpath("//*[@id='statuses']/..")[0])
    assert "案まだ決まっていない案です。内容は変わることがあります。" in told.replace(" ", "")
    assert "公表公表された版です。" in told.replace(" ", "")
