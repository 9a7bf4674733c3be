"""検査結果 and 検査規則: what the site says of the checks is what the checks said, and every count adds up."""

import re
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository
from lxml import html

from hyojun import check, source
from hyojun.check import documentation, policy
from hyojun.model import Finding, Origin, Severity, Suppression
from hyojun.publish import Job
from hyojun.publish.site.coverage import COLUMNS
from hyojun.publish.site.write import write_site

ROOT = Path(__file__).parents[2]
WORDS = {Severity.ERROR: "誤り", Severity.WARNING: "警告", Severity.NOTE: "参考"}
FOUND = (
    Finding(
        "FM02",
        Severity.ERROR,
        "<b>重複</b>です。",
        Origin("spec/002/a.yaml"),
        "機能0020001",
        "直す",
        line=3,
        column=7,
    ),
    Finding(
        "FM02", Severity.WARNING, "重複です。", Origin("spec/003/a.yaml"), "機能0030001", line=1, column=1
    ),
    Finding("LK01", Severity.NOTE, "ありません。", Origin("bpmn/002/x.bpmn"), "機能0020999"),
    Finding(
        "GV03", Severity.WARNING, "使われていません。", Origin("spec/_settings/suppressions.yaml"), line=2
    ),
)
HIDDEN = (
    (
        Finding(
            "FM04", Severity.WARNING, "理由がありません。", Origin("spec/002/b.yaml"), "帳票0020001", line=4
        ),
        Suppression(
            rule="FM04",
            target="帳票0020001",
            reason="移行の間だけ。",
            approver="総務課長",
            until=date(2027, 3, 31),
        ),
    ),
)
FUNCTIONS = """\
見出し:
  - キー: toroku
    題名: 登録
    機能:
      - {機能ID: "0020001", 機能名称: 登録, 実装類型: {指定都市: 実装必須, 中核市: 標準オプション}, 機能要件: 登録できること。,
         帳票: ["0020001"], データ項目: ["00200001", "00200002"], 横断的仕組み: [公的給付支給等口座]}
      - {機能ID: "0020002", 機能名称: 廃止, 実装類型: 標準オプション, 機能要件: 機能0020001と同じ。}
      - {機能ID: "0020003", 機能名称: 複製, 実装類型: 実装不可, 機能要件: 複製できること。}
帳票:
  - {帳票ID: "0020001", 帳票名称: 証明書, 対象: 住民向け, 実装類型: 実装必須, データ要件で代替: 無し}
データグループ:
  - グループID: "002001"
    グループ名称: 宛名
    データ項目:
      - {データ項目ID: "00200001", データ項目: 氏名, ローマ字: shimei, データ型: Ｎ, 桁数: 100, データ出力条件: 必須}
      - {データ項目ID: "00200002", データ項目: 住所, ローマ字: jusho, データ型: Ｎ, 桁数: 100, データ出力条件: 必須}
ツリー図:
  - {名称: 登録, 区分: 対象, 機能: ["0020001", "0020002"]}
"""
OTHER = FUNCTIONS.replace("002", "003").replace("toroku", "kisai")


def build(
    root: Path,
    folder: Path,
    findings: Sequence[Finding] = FOUND,
    *,
    draft: bool = False,
    suppressed: Sequence[tuple[Finding, Suppression]] = HIDDEN,
) -> Path:
    """A site of a repository with these findings; returns its folder."""
    repository = source.load(root)
    out, work = folder / "out", folder / "work"
    for path in (out, work):
        path.mkdir(parents=True)
    job = Job(
        root,
        repository.settings,
        repository.corpus,
        repository.assets,
        draft,
        tuple(findings),
        work,
        tuple(suppressed),
    )
    write_site(job, out, [])
    return out / "site"


def page(site: Path, name: str) -> Any:
    return html.parse(site / f"{name}.html").getroot()


def words(element: Any) -> str:
    return re.sub(r"\s+", " ", element.text_content()).strip()


def rows(page: Any, caption: str) -> list[list[str]]:
    """Cells of the body of the table whose caption begins so."""
    [table] = [t for t in page.iter("table") if words(t.find("caption")).startswith(caption)]
    return [[words(c) for c in tr] for tr in table.findall("tbody/tr")]


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("checked")
    return write_repository(folder, {"a.yaml": FUNCTIONS, "spec/003/a.yaml": OTHER})


