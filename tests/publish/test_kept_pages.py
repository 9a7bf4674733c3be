"""A site made anew after an edit has the bytes of a site made from nothing, whatever the edit touched."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from hyojun import check, source
from hyojun.publish import build

ROOT = Path(__file__).resolve().parents[2]
FOLDERS = ("spec", "bpmn")
BUSINESSES = ("002", "006", "007", "027")


@pytest.fixture(scope="module")
def repository(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Four 業務 of the sample that point at each other, published once."""
    root = tmp_path_factory.mktemp("kept") / "仕様書"
    _as_in_the_sample(root)
    _renewed(root)
    return root


def _as_in_the_sample(root: Path) -> None:
    for folder in FOLDERS:
        shutil.rmtree(root / folder, ignore_errors=True)
        for business in BUSINESSES:
            shutil.copytree(ROOT / folder / business, root / folder / business)
    shutil.copy(ROOT / "pyproject.toml", root)


def _renewed(root: Path) -> dict[str, bytes]:
    """What a build makes that reads and writes no more than it has to."""
    repository, report = check.opened(root)
    return _built(repository, report, root / "build")


def _from_nothing(root: Path, place: Path) -> dict[str, bytes]:
    """What a build makes that knows nothing of any other."""
    again = place / "写し"
    shutil.copytree(root, again, ignore=shutil.ignore_patterns("build", source.CACHE))
    repository = source.load(again)
    return _built(repository, check.located(check.run(repository), again), place / "new")


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


def _replaced(file: str, old: str, new: str) -> Callable[[Path], None]:
    def edit(root: Path) -> None:
        path = root / file
        text = path.read_text("utf-8")
        assert old in text, (file, old)
        path.write_text(text.replace(old, new), "utf-8")

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


EDITS = {
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
    "本編の章を無くす": _gone("027/本編/2-運用の考え方.md", "本編/2-運用の考え方.md"),
    "業務を無くす": lambda root: [shutil.rmtree(root / f / "007") for f in FOLDERS] and None,
    "題名を変える": _replaced(
        "pyproject.toml", "[tool.hyojun]\n", '[tool.hyojun]\ntitle = "見本の標準仕様書"\n'
    ),
}


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_gives_the_bytes_of_a_site_made_from_nothing(
    name: str, repository: Path, tmp_path: Path
) -> None:
    """From whatever the edit before this one left."""
    _as_in_the_sample(repository)
    EDITS[name](repository)
    again = _renewed(repository)
    assert again == _from_nothing(repository, tmp_path)


def test_what_nobody_touched_is_not_made_again(repository: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    from hyojun.publish.site import extension

    made: list[str] = []
    body = extension.body
    monkeypatch.setattr(
        extension, "body", lambda running, docname: made.append(docname) or body(running, docname)
    )
    _as_in_the_sample(repository)
    _renewed(repository)
    made.clear()
    _replaced("spec/007/業務.yaml", "見本", "見本の")(repository)
    _renewed(repository)
    owners = {name.removeprefix("id/").split("/")[0].split("-")[0] for name in made if "/" in name}
    assert owners - {"across", "changes", "guide", "index"} == {"007"}


@pytest.mark.parametrize("harm", ["欠けたキャッシュ", "ほかのキャッシュ", "書き換えたページ", "消したページ"])
def test_harm_to_cache_or_output_changes_nothing(harm: str, repository: Path) -> None:
    before = _renewed(repository)
    page = repository / "build/site/002/index.html"
    caches = list((repository / ".hyojun-cache").glob("site-*"))
    assert caches
    match harm:
        case "欠けたキャッシュ":
            for cache in caches:
                cache.write_bytes(cache.read_bytes()[:1000])
        case "ほかのキャッシュ":
            for cache in caches:
                cache.write_bytes(b"\x00" * 100)
        case "書き換えたページ":
            page.write_text("別の文")
        case "消したページ":
            page.unlink()
    assert _renewed(repository) == before
