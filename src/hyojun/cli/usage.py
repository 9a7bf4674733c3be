"""What typer says of a wrong command line, in Japanese."""

import re
from typing import Any

_SENTENCES = (
    (r"No such option: (?P<it>\S+)", "「{it}」という指定はありません。"),
    (r"No such command '(?P<it>[^']+)'", "「{it}」という命令はありません。"),
    (r"Missing (?:argument|option|parameter) '(?P<it>[^']+)'", "「{it}」を指定してください。"),
    (r"Option '(?P<it>[^']+)' requires an argument", "「{it}」の値を指定してください。"),
    (r"Got unexpected extra arguments?(?:\(s\))? \((?P<it>.+)\)", "余分な指定「{it}」があります。"),
    (
        r"Invalid value for '(?P<it>[^']+)': .*is not one of (?P<known>.+)\.",
        "「{it}」に書けるのは {known} です。",
    ),
    (
        r"Invalid value for '(?P<it>[^']+)': .*a day is written as (?P<form>[0-9-]+)",
        "「{it}」は、{form} のように、ある日を年-月-日で書いてください。",
    ),
    (r"Invalid value for '(?P<it>[^']+)'", "「{it}」の値に誤りがあります。"),
)


def in_japanese(error: Any) -> str:
    """One sentence for people; the words of typer where it says something new."""
    english = str(error.format_message())
    for pattern, sentence in _SENTENCES:
        if match := re.search(pattern, english, re.DOTALL):
            words = {name: word.replace("', '", "、").strip("'") for name, word in match.groupdict().items()}
            return sentence.format(**words)
    return f"指定に誤りがあります（{english}）。"


def is_usage_error(error: BaseException) -> bool:
    """Whether an exception is about the command line. Its class moved between releases of typer."""
    return any(cls.__name__ == "UsageError" for cls in type(error).__mro__)


def is_help(error: BaseException) -> bool:
    """Whether there were no arguments at all: then the message is the help text."""
    return type(error).__name__ == "NoArgsIsHelpError"
