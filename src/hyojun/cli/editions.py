"""Editions: `release` freezes one, `verify` proves that none was touched."""

import re
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from hyojun import check as checks
from hyojun import source
from hyojun.model import Business, Document, Finding, Severity, Status, edition_words

from .app import RootOption, _fail, _load, _progress, _where, app
from .errata import issue

if TYPE_CHECKING:
    from hyojun import diff as diffs

_SHOWN = 20
"""Files that are named one by one."""
_WARNED = 3
"""Warnings that are shown before an edition is frozen."""
_PROVISIONAL = "ID06"
"""Told by `hindrances`, with all numbers in one sentence."""
_EDITION = re.compile(r"[0-9]+\.[0-9]+(案[1-9][0-9]*|正誤[1-9][0-9]*)?")


@app.command()
def release(
    target: Annotated[
        str, typer.Argument(help="業務IDと文書（例: 002/機能）", metavar="業務ID/文書", show_default=False)
    ],
    edition: Annotated[
        str,
        typer.Argument(
            help="版（例: 1.1、案なら 1.1案2、正誤なら 1.0正誤1）", metavar="版", show_default=False
        ),
    ],
    root: RootOption = None,
) -> None:
    """版又は正誤を出します。妨げるものが無ければ、今の内容を spec/業務ID/editions に凍結します。

    正誤は、そこに書いたものを封印します。版のファイルは変わりません。
    """
    from hyojun import diff

    if not _EDITION.fullmatch(edition):
        _fail(
            f"版「{edition}」の書き方が正しくありません。1.1 又は 1.1案2 のように書いてください（正誤は 1.0正誤1）。"
        )
    spec, slash, name = target.partition("/")
    if not slash:
        _fail(f"「{target}」は業務ID/文書の形で書いてください（例: 002/{target}）。")
    try:
        repository = source.load(_where(root), spec)
    except source.NoRepository as error:
        _fail(str(error))
    where = repository.root
    report = checks.run(repository, spec)
    errors = [f for f in report.findings if f.severity is Severity.ERROR]
    if report.defects:
        _fail(f"検査の規則 {'、'.join(report.defects)} が働かなかったため、版を出せません。")
    business = next((b for b in repository.corpus.businesses if b.id == spec), None)
    if business is None:
        _fail(f"業務 {spec} を読めません。hyojun check --spec {spec} で確かめてください。", 1)
    document = _document(business, name)
    if document.pinned:
        _fail(f"{target} は、{document.publisher}の版を固定した文書です。版を出すのは発行者です。", 1)
    if "正誤" in edition:
        issue(where, business, name, edition, report.findings)
        return
    editions = source.released(where, spec, name)
    before = diff.edition_before(edition, editions)
    draft = diff.told_from(business, document, edition, editions)
    found = from_draft = None
    if not errors:
        day = diff.Held(business, document).since  # a 正誤 issued later is none that it could answer for
        found = _changed_since(where, spec, name, before, day) if before else None
        from_draft = (
            _changed_since(where, spec, name, draft, day) if draft != before and draft in editions else None
        )
    against = diff.hindrances(business, document, edition, editions, found, from_draft)
    if edition in editions:  # it is out: the same again changes nothing, anything else is refused
        _freeze(repository, business, document, edition)
        return
    wrong = source.located(source.Sources(where), errors)
    blocking = [*_errors(spec, wrong, before), *against.blocking]
    if not source.is_draft(edition) and document.status not in (Status.DECIDED, Status.PUBLISHED):
        later = checks.asked_when_decided(repository, spec, name, edition, date.today())
        blocking += _later(
            source.located(source.Sources(where), (f for f in later if f.code != _PROVISIONAL))
        )
    if blocking:
        print(f"{target} {edition_words(edition)}を出せません。次の{len(blocking)}件を直してください。")
        for sentence in blocking:
            print(f"  - {sentence}")
        raise typer.Exit(1)
    for sentence in (*against.told, *_warned(spec, report.findings)):
        print(f"  注意: {sentence}")
    _freeze(repository, business, document, edition)


