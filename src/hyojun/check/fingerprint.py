"""Names of findings that outlive a run: the same finding has the same one after lines moved and words changed."""

import hashlib
import re
from collections import Counter
from collections.abc import Iterable

from hyojun.model import Finding

_BUSINESS = re.compile(r"^(?:spec|bpmn)/([0-9]{3})(?:/|$)")


def business_of(finding: Finding) -> str:
    """業務ID of the file or folder a finding stands in; empty for settings and for findings without a file."""
    match = _BUSINESS.match(finding.origin.file)
    return match[1] if match else ""


def fingerprints(findings: Iterable[Finding]) -> list[str]:
    """A fingerprint for each finding, in their order: 16 hexadecimal digits, `:` and a serial number.

    Made of code, file, subject and the keys on the way to the place, without line, message and position
    in a list. The serial number tells apart what is equal in all of these, in reading order.
    """
    seen: Counter[str] = Counter()
    found = []
    for finding in findings:
        keys = [step for step in finding.origin.path if isinstance(step, str)]
        parts = (finding.code, finding.origin.file, finding.subject, *keys)
        digest = hashlib.sha256("\0".join(parts).encode()).hexdigest()[:16]
        seen[digest] += 1
        found.append(f"{digest}:{seen[digest]}")
    return found
