"""Tables that go round: 新旧対照表, 正誤表 and 改定履歴 as PDF and Excel, 変更一覧 as Excel.

Its parts are imported by name: names and profile cost nothing, the writers Typst and XlsxWriter.
"""
