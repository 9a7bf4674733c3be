"""Rows of 機能要件 → headings with functions: one class a statement, keys and 項番 where there are none."""

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from openpyxl.utils import get_column_letter

from hyojun.model import ALL_BODIES

from .numbering import Numbering
from .profile import ImportProfile
from .remarks import Notes, RemarkKind
from .rows import Record
from .tables import word

Entry = dict[str, Any]
Origins = dict[int, Record]
"""id() of an entry → the row it was read from."""

_NUMBER = re.compile(r"([0-9]+(?:\.[0-9]+)*)(\.?)\s*(?=\D)")
_MAX_NAME = 30
_MAX_COLUMN = 50
_RELATIONS = ("帳票", "データ項目", "連携", "横断的仕組み", "参照", "由来", "採用の観点")
_NOT_WRITTEN = ("実装類型", "適合基準日", "団体区分の注記")


class Statements:
    """Puts the functions of a workbook together."""

    def __init__(
        self,
        profile: ImportProfile,
        tables: Mapping[str, Sequence[Record]],
        numbering: Numbering,
        notes: Notes,
        title: str,
    ) -> None:
        self.profile, self.tables, self.numbering, self.notes, self.title = (
            profile,
            tables,
            numbering,
            notes,
            title,
        )
        self.origins: Origins = {}
        self.top: list[Entry] = []
        self.by_path: dict[tuple[str, ...], Entry] = {}
        self.listed: dict[str, Entry] = {}
        """Headings of a 見出し一覧 by 項番: two of one title stay two."""
        self.paths: dict[str, tuple[str, ...]] = {"": ()}
        self.by_id: dict[str, Entry] = {}
        columns = [r for kind in ("機能要件", "帳票一覧") for r in tables.get(kind, ())]
        found = (c.partition("/")[2] for r in columns for c in r.cells if c.startswith("実装類型/"))
        self.bodies = tuple(dict.fromkeys(found))
        """団体区分 that the tables tell apart."""

    def headings(self) -> list[Entry]:
        """The headings in their order, each with its functions."""
        for record in self.tables.get("見出し一覧", ()):
            self._listed(record)
        relations = self.tables.get("機能の関連", ()) if self.listed else ()
        numbers = {str(r.values.get("機能ID")): r.number for r in relations}
        last: Entry | None = None
        for record in self.tables.get("機能要件", ()):
            path = tuple(record.levels.values()) or (() if self.by_path else (self.title,))
            number = record.number or numbers.get(str(record.values.get("機能ID")), "")
            heading = self.listed.get(number) or self._heading(path, record)
            if record.values and record.merged and last is not None:
                self._goes_on(last, record)
            elif record.values:
                last = self._functions(heading, record)
        self._add_relations()
        self._add_lists("パラメータ一覧", "パラメータ")
        self._add_lists("パターン一覧", "パターン")
        return self.top

    def _listed(self, record: Record) -> None:
        """A row of 見出し一覧: number, title, text and key of a heading."""
        number = str(record.values.get("項番", ""))
        above, _, own = number.rpartition(".")
        parent = self.listed.get(above)
        if (above and parent is None) or not own.isdecimal():
            self.notes.trouble(
                f"項番「{number}」の上の見出しがありません。直してください。", record.sheet, record.cell
            )
            return
        siblings: list[Entry] = parent.setdefault("見出し", []) if parent else self.top
        heading: Entry = {"キー": self.numbering.key(str(record.values.get("キー") or f"midashi-{own}"))}
        heading |= {k: record.values[k] for k in ("題名", "説明") if k in record.values}
        if int(own) != self._next_ordinal(siblings):
            heading["番号"] = int(own)
        heading["_number"] = number
        siblings.append(heading)
        self.listed[number] = heading
        self.paths[number] = (*self.paths[above], str(heading.get("題名", number)))
        self.by_path.setdefault(self.paths[number], heading)
        self.origins[id(heading)] = record

    @staticmethod
    def _next_ordinal(siblings: list[Entry]) -> int:
        return int(str(siblings[-1]["_number"]).rpartition(".")[2]) + 1 if siblings else 1

    def _below(self, path: tuple[str, ...]) -> list[Entry]:
        if not path:
            return self.top
        found: list[Entry] = self.by_path[path].setdefault("見出し", [])
        return found

    def _heading(self, path: tuple[str, ...], record: Record) -> Entry:
        if path in self.by_path:
            return self.by_path[path]
        if not path:
            path = (self.title,)
        if len(path) > 1:
            self._heading(path[:-1], record)
        siblings = self._below(path[:-1])
        ordinal = self._next_ordinal(siblings)
        above = str(self.by_path[path[:-1]]["_number"]) + "." if len(path) > 1 else ""
        title, own = self._unnumbered(path, f"{above}{ordinal}", record)
        number = f"{above}{own}"
        heading: Entry = {"キー": self.numbering.key("midashi-" + number.replace(".", "-"))}
        if title:
            heading["題名"] = title
        if own != ordinal:
            heading["番号"] = own
        heading["_number"] = number
        siblings.append(heading)
        self.by_path[path] = heading
        self.origins[id(heading)] = record
        return heading

    def _unnumbered(self, path: tuple[str, ...], expected: str, record: Record) -> tuple[str, int]:
        """A title without the number before it, and its last figure: 項番 are made anew from the place."""
        title = path[-1]
        ordinal = int(expected.rpartition(".")[2])
        found = _NUMBER.match(unicodedata.normalize("NFKC", title))
        if found is None or not (found[2] or "." in found[1] or found[1] == expected):
            return title, ordinal
        own = int(found[1].rpartition(".")[2])
        rest = title[found.end() :].strip() if len(unicodedata.normalize("NFKC", title)) == len(title) else ""
        if not rest or own > 999:
            return title, ordinal
        message = f"見出し「{title}」の番号を取り除きました。項番は、見出しの位置から付きます。"
        contents = list(record.levels)
        at = record.at(contents[len(path) - 1]) if contents else record.cell
        self.notes.aside(RemarkKind.REWRITTEN, message, record.sheet, at, title)
        return rest, own

    def _functions(self, heading: Entry, record: Record) -> Entry | None:
        """The statements of a row: several where its text has several class labels."""
        made = None
        for place, (label, text) in enumerate(self._labelled(record)):
            values = {
                k: v
                for k, v in record.values.items()
                if "/" not in k and k not in _NOT_WRITTEN and v is not None
            }
            entry: Entry = {
                "機能ID": self._id(record, first=place == 0),
                "機能名称": self._name(record, heading),
                "実装類型": label or self.classes(record, "機能", self._default()),
                "機能要件": text,
            }
            entry |= {k: v for k, v in values.items() if k not in entry and (place == 0 or k != "置換元")}
            entry |= self._days(record) | _body_notes(record)
            heading.setdefault("機能", []).append({k: v for k, v in entry.items() if v is not None})
            made = heading["機能"][-1]
            self.origins[id(made)] = record
            self.by_id.setdefault(made["機能ID"], made)
        return made

    def _labelled(self, record: Record) -> list[tuple[str | None, str]]:
        """【実装すべき機能】… in a text begins a statement of that class."""
        text = str(record.values.get("機能要件") or "")
        labels = {w: c for c, words in self.profile.classes.items() for w in words if w.startswith("【")}
        pattern = "|".join(map(re.escape, labels))
        parts = re.split(f"({pattern})", text) if pattern else [text]
        if len(parts) == 1:
            if not text:
                message = "「機能要件」がありません。書き足してください。"
                self.notes.trouble(message, record.sheet, record.at("機能要件"))
            return [(None, text)]
        found: list[tuple[str | None, str]] = []
        if before := parts[0].strip():
            found.append((None, before))
        for label, each in zip(parts[1::2], parts[2::2], strict=True):
            if body := each.strip():
                found.append((labels[label], body))
        message = f"区分の見出し（{'、'.join(parts[1::2])}）で{len(found)}件の機能に分けました。"
        self.notes.aside(RemarkKind.REWRITTEN, message, record.sheet, record.at("機能要件"), text)
        return found

    def _id(self, record: Record, *, first: bool) -> str:
        if first and (id := record.values.get("機能ID")):
            return str(id)
        message = "機能IDが無いため、仮番号を付けました。"
        self.notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
        return self.numbering.provisional()

    def _name(self, record: Record, heading: Entry) -> str:
        if name := record.values.get("機能名称"):
            return str(name)
        first = str(record.values.get("機能要件") or "").strip().split("\n")[0]
        title = str(heading.get("題名") or first)[:_MAX_NAME] or "機能"
        own = {f["機能名称"] for f in heading.get("機能", ())}
        name, again = title, 1
        while name in own:
            again += 1
            name = f"{title}（{again}）"
        message = f"機能名称が無いため、「{name}」としました。"
        self.notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
        return name

    def classes(self, record: Record, thing: str, default: str | None = None) -> Any:
        """実装類型: one, or one a 団体区分 where they differ."""
        values = record.values
        given = {c.partition("/")[2]: v for c, v in values.items() if c.startswith("実装類型/")}
        one = values.get("実装類型")
        if given and set(given) == set(self.bodies):
            return next(iter(given.values())) if len(set(given.values())) == 1 else given
        if given:
            blank = "、".join(b for b in self.bodies if b not in given)
            message = f"{blank}の実装類型が空欄です。その団体区分の実装類型は無いものとしました。"
            self.notes.aside(RemarkKind.DOUBT, message, record.sheet, record.cell)
            return given
        if one:
            return one
        if "廃止" in values:
            default = default or "実装必須"
        if default:
            message = f"{thing}の実装類型が無いため、「{default}」としました。"
            self.notes.aside(RemarkKind.FILLED, message, record.sheet, record.cell)
            return default
        if "実装類型" not in record.cells:  # else its words were not understood, which is told
            self.notes.trouble(
                "実装類型がありません。空欄なら◎などを書き足してください。列があるのに読まれていないときは、"
                "--show-mapping で確かめ、様式のファイルでその列を「実装類型」としてください"
                "（全ての行が同じ実装類型のときに限り、「既定」に書けます）。",
                record.sheet,
                record.cell,
            )
        return None

    def _default(self) -> str | None:
        """The class a profile gives to functions without one."""
        column = self.profile.by_kind["機能要件"].by_content["実装類型"]
        return column.default and self.profile.class_of.get(word(column.default))

    def _days(self, record: Record) -> Entry:
        found: dict[str, str] = dict(record.values.get("適合基準日") or {})
        for content, value in record.values.items():
            head, _, body = content.partition("/")
            if head == "適合基準日" and body:
                found[body] = next(iter(value.values()))
        if not found:
            return {}
        most = found.pop("", None)
        if not found or set(found.values()) == {most}:
            return {"適合基準日": most or next(iter(found.values()))}
        if most:
            bodies = self.bodies or (ALL_BODIES, *found)
            found = {body: found.get(body, most) for body in dict.fromkeys((*bodies, *found))}
        return {"適合基準日": found}

    def _goes_on(self, last: Entry, record: Record) -> None:
        """A row below an ID that is merged with it: the statement goes on."""
        text = record.values.get("機能要件")
        if text and "機能要件" in record.cells and record.cells["機能要件"].row == record.row:
            last["機能要件"] += f"\n{text}"
            message = "機能IDの欄が上の行とつながっているため、上の行の機能要件の続きとしました。"
            self.notes.aside(RemarkKind.DOUBT, message, record.sheet, record.at("機能要件"), text)

    def _add_relations(self) -> None:
        for record in self.tables.get("機能の関連", ()):
            entry = self._named(record)
            if entry is None:
                continue
            entry |= {k: record.values[k] for k in _RELATIONS if k in record.values} | _body_notes(record)
            if "参照" in entry:
                entry["参照"] = [self._reference(line) for line in entry["参照"]]
            if "廃止" in entry:  # it is struck through for that reason
                cells = {f"{get_column_letter(n)}{record.row}" for n in range(1, _MAX_COLUMN)}
                self.notes.settled(RemarkKind.DOUBT, record.sheet, cells)

    def _reference(self, line: str) -> str:
        """機能0020003 with its name, or a heading by 項番 and title → what sources write."""
        key = self.labels().get(line)
        return f"見出し{key}" if key else line.partition(" ")[0]

    def labels(self) -> dict[str, str]:
        """項番 and title of every heading → its key."""
        every = (*self.by_path.values(), *self.listed.values())
        return {" ".join(filter(None, (h["_number"], h.get("題名")))): h["キー"] for h in every}

    def _add_lists(self, kind: str, key: str) -> None:
        for record in self.tables.get(kind, ()):
            entry = self._named(record)
            if entry is not None:
                row = {k: v for k, v in record.values.items() if k != "機能ID"}
                entry.setdefault(key, []).append(row)
                self.origins[id(row)] = record

    def _named(self, record: Record) -> Entry | None:
        found = self.by_id.get(str(record.values.get("機能ID")))
        if found is None and record.values:
            message = f"機能{record.values.get('機能ID', '')}の行がありません。この行は読み取っていません。"
            text = " ".join(cell.text for cell in record.cells.values())
            self.notes.remark(RemarkKind.UNREAD, message, record.sheet, record.cell, text)
        return found


