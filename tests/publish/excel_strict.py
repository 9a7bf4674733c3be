"""What Excel would refuse or 'repair' in a workbook, asked of its XML: Excel itself runs nowhere but on a desk.

Limits are those of "Excel specifications and limits" and of ECMA-376 part 1, 18.3 (the order of the parts of a sheet).
"""

import posixpath
import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

from lxml import etree
from openpyxl.utils import column_index_from_string

ROWS, COLUMNS = 1_048_576, 16_384
TEXT, LINES, WIDTH, HEIGHT, LINKS, EDGE, LIST = 32_767, 253, 255, 409.5, 65_530, 255, 255

_M = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_R = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}"
_P = "{http://schemas.openxmlformats.org/package/2006/relationships}"
_T = "{http://schemas.openxmlformats.org/package/2006/content-types}"
_ORDER = (
    "sheetPr dimension sheetViews sheetFormatPr cols sheetData sheetCalcPr sheetProtection protectedRanges "
    "scenarios autoFilter sortState dataConsolidate customSheetViews mergeCells phoneticPr conditionalFormatting "
    "dataValidations hyperlinks printOptions pageMargins pageSetup headerFooter rowBreaks colBreaks "
    "customProperties cellWatches ignoredErrors smartTags drawing legacyDrawing legacyDrawingHF picture oleObjects "
    "controls webPublishItems tableParts extLst"
).split()
_CELL = re.compile(r"\$?([A-Z]{1,3})\$?([1-9][0-9]*)")
_AREA = re.compile(
    r"(?:'((?:[^']|'')+)'|([^'!\s()（）&＆<>=+*/^,;:{}\[\]-]+))!"
    r"(\$?[A-Z]+\$?[0-9]+(?::\$?[A-Z]+\$?[0-9]+)?|\$[A-Z]+:\$[A-Z]+|\$[0-9]+:\$[0-9]+)"
)

Box = tuple[int, int, int, int]
"""First row, first column, last row, last column, from 1."""


def faults(path: Path) -> list[str]:
    """Every fault of a workbook, with the part it is in; none in one that Excel opens as it is."""
    with zipfile.ZipFile(path) as archive:
        names = archive.namelist()
        parts = {name: archive.read(name) for name in names}
    found = [f"二重の部分 {n}" for n, count in Counter(n.lower() for n in names).items() if count > 1]
    trees = {n: etree.fromstring(raw) for n, raw in parts.items() if n.endswith((".xml", ".rels"))}
    return [*found, *_types(trees, names), *_relations(trees, names), *_book(trees)]


def _types(trees: dict[str, Any], names: list[str]) -> Iterator[str]:
    root = trees["[Content_Types].xml"]
    defaults = {e.get("Extension").lower() for e in root.iter(f"{_T}Default")}
    told = [e.get("PartName").removeprefix("/") for e in root.iter(f"{_T}Override")]
    yield from (f"型だけがある部分 {n}" for n in told if n not in names)
    yield from (f"二重の型 {n}" for n, count in Counter(told).items() if count > 1)
    for name in names:
        if name not in told and name.rpartition(".")[2].lower() not in defaults:
            yield f"型のない部分 {name}"
        if name.startswith("xl/") and name.endswith(".xml") and name not in told:
            yield f"型の合わない部分 {name}"


def _targets(trees: dict[str, Any], part: str) -> dict[str, str]:
    """The relations of a part to parts inside the file."""
    folder, _, file = part.rpartition("/")
    root = trees.get(f"{folder}/_rels/{file}.rels" if folder else f"_rels/{file}.rels")
    inside = (
        e for e in ([] if root is None else root.iter(f"{_P}Relationship")) if e.get("TargetMode") is None
    )
    return {
        e.get("Id"): posixpath.normpath(posixpath.join("/", folder, e.get("Target"))).lstrip("/")
        for e in inside
    }


def _relations(trees: dict[str, Any], names: list[str]) -> Iterator[str]:
    for name, root in trees.items():
        if name.endswith(".rels"):
            ids = Counter(e.get("Id") for e in root.iter(f"{_P}Relationship"))
            yield from (f"{name}: 二重の関係 {n}" for n, count in ids.items() if count > 1)
            continue
        targets = _targets(trees, name)
        yield from (f"{name}: 関係先の {t} がない" for t in targets.values() if t not in names)
        for element in root.iter():
            for key in (f"{_R}id", f"{_R}embed"):
                if (asked := element.get(key)) is not None and asked not in targets:
                    yield f"{name}: 関係 {asked} がない"


