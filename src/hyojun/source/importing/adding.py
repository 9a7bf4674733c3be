"""What of a workbook an existing 業務 does not have yet: that is added, and nothing is imported over what is there."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from hyojun.model import Business, Kind, is_provisional

from ..identifiers import CannotIssue
from ..withdrawal import in_style, with_key
from .official import Imported
from .remarks import ImportProblem, Remark, RemarkKind

GROUPS, CODES = "データグループ", "コード一覧"
_IDS = {"機能": "機能ID", "帳票": "帳票ID", "連携": "連携ID"}
_NAMES = ("題名", "帳票名称", "グループ名称", "連携名称", "用語", "画面名称", "メトリクス", "名称")
_BESIDE = ("種別", "提供・照会", "大項目", "中項目", "小項目")
"""What tells apart two rows of one name."""
_SHOWN = 3


def lacking(imported: Imported, business: Business) -> tuple[Imported, tuple[Remark, ...]]:
    """The workbook without the kinds that the 業務 has row by row already, and what to say of them.

    Raises ImportProblem where rows of a kind are partly there, or where nothing is new.
    """
    there: dict[str, set[str]] = {}
    for document in business.documents:
        for key, rows in document.contents.plain().items():
            there.setdefault(key, set()).update(n for row in rows for n in _names(key, row))
    doubled: dict[str, list[str]] = {}
    remarks = []
    for key, rows in _kinds(imported).items():
        both = [row for row in rows if not there.get(key, set()).isdisjoint(_names(key, row))]
        if not both:
            continue
        doubled[key] = [_shown(key, row, there[key]) for row in both]
        if len(both) < len(rows):
            raise ImportProblem(_told(business.id, doubled))
        message = (
            f"「{key}」の{len(rows)}件（{_few(doubled[key])}）は業務 {business.id} に既にあるため、取り込んでいません。"
            "改めた所があれば、hyojun edit export で書き出したブックに書き写し、hyojun edit apply で戻してください。"
        )
        remarks.append(Remark("", "", RemarkKind.LOST, message))
    if doubled and len(doubled) == len(_kinds(imported)) and not imported.layouts:
        raise ImportProblem(_told(business.id, doubled))
    entries = {k: v for k, v in imported.collected.entries.items() if k not in doubled}
    return imported._replace(
        groups=() if GROUPS in doubled else imported.groups,
        code_lists=() if CODES in doubled else imported.code_lists,
        collected=imported.collected._replace(entries=entries),
    ), tuple(remarks)


def _kinds(imported: Imported) -> Mapping[str, Sequence[Mapping[str, Any]]]:
    found: dict[str, Sequence[Mapping[str, Any]]] = {
        GROUPS: [g.plain() for g in imported.groups],
        CODES: [c.plain() for c in imported.code_lists],
        **imported.collected.entries,
    }
    return {key: rows for key, rows in found.items() if rows}


def _names(key: str, row: Mapping[str, Any]) -> Iterator[str]:
    """All by which a row may be known again: its own name, and the numbers that stand in it."""
    if key == CODES:
        yield f"コード{row['コードID']}（{row.get('種別', '個別')}）"
        return
    name = next((str(row[n]) for n in _NAMES if n in row), "")
    if name:
        beside = [str(row[n]) for n in _BESIDE if n in row]
        yield f"「{name}」" + (f"（{'、'.join(beside)}）" if beside else "")
    for kind, id in _IDS.items():
        if id in row and not is_provisional(row[id]):
            yield f"{kind}{row[id]}"
    for below in (*row.get("機能", ()), *row.get("見出し", ())) if key == "見出し" else ():
        numbers = (n for n in _names(key, below) if not n.startswith("「"))
        yield from numbers
    for item in row.get("データ項目", ()) if key == GROUPS else ():
        yield f"データ{item['データ項目ID']}"


def _shown(key: str, row: Mapping[str, Any], there: set[str]) -> str:
    return next(name for name in _names(key, row) if name in there)


def _few(names: Sequence[str]) -> str:
    return "、".join(names[:_SHOWN]) + ("など" if len(names) > _SHOWN else "")


def _told(business: str, doubled: Mapping[str, Iterable[str]]) -> str:
    what = "、".join(f"「{key}」の{_few(list(names))}" for key, names in doubled.items())
    return (
        f"業務 {business} には、{what}が既にあります。上書きはしません。"
        f"改めた所は、hyojun edit export {business} で書き出したブックに書き写し、hyojun edit apply で戻してください。"
        f"初めから取り込み直すときは、フォルダー「spec/{business}」を取り除いてください。"
        "既にあるシートだけを除くときは、--write-profile で書いた様式のファイルで、そのシートの種類を「読まない」としてください。"
    )


def with_layouts(
    root: Path, business: Business, layouts: Mapping[str, Mapping[str, Any]]
) -> dict[str, bytes]:
    """The sources of 帳票 that get a レイアウト, as they shall be: its lines are put in, none is changed."""
    texts: dict[str, str] = {}
    for entry in business.entries:
        if entry.ref.kind is Kind.FORM and entry.ref.id in layouts and entry.value.origin:
            file = entry.value.origin.file
            before = texts.get(file) or (root / file).read_text("utf-8")
            try:
                texts[file] = with_key(before, entry, "レイアウト", dict(layouts[entry.ref.id]))
            except CannotIssue as error:
                raise ImportProblem(str(error)) from error
    return {
        file: in_style((root / file).read_text("utf-8"), text, file).encode() for file, text in texts.items()
    }
