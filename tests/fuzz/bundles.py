"""Several files as one input: a line `#: name` before each, so that a fuzzer can change any part of any of them.

Workbooks and documents are zip files, in which one changed byte only breaks the archive. As a bundle of their parts they
stay archives, and a case that was found can be read and edited by people.
"""

import io
import re
import zipfile
from collections.abc import Mapping

_HEAD = re.compile(rb"^#: ([^\n]{1,120})\n", re.MULTILINE)
_STAMP = (1980, 1, 1, 0, 0, 0)


def unbundled(data: bytes) -> dict[str, bytes]:
    """The files of an input, by name; nothing where it has no head."""
    heads = list(_HEAD.finditer(data))
    found = {}
    for number, head in enumerate(heads):
        last = number + 1 == len(heads)
        body = data[head.end() :] if last else data[head.end() : heads[number + 1].start()]
        # The line break before the next head is the bundle's own.
        found[head[1].decode("utf-8", "replace")] = body if last else body.removesuffix(b"\n")
    return found


def bundled(files: Mapping[str, bytes]) -> bytes:
    return b"\n".join(b"#: %b\n%b" % (name.encode("utf-8", "replace"), body) for name, body in files.items())


def packed(files: Mapping[str, bytes]) -> bytes:
    """The zip file of a bundle."""
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        for name, body in files.items():
            archive.writestr(zipfile.ZipInfo(name.replace("\0", ""), _STAMP), body)
    return data.getvalue()


def unpacked(data: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {i.filename: archive.read(i) for i in archive.infolist()}
