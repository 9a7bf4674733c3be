"""変更一覧: one flat record a change, for spreadsheets and programs, over any number of comparisons.

JSON holds the records exactly. CSV holds the same for spreadsheets: what one of them would run as a formula or
read as a number is written so that it stays the text it is.
"""

import csv
import io
import json
import re
from collections.abc import Iterable, Iterator
from typing import Any, Literal

from pydantic import Field

from hyojun.model import ALL_BODIES, EDITION, Block, Line, Text, Value, edition_words

from ..changes import Audience, Change, Comparison, DocumentComparison, Side, Subject, Weight
from ..two_columns.prose import plain
from .words import clean, content_lines

NONE = "なし"
"""In keys, in the place of the edition of a document that is new or gone."""


class Compared(Value):
    """A document that was compared, whether it changed or not."""

    business: Line = Field(alias="業務ID")
    business_name: Line = Field(alias="業務名")
    document: Line = Field(alias="文書")
    old: Line | None = Field(alias="元の版")
    """1.0; a git ref where no edition is known; null: the document is new."""
    new: Line | None = Field(alias="先の版")
    """null: the document is gone."""
    status: Line | None = Field(alias="状態")
    """案, 決定, … of the newer edition."""
    count: int = Field(alias="件数")
    old_errata: int | None = Field(None, alias="元の版の正誤")
    """Number of the last 正誤 that the older edition has in it; null: none."""
    new_errata: int | None = Field(None, alias="先の版の正誤")


class Listed(Value):
    """One change as a record; its fields are the columns of the CSV, in their order."""

    key: Line = Field(alias="キー")
    """業務ID/文書/元の版/先の版/指紋: stays what it is in every later list of the same two editions."""
    business: Line = Field(alias="業務ID")
    business_name: Line = Field(alias="業務名")
    document: Line = Field(alias="文書")
    old_edition: Line | None = Field(alias="元の版")
    new_edition: Line | None = Field(alias="先の版")
    status: Line | None = Field(alias="状態")
    weight: Weight = Field(alias="重さ")
    audiences: tuple[Audience, ...] = Field(alias="関係者")
    code: Line = Field(alias="コード")
    kind: Subject = Field(alias="種類")
    old: tuple[Line, ...] = Field(alias="旧ID")
    new: tuple[Line, ...] = Field(alias="新ID")
    name: Line = Field(alias="名称")
    place: Line | None = Field(alias="位置")
    what: Literal["新設", "削除", "変更"] = Field(alias="変更の別")
    field: Line | None = Field(alias="項目")
    """null: the thing as a whole."""
    before: Text | None = Field(alias="変更前")
    """Plain text; of what is gone a line for each of its fields."""
    after: Text | None = Field(alias="変更後")
    bodies: tuple[Line, ...] = Field(alias="団体区分")
    """Empty: all."""
    conformance: Line | None = Field(alias="適合基準日")
    affected: tuple[Line, ...] = Field(alias="影響するID")
    reason: Text = Field(alias="判定の理由")
    revised_for: Text | None = Field(alias="改定理由")
    category: Line | None = Field(alias="区分")
    source: Line | None = Field(alias="根拠")
    in_force: Line | None = Field(alias="施行日")
    opinions: tuple[Line, ...] = Field(alias="意見番号")
    fingerprint: Line = Field(alias="指紋")


class ChangeList(Value):
    """All changes of some documents, with what was compared to find them."""

    format: Literal["hyojun-changes"] = Field(alias="形式")
    version: Literal[1] = Field(alias="形式の版")
    """Goes up when the meaning of a field changes, not when a field is added."""
    businesses: tuple[Line, ...] = Field(alias="業務ID")
    """The 業務 the list is about, also those of which no two editions could be compared."""
    compared: tuple[Compared, ...] = Field(alias="比較")
    changes: tuple[Listed, ...] = Field(alias="変更")

    def renewed(self, own: "ChangeList") -> "ChangeList":
        """This list with the 業務 of another one as that one has them."""
        mine = set(own.businesses)
        return _list(
            (*self.businesses, *own.businesses),
            (*(c for c in self.compared if c.business not in mine), *own.compared),
            (*(c for c in self.changes if c.business not in mine), *own.changes),
        )


