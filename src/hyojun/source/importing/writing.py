"""An imported workbook as source files: written whole beside the repository's own, proved to load, then
moved into place. An existing folder is never touched."""

import re
import shutil
import unicodedata
from collections.abc import Iterator, Mapping
from itertools import groupby
from pathlib import Path
from types import MappingProxyType
from typing import Any, NamedTuple

from openpyxl.utils.cell import column_index_from_string, coordinate_from_string, get_column_letter

from ..atomic import replace_files, side_folder
from ..business_reader import HEAD
from ..formatting import formatted
from ..repository import REGISTRY, NoRepository, load
from ..schema import BusinessFile, SpecFile
from ..yaml_writer import to_yaml
from .official import Imported, read_item_definition
from .remarks import ImportProblem, Remark, RemarkKind

DOCUMENT = "データ"
PUBLISHER = "デジタル庁"
EDITION = "0.1"
FOLDER = "データ"
CODES = "コード"
_LOOKS = "templates/excel"
"""Where the repository says what its workbooks look like."""

_EDITION_IN_NAME = re.compile(r"第?\s*(\d+\.\d+)\s*版")
_CELL = re.compile(r"[A-Z]+\d+")
_MOST_AREAS = 5
_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s.]+')
_MAX_NAME = 60


class Counts(NamedTuple):
    """What came in and what came out."""

    rows: int
    items: int
    groups: int
    code_lists: int
    code_values: int


class ImportReport(NamedTuple):
    """What an import did, for people and programs."""

    file: str
    business: str
    folder: str
    """The new folder, relative to the root."""
    written: tuple[str, ...]
    """The new files, relative to the root, in reading order."""
    counts: Counts
    remarks: tuple[Remark, ...]


def import_workbook(path: Path, root: Path, into: str | None = None) -> ImportReport:
    """Take a 項目定義書 into a repository as a new 業務.

    `into`: the 業務ID expected in the workbook. Raises ImportProblem, having written nothing.
    """
    imported = read_item_definition(path)
    business = imported.business
    if into is not None and into != business:
        raise ImportProblem(
            f"「{path.name}」は業務 {business} の項目定義書です。指定された業務 {into} とは違います。"
        )
    folder = free_folder(root, business)
    files = source_files(imported)
    look = _look(imported)
    if look and (root / _LOOKS / f"{business}.yaml").exists():
        raise ImportProblem(
            f"「{_LOOKS}/{business}.yaml」が既にあります。上書きはしません。"
            "凡例も取り込むときは、取り除くか名前を変えてから、もう一度取り込んでください。"
        )
    looks = {f"{_LOOKS}/{business}.yaml": look.encode()} if look else {}
    write_business(root, business, {name: text.encode() for name, text in files.items()}, looks)
    remarks = (*imported.remarks, *_filled(imported))
    return ImportReport(
        file=imported.file,
        business=business,
        folder=folder,
        written=(*(f"{folder}/{name}" for name in files), *([f"{_LOOKS}/{business}.yaml"] if look else ())),
        counts=_counts(imported),
        remarks=remarks,
    )


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
            "既にある業務に加える取り込みは、まだできません。入れ替えるなら、フォルダーを取り除いてから、もう一度取り込んでください。"
            f"加えるなら、別のリポジトリに取り込み、できたファイルを「{folder}」に写して、{HEAD} の「構成」に書き足してください。"
        )
    return folder


