"""A site made anew after an edit has the bytes of a site made from nothing, whatever the edit touched."""

import os
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hyojun import check, source
from hyojun.publish import build
from hyojun.publish.site import kept, page_files, sphinx_run
from hyojun.source import repository as loading

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("spec", "bpmn")
TEMPLATE = "templates/html/pages/legend.html"
BUSINESSES = ("002", "006", "007")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Three 業務 of the sample that point at each other, published once."""
    root = tmp_path_factory.mktemp("kept") / "仕様書"
    _as_in_the_sample(root)
    _renewed(root)
    return root


def _as_in_the_sample(root: Path) -> None:
    for folder in FOLDERS:
        shutil.rmtree(root / folder, ignore_errors=True)  # with settings that an edit left
        for business in BUSINESSES:
            if (ROOT / folder / business).is_dir():
                shutil.copytree(ROOT / folder / business, root / folder / business)
    shutil.copy(ROOT / "pyproject.toml", root)
    (root / TEMPLATE).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(ROOT / TEMPLATE, root / TEMPLATE)


def _renewed(root: Path) -> dict[str, bytes]:
    """What a build makes that reads and writes no more than it has to."""
    repository, report = check.opened(root)
    return _built(repository, report, root / "build")


def _from_nothing(root: Path) -> dict[str, bytes]:
    """What a build makes that knows nothing of any other. Always at one place, of which the templates are known."""
    again = root.parent / "写し"
    shutil.rmtree(again, ignore_errors=True)
    shutil.copytree(root, again, ignore=shutil.ignore_patterns("build", source.CACHE))
    repository = source.load(again)
    return _built(repository, check.located(check.run(repository), again), again / "new")


def _built(repository: source.Repository, report: check.Report, out: Path) -> dict[str, bytes]:
    build(
        repository,
        ["site"],
        out,
        draft=True,
        findings=report.findings,
        suppressed=report.suppressed,
        withheld=report.withheld,
    )
    return {p.relative_to(out).as_posix(): p.read_bytes() for p in out.rglob("*") if p.is_file()}


def _replaced(file: str, old: str, new: str, times: int = -1) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        path = root / file
        text = path.read_text("utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new, times), "utf-8")

    return edit


def _everywhere(old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        for path in (p for folder in FOLDERS for p in (root / folder).rglob("*")):
            if path.suffix in (".yaml", ".md", ".bpmn") and old in path.read_text("utf-8"):
                path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")

    return edit


def _gone(file: str, listed: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        folder, _, name = file.partition("/")
        (root / "spec" / folder / name).unlink()
        _replaced(f"spec/{folder}/業務.yaml", f"      - {name}\n", "")(root)

    return edit


def _added(file: str, text: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        (root / file).parent.mkdir(parents=True, exist_ok=True)
        (root / file).write_text(text, "utf-8")

    return edit


def _new_business(root: Path) -> None:
    for folder in FOLDERS:
        if (ROOT / folder / "001").is_dir():
            shutil.copytree(ROOT / folder / "001", root / folder / "001")


def _setting(name: str, old: str, new: str) -> Callable[[Path], None]:
    text = (ROOT / "src/hyojun/data" / name).read_text("utf-8")
    assert old in text
    return _added(f"spec/_settings/{name}", text.replace(old, new))


EDITS = {
    "要件の文を直す": _replaced("spec/006/機能/1-名簿の調製.yaml", "できること", "必ずできること"),
    "要件の文に参照を足す": _replaced(
        "spec/007/機能/1-名簿対照.yaml", "表示できること。", "表示できること（機能0060011、データ0060001）。"
    ),
    "帳票の編集条件を直す": _replaced(
        "spec/006/帳票/1-投票所入場券.yaml", "和暦で印字する。", "西暦で印字する。"
    ),
    "データ項目の定義を直す": _replaced(
        "spec/006/データ/4-閲覧.yaml", "支援措置による抑止の状態", "支援措置の状態"
    ),
    "業務フローの図だけを直す": _replaced(
        "bpmn/007/fuzaisha.bpmn",
        '<dc:Bounds x="160" y="80" width="1250" height="420" />',
        '<dc:Bounds x="160" y="80" width="1260" height="420" />',
    ),
    "機能を足す": _replaced(
        "spec/007/機能/1-名簿対照.yaml",
        "      - 機能ID: ",
        "      - 機能ID: 007仮1\n        機能名称: 見本の機能\n        実装類型: 実装必須\n        機能要件: 見本を示すこと。\n"
        "      - 機能ID: ",
        1,
    ),
    "行をずらして用語の読みを変える": _replaced(
        "spec/006/用語.yaml",
        "用語:\n  - 用語: 選挙人名簿\n    読み: せ",
        "# 見本\n用語:\n  - 用語: 選挙人名簿\n    読み: セ",
    ),
    "新しい業務を足す": _new_business,
    "公表した版を無くす": lambda root: shutil.rmtree(root / "spec/002/editions"),
    "台帳の業務名を変える": _setting("registry.yaml", "選挙人名簿管理", "選挙人の名簿の管理"),
    "用語の辞書を変える": _setting("words.yaml", "問合せ", "問い合せ"),
    "ひな形を変える": _replaced(TEMPLATE, "引用と固定リンク", "引用と固定リンク（見本）"),
    "言葉を1つ直す": _replaced("spec/007/業務.yaml", "見本", "見本見本"),
    "機能の名称を変える": _everywhere("登録できない印鑑の確認", "登録できない印影の確認"),
    "他の業務が指すデータ項目の名称を変える": _everywhere("氏名", "お名前"),
    "他の業務の項目を渡す向きを変える": _replaced(
        "spec/007/連携.yaml", "    提供・照会: 照会\n", "    提供・照会: 提供\n"
    ),
    "業務フローの題名を変える": _everywhere("不在者投票", "不在者の投票"),
    "機能を別の見出しに移す": _everywhere("toroku-shinsei", "toroku-no-shinsei"),
    "本編を直す": _replaced("spec/007/本編/1-総則.md", "# ", "# 見本の"),
    "機能のIDを付け替える": _everywhere("0020005", "0020905"),
    "本編の章を無くす": _gone("006/本編/1-総則.md", "本編/1-総則.md"),
    "業務を無くす": lambda root: [shutil.rmtree(root / f / "007") for f in FOLDERS] and None,
    "公表した版のある業務の要件の文を直す": _replaced(
        "spec/002/機能/3-印鑑登録証.yaml", "無効である旨を画面に", "無効であることを画面に"
    ),
    "公表した版のある業務のデータ項目の説明を直す": _replaced(
        "spec/002/データ/7-履歴と操作.yaml", "同じ番号を二度用いない。", "同じ番号を再び用いない。"
    ),
    "公表した版のある業務の本編を直す": _replaced(
        "spec/002/本編/1-総則.md", "機能の標準を", "標準とする機能を"
    ),
    "題名を変える": _replaced(
        "pyproject.toml", "[tool.hyojun]\n", '[tool.hyojun]\ntitle = "見本の標準仕様書"\n'
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_gives_the_bytes_of_a_site_made_from_nothing(name: str, repository: Path) -> None:
    """From whatever the edit before this one left."""
    _as_in_the_sample(repository)
    EDITS[name](repository)
    again = _renewed(repository)
    fresh = _from_nothing(repository)
    assert sorted(again) == sorted(fresh)
    assert again == fresh


def test_what_was_told_while_another_business_was_missing_is_not_told_for_long(repository: Path) -> None:
    """A text shows the name of what it points at, where that is: the search of 006 has other rows without 007."""
    _as_in_the_sample(repository)
    text = "spec/006/機能/1-名簿の調製.yaml"
    _replaced(text, "できること。", "できること（機能0070001）。")(repository)
    EDITS["業務を無くす"](repository)
    _renewed(repository)
    _as_in_the_sample(repository)
    _replaced(text, "できること。", "できること（機能0070001）。")(repository)
    _renewed(repository)
    _replaced("spec/002/本編/1-総則.md", "はじめに", "始めに")(repository)
    assert _renewed(repository) == _from_nothing(repository)


@pytest.fixture
def made(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The pages of the model that are made."""
    made: list[str] = []
    body = page_files.body
    monkeypatch.setattr(
        page_files, "body", lambda running, docname: made.append(docname) or body(running, docname)
    )
    return made


