"""Names of new files."""

import re
import unicodedata

_NOT_IN_NAMES = re.compile(r'[\\/:*?"<>|\s.]+')
_MAX_NAME = 60


def file_name(group: str, taken: set[str]) -> str:
    """A file name for a group that every operating system accepts, and no other group has."""
    name = _NOT_IN_NAMES.sub("・", unicodedata.normalize("NFC", group)).strip("・")[:_MAX_NAME] or "グループ"
    return unused(name, taken)


def unused(name: str, taken: set[str]) -> str:
    """The name, or that with the next number; it is taken from then on."""
    number, unique = 1, name
    while unique.casefold() in taken:
        number += 1
        unique = f"{name}-{number}"
    taken.add(unique.casefold())
    return unique
