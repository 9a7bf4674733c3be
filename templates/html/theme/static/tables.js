/* Tables: filter, sort, copy, save as CSV; the state is the address, so that it can be sent to somebody.
   Plain script over rows that are all in the page: without it nothing is missing but these tools.
   What rows are known by is said in publish/site/sifting.py. Texts of the page reach it as text only. */
"use strict";
(() => {
const make = (tag, names, ...inside) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(names)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
};
const CLASSES = { m: "実装必須", o: "標準オプション", f: "実装不可" };
const FEW = 9; // rows of a table that needs its tools less often: they are folded
const AT_ONCE = 100;
const NARROW = matchMedia("(max-width: 700px)");
const order = new Intl.Collator("ja", { numeric: true }).compare;

// words, as the search of the site takes them
const { fold, loose } = window.hyojunPhrases;
const wordsOf = text => text.normalize("NFKC").trim().split(/\s+/).map(fold).filter(Boolean)
  .map(word => ({ word, pattern: loose(word) }));

/* The text of a cell as it is read: lines kept where they are meant, without 変遷 and words for the hand, and
   without what is a column of its own (項番, links by their kind). */
const ASIDE = ".timeline, .relations, .headerlink, summary, [data-column]";
const LINES = /^(?:DIV|P|LI|UL|OL|DL|DT|DD|BR)$/;
const plain = node => {
  let out = "";
  const end = () => { out = out.replace(/[ \n]+$/, "") && out.replace(/[ \n]*$/, "\n"); };
  const walk = (from, kept) => {
    for (const child of from.childNodes) {
      if (child.nodeType === 3) {
        const text = kept ? child.data : child.data.replace(/[ \t\r\n]+/g, " ");
        out += !kept && /^$|\n$/.test(out) ? text.trimStart() : text;
      } else if (child.nodeType === 1 && !child.matches(ASIDE)) {
        const line = LINES.test(child.tagName);
        if (line) end();
        walk(child, kept || child.classList.contains("pre"));
        if (line) end();
      }
    }
  };
  walk(node, node.classList.contains("pre"));
  return out.replace(/^[ \n]+|[ \n]+$/g, "");
};
/* Columns as they are saved: word and, of a row, its cell; a column under a group is called by both. */
const columnsOf = table => {
  const [top, below] = table.tHead.rows;
  const under = below ? [...below.cells] : [];
  return [...top.cells].flatMap(th => th.scope !== "colgroup" ? [{ th, word: plain(th) }]
    : under.splice(0, th.colSpan).map(sub => ({ th: sub, word: `${plain(th)}（${plain(sub)}）` })));
};
const cellsOf = row => [...row.cells].flatMap(cell => Array(cell.colSpan).fill(cell));
/* Of the lines of a cell that are each of some 団体区分, those of one. */
const ofBody = (cell, body) => [...cell.querySelectorAll("[data-body]")].filter(line => line.dataset.body.split("、").includes(body));
/* What stands inside a cell and is a column of its own. */
const insets = cell => [...cell.querySelectorAll("[data-column], .relations > div")].map(inset => {
  const word = inset.dataset.column || inset.querySelector("dt").textContent;
  return [word, plain(inset.querySelector("dd") || inset).replace(inset.dataset.column || "", "").trim()];
});

// files: what a spreadsheet would run or take for a number is written so that it stays text (as 変更一覧 is)
const RUN = /^(?:\s*[=+\-@＝＋－＠]|[\t\r])/;
const NUMBER = /^(?:0[0-9]+|[0-9]*\.[0-9]*0|[0-9]{16,}|[0-9.]+[Ee][0-9]+)$/;
const field = (text, between) => {
  const safe = (RUN.test(text) || NUMBER.test(text) ? "'" : "") + text.replace(/\t/g, " ");
  return safe.includes(between) || /["\r\n]/.test(safe) ? `"${safe.replace(/"/g, '""')}"` : safe;
};
const file = (lines, between) => lines.map(cells => cells.map(c => field(c, between)).join(between) + "\r\n").join("");

const tools = (table, suffix) => {
  const list = name => JSON.parse(table.dataset[name] || "[]");
  const bodies = list("bodies"), editions = list("editions"), columns = columnsOf(table);
  const caption = table.caption.textContent.trim();
  const rows = [...table.tBodies].flatMap(part => [...part.rows].map(node => {
    const level = node.classList.contains("heading") ? +(/level-(\d)/.exec(node.className) || [0, 1])[1] : 0;
    return { node, part, level, classes: node.dataset.c || "-", days: (node.dataset.d || "-").split(" "),
      any: +node.dataset.e || 0, more: +node.dataset.s || 0 };
  }));
  const data = rows.filter(row => !row.level);
  if (data.length < 2) return null;
  /* Texts of a row: its cells, what they hold beside, and all of it folded; made when first asked for. */
  const cellsIn = row => row.own ||= cellsOf(row.node);
  const texts = row => row.texts ||= (() => {
    const cells = cellsIn(row);
    const own = cells.map((cell, n) => cell === cells[n - 1] ? null : plain(cell));
    const whole = own.map((text, n) => text ?? own.findLast((t, m) => m < n && t !== null));
    const beside = cells.map((cell, n) => own[n] === null ? [] : insets(cell));
    return { cells: whole, beside, folded: fold([...own, ...beside.flat(2)].join("\u0001")) };
  })();

  // controls
  const some = found => new Set(found).size > 1;
  const option = (value, word) => make("option", { value }, word);
  const select = (any, choices) => make("select", {}, option("", any), ...choices.map(([value, word]) => option(value, word)));
  const labelled = (word, control, style = "") => make("label", style && { class: style }, word + " ", control);
  const letters = Object.entries(CLASSES).filter(([letter]) => data.some(row => row.classes.includes(letter)));
  const known = {};
  const offered = [];
  const offer = (key, word, control, style) => { known[key] = control; offered.push(labelled(word, control, style)); };
  offer("q", "言葉", make("input", { type: "search", maxlength: "200", autocomplete: "off" }));
  if (letters.length > 1 || letters.length && some(data.map(row => row.classes)))
    offer("c", "実装類型", select("すべて", letters));
  if (bodies.length) offer("b", "団体区分", select("すべて", bodies.map(body => [body, body])));
  if (data.some(row => /\d/.test(row.days))) {
    offer("d", "適用日", make("input", { type: "date" }));
    if (data.some(row => row.days.includes("?"))) {
      known.u = make("input", { type: "checkbox" });
      offered.push(make("label", {}, known.u, " 適合基準日が未定のものを含める"));
    }
  }
  if (data.some(row => row.any)) offer("e", "変更", select("すべて", editions.flatMap((edition, n) => [
    ...(data.some(row => row.any > n) ? [[edition, `第${edition}版から変わったもの`]] : []),
    ...(data.some(row => row.more > n) ? [[edition + "s", `第${edition}版から内容が変わったもの（字句の整理を除く）`]] : []),
  ])));
  offer("s", "並べ替え", select("元の順", columns.flatMap(({ word }) => [[word, word + "（昇順）"], ["-" + word, word + "（降順）"]])), "sorts");
  const button = (word, act) => {
    const node = make("button", { type: "button" }, word);
    node.addEventListener("click", act);
    return node;
  };
  const status = make("p", { class: "tally", role: "status" });
  const form = make("form", { class: "sift", "aria-label": `「${caption}」の絞り込み` }, ...offered);
  const details = make("details", { class: "tools" }, make("summary", {}, "絞り込み・並べ替え・保存"), form);

  // what is shown
  const chosen = key => known[key]?.value.trim() || "";
  /* 1 shown, 0 not; "?" and "-": would be, were its day known, or had it one. */
  const fits = (row, asked) => {
    if (asked.words.length && !asked.words.every(({ word, pattern }) => texts(row).folded.includes(word) || pattern?.test(texts(row).folded))) return 0;
    if (asked.edition && (asked.wording ? row.any : row.more) <= asked.since) return 0;
    if (!asked.letter && !asked.body && !asked.day) return 1;
    const { classes, days } = row, size = Math.max(classes.length, days.length);
    const places = asked.body && size > 1 ? [bodies.indexOf(asked.body)] : [...Array(size).keys()];
    let best = 0;
    for (const n of places) {
      const letter = classes[classes.length > 1 ? n : 0], day = days[days.length > 1 ? n : 0];
      if (letter === "-" || asked.letter && letter !== asked.letter) continue;
      if (!asked.day || day !== "?" && day !== "-" && day <= asked.day || day === "?" && known.u?.checked) return 1;
      if (day === "?" || day === "-" && !best) best = day;
    }
    return best;
  };
  const asking = () => {
    const edition = chosen("e"), since = edition.replace(/s$/, "");
    return { words: wordsOf(chosen("q")), letter: chosen("c"), body: chosen("b"), day: chosen("d"), edition,
      wording: edition === since, since: editions.indexOf(since) };
  };
  const told = asked => [
    chosen("q") && `「${chosen("q")}」`, CLASSES[asked.letter], asked.body,
    asked.day && asked.day.replace(/(\d+)-0?(\d+)-0?(\d+)/, "$1年$2月$3日に適用"),
    asked.edition && known.e.selectedOptions[0].textContent,
  ].filter(Boolean);
  /* Laying out a thousand rows takes longer than a key may: the first ones come at once, the others after it. */
  let waiting = [], timer = 0;
  const reveal = number => {
    clearTimeout(timer);
    for (const row of waiting.splice(0, number)) row.node.hidden = false;
    if (waiting.length) timer = setTimeout(reveal, 0, 2 * AT_ONCE);
  };
  const sift = () => {
    const asked = asking(), aims = told(asked), sorted = chosen("s"), levels = Array(10).fill(false);
    narrow(asked.body);
    const left = { "?": 0, "-": 0 };
    let shown = 0;
    for (const row of [...rows].reverse()) {
      if (row.level) {
        row.hide = !!sorted || !!aims.length && !levels[row.level];
        levels.fill(false, row.level);
        continue;
      }
      const found = fits(row, asked);
      row.hide = found !== 1;
      if (!row.hide) { shown++; levels.fill(true); } else if (found) left[found]++;
    }
    for (const row of rows) if (row.hide) row.node.hidden = true;
    waiting = rows.filter(row => row.node.hidden && !row.hide);
    reveal(AT_ONCE);
    const others = [["?", "適合基準日が未定のもの"], ["-", "適合基準日のないもの（実装不可）"]]
      .filter(([why]) => left[why]).map(([why, word]) => `${word}${left[why]}件`);
    status.classList.toggle("on", !!aims.length);
    status.textContent = (aims.length ? `${data.length}件のうち${shown}件を表示しています（${aims.join("、")}）。` : data.length > FEW || sorted ? `全${data.length}件。` : "")
      + (others.length ? `ほかに、${others.join("、")}があります。` : "")
      + (sorted ? `「${sorted.replace(/^-/, "")}」の${sorted[0] === "-" ? "降順" : "昇順"}に並べています。` : "");
  };

  /* Where one 団体区分 is chosen, its class and its day are all that is shown of these columns. */
  const apart = columns.flatMap(({ word }, n) => bodies.filter(body => word === `実装類型（${body}）`).map(body => [body, n]));
  let narrowed = "";
  const narrow = body => {
    if (body === narrowed) return;
    narrowed = body;
    data.forEach(cellsIn);
    const of = new Map(apart.map(([one, n]) => [n, one])), gone = body && apart.some(([one]) => one === body) ? apart.length - 1 : 0;
    const hidden = n => !!gone && of.has(n) && of.get(n) !== body;
    columns.forEach(({ th }, n) => { th.hidden = hidden(n); });
    if (apart.length) columns[apart[0][1]].th.closest("thead").querySelector("[scope=colgroup]").colSpan = apart.length - gone;
    for (const row of rows) if (row.level) for (const cell of row.node.cells) {
      row.width ||= cell.colSpan;
      if (row.width > apart.length) cell.colSpan = row.width - gone;
    }
    for (const row of data) {
      const cells = cellsIn(row);
      cells.forEach((cell, n) => {
        if (cell === cells[n - 1]) return;
        const span = cells.filter(one => one === cell).length;
        if (of.has(n) && span > 1) cell.colSpan = span - gone;
        else cell.hidden = hidden(n);
        const own = body ? ofBody(cell, body) : [];
        for (const line of cell.querySelectorAll("[data-body]")) line.hidden = own.length > 0 && !own.includes(line);
      });
    }
  };

  // order
  let placed = "";
  const rank = (row, n) => {
    const cell = cellsIn(row)[n], marks = cell?.querySelectorAll(".class");
    if (columns[n].word === "適合基準日" && row.node.dataset.d) return row.days.map(day => day === "?" ? "9998" : day === "-" ? "" : day).filter(Boolean).sort()[0] || "";
    if (marks?.length === 1) return "mof".indexOf(/class-(.)/.exec(marks[0].className)[1]) + "";
    return texts(row).cells[n] || "";
  };
  const sort = () => {
    const by = chosen("s"), down = by[0] === "-" ? -1 : 1;
    const at = columns.findIndex(({ word }) => word === by || "-" + word === by);
    columns.forEach(({ th }, n) => n === at ? th.setAttribute("aria-sort", down < 0 ? "descending" : "ascending") : th.removeAttribute("aria-sort"));
    if (by === placed) return;
    placed = by;
    if (at < 0) return rows.forEach(row => row.part.append(row.node));
    const keyed = data.map(row => [rank(row, at), row]);
    keyed.sort(([a], [b]) => !a - !b || down * order(a, b));
    table.tBodies[0].append(...keyed.map(([, row]) => row.node));
  };

  // address
  const write = () => {
    const state = new URLSearchParams(location.search);
    for (const [key, control] of Object.entries(known)) {
      const value = control.type === "checkbox" ? control.checked ? "1" : "" : chosen(key);
      value ? state.set(key + suffix, value) : state.delete(key + suffix);
    }
    const query = state.toString();
    try { history.replaceState(null, "", location.href.split(/[?#]/)[0] + (query && "?" + query) + location.hash); } catch { /* asked for too often, or kept by the browser */ }
  };
  const read = () => {
    const state = new URLSearchParams(location.search);
    for (const [key, control] of Object.entries(known)) {
      const value = state.get(key + suffix) || "";
      if (control.type === "checkbox") control.checked = !!value;
      else control.value = value;
      if (control.selectedIndex < 0) control.value = "";
    }
    return Object.keys(known).some(key => state.get(key + suffix));
  };
  const changed = () => { sort(); sift(); write(); };
  const whole = () => reveal(Infinity);
  const reset = () => { form.reset(); changed(); whole(); };

  // copy and save
  const lines = () => {
    // A column that is not shown is not taken along, nor a line of a cell.
    const taken = columns.map((column, n) => ({ ...column, n })).filter(({ th }) => !th.hidden);
    const words = (row, n) => {
      const own = narrowed && cellsIn(row)[n] ? ofBody(cellsIn(row)[n], narrowed) : [];
      return own.length ? own.map(line => plain(line).replace(/^[^：:]*[：:]\s*/, "")).join("\n") : texts(row).cells[n] || "";
    };
    const beside = columns.map((_, n) => [...new Set(data.flatMap(row => texts(row).beside[n]?.map(([word]) => word) || []))]);
    const head = taken.flatMap(({ word, n }) => [word, ...beside[n]]);
    const of = new Map(data.map(row => [row.node, row]));
    const now = [...table.querySelectorAll("tbody > tr")].map(node => of.get(node)).filter(row => row && !row.hide);
    return [head, ...now.map(row => taken.flatMap(({ n }) =>
      [words(row, n), ...beside[n].map(word => new Map(texts(row).beside[n]).get(word) || "")]))];
  };
  const copy = () => {
    const text = file(lines(), "\t");
    const hand = event => { event.clipboardData.setData("text/plain", text); event.preventDefault(); };
    // Not navigator.clipboard: a closed network has no https.
    document.addEventListener("copy", hand);
    const done = document.execCommand("copy");
    document.removeEventListener("copy", hand);
    status.textContent = done ? "コピーしました。表計算ソフトに貼り付けられます。" : "コピーできませんでした。「CSVで保存」を使ってください。";
  };
  const save = () => {
    const stands = document.querySelectorAll(".editions .edition");
    const name = [...document.title.split(" - ").slice(1, -1), caption].join("_") + (stands.length === 1 ? `【${stands[0].textContent}】` : "");
    const href = URL.createObjectURL(new Blob(["\ufeff" + file(lines(), ",")], { type: "text/csv" }));
    make("a", { href, download: name.replace(/[\\/:*?"<>|\s]+/g, "_") + ".csv" }).click();
    setTimeout(() => URL.revokeObjectURL(href), 60000);
  };
  form.append(make("span", { class: "acts" }, button("元に戻す", reset), button("表をコピー", copy), button("CSVで保存", save)));

  // together
  columns.forEach(({ th, word }) => {
    const head = make("button", { type: "button", class: "sort" });
    head.append(...th.childNodes);
    th.append(head);
    head.addEventListener("click", () => {
      const by = chosen("s");
      known.s.value = by === word ? "-" + word : by === "-" + word ? "" : word;
      changed();
    });
  });
  const heads = columns.map(({ th }) => th.firstElementChild);
  const fit = () => {
    details.open = !NARROW.matches && data.length > FEW;
    // Cards have no heads to be seen, and what is not seen should not take the focus.
    heads.forEach(head => { head.tabIndex = NARROW.matches ? -1 : 0; });
  };
  NARROW.addEventListener("change", fit);
  fit();
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("change", changed);
  known.q.addEventListener("focus", () => data.forEach(texts), { once: true });
  known.q.addEventListener("input", event => { if (!event.isComposing) changed(); });
  known.q.addEventListener("compositionend", changed);
  addEventListener("beforeprint", whole);
  table.parentNode.before(details, status);
  if (read()) details.open = !NARROW.matches;
  sort();
  sift();
  return { table, reset };
};
const all = [...document.querySelectorAll("table[data-sift]")].map((table, n) => tools(table, n ? n + 1 + "" : "")).filter(Boolean);
// A link to a row that is not shown asks for that row.
addEventListener("hashchange", () => {
  const row = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!row?.closest("tr[hidden]")) return;
  all.find(({ table }) => table.contains(row))?.reset();
  row.scrollIntoView();
});
})();
