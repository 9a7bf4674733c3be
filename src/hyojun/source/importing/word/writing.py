"""A Word document becomes a new 業務, with a report that can be worked off."""

import re
import unicodedata
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple

from hyojun.model import RegisteredBusiness

from ...business_reader import HEAD
from ...formatting import formatted
from ...repository import REGISTRY, default_registry, load
from ...scaffold import ministry
from ...schema import BusinessFile
from ...yaml_writer import to_yaml
from ..files import EDITION, Edition
from ..placing import free_folder, place
from ..remarks import ImportProblem
from ..telling import closing_lines
from .account import visible
from .blocks import Block, Table
from .converting import FUNCTIONS, Converted, converted
from .notes import Leftover, Notes, Told
from .outline import Arranged, Section, arranged
from .profile import is_one_of, load_word_profile, profile, speaking
from .reading import Counts, Document, read_document

_EDITION = re.compile(r"第?\s*(\d+\.\d+)\s*版")
_ID = re.compile(r"機能ID[:：]?\s*(\d{3})\d{4}(?!\d)")
_WORK = (Leftover.LOST, Leftover.DOUBT, Leftover.UNKNOWN)
"""Kinds that somebody has to look at, one by one."""
_IN_FULL = (Leftover.LOST, Leftover.ASIDE)
"""Kinds whose words are nowhere else."""
_EXCERPT = 80


class WordReport(NamedTuple):
    """What an import of a document did, for people and programs."""

    file: str
    business: str
    folder: str
    """The new folder, relative to the root."""
    written: tuple[str, ...]
    """The new files, relative to the root, in reading order."""
    counts: Counts
    converted: Converted
    aside: int
    """Visible characters of the cover and of tables of contents."""
    headings: tuple[tuple[int, str], ...]
    """Paragraph and words of each heading, in order."""
    told: tuple[Told, ...]
    registered: int = 0
    """Official IDs that came into the ID台帳."""
    released: tuple[str, ...] = ()
    """Editions that were frozen, relative to the root."""


def import_word(
    path: Path,
    root: Path,
    into: str | None = None,
    words: Path | None = None,
    edition: Edition | None = None,
) -> WordReport:
    """Take a .docx into a repository as a new 業務.

    `into`: its 業務ID; needed unless the text names 機能ID of one 業務. `words`: what a person says of its labels
    and styles. `edition`: that of the document, which is frozen where it is a released one. Raises ImportProblem,
    having written nothing.
    """
    with speaking(load_word_profile(root, words)):
        return _imported(path, root, into, edition or Edition())


def _imported(path: Path, root: Path, into: str | None, edition: Edition) -> WordReport:
    document = read_document(path)
    notes = Notes()
    parts = arranged(document.blocks, notes)
    registered = _registered(root, into or _business(path, document))
    folder = free_folder(root, registered.id)
    name = unicodedata.normalize("NFC", path.name.encode("utf-8", "replace").decode())
    made = converted(parts, document.footnotes, registered.id, notes)
    if not made.texts:
        raise ImportProblem(f"「{path.name}」に取り込める文がありません。正しい文書か確かめてください。")
    aside = _tell_aside(parts, notes)
    title = _title(parts, document, name, notes)
    head = _head(registered, title, name, tuple(made.texts), edition, notes)
    _tell_filled(parts, name, edition, notes)
    files = {HEAD: head, **made.texts, **made.pictures}
    done = place(
        root, registered.id, {f"{folder}/{n}": data for n, data in files.items()}, edition, (FUNCTIONS,)
    )
    return WordReport(
        file=name,
        business=registered.id,
        folder=folder,
        written=done.written,
        counts=document.counts,
        converted=made,
        aside=aside,
        headings=tuple(_headings(parts.sections)),
        told=tuple(dict.fromkeys((*document.told, *notes.told))),
        registered=done.registered,
        released=done.released,
    )


def word_report_lines(report: WordReport) -> tuple[str, ...]:
    """The report as lines of text: counts, files, then every remark by kind and place."""
    counts, made = report.counts, report.converted
    lines = [
        f"取り込み元: {report.file}",
        f"取り込み先: {report.folder}",
        f"文書: 段落 {counts.paragraphs}、表 {counts.tables}（{counts.rows}行）、図 {counts.pictures}、"
        f"脚注 {counts.footnotes}、文字 {counts.characters:,}字",
        f"結果: 本編 {made.chapters}章（見出し {made.headings}）、機能 {made.functions}件、図 {len(made.pictures)}ファイル、"
        f"文字 {counts.taken - report.aside:,}字",
        f"残り: 文字 {counts.characters - counts.taken + report.aside:,}字（表紙、目次など。下に全文があります）",
        "",
        "書いたファイル:",
        *(f"  {name}" for name in report.written),
        "",
        "お知らせ（□は、1つずつ確かめるものです）:",
    ]
    for kind in Leftover:
        if them := [t for t in report.told if t.kind is kind]:
            lines += ["", f"■ {kind.value} {len(them)}件"]
            box = "□ " if kind in _WORK else ""
            lines += [f"  {box}{line}" for line in _told(them, report.headings)]
    return (*lines, *closing_lines(report.registered, report.released, report.business))