def source_files(imported: Imported) -> dict[str, str]:
    """The source files of a 業務: path relative to its folder → text."""
    groups = {}
    taken = {CODES}
    for group in imported.groups:
        name = file_name(group.name, taken)
        groups[f"{FOLDER}/{name}.yaml"] = to_yaml({"データグループ": [group.plain()]})
    codes = {}
    if imported.code_lists:
        codes[f"{FOLDER}/{CODES}.yaml"] = to_yaml({"コード一覧": [c.plain() for c in imported.code_lists]})
    head = {
        "業務ID": imported.business,
        "文書": [
            {
                "文書": DOCUMENT,
                "題名": imported.title,
                "発行者": PUBLISHER,
                "版": EDITION,
                "状態": "案",
                "改定履歴": [{"版": EDITION, "概要": f"「{imported.file}」から取り込んだ。"}],
                "構成": [*groups, *codes],
            }
        ],
    }
    files = {name: (SpecFile, text) for name, text in (groups | codes).items()}
    return {
        name: formatted(text, cls, name).text or text
        for name, (cls, text) in ({HEAD: (BusinessFile, to_yaml(head))} | files).items()
    }


def _look(imported: Imported) -> str:
    """What the workbooks of the 業務 take from the publisher: its legends, word for word; nothing without any."""
    legends = (("列項目説明", imported.columns_legend), ("データ型の説明", imported.types_legend))
    words = {
        key: [
            {"名称": line.name, "内容": line.text, **({"備考": line.note} if line.note else {})}
            for line in lines
        ]
        for key, lines in legends
        if lines
    }
    return (
        f"# 「{imported.file}」の凡例。この業務の Excel は、これをそのまま載せる。\n{to_yaml(words)}"
        if words
        else ""
    )


def report_lines(report: ImportReport) -> tuple[str, ...]:
    """The report as lines of text: counts, files, then every remark by kind and place."""
    counts = report.counts
    lines = [
        f"取り込み元: {report.file}",
        f"取り込み先: {report.folder}",
        f"項目の行 {counts.rows}行 → データ項目 {counts.items}件（グループ {counts.groups}件）、"
        f"コード一覧 {counts.code_lists}件（値 {counts.code_values}件）",
        "",
        "書いたファイル:",
        *(f"  {name}" for name in report.written),
        "",
        "お知らせ:",
    ]
    for kind in RemarkKind:
        if them := [r for r in report.remarks if r.kind is kind]:
            lines += ["", f"■ {kind.value} {_number(them)}"]
            if kind is RemarkKind.LOST:
                lines += [f"  {line}" for line in _columns(them)]
            else:
                lines += [f"  {line}" for _, same in groupby(them, _alike) for line in _told(list(same))]
    return (*lines, "", "次は: hyojun check")


def _number(remarks: list[Remark]) -> str:
    """How many, of what: a remark is of one cell, or of a sheet, a range or the workbook."""
    return f"{len(remarks)}{'セル' if all(_CELL.fullmatch(r.cell) for r in remarks) else '件'}"


def _columns(remarks: list[Remark]) -> Iterator[str]:
    """One line for each column whose values were left behind."""
    columns: dict[tuple[str, str], list[Remark]] = {}
    for remark in remarks:
        columns.setdefault((remark.sheet, remark.message), []).append(remark)
    for (sheet, message), them in columns.items():
        areas = _areas([r.cell for r in them])
        shown = "、".join(areas[:_MOST_AREAS]) + ("など" if len(areas) > _MOST_AREAS else "")
        yield f"シート「{sheet}」 {shown}（{len(them)}セル）: {message}{_excerpt(them[0].text)}"


def _alike(remark: Remark) -> tuple[str, str, str]:
    return remark.sheet, remark.message, remark.text


def _told(remarks: list[Remark]) -> list[str]:
    """One line for remarks that say the same of neighbouring cells."""
    first = remarks[0]
    sheet = f"シート「{first.sheet}」" if first.sheet else "ブック全体"
    text = _excerpt(first.text)
    return [
        f"{sheet} {cells}: {first.message}{text}".replace(" :", ":")
        for cells in _areas([r.cell for r in remarks])
    ]


def _excerpt(text: str) -> str:
    flat = " ".join(text.split())
    if not flat:
        return ""
    return f"（セルの内容: {flat if len(flat) <= 80 else flat[:79] + '…'}）"


