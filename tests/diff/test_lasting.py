"""A 指紋 is the same before a 仮番号 became a number, after it, and after the edition was released."""

from collections.abc import Iterable
from datetime import date
from pathlib import Path

import pytest
from casefiles import write_repository
from change_cases import base_files, edited

from hyojun.diff import DocumentComparison, between, file_difference, history
from hyojun.source import assign, edition_file, editions_of, freeze, load, open_versions

OLD = {
    "帳票.yaml": [
        ['帳票ID: "0020002"', '帳票ID: "0020009"']
    ],  # so that 機能 and 帳票 get the same number next
}
NEW = {
    "業務.yaml": [['    版: "1.0"\n    状態: 案\n    適合', '    版: "1.1"\n    状態: 案\n    適合']],
    "機能.yaml": [
        ['帳票: ["0020001"]', '帳票: ["0020001", 002仮2]'],
        ["備考: 様式は問合せの上で定める。", "備考: 様式は帳票002仮2、一覧は機能 002仮1 による。"],
        ['データ項目: ["00200001", "00200002"]', 'データ項目: ["00200001", "00200002", 002仮3]'],
        ["連携: [002o001]", "連携: [002o001, 002o仮1]"],
        [
            "  - {キー: tokei, 題名: 統計}\n",
            "  - {キー: tokei, 題名: 統計, 機能: [{機能ID: 002仮1, 機能名称: 統計の出力, 実装類型: 実装必須,"
            " 機能要件: 交付した件数を、帳票002仮2 に出力できること。, 参照: [機能0020001]}]}\n",
        ],
    ],
    "帳票.yaml": [
        [
            "        - {左: 20, 上: 40, 幅: 150, 高さ: 8, 項番: 3}\n",
            "        - {左: 20, 上: 40, 幅: 150, 高さ: 8, 項番: 3}\n"
            "  - 帳票ID: 002仮2\n    帳票名称: 照会書\n    対象: 住民向け\n    実装類型: 実装必須\n"
            "    置換元: [\"0020009\"]\n    データ要件で代替: 印刷しないため。\n",
        ],
    ],
    "データ.yaml": [
        ["標準仕様書関連箇所: 0020001登録申請の受付", "標準仕様書関連箇所: 002仮1統計の出力"],
        [
            '項目定義: 登録者の住所\n',
            "項目定義: 登録者の住所\n      - {データ項目ID: 002仮3, データ項目: 回数, ローマ字: kaisu, データ型: X,"
            ' 桁数: "3", データ出力条件: 任意}\n',
        ],
    ],
    "連携.yaml": [
        [
            '    頻度: 月次\n    データ項目: ["00200004"]\n',
            '    頻度: 月次\n    データ項目: ["00200004", 002仮3]\n'
            "  - {連携ID: 002o仮1, 連携名称: 回数の提供, 場合: 帳票002仮2 を出したとき。, 相手: {種別: 外部システム,"
            " 名称: 統計システム}, 提供・照会: 提供, 方式: ファイル, 頻度: 月次, データ項目: [002仮3]}\n",
        ],
    ],
}  # fmt: skip
DOCUMENTS = {"機能": "1.1", "データ": "1.0"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Two documents frozen as 第1.0版, and the next one of 機能 with new entries under 仮番号."""
    write_repository(tmp_path, edited(OLD, base_files()))
    freeze_as(tmp_path, "1.0", *DOCUMENTS)
    return write_repository(tmp_path, edited(NEW, edited(OLD, base_files())))


def freeze_as(root: Path, edition: str, *documents: str) -> None:
    repository = load(root, "002")
    assert repository.findings == ()
    business = repository.corpus.business("002")
    assert business
    for name in documents:
        document = business.document(name)
        assert document
        freeze(root, business, document, edition, repository.assets)


def prints(found: Iterable[DocumentComparison], *, asked: bool = True) -> list[str]:
    """Of changes, and of questions, which nobody asks about what is released."""
    told = (said.fingerprint for d in found for said in (*d.changes, *(d.questions if asked else ())))
    return sorted(told)


def since_released(root: Path, document: str, new: str | None = None, *, asked: bool = True) -> list[str]:
    """From 第1.0版 to the sources, or to what was frozen of them."""
    old = str(root / edition_file("002", document, "1.0"))
    frozen = new and str(root / edition_file("002", document, new))
    return prints(between(open_versions(root, old, frozen)).documents, asked=asked)


def test_a_number_changes_no_fingerprint(root: Path) -> None:
    """Though every kind of ID is cited, and a 機能 and a 帳票 get the same number."""
    before = {name: since_released(root, name) for name in DOCUMENTS}
    assert len(before["機能"]) > 8 and len(before["データ"]) > 3
    issued = {i.kind.value: i.id for i in assign(root, None, date(2026, 4, 1)).issues if i.provisional}
    assert issued["機能"] == issued["帳票"] == "0020010"
    assert {name: since_released(root, name) for name in DOCUMENTS} == before


def test_what_was_released_keeps_the_fingerprints_of_its_draft(root: Path) -> None:
    """In the comparison of two snapshots of a repository, and on the pages made of its history."""
    before = since_released(root, "機能", asked=False)
    assign(root, None, date(2026, 4, 1))
    freeze_as(root, "1.1", "機能")
    assert since_released(root, "機能", "1.1") == before
    corpus = load(root).corpus
    [step] = [s for s in history(corpus, editions_of(root)) if s.new.edition == "1.1" and not s.is_current]
    assert prints([step.comparison], asked=False) == before


def test_an_answer_holds_after_the_number_was_given(root: Path) -> None:
    old = str(root / edition_file("002", "機能", "1.0"))

    def unanswered() -> set[str]:
        return {q.fingerprint for q in between(open_versions(root, old)).open if q.code == "CQ03"}

    asked = unanswered()
    assert asked
    answers = "".join(f"  - {{指紋: {print}, 答え: 次の版で載せる。}}\n" for print in sorted(asked))
    (root / edition_file("002", "機能", "1.1", "yaml")).write_text(
        f'文書: 機能\n版: "1.1"\n前の版: "1.0"\n回答:\n{answers}', "utf-8"
    )
    assert unanswered() == set()
    assign(root, None, date(2026, 4, 1))
    assert unanswered() == set()


def test_git_shows_the_same_fingerprint(root: Path) -> None:
    name = "spec/002/機能.yaml"
    old = edited(OLD, base_files())["機能.yaml"].encode()
    before = since_released(root, "機能")
    assign(root, None, date(2026, 4, 1))
    told = file_difference(root, name, old, (root / name).read_bytes())
    [line] = [x for x in told.splitlines() if "FN-ADDED-MUST" in x]
    assert line.partition("指紋 ")[2].rstrip("）") in before


def test_without_the_register_a_number_counts_as_itself(root: Path) -> None:
    """What is not there cannot be asked: two snapshots alone, in the hands of somebody else."""
    assign(root, None, date(2026, 4, 1))
    freeze_as(root, "1.1", "機能")
    old, new = (str(root / edition_file("002", "機能", e)) for e in ("1.0", "1.1"))
    alone = prints(between(open_versions(None, old, new)).documents)
    assert len(alone) == len(since_released(root, "機能", "1.1"))
    assert alone != since_released(root, "機能", "1.1")
