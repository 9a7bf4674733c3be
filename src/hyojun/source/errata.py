"""What is in force of a frozen edition: its text with every 正誤 that was issued; and issuing one.

Issued is what stands in the seal. A 正誤 that does not yet stand there is a draft and changes nothing. A
sealed one that is gone or was touched is refused: nobody is shown a text that was never issued.
"""

import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hyojun.model import FORMAT, VERSION, Business, Document, Errata, MisfitKind, Snapshot, edition_words

from .atomic import replace_files
from .business_reader import EDITIONS
from .correcting import corrected
from .editions import CannotRelease, edition_file
from .files import decode, sha256
from .git import UnreadableVersion
from .misfits import errata_file, is_errata
from .reasons import reason
from .seals import SEAL, read_seal, sealed_with
from .snapshot import UnreadableSnapshot, load_snapshots, thawed
from .validate import read_yaml, validated

_NAME = re.compile(r"(?P<document>.+)-(?P<edition>[^-]+)-正誤(?P<number>[1-9][0-9]*)\.yaml")


class Edition(NamedTuple):
    """A frozen edition of one document and what was found wrong with it since."""

    business: Business
    """With that document alone, as it was frozen."""
    errata: tuple[Errata, ...]
    """Those that were issued, in the order of their numbers."""

    @property
    def document(self) -> Document:
        return self.business.documents[0]

    def errata_until(self, day: date | None = None) -> tuple[Errata, ...]:
        """The 正誤 in force on a day; None: all."""
        return tuple(e for e in self.errata if day is None or e.day <= day)

    def corrected(self, day: date | None = None) -> Business:
        """What is in force: the edition with its 正誤 up to a day; None: with all. Raises UnreadableVersion."""
        errata = self.errata_until(day)
        return _laid_over(self.business, errata) if errata else self.business


def editions_of(root: Path, spec: str | None = None) -> tuple[Edition, ...]:
    """Every frozen edition of a repository with its issued 正誤; raises UnreadableVersion."""
    return tuple(open_edition(path) for path in sorted(root.glob(f"spec/{spec or '*'}/{EDITIONS}/*.json")))


def open_edition(path: Path) -> Edition:
    """A snapshot, and the 正誤 beside it if it lies among frozen editions; raises UnreadableVersion."""
    try:
        business = load_snapshots([path])
    except UnreadableSnapshot as error:
        raise UnreadableVersion(str(error)) from error
    folder = path.resolve().parent
    if folder.name != EDITIONS:
        return Edition(business, ())
    document = business.documents[0]
    return Edition(business, tuple(_issued(folder, document.name, document.edition)))


def unissued(root: Path) -> tuple[str, ...]:
    """正誤 that are drafts: files relative to the root."""
    folders = sorted(p for p in root.glob(f"spec/*/{EDITIONS}") if p.is_dir())
    found: list[str] = []
    for folder in folders:
        try:
            sealed = read_seal(folder)
        except ValueError:  # nothing can be told; `verified` says so
            continue
        names = sorted(p.name for p in folder.iterdir() if is_errata(p.name) and p.name not in sealed)
        found += [(folder / name).relative_to(root).as_posix() for name in names]
    return tuple(found)


def issue_errata(root: Path, business: str, errata: Errata) -> tuple[str, ...]:
    """Seal a 正誤 as it was read; returns what was written, relative to the root, nothing if it was issued before.

    Raises CannotRelease where another one was issued under its number, where one before it was not, and for
    one that does not fit its edition.
    """
    name = errata_file(errata.document, errata.edition, errata.number)
    folder = (root / edition_file(business, errata.document, errata.edition)).parent
    file = (folder / name).relative_to(root).as_posix()
    raw = (folder / name).read_bytes()
    data = raw.replace(b"\r\n", b"\n")
    try:
        sealed = read_seal(folder)
    except ValueError:
        raise CannotRelease(f"{SEAL} を読めません。hyojun verify で確かめてください。") from None
    if name in sealed:
        if sealed[name] == sha256(data):
            return ()
        raise CannotRelease(
            f"{errata.label}は既に出ていて（{file}）、今の内容と違います。出した正誤は書き換えられません。"
            "git の履歴から戻し、改めることは次の番号の正誤に書いてください。"
        )
    before = [errata_file(errata.document, errata.edition, n) for n in range(1, errata.number)]
    waiting = next((n for n, b in enumerate(before, 1) if b not in sealed), None)
    if waiting is not None:
        raise CannotRelease(f"正誤{waiting}がまだ出ていません。正誤{waiting}から順に出してください。")
    wrong = next((m for m in errata.misfits if m.kind is not MisfitKind.REMAINS), None)
    if wrong:
        raise CannotRelease(f"{errata.label}は、その版に合いません。{wrong.words}")
    if _read(data, file) != errata:
        raise CannotRelease(f"{file} が、確かめている間に変わりました。もう一度実行してください。")
    parent = folder.relative_to(root).as_posix()
    files = {file: data} if raw != data else {}
    files[f"{parent}/{SEAL}"] = sealed_with(folder, {name: sha256(data)})
    replace_files(root, files)
    return tuple(files)


def _issued(folder: Path, document: str, edition: str) -> Iterator[Errata]:
    """The 正誤 of an edition that stand in the seal, as they were sealed."""
    try:
        sealed = read_seal(folder)
    except ValueError as error:
        words = f"「{folder / SEAL}」を読めません。hyojun verify で確かめて、git の履歴から戻してください。"
        raise UnreadableVersion(words) from error
    names = (_NAME.fullmatch(name) for name in sealed)
    own = [n for n in names if n and (n["document"], n["edition"]) == (document, edition)]
    for number, name in enumerate(sorted(own, key=lambda n: int(n["number"])), 1):
        path = folder / name[0]
        try:
            data = path.read_bytes().replace(b"\r\n", b"\n")
        except OSError as error:
            raise UnreadableVersion(f"「{path}」を読めません（{reason(error)}）。{_MEND}") from error
        if sha256(data) != sealed[name[0]]:
            raise UnreadableVersion(f"「{path}」は、出した後に書き換えられています。{_MEND}")
        errata = _read(data, path.name)
        if errata is None or (errata.document, errata.edition, errata.number) != (document, edition, number):
            raise UnreadableVersion(
                f"「{path}」は、{document} {edition_words(edition)}の正誤{number}として読めません。{_MEND}"
            )
        yield errata


_MEND = "hyojun verify で確かめて、git の履歴から戻してください。"


def _read(data: bytes, file: str) -> Errata | None:
    text = decode(data, file).text
    return read_yaml(Errata, text, file)[0] if text is not None else None


def _laid_over(business: Business, errata: tuple[Errata, ...]) -> Business:
    frozen = Snapshot(
        format=FORMAT,
        version=VERSION,
        registered=business.registered,
        head=business.head,
        document=business.documents[0],
        digests={},  # of what comes out they are made anew, where somebody asks for them
    )
    plain, misfits = corrected(frozen.plain(), errata)
    for own, found in zip(errata, misfits, strict=True):
        if found:
            raise UnreadableVersion(f"{own.label}を当てられません。{found[0].words}{_MEND}")
    result, findings = validated(Snapshot, plain, frozen.document.name)
    if result is None:
        raise UnreadableVersion(f"{errata[-1].label}を当てられません。{findings[0].message}{_MEND}")
    return thawed(result)
