// Everything around the page pane: events to Python, language and theme, files in, chips, keys.
// Python renders all HTML, in both languages; this script moves, marks and listens.
"use strict";

const MODEL_LOOK_MS = 700; // how often the model's state is asked for, until it is settled

const pagewitness = {
  words: {
    phrases: {},
    max_file_mb: 100,
    t(key, details = {}) {
      const phrase = this.phrases[key]?.[document.documentElement.lang === "zh" ? "zh" : "en"] ?? "";
      return phrase.replace(/\{(\w+)\}/g, (_, name) => details[name] ?? "");
    },
    pageLabel(pageNumber, printed) {
      const zh = document.documentElement.lang === "zh";
      if (printed === null) return zh ? `PDF 第 ${pageNumber} 页` : `PDF p. ${pageNumber}`;
      const label = zh ? `第 ${printed} 页` : `p. ${printed}`;
      return printed === String(pageNumber) ? label : `${label} (PDF ${pageNumber})`;
    },
  },

  // Called by Gradio once the page stands; `trigger` sends an event to Python.
  async connect(trigger) {
    this.send = trigger;
    this.words = Object.assign(this.words, await (await fetch("pw/words.json")).json());
    await this.standing("pw-desk", "pw-language", "pw-theme", "pw-files", "pw-title", "pw-question", "pw-number", "pw-list-file", "pw-list-hint");
    const at = (id) => document.getElementById(id);
    this.view = new PageView(at("pw-pane"), this.words);
    this.setLanguage(localStorage.getItem("pw-language") ?? (/^zh/i.test(navigator.language) ? "zh" : "en"));
    at("pw-language").addEventListener("click", () =>
      this.setLanguage(document.documentElement.lang === "zh" ? "en" : "zh"),
    );
    this.followTheme();
    at("pw-theme").addEventListener("click", () => this.setTheme(!document.body.classList.contains("dark")));
    document.addEventListener("click", (event) => this.onClick(event));
    document.addEventListener("submit", (event) => this.onSubmit(event));
    document.addEventListener("keydown", (event) => this.onKey(event));
    document.addEventListener("page", () => this.markCurrentPage());
    document.addEventListener("focusin", ({ target }) => (this.focused = target.matches(".pw-chip") ? this.placeOf(target) : null));
    document.addEventListener("pointerdown", () => (this.focused = null));
    document.addEventListener("change", (event) => this.onTick(event));
    addEventListener("focus", () => this.lookAtModel());
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"])
      at("pw-scroll").addEventListener(kind, () => (this.follows = false), { passive: true });
    document.addEventListener("input", (event) => {
      if (!event.target.closest?.("#pw-question")) return;
      this.listHint = null; // what was said about a file is over
      this.showList();
    });
    this.takeFiles();
    const bar = at("pw-reader-bar"); // sticks below the composer in a narrow window
    new ResizeObserver(() => at("pw-desk").style.setProperty("--pw-bar-height", `${bar.offsetHeight}px`)).observe(bar);
    new MutationObserver(() => this.changed()).observe(at("pw-desk"), { childList: true, subtree: true, attributes: true, attributeFilter: ["data-document", "data-busy", "data-citation"] });
    this.send("arrive", { document_id: sessionStorage.getItem("pw-document") ?? localStorage.getItem("pw-document") ?? "" });
    document.body.classList.add("pw-ready-to-use");
    this.lookAtModel();
  },

  // Gradio mounts its components one after the other, and ours may be before those it needs.
  async standing(...ids) {
    while (!ids.every((id) => document.getElementById(id))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },

  // -- language and theme ----------------------------------------------------------------------

  setLanguage(language) {
    document.documentElement.lang = language;
    localStorage.setItem("pw-language", language);
    this.send("set_language", { language });
    const names = { "pw-pane": "page_pane", "pw-number": "page_number", "pw-files": "drop" };
    document.getElementById("pw-switch").setAttribute("aria-label", this.words.t("switch_reader"));
    for (const [id, key] of Object.entries(names)) document.getElementById(id).setAttribute("aria-label", this.words.t(key));
    this.nameCells();
    this.showList();
    if (this.view.pageNumber) this.view.draw();
  },

  followTheme() {
    const chosen = localStorage.getItem("pw-theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    document.body.classList.toggle("dark", chosen ? chosen === "dark" : system.matches);
    system.addEventListener("change", () => {
      if (!localStorage.getItem("pw-theme")) document.body.classList.toggle("dark", system.matches);
    });
  },

  setTheme(dark) {
    localStorage.setItem("pw-theme", dark ? "dark" : "light");
    document.body.classList.toggle("dark", dark);
  },

  // -- what Python has changed -----------------------------------------------------------------

  changed() {
    const facts = document.getElementById("pw-document");
    const about = facts ? JSON.parse(facts.dataset.document) : null;
    if (about?.document_id !== this.about?.document_id) {
      this.about = about;
      this.view.open(about);
      const id = about?.document_id ?? "";
      sessionStorage.setItem("pw-document", id);
      localStorage.setItem("pw-document", id);
      if (innerWidth < 800) facts?.querySelector(".pw-more").removeAttribute("open");
      document.getElementById("pw-title").textContent = facts?.querySelector(".pw-facts-title").textContent ?? "";
      this.nameCells();
      this.showTicks();
      if (about && innerWidth >= 800 && document.activeElement === document.body)
        document.querySelector("#pw-question textarea").focus({ preventScroll: true });
    }
    for (const row of document.querySelectorAll(".pw-documents li")) {
      const current = row.dataset.documentId === about?.document_id ? "true" : null;
      if (row.getAttribute("aria-current") !== current)
        current ? row.setAttribute("aria-current", current) : row.removeAttribute("aria-current");
    }
    const suggestions = document.querySelector(".pw-suggestions"); // may come late, for the report before
    if (suggestions) suggestions.hidden = suggestions.dataset.documentId !== about?.document_id;
    document.body.classList.toggle("pw-has-answers", document.querySelector(".pw-turn") !== null);
    document.body.classList.toggle("pw-has-document", about !== null);
    this.keepPressed();
    this.showList(); // Python empties the box
    this.openArrived();
    this.keepWatching();
    this.prefetchCited();
    this.showBehindNewest();
    this.scrollToNewest();
    this.openFirstCited();
  },

  // Opens the first of the files dropped together; the others wait on the shelf.
  openArrived() {
    for (const mark of document.querySelectorAll("[data-reading-done]"))
      if (this.awaited?.has(mark.dataset.readingDone)) {
        this.awaited = null;
        this.send("open_document", { document_id: mark.dataset.documentId });
      }
  },

  keepWatching() {
    const busy = document.querySelector(".pw-shelf")?.dataset.busy === "1";
    if (busy && !this.watching) this.send("watch_readings", {});
    this.watching = busy;
  },

  prefetchCited() {
    const chips = [...document.querySelectorAll(".pw-turn:last-child .pw-chip")].slice(0, 6);
    for (const chip of chips) this.view.prefetch(JSON.parse(chip.dataset.citation).page_number);
    const cited = new Set([...document.querySelectorAll(".pw-chip")].map((chip) => JSON.parse(chip.dataset.citation).page_number));
    for (const cell of document.querySelectorAll(".pw-strip button")) cell.classList.toggle("cited", cited.has(Number(cell.dataset.page)));
  },

  // Moves the newest question to the top as its answer grows, until somebody scrolls.
  scrollToNewest() {
    const turns = document.querySelectorAll(".pw-turn");
    const newest = turns[turns.length - 1];
    const list = document.querySelector(".pw-list"); // its answers come in below it: whoever reads is not moved
    if (list && list.dataset.before !== this.listBefore) list.scrollIntoView({ block: "start", behavior: "smooth" });
    if (list) this.follows = false;
    else if (turns.length > (this.numTurns ?? Infinity)) this.follows = true;
    this.listBefore = list?.dataset.before;
    this.numTurns = turns.length;
    if (this.follows) newest?.scrollIntoView({ block: "start", behavior: "smooth" });
    if (newest?.querySelector(".pw-receipt")) this.follows = false;
  },

  // Beside an empty pane the newest answer opens the page of its first claim; an open page stays.
  openFirstCited() {
    const list = document.querySelector(".pw-list"); // of a list the first claim of all
    const turn = document.querySelector(list ? ".pw-list ~ .pw-turn:has(.pw-receipt):has(.pw-chip)" : ".pw-turn:last-child:has(.pw-receipt)");
    const key = `${this.about?.document_id} ${list ? `list ${list.dataset.before}` : this.numTurns} ${turn !== null}`;
    if (this.citedKey === key) return;
    this.citedKey = key;
    const chip = turn?.querySelector(".pw-chip");
    if (chip && !this.view.pageNumber && innerWidth >= 800) this.showCitation(chip);
  },

  // Answers that come in draw the conversation anew: the chip that was pressed or focused stays so.
  keepPressed() {
    const alike = (was) => [...document.querySelectorAll(".pw-chip")].find((chip) => chip.dataset.citation === was.citation && this.questionOf(chip) === was.question);
    if (this.pressed && !document.querySelector(".pw-chip[aria-pressed]")) alike(this.pressed)?.setAttribute("aria-pressed", "true");
    if (this.focused && document.activeElement === document.body) alike(this.focused)?.focus({ preventScroll: true });
  },

  questionOf(chip) {
    return chip.closest(".pw-turn").querySelector(".pw-question").textContent;
  },

  placeOf(chip) {
    return { citation: chip.dataset.citation, question: this.questionOf(chip) };
  },

  markCurrentPage() {
    const page = this.view.pageNumber;
    for (const cell of document.querySelectorAll(".pw-strip button")) {
      const here = Number(cell.dataset.page) === page;
      cell.toggleAttribute("aria-current", here);
      cell.tabIndex = here ? 0 : -1;
      const strip = cell.parentElement; // scrolled by hand: scrollIntoView would move the column too
      if (here) strip.scrollTop = cell.offsetTop - strip.offsetTop - strip.clientHeight / 2;
    }
    let best = null;
    for (const row of document.querySelectorAll(".pw-section")) {
      row.removeAttribute("aria-current");
      const isSeen = !row.closest("details:not([open]) > ul");
      if (isSeen && Number(row.dataset.page) <= page && page <= Number(row.dataset.last)) best = row;
    }
    best?.setAttribute("aria-current", "true");
  },

  nameCells() {
    const printed = this.about?.printed_numbers ?? [];
    for (const cell of document.querySelectorAll(".pw-strip button")) {
      const page = Number(cell.dataset.page);
      const status = this.words.t("status_" + cell.className.match(/s-([\w-]+)/)[1].replaceAll("-", "_"));
      const name = `${this.words.pageLabel(page, printed[page - 1] ?? null)}: ${status}`;
      cell.title = name;
      cell.setAttribute("aria-label", name);
    }
    document.querySelector(".pw-strip")?.setAttribute("aria-label", this.words.t("pages"));
  },

  // -- the model: who answers, and what is read ------------------------------------------------

  async lookAtModel() {
    clearTimeout(this.modelTimer);
    const answer = await fetch("pw/model.json").catch(() => null);
    const model = answer?.ok ? await answer.json() : null;
    if (model) {
      const line = document.getElementById("pw-model");
      if (this.modelLine !== model.html) line.innerHTML = this.modelLine = model.html;
      line.dataset.stage = model.stage;
      const wasReady = this.modelIsReady;
      this.modelIsReady = model.stage === "ready";
      document.getElementById("pw-switch").hidden = !this.modelIsReady;
      this.setReader(this.reader());
      if (this.modelIsReady && wasReady === false) this.send("watch_readings", {}); // what waited for it is read now
    }
    if (!model?.is_settled) this.modelTimer = setTimeout(() => this.lookAtModel(), MODEL_LOOK_MS);
  },

  reader() {
    return localStorage.getItem("pw-reader") ?? "model";
  },

  setReader(reader) {
    localStorage.setItem("pw-reader", reader);
    for (const button of document.querySelectorAll("[data-reader]")) button.setAttribute("aria-pressed", button.dataset.reader === reader);
    this.showPlan();
  },

  // What was chosen for the open report: indices of ticked sections, and whether all of it is read.
  chosen() {
    const kept = JSON.parse(sessionStorage.getItem(`pw-chosen-${this.about?.document_id}`) ?? "{}");
    return { sections: [], reads_all: false, ...kept };
  },

  choose(changes) {
    sessionStorage.setItem(`pw-chosen-${this.about?.document_id}`, JSON.stringify({ ...this.chosen(), ...changes }));
    this.showTicks();
  },

  // Goes along with every question.
  choice() {
    return JSON.stringify({ reader: this.reader(), ...this.chosen() });
  },

  // A section is ticked with all that is in it.
  onTick(event) {
    const tick = event.target.closest?.(".pw-tick");
    if (!tick) return;
    for (const inner of tick.closest("li").querySelectorAll(".pw-tick")) inner.checked = tick.checked;
    if (!tick.checked)
      for (let row = tick.closest("li").parentElement.closest("li"); row; row = row.parentElement.closest("li"))
        row.querySelector(".pw-tick").checked = false;
    const sections = [...document.querySelectorAll(".pw-tick:checked")].map((box) => Number(box.dataset.section));
    this.choose({ sections, reads_all: false });
  },

  showTicks() {
    const ticked = new Set(this.chosen().sections);
    for (const tick of document.querySelectorAll(".pw-tick")) tick.checked = ticked.has(Number(tick.dataset.section));
    this.showPlan();
  },

  async showPlan() {
    const id = this.about?.document_id;
    const asked = `${id} ${this.choice()} ${this.modelIsReady}`;
    if (!id || this.plan === asked) return;
    this.plan = asked;
    const answer = await fetch(`pw/documents/${id}/plan.json?choice=${encodeURIComponent(this.choice())}`).catch(() => null);
    const html = answer?.ok ? (await answer.json()).html : "";
    const place = document.getElementById("pw-plan");
    if (this.plan === asked && place) place.innerHTML = html;
  },

  // Fades the pages in the strip that did not stand behind an answer.
  showBehind(button) {
    const shown = button?.getAttribute("aria-pressed") === "true" ? null : button;
    for (const other of document.querySelectorAll(".pw-behind")) other.setAttribute("aria-pressed", other === shown);
    const pages = shown ? new Set(JSON.parse(shown.dataset.behind).pages) : null;
    let faded = 0;
    for (const cell of document.querySelectorAll(".pw-strip button")) {
      const isFaded = pages !== null && !pages.has(Number(cell.dataset.page));
      cell.classList.toggle("unread", isFaded);
      faded += isFaded;
    }
    const note = document.querySelector(".pw-behind-note");
    if (note) note.hidden = faded === 0;
  },

  showBehindNewest() {
    const turns = document.querySelectorAll(".pw-turn");
    const newest = turns[turns.length - 1]?.querySelector(".pw-behind") ?? null;
    const key = `${this.about?.document_id} ${turns.length} ${newest !== null}`;
    if (this.behindKey === key) return;
    this.behindKey = key;
    this.showBehind(newest);
  },

  // -- clicks and keys -------------------------------------------------------------------------

  onClick(event) {
    const on = (selector) => event.target.closest?.(selector);
    const chip = on(".pw-chip");
    const place = on("[data-page]");
    const action = on("[data-do]");
    const suggestion = on(".pw-suggestion");
    if (chip) this.showCitation(chip);
    else if (suggestion) this.send("ask_this", { question: suggestion.textContent, choice: this.choice() });
    else if (on(".pw-behind")) this.showBehind(on(".pw-behind"));
    else if (on("[data-reader]")) this.setReader(on("[data-reader]").dataset.reader);
    else if (action) this.act(action);
    else if (place && !on("#pw-pane")) this.view.go(Number(place.dataset.page));
    else if (on("#pw-export")) this.pointExport(on("#pw-export"), "md");
    else if (on("#pw-table")) this.pointExport(on("#pw-table"), "csv");
  },

  showCitation(chip) {
    const citation = JSON.parse(chip.dataset.citation);
    document.querySelectorAll(".pw-chip[aria-pressed]").forEach((other) => other.removeAttribute("aria-pressed"));
    chip.setAttribute("aria-pressed", "true");
    this.pressed = this.placeOf(chip);
    if (citation.document_id === this.about?.document_id) this.view.go(citation.page_number, citation);
  },

  // A button that destroys something asks first: the second press within three seconds counts.
  act(button) {
    if (button.classList.contains("pw-sure") && !button.classList.contains("asking")) {
      button.classList.add("asking");
      setTimeout(() => button.classList.remove("asking"), 3000);
      return;
    }
    button.classList.remove("asking");
    if (button.dataset.do === "put_back") return this.addQuestions(JSON.parse(button.dataset.details).text);
    if (button.dataset.do === "read_everything") return this.choose({ sections: [] });
    if (button.dataset.do === "read_what_fits") return this.choose({ reads_all: false });
    if (button.dataset.do === "read_all") this.choose({ reads_all: true });
    if (button.dataset.do === "retry_model") setTimeout(() => this.lookAtModel(), MODEL_LOOK_MS);
    this.send(button.dataset.do, { ...JSON.parse(button.dataset.details), choice: this.choice() });
  },

  onSubmit(event) {
    const form = event.target.closest(".pw-password");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("input");
    this.awaited = new Set([form.dataset.reading]);
    this.send("unlock_reading", { reading_id: form.dataset.reading, password: field.value });
    field.value = "";
  },

  pointExport(link, suffix) {
    link.href = `pw/documents/${this.about?.document_id}/conversation.${suffix}?language=${document.documentElement.lang}`;
  },

  onKey(event) {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const cell = event.target.closest(".pw-strip button");
    if (event.key === "Escape") {
      if (document.querySelector(".pw-working")) document.getElementById("pw-stop").click();
      else if (document.body.classList.contains("pw-page-open") && innerWidth < 800) this.view.act("close");
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      document.querySelector("#pw-question textarea").focus();
    } else if (cell && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      const cells = [...cell.parentElement.children];
      const index = { ArrowLeft: cells.indexOf(cell) - 1, ArrowRight: cells.indexOf(cell) + 1, Home: 0, End: cells.length - 1 }[event.key];
      cells[index]?.focus();
    }
  },

  // -- a list of questions ---------------------------------------------------------------------

  // Several lines in the box are several questions; the line below says so before they are asked.
  showList() {
    const box = document.querySelector("#pw-question textarea");
    const count = new Set(box.value.split("\n").map((line) => line.trim()).filter(Boolean)).size;
    const details = { count, most: this.words.max_questions, chars: this.words.max_question_chars?.toLocaleString("en") };
    const hint = document.getElementById("pw-list-hint");
    const words = count > 1 ? this.words.t("list_hint", details) : "";
    if (this.listHint === words) return;
    this.listHint = words;
    hint.replaceChildren();
    if (!words) return;
    hint.append(words);
    const asOne = document.createElement("button");
    asOne.className = "pw-link";
    asOne.textContent = this.words.t("list_as_one");
    asOne.addEventListener("click", () => this.setQuestion(box.value.split(/\s+/).filter(Boolean).join(" ")));
    hint.append(" ", asOne);
  },

  setQuestion(text) {
    const box = document.querySelector("#pw-question textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true })); // tells Gradio
    box.focus();
  },

  addQuestions(text) {
    this.setQuestion([document.querySelector("#pw-question textarea").value.trim(), text].filter(Boolean).join("\n"));
  },

  isList(file) {
    return /\.(txt|csv|tsv)$/i.test(file.name);
  },

  async takeList(file) {
    const answer = await fetch(`pw/questions?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }).catch(() => null);
    const isTooLarge = file.size > 1e6 || answer?.status === 413;
    const list = !isTooLarge && [200, 422].includes(answer?.status) ? await answer.json() : { error: isTooLarge ? this.filled(this.phrase("list_too_large"), { file_name: file.name }) : this.phrase("upload_failed") };
    if (list.text) return this.addQuestions(list.text);
    const message = this.inBoth(list.error);
    message.setAttribute("role", "alert");
    document.getElementById("pw-list-hint").replaceChildren(message);
  },

  // -- files in --------------------------------------------------------------------------------

  awaited: null, // readings of the newest drop, until one of them has been opened

  takeFiles() {
    const input = document.getElementById("pw-files");
    input.addEventListener("change", () => {
      this.sendFiles([...input.files]);
      input.value = "";
    });
    const list = document.getElementById("pw-list-file");
    list.addEventListener("change", () => {
      if (list.files[0]) this.takeList(list.files[0]);
      list.value = "";
    });
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    for (const name of ["dragenter", "dragover"])
      document.addEventListener(name, (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        document.body.classList.add("pw-dragging");
      });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) document.body.classList.remove("pw-dragging");
    });
    document.addEventListener("drop", (event) => {
      document.body.classList.remove("pw-dragging");
      if (!hasFiles(event)) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      for (const file of files.filter((file) => this.isList(file))) this.takeList(file);
      if (!files.every((file) => this.isList(file))) this.sendFiles(files.filter((file) => !this.isList(file)));
    });
  },

  // One after the other, so that the first can be read while the next is on its way.
  async sendFiles(files) {
    const mine = (this.awaited = new Set());
    const rows = files.map((file) => this.sendingRow(file));
    for (const [index, file] of files.entries()) {
      const answer = await this.sendFile(file, rows[index]);
      if (answer.reading_id) {
        mine.add(answer.reading_id);
        rows[index].remove();
        this.watching = true;
        this.send("watch_readings", {});
      } else this.showRefusal(rows[index], answer.error);
    }
  },

  sendingRow(file) {
    const row = document.createElement("li");
    const [name, bar, state] = ["b", "progress", "small"].map((tag) => document.createElement(tag));
    name.textContent = file.name;
    name.dir = "auto";
    state.textContent = this.words.t("sending");
    bar.max = 1;
    bar.value = 0;
    row.append(name, bar, state);
    document.getElementById("pw-sending").append(row);
    return row;
  },

  sendFile(file, row) {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const failed = { error: this.phrase("upload_failed") };
      request.open("POST", `pw/documents?name=${encodeURIComponent(file.name)}`);
      request.responseType = "json";
      request.upload.onprogress = (event) => (row.querySelector("progress").value = event.loaded / (event.total || 1));
      request.onload = () => resolve(request.response?.reading_id || request.response?.error ? request.response : request.status === 413 ? { error: this.tooLarge(file) } : failed);
      request.onerror = request.onabort = () => resolve(file.size > this.words.max_file_mb * 1e6 ? { error: this.tooLarge(file) } : failed);
      request.send(file);
    });
  },

  phrase(key) {
    return this.words.phrases[key];
  },

  tooLarge(file) {
    const details = { file_name: file.name, size_mb: Math.ceil(file.size / 1e6), limit_mb: this.words.max_file_mb };
    return this.filled(this.words.too_large, details);
  },

  filled({ en, zh }, details) {
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => details[name]);
    return { en: fill(en), zh: fill(zh) };
  },

  inBoth(sentence) {
    const message = document.createElement("p");
    message.className = "pw-refusal";
    for (const language of ["en", "zh"]) {
      const span = document.createElement("span");
      span.lang = language;
      span.textContent = sentence[language];
      message.append(span);
    }
    return message;
  },

  showRefusal(row, sentence) {
    row.className = "refused";
    row.querySelectorAll("progress, small").forEach((part) => part.remove());
    const message = this.inBoth(sentence);
    message.setAttribute("role", "alert");
    const away = document.createElement("button");
    away.className = "pw-remove";
    away.textContent = "×";
    away.setAttribute("aria-label", this.words.t("dismiss"));
    away.addEventListener("click", () => row.remove());
    row.append(away, message);
  },
};
window.pagewitness = pagewitness;
window.PageView = PageView;
