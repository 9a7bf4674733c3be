"""What prose says of 業務フロー: steps by their numbers, jumps from one flow to another (D9)."""

import re
from collections.abc import Iterator
from typing import NamedTuple

from hyojun.flow import CIRCLED, Step, steps
from hyojun.model import Block, Business, Flow, Origin, Severity, Task, Value, squeezed

from ..flow_graph import in_file
from ..rule import Draft, Scope, near, rule

_ANY = re.compile(rf"フロー[^\n。]{{0,60}}(?:[{CIRCLED}]|手順[ 　]?[0-9０-９]|[（(][0-9０-９]{{1,3}}[）)])")
_NUMBER = (
    rf"(?:(?P<circled>[{CIRCLED}])|手順[ 　]?(?P<written>[0-9０-９]{{1,3}})(?![0-9０-９])"
    r"|[（(](?P<bracketed>[0-9０-９]{1,3})[）)])(?:[ 　]?「(?P<name>[^「」\n]{1,60})」)?"
)
_NEXT_FLOW = "移る作業かイベントの説明に「次のフロー」と書いてください"
_KEY = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"


@rule("FL10", "文章の手順の番号が図と合う", Severity.ERROR, Scope.BUSINESS, "D9")
def step_number_is_in_flow(business: Business) -> Iterator[Draft]:
    """文章や図の注釈が業務フローの手順を番号で指すときは、その番号の手順があり、添えた名称は手順の名称である。

    手順の番号は、図を直すと変わる。合っている番号も参考として知らせるので、手順のキーで指す形に改めるとよい。
    「フロー…の③」「「題名」のフローの③」「フロー…の手順3」を調べる。

    悪い例: `フローtoroku-kara-kofuの㉚による。`（手順は20まで）
    良い例: 本編では手順のキー（`toroku-kara-kofu/shokaisho`）を {step} で、図では `次のフロー: toroku-kara-kofu`
    直し方: 番号を直すか、手順のキー又は「次のフロー」で指す。
    """
    mention: re.Pattern[str] | None = None
    told: dict[str, tuple[Step, ...]] = {}
    for saying in _sayings(business):
        mention = mention or _mention(business)
        for match in mention.finditer(saying.text):
            flow = _flow(business, match)
            if flow is None:
                near_keys = near(match["key"], [f.key for f in business.flows])
                message = f"フロー{match['key']} はありません。業務フローのキーを直してください。"
                yield Draft(message, saying.origin, saying.subject, near_keys)
                continue
            found = told[flow.key] = told.get(flow.key) or steps(flow)
            yield from _judged(match, flow, found, saying)


class _Saying(NamedTuple):
    """A text that may name a step of a flow by its number."""

    text: str
    origin: Origin | None
    subject: str
    better: str
    """How to name the step without its number, with {key} for the key and {name} for the name."""


def _sayings(business: Business) -> Iterator[_Saying]:
    for passage in business.passages.having(_ANY):
        yield _Saying(passage.text, passage.origin, passage.subject, _better(passage.value))
    for flow in business.flows:
        for node in flow.nodes:
            for text in (node.name, node.text):
                if text and _ANY.search(text):
                    yield _Saying(text, in_file(flow, node.id), f"フロー{flow.key}", _NEXT_FLOW)


def _better(value: Value) -> str:
    """A role in prose, an own line in a drawing; other texts know neither and take the name."""
    match value:
        case Block():
            return "手順のキーで {{step}}`{key}` と書いてください"
        case Task():
            return _NEXT_FLOW
    return "番号でなく、手順の名称「{name}」を書いてください"


def _mention(business: Business) -> re.Pattern[str]:
    """A flow by key or title, and a number right after it."""
    titles = sorted((f.title for f in business.flows), key=lambda t: (-len(t), t))
    title = "|".join(map(re.escape, titles)) or "(?!)"
    return re.compile(
        rf"(?:フロー[ 　]?「?(?P<key>{_KEY})」?|(?:業務)?フロー「(?P<quoted>{title})」"
        rf"|「?(?P<title>{title})」?の(?:業務)?フロー)[の ,、　]{{0,2}}{_NUMBER}"
    )


def _flow(business: Business, match: re.Match[str]) -> Flow | None:
    key, title = match["key"], match["title"] or match["quoted"]
    return next((f for f in business.flows if f.key == key or f.title == title), None)


def _judged(match: re.Match[str], flow: Flow, found: tuple[Step, ...], saying: _Saying) -> Iterator[Draft]:
    written = match["circled"] or match["written"] or match["bracketed"]
    number = int(squeezed(written))  # ③, 3 or ３
    hint = ""
    severity = None
    if not 1 <= number <= len(found):
        message = f"フロー{flow.key} に手順 {written} はありません（手順は{len(found)}まで）。番号を直してください。"
    elif match["name"] and squeezed(match["name"]) != squeezed(found[number - 1].task.name):
        name = found[number - 1].task.name
        message = (
            f"フロー{flow.key} の手順 {written} は「{name}」ですが、「{match['name']}」と書かれています。"
            "揃えてください。"
        )
        other = next((s.mark for s in found if squeezed(s.task.name) == squeezed(match["name"])), "")
        hint = f"「{match['name']}」は手順 {other} です。" if other else ""
    else:
        task = found[number - 1].task
        better = saying.better.format(key=f"{flow.key}/{task.step}", name=" ".join(task.name.split()))
        message = (
            f"フロー{flow.key} の手順 {written}「{task.name}」の番号は、図を直すと変わります。{better}。"
        )
        severity = Severity.NOTE
    yield Draft(message, saying.origin, saying.subject, hint, severity)
