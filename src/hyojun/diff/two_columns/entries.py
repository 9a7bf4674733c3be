"""A document as entries in the order it is printed, each a head and fields under their published words."""

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date
from itertools import zip_longest
from typing import Any, NamedTuple

from hyojun.flow import Step, steps
from hyojun.model import (
    TASK_WORDS,
    AttachedLayout,
    Block,
    Business,
    CharacterRequirement,
    Document,
    DrawnLayout,
    Flow,
    Form,
    Function,
    ImplementationClass,
    Retirement,
    Value,
    edition_words,
    numbered,
    obligations,
)

from ..changes import Subject
from ..kinds.forms import layout_lines
from ..pair import Thing, said
from ..things import blocks, code_values, flow_parts, form_items, in_order
from .naming import headings, named
from .prose import plain
from .table import BY_FIGURE, OF_DOCUMENT, Key
from .wording import AS_WRITTEN, Wording

PARTS: Mapping[str, tuple[Subject, ...]] = {
    "業務の概要": (Subject.DOCUMENT, Subject.BUSINESS),
    "本編": (Subject.CHAPTER,),
    "機能要件": (Subject.HEADING, Subject.FUNCTION),
    "業務フロー": (Subject.FLOW,),
    "ツリー図": (Subject.TREE_NODE,),
    "画面要件": (Subject.SCREEN,),
    "項目詳細": (Subject.DETAIL,),
    "エラー・アラート": (Subject.ALERT,),
    "帳票要件": (Subject.FORM,),
    "データ要件": (Subject.GROUP, Subject.DATA_ITEM),
    "コード一覧": (Subject.CODE_LIST,),
    "連携要件": (Subject.LINKAGE,),
    "文字要件": (Subject.CHARACTERS,),
    "非機能要件": (Subject.NON_FUNCTIONAL,),
    "独自施策": (Subject.LOCAL_MEASURE,),
    "標準化対象外": (Subject.OUT_OF_SCOPE,),
    "用語": (Subject.TERM,),
}
"""Titles as in the document itself, in its order, and the kinds that stand under each."""
_HEADS = {
    Subject.HEADING: ("title",),
    Subject.FLOW: ("title",),
    Subject.DOCUMENT: (),
    Subject.BUSINESS: (),
    Subject.CODE_VALUE: ("value", "meaning"),
    Subject.FORM_ITEM: ("number", "name"),
    Subject.NON_FUNCTIONAL: ("metric",),
}
_HEAD = ("id", "name")
"""What an entry begins with, without a word before it."""
_NUMBERS = frozenset({"id", "value"})
"""Parts of a head that identify."""
_ELSEWHERE: Mapping[Subject, frozenset[str]] = {
    Subject.HEADING: frozenset({"key", "ordinal", "functions", "headings"}),
    Subject.GROUP: frozenset({"items"}),
    Subject.FORM: frozenset({"items"}),
    Subject.CODE_LIST: frozenset({"values"}),
    Subject.TREE_NODE: frozenset({"key", "children"}),
    Subject.FLOW: frozenset({"key", "file", "sha256", "lanes", "tasks", "nodes", "connections"}),
    Subject.DOCUMENT: frozenset({"name", "edition", "status", "day", "history", "contents"}),
    Subject.BUSINESS: frozenset({"id"}),
}
"""Fields that are entries of their own, generated, on the cover, or of machines."""
_FOR_MACHINES = frozenset({"key", "sha256"})
_DAYS = frozenset({"conformance", "until"})
"""Fields whose texts are days, or words in their place."""
_MAIN = frozenset({"text", "definition"})
_RUN_IN: Mapping[Subject, frozenset[str]] = {
    Subject.FORM_ITEM: frozenset({"length", "lines", "font", "required"}),
    Subject.DATA_ITEM: frozenset({"foreign_key", "length", "code", "repeat", "output", "implementation"}),
}
"""Fields with short values that go on in the line before."""
_KIND = "(?:機能|帳票|データ|連携)?"
_NUMBER = r"[0-9]{3}(?:[0-9a-z]{3,}|[a-z]?仮[0-9]+)"
_ID = _KIND + _NUMBER
_IDS = re.compile(f"{_ID}(?:[、：]{_ID})*")
NUMBERS = re.compile(f"({_NUMBER})")
"""The IDs in a field that lists them, without their kind."""


