"""From plain trees to model values: every error of the schema as a located sentence in Japanese."""

import difflib
import re
import typing
import unicodedata
from functools import cache
from typing import Any, NamedTuple, TypeVar

from pydantic import ValidationError

from hyojun.model import (
    BUSINESS_DOCUMENT,
    CONFORMANCE_DATE,
    EDITION,
    FILE_DIGEST,
    FILE_NAME,
    KEY,
    LENGTH,
    LINE,
    PINNED_FILE,
    SHAPES,
    Finding,
    Origin,
    Value,
)

from .days import day_of
from .problems import Problem, problem
from .schema import PINNED, values_in
from .short_entries import entry_meant, parts_of
from .yaml_block import block_tree
from .yaml_slips import spelt
from .yaml_text import KEY_STEP, Parsed, Place, positions, read_on

V = TypeVar("V", bound=Value)

PATTERNS = SHAPES | {
    KEY: "半角の英小文字・数字・ハイフンを使い、英字で始まる形（例: toroku-shinsei）",
    LINE: "改行を入れずに1行で",
    FILE_NAME: '1行の、ファイル名に使える文字（/ \\ : * ? " < > | を除き、「.」と空白で始めない）',
    CONFORMANCE_DATE: "年月日（例: 2028-04-01）、「未定」、又は「○○法の施行日」のどれかで",
    LENGTH: '正の整数、9V型のときは「整数部,小数部」（例: "15"、"5,2"）',
    EDITION: '「X.Y」の形（例: "1.1"、"1.1案2"）',
    PINNED_FILE: "固定フォルダーの .json のファイル（例: 固定/データ-2.0.json）",
    FILE_DIGEST: "64桁の16進数（hyojun pin が書く）",
    BUSINESS_DOCUMENT: "業務IDと文書（例: 001/データ）",
    r"^[0-9a-f]{16}$": "16桁の16進数（hyojun diff が変更ごとに示す「指紋」）",
    r"^[0-9a-f]{64}$": "64桁の16進数（自動で入る値なので、書かなくてよい）",
    r"^[A-Za-z0-9_]+$": "半角の英数字と「_」だけ",
    r"^(利用|非利用)$": "「利用」又は「非利用」のどちらか",
    r"^[^\\/]+\.bpmn$": "フォルダーを付けずに .bpmn で終わる名前",
    r"^[^\\]+\.(png|pdf|PNG|PDF)$": ".png 又は .pdf で終わる名前（区切りは「/」）",
}
"""How to say what a pattern wants, before 「で書いてください」 or on its own."""


MOST = 1_000
"""Errors of one kind of reading that are told of a file: nobody works off more, and each costs time."""


class Read(NamedTuple):
    """A value, or None; and every error found in it."""

    value: Any
    findings: tuple[Finding, ...]


def validated(cls: type[V], tree: Any, file: str) -> tuple[V | None, tuple[Finding, ...]]:
    """A model value with its places, or all that is wrong with the tree."""
    try:
        value = cls.model_validate(tree, by_alias=True, by_name=False)  # names of Python are no words of YAML
    except ValidationError as error:
        errors = [e for e in error.errors(include_url=False, include_input=False) if _is_told(tree, e)]
        found = [_explain(cls, tree, file, e) for e in errors[:MOST]]
        whole = [f if f.origin.path else f._replace(line=1, column=1) for f in _without_echoes(found)]
        return None, (*dict.fromkeys(whole), *_rest(len(errors) - MOST, file))
    place(value, Origin(file))
    return value, ()


def _rest(count: int, file: str) -> tuple[Finding, ...]:
    """What to say of errors that are not told one by one."""
    if count <= 0:
        return ()
    message = f"このファイルには、ほかに{count:,}件の誤りがあります。示したものを直してから、もう一度検査してください。"
    return (problem(Problem.STRUCTURE, message, Origin(file), line=1, column=1),)


def _without_echoes(found: list[Finding]) -> list[Finding]:
    """A misspelt key is also a missing key: one slip is told once, where it was made."""
    meant = {(f.origin.path[:-1], _first_word(f.hint)) for f in found if f.code == Problem.UNKNOWN_KEY}
    return [
        f for f in found if f.code != Problem.MISSING or (f.origin.path, _first_word(f.message)) not in meant
    ]


def _first_word(sentence: str) -> str:
    """What stands in the brackets a sentence begins with."""
    return sentence.partition("」")[0]


