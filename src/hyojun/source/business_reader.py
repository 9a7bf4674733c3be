"""One 業務 on disk → the model, with all that is wrong with any of its files.

A file with an error contributes nothing to the model; its text is kept aside so that the checks do
not report what only looks missing.
"""

import difflib
import unicodedata
from collections.abc import Mapping
from pathlib import Path, PurePosixPath
from posixpath import splitext
from typing import Any, TypeVar

from hyojun.model import (
    AttachedLayout,
    Business,
    BusinessHead,
    Contents,
    Document,
    DocumentHead,
    EditionAccount,
    Errata,
    Finding,
    Flow,
    FlowFile,
    Form,
    IdRegister,
    LaneKind,
    Origin,
    RegisteredBusiness,
    Registry,
    Severity,
    Value,
)

from .bpmn import read_flow
from .carried import EDITION_FILE, digests_of
from .carried_along import harm_in
from .files import ANYTHING, decode, inside, is_what_it_says, readable, sha256
from .issued import released
from .markdown import read_chapter
from .misfits import examined, is_errata
from .pinned import PinnedRead, read_pinned
from .problems import Problem, problem
from .reasons import reason
from .schema import PINNED, BusinessFile, DocumentEntry, PinnedEntry, SpecFile
from .sources import Sources
from .validate import read_yaml

V = TypeVar("V", bound=Value)

HEAD = "業務.yaml"
EDITIONS = "editions"
REGISTERS = "ID台帳"


