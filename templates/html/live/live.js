// The preview follows what is saved: a page waits for the next version, and shows what was found in the sources.
"use strict";
(() => {
  const ORDER = ["誤り", "警告", "参考"];
  const make = (tag, text, name) => {
    const element = document.createElement(tag);
    if (text) element.textContent = text;
    if (name) element.className = name;
    return element;
  };
  const panel = make("details", "", "live");
  panel.open = sessionStorage.getItem("live") === "open";
  panel.addEventListener("toggle", () => sessionStorage.setItem("live", panel.open ? "open" : ""));
  let version = -1;

  const show = (state) => {
    const counts = ORDER.map((word) => [word, state.findings.filter((f) => f.severity === word).length]).filter((pair) => pair[1]);
    const words = counts.map(([word, count]) => `${word} ${count}件`);
    if (state.problems.length) words.unshift("作り直せないところがあります");
    const summary = make("summary", `下見：${words.join("、") || "指摘はありません"}`);
    const list = make("ul");
    for (const problem of state.problems) list.append(make("li", problem, "live-problem"));
    for (const f of state.findings) {
      const row = make("li");
      row.append(make("b", f.severity), ` ${f.code} `, make("code", f.place), ` ${f.message}`);
      list.append(row);
    }
    panel.className = state.problems.length || counts.some((pair) => pair[0] === ORDER[0]) ? "live live-wrong" : "live";
    panel.setAttribute("aria-live", "polite");
    panel.replaceChildren(summary, list);
    if (!panel.isConnected) document.body.append(panel);
  };

  const follow = async () => {
    for (;;) {
      try {
        const state = await (await fetch(`/_live.json?after=${version}`)).json();
        if (version >= 0 && state.version !== version) return location.reload();
        version = state.version;
        show(state);
      } catch {
        // The server has ended or starts again.
        await new Promise((resolve) => setTimeout(resolve, 1000));
      }
    }
  };
  follow();
})();
