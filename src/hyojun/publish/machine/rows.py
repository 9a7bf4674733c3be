"""Every table of a 業務 as plain rows: pure, from the model alone. What is written of them, files say."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from hyojun.model import Business

from ..legend import legend
from . import further_rows, head_rows, link_rows, requirement_rows
from .definitions import Cell, Table, Type, code_tables, tables
from .head_rows import Row


class Truth(NamedTuple):
    """真偽 as something that is equal to no number and no text."""

    word: str


TRUE, FALSE = Truth("true"), Truth("false")


class Filled(NamedTuple):
    """A table with its rows."""

    table: Table
    rows: tuple[Row, ...]

    def plain(self) -> Iterable[Sequence[Cell | Truth]]:
        """The rows with truths that are no numbers, for those who look values up: True is 1 to a dict."""
        truths = [i for i, c in enumerate(self.table.columns) if c.type is Type.BOOLEAN]
        return (_with_truths(row, truths) for row in self.rows) if truths else self.rows

    def subject(self, row: Row) -> str:
        """What a row is about, for people: 機能（機能ID 0020001）."""
        told = (f"{self.table.columns[i].title} {row[i]}" for i in self.table.key if row[i] is not None)
        return f"表「{self.table.title}」（{'、'.join(told)}）"


_WRITERS: Mapping[str, Callable[[Business], Iterator[Row]]] = {
    function.__name__: function
    for function in (
        *(head_rows.documents, head_rows.revisions, head_rows.duties, head_rows.bodies),
        *(link_rows.body_notes, head_rows.common_functions, head_rows.mechanisms, head_rows.transitions),
        *(head_rows.actor_kinds, head_rows.combinations, head_rows.combination_editions),
        *(requirement_rows.headings, requirement_rows.functions, requirement_rows.function_duties),
        *(requirement_rows.implementation_classes, requirement_rows.conformance_dates),
        *(requirement_rows.parameters, requirement_rows.patterns, requirement_rows.forms),
        *(requirement_rows.form_items, requirement_rows.layout_faces, requirement_rows.layout_boxes),
        requirement_rows.layout_rules,
        *(requirement_rows.layout_fields, requirement_rows.data_groups, requirement_rows.data_items),
        *(requirement_rows.code_lists, requirement_rows.code_values, requirement_rows.linkages),
        *(requirement_rows.linkage_records, further_rows.tree_nodes, further_rows.flows),
        *(further_rows.flow_lanes, further_rows.flow_tasks, further_rows.flow_nodes),
        *(further_rows.flow_connections, further_rows.screens, further_rows.details, further_rows.alerts),
        *(further_rows.character_requirements, further_rows.non_functional),
        *(further_rows.non_functional_levels, further_rows.local_measures, further_rows.out_of_scope),
        *(further_rows.terms, further_rows.chapters, further_rows.chapter_blocks),
        *(further_rows.chapter_images, link_rows.links, link_rows.words),
    )
}
"""Physical name of a table → its rows. The other tables tell of these."""


def filled(business: Business, notes: Sequence[tuple[str, str]] = ()) -> tuple[Filled, ...]:
    """All tables of a 業務, in the order of sheets. `notes`: item and content that データの説明 begins with."""
    rows = {name: tuple(of(business)) for name, of in _WRITERS.items()}
    rows["about"] = tuple((business.id, *row) for row in (*notes, *_facts(business)))
    rows["codes"] = tuple(_codes(business.id))
    rows["columns"] = tuple(_columns(business.id))
    listed = [t for t in tables().values() if t.name != "tables"]
    rows["tables"] = tuple(
        (business.id, t.title, t.name, len(rows[t.name]), " ".join(t.columns[i].name for i in t.key), t.text)
        for t in listed
    )
    return tuple(Filled(t, rows[t.name]) for t in tables().values())


def _with_truths(row: Row, places: Sequence[int]) -> list[Cell | Truth]:
    found: list[Cell | Truth] = list(row)
    for i in places:
        if found[i] is not None:
            found[i] = TRUE if found[i] else FALSE
    return found


def _facts(business: Business) -> Iterator[tuple[str, str]]:
    head, registered = business.head, business.registered
    standard, personal = head.non_functional, head.personal_data
    found = (
        ("業務名", registered.name),
        ("システム名", registered.system),
        ("問合せ窓口", head.contact),
        ("対象団体の想定", head.target),
        ("注記", head.notice),
        ("記載のない機能", legend().unlisted_text(registered.unlisted_default)),
        ("非機能要件の標準の名称", standard and standard.name),
        ("非機能要件の標準の版", standard and standard.edition),
        ("個人情報の取扱いの指針", personal and personal.guideline),
        ("番号法上の区分", personal and personal.number_law),
    )
    return ((item, text) for item, text in found if text)


def _codes(business: str) -> Iterator[Row]:
    for name, values in code_tables().items():
        for order, (value, meaning) in enumerate(values.items(), 1):
            yield business, name, order, value, meaning


def _columns(business: str) -> Iterator[tuple[Cell, ...]]:
    for table in tables().values():
        for order, c in enumerate(table.columns, 1):
            yield (
                *(business, table.title, table.name, order, c.title, c.name),
                *(c.type.value, c.unit, c.code_table, c.text),
            )
