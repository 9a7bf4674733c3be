/* Phrases as people type them, for the search and for the filters of tables: what is one word for a reader is one
   word here. What differs by rule needs no dictionary: 送り仮名, particles, endings, 人・者・方, ない・なし. */
"use strict";
window.hyojunPhrases = (() => {
// width, case, spaces and signs that look alike are no difference; hiragana and katakana are (else ガス would be
// found wherever something is ながす)
const fold = text => text.normalize("NFKC").toLowerCase()
  .replace(/[\s\p{Cf}\ufe00-\ufe0f\u{e0100}-\u{e01ef}]/gu, "").replace(/[〜∼]/g, "~").replace(/[‐‑–−]/g, "-");
const escaped = text => text.replace(/[\\^$.*+?()[\]{}|/-]/g, "\\$&");

/* 受け付ける、受付け、受付: the first kanji of verbs made of two, and how it is written on. */
const VERB = "[申受取引払差振問届打組立切貼読書繰割締積見呼貸借入出売買押追落掛乗持付突折建使請言寄送替抜据詰移渡消上下分結備埋織洗作聞並絞積成繋合]";
const OKURI = "[いきぎしちびみりえけげせてねべめれ]";
const NONE = "(?:[のがはもを]|[しさ]れ?てい)?(?:持って?い?|持た|有して?い?)?(?:[無な]い|[無な]し(?![ぁ-ん]))";
const WHO = "(?:人|者|方|ひと|かた)";
/* Between words: particles and forms of verbs. から, まで and より say something, they stay. */
const BETWEEN = "(?:について|における|において|による|により|に係る|に関する|として|など|できる|[さし]れ?(?:てい)?[るた]?|して|する|[のをにはがでとへやもるたう])";
const SEAM = "\u0001";
const PLACES = new RegExp(`${SEAM}|(?<none>${NONE})|(?<=[ぁ-ん])(?<who>${WHO})(?!\\p{sc=Han})|(?<=${VERB})${OKURI}?(?=\\p{sc=Han})`
  + `|(?<=[^ぁ-ん])(?<between>[ぁ-ん]?${BETWEEN}{1,3})(?=[^ぁ-ん])`, "gu");
const NOTHING = new RegExp(NONE + "$");
const ENDING = `(?:${OKURI}{0,2}[うくぐすつぬぶむるた]?)`;
const TAIL = new RegExp(`(?<=\\p{sc=Han}${OKURI}?\\p{sc=Han})[ぁ-ん]{1,4}$|(?<=\\p{sc=Han})[ぁ-ん]{1,2}$`, "u");
const WHEN = /(?:とき|場合|こと|ため)[のにはが]*$/;
/* How a folded word may be written elsewhere, as a pattern; null where there is but one way. A term is found in a
   question without the person it ends with, too, and with any ending. */
const loose = (word, isTerm = false) => {
  let bare = word.replace(WHEN, "").replace(/^[おご](?=\p{sc=Han})/u, "");
  const [tail] = !NOTHING.test(bare) && TAIL.exec(bare) || [];
  const ends = tail && !/から|まで|より/.test(tail) && bare.replace(/[ぁ-ん]/g, "").length > 1;
  if (ends) bare = bare.slice(0, -tail.length);
  // 登録申請 is 登録の申請, too.
  bare = bare.replace(/\p{sc=Han}{4,}/gu, run => run.match(/.{1,2}/gu).join(SEAM));
  let out = "", at = 0;
  for (const { 0: text, index, groups: { none, who, between } } of bare.matchAll(PLACES)) {
    out += escaped(bare.slice(at, index)) + (none ? NONE : who ? WHO : between || text === SEAM ? "[ぁ-ん]{0,4}" : OKURI + "?");
    at = index + text.length;
  }
  out += escaped(bare.slice(at)) + (!isTerm ? "" : ends ? ENDING : out.endsWith(WHO) && at === bare.length ? "?" : "");
  out = out.replace(/[換替]/g, "[換替]");
  return !out || out === escaped(word) ? null : new RegExp(out, "u");
};

/* What a phrase is made of: its words, without particles, endings, persons and times; `finer`, 1: also cut where scripts
   change, 2: and what is long in kanji by twos, and without its ない. `known` tells of a word that stays whole though
   there is hiragana in it. */
const PIECE = new RegExp(`[^ぁ-ん]+(?:${NONE}|[ぁ-ん]*)|^[ぁ-ん]{3,}`, "g");
const STOP = /^(?:[人者方時事物等為他何行]|場合|する|行う)$/;
const FINER = [, /[ァ-ヴー]+|[a-z0-9]+|[^ァ-ヴーa-z0-9]+/g, /[ァ-ヴー]+|[a-z0-9]+|\p{sc=Han}{1,2}|[^ァ-ヴーa-z0-9\p{sc=Han}]+/gu];
const cut = (piece, finer) =>
  (piece.replace(new RegExp(`(?<=${VERB})${OKURI}(?=\\p{sc=Han})`, "gu"), "").match(PIECE) || [])
    .map(part => finer < 2 && NOTHING.test(part) ? part : part.replace(/^([^ぁ-ん]+)[ぁ-ん]+$/, "$1").replace(/[をにはがの]+$/, ""))
    .flatMap(part => finer && !/[ぁ-ん]/.test(part) ? part.match(FINER[finer]) || [] : [part]);
const parts = (text, known, finer) => text.normalize("NFKC").toLowerCase()
  .split(/[\s、。・,「」()]+|を|及び|又は|並びに|若しくは|および|または|とか/)
  .flatMap(piece => {
    const whole = known(piece), at = piece.indexOf(whole);
    if (!whole) return cut(piece, finer);
    return [...cut(piece.slice(0, at), finer), whole, ...cut(piece.slice(at + whole.length).replace(/^[ぁ-ん]{1,4}/, ""), finer)];
  }).filter((part, n, all) => part && !STOP.test(part) && all.indexOf(part) === n);

// groups of words that mean the same, as the search loads them: words, what leads to them, words as they are shown
const KANA = /[ぁ-ん]/, ALL_KANA = /^[ぁ-んー]*$/;
/* What of a group stands in a text, the longest: a word, a word as it may be written, or what leads to it (読み). */
const inside = (group, text) => {
  group.terms ||= group.words.filter(word => KANA.test(word)).map(word => loose(word, true)).filter(Boolean);
  return [...group.words.filter(word => word.length > 1 && text.includes(word)), ...group.terms.map(term => term.exec(text)?.[0] || ""),
    ...group.also.filter(word => word === text || (word.length > 2 || !ALL_KANA.test(word)) && text.includes(word))
      .map(word => KANA.test(word.at(-1)) ? new RegExp(escaped(word) + "(?:[ぁ-ん]{0,4}(?![ぁ-ん]))?").exec(text)[0] : word)]
    .sort((a, b) => b.length - a.length)[0];
};
/* All that is looked for where a word is asked for, and what a reader is told of it: the word, the word as it may be
   written, what means the same. */
const same = (word, groups) => {
  const found = new Map([[word, [word, ""]]]);
  const add = (text, shown) => {
    const pattern = loose(text) || text, key = pattern.source || text;
    if (!found.has(key)) found.set(key, [pattern, shown]);
  };
  add(word, "");
  for (const group of groups) {
    const there = inside(group, word);
    if (there) group.words.forEach((other, n) => {
      const instead = word.replace(there, () => other);
      // What holds the word itself is found by the word.
      if (!instead.includes(word)) add(instead, word === there ? group.shown[n] : instead);
    });
  }
  return [...found.values()].slice(0, 12);
};
/* A word of a group that a phrase must not be cut in. */
const known = (text, groups) => groups.map(group => inside(group, text) || "")
  .filter((word, n) => KANA.test(word) && (!ALL_KANA.test(word) || groups[n].also.some(one => word.startsWith(one)))).sort((a, b) => b.length - a.length)[0] || "";
return { fold, loose, parts, same, known };
})();
