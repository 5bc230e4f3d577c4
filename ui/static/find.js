// Words in the report: all places on all pages, counted, marked, shown in the strip of pages.
"use strict";

const FIND_AFTER_MS = 250; // without a key pressed
const FIND_SAY_MS = 700; // without an answer

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  found: null, // { pages: [[page, how often], ...], count, is_all, words, at }

  connectFind() {
    const field = document.getElementById("pw-find-words");
    field.addEventListener("input", () => {
      clearTimeout(this.findTimer);
      this.findTimer = setTimeout(() => this.find(), FIND_AFTER_MS);
    });
    field.addEventListener("keydown", (event) => {
      event.stopPropagation(); // arrows turn no page here, Escape stops no answer
      if (event.key === "Escape") return this.endFind();
      if (event.key !== "Enter" || event.isComposing) return;
      if (this.found?.words === field.value.trim()) this.stepFound(event.shiftKey ? -1 : 1);
      else this.find();
    });
    document.getElementById("pw-pane").addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "f" || !(event.ctrlKey || event.metaKey) || event.shiftKey) return;
      event.preventDefault();
      this.beginFind();
    });
    document.getElementById("pw-pane").addEventListener("click", ({ target }) => {
      const act = { open: () => this.toggleFind(), previous: () => this.stepFound(-1), next: () => this.stepFound(1), close: () => this.endFind() };
      act[target.closest("[data-find]")?.dataset.find]?.();
    });
    document.addEventListener("sheet", ({ detail }) => this.markSheet(detail));
  },

  toggleFind() {
    document.getElementById("pw-find").hidden ? this.beginFind() : this.endFind();
  },

  beginFind() {
    if (!this.about) return;
    const field = document.getElementById("pw-find-words");
    document.getElementById("pw-find").hidden = false;
    field.focus();
    field.select();
  },

  endFind() {
    this.forgetFound();
    document.getElementById("pw-find").hidden = true;
    document.getElementById("pw-view").focus({ preventScroll: true });
  },

  forgetFound() {
    clearTimeout(this.findTimer);
    document.getElementById("pw-find-words").value = "";
    this.found = null;
    this.showFound();
    this.markFound();
  },

  // The nearest place after the page that is shown comes first.
  async find() {
    clearTimeout(this.findTimer);
    const words = document.getElementById("pw-find-words").value.trim();
    const id = this.about?.document_id;
    const late = setTimeout(() => (document.getElementById("pw-find-count").textContent = this.words.t("find_searching")), FIND_SAY_MS);
    const answer = words && id ? await this.askFind(id, words, "") : null;
    clearTimeout(late);
    if (id !== this.about?.document_id || words !== document.getElementById("pw-find-words").value.trim()) return;
    this.found = answer && { ...answer, words, at: -1 };
    if (this.found?.count) {
      const before = this.found.pages.filter(([page]) => page < this.view.pageNumber);
      const at = before.reduce((sum, [, times]) => sum + times, 0);
      return this.goFound(at < this.found.count ? at : 0);
    }
    this.showFound();
    this.markFound();
  },

  async askFind(id, words, page) {
    const answer = await fetch(`pw/documents/${id}/find.json?q=${encodeURIComponent(words)}&page=${page}`).catch(() => null);
    return answer?.ok ? answer.json() : null;
  },

  stepFound(step) {
    if (this.found?.count) this.goFound((this.found.at + step + this.found.count) % this.found.count);
  },

  goFound(at) {
    this.found.at = at;
    const [page] = this.placeFound();
    if (page !== this.view.pageNumber) this.view.go(page);
    this.markFound(true);
    this.showFound();
  },

  // The page of the place that is shown, and which of those on this page it is.
  placeFound() {
    let left = this.found.at;
    for (const [page, times] of this.found.pages) {
      if (left < times) return [page, left];
      left -= times;
    }
    return [0, 0];
  },

  showFound() {
    const count = document.getElementById("pw-find-count");
    const { found } = this;
    const details = found && { at: found.at + 1, count: found.count.toLocaleString("en"), pages: found.pages.length };
    const key = !found ? "" : found.count === 0 ? "find_none" : !found.is_all ? "find_many" : found.pages.length === 1 ? "find_count_1" : "find_count";
    count.textContent = key && this.words.t(key, details);
    this.showFoundPages();
  },

  showFoundPages() {
    const times = new Map(this.found?.pages ?? []);
    for (const cell of document.querySelectorAll(".pw-strip button")) cell.classList.toggle("hit", times.has(Number(cell.dataset.page)));
    this.nameThumbs();
  },

  // On all pages that are drawn. isAsked: somebody wants to see the place that is shown.
  markFound(isAsked = false) {
    for (const sheet of this.view.sheets.values()) this.markSheet(sheet, isAsked);
  },

  async markSheet(sheet, isAsked = false) {
    const { found } = this;
    const page = sheet.pageNumber;
    if (!found?.pages.some(([number]) => number === page)) return sheet.hits.replaceChildren();
    found.places ??= new Map();
    if (!found.places.has(page)) found.places.set(page, this.askFind(this.about.document_id, found.words, page));
    const answer = await found.places.get(page);
    if (found !== this.found || !answer) return;
    const [shown, nth] = this.placeFound();
    const marks = answer.boxes.map((boxes, index) => boxes.map((box) => PageSheet.box(box, shown === page && index === nth ? "hit shown" : "hit")));
    sheet.hits.replaceChildren(...marks.flat());
    if (isAsked && shown === page) this.view.showAt(marks[nth]?.[0], sheet);
  },
});
