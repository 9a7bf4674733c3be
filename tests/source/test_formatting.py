"""`hyojun fmt`: one style, the same meaning, every comment; or a refusal that changes nothing."""

import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from generated import businesses, without_notes
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from ruamel.yaml import YAML
from ruamel.yaml.tokens import CommentToken
from test_yaml_writer import HELD, HELD_KEY, trees

from hyojun.model import Contents
from hyojun.source import author_keys, formatting, rewrite, yaml_files
from hyojun.source.expected import Expected, annotation_of
from hyojun.source.formatting import formatted
from hyojun.source.json_schema import keys_above
from hyojun.source.kinds import FILE_KINDS, kind_of
from hyojun.source.schema import SpecFile
from hyojun.source.yaml_text import parse
from hyojun.source.yaml_writer import DATE_KEYS, to_yaml

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "fmt_cases"
CLASSES = {kind.name: kind.cls for kind in FILE_KINDS} | {None: None}
TREES = trees(HELD.filter(lambda text: "\t" not in text), HELD_KEY)


def cases() -> Iterator[Any]:
    for path in sorted(CASES.glob("*.yaml")):
        for case in yaml.safe_load(path.read_text("utf-8"))["場合"]:
            assert set(case) <= {"名前", "種類", "前", "後", "指摘"}, case["名前"]
            yield pytest.param(case, id=f"{path.stem}-{case['名前']}")


@pytest.mark.parametrize("case", list(cases()))
def test_case(case: dict[str, Any]) -> None:
    cls = CLASSES[case.get("種類", "spec")]
    text, findings = formatted(case["前"], cls, "a.yaml")
    told = [f"{f.line}:{f.column} {f.code} {f.message}" for f in findings]
    assert (text, told) == (case.get("後"), case.get("指摘", []))
    if text is not None:
        assert formatted(text, cls, "a.yaml") == (text, ())
        assert comments(text) == comments(case["前"])
        assert_same(parse(text, "a.yaml").tree, YAML(typ="safe", pure=True).load(text))


@pytest.mark.parametrize("file", [*yaml_files(ROOT), "src/hyojun/data/keys.yaml"])
def test_our_own_files_are_in_the_style(file: str) -> None:
    text = (ROOT / file).read_text("utf-8")
    kind = kind_of(file)
    assert formatted(text, kind.cls if kind else None, file) == (text, ()), "hyojun fmt を実行してください"


def comments(text: str) -> list[str]:
    """The comments of a text as ruamel.yaml sees them: it attaches every one to some token."""
    found: list[str] = []
    for token in YAML().scan(text):
        for part in flat(getattr(token, "_comment", None)):
            assert isinstance(part, CommentToken | str)
            words = part if isinstance(part, str) else part.value
            found += [line.strip() for line in words.split("\n") if line.strip().startswith("#")]
    return sorted(found)


def flat(node: Any) -> Iterator[Any]:
    if isinstance(node, list | tuple):
        for part in node:
            yield from flat(part)
    elif node is not None:
        yield node


def assert_same(ours: Any, theirs: Any) -> None:
    """What another reader takes for a number, a date or a flag has lost nothing of our text."""
    match theirs:
        case dict():
            assert list(ours) == list(theirs)
            for key, below in theirs.items():
                assert_same(ours[key], below)
        case list():
            assert len(ours) == len(theirs)
            for one, other in zip(ours, theirs, strict=True):
                assert_same(one, other)
        case float():
            assert float(ours) == theirs
        case _:
            assert ours == (str(theirs).lower() if isinstance(theirs, bool) else str(theirs))


COMMENT = st.from_regex(r"#[^\n\r\t]{0,6}", fullmatch=True, alphabet=st.sampled_from("# あa:-|'\"[{"))


@st.composite
def commented(draw: st.DrawFn) -> str:
    """A YAML text with comments and blank lines wherever its grammar takes them."""
    tree = draw(TREES)
    width = draw(st.sampled_from([2, 3, 4]))
    flow = draw(st.sampled_from([None, False, True]))
    text = yaml.safe_dump(tree, allow_unicode=True, default_flow_style=flow, indent=width, sort_keys=False)
    lines = text.split("\n")
    tokens = list(yaml.scan(text))
    inside = {
        n
        for token in tokens
        if isinstance(token, yaml.ScalarToken)
        for n in range(token.start_mark.line, token.end_mark.line)
    }
    written = []
    for number, line in enumerate(lines):
        if number - 1 not in inside and draw(st.integers(0, 3)) == 0:
            written.append(" " * draw(st.integers(0, 8)) + draw(COMMENT | st.just("")))
        beside = number not in inside and line and draw(st.integers(0, 3)) == 0
        written.append(f"{line} {draw(COMMENT)}" if beside else line)
    return "\n".join(written)


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(commented())
def test_any_text_keeps_its_meaning_and_its_comments(text: str) -> None:
    before = parse(text, "a.yaml")
    written, findings = formatted(text, SpecFile, "a.yaml")
    if before.findings:
        assert (written, findings) == (None, before.findings)
        return
    assert findings == ()
    assert written is not None
    after = parse(written, "a.yaml")
    assert (after.tree, after.findings) == (before.tree, ())
    assert formatted(written, SpecFile, "a.yaml") == (written, ())
    assert not [line for line in written.split("\n") if line != line.rstrip(" ")]
    assert written.endswith("\n")
    assert not written.endswith("\n\n")
    assert written.count("#") == text.count("#")


