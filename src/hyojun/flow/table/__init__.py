"""Step tables: what officials draft in Excel becomes a flow, and a flow a table again."""