def _told(them: Sequence[Told], headings: tuple[tuple[int, str], ...]) -> Iterator[str]:
    """One line for each remark; one for all that say the same without words of the document."""
    grouped: dict[tuple[str, str], list[int]] = {}
    for told in them:
        grouped.setdefault((told.message, told.text), []).append(told.paragraph)
    for (message, text), numbers in grouped.items():
        flat = " ".join(text.split())
        if them[0].kind not in _IN_FULL and len(flat) > _EXCERPT:
            flat = flat[: _EXCERPT - 1] + "…"
        yield f"{_place(numbers, headings)}: {message}{f'（文字: {flat}）' if flat else ''}"


def _place(numbers: Sequence[int], headings: tuple[tuple[int, str], ...]) -> str:
    """Paragraphs with runs joined, and the heading over the first."""
    known = sorted({n for n in numbers if n})
    if not known:
        return "文書全体"
    runs = []
    for _, run in groupby(enumerate(known), lambda pair: pair[1] - pair[0]):
        them = [number for _, number in run]
        runs.append(str(them[0]) if len(them) == 1 else f"{them[0]}〜{them[-1]}")
    at = bisect_right(headings, known[0], key=lambda pair: pair[0]) - 1
    under = f"（見出し「{headings[at][1]}」）" if at >= 0 else ""
    return f"第{'、'.join(runs)}段落{under}"


def _headings(sections: tuple[Section, ...]) -> Iterator[tuple[int, str]]:
    for section in sections:
        yield section.heading.number, section.heading.printed
        yield from _headings(section.below)


def _business(path: Path, document: Document) -> str:
    """The 業務ID that all 機能ID in the text begin with."""
    found: set[str] = set()
    for text in _texts(document.blocks):
        found.update(_ID.findall(unicodedata.normalize("NFKC", text)))
    if len(found) == 1:
        return found.pop()
    several = f"（文書にある機能IDの業務: {'、'.join(sorted(found))}）" if found else ""
    raise ImportProblem(
        f"「{path.name}」がどの業務のものか決められません{several}。--spec で業務IDを指定してください（例: --spec 002）。"
    )


def _texts(blocks: Sequence[Block]) -> Iterator[str]:
    for block in blocks:
        if isinstance(block, Table):
            yield from (t for row in block.rows for cell in row for t in _texts(cell))
        else:
            yield block.text


def _registered(root: Path, id: str) -> RegisteredBusiness:
    registry = load(root).corpus.registry if (root / REGISTRY).is_file() else default_registry()
    found = registry.business(id)
    if found is None:
        raise ImportProblem(f"業務「{id}」は台帳にありません。台帳にある業務IDを --spec で指定してください。")
    return found


def _tell_aside(parts: Arranged, notes: Notes) -> int:
    """Tell of the cover and of tables of contents; returns their visible characters."""
    for paragraph in parts.cover:
        if paragraph.text:
            notes.tell(Leftover.ASIDE, "表紙の文字です。", paragraph.number, paragraph.printed)
        for piece in paragraph.pieces:
            if piece.kind == "note":
                notes.tell(Leftover.LOST, "表紙の脚注です。取り込んでいません。", paragraph.number)
    if parts.contents:
        text = " ／ ".join(p.printed for p in parts.contents if p.text)
        message = f"目次（{len(parts.contents)}段落）です。目次は自動で作られます。"
        notes.tell(Leftover.ASIDE, message, parts.contents[0].number, text)
    return sum(
        visible(p.text)
        for them in (parts.cover, parts.contents)
        for b in them
        for p in b.pieces
        if p.kind != "picture"
    )


def _title(parts: Arranged, document: Document, name: str, notes: Notes) -> str:
    styled = [p for p in parts.cover if p.text and is_one_of(p.style, profile().title_styles[:2])]
    named = [p for p in parts.cover if "仕様書" in p.text]
    found = next((p.text for p in (*styled, *named)), "") or document.title or Path(name).stem
    title = " ".join(found.split())
    notes.tell(Leftover.FILLED, f"文書の題名を「{title}」としました。違うときは {HEAD} を直してください。")
    return title


def _tell_filled(parts: Arranged, name: str, edition: Edition, notes: Notes) -> None:
    """What a document needs and this one does not say in a way that can be taken over."""
    notes.tell(Leftover.FILLED, edition.told)
    written = " ".join([*(p.text for p in parts.cover), name])
    found = _EDITION.search(unicodedata.normalize("NFKC", written))
    if found and found[1] != edition.number and edition.number == EDITION:
        message = f"表紙又はファイル名に「{found[0]}」とあります。その版とするなら、{HEAD} の版と改定履歴の版を直してください。"
        notes.tell(Leftover.DOUBT, message)
    message = "見出しのキーは、位置の番号から付けました。公表する前に、意味の分かる語に書き替えられます。"
    notes.tell(Leftover.FILLED, message)


def _head(
    business: RegisteredBusiness,
    title: str,
    name: str,
    files: tuple[str, ...],
    edition: Edition,
    notes: Notes,
) -> bytes:
    article = "第7条第1項" if business.common else "第6条第1項"
    publisher = ministry(business, date.max)
    notes.tell(
        Leftover.FILLED,
        f"発行者を「{publisher}」、根拠法令を標準化法{article}としました。違うときは {HEAD} を直してください。",
    )
    data = {
        "業務ID": business.id,
        "文書": [
            {
                "文書": "機能",
                "題名": title,
                "発行者": publisher,
                "根拠法令": f"地方公共団体情報システムの標準化に関する法律{article}",
                **edition.plain(),
                "構成": list(files),
            }
        ],
    }
    text = to_yaml(data)
    return (formatted(text, BusinessFile, HEAD).text or text).encode()
