"""One whole build, watched: it reads the repository and itself, writes the output and the cache, and calls nobody.

And nothing that is meant for authors is in any byte it publishes.
"""

import io
import json
import os
import re
import shutil
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pikepdf
import planted
import pypdf
import pytest
from commands import digest

HERE = Path(__file__).parent
LATER = 2_222_222_222
UNSHARE = ("unshare", "-rn")
LOCALE = "C" if sys.prefix.isascii() else "C.UTF-8"
"""Python 3.11 reads the path of the tree in the encoding of the locale."""
NOTE = "ZQNAISHOQZ"
"""In every 内部メモ, every comment of YAML and Markdown, and in files beside the repository."""
OURS = tuple(
    {str(Path(p).resolve()) for p in (sys.prefix, sys.base_prefix, HERE.parents[1], *filter(None, sys.path))}
)
SYSTEM = ("/usr", "/lib", "/lib64", "/etc", "/proc", "/sys", "/dev")
"""What an interpreter and its libraries read of any machine; what is in it of persons is looked for by name."""
OF_PERSONS = re.compile(r"/etc/(passwd|shadow|hosts)|/environ$|/home/")


class Watched(NamedTuple):
    """A build, and what was heard while it ran."""

    folder: Path
    root: Path
    events: tuple[tuple[str, str], ...]

    def of(self, kind: str) -> set[str]:
        return {path for k, path in self.events if k == kind}


class Alone(NamedTuple):
    """A build that had no network."""

    folder: Path
    root: Path


