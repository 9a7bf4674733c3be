"""業務フロー as drawings: what readers of BPMN need so that nobody has to guess (基本方針 5.1.1.1)."""

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from hyojun.model import Business, Connection, FaultKind, Flow, FlowNode, Guide, Severity, Task, TaskKind

from ..flow_graph import Graph, called, elements, in_file
from ..rule import Draft, Scope, rule

_DIVIDING = ("exclusiveGateway", "inclusiveGateway")


@rule("FL11", "図形が決めた範囲にある", Severity.WARNING, Scope.BUSINESS, "R27（基本方針 5.1.1.1）")
def shape_is_allowed(business: Business, guide: Guide) -> Iterator[Draft]:
    """業務フローは、決めた範囲の図形だけで描く。

    図形の種類が増えるほど、BPMNに慣れない人には読めなくなる。範囲は、辞書（words.yaml）の「業務フローの図形」で
    「使う」とした図形である。業務の様式（台帳の「業務フローの図形」）に挙げれば、そちらになる。

    悪い例: 補償イベントや複合ゲートウェイを使った業務フロー
    良い例: 開始・終了、ユーザータスク、手作業、サービスタスク、排他ゲートウェイで描いた業務フロー
    直し方: 範囲にある図形で描き直す。要る図形なら、辞書か台帳で使うことにする。
    """
    shapes = guide.words.flow_shapes
    names = {shape.tag: shape.name for shape in shapes}
    own = guide.registry.profile(business.registered.profile).flow_shapes
    allowed = set(own) or {shape.tag for shape in shapes if shape.used}
    if not allowed:
        return
    for flow in business.flows:
        seen: dict[str, str] = {}
        for task in flow.tasks:
            if task.kind is not TaskKind.PLAIN:  # FL01 tells of these
                seen.setdefault(task.kind.value, task.id)
            for mark in task.marks:
                seen.setdefault(mark, task.id)
        for node in flow.nodes:
            for tag in _tags(node):
                seen.setdefault(tag, node.id)
        for tag, id in seen.items():
            if tag not in allowed:
                yield Draft(
                    f"図形「{names.get(tag, tag)}」は、業務フローで使う図形の範囲にありません。"
                    "範囲にある図形で描いてください。",
                    in_file(flow, id),
                    f"フロー{flow.key}",
                )


def _tags(node: FlowNode) -> tuple[str, ...]:
    """The kind of a node, with each of its triggers."""
    return tuple(f"{node.kind}/{trigger}" for trigger in node.trigger) or (node.kind,)


def _told(flow: Flow, messages: Mapping[FaultKind, str]) -> Iterator[Draft]:
    for fault in flow.faults:
        if message := messages.get(fault.kind):
            yield Draft(message.format(name=fault.name, other=fault.other), fault.origin)


@rule("FL12", "全ての要素が図に描かれている", Severity.ERROR, Scope.ENTITY, "R21（基本方針 5.1.1.1）")
def everything_is_drawn(flow: Flow) -> Iterator[Draft]:
    """業務フローのファイルには、全ての要素の位置（BPMN DI）がある。

    位置の無い業務フローは、図として公開できない。一部だけ位置の無い要素は、図に出ず、読む人に伝わらない。

    悪い例: `bpmndi:BPMNDiagram` の無いファイル
    良い例: モデリングツールで配置して保存したファイル
    直し方: `hyojun flow layout` で位置を作り、モデリングツールで整える。
    """
    yield from _told(
        flow,
        {
            FaultKind.NO_DIAGRAM: "図の位置（BPMN DI）が無いため、図として公開できません。"
            "hyojun flow layout で位置を作るか、モデリングツールで配置して保存してください。",
            FaultKind.NOT_DRAWN: "「{name}」が図に描かれていません。モデリングツールで配置するか、消してください。",
        },
    )


@rule(
    "FL13",
    "作業は一つのレーンの中に描かれる",
    Severity.ERROR,
    Scope.ENTITY,
    "R22・R28（基本方針 5.1.1.1）",
    draft=Severity.WARNING,
)
def node_is_in_one_lane(flow: Flow) -> Iterator[Draft]:
    """レーンのある業務フローでは、作業、イベント、ゲートウェイはどれか一つのレーンに属し、その中に描かれる。

    属するレーンと描かれた位置が違うと、図を読む人と表を読む人とで、行う者が違ってしまう。

    悪い例: レーン「職員」に属し、図ではレーン「住民等」の位置にある作業
    良い例: 属するレーンの枠の中に描かれた作業
    直し方: モデリングツールで、作業をレーンの枠の中に動かして保存する。
    """
    yield from _told(
        flow,
        {
            FaultKind.NO_LANE: "「{name}」がどのレーンにも属していません。行う者のレーンに置いてください。",
            FaultKind.TWO_LANES: "「{name}」が{other}の両方のレーンに属しています。1つにしてください。",
            FaultKind.OUTSIDE_LANE: "「{name}」が、属する「{other}」の枠の外に描かれています。枠の中に置いてください。",
        },
    )


