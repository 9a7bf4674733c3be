"""Where the comparison of two editions stands on the site, and each change on it."""

from hyojun.diff import Change, Step


def address(step: Step) -> str:
    """002/changes/機能-1.0-1.1: the page of a step, the same while the edition is a draft and after it is out."""
    return f"{step.business}/changes/{step.document}-{step.old.edition}-{step.new.edition}"


def anchor(change: Change) -> str:
    return f"c-{change.fingerprint}"


def edition(label: str) -> str:
    return f"第{label}版"
