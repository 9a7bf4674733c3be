"""The files of a package, in the order they lie in it; its manifest says what each is by digest."""

import hashlib
import json
from collections.abc import Iterator, Sequence
from typing import Any

from hyojun import __version__
from hyojun.model import edition_words
from hyojun.source import SNAPSHOT_SCHEMA, asset_name

from ..archive import Part
from ..file_names import corrected_snapshot
from ..job import is_open
from ..machine import VERSION as TABLES
from ..machine import table_files, table_paths
from ..snapshot import schema_bytes, snapshot_name
from .bundles import Bundle, Fresh, Piece
from .names import file_name, told_apart
from .pictures import pictures

MANIFEST = "manifest.json"
README = "はじめにお読みください.txt"
FORMAT, VERSION = "hyojun-package", 2
_ERRATA = "正誤"
"""Folder of what was published before it was corrected, and of what corrected it: as they are sealed."""
_PACKED = (".png", ".pdf", ".xlsx", ".jpg", ".jpeg")


def parts(bundle: Bundle, unchecked: bool, fresh: Fresh) -> tuple[Part, ...]:
    """Everything that is in a package; raises ExcelError for what a cell cannot hold."""
    found = (
        *_snapshots(bundle),
        *_errata(bundle),
        *_tables(bundle, unchecked, fresh),
        *pictures(bundle),
    )
    whole = tuple(dict.fromkeys(found))  # editions may share a picture
    named = zip(whole, told_apart(p.name for p in whole), strict=True)
    listed = [p._replace(name=name, packed=name.lower().endswith(_PACKED)) for p, name in named]
    readme = Part(README, _readme(bundle, unchecked, [p.name for p in listed]).encode())
    manifest = Part(MANIFEST, _manifest(bundle, unchecked, (readme, *listed)))
    return (readme, manifest, *listed)


def _snapshots(bundle: Bundle) -> Iterator[Part]:
    yield Part(f"snapshot/{SNAPSHOT_SCHEMA}", schema_bytes())
    for piece in bundle.pieces:
        yield Part(_snapshot_path(piece), piece.snapshot)
        for name, content in piece.assets.items():
            digest = hashlib.sha256(content).hexdigest()
            yield Part(f"snapshot/{asset_name(name, digest)}", content)


def _snapshot_path(piece: Piece) -> str:
    return f"snapshot/{_json(piece, piece.corrected)}"


def _published_path(piece: Piece) -> str:
    return f"{_ERRATA}/{_json(piece)}"


def _json(piece: Piece, corrected: str = "") -> str:
    name = snapshot_name(piece.business, piece.document)
    stem = name.removesuffix(".json")
    ending = corrected_snapshot(name, corrected) if corrected else name
    return file_name(stem, ending.removeprefix(stem))


def _errata(bundle: Bundle) -> Iterator[Part]:
    for piece in bundle.pieces:
        if piece.published is not None:
            yield Part(_published_path(piece), piece.published)
        for name, content in piece.errata.items():
            yield Part(f"{_ERRATA}/{piece.business.id}-{file_name(name)}", content)


def _tables(bundle: Bundle, unchecked: bool, fresh: Fresh) -> Iterator[Part]:
    found = {}
    if bundle.combination is None:
        written = {name: fresh(path) for path, name in table_paths(bundle.business).items()}
        found = {name: content for name, content in written.items() if content is not None}
    if not found:
        found = table_files(bundle.business, unchecked, tuple(_notes(bundle)))
    yield from (Part(f"tables/{name}", content) for name, content in found.items())


def _notes(bundle: Bundle) -> Iterator[tuple[str, str]]:
    if bundle.combination:
        yield "組合せ", bundle.combination.name
    if bundle.corrected:
        yield "正誤", bundle.corrected


