"""An imported workbook as source files: written whole beside the repository's own, proved to load, then
moved into place in one step. What is in a repository already is not changed, but for the lines of 構成."""

import re
import shutil
import unicodedata
from collections.abc import Mapping
from pathlib import Path

from hyojun.model import Business, Registry, is_provisional

from ..atomic import replace_files, side_folder
from ..business_reader import HEAD
from ..editions import CannotRelease, freeze
from ..formatting import formatted
from ..reasons import reason
from ..repository import REGISTRY, SETTINGS, NoRepository, Repository, default_registry, load
from ..schema import BusinessFile
from ..yaml_writer import to_yaml
from .files import EDITION, Edition, NewDocument, documents_of, look_of
from .joining import joined
from .official import Imported, Surroundings, read_item_definition
from .profile import load_profile
from .remarks import ImportProblem, Remark, RemarkKind
from .telling import Counts, ImportReport

_LOOKS = "templates/excel"
"""Where the repository says what its workbooks look like."""

_EDITION_IN_NAME = re.compile(r"第?\s*(\d+\.\d+)\s*版")


def import_workbook(
    path: Path,
    root: Path,
    into: str | None = None,
    profile: Path | None = None,
    edition: Edition | None = None,
) -> ImportReport:
    """Take a workbook or a CSV into a repository: as a new 業務, or as what an existing one does not have yet.

    `into`: the 業務ID expected in the workbook, needed where it has no ID. `profile`: what a person says of its tables.
    `edition`: that of the new documents; they are frozen where it is a released one. Raises ImportProblem, having
    written nothing.
    """
    if not (root / "spec").is_dir():
        raise ImportProblem(
            f"「{root}」に spec フォルダーがありません。hyojun のリポジトリか確かめてください。"
        )
    if into is not None and _registry(root).business(into) is None:
        raise ImportProblem(f"業務「{into}」は業務の台帳にありません。正しい業務IDを指定してください。")
    existing = _existing(root, into) if into else None
    imported = read_item_definition(path, _around(root, into, profile, existing))
    business = imported.business
    if into is not None and into != business:
        raise ImportProblem(
            f"「{path.name}」は業務 {business} のものです。指定された業務 {into} とは違います。"
        )
    if existing is None and (existing := _existing(root, business)):
        imported = read_item_definition(path, _around(root, business, profile, existing))
    registry = existing.corpus.registry if existing else _registry(root)
    documents = documents_of(imported, registry.business(business))
    if edition and edition.released:
        _check_released(imported)
    folder = f"spec/{business}"
    head, own = _head(root, imported, documents, existing, edition or Edition())
    look = look_of(imported)
    if look and (root / _LOOKS / f"{business}.yaml").exists():
        raise ImportProblem(
            f"「{_LOOKS}/{business}.yaml」が既にあります。上書きはしません。"
            "凡例も取り込むときは、取り除くか名前を変えてから、もう一度取り込んでください。"
        )
    files = {name: text for document in documents for name, text in document.files.items()}
    taken = [name for name in files if (root / folder / name).exists()]
    if taken:
        raise ImportProblem(
            f"「{folder}/{taken[0]}」が既にあります。上書きはしません。名前を変えてから、もう一度取り込んでください。"
        )
    placed = {f"{folder}/{HEAD}": head, **{f"{folder}/{name}": text.encode() for name, text in files.items()}}
    released = _write(root, business, placed, own if edition and edition.released else (), edition)
    more = {f"{_LOOKS}/{business}.yaml": look.encode()} if look else {}
    try:
        replace_files(root, placed | released | more)
    except OSError as error:
        raise _unwritable(business, error) from error
    return ImportReport(
        file=imported.file,
        business=business,
        folder=folder,
        written=(*placed, *released, *more),
        counts=_counts(imported),
        remarks=(*imported.remarks, *_filled(imported, documents, own, edition or Edition())),
        released=tuple(name for name in released if name.endswith(".json")),
    )


