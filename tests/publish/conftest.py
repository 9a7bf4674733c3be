"""What the comparison documents of this folder are tested with: the sample's step that changes layouts and words."""

from pathlib import Path

import pytest

from hyojun.diff import Step, history
from hyojun.publish.papers.paper import Paper
from hyojun.publish.papers.profile import load_profile
from hyojun.publish.papers.write import of_step
from hyojun.source import editions_of, load

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="session")
def step() -> Step:
    """印鑑登録 機能 第1.0版 → 第1.1版（案）."""
    corpus = load(ROOT, "002").corpus
    return next(s for s in history(corpus, editions_of(ROOT, "002")) if s.document == "機能")


@pytest.fixture(scope="session")
def paper(step: Step) -> Paper:
    """Its 新旧対照表 as it is published."""
    return of_step(step, load_profile(ROOT).style(), "和暦")
