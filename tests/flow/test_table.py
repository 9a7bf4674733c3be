"""Step tables: a flow from a table, a table from a flow, and every mistake told with its cell."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
import yaml
from geometry import covered, troubles
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl.utils import get_column_letter

from hyojun import flow, source
from hyojun.flow import Entry
from hyojun.model import FlowFile

CASES = yaml.safe_load((Path(__file__).parent / "cases" / "table.yaml").read_text("utf-8"))
DECLARED = FlowFile(key="nagare", title="流れ", file="nagare.bpmn")


def rows_of(cells: Sequence[Sequence[str]]) -> list[dict[str, Entry]]:
    head, *body = cells
    return [
        {
            column: Entry(row[n] if n < len(row) else "", f"{get_column_letter(n + 1)}{at}")
            for n, column in enumerate(head)
        }
        for at, row in enumerate(body, 2)
    ]


def steps_of(data: bytes) -> tuple[flow.Step, ...]:
    found, findings = source.read_flow(data, DECLARED, "流れ.bpmn")
    assert found is not None, findings
    return flow.steps(found)


def told(step: flow.Step) -> str:
    parts = [step.mark, step.actor, step.task.name, step.task.kind.value, "・".join(step.task.functions)]
    return f"{' '.join(filter(None, parts))} → {'／'.join(w.words for w in step.after)}"


@pytest.mark.parametrize("case", CASES, ids=lambda c: c["名前"])
def test_tables(case: dict[str, Any]) -> None:
    cells = [[c.replace("／", "\n") for c in line.split("|")] for line in case["表"].splitlines()]
    if "誤り" in case:
        with pytest.raises(flow.TableProblem) as raised:
            flow.from_table(rows_of(cells), "流れ")
        found = [f"{f.place} {f.message}".strip() for f in raised.value.faults]
        assert len(found) == len(case["誤り"]), found
        for expected in case["誤り"]:
            assert any(f.startswith(expected) for f in found), (expected, found)
        return
    data = flow.from_table(rows_of(cells), "流れ")
    assert [told(s) for s in steps_of(data)] == case["手順"]
    bpmn, _ = source.read_bpmn(data, "流れ.bpmn")
    assert bpmn is not None
    counts = Counter(e.tag for e in bpmn.elements)
    assert {tag: counts[tag] for tag in case.get("要素", {})} == case.get("要素", {})
    assert troubles(bpmn) == []
    assert flow.from_table(rows_of(cells), "流れ") == data


WORKS = st.text(alphabet="受付確認審査登録通知ＡA1、 ", min_size=1, max_size=12).filter(str.strip)
NAMES = st.sampled_from(["住民等", "職員", "印鑑登録システム", "住民記録システム"])


@st.composite
def tables(draw: st.DrawFn) -> list[dict[str, Entry]]:
    """Tables in which every step is reached: each leads to the next row, and perhaps elsewhere."""
    count = draw(st.integers(1, 8))
    found = []
    for n in range(1, count + 1):
        following = [str(n + 1)] if n < count else ["終了"]
        others = [str(k) for k in range(1, count + 1) if k != n + 1] + ["終了：済んだ", "フロー「kofu」へ"]
        goals = following + draw(st.lists(st.sampled_from(others), max_size=2, unique=True))
        labels = st.lists(st.sampled_from(["はい", "いいえ", "急ぐ場合", "対象外"]), unique=True)
        several = len(goals) > 1
        conditions = draw(labels.filter(lambda c: len(c) >= 3)) if draw(st.booleans()) else ["並行"] * 3
        conditions = conditions if several else []
        functions = draw(st.lists(st.sampled_from(["0020001", "0020002"]), unique=True))
        row = {
            "番号": str(n),
            "担当": draw(NAMES),
            "作業": draw(WORKS),
            "機能ID": "、".join(functions),
            "次": "" if goals == following and draw(st.booleans()) else "\n".join(goals),
            "条件": "\n".join(conditions[: len(goals)]),
            "出力": draw(st.sampled_from(["", "台帳", "台帳\n通知書"])),
            "手順キー": draw(st.sampled_from(["", f"key-{n}"])),
        }
        found.append({column: Entry(text, f"{column}{n}") for column, text in row.items()})
    return found


def again(data: bytes) -> list[dict[str, Entry]]:
    return [{k: Entry(v, k) for k, v in row.items()} for row in flow.as_rows(steps_of(data))]


def texts(rows: Sequence[Mapping[str, Entry]]) -> list[dict[str, str]]:
    return [{column: entry.text for column, entry in row.items()} for row in rows]


def essence(rows: Sequence[Mapping[str, Entry]]) -> Counter[tuple[str, ...]]:
    return Counter(
        (row["担当"].text, " ".join(row["作業"].text.split()), row["機能ID"].text, row["手順キー"].text)
        for row in rows
    )


@given(tables())
@settings(max_examples=50, deadline=None)
def test_a_table_of_a_flow_makes_that_flow(rows: list[dict[str, Entry]]) -> None:
    data = flow.from_table(rows, "流れ")
    normal = again(data)
    assert essence(normal) == essence(rows)
    second = flow.from_table(normal, "流れ")
    assert texts(again(second)) == texts(normal)
    assert flow.from_table(again(second), "流れ") == second
    ways = [[(w.words) for w in s.after] for s in steps_of(data)]
    assert [[(w.words) for w in s.after] for s in steps_of(second)] == ways


LONG = ["はい", "いいえ", "本人であることを書類で確かめられなかった場合で、急ぐとき", "登録資格がある場合"]


@given(tables(), st.permutations(LONG))
@settings(max_examples=50, deadline=None)
def test_names_of_branches_are_free_however_long(rows: list[dict[str, Entry]], words: Sequence[str]) -> None:
    longer = dict(zip(["はい", "いいえ", "急ぐ場合", "対象外"], words, strict=True))
    for row in rows:
        said = "\n".join(longer.get(line, line) for line in row["条件"].text.split("\n"))
        row["条件"] = row["条件"]._replace(text=said)
    bpmn, _ = source.read_bpmn(flow.from_table(rows, "流れ"), "流れ.bpmn")
    assert bpmn is not None
    assert list(covered(bpmn)) == []
    assert troubles(bpmn) == []
