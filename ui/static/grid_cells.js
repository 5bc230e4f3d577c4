// One grid: cells fill as they come, are reached by arrows, judged by keys, shown with their page.
"use strict";

class GridView {
  static ASK_MS = 1000;
  static IDLE_MS = 5000; // when nothing is on its way: another tab may have changed something

  constructor(table) {
    this.table = table;
    this.address = `pw/grids/${table.dataset.grid}`;
    this.tds = new Map([...table.querySelectorAll("td")].map((td) => [td.dataset.place, td]));
    this.cells = new Map(); // "report,question" -> what the server says of it
    this.revision = "";
    this.filter = "all";
    this.panel = new CellPanel(document.getElementById("pw-panel"), this);
    const first = table.querySelector("td");
    if (first) first.tabIndex = 0;
    table.addEventListener("focusin", ({ target }) => this.reach(target.closest("td")));
    table.addEventListener("click", ({ target }) => this.open(target.closest("td")));
    table.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("click", ({ target }) => this.onClick(target));
    this.follow();
  }

  // -- what has changed ------------------------------------------------------------------------

  async follow() {
    const isFilling = await this.update();
    setTimeout(() => this.follow(), isFilling ? GridView.ASK_MS : GridView.IDLE_MS);
  }

  async update() {
    const answer = await fetch(`${this.address}/cells.json?since=${this.revision}`).catch(() => null);
    const says = document.getElementById("pw-grid-says");
    if (!answer?.ok) {
      const phrase = window.pagewitness.phrase(answer?.status === 404 ? "grid_gone" : "grid_unreached");
      if (phrase) window.pagewitness.grid.say(says, phrase);
      return false;
    }
    const told = await answer.json();
    if (this.revision !== "" && told.revision < this.revision) return true; // overtaken by a newer one
    this.revision = told.revision;
    for (const cell of told.cells) this.show(cell);
    const { answered, total } = told.counts;
    const words = window.pagewitness.phrase("grid_done");
    if (words) window.pagewitness.grid.say(document.getElementById("pw-grid-count"), window.pagewitness.filled(words, { done: answered, total }));
    document.getElementById("pw-grid-progress").value = total ? answered / total : 1;
    says.innerHTML = told.says;
    const isFilling = answered < total && !told.is_stopped;
    document.getElementById("pw-grid-stop").hidden = !isFilling;
    document.getElementById("pw-grid-go").hidden = answered === total || isFilling;
    this.count();
    return isFilling;
  }

  show(cell) {
    const key = cell.place.join(",");
    const shown = this.tds.get(key);
    const before = this.cells.get(key);
    this.cells.set(key, cell);
    if (!shown) return;
    shown.dataset.state = cell.state;
    shown.dataset.kind = cell.kind;
    shown.innerHTML = cell.html;
    if (this.panel.key === key) this.panel.refresh(before?.kind !== cell.kind);
  }

  count() {
    const all = [...this.cells.values()];
    for (const button of document.querySelectorAll("[data-filter]"))
      button.querySelector("b").textContent = all.filter((cell) => this.fits(cell, button.dataset.filter)).length;
    document.getElementById("pw-grid-failed").hidden = !all.some((cell) => cell.kind === "failed");
    for (const row of this.table.tBodies[0].rows) {
      let any = this.filter === "all";
      for (const td of row.querySelectorAll("td")) {
        const fits = this.fits(this.cells.get(td.dataset.place));
        td.classList.toggle("dimmed", !fits);
        any ||= fits;
      }
      row.hidden = !any;
    }
  }

  fits(cell, filter = this.filter) {
    const kinds = { failed: ["failed"], not_found: ["not found", "no figure"] };
    return filter === "all" || cell?.state === filter || Boolean(kinds[filter]?.includes(cell?.kind));
  }

  // -- moving ----------------------------------------------------------------------------------

  reach(td) {
    if (!td) return;
    for (const other of this.table.querySelectorAll('td[tabindex="0"], td[aria-selected]')) {
      other.tabIndex = -1;
      other.removeAttribute("aria-selected");
    }
    td.tabIndex = 0;
    td.setAttribute("aria-selected", "true");
    this.panel.choose(td.dataset.place);
  }