@pytest.mark.parametrize("kind", sorted(set(SpecFile.model_fields) & set(Contents.model_fields) - {"flows"}))
def test_keys_stand_in_the_order_of_the_model(kind: str) -> None:
    """Whatever order an author wrote them in; what the model itself writes is in order."""

    @settings(max_examples=10, suppress_health_check=list(HealthCheck))
    @given(businesses(kind))
    def check(business: Any) -> None:
        things = [thing.plain() for thing in getattr(without_notes(business).documents[0].contents, kind)]
        word = SpecFile.model_fields[kind].alias
        ordered = formatted(to_yaml({word: things}), SpecFile, "a.yaml")
        assert ordered.findings == ()
        assert keys(parse(ordered.text or "", "a.yaml").tree) == keys({word: things})
        turned = formatted(to_yaml({word: backwards(things, own_words(things))}), SpecFile, "a.yaml")
        assert turned == ordered

    check()


def keys(node: Any) -> Any:
    """The keys of a tree in order."""
    if isinstance(node, dict):
        return [(key, keys(below)) for key, below in node.items()]
    return [keys(below) for below in node] if isinstance(node, list) else None


def backwards(node: Any, own: frozenset[str]) -> Any:
    """A tree with the keys of the model reversed; tables of the author's own words (団体区分) stay."""
    if isinstance(node, list):
        return [backwards(below, own) for below in node]
    if not isinstance(node, dict):
        return node
    names = list(node) if own & set(node) else list(reversed(node))
    return {name: backwards(node[name], own) for name in names}


def own_words(node: Any) -> frozenset[str]:
    """The keys of a tree that no class of the model has."""
    if isinstance(node, list):
        return frozenset().union(*map(own_words, node))
    if not isinstance(node, dict):
        return frozenset()
    return frozenset(set(node) - author_keys()).union(*map(own_words, node.values()))


def test_the_writer_of_new_files_knows_the_same_dates() -> None:
    """`to_yaml` goes by keys, `fmt` by the model: what one writes the other leaves."""
    fields = [
        (field.alias or name, Expected(annotation_of(field)))
        for kind in FILE_KINDS
        for cls in keys_above(kind.cls, kind.title)
        for name, field in cls.model_fields.items()
    ]
    assert {key for key, expected in fields if expected.stands_plain("2026-04-01")} == DATE_KEYS


@pytest.mark.parametrize(("spoil", "message"), [("tree", "内容が変わる"), ("comments", "注釈が失われる")])
def test_what_cannot_be_shown_to_be_the_same_is_refused(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, spoil: str, message: str
) -> None:
    """A defect of ours must not reach a file."""
    file = tmp_path / "spec/002/a.yaml"
    file.parent.mkdir(parents=True)
    file.write_text("用語:\n- 用語: 印鑑 # 注釈\n", "utf-8")
    write = formatting._written

    def broken(*given: Any) -> str:
        return write(*given).replace("印鑑" if spoil == "tree" else "  # 注釈", "")

    monkeypatch.setattr(formatting, "_written", broken)
    before = file.read_bytes()
    done = rewrite(tmp_path)
    assert (done.changed, done.unchanged) == ((), ())
    assert [f.code for f in done.findings] == ["YM09"]
    assert message in done.findings[0].message
    assert file.read_bytes() == before


def test_line_ends_of_windows_stay(tmp_path: Path) -> None:
    file = tmp_path / "spec/002/a.yaml"
    file.parent.mkdir(parents=True)
    file.write_bytes("用語:\r\n  - 用語: 印鑑\r\n".encode())
    assert rewrite(tmp_path).unchanged == ("spec/002/a.yaml",)
    file.write_bytes("用語:\r\n- 用語: 印鑑\r\n".encode())
    assert rewrite(tmp_path).changed == ("spec/002/a.yaml",)
    assert file.read_bytes() == "用語:\r\n  - 用語: 印鑑\r\n".encode()


def test_a_large_file_is_quick() -> None:
    item = "  - 用語: 印鑑  # 注釈\n    定義: |-\n      住民の申請により登録する。\n      原票に記録する。\n"
    text = "用語:\n" + item * 420
    assert len(text.encode()) > 50_000
    before = time.process_time()
    assert formatted(text.replace("  - ", "- ").replace("    定", "  定"), SpecFile, "a.yaml").text == text
    assert time.process_time() - before < 1
