"""What keeps a publication from being made."""


class CannotPublish(Exception):
    """A publication cannot be made; the message is for people and says what to do. Publishers raise kinds of it."""


class TableError(CannotPublish):
    """A table that goes round on paper cannot be made; the message says what to change, in Japanese."""