def _around(root: Path, into: str | None, profile: Path | None, existing: Repository | None) -> Surroundings:
    registry = existing.corpus.registry if existing else _registry(root)
    business = existing and existing.corpus.business(into or "")
    entries = business.entries if business else ()
    ids = tuple(e.ref.id for e in entries)
    return Surroundings(load_profile(root, profile), registry, into, ids, ids)


def _registry(root: Path) -> Registry:
    return load(root).corpus.registry if (root / REGISTRY).is_file() else default_registry()


def _existing(root: Path, business: str) -> Repository | None:
    """The repository, read for a 業務 that is in it."""
    folder = root / "spec" / business
    if folder.is_symlink() or (folder.exists() and not (folder / HEAD).is_file()):
        raise ImportProblem(
            f"業務 {business} のフォルダー「spec/{business}」が既にありますが、{HEAD} がありません。"
            "フォルダーを取り除くか、別のリポジトリに取り込んでください。"
        )
    if not folder.exists():
        return None
    try:
        return load(root, business)
    except NoRepository as error:
        raise ImportProblem(str(error)) from error


def _check_released(imported: Imported) -> None:
    """An edition that was published has no 仮番号."""
    given = [r for r in imported.remarks if r.kind is RemarkKind.FILLED and "仮番号を付けました" in r.message]
    if given:
        where = "、".join(f"シート「{r.sheet}」{r.cell}" for r in given[:3])
        raise ImportProblem(
            f"IDの無い行が{len(given)}件あるため（{where}など）、公表された版としては取り込めません。"
            "IDを書き足すか、--as-released を付けずに取り込んでください。"
        )


def _head(
    root: Path,
    imported: Imported,
    documents: tuple[NewDocument, ...],
    existing: Repository | None,
    edition: Edition,
) -> tuple[bytes, tuple[str, ...]]:
    """業務.yaml with the new files, and the documents that are new."""
    if existing is None:
        plain = {
            "業務ID": imported.business,
            **({"団体区分": list(imported.collected.bodies)} if imported.collected.bodies else {}),
            "文書": [d.entry(imported, edition) for d in documents],
        }
        text = to_yaml(plain)
        written = formatted(text, BusinessFile, HEAD).text or text
        return written.encode(), tuple(d.name for d in documents)
    business = existing.corpus.business(imported.business)
    if business is None:
        raise ImportProblem(
            f"業務 {imported.business} を読めないため、加えられません。"
            f"hyojun check --spec {imported.business} で確かめて、直してください。"
        )
    for document in documents:
        _check_absent(business, document)
    held = {d.name: d for d in business.documents}
    new = [d for d in documents if d.name not in held]
    for document in documents:
        if document.name in held and held[document.name].pinned:
            raise ImportProblem(
                f"文書「{document.name}」は他の発行者の版を固定したもののため、加えられません。"
            )
    raw = (root / "spec" / imported.business / HEAD).read_bytes()
    more = {d.name: tuple(d.files) for d in documents if d.name in held}
    return joined(raw, more, [d.entry(imported, edition) for d in new]), tuple(d.name for d in new)


def _check_absent(business: Business, document: NewDocument) -> None:
    """What an existing 業務 has already is not imported over it."""
    for key in document.contents:
        for held in business.documents:
            if key in held.contents.plain():
                raise ImportProblem(
                    f"業務 {business.id} の文書「{held.name}」には、既に「{key}」があります。上書きはしません。"
                    "取り込まないシートを様式のファイルで「読まない」とするか、"
                    "別のリポジトリに取り込んで、hyojun diff で比べてください。"
                )


def _counts(imported: Imported) -> Counts:
    entries = imported.collected.entries
    functions = sum(_functions(h) for h in entries.get("見出し", ()))
    others = [("機能", functions)] if functions else []
    others += [(key, len(rows)) for key, rows in entries.items()]
    others += (
        [("諸元表の行", n)] if (n := sum(len(f.get("諸元表", ())) for f in entries.get("帳票", ()))) else []
    )
    return Counts(
        rows=imported.rows,
        items=sum(len(g.items) for g in imported.groups),
        groups=len(imported.groups),
        code_lists=len(imported.code_lists),
        code_values=sum(len(c.values) for c in imported.code_lists),
        others=tuple(others),
    )


