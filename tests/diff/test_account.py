"""What authors and repositories say of changes: accounts, answers, weights of their own, and what must be asked."""

from pathlib import Path

import pytest
from change_cases import base_files, changes_of, documents_of, edited, loaded

from hyojun.diff import Change, DocumentComparison
from hyojun.model import Corpus

WORD = {"機能.yaml": [["一覧を表示できること", "一覧を出力できること"]]}
COMMA = {"機能.yaml": [["住所を入力し、", "住所を入力し，"]]}
CLASS = {"機能.yaml": [["実装類型: 実装不可", "実装類型: 実装必須"]]}
ACCOUNT = "spec/002/editions/機能-1.1.yaml"
NEXT = [['    版: "1.0"\n    状態: 案\n    適合', '    版: "1.1"\n    状態: 案\n    適合']]


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Corpus:
    return loaded(tmp_path_factory.mktemp("base"), base_files())


def told(base: Corpus, root: Path, edits: dict[str, list[list[str]]], account: str) -> DocumentComparison:
    files = edited(edits | {"業務.yaml": NEXT})
    files[ACCOUNT] = '文書: 機能\n版: "1.1"\n' + account
    return next(d for d in documents_of(base, loaded(root, files)) if d.document == "機能")


def only(found: DocumentComparison) -> Change:
    [change] = found.changes
    return change


def test_an_account_stands_with_its_change_by_id_or_by_fingerprint(base: Corpus, tmp_path: Path) -> None:
    said = '説明:\n  - {{{}, 改定理由: 様式に合わせた。, 区分: 誤り訂正, 根拠: 提案12, 意見番号: ["3"]}}\n'
    by_id = only(told(base, tmp_path / "a", WORD, said.format("対象: [機能0020001]")))
    assert by_id.account is not None
    assert (by_id.account.reason, by_id.account.category, by_id.account.opinions) == (
        "様式に合わせた。", "誤り訂正", ("3",),
    )  # fmt: skip
    by_print = only(told(base, tmp_path / "b", WORD, said.format(f'指紋: ["{by_id.fingerprint}"]')))
    assert by_print.account is not None
    assert by_print.fingerprint == by_id.fingerprint
    assert only(told(base, tmp_path / "c", WORD, said.format("対象: [機能0020002]"))).account is None


@pytest.mark.parametrize(
    ("edits", "said", "weight"),
    [
        (WORD, "字句の整理", "要確認"),
        (WORD, "要確認", "要確認"),
        (WORD, "影響大", "要確認"),
        (COMMA, "字句の整理", "字句の整理"),
        (COMMA, "要確認", "要確認"),
        (COMMA, "影響大", "要確認"),
        (CLASS, "字句の整理", "影響大"),
        (CLASS, "要確認", "影響大"),
    ],
)
def test_where_author_and_machine_disagree_about_wording_it_is_to_be_reviewed_at_least(
    base: Corpus, tmp_path: Path, edits: dict[str, list[list[str]]], said: str, weight: str
) -> None:
    account = f"説明:\n  - {{対象: [機能0020001, 機能0020004], 改定理由: 直した。, 重さ: {said}}}\n"
    change = only(told(base, tmp_path, edits, account))
    assert change.weight.value == weight
    disagree = (said == "字句の整理") != (edits is COMMA)
    assert ("判断が分かれています" in change.reason) == disagree


def test_an_account_of_another_step_is_not_told(base: Corpus, tmp_path: Path) -> None:
    account = '前の版: "0.9"\n説明:\n  - {対象: [機能0020001], 改定理由: 直した。}\n'
    assert only(told(base, tmp_path, WORD, account)).account is None


def test_an_edition_that_is_skipped_is_told_of_by_its_account(base: Corpus, tmp_path: Path) -> None:
    """By target and by fingerprint; what it says of the weight is about its own step."""
    said = '前の版: "1.0"\n説明:\n  - {対象: [機能0020001], 改定理由: 直した。, 重さ: 字句の整理}\n'
    files = edited(WORD | {"業務.yaml": [[NEXT[0][0], NEXT[0][1].replace("1.1", "1.2")]]})
    files[ACCOUNT] = '文書: 機能\n版: "1.1"\n' + said
    found = next(d for d in documents_of(base, loaded(tmp_path, files)) if d.document == "機能")
    account = only(found).account
    assert account is not None and (account.reason, account.weight) == ("直した。", None)


