"""What keeps a site from being written."""

from ..problems import CannotPublish


class SiteError(CannotPublish):
    """The site was not written; the text lists why, one `file:line: message` per line."""

    def __init__(self, problems: list[str]) -> None:
        self.problems = tuple(dict.fromkeys(problems))
        super().__init__("サイトを作れません。\n" + "\n".join(self.problems))
