"""`diff --layout`: whole documents with their changes, written as files."""

from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING

from hyojun import source

from .app import _fail

if TYPE_CHECKING:
    from hyojun import diff as diffs


class Layout(StrEnum):
    """How a comparison is laid out, as `publish.redline.Layout`, which is loaded when it is needed."""

    REDLINE = "見え消し"
    CONSOLIDATED = "溶け込み"


ENDINGS = ("pdf", "html")


def write_layout(
    layout: Layout,
    ending: str,
    out: Path | None,
    root: Path | None,
    new: str | None,
    versions: source.Versions,
    comparison: "diffs.Comparison",
) -> None:
    """Write the documents of a comparison to a file, or to a folder where there are several.

    `new`: what the new version is called on the command line; None: the work tree.
    """
    from hyojun.publish import redline

    if ending not in ENDINGS:
        _fail(f"--layout {layout} は --format pdf か --format html とともに指定してください。")
    if out is None:
        _fail("--out に、書くファイル（文書が2つ以上のときはフォルダー）を指定してください。")
    try:
        told = redline.Versions(
            versions.old,
            _named(layout, ending, root, new, versions),
            root or Path.cwd(),
            source.load_common(root).settings if root else source.Settings(),
            _folders(root, new),
        )
        found = list(redline.laid_out(told, comparison, redline.Layout(layout.value), ending))
    except (source.UnreadableVersion, source.NoRepository, redline.CannotLayOut) as error:
        _fail(str(error))
    if not found:
        _fail(f"{layout}版にする文書がありません。両方の版にあって、変わった文書を比べてください。")
    is_file = out.suffix == f".{ending}"
    if is_file and len(found) > 1:
        listed = "、".join(f.name for f in found)
        _fail(
            f"文書が{len(found)}つあります（{listed}）。--out にフォルダーを指定するか、--spec や"
            "スナップショットで1つにしてください。"
        )
    for one in found:
        path = out if is_file else out / one.name
        path.parent.mkdir(parents=True, exist_ok=True)
        source.replace_file(path, one.content)
        print(f"書きました: {path}")
        if one.lines is not None:
            beside = path.with_name(path.stem + redline.LINE_NUMBERS)
            source.replace_file(beside, one.lines)
            print(f"書きました: {beside}")


def _named(
    layout: Layout, ending: str, root: Path | None, new: str | None, versions: source.Versions
) -> source.Version:
    """The new version; with all its 業務 where the document names what is theirs.

    A frozen edition stands by itself: the names of other 業務 are no part of it.
    """
    is_whole = layout is Layout.CONSOLIDATED and ending == "pdf" and versions.documents is None
    return source.open_version(root, new) if is_whole and root else versions.new


def _folders(root: Path | None, name: str | None) -> tuple[Path, ...]:
    """Where files of the new version may lie: in the repository, beside frozen editions, beside a snapshot."""
    named = Path(name).expanduser() if name is not None else None
    own = () if named is None else (named, named.parent)
    frozen = (
        () if root is None else tuple(sorted({p.parent.parent for p in source.frozen_assets(root).values()}))
    )
    return (*own, *((root,) if root else ()), *frozen)
