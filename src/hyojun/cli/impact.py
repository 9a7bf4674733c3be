"""What follows from a change, and what applies when: `impact` and `as-of`."""

import json
from collections import Counter
from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from itertools import groupby
from pathlib import Path
from typing import Annotated, Any

import typer

from hyojun import source
from hyojun.model import Business, Registry, edition_words

from .app import RootOption, SpecOption, _fail, _where, app


class ListFormat(StrEnum):
    """How a list is written."""

    TEXT = "text"
    JSON = "json"


UNDECIDED = "未定"

FormatOption = Annotated[ListFormat, typer.Option("--format", help="結果の書き方")]


def _day(written: str) -> date:
    try:
        return date.fromisoformat(written)
    except ValueError:
        raise typer.BadParameter(f"{written!r}: a day is written as 2028-04-01") from None


@app.command()
def impact(
    id: Annotated[str, typer.Argument(help="IDかキー（例: 機能0020001、0020001、002/toroku）", metavar="ID")],
    spec: SpecOption = None,
    depth: Annotated[
        int, typer.Option("--depth", min=1, help="一覧にする参照の段数（これより先は件数だけ）")
    ] = 1,
    format: FormatOption = ListFormat.TEXT,
    root: RootOption = None,
) -> None:
    """変更が及ぶもの（それを参照しているもの）を、ほかの業務も含めて示します。"""
    from hyojun import diff

    corpus = _version(root).corpus
    found = diff.meant(corpus, id, spec)
    if not found:
        _fail(f"「{id}」はありません。IDを確かめるか、hyojun check で番号の一覧を確かめてください。")
    if len(found) > 1:
        words = "、".join(diff.label_of(ref) for ref in found[:10])
        _fail(f"「{id}」は {len(found)}つのものを指します。次のどれかで指定してください: {words}")
    [ref] = found
    reached = diff.impact(corpus, ref)
    name = corpus.entries[ref].name
    if format is ListFormat.JSON:
        rows = [
            _row(r.label, r.name, r.business, r.distance, diff.label_of(r.through), r.words) for r in reached
        ]
        _print_json({"対象": diff.label_of(ref), "名称": name, "及ぶもの": rows})
        return
    direct = sum(r.distance == 1 for r in reached)
    beyond = f"（その先まで数えると {len(reached)}件）" if len(reached) > direct else ""
    print(f"{diff.label_of(ref)} {name} の変更が及ぶもの: 直接 {direct}件{beyond}")
    for distance, level in groupby(reached, key=lambda r: r.distance):
        them = list(level)
        step = "直接" if distance == 1 else f"{distance}段目"
        print(f"{step}: {len(them)}件" if distance <= depth else f"{step}: {_counts(them)}")
        for r in them if distance <= depth else ():
            through = "" if distance == 1 else f" ← {diff.label_of(r.through)}"
            print(f"  {r.business} {r.label} {r.name}（{'、'.join(r.words)}）{through}".replace("  （", "（"))


@app.command("as-of")
def as_of(
    day: Annotated[str, typer.Argument(help="日（例: 2028-04-01）", metavar="日", parser=_day)],
    until: Annotated[
        str | None,
        typer.Argument(
            help="この日までに期日が来るものを示します", metavar="日2", parser=_day, show_default=False
        ),
    ] = None,
    spec: SpecOption = None,
    body: Annotated[
        str | None, typer.Option("--body", help="団体区分（例: 町村）。省くと全て", show_default=False)
    ] = None,
    format: FormatOption = ListFormat.TEXT,
    root: RootOption = None,
) -> None:
    """ある日に適用される版と適合基準日、経過措置を示します。日を2つ書くと、その間に期日が来るものを示します。

    版の文は、その日までに出た正誤を当てたものです。
    """
    from hyojun import diff

    corpus = _version(root, spec).corpus
    current = corpus.businesses
    first: Any = day
    last: Any = until
    try:
        frozen = source.editions_of(_where(root), spec)
        editions = [_held(e, last or first) for e in frozen]
    except source.UnreadableVersion as error:
        _fail(str(error))
    known = {(h.business.id, h.document.name, h.edition) for h in editions}
    editions += [
        diff.Held(b, d) for b in current for d in b.documents if (b.id, d.name, d.edition) not in known
    ]
    _refuse_unknown(body, (h.business for h in editions), corpus.registry)
    of_body = f"（団体区分: {body}）" if body else ""
    if last is None:
        found = diff.states(editions, first, body)
        if format is ListFormat.JSON:
            _print_json([_state_row(s) for s in found])
            return
        print(f"{first} に適用されるもの{of_body}")
        _print_states(found, body)
        return
    if last < first:
        _fail(f"日が逆です。{last} {first} の順に書いてください。")
    dues = diff.due(editions, first, last, body)
    if format is ListFormat.JSON:
        _print_json([_due_row(d) for d in dues])
        return
    print(f"{first} の翌日から {last} までに期日が来るもの{of_body}: {len(dues)}件")
    for when, them in groupby(dues, key=lambda d: d.day):
        print(f"■ {when}")
        for d in them:
            draft = "（案）" if d.is_draft else ""
            of = f"/{d.document} {edition_words(d.edition)}{draft}" if d.document else ""
            what = d.what if d.document else f"{d.what}{draft}"
            print(f"  {what} {d.business}{of} {d.subject}{_bodies(d.bodies, body)}")


