/* Search of the site: exact words, over files of rows that are loaded by 業務 and kind when they are asked for.
   Plain script: a page opened from a folder may load <script> and nothing else, and a closed network has no
   other place to get anything from. What the files hold is data: it reaches the page as text only. */
"use strict";
(() => {
const form = document.querySelector("form.search");
if (!form) return;
const input = form.elements.q;
const folder = form.getAttribute("action").replace(/search\.html$/, "");
const make = (tag, names, ...inside) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(names)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
};

const { fold, parts, known, same } = window.hyojunPhrases;

// files
const got = {}, asked = {};
let index = null, groups = [];
window.hyojunSearch = (business, kind, data) => {
  if (kind === "index") index = data;
  else if (kind === "words") groups = data.map(([same, also]) => ({ words: same.map(fold), also: also.map(fold), shown: same }));
  else got[business + kind] = data.map(([word, page, heading, rows, edition = "", also]) => ({
    word, page, heading, business, kind, edition, also, h: fold(heading), w: fold(word), rows: rows.map(([id, name, anchor, text, both]) =>
      ({ id, name, anchor, text, both, i: fold(id), n: fold(name), t: fold(text) })),
  }));
};
const load = (file, version) => asked[file] ||= new Promise(done => {
  const script = make("script", { src: folder + "_search/" + file + ".js" + (version ? "?v=" + version : "") });
  script.onload = () => done(true);
  script.onerror = () => { delete asked[file]; done(false); };
  document.head.append(script);
});
const start = () => Promise.all([load("index"), load("words")]);

// a question: words that all must be found, each with what means the same, and with the ID it may be
const KIND = "機能|帳票|データ(?:項目)?|グループ|コード|連携|見出し|印字項目";
const BEFORE_ID = new RegExp(`(${KIND})(?:id)?\\s+(?=\\d{6,8}(?!\\d)|\\d{3}[a-z]\\d{3}|\\d{3}仮)`, "g");
const ID = new RegExp(`^(${KIND})?(?:id)?(\\d[0-9a-z仮-]*)$`);
const holds = (text, one) => typeof one === "string" ? text.includes(one) : one.test(text);
const is = (text, one) => typeof one === "string" ? text === one : one.exec(text)?.[0] === text;
const question = text => [...new Set(text.normalize("NFKC").toLowerCase().replace(BEFORE_ID, "$1").trim().split(/\s+/))]
  .map(fold).filter(Boolean).slice(0, 8).map(word => {
    const [, kind = "", id = ""] = ID.exec(word) || [];
    return { kind, id, any: same(id ? kind + id : word, groups) };
  });

// ranks: ID, its beginning, name, part of a name, heading, text, kind; a word that means the same comes after
const rank = (section, row, word, heads, others) => {
  if (word.id && row.i && section.w.startsWith(word.kind)) {
    if (row.i === word.id) return 0;
    if (word.id.length > 2 && row.i.startsWith(word.id) || word.id.length > 3 && row.i.includes(word.id)) return 2;
  }
  let best = 99;
  word.any.forEach(([other, shown], n) => {
    const found = !holds(row.n, other) ? heads[n] ? 8 : holds(row.t, other) ? section.word === "業務" ? 12 : 10 : section.w === other ? 12 : 99
      : section.word === "業務" || is(row.n, other) ? 4 : 6;
    if (found < 99 && n && shown) others.push(shown);
    best = Math.min(best, found + (n ? 1 : 0));
  });
  return best;
};
let turn = 0, inForce = false;
const pause = () => new Promise(done => setTimeout(done));
/* All rows with all words, or with so many of them, the best first, then in reading order; `first` is the 業務 before
   all others, the handbook comes last. Null where another question came meanwhile: typing never waits for more than
   some milliseconds. */
const find = async (words, files, first, near, least = words.length) => {
  const mine = ++turn, places = [[], [], []], used = new Set(), some = [], times = words.map(() => 1);
  let due = performance.now() + 12, number = 1;
  for (const [business, kind] of files) for (const section of got[business + kind] || []) {
    if (inForce && section.edition.includes("案")) continue;
    // Files to download are rows of the site: those of other 業務 are none where one is chosen.
    const own = business === first || first && section.page.startsWith(first + "/");
    if (business === "site" && near && !own && section.page !== "index") continue;
    const heads = words.map(word => word.any.map(([other]) => holds(section.h, other)));
    for (const row of section.rows) {
      const others = [], without = [];
      let sum = 0;
      number++;
      for (let n = 0; n < words.length && without.length <= words.length - least; n++) {
        const place = rank(section, row, words[n], heads[n], others);
        // Where some words do, one that means the same is as good as what was typed.
        if (place < 99) sum += least < words.length ? place & ~1 : place;
        else without.push(n);
        if (place < 99) times[n]++;
      }
      if (without.length > words.length - least) continue;
      // Of hits that are as good, what is in force comes before a draft, then functions: they are what is asked for.
      const at = own ? 0 : business === "guide" ? 2 : 1, after = 2 * section.edition.includes("案") + (kind !== "functions");
      if (least < words.length) some.push({ section, row, at, after, sum: sum + (kind !== "functions") * 8, without });
      else (places[at][4 * sum + after] ||= []).push({ section, row });
      others.forEach(other => used.add(other));
    }
    if (performance.now() > due) {
      await pause();
      if (mine !== turn) return null;
      due = performance.now() + 12;
    }
  }
  // A rare word says more than one that stands everywhere: who lacks it comes later.
  const lack = times.map(n => 18 + Math.round(2 * Math.log2(number / n)));
  for (const one of some) {
    const sum = one.without.reduce((all, n) => all + lack[n], one.sum);
    (places[one.at][4 * sum + one.after] ||= []).push({ section: one.section, row: one.row });
  }
  return { found: words.length ? places.flatMap(ranked => ranked.filter(Boolean)).flat() : [], used: [...used] };
};

const FEW = 5;
const quoted = words => words.map(({ any: [[word]] }) => `「${word}」`).join("");
/* As asked; where that stands nowhere, or in few places, by its parts; where no row has all of them, by some of them,
   which is weak. Null as `find`. */
const seek = async (text, files, first, near, done, stale) => {
  const words = question(text), asked = quoted(words), phrase = `「${text.trim()}」`;
  const result = await find(words, files, first, near);
  if (!result || result.found.length >= FEW || !done || !words.length || words.some(word => word.id)) return result && { ...result, words, told: "" };
  // Parts are common words: what of them stands in the handbook alone is no answer about a 業務.
  const useful = found => first === "guide" || found.some(({ section }) => section.business !== "guide");
  let last = words;
  for (const finer of [0, 1, 2]) {
    const apart = question(parts(text, piece => known(piece, groups), finer).join(" "));
    if (!apart.length || quoted(apart) === asked) continue;
    if (stale()) return null;
    const other = await find(apart, files, first, near);
    if (last.length < 2) last = apart;
    if (!other) return null;
    const number = result.found.length, had = new Set(result.found.map(({ row }) => row)), all = apart.length > 1 ? "の全てを含むもの" : "";
    const more = other.found.filter(({ row }) => !had.has(row));
    if (useful(more)) {
      const both = { found: [...result.found, ...more], used: [...new Set([...result.used, ...other.used])], words: [...words, ...apart],
        told: number ? `${phrase}に当たるもの${number}件の後に、${quoted(apart)}${all || "を含むもの"}を並べます。`
          : `${phrase}そのものはないため、言葉を分けて${quoted(apart)}${all}を探しました。` };
      const isFunction = ({ section }) => section.kind === "functions";
      if (both.found.some(isFunction) || apart.length < 2 || !files.some(([, kind]) => kind === "functions")) return both;
      // Functions are what is asked for: where none has all words, those with some.
      if (stale()) return null;
      const some = await find(apart, files.filter(([, kind]) => kind === "functions"), first, near, Math.ceil(apart.length / 2));
      if (!some?.found.length) return some && both;
      return { ...both, found: [...both.found, ...some.found], used: [...new Set([...both.used, ...some.used])], told: both.told + "その後に、いくつかを含む機能を並べます。" };
    }
  }
  if (!result.found.length && last.length > 1) {
    if (stale()) return null;
    // What is left of a verb is a part of many words: alone it says nothing.
    const long = last.filter(({ any: [[word]] }) => word.length > 1);
    if (long.length) last = long;
    const some = await find(last, files, first, near, Math.ceil(last.length / 2));
    if (!some || useful(some.found)) return some && { ...some, words: last, weak: true,
      told: `${phrase}の言葉の全てを含むものはないため、${quoted(last)}${last.length > 1 ? "のいくつかを含むものを、多く含む順に並べます" : "を含むものを並べます"}。` };
  }
  return { ...result, words, told: "" };
};

// what a result shows: a text with its hits marked, `around` characters of it where it is long
const marked = (text, words, around = Infinity) => {
  const units = text.match(/\P{M}[\p{M}ﾞﾟ]*|\p{M}/gu) || [];
  const from = [];
  let folded = "";
  units.forEach((unit, n) => {
    const part = fold(unit);
    for (let i = 0; i < part.length; i++) from.push(n);
    folded += part;
  });
  const hit = new Set();
  const mark = (at, length) => { for (let i = at; i < at + length; i++) hit.add(from[i]); };
  for (const { any } of words) for (const [other] of any) {
    if (typeof other !== "string") for (const found of folded.matchAll(new RegExp(other, "gu"))) mark(found.index, found[0].length);
    else for (let at = folded.indexOf(other); at >= 0; at = folded.indexOf(other, at + 1)) mark(at, other.length);
  }
  const begin = around === Infinity || !hit.size ? 0 : Math.max(0, Math.min(...hit) - (around >> 2));
  const end = Math.min(units.length, begin + around);
  const parts = [begin ? "…" : ""];
  for (let n = begin; n < end;) {
    const on = hit.has(n);
    let run = "";
    for (; n < end && hit.has(n) === on; n++) run += units[n];
    parts.push(on ? make("mark", {}, run) : run);
  }
  if (end < units.length) parts.push("…");
  return { parts, hits: hit.size };
};
const address = ({ section, row }) => folder + section.page + ".html" + (row.anchor ? "#" + row.anchor : "");
const titled = ({ section, row }, words) => [
  make("span", { class: "tag" }, section.word), " ",
  ...(row.id ? [make("span", { class: "id" }, ...marked(row.id, words.filter(w => w.id).map(w => ({ any: [[w.id]] }))).parts), " "] : []),
  make("strong", {}, ...marked(row.name, words).parts),
  ...(section.edition ? [" ", make("span", { class: "tag edition-tag" }, section.edition)] : []),
];
/* What a draft says alike is one hit, in the edition in force; here is the way to the draft. */
const alike = ({ section, row }) => row.both ? [" ", make("a", { class: "small", href:
  folder + [section.business, ...section.page.split("/").slice(3)].join("/") + ".html" + (row.anchor ? "#" + row.anchor : "") }, section.also + "も同じ")] : [];
const excerpt = ({ row }, words, around) => {
  const { parts, hits } = marked(row.text, words, around);
  return hits || around > 100 ? parts : [];
};
const named = id => (index.businesses.find(([known]) => known === id) || [])[1] || "";
const also = used => used.length ? `「${used.slice(0, 3).join("」「")}」でも探しました。` : "";
const kinds = () => index.kinds.map(([key]) => key);
const files = (businesses, wanted) => businesses.flatMap(id =>
  wanted.filter(kind => index.businesses.find(([known]) => known === id)?.[2][kind]).map(kind => [id, kind]));
/* Load files, and call for results when some have come: not for each, as there may be hundreds. */
const gather = async (list, show) => {
  let waiting = 0, failed = 0;
  await Promise.all(list.map(async ([business, kind]) => {
    const [, , of] = index.businesses.find(([known]) => known === business);
    if (!await load(`${business}-${kind}`, of[kind][2])) failed++;
    waiting ||= setTimeout(() => { waiting = 0; show(failed); }, 120);
  }));
  clearTimeout(waiting);
  await show(failed, true);
};
const LOST = "検索用のファイルを読み込めませんでした。";

document.addEventListener("keydown", event => {
  if (event.key !== "/" || event.ctrlKey || event.metaKey || event.altKey || event.isComposing) return;
  if (event.target.closest("input, textarea, select, [contenteditable]") || stored("hyojun-slash") === "off") return;
  event.preventDefault();
  input.focus();
  input.select();
});
const stored = (key, value) => {
  try { return value === undefined ? localStorage.getItem(key) : localStorage.setItem(key, value); } catch { return null; }
};

// the box in the head of every page: a combobox
const combobox = () => {
  const own = form.elements.b?.value || "";
  const list = make("ul", { role: "listbox", id: "search-options", "aria-label": "検索結果の候補" });
  const status = make("p", { role: "status" });
  const popup = make("div", { class: "search-popup", hidden: "" }, status, list);
  form.append(popup);
  for (const [name, value] of Object.entries({ role: "combobox", "aria-expanded": "false", "aria-controls": "search-options",
    "aria-autocomplete": "list", autocomplete: "off" })) input.setAttribute(name, value);
  let active = -1, latest = "";
  const open = on => {
    popup.hidden = !on;
    input.setAttribute("aria-expanded", on && list.children.length > 0);
    if (!on) choose(-1);
  };
  const choose = to => {
    active = to;
    [...list.children].forEach((option, n) => option.setAttribute("aria-selected", n === to));
    if (to < 0) return input.removeAttribute("aria-activedescendant");
    input.setAttribute("aria-activedescendant", list.children[to].id);
    list.children[to].scrollIntoView({ block: "nearest" });
  };
  const option = (href, ...inside) => {
    const node = make("li", { role: "option", id: "search-option-" + list.children.length, "aria-selected": "false" }, ...inside);
    node.addEventListener("mousedown", event => event.preventDefault());
    node.addEventListener("click", () => { location.href = href; open(false); });
    list.append(node);
  };
  const page = (text, all) => folder + "search.html?" + new URLSearchParams({ q: text, ...(own && { b: own }), ...(all && own && { all: 1 }) });
  const search = async () => {
    const text = latest = input.value;
    if (!text.trim()) return open(false);
    if ((await start()).includes(false)) {
      open(true);
      status.textContent = LOST;
      return;
    }
    const words = question(text);
    // An ID says itself of which 業務 it is.
    const meant = words.map(word => word.id.length > 5 ? word.id.slice(0, 3) : "").filter(named);
    const wanted = own ? files([...new Set([...meant, own, "site"])], kinds())
      : [...files(meant, kinds()), ...files(index.businesses.map(([id]) => id), ["functions", "prose", "terms", "documents", "guide"])];
    await gather(wanted, async (failed, done) => {
      if (text !== latest) return;
      const result = await seek(text, wanted, meant[0] || own, !!own, done, () => text !== latest);
      if (!result || text !== latest) return;
      list.replaceChildren();
      active = -1;
      input.removeAttribute("aria-activedescendant");
      for (const one of result.found.slice(0, 7)) {
        const where = [one.section.business === own ? "" : named(one.section.business), one.section.heading].filter(Boolean).join(" ");
        option(address(one), make("span", {}, ...titled(one, result.words)), make("small", {}, where),
          make("small", {}, ...excerpt(one, result.words, 60)));
      }
      const count = result.found.length;
      if (done && (count > 7 || count && !own)) option(page(text), own ? `全ての結果（${count}件）を見る` : "全ての種類から探す");
      if (done && own) option(page(text, true), "全ての業務から探す");
      else if (done && !count) option(page(text), "全ての種類から探す");
      const scope = own ? named(own) : "機能、本編、用語、文書" + (kinds().includes("guide") ? "、手引き" : "");
      if (document.activeElement === input) open(true);
      status.textContent = (failed ? LOST : "") + (count || done ? `${scope}に${count}件。${result.told}${also(result.used)}` : "探しています…")
        + (done && !count ? "短い言葉や別の言い方でも試してください。" : "");
    });
  };
  input.addEventListener("input", event => { if (!event.isComposing) search(); });
  input.addEventListener("compositionend", search);
  input.addEventListener("focus", () => { start(); if (input.value) search(); });
  input.addEventListener("blur", () => open(false));
  input.addEventListener("keydown", event => {
    if (event.isComposing) return;
    const last = list.children.length - 1;
    if (event.key === "Escape" && !popup.hidden) open(false);
    else if (event.key === "ArrowDown" && popup.hidden) search();
    else if (event.key === "ArrowDown") choose(active < last ? active + 1 : 0);
    else if (event.key === "ArrowUp" && !popup.hidden) choose(active > 0 ? active - 1 : last);
    else if (event.key === "Enter" && active >= 0) list.children[active].click();
    else return;
    event.preventDefault();
  });
  if (document.activeElement === input && input.value) search();
};

// the page of all results; its state is its address
const results = page => {
  const { b: business, all, now } = form.elements;
  const [advice, wider, anyKind, drafts] = ["advice", "wider", "any-kind", "drafts"].map(id => document.getElementById("search-" + id));
  const [status, list, more, kindBox] = ["status", "list", "more", "kinds"].map(id => document.getElementById("search-" + id));
  let shown = 50, latest = 0;
  const read = () => {
    const state = new URLSearchParams(location.search);
    input.value = state.get("q") || "";
    const b = state.get("b") || "";
    business.value = [...business.options].some(o => o.value === b) ? b : "";
    all.checked = state.has("all");
    now.checked = state.has("now");
    kind = state.get("k") || "";
  };
  let kind = "";
  const write = () => {
    const state = new URLSearchParams(Object.entries({ q: input.value.trim(), b: business.value, k: kind,
      all: business.value && all.checked ? "1" : "", now: now.checked ? "1" : "" }).filter(([, value]) => value));
    document.title = document.title.replace(/^(.*?：)?検索/, () => (input.value.trim() ? input.value.trim() + "：" : "") + "検索");
    try { history.replaceState(null, "", "?" + state); } catch { /* from a folder some browsers keep the address */ }
  };
  /* The choice of a kind, with numbers for the kinds that were looked through. */
  const filters = counts => {
    if (!kindBox.children.length) for (const [key, word] of [["", "全て"], ...index.kinds]) {
      const radio = make("input", { type: "radio", name: "k", value: key && word });
      radio.addEventListener("change", () => { kind = radio.value; anew(); });
      kindBox.append(make("label", {}, radio, ` ${word}`, make("span", { class: "count", "data-kind": key })));
    }
    for (const radio of kindBox.querySelectorAll("input")) radio.checked = radio.value === kind;
    for (const count of kindBox.querySelectorAll(".count")) {
      const key = count.dataset.kind;
      const found = key ? counts?.[key] || 0 : Object.values(counts || {}).reduce((sum, n) => sum + n, 0);
      count.textContent = counts ? ` ${found}` : "";
    }
  };
  const search = async () => {
    const mine = ++latest;
    write();
    if ((await start()).includes(false)) return void (status.textContent = LOST);
    all.closest("label").hidden = !business.value;
    const text = input.value;
    inForce = now.checked;
    const ids = index.businesses.map(([id]) => id), b = business.value;
    const within = !b ? ids : all.checked ? [b, ...ids.filter(id => id !== b)] : [...new Set([b, "site"])];
    const wanted = files(within, index.kinds.filter(([, word]) => !kind || word === kind).map(([key]) => key));
    filters();
    advice.hidden = true;
    if (!question(text).length) {
      list.replaceChildren();
      more.hidden = true;
      status.textContent = "";
      return;
    }
    await gather(wanted, async (failed, done) => {
      if (mine !== latest) return;
      const result = await seek(text, wanted, b, !all.checked && !!b, done, () => mine !== latest);
      if (!result || mine !== latest) return;
      const { words } = result;
      const counts = {};
      for (const { section } of result.found) counts[section.kind] = (counts[section.kind] || 0) + 1;
      if (!kind) filters(counts);
      list.replaceChildren(...result.found.slice(0, shown).map(one => make("li", {},
        make("a", { href: address(one) }, ...titled(one, words)), ...alike(one),
        make("p", { class: "small" }, `${one.section.business} ${named(one.section.business)}`.replace(/^(?:guide|site) /, ""),
          one.section.heading && " ＞ ", ...marked(one.section.heading, words).parts),
        make("p", {}, ...excerpt(one, words, 120)))));
      more.hidden = result.found.length <= shown;
      more.textContent = `続きを表示（残り${result.found.length - shown}件）`;
      status.textContent = (failed ? LOST : "") + (done ? "" : "探しています… ") + `${result.found.length}件見つかりました。` + result.told + also(result.used);
      advice.hidden = !done || result.found.length > 0 && !result.weak;
      wider.hidden = !b || all.checked;
      anyKind.hidden = !kind;
      drafts.hidden = !inForce;
    });
  };
  const anew = () => { shown = 50; search(); };
  read();
  document.getElementById("search-unready").remove();
  page.hidden = false;
  input.addEventListener("input", event => { if (!event.isComposing) anew(); });
  input.addEventListener("compositionend", anew);
  business.addEventListener("change", anew);
  all.addEventListener("change", anew);
  now.addEventListener("change", anew);
  form.addEventListener("submit", event => { event.preventDefault(); anew(); });
  more.addEventListener("click", () => {
    const next = shown;
    shown += 50;
    search().then(() => list.children[next]?.querySelector("a").focus());
  });
  wider.querySelector("button").addEventListener("click", () => { all.checked = true; anew(); });
  drafts.querySelector("button").addEventListener("click", () => { now.checked = false; anew(); });
  anyKind.querySelector("button").addEventListener("click", () => { kind = ""; anew(); });
  const slash = document.getElementById("search-slash");
  slash.checked = stored("hyojun-slash") !== "off";
  slash.addEventListener("change", () => stored("hyojun-slash", slash.checked ? "on" : "off"));
  search();
};

const page = document.getElementById("search-results");
if (page) results(page);
else combobox();
})();
