"""Run the rules over a corpus. A rule that breaks is a defect of hyojun: named, and the others still run."""

import re
from collections.abc import Iterable
from typing import NamedTuple

from hyojun.model import Corpus, Finding, Origin, Severity

from .rules import CATALOGUE, Rule, Scope, finding

DEFECT = "HJ00"


class Report(NamedTuple):
    """All findings of a run."""

    findings: tuple[Finding, ...]
    defects: tuple[str, ...] = ()
    """Codes of rules that broke."""

    def count(self, severity: Severity) -> int:
        return sum(1 for f in self.findings if f.severity is severity)

    def exit_code(self, fail_on: Severity = Severity.ERROR) -> int:
        """0 complete; 1 findings at or over the threshold; 2 a rule could not do its work."""
        if self.defects:
            return 2
        over = (Severity.ERROR,) if fail_on is Severity.ERROR else (Severity.ERROR, Severity.WARNING)
        return 1 if any(f.severity in over for f in self.findings) else 0


def run(corpus: Corpus, read: Iterable[Finding] = (), unread: str = "", only: str | None = None) -> Report:
    """Findings of reading and of all rules.

    `unread` is the text of files that could not be read: what is missing only because it stands
    there is not reported a second time. `only` limits the report to one 業務.
    """
    found = list(read)
    defects: list[str] = []
    for rule in CATALOGUE.values():
        try:
            found.extend(_findings(rule, corpus, unread))
        except Exception as error:
            defects.append(rule.code)
            message = f"規則 {rule.code} が異常終了しました（{type(error).__name__}: {error}）。hyojun の不具合です。"
            found.append(Finding(DEFECT, Severity.ERROR, message, Origin("")))
    if only is not None:
        here = (f"spec/{only}/", f"bpmn/{only}/", "spec/_settings/")
        found = [f for f in found if not f.origin.file or f.origin.file.startswith(here)]
    return Report(tuple(found), tuple(defects))


def _findings(rule: Rule, corpus: Corpus, unread: str) -> Iterable[Finding]:
    targets = (corpus,) if rule.scope is Scope.WORLD else corpus.businesses
    for target in targets:
        for draft in rule.find(target):
            found = finding(rule, draft)
            if not (unread and _follows_from(unread, found)):
                yield found


def _follows_from(unread: str, found: Finding) -> bool:
    """Whether what a finding misses stands, or may stand, in a file that could not be read."""
    match found.code:
        case "LK01" | "TR02":
            missed = re.findall(r"[0-9a-z][0-9a-z.-]{2,}", found.message)
        case "RG01" | "BD01" if "台帳にありません" in found.message:
            missed = re.findall(r"(?<=「).+?(?=」)|[0-9]{3}", found.message)
        case "LK03":  # 項番 follow from all headings together
            missed = ["見出し"]
        case _:
            missed = []
    return any(word in unread for word in missed)