def listed(found: Iterable[DocumentComparison], businesses: Iterable[str] = ()) -> ChangeList:
    """The records of some comparisons: by 業務ID, within one in the order given.

    `businesses`: 業務ID of all that were looked at, where more were than those compared.
    """
    them = tuple(found)
    looked_at = (*businesses, *(d.business for d in them))
    return _list(looked_at, (_compared(d) for d in them), (_listed(d, c) for d in them for c in d.changes))


def _list(businesses: Iterable[str], compared: Iterable[Compared], changes: Iterable[Listed]) -> ChangeList:
    return ChangeList(
        format="hyojun-changes",
        version=1,
        businesses=tuple(sorted(set(businesses))),
        compared=tuple(sorted(compared, key=lambda c: c.business)),
        changes=tuple(sorted(changes, key=lambda c: c.business)),
    )


def _compared(found: DocumentComparison) -> Compared:
    return Compared(
        business=found.business,
        business_name=found.business_name,
        document=found.document,
        old=_edition(found.old),
        new=_edition(found.new),
        status=found.new.status if found.new else None,
        count=len(found.changes),
        old_errata=found.old.errata if found.old else None,
        new_errata=found.new.errata if found.new else None,
    )


def _edition(side: Side | None) -> str | None:
    return (side.edition or side.label) if side else None


def _listed(found: DocumentComparison, change: Change) -> Listed:
    old, new = _edition(found.old), _edition(found.new)
    account = change.account
    before, after = _texts(change)
    return Listed(
        key="/".join((found.business, found.document, old or NONE, new or NONE, change.fingerprint)),
        business=found.business,
        business_name=found.business_name,
        document=found.document,
        old_edition=old,
        new_edition=new,
        status=found.new.status if found.new else None,
        weight=change.weight,
        audiences=change.audiences,
        code=change.code,
        kind=change.kind,
        old=change.old,
        new=change.new,
        name=change.name,
        place=change.place,
        what="変更" if change.field or (change.old and change.new) else "新設" if change.new else "削除",
        field=change.field,
        before=before,
        after=after,
        bodies=change.bodies,
        conformance=change.conformance,
        affected=change.affected,
        reason=change.reason,
        revised_for=account.reason if account else None,
        category=account.category if account else None,
        source=account.source if account else None,
        in_force=str(account.in_force) if account and account.in_force else None,
        opinions=account.opinions if account else (),
        fingerprint=change.fingerprint,
    )


def _texts(change: Change) -> tuple[str | None, str | None]:
    """What stood and what stands; of a thing as a whole, all of it in plain lines."""
    if change.field is not None or change.content is None:
        return change.before, change.after
    if change.kind is Subject.BLOCK:
        before, after = (_paragraph(change.content["種類"], text) for text in (change.before, change.after))
        return before, after
    if change.old and change.new:  # split, merged
        before, after = (
            "\n\n".join("\n".join(_lines(row)) for row in change.content.get(side) or ()) or None
            for side in ("旧", "新")
        )
        return before or change.before, after or change.after
    whole = "\n".join(_lines(_readable(change.kind, change.content))) or None
    return (None, whole) if change.new else (whole, None)


def _paragraph(kind: Any, text: str | None) -> str | None:
    """Its words without the marks of Markdown."""
    return None if text is None else plain(Block(kind=kind, text=text, line=1))


_LAYOUT = "レイアウト"
_DRAWN = {"レーン": "担当", "作業": Subject.STEP.value, "その他の要素": "その他の要素", "接続": "線の名称"}
"""Parts of a drawn flow, and what they are called here."""
_FOR_TOOLS = ("ファイル", "sha256")
_SAID = ("名称", "機能ID", "支援", "次のフロー", "説明")
"""What an element of a flow says."""
_PRINTED = ("文字", "代替テキスト", "説明")
"""What a layout says: fixed words, and the words for who cannot see it."""


