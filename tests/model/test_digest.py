"""`d1:` digests are sealed: the same words give the same digest in every later hyojun.

`digests.yaml` holds entries with the digest each had when it was written. It is only ever added to.
"""

import hashlib
import json
from pathlib import Path
from typing import Any

import pytest
import yaml
from pydantic import Field, create_model

from hyojun.model import (
    NORMATIVE,
    Alert,
    Chapter,
    CharacterRequirement,
    CodeList,
    DataItem,
    Detail,
    Flow,
    Form,
    Function,
    Linkage,
    LocalMeasure,
    NonFunctional,
    Origin,
    OutOfScope,
    Screen,
    Term,
    TreeNode,
    Value,
    canonical,
    digest,
)

TYPES: dict[str, type[Value]] = {
    "機能": Function,
    "帳票": Form,
    "データ項目": DataItem,
    "コード一覧": CodeList,
    "連携": Linkage,
    "ツリー図": TreeNode,
    "標準化対象外": OutOfScope,
    "業務フロー": Flow,
    "本編": Chapter,
    "用語": Term,
    "独自施策": LocalMeasure,
    "画面": Screen,
    "非機能要件": NonFunctional,
    "項目詳細": Detail,
    "エラー・アラート": Alert,
    "文字要件": CharacterRequirement,
}
GOLDEN = yaml.load((Path(__file__).parent / "digests.yaml").read_text("utf-8"), yaml.BaseLoader)
SEALED = [pytest.param(entry, id=f"{entry['種類']}-{entry['名前']}") for entry in GOLDEN]


def read(entry: dict[str, Any], cls: type[Value] | None = None) -> Value:
    return (cls or TYPES[entry["種類"]]).model_validate(entry["内容"])


@pytest.mark.parametrize("entry", SEALED)
def test_a_digest_never_changes(entry: dict[str, Any]) -> None:
    assert digest(read(entry)) == entry["要約値"]


def test_a_digest_is_what_its_description_says() -> None:
    [entry] = [e for e in GOLDEN if (e["種類"], e["名前"]) == ("機能", "必要な欄だけ")]
    text = json.dumps(entry["内容"], ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert entry["要約値"] == f"d1:{hashlib.sha256(text.encode()).hexdigest()}"


def test_every_type_with_a_digest_is_sealed() -> None:
    assert set(TYPES.values()) == set(NORMATIVE)
    assert {entry["種類"] for entry in GOLDEN} == set(TYPES)


def test_every_normative_field_is_sealed() -> None:
    for word, cls in TYPES.items():
        written = {key for entry in GOLDEN if entry["種類"] == word for key in entry["内容"]}
        assert NORMATIVE[cls] <= written, f"{word}: {NORMATIVE[cls] - written}"


def test_normative_fields_exist() -> None:
    for cls, words in NORMATIVE.items():
        assert words <= {field.alias for field in cls.model_fields.values()}, cls


@pytest.mark.parametrize("entry", SEALED)
def test_an_optional_field_added_later_changes_no_digest(
    entry: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    cls = TYPES[entry["種類"]]
    added: Any = {
        "later": (str | None, Field(None, alias="後から足した欄")),
        "listed": (tuple[str, ...], Field((), alias="後から足した一覧")),
        "flag": (bool, Field(False, alias="後から足した印")),
    }
    later = create_model("Later", __base__=cls, **added)
    words = frozenset(("後から足した欄", "後から足した一覧", "後から足した印"))
    monkeypatch.setitem(NORMATIVE, later, NORMATIVE[cls] | words)
    assert digest(read(entry, later)) == entry["要約値"]
    used = later.model_validate(entry["内容"] | {"後から足した欄": "値"})
    assert digest(used) != entry["要約値"]


@pytest.mark.parametrize("entry", SEALED)
def test_what_is_not_normative_may_change(entry: dict[str, Any]) -> None:
    cls = TYPES[entry["種類"]]
    text = {
        "備考",
        "考え方・理由",
        "説明",
        "サンプル値",
        "内部メモ",
        "標準仕様書関連箇所",
        "読み",
        "職員向けの理由",
    }
    fields = {field.alias for field in cls.model_fields.values()} & text - NORMATIVE[cls]
    changed = cls.model_validate(entry["内容"] | {str(field): "別の言葉" for field in fields})
    assert digest(changed) == entry["要約値"]


@pytest.mark.filterwarnings("ignore:Pydantic serializer warnings")
@pytest.mark.parametrize("entry", SEALED)
def test_every_normative_field_counts(entry: dict[str, Any]) -> None:
    whole = read(entry)
    fields = NORMATIVE[type(whole)] & set(whole.plain())
    for word in fields:
        name = next(n for n, f in type(whole).model_fields.items() if f.alias == word)
        assert digest(whole.model_copy(update={name: _other(getattr(whole, name))})) != entry["要約値"], word


def _other(value: Any) -> Any:
    """A value unlike this one that can be written as JSON."""
    return (*value, *value) if isinstance(value, tuple) else "ほかの値"


def test_the_place_of_an_entry_is_no_part_of_it() -> None:
    here, there = read(GOLDEN[0]), read(GOLDEN[0])
    here.placed(Origin("spec/002/a.yaml", ("見出し", 0)))
    there.placed(Origin("spec/002/b.yaml"))
    assert here == there
    assert digest(here) == digest(there)
    assert "origin" not in here.plain()
    assert here.origin != there.origin


def test_the_order_of_keys_is_no_part_of_an_entry() -> None:
    entry = GOLDEN[0]
    turned = {**entry, "内容": dict(reversed(entry["内容"].items()))}
    assert digest(read(turned)) == entry["要約値"]


@pytest.mark.parametrize(
    "entry", [e for e in GOLDEN if "内部メモ" in {f.alias for f in TYPES[e["種類"]].model_fields.values()}]
)
def test_internal_notes_reach_no_output(entry: dict[str, Any]) -> None:
    noted = TYPES[entry["種類"]].model_validate(entry["内容"] | {"内部メモ": "外に出さない"})
    assert noted.internal == "外に出さない"  # type: ignore[attr-defined]
    assert "外に出さない" not in str(noted.plain())
    assert digest(noted) == entry["要約値"]


def test_one_spelling_of_json() -> None:
    assert canonical({"い": [1, "あ\n"], "あ": {"b": True, "a": 1.5}}) == (
        '{"あ":{"a":1.5,"b":true},"い":[1,"あ\\n"]}'.encode()
    )


def test_a_type_without_normative_fields_has_no_digest() -> None:
    with pytest.raises(KeyError):
        digest(Value())