  open(td) {
    if (!td) return;
    td.focus();
    document.body.classList.add("pw-panel-open"); // narrow windows: over the table
  }

  step(td, key) {
    const rows = [...this.table.tBodies[0].rows].filter((row) => !row.hidden);
    const row = td.parentElement;
    const [x, y] = [td.cellIndex, rows.indexOf(row)];
    const [dx, dy] = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1], Home: [-x + 1, 0], End: [row.cells.length - 1 - x, 0] }[key];
    const next = rows[y + dy]?.cells[x + dx];
    if (next?.matches("td")) next.focus();
  }

  onKey(event) {
    const td = event.target.closest("td");
    if (!td || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(Arrow|Home|End)/.test(event.key)) this.step(td, event.key);
    else if (event.key === "Enter") this.open(td);
    else if (event.key === "e") this.panel.write(this.panel.edited);
    else if (event.key === "n") this.panel.write(this.panel.note);
    else if (event.key === "a") this.panel.judge("accepted");
    else if (event.key === "x") this.panel.judge("wrong");
    else if (event.key === "r") this.panel.again();
    else if (event.key === "Escape") document.body.classList.remove("pw-panel-open");
    else return;
    event.preventDefault();
  }

  async onClick(target) {
    const on = (selector) => target.closest?.(selector);
    if (on("[data-filter]")) {
      this.filter = on("[data-filter]").dataset.filter;
      for (const button of document.querySelectorAll("[data-filter]")) button.setAttribute("aria-pressed", button.dataset.filter === this.filter);
      this.count();
    } else if (on("#pw-grid-stop")) await this.act("stop", { stopped: true });
    else if (on("#pw-grid-go")) await this.act("stop", { stopped: false });
    else if (on("#pw-grid-failed")) await this.act("again", { failed: true });
  }

  async act(name, content) {
    const done = await window.pagewitness.grid.send(`${this.address}/${name}`, content);
    if (done.error) this.panel.say(done.error);
    await this.update();
    return !done.error;
  }
}

// The chosen cell: whole answer, state, note, and the page with its words marked.
class CellPanel {
  constructor(root, view) {
    this.root = root;
    this.view = view;
    this.key = null;
    this.answer = root.querySelector("#pw-panel-answer");
    this.edited = root.querySelector("#pw-edited");
    this.note = root.querySelector("#pw-note-text");
    this.picture = root.querySelector("#pw-page-picture");
    root.addEventListener("click", ({ target }) => this.onClick(target));
    root.addEventListener("keydown", ({ key, target }) => key === "Escape" && !target.matches("input, textarea") && this.leave());
    for (const field of [this.edited, this.note]) field.addEventListener("keydown", (event) => this.onKey(event, field));
    this.edited.addEventListener("change", () => this.judge(this.edited.value.trim() ? "edited" : "unchecked"));
    this.note.addEventListener("change", () => this.save({}));
  }

  get cell() {
    return this.view.cells.get(this.key);
  }

  get td() {
    return this.view.tds.get(this.key);
  }

  choose(key) {
    if (this.key === key) return;
    this.key = key;
    this.root.querySelector(".pick-one").hidden = true;
    this.root.querySelector(".filled").hidden = false;
    this.say(null);
    this.refresh(true);
  }

  refresh(isNew) {
    const cell = this.cell;
    if (!cell) return;
    if (document.activeElement !== this.edited) this.edited.value = cell.edited;
    if (document.activeElement !== this.note) this.note.value = cell.note;
    for (const [name, state] of [["accept", "accepted"], ["wrong", "wrong"]])
      this.root.querySelector(`[data-do="${name}"]`).setAttribute("aria-pressed", cell.state === state);
    if (isNew) this.load();
  }