class Field(NamedTuple):
    """A part of an entry."""

    word: str
    """Its published word; of a head the name of the attribute."""
    lead: str
    """What is printed before it: nothing, a space, 【機能要件】."""
    text: str
    is_head: bool = False
    is_main: bool = False
    """What a reader wants to see of an entry, if it is short, though something else changed."""
    is_number: bool = False
    """It says a number or IDs and nothing else: where it differs, the thing may be the same under another one."""
    figure: Form | None = None
    """The form whose layout it says by a picture."""
    is_by_body: bool = False
    """It has a value for each 団体区分: beside one value for all, nothing of it is the same."""

    def is_same(self, other: "Field") -> bool:
        """Whether both say the same; 項番 on a layout are those of the 諸元表, whose rows tell of them."""
        if (self.lead, self.text) != (other.lead, other.text):
            return False
        if self.figure is None or other.figure is None:
            return self.figure is other.figure
        return layout_lines(self.figure) == layout_lines(other.figure)

    @property
    def whole(self) -> str:
        return self.lead + self.text


class Entry(NamedTuple):
    """A thing of one edition in its place."""

    key: Key
    subject: Subject
    part: str
    number: str
    """Generated: 項番, number of a step. No change if it is another one."""
    value: Any
    lasting: str
    above: Key | None
    headings: Mapping[str, str]
    """Key → title, to name a heading in a text as its readers know it."""
    retired: bool = False
    step: Step | None = None
    wording: Wording = AS_WRITTEN
    document: Document | None = None
    overview: tuple[tuple[str, str], ...] | None = None
    """Word and text of what a 業務 says of itself, where the wording has words for it."""

    @property
    def fields(self) -> tuple[Field, ...]:
        """Everything it says, head first."""
        return tuple(_fields(self))

    @property
    def held(self) -> Mapping[str, str]:
        """By the word of a field that is not there, what holds without it: the 適合基準日 of the document."""
        match self.document, self.value:
            case Document(conformance=day) as document, Function() as function if day:
                is_due = any(o.day for o in obligations(function, document))
            case Document(conformance=day), CharacterRequirement(implementation=kind) if day:
                is_due = kind is not ImplementationClass.FORBIDDEN
            case _:
                return {}
        return {"適合基準日": f"{_told(day, self.wording, True)}{OF_DOCUMENT}"} if is_due else {}

    @property
    def head(self) -> str:
        """What it is called where it stands above others."""
        return "".join(f.whole for f in self.fields if f.is_head)

    @property
    def text(self) -> str:
        return "".join(f.whole for f in self.fields)

    def is_same(self, other: "Entry") -> bool:
        """Whether a reader of both reads the same; numbers that are generated do not count."""
        if self.value is other.value and self.step is None:
            return True
        own, others = (e._replace(number="").fields for e in (self, other))
        if "".join(f.whole for f in own) != "".join(f.whole for f in others):
            return False
        pictures = ([f for f in fields if f.figure] for fields in (own, others))
        return all(a is not None and b is not None and a.is_same(b) for a, b in zip_longest(*pictures))


def entries(
    business: Business, document: Document, whole: bool = False, wording: Wording = AS_WRITTEN
) -> tuple[Entry, ...]:
    """Every entry of a document in the order it is printed. `whole`: with what the 業務 says of itself."""
    names = headings(business)
    found: dict[str, list[Entry]] = defaultdict(list)
    numbers = {n.heading.key: n.number for n in numbered(document.contents.headings)}
    parts = {subject: part for part, subjects in PARTS.items() for subject in subjects}
    things = list(in_order(document))
    if whole:
        first = Thing(Subject.BUSINESS, business.id, business.name, business.head, document.name)
        things.insert(0, first)
    for thing in things:
        part = parts[thing.subject]
        if thing.subject is Subject.CHAPTER:
            found[part] += _prose(thing, names)
            continue
        found[part].append(_entry(thing, part, names, numbers.get(thing.id, "")))
        found[part] += _parts_of(thing, part, names)
    seen: dict[Key, int] = defaultdict(int)
    if whole and wording.overview:
        told = tuple(wording.overview(business))
        found[parts[Subject.BUSINESS]] = [
            e._replace(overview=told) if e.subject is Subject.BUSINESS else e
            for e in found[parts[Subject.BUSINESS]]
        ]
    return tuple(
        _once(e, seen)._replace(wording=wording, document=document) for part in PARTS for e in found[part]
    )


