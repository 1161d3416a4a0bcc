// Registers: check the page, check everything found, count what is checked, print.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const narrow = window.matchMedia("(max-width: 47.99rem)");
  for (const part of document.querySelectorAll("[data-register-filters]")) {
    if (!narrow.matches) part.open = true;
    else if (!part.querySelector(".field-errors, .alert")) part.open = false;
  }
  document.querySelector("[data-print]")?.addEventListener("click", () => window.print());

  const bar = document.querySelector("[data-register-bar]");
  if (!bar) return;
  const boxes = [...document.querySelectorAll('input[name="key"][form="register-do"]')];
  const all = bar.querySelector("[data-register-all]");
  const count = bar.querySelector("[data-register-count]");
  const tell = () => {
    const checked = boxes.filter((box) => box.checked).length;
    count.textContent = all.checked || !checked ? "" : `${count.dataset.text} ${checked}`;
    for (const box of boxes) box.disabled = all.checked;
  };
  bar.querySelector("[data-register-page]").addEventListener("click", () => {
    const isEvery = boxes.every((box) => box.checked);
    for (const box of boxes) box.checked = !isEvery;
    all.checked = false;
    tell();
  });
  let last = null;
  for (const box of boxes) {
    box.addEventListener("click", (event) => {
      if (event.shiftKey && last) {
        const [first, end] = [boxes.indexOf(last), boxes.indexOf(box)].sort((one, other) => one - other);
        for (const between of boxes.slice(first, end + 1)) between.checked = box.checked;
      }
      last = box;
      tell();
    });
  }
  all.addEventListener("change", tell);
  tell();
});