def _book(trees: dict[str, Any]) -> Iterator[str]:
    book, targets = trees["xl/workbook.xml"], _targets(trees, "xl/workbook.xml")
    listed = list(book.iter(f"{_M}sheet"))
    sheets = {e.get("name"): trees[targets[e.get(f"{_R}id")]] for e in listed}
    names = [e.get("name") for e in listed]
    for name, count in Counter(n.casefold() for n in names).items():
        if count > 1:
            yield f"二重のシート名 {name}"
    for name in names:
        if (
            not 0 < _units(name) <= 31
            or re.search(r"[\[\]:*?/\\]|^'|'$", name)
            or name in ("History", "履歴")
        ):
            yield f"使えないシート名 {name}"
    if len({e.get("sheetId") for e in listed}) < len(listed):
        yield "二重の sheetId"
    yield from _names(book, names, sheets)
    styles = trees["xl/styles.xml"]
    yield from _styles(styles)
    shared = trees.get("xl/sharedStrings.xml")
    texts = [] if shared is None else [_text(e) for e in shared.iter(f"{_M}si")]
    yield from (f"共有の文字列: {told}" for t in texts for told in _text_faults(t))
    formats = len(styles.find(f"{_M}cellXfs"))
    used = 0
    for name, root in sheets.items():
        yield from (f"{name}: {told}" for told in _sheet(root, names, len(texts), formats, styles))
        used += sum(c.get("t") == "s" for c in root.iter(f"{_M}c"))
    if shared is not None:
        for key, number in (("uniqueCount", len(texts)), ("count", used)):
            if int(shared.get(key, number)) != number:
                yield f"共有の文字列の {key} が違う"


def _names(book: Any, names: list[str], sheets: dict[str, Any]) -> Iterator[str]:
    """Print areas, print titles and filters."""
    told = [(e.get("name"), e.get("localSheetId")) for e in book.iter(f"{_M}definedName")]
    yield from (f"二重の名前 {n}" for n, count in Counter(told).items() if count > 1)
    for element in book.iter(f"{_M}definedName"):
        name, local = element.get("name"), int(element.get("localSheetId", -1))
        if not 0 <= local < len(names):
            yield f"{name}: シートがない"
            continue
        areas = _areas(element.text or "")
        if areas is None:
            yield f"{name}: 読めない範囲 {element.text}"
            continue
        if any(sheet != names[local] for sheet, _ in areas):
            yield f"{name}: 別のシートを指す {element.text}"
        if name == "_xlnm.Print_Titles" and any(re.search(r"[A-Z]\$?[0-9]", area) for _, area in areas):
            yield f"{name}: 行又は列の全体でない {element.text}"
        if name == "_xlnm._FilterDatabase":
            filtered = sheets[names[local]].find(f"{_M}autoFilter")
            if filtered is None or filtered.get("ref") != areas[0][1].replace("$", ""):
                yield f"{name}: 絞込みと違う {element.text}"


def _areas(text: str) -> list[tuple[str, str]] | None:
    """Sheet and cells of each area of a list; None where it cannot be read."""
    found, at = [], 0
    while match := _AREA.match(text, at):
        found.append(((match[1] or match[2]).replace("''", "'"), match[3]))
        at = match.end() + 1
        if at > len(text):
            return found
        if text[at - 1] != ",":
            return None
    return None


def _styles(styles: Any) -> Iterator[str]:
    def count(name: str) -> int:
        found = styles.find(f"{_M}{name}")
        return 0 if found is None else len(found)

    for name in ("fonts", "fills", "borders", "cellStyleXfs", "cellXfs", "dxfs", "numFmts", "cellStyles"):
        found = styles.find(f"{_M}{name}")
        if found is not None and int(found.get("count")) != len(found):
            yield f"書式: {name} の数が違う"
    own = {int(e.get("numFmtId")) for e in styles.iter(f"{_M}numFmt")}
    for xf in styles.find(f"{_M}cellXfs"):
        for key, name in (("fontId", "fonts"), ("fillId", "fills"), ("borderId", "borders")):
            if int(xf.get(key, 0)) >= count(name):
                yield f"書式: {key} がない"
        if (number := int(xf.get("numFmtId", 0))) >= 164 and number not in own:
            yield f"書式: 表示形式 {number} がない"
    if count("cellXfs") > 65_490 or count("fonts") > 1_024:
        yield "書式が多すぎる"


