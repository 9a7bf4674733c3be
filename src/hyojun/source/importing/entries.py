"""Rows of 帳票, 諸元表, 連携, ツリー図 and the flat tables → entries as source files write them."""

import re
from collections.abc import Mapping, Sequence

from hyojun.model import Registry

from .numbering import Numbering
from .profile import How, TableWords
from .remarks import Notes, RemarkKind
from .rows import Record
from .statements import Entry, Origins, Statements

_COMMON, _STANDARD = "共通機能", "標準準拠システム"
_DRAWN = re.compile(r"図（(.+?)(縦|横)(?:、\d+面)?）")
_LETTERS = {"提供": "o", "照会": "i"}


def nested(record: Record, without: Sequence[str] = ()) -> Entry:
    """The values of a row; 相手/種別 stands below 相手."""
    found: Entry = {}
    for content, value in record.values.items():
        head, _, below = content.partition("/")
        if content in without or head in without:
            continue
        if below:
            found.setdefault(head, {})[below] = value
        else:
            found[content] = value
    return found


def flat(words: TableWords, records: Sequence[Record], numbering: Numbering, origins: Origins) -> list[Entry]:
    """One entry a row, with a key where its kind has one."""
    found = []
    for place, record in enumerate(records, 1):
        entry = nested(record)
        for column in (c for c in words.columns if c.how is How.DAY and c.content in entry):
            entry[column.content] = next(iter(entry[column.content].values()))
        if any(c.how is How.KEY for c in words.columns):
            entry["キー"] = numbering.key(str(entry.get("キー") or f"gyo-{place}"))
        origins[id(entry)] = record
        found.append(entry)
    return found


def forms(
    words: TableWords,
    tables: Mapping[str, Sequence[Record]],
    statements: Statements,
    notes: Notes,
) -> list[Entry]:
    """帳票 with the rows of their 諸元表; a 諸元表 whose 帳票 is in no list makes one."""
    found: list[Entry] = []
    by_id: dict[str, Entry] = {}
    by_name: dict[str, Entry] = {}

    def started(record: Record) -> Entry:
        entry = nested(record, ("実装類型", "印字項目"))
        if "帳票ID" not in entry:
            entry = {"帳票ID": statements.numbering.provisional(), **entry}
            message = "帳票IDが無いため、仮番号を付けました。"
            notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
        default = words.by_content["実装類型"].default
        entry["実装類型"] = statements.classes(record, "帳票", default)
        if "対象" not in entry and (audience := words.by_content["対象"].default):
            entry["対象"] = audience
            message = f"帳票の対象（住民向け・職員向け）が無いため、「{audience}」としました。"
            notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
        if entry.get("根拠"):
            entry["根拠"] = str(entry["根拠"]).replace("\n", "　")
        found.append(entry)
        statements.origins[id(entry)] = record
        by_id.setdefault(entry["帳票ID"], entry)
        by_name.setdefault(str(entry.get("帳票名称")), entry)
        return entry

    for record in tables.get("帳票一覧", ()):
        started(record)
    for record in tables.get("諸元表", ()):
        number, name = record.values.get("帳票ID"), record.values.get("帳票名称")
        if number is None and name is None:
            message = "帳票ID又は帳票名称がありません。表の列か、表の上に書いてください。"
            notes.trouble(message, record.sheet, record.cell)
            continue
        form = by_id.get(str(number)) if number else by_name.get(str(name))
        if form is None:
            head: Entry = {k: record.values[k] for k in ("帳票ID", "帳票名称") if k in record.values}
            form = started(record._replace(values={"帳票名称": f"帳票{number}", **head}))
        row = {k: v for k, v in nested(record).items() if k not in ("帳票ID", "帳票名称")}
        rows: list[Entry] = form.setdefault("諸元表", [])
        if "項番" not in row:
            row = {"項番": len(rows) + 1, **row}
            message = "項番が無いため、上から順に付けました。"
            notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
        rows.append(row)
        statements.origins[id(row)] = record
    for form in found:
        _lay_out(form, tables, statements.origins, notes)
    return found


_REPEATED = {"繰り返しの回数": "回数", "繰り返しの間隔": "間隔"}


