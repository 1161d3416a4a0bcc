// The link that was just made: copied by a button.
"use strict";

document.addEventListener("click", async (event) => {
  const button = event.target.closest("[data-copy]");
  if (!button) return;
  const field = document.getElementById(button.dataset.copy);
  field.select();
  try {
    await navigator.clipboard.writeText(field.value);
  } catch {
    document.execCommand("copy"); // a browser that has no clipboard over plain HTTP
  }
  document.getElementById(button.dataset.said).textContent = button.dataset.done;
});