@rule("FL14", "ファイルの中の参照先がある", Severity.ERROR, Scope.ENTITY, "R21（基本方針 5.1.1.1）")
def element_exists(flow: Flow) -> Iterator[Draft]:
    """業務フローのファイルの中で、線の両端、レーンの作業、図形の要素などが指すIDは、そのファイルにある。

    行き先の無い線や図形は、道具によって消えたり、別のものに見えたりする。

    悪い例: 消した作業を指したままの `targetRef="Activity_1"`
    良い例: ファイルにある要素を指す `targetRef="Activity_2"`
    直し方: モデリングツールで線や図形を引き直して保存する。
    """
    yield from _told(
        flow,
        {
            FaultKind.NOWHERE: "「{name}」が指す {other} は、このファイルにありません。描き直すか、消してください。"
        },
    )


@rule("FL15", "要素のIDと線が重複しない", Severity.ERROR, Scope.ENTITY, "R21（基本方針 5.1.1.1）")
def element_stands_once(flow: Flow) -> Iterator[Draft]:
    """業務フローのファイルの中で、要素のIDは1つずつであり、同じ2つの要素を結ぶ同じ線は1本である。

    IDが重複すると、線や図形がどちらを指すのか決まらない。重なった線は図では見えず、警告とする。

    悪い例: 別のファイルから写して、同じ `id` の作業が2つになった
    良い例: モデリングツールの中で複写し、新しいIDになった作業
    直し方: 片方のIDを変えるか、余分な線を消す。
    """
    yield from _told(
        flow,
        {FaultKind.SAME_ID: "ID「{name}」が{other}にあります。重ならないIDに変えてください。"},
    )
    for draft in _told(flow, {FaultKind.SAME_ARROW: "{other}への同じ線が2本あります。1本にしてください。"}):
        yield draft._replace(severity=Severity.WARNING)


@rule(
    "FL16",
    "順序の線はプールの中、メッセージの線はプールの間",
    Severity.ERROR,
    Scope.ENTITY,
    "R21（基本方針 5.1.1.1）",
)
def arrow_keeps_to_its_pools(flow: Flow) -> Iterator[Draft]:
    """順序の線（実線）は1つのプール、1つのサブプロセスの中だけで、メッセージの線（破線）は別のプールとの間だけで引く。

    順序の線は、1つの組織が手順を管理することを、メッセージの線は、別々の組織が情報を渡すことを示す。

    悪い例: 住民のプールの作業から、市区町村のプールの作業への実線
    良い例: 住民のプールの作業から、市区町村のプールの作業への破線
    直し方: プールを越える線はメッセージの線に変え、プールの中の線は順序の線に変える。
    """
    yield from _told(
        flow,
        {
            FaultKind.ACROSS_POOLS: "{other}への順序の線がプールを越えています。メッセージの線に変えてください。",
            FaultKind.ACROSS_EDGE: "{other}への順序の線が、サブプロセスの境を越えています。"
            "サブプロセスの内と外を別々に結んでください。",
            FaultKind.WITHIN_POOL: "{other}へのメッセージの線が、1つのプールの中にあります。順序の線に変えてください。",
        },
    )


@rule("FL17", "分岐の線に条件がある", Severity.WARNING, Scope.ENTITY, "R21（基本方針 5.1.1.1）")
def branch_has_condition(flow: Flow) -> Iterator[Draft]:
    """分かれるゲートウェイから出る線には条件を、ゲートウェイには問いを書く。

    条件の無い線は、いつ進むのかが分からない。「それ以外」を示す既定の線には、条件が無くてよい。問いの無い
    ゲートウェイは、参考として知らせる。

    悪い例: ゲートウェイ「交付できるか」から出る、条件の無い2本の線
    良い例: 「はい」と「いいえ」を書いた2本の線
    直し方: 線の名称に条件を書く。
    """
    out: dict[str, list[Connection]] = defaultdict(list)
    for connection in flow.connections:
        if connection.kind == "順序":
            out[connection.source].append(connection)
    names = called(flow, Graph(flow))
    for node in flow.nodes:
        branches = out[node.id]
        if node.kind not in _DIVIDING or len(branches) < 2:
            continue
        label = names[node.id] if "」の後の" in names[node.id] else f"分岐{names[node.id]}"
        if not node.name:
            message = f"{label}に問いがありません。「…か」の形で名称を書いてください。"
            yield Draft(message, in_file(flow, node.id), severity=Severity.NOTE)
        for branch in branches:
            if not branch.name and not branch.default:
                to = names.get(branch.target, f"「{branch.target}」")
                message = f"{label}から{to}への線に条件がありません。線の名称に書いてください。"
                yield Draft(message, in_file(flow, branch.id))
        for name, count in Counter(b.name for b in branches if b.name).items():
            if count > 1:
                message = (
                    f"{label}から出る線{count}本の条件が、どれも「{name}」です。違う条件にしてください。"
                )
                yield Draft(message, in_file(flow, node.id))


