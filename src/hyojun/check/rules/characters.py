"""文字要件: sets by their registered names, reasons where not everybody has to follow."""

from collections.abc import Iterator

from hyojun.model import CharacterRequirement, Guide, ImplementationClass, Severity

from ..rule import Draft, Scope, at, near, rule


@rule("CS01", "文字集合は台帳のもの", Severity.ERROR, Scope.ENTITY, "R72（基本方針 3.3.1(2)）")
def set_is_known(row: CharacterRequirement, guide: Guide) -> Iterator[Draft]:
    """文字集合は、台帳の「文字集合」にある名称で書く。縮退した後の文字集合も同じである。

    名称や版が揺れると、業務の間で文字が渡るかどうかを確かめられない。

    悪い例: `文字集合: [JIS第4水準]`
    良い例: `文字集合: ["JIS X 0213:2012"]`
    直し方: 台帳にある名称に直す。新しい文字集合は、台帳に足す。
    """
    known = guide.registry.character_sets
    if not known:
        return
    written = [(name, at(row, "文字集合", index)) for index, name in enumerate(row.sets)]
    if row.reduction:
        written.append((row.reduction.into, at(row.reduction, "文字集合")))
    for name, place in written:
        if name not in known:
            message = f"文字集合「{name}」は台帳にありません。使えるのは {'、'.join(known)} です。"
            yield Draft(message, place, hint=near(name, known))


@rule(
    "CS02",
    "標準オプション・実装不可の文字要件に理由がある",
    Severity.WARNING,
    Scope.ENTITY,
    "R31・R33（基本方針 5.1.1.1(2)）",
)
def exception_has_reason(row: CharacterRequirement) -> Iterator[Draft]:
    """標準オプション又は実装不可の文字要件には、考え方・理由を書く。

    文字の扱いが団体により異なると、他の団体や業務に文字が渡らないからである。

    悪い例: `{名称: 団体の外字, 実装類型: 実装不可}` に「考え方・理由」が無い
    良い例: `考え方・理由: 団体が作成した外字は、他の団体に渡らないため。` を足す
    直し方: 「考え方・理由」を書く。
    """
    if row.implementation is not ImplementationClass.MUST and row.reason is None:
        yield Draft(
            f"{row.implementation.value}の文字要件「{row.name}」に考え方・理由がありません。書いてください。",
            at(row, "実装類型"),
        )
