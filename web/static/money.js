// Splitting a payment: what is left of it is told as sums are typed, and a button fills it in.
"use strict";

document.addEventListener("DOMContentLoaded", () => {
  const form = document.querySelector("form[data-free]");
  if (!form) return;
  const free = Number(form.dataset.free);
  const told = form.querySelector("[data-left]");
  const inputs = [...form.querySelectorAll("input[inputmode=decimal]")];

  const kopecks = (text) => {
    const plain = text.replace(/[\s\u00a0\u202f₽]|руб\.?/g, "").replace(",", ".");
    return /^\d{1,16}(\.\d{1,2})?$/.test(plain) ? Math.round(Number(plain) * 100) : 0;
  };
  const written = (sum) => {
    const whole = Math.floor(Math.abs(sum) / 100).toString().replace(/\B(?=(\d{3})+$)/g, "\u00a0");
    return `${sum < 0 ? "−" : ""}${whole},${String(Math.abs(sum) % 100).padStart(2, "0")}`;
  };
  const left = () => inputs.reduce((rest, input) => rest - kopecks(input.value), free);
  const tell = () => {
    told.textContent = `${told.dataset.text} ${written(left())}\u00a0₽`;
    told.classList.toggle("field-errors", left() < 0);
  };

  form.addEventListener("input", tell);
  form.addEventListener("click", (event) => {
    const button = event.target.closest("[data-rest]");
    if (!button) return;
    const input = button.parentElement.querySelector("input");
    input.value = "";
    const most = button.dataset.most === undefined ? Infinity : Number(button.dataset.most);
    const sum = Math.max(0, Math.min(left(), most));
    if (sum > 0) input.value = written(sum);
    input.focus();
    tell();
  });
});
