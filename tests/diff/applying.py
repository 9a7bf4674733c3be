"""Changes applied to what an edition says: what comes out must be what the other edition says."""

import re
from collections.abc import Iterable
from typing import Any

from hyojun.diff import Change, Subject
from hyojun.diff.kinds.forms import layout_lines
from hyojun.diff.pair import Thing, said
from hyojun.diff.things import code_values, flow_parts, form_items, things
from hyojun.model import (
    Alert,
    CharacterRequirement,
    CodeList,
    CodeValue,
    Corpus,
    DataGroup,
    DataItem,
    Detail,
    Document,
    Flow,
    FlowNode,
    Form,
    FormItem,
    Function,
    Heading,
    Lane,
    Linkage,
    LocalMeasure,
    NonFunctional,
    OutOfScope,
    Screen,
    Task,
    Term,
    TreeNode,
    Value,
)

Said = dict[tuple[str, str], dict[str, Any]]
"""Kind and ID → field → what it says: a text, a set of IDs, or a text per 団体区分."""

LISTS = {"データ項目", "帳票", "連携", "横断的仕組み", "参照", "機能", "機能ID"}
BY_BODY = ("実装類型", "適合基準日")
FOLLOWS = "適合基準日は文書のとおり"
CLASSES: dict[str, type[Value]] = {
    Subject.DOCUMENT: Document,
    Subject.HEADING: Heading,
    Subject.FUNCTION: Function,
    Subject.FORM: Form,
    Subject.FORM_ITEM: FormItem,
    Subject.GROUP: DataGroup,
    Subject.DATA_ITEM: DataItem,
    Subject.CODE_LIST: CodeList,
    Subject.CODE_VALUE: CodeValue,
    Subject.LINKAGE: Linkage,
    Subject.TREE_NODE: TreeNode,
    Subject.FLOW: Flow,
    Subject.LANE: Lane,
    Subject.STEP: Task,
    Subject.FLOW_NODE: FlowNode,
    Subject.TERM: Term,
    Subject.SCREEN: Screen,
    Subject.DETAIL: Detail,
    Subject.ALERT: Alert,
    Subject.CHARACTERS: CharacterRequirement,
    Subject.NON_FUNCTIONAL: NonFunctional,
    Subject.LOCAL_MEASURE: LocalMeasure,
    Subject.OUT_OF_SCOPE: OutOfScope,
}
"""Kinds that are compared field by field; lines of a flow are known by what they join, paragraphs by their text."""
APART = {
    "置換元", "廃止", "見出し", "諸元表", "項番", "レイアウト", "値", "下位", "グループID", "ファイル", "sha256",
    "レーン", "作業", "その他の要素", "接続", "要素ID", "上位のレーン", "上位の作業", "入力", "出力", "付く作業",
    "帳票ID", "データ項目ID", "連携ID", "コードID", "コード値", "パラメータ", "パターン",
}  # fmt: skip
"""Fields that are things of their own, the ID itself, of a drawing tool, or told otherwise: a レイアウト by its lines."""


def said_by(corpus: Corpus) -> Said:
    """What every thing of an edition says."""
    found: Said = {}
    for business in corpus.businesses:
        rows = things(business, business.documents).live
        everything: list[Thing[Any]] = [t for s in CLASSES for t in rows.get(Subject(s), ())]
        for form in rows[Subject.FORM]:
            everything += form_items(form)
        for codes in rows[Subject.CODE_LIST]:
            everything += code_values(codes)
        for flow in rows[Subject.FLOW]:
            parts = flow_parts(flow)
            everything += [*parts.lanes, *parts.steps, *parts.nodes]
        for thing in everything:
            row = found[thing.subject.value, thing.id] = fields(thing.value)
            document = business.document(thing.document)
            if thing.subject is Subject.FUNCTION and "適合基準日" not in row and document:
                row[FOLLOWS] = document.name
                row["適合基準日"] = said(document.conformance)
    return {key: {w: c for w, c in row.items() if c is not None} for key, row in found.items()}


HEAD = {"題名", "発行者", "根拠法令", "サブユニット", "出典・利用条件", "適合基準日"}
"""What a document says itself; 版 and 改定履歴 are of the step from one edition to the next."""


