"""Versions of a repository from anywhere: a git ref, a folder, or snapshots.

Two versions are opened together: a 業務 whose files are the same in both is not read at all, and of the
others every file is parsed once, however many versions have it. What cannot be read whole is refused:
nothing unread is ever taken for "no change".
"""

from collections.abc import Iterable, Mapping
from datetime import date
from pathlib import Path
from types import MappingProxyType
from typing import NamedTuple

from hyojun.model import (
    Business,
    Corpus,
    EditionAccount,
    Errata,
    Finding,
    Governance,
    IdRegister,
    Registry,
    Severity,
    Words,
)

from . import git
from .business_reader import EDITIONS
from .citing import Others
from .errata import open_edition
from .files import decode
from .git import UnreadableVersion
from .locate import located
from .misfits import is_errata
from .packaged import packaged
from .registers import provisional_registers
from .repository import SEVERITIES, SUPPRESSIONS, default_registry, load_business, read_settings
from .snapshot import UnreadableSnapshot, load_snapshots
from .sources import Sources
from .trees import GitTree, Made, WorkTree
from .validate import read_yaml
from .yaml_text import no_gc

CHANGE_LIST = "変更一覧.json"
"""Lies beside published snapshots and is none."""
CURRENT = "作業中"
"""Label of the work tree."""
_SHOWN = 10
"""Findings that a refusal shows."""


Reflected = Mapping[tuple[str, str], tuple[Errata, ...]]
"""業務ID and name of a document → its 正誤, in the order of their numbers."""


class Version(NamedTuple):
    """One side of a comparison: the 業務 that may differ from the other side, in order of 業務ID."""

    label: str
    corpus: Corpus
    errata: Reflected = MappingProxyType({})
    """正誤 that its documents have in them."""


class Versions(NamedTuple):
    """Two versions, opened together."""

    old: Version
    new: Version
    unchanged: tuple[str, ...]
    """業務ID of those whose files are the same on both sides; in neither corpus."""
    documents: tuple[tuple[str, str], ...] | None
    """業務ID and name of the documents that can be compared at all; None: all. Snapshots hold single documents."""
    others: Others | None
    """The 業務 of the new side that are not in its corpus; None where there are none to ask."""


class _Snapshots:
    """Frozen documents, by 業務."""

    def __init__(self, label: str, businesses: tuple[Business, ...], errata: Reflected) -> None:
        self.label, self.businesses, self.errata = label, businesses, errata

    @property
    def documents(self) -> tuple[tuple[str, str], ...]:
        return tuple((b.id, d.name) for b in self.businesses for d in b.documents)


Member = WorkTree | GitTree | _Snapshots


def open_version(root: Path | None, text: str | None = None, spec: str | None = None) -> Version:
    """One whole version; raises UnreadableVersion. `text`: a git ref, a folder, a snapshot; None: the work tree."""
    with no_gc():
        member = _member(root, text)
        if isinstance(member, _Snapshots):
            return Version(member.label, _frozen(member, root, spec), member.errata)
        folders = _wanted(spec, set(member.common.folders))
        return Version(member.label, _read(member, folders, {}))


def open_versions(
    root: Path | None,
    old: str,
    new: str | None = None,
    spec: str | None = None,
    *,
    errata: bool = True,
    until: date | None = None,
) -> Versions:
    """Two versions to compare; raises UnreadableVersion.

    `root`: the repository that refs and the work tree are those of; None outside of any. `errata`: a frozen
    edition is opened with its issued 正誤, as what is in force. `until`: on that day; None: now.
    """
    with no_gc():
        left, right = _member(root, old, errata, until), _member(root, new, errata, until)
        if isinstance(left, _Snapshots) or isinstance(right, _Snapshots):
            return _with_snapshots(left, right, root, spec)
        folders = _wanted(spec, {*left.common.folders, *right.common.folders})
        shown = _same_pictures(left, right)
        same = [f for f in folders if shown and _same(left, right, f)]
        made: Made = {}
        differing = [f for f in folders if f not in same]
        before = _read(left, [f for f in differing if f in left.common.folders], made)
        after = _read(right, [f for f in differing if f in right.common.folders], made)
        return Versions(
            Version(left.label, before),
            Version(right.label, after),
            tuple(same),
            None,
            Others(right, [f for f in right.common.folders if f not in differing]),
        )


def frozen_editions(root: Path, spec: str | None = None) -> tuple[Business, ...]:
    """Every edition that was ever frozen in a repository, each a 業務 with one document; raises UnreadableVersion."""
    try:
        return tuple(
            load_snapshots([path]) for path in sorted(root.glob(f"spec/{spec or '*'}/{EDITIONS}/*.json"))
        )
    except UnreadableSnapshot as error:
        raise UnreadableVersion(str(error)) from error


