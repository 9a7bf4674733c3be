"""The commands. Names are a contract: load, do, show, exit."""

import logging
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from enum import StrEnum
from pathlib import Path
from typing import Annotated, NoReturn, TextIO

import typer

from hyojun import __version__, source
from hyojun import check as checks
from hyojun.model import Severity

from .counting import counted

app = typer.Typer(
    name="hyojun",
    help="標準仕様書を、テキストから検査し、サイト・PDF・Excel として公開します。",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
    context_settings={"help_option_names": ["-h", "--help"]},
)

RootOption = Annotated[
    Path | None,
    typer.Option("--root", help="リポジトリの場所（省くと、今いる場所から上へ探します）", show_default=False),
]
SpecOption = Annotated[
    str | None, typer.Option("--spec", help="業務ID（例: 002）。省くと全ての業務", show_default=False)
]


class Target(StrEnum):
    """What to build."""

    SITE = "site"
    PDF = "pdf"
    EXCEL = "excel"
    SNAPSHOT = "snapshot"
    TABLES = "tables"
    PACKAGE = "package"
    ALL = "all"


class Threshold(StrEnum):
    """Findings from which the exit code is 1."""

    ERROR = "error"
    WARNING = "warning"


def _version(wanted: bool) -> None:
    if wanted:
        print(f"hyojun {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", help="版を表示します", callback=_version, is_eager=True)
    ] = False,
) -> None:
    """標準仕様書を、テキストから検査し、サイト・PDF・Excel として公開します。"""


@app.command()
def check(
    spec: SpecOption = None,
    format: Annotated[checks.Format, typer.Option("--format", help="結果の書き方")] = checks.Format.TEXT,
    fail_on: Annotated[
        Threshold, typer.Option("--fail-on", help="終了コードを1にする重さ")
    ] = Threshold.ERROR,
    parallel: Annotated[
        bool,
        typer.Option("--parallel", help="業務の間で書き方の違う、ほぼ同じ機能要件も並べます（text と json）"),
    ] = False,
    least: Annotated[
        Severity,
        typer.Option("--min", help="示す指摘のうち最も軽い重さ（text と github）。件数は全て数えます"),
    ] = Severity.NOTE,
    root: RootOption = None,
) -> None:
    """仕様書を検査し、見つかったことを場所つきで示します。"""
    if parallel and format not in checks.PARALLEL_FORMATS:
        _fail(
            "--parallel で並べた結果を書けるのは text と json だけです。"
            "--format を変えるか、--parallel を外してください。"
        )
    try:
        where = _where(root)
        report = checks.check_repository(where, spec)
    except source.NoRepository as error:
        _fail(str(error))
    text = checks.render(report, format, where, colour=_in_colour(sys.stdout), least=least)
    if parallel:
        groups = checks.parallel.of_corpus(source.load(where).corpus, spec)
        text = checks.with_parallel(text, format, groups, where)
    print(text)
    raise typer.Exit(report.exit_code(Severity(fail_on.value)))


