"""Texts of every kind go into the workbooks that are published and come back as they were: import(export(x)) = x.

The things are those of the sample; what they say, and what they leave unsaid, is made up.
"""

import random
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from test_import_tables import comparable

from hyojun.model import Business, Contents
from hyojun.publish.excel import write_excel
from hyojun.publish.job import Job
from hyojun.source import load
from hyojun.source.importing import import_workbook

ROOT = Path(__file__).parents[2]
TEXTS = frozenset(
    "機能要件 考え方・理由 備考 説明 編集条件 算出方法 固定文言 文字溢れ対応 サンプル値 項目定義 項目説明 用途 根拠 "
    "検索条件 場合 定義 内容 条件 表示する内容 対処 画面要件 要件 理由 確認方法 選択時の条件".split()
)
NAMES = frozenset("機能名称 印字項目 項目の由来".split())
UNSAID = frozenset("考え方・理由 備考 編集条件 文字溢れ対応 項目説明 検索条件 サンプル値".split())
WHOLE = (
    "0012",
    "007",
    "=SUM(A1)",
    "'引用",
    "+1",
    "@x",
    "true",
    "○",
    "－",
    "2028-04-01",
    "1.10",
    "葛\U000e0100城",
)
PARTS = (
    "文", "\n", "\n\n", "　", "全角　空白", "ｱｲｳ", "ＡＢＣ１２", "0012", "𠮷", "葛\U000e0100", "①", "a, b", "「かぎ」",
    "：", "→", "<b>", "&amp;", "（欠番）", "※", "・", "-", "\t", "_x000D_", "_x0041_", "_x005F_",
)  # fmt: skip
ONE_LINE = tuple(p for p in PARTS if not re.search(r"\s", p))


def made_up(rnd: random.Random, tree: Any) -> Any:
    """The same rows with other texts, some fields unsaid, some functions withdrawn, some headings of one title."""
    if isinstance(tree, list):
        return [made_up(rnd, row) for row in tree]
    if not isinstance(tree, dict):
        return tree
    found = {}
    for key, value in tree.items():
        if isinstance(value, str) and key in UNSAID and rnd.random() < 0.2:
            continue
        if isinstance(value, str) and key in TEXTS and "見出し" not in value and rnd.random() < 0.4:
            found[key] = _text(rnd, PARTS if "\n" in value or key != "根拠" else ONE_LINE)
        elif isinstance(value, str) and key in NAMES and rnd.random() < 0.3:
            found[key] = f"名{rnd.randrange(10**9)}" + "".join(rnd.choices(ONE_LINE, k=3))
        else:
            found[key] = made_up(rnd, value)
    headings = [h for h in found.get("見出し", ()) if "題名" in h]
    if len(headings) > 1 and rnd.random() < 0.5:  # two of one title stay two
        headings[1]["題名"] = headings[0]["題名"]
    # What a withdrawn function asked of whom, and from when, is not in Excel: nothing is due of it.
    one_for_all = not any(isinstance(found.get(key), dict) for key in ("実装類型", "適合基準日"))
    if "機能要件" in found and one_for_all and "廃止" not in found and rnd.random() < 0.1:
        found["廃止"] = {"版": "1.0", "理由": "0012の\n理由である。"}
    return found


def _text(rnd: random.Random, parts: tuple[str, ...]) -> str:
    return rnd.choice(WHOLE) if rnd.random() < 0.3 else "文" + "".join(rnd.choices(parts, k=4)) + "。"


def with_texts(business: Business, rnd: random.Random) -> Business:
    documents = [d.model_copy(update={"contents": _contents(rnd, d.contents)}) for d in business.documents]
    return Business(registered=business.registered, head=business.head, documents=tuple(documents))


def _contents(rnd: random.Random, contents: Contents) -> Contents:
    plain = contents.plain()
    prose = {key: plain.pop(key) for key in ("本編", "業務フロー") if key in plain}
    return Contents.model_validate(made_up(rnd, plain)) if plain or prose else contents


@pytest.mark.parametrize("id", ["001", "006", "027"])
@settings(
    max_examples=3,
    deadline=None,
    derandomize=True,
    suppress_health_check=list(HealthCheck),
    phases=(Phase.explicit, Phase.generate),
    print_blob=False,
)
@given(seed=st.integers(0, 10**9))
def test_a_published_workbook_comes_back_as_it_was(
    id: str, seed: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    repository = load(ROOT)
    sample = repository.corpus.business(id)
    assert sample is not None
    business = with_texts(sample, random.Random(seed))
    folder = tmp_path_factory.mktemp("published")
    root = folder / "repository"
    (root / "spec").mkdir(parents=True)
    (root / "pyproject.toml").write_text("[tool.hyojun]\n")
    job = Job(ROOT, repository.settings, repository.corpus, repository.assets)
    for published in write_excel(job, business, folder):
        if "様式" not in published.path:
            import_workbook(folder / published.path, root, id)
    read = load(root)
    assert read.findings == ()
    again = read.corpus.business(id)
    assert again is not None
    assert comparable(again) == comparable(business)
