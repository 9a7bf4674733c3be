"""The values of a 業務 that rules of one entity look at, by class, each with the words that name it."""

from collections.abc import Mapping

from hyojun.model import (
    Business,
    BusinessHead,
    Chapter,
    CodeList,
    DataGroup,
    DataItem,
    Document,
    Flow,
    Form,
    Function,
    Heading,
    IdRegister,
    Kind,
    Linkage,
    LocalMeasure,
    NonFunctional,
    OutOfScope,
    Screen,
    Term,
    TreeNode,
    Value,
)


def entities(business: Business) -> Mapping[type[Value], list[tuple[Value, str]]]:
    """Values in force by class, in reading order, each with what a finding calls it."""

    def labelled(kind: Kind, values: tuple[Value, ...], key: str = "id") -> list[tuple[Value, str]]:
        return [(v, f"{kind.value}{getattr(v, key)}") for v in values]

    return {
        BusinessHead: [(business.head, "")],
        Document: [(d, f"文書{d.name}") for d in business.documents],
        Chapter: [(c, "") for c in business.chapters],
        Heading: [(n.heading, f"見出し{n.heading.key}") for n in business.headings],
        Function: labelled(Kind.FUNCTION, business.functions),
        Form: labelled(Kind.FORM, business.forms),
        DataGroup: [(g, f"グループ{g.id or g.name}") for g in business.data_groups],
        DataItem: labelled(Kind.DATA_ITEM, business.data_items),
        CodeList: labelled(Kind.CODE_LIST, business.code_lists),
        Linkage: labelled(Kind.LINKAGE, business.linkages),
        TreeNode: [(n, f"ツリー「{n.name}」") for top in business.tree for n in top.walk()],
        Flow: labelled(Kind.FLOW, business.flows, "key"),
        OutOfScope: [(o, f"標準化対象外「{o.name}」") for o in business.out_of_scope],
        LocalMeasure: [(m, f"独自施策「{m.name}」") for m in business.local_measures],
        Screen: labelled(Kind.SCREEN, business.screens, "key"),
        NonFunctional: [(r, f"非機能要件「{r.metric}」") for r in business.non_functional],
        Term: labelled(Kind.TERM, business.terms, "name"),
        IdRegister: [(r, f"ID台帳（{r.kind.value}）") for r in business.registers],
    }
