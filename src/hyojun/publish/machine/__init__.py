"""Tables for programs: one definition (`data/tables.yaml`) and rows from the model, as CSV and as a workbook."""

from .csv_text import decoded, encoded
from .datapackage import VERSION
from .definitions import Column, Table, Type, code_tables, tables
from .rows import Filled, filled
from .write import table_files, table_paths, write_tables

__all__ = [
    "VERSION",
    "Column",
    "Filled",
    "Table",
    "Type",
    "code_tables",
    "decoded",
    "encoded",
    "filled",
    "table_files",
    "table_paths",
    "tables",
    "write_tables",
]
