"""The whole sample, built on three machines and once more: the same bytes in every published file.

    .venv/bin/python tests/soak/same_bytes.py [--spec 002]

A machine differs from the next in folder, hash seed, time zone, locale, mask, the times of its files and its clock; the
third builds over an older build with a spoilt cache, and its clock has gone back by decades since. At last `hyojun verify
--manifest` makes everything once more, a day earlier still. What commands that write sources leave there is the same, too.
"""

import argparse
import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from pathlib import Path

import clocks

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("spec", "bpmn", "templates", "docs/handbook", "pyproject.toml", "conf.py")
MACHINES: tuple[tuple[str, Mapping[str, str], str, int, str], ...] = (
    (
        "a",
        {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"},
        "022",
        1_000_000_000,
        "1999-01-04 03:04:05",
    ),
    (
        "別の 場所/b",
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        "077",
        2_222_222_222,
        "2040-02-29 23:59:58",
    ),
    (
        "c",
        {"PYTHONHASHSEED": "random", "TZ": "America/Adak", "LC_ALL": "ja_JP.UTF-8"},
        "002",
        300_000_000,
        "1999-12-31 23:59:59",
    ),
)
BEFORE, AFTER = "2099-12-31 00:00:00", "1999-12-30 00:00:00"
"""Clocks of the older build of the third machine, and of the check of its manifest."""
WRITING = (
    ("fmt",),
    ("id", "assign", "--date", "2026-04-01"),
    ("id", "retire", "機能0020068", "--reason", "試し"),
    ("edit", "export", "002", "--out", "book.xlsx"),
    ("edit", "apply", "book.xlsx"),
    ("release", "002/機能", "1.1案9"),
    ("check",),
)
"""Commands after the build, the clock going back by a year with each."""


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--spec")
    only = ["--spec", spec] if (spec := parser.parse_args().spec) else []
    print(
        f"時計: {clocks.shim() or '変えません（日時を変えるライブラリがありません）'}",
        flush=True,
    )
    with tempfile.TemporaryDirectory(prefix="same-bytes-") as folder:
        found, sources = [], []
        for name, environment, mask, times, clock in MACHINES:
            root = _copied(Path(folder) / name, times)
            if name == "c":
                _older(root, only, {**environment, **clocks.at(BEFORE)}, mask)
            found.append(_built(root, only, {**environment, **clocks.at(clock)}, mask))
            if name == "c":
                verified = _hyojun(
                    root,
                    ["verify", "--manifest", "build/manifest.json"],
                    {**environment, **clocks.at(AFTER)},
                    mask,
                )
                print(verified.stdout.strip() or verified.stderr[-2000:])
            sources.append(_written(root, environment, mask, clock))
        wrong = _differing(found)
        others = _differing(sources)
        for path in (*wrong[:20], *others[:20]):
            print(f"違います: {path}")
    print(f"{len(found[0])} 個のファイルを {len(found)} 回作りました。違うファイル: {len(wrong)}")
    print(f"{len(WRITING)} 個の命令の後の {len(sources[0])} 個の元のファイル。違うファイル: {len(others)}")
    return 1 if wrong or others or verified.returncode else 0


def _differing(found: list[dict[str, str]]) -> list[str]:
    return sorted({n for other in found[1:] for n in {*found[0], *other} if found[0].get(n) != other.get(n)})


def _written(root: Path, environment: Mapping[str, str], mask: str, clock: str) -> dict[str, str]:
    """The sources and all that is said, after commands that write them, each run in an earlier year than the one before."""
    told = hashlib.sha256()
    for number, command in enumerate(WRITING):
        year = f"{int(clock[:4]) - number}{clock[4:]}".replace("02-29", "02-28")
        done = _hyojun(root, list(command), {**environment, **clocks.at(year)}, mask)
        assert done.returncode in (0, 1), done.stderr[-2000:]
        told.update(f"{done.returncode}{done.stdout}{done.stderr}".replace(str(root), "").encode())
    found = {n: d for n, d in _digests(root).items() if not n.startswith(("build/", ".hyojun-cache/"))}
    return {**found, "画面": told.hexdigest()}


def _copied(root: Path, times: int) -> Path:
    for part in PARTS:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile)(ROOT / part, root / part)
    for path in root.rglob("*"):
        os.utime(path, (times, times))
    return root


def _older(root: Path, only: list[str], environment: Mapping[str, str], mask: str) -> None:
    """A build of other sources lies there, and a cache of which every second file is cut."""
    path = root / "spec/002/用語.yaml"
    now = path.read_bytes()
    path.write_bytes(now.replace("印影".encode(), "印影（形）".encode()))
    _built(root, only, environment, mask)
    path.write_bytes(now)
    cached = sorted(p for p in (root / ".hyojun-cache").rglob("*") if p.is_file() and p.name != ".gitignore")
    for one in cached[::2]:
        one.write_bytes(one.read_bytes()[: one.stat().st_size // 2])


def _built(root: Path, only: list[str], environment: Mapping[str, str], mask: str) -> dict[str, str]:
    began = time.monotonic()
    done = _hyojun(root, ["build", "all", *only], environment, mask)
    assert done.returncode == 0, done.stderr[-2000:]
    print(f"{root.name}: {time.monotonic() - began:.0f} 秒", flush=True)
    return _digests(root / "build")


def _digests(folder: Path) -> dict[str, str]:
    files = sorted(p for p in folder.rglob("*") if p.is_file())
    return {p.relative_to(folder).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _hyojun(
    root: Path, arguments: list[str], environment: Mapping[str, str], mask: str
) -> "subprocess.CompletedProcess[str]":
    command = ["sh", "-c", f'umask {mask}; exec "$@"', "sh", sys.executable, "-m", "hyojun", *arguments]
    return subprocess.run(
        command, cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