  async load() {
    const key = this.key;
    clearTimeout(this.loading);
    await new Promise((done) => (this.loading = setTimeout(done, 80))); // arrows may pass over many
    if (this.key !== key) return;
    const [report, question] = key.split(",");
    const answer = await fetch(`${this.view.address}/cells/${report}/${question}.json`).catch(() => null);
    if (this.key !== key || !answer?.ok) return;
    this.answer.innerHTML = (await answer.json()).html;
    this.pages = JSON.parse(this.answer.querySelector("[data-pages]").dataset.pages).pages;
    const first = this.answer.querySelector("[data-citation]");
    this.picture.hidden = !first;
    if (first) this.showPage(first);
  }

  onClick(target) {
    const on = (selector) => target.closest?.(selector);
    if (on("[data-citation]")) this.showPage(on("[data-citation]"));
    else if (on('[data-do="close"]')) this.leave();
    else if (on('[data-do="accept"]')) this.judge("accepted");
    else if (on('[data-do="wrong"]')) this.judge("wrong");
    else if (on('[data-do="again"]')) this.again();
  }

  leave() {
    document.body.classList.remove("pw-panel-open");
    this.td?.focus();
  }

  onKey(event, field) {
    if (event.key === "Escape" || (event.key === "Enter" && field === this.edited)) {
      event.preventDefault();
      if (event.key === "Escape") field.value = field === this.edited ? this.cell.edited : this.cell.note;
      this.td?.focus(); // which saves what has changed
    }
  }

  write(field) {
    document.body.classList.add("pw-panel-open");
    field.focus();
    field.select();
  }

  // The same key again takes a judgement back. What was typed by hand needs no acceptance.
  judge(state) {
    if (state === "accepted" && this.cell?.state === "edited") return;
    const isBack = state !== "edited" && this.cell?.state === state;
    this.save({ state: isBack ? "unchecked" : state });
  }

  async save(changes) {
    if (!this.cell) return;
    const [report, question] = this.key.split(",");
    const said = { state: this.cell.state, edited: this.edited.value.trim(), note: this.note.value, ...changes };
    this.say(null);
    if (await this.view.act(`cells/${report}/${question}`, said)) this.refresh(false);
  }

  again() {
    if (this.key) this.view.act("again", { place: this.key.split(",").map(Number) });
  }

  say(sentence) {
    window.pagewitness.grid.say(this.root.querySelector("#pw-panel-says"), sentence);
  }

  showPage(button) {
    for (const other of this.answer.querySelectorAll("[data-citation][aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    const place = JSON.parse(button.dataset.citation);
    const page = this.pages[place.page_number];
    if (!page) return;
    const [width, height] = page.size;
    const { inBoth, grid } = window.pagewitness;
    this.picture.querySelector("figcaption").replaceChildren(...inBoth(page.label).childNodes);
    const sheet = this.picture.querySelector(".sheet");
    sheet.style.aspectRatio = `${width} / ${height}`;
    const wanted = ((sheet.clientWidth || 400) / width) * (window.devicePixelRatio || 1);
    const scale = Math.min(Math.max(Math.ceil(wanted * 4) / 4, 0.25), 3);
    const image = sheet.querySelector("img");
    image.alt = page.label[grid.language()];
    image.src = `pw/documents/${place.document_id}/pages/${place.page_number}.png?scale=${scale}`;
    const marks = sheet.querySelector(".places");
    marks.replaceChildren();
    const add = ([x0, top, x1, bottom], name) => {
      const mark = document.createElement("i");
      mark.className = name;
      const share = { left: x0 / width, top: top / height, width: (x1 - x0) / width, height: (bottom - top) / height };
      for (const [side, part] of Object.entries(share)) mark.style[side] = `${part * 100}%`;
      marks.append(mark);
    };
    for (const span of place.context) if (span.page_number === place.page_number) span.boxes.forEach((box) => add(box, "context"));
    place.boxes.forEach((box) => add(box, "cited"));
    const first = marks.querySelector(".cited");
    const view = this.picture.querySelector(".view");
    if (first) view.scrollTo(window.pagewitness.leftFor(first, view.clientWidth), Math.max(first.offsetTop - view.clientHeight / 3, 0));
  }
}

window.pagewitness.gridView = new GridView(document.getElementById("pw-grid"));
