"""Files of a 業務 put into a repository: written beside it, proved to load, their IDs registered, frozen where
they are a released edition; then moved into place in one step, or not at all."""

import shutil
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import NamedTuple

from hyojun.model import is_provisional

from ..atomic import replace_files, side_folder
from ..business_reader import HEAD
from ..editions import CannotRelease, freeze
from ..identifiers import registers_of
from ..reasons import reason
from ..repository import REGISTRY, SETTINGS, NoRepository, Repository, load
from .files import Edition
from .remarks import ImportProblem


class Placed(NamedTuple):
    """What was written, relative to the root, in reading order."""

    written: tuple[str, ...]
    registered: int
    """Official IDs that came into an ID台帳."""
    released: tuple[str, ...]
    """Editions that were frozen."""


def place(
    root: Path,
    business: str,
    files: Mapping[str, bytes],
    edition: Edition,
    new: Collection[str],
    beside: Mapping[str, bytes] | None = None,
) -> Placed:
    """Put files in place. `new`: the documents that a released edition freezes; `beside`: files that nothing loads.

    Raises ImportProblem, having written nothing.
    """
    try:
        with side_folder(root) as side:
            before = _copied(root, side, business)
            _write(side, files)
            repository = _loaded(side)
            wrong = [m for f in repository.findings if (m := f"{f.origin.file}: {f.message}") not in before]
            if wrong:
                raise ImportProblem(*(f"取り込んだ結果を読めません。{m}" for m in wrong))
            registers = registers_of(side, repository, business, edition.day)
            _write(side, registers.files)
            released = _frozen(side, repository, business, new) if edition.released else {}
        made = {**files, **registers.files, **released, **(beside or {})}
        replace_files(root, made)
    except OSError as error:
        raise ImportProblem(
            f"フォルダー「spec/{business}」を作れません（{reason(error)}）。権限と空き容量を確かめてください。"
        ) from error
    return Placed(tuple(made), registers.rows, tuple(name for name in released if name.endswith(".json")))


def _write(folder: Path, files: Mapping[str, bytes]) -> None:
    for name, data in files.items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(data)


def _loaded(side: Path) -> Repository:
    try:
        return load(side)
    except NoRepository as error:
        raise ImportProblem(str(error)) from error


def _copied(root: Path, side: Path, business: str) -> frozenset[str]:
    """The 業務 as it is, with the settings; what is wrong with it already."""
    (side / "pyproject.toml").write_text("[tool.hyojun]\n", encoding="utf-8")
    (side / "spec").mkdir()
    if (root / REGISTRY).is_file():
        (side / REGISTRY).parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(root / REGISTRY, side / REGISTRY)
    if not (root / "spec" / business).exists():
        return frozenset()
    if (root / SETTINGS).is_dir():
        shutil.copytree(root / SETTINGS, side / SETTINGS, dirs_exist_ok=True)
    for top in ("spec", "bpmn"):
        if (root / top / business).is_dir():
            shutil.copytree(root / top / business, side / top / business)
    return frozenset(f"{f.origin.file}: {f.message}" for f in load(side).findings)


def _frozen(side: Path, repository: Repository, business: str, release: Collection[str]) -> dict[str, bytes]:
    found = repository.corpus.business(business)
    assert found is not None  # it loaded without a finding
    if any(is_provisional(e.ref.id) for e in found.entries if e.document.name in release):
        raise ImportProblem("仮番号があるため、公表された版としては取り込めません。")
    written: list[str] = []
    for document in found.documents:
        if document.name in release:
            try:
                written += freeze(side, found, document, document.edition, {}).written
            except CannotRelease as error:
                raise ImportProblem(str(error)) from error
    return {name: (side / name).read_bytes() for name in written}


def free_folder(root: Path, business: str) -> str:
    """The folder of a 業務 that is not there yet, relative to the root. Raises ImportProblem."""
    if not (root / "spec").is_dir():
        raise ImportProblem(
            f"「{root}」に spec フォルダーがありません。hyojun のリポジトリか確かめてください。"
        )
    folder = f"spec/{business}"
    if (root / folder).exists() or (root / folder).is_symlink():
        raise ImportProblem(
            f"業務 {business} のフォルダー「{folder}」が既にあります。上書きはしません。"
            "Word の文書は、新しい業務として取り込みます。"
            "入れ替えるなら、フォルダーを取り除いてから、もう一度取り込んでください。"
            f"加えるなら、別のリポジトリに取り込み、できたファイルを「{folder}」に写して、{HEAD} の「構成」に書き足してください。"
        )
    return folder
