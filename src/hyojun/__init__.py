"""Docs-as-code for 標準仕様書: text in git goes in; a checked site, PDF, Excel and 新旧対照表 come out."""

__version__ = "0.1.0"