def test_a_fingerprint_survives_what_changes_elsewhere(base: Corpus, tmp_path: Path) -> None:
    alone = changes_of(base, loaded(tmp_path / "a", edited(WORD)))
    more = {
        "機能.yaml": [
            *WORD["機能.yaml"],
            ["見出し:\n  - キー: toroku\n", "見出し:\n  - {キー: sosoku, 題名: 総則}\n  - キー: toroku\n"],
        ],
        "本編.md": [["# 本編", "# 本編\n\n冒頭の段落。"]],
    }
    both = changes_of(base, loaded(tmp_path / "b", edited(more)))
    assert {c.fingerprint for c in alone} < {c.fingerprint for c in both}


def test_an_answered_question_is_open_no_more(base: Corpus, tmp_path: Path) -> None:
    new = '      - {機能ID: "0020007", 機能名称: 電子申請, 実装類型: 実装必須, 機能要件: 電子で受け付けられること。}\n'
    edits = {"機能.yaml": [['      - 機能ID: "0020006"\n', f'{new}      - 機能ID: "0020006"\n']]}
    [question] = told(base, tmp_path / "a", edits, "").questions
    assert (question.code, question.answer) == ("CQ03", None)
    account = f'回答:\n  - {{指紋: "{question.fingerprint}", 答え: 全ての手順で使うため。}}\n'
    [answered] = told(base, tmp_path / "b", edits, account).questions
    assert answered.answer == "全ての手順で使うため。"


STRANGE = {
    "機能.yaml": [
        [
            "機能名称: 印影の自動照合\n        実装類型: 実装不可\n"
            "        機能要件: 窓口で提出された印影を、登録された印影と自動で照合すること。",
            "機能名称: 月次統計\n        実装類型: 実装不可\n"
            "        機能要件: 毎月の処理件数をまとめた報告書を国へ直接送信すること。",
        ]
    ]
}


@pytest.mark.parametrize(
    ("answer", "codes"),
    [
        ("同じ", {"FN-NAME", "FN-TEXT-REPLACED"}),
        ("別", {"FN-ADDED-FORBIDDEN", "FN-REMOVED-FORBIDDEN"}),
    ],
)
def test_the_author_says_whether_an_id_still_means_the_same(
    base: Corpus, tmp_path: Path, answer: str, codes: set[str]
) -> None:
    [question] = told(base, tmp_path / "a", STRANGE, "").questions
    assert (question.code, question.answer) == ("CQ01", None)
    account = f'推定:\n  - {{旧ID: "0020004", 新ID: "0020004", 答え: {answer}}}\n'
    found = told(base, tmp_path / "b", STRANGE, account)
    assert {c.code for c in found.changes} == codes
    assert all(q.answer == answer for q in found.questions)


LIKE = {
    "機能.yaml": [
        ['      - 機能ID: "0020006"\n', '      - 機能ID: "0020016"\n'],
        ["日時と担当者を記録し、後から検索して一覧で", "日時及び担当者を記録し、後から抽出して一覧で"],
    ],
    "ツリー図.yaml": [['"0020006"', '"0020016"']],
}


def test_a_guess_is_marked_until_its_author_answers(base: Corpus, tmp_path: Path) -> None:
    [guess] = told(base, tmp_path / "a", LIKE, "").matches
    assert (guess.old, guess.new, guess.how.value, guess.confirmed) == (
        ("0020006",),
        ("0020016",),
        "推定",
        False,
    )
    assert 0.5 <= guess.score < 1
    said = '推定:\n  - {{旧ID: "0020006", 新ID: "0020016", 答え: {}}}\n'
    [match] = told(base, tmp_path / "b", LIKE, said.format("同じ")).matches
    assert match.confirmed
    denied = told(base, tmp_path / "c", LIKE, said.format("別"))
    assert not denied.matches
    assert {c.code for c in denied.changes} >= {"FN-ADDED-MUST", "FN-REMOVED-MUST"}