@app.command()
def verify(
    manifest: Annotated[
        Path | None,
        typer.Option(
            "--manifest",
            help="公開物の manifest.json。公開物を作り直し、一覧と公開したファイルとを1字ずつ確かめます",
            show_default=False,
        ),
    ] = None,
    root: RootOption = None,
) -> None:
    """出した版と正誤が、出した時のままかどうかを確かめます。"""
    if manifest is not None:
        _verify_published(manifest, root)
        return
    try:
        where = _where(root)
        source.load_common(where)  # a folder that is no repository has no editions either, and is not whole
    except source.NoRepository as error:
        _fail(str(error))
    found = source.verified(where)
    wrong = [v for v in found if v.condition is not source.Condition.WHOLE]
    for each in wrong:
        print(f"{each.condition.value}: {each.file}: {each.words}")
    if not found:
        print("出した版はありません。")
    elif wrong:
        print(f"確かめた結果: {len(found)}件のうち {len(wrong)}件が、出した時のままではありません。")
    else:
        editions = sum(v.file.endswith(".json") for v in found)
        errata = sum("-正誤" in v.file for v in found)
        accounts = sum(v.file.endswith(".yaml") for v in found) - errata
        also = f"と改定の説明 {accounts}件" if accounts else ""
        also += f"と正誤 {errata}件" if errata else ""
        print(f"出した版 {editions}件{also}は、全て出した時のままです。")
    for file in source.unissued(where):
        print(f"案: {file}: まだ出していない正誤です。比較と公開には使いません。")
    if any(v.condition is source.Condition.UNREADABLE for v in wrong):
        raise typer.Exit(2)
    raise typer.Exit(1 if wrong else 0)


def _verify_published(manifest: Path, root: Path | None) -> None:
    """Make everything that a manifest lists again, and tell what is off."""
    from hyojun import publish

    repository = _load(root, None)
    with _progress() as progress:
        try:
            count, found = publish.discrepancies(repository, manifest, progress)
        except publish.BuildError as error:
            _fail(str(error))
    for each in found[:_SHOWN]:
        print(f"{each.off.value}: {each.path}")
    if len(found) > _SHOWN:
        print(f"（ほか {len(found) - _SHOWN}件）")
    if not found:
        print(f"同じ: 公開したファイル {count}件は、元のファイルから作り直したものと全て同じです。")
        return
    counts = "、".join(f"{off.value} {n}件" for off in publish.Off if (n := sum(f.off is off for f in found)))
    print(f"確かめた結果: 一覧の {count}件に対し、{counts}。")
    raise typer.Exit(1)


def _document(business: Business, name: str) -> Document:
    document = business.document(name)
    if document is None:
        known = "、".join(f"{business.id}/{d.name}" for d in business.documents)
        _fail(f"業務 {business.id} に文書「{name}」はありません。{known} のどれかを指定してください。")
    return document


def _changed_since(
    where: Path, spec: str, name: str, edition: str, day: date | None
) -> "diffs.DocumentComparison":
    """What changed from a frozen edition to the sources."""
    from hyojun import diff

    try:
        old = str((where / source.edition_file(spec, name, edition)).resolve())
        return diff.between(source.open_versions(where, old, None, spec, until=day)).documents[0]
    except source.UnreadableVersion as error:
        _fail(str(error))


def _later(errors: tuple[Finding, ...]) -> list[str]:
    """What a draft may lack and a decided document may not, before anybody decides it."""
    if not errors:
        return []
    return [
        f"状態を決定又は公表にすると、検査の誤りが {len(errors)}件になります。先に直してください。{_listed(errors)}"
    ]


def _errors(spec: str, errors: tuple[Finding, ...], before: str | None) -> list[str]:
    if not errors:
        return []
    later = f"{edition_words(before)}との比較は、誤りが無くなってから確かめます。" if before else ""
    return [
        f"検査の誤りが {len(errors)}件あります。hyojun check --spec {spec} で見て、直してください。"
        f"{later}{_listed(errors)}"
    ]


def _listed(errors: tuple[Finding, ...]) -> str:
    """Each on a line of its own, as far as anybody reads them."""
    told = [f"{f.place} {f.code} {f.message}" for f in errors[:_SHOWN]]
    rest = [f"ほか {len(errors) - _SHOWN}件"] if len(errors) > _SHOWN else []
    return "".join(f"\n      {words}" for words in (*told, *rest))


def _warned(spec: str, findings: tuple[Finding, ...]) -> list[str]:
    """Warnings do not keep an edition back; who issues it knows of them."""
    warnings = [
        f for f in findings if f.severity is Severity.WARNING and f.origin.file.startswith(f"spec/{spec}/")
    ]
    if not warnings:
        return []
    some = [f"{f.origin.file} {f.code} {f.message}" for f in warnings[:_WARNED]]
    return [f"検査の警告が {len(warnings)}件あります。hyojun check --spec {spec} で見られます。", *some]


def _freeze(repository: source.Repository, business: Business, document: Document, edition: str) -> None:
    try:
        done = source.freeze(repository.root, business, document, edition, repository.assets)
    except source.CannotRelease as error:
        print(error)
        raise typer.Exit(1) from None
    for file in done.written:
        print(f"  {file}")
    label = f"{business.id}/{document.name} {edition_words(edition)}"
    if done.written:
        print(f"{label}を出しました。これらのファイルは書き換えずに、コミットしてください。")
    else:
        print(f"{label}は、同じ内容で既に出ています。何も変えませんでした。")
