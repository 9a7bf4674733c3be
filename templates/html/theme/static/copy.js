/* Copying: the clipboard where the browser lends it (https), the older way through a field where it does not (a
   folder, a closed network), and where neither is allowed the text is selected for Ctrl+C. */
"use strict";
window.hyojunCopy = async (text, shown) => {
  try {
    await navigator.clipboard.writeText(text);
    return "コピーしました。";
  } catch { /* the older way */ }
  const field = document.createElement("textarea"), back = document.activeElement;
  field.value = text;
  (shown.closest("dialog") || document.body).append(field);
  field.select();
  let done = false;
  try { done = document.execCommand("copy"); } catch { /* not allowed either */ }
  field.remove();
  back?.focus();
  if (done) return "コピーしました。";
  if (shown.select) shown.select();
  else getSelection().selectAllChildren(shown);
  return "コピーできませんでした。文を選んだので、Ctrl＋Cで写してください。";
};

// the lists of IDs: a button for every citation
(() => {
const lines = document.querySelectorAll(".ids td[data-label=引用] > p:not(.small)");
if (!lines.length) return;
const status = document.createElement("p");
status.setAttribute("role", "status");
status.className = "copied";
document.body.append(status);
let shown;
for (const line of lines) {
  const button = document.createElement("button"), text = line.textContent, words = document.createElement("span");
  button.type = "button";
  button.textContent = "コピー";
  button.setAttribute("aria-label", `コピー：${text.replace(/ ?[（(]?(?:このサイトの|https?:).*/, "")}`);
  button.addEventListener("click", async () => {
    status.textContent = await window.hyojunCopy(text, words);
    clearTimeout(shown);
    shown = setTimeout(() => { status.textContent = ""; }, 6000);
  });
  words.append(...line.childNodes);
  line.append(words, " ", button);
}
})();
