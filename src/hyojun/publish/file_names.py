"""Names by which files of publishers are known to others: who asks for a name needs no publisher."""

CONFORMITY, FIT_GAP = "適合確認様式", "FIT＆GAP様式"
FORMS = "excel/様式"
FUNCTION_LIST = "excel/全機能一覧.xlsx"
LINE_NUMBERS = "-行番号.csv"
"""End of the name of a table of 行番号 beside a PDF."""
