/* On a phone the parts of a 業務 stand in one line that scrolls: the one a reader is in is brought into view. */
"use strict";
for (const here of document.querySelectorAll(".site-head nav [aria-current]")) {
  const line = here.closest("ul");
  line.scrollLeft = here.offsetLeft - line.offsetLeft - (line.clientWidth - here.offsetWidth) / 2;
}
