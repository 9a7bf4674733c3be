"""Wording: one word for one thing, and a text that leaves nothing open (基本方針 5.1.1.3.1)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache

from hyojun.model import (
    Block,
    Business,
    Function,
    Guide,
    ImplementationClass,
    Passage,
    Severity,
    Term,
    Value,
)

from ..lexicon import Slip, around, blanked, dictionary, masked, masked_all, one_of, vague_words
from ..rule import Draft, Scope, at, rule
from .classes import somewhere

_POLICY = "基本方針 5.1.1.3.1"


@rule("WD01", "あいまいな語を使わない", Severity.WARNING, Scope.BUSINESS, f"R37（{_POLICY}）")
def duty_is_not_vague(business: Business, guide: Guide) -> Iterator[Draft]:
    """実装必須の機能要件には、何を作れば足りるかが読む人により変わる語を書かない。

    「適切に」「必要に応じて」「随時」で書かれた機能は、事業者ごとに別のものになり、標準の意味がなくなる。
    語は辞書（words.yaml）にあり、「」の中と法令の名称は調べない。「等」と「など」は、前に列挙が無く、
    後に（…）も「等の」も続かないものだけを、参考として示す。

    悪い例: `必要に応じて修正できること。`
    良い例: `確定する前であれば修正できること。`
    直し方: 条件、値、範囲で書く。団体により異なる値はパラメータとする。
    """
    words = vague_words(guide.words.vague)
    asked = [f for f in business.functions if somewhere(f.classes, ImplementationClass.MUST)]
    texts = zip(asked, masked_all([f.text for f in asked]), strict=bool(asked))
    doubtful = [(function, text) for function, text in texts if words.may_hit(text)]
    names = _own_names(business, guide, "\n".join(text for _, text in doubtful))
    for function, masked_text in doubtful:
        text = blanked(masked_text, names) if names else masked_text
        found: dict[str, list[str]] = defaultdict(list)
        remedy: dict[str, tuple[str, bool]] = {}
        first: dict[str, int] = {}
        for hit in words.hits(text):
            found[hit.word.word].append(around(function.text, hit.start, hit.end))
            remedy[hit.word.word] = (hit.word.remedy, hit.word.listing is not None)
            first.setdefault(hit.word.word, hit.start)
        for word, places in found.items():
            shown = "、".join(dict.fromkeys(places[:3])) + (
                f" ほか{len(places) - 3}か所" if places[3:] else ""
            )
            mend, listing = remedy[word]
            message = f"「{word}」（{shown}）では、何を作るかが一つに定まりません。{mend}"
            severity = Severity.NOTE if listing else None
            where = at(function, "機能要件")
            yield Draft(message, where, f"機能{function.id}", severity=severity, start=first[word])


def _own_names(business: Business, guide: Guide, text: str) -> re.Pattern[str] | None:
    """Words of a text that have a definition: terms, those defined in the 業務, and the names of the registry."""
    registry = guide.registry
    names = [w for t in business.terms for w in (t.name, *t.synonyms)]
    names += [n.name for n in (*registry.mechanisms, *registry.common_functions)]
    names += _former(guide)
    names += _CALLED.findall(business.passages.text)
    written = [name for name in names if name in text]  # a pattern of all takes longer to make than to ask
    return one_of(written) if written else None


def _former(guide: Guide) -> set[str]:
    """Names that things of the registry had before."""
    return {old for n in (*guide.registry.mechanisms, *guide.registry.common_functions) for old in n.former}


_CALLED = re.compile(r"「([^「」\n]{2,30})」と(?:いう|総称する)")


@rule("WD02", "表記を揃える", Severity.WARNING, Scope.BUSINESS, f"R103（{_POLICY}）")
def spelling_is_one(business: Business, guide: Guide) -> Iterator[Draft]:
    """一つの語は、一つの表記で書く。

    表記が二つあると、読む人は別のものかと迷い、検索からも漏れる。辞書（words.yaml）にある語を、名称、
    文章、本編で調べる。「」の中と法令の名称は調べない。1つの業務に二つの表記があるときに警告し、
    辞書と違う表記で揃っているときは、参考として1度だけ示す。

    悪い例: 「取り扱いを定める」と「取扱いを定める」
    良い例: どちらも「取扱いを定める」
    直し方: 示された表記に揃える。辞書と違う表記にするときは、リポジトリの辞書を改める。
    """
    whole = masked(business.passages.text)
    found: dict[str, list[Slip]] = defaultdict(list)
    for slip in dictionary(guide.words.spellings).slips(whole):
        found[slip.spelling.word].append(slip)
    for word, slips in found.items():
        spelling = slips[0].spelling
        written = list(dict.fromkeys(s.written for s in slips))
        both = dictionary(guide.words.spellings).uses(whole, spelling)
        if not both and len(written) == 1:
            passage, start = business.passages.at(slips[0].start)
            message = (
                f"「{written[0]}」は、辞書では「{word}」です（{len(slips)}か所、全て同じ表記）。"
                "揃えるか、リポジトリの辞書を改めてください。"
            )
            yield Draft(message, passage.origin, passage.subject, severity=Severity.NOTE, start=start)
            continue
        other = (
            "この業務には両方の表記があります"
            if both
            else f"{'と'.join(f'「{w}」' for w in written)}があります"
        )
        for passage, spelled, start in _by_passage(business, slips):
            shown = around(passage.text, start, start + len(spelled))
            message = f"「{spelled}」は「{word}」と書いてください（{shown}）。{other}。"
            yield Draft(message, passage.origin, passage.subject, start=start)


def _by_passage(business: Business, slips: list[Slip]) -> Iterator[tuple[Passage, str, int]]:
    """Each passage and spelling once, with its first place in it."""
    seen: set[tuple[int, str]] = set()
    for slip in slips:
        passage, offset = business.passages.at(slip.start)
        if (id(passage), slip.written) not in seen:
            seen.add((id(passage), slip.written))
            yield passage, slip.written, offset


@rule("WD03", "使わない語を使わない", Severity.WARNING, Scope.BUSINESS, f"R103（{_POLICY}）")
def avoided_word_is_absent(business: Business, guide: Guide) -> Iterator[Draft]:
    """用語の「使わない語」は、名称にも文章にも書かない。

    二つの呼び名があると、二つのものがあると読まれる。

    悪い例: 用語「印鑑登録証」の使わない語が「印鑑カード」で、機能要件に「印鑑カードを読み取り」
    良い例: 「印鑑登録証を読み取り」
    直し方: 用語に直す。
    """
    former = _former(guide)  # MC09 tells of these
    right = {word: term for term in business.terms for word in term.avoided if word not in former}
    if not right:
        return
    kept = {w for t in business.terms for w in (t.name, *t.synonyms)} - set(right)
    pattern = one_of([*right, *kept])
    seen: set[tuple[int, str]] = set()
    for match in pattern.finditer(masked(business.passages.text)):
        term = right.get(match[0])
        if term is None:
            continue
        passage, offset = business.passages.at(match.start())
        if passage.value is term or (id(passage), match[0]) in seen:
            continue
        seen.add((id(passage), match[0]))
        shown = around(passage.text, offset, offset + len(match[0]))
        message = f"「{match[0]}」は使わない語です（{shown}）。用語「{term.name}」に直してください。"
        yield Draft(message, passage.origin, passage.subject, start=offset)


@rule("WD04", "用語は一度だけ定義する", Severity.WARNING, Scope.BUSINESS, f"R103（{_POLICY}）")
def word_means_one_term(business: Business) -> Iterator[Draft]:
    """一つの語は、一つの用語だけを指す。別名と使わない語は、他の用語の名前や別名と重ならない。

    同じ語で二つの用語が引けると、どちらの意味で書かれたか分からない。同じ用語の二度の定義は ID01 が示す。

    悪い例: 用語「照会書」と、別名に「照会書」を持つ用語「回答書」
    良い例: 語ごとに用語は一つ
    直し方: どちらかの別名を消すか、用語を一つにまとめる。
    """
    owner: dict[str, tuple[Term, str]] = {t.name: (t, "用語") for t in reversed(business.terms)}
    for term in business.terms:
        for key, words in (("別名", term.synonyms), ("使わない語", term.avoided)):
            for index, word in enumerate(words):
                other, kind = owner.setdefault(word, (term, key))
                if (other, kind) == (term, key) and word not in words[:index]:
                    continue
                whose = f"用語「{other.name}」" + ("" if kind == "用語" else f"の{kind}")
                message = (
                    f"「{word}」は、{whose}にもあります。一つの語が一つの用語を指すように直してください。"
                )
                yield Draft(message, at(term, key, index), f"用語{term.name}")


_DEFINED = re.compile(
    r"以下[、，]?(?:単に)?[「『]([^「」『』\n]{1,40})[」』]と(?:いう|総称する|略す|略称する)"
)


@rule("WD05", "文中の定義は一度", Severity.WARNING, Scope.BUSINESS, f"R103（{_POLICY}）")
def definition_in_text_is_one(business: Business) -> Iterator[Draft]:
    """「以下「…」という」による定義は、1つの文書に一度だけ書く。用語集にある用語は、文中で定義し直さない。

    二度定義された語は、どちらの意味で使われているか読む人が決めることになる。

    悪い例: 二つの章で別のものを「以下「対象者」という」
    良い例: 用語集に「対象者」を一度だけ定義する
    直し方: 一方を消すか、用語集に移す。
    """
    terms = {t.name: t for t in business.terms}
    first: dict[tuple[str, str], Passage] = {}
    for match in _DEFINED.finditer(business.passages.text):
        passage, start = business.passages.at(match.start())
        word = match[1]
        before = first.get((passage.document, word))
        first.setdefault((passage.document, word), passage)
        if (term := terms.get(word)) is not None and term is not passage.value:
            where = "用語集"
        elif before is not None:
            where = before.subject or (before.origin.file if before.origin else "本編")
        else:
            continue
        message = f"「{word}」は、{where}でも定義されています。定義を一つにしてください。"
        yield Draft(message, passage.origin, passage.subject, start=start)


_LOOKS_LIKE_KEY = re.compile(r"^[ \t]*(?:- )?([^\s:：、。「」]{1,20}):(?=[ \t]|$).*", re.MULTILINE)
_PERHAPS_A_KEY = re.compile(r":(?=[ \t]|$)", re.MULTILINE)
"""What begins with one certain character is found many times faster than what begins with a line."""


@cache
def _keys(cls: type[Value]) -> frozenset[str]:
    return frozenset(field.alias for field in cls.model_fields.values() if field.alias)


@rule(
    "WD07",
    "文の中にキーの行が無い",
    Severity.WARNING,
    Scope.BUSINESS,
    "R29・R36（基本方針 5.1.1.1、5.1.1.3.1）",
)
def no_key_is_swallowed(business: Business) -> Iterator[Draft]:
    """「|」に続く文の行に、同じ所に書くキーと同じ形（`キー: 値`）の行は無い。

    字下げが深すぎると、キーの行は文の続きとして読まれる。書いたつもりの実装類型や備考が、黙って文に混ざる。

    悪い例: `機能要件: |` の下の、文と同じ深さの行 `考え方・理由: 法第3条による。`
    良い例: `考え方・理由: 法第3条による。` を `機能要件` と同じ深さに書く
    直し方: その行の字下げをキーの深さに戻す。文のままでよければ「:」を全角の「：」にする。
    """
    for passage in business.passages.having(_PERHAPS_A_KEY):
        for found in _LOOKS_LIKE_KEY.finditer(passage.text):
            if found[1] in _keys(type(passage.value)) and not isinstance(passage.value, Block):
                message = (
                    f"「{found[0].strip()[:30]}」が、「{passage.word}」の文の中の行になっています。"
                    f"キー「{found[1]}」なら、字下げを「{passage.word}」にそろえてください。"
                    "文の一部なら、「:」を「：」にしてください。"
                )
                yield Draft(message, passage.origin, passage.subject, start=found.start(1))


@rule("WD06", "入力、処理、出力を書く", Severity.NOTE, Scope.ENTITY, f"R36（{_POLICY}）")
def steps_are_named(function: Function, guide: Guide) -> Iterator[Draft]:
    """実装必須の機能要件は、何を受け取り、どう処理し、何を出すかが分かるように書く。

    三つのうち二つ以上を表す語（words.yaml）が見当たらない文章を、参考として示す。

    悪い例: `住民票の改製ができること。`
    良い例: `改製の年月日を入力し、住民票を改製し、改製した年月日を記録できること。`
    直し方: 入力、処理、出力のうち書かれていないものを補う。語の有無だけを見るので、読んで足りていればそのままでよい。
    """
    if not somewhere(function.classes, ImplementationClass.MUST):
        return
    words = guide.words.steps
    steps = _steps(words.input, words.processing, words.output)
    missing = [word for word, pattern in steps if not pattern.search(function.text)]
    if len(missing) > 1:
        message = f"{'と'.join(missing)}を表す語が見当たりません。何を受け取り、どう処理し、何を出すかを確かめてください。"
        yield Draft(message, at(function, "機能要件"))


@cache
def _steps(*words: tuple[str, ...]) -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((step, one_of(w)) for step, w in zip(("入力", "処理", "出力"), words, strict=True) if w)
