"""What an operating system says in English and by number, in words for people."""

import errno
import re
from pathlib import Path

from .atomic import PENDING

_WORDS = {
    errno.EACCES: "権限がありません",
    errno.EPERM: "許されていない操作です",
    errno.ENOENT: "ありません",
    errno.EEXIST: "既にあります",
    errno.EISDIR: "フォルダーです",
    errno.ENOTDIR: "フォルダーではありません",
    errno.ENOTEMPTY: "空ではありません",
    errno.ENAMETOOLONG: "名前が長すぎます",
    errno.ELOOP: "リンクが輪になっています",
    errno.ENOSPC: "空き容量がありません",
    errno.EDQUOT: "割り当てられた容量を使い切っています",
    errno.EFBIG: "ファイルの大きさが上限を超えます",
    errno.EROFS: "読取り専用の場所です",
    errno.EIO: "装置への読み書きに失敗しました",
    errno.EMFILE: "同時に開けるファイルの数の上限です",
    errno.ENFILE: "同時に開けるファイルの数の上限です",
    errno.EBUSY: "ほかのプログラムが使っています",
    errno.ETXTBSY: "ほかのプログラムが使っています",
    errno.EADDRINUSE: "ほかのプログラムが使っています",
    errno.ENOMEM: "記憶量が足りません",
}


_SIDE = re.compile(r"\.(.+)-\d+-[a-z0-9_]{8}~?")
"""A file or a folder that is being made beside the one whose place it takes."""


def reason(error: OSError) -> str:
    """Why something with a file did not work, to stand in brackets; what is not known keeps the system's words."""
    return _WORDS.get(error.errno or 0) or error.strerror or str(error)


def meant(path: str) -> str:
    """The file or folder a command was about, where it failed at one that it only makes for a while."""
    parts = Path(path).parts
    if PENDING in parts:
        return str(Path(*parts[: parts.index(PENDING)]))
    return str(Path(*(side[1] if (side := _SIDE.fullmatch(part)) else part for part in parts)))
