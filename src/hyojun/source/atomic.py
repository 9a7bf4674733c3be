"""Files appear whole or not at all."""

import os
import tempfile
from pathlib import Path


def replace_file(path: Path, data: bytes) -> None:
    """Put new content in place of a file in one step, with its old permissions; or make a new file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, side = tempfile.mkstemp(prefix=f".{path.name}-", dir=path.parent)
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        Path(side).chmod(path.stat().st_mode & 0o7777 if path.exists() else 0o644)
        Path(side).replace(path)
    except BaseException:
        Path(side).unlink(missing_ok=True)
        raise