def read_yaml(
    cls: type[V], text: str, file: str, *, decoded: bool = False
) -> tuple[V | None, tuple[Finding, ...]]:
    """A value from the text of a YAML file, or all that is wrong with it: spelling and schema at once.

    `decoded`: the text comes from `files.decode`, and need not be looked through once more.
    """
    tree = block_tree(text, decoded=decoded)
    parsed, text = (Parsed(tree, ()), text) if tree is not None else read_on(text, file)
    if len(parsed.findings) > MOST:
        return None, (*parsed.findings[:MOST], *_rest(len(parsed.findings) - MOST, file))
    if parsed.tree is None:
        return None, parsed.findings
    value, findings = validated(cls, parsed.tree, file)
    if not parsed.findings:
        return value, findings
    told = {f.line for f in parsed.findings}
    places = positions(text) if findings else {}
    own = (_at(f, places) for f in findings)
    return None, (*parsed.findings, *(f for f in own if f.line not in told))


def _at(found: Finding, places: dict[tuple[str | int, ...], Place]) -> Finding:
    """A finding at its place in the text that was read on: in the file itself, its place is behind an error."""
    path = found.origin.path
    key = places.get((*path, KEY_STEP)) if found.on_key else None
    place = key or next((places[path[:n]] for n in range(len(path), 0, -1) if path[:n] in places), None)
    return found._replace(line=place.line, column=place.column) if place else found


def placed(cls: type[V], plain: Any, origin: Origin | None) -> V:
    """A value read back from its plain form (Value.plain), in its place. ValidationError if it is none."""
    value = cls.model_validate(plain, by_alias=True, by_name=False)
    if origin:
        place(value, origin)
    return value


def place(value: Value, origin: Origin) -> None:
    """Tell a value and all values below it where they were written."""
    value.placed(origin)
    _place_below(value, origin)


def _place_below(value: Value, origin: Origin) -> None:
    # A call for each of half a million values would cost as much as all the rest of it.
    file, path = origin
    fields = value.__dict__
    for attribute, word in _words(type(value)):
        below = fields[attribute]
        if not below:
            continue
        if isinstance(below, Value):
            place(below, Origin(file, (*path, word)))
        elif isinstance(below, tuple) and isinstance(below[0], Value):
            here = (*path, word)
            part: Value
            for index, part in enumerate(below):
                part.__dict__["origin"] = at = Origin(file, (*here, index))
                if _words(type(part)):
                    _place_below(part, at)


@cache
def _words(cls: type[Value]) -> tuple[tuple[str, str], ...]:
    """Fields that may hold values: attribute and published word."""
    return tuple(
        (name, field.alias or name)
        for name, field in cls.model_fields.items()
        if any(True for _ in values_in(field.annotation))
    )


def _is_told(tree: Any, error: Any) -> bool:
    """pydantic calls a list too short whose parts it refused one by one: not worth telling twice."""
    return not (error["type"] == "too_short" and _path(tree, error["loc"], "too_short")[1])


