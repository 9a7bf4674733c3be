/* 引用 and 意見 of an entry in a dialog: the text of the page's document and of the row put together. Without this
   script the link leads to the list of IDs, which has the same text. */
"use strict";
(() => {
const documents = [...document.querySelectorAll(".citing")];
if (!documents.length || !window.HTMLDialogElement) return;
const make = (tag, names, ...inside) => {
  const node = document.createElement(tag);
  for (const [name, value] of Object.entries(names)) node.setAttribute(name, value);
  node.append(...inside);
  return node;
};
let dialog, parts;
const begin = () => {
  const button = words => make("button", { type: "button" }, words);
  parts = {
    title: make("h2", { id: "cite-title" }),
    text: make("textarea", { readonly: "", rows: "4", "aria-label": "引用の文" }),
    all: button("引用の文をコピー"), address: button("アドレスをコピー"), close: button("閉じる"),
    status: make("p", { role: "status" }),
    opinion: make("p", {}), list: make("a", {}, "IDの一覧で見る"),
  };
  dialog = make("dialog", { class: "cite-box", "aria-labelledby": "cite-title" }, parts.title, parts.text,
    make("p", { class: "buttons" }, parts.all, parts.address), parts.status, parts.opinion,
    make("p", { class: "buttons" }, parts.list, parts.close));
  document.body.append(dialog);
  parts.close.addEventListener("click", () => dialog.close());
  parts.all.addEventListener("click", () => copy(parts.text.value));
  parts.address.addEventListener("click", () => copy(parts.address.value));
};
const copy = async text => { parts.status.textContent = await window.hyojunCopy(text, parts.text); };
const open = link => {
  const { id, name } = link.dataset;
  const own = documents.find(d => d.dataset.document === link.dataset.document) || documents[0];
  const label = id.replace(/^\d{3}\//, "");
  // Written with its own letters: an address of percent signs says nothing to who reads it.
  const whole = new URL(own.dataset.address, location.href);
  // From a folder: where somebody's copy of the site lies is no address for anybody else.
  const local = whole.protocol === "file:";
  const address = (local ? own.dataset.address.replace(/^(\.\.\/)+/, "") : whole.href).replace(/#$/, "") + "#" + id + own.dataset.edition;
  if (!dialog) begin();
  parts.title.textContent = `${label} ${label.endsWith(name) ? "" : name}`;
  parts.text.value = own.dataset.source + label + (label.endsWith(name) ? "" : `「${name}」`)
    + (local ? `（このサイトの ${address}）` : " " + address);
  parts.address.value = address;
  parts.list.href = link.href;
  parts.status.textContent = "";
  parts.opinion.replaceChildren();
  if (own.dataset.opinions) {
    const values = { id: label, name, address };
    const to = own.dataset.opinions.replace(/\{([a-z]+)\}/g, (whole, key) => key in values ? encodeURIComponent(values[key]) : whole);
    // Where no mail program opens, the address can be read and written down.
    const [, mail] = /^mailto:([^?]*)/.exec(to) || [];
    parts.opinion.append(make("a", { href: to }, "意見を提出する"), mail ? `（宛先：${decodeURIComponent(mail)}）` : "",
      own.dataset.period && `（意見照会の期間：${own.dataset.period}）`);
  }
  dialog.showModal();
};
document.addEventListener("click", event => {
  const link = event.target.closest("a.cite[data-id]");
  if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey) return;
  event.preventDefault();
  open(link);
});
})();