def _manifest(bundle: Bundle, unchecked: bool, listed: Sequence[Part]) -> bytes:
    combination = bundle.combination
    plain: dict[str, Any] = {
        "形式": FORMAT,
        "形式の版": VERSION,
        "作成": {"hyojun": __version__, "機械可読の表の形式の版": TABLES},
        "検査": "未検査" if unchecked else "誤りなし",
        "業務ID": bundle.business.id,
        "業務名": bundle.business.name,
        "組合せ": combination.name if combination else None,
        "組合せの年月日": combination.day.isoformat() if combination and combination.day else None,
        "文書": [_document(p) for p in bundle.pieces],
        "収めていない版": [
            {"業務ID": a.business, "文書": a.document, "版": a.edition} for a in bundle.absent
        ],
        "ファイル": [
            {"パス": p.name, "大きさ": len(p.content), "SHA-256": hashlib.sha256(p.content).hexdigest()}
            for p in listed
        ],
    }
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def _document(piece: Piece) -> dict[str, Any]:
    """What a document is, and what pins it: the digest of its snapshot, as it is here and as it was published."""
    d = piece.document
    return {
        "業務ID": piece.business.id,
        "文書": d.name,
        "版": d.edition,
        "状態": d.status.value,
        "年月日": d.day.isoformat() if d.day else None,
        "発行者": d.publisher,
        "スナップショット": _snapshot_path(piece),
        "SHA-256": hashlib.sha256(piece.snapshot).hexdigest(),
        "反映した正誤": piece.last_errata or None,
        "公表したときのスナップショット": piece.published and _published_path(piece),
        "公表したときの SHA-256": piece.published and hashlib.sha256(piece.published).hexdigest(),
        "正誤": [f"{_ERRATA}/{piece.business.id}-{file_name(name)}" for name in piece.errata],
        "入手先": d.pinned.source if d.pinned else None,
    }


def _readme(bundle: Bundle, unchecked: bool, inside: Sequence[str]) -> str:
    """For who opens the package in Windows: what it is for, and which file to open with what."""
    b = bundle.business
    lines = [f"{b.id} {b.name}　標準仕様書の一式"]
    if bundle.combination:
        lines.append(f"組合せ：{bundle.combination.name}")
        lines += [f"正誤：{bundle.corrected}"] if bundle.corrected else []
    else:
        lines.append("元のファイルの今の内容です。")
    if unchecked:
        lines.append("未検査：元のファイルに誤りがあるまま作った下書きです。公表や調達には使えません。")
    if any(is_open(p.document) for p in bundle.own):
        lines.append("（案）：まだ決まっていない文書があります。決まるまでに変わることがあります。")
    lines += [b.head.notice] if b.head.notice else []
    lines += ["", "この一式について", *_ABOUT, "", "収めた文書"]
    lines += [f"・{p.business.id} {p.document.title}　{_edition(p)}" for p in bundle.pieces]
    if bundle.absent:
        lines += ["", "組合せにあり、この一式に収めていない版"]
        lines += [
            f"・{' '.join(filter(None, (a.business, a.document)))}　{_called(a.edition)}（{a.seen}）"
            for a in bundle.absent
        ]
    lines += ["", "ファイル"]
    lines += [told for start, told in _FILES.items() if any(name.startswith(start) for name in inside)]
    if any(p.errata for p in bundle.pieces):
        lines.append(
            "・正誤：公表したときのままの JSON と、その後に出した正誤。ほかのファイルは、どれも正誤を反映しています。"
        )
    return "\ufeff" + "\r\n".join(lines) + "\r\n"


_ABOUT = (
    "・標準準拠システムを作る事業者、選ぶ団体などが、この業務の標準仕様書を、表計算ソフトやプログラムで扱うためのものです。",
    "・読むための文書（PDF、Excel）と記入する様式は入っていません。発行者のサイトから受け取ってください。",
    "・zip のままでは開けないファイルがあります。「すべて展開」をしてからお使いください。",
)
_FILES = {
    "tables/": "・tables の Excel（機械可読の表）：機能、帳票、データ項目など、全ての表。初めての方は、これを開いてください。"
    "表と列の意味は、シート「表一覧」「列定義」「コード表」にあります。\r\n"
    "・tables の CSV：同じ表を、プログラムで読むためのもの。1つの表が1つのファイルです。説明は datapackage.json にあります。",
    "snapshot/": "・snapshot の JSON：文書の全ての内容を、プログラムで読むためのもの。書式は JSON Schema、"
    "図と添付は assets にあります。",
    "業務フロー/": "・業務フロー：SVG は図で、Edge などのブラウザーで開けます。BPMN は図の元で、BPMN を扱うソフトで開けます。",
    "帳票レイアウト/": "・帳票レイアウト：帳票の図（SVG）。ブラウザーで開けます。",
    "ツリー図/": "・ツリー図：機能の全体の図（SVG）。ブラウザーで開けます。",
    "": "・manifest.json：文書の版と、全てのファイルの SHA-256。受け取ったファイルが変わっていないことを確かめるためのものです。",
}
"""How the paths of files begin, and what is told of them."""


def _edition(piece: Piece) -> str:
    d = piece.document
    return f"{d.edition_label}（{d.status.value}{piece.corrected and f'、{piece.corrected}'}）"


def _called(edition: str) -> str:
    return edition_words(edition) if edition[:1].isdigit() else edition