@pytest.fixture(scope="module")
def site(root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(root, tmp_path_factory.mktemp("site"))


def test_counts_by_business_and_rule(site: Path) -> None:
    overview = page(site, "checks")
    assert rows(overview, "業務ごと、重さごと") == [
        ["002 印鑑登録", "1", "0", "1", "1", "印鑑登録の指摘誤り 1件、警告 0件、参考 1件"],
        ["003 戸籍", "0", "1", "0", "0", "戸籍の指摘誤り 0件、警告 1件、参考 0件"],
        ["業務に属さない指摘", "0", "1", "0", "0", "業務に属さない指摘誤り 0件、警告 1件、参考 0件"],
    ]
    names = {code: d.name for code, d in documentation().items()}
    assert sorted(rows(overview, "規則ごと")) == [
        ["FM02", names["FM02"], "誤り、警告", "2", "002 1件003 1件"],
        ["GV03", names["GV03"], "警告", "1", "業務に属さない 1件"],
        ["LK01", names["LK01"], "参考", "1", "002 1件"],
    ]
    assert sorted(r[0] for r in rows(page(site, "002/checks"), "規則ごと")) == ["FM02", "LK01"]


def test_every_finding_stands_on_one_page_with_its_place_and_links(site: Path) -> None:
    own = page(site, "002/checks")
    assert rows(own, "指摘の一覧") == [
        [
            "spec/002/a.yaml:3:7",
            "FM02",
            "誤り",
            "機能0020001",
            "<b>重複</b>です。直す",
        ],
        ["bpmn/002/x.bpmn", "LK01", "参考", "機能0020999", "ありません。"],
    ]
    links = {words(a): a.get("href") for a in own.iter("a")}
    assert links["FM02"] == "../rules.html#rule-FM02"
    assert links["機能0020001"] == "functions/toroku.html#fn-0020001"
    assert "機能0020999" not in links
    assert [r[0] for r in rows(page(site, "checks"), "指摘の一覧")] == [
        "spec/_settings/suppressions.yaml:2:0"
    ]


def test_suppressed_findings_come_with_reason_approver_and_last_day(site: Path) -> None:
    told = ["FM04", "帳票0020001", "spec/002/b.yaml:4:0", "理由がありません。", "移行の間だけ。", "総務課長"]
    for name in ("checks", "002/checks"):
        [row] = rows(page(site, name), "抑止した指摘の一覧")
        assert row[:-1] == told
        assert row[-1] in ("令和9年3月31日", "2027年3月31日")
    assert "抑止した指摘はありません。" in words(page(site, "003/checks"))


def test_drafts_are_marked(root: Path, site: Path, tmp_path: Path) -> None:
    draft = build(root, tmp_path, draft=True)
    [first, second, _] = rows(page(draft, "checks"), "業務ごと、重さごと")
    assert first[0] == "002 印鑑登録 未検査"
    assert second[0] == "003 戸籍"
    for name in ("checks", "002/checks"):
        assert "未検査 誤りを残したまま作った下書きです。" in words(page(draft, name))
        assert "未検査" not in words(page(site, name))


def test_the_matrix_shows_what_each_function_has_and_lacks(site: Path) -> None:
    own = page(site, "002/checks")
    assert rows(own, "機能 3件のつながり") == [
        ["つながりのある機能の数", "1／3", "1／3", "0／3", "0／3", "2／3"],
        ["0020001 登録", "1", "0020001", "0020000100200002", "なし", "なし", "登録"],
        ["0020002 廃止", "1", "なし", "なし", "なし", "なし", "登録"],
        ["0020003 複製", "1", "なし", "なし", "なし", "なし", "なし"],
    ]
    gaps = own.xpath("//td[@class='gap']")
    assert {words(g) for g in gaps} == {"なし"}


def _classes(body: str, must: int, option: int, forbidden: int) -> str:
    """The text alternative of a bar."""
    told = f"実装必須 {must}件、標準オプション {option}件、実装不可 {forbidden}件"
    return f"印鑑登録 {body}の実装類型{told}"


def test_shares_of_options_by_class_of_municipality(site: Path) -> None:
    assert [r[1:] for r in rows(page(site, "checks"), "業務ごと、団体区分ごと")[:2]] == [
        ["指定都市", "1", "1", "1", "50.0%", _classes("指定都市", 1, 1, 1)],
        ["中核市", "0", "2", "1", "100.0%", _classes("中核市", 0, 2, 1)],
    ]


def test_items_are_counted_beside_what_is_expected_of_all(site: Path) -> None:
    overview = page(site, "checks")
    counted = rows(overview, "業務ごとのデータ項目の数")
    assert counted == [["002 印鑑登録", "1", "2"], ["003 戸籍", "1", "2"], ["合計", "2", "4"]]
    assert "約4万2千項目" in words(overview)


def test_mechanisms_show_declaration_and_layers(root: Path, tmp_path: Path) -> None:
    copy = write_repository(tmp_path / "r", {"a.yaml": FUNCTIONS})
    head = copy / "spec/002/業務.yaml"
    use = "横断的仕組み: [{仕組み: DV等支援対象者, 適用: 非適用, 理由: 住所を扱わない。}]\n"
    head.write_text(head.read_text("utf-8") + use, "utf-8")
    registry = source.load(copy).corpus.registry
    found = rows(page(build(copy, tmp_path / "s", ()), "checks"), "業務ごとの横断的仕組み")
    assert [r[1] for r in found] == [m.name for m in registry.mechanisms]
    by_name = {r[1]: r[2:] for r in found}
    assert by_name["公金受取口座"] == ["宣言なし", "なし", "1", "2", "なし", ""]
    assert by_name["DV等支援対象者"] == ["非適用", "なし", "なし", "なし", "なし", "住所を扱わない。"]


def test_every_rule_is_described_under_its_anchor(site: Path) -> None:
    described = page(site, "rules")
    for entry in documentation().values():
        [section] = described.xpath(f"//section[@id='rule-{entry.code}']")
        text = words(section)
        for part in (entry.name, entry.source, entry.why, entry.bad, entry.good, entry.mend):
            assert re.sub(r"\s+", " ", part.replace("`", "")).strip() in text, entry.code
    [numbered] = described.xpath("//section[@id='rule-FM02']")
    assert "今の指摘2件" in words(numbered)


def test_the_numbers_that_rules_come_from_are_told(site: Path) -> None:
    described = page(site, "rules")
    assert [row[:2] for row in rows(described, "根拠の番号の一覧")] == [
        list(pair) for pair in policy().items()
    ]
    table = {row[0]: row[2] for row in rows(described, "根拠の番号の一覧")}
    assert "FM02" in table["R57"].split()
    assert table["R94"] == "なし"
    [section] = described.xpath("//section[@id='rule-ID01']")
    assert "R41 機能IDの一意、形、安定" in words(section)
    anchors = set(described.xpath("//@id"))
    assert {a[1:] for a in section.xpath(".//dd//a/@href")} <= anchors


def test_the_sample_tells_the_findings_of_its_own_check(tmp_path: Path) -> None:
    repository = source.load(ROOT)
    report = check.located(check.run(repository, today=date(2026, 4, 1)), ROOT)
    site = build(ROOT, tmp_path, report.findings, suppressed=report.suppressed, draft=True)
    counted = rows(page(site, "checks"), "業務ごと、重さごと")
    assert sum(int(n) for row in counted for n in row[1:4]) == len(report.findings)
    for business in repository.corpus.businesses:
        if business.functions:
            table = rows(page(site, f"{business.id}/checks"), "機能 ")[1:]
            assert [r[0].split()[0] for r in table] == [f.id for f in business.functions]
            filled = sum(r[2] != "なし" for r in table)
            assert filled == sum(bool(f.forms) for f in business.functions)


def test_a_thousand_functions_stay_usable(tmp_path: Path) -> None:
    """One raw table: quick to write, and small enough to open."""
    functions = "".join(
        f'      - {{機能ID: "002{n:04}", 機能名称: 機能{n}番, 実装類型: 実装必須, 機能要件: "できること。", '
        f'データ項目: ["00200001", "00200002"]}}\n'
        for n in range(1, 1001)
    )
    head, _, rest = FUNCTIONS.partition("      - {機能ID")
    root = write_repository(
        tmp_path / "r", {"a.yaml": head + functions + "帳票:" + rest.partition("\n帳票:")[2]}
    )
    site = build(root, tmp_path / "s", ())
    own = page(site, "002/checks")
    assert len(rows(own, "機能 1000件のつながり")) == 1001
    assert (site / "002/checks.html").stat().st_size < 2_000_000
    assert all(len(r) == 2 + len(COLUMNS) for r in rows(own, "機能 ")[1:])


def test_percentages_leave_out_what_may_not_be() -> None:
    from hyojun.publish.site.coverage import Share

    assert Share(None, "全団体", 2, 1, 5).percent == "33.3%"  # type: ignore[arg-type]
    assert Share(None, "全団体", 0, 0, 5).percent == ""  # type: ignore[arg-type]