def _once(entry: Entry, seen: dict[Key, int]) -> Entry:
    """Keys are made unique as the comparison makes them."""
    key = Key("廃止", entry.key.label) if entry.retired else entry.key
    seen[key] += 1
    return (
        entry if seen[key] == 1 else entry._replace(key=entry.key._replace(id=f"{entry.key.id}#{seen[key]}"))
    )


_OWNERS = {
    Subject.HEADING: Subject.HEADING,
    Subject.FUNCTION: Subject.HEADING,
    Subject.FORM_ITEM: Subject.FORM,
    Subject.DATA_ITEM: Subject.GROUP,
    Subject.CODE_VALUE: Subject.CODE_LIST,
    Subject.TREE_NODE: Subject.TREE_NODE,
}


def _entry(thing: Thing[Any], part: str, names: Mapping[str, str], number: str = "") -> Entry:
    owner = _OWNERS.get(thing.subject)
    above = Key(owner.value, thing.above) if owner and thing.above else None
    gone = getattr(thing.value, "retired", None) is not None
    key = Key(thing.subject.value, thing.id)
    return Entry(key, thing.subject, part, number, thing.value, thing.lasting or thing.id, above, names, gone)


def _parts_of(thing: Thing[Any], part: str, names: Mapping[str, str]) -> Iterator[Entry]:
    match thing.subject:
        case Subject.FORM:
            yield from (_entry(item, part, names) for item in form_items(thing))
        case Subject.CODE_LIST:
            yield from (_entry(value, part, names) for value in code_values(thing))
        case Subject.FLOW:
            yield from _steps(thing, part, names)
        case _:
            return


def _steps(thing: Thing[Flow], part: str, names: Mapping[str, str]) -> Iterator[Entry]:
    """The table of steps, in the order of reading."""
    by_id = {t.value.id: t for t in flow_parts(thing).steps}
    above = Key(Subject.FLOW.value, thing.id)
    found = steps(thing.value)
    called = {s.number: f"「{s.task.name}」" for s in found}
    for step in found:
        own = _entry(by_id[step.task.id], part, names, step.mark)
        # Numbers change when a step comes before; names stay.
        after = tuple(w._replace(text=called[w.number]) if w.number in called else w for w in step.after)
        yield own._replace(above=above, step=step._replace(after=after))


def _prose(chapter: Thing[Any], names: Mapping[str, str]) -> Iterator[Entry]:
    for block in blocks(chapter):
        above = Key(Subject.BLOCK.value, block.above) if block.above else None
        yield _entry(block, "本編", names)._replace(above=above)


def _fields(entry: Entry) -> Iterator[Field]:
    value = entry.value
    if isinstance(value, Block):
        yield Field("文章", "", named(plain(value), entry.headings), value.kind == "見出し", True)
        return
    if entry.number:
        yield Field("番号", "", entry.number, is_head=True, is_number=True)
    if entry.step:
        yield from _step(entry, entry.step)
        return
    if entry.overview is not None:
        for n, (word, own) in enumerate(entry.overview):
            yield _labelled(word, named(own, entry.headings), n > 0)
        return
    known = type(value).model_fields
    head = tuple(n for n in _HEADS.get(entry.subject, _HEAD) if n in known)
    begun = bool(entry.number)
    for name in head:
        if text := said(getattr(value, name)):
            yield Field(name, "　" if begun else "", text, is_head=True, is_number=name in _NUMBERS)
            begun = True
    left_out = {*head, *_ELSEWHERE.get(entry.subject, _FOR_MACHINES)}
    for name, field in known.items():
        if name in left_out or field.exclude or (entry.retired and name != "retired"):
            continue
        if isinstance(value, Form) and name == "layout":
            yield from _layout(entry, value)
            continue
        told = _told(getattr(value, name), entry.wording, name in _DAYS)
        if told and getattr(value, name) != field.get_default(call_default_factory=True):
            found = _labelled(str(field.alias or name), named(told, entry.headings), begun, name in _MAIN)
            is_run_in = begun and name in _RUN_IN.get(entry.subject, ()) and "\n" not in told
            found = found._replace(is_by_body=isinstance(getattr(value, name), dict))
            yield found._replace(lead="　" + found.lead.lstrip("\n")) if is_run_in else found
            begun = True
    if isinstance(value, Flow):
        yield from _beside(entry, value)