@pytest.mark.parametrize(
    ("edits", "code", "wanted", "weight"),
    [
        (WORD, "FN-TEXT", "影響大", "影響大"),
        (COMMA, "FN-WORDING", "要確認", "要確認"),
        (CLASS, "FN-CLASS-DEMANDED", "要確認", "要確認"),
        (CLASS, "FN-CLASS-DEMANDED", "字句の整理", "要確認"),
    ],
)
def test_a_repository_sets_weights_but_never_makes_wording_of_what_breaks(
    base: Corpus, tmp_path: Path, edits: dict[str, list[list[str]]], code: str, wanted: str, weight: str
) -> None:
    files = edited(edits)
    row = f'{{コード: {code}, 重さ: {wanted}, 業務ID: ["002"], 理由: この業務での扱い。}}'
    files["spec/_settings/changes.yaml"] = f"変更:\n  - {row}\n"
    [change] = changes_of(base, loaded(tmp_path, files))
    assert (change.code, change.weight.value) == (code, weight)


def test_content_changed_under_the_edition_of_a_decided_document_is_wrong(tmp_path: Path) -> None:
    decided = {"業務.yaml": [["状態: 案\n    適合", "状態: 決定\n    年月日: 2026-03-31\n    適合"]]}
    old = loaded(tmp_path / "a", edited(decided))
    new = loaded(tmp_path / "b", edited(decided | WORD))
    [fault] = next(d for d in documents_of(old, new) if d.document == "機能").faults
    assert fault.code == "CF02"
    again = loaded(tmp_path / "c", edited(decided))
    assert not any(d.faults for d in documents_of(old, again))


def test_a_duty_within_a_year_of_publication_is_asked_about(tmp_path: Path, base: Corpus) -> None:
    edits = CLASS | {
        "業務.yaml": [
            [
                '版: "1.0"\n    状態: 案\n    適合',
                '版: "1.1"\n    状態: 決定\n    年月日: 2026-09-30\n    適合',
            ]
        ]
    }
    found = next(d for d in documents_of(base, loaded(tmp_path, edited(edits))) if d.document == "機能")
    assert "CQ02" in {q.code for q in found.questions}
    assert "の183日後です" in next(q.text for q in found.questions if q.code == "CQ02")


@pytest.mark.parametrize(
    ("edits", "kind", "apart"),
    [
        (
            {"機能.yaml": [["検索して一覧で確かめられること", "検索して一覧で確かめられないこと"]]},
            "機能",
            "183日後",
        ),
        ({"業務.yaml": [["適合基準日: 2027-04-01", "適合基準日: 2026-04-01"]]}, "文書", "182日前"),
    ],
)
def test_the_question_names_the_days_before_or_after_the_publication(
    edits: dict[str, list[list[str]]], kind: str, apart: str, tmp_path: Path, base: Corpus
) -> None:
    now = ['版: "1.0"\n    状態: 案\n    適合', '版: "1.1"\n    状態: 決定\n    年月日: 2026-09-30\n    適合']
    both = edits | {"業務.yaml": [now, *edits.get("業務.yaml", [])]}
    found = next(d for d in documents_of(base, loaded(tmp_path, edited(both))) if d.document == "機能")
    asked = [q for q in found.questions if q.code == "CQ02"]
    assert [q.kind.value for q in asked] == [kind]
    assert f"の{apart}です" in asked[0].text


def test_what_is_cited_elsewhere_is_named(tmp_path: Path, base: Corpus) -> None:
    edits = {"データ.yaml": [['桁数: "120"', '桁数: "160"']]}
    [change] = changes_of(base, loaded(tmp_path, edited(edits)))
    assert set(change.affected) == {"機能0020001", "帳票0020001", "連携002o001"}