@pytest.fixture(scope="module")
def watched(tmp_path_factory: pytest.TempPathFactory) -> Watched:
    folder = tmp_path_factory.mktemp("watched").resolve()
    root = folder / "r"
    planted.plant(root, lambda mark: mark, NOTE, edition=lambda mark: mark[::-1])
    for name in ("r-evil/secret.yaml", "home/secret.yaml", "secret.yaml"):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(f"用語: [{{用語: {NOTE}, 定義: x}}]\n", "utf-8")
    (root / "conf.py").write_text("raise SystemExit('conf.py は動かない')\n", "utf-8")
    command = [sys.executable, str(HERE / "watched.py"), str(folder / "events"), "build", "all", "--draft"]
    environment = {
        "HOME": str(folder / "home"),
        "TMPDIR": str(folder / "tmp"),
        "PYTHONDONTWRITEBYTECODE": "1",
    }
    (folder / "tmp").mkdir()
    done = subprocess.run(
        command, cwd=root, env=os.environ | environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr[-700:]
    assert NOTE not in done.stdout + done.stderr.replace(f"# {NOTE}", "")
    lines = (folder / "events").read_text("utf-8", "surrogateescape").splitlines()
    return Watched(folder, root, tuple((k, p) for k, _, p in (line.partition(" ") for line in lines)))


def below(path: str, *folders: str | Path) -> bool:
    return any(path == str(f) or path.startswith(f"{f}/") for f in folders)


def test_it_writes_the_output_and_the_cache_only(watched: Watched) -> None:
    allowed = (watched.root / "build", watched.root / ".hyojun-cache", watched.folder / "tmp", "/dev")
    side = f"{watched.root}/.build-"
    made = watched.of("write") - {str(watched.root)}  # which is there: makedirs asks by trying
    assert [p for p in made if not below(p, *allowed) and not p.startswith(side)] == []
    assert sorted(p.name for p in watched.root.iterdir()) == sorted(
        [".hyojun-cache", "bpmn", "build", "conf.py", "pyproject.toml", "spec"]
    )
    assert list((watched.folder / "tmp").iterdir()) == []
    assert [p.name for p in (watched.folder / "home").iterdir()] == ["secret.yaml"]


def test_it_reads_the_repository_and_itself_only(watched: Watched) -> None:
    allowed = (watched.root, watched.folder / "tmp", *OURS, *SYSTEM)
    # pyproject.toml is looked for upward, from where the command was called.
    assert [p for p in watched.of("read") if not below(p, *allowed) or OF_PERSONS.search(p)] == []
    assert len(watched.of("read")) > 100, "the ear hears"


def test_it_calls_nobody_and_runs_only_the_layout_of_graphs(watched: Watched) -> None:
    assert watched.of("call") == set()
    assert [p for p in watched.of("run") if not re.search(r"/(python[\d.]*|graphviz-pure|dot|git)$", p)] == []


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Alone:
    """The same build on another machine: another place, hash seed, time zone, locale, mask and clock, and no network.

    The network is taken away by the system, and its calls of the system are written down.
    """
    folder = tmp_path_factory.mktemp("alone").resolve()
    root = planted.plant(
        folder / "別の 場所/深い/r", lambda mark: mark, NOTE, edition=lambda mark: mark[::-1]
    )
    for path in root.rglob("*"):
        os.utime(path, (LATER, LATER))
    (folder / "tmp").mkdir()
    trace = (
        "strace",
        "-f",
        "-qq",
        "-s",
        "4096",
        "-e",
        "trace=openat,open,creat,connect",
        "-o",
        str(folder / "told"),
    )
    prefix = (
        *(UNSHARE if _works(*UNSHARE) else ()),
        *(trace if _works("strace", "-qq", "-e", "trace=none") else ()),
    )
    planted.build(
        root, *prefix, *("sh", "-c", 'umask 077; exec "$@"', "sh"),
        TMPDIR=str(folder / "tmp"), HOME=str(folder), PYTHONDONTWRITEBYTECODE="1",
        PYTHONHASHSEED="4242", TZ="Pacific/Kiritimati", LC_ALL=LOCALE, LANG="de_DE.UTF-8",
    )  # fmt: skip
    return Alone(folder, root)


def test_another_machine_builds_the_same_bytes(watched: Watched, alone: Alone) -> None:
    """Without a network where one can be taken away; the others have the test above, which refuses every call."""
    outs = [root / "build" for root in (watched.root, alone.root)]
    assert digest(outs[0]) == digest(outs[1])
    listed = {f["path"]: f["sha256"] for f in json.loads((outs[0] / "manifest.json").read_bytes())["files"]}
    assert {"manifest.json": None, **listed}.keys() == {n for n, d in digest(outs[0]).items() if d}
    assert listed.items() <= digest(outs[0]).items()


def test_the_parts_written_in_other_languages_keep_to_it_too(alone: Alone) -> None:
    """Typst, libyaml and dot are heard by nobody in Python: the calls of the system tell."""
    if not (alone.folder / "told").exists():
        pytest.skip("strace が無い機械では、上の試験だけで確かめる")
    text = (alone.folder / "told").read_text("utf-8", "surrogateescape")
    assert re.findall(r"connect\(.*AF_INET6?.*", text) == []
    allowed = (alone.root, alone.folder / "tmp", *OURS, *SYSTEM)
    opened = re.findall(r'open(?:at)?\((?:AT_FDCWD, )?"([^"]*)", (\S+?)[,)]', text)
    assert len(opened) > 1000
    for path, flags in opened:
        name = (
            path.encode("latin-1")
            .decode("unicode_escape")
            .encode("latin-1")
            .decode("utf-8", "surrogateescape")
        )
        if name.startswith("/") and re.search("O_WRONLY|O_RDWR|O_CREAT", flags):
            assert below(name, *allowed[:2], "/dev"), (name, flags)
        elif name.startswith("/"):
            assert below(name, *allowed) and not OF_PERSONS.search(name), name


def _works(*command: str) -> bool:
    return (
        shutil.which(command[0]) is not None
        and subprocess.run([*command, "true"], capture_output=True, check=False).returncode == 0
    )


def test_notes_and_comments_are_in_no_byte_published(watched: Watched) -> None:
    assert NOTE in "".join(p.read_text("utf-8") for p in (watched.root / "spec").rglob("*.yaml"))
    count = 0
    for path in sorted((watched.root / "build").rglob("*")):
        if path.is_file():
            for name, data in contents(path.name, path.read_bytes()):
                count += 1
                assert not any(NOTE.encode(code) in data for code in ("ascii", "utf-16-be", "utf-16-le")), (
                    path,
                    name,
                )
    assert count > 500


def contents(name: str, data: bytes) -> Iterator[tuple[str, bytes]]:
    """The bytes of a file, and of all that is packed in it."""
    yield name, data
    if data.startswith(b"PK\3\4"):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for part in archive.namelist():
                yield from contents(f"{name}/{part}", archive.read(part))
    if data.startswith(b"%PDF-"):
        text = "".join(page.extract_text() for page in pypdf.PdfReader(io.BytesIO(data)).pages)
        yield f"{name} (text)", re.sub(r"\s", "", text).encode()
        with pikepdf.open(io.BytesIO(data)) as opened:
            for one in opened.objects:
                if isinstance(one, pikepdf.Stream) and one.get("/Subtype") != "/Image":
                    yield f"{name} (stream)", one.read_bytes()