def _held(edition: source.Edition, day: date) -> Any:
    """An edition as it reads on a day: with the 正誤 until then."""
    from hyojun import diff

    business = edition.corrected(day)
    return diff.Held(business, business.documents[0], edition.errata_until(day))


def _counts(them: Any) -> str:
    """機能 12件、帳票 3件: how many of each kind."""
    kinds = Counter(r.ref.kind.value if r.ref else "本編" for r in them)
    return "、".join(f"{kind} {n}件" for kind, n in kinds.items())


def _refuse_unknown(body: str | None, businesses: Iterable[Business], registry: Registry) -> None:
    """Refuse a 団体区分 that none of them has; one that declares none has those of the registry."""
    every = [b.name for b in registry.bodies]
    named = {name for b in businesses for name in b.head.bodies or every}
    known = [*(n for n in every if n in named), *sorted(named.difference(every))]
    if body is not None and body not in known:
        _fail(f"団体区分「{body}」はありません。次のどれかを指定してください: {'、'.join(known)}")


def _print_states(found: Any, body: str | None) -> None:
    for (id, name), own in groupby(found, key=lambda s: (s.business, s.business_name)):
        documents = list(own)
        for s in documents:
            _print_state(s, body)
        transitions = dict.fromkeys(t for s in documents for t in s.transitions)
        together = [s.combination for s in documents if s.combination]
        if transitions or together:  # they belong to the 業務
            print(f"■ {id} {name}（全ての文書）")
        for t in transitions:
            print(f"  経過措置（{_until(t.until)}）: {t.scope}")
        for c in (c for n, c in enumerate(together) if c not in together[:n]):
            editions = "、".join(f"{n} {edition_words(e)}" for n, e in c.editions.items())
            print(f"  組合せ「{c.name}」（{c.day} から）: {editions}")


def _print_state(s: Any, body: str | None) -> None:
    edition = (
        f"{edition_words(s.current.edition)}（{s.current.since}）{_errata(s.current)}"
        if s.current
        else "決定・公表された版はありません"
    )
    drafts = f"　まだ出ていない版: {'、'.join(edition_words(e) for e in s.drafts)}" if s.drafts else ""
    print(f"■ {s.business} {s.business_name} {s.document}　{edition}{drafts}")
    binding = [x for x in s.statements if x.binding]
    if s.statements:
        asked = {x.ref for x in binding if not x.forbidden}
        forbidden = {x.ref for x in binding}.difference(asked)
        besides = f"（ほかに、備えてはならない機能（実装不可） {len(forbidden)}件）" if forbidden else ""
        print(f"  適合すべき機能: {len(asked)}件{besides}")
    for x in (x for x in s.statements if x.pending):
        when = f"{edition_words(x.pending)}の{'廃止' if x.removed else '文'}は{_from(x.due)}"
        so_far = f"{edition_words(x.binding)}の文が有効、" if x.binding else "まだ適合の期日が来ていません。"
        print(f"  {x.ref.label} {x.name}{_bodies(x.bodies, body)}: {so_far}{when}")


def _from(due: str | None) -> str:
    """When a text begins to bind."""
    if due is None or due == UNDECIDED:
        return "、適合基準日が未定"
    return f" {due} から"


def _until(end: str) -> str:
    return "終期は未定" if end == UNDECIDED else f"{end} まで"


def _errata(held: Any) -> str:
    told = "、".join(f"正誤{e.number}（{e.day}）" for e in held.errata)
    return f"　{told}を含む" if told else ""


def _state_row(s: Any) -> dict[str, Any]:
    return {
        "業務ID": s.business,
        "文書": s.document,
        "版": s.current.edition if s.current else None,
        "年月日": str(s.current.since) if s.current else None,
        "正誤": [{"正誤": e.number, "年月日": str(e.day)} for e in (s.current.errata if s.current else ())],
        "出ていない版": list(s.drafts),
        "機能": [
            {
                "機能ID": x.ref.id,
                "機能名称": x.name,
                "団体区分": list(x.bodies),
                "適合すべき版": x.binding,
                "期日前の版": x.pending,
                "適合基準日": x.due,
                "廃止": x.removed,
                "実装不可": x.forbidden,
            }
            for x in s.statements
        ],
        "経過措置": [t.plain() for t in s.transitions],
        "組合せ": s.combination.plain() if s.combination else None,
    }


def _due_row(d: Any) -> dict[str, Any]:
    return {
        "年月日": str(d.day),
        "種類": d.what,
        "業務ID": d.business,
        "文書": d.document or None,
        "版": d.edition or None,
        "案": d.is_draft,
        "対象": d.subject,
        "団体区分": list(d.bodies),
    }


def _row(
    label: str, name: str, business: str, distance: int, through: str, words: tuple[str, ...]
) -> dict[str, Any]:
    return {
        "対象": label,
        "名称": name,
        "業務ID": business,
        "段": distance,
        "経由": through,
        "項目": list(words),
    }


def _bodies(bodies: tuple[str, ...], asked: str | None) -> str:
    """Those it is so for; of the one that was asked for the first line says so."""
    return f"［{'、'.join(bodies)}］" if bodies and not asked else ""


def _print_json(data: object) -> None:
    print(json.dumps(data, ensure_ascii=False, indent=1))


def _version(root: Path | None, spec: str | None = None) -> source.Version:
    try:
        return source.open_version(_where(root), None, spec)
    except (source.UnreadableVersion, source.NoRepository) as error:
        _fail(str(error))
