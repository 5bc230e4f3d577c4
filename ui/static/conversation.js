// The conversation: what is scrolled to, which claim is shown, which pages stood behind an answer.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectConversation() {
    document.addEventListener("focusin", ({ target }) => (this.focused = target.matches(".pw-chip") ? this.placeOf(target) : null));
    document.addEventListener("pointerdown", () => (this.focused = null));
    document.addEventListener("page", () => this.showMarked());
    document.querySelector("#pw-marked button").addEventListener("click", () => {
      const turn = this.pressedTurn();
      if (turn) this.showTurn(turn);
    });
    for (const kind of ["wheel", "touchmove", "pointerdown", "keydown"])
      document.getElementById("pw-scroll").addEventListener(kind, () => (this.follows = false), { passive: true });
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

  // Says in the pane which answer the marks belong to, and leads back to it.
  showMarked() {
    const place = document.getElementById("pw-marked");
    const turn = this.showsAnAnswer() ? this.pressedTurn() : null;
    place.hidden = !turn;
    place.querySelector("button").textContent = turn ? this.words.t("marked_for", { question: this.pressed.question }) : "";
  },

  pressedTurn() {
    const chip = document.querySelector(".pw-chip[aria-pressed]");
    return chip?.closest(".pw-turn") ?? null;
  },

  showCitation(chip) {
    const citation = JSON.parse(chip.dataset.citation);
    document.querySelectorAll(".pw-chip[aria-pressed]").forEach((other) => other.removeAttribute("aria-pressed"));
    chip.setAttribute("aria-pressed", "true");
    this.pressed = this.placeOf(chip);
    this.linkedAnswer = chip.closest(".pw-turn")?.dataset.answer?.slice(0, KEY_CHARS) ?? null;
    if (citation.document_id !== this.about?.document_id) return;
    this.answerShown = citation;
    this.view.go(citation.page_number, citation);
  },

  // Whether an answer has put that page there: not somebody who turned to it, a statement or a find.
  showsAnAnswer() {
    return this.view.citation !== null && this.view.citation === this.answerShown;
  },

  // The newest answer opens the page of its first claim, in the place of an answer's before it. A
  // page that somebody has turned to stays, and so does what is shown when an answer is deleted.
  openFirstCited() {
    const list = document.querySelector(".pw-list"); // of a list the first claim of all
    const turn = document.querySelector(list ? ".pw-list ~ .pw-turn:has(.pw-receipt):has(.pw-chip)" : ".pw-turn:last-child:has(.pw-receipt)");
    const key = `${this.about?.document_id} ${list ? `list ${list.dataset.before}` : this.numTurns} ${turn !== null}`;
    if (this.citedKey === key) return;
    const before = this.cited;
    this.citedKey = key;
    this.cited = { id: this.about?.document_id, numTurns: this.numTurns };
    const isNew = before !== undefined && before.id === this.cited.id && before.numTurns <= this.numTurns;
    const chip = turn?.querySelector(".pw-chip");
    if (chip && (!this.view.isAsked || (isNew && this.showsAnAnswer())) && innerWidth >= 800) this.showCitation(chip);
  },

  // Answers that come in draw the conversation anew: the chip that was pressed or focused stays so.
  keepPressed() {
    const alike = (was) => [...document.querySelectorAll(".pw-chip")].find((chip) => chip.dataset.citation === was.citation && this.questionOf(chip) === was.question);
    if (this.pressed && !document.querySelector(".pw-chip[aria-pressed]")) alike(this.pressed)?.setAttribute("aria-pressed", "true");
    if (this.focused && document.activeElement === document.body) alike(this.focused)?.focus({ preventScroll: true });
  },

  questionOf(chip) {
    return chip.closest(".pw-turn")?.querySelector(".pw-question").textContent ?? "";
  },

  placeOf(chip) {
    return { citation: chip.dataset.citation, question: this.questionOf(chip) };
  },

  // Its text with report and pages, for somebody's document.
  async copyAnswer(button, key) {
    const address = `pw/documents/${this.about?.document_id}/answers/${key}/text?language=${this.words.language()}`;
    const answer = await fetch(address).catch(() => null);
    const isCopied = answer?.ok && (await window.pagewitnessStatements.put(await answer.text()));
    const words = [...button.childNodes];
    button.replaceChildren(this.words.t(isCopied ? "copied" : "not_copied"));
    setTimeout(() => button.replaceChildren(...words), 2000);
  },

  prefetchCited() {
    const chips = [...document.querySelectorAll(".pw-turn:last-child .pw-chip")].slice(0, 6);
    for (const chip of chips) this.view.prefetch(JSON.parse(chip.dataset.citation).page_number);
    const cited = (this.citedPages = new Set([...document.querySelectorAll(".pw-chip")].map((chip) => JSON.parse(chip.dataset.citation).page_number)));
    this.nameThumbs();
    for (const cell of document.querySelectorAll(".pw-strip button")) cell.classList.toggle("cited", cited.has(Number(cell.dataset.page)));
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

  pointExport(link, suffix) {
    link.href = `pw/documents/${this.about?.document_id}/conversation.${suffix}?language=${document.documentElement.lang}`;
  },
});