class Reader:
    """Collects findings, unread text and assets while reading one 業務; used once, then dropped."""

    def __init__(self, sources: Sources, settings_unread: str = "") -> None:
        self.sources = sources
        self.root = sources.root
        self.settings_unread = settings_unread
        self.findings: list[Finding] = []
        self.unread: list[str] = []
        self.assets: dict[str, Path] = {}
        self.lane_kinds: Mapping[str, LaneKind] = {}

    def setting(self, cls: type[V], file: str) -> V | None:
        """A file of the settings; None where there is none or it cannot be read."""
        return self._yaml(cls, file) if self.sources.exists(file) else None

    def business(self, folder: str, registry: Registry) -> Business | None:
        """One 業務; None if its head cannot be read, then nothing below it can be told apart."""
        base = f"spec/{folder}"
        self._closed_folders()
        if base in self.sources.closed:
            return None
        if self.sources.exists(f"{base}/{HEAD}"):
            declared = self._yaml(BusinessFile, f"{base}/{HEAD}")
        else:
            declared = None
            message = f"フォルダー「{base}」に {HEAD} がありません。作るか、フォルダーを消してください。"
            self._report(Problem.ABSENT, message, Origin(base))
        if declared is None:
            message = f"{HEAD} を読めないため、この業務の参照などの検査を行わず、公開物にも載せません。"
            self.findings.append(
                problem(Problem.LEFT_OUT, message, Origin(base))._replace(severity=Severity.NOTE)
            )
            self._try_all(base)
            return None
        registered = self._registered(folder, declared, registry)
        self.lane_kinds = declared.lane_kinds
        files = self._files(base)
        written = tuple(d for d in declared.documents if isinstance(d, DocumentEntry))
        self._check_listing(base, written, files)
        pins = [d for d in declared.documents if isinstance(d, PinnedEntry)]
        pinned = {id(d): read_pinned(self.sources, folder, d) for d in pins}
        own = {id(d): self._document(base, d, files) for d in written}
        self._check_flows(folder, tuple(own.values()))
        for entry in pins:
            self._take(base, entry, pinned[id(entry)])
        documents = (own.get(id(d)) or pinned[id(d)].document for d in declared.documents)
        head = _head(declared, list(pinned.values()))
        head.placed(Origin(f"{base}/{HEAD}"))
        business = Business(
            registered=registered,
            head=head,
            documents=tuple(d for d in documents if d),
            registers=self._registers(base),
            accounts=self._accounts(base),
            held=self._held(base),
            peers={b.name: b.id for b in registry.businesses},
        )
        issued = released(self.sources, f"{base}/{EDITIONS}", business)
        return business.model_copy(update={"errata": self._errata(base, business), "released": issued})

    def _closed_folders(self) -> None:
        """Report folders that cannot be opened; anything may stand in them."""
        for folder, error in self.sources.closed.items():
            message = f"フォルダーを開けません（{reason(error)}）。権限と状態を確かめてください。"
            self._report(Problem.UNREADABLE, message, Origin(folder))
            self.unread.append(ANYTHING)

    def _take(self, base: str, entry: PinnedEntry, read: PinnedRead) -> None:
        """Note what was found in a pinned document, and the files it brings along."""
        self.findings.extend(read.findings)
        if read.unread:
            self.unread.append(read.unread)
        taken = [n for n, digest in read.named.items() if n in self.assets and not self._is_same(n, digest)]
        if taken:
            message = (
                f"固定した文書が使うファイル「{taken[0]}」と同じ名前で、中身の違うファイルがここにあります。"
                "ここのファイルの名前を変えてください。"
            )
            origin = entry.pin.origin or Origin(f"{base}/{HEAD}")
            self._report(Problem.PIN, message, origin.at("ファイル"))
        self.assets = {**read.assets, **self.assets}

    def _is_same(self, name: str, digest: str) -> bool:
        data, _ = self.sources.read(name)
        return data is not None and digest in digests_of(PurePosixPath(name), data)

    def _held(self, base: str) -> dict[str, tuple[str, ...]]:
        """The editions that lie beside the sources: frozen here, or pinned now or before."""
        names = (n for f in (EDITIONS, PINNED) for n in self.sources.listed(f"{base}/{f}", ".json"))
        found: dict[str, tuple[str, ...]] = {}
        for match in filter(None, map(EDITION_FILE.fullmatch, map(_nfc, names))):
            found[match["document"]] = (*found.get(match["document"], ()), match["edition"])
        return found

    def _registers(self, base: str) -> tuple[IdRegister, ...]:
        """The registers of IDs, one file per kind."""
        names = self.sources.listed(f"{base}/{REGISTERS}", ".yaml")
        return tuple(r for n in names if (r := self._yaml(IdRegister, f"{base}/{REGISTERS}/{n}")))

    def _accounts(self, base: str) -> tuple[EditionAccount, ...]:
        """What the authors say of the changes of their editions, beside the frozen editions."""
        names = [n for n in self.sources.listed(f"{base}/{EDITIONS}", ".yaml") if not is_errata(n)]
        return tuple(a for n in names if (a := self._yaml(EditionAccount, f"{base}/{EDITIONS}/{n}")))

    def _errata(self, base: str, business: Business) -> tuple[Errata, ...]:
        """What was found wrong with frozen editions. Whether one fits is not asked while another is unread."""
        folder = f"{base}/{EDITIONS}"
        names = [n for n in self.sources.listed(folder, "") if is_errata(_nfc(n))]
        found = [self._yaml(Errata, f"{folder}/{n}") for n in names]
        read = tuple(e for e in found if e)
        return examined(self.sources, folder, read, business) if len(read) == len(found) else read

    def _registered(self, folder: str, declared: BusinessFile, registry: Registry) -> RegisteredBusiness:
        if declared.id != folder:
            message = f"業務ID「{declared.id}」がフォルダー名「{folder}」と違います。揃えてください。"
            self._report(Problem.FORM, message, Origin(f"spec/{folder}/{HEAD}", ("業務ID",)))
        found = registry.business(declared.id)
        if found is None:
            if declared.id in self.settings_unread:  # it may stand in a registry that cannot be read
                return _nameless(declared.id)
            message = (
                f"業務ID「{declared.id}」は業務の台帳にありません。正しいIDに直すか、台帳に足してください。"
            )
            self._report(Problem.CHOICE, message, Origin(f"spec/{folder}/{HEAD}", ("業務ID",)))
            return _nameless(declared.id)
        return found

    def _document(self, base: str, entry: DocumentEntry, files: dict[str, str]) -> Document:
        """A 文書 with the files of its 構成; takes them out of `files`, so that none is read twice."""
        lists: dict[str, list[Any]] = {name: [] for name in Contents.model_fields}
        for name in (files.pop(n) for n in map(_nfc, entry.files) if n in files):
            if name.endswith(".md"):
                prose = read_chapter(self.sources, base, name)
                self.findings.extend(prose.findings)
                if prose.unread:
                    self.unread.append(prose.unread)
                if prose.chapter:
                    lists["chapters"].append(prose.chapter)
                    for image in prose.chapter.images:
                        self.assets[image.file] = self.root / image.file
            elif file := self._yaml(SpecFile, f"{base}/{name}"):
                for field in SpecFile.model_fields:
                    lists[field].extend(getattr(file, field))
        lists["flows"] = [f for d in lists["flows"] if (f := self._flow(base, d))]
        lists["forms"] = [self._with_attachment(base, f) for f in lists["forms"]]
        contents = Contents.model_construct(None, **{k: tuple(v) for k, v in lists.items()})
        head = {n: getattr(entry, n) for n in DocumentHead.model_fields}
        document = Document(**head, contents=contents)
        if entry.origin:
            document.placed(entry.origin)
        return document

    def _flow(self, base: str, declared: FlowFile) -> Flow | None:
        file = f"bpmn/{base.removeprefix('spec/')}/{declared.file}"
        data, trouble = self.sources.read(file)
        if data is None or trouble:
            origin = declared.origin.at("ファイル") if declared.origin else Origin(file)
            self._report_unread(f"業務フロー「{file}」", trouble, origin)
            self.unread.append(f"{declared.key}\n{file}")  # what it would name is not asked for
            return None
        self.assets[file] = self.root / file
        # The declaration stands in a file that is read once, too: the same file gives the same value.
        key = (file, data, id(declared), tuple(self.lane_kinds.items()))
        kinds = self.lane_kinds
        flow, findings = self.sources.once(key, lambda: read_flow(data, declared, file, kinds))
        self.findings.extend(findings)
        if flow is None:
            self.unread.append(f"{declared.key}\n{readable(data)}")
        return flow

    def _with_attachment(self, base: str, form: Form) -> Form:
        """A form with the digest of its attached page filled in."""
        layout = form.layout
        if not isinstance(layout, AttachedLayout):
            return form
        file = f"{base}/{layout.file}"
        data, trouble = self.sources.read(file)
        origin = layout.origin.at("ファイル") if layout.origin else Origin(file)
        if data is None or trouble:
            self._report_unread(f"添付のレイアウト「{file}」", trouble, origin)
            return form
        if not is_what_it_says(file, data):
            message = (
                f"「{file}」は名前が示す種類のファイルではありません。保存し直すか、名前を直してください。"
            )
            self._report(Problem.UNREADABLE, message, origin)
            return form
        if harm := harm_in(file, data):
            self._report(Problem.UNREADABLE, f"「{file}」に{harm}", origin)
            return form
        self.assets[file] = self.root / file
        attached = layout.model_copy(update={"sha256": sha256(data)})
        return form.model_copy(update={"layout": attached})

    def _yaml(self, cls: Any, file: str) -> Any:
        """A validated file, or None with its findings noted and its text kept as unread."""
        data, trouble = self.sources.read(file)
        if data is None:
            if trouble:
                self.findings.append(trouble)
                self.unread.append(ANYTHING)
            return None
        decoded = decode(data, file)
        if decoded.text is None:
            self.findings.extend(decoded.findings)
            told = {f.line for f in decoded.findings}
            further = read_yaml(cls, decoded.rest, file)[1] if decoded.rest.strip() else ()
            self.findings.extend(f for f in further if f.line not in told)
            self.unread.append(readable(data))
            return None
        text = decoded.text
        value, findings = self.sources.once(
            (cls, file, text), lambda: read_yaml(cls, text, file, decoded=True)
        )
        if findings:
            self.findings.extend(findings)
            self.unread.append(text)
        return value

    def _try_all(self, base: str) -> None:
        """Report the errors of the files below a head that cannot be read, as far as they speak alone."""
        for name in self._files(base).values():
            self._try(base, name)

    def _try(self, base: str, name: str) -> None:
        """Report what is wrong with a file that goes into no document; its text counts as unread."""
        if name.endswith(".md"):
            self.findings.extend(read_chapter(self.sources, base, name).findings)
        else:
            self._yaml(SpecFile, f"{base}/{name}")
        data, _ = self.sources.read(f"{base}/{name}")
        self.unread.append(readable(data or b""))

    def _files(self, base: str) -> dict[str, str]:
        """The source files of a 業務: name as people write it (NFC) → name as the disk has it."""
        return {
            _nfc(name): name
            for name in self.sources.below(base)
            if splitext(name)[1] in (".yaml", ".yml", ".md")
            and not {EDITIONS, REGISTERS} & set(name.split("/"))
            and name != HEAD
        }

    def _check_listing(
        self, base: str, documents: tuple[DocumentEntry, ...], files: Mapping[str, str]
    ) -> None:
        """構成 and folder agree: every file in one place, every place filled."""
        found = set(files)
        free = found - {_nfc(f) for d in documents for f in d.files}
        seen: set[str] = set()
        for document, index, name in ((d, i, _nfc(f)) for d in documents for i, f in enumerate(d.files)):
            origin = (document.origin or Origin(f"{base}/{HEAD}")).at("構成", index)
            if name in seen:
                self._report(
                    Problem.UNLISTED, f"「{name}」が構成に2回書かれています。1回にしてください。", origin
                )
            elif not name.endswith((".md", ".yaml", ".yml")):
                self._report(
                    Problem.FORM, f"「{name}」は構成に書けません。.yaml 又は .md を書いてください。", origin
                )
            elif name not in found and inside(self.root, f"{base}/{name}") is None:
                message = (
                    f"「{name}」はリポジトリの外を指しています。リポジトリの中のファイルにしてください。"
                )
                self._report(Problem.OUTSIDE, message, origin)
            elif name not in found and not self._is_closed(f"{base}/{name}"):
                message = f"「{base}/{name}」がありません。作るか、構成から消してください。"
                self._report(Problem.ABSENT, message, origin, _near(name, free))
            seen.add(name)
        for name in sorted(found - seen):
            message = f"「{base}/{name}」が {HEAD} の構成にありません。載せたい位置に書いてください。"
            self._report(Problem.UNLISTED, message, Origin(f"{base}/{name}"))
            self._try(base, files[name])

    def _is_closed(self, name: str) -> bool:
        return any(name.startswith(f"{folder}/") for folder in self.sources.closed)

    def _check_flows(self, folder: str, documents: tuple[Document, ...]) -> None:
        used = {f.file for d in documents for f in d.contents.flows}
        for file in self.sources.listed(f"bpmn/{folder}", ".bpmn"):
            name = _nfc(file)
            if (
                name not in used
                and not any(name in text for text in self.unread)
                and not self._reported(f"bpmn/{folder}/{file}")
            ):
                message = f"「bpmn/{folder}/{name}」を使う業務フローがありません。業務フローに書くか、消してください。"
                self._report(Problem.UNLISTED, message, Origin(f"bpmn/{folder}/{name}"))

    def _reported(self, file: str) -> bool:
        return any(f.origin.file == file for f in self.findings)

    def _report_unread(self, what: str, trouble: Finding | None, origin: Origin) -> None:
        """Tell of a file that another one refers to where the reference stands."""
        code = Problem(trouble.code) if trouble else Problem.UNREADABLE
        self._report(code, f"{what}を読めません。{trouble.message if trouble else ''}", origin)

    def _report(self, code: Problem, message: str, origin: Origin, hint: str = "") -> None:
        self.findings.append(problem(code, message, origin, hint=hint))


def _head(declared: BusinessFile, pinned: list[PinnedRead]) -> BusinessHead:
    """What a 業務 says of itself; of one that is pinned whole, its publisher speaks where 業務.yaml is silent."""
    fields = BusinessHead.model_fields
    theirs = [read.head for read in pinned if read.head]
    if theirs and len(pinned) == len(declared.documents):
        said = {n: getattr(declared, n) for n in declared.model_fields_set if n in fields}
        # Which editions fit together is said by who puts them together.
        return theirs[0].model_copy(update={**said, "combinations": declared.combinations})
    return BusinessHead(**{n: getattr(declared, n) for n in fields})


def _nameless(id: str) -> RegisteredBusiness:
    return RegisteredBusiness(id=id, name=f"業務{id}", system=f"業務{id}システム")


def _nfc(name: str) -> str:
    return unicodedata.normalize("NFC", name)


def _near(name: str, names: set[str]) -> str:
    near = difflib.get_close_matches(name, sorted(names), n=1, cutoff=0.6)
    return f"「{near[0]}」の誤りではありませんか。" if near else ""
