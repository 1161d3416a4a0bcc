// What every screen shares: the menu of a narrow window, questions before grave deeds, one sending for one click.
"use strict";

document.documentElement.classList.add("js");

document.addEventListener("click", (event) => {
  const toggle = event.target.closest("[data-toggle]");
  if (!toggle) return;
  const part = document.getElementById(toggle.dataset.toggle);
  const isOpen = part.classList.toggle("is-open");
  toggle.setAttribute("aria-expanded", String(isOpen));
});

document.addEventListener("submit", (event) => {
  const form = event.target;
  if (form.dataset.confirm && !window.confirm(form.dataset.confirm)) {
    event.preventDefault();
    return;
  }
  if (form.method !== "post") return;
  if (form.dataset.sent) {
    event.preventDefault(); // the second click of a double one
    return;
  }
  if (form.hasAttribute("hx-post") || form.target === "_blank" || form.dataset.again !== undefined) return;
  form.dataset.sent = "1";
});

// A page that comes back from the browser's memory may be sent again: the server knows what was done under its key.
window.addEventListener("pageshow", () => {
  for (const form of document.querySelectorAll("form[data-sent]")) delete form.dataset.sent;
});

document.addEventListener("DOMContentLoaded", () => {
  document.querySelector("[data-focus]")?.focus();
});

// Suggestions of search go away when one looks elsewhere; Escape closes them and keeps what is typed.
const hints = () => document.getElementById("search-hints");
document.addEventListener("click", (event) => {
  if (!event.target.closest(".desk-search")) hints()?.replaceChildren();
});
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && event.target.closest?.(".desk-search")) hints()?.replaceChildren();
  const isTyping = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (event.key === "/" && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) {
    const field = document.getElementById("search");
    if (field && field.offsetParent) {
      event.preventDefault();
      field.focus();
    }
  }
});