@app.command()
def build(
    targets: Annotated[
        list[Target] | None,
        typer.Argument(
            help="作るもの。いくつでも並べられます（例: excel tables）。省くと全て",
            metavar="作るもの",
            show_default=False,
        ),
    ] = None,
    spec: SpecOption = None,
    out: Annotated[
        Path | None, typer.Option("--out", help="出力先（省くとリポジトリの build）", show_default=False)
    ] = None,
    draft: Annotated[
        bool, typer.Option("--draft", help="誤りがあっても「未検査」の印を付けて作ります")
    ] = False,
    jobs: Annotated[
        int | None,
        typer.Option(
            "--jobs",
            min=1,
            help="業務ごとの文書を同時に作るプロセスの数（省くとコアの数）。できるものは変わりません",
            show_default=False,
        ),
    ] = None,
    root: RootOption = None,
) -> None:
    """サイト、PDF、Excel、スナップショット、機械可読の表、一式（zip）を作ります。誤りがあるときは何も変えません。"""
    from hyojun import publish

    try:
        repository, report = checks.opened(_where(root), spec)
    except source.NoRepository as error:
        _fail(str(error))
    code = report.exit_code()
    if code == 1 and draft:
        code = 0
    if report.findings:
        text = checks.render(report, checks.Format.TEXT, repository.root, colour=_in_colour(sys.stderr))
        print(text, file=sys.stderr)
    if code:
        _fail("誤りがあるため作りませんでした。直すか、--draft で下書きとして作ってください。", code)
    wanted = targets or [Target.ALL]
    kinds = [kind for kind in publish.KINDS if Target.ALL in wanted or kind in wanted]
    where = out if out is not None else repository.root / "build"
    if draft:  # what a draft leaves out of the author's text
        logging.basicConfig(format="%(message)s", stream=sys.stderr)
    with _progress() as progress:
        try:
            files = publish.build(
                repository,
                kinds,
                where,
                only=spec,
                draft=draft,
                findings=report.findings,
                suppressed=report.suppressed,
                withheld=report.withheld,
                progress=progress,
                jobs=jobs or os.cpu_count() or 1,
            )
        except publish.BuildError as error:
            _fail(f"{error}\n出力先は元のままです。")
    made = counted(files, kinds)
    kept = counted(files, [k for k in publish.KINDS if k not in kinds and any(f.kind == k for f in files)])
    print(f"できました: {where}（{made} ファイル）" + (f"。前のまま: {kept} ファイル" if kept else ""))
    on_site = repository.corpus.business(spec) if spec is not None and "site" in kinds else None
    if on_site and len(repository.corpus.businesses) > 1:
        print(
            f"サイトにあるのは {on_site.id} {on_site.name} だけで、ほかの業務は含みません。"
            "全ての業務のサイトにするには、--spec を付けずに作ってください。"
        )


@app.command()
def init(
    folder: Annotated[Path, typer.Argument(help="作るフォルダー", metavar="フォルダー")],
) -> None:
    """新しい仕様書リポジトリを作ります。"""
    try:
        written = source.create_repository(folder)
    except source.CannotCreate as error:
        _fail(str(error))
    for name in written:
        print(f"  {folder / name}")
    print(
        f"作りました（書き方は {source.HANDBOOK} にあります）。"
        f"次は: cd {folder} ; hyojun new 023 ; hyojun check ; hyojun build all"
    )


@app.command()
def new(
    id: Annotated[str, typer.Argument(help="業務ID（例: 023）", metavar="業務ID")],
    root: RootOption = None,
) -> None:
    """台帳にある業務のひな形を作ります。"""
    try:
        where = _where(root)
        written = source.create_business(where, id)
    except (source.CannotCreate, source.NoRepository) as error:
        _fail(str(error))
    for name in written:
        print(f"  {name}")
    print("作りました。書き換えたら hyojun check で確かめてください。")


