"""What every file of Office is asked before it is read, workbook or document: is it there, whole, open, and not a bomb?"""

import zipfile
import zlib
from collections.abc import Sequence
from pathlib import Path

from ..reasons import reason
from .remarks import ImportProblem

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
"""How old formats begin, and files with a password."""
BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, OSError)
"""What reading a damaged archive raises."""
MAX_PARTS = 10_000


def opening(path: Path, most: int) -> tuple[bytes, bytes]:
    """The first eight bytes of a file, and the rest where it is an old format; raises ImportProblem. `most`: bytes."""
    name = path.name
    try:
        if not path.is_file():
            raise ImportProblem(f"ファイル「{name}」がありません。名前と場所を確かめてください。")
        if path.stat().st_size > most:
            raise ImportProblem(f"「{name}」は大きすぎます（上限 {most >> 20} MB）。分けてください。")
        with path.open("rb") as file:
            start = file.read(8)
            rest = file.read() if start == OLE else b""
    except OSError as error:
        raise ImportProblem(
            f"「{name}」を読めません（{reason(error)}）。権限と状態を確かめてください。"
        ) from error
    if not start:
        raise ImportProblem(f"「{name}」は空のファイルです。入手し直してください。")
    return start, rest


def check_entries(name: str, infos: Sequence[zipfile.ZipInfo], most: int, hint: str = "") -> None:
    """Refuse an archive that is encrypted, would unpack to more than `most` bytes, or has a name twice (readers
    differ in which they take); raises ImportProblem."""
    refuse_encrypted(name, any(i.flag_bits & 1 for i in infos))
    if len(infos) > MAX_PARTS or sum(i.file_size for i in infos) > most:
        raise ImportProblem(
            f"「{name}」は展開すると大きすぎます（上限 {most >> 20} MB）。読み取りをやめました。{hint}"
        )
    if len({i.filename for i in infos}) != len(infos):
        raise ImportProblem(f"「{name}」の中に同じ名前の部分が2つあります。Office で開いて、保存し直してください。")


def refuse_encrypted(name: str, is_encrypted: bool) -> None:
    if is_encrypted:
        raise ImportProblem(f"「{name}」は暗号化されています。パスワードを外して保存し直してください。")


def broken(name: str, save_again: str) -> ImportProblem:
    return ImportProblem(f"「{name}」は壊れているか、途中で切れています。入手し直すか、{save_again}")
