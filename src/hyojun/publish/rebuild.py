"""Whether what was published comes from the sources: everything a manifest lists, made again and compared.

The manifest is the measure of both: of the files beside it, and of what the sources give now.
"""

import hashlib
import json
import tempfile
from collections.abc import Iterator, Mapping
from enum import StrEnum
from pathlib import Path
from typing import Any, NamedTuple

from hyojun import check
from hyojun.source import Repository

from .build import BuildError, Progress, editions_for, is_inside, made_of, run_publishers
from .file_names import FUNCTION_LIST
from .job import Made, Published, job_of


class Off(StrEnum):
    """In what a file is not as the manifest says."""

    CHANGED = "公開したファイルが、一覧と違います"
    GONE = "公開したファイルがありません"
    OTHER = "作り直すと、一覧と違うものができます"
    NOT_MADE = "作り直すと、できません"
    NEW = "作り直すと、一覧に無いものができます"


class Discrepancy(NamedTuple):
    """A file that is not as the manifest says."""

    path: str
    off: Off


class Manifest(NamedTuple):
    """`manifest.json` of an output directory."""

    files: Mapping[str, Published]
    digests: Mapping[str, str]
    """Path → SHA-256."""
    made: tuple[Made, ...]


def read_manifest(path: Path) -> Manifest:
    """A manifest that says what its files were made of; BuildError for any other."""
    try:
        data: Any = json.loads(path.read_text(encoding="utf-8"))
        rows = [
            (Published(f["path"], f["kind"], f["business"], f["document"], f["edition"]), f["sha256"])
            for f in data["files"]
        ]
        made = made_of(data)
        if not all(is_inside(file.path) for file, _ in rows):
            raise ValueError(path)
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise BuildError(
            f"「{path}」を読めません。hyojun build が書いた manifest.json を指定してください。"
        ) from error
    covered = {(m.kind, m.business) for m in made}
    kinds = {m.kind for m in made}
    for file, _ in rows:
        whole = file.kind == "site" or file.business is None
        if (file.kind not in kinds) if whole else ((file.kind, file.business) not in covered):
            raise BuildError(
                f"「{path}」には、「{file.path}」を何から作ったかが書かれていません。"
                "hyojun build で作り直してから確かめてください。"
            )
    return Manifest({f.path: f for f, _ in rows}, {f.path: digest for f, digest in rows}, made)


def discrepancies(
    repository: Repository, path: Path, progress: Progress = lambda *_: None
) -> tuple[int, tuple[Discrepancy, ...]]:
    """How many files a manifest lists, and those that are off, by path; raises BuildError.

    Everything is made again in a directory of its own; neither the output nor the repository is written to.
    """
    manifest = read_manifest(path)
    with tempfile.TemporaryDirectory(prefix="hyojun-verify-") as side:
        new = Path(side) / "new"
        new.mkdir()
        _rebuild(repository, manifest, new, Path(side), progress)
        again = {p.relative_to(new).as_posix(): _sha256(p) for p in new.rglob("*") if p.is_file()}
    found = (*_published(path.parent, manifest.digests), *_remade(manifest.digests, again))
    order = list(Off)
    return len(manifest.digests), tuple(sorted(found, key=lambda d: (d.path, order.index(d.off))))


def _published(folder: Path, digests: Mapping[str, str]) -> Iterator[Discrepancy]:
    for name, digest in digests.items():
        if not (folder / name).is_file():
            yield Discrepancy(name, Off.GONE)
        elif _sha256(folder / name) != digest:
            yield Discrepancy(name, Off.CHANGED)


def _remade(digests: Mapping[str, str], again: Mapping[str, str]) -> Iterator[Discrepancy]:
    for name in {*digests, *again}:
        if name not in again:
            yield Discrepancy(name, Off.NOT_MADE)
        elif name not in digests:
            yield Discrepancy(name, Off.NEW)
        elif digests[name] != again[name]:
            yield Discrepancy(name, Off.OTHER)


def _rebuild(repository: Repository, manifest: Manifest, new: Path, side: Path, progress: Progress) -> None:
    """Documents first, then what is of all of them, then the site with just those it carried."""
    from .excel import write_function_list
    from .site.downloads import on_site

    documents = [m for m in manifest.made if m.kind != "site"]
    sites = [m for m in manifest.made if m.kind == "site"]
    carried = [f for f in manifest.files.values() if f"site/{on_site(f)}" in manifest.files]
    whole = check.located(check.run(repository), repository.root)

    def make(number: int, made: Made) -> None:
        report = whole
        if made.business and (made.kind == "site" or whole.exit_code()):
            report = check.located(check.run(repository, made.business), repository.root)
        if report.exit_code() and not made.draft:
            raise BuildError(
                "今の元のファイルには誤りがあるため、作り直せません。hyojun check で見て直すか、"
                "公開したときの版を取り出してから確かめてください。"
            )
        job = job_of(
            repository,
            side / f"work-{number}",
            editions_for(repository, (made.kind,), made.business),
            draft=made.draft,
            findings=report.findings,
            suppressed=report.suppressed,
            withheld=report.withheld,
        )
        kept = [f for f in carried if made.kind == "site" and (new / f.path).is_file()]
        run_publishers(job, (made.kind,), new, kept, made.business, progress)

    for number, made in enumerate(documents):
        make(number, made)
    if FUNCTION_LIST in manifest.files:
        draft = any(m.draft for m in documents if m.kind == "excel")
        told = editions_for(repository, ("excel",), None)
        write_function_list(job_of(repository, side / "work-list", told, draft=draft), new)
    for number, made in enumerate(sites, len(documents)):
        make(number, made)


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