@app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(help="取り込むファイル（.xlsx、.csv、.docx）", metavar="ファイル")],
    spec: Annotated[
        str | None,
        typer.Option(
            "--spec",
            help="取り込む業務ID（ファイルにIDが無いときは必要。違えば取り込みません）",
            show_default=False,
        ),
    ] = None,
    report: Annotated[
        Path | None, typer.Option("--report", help="取り込みの報告を書くファイル", show_default=False)
    ] = None,
    profile: Annotated[
        Path | None,
        typer.Option(
            "--profile",
            help="表と列、又は Word のラベルとスタイルを教える様式のファイル（.yaml）",
            show_default=False,
        ),
    ] = None,
    show_mapping: Annotated[
        bool,
        typer.Option(
            "--show-mapping", help="見分けたもの（表と列、ラベルとスタイル）を示すだけで、取り込みません"
        ),
    ] = False,
    write_profile: Annotated[
        Path | None,
        typer.Option(
            "--write-profile", help="見分けたものを、様式のファイルとして書きます", show_default=False
        ),
    ] = None,
    edition: Annotated[
        str | None, typer.Option("--edition", help="新しい文書の版（例: 1.0）", show_default=False)
    ] = None,
    day: Annotated[
        str | None,
        typer.Option("--day", help="新しい文書の年月日（例: 2026-03-25、R8.3.25）", show_default=False),
    ] = None,
    as_released: Annotated[
        bool, typer.Option("--as-released", help="公表された版として凍結します（--edition が必要です）")
    ] = False,
    root: RootOption = None,
) -> None:
    """Excel、CSV 又は Word を業務に取り込み、読めなかったものを全て報告します。今あるものは変えません。"""
    from hyojun.source import importing

    if report is not None:
        _refuse_report(report)
    try:
        where = _where(root)
        is_word = importing.is_word(file)
        if show_mapping or write_profile:
            if is_word:
                words = importing.word_mapping(file, where, profile)
                shown = importing.word_mapping_lines(words)
                made = importing.word_mapping_profile(words, file.name)
            else:
                layers = importing.load_profile(where, profile)
                found = importing.mappings(file, layers)
                shown = importing.mapping_lines(found)
                made = importing.mapping_profile(found, file.name, layers)
            print("\n".join(shown))
            if write_profile:
                _write_new(write_profile, made)
            return
        stated = importing.stated_edition(edition, day, as_released)
        if is_word:
            document = importing.import_word(file, where, spec, profile, stated)
            lines = importing.word_report_lines(document)
        else:
            lines = importing.report_lines(importing.import_workbook(file, where, spec, profile, stated))
    except (importing.ImportProblem, source.NoRepository) as error:
        _fail(str(error))
    text = "\n".join(lines)
    print(text)
    if report is not None:
        try:
            source.replace_file(report, f"{text}\n".encode())
        except OSError as error:
            _fail(
                f"取り込みましたが、報告を「{report}」に書けません（{source.reason(error)}）。上の表示を写してください。"
            )


def _refuse_report(report: Path) -> None:
    """Said before anything is done: a report that cannot be written must not come after what it tells of."""
    if report.is_dir() or not report.absolute().parent.is_dir():
        _fail(f"報告を「{report}」に書けません。あるフォルダーの中の、ファイルの名前を指定してください。")


def _write_new(path: Path, text: str) -> None:
    try:
        with path.open("x", encoding="utf-8", newline="\n") as file:
            file.write(text)
    except OSError as error:
        _fail(f"「{path}」を書けません（{source.reason(error)}）。まだ無い名前を指定してください。")
    print(f"様式のファイルを書きました: {path}")


def _load(root: Path | None, spec: str | None) -> source.Repository:
    try:
        return source.load(_where(root), spec)
    except source.NoRepository as error:
        _fail(str(error))


def _where(root: Path | None) -> Path:
    """The repository that is meant: as given, or the nearest upward; raises NoRepository, Busy.

    What a killed command had ready is put in place first: nothing reads a repository that is half written.
    """
    where = root if root is not None else source.find_root(Path.cwd())
    told = source.finished(where)
    if told.written:
        print(
            f"前の命令が書込みの途中で止まっていたため、残りを書き終えました: {'、'.join(told.written)}",
            file=sys.stderr,
        )
    elif told.undone:
        print("前の命令は、書き込む前に止まっていました。何も書かれていません。", file=sys.stderr)
    return where


def _in_colour(stream: TextIO) -> bool:
    """On a terminal that knows colours, unless NO_COLOR says no."""
    plain = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return stream.isatty() and not plain


def _fail(message: str, code: int = 2) -> NoReturn:
    print(message, file=sys.stderr)
    raise typer.Exit(code)


@contextmanager
def _progress() -> Iterator[Callable[[str, int, int], None]]:
    """A bar on a terminal, plain lines elsewhere (CI)."""
    if not sys.stderr.isatty():
        yield lambda what, done, total: print(f"[{done}/{total}] {what}", file=sys.stderr)
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn

    console = Console(stderr=True)
    columns = (BarColumn(), MofNCompleteColumn(), TextColumn("{task.description}"))
    with Progress(*columns, console=console) as bar:
        task = bar.add_task("準備", total=1)
        yield lambda what, done, total: bar.update(task, description=what, completed=done, total=total)
