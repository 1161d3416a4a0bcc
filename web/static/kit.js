// The kit's form while one types: it is saved and counted at each pause, lines grow by Tab, rows of a spreadsheet are
// spread over lines, the paper beside the form is drawn anew. Without this file the buttons do the same.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.getElementById("kit-form");
  if (!form) return;
  const rows = document.getElementById("kit-rows");
  const PAUSE = 250;
  let timer = 0;
  let isSending = false;
  let isStale = false;
  let isLeaving = false;
  let isUnsaved = false;

  // --- saving and counting: one question at a time, the last one wins

  const texts = () => {
    const data = new FormData(form);
    data.delete("card_file");
    for (const name of ["card", "pasted", "once", "act"]) data.delete(name);
    return new URLSearchParams(data);
  };

  const ask = async () => {
    if (isSending) {
      isStale = true;
      return;
    }
    isSending = true;
    isStale = false;
    isUnsaved = false;
    const places = filledPlaces();
    try {
      const answer = await fetch(form.dataset.live, {
        method: "POST",
        body: texts(),
        headers: { "HX-Request": "true" },
        redirect: "error",
      });
      show(answer.ok, await answer.text(), places);
    } catch {
      if (!isLeaving) say(form.dataset.unsaved);
    } finally {
      isSending = false;
      if (isStale) later();
    }
  };

  const later = () => {
    isUnsaved = true;
    clearTimeout(timer);
    timer = setTimeout(ask, PAUSE);
  };

  const say = (text) => {
    document.getElementById("kit-saved").textContent = text;
  };

  const show = (isGood, html, places) => {
    const answer = new DOMParser().parseFromString(html, "text/html");
    if (!isGood) {
      say(answer.body.textContent.trim() || form.dataset.unsaved);
      return;
    }
    for (const piece of answer.querySelectorAll("[data-into]")) {
      const place = document.getElementById(piece.dataset.into);
      if (place && place.innerHTML !== piece.innerHTML) place.replaceChildren(...piece.childNodes);
    }
    for (const row of rows.children) {
      for (const part of row.querySelectorAll("[data-part]")) if (!places.includes(row)) part.replaceChildren();
    }
    for (const piece of answer.querySelectorAll("[data-line]")) {
      const row = places[Number(piece.dataset.line)];
      row?.querySelector(`[data-part="${piece.dataset.part}"]`)?.replaceChildren(...piece.childNodes);
    }
    form.elements.revision.value = answer.querySelector("[data-revision]").dataset.revision;
    redraw();
  };

  // The server leaves empty lines out, so its places are those of the lines in which something stands.
  const filledPlaces = () =>
    [...rows.children].filter((row) => [...row.querySelectorAll("input:not(.kit-unit)")].some((one) => one.value.trim()));

  form.addEventListener("input", (event) => {
    if (event.target.id !== "kit-q" && event.target.id !== "card" && event.target.id !== "pasted") later();
  });
  form.addEventListener("submit", () => {
    isLeaving = true;
    clearTimeout(timer);
  });

  window.addEventListener("pagehide", () => {
    if (isUnsaved && !isLeaving) navigator.sendBeacon(form.dataset.live, texts());
  });

  // --- the paper: the next one is drawn behind the present one, and takes its place when it is there

  const kind = document.getElementById("kit-paper-kind");
  const frameOf = () => document.getElementById("kit-paper");

  const fit = () => {
    const box = document.querySelector(".kit-frame");
    for (const frame of box.querySelectorAll("iframe")) {
      const scale = Math.min(1, box.clientWidth / frame.offsetWidth);
      frame.style.transform = `scale(${scale})`;
      frame.style.height = `${box.clientHeight / scale}px`;
    }
  };

  const redraw = () => {
    const now = frameOf();
    document.querySelectorAll(".kit-frame iframe.is-next").forEach((one) => one.remove());
    const next = now.cloneNode();
    next.removeAttribute("id");
    next.classList.add("is-next");
    next.src = `${form.dataset.paper}?paper=${encodeURIComponent(kind.value)}&v=${form.elements.revision.value}`;
    next.addEventListener("load", () => {
      if (!next.isConnected) return;
      const top = now.contentWindow?.scrollY || 0;
      now.remove();
      next.id = "kit-paper";
      next.classList.remove("is-next");
      next.contentWindow?.scrollTo(0, top);
    });
    now.after(next);
    fit();
  };

  kind.addEventListener("change", (event) => {
    event.stopPropagation();
    const link = document.getElementById("kit-pdf");
    link.href = `${form.dataset.paper}.pdf?paper=${encodeURIComponent(kind.value)}`;
    redraw();
  });
  new ResizeObserver(fit).observe(document.querySelector(".kit-frame"));

  // Another kind of deal has other terms to choose from and other fields: the page is made anew.
  form.elements["deal.kind"].addEventListener("change", () => form.requestSubmit(form.querySelector('button[value="count"]')));

  // --- lines

  const addRow = () => {
    const row = rows.lastElementChild.cloneNode(true);
    const number = rows.children.length;
    row.querySelectorAll(".field-errors").forEach((one) => one.remove());
    row.querySelectorAll("[data-part]").forEach((one) => one.replaceChildren());
    for (const one of row.querySelectorAll("input, select, button")) {
      if (one.id) one.id = one.id.replace(/^line-\d+-/, `line-${number}-`);
      if (one.tagName === "INPUT") one.value = "";
      if (one.tagName === "SELECT") one.selectedIndex = 0;
      one.classList.remove("is-invalid");
      one.removeAttribute("aria-invalid");
      one.removeAttribute("aria-describedby");
    }
    row.querySelector(".kit-drop").value = `drop:${number}`;
    rows.append(row);
    return row;
  };

  document.getElementById("kit-add").addEventListener("click", (event) => {
    event.preventDefault();
    addRow().querySelector("input").focus();
  });

  rows.addEventListener("keydown", (event) => {
    if (event.key === "Enter" && event.target.tagName === "INPUT" && !event.ctrlKey && !event.metaKey) {
      event.preventDefault(); // the line below, as in a spreadsheet
      const row = event.target.closest("tr").nextElementSibling || addRow();
      row.querySelector(`[name="${event.target.name}"]`).focus();
    }
    const isLastCell = event.target.name === "line.kind" && event.target.closest("tr") === rows.lastElementChild;
    if (event.key === "Tab" && !event.shiftKey && isLastCell && filledPlaces().includes(rows.lastElementChild)) {
      event.preventDefault();
      addRow().querySelector("input").focus();
    }
  });

  rows.addEventListener("click", (event) => {
    const button = event.target.closest(".kit-drop");
    if (!button) return;
    event.preventDefault();
    if (rows.children.length === 1) addRow();
    button.closest("tr").remove();
    later();
  });

  // Rows of a spreadsheet go to the server's own reader of pasted lines, so that both ways read alike.
  rows.addEventListener("paste", (event) => {
    const text = event.clipboardData.getData("text/plain");
    if (!text.includes("\t")) return;
    event.preventDefault();
    document.getElementById("pasted").value = text;
    form.requestSubmit(form.querySelector('button[value="paste"]'));
  });

  // --- the catalogue: codes are offered while one types, and a whole code fills its line

  const products = document.getElementById("kit-products");
  let asking = null;

  const offers = async (text) => {
    asking?.abort();
    asking = new AbortController();
    const where = new URLSearchParams({ q: text, seller: form.elements.seller.value, date: form.elements["deal.date"].value, vat_mode: form.elements.vat_mode.value });
    const answer = await fetch(`${form.dataset.products}?${where}`, { signal: asking.signal });
    return answer.ok ? answer.json() : [];
  };

  rows.addEventListener("input", async (event) => {
    if (event.target.name !== "line.code" || !event.target.value.trim()) return;
    let found = [];
    try {
      found = await offers(event.target.value);
    } catch {
      return;
    }
    products.replaceChildren(
      ...found.map((one) => new Option(`${one.name}${one.price ? `, ${one.price} ₽` : ""}`, one.code)),
    );
    const known = found.find((one) => one.code === event.target.value.trim());
    if (known) fill(event.target.closest("tr"), known);
  });

  const fill = (row, product) => {
    const known = { "line.name": product.name, "line.unit": product.unit, "line.price": product.price, "line.quantity": "1" };
    for (const [name, value] of Object.entries(known)) {
      const cell = row.querySelector(`[name="${name}"]`);
      if (!cell.value.trim()) cell.value = value;
    }
    later();
  };

  // --- clients: buttons appear below the field

  let typing = 0;
  document.getElementById("kit-q")?.addEventListener("input", (event) => {
    clearTimeout(typing);
    const asked = event.target.value.trim();
    typing = setTimeout(async () => {
      const answer = await fetch(`${form.dataset.clients}?q=${encodeURIComponent(asked)}`);
      if (!answer.ok || event.target.value.trim() !== asked) return;
      const found = new DOMParser().parseFromString(await answer.text(), "text/html");
      document.getElementById("kit-clients").replaceChildren(...found.body.childNodes);
    }, PAUSE);
  });
  document.getElementById("kit-q")?.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || event.ctrlKey) return;
    event.preventDefault();
    const found = document.querySelectorAll("#kit-clients button");
    if (found.length === 1) found[0].click();
    else form.querySelector('button[value="find"]').click();
  });

  // --- a card dropped onto its field, and issuing from the keyboard

  const card = document.getElementById("card");
  card?.addEventListener("dragover", (event) => event.preventDefault());
  card?.addEventListener("drop", (event) => {
    if (!event.dataTransfer.files.length) return;
    event.preventDefault();
    document.getElementById("card-file").files = event.dataTransfer.files;
    form.requestSubmit(form.querySelector('button[value="card"]'));
  });
  // Wherever the keyboard is: after a button has made the page anew it is nowhere.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    form.requestSubmit(document.getElementById("kit-issue"));
  });
  fit();
});
