"""Documents and names that the registry owns."""

from collections.abc import Iterator

from hyojun.model import Business, Corpus, Form, Function, Severity, Status

from .rules import Draft, Scope, at, near, rule


@rule("DC01", "文書の名前は一つ", Severity.ERROR, Scope.BUSINESS, "R90")
def document_name_is_unique(business: Business) -> Iterator[Draft]:
    """1つの業務の中で、文書の名前（機能、データ など）は重ならない。

    名前は版の指定と住所に使われる。

    悪い例: `文書: 機能` が2つ
    良い例: `文書: 機能` と `文書: データ`
    直し方: どちらかの名前を変える。
    """
    seen: set[str] = set()
    for document in business.documents:
        if document.name in seen:
            yield Draft(
                f"文書「{document.name}」が重複しています。名前を変えてください。", at(document, "文書")
            )
        seen.add(document.name)


@rule("DC02", "版と改定履歴が合う", Severity.ERROR, Scope.BUSINESS, "R90・R91")
def edition_is_in_history(business: Business) -> Iterator[Draft]:
    """文書の版は、改定履歴の最後の行の版と同じである。

    表紙と履歴が食い違う文書は、どの版を読んでいるのか分からなくなる。

    悪い例: `版: "1.1"` で、改定履歴の最後が `版: "1.0"`
    良い例: 改定履歴に 1.1 の行を足す
    直し方: 版を直すか、改定履歴に行を足す。
    """
    for document in business.documents:
        last = document.history[-1].edition
        if last.split("案")[0] != document.edition.split("案")[0]:
            yield Draft(
                f"文書の版は {document.edition} ですが、改定履歴の最後は {last} です。揃えてください。",
                at(document, "版"),
                f"文書{document.name}",
            )


@rule("DC03", "公表した文書には年月日がある", Severity.ERROR, Scope.BUSINESS, "R90")
def published_document_has_day(business: Business) -> Iterator[Draft]:
    """状態が決定、公表、廃止の文書には年月日が要る。

    悪い例: `状態: 公表` で年月日が無い
    良い例: `状態: 公表` と `年月日: 2026-03-31`
    直し方: 年月日を書く。案のうちは無くてよい。
    """
    for document in business.documents:
        if document.day is None and document.status in (Status.DECIDED, Status.PUBLISHED, Status.WITHDRAWN):
            message = f"状態が「{document.status}」の文書に年月日がありません。書いてください。"
            yield Draft(message, at(document, "状態"), f"文書{document.name}")


@rule("BD01", "団体区分は業務で宣言したもの", Severity.ERROR, Scope.WORLD, "R17・R29・R46")
def body_class_is_declared(corpus: Corpus) -> Iterator[Draft]:
    """団体区分ごとに書く値は、業務.yaml の団体区分を全て、そしてそれだけを挙げる。

    書き漏らした団体区分では、機能の要否が決まらない。

    悪い例: 団体区分が5つあるのに `実装類型: {指定都市: 実装必須}`
    良い例: 5つの団体区分それぞれに実装類型を書く
    直し方: 足りない団体区分を書き足す。全て同じなら1つだけ書く。
    """
    known = [b.name for b in corpus.registry.bodies]
    for business in corpus.businesses:
        for index, name in enumerate(business.head.bodies):
            if name not in known:
                message = f"団体区分「{name}」は台帳にありません。使えるのは {'、'.join(known)} です。"
                yield Draft(message, at(business.head, "団体区分", index), hint=near(name, known))
        declared = business.head.bodies
        for owner, word, table, subject in _tables(business):
            for name in table:
                if name not in declared:
                    message = (
                        f"団体区分「{name}」は業務.yaml で宣言されていません。宣言するか、直してください。"
                    )
                    hint = near(name, declared)
                    yield Draft(message, at(owner, word, name), subject, hint, on_key=True)
            missing = [name for name in declared if name not in table]
            if missing:
                message = f"「{word}」に団体区分 {'、'.join(missing)} がありません。書き足してください。"
                yield Draft(message, at(owner, word), subject)


def _tables(business: Business) -> Iterator[tuple[Function | Form, str, dict[str, object], str]]:
    for function in business.functions:
        subject = f"機能{function.id}"
        if isinstance(function.classes, dict):
            yield function, "実装類型", function.classes, subject
        if isinstance(function.conformance, dict):
            yield function, "適合基準日", function.conformance, subject
    for form in business.forms:
        if isinstance(form.classes, dict):
            yield form, "実装類型", form.classes, f"帳票{form.id}"


@rule("RG01", "台帳にある名前を使う", Severity.ERROR, Scope.WORLD, "R64・R76・R81")
def name_is_registered(corpus: Corpus) -> Iterator[Draft]:
    """共通機能、横断的仕組み、連携の相手の業務IDは、台帳にあるものを使う。

    名前が揺れると、業務を横断して数えることができない。

    悪い例: `横断的仕組み: [DV対象者]`
    良い例: `横断的仕組み: [DV等支援対象者]`
    直し方: 台帳の名前に直す。新しいものは台帳に足す。
    """
    registry = corpus.registry
    commons = [n.name for n in registry.common_functions]
    mechanisms = [n.name for n in registry.mechanisms]
    former = {old: n.name for n in (*registry.common_functions, *registry.mechanisms) for old in n.former}

    def unknown(kind: str, name: str, known: list[str]) -> tuple[str, str]:
        hint = f"今の名称は「{former[name]}」です。" if name in former else near(name, known)
        return f"{kind}「{name}」は台帳にありません。使えるのは {'、'.join(known)} です。", hint

    for business in corpus.businesses:
        for use in business.head.common_functions:
            if use.name not in commons:
                message, hint = unknown("共通機能", use.name, commons)
                yield Draft(message, at(use, "共通機能"), hint=hint)
        for function in business.functions:
            for index, name in enumerate(function.mechanisms):
                if name not in mechanisms:
                    message, hint = unknown("横断的仕組み", name, mechanisms)
                    yield Draft(message, at(function, "横断的仕組み", index), f"機能{function.id}", hint)
        names = [b.name for b in registry.businesses]
        for item in business.data_items:
            owner = (item.code or "")[:-3]
            if owner and owner not in names:
                message = f"コード「{item.code}」の業務名「{owner}」は台帳にありません。正しい業務名に直してください。"
                yield Draft(message, at(item, "コード"), f"データ{item.id}", near(owner, names))
        for linkage in business.linkages:
            id = linkage.partner.business
            if id is not None and registry.business(id) is None:
                message = f"相手の業務ID {id} は台帳にありません。正しいIDに直してください。"
                yield Draft(message, at(linkage, "相手", "業務ID"), f"連携{linkage.id}")