def _explain(cls: type[Value], tree: Any, file: str, error: Any) -> Finding:
    """One pydantic error as a finding: its path in source terms, and a sentence that helps."""
    path, node = _path(tree, error["loc"], error["type"])
    origin = Origin(file, path)
    word = _word(path)
    given = str(node) if isinstance(node, str) else ""
    shown = f"（書かれている値: {given[:40].replace(chr(10), '⏎')}）" if given else ""
    if (within := path[:-1]) and error["type"] in ("missing", "extra_forbidden"):
        entry, classes = _node(tree, within), _classes(cls, within, tree)
        if hint := entry_meant(classes[0], entry) if len(classes) == len(entry) == 1 else "":
            one, other = parts_of(classes[0])
            message = f"「{_word(within)}」の1件は、「{one}」と「{other}」を分けて書いてください。"
            return problem(Problem.STRUCTURE, message, Origin(file, within), hint=hint)
    match error["type"]:
        case "missing":
            parent = Origin(file, path[:-1])
            return problem(Problem.MISSING, f"「{path[-1]}」がありません。書いてください。", parent)
        case "extra_forbidden":
            allowed = _allowed(cls, path[:-1], tree)
            hint = _near(str(path[-1]), allowed, 0.5) or f"使えるキー: {'、'.join(allowed)}"
            message = f"「{path[-1]}」というキーは使えません。"
            if PINNED in allowed:
                hint = "固定した文書の表紙と中身は、全てスナップショットから取ります。消してください。"
            return problem(Problem.UNKNOWN_KEY, message, origin, hint=hint, on_key=True)
        case "string_pattern_mismatch":
            wanted = PATTERNS.get(error["ctx"]["pattern"], error["ctx"]["pattern"])
            if not given:
                return problem(Problem.EMPTY, f"「{word}」が空です。書くか、行ごと消してください。", origin)
            tail = "" if wanted.endswith("で") else "で"
            narrow = unicodedata.normalize("NFKC", given).strip("“”\"'")
            hint = f'全角の文字があります。半角で "{narrow}" と書いてください。'
            if narrow == given or not re.search(error["ctx"]["pattern"], narrow):
                is_day = error["ctx"]["pattern"] == CONFORMANCE_DATE
                hint = _as_day(given) if is_day else _with_zeros(narrow, error["ctx"]["pattern"])
            return problem(
                Problem.FORM, f"「{word}」は{wanted}{tail}書いてください{shown}。", origin, hint=hint
            )
        case "string_too_short":
            return problem(Problem.EMPTY, f"「{word}」が空です。書くか、行ごと消してください。", origin)
        case "enum" | "literal_error":
            choices = [
                c.strip(" '")
                for c in error["ctx"]["expected"].replace(" or ", ",").replace("又は", ",").split(",")
            ]
            hint = _near(given, choices, 0.4)
            if given and len(choices) == 1 and len(choices[0]) == 1:  # ○ has look-alikes
                hint = f"形の似た別の文字です。この「{choices[0]}」を写して書いてください。"
            message = f"「{word}」に書けるのは {'、'.join(choices)} です{shown}。"
            return problem(Problem.CHOICE, message, origin, hint=hint)
        case "union_tag_invalid" | "union_tag_not_found":
            return problem(
                Problem.CHOICE, f"「{word}」には「種類: 描画」又は「種類: 添付」が必要です。", origin
            )
        case "model_type" | "dict_type" | "model_attributes_type":
            hint = "" if path else "最初の行に、何を並べるのか（「見出し:」「用語:」など）を書いてください。"
            message = f"「{word}」は「キー: 値」を並べて書いてください{shown}。"
            classes = _classes(cls, path, tree)
            if given and len(classes) == 1 and (entry := entry_meant(classes[0], given)):
                hint = entry
            elif given and (slip := spelt([given], 0)):
                hint = slip.message
            return problem(Problem.STRUCTURE, message, origin, hint=hint)
        case "tuple_type" | "list_type":
            classes = _classes(cls, path, tree)
            entry = entry_meant(classes[0], node) if len(classes) == 1 else ""
            hint = entry or _as_list(given, node, has_parts=bool(classes))
            message = f"「{word}」は「- 」で始まる箇条で書いてください{shown}。"
            return problem(Problem.STRUCTURE, message, origin, hint=hint)
        case "string_type":
            return problem(
                Problem.STRUCTURE, f"「{word}」には文字だけを書いてください（表や箇条は書けません）。", origin
            )
        case "too_short":
            return problem(
                Problem.EMPTY, f"「{word}」が空です。1つ以上書くか、行ごと消してください。", origin
            )
        case "string_too_long":
            return problem(
                Problem.FORM, f"「{word}」が長すぎます（{error['ctx']['max_length']}文字まで）。", origin
            )
        case kind:
            hint = _as_day(given) if kind.startswith("date") else _as_number(given, kind)
            message = f"「{word}」は{_wanted(kind, error)}で書いてください{shown}。"
            return problem(Problem.FORM, message, origin, hint=hint)


def _near(given: str, known: list[str], cutoff: float) -> str:
    """The word that was probably meant, as a question: the same but for width and case, or a similar one."""

    def folded(word: str) -> str:
        return unicodedata.normalize("NFKC", word).casefold()

    same = [w for w in known if folded(w) == folded(given)]
    near = same or difflib.get_close_matches(given, known, n=1, cutoff=cutoff)
    if not near or len(known) == 1:
        return ""
    which = ""
    if same and unicodedata.normalize("NFKC", given) == unicodedata.normalize("NFKC", near[0]):
        which = "全角と半角が違います。" if len(near[0]) > 1 else f"「{near[0]}」は{_width(near[0])}です。"
    return f"「{near[0]}」の誤りではありませんか。{which}"


def _width(character: str) -> str:
    return "全角" if unicodedata.east_asian_width(character) in "FW" else "半角"


def _as_day(given: str) -> str:
    """How a day in another form (令和9年4月1日, R9.4.1, 20270401) would be written; empty for what is none."""
    day = day_of(re.sub(r"^(\d{4})(\d\d)(\d\d)$", r"\1-\2-\3", given))
    return f"{day} と書いてください。" if day else ""


def _with_zeros(given: str, pattern: str) -> str:
    """What an ID was before a spreadsheet took it for a number."""
    is_short = given.isdecimal() and not given.startswith("0")
    found = [p for zeros in ("0", "00") if is_short and re.search(pattern, p := f"{zeros}{given}")]
    return f'先頭の0が失われたのなら、"{found[0]}" と書いてください。' if len(found) == 1 else ""


