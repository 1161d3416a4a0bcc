// Scans: keys for whoever looks at a hundred signatures, fields that are asked only when they matter, files dropped in.
"use strict";

const isTyping = (target) => target.matches("input:not([type=radio]):not([type=checkbox]), textarea, select");

document.addEventListener("keydown", (event) => {
  const form = document.querySelector("[data-scan-form]");
  if (event.ctrlKey && form && event.key === "Enter") {
    event.preventDefault();
    form.querySelector("[data-confirm-next]").click();
    return;
  }
  const reject = document.querySelector("[data-scan-reject]");
  if (event.ctrlKey && reject && event.key === "Delete") {
    event.preventDefault();
    reject.querySelector("button").click();
    return;
  }
  if (event.ctrlKey || event.altKey || event.metaKey || isTyping(event.target)) return;
  const link = document.querySelector(`[data-key="${event.key}"]`);
  if (link && !event.target.matches("[type=radio]")) {
    link.click();
    return;
  }
  if (!form || !/^\d$/.test(event.key)) return;
  const radio = form.querySelector(`[data-digit="${event.key}"]`);
  if (radio) {
    radio.checked = true;
    radio.dispatchEvent(new Event("change", { bubbles: true }));
  } else if (event.key === "0") {
    const day = form.querySelector("[data-today]");
    day.value = day.value ? "" : day.dataset.today;
  }
});

document.addEventListener("DOMContentLoaded", () => {
  const attorney = document.querySelector("[data-attorney]");
  if (attorney) {
    const form = attorney.closest("form");
    const ask = () => {
      attorney.hidden = form.querySelector("[name=authority]:checked")?.value !== "power_of_attorney";
    };
    form.addEventListener("change", ask);
    ask();
  }
  const drop = document.querySelector("[data-drop]");
  if (!drop) return;
  const input = drop.querySelector("input[type=file]");
  const told = drop.querySelector("[data-drop-count]");
  const tell = () => {
    told.textContent = input.files.length ? `${told.dataset.text} ${input.files.length}.` : "";
  };
  input.addEventListener("change", tell);
  for (const name of ["dragenter", "dragover"]) {
    drop.addEventListener(name, (event) => {
      event.preventDefault();
      drop.classList.add("is-over");
    });
  }
  for (const name of ["dragleave", "drop"]) drop.addEventListener(name, () => drop.classList.remove("is-over"));
  drop.addEventListener("drop", (event) => {
    event.preventDefault();
    input.files = event.dataTransfer.files;
    tell();
  });
});