def test_what_nobody_touched_is_not_made_again(repository: Path, made: list[str]) -> None:
    _as_in_the_sample(repository)
    _renewed(repository)
    made.clear()
    _replaced("spec/007/業務.yaml", "見本", "見本の")(repository)
    _renewed(repository)
    owners = {name.removeprefix("id/").split("/")[0].split("-")[0] for name in made if "/" in name}
    assert owners - {"across", "changes", "guide", "index"} == {"007"}


def test_a_changed_text_makes_only_the_pages_it_stands_on(
    repository: Path, made: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a 業務 without released editions, and without Sphinx, which writes prose."""
    _as_in_the_sample(repository)
    _renewed(repository)
    made.clear()
    monkeypatch.setattr(sphinx_run, "run_sphinx", lambda *_: pytest.fail("Sphinx has nothing to write"))
    EDITS["要件の文を直す"](repository)
    _renewed(repository)
    own = [name for name in made if name.startswith("006/")]
    assert "006/functions/all" in own
    assert len(own) <= 3


def test_a_changed_text_makes_few_pages_of_a_business_with_editions(
    repository: Path, made: list[str]
) -> None:
    """Beside those that tell what has changed since."""
    _as_in_the_sample(repository)
    _renewed(repository)
    made.clear()
    EDITS["公表した版のある業務の要件の文を直す"](repository)
    _renewed(repository)
    folders = ("002/functions/", "002/forms/", "002/data/", "002/flows/")
    lists = ("index", "all", "use")
    assert {name for name in made if name.startswith(folders) and not name.endswith(lists)} == {
        "002/functions/toroku-sho"
    }


def test_an_edit_reads_no_other_business(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Those without released editions: of 002 the site tells what has changed since."""
    read: list[str] = []
    real = loading.load_business
    monkeypatch.setattr(
        loading, "load_business", lambda s, folder, c: read.append(folder) or real(s, folder, c)
    )
    _as_in_the_sample(repository)
    shutil.rmtree(repository / "spec/002/editions")
    _renewed(repository)
    read.clear()
    EDITS["要件の文を直す"](repository)
    _renewed(repository)
    assert set(read) == {"006"}


HARM = {
    "欠けたキャッシュ": lambda path: path.write_bytes(path.read_bytes()[:1000]),
    "ほかのキャッシュ": lambda path: path.write_bytes(b"\x00" * 100),
    "消したキャッシュ": lambda path: path.unlink(),
    "書き換えたページ": lambda path: path.write_text("別の文"),
    "消したページ": lambda path: path.unlink(),
}
HARMED = {
    "キャッシュ": (f"{source.CACHE}/site-*", f"{source.CACHE}/outline-*", f"{source.CACHE}/check-*"),
    "ページ": ("build/site/002/index.html", "build/site/across/data.html", "build/site/_id/007.js"),
}


@pytest.mark.parametrize("harm", HARM)
def test_harm_to_cache_or_output_changes_nothing(harm: str, repository: Path) -> None:
    before = _renewed(repository)
    for pattern in next(patterns for what, patterns in HARMED.items() if harm.endswith(what)):
        harmed = list(repository.glob(pattern))
        assert harmed
        for path in harmed:
            HARM[harm](path)
        assert _renewed(repository) == before


@pytest.mark.parametrize("hidden", [False, True], ids=["書いたまま", "時刻を元に戻す"])
def test_what_is_written_into_a_kept_page_does_not_last(hidden: bool, repository: Path) -> None:
    """Kept is the file itself, not a copy: what somebody wrote into it is found, even under the old time."""
    before = _renewed(repository)
    page = repository / "build/site/007/index.html"
    was = page.stat()
    with page.open("r+b") as file:
        file.write(b"x")
    if hidden:
        os.utime(page, ns=(was.st_atime_ns, was.st_mtime_ns))
    assert _renewed(repository) == before


def test_files_nobody_touched_are_not_read_again(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = _renewed(repository)
    read: list[str] = []
    digest = kept._digest
    monkeypatch.setattr(kept, "_digest", lambda path: read.append(path) or digest(path))
    assert _renewed(repository) == before
    assert not read
