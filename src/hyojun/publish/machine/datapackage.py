"""What the CSV files of a 業務 are, as a Tabular Data Package: names, types, keys and digests for programs."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any

from hyojun.model import Business

from .definitions import Column, Type, code_tables
from .rows import Filled

FILE = "datapackage.json"
VERSION = 1
"""Goes up when a table or column goes, or means something else; not when one is added."""
_TYPES = {
    Type.TEXT: "string",
    Type.IDENTIFIER: "string",
    Type.CODE: "string",
    Type.INTEGER: "integer",
    Type.DECIMAL: "number",
    Type.BOOLEAN: "boolean",
    Type.DATE: "date",
}
READING = (
    "CSV は、BOM付きの UTF-8、改行は CRLF である。文字は全て引用符で囲み、数と真偽は囲まない。値の無いところは空である。"
    "1行が1件で、文字の中の改行は \\n、タブは \\t、円記号（バックスラッシュ）は \\\\ と書く。"
    "表計算ソフトが数式とみなす文字で始まるものは、前に \\ を付ける。\\ を除き、その次の文字をそのまま用いれば、元の文字に戻る。"
)


def descriptor(business: Business, tables: Mapping[str, tuple[Filled, bytes]]) -> bytes:
    """`datapackage.json`; `tables`: file name → the table and the bytes that were written of it."""
    plain = {
        "profile": "tabular-data-package",
        "name": f"hyojun-{business.id}",
        "title": f"{business.id} {business.name}　機械可読の表",
        "description": READING,
        "hyojunTables": VERSION,
        "resources": [_resource(path, filled, content) for path, (filled, content) in tables.items()],
    }
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode()


def _resource(path: str, filled: Filled, content: bytes) -> dict[str, Any]:
    table = filled.table
    return {
        "profile": "tabular-data-resource",
        "name": table.name.replace("_", "-"),
        "title": table.title,
        "description": table.text,
        "path": path,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "byteOrderMark": True,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
        "dialect": {"delimiter": ",", "quoteChar": '"', "doubleQuote": True, "lineTerminator": "\r\n"},
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "primaryKey": [table.columns[i].name for i in table.key],
            "missingValues": [""],
        },
    }


def _field(column: Column) -> dict[str, Any]:
    values = {"enum": list(code_tables()[column.code_table])} if column.code_table else None
    told = {
        "name": column.name,
        "title": column.title,
        "type": _TYPES[column.type],
        "description": column.text,
        "unit": column.unit,
        "constraints": values,
    }
    return {word: value for word, value in told.items() if value is not None}
