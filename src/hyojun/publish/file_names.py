"""Names by which files of publishers are known to others: who asks for a name needs no publisher."""

CONFORMITY, FIT_GAP = "適合確認様式", "FIT＆GAP様式"
FORMS = "excel/様式"
FUNCTION_LIST = "excel/全機能一覧.xlsx"
LINE_NUMBERS = "-行番号.csv"
"""End of the name of a table of 行番号 beside a PDF."""


def reached(errata: int) -> str:
    """正誤2まで反映: what an edition with its 正誤 in it says of itself; nothing where there are none (0)."""
    return f"正誤{errata}まで反映" if errata else ""


def corrected_snapshot(name: str, corrected: str) -> str:
    """002-機能-1.0（正誤2まで反映）.json. What was frozen has the name without it: these are other bytes."""
    return f"{name.removesuffix('.json')}（{corrected}）.json"
