"""Several files all or none: after an error, after Ctrl-C, and after a kill at any point, by the next command."""

import os
import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from hyojun.source import Busy, atomic, finished, replace_file, replace_files
from hyojun.source.atomic import Finished

OLD = {"a.yaml": b"old a", "spec/b.yaml": b"old b"}
NEW = {"a.yaml": b"new a", "spec/b.yaml": b"new b", "spec/new/c.yaml": b"new c"}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    for name, data in OLD.items():
        replace_file(tmp_path / name, data)
    return tmp_path


def content(root: Path) -> dict[str, bytes]:
    files = (p for p in sorted(root.rglob("*")) if p.is_file())
    return {p.relative_to(root).as_posix(): p.read_bytes() for p in files}


def at(number: int, act: Callable[[], object]) -> Callable[[Path, Path], None]:
    """The putting of a file in its place, with something that happens before the n-th."""
    steps = iter(range(100))
    move = atomic._move

    def put(source: Path, target: Path) -> None:
        if next(steps) == number:
            act()
        move(source, target)

    return put


def full() -> None:
    raise OSError(28, "No space left on device")


def killed() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def in_a_child(act: Callable[[], object]) -> None:
    """Do something in a process that does not live to tell of it."""
    child = os.fork()
    if not child:
        try:
            act()
        finally:
            os._exit(0)
    assert os.waitpid(child, 0)[1] == signal.SIGKILL


def test_all_are_put_in_place_and_nothing_is_left(root: Path) -> None:
    (root / "a.yaml").chmod(0o640)
    replace_files(root, NEW)
    assert content(root) == NEW
    assert (root / "a.yaml").stat().st_mode & 0o777 == 0o640


@pytest.mark.parametrize("number", range(3))
def test_after_an_error_nothing_has_changed(root: Path, number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(atomic, "_move", at(number, full))
        with pytest.raises(OSError, match="No space"):
            replace_files(root, NEW)
    assert content(root) == OLD
    assert not (root / "spec/new").exists(), "a folder without files would be taken for a 業務"


@pytest.mark.parametrize("number", range(3))
def test_a_killed_command_is_completed_by_the_next(
    root: Path, number: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(atomic, "_move", at(number, killed))
        in_a_child(lambda: replace_files(root, NEW))
    assert finished(root) == Finished(written=tuple(NEW))
    assert content(root) == NEW
    assert finished(root) == Finished()


@pytest.mark.parametrize("over", [False, True])
def test_a_command_killed_after_its_last_file_had_done_its_work(
    root: Path, monkeypatch: pytest.MonkeyPatch, over: bool
) -> None:
    """The files alone do not tell that it came to its end, so that is said."""
    with monkeypatch.context() as patched:
        if over:
            patched.setattr(
                atomic.shutil, "rmtree", lambda p, **_: killed() if p.name.endswith("-done") else None
            )
        else:
            patched.setattr(atomic, "_over", lambda *_: killed())
        in_a_child(lambda: replace_files(root, NEW))
    assert finished(root) == Finished(written=tuple(NEW))
    assert content(root) == NEW


@pytest.mark.parametrize("number", range(1, 3))
def test_undoing_that_is_killed_is_gone_on_with(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int
) -> None:
    """Ctrl-C twice, or a disk that then fails altogether."""
    steps = iter(range(100))
    move = atomic._move

    def put(source: Path, target: Path) -> None:
        match next(steps) - number:
            case 0:
                full()
            case 1:
                killed()
        move(source, target)

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "_move", put)
        in_a_child(lambda: replace_files(root, NEW))
    assert content(root) != OLD
    assert finished(root) == Finished(undone=True)
    assert content(root) == OLD


def test_another_file_system_below_the_root(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def elsewhere(*_: object) -> None:
        raise OSError(18, "Invalid cross-device link")

    with monkeypatch.context() as patched:
        patched.setattr(atomic.Path, "replace", lambda s, t: s.rename(t) if "~" in s.name else elsewhere())
        replace_files(root, NEW)
    assert content(root) == NEW


def test_a_file_saved_since_it_was_read_is_not_written_over(root: Path) -> None:
    (root / "spec/b.yaml").write_bytes(b"saved meanwhile")
    with pytest.raises(Busy, match=r"読んだ後に「spec/b\.yaml」が変わりました。何も書いていません"):
        replace_files(root, NEW, OLD)
    assert content(root) == {**OLD, "spec/b.yaml": b"saved meanwhile"}


def test_what_was_not_ready_never_was(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Path, "rename", lambda *_: killed())
        in_a_child(lambda: replace_files(root, NEW))
    assert finished(root) == Finished(undone=True)
    assert content(root) == OLD


def test_a_file_that_somebody_changed_meanwhile_is_not_written_over(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(atomic, "_move", at(1, killed))
        in_a_child(lambda: replace_files(root, NEW))
    (root / "spec/b.yaml").write_bytes(b"by hand")
    with pytest.raises(Busy, match=r"「spec/b\.yaml」が変わっています"):
        finished(root)
    assert (root / "spec/b.yaml").read_bytes() == b"by hand"


def test_two_commands_do_not_write_at_once(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def meanwhile() -> None:
        with pytest.raises(Busy, match="書き込んでいます"):
            finished(root)
        with pytest.raises(Busy, match="書き込んでいます"):
            replace_files(root, {"a.yaml": b"other"})

    with monkeypatch.context() as patched:
        patched.setattr(atomic, "_move", at(1, meanwhile))
        replace_files(root, NEW)
    assert content(root) == NEW


def test_what_a_killed_command_left_beside_a_file_goes_with_the_next(root: Path) -> None:
    (root / ".a.yaml-99999999-x~").write_bytes(b"half")
    replace_file(root / "a.yaml", b"new")
    assert content(root) == OLD | {"a.yaml": b"new"}