def _readable(kind: Subject, content: dict[str, Any]) -> dict[str, Any]:
    """A thing without its coordinates and elements' IDs: of what is drawn, the words in the drawing."""
    found: dict[str, Any] = {}
    for word, value in content.items():
        if kind is Subject.FORM and word == _LAYOUT:
            found[f"{_LAYOUT}の文字"] = [*_printed(value)]
        elif kind is Subject.FLOW and word in _DRAWN:
            rows = [own for row in value if (own := {k: row[k] for k in _SAID if k in row})]
            is_short = all([*row] == ["名称"] for row in rows)
            found[_DRAWN[word]] = [row["名称"] for row in rows] if is_short else rows
        elif kind is not Subject.FLOW or word not in _FOR_TOOLS:
            found[word] = value
    return {word: value for word, value in found.items() if value != []}


def _printed(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for row in value:
            yield from _printed(row)
    elif isinstance(value, dict):
        for word, own in value.items():
            yield from (own,) if word in _PRINTED else _printed(own)


def _lines(content: dict[str, Any]) -> Iterator[str]:
    """A line a field; rows of a table (諸元表, パラメータ) a line each."""
    for word, value in content.items():
        if isinstance(value, list) and value and all(isinstance(row, dict) for row in value):
            yield f"{word}:"
            yield from ("・" + "、".join(f"{k}: {v}" for k, v in content_lines(row)) for row in value)
        else:
            yield from (f"{k}: {v}" for k, v in content_lines({word: value}))


# JSON


def listing_json(found: ChangeList) -> str:
    """The list as JSON: every record with all its fields; the same list gives the same characters."""
    return json.dumps(found.model_dump(mode="json"), ensure_ascii=False, indent=1) + "\n"


def listing_schema() -> dict[str, Any]:
    """The JSON Schema of `listing_json`; `data/changes.schema.json` holds it."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **ChangeList.model_json_schema(by_alias=True, mode="serialization"),
        "title": "変更一覧",
        "description": "版と版の間の変更の一覧。形式の版は、項目の意味が変わるときに上がる。項目が増えるだけなら上がらない。",
    }


# CSV

COLUMNS = tuple(str(f.alias) for f in Listed.model_fields.values())
_RUN = re.compile(r"\s*[=+\-@＝＋－＠]|[\t\r]")
"""What a spreadsheet may run, also in full width and behind spaces."""
_NUMBER = re.compile(r"0[0-9]+|[0-9]*\.[0-9]*0|[0-9]{16,}|[0-9.]+[Ee][0-9]+")
"""What a spreadsheet would take for a number and change: 0020011, 1.10."""


def listing_csv(found: ChangeList) -> str:
    """The list as CSV (RFC 4180) with the mark of UTF-8 at its beginning and CRLF at every end."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\r\n")
    writer.writerow(COLUMNS)
    writer.writerows([csv_cell(text) for text in row_words(change)] for change in found.changes)
    return "\ufeff" + out.getvalue()


def render(comparison: Comparison) -> str:
    """The changes of a comparison as CSV, without a line break at its end."""
    return listing_csv(listed(comparison.documents)).removesuffix("\r\n")


def row_words(change: Listed) -> tuple[str, ...]:
    """A record as words, in the order of `COLUMNS`; IDs as they are cited and editions as they are called: neither is
    a number then."""
    kind = change.kind.value
    said: dict[str, str | tuple[str, ...] | None] = {
        "業務ID": f"{Subject.BUSINESS.value}{change.business}",
        "元の版": _called(change.old_edition),
        "先の版": _called(change.new_edition),
        "旧ID": tuple(f"{kind}{id}" for id in change.old),
        "新ID": tuple(f"{kind}{id}" for id in change.new),
        "団体区分": change.bodies or ALL_BODIES,
    }
    plain = change.model_dump()
    return tuple(_text(said.get(column, plain[column])) for column in COLUMNS)


def _text(value: str | tuple[str, ...] | None) -> str:
    text = "、".join(value) if isinstance(value, tuple) else value or ""
    return clean(text.replace("\r\n", "\n").replace("\t", " "))


def _called(edition: str | None) -> str | None:
    return edition_words(edition) if edition and re.match(EDITION, edition) else edition


def csv_cell(value: str | tuple[str, ...] | None) -> str:
    """A value as the text of a cell that no spreadsheet runs or takes for another number."""
    text = _text(value)
    return f"'{text}" if _RUN.match(text) or _NUMBER.fullmatch(text) else text
