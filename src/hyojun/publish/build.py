"""A build: everything into a side directory, the manifest last, then one swap.

The output directory is the old one or the new one, never something between. What a build was not
asked for stays: other kinds, documents of other 業務, and files that are not ours. Only the site is
one whole: limited to a 業務, it says so on every page it leaves out.
"""

import errno
import hashlib
import json
import os
import shutil
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, get_args

from hyojun.check import Withheld
from hyojun.model import Finding, Suppression
from hyojun.source import Repository, Sources, UnreadableVersion, is_tracked

from . import seen
from .change_list import FILES as CHANGE_LISTS
from .change_list import JSON as CHANGES
from .change_list import WORKBOOK, write_changes
from .editions import Editions, editions
from .job import Job, Made, OutputKind, Published, job_of
from .memory import undisturbed
from .problems import CannotPublish
from .units import steps_of, units

MANIFEST = "manifest.json"
_MOUNTED = (
    "出力先「{}」は、ほかのディスクなどをつないだ場所（マウントポイント）か、使用中のため、入れ替えられません。"
    "その中のフォルダーを、--out で指定してください。"
)
KINDS: tuple[OutputKind, ...] = get_args(OutputKind)

Progress = Callable[[str, int, int], None]
"""What is being done now, steps done, steps in all."""


class BuildError(Exception):
    """The build could not be completed; the message is for people. The output is as it was."""


@undisturbed()
def build(
    repository: Repository,
    kinds: Sequence[OutputKind],
    out: Path,
    *,
    only: str | None = None,
    draft: bool = False,
    findings: Sequence[Finding] = (),
    suppressed: Sequence[tuple[Finding, Suppression]] = (),
    withheld: Sequence[Withheld] = (),
    steady: bool = True,
    progress: Progress = lambda *_: None,
    jobs: int = 1,
) -> list[Published]:
    """Publish the kinds asked for; returns every file of the output directory, as in its manifest.

    `steady`: sources that change meanwhile are an error, since pictures and drawings would not be those that were
    checked. `jobs`: processes that share the 業務 among them; the bytes do not depend on it. Raises BuildError.
    """
    _refuse_foreign(out, repository.root.resolve())
    out = out.resolve()
    _recover(out)
    before, was = _manifest(out)
    told = editions_for(repository, kinds, only)
    with _side_directory(out) as side:
        new = side / "new"
        new.mkdir()
        job = job_of(
            repository,
            side / "work",
            told,
            draft=draft,
            findings=findings,
            suppressed=suppressed,
            withheld=withheld,
            earlier=out,
        )
        kept = [p for p in before if not _replaced(p, kinds, only) and (out / p.path).is_file()]
        for published in kept:
            _copy(out / published.path, new / published.path)
        written = run_publishers(job, kinds, new, kept, only, progress, jobs)
        files = sorted({p.path: p for p in (*kept, *written)}.values())
        _keep_strangers(out, new, before)
        _write_manifest(new, files, _all_made(was, repository, kinds, only, draft))
        if steady:
            _refuse_changed(repository)
        _swap(new, out, side / "old")
    if "site" in kinds:
        seen.note(repository.root, out, [p for p in files if p.kind == "site"])
    return files


def editions_for(repository: Repository, kinds: Sequence[OutputKind], only: str | None) -> Editions:
    """What released editions tell; raises BuildError where one cannot be read."""
    if not kinds:
        return Editions()
    try:
        return editions(repository, only)
    except UnreadableVersion as error:
        raise BuildError(str(error)) from error


