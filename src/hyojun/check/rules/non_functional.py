"""非機能要件: the common standard, six heads, levels and how they are confirmed (基本方針 5.2.2(2))."""

from collections.abc import Iterator

from hyojun.model import Business, BusinessHead, Guide, NonFunctional, Severity

from ..rule import Draft, Scope, at, near, rule


@rule(
    "NF01",
    "非機能要件の大項目は台帳のもの",
    Severity.ERROR,
    Scope.ENTITY,
    "R78（非機能要件の標準）",
    whole=True,
)
def head_is_known(row: NonFunctional, guide: Guide) -> Iterator[Draft]:
    """非機能要件の大項目は、台帳にある共通の大項目を使う。

    大項目が揺れると、業務の間で水準を比べられない。

    悪い例: `大項目: セキュリティー`
    良い例: `大項目: セキュリティ`
    直し方: 台帳の「非機能要件の大項目」にある語に直す。
    """
    known = guide.registry.non_functional
    if known and row.major not in known:
        yield Draft(
            f"大項目「{row.major}」は台帳にありません。使えるのは {'、'.join(known)} です。",
            at(row, "大項目"),
            hint=near(row.major, known),
        )


@rule(
    "NF02",
    "非機能要件の大項目がそろっている",
    Severity.ERROR,
    Scope.BUSINESS,
    "R78（非機能要件の標準）",
    draft=Severity.WARNING,
    whole=True,
)
def heads_are_complete(business: Business, guide: Guide) -> Iterator[Draft]:
    """業務で非機能要件を定めるときは、台帳の大項目の全てについて定める。

    一部だけの表は、残りを求めないものと読まれる。全てを共通の標準によるなら、表は作らず、業務.yaml の
    「非機能要件の標準」で引用する。

    悪い例: 可用性とセキュリティだけの表
    良い例: 可用性、性能・拡張性、運用・保守性、移行性、セキュリティ、システム環境・エコロジーの全てがある表
    直し方: 足りない大項目の行を足す。
    """
    rows = business.non_functional
    if not rows:
        return
    written = {row.major for row in rows}
    known = guide.registry.non_functional
    misspelt = written.difference(known)  # NF01 tells of these, and what they should be
    missing = [m for m in known if m not in written and not near(m, misspelt)]
    if missing:
        message = f"非機能要件に、大項目 {'、'.join(missing)} の行がありません。書き足してください。"
        yield Draft(message, at(rows[0], "大項目"))


@rule("NF03", "非機能要件に水準と確認方法がある", Severity.WARNING, Scope.ENTITY, "R79（基本方針 5.2.2(2)）")
def level_can_be_confirmed(row: NonFunctional) -> Iterator[Draft]:
    """非機能要件の行には、選択レベルと、満たしたことを確かめる方法（試験、報告など）又はSLAを書く。

    確かめ方の無い水準は、調達でも運用でも守られたかどうかを判断できない。

    悪い例: `{大項目: 可用性, メトリクス: 稼働率, 選択レベル: "3"}`
    良い例: `{大項目: 可用性, メトリクス: 稼働率, 選択レベル: "3", 確認方法: 月ごとの稼働率をSLAで報告する。}`
    直し方: 「選択レベル」と、「確認方法」又は「SLA」を書く。
    """
    confirmed = row.confirmation or row.service
    missing = [k for k, v in (("選択レベル", row.level), ("確認方法", confirmed)) if v is None]
    if missing:
        yield Draft(
            f"メトリクス「{row.metric}」に{'と'.join(missing)}がありません。書いてください。",
            at(row, "メトリクス"),
        )


@rule(
    "NF04", "引用する非機能要件の標準に版がある", Severity.WARNING, Scope.ENTITY, "R78・R90（基本方針 4.4.2）"
)
def cited_standard_has_edition(head: BusinessHead) -> Iterator[Draft]:
    """業務.yaml で引用する非機能要件の標準には、版を示す。

    標準が改定されたとき、どの版の水準を求めているのかが分からなくなるからである。

    悪い例: `非機能要件の標準: {名称: 非機能要件の標準}`
    良い例: `非機能要件の標準: {名称: 非機能要件の標準, 版: "1.1"}`
    直し方: 「版」を書く。
    """
    cited = head.non_functional
    if cited and cited.edition is None:
        message = f"引用する「{cited.name}」の版がありません。書いてください。"
        yield Draft(message, at(cited, "名称"))


@rule("NF05", "選択レベルは並べたレベルの1つ", Severity.ERROR, Scope.ENTITY, "R79（基本方針 5.2.2(2)）")
def level_is_one_of_the_table(row: NonFunctional) -> Iterator[Draft]:
    """「レベル」に水準を並べた行では、選択レベルは、その中の番号でなければならない。

    表に無い番号では、何を求めているのかが読み手に決められない。

    悪い例: `レベル: {"0": 規定なし, "1": 定時内}, 選択レベル: "3"`
    良い例: `レベル: {"0": 規定なし, "1": 定時内}, 選択レベル: "1"`
    直し方: 「選択レベル」を「レベル」にある番号に直すか、「レベル」にその番号の水準を書く。
    """
    if row.levels and row.level is not None and row.level not in row.levels:
        yield Draft(
            f"選択レベル「{row.level}」は、レベルに並べた番号（{'、'.join(row.levels)}）にありません。"
            "その中の番号に直してください。",
            at(row, "選択レベル"),
        )