@rule("FL18", "全ての要素が始まりからつながる", Severity.WARNING, Scope.ENTITY, "R21（基本方針 5.1.1.1）")
def everything_is_reached(flow: Flow) -> Iterator[Draft]:
    """作業、イベント、ゲートウェイは、線で始まりからつながっている。

    どこからも届かない作業は、いつ行うのかが分からない。

    悪い例: 線が1本も付いていない作業、互いにだけつながって入口の無い作業
    良い例: 開始イベントから線をたどって着く作業
    直し方: 前の作業から線を引くか、消す。
    """
    graph = Graph(flow)
    members = _members(flow)
    if len(members) < 2:
        return
    names = called(flow, graph)
    joined = {id for c in flow.connections for id in (c.source, c.target)}
    apart = [
        m
        for m in members
        if not graph.after.get(m.id) and not graph.before.get(m.id) and not _stands_alone(m, joined)
    ]
    for member in apart:
        message = f"{names[member.id]}に線が付いていません。前後の作業と線で結んでください。"
        yield Draft(message, in_file(flow, member.id))
    begins = [m.id for m in members if not graph.before.get(m.id) or getattr(m, "kind", "") == "startEvent"]
    reached = graph.following(begins).union(begins)
    circle = [m for m in members if m.id not in reached]
    if circle:
        first = "".join(names[m.id] for m in circle[:5])
        more = f"など{len(circle)}個" if len(circle) > 5 else ""
        message = f"{first}{more}は、始まりからつながっていません。前の作業から線を引いてください。"
        yield Draft(message, in_file(flow, circle[0].id))


def _members(flow: Flow) -> list[Task | FlowNode]:
    """What the order of a flow is made of: no data, no annotations, no groups."""
    return [m for m in elements(flow) if isinstance(m, Task) or m.kind.endswith(("Event", "Gateway"))]


def _stands_alone(member: Task | FlowNode, joined: set[str]) -> bool:
    """Whether a member without arrows is as it should be: in an ad hoc sub-process, an event sub-process,
    a compensation."""
    if member.within or (isinstance(member, Task) and "イベントで始まる" in member.marks):
        return True
    return member.id in joined


@rule("FL19", "開始から終了までが描かれている", Severity.NOTE, Scope.ENTITY, "R27（基本方針 5.1.1.1）")
def flow_begins_and_ends(flow: Flow) -> Iterator[Draft]:
    """業務フローは開始イベントで始まり、どの流れも終了イベントか、次のフローへの移動で終わる。

    BPMNの作法である。公表された業務フローには、終了イベントの無いものや、分岐からデータの図形へ線を引いたものが
    あるため、参考とする。作法に厳しくするときは、severities.yaml で重さを変える。

    悪い例: 最後の作業から先に線が無く、終わりなのか描き忘れなのかが分からない
    良い例: 最後の作業から終了イベント「交付を受けた」へ線がある
    直し方: 開始イベントと終了イベントを置いて線で結ぶ。ほかのフローに続くときは「次のフロー」を書く。
    """
    graph = Graph(flow)
    names = called(flow, graph)
    members = _members(flow)
    if not any(n.kind == "startEvent" and not n.within for n in flow.nodes):
        yield Draft("開始イベントがありません。始まりに置いてください。", in_file(flow, members[0].id))
    data = {n.id: n for n in flow.nodes if n.kind.startswith("data")}
    for connection in flow.connections:
        if connection.kind == "順序" and (store := data.get(connection.target)):
            message = f"順序の線が、データ「{store.name or store.id}」で終わっています。データとは関連の線で結んでください。"
            yield Draft(message, in_file(flow, connection.id))
    for member in members:
        kind = member.kind if isinstance(member, FlowNode) else ""
        if graph.after.get(member.id) or kind == "endEvent" or member.leads_to or member.within:
            continue
        if graph.before.get(member.id) or kind == "startEvent":  # FL18 tells of what stands alone
            message = f"{names[member.id]}から先がありません。終了イベントと結ぶか、「次のフロー」を書いてください。"
            yield Draft(message, in_file(flow, member.id))


@rule("FL20", "図形が重ならない", Severity.WARNING, Scope.ENTITY, "R21（基本方針 5.1.1.1）")
def shapes_stand_apart(flow: Flow) -> Iterator[Draft]:
    """業務フローの図形は、重ならないように置く。

    重なった図形は、名称が読めず、線がどちらに付くのかも分からない。作業の縁に付くイベントと、サブプロセスの中の
    作業は、重なってよい。

    悪い例: 同じ位置に置かれた2つの作業
    良い例: 間を空けて置かれた2つの作業
    直し方: モデリングツールで離して置く。
    """
    yield from _told(
        flow, {FaultKind.OVERLAP: "「{name}」と「{other}」が図で重なっています。離して置いてください。"}
    )