def run_publishers(
    job: Job,
    kinds: Sequence[OutputKind],
    new: Path,
    kept: Sequence[Published],
    only: str | None,
    progress: Progress = lambda *_: None,
    jobs: int = 1,
) -> list[Published]:
    """Run the publishers: documents first, since the site carries them along.

    `kept`: what stands in `new` already. The 変更一覧 there is renewed, where only one 業務 is published.
    """
    # Publishers are imported where they are needed: XlsxWriter and Typst cost what others must not pay.
    businesses = [b for b in job.corpus.businesses if only in (None, b.id)]
    steps = len(businesses) * len(steps_of(kinds))
    total = steps + ("site" in kinds)
    written: list[Published] = []
    try:
        if "snapshot" in kinds:
            from .snapshot import write_schema

            written.append(write_schema(new))
            earlier = None if only is None else new / CHANGES
            written += write_changes(job.history, [b.id for b in businesses], new, earlier)
        if "excel" in kinds:
            from .papers.listing import write_change_workbook

            before = None if only is None else new / WORKBOOK
            written.append(write_change_workbook(job, businesses, new, before))
        if steps:
            written += units(
                job, kinds, businesses, new, jobs, lambda what, done: progress(what, done, total)
            )
        if "excel" in kinds and only is None:
            from .excel import write_function_list

            written += write_function_list(job, new)
        if "site" in kinds:
            from .site.write import write_site

            progress("サイト", steps, total)
            others = {p.path: p for p in (*kept, *written) if p.kind != "site"}
            downloads = [others[path] for path in sorted(others)]
            written.extend(write_site(job, new, downloads, only))
    except (CannotPublish, UnreadableVersion) as error:
        raise BuildError(str(error)) from error
    progress("完了", total, total)
    return written


def _refuse_foreign(given: Path, root: Path) -> None:
    """Never swap away a directory that holds something else than our publications, nor take what a commit put there."""
    out = given.resolve()
    if given.is_symlink() and given.parent.resolve().is_relative_to(root) and not out.is_relative_to(root):
        raise BuildError(
            f"出力先「{given}」は、リポジトリの外へのリンクです。リンクを消すか、行き先を --out で指定してください。"
        )
    if out.is_relative_to(root) and is_tracked(out):
        raise BuildError(
            f"出力先「{out}」に、git に入っているファイルがあります。公開物に混ざらないように、"
            "git rm -r --cached で git から外して消すか、--out で別のフォルダーを指定してください。"
        )
    if out == root or root.is_relative_to(out):
        raise BuildError(f"出力先「{out}」はリポジトリを含みます。別のフォルダーを指定してください。")
    if os.path.ismount(out):
        raise BuildError(_MOUNTED.format(out))
    if out.is_file():
        raise BuildError(f"出力先「{out}」はファイルです。フォルダーを指定してください。")
    if out.is_relative_to(root) and out.relative_to(root).parts[0] in ("spec", "bpmn", "templates", ".git"):
        raise BuildError(
            f"出力先「{out}」は仕様書の元のフォルダーの中です。別のフォルダーを指定してください。"
        )
    if out.is_dir() and any(out.iterdir()) and not (out / MANIFEST).is_file():
        raise BuildError(
            f"出力先「{out}」には hyojun が作ったものではないファイルがあります。"
            "空のフォルダーか、新しい名前を指定してください。"
        )


def _refuse_changed(repository: Repository) -> None:
    for folder, content in repository.contents.items():
        if content is not None and Sources.of(repository.root, folder).content != content:
            raise BuildError(
                f"作っている間に、業務 {folder} のファイルが変わりました。もう一度実行してください。"
            )


def _manifest(out: Path) -> tuple[list[Published], tuple[Made, ...]]:
    """What the output directory says it holds and was made of; nothing if there is none."""
    try:
        data = json.loads((out / MANIFEST).read_text(encoding="utf-8"))
        files = [
            Published(f["path"], f["kind"], f["business"], f["document"], f["edition"])
            for f in data["files"]
            if f["kind"] in KINDS and is_inside(f["path"])
        ]
        return files, made_of(data)
    except FileNotFoundError:
        return [], ()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise BuildError(
            f"「{out / MANIFEST}」を読めません。出力先のフォルダーを消してから、もう一度実行してください。"
        ) from error


def made_of(data: Any) -> tuple[Made, ...]:
    """What a manifest says it was made of; nothing for one that an older hyojun wrote."""
    rows = data.get("made", [])
    return tuple(Made(m["kind"], m["business"], bool(m["draft"])) for m in rows if m["kind"] in KINDS)


