"""Issuing a 正誤: `release 002/機能 1.0正誤1`."""

from pathlib import Path

import typer

from hyojun import source
from hyojun.model import Business, Finding, MisfitKind, Severity, edition_words

from .app import _fail


def issue(root: Path, business: Business, document: str, written: str, findings: tuple[Finding, ...]) -> None:
    """Seal one 正誤; what is wrong elsewhere in the work tree does not keep it back."""
    edition, _, number = written.partition("正誤")
    name = source.errata_file(document, edition, int(number))
    file = f"{Path(source.edition_file(business.id, document, edition)).parent.as_posix()}/{name}"
    if not (root / file).is_file():
        _fail(f"{file} がありません。正誤を書いてから、もう一度実行してください。")
    label = f"{business.id}/{document} {edition_words(edition)} 正誤{number}"
    found = next((e for e in business.errata if e.origin and e.origin.file == file), None)
    errors = [f for f in findings if f.severity is Severity.ERROR and f.origin.file == file]
    changed = found is not None and any(m.kind is MisfitKind.CHANGED for m in found.misfits)
    if (errors or found is None) and not changed:
        print(f"{label}を出せません。検査の誤りが {len(errors)}件あります。")
        print(f"  - hyojun check --spec {business.id} で {file} の誤りを見て、直してください。")
        raise typer.Exit(1)
    assert found is not None
    try:
        done = source.issue_errata(root, business.id, found)
    except source.CannotRelease as error:
        print(error)
        raise typer.Exit(1) from None
    for each in done:
        print(f"  {each}")
    if done:
        print(f"{label}を出しました。{file} は書き換えずに、これらのファイルと合わせてコミットしてください。")
    else:
        print(f"{label}は、同じ内容で既に出ています。何も変えませんでした。")