RENUMBERED = [
    '      - 機能ID: "0020006"\n',
    '      - 機能ID: "0020017"\n        置換元: ["0020006"]\n',
]
GAP = [
    '        廃止: {版: "0.9", 理由: 使う団体が無くなったため。}\n',
    '        廃止: {版: "0.9", 理由: 使う団体が無くなったため。}\n'
    '      - {機能ID: "0020006", 機能名称: 交付の履歴, 実装類型: 実装必須, 機能要件: 記録できること。,'
    ' 廃止: {版: "1.1", 理由: 番号の体系を改めたため。, 置換先: ["0020017"]}}\n',
]
TREE = [['"0020006"', '"0020017"']]


def test_the_reason_of_a_withdrawal_is_that_of_the_new_number(base: Corpus, tmp_path: Path) -> None:
    edits = {
        "機能.yaml": [RENUMBERED, GAP, ["一覧で確かめられること", "確かめられること"]],
        "ツリー図.yaml": TREE,
    }
    found = changes_of(base, loaded(tmp_path / "a", edited(edits)))
    assert [(c.code, c.account and c.account.reason) for c in found] == [
        ("FN-TEXT", None),
        ("FN-NUMBER", "番号の体系を改めたため。"),
    ]
    assert "置換先" not in found[1].reason
    account = "説明: [{対象: [機能0020017], 改定理由: 別の理由。}]\n"
    again = told(base, tmp_path / "b", edits, account)
    assert {c.account and c.account.reason for c in again.changes} == {"別の理由。"}


def test_what_is_withdrawn_is_affected_by_nothing(base: Corpus, tmp_path: Path) -> None:
    """A row of 欠番 cites what replaces it, and nobody has to look at it."""
    edits = {"機能.yaml": [RENUMBERED, GAP], "ツリー図.yaml": TREE}
    [number] = changes_of(base, loaded(tmp_path, edited(edits)))
    assert number.code == "FN-NUMBER"
    assert "機能0020006" not in number.affected


def test_what_joins_or_leaves_a_function_is_named_and_concerns_whom_it_is_of(
    base: Corpus, tmp_path: Path
) -> None:
    edits = {
        "機能.yaml": [
            ['帳票: ["0020001"]', '帳票: ["0020002"]'],
            ["連携: [002o001]", "連携: [002o002]"],
            ['データ項目: ["00200001", "00200002"]', 'データ項目: ["00200001", "00200003"]'],
        ]
    }
    both, forms = ("事業者", "提供側", "照会側", "自治体"), ("事業者", "自治体")
    found = changes_of(base, loaded(tmp_path, edited(edits)))
    assert [(c.code, c.field, c.affected[0], tuple(a.value for a in c.audiences)) for c in found] == [
        ("FN-ITEM-JOINED", "データ項目", "データ00200003", both),
        ("FN-ITEM-LEFT", "データ項目", "データ00200002", both),
        ("FN-OUTPUT-JOINED", "帳票", "帳票0020002", forms),
        ("FN-OUTPUT-JOINED", "連携", "連携002o002", both),
        ("FN-OUTPUT-LEFT", "帳票", "帳票0020001", forms),
        ("FN-OUTPUT-LEFT", "連携", "連携002o001", both),
    ]
    assert all(len(set(c.affected)) == len(c.affected) > 1 for c in found)


def test_what_is_gone_altogether_is_named_by_nobody(base: Corpus, tmp_path: Path) -> None:
    forms = base_files()["帳票.yaml"]
    gone = forms[forms.index('  - 帳票ID: "0020002"') :]
    with_it = {"機能.yaml": [['帳票: ["0020001"]', '帳票: ["0020001", "0020002"]']]}
    old = loaded(tmp_path / "old", edited(with_it))
    new = loaded(tmp_path / "new", edited({"帳票.yaml": [[gone, ""]]}))
    [left] = [c for c in changes_of(old, new) if c.code == "FN-OUTPUT-LEFT"]
    assert left.before == "0020002"
    assert "帳票0020002" not in left.affected