def _all_made(
    before: Sequence[Made], repository: Repository, kinds: Sequence[OutputKind], only: str | None, draft: bool
) -> list[Made]:
    """What the output directory is made of after this build; what the build leaves alone is as it was."""
    ids = [b.id for b in repository.corpus.businesses if only in (None, b.id)]
    now = [Made(k, b, draft) for k in kinds for b in ([only] if k == "site" else ids)]
    left = [m for m in before if not _replaced(Published("", m.kind, m.business), kinds, only)]
    return sorted((*left, *now), key=lambda m: (m.kind, m.business or ""))


def is_inside(path: str) -> bool:
    """Whether a path of a manifest stays below the output directory."""
    return not os.path.isabs(path) and ".." not in path.replace("\\", "/").split("/")  # noqa: PTH117  asked of ten thousand


def _replaced(published: Published, kinds: Sequence[OutputKind], only: str | None) -> bool:
    """Whether this build makes the file anew (or drops it). A site is one whole; a list is renewed in place."""
    if published.kind not in kinds or (only is not None and published.path in CHANGE_LISTS):
        return False
    return published.kind == "site" or only is None or published.business in (only, None)


def _keep_strangers(out: Path, new: Path, before: Sequence[Published]) -> None:
    """Files somebody else put into the output directory move along."""
    ours = {p.path for p in before} | {MANIFEST}
    for name in sorted(_below(out)):
        if name not in ours and not (new / name).exists():
            _copy(out / name, new / name)


def _below(folder: Path, prefix: str = "") -> Iterator[str]:
    """Every file and link below a folder, by its path from there; nothing if there is no folder."""
    try:
        entries = list(os.scandir(folder))
    except FileNotFoundError:
        return
    for entry in entries:
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path), f"{prefix}{entry.name}/")
        elif entry.is_symlink() or entry.is_file():
            yield prefix + entry.name


def _copy(source: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy2(source, target, follow_symlinks=False)


def _write_manifest(new: Path, files: Sequence[Published], made: Sequence[Made]) -> None:
    entries = [
        {
            "path": p.path,
            "kind": p.kind,
            "business": p.business,
            "document": p.document,
            "edition": p.edition,
            "sha256": p.sha256 or hashlib.sha256((new / p.path).read_bytes()).hexdigest(),
        }
        for p in files
    ]
    # An entry a line, each written at once: indented as a whole it would take half a second for a full site.
    plain = json.JSONEncoder(ensure_ascii=False).encode
    listed, told = ",\n  ".join(map(plain, entries)), plain([m._asdict() for m in made])
    text = f'{{\n "files": [\n  {listed}\n ],\n "made": {told}\n}}\n'
    (new / MANIFEST).write_text(text, encoding="utf-8", newline="\n")


def _recover(out: Path) -> None:
    """Clear up after a build that was killed: what it had moved aside comes back, what it left goes."""
    for side in sorted(out.parent.glob(f".{out.name}-*-*")):
        owner = side.name.removeprefix(f".{out.name}-").partition("-")[0]
        if not owner.isdigit() or Path(f"/proc/{owner}").exists():
            continue
        if not out.exists() and (side / "old").is_dir():
            (side / "old").rename(out)
        shutil.rmtree(side, ignore_errors=True)


@contextmanager
def _side_directory(out: Path) -> Iterator[Path]:
    """A directory beside the output, on the same file system; removed whatever happens."""
    out.parent.mkdir(parents=True, exist_ok=True)
    side = Path(tempfile.mkdtemp(prefix=f".{out.name}-{os.getpid()}-", dir=out.parent))
    try:
        yield side
    finally:
        shutil.rmtree(side, ignore_errors=True)


def _swap(new: Path, out: Path, old: Path) -> None:
    """Put the new directory in the place of the old one; undone if the second step fails."""
    new.chmod(0o755)
    if not out.exists():
        new.rename(out)
        return
    try:
        out.rename(old)
        new.rename(out)
    except BaseException as error:  # also Ctrl-C between the two
        if old.exists() and not out.exists():
            old.rename(out)
        if isinstance(error, OSError) and error.errno in (errno.EBUSY, errno.EXDEV):
            raise BuildError(_MOUNTED.format(out)) from error
        raise
