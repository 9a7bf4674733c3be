"""What rows of tables are known by: class and day for each 団体区分, and the edition that changed them last."""

import gzip
from pathlib import Path
from typing import Any

import pytest
from casefiles import write_repository
from lxml import html

from hyojun.publish import build
from hyojun.source import freeze, load

ROOT = Path(__file__).parents[2]
STATIC = ROOT / "templates/html/theme/static"

HEAD = """\
業務ID: "002"
団体区分: [中核市, 町村]
文書:
  - 文書: 機能
    題名: 標準仕様書
    発行者: 総務省
    版: "{edition}"
    状態: {status}
    年月日: 2025-08-29
    適合基準日: {{中核市: 2026-04-01, 町村: 未定}}
    改定履歴: [{history}]
    構成: [機能.yaml]
"""
ROW = '{{版: "{}", 年月日: 2025-08-29, 概要: 改めた}}'
FUNCTION = """\
      - 機能ID: "002000{}"
        機能名称: 機能その{}
        実装類型: {}
        機能要件: |
          {}
"""
CHANGING = {
    "1": ("実装必須", ["申請を受け付けること。"] * 3),
    "2": (
        "{中核市: 実装必須, 町村: 標準オプション}",
        ["帳票を出力すること。", "帳票及び一覧を出力すること。", None],
    ),
    "3": ("{町村: 実装不可}", ["履歴を1年保持すること。", None, "履歴を１年保持すること。"]),
    "4": ("実装不可", [None, "記録を消去すること。", None]),
}
"""Number → class and what it asks for in each of three editions; None: as before, at first nothing."""
REST = """\
帳票:
  - {帳票ID: "0020001", 帳票名称: 証明書, 対象: 職員向け, 実装類型: 標準オプション, 諸元表: [{項番: 1, 印字項目: 氏名}]}
  - 帳票ID: "0020002"
    帳票名称: 旧証明書
    対象: 職員向け
    実装類型: 実装必須
    諸元表: [{項番: 1, 印字項目: 氏名}]
    廃止: {版: "1.0", 理由: 使わない}
"""


def source_of(edition: int) -> str:
    lines = ["見出し:\n  - キー: toroku\n    題名: 登録\n    機能:\n"]
    for number, (kind, texts) in CHANGING.items():
        text = next((t for t in texts[edition::-1] if t), None)
        lines += [FUNCTION.format(number, number, kind, text)] if text else []
    return "".join(lines) + REST


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Editions 1.0 and 1.1 are out, 1.2 is a draft."""
    root = tmp_path_factory.mktemp("sifting")
    labels: list[str] = []
    for number, edition in enumerate(("1.0", "1.1", "1.2")):
        labels.append(ROW.format(edition))
        head = HEAD.format(edition=edition, status="決定" if number < 2 else "案", history=", ".join(labels))
        write_repository(root, {"業務.yaml": head, "機能.yaml": source_of(number)})
        if number < 2:
            repository = load(root)
            (business,) = repository.corpus.businesses
            freeze(root, business, business.documents[0], edition, repository.assets)
    build(load(root), ["site"], root / "build", draft=True)
    return root / "build/site/002"


def marks(page: Path) -> tuple[dict[str, str], dict[str, dict[str, str]]]:
    """Attributes of the sifted table of a page, and of its rows by ID."""

    def data(element: Any) -> dict[str, str]:
        return {k.removeprefix("data-"): v for k, v in element.attrib.items() if k.startswith("data-")}

    (table,) = html.parse(page).getroot().xpath("//table[@data-sift]")
    found = table.xpath("./tbody/tr[not(contains(@class, 'heading'))]")
    ids = [r.xpath("string(.//*[@data-label='機能ID' or @data-label='帳票ID']//a)") for r in found]
    return data(table), dict(zip(ids, map(data, found), strict=True))


@pytest.mark.parametrize("name", ["functions/toroku", "functions/all", "functions/index"])
def test_rows_of_functions_say_class_day_and_edition(site: Path, name: str) -> None:
    table, rows = marks(site / f"{name}.html")
    assert table == {"sift": "", "bodies": '["中核市", "町村"]', "editions": '["1.0", "1.1"]'}
    assert rows == {
        "0020001": {"c": "m", "d": "2026-04-01 ?"},
        "0020002": {"c": "mo", "d": "2026-04-01 ?", "e": "1", "s": "1"},
        "0020003": {"c": "-f", "d": "-", "e": "2"},
        "0020004": {"c": "f", "d": "-", "e": "1", "s": "1"},
    }


def test_rows_of_forms_have_a_class_and_no_day(site: Path) -> None:
    table, rows = marks(site / "forms/index.html")
    assert table == {"sift": "", "bodies": '["中核市", "町村"]', "editions": '["1.0", "1.1"]'}
    assert rows == {"0020001": {"c": "o"}, "0020002": {}}, "a withdrawn one asks nothing of anybody"


def test_scripts_and_styles_of_all_pages_stay_small() -> None:
    sizes = {p.name: len(gzip.compress(p.read_bytes(), 9)) for p in STATIC.glob("*.[cj]s*")}
    assert set(sizes) >= {"hyojun.css", "search.js", "tables.js"}
    assert sizes["tables.js"] <= 7_300 and sum(sizes.values()) <= 40_000, sizes
