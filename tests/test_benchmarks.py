"""The table of measurements: a new row takes the place of the one it repeats; growth is told from its figures."""

import importlib
from types import ModuleType

import pytest

ROW = "| 2026-11-22 | 機械 | {name} | {size} | 1 | 9.0 / 9.0 / 9.0 | {cpu} | 90 / 90 / 90 |  | 1 / 1 / 1 |  |"


@pytest.fixture(scope="module")
def full() -> ModuleType:
    return importlib.import_module("benchmarks.full")


def row(name: str, size: str, cpu: float) -> str:
    return ROW.format(name=name, size=size, cpu=f"{cpu:.2f} / {cpu:.2f} / {cpu:.2f}")


def test_rows_of_other_commands_and_sizes_stay(full: ModuleType) -> None:
    text = ""
    for one in (row("check", "1（2.5）", 1), row("check", "20（50.0）", 30), row("diff", "9.0 MB", 3)):
        text = full.with_row(text, one)
    text = full.with_row(text, row("check", "20（50.0）", 10))
    rows = [line for line in text.splitlines() if line.startswith("| 2026")]
    assert rows == [row("check", "1（2.5）", 1), row("check", "20（50.0）", 10), row("diff", "9.0 MB", 3)]


def test_growth_is_told_by_the_size_of_the_sources(full: ModuleType) -> None:
    text = full.with_row(full.with_row("", row("check", "1（2.5）", 1)), row("check", "20（50.0）", 10))
    assert "| 測ったこと | 1業務 | 20業務 |" in text
    assert "| check | 0.400 | 0.200 |" in text


def test_a_page_without_figures_of_two_sizes_tells_no_growth(full: ModuleType) -> None:
    assert "大きさとの比" not in full.with_row("", row("check", "1（2.5）", 1))


def test_growth_is_a_line_and_how_far_each_size_is_from_it(full: ModuleType) -> None:
    text = ""
    for name, cpu in (
        ("check（初回）", lambda n: 1 + 0.2 * n),
        ("build excel（初めから）", lambda n: 1 + 0.02 * n * n),
    ):
        for n in (1, 5, 20, 50):
            text = full.with_row(text, row(name, f"{n}（{n:.1f}）", cpu(n)))
    assert "| check（初回） | 1.00 | 0.200 | +0.0% | +0.0% | +0.0% | +0.0% | 達成 |" in text
    (square,) = (
        line for line in text.splitlines() if line.startswith("| build excel（初めから） | ") and "達" in line
    )
    assert "未達" in square


def test_two_sizes_make_no_line(full: ModuleType) -> None:
    text = full.with_row(full.with_row("", row("check", "1（2.5）", 1)), row("check", "20（50.0）", 10))
    assert "直線" not in text
