"""The handbook that comes with hyojun (利用の手引き): Markdown, in the wheel beside the code, in our own tree in docs/."""

from importlib import resources
from pathlib import Path

CHAPTERS = (
    "README.md",
    "introduction.md",
    "authors.md",
    "reference.md",
    "reviewers.md",
    "municipalities.md",
    "vendors.md",
    "operators.md",
)
"""The files in reading order; the first is the table of contents, under the name that git hosts show."""


def handbook() -> dict[str, str]:
    """The text of each chapter by its file name, in reading order."""
    packaged = resources.files("hyojun") / "docs" / "handbook"
    ours = Path(__file__).parents[3] / "docs" / "handbook"
    folder = packaged if packaged.is_dir() else ours
    return {name: (folder / name).read_text(encoding="utf-8") for name in CHAPTERS}