def _lay_out(form: Entry, tables: Mapping[str, Sequence[Record]], origins: Origins, notes: Notes) -> None:
    """図（A4縦）, 枠一覧 and 線一覧 of our own workbooks → the drawn layout; an attached file is not in a workbook."""
    written = form.pop("レイアウト", None)
    faces: dict[object, Entry] = {}
    for key, kind in (("枠", "枠一覧"), ("線", "線一覧")):
        for record in tables.get(kind, ()):
            if record.values.get("帳票ID") == form["帳票ID"]:
                face = faces.setdefault(record.values.get("面"), {"枠": [], "線": []})
                entry = nested(record, ("帳票ID", "面", *_REPEATED))
                if repeated := {k: v for name, k in _REPEATED.items() if (v := record.values.get(name))}:
                    entry["繰り返し"] = repeated
                face[key].append(entry)
                origins[id(entry)] = record
    drawn = _DRAWN.fullmatch(str(written or ""))
    if drawn and faces and all(face["枠"] for face in faces.values()):
        named = [({"面の名称": name} if name else {}) | face for name, face in faces.items()]
        form["レイアウト"] = {"種類": "描画", "用紙": drawn[1], "向き": drawn[2], **named[0]}
        if named[1:]:
            form["レイアウト"]["続く面"] = named[1:]
    elif written:
        record = origins[id(form)]
        message = (
            f"レイアウト「{written}」の図は、この表にありません。帳票の「レイアウト」に書き足してください。"
        )
        notes.aside(RemarkKind.UNREAD, message, record.sheet, record.at("レイアウト"), str(written))


def linkages(
    records: Sequence[Record], numbering: Numbering, registry: Registry, notes: Notes, origins: Origins
) -> list[Entry]:
    """連携, each with the other party as the registry knows it."""
    found = []
    for record in records:
        entry = nested(record)
        if "連携ID" not in entry:
            letter = _LETTERS.get(str(entry.get("提供・照会")), "o")
            entry = {"連携ID": numbering.provisional(letter), **entry}
            message = "連携IDが無いため、仮番号を付けました。"
            notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
        if "記録先" in entry:
            entry["記録先"] = {k.split(" ")[0]: v.split(" ")[0] for k, v in entry["記録先"].items()}
        entry["相手"] = _partner(entry.get("相手", {}), record, registry, notes)
        origins[id(entry)] = record
        found.append(entry)
    return found


def _partner(partner: Entry, record: Record, registry: Registry, notes: Notes) -> Entry:
    said = partner.get("業務ID")
    names = [b for b in registry.businesses if partner.get("名称") in (b.name, b.system)]
    known = registry.business(str(said)) if said else (names[0] if len(names) == 1 else None)
    if known is None:
        return partner
    made = {k: v for k, v in partner.items() if k != "名称" or v not in (known.name, known.system)}
    if "業務ID" not in made:
        message = f"相手「{partner.get('名称')}」を台帳の業務 {known.id} としました。"
        notes.aside(RemarkKind.FILLED, message, record.sheet, record.at("相手/名称"))
    if "種別" not in made:
        kind = _COMMON if known.common else _STANDARD
        notes.aside(
            RemarkKind.FILLED, f"相手の種別を「{kind}」としました。", record.sheet, record.at("相手/名称")
        )
        made["種別"] = kind
    made["業務ID"] = known.id
    return {k: made[k] for k in ("種別", "業務ID", "名称") if k in made}


def tree(records: Sequence[Record], origins: Origins) -> list[Entry]:
    """Boxes below boxes: a row is the box of its deepest level."""
    top: list[Entry] = []
    nodes: dict[tuple[str, ...], Entry] = {}
    for record in records:
        path = tuple(record.levels.values())
        for depth in range(1, len(path) + 1):
            here = path[:depth]
            if here not in nodes:
                nodes[here] = {"名称": here[-1]}
                (nodes[here[:-1]].setdefault("下位", []) if depth > 1 else top).append(nodes[here])
                origins[id(nodes[here])] = record
        if not path:
            continue
        node = nodes[path]
        for key, value in nested(record).items():
            node.setdefault(key, value)
        if "区分" not in node and node.get("機能"):
            node["区分"] = "対象"
    for node in nodes.values():
        if "下位" in node:
            node["下位"] = node.pop("下位")
    return top
