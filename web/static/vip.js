// A questionnaire: rows are added without a visit to the server, a draft saves itself at a pause.
"use strict";

const AUTOSAVE_MS = 3000;
let waiting = 0;

// Puts numbers in the place of marks, in all attributes and texts of a row.
const number = (row, marks) => {
  const filled = (text) => Object.entries(marks).reduce((said, [mark, value]) => said.replaceAll(mark, value), text);
  for (const element of [row, ...row.querySelectorAll("*")]) {
    for (const attribute of element.attributes) attribute.value = filled(attribute.value);
    for (const part of element.childNodes) if (part.nodeType === Node.TEXT_NODE) part.data = filled(part.data);
    if (element.content) number(element.content.firstElementChild, marks);
  }
};

const addRow = (button) => {
  const rows = button.closest("[data-rows]");
  const template = rows.querySelector(":scope > template");
  const count = rows.querySelectorAll(":scope > .vip-row").length;
  const row = template.content.firstElementChild.cloneNode(true);
  number(row, { __n__: String(count), __s__: String(count + 1) });
  template.before(row);
  row.querySelector("input, textarea, select")?.focus();
};

const save = async (form) => {
  if (form.dataset.sent) return;
  const data = new FormData(form);
  data.set("act", "auto");
  const said = form.querySelector("[data-saved]");
  try {
    const answer = await fetch(form.action, { method: "POST", body: data });
    const told = await answer.json();
    if (answer.ok) form.elements.revision.value = told.revision;
    said.textContent = told.text;
  } catch {
    said.textContent = ""; // no network, or the session has ended: the button says more
  }
};

document.addEventListener("click", (event) => {
  const button = event.target.closest("button");
  if (!button) return;
  if (button.dataset.add !== undefined) {
    event.preventDefault();
    addRow(button);
  }
  if (button.dataset.sure && !window.confirm(button.dataset.sure)) event.preventDefault();
});

document.addEventListener("input", (event) => {
  const form = event.target.closest("form[data-autosave]");
  if (!form) return;
  window.clearTimeout(waiting);
  waiting = window.setTimeout(() => save(form), AUTOSAVE_MS);
});

document.addEventListener("submit", () => window.clearTimeout(waiting));
