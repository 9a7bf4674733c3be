"""A plain tree as YAML in any style people have: comments at every place, odd indentation, flow, quotes, CRLF."""

import random
from typing import Any

from hyojun.source.yaml_writer import inline, quoted

Lines = list[str]


class Hand:
    """Somebody's hand: how a file is written follows from a number."""

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.noted = self.random.choice((0, 0.1, 0.4))
        self.flowing = self.random.choice((0, 0, 0.1, 0.3))
        self.quoting = self.random.choice((0, 0.2, 0.9))
        self.count = 0
        self.below_block = False
        """Whether the last value was a block, in which a line further in would be text."""

    def text(self, tree: dict[str, Any]) -> str:
        lines = [*self.comments(0), *self.mapping(tree, 0)]
        newline = self.random.choice(("\n", "\n", "\r\n"))
        end = self.random.choice((newline, newline, "", newline * 2, f"{newline}# 終わり{newline}"))
        return newline.join(lines) + end

    def chance(self, share: float) -> bool:
        return self.random.random() < share

    def comments(self, indent: int) -> Lines:
        found: Lines = []
        while self.chance(self.noted):
            self.count += 1
            deepest = indent if self.below_block else indent + 2
            indented = " " * self.random.choice((indent, indent, indent, 0, deepest))
            found.append(self.random.choice((f"{indented}# 注釈{self.count}", "")))
        return found

    def beside(self) -> str:
        if not self.chance(self.noted):
            return ""
        self.count += 1
        return self.random.choice(("  ", " ")) + f"# 注釈{self.count}"

    def mapping(self, value: dict[str, Any], indent: int) -> Lines:
        lines: Lines = []
        for key, below in value.items():
            lines += self.comments(indent) if lines else []
            name = quoted(key) if self.chance(self.quoting / 4) else inline(key)
            lines += self.entry(f"{' ' * indent}{name}:", below, indent)
        return lines

    def entry(self, head: str, value: Any, indent: int) -> Lines:
        if isinstance(value, str):
            return self.scalar(head, value, indent)
        if self.chance(self.flowing) or not value:
            return [f"{head} {self.flow(value)}{self.beside()}"]
        if isinstance(value, dict):
            return [f"{head}{self.beside()}", *self.mapping(value, indent + self.random.choice((1, 2, 2, 4)))]
        return [f"{head}{self.beside()}", *self.sequence(value, indent + self.random.choice((0, 1, 2, 2, 4)))]

    def sequence(self, value: list[Any], indent: int) -> Lines:
        lines: Lines = []
        gap = " " * self.random.choice((1, 1, 1, 3))
        for below in value:
            lines += self.comments(indent)
            dash = f"{' ' * indent}-"
            if isinstance(below, str):
                lines += self.scalar(dash, below, indent)
            elif self.chance(self.flowing):
                lines.append(f"{dash} {self.flow(below)}{self.beside()}")
            else:
                first, *rest = self.mapping(below, indent + 1 + len(gap))
                if first.strip().startswith("#") or not first.strip() or self.chance(0.1):
                    lines += [f"{dash}{self.beside()}", first, *rest]
                else:
                    lines += [f"{dash}{gap}{first.lstrip(' ')}", *rest]
        return lines

    def scalar(self, head: str, text: str, indent: int) -> Lines:
        self.below_block = False
        fits = (
            text and not text.startswith((" ", "\n")) and not text.endswith(("\n", " ")) and " \n" not in text
        )
        if fits and ("\n" in text or self.chance(0.1)):
            bar = self.random.choice(("|", "|-", "|-", "|+"))
            inset = " " * (indent + self.random.choice((1, 2, 2, 5)))
            self.below_block = True
            after = [""] * self.random.choice((0, 0, 1))
            return [
                f"{head} {bar}{self.beside()}",
                *(inset + x if x else "" for x in text.split("\n")),
                *after,
            ]
        if fits and "\n" not in text and self.chance(0.05):
            self.below_block = True
            return [f"{head} >-", f"{' ' * (indent + 2)}{text}"]
        return [f"{head} {self.one(text)}{self.beside()}"]

    def one(self, text: str, flow: bool = False) -> str:
        if self.chance(self.quoting) and "\n" not in text and text.isprintable():
            return self.random.choice((quoted(text), "'" + text.replace("'", "''") + "'"))
        written = inline(text)
        return quoted(text) if flow and any(c in written for c in ",[]{}") and written == text else written

    def flow(self, value: Any) -> str:
        if isinstance(value, str):
            return self.one(value, flow=True)
        comma = self.random.choice((", ", ",  ", " , "))
        if isinstance(value, list):
            return f"[{comma.join(self.flow(v) for v in value)}]"
        inside = comma.join(f"{inline(k)}: {self.flow(v)}" for k, v in value.items())
        return f"{{{inside}}}" if self.chance(0.5) else f"{{ {inside} }}"
