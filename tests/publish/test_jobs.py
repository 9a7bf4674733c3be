"""Documents made by several processes: the same bytes, the same errors, no more memory than there is."""

import json
import os
import signal
import time
from collections.abc import Callable
from multiprocessing import get_context
from pathlib import Path

import pytest
from casefiles import write_repository

from hyojun.model import Business
from hyojun.publish import KINDS, BuildError, Job, Published, build
from hyojun.publish.pdf import Memory
from hyojun.publish.pdf.fonts import FontSet
from hyojun.publish.pdf.memory import UNIT, needed
from hyojun.publish.pdf.typesetter import compiled
from hyojun.publish.sharing import shared
from hyojun.source import load

FUNCTIONS = """\
見出し:
  - キー: uketsuke
    題名: 受付
    機能:
      - 機能ID: "{id}0001"
        機能名称: 申請の受付
        機能要件: 申請を受け付けること。
        実装類型: 実装必須
"""
TERM = "用語: [{用語: 印鑑, 定義: 判子}]\n"


def several(folder: Path) -> Path:
    """Three 業務, each with a document."""
    ids = ("002", "003", "006")
    files = {f"spec/{id}/a.yaml": FUNCTIONS.format(id=id) + TERM for id in ids}
    return write_repository(folder, files)


def test_the_bytes_do_not_depend_on_how_many_processes_make_them(tmp_path: Path) -> None:
    root = several(tmp_path / "r")
    kinds = tuple(k for k in KINDS if k != "site")
    for jobs in (1, 3):
        build(load(root), kinds, tmp_path / f"out{jobs}", jobs=jobs)
    one, three = (json.loads((tmp_path / f"out{n}/manifest.json").read_text("utf-8")) for n in (1, 3))
    assert one == three
    assert {f["business"] for f in three["files"] if f["kind"] == "pdf"} == {"002", "003", "006"}


def failing(what: Callable[[], object]) -> Callable[[Job, Business, Path], list[Published]]:
    def write(job: Job, business: Business, out: Path) -> list[Published]:
        if business.id == "003":
            what()
        return []

    return write


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.mark.parametrize("jobs", [1, 2, 3])
def test_the_first_business_that_fails_is_told_and_the_output_stays(
    jobs: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root, out = several(tmp_path / "r"), tmp_path / "out"
    build(load(root), ["snapshot"], out)
    before = (out / "manifest.json").read_bytes()

    def fails() -> None:
        from hyojun.publish.pdf import PdfError

        raise PdfError("003 の PDF を作れません。")

    monkeypatch.setattr("hyojun.publish.pdf.write_pdf", failing(fails))
    with pytest.raises(BuildError, match="003 の PDF を作れません。"):
        build(load(root), ["pdf"], out, jobs=jobs)
    assert (out / "manifest.json").read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["out", "r"]


def test_a_process_that_is_killed_is_no_half_build(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, out = several(tmp_path / "r"), tmp_path / "out"
    monkeypatch.setattr("hyojun.publish.pdf.write_pdf", failing(killed))
    with pytest.raises(BuildError, match=r"--jobs 1 を付けて.*ください。$"):
        build(load(root), ["pdf"], out, jobs=2)
    assert sorted(p.name for p in tmp_path.iterdir()) == ["r"]


def test_answers_come_in_the_order_of_the_units() -> None:
    def slow(unit: int) -> tuple[int, int]:
        time.sleep(0.02 * (5 - unit))
        return unit, os.getpid()

    found = list(shared(slow, range(5), 3))
    assert [unit for unit, _ in found] == [0, 1, 2, 3, 4]
    assert os.getpid() not in {process for _, process in found}
    assert [process for _, process in shared(slow, range(5), 1)] == [os.getpid()] * 5


def test_processes_end_with_the_one_they_work_for(tmp_path: Path) -> None:
    """A killed build leaves nobody behind who writes on."""

    def work(unit: int) -> None:
        (tmp_path / f"{unit}").write_text(str(os.getpid()))
        time.sleep(60)

    process = get_context("fork").Process(target=lambda: list(shared(work, [0, 1], 2)))
    process.start()
    until = time.monotonic() + 20
    while not all((tmp_path / n).exists() and (tmp_path / n).read_text() for n in "01"):
        assert time.monotonic() < until
        time.sleep(0.02)
    process.kill()
    process.join()
    for n in "01":
        while running(int((tmp_path / n).read_text())):
            assert time.monotonic() < until
            time.sleep(0.02)


def test_typst_ends_with_the_build_it_works_for(tmp_path: Path) -> None:
    (tmp_path / "long.typ").write_text(
        "#range(90000).map(i => range(30000).map(j => calc.rem(i * j, 7)).sum()).sum()\n"
    )

    def build_of() -> None:
        compiled(tmp_path, "long.typ", FontSet((), (), {}))

    process = get_context("fork").Process(target=build_of)
    process.start()
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children")
    until = time.monotonic() + 60
    while not (found := children.read_text().split()):
        assert time.monotonic() < until
        time.sleep(0.02)
    time.sleep(1)
    assert running(int(found[0]))
    process.kill()
    process.join()
    while running(int(found[0])):
        assert time.monotonic() < until
        time.sleep(0.05)


def running(process: int) -> bool:
    """Whether it does anything: what nobody has waited for yet is dead all the same."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def test_no_more_memory_is_taken_than_there_is() -> None:
    memory, context = Memory(4 * UNIT), get_context("fork")
    now, most = context.Value("i", 0), context.Value("i", 0)

    def work(units: int) -> None:
        with memory.taken((units - 0.5) * UNIT):
            with now.get_lock():
                now.value += min(units, 4)
                most.value = max(most.value, now.value)
            time.sleep(0.01)
            with now.get_lock():
                now.value -= min(units, 4)

    assert len(list(shared(work, [1, 3, 9, 2, 2, 1, 4, 3, 1, 1, 2], 5))) == 11
    assert 0 < most.value <= 4
    assert now.value == 0


def test_a_document_with_more_data_needs_more_memory() -> None:
    assert needed(1_000_000) < needed(2_000_000)
