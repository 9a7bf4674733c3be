"""Names and places that a commit can choose: what is written stays below the output, under names every machine can have."""

import re
import subprocess
import unicodedata
from collections.abc import Callable
from pathlib import Path

import planted
import pytest
from casefiles import write_repository
from commands import Command, digest

TERM = "用語: [{用語: 申請, 定義: 求めること}]\n"
NAMES = (
    *(
        "../../x",
        "/etc/x",
        "a/b",
        "a\\\\b",
        "CON",
        "nul.txt",
        "COM1",
        "末尾の点.",
        "末尾の空白 ",
        ".隠れる",
        "~",
        "-rf",
    ),
    *(
        "長" * 300,
        "a:b",
        "a\tb".replace("\t", "　"),
        "がぎ",
        unicodedata.normalize("NFD", "がぎ"),
        "Abc",
        "abc",
        "<b>|?*",
    ),
)
"""What somebody may call a thing."""
RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)


def faults(out: Path) -> list[str]:
    """Paths of published files that some machine could not hold, or would hold as one with another."""
    names = [p.relative_to(out).as_posix() for p in out.rglob("*")]
    folded = [unicodedata.normalize("NFC", n).casefold() for n in names]
    found = [n for n, f in zip(names, folded, strict=True) if folded.count(f) > 1]
    for name in names:
        part = name.rpartition("/")[2]
        too_long = len(part.encode()) > 255
        if too_long or RESERVED.fullmatch(part) or re.search(r'[\x00-\x1f<>:"\\|?*]|[ .]$', part):
            found.append(name)
    return found


@pytest.fixture(scope="module")
def named(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A build in which every text is one of the names, each a hundred times."""
    root = tmp_path_factory.mktemp("named") / "r"
    count = iter(range(10_000))
    planted.plant(root, lambda _: f"{NAMES[(n := next(count)) % len(NAMES)]}{n:03}{NAMES[n % len(NAMES)]}")
    before = digest(root.parent)
    out = planted.build(root)
    after = {n: d for n, d in digest(root.parent).items() if n != "r/build" and not n.startswith("r/build/")}
    assert after == before
    return out


def test_every_file_has_a_name_that_every_machine_can_hold(named: Path) -> None:
    assert faults(named) == []


def test_pages_have_names_that_every_machine_can_hold(hyojun: Command, tmp_path: Path) -> None:
    """Keys of headings and flows and the names of chapters stand in addresses."""
    keys = ("con", "nul", "com1", "index", "all", "con-2")
    headings = "".join(f"  - {{キー: {k}, 題名: 見出し}}\n" for k in keys)
    flows = "".join(f"  - {{キー: {k}, 題名: 流れ, ファイル: a.bpmn}}\n" for k in keys)
    chapters = dict.fromkeys(
        ("Abc.md", "abc.md", "CON.md", "x/aux.md", f"{'長' * 60}.md"), "# 章\n\n文です。\n"
    )
    files = {
        "a.yaml": f"見出し:\n{headings}",
        "b.yaml": f"業務フロー:\n{flows}",
        "bpmn/a.bpmn": planted.flow(lambda mark: mark),
        **chapters,
        "c.md": "(prn)=\n# 章\n\n文です。\n",
    }
    root = write_repository(tmp_path / "r", files)
    ended = hyojun("build", "site", "--draft", cwd=root)
    assert ended.code == 0, ended
    assert faults(root / "build") == []
    found = {
        p.relative_to(root / "build/site/002").as_posix() for p in (root / "build/site/002").rglob("*.html")
    }
    named = ("con-", "nul-", "com1-", "index-2", "con-2")
    assert {f"{folder}/{n}.html" for folder in ("functions", "flows") for n in named} <= found
    assert {f"text/{n}.html" for n in ("abc", "abc-2", "con-", "aux-", "prn-")} <= found


@pytest.mark.parametrize("name", ["../x", "a/b", "a\\\\b", ".x", " x", "x\\n", "a:b", "長" * 31])
def test_a_document_cannot_be_called_so(hyojun: Command, tmp_path: Path, name: str) -> None:
    """Its name is part of file names and addresses."""
    history = '改定履歴: [{版: "1.0", 概要: 新規}]'
    head = f'{{文書: "{name}", 題名: 一, 発行者: 総務省, 版: "1.0", 状態: 案, {history}, 構成: [a.yaml]}}'
    files = {"業務.yaml": f'業務ID: "002"\n文書: [{head}]\n', "a.yaml": TERM}
    root = write_repository(tmp_path / "r", files)
    code, out, _ = hyojun("check", cwd=root)
    assert (code, "SC03 「文書」" in out) == (1, True)


def committed(root: Path) -> None:
    (root / "build/site").mkdir(parents=True)
    (root / "build/site/evil.html").write_text("<script>alert(1)</script>", "utf-8")
    (root / "build/manifest.json").write_text('{"files": []}', "utf-8")
    for command in (("init", "-q"), ("add", "-f", "build")):
        subprocess.run(["git", *command], cwd=root, check=True, capture_output=True)


def linked(root: Path) -> None:
    (root / "build").symlink_to("../elsewhere")


def lying(root: Path) -> None:
    (root / "build").mkdir()
    (root / "build/manifest.json").write_text(
        '{"files": [{"path": "../../secret", "kind": "excel", "business": "002", "document": "機能", "edition": "1.0"}]}',
        "utf-8",
    )


PLACES: dict[str, tuple[Callable[[Path], None], int, str]] = {
    "出力先に commit された公開物": (committed, 2, "git に入っているファイルがあります"),
    "外へのリンクである出力先": (linked, 2, "リポジトリの外へのリンクです"),
    "外のファイルを自分のものという一覧": (lying, 0, ""),
}


@pytest.mark.parametrize("place", PLACES)
def test_what_a_commit_puts_in_the_way_of_the_output(hyojun: Command, tmp_path: Path, place: str) -> None:
    prepare, wanted, message = PLACES[place]
    root = write_repository(tmp_path / "r", {"spec/031/a.yaml": TERM})
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "secret").write_text("秘密の語", "utf-8")
    prepare(root)
    outside = digest(tmp_path / "elsewhere")
    code, _, err = hyojun("build", "snapshot", cwd=root)
    assert (code, message in err) == (wanted, True)
    assert digest(tmp_path / "elsewhere") == outside
    assert (tmp_path / "secret").read_text("utf-8") == "秘密の語"
    published = [p for p in (root / "build").rglob("*") if p.is_file()]
    assert all("秘密の語".encode() not in p.read_bytes() for p in published)
