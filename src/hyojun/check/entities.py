"""The values of a 業務 that rules of one entity look at, by class, and the words that name each."""

from collections.abc import Mapping, Sequence

from hyojun.model import (
    Alert,
    Business,
    BusinessHead,
    Chapter,
    CharacterRequirement,
    CodeList,
    DataGroup,
    DataItem,
    Detail,
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


def entities(business: Business) -> Mapping[type[Value], Sequence[Value]]:
    """Values in force by class, in reading order."""
    return {
        BusinessHead: (business.head,),
        Document: business.documents,
        Chapter: business.chapters,
        Heading: [n.heading for n in business.headings],
        Function: business.functions,
        Form: business.forms,
        DataGroup: business.data_groups,
        DataItem: business.data_items,
        CodeList: business.code_lists,
        Linkage: business.linkages,
        TreeNode: [n for top in business.tree for n in top.walk()],
        Flow: business.flows,
        OutOfScope: business.out_of_scope,
        LocalMeasure: business.local_measures,
        Screen: business.screens,
        Detail: business.details,
        Alert: business.alerts,
        CharacterRequirement: business.characters,
        NonFunctional: business.non_functional,
        Term: business.terms,
        IdRegister: business.registers,
    }


_LABELS: dict[type, str] = {
    Document: "文書{.name}",
    Heading: f"{Kind.HEADING}{{.key}}",
    Function: f"{Kind.FUNCTION}{{.id}}",
    Form: f"{Kind.FORM}{{.id}}",
    DataGroup: f"{Kind.GROUP}{{.id}}",
    DataItem: f"{Kind.DATA_ITEM}{{.id}}",
    CodeList: f"{Kind.CODE_LIST}{{.id}}",
    Linkage: f"{Kind.LINKAGE}{{.id}}",
    TreeNode: "ツリー「{.name}」",
    Flow: f"{Kind.FLOW}{{.key}}",
    OutOfScope: "標準化対象外「{.name}」",
    LocalMeasure: "独自施策「{.name}」",
    Screen: f"{Kind.SCREEN}{{.key}}",
    Detail: f"{Kind.DETAIL}{{.key}}",
    Alert: f"{Kind.ALERT}{{.key}}",
    CharacterRequirement: f"{Kind.CHARACTERS}{{.key}}",
    NonFunctional: "非機能要件「{.metric}」",
    Term: f"{Kind.TERM}{{.name}}",
    IdRegister: "ID台帳（{.kind}）",
}


def label(value: object) -> str:
    """What a finding calls a value; empty for what has no name but its file."""
    if isinstance(value, DataGroup) and value.id is None:
        return f"{Kind.GROUP}{value.name}"
    return _LABELS.get(type(value), "").format(value)