def _areas(cells: list[str]) -> list[str]:
    """Addresses with runs in a row or a column joined: W7:W35."""
    if not all(_CELL.fullmatch(c) for c in cells):
        return cells
    places = [(column_index_from_string(c), r) for c, r in map(coordinate_from_string, cells)]
    runs: list[list[tuple[int, int]]] = []
    for column, row in places:
        if runs:
            run = runs[-1]
            down = (column, row) == (run[-1][0], run[-1][1] + 1) and run[0][0] == column
            right = (column, row) == (run[-1][0] + 1, run[-1][1]) and run[0][1] == row
            if down or right:
                run.append((column, row))
                continue
        runs.append([(column, row)])
    named = [[f"{get_column_letter(c)}{r}" for c, r in (run[0], run[-1])] for run in runs]
    return [first if first == last else f"{first}:{last}" for first, last in named]


def _counts(imported: Imported) -> Counts:
    return Counts(
        rows=imported.rows,
        items=sum(len(g.items) for g in imported.groups),
        groups=len(imported.groups),
        code_lists=len(imported.code_lists),
        code_values=sum(len(c.values) for c in imported.code_lists),
    )


def _filled(imported: Imported) -> list[Remark]:
    """What a document needs and no cell gives."""
    messages = [
        f"発行者を「{PUBLISHER}」としました。違うときは {HEAD} を直してください。",
        f"版と年月日はシートにないため、版を「{EDITION}」、状態を「案」、年月日を無しとしました。{HEAD} を直してください。",
        f"出典・利用条件はシートにないため、書いていません。公表されたものなら {HEAD} に書き足してください。",
    ]
    found = _EDITION_IN_NAME.search(unicodedata.normalize("NFKC", imported.file))
    if found and found[1] != EDITION:
        messages.append(
            f"ファイル名に「{found[0]}」とありますが、版は「{EDITION}」としました。"
            f"「{found[1]}」とするなら、{HEAD} の文書の版と改定履歴の版を「{found[1]}」に直してください。"
        )
    return [Remark("", "", RemarkKind.FILLED, message) for message in messages]


def file_name(group: str, taken: set[str]) -> str:
    """A file name for a group that every operating system accepts, and no other group has."""
    name = _NOT_IN_NAMES.sub("・", unicodedata.normalize("NFC", group)).strip("・")[:_MAX_NAME] or "グループ"
    number, unique = 1, name
    while unique.casefold() in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique.casefold())
    return unique


def write_business(
    root: Path, business: str, files: Mapping[str, bytes], beside: Mapping[str, bytes] = MappingProxyType({})
) -> None:
    """Write the files of a new 業務 into a repository of its own, load that, and put all in place in one step.

    `beside`: files by their path below the root that come along. Raises ImportProblem.
    """
    placed = {f"spec/{business}/{name}": data for name, data in files.items()}
    try:
        with side_folder(root) as side:
            for name, data in placed.items():
                (side / name).parent.mkdir(parents=True, exist_ok=True)
                (side / name).write_bytes(data)
            (side / "pyproject.toml").write_text("[tool.hyojun]\n", encoding="utf-8")
            if (root / REGISTRY).is_file():
                (side / REGISTRY).parent.mkdir(parents=True)
                shutil.copyfile(root / REGISTRY, side / REGISTRY)
            _prove(side)
        replace_files(root, {**placed, **beside})
    except OSError as error:
        raise ImportProblem(
            f"フォルダー「spec/{business}」を作れません（{error.strerror}）。権限と空き容量を確かめてください。"
        ) from error


def _prove(side: Path) -> None:
    """What was written loads without a finding."""
    try:
        findings: Any = load(side).findings
    except NoRepository as error:
        raise ImportProblem(str(error)) from error
    if findings:
        raise ImportProblem(*(f"取り込んだ結果を読めません。{f.origin.file}: {f.message}" for f in findings))