def _with_snapshots(left: Member, right: Member, root: Path | None, spec: str | None) -> Versions:
    """The documents that both sides can have: where a side is a snapshot, only those frozen in it."""
    frozen = [m for m in (left, right) if isinstance(m, _Snapshots)]
    documents = tuple(dict.fromkeys(d for m in frozen for d in m.documents if spec in (None, d[0])))
    if not documents:
        raise UnreadableVersion(f"業務 {spec} のスナップショットがありません。")
    wanted = list(dict.fromkeys(b for b, _ in documents))
    made: Made = {}

    def side(member: Member) -> Version:
        if isinstance(member, _Snapshots):
            return Version(member.label, _frozen(member, root, spec, is_new=member is right), member.errata)
        return Version(member.label, _read(member, [f for f in wanted if f in member.common.folders], made))

    before, after = side(left), side(right)
    if isinstance(right, _Snapshots):
        return Versions(before, after, (), documents, None)
    others = Others(right, [f for f in right.common.folders if f not in wanted])
    return Versions(before, after, (), documents, others)


def _member(root: Path | None, text: str | None, errata: bool = True, until: date | None = None) -> Member:
    """What a word of the command line means; what can mean two things is refused."""
    if text is None:
        if root is None:
            raise UnreadableVersion(
                "ここには hyojun のリポジトリがないため、比べる相手を2つとも指定してください。"
            )
        return WorkTree(root, CURRENT, _algorithm(root))
    if not text.strip():
        raise UnreadableVersion(
            "比べる版が空です。git の版、フォルダー、スナップショットのどれかを指定してください。"
        )
    path = Path(text).expanduser()
    is_path = text.startswith((".", "/", "~")) or text.endswith((".json", "/")) or path.is_absolute()
    try:
        exists = path.exists()
    except (OSError, ValueError):
        exists = False
    if is_path:
        if not exists:
            raise UnreadableVersion(f"「{text}」がありません。名前を確かめてください。")
        return _on_disk(path, text, errata, until)
    if root is None:
        if exists:
            return _on_disk(path, text, errata, until)
        raise UnreadableVersion(
            f"「{text}」というフォルダーもファイルもありません。"
            "git の版を比べるときは、リポジトリの中で実行するか、--root で場所を指定してください。"
        )
    try:
        at = git.place(root)
        tree = git.tree_of(at, text)
    except git.GitTrouble:
        if exists:
            return _on_disk(path, text, errata, until)
        raise
    if tree and exists:
        raise UnreadableVersion(
            f"「{text}」という git の版と、同じ名前のフォルダー又はファイルの両方があります。"
            f"フォルダー又はファイルなら ./{text}、枝なら refs/heads/{text} のように指定してください。"
        )
    if exists:
        return _on_disk(path, text, errata, until)
    if tree is None:
        raise UnreadableVersion(_unknown(at, text))
    return GitTree(at, text, tree)


def _unknown(at: git.Place, text: str) -> str:
    if git.is_shallow(at):
        return (
            f"「{text}」は手元にありません。履歴の一部だけを複製（shallow clone）しています。"
            "git fetch --unshallow で全ての履歴を取り寄せてください"
            "（GitHub Actions では actions/checkout に fetch-depth: 0 を指定します）。"
        )
    return (
        f"「{text}」という git の版も、フォルダーもファイルもありません。"
        "枝、タグ、コミットの名前を確かめてください（ほかの人の枝なら、先に git fetch を実行してください）。"
    )


def _algorithm(root: Path) -> str:
    try:
        return git.place(root).algorithm
    except git.GitTrouble:
        return "sha1"


def _on_disk(path: Path, text: str, errata: bool, until: date | None) -> Member:
    if path.is_file():
        return _thawed([path], text, errata, until)
    if (path / "pyproject.toml").is_file() and (path / "spec").is_dir():
        whole = path.resolve()
        return WorkTree(whole, text, _algorithm(whole))
    files = sorted(p for p in path.glob("*.json") if not p.name.endswith((".schema.json", CHANGE_LIST)))
    if files:
        return _thawed(files, text, errata, until)
    raise UnreadableVersion(
        f"「{text}」は hyojun のリポジトリでも、スナップショットのフォルダーでもありません。"
        "pyproject.toml と spec のあるフォルダー、又は「業務ID-文書-版.json」のあるフォルダーを指定してください。"
    )


def _thawed(paths: list[Path], text: str, errata: bool, until: date | None) -> _Snapshots:
    """Some snapshots, their 業務 in order of 業務ID; one edition of each document."""
    found: dict[str, Business] = {}
    taken: dict[tuple[str, str], Path] = {}
    reflected: dict[tuple[str, str], tuple[Errata, ...]] = {}
    told: list[str] = []
    for path in paths:
        edition = open_edition(path)
        own = edition.corrected(until) if errata else edition.business
        name = (own.id, own.documents[0].name)
        if errata and (laid := edition.errata_until(until)):
            whose = "" if len(paths) == 1 else f"{own.id}/{edition.document.name} "
            told.append(f"{whose}正誤{laid[-1].number}まで")
            reflected[name] = laid
        if name in taken:
            raise UnreadableVersion(
                f"「{path.parent}」には {name[0]}/{name[1]} の版が2つ以上あります"
                f"（{taken[name].name}、{path.name}）。比べる版のファイルを1つ指定してください。"
            )
        taken[name] = path
        before = found.get(own.id)
        documents = (*before.documents, *own.documents) if before else own.documents
        found[own.id] = own.model_copy(update={"documents": documents})
    label = f"{text}（{'、'.join(told)}）" if told else text
    return _Snapshots(label, tuple(found[id] for id in sorted(found)), reflected)


