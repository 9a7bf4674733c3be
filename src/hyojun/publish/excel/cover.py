"""表紙: what the document is, how to read it, what is in the workbook, and its 改定履歴."""

from collections.abc import Collection, Iterator
from typing import Literal, NamedTuple

from hyojun.model import ALL_BODIES, Charge, Corpus, Document, Profile

from ..dates import printed
from ..declared import facts, pinned, sub_unit, tables
from ..in_force import UNNAMED
from ..legend import legend
from .context import Context
from .revised import NO_DAY
from .sheets import Sheet

UNCHECKED = "未検査"
UNCHECKED_TEXT = "検査で見つかった誤りを残したまま出力したものです。公表や調達には使えません。"


class CoverRow(NamedTuple):
    """A line of the cover."""

    label: str
    text: str = ""
    kind: Literal["題名", "節", "行", "シート", "記入"] = "行"
    """シート: the label leads to the sheet it names. 記入: the text is for the reader to fill in."""
    choices: tuple[str, ...] = ()
    """Of what is to fill in; other answers may be typed."""


def cover(context: Context, profile: Profile, sheets: tuple[Sheet, ...], draft: bool) -> tuple[CoverRow, ...]:
    """The cover from top to bottom; rows without anything to say are left out."""
    rows = (
        *_head(context, profile, draft),
        *_declared(context, profile),
        *bodies_told(context.corpus, context.business.head.bodies),
        *_legend(context),
        *_sheets(context, sheets),
    )
    return tuple(row for row in rows if row.kind != "行" or row.text)


def _head(c: Context, profile: Profile, draft: bool) -> Iterator[CoverRow]:
    document, registered = c.document, c.business.registered
    yield CoverRow(document.title, kind="題名")
    if draft:
        yield CoverRow(UNCHECKED, UNCHECKED_TEXT)
    yield CoverRow("注記", c.business.head.notice or "")
    yield CoverRow("業務ID", c.business.id)
    yield CoverRow("業務名", c.business.name)
    yield CoverRow("システム名", registered.system)
    yield CoverRow("文書", document.name)
    yield CoverRow("サブユニット", sub_unit(c.business, document) or "")
    yield CoverRow("版", document.edition_label)
    yield CoverRow("正誤", c.reflected)
    yield CoverRow("文書の状態", document.status.value)
    yield CoverRow("年月日", printed(document.day, profile.era) if document.day else NO_DAY)
    yield CoverRow("発行者", document.publisher)
    yield CoverRow("根拠法令", document.basis or "")
    yield CoverRow("制度所管府省", "\n".join(_charge(x, profile) for x in registered.charges))
    yield CoverRow("問合せ窓口", c.business.head.contact or "")
    yield CoverRow("適合基準日", _conformance(document, profile))
    yield CoverRow("出典・利用条件", document.license or "")
    yield CoverRow("もとの公表物", pinned(document) or "")
    yield CoverRow(UNNAMED, c.unnamed)


def _declared(c: Context, profile: Profile) -> Iterator[CoverRow]:
    """What the 業務 declares of itself: one line a row of its tables, the words of columns where they help."""
    told, asked = facts(c.business), tables(c.business, profile.era)
    if told or asked:
        yield CoverRow("業務の概要", kind="節")
    for word, text in told:
        yield CoverRow(word, text)
    for table in asked:
        yield CoverRow(table.title, "\n".join(_line(row) for row in table.rows))


def _line(row: tuple[str | None, ...]) -> str:
    """事務：根拠, or 仕組み：適用（理由）."""
    first, second, *rest = row
    return f"{first}{f'：{second}' if second else ''}" + "".join(f"（{r}）" for r in rest if r)


def bodies_told(corpus: Corpus, names: Collection[str]) -> Iterator[CoverRow]:
    """The 団体区分 that count, each with what it means; nothing where none do."""
    texts = {body.name: body.text or "" for body in corpus.registry.bodies}
    if names:
        yield CoverRow("団体区分", kind="節")
    for name in names:
        yield CoverRow(name, texts.get(name) or "この業務に限る区分")


def _legend(c: Context) -> Iterator[CoverRow]:
    inside = c.document.contents
    if inside.headings or inside.forms:
        yield CoverRow("実装類型の凡例", kind="節")
        for kind in legend().classes:
            symbol = c.symbols.get(kind.name)
            yield CoverRow(f"{symbol}　{kind.name}" if symbol else kind.name, kind.text)
        yield CoverRow("実装不可と標準化対象外", legend().forbidden_and_outside)
    if inside.headings:
        yield CoverRow("記載のない機能", legend().unlisted_text(c.business.registered.unlisted_default))


def _sheets(c: Context, sheets: tuple[Sheet, ...]) -> Iterator[CoverRow]:
    yield CoverRow("このブックのシート", kind="節")
    for sheet in sheets:
        yield CoverRow(sheet.name, f"{len(sheet.rows):,}行", "シート")
    if c.document.contents.chapters:
        titles = "、".join(f"「{chapter.title}」" for chapter in c.document.contents.chapters)
        yield CoverRow("ほかにあるもの", f"本編（{titles}）は、この文書のサイト及びPDFにある。")
    clipped = [f"{sheet.name}の{subject}" for sheet in sheets for subject, _, _ in sheet.clipped]
    if clipped:
        yield CoverRow(
            "長い記載",
            "次の行は、Excel の行の高さの上限を超えるため、表では終わりまで見えない。"
            f"セルには全文が入っている。「長文」シートでも全文を読める。\n{'、'.join(dict.fromkeys(clipped))}",
        )


def _charge(charge: Charge, profile: Profile) -> str:
    since = printed(charge.since, profile.era) if charge.since else ""
    until = printed(charge.until, profile.era) if charge.until else ""
    return charge.ministry + (f"（{since}から{until}{'まで' if until else ''}）" if since or until else "")


def _conformance(document: Document, profile: Profile) -> str:
    days = ((body, printed(day, profile.era)) for body, day in document.conformance_by_body().items())
    return "\n".join(day if body == ALL_BODIES else f"{body}：{day}" for body, day in days)