def fields(value: Value) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if isinstance(value, Document):
        head = {
            f.alias or n: said(getattr(value, n)) for n, f in Document.model_fields.items() if f.alias in HEAD
        }
        return {w: c for w, c in head.items() if c}
    if isinstance(value, Form):
        found["レイアウト"] = frozenset(layout_lines(value))
    for name, field in type(value).model_fields.items():
        word = field.alias or name
        content = getattr(value, name)
        apart = word in APART and not (type(value) is FormItem and word == "データ項目ID")
        apart = (
            apart
            or (type(value) is DataGroup and word == "データ項目")
            or (type(value) is Heading and word == "機能")
        )
        if not apart and not field.exclude:
            found[word] = frozenset(content) if word in LISTS and isinstance(content, tuple) else content
    if isinstance(value, Function):
        for part in (*value.parameters, *value.patterns):
            kind = "パラメータ" if part in value.parameters else "パターン"
            found[f"{kind}「{part.name}」"] = part
    if isinstance(value, Function | DataItem):
        found.pop("機能ID", None)
    printed = {w: c if isinstance(c, frozenset) else said(c) for w, c in found.items()}
    return {w: c for w, c in printed.items() if c}


def days_of(corpus: Corpus) -> dict[str, str | None]:
    """The 適合基準日 of each document."""
    return {d.name: said(d.conformance) for b in corpus.businesses for d in b.documents}


def applied(old: Said, changes: Iterable[Change], documents: dict[str, str | None]) -> Said:
    """What the changes make of an edition. `documents`: the 適合基準日 of each, for statements that name none."""
    every = list(changes)
    them = [c for c in every if c.kind.value in CLASSES and c.code != "RT-RECORD"]
    result = {key: dict(value) for key, value in old.items()}
    days = {c.document: c.after for c in every if c.code.startswith("DC-DATE")}
    for row in result.values():
        if row.get(FOLLOWS) in days:
            row["適合基準日"] = days[row[FOLLOWS]]
    renamed = {
        (c.kind.value, c.old[0]): c.new[0] for c in them if len(c.old) == len(c.new) == 1 and c.old != c.new
    }
    for (kind, id), new in sorted(renamed.items(), key=lambda r: len(r[0][1])):
        result = {_follow(key, kind, id, new): row for key, row in result.items()}
    for row in result.values():
        _renumber(row, renamed)
    for change in them:
        kind = change.kind.value
        if len(change.old) > 1 or len(change.new) > 1:
            assert change.content
            for id in change.old:
                result.pop((kind, id), None)
            for id, plain in zip(change.new, change.content["新"], strict=True):
                result[kind, id] = _dated(fields(CLASSES[kind](**plain)), change, documents)
        elif not change.new:
            gone = [k for k in result if k == (kind, change.old[0]) or _is_part(k, kind, change.old[0])]
            for key in gone:
                del result[key]
        elif not change.old:
            _add(result, kind, change, documents)
        else:
            _set(result[kind, change.new[0]], change)
    return result


def without_marks(said: Said) -> Said:
    """What an edition says, without how a 適合基準日 came about, and body by body where bodies are told apart."""
    rows = {key: {w: c for w, c in row.items() if w != FOLLOWS} for key, row in said.items()}
    bodies = {b for row in rows.values() for w in BY_BODY for b in _of_bodies(row.get(w)) if b}
    for row in rows.values():
        for word in BY_BODY:
            if found := _of_bodies(row.get(word)):
                row[word] = {b: found.get(b, found.get("")) for b in sorted(bodies) or [""]}
    return rows


def _of_bodies(said: str | None) -> dict[str, str | None]:
    """A value per 団体区分; under no name: of all that are not named."""
    pairs = (p.rpartition(": ") for p in (said or "").split("、") if p)
    return {body: value for body, _, value in pairs}


CITED = {"データ項目": "データ", "帳票": "帳票", "連携": "連携", "機能": "機能", "機能ID": "機能"}
NAMED = {"データ項目ID": "データ", "参照先": "データ", "記録先": "データ", "対になる連携": "連携"}
_ID = re.compile(r"[0-9]{3}[a-z]?[0-9]{3,5}")


