"""An imported workbook as source files. What is in a repository already is not changed, but for the lines of
構成 and the rows of the ID台帳."""

import re
import unicodedata
from pathlib import Path

from hyojun.model import Business, Registry, issued_for

from ..business_reader import HEAD
from ..formatting import formatted
from ..repository import REGISTRY, NoRepository, Repository, default_registry, load
from ..schema import BusinessFile
from ..yaml_writer import to_yaml
from .adding import lacking, with_layouts
from .files import EDITION, Edition, NewDocument, documents_of, look_of
from .joining import joined
from .official import Imported, Surroundings, read_item_definition
from .placing import place
from .profile import load_profile
from .remarks import ImportProblem, Remark, RemarkKind, Trouble
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
    imported, held_back = lacking(imported, _readable(existing, business)) if existing else (imported, ())
    folder = f"spec/{business}"
    documents = documents_of(imported, registry.business(business), _files_below(root / folder))
    if not (documents or imported.layouts):
        lost = [r for r in imported.remarks if r.kind is RemarkKind.LOST]
        raise ImportProblem(*(Trouble(r.message, r.sheet, r.cell) for r in lost))
    if edition and edition.released:
        _check_released(imported)
    head, own = _head(root, imported, documents, existing, edition or Edition())
    look = look_of(imported)
    if look and (root / _LOOKS / f"{business}.yaml").exists():
        raise ImportProblem(
            f"「{_LOOKS}/{business}.yaml」が既にあります。上書きはしません。"
            "凡例も取り込むときは、取り除くか名前を変えてから、もう一度取り込んでください。"
        )
    files = {name: text for document in documents for name, text in document.files.items()}
    placed = {f"{folder}/{HEAD}": head, **{f"{folder}/{name}": text.encode() for name, text in files.items()}}
    placed |= {f"{folder}/{name}": data for name, data in imported.pages.items()}
    if existing and imported.layouts:
        placed |= with_layouts(root, _readable(existing, business), imported.layouts)
    more = {f"{_LOOKS}/{business}.yaml": look.encode()} if look else {}
    done = place(root, business, placed, edition or Edition(), own, more)
    return ImportReport(
        file=imported.file,
        business=business,
        folder=folder,
        written=done.written,
        counts=_counts(imported),
        remarks=(*imported.remarks, *held_back, *_filled(imported, documents, own, edition or Edition())),
        registered=done.registered,
        released=done.released,
    )


def _around(root: Path, into: str | None, profile: Path | None, existing: Repository | None) -> Surroundings:
    registry = existing.corpus.registry if existing else _registry(root)
    business = existing and existing.corpus.business(into or "")
    entries = business.entries if business else ()
    ids = tuple(e.ref.id for e in entries)
    taken = (*ids, *(issued_for(business) if business else ()))
    forms = tuple(f for d in business.documents for f in d.contents.forms) if business else ()
    return Surroundings(load_profile(root, profile), registry, into, taken, ids, forms)


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
    business = _readable(existing, imported.business)
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


def _readable(existing: Repository, id: str) -> Business:
    business = existing.corpus.business(id)
    if business is None:
        raise ImportProblem(
            f"業務 {id} を読めないため、加えられません。hyojun check --spec {id} で確かめて、直してください。"
        )
    return business


def _files_below(folder: Path) -> tuple[str, ...]:
    """Whatever has a name that a new file could want."""
    return tuple(p.relative_to(folder).as_posix() for p in sorted(folder.rglob("*")))


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
    if new:
        messages += [
            edition.told,
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