def _sheet(root: Any, names: list[str], texts: int, formats: int, styles: Any) -> Iterator[str]:
    order = [_ORDER.index(etree.QName(e).localname) for e in root]
    if order != sorted(order):
        yield "部分の順が違う"
    dxfs = styles.find(f"{_M}dxfs")
    yield from _columns(root, formats)
    yield from _cells(root, texts, formats)
    yield from _pane(root)
    yield from _merged(root)
    yield from _validations(root)
    yield from _links(root, names)
    for rule in root.iter(f"{_M}cfRule"):
        if int(rule.get("dxfId", 0)) >= (0 if dxfs is None else len(dxfs)) or not rule.get("priority"):
            yield "条件付き書式の書式がない"
    for name in ("autoFilter", "ignoredError", "conditionalFormatting", "dimension"):
        for element in root.iter(f"{_M}{name}"):
            if _boxes(element.get("ref") or element.get("sqref") or "") is None:
                yield f"{name} の範囲が読めない"
    for element in root.iter(f"{_M}oddHeader", f"{_M}oddFooter"):
        if _units(element.text or "") > EDGE:
            yield "ヘッダー又はフッターが長すぎる"
    setup = root.find(f"{_M}pageSetup")
    if setup is not None and any(int(setup.get(k, 1)) > 32_767 for k in ("fitToWidth", "fitToHeight")):
        yield "印刷の頁数が多すぎる"


def _columns(root: Any, formats: int) -> Iterator[str]:
    last = 0
    for column in root.iter(f"{_M}col"):
        first, end = int(column.get("min")), int(column.get("max"))
        if not last < first <= end <= COLUMNS:
            yield f"列の範囲 {first}～{end}"
        if float(column.get("width", 0)) > WIDTH or int(column.get("style", 0)) >= formats:
            yield f"列 {first} の幅又は書式"
        last = end


def _cells(root: Any, texts: int, formats: int) -> Iterator[str]:
    above = 0
    for row in root.iter(f"{_M}row"):
        number, left = int(row.get("r")), 0
        if not above < number <= ROWS or float(row.get("ht", 0)) > HEIGHT:
            yield f"{number}行目の順又は高さ"
        above = number
        for cell in row:
            box = _box(cell.get("r"))
            if box is None or box[0] != number or box[1] <= left:
                yield f"セル {cell.get('r')} の順"
                continue
            left = box[1]
            value, kind = cell.findtext(f"{_M}v"), cell.get("t")
            if int(cell.get("s", 0)) >= formats or kind not in (None, "n", "s", "b", "inlineStr"):
                yield f"セル {cell.get('r')} の書式又は種類"
            if kind == "s" and not 0 <= int(value or -1) < texts:
                yield f"セル {cell.get('r')} の文字列がない"
            if (
                kind in (None, "n")
                and value is not None
                and not re.fullmatch(r"-?[0-9.]+(E[-+]?[0-9]+)?", value)
            ):
                yield f"セル {cell.get('r')} の数"
            if kind == "b" and value not in ("0", "1"):
                yield f"セル {cell.get('r')} の真偽"
            if cell.find(f"{_M}f") is not None:
                yield f"セル {cell.get('r')} の式"
            if kind == "inlineStr":
                yield from (f"セル {cell.get('r')}: {told}" for told in _text_faults(_text(cell)))
                for t in cell.iter(f"{_M}t"):
                    if (t.text or "").strip(" \t\n") != (t.text or "") and t.get(
                        "{http://www.w3.org/XML/1998/namespace}space"
                    ) is None:
                        yield f"セル {cell.get('r')}: 端の空白が失われる"


def _text(element: Any) -> str:
    return "".join(t.text or "" for t in element.iter(f"{_M}t"))


