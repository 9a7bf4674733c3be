"""The sheet of データ項目: rows below a two-row header → items, each with the name of its group."""

import re
import unicodedata
from typing import Any, NamedTuple

from hyojun.model import SERIAL_3, SERIAL_5, DataItem

from .fields import Fields
from .remarks import Notes, RemarkKind, is_residue
from .tables import Table, find_table, word
from .workbook import Cell, Sheet
