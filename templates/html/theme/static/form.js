// The layout of a 帳票 and its 諸元表 point at each other: what the pointer or the keyboard is at on one side is marked on the other.
"use strict";
(() => {
  const fields = new Map();
  for (const field of document.querySelectorAll('svg.paper a[href^="#field-"]')) {
    const row = document.getElementById(field.getAttribute("href").slice(1));
    if (!row) continue;
    if (!fields.has(row)) fields.set(row, []);
    fields.get(row).push(field);
    follow(field, [row]);
  }
  for (const [row, own] of fields) follow(row, own);

  function follow(from, others) {
    const mark = (on) => () => others.forEach((other) => other.classList.toggle("pointed", on));
    from.addEventListener("pointerenter", mark(true));
    from.addEventListener("pointerleave", mark(false));
    from.addEventListener("focusin", mark(true));
    from.addEventListener("focusout", mark(false));
  }
})();
