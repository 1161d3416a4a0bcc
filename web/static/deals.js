// The board on a narrow screen: columns are folded until they are asked for.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  if (!window.matchMedia("(max-width: 47.99rem)").matches) return;
  for (const column of document.querySelectorAll("[data-board-column]")) column.open = false;
});
