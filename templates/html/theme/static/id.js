/* The permanent address of an ID: id/#機能0020011 leads to where the entry stands now, or to what became of it.
   Looks it up in a file of the 業務, loaded as a script, since a page opened from a folder may load nothing else. */
"use strict";
(() => {
const box = document.getElementById("resolver");
const answer = document.getElementById("resolver-answer");
const form = document.getElementById("resolver-form");
const input = document.getElementById("resolver-id");
const files = new Map([...document.querySelectorAll("[data-business]")].map(a => [a.dataset.business, a]));
const WORDS = { 機能: "機能", 帳票: "帳票", データ: "データ", データ項目: "データ", グループ: "グループ", データグループ: "グループ", コード: "コード",
  コード一覧: "コード", 連携: "連携", 見出し: "見出し", フロー: "フロー", 業務フロー: "フロー", 手順: "手順", ツリー: "ツリー", 用語: "用語", 画面: "画面" };
const KINDS = Object.keys(WORDS).sort((a, b) => b.length - a.length).join("|");
const SERIES = ["機能", "帳票", "データ", "グループ", "連携"];
const fold = text => text.normalize("NFKC").toLowerCase().replace(/\s/g, "");
const make = (tag, names, ...inside) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(names)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
};

// files
const got = new Map(), asked = new Map();
window.hyojunIds = (business, kinds) => {
  const found = new Map();
  for (const [kind, [slug, pages]] of Object.entries(kinds)) for (const [page, ids] of pages) for (const one of ids) {
    const [id, mark] = Array.isArray(one) ? one : [one, `${slug}-${one}`];
    const key = fold(id);
    found.set(key, [...(found.get(key) || []), { business, kind, id, address: `../${page}.html#${mark}` }]);
  }
  got.set(business, found);
};
const load = business => {
  if (!asked.has(business)) asked.set(business, new Promise(done => {
    const script = make("script", { src: files.get(business).dataset.file });
    script.onload = () => done(true);
    script.onerror = () => { asked.delete(business); done(false); };
    document.head.append(script);
  }));
  return asked.get(business);
};

/* 機能0020011, 0020011, 002/フローtoroku, 002: the 業務, the kind and the ID, as far as they are said. */
const read = text => {
  const [, business = "", rest] = /^(?:(\d{3})\/)?(.*)$/.exec(text);
  const [, word = "", id] = new RegExp(`^(${KINDS})?(?:id(?=\\d))?(.*)$`).exec(rest);
  return { business, kind: WORDS[word] || "", id, text };
};
const ways = asked => {
  // A key may begin with the word of a kind: 用語コード is the term, 見出しコード the heading.
  const found = [asked];
  if (asked.kind) found.push({ ...asked, kind: "", id: asked.text.replace(/^\d{3}\//, "") });
  return found;
};
const among = asked => {
  if (asked.business) return files.has(asked.business) ? [asked.business] : [];
  const own = asked.id.slice(0, 3);
  const series = SERIES.includes(asked.kind) || (!asked.kind && asked.id.length > 5);
  return series && /^\d{3}/.test(own) ? (files.has(own) ? [own] : []) : [...files.keys()];
};
const look = async asked => {
  for (const way of ways(asked)) {
    const businesses = among(way);
    if ((await Promise.all(businesses.map(load))).includes(false)) return null;
    const found = businesses.flatMap(b => got.get(b).get(way.id) || []).filter(f => !way.kind || f.kind === way.kind);
    if (found.length) return found;
  }
  return [];
};
const say = (...inside) => answer.replaceChildren(make("p", {}, ...inside));
let turn = 0;
const resolve = async () => {
  const mine = ++turn;
  let text = location.hash.slice(1);
  try { text = decodeURIComponent(text); } catch { /* not an address that a program wrote: as it stands */ }
  text = fold(text);
  if (!text || document.getElementById(location.hash.slice(1))) return answer.replaceChildren();
  input.value = text;
  if (/^\d{3}$/.test(text) && files.has(text)) return location.replace(`../${text}/index.html`);
  const found = await look(read(text));
  if (mine !== turn) return;
  if (!found) return say("IDの一覧を読み込めませんでした。下の一覧から探してください。");
  if (found.length === 1) return location.replace(found[0].address);
  if (found.length) {
    say(`「${text}」に当たるものが${found.length}件あります。`);
    return answer.append(make("ul", {}, ...found.map(f =>
      make("li", {}, make("a", { href: f.address }, `${f.business} ${files.get(f.business).textContent.trim().replace(/^\d{3}\s*/, "")} ${f.kind}${f.id}`)))));
  }
  const search = box.dataset.search + "?" + new URLSearchParams({ q: text });
  say(`「${text}」というIDは、このサイトにはありません。番号と種類を確かめるか、`, make("a", { href: search }, "サイト内を検索"), "してください。");
};
box.hidden = false;
form.addEventListener("submit", event => {
  event.preventDefault();
  const hash = "#" + encodeURIComponent(input.value.trim());
  if (location.hash === hash) resolve();
  else location.hash = hash;
});
addEventListener("hashchange", resolve);
resolve();
})();
