"""How long PDFs take: a table of 1,000 functions, the bare rows of one full 業務 in one file and in two, and a whole 業務.

CPU is that of writing the PDF, from the model to the file, with the process of Typst; reading the sources is
not in it. Memory is that of the larger of both processes, which is Typst's.

    .venv/bin/python -m benchmarks.pdf [--runs 3] [--business 021]
"""

import argparse
import json
import os
import resource
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import NamedTuple, TypeVar

import pikepdf

from hyojun.model import (
    Business,
    Contents,
    Corpus,
    Document,
    Function,
    Heading,
    Status,
    Value,
)
from hyojun.publish.job import Job
from hyojun.publish.pdf import write_pdf
from hyojun.source import load

from .corpus.__main__ import MOST
from .sample import machine
from .scale import corpus

FUNCTIONS, ITEMS, FORM_ITEMS = 1000, 2100, 4500
"""Rows of an average 業務 of 20: 20,000 functions, 42,000 data items, 90,000 rows of 諸元表."""


T = TypeVar("T", bound=Value)


class Case(NamedTuple):
    """What is measured: its name, the documents, and the limits it is meant to stay below."""

    name: str
    documents: Callable[[Business], list[Document]]
    seconds: float | None = None
    memory: float | None = None
    """MiB."""


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks.pdf", description="PDFを作る時間と記憶量を測ります。"
    )
    parser.add_argument("--runs", type=int, default=3, help="回数（既定 3）")
    parser.add_argument("--business", default="021", help="全業務規模の資料の、どの業務で測るか（既定 021）")
    parser.add_argument("--one", nargs=3, metavar=("場所", "番号", "出力先"), help=argparse.SUPPRESS)
    given = parser.parse_args(arguments)
    if given.one:
        return _one(Path(given.one[0]), given.business, CASES[int(given.one[1])], Path(given.one[2]))
    rows, met = [], True
    with corpus(MOST) as root:
        for number, case in enumerate(CASES):
            found = [_measured(root, given.business, number) for _ in range(given.runs)]
            cells = [
                " / ".join(f"{x:{form}}" for x in (min(own), sorted(own)[len(own) // 2], max(own)))
                for form, own in ((".1f", [f["cpu"] for f in found]), (".0f", [f["memory"] for f in found]))
            ]
            pages = f"{found[0]['pages']}頁、{found[0]['size'] / 1e6:.1f} MB"
            print(f"{case.name}（{pages}）: CPU {cells[0]} 秒、{cells[1]} MiB", flush=True)
            for word, limit, values in (
                ("秒", case.seconds, [f["cpu"] for f in found]),
                (" MiB", case.memory, [f["memory"] for f in found]),
            ):
                if limit is not None:
                    kept = sorted(values)[len(values) // 2] <= limit
                    met &= kept
                    print(f"  目標 {limit:g}{word}以内: {'達成' if kept else '未達'}")
            what = [case.name, pages, str(given.runs), *cells]
            rows.append(f"| {' | '.join([date.today().isoformat(), machine(), *what])} |")
    print("\nREADME.md の表に足す行:\n")
    print("\n".join(rows))
    return 0 if met else 1


def _measured(root: Path, business: str, case: int) -> dict[str, float]:
    with tempfile.TemporaryDirectory() as out:
        command = [sys.executable, "-m", "benchmarks.pdf", "--business", business]
        done = subprocess.run(
            [*command, "--one", str(root), str(case), out], check=True, capture_output=True, text=True
        )
        found: dict[str, float] = json.loads(done.stdout)
        return found


def _one(root: Path, id: str, case: Case, out: Path) -> int:
    """Measure one case in this process."""
    repository = load(root, id)
    business = repository.corpus.business(id)
    assert business is not None
    business = business.model_copy(update={"documents": tuple(case.documents(business))})
    found = Corpus(registry=repository.corpus.registry, businesses=(business,))
    job = Job(root, repository.settings, found, repository.assets, work=out / "work")
    began = _cpu()
    written = write_pdf(job, business, out)
    cpu = _cpu() - began
    who = (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    memory = max(resource.getrusage(w).ru_maxrss for w in who) / 1024
    pdfs = [out / p.path for p in written if p.path.endswith(".pdf")]
    pages = sum(len(pikepdf.open(p).pages) for p in pdfs)
    size = sum(p.stat().st_size for p in pdfs)
    json.dump({"cpu": cpu, "memory": memory, "pages": pages, "size": size}, sys.stdout)
    return 0


def _cpu() -> float:
    """Seconds of this process and of those it started."""
    times = os.times()
    return times.user + times.system + times.children_user + times.children_system


def _whole(status: Status) -> Callable[[Business], list[Document]]:
    return lambda business: [d.model_copy(update={"status": status}) for d in business.documents]


def _functions(business: Business) -> list[Document]:
    """A table of functions, each with all that it says."""
    kept = _cut(business.documents[0].contents.headings, FUNCTIONS)
    return [_document(business, Contents(headings=tuple(kept)))]


def _bare(business: Business) -> list[Document]:
    """The rows of all tables, without prose, drawings and layouts."""
    inside = business.documents[0].contents
    groups, forms = business.documents[1].contents.data_groups, inside.forms
    contents = Contents(
        headings=tuple(_cut(inside.headings, FUNCTIONS)),
        forms=tuple(f.model_copy(update={"layout": None}) for f in _first(forms, "items", FORM_ITEMS)),
        data_groups=tuple(_first(groups, "items", ITEMS)),
    )
    return [_document(business, contents)]


def _divided(business: Business) -> list[Document]:
    """The same rows in the two documents they come from."""
    (bare,) = _bare(business)
    first = bare.contents.model_copy(update={"data_groups": ()})
    second = Contents(data_groups=bare.contents.data_groups)
    return [
        bare.model_copy(update={"contents": first}),
        bare.model_copy(update={"name": business.documents[1].name, "contents": second}),
    ]


def _document(business: Business, contents: Contents) -> Document:
    return business.documents[0].model_copy(update={"status": Status.DECIDED, "contents": contents})


def _cut(headings: Sequence[Heading], most: int) -> list[Heading]:
    """The first functions, under their headings."""
    left = most

    def cut(heading: Heading) -> Heading:
        nonlocal left
        functions: tuple[Function, ...] = heading.functions[:left]
        left -= len(functions)
        below = tuple(cut(h) for h in heading.headings) if left else ()
        return heading.model_copy(update={"functions": functions, "headings": below})

    return [cut(h) for h in headings if left]


def _first(values: Sequence[T], field: str, most: int) -> Iterator[T]:
    """The first rows of lists of rows."""
    for value in values:
        rows = getattr(value, field)[:most]
        most -= len(rows)
        if rows:
            yield value.model_copy(update={field: rows})


CASES = (
    Case("機能1,000行の文書", _functions, 4.0),
    Case("一業務の表7,600行だけの文書", _bare, 10.0, 1.3 * 1024),
    Case("同じ7,600行を、機能と帳票、データの2文書にしたもの", _divided, 10.0, 1.3 * 1024),
    Case("一業務の全文書（公表）", _whole(Status.PUBLISHED)),
    Case("一業務の全文書（案。行番号つき）", _whole(Status.DRAFT)),
)


if __name__ == "__main__":
    sys.exit(main())