def _functions(heading: dict[str, object]) -> int:
    below = heading.get("見出し", ())
    own = heading.get("機能", ())
    assert isinstance(own, list | tuple) and isinstance(below, list | tuple)
    return len(own) + sum(map(_functions, below))


def _filled(
    imported: Imported, documents: tuple[NewDocument, ...], new: tuple[str, ...], edition: Edition
) -> list[Remark]:
    """What a document needs and no cell gives."""
    messages = []
    for document in (d for d in documents if d.name in new):
        messages += [
            f"文書「{document.name}」の題名を「{document.title}」、発行者を「{document.publisher}」としました。"
            f"違うときは {HEAD} を直してください。"
        ]
    status = "公表" if edition.released else "案"
    day = f"「{edition.day.isoformat()}」" if edition.day else "無し"
    if new:
        messages += [
            f"版を「{edition.number}」、状態を「{status}」、年月日を{day}としました。違うときは {HEAD} を直してください。",
            f"出典・利用条件はシートにないため、書いていません。公表されたものなら {HEAD} に書き足してください。",
        ]
    if imported.collected.conformance:
        day_of_all = imported.collected.conformance
        messages.append(
            f"多くの機能の適合基準日である「{day_of_all}」を文書の適合基準日とし、違う機能にだけ書きました。"
        )
    found = _EDITION_IN_NAME.search(unicodedata.normalize("NFKC", imported.file))
    if found and found[1] != edition.number and edition.number == EDITION:
        messages.append(
            f"ファイル名に「{found[0]}」とありますが、版は「{EDITION}」としました。"
            f"「{found[1]}」とするなら、{HEAD} の文書の版と改定履歴の版を「{found[1]}」に直してください。"
        )
    return [Remark("", "", RemarkKind.FILLED, message) for message in messages]


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


def write_business(root: Path, business: str, files: Mapping[str, bytes]) -> None:
    """Put the files of a new 業務 in place in one step, proved to load. Raises ImportProblem."""
    placed = {f"spec/{business}/{name}": data for name, data in files.items()}
    _write(root, business, placed, (), None)
    try:
        replace_files(root, placed)
    except OSError as error:
        raise _unwritable(business, error) from error


def _write(
    root: Path, business: str, placed: dict[str, bytes], release: tuple[str, ...], edition: Edition | None
) -> dict[str, bytes]:
    """Write into a repository of its own and load that; what freezing there makes, by path below the root."""
    try:
        with side_folder(root) as side:
            before = _copied(root, side, business)
            for name, data in placed.items():
                (side / name).parent.mkdir(parents=True, exist_ok=True)
                (side / name).write_bytes(data)
            try:
                repository = load(side)
            except NoRepository as error:
                raise ImportProblem(str(error)) from error
            wrong = [m for f in repository.findings if (m := f"{f.origin.file}: {f.message}") not in before]
            if wrong:
                raise ImportProblem(*(f"取り込んだ結果を読めません。{m}" for m in wrong))
            return _frozen(side, repository, business, release, edition) if edition else {}
    except OSError as error:
        raise _unwritable(business, error) from error


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


def _frozen(
    side: Path, repository: Repository, business: str, release: tuple[str, ...], edition: Edition
) -> dict[str, bytes]:
    found = repository.corpus.business(business)
    assert found is not None  # it loaded without a finding
    if any(is_provisional(e.ref.id) for e in found.entries if e.document.name in release):
        raise ImportProblem("仮番号があるため、公表された版としては取り込めません。")
    written: list[str] = []
    for document in found.documents:
        if document.name in release:
            try:
                written += freeze(side, found, document, edition.number, {}).written
            except CannotRelease as error:
                raise ImportProblem(str(error)) from error
    return {name: (side / name).read_bytes() for name in written}


def _unwritable(business: str, error: OSError) -> ImportProblem:
    return ImportProblem(
        f"フォルダー「spec/{business}」を作れません（{reason(error)}）。権限と空き容量を確かめてください。"
    )
