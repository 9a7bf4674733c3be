"""What of a flow no step table can say: told when a table is made of a flow."""

from collections.abc import Iterator

from hyojun.model import Flow, FlowNode

_KINDS = {
    "startEvent": "開始イベントの名称",
    "intermediateCatchEvent": "中間イベント",
    "intermediateThrowEvent": "中間イベント",
    "boundaryEvent": "作業に付いたイベント",
    "dataStoreReference": "データストア（表ではデータになります）",
    "textAnnotation": "注釈",
    "group": "グループ",
}


def losses(flow: Flow) -> tuple[str, ...]:
    """Each kind of thing with its first names: 「開始イベントの名称: 申請があった」."""
    found: dict[str, list[str]] = {}
    for kind, name in _found(flow):
        found.setdefault(kind, []).append(name)
    return tuple(_told(kind, names) for kind, names in found.items())


def _found(flow: Flow) -> Iterator[tuple[str, str]]:
    for node in flow.nodes:
        kind = _KINDS.get(node.kind)
        if kind and (node.name or node.kind != "startEvent"):
            yield kind, _name(node)
        if node.kind == "endEvent" and node.trigger:
            yield "終了イベントの種類", _name(node)
    for message in (c for c in flow.connections if c.kind == "メッセージ"):
        yield "メッセージの線", " ".join((message.name or "").split())
    pools = dict.fromkeys(lane.pool or lane.name for lane in flow.lanes)
    if len(pools) > 1:
        yield from (("プールの分け方", name) for name in pools)
    for task in flow.tasks:
        if task.within or task.marks:
            yield "サブプロセスの中の作業、繰返しなどの印", " ".join(task.name.split())


def _name(node: FlowNode) -> str:
    return " ".join((node.name or node.text or "").split())[:30]


def _told(kind: str, names: list[str]) -> str:
    said = [n for n in dict.fromkeys(names) if n]
    more = "など" if len(said) > 5 else ""
    return f"{kind}: {'、'.join(said[:5])}{more}" if said else kind
