"""What libyaml says of a syntax error, in words for an author."""

_ONE_DOCUMENT = "1つのファイルに書ける文書は1つです。余分な内容が無いか、字下げも確かめてください。"
_AFTER_BAR = "「|」の後ろには何も書けません。次の行から書いてください。"
_SYNTAX = (
    ("that cannot start any token", '値をこの文字で始めることはできません。値全体を " " で囲んでください。'),
    (
        "mapping values are not allowed",
        'この位置に「:」は書けません。値に「: 」を含むときは値全体を " " で囲み、字下げも確かめてください。',
    ),
    ("could not find expected ':'", "「キー: 値」の「: 」（半角のコロンと空白）がありません。"),
    (
        "did not find expected key",
        "ここにはキーがあるはずです。字下げと、引用符の閉じ忘れを確かめてください。",
    ),
    (
        "did not find expected '-' indicator",
        "字下げがそろっていません。「- 」で始まる行の位置をそろえてください。",
    ),
    ("did not find expected ',' or '}'", "「{」に対応する「}」、又は区切りの「,」がありません。"),
    ("did not find expected ',' or ']'", "「[」に対応する「]」、又は区切りの「,」がありません。"),
    ("found unexpected end of stream", "引用符が閉じられないままファイルが終わっています。"),
    ("found unexpected document indicator", "引用符が閉じられないまま「---」又は「...」が現れました。"),
    (
        "found unknown escape character",
        "\" \" の中の「\\」の使い方に誤りがあります。「\\\\」と書くか ' ' で囲んでください。",
    ),
    (
        "block sequence entries are not allowed",
        "この位置に「- 」は書けません。前の行で改行し、字下げしてください。",
    ),
    ("incompatible YAML", "「%YAML」の行は使えません。消してください。"),
    ("invalid Unicode character escape", "「\\u…」で書けない文字です。文字をそのまま書いてください。"),
    ("directive name", '行の先頭に「%」は書けません。値全体を " " で囲んでください。'),
    ("undefined alias", "エイリアス（*名前）は使えません。値をそのまま書いてください。"),
    ("undefined tag handle", "タグ（!名前）は使えません。"),
    ("did not find expected alphabetic", '「*」や「&」で始まる値は " " で囲んでください。'),
    ("did not find expected <document start>", _ONE_DOCUMENT),
    ("comment or line break", _AFTER_BAR),
    ("indentation indicator", _AFTER_BAR),
    ("did not find expected node content", "値が途中で終わっています。"),
)
"""Words of libyaml's messages and what to tell an author instead; the first that fits."""


def words_for(problem: str) -> str:
    """A sentence for any syntax error of libyaml, where no slip explains it better."""
    known = next((japanese for english, japanese in _SYNTAX if english in problem), None)
    return known or f"YAMLの書き方に誤りがあります（{problem}）。"