def _renumber(row: dict[str, Any], renamed: dict[tuple[str, str], str]) -> None:
    """Lists of IDs and fields that name one follow what was renumbered."""
    for word, kind in CITED.items():
        if isinstance(row.get(word), frozenset):
            row[word] = frozenset(renamed.get((kind, i), i) for i in row[word])
    for word, kind in NAMED.items():
        if isinstance(row.get(word), str):
            row[word] = _ID.sub(lambda m, k=kind: renamed.get((k, m[0]), m[0]), row[word])  # type: ignore[misc]
    if isinstance(row.get("参照"), frozenset):
        kinds = (Subject.FUNCTION.value, Subject.HEADING.value)
        into = {f"{k}{old}": f"{k}{new}" for (k, old), new in renamed.items() if k in kinds}
        row["参照"] = frozenset(into.get(i, i) for i in row["参照"])


def _follow(key: tuple[str, str], kind: str, old: str, new: str) -> tuple[str, str]:
    """A key after something was called otherwise: its own, or that of a part of it."""
    if key == (kind, old):
        return kind, new
    below = key[0] == kind == "ツリー" and key[1].startswith(f"{old}／")
    return (key[0], new + key[1][len(old) :]) if below or _is_part(key, kind, old) else key


def _is_part(key: tuple[str, str], kind: str, id: str) -> bool:
    parts = {"帳票": ("印字項目",), "コード": ("コード値",), "フロー": ("手順", "レーン", "フローの要素")}
    return key[0] in parts.get(kind, ()) and key[1].startswith(f"{id}/")


def _dated(row: dict[str, Any], change: Change, documents: dict[str, str | None]) -> dict[str, Any]:
    day = documents.get(change.document)
    return {"適合基準日": day} | row if change.kind is Subject.FUNCTION and day else row


def _add(result: Said, kind: str, change: Change, documents: dict[str, str | None]) -> None:
    id = change.new[0]
    plain = dict(change.content or {})
    if change.kind is Subject.DOCUMENT:
        result[kind, id] = {w: said(c) for w, c in plain.items()}
        return
    if kind == Subject.GROUP:
        plain["データ項目"] = [dict(_ITEM)]
    value = CLASSES[kind](**plain)
    result[kind, id] = _dated(fields(value), change, documents)
    thing = Thing(change.kind, id, change.name, value, change.document)
    parts: list[Thing[Any]] = []
    if isinstance(value, Form):
        parts = form_items(thing)
    elif isinstance(value, CodeList):
        parts = code_values(thing)
    elif isinstance(value, Flow):
        of = flow_parts(thing)
        parts = [*of.lanes, *of.steps, *of.nodes]
    for part in parts:
        result[part.subject.value, part.id] = fields(part.value)


_ITEM = {
    "データ項目ID": "00200001",
    "データ項目": "x",
    "ローマ字": "x",
    "データ型": "X",
    "データ出力条件": "任意",
}


def _set(row: dict[str, Any], change: Change) -> None:
    field = change.field or ""
    if field == "機能ID" and change.kind is Subject.FUNCTION:
        return
    if field in ("順序", "見出し", "グループ", "文書", "上位", "レーン") or (
        field in APART and field != "レイアウト"
    ):
        return
    if field == "レイアウト":
        before, after = (set((x or "").split("\n")) - {""} for x in (change.before, change.after))
        row[field] = frozenset(row.get(field, frozenset()) - before | after)
    elif isinstance(row.get(field), frozenset) or (field in LISTS and change.kind is not Subject.DATA_ITEM):
        now = set(row.get(field, frozenset())) - set((change.before or "").split("、"))
        row[field] = frozenset(now | set((change.after or "").split("、")) - {""})
        if not row[field]:
            del row[field]
    elif change.bodies and field in BY_BODY:
        now = _of_bodies(row.get(field)) | dict.fromkeys(change.bodies, change.after)
        row[field] = "、".join(f"{b}: {v}" for b, v in now.items() if v is not None)
    elif change.after is None:
        row.pop(field, None)
    else:
        row[field] = change.after
