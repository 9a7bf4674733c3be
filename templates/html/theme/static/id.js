/* The permanent address of an ID: id/#機能0020011 leads to where the entry stands now, or to what became of it;
   id/#機能0020011@1.0 to the edition it names. Looks it up in a file of the 業務, loaded as a script, since a page opened from a folder may load nothing else. */
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

// files: the first of a 業務, and those of editions that the first does not have
const got = new Map(), asked = new Map(), others = new Map();
window.hyojunIds = (key, kinds, documents, more) => {
  const found = new Map();
  for (const [kind, [slug, pages]] of Object.entries(kinds)) for (const [page, ids, n] of pages) for (const one of ids) {
    const [id, mark] = Array.isArray(one) ? one : [one, `${slug}-${one}`];
    found.set(fold(id), [...(found.get(fold(id)) || []),
      { business: key.slice(0, 3), kind, id, edition: n < 0 ? "" : fold(documents[n][1]), address: `../${page}.html#${mark}` }]);
  }
  got.set(key, found);
  others.set(key, more.map(([, edition, file, own]) => ({ key: own, edition: fold(edition), file: "../_id/" + file })));
};
const load = (key, file) => {
  if (!asked.has(key)) asked.set(key, new Promise(done => {
    const script = make("script", { src: file });
    script.onload = () => done(true);
    script.onerror = () => { asked.delete(key); done(false); };
    document.head.append(script);
  }));
  return asked.get(key);
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
/* Null: a file could not be loaded. `edition`: only what that one has. */
const look = async (asked, edition) => {
  for (const way of ways(asked)) {
    const businesses = among(way);
    if ((await Promise.all(businesses.map(b => load(b, files.get(b).dataset.file)))).includes(false)) return null;
    const fit = key => (got.get(key).get(way.id) || [])
      .filter(f => (!way.kind || f.kind === way.kind) && (!edition || f.edition === edition));
    let found = businesses.flatMap(fit);
    if (edition && !found.length) {
      const more = businesses.flatMap(b => others.get(b)).filter(other => other.edition === edition);
      if ((await Promise.all(more.map(({ key, file }) => load(key, file)))).includes(false)) return null;
      found = more.flatMap(({ key }) => fit(key));
    }
    if (found.length) return found;
  }
  return [];
};
const EDITION = /^(.+)@([\d.]+)(案\d*)?$/;
const called = edition => edition.replace(/^([\d.]+)(案\d*)?$/, (whole, number, draft) => `第${number}版${draft ? `（${draft}）` : ""}`);
/* What is asked for and in which edition; a key may hold an @ of its own. */
const sought = async text => {
  const [, plain, number, draft = ""] = EDITION.exec(text) || [];
  const found = plain && await look(read(plain), number + draft);
  return found === null || found?.length ? found : look(read(text), "");
};
/* Ways to an ID whose edition is not here: a draft that was decided meanwhile, and what is in force. */
const instead = async text => {
  const [, plain, number, draft] = EDITION.exec(text) || [];
  const ways = plain ? [...(draft ? [[`${plain}@${number}`, called(number)]] : []), [plain, "版を付けないアドレス"]] : [];
  const found = await Promise.all(ways.map(async ([other]) => (await sought(other))?.length));
  return ways.filter((_, n) => found[n]).map(([other, words]) => make("a", { href: "#" + encodeURIComponent(other) }, words));
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
  const found = await sought(text);
  if (mine !== turn) return;
  if (!found) return say("IDの一覧を読み込めませんでした。下の一覧から探してください。");
  if (found.length === 1) return location.replace(found[0].address);
  if (found.length) {
    say(`「${text}」に当たるものが${found.length}件あります。`);
    return answer.append(make("ul", {}, ...found.map(f =>
      make("li", {}, make("a", { href: f.address }, `${f.business} ${files.get(f.business).textContent.trim().replace(/^\d{3}\s*/, "")} ${f.kind}${f.id}`)))));
  }
  const ways = await instead(text);
  if (mine !== turn) return;
  if (ways.length) {
    const [, plain, number, draft = ""] = EDITION.exec(text);
    say(`${called(number + draft)}の「${plain}」は、このサイトにはありません。次の場所で開けます：`, ...ways.flatMap((way, n) => n ? ["、", way] : [way]));
    return;
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
