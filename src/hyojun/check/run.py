"""Run the rules. A rule that breaks is a defect of hyojun: named, and the others still run.

Each 業務 is checked by itself (its entities, then the whole of it), then the world in small, then the
findings themselves. Only these four steps know each other's results; a rule never does.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path
from typing import NamedTuple

from hyojun import source
from hyojun.model import Business, Finding, Governance, Guide, Origin, Severity, Suppression, World, index
from hyojun.source import ANYTHING, Repository

from .entities import entities, label
from .governing import Standing, govern
from .rule import CATALOGUE, Draft, Find, Rule, Scope, finding

DEFECT = "HJ00"


class Withheld(NamedTuple):
    """Of what rules were not asked that need the whole of it, since a file of it cannot be read."""

    business: str
    """業務ID; empty for the settings of the repository."""
    name: str

    @property
    def sentence(self) -> str:
        """What is told beside the findings."""
        what = f"{self.business} {self.name}".rstrip() if self.business else self.name
        return (
            f"{what}には読めないファイルがあるため、それに関わる検査を控えました。"
            "誤りを直してから、もう一度検査してください。"
        )


class Report(NamedTuple):
    """All findings of a run."""

    findings: tuple[Finding, ...]
    defects: tuple[str, ...] = ()
    """Codes of rules that broke."""
    suppressed: tuple[tuple[Finding, Suppression], ...] = ()
    """Findings somebody answers for."""
    withheld: tuple[Withheld, ...] = ()
    """Where findings may be missing, whatever `findings` says."""

    def count(self, severity: Severity) -> int:
        return sum(1 for f in self.findings if f.severity is severity)

    def exit_code(self, fail_on: Severity = Severity.ERROR) -> int:
        """0 complete; 1 findings at or over the threshold; 2 a rule could not do its work."""
        if self.defects:
            return 2
        return 1 if any(f.severity.reaches(fail_on) for f in self.findings) else 0


def located(report: Report, root: Path) -> Report:
    """The report with line and column for everything in it."""
    sources = source.Sources(root)
    placed = source.in_place(sources, (f for f, _ in report.suppressed))
    answered = dict(zip(placed, (s for _, s in report.suppressed), strict=True))
    return report._replace(
        findings=source.located(sources, report.findings),
        suppressed=tuple((f, answered[f]) for f in source.located(sources, answered)),
    )


class Found(NamedTuple):
    """Findings of some rules, and the codes of those that broke."""

    findings: tuple[Finding, ...]
    defects: tuple[str, ...] = ()


def run(repository: Repository, only: str | None = None, today: date | None = None) -> Report:
    """Findings of reading and of all rules, governed. `only` limits the report to one 業務.

    `today` decides which suppressions have expired; None: the day of the run.
    """
    corpus = repository.corpus
    guide = Guide(corpus.registry, corpus.words)
    unread = {b.id: repository.unread + repository.unread_of.get(b.id, "") for b in corpus.businesses}
    parts = [check_business(b, guide, unread[b.id]) for b in corpus.businesses]
    indexes = tuple(index(b, unread[b.id]) for b in corpus.businesses)
    texts = Unread(repository.unread, repository.unread_of)
    found = [*parts, check_between(World(guide, indexes), texts)]
    standing = Standing.together(map(Standing.of, indexes))
    return conclude(repository.findings, found, standing, guide, texts, corpus.governance, only, today)


class Unread(NamedTuple):
    """Text of the files that could not be read."""

    settings: str
    businesses: Mapping[str, str]
    """業務 folder → text of its files."""

    @property
    def whole(self) -> str:
        return self.settings + "".join(self.businesses.values())


def check_business(business: Business, guide: Guide, unread: str = "") -> Found:
    """What the rules find in one 業務 by itself.

    `unread` is the text of its files that could not be read: what is missing only because it stands
    there is not reported a second time.
    """
    found: list[Finding] = []
    defects: dict[str, None] = {}

    def collect(rule: Rule, find: Find, targets: Iterable[object]) -> None:
        findings, broken = _called(rule, find, targets, guide)
        found.extend(f for f in findings if not (unread and _follows_from(unread, f)))
        if broken and rule.code not in defects:
            defects[rule.code] = None
            found.append(broken)

    values = entities(business)
    for rule in CATALOGUE.values():
        if rule.whole and unread:
            continue
        for find in rule.finds:
            if find.scope is Scope.BUSINESS:
                collect(rule, find, [business])
            elif find.scope is Scope.ENTITY:
                for cls in find.types:
                    collect(rule, find, values.get(cls, ()))
    return Found(tuple(found), tuple(defects))


def check_between(world: World, unread_texts: Unread) -> Found:
    """What the rules between 業務 find."""
    found: list[Finding] = []
    defects: dict[str, None] = {}
    unread = unread_texts.whole
    for rule, find in _finds(Scope.WORLD):
        if rule.whole and unread:
            continue
        findings, broken = _called(rule, find, [world], world.guide)
        found.extend(f for f in findings if not (unread and _follows_from(unread, f)))
        if broken:
            defects[rule.code] = None
            found.append(broken)
    return Found(tuple(found), tuple(defects))


def conclude(
    read: Iterable[Finding],
    parts: Iterable[Found],
    standing: Standing,
    guide: Guide,
    unread_texts: Unread,
    governance: Governance,
    only: str | None = None,
    today: date | None = None,
) -> Report:
    """The judgement of all that was found in each 業務 and, last, between them."""
    rules = list(parts)
    found = [f for part in rules for f in part.findings]
    defects = dict.fromkeys(code for part in rules for code in part.defects)
    unread = unread_texts.whole
    governed = govern(found, standing, guide.registry, governance, today or date.today())
    everything = [*read, *governed.findings]
    for rule, find in _finds(Scope.REPORT):
        if rule.whole and unread:
            continue
        findings, broken = _called(rule, find, [governed.judgement], guide)
        everything.extend(findings)
        if broken:
            defects[rule.code] = None
            everything.append(broken)
    suppressed = governed.suppressed
    if only is not None:
        everything = [f for f in everything if _is_of(f, only)]
        suppressed = tuple(s for s in suppressed if _is_of(s[0], only))
    return Report(tuple(everything), tuple(defects), suppressed, tuple(_withheld(unread_texts, guide)))


def _withheld(unread: Unread, guide: Guide) -> Iterator[Withheld]:
    if unread.settings:
        yield Withheld("", "設定（spec/_settings）")
    for folder, text in unread.businesses.items():
        if text:
            registered = guide.registry.business(folder)
            yield Withheld(folder, registered.name if registered else "")


def _is_of(found: Finding, only: str) -> bool:
    here = (f"spec/{only}/", f"bpmn/{only}/", "spec/_settings/")
    return not found.origin.file or found.origin.file.startswith(here)


def _finds(scope: Scope) -> Iterator[tuple[Rule, Find]]:
    return ((r, f) for r in CATALOGUE.values() for f in r.finds if f.scope is scope)


def _called(
    rule: Rule, find: Find, targets: Iterable[object], guide: Guide
) -> tuple[list[Finding], Finding | None]:
    """What a rule finds in targets, and the finding that says that it broke.

    The loop is here, and not around a call of this: a hundred thousand times nothing is found.
    """
    call = _with_guide(find, guide) if find.guided else find.call
    found: list[Finding] = []
    broken = None
    remaining = iter(targets)
    while True:
        try:
            for target in remaining:
                for draft in call(target):
                    found.append(finding(rule, draft, label(target)))
            return found, broken
        except Exception as error:  # of one target; the others are still looked at
            broken = broken or _defect(rule, error)


def _with_guide(find: Find, guide: Guide) -> Callable[[object], Iterator[Draft]]:
    return lambda target: find.call(target, guide)


def _defect(rule: Rule, error: Exception) -> Finding:
    message = f"規則 {rule.code} が異常終了しました（{type(error).__name__}: {error}）。hyojun の不具合です。"
    return Finding(DEFECT, Severity.ERROR, message, Origin(""))


def _follows_from(unread: str, found: Finding) -> bool:
    """Whether what a finding misses stands, or may stand, in a file that could not be read."""
    match found.code:
        case "LK01" | "TR02" | "ID08" | "FL10":
            missed = re.findall(r"[0-9a-z][0-9a-z.仮-]{2,}", found.message)
            # An ID that lost its first 0 may be why the file is unread.
            missed += [word.lstrip("0") for word in missed if len(word) > 4]
        case "RG01" | "BD01" if "台帳にありません" in found.message:
            missed = re.findall(r"(?<=「).+?(?=」)|[0-9]{3}", found.message)
        case "WD01" if found.severity is Severity.NOTE:  # what 「…等」 means is told by terms, in any file
            return True
        case "LK05":  # a function that is not there may have this name, too
            missed = re.findall(r"[0-9仮]{5,}", found.message.partition("書かれているのは")[2])
        case "DT06" if found.severity is Severity.NOTE:  # the 主キー may stand in any file
            return True
        case "LK03":  # 項番 follow from all headings together
            missed = ["見出し"]
        case _:
            missed = []
    return bool(missed) and (ANYTHING in unread or any(word in unread for word in missed))
