"""帳票要件: forms with 諸元表 and layout as plain dicts; attached layouts with a small picture."""

import struct
import zlib
from typing import Any

from .data import DATA_LENGTH
from .functions import MUST, OPTION
from .plan import Share, split
from .topics import Topic
from .words import chance, words

Plain = dict[str, Any]
ATTACHED = 0.85
"""Share of forms whose layout is a picture."""
WITHOUT_LAYOUT = 0.65
"""Share of forms for which the data requirement stands in (帳票要件の標準 (3) ただし書)."""
LONGEST = 24
"""Characters that a box of a drawn layout holds on one line."""
_COLUMNS, _ROW, _WIDTH, _HEIGHT = 2, 8, 85, 6
"""A drawn layout: two columns of boxes, in mm."""


def form_names(share: Share, topic: Topic, first: int, seed: int) -> list[tuple[str, str]]:
    """ID and name of each form of a 大項目."""
    kinds = chance(seed, share.id, topic.key, "forms").sample(list(words()["帳票名"]), topic.forms)
    return [
        (f"{share.id}{first + n:04}", f"{topic.subject}{kind}（{topic.stage}）")
        for n, kind in enumerate(kinds)
    ]


def forms(
    share: Share, topic: Topic, names: list[tuple[str, str]], heading: Plain, groups: list[Plain], seed: int
) -> tuple[list[Plain], dict[str, bytes]]:
    """The forms of a 大項目, and the attached pictures by path."""
    rng = chance(seed, share.id, topic.key, "form items")
    classes = {id: f["実装類型"] for h in heading["見出し"] for f in h["機能"] for id in f.get("帳票", ())}
    sizes = split(topic.form_items, [rng.choice([2, 3, 3, 4, 5, 7]) for _ in names])
    pictures: dict[str, bytes] = {}
    found = []
    for (id, name), size in zip(names, sizes, strict=True):
        must = classes[id] == MUST and rng.random() < 0.8
        plain = form(topic, id, name, MUST if must else OPTION, size, groups, rng)
        if rng.random() < WITHOUT_LAYOUT:
            plain["データ要件で代替"] = "様式を団体が定めるため、データ要件をもってレイアウトに代える。"
        elif rng.random() < ATTACHED or size > _COLUMNS * 34:
            file = f"帳票/{id}.png"
            plain["レイアウト"] = _attached(file, name, size)
            pictures[file] = _picture(size)
        else:
            plain["レイアウト"] = _drawn(size)
        found.append(plain)
    return found, pictures


def form(topic: Topic, id: str, name: str, class_: str, size: int, groups: list[Plain], rng: Any) -> Plain:
    """A 帳票 with its 諸元表: fixed wording first, then items of the data requirement."""
    who = ("本人に知らせる", "職員が確認する")
    staff = name.partition("（")[0].endswith(("一覧", "集計表", "確認票"))
    found: Plain = {
        "帳票ID": id,
        "帳票名称": name,
        "対象": "職員向け" if staff else "住民向け",
        "実装類型": class_,
        "用途": f"{topic.subject}の{rng.choice([*topic.records])}に係る内容を{who[staff]}。",
    }
    if staff:
        found["職員向けの理由"] = rng.choice(words()["職員向け理由"])
    fixed = list(words()["固定文言"].items())[: max(1, min(7, size // 4))]
    rows = [_fixed(n, word, text or name.partition("（")[0]) for n, (word, text) in enumerate(fixed, 1)]
    pool = {i["データ項目"]: i for g in rng.sample(groups, len(groups)) for i in g["データ項目"]}
    names = rng.sample(list(pool), size - len(rows))
    rows += [form_item(n, pool[x], rng) for n, x in enumerate(names, len(rows) + 1)]
    return found | {"諸元表": rows}


def form_item(number: int, item: Plain, rng: Any) -> Plain:
    """A row that prints a データ項目: never longer than the item itself."""
    found: Plain = {"項番": number, "印字項目": item["データ項目"]}
    if rng.random() < 0.05:
        found["編集条件"] = rng.choice(words()["編集条件"])
    found["データ項目ID"] = item["データ項目ID"]
    length = item.get("桁数")
    if isinstance(length, int) and item["データ型"] not in DATA_LENGTH:  # dates are printed in 和暦
        found["桁数"] = min(length, LONGEST)
        if length > LONGEST and rng.random() < 0.2:
            found["文字溢れ対応"] = rng.choice(words()["文字溢れ"])
    if not item.get("実装類型"):
        found["必須・オプション"] = "オプション"
    return found


def _fixed(number: int, word: str, text: str) -> Plain:
    return {"項番": number, "印字項目": word, "固定文言": text}


def _drawn(size: int) -> Plain:
    rows = -(-size // _COLUMNS)
    boxes = [
        {
            "左": 15 + (n // rows) * (_WIDTH + 5),
            "上": 12 + (n % rows) * _ROW,
            "幅": _WIDTH,
            "高さ": _HEIGHT,
            "項番": n + 1,
        }
        for n in range(size)
    ]
    return {"種類": "描画", "用紙": "A4", "枠": boxes}


def _attached(file: str, name: str, size: int) -> Plain:
    return {
        "種類": "添付",
        "ファイル": file,
        "代替テキスト": f"「{name}」の様式。表題の下に、項番1から{size}までの欄が上から順に並ぶ。",
        "欄": [{"図中番号": f"{n}", "項番": n} for n in range(1, size + 1)],
    }


def _picture(size: int) -> bytes:
    """A page with a line for each row, 1 bit a pixel; stored unpacked, so that no zlib changes a byte."""
    width, height = 104, 148
    row = bytes(1) + b"\xff" * (width // 8)
    line = bytes(1) + b"\xff" + bytes(width // 8 - 2) + b"\xff"
    step = max(2, height // (size + 2))
    pixels = b"".join(line if n % step == step - 1 else row for n in range(height))
    parts = (
        (b"IHDR", struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)),
        (b"IDAT", zlib.compress(pixels, 0)),
        (b"IEND", b""),
    )
    chunks = (struct.pack(">I", len(d)) + k + d + struct.pack(">I", zlib.crc32(k + d)) for k, d in parts)
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)