def _body_notes(record: Record) -> Entry:
    notes = record.values.get("団体区分の注記") or {}
    return {"団体区分の注記": [{"団体区分": b, "注記": t} for b, t in notes.items()]} if notes else {}


def unmarked(headings: Iterable[Entry]) -> list[Entry]:
    """The headings without what was only needed to put them together."""
    found = []
    for heading in headings:
        heading.pop("_number", None)
        if "見出し" in heading:
            unmarked(heading["見出し"])
        if "機能" in heading and "見出し" in heading:
            heading["見出し"] = heading.pop("見出し")  # statements come before the headings below
        found.append(heading)
    return found


def common_day(headings: Sequence[Entry]) -> str | None:
    """The day of most statements, taken out of those that have it; None where a statement that needs one has none."""
    functions = list(_all(headings))
    needed = [f for f in functions if "廃止" not in f and f.get("実装類型") != "実装不可"]
    days = [d for f in needed if isinstance(d := f.get("適合基準日"), str)]
    if not days or any("適合基準日" not in f for f in needed):
        return None
    day = max(dict.fromkeys(days), key=days.count)
    for function in functions:
        if function.get("適合基準日") == day:
            del function["適合基準日"]
    return day


def _all(headings: Iterable[Entry]) -> Iterable[Entry]:
    for heading in headings:
        yield from heading.get("機能", ())
        yield from _all(heading.get("見出し", ()))
