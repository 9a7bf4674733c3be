"""What all publications call an entry they point at, and one that was withdrawn or has no number yet."""

from hyojun.model import SERIES, Entry, Kind, Ref, Retirement, is_provisional

from .legend import Meaning

GAP = "（欠番）"
"""At the row of a withdrawn entry, and after its name wherever it is pointed at."""
PROVISIONAL = "仮番号"
MEANINGS = (
    Meaning(
        name=GAP,
        text="廃止したもの。要件としての効力はない。IDは再び使わず、廃止した版、理由及び置換先を示す行だけを残す。",
    ),
    Meaning(
        name=PROVISIONAL,
        text="番号が決まる前のID。文書を決定するまでに正式な番号に置き換わるため、引用には用いない。",
    ),
)


def withdrawn(retired: Retirement) -> str:
    """（欠番）第1.1版で廃止"""
    return f"{GAP}第{retired.edition}版で廃止"


def called(entry: Entry) -> str:
    """The name of an entry where it is pointed at."""
    return entry.name + (GAP if entry.retired else "")


def referred(ref: Ref, name: str) -> str:
    """What a reference in prose shows when its author gave no words: 機能0020001 登録の受付, or the name alone."""
    return f"{ref.label} {name}" if ref.kind in SERIES or ref.kind is Kind.CODE_LIST else name


def provisional(kind: Kind, id: str) -> bool:
    """Whether an ID is to be marked as 仮番号."""
    return kind in SERIES and is_provisional(id)
