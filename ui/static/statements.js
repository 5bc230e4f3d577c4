// The statements of the open report, in the place of the conversation: asked for when they are
// first looked at, cells shown on their pages, tables copied as text.
"use strict";

window.pagewitnessStatements = {
  shownFor: null, // id of the report whose statements stand there

  get app() {
    return window.pagewitness;
  },

  isShown() {
    return document.body.classList.contains("pw-shows-statements");
  },

  show(wanted) {
    this.follow();
    document.body.classList.toggle("pw-shows-statements", wanted);
    for (const button of document.querySelectorAll("[data-view]"))
      button.setAttribute("aria-pressed", (button.dataset.view === "statements") === wanted);
    if (wanted) this.load();
  },

  // Another report, or a new question, brings the conversation back.
  follow() {
    if (this.follows) return;
    this.follows = true;
    const turns = () => document.querySelectorAll(".pw-turn").length;
    let known = turns();
    let openId = this.app.about?.document_id;
    new MutationObserver(() => {
      if (openId !== this.app.about?.document_id) this.show(false); // else it was given another name
      openId = this.app.about?.document_id;
    }).observe(document.getElementById("pw-title"), { childList: true });
    new MutationObserver(() => {
      if (this.isShown() && turns() > known) this.show(false);
      known = turns();
    }).observe(document.getElementById("pw-scroll"), { childList: true, subtree: true });
  },

  async load() {
    const id = this.app.about?.document_id;
    const place = document.getElementById("pw-statements-view");
    if (!id || this.shownFor === id) return;
    this.shownFor = id;
    place.textContent = this.app.words.t("statements_loading");
    const answer = await fetch(`pw/documents/${id}/statements.json`).catch(() => null);
    const html = answer?.ok ? (await answer.json()).html : null;
    if (this.shownFor !== id) return;
    if (html === null) {
      this.shownFor = null; // asked for again the next time
      place.textContent = this.app.words.t("statements_failed");
    } else place.innerHTML = html;
  },

  // An XBRL file lies beside the report now.
  loadAnew() {
    this.shownFor = null;
    if (this.isShown()) this.load();
  },

  go(button) {
    const place = JSON.parse(button.dataset.place);
    for (const other of document.querySelectorAll(".pw-place[aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    if (place.document_id === this.app.about?.document_id) this.app.view.go(place.page_number, place);
  },

  // Arrows go from cell to cell, as in a spreadsheet.
  step(button, key) {
    const cell = button.closest("td");
    const row = cell?.parentElement;
    if (!row?.closest(".pw-statement")) return null;
    const beside = { ArrowLeft: "previousElementSibling", ArrowRight: "nextElementSibling" }[key];
    if (beside) return cell[beside]?.querySelector(".pw-place") ?? null;
    const rows = [...row.parentElement.rows];
    const later = key === "ArrowDown" ? rows.slice(rows.indexOf(row) + 1) : rows.slice(0, rows.indexOf(row)).reverse();
    return later.map((other) => other.cells[cell.cellIndex]?.querySelector(".pw-place")).find(Boolean) ?? null;
  },

  // Tabs between cells: what spreadsheets take apart.
  textOf(table) {
    const text = (cell) => (cell.querySelector(".pw-place") ?? cell).textContent.trim();
    return [...table.rows].map((row) => [...row.cells].map(text).join("\t")).join("\n");
  },

  async copy(button) {
    const text = this.textOf(button.closest("section").querySelector("table"));
    const isCopied = await this.put(text);
    button.classList.toggle("copied", isCopied);
    setTimeout(() => button.classList.remove("copied"), 2000);
  },

  async put(text) {
    if (navigator.clipboard) return navigator.clipboard.writeText(text).then(() => true, () => false);
    const area = document.createElement("textarea"); // pages that came over plain http have no clipboard
    area.value = text;
    document.body.append(area);
    area.select();
    const isCopied = document.execCommand("copy");
    area.remove();
    return isCopied;
  },
};

document.addEventListener("click", ({ target }) => {
  const on = (selector) => target.closest?.(selector);
  const statements = window.pagewitnessStatements;
  if (on("[data-view]")) statements.show(on("[data-view]").dataset.view === "statements");
  else if (on(".pw-place")) statements.go(on(".pw-place"));
  else if (on(".pw-copy")) statements.copy(on(".pw-copy"));
});
document.addEventListener("keydown", (event) => {
  const button = event.target.closest?.(".pw-place");
  if (!button || !["ArrowLeft", "ArrowRight", "ArrowUp", "ArrowDown"].includes(event.key)) return;
  const next = window.pagewitnessStatements.step(button, event.key);
  if (!next) return;
  event.preventDefault();
  next.focus();
});
