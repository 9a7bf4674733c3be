"""A repository of specifications on disk → the corpus of the model, with everything found on the way.

All errors of all files are reported at once. Settings are read first, then each 業務 by itself: what a
業務 is depends on its own files and on the registry, on nothing else.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from hyojun.model import (
    Business,
    Corpus,
    Finding,
    Governance,
    Index,
    Registry,
    SeverityFile,
    SuppressionFile,
    WeightFile,
    Words,
    later,
)

from .business_reader import Reader
from .packaged import packaged
from .sources import Sources
from .yaml_text import no_gc

SETTINGS = "spec/_settings"
REGISTRY = f"{SETTINGS}/registry.yaml"
WORDS = f"{SETTINGS}/words.yaml"
SEVERITIES = f"{SETTINGS}/severities.yaml"
SUPPRESSIONS = f"{SETTINGS}/suppressions.yaml"
WEIGHTS = f"{SETTINGS}/changes.yaml"


class NoRepository(Exception):
    """There is no repository here; the message says what to do."""


class Settings(NamedTuple):
    """`[tool.hyojun]` of pyproject.toml."""

    title: str = "標準仕様書"
    address: str = ""
    """Public address of the site without `/` at its end, for citations and feeds; empty while unknown."""
    fonts: tuple[Path, ...] = ()
    """Folders with further fonts for PDF, such as IPAmj明朝 for rare characters of names."""
    handbook: bool = True
    """Whether the site carries the handbook of hyojun (利用の手引き)."""
    opinions: str = ""
    """Where opinions on an entry go: a mailto: or https: address with names of `OPINION_FIELDS` in braces."""


OPINION_FIELDS = ("id", "name", "business", "document", "edition", "address")
"""What an address for opinions is filled in with."""
_SITE_ADDRESS = re.compile(r"https?://[^\s\"'<>?#{}\\]+")
_OPINIONS = re.compile(
    r"(?:mailto:[^\s\"'<>?#{}\\/]+@[^\s\"'<>?#{}\\/]+|https://[^\s\"'<>?#{}\\]+)(?:[?#][^\s\"'<>\\]*)?"
)
_FIELD = re.compile(r"\{([^{}]*)\}")


class Repository(NamedTuple):
    """What was read: the corpus, the findings, and the files publications carry along."""

    root: Path
    settings: Settings
    corpus: Corpus
    findings: tuple[Finding, ...]
    unread: str
    """Text of the settings that could not be read."""
    assets: Mapping[str, Path]
    """Attached pages and pictures: path relative to the root → file."""
    unread_of: Mapping[str, str]
    """業務 folder → text of its files that could not be taken into the model."""
    contents: Mapping[str, bytes | None] = MappingProxyType({})
    """業務 folder → digest of all its files; None where it depends on files elsewhere, which no digest covers."""


def find_root(start: Path) -> Path:
    """The nearest folder upward whose pyproject.toml has `[tool.hyojun]`."""
    for folder in (start.resolve(), *start.resolve().parents):
        if _settings_table(folder) is not None:
            return folder
    raise NoRepository(
        f"「{start}」とその上位に hyojun のリポジトリがありません。"
        "リポジトリの中で実行するか、--root で場所を指定してください（新しく作るには hyojun init フォルダー名）。"
    )


class Common(NamedTuple):
    """What holds for all 業務 of a repository, read first."""

    settings: Settings
    registry: Registry
    words: Words
    governance: Governance
    folders: tuple[str, ...]
    """業務 folders in the order of 業務ID."""
    findings: tuple[Finding, ...]
    unread: str


class BusinessRead(NamedTuple):
    """One 業務 as read; None if its head cannot be read."""

    business: Business | None
    findings: tuple[Finding, ...]
    unread: str
    assets: Mapping[str, Path]
    content: bytes | None = None
    """Digest of all its files, where somebody wants it; None where it depends on files elsewhere."""


def load(root: Path, spec: str | None = None) -> Repository:
    """Read a whole repository; raises NoRepository for what keeps it from being one.

    `spec` names the 業務 that is wanted: it must be there. The others are read all the same, since
    references lead into them.
    """
    common = load_common(root, spec)
    with no_gc():
        return assembled(root, common, [_read(root, folder, common) for folder in common.folders])


def assembled(root: Path, common: Common, read: Sequence[BusinessRead]) -> Repository:
    """The repository of all its 業務, in the order of the folders."""
    return Repository(
        root=root,
        settings=common.settings,
        corpus=Corpus(
            registry=common.registry,
            businesses=tuple(r.business for r in read if r.business),
            words=common.words,
            governance=common.governance,
        ),
        findings=(*common.findings, *(f for r in read for f in r.findings)),
        unread=common.unread,
        assets={name: path for r in read for name, path in r.assets.items()},
        unread_of={folder: r.unread for folder, r in zip(common.folders, read, strict=True) if r.unread},
        contents={folder: r.content for folder, r in zip(common.folders, read, strict=True)},
    )


def load_common(root: Path, spec: str | None = None) -> Common:
    """The settings of a repository and the list of its 業務."""
    table = _settings_table(root)
    if table is None:
        raise NoRepository(f"「{root}」の pyproject.toml に [tool.hyojun] がありません。")
    common = read_settings(Sources(root))
    folders = _folders(root)
    if spec is not None:
        _known(spec, common.registry, folders)
    return common._replace(settings=_settings(root, table), folders=tuple(folders))


def read_settings(sources: Sources) -> Common:
    """The settings of a repository, wherever its files lie; without pyproject.toml and the list of 業務."""
    reader = Reader(sources)
    registry = reader.setting(Registry, REGISTRY) or default_registry()
    severities = reader.setting(SeverityFile, SEVERITIES)
    suppressions = reader.setting(SuppressionFile, SUPPRESSIONS)
    weights = reader.setting(WeightFile, WEIGHTS)
    return Common(
        settings=Settings(),
        registry=registry,
        words=reader.setting(Words, WORDS) or packaged(Words, "words.yaml"),
        governance=Governance(
            severities=severities.severities if severities else (),
            suppressions=suppressions.suppressions if suppressions else (),
            weights=weights.weights if weights else (),
        ),
        folders=(),
        findings=tuple(reader.findings),
        unread=_plain(reader.unread),
    )


def load_business(sources: Sources, folder: str, common: Common) -> BusinessRead:
    """One 業務 by itself."""
    reader = Reader(sources, common.unread)
    business = reader.business(folder, common.registry)
    return BusinessRead(business, tuple(reader.findings), _plain(reader.unread), reader.assets)


def digested_business(sources: Sources, folder: str, common: Common) -> BusinessRead:
    """One 業務 by itself, with the digest of its files."""
    read = load_business(sources, folder, common)
    return read if sources.elsewhere else read._replace(content=sources.content)


def later_business(
    sources: Sources,
    folder: str,
    common: Common,
    small: Index,
    assets: Mapping[str, Path],
) -> BusinessRead | None:
    """A 業務 of which is known that it is read without a finding, and what others see of it; the rest is read when
    it is asked for.

    It is read of the bytes that `sources` holds, whatever is saved meanwhile. None for one that is not registered.
    """

    def whole() -> Business:
        with no_gc():
            found = load_business(sources, folder, common).business
        assert found is not None
        return found

    registered = common.registry.business(folder)
    if registered is None:
        return None
    business = later(registered, small, whole)
    return BusinessRead(business, (), "", assets, sources.content)


def _read(root: Path, folder: str, common: Common) -> BusinessRead:
    """A 業務 from the disk; its files are let go at once, since all together are large."""
    return digested_business(Sources.of(root, folder), folder, common)


def _plain(unread: list[str]) -> str:
    return unicodedata.normalize("NFKC", "\n".join(unread))


def _settings_table(folder: Path) -> dict[str, Any] | None:
    try:
        text = (folder / "pyproject.toml").read_text(encoding="utf-8")
        table = tomllib.loads(text).get("tool", {}).get("hyojun")
    except FileNotFoundError:
        return None
    except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise NoRepository(
            f"「{folder / 'pyproject.toml'}」を読めません（{error}）。直してください。"
        ) from error
    return table if isinstance(table, dict) else None


def _settings(root: Path, table: dict[str, Any]) -> Settings:
    """The settings, or NoRepository for a key or a folder that does not exist."""
    unknown = sorted(set(table) - set(Settings._fields))
    if unknown:
        known = "、".join(Settings._fields)
        raise NoRepository(
            f"pyproject.toml の [tool.hyojun] に使えないキー {'、'.join(unknown)} があります（使えるのは {known}）。"
        )
    fonts = table.get("fonts", [])
    if not isinstance(fonts, list):
        raise NoRepository("pyproject.toml の fonts は、フォルダーを並べて [ ] で囲んでください。")
    folders = tuple(root / str(f) for f in fonts)
    for folder in folders:
        if not folder.is_dir():
            raise NoRepository(f"pyproject.toml の fonts にあるフォルダー「{folder}」がありません。")
    carried = table.get("handbook", True)
    if not isinstance(carried, bool):
        raise NoRepository(
            "pyproject.toml の handbook は、true か false にしてください（引用符は付けません）。"
        )
    words = {k: str(table[k]) for k in ("title", "address", "opinions") if k in table}
    _refuse_addresses(words.get("address", ""), words.get("opinions", ""))
    if "address" in words:
        words["address"] = words["address"].rstrip("/")
    return Settings(**words, fonts=folders, handbook=carried)


def _refuse_addresses(site: str, opinions: str) -> None:
    """NoRepository for an address that no page may carry: only schemes that run nothing, nothing that ends a tag."""
    if site and not _SITE_ADDRESS.fullmatch(site):
        raise NoRepository(
            "pyproject.toml の address は、公開するサイトのアドレス（https://www.example.jp/shiyosho など）を書いてください。"
        )
    names = set(_FIELD.findall(opinions))
    if opinions and (
        not _OPINIONS.fullmatch(opinions)
        or names.difference(OPINION_FIELDS)
        or re.search(r"[{}]", _FIELD.sub("", opinions))
    ):
        known = "".join(f"{{{name}}}" for name in OPINION_FIELDS)
        raise NoRepository(
            "pyproject.toml の opinions は、mailto: か https:// で始まるアドレスを書いてください。"
            f"「?」の後ろには {known} を書けます。"
        )


def _folders(root: Path) -> list[str]:
    """業務 folders below spec/, in the order of 業務ID (the registry's own order)."""
    spec = root / "spec"
    if not spec.is_dir():
        raise NoRepository(
            f"「{root}」に spec フォルダーがありません。hyojun init で作ったものか確かめてください。"
        )
    return sorted(p.name for p in spec.iterdir() if p.is_dir() and not p.name.startswith(("_", ".")))


def _known(spec: str, registry: Registry, folders: list[str]) -> None:
    if spec in folders:
        return
    listed = registry.business(spec)
    if listed:
        raise NoRepository(f"業務 {spec} {listed.name} は未収録です。hyojun new {spec} で作れます。")
    here = (
        f"このリポジトリに書かれている業務は {'、'.join(folders)} です。"
        if folders
        else "このリポジトリには、まだ業務がありません。"
    )
    raise NoRepository(f"業務 {spec} は業務の台帳にありません。{here}")


def default_registry() -> Registry:
    """The registry that comes with hyojun."""
    return packaged(Registry, "registry.yaml")
