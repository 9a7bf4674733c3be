"""Parallel wording: what nearly agrees is found, what agrees or differs is not, and twenty thousand are no matter."""

import json
import random
import time
from importlib import resources
from pathlib import Path

import pytest
from casefiles import write_repository
from jsonschema import validate

from hyojun import check, source
from hyojun.check import Format, parallel, with_parallel
from hyojun.check.parallel import Difference, Group, Statement, groups

COMMON = "登録番号を入力し、証明書の交付履歴を検索し、交付年月日の新しい順に画面に表示できること。"
OTHER = "登録番号を入力し、証明書の交付履歴を検索し、交付年月日の古い順に画面に表示できること。"
LONGER = "登録番号を入力し、証明書の交付履歴を検索し、交付年月日の新しい順に１０件まで画面に表示できること。"
FOREIGN = "保険料の額を計算し、納付書を作成し、納期限までに被保険者の住所に宛てて送付できること。"


def stated(business: str, *texts: str) -> tuple[str, list[Statement]]:
    return business, [Statement(business, f"機能{business}{n:04}", "照会", t) for n, t in enumerate(texts, 1)]


def subjects(group: Group) -> list[list[str]]:
    return [[s.subject for s in w.statements] for w in group.wordings]


def test_a_detail_that_differs_is_told() -> None:
    [group] = groups([stated("001", COMMON), stated("002", FOREIGN, OTHER), stated("003", COMMON)])
    assert subjects(group) == [["機能0010001", "機能0030001"], ["機能0020002"]]
    assert group.wordings[0].differences == ()
    assert group.wordings[1].differences == (Difference("新しい", "古い"),)
    assert group.businesses == ("001", "002", "003")


def test_words_that_are_more_are_told_as_nothing_against_them() -> None:
    [group] = groups([stated("001", COMMON), stated("002", LONGER)])
    assert group.wordings[1].differences == (Difference("", "10件まで"),)


def test_the_smallest_difference_comes_first() -> None:
    found = groups(
        [stated("001", COMMON, FOREIGN), stated("002", LONGER, FOREIGN.replace("の額を", "の率を"))]
    )
    assert [g.wordings[0].text for g in found] == [FOREIGN, COMMON]


def test_what_agrees_and_what_one_business_says_twice_is_no_group() -> None:
    wide = COMMON.replace("、", "、\n")
    assert groups([stated("001", COMMON), stated("002", wide)]) == ()
    assert groups([stated("001", COMMON, OTHER), stated("002", FOREIGN)]) == ()
    assert groups([]) == ()


def test_one_difference_in_many_places_is_one_detail() -> None:
    seal = "印鑑登録の申請を受け付け、印鑑登録の原票を作成し、印鑑登録の番号を付番し、印鑑登録の証を交付できること。"
    [group] = groups([stated("001", seal), stated("002", seal.replace("印鑑登録", "図書利用"))])
    assert group.wordings[1].differences == (Difference("印鑑登録", "図書利用"),)


def test_many_differences_are_no_detail() -> None:
    other = COMMON
    for old, new in (
        ("登録番号", "宛名番号"),
        ("証明書", "通知書"),
        ("交付年月日", "発送年月日"),
        ("画面", "一覧"),
    ):
        other = other.replace(old, new)
    assert groups([stated("001", COMMON), stated("002", other)]) == ()


def test_short_statements_are_alike_by_chance() -> None:
    assert groups([stated("001", "氏名を表示できること。"), stated("002", "住所を表示できること。")]) == ()


def test_twenty_thousand_statements_take_seconds() -> None:
    dice = random.Random(1)
    words = [a + b for a in "印税戸住保受認申届証照通" for b in "録帳額簿料給定請出書会知"]
    shapes = (
        "{}の{}を入力し、{}を画面に表示できること。また、{}の{}を一覧で出力できること。",
        "{}及び{}を指定して{}を検索し、{}を{}ごとに集計し、一覧表に出力できること。",
        "{}の{}を変更したときは、変更前の{}を履歴として保持し、{}の際に{}できること。",
    )
    many = [
        stated(f"{n:03}", *(dice.choice(shapes).format(*dice.choices(words, k=5)) for _ in range(1000)))
        for n in range(1, 21)
    ]
    marked = [stated("021", COMMON), stated("022", OTHER)]
    began = time.process_time()
    found = groups([*many, *marked])
    assert (
        time.process_time() - began < 15
    )  # about 3 s on an idle machine; a square of comparisons takes hours
    assert [["機能0210001"], ["機能0220001"]] in [subjects(g) for g in found]


def functions(business: str, text: str) -> str:
    return f"""\
見出し:
  - キー: shokai
    題名: 照会
    機能:
      - 機能ID: "{business}0001"
        機能名称: 交付履歴の照会
        実装類型: 実装必須
        機能要件: {text}
      - 機能ID: "{business}0002"
        機能名称: 交付履歴の照会（旧）
        実装類型: 実装必須
        機能要件: {LONGER}
        廃止: {{版: "1.0", 理由: 不要}}
"""


def two_businesses(root: Path) -> Path:
    files = {f"spec/{b}/機能.yaml": functions(b, t) for b, t in (("001", COMMON), ("002", OTHER))}
    return write_repository(root, files)


def test_functions_in_force_of_a_repository_are_compared(tmp_path: Path) -> None:
    corpus = source.load(two_businesses(tmp_path)).corpus
    [group] = parallel.of_corpus(corpus)
    assert subjects(group) == [["機能0010001"], ["機能0020001"]]
    assert parallel.of_corpus(corpus, "002") == (group,)
    assert parallel.of_corpus(corpus, "003") == ()


def test_people_read_the_differences_after_the_findings(tmp_path: Path) -> None:
    root = two_businesses(tmp_path)
    found = parallel.of_corpus(source.load(root).corpus)
    assert with_parallel("検査結果: 指摘はありません。", Format.TEXT, found, root) == (
        "検査結果: 指摘はありません。\n\n"
        "業務の間で書き方の違う、ほぼ同じ機能要件（1組。違いが意図したものか確かめてください）\n"
        f"1. {COMMON}\n"
        "   機能0010001「交付履歴の照会」（spec/001/機能.yaml:8）\n"
        "   機能0020001「交付履歴の照会」（spec/002/機能.yaml:8）: 「新しい」でなく「古い」"
    )
    assert with_parallel("", Format.TEXT, (), root).strip() == (
        "業務の間で書き方の違う、ほぼ同じ機能要件はありません。"
    )


def test_programs_get_the_groups_in_the_same_object(tmp_path: Path) -> None:
    root = two_businesses(tmp_path)
    repository = source.load(root)
    report = check.run(repository)
    found = parallel.of_corpus(repository.corpus)
    data = json.loads(with_parallel(check.render(report, Format.JSON, root), Format.JSON, found, root))
    schema = json.loads((resources.files("hyojun") / "data/check-report.schema.json").read_text("utf-8"))
    validate(data, schema)
    [group] = data["parallel"]
    assert group["businesses"] == ["001", "002"]
    assert [w["differences"] for w in group["wordings"]] == [[], [{"common": "新しい", "here": "古い"}]]


@pytest.mark.parametrize("format", [Format.GITHUB, Format.SARIF])
def test_forms_that_know_findings_only_have_no_place_for_it(tmp_path: Path, format: Format) -> None:
    with pytest.raises(ValueError, match="has no place"):
        with_parallel("{}", format, (), tmp_path)