def _as_number(given: str, kind: str) -> str:
    """How a number in full-width digits or with its unit (２, 10mm, 20文字) would be written."""
    pattern = r"-?[0-9]+" if kind.startswith("int") else r"-?[0-9]+(?:\.[0-9]+)?"
    units = "mm|ミリ|ミリメートル|文字|字|桁|行|件|頁|ページ"
    found = re.fullmatch(rf"({pattern}) *({units})?", unicodedata.normalize("NFKC", given).strip())
    if not found or not kind.startswith(("int", "float")) or found[1] == given:
        return ""
    return f"{found[1]} と書いてください{'（単位は付けません）' if found[2] else ''}。"


def _as_list(given: str, node: Any, has_parts: bool) -> str:
    """How what is written there would be written as a list."""
    if given.startswith(("［", "【")):
        return f"「{given[0]}」は全角です。半角の [ ] で囲み、「, 」で区切ってください。"
    if has_parts:
        return "1件だけのときも、行の初めに「- 」を付けてください。" if isinstance(node, dict) else ""
    bare = re.sub(r"^[^\s：]+：\s*", "", given)
    words = [w.strip().strip("\"'") for w in re.split(r"[,，、\n]", bare)]
    if not all(words) or len(given) > 100:
        return ""
    shown = ", ".join(f'"{w}"' for w in words)
    return f"[{shown}] と書いてください。"


def _wanted(kind: str, error: Any) -> str:
    """What a number, date or flag should look like."""
    bound = error.get("ctx", {})
    match kind:
        case "int_parsing" | "int_from_float" | "int_type" | "int_parsing_size":
            return "整数（半角）"
        case "float_parsing" | "float_type" | "finite_number":
            return "数値（半角）"
        case "greater_than_equal":
            return f"{bound['ge']:g}以上の数"
        case "greater_than":
            return f"{bound['gt']:g}より大きい数"
        case "less_than_equal":
            return f"{bound['le']:g}以下の数"
        case "bool_parsing" | "bool_type":
            # The publications write 可 and 不可, so that is what people try.
            return " true（可）又は false（不可）" if error["loc"][-1] == "Null可" else " true 又は false "
    if kind.startswith(("date", "datetime")):
        return "実在する年月日（例: 2026-04-01）"
    return f"正しい形（{error['msg']}）"


def _path(tree: Any, loc: tuple[str | int, ...], kind: str) -> tuple[tuple[str | int, ...], Any]:
    """The steps of an error that exist in the source (tags of unions are pydantic's own)."""
    path: list[str | int] = []
    node = tree
    for position, step in enumerate(loc):
        last = position == len(loc) - 1
        if isinstance(node, dict) and step in node:
            if last and step == "[key]":
                continue
            path.append(step)
            node = node[step]
        elif isinstance(node, list) and isinstance(step, int) and step < len(node):
            path.append(step)
            node = node[step]
        elif last and kind == "missing":
            path.append(step)
            node = None
    return tuple(path), node


def _node(tree: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        tree = tree[step]
    return tree


def _word(path: tuple[str | int, ...]) -> str:
    """The key that names a place."""
    return next((str(s) for s in reversed(path) if isinstance(s, str)), "ファイル全体")


def _allowed(cls: type[Value], path: tuple[str | int, ...], tree: Any) -> list[str]:
    """Published words allowed at a path."""
    return [f.alias or n for c in _classes(cls, path, tree) for n, f in c.model_fields.items()]


def _classes(cls: type[Value], path: tuple[str | int, ...], tree: Any) -> list[type[Value]]:
    """What may stand at a path, or in the list there."""
    classes: list[type[Value]] = [cls]
    for step in path:
        tree = tree[step]
        if not isinstance(step, int):
            fields = [f for c in classes for n, f in c.model_fields.items() if (f.alias or n) == step]
            classes = [v for f in fields for v in values_in(f.annotation)]
        if len(classes) > 1 and isinstance(tree, dict):
            classes = [c for c in classes if _may_be(c, tree)] or classes
    return classes


def _may_be(cls: type[Value], tree: dict[str, Any]) -> bool:
    """Whether a mapping says by its 種類, or by being 固定, that it is meant for a class."""
    if "kind" in cls.model_fields:
        return tree.get("種類") in typing.get_args(cls.model_fields["kind"].annotation)
    return (PINNED in tree) == any(field.alias == PINNED for field in cls.model_fields.values())
