"""The whole sample, built on four machines: the same bytes in every published file.

    .venv/bin/python tests/soak/same_bytes.py [--spec 002]

A machine differs from the next in folder, hash seed, time zone, locale, mask and the times of its files; the third builds
over an older build with a spoilt cache. At last `hyojun verify --manifest` makes everything once more.
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

ROOT = Path(__file__).resolve().parents[2]
PARTS = ("spec", "bpmn", "templates", "docs/handbook", "pyproject.toml", "conf.py")
MACHINES: tuple[tuple[str, Mapping[str, str], str, int], ...] = (
    ("a", {"PYTHONHASHSEED": "0", "TZ": "UTC", "LC_ALL": "C.UTF-8"}, "022", 1_000_000_000),
    (
        "別の 場所/b",
        {"PYTHONHASHSEED": "4242", "TZ": "Pacific/Kiritimati", "LC_ALL": "C"},
        "077",
        2_222_222_222,
    ),
    ("c", {"PYTHONHASHSEED": "random", "TZ": "America/Adak", "LC_ALL": "ja_JP.UTF-8"}, "002", 300_000_000),
)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--spec")
    only = ["--spec", spec] if (spec := parser.parse_args().spec) else []
    with tempfile.TemporaryDirectory(prefix="same-bytes-") as folder:
        found = []
        for name, environment, mask, clock in MACHINES:
            root = _copied(Path(folder) / name, clock)
            if name == "c":
                _older(root, only, environment, mask)
            found.append(_built(root, only, environment, mask))
        wrong = sorted(
            {n for other in found[1:] for n in {*found[0], *other} if found[0].get(n) != other.get(n)}
        )
        for path in wrong[:20]:
            print(f"違います: {path}")
        verified = _hyojun(root, ["verify", "--manifest", "build/manifest.json"], environment, mask)
        print(verified.stdout.strip())
    print(f"{len(found[0])} 個のファイルを {len(found)} 回作りました。違うファイル: {len(wrong)}")
    return 1 if wrong or verified.returncode else 0


def _copied(root: Path, clock: int) -> Path:
    for part in PARTS:
        (root / part).parent.mkdir(parents=True, exist_ok=True)
        (shutil.copytree if (ROOT / part).is_dir() else shutil.copyfile)(ROOT / part, root / part)
    for path in root.rglob("*"):
        os.utime(path, (clock, clock))
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
    out = root / "build"
    files = sorted(p for p in out.rglob("*") if p.is_file())
    return {p.relative_to(out).as_posix(): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def _hyojun(
    root: Path, arguments: list[str], environment: Mapping[str, str], mask: str
) -> "subprocess.CompletedProcess[str]":
    command = ["sh", "-c", f'umask {mask}; exec "$@"', "sh", sys.executable, "-m", "hyojun", *arguments]
    return subprocess.run(
        command, cwd=root, env={**os.environ, **environment}, capture_output=True, text=True, check=False
    )


if __name__ == "__main__":
    sys.exit(main())