def _layout(entry: Entry, form: Form) -> Iterator[Field]:
    """A layout: its paper and what is said of it in words, the rest by a picture."""
    layout = form.layout
    if layout is None:
        return
    if isinstance(layout, DrawnLayout):
        yield _labelled("用紙", f"{layout.paper}{layout.orientation}", True)
    yield _labelled("レイアウト", BY_FIGURE, True)._replace(figure=form)
    if isinstance(layout, AttachedLayout):
        names = {i.number: i.name for i in form.items}
        fields = (
            f"・{f.label}：" + "、".join(filter(None, (names.get(f.item, f"項番{f.item}"), f.note)))
            for f in layout.fields
        )
        yield _labelled("図の説明", named(layout.alternative, entry.headings), True)
        yield _labelled("図中番号", named("\n".join(fields), entry.headings), True)


def _beside(entry: Entry, flow: Flow) -> Iterator[Field]:
    """What a drawing says beside its steps: who acts, annotations, what is said of events, branches and data."""
    kinds = (f"{lane.name}（{lane.kind.value}）" for lane in flow.lanes if lane.kind)
    notes = (
        "：".join(filter(None, (n.name, n.text))) for n in flow.nodes if n.kind == "textAnnotation" or n.text
    )
    for word, text in (("担当の種別", "、".join(kinds)), ("図の注記", "\n".join(notes))):
        if text:
            yield _labelled(word, named(text, entry.headings), True)


def _labelled(word: str, text: str, begun: bool, is_main: bool = False) -> Field:
    lead = ("\n" if begun else "") + f"【{word}】" + ("\n" if text.startswith("・") else "")
    return Field(word, lead, text, is_main=is_main, is_number=bool(_IDS.fullmatch(text)))


def _step(entry: Entry, step: Step) -> Iterator[Field]:
    """A row of the table of steps."""
    task = step.task
    yield Field("作業", "　", task.name, is_head=True)
    for word, text in (
        ("担当", step.actor),
        ("種類", "、".join((TASK_WORDS[task.kind], *task.marks))),
        ("機能", "、".join(task.functions) + ("（支援）" if task.support else "")),
        ("入力", "、".join(step.inputs)),
        ("出力", "、".join(step.outputs)),
        ("次", "\n".join(w.words for w in step.after)),
        ("説明", task.text or ""),
    ):
        if text:
            yield _labelled(word, named(text, entry.headings), True, word == "説明")


def _told(value: Any, wording: Wording, is_day: bool = False) -> str:
    """A value as the JSON of a comparison has it; rows of a table as a list, drawings line by line."""
    if isinstance(value, date) or (is_day and isinstance(value, str)):
        return wording.day(str(value))
    if isinstance(value, tuple) and any(isinstance(v, Value) for v in value):
        return "\n".join(f"・{_told(v, wording)}" for v in value)
    if isinstance(value, Value):
        words = {n: f.alias or n for n, f in type(value).model_fields.items() if n not in _FOR_MACHINES}
        listed = [n for n in words if _is_table(getattr(value, n))]
        line = "、".join(
            f"{words[n]}：{text}" for n in words if n not in listed and (text := _part(value, n, wording))
        )
        line = line.replace("。、", "。")
        return "\n".join([line, *(f"{words[n]}\n{_told(getattr(value, n), wording)}" for n in listed)])
    if isinstance(value, dict):
        return "、".join(f"{k}：{_told(v, wording, is_day)}" for k, v in value.items())
    return f"{value:g}" if isinstance(value, float) else said(value) or ""


def _part(value: Value, name: str, wording: Wording) -> str:
    own = getattr(value, name)
    if isinstance(value, Retirement) and name == "edition":
        return edition_words(own)
    return _told(own, wording, name in _DAYS)


def _is_table(value: Any) -> bool:
    return isinstance(value, tuple) and any(isinstance(v, Value) for v in value)
