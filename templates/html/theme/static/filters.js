/* The filters of changes are style sheets and need no script; this one keeps what is chosen in the address, so that a
   view can be sent and opened again. */
"use strict";
(() => {
const form = document.querySelector("form.filters");
if (!form) return;
const choices = [...form.querySelectorAll("select")].map(select => ({ key: select.id.slice(2), select }));
const ticks = [...form.querySelectorAll("fieldset")].map(set => {
  const boxes = [...set.querySelectorAll("input")].map(box => [box.id.split("-").pop(), box]);
  return { key: boxes[0][1].id.slice(2, -boxes[0][0].length - 1), boxes };
});
/* A 団体区分 stands by its name, all else by the value of its option. */
const named = (select, option) => select.id === "f-body" ? option.textContent : option.value;
const write = () => {
  const state = new URLSearchParams(location.search);
  const keep = (key, value) => value ? state.set(key, value) : state.delete(key);
  for (const { key, select } of choices) keep(key, select.value && named(select, select.selectedOptions[0]));
  for (const { key, boxes } of ticks) {
    const on = boxes.filter(([, box]) => box.checked).map(([value]) => value).join(" ");
    keep(key, on.split(" ").length === boxes.length ? "" : on || "none");
  }
  const query = state.toString();
  try { history.replaceState(null, "", location.href.split(/[?#]/)[0] + (query && "?" + query) + location.hash); } catch { /* kept by the browser */ }
};
const state = new URLSearchParams(location.search);
for (const { key, select } of choices)
  select.value = [...select.options].find(option => named(select, option) === state.get(key))?.value || "";
for (const { key, boxes } of ticks) if (state.has(key)) {
  const on = state.get(key).split(" ");
  for (const [value, box] of boxes) box.checked = on.includes(value);
}
form.addEventListener("change", write);
form.addEventListener("reset", () => setTimeout(write));
form.addEventListener("submit", event => event.preventDefault());
// A link to a change that is not shown asks for it.
const reveal = () => {
  const aim = document.getElementById(decodeURIComponent(location.hash.slice(1)));
  if (!aim || aim.checkVisibility()) return;
  form.reset();
  aim.scrollIntoView();
};
addEventListener("hashchange", reveal);
reveal();
})();