def _text_faults(text: str) -> Iterator[str]:
    if _units(text) > TEXT:
        yield "文字が多すぎる"
    if text.count("\n") > LINES:
        yield "改行が多すぎる"


def _pane(root: Any) -> Iterator[str]:
    """A frozen pane begins where it is split, and only panes that are there have a selection."""
    view = root.find(f"{_M}sheetViews/{_M}sheetView")
    pane = view.find(f"{_M}pane")
    selected = [s.get("pane", "topLeft") for s in view.iter(f"{_M}selection")]
    if pane is None:
        if set(selected) - {"topLeft"}:
            yield "枠のない選択"
        return
    across, down = int(pane.get("xSplit", 0)), int(pane.get("ySplit", 0))
    box = _box(pane.get("topLeftCell"))
    if pane.get("state") == "frozen" and (box is None or box[:2] != (down + 1, across + 1)):
        yield f"固定した枠の始まり {pane.get('topLeftCell')}"
    there = {(True, True): "bottomRight", (True, False): "topRight", (False, True): "bottomLeft"}
    active = there.get((across > 0, down > 0))
    allowed = {"bottomRight": {"topRight", "bottomLeft", "bottomRight"}}.get(active or "", {active})
    if pane.get("activePane") != active or not set(selected) <= allowed:
        yield f"枠 {pane.get('activePane')}、選択 {selected}"


def _merged(root: Any) -> Iterator[str]:
    every = [_box(e.get("ref")) for e in root.iter(f"{_M}mergeCell")]
    parent = root.find(f"{_M}mergeCells")
    if parent is not None and int(parent.get("count", len(every))) != len(every):
        yield "結合の数が違う"
    if None in every:
        yield "結合の範囲が読めない"
    boxes = sorted(b for b in every if b is not None)
    if any(a[2] >= b[0] and a[1] <= b[3] and b[1] <= a[3] for a, b in pairwise(boxes)):
        yield "重なる結合"


def _validations(root: Any) -> Iterator[str]:
    parent = root.find(f"{_M}dataValidations")
    every = [] if parent is None else list(parent)
    if parent is not None and (int(parent.get("count")) != len(every) or len(every) > 65_534):
        yield "入力規則の数が違う"
    for rule in every:
        formula = rule.findtext(f"{_M}formula1") or ""
        if rule.get("type") == "list" and formula.startswith('"') and _units(formula) - 2 > LIST:
            yield "選択肢が長すぎる"
        limits = {"errorTitle": 32, "promptTitle": 32, "error": 255, "prompt": 255}
        if any(_units(rule.get(key, "")) > most for key, most in limits.items()):
            yield "入力規則の言葉が長すぎる"
        if _boxes(rule.get("sqref", "")) is None:
            yield "入力規則の範囲が読めない"


def _links(root: Any, names: list[str]) -> Iterator[str]:
    every = list(root.iter(f"{_M}hyperlink"))
    if len(every) > LINKS:
        yield "リンクが多すぎる"
    for link in every:
        if _box(link.get("ref")) is None:
            yield "リンクの元が読めない"
        if _units(link.get("tooltip", "")) > 255 or _units(link.get("location", "")) > 2_079:
            yield "リンクが長すぎる"
        if link.get(f"{_R}id") is None:
            areas = _areas(link.get("location", ""))
            if areas is None or any(sheet not in names for sheet, _ in areas):
                yield f"リンク先が読めない {link.get('location')}"


def _units(text: str) -> int:
    """Excel counts UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _boxes(text: str) -> list[Box] | None:
    found = [_box(part) for part in text.split()]
    return [b for b in found if b is not None] if found and None not in found else None


def _box(text: str | None) -> Box | None:
    """A cell or an area inside a sheet; None for anything else."""
    cells = [_CELL.fullmatch(part) for part in (text or "").split(":")]
    if not 1 <= len(cells) <= 2 or None in cells:
        return None
    ends = [(int(c[2]), column_index_from_string(c[1])) for c in cells if c is not None]
    (top, left), (bottom, right) = ends[0], ends[-1]
    fits = top <= bottom <= ROWS and left <= right <= COLUMNS
    return (top, left, bottom, right) if fits else None