def _frozen(member: _Snapshots, root: Path | None, spec: str | None, *, is_new: bool = False) -> Corpus:
    """`is_new`: with what 仮番号 became; an older side would also tell what was withdrawn since."""
    businesses = tuple(b for b in member.businesses if spec in (None, b.id))
    if spec is not None and not businesses:
        raise UnreadableVersion(f"「{member.label}」に業務 {spec} はありません。")
    common = read_settings(Sources(root)) if root is not None else None
    registry = common.registry if common else default_registry()
    peers = {b.name: b.id for b in registry.businesses}
    return Corpus(
        registry=_knowing(registry, businesses),
        businesses=tuple(
            b.model_copy(
                update={
                    "peers": peers,
                    "held": {d.name: (d.edition,) for d in b.documents},
                    "accounts": _accounts(root, b.id) if root is not None else (),
                    "registers": _registers(root, b.id) if root is not None and is_new else (),
                }
            )
            for b in businesses
        ),
        words=common.words if common else packaged(Words, "words.yaml"),
        governance=common.governance if common else Governance(),
    )


def _accounts(root: Path, business: str) -> tuple[EditionAccount, ...]:
    """What the authors of this repository say of the editions of a 業務, which a snapshot does not carry."""
    sources, folder = Sources.of(root, business), f"spec/{business}/{EDITIONS}"
    found = []
    for name in sources.listed(folder, ".yaml"):
        if is_errata(name):
            continue
        data, _ = sources.read(f"{folder}/{name}")
        text = decode(data, name).text if data is not None else None
        account = read_yaml(EditionAccount, text, f"{folder}/{name}")[0] if text is not None else None
        if account is None:
            raise UnreadableVersion(
                f"改定の説明「{folder}/{name}」を読めません。hyojun check で確かめて、直してください。"
            )
        found.append(account)
    return tuple(found)


def _registers(root: Path, business: str) -> tuple[IdRegister, ...]:
    """The registers of this repository, where they say what a 仮番号 became."""
    found = []
    for file, register in provisional_registers(root, business):
        if register is None:
            raise UnreadableVersion(
                f"ID台帳「{file}」を読めません。hyojun check で確かめて、直してください。"
            )
        found.append(register)
    return tuple(found)


def _knowing(registry: Registry, businesses: tuple[Business, ...]) -> Registry:
    """The registry with the 業務 that only snapshots know."""
    missing = tuple(b.registered for b in businesses if registry.business(b.id) is None)
    return registry.model_copy(update={"businesses": (*registry.businesses, *missing)})


def _wanted(spec: str | None, folders: set[str]) -> list[str]:
    if spec is None:
        return sorted(folders)
    if spec not in folders:
        known = "、".join(sorted(folders)) or "ありません"
        raise UnreadableVersion(f"業務 {spec} は、比べる版のどちらにもありません（あるのは {known}）。")
    return [spec]


def _read(tree: WorkTree | GitTree, folders: list[str], made: Made) -> Corpus:
    """Some 業務 of a version; UnreadableVersion if any file of them has an error."""
    common = tree.common
    settings = [f for f in common.findings if f.origin.file not in (SEVERITIES, SUPPRESSIONS)]
    errors = _errors(Sources(tree.root), settings)
    businesses = []
    for folder in folders:
        sources = tree.sources(folder, made)
        read = load_business(sources, folder, common)
        errors += _errors(sources, read.findings)
        if read.business:
            businesses.append(read.business)
    if errors:
        raise UnreadableVersion(_refusal(tree.label, errors))
    return Corpus(
        registry=common.registry,
        businesses=tuple(businesses),
        words=common.words,
        governance=common.governance,
    )


def _errors(sources: Sources, findings: Iterable[Finding]) -> list[Finding]:
    return list(located(sources, (f for f in findings if f.severity is Severity.ERROR)))


def _refusal(label: str, errors: list[Finding]) -> str:
    shown = [f"  {f.place or f.origin.file}: {f.message}" for f in errors[:_SHOWN]]
    rest = [f"  （ほか {len(errors) - _SHOWN}件）"] if len(errors) > _SHOWN else []
    first = f"「{label}」に読めないところがあるため、比べられません。直すか、読める版を指定してください。"
    return "\n".join([first, *shown, *rest])


def _same(left: WorkTree | GitTree, right: WorkTree | GitTree, folder: str) -> bool:
    """Whether all files of a 業務 hold the same in both versions, told without reading a commit."""
    ids = left.ids(folder)
    return bool(ids) and None not in ids.values() and ids == right.ids(folder)


def _same_pictures(left: WorkTree | GitTree, right: WorkTree | GitTree) -> bool:
    """Whether the pictures that any chapter may show are the same; unknown (False) for two folders."""
    if isinstance(left, GitTree):
        return right.same_pictures(left.pictures)
    return isinstance(right, GitTree) and left.same_pictures(right.pictures)
