// Several reports asked together: what is ticked on the shelf, the line above the question box, the
// list of what was asked before. The answers are kept with their reports; this browser keeps which
// reports were asked what, and asks for the table anew.
"use strict";

const TOGETHER_KEPT = 20; // of this browser's list, the newest

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectTogether() {
    document.addEventListener("change", (event) => event.target.matches?.(".pw-pick-box") && this.onPick(event.target));
    document.addEventListener("click", (event) => this.onTogetherClick(event), true);
    document.addEventListener("keydown", (event) => {
      const isSent = event.key === "Enter" && !event.shiftKey && !event.isComposing && event.target.matches?.("#pw-question textarea");
      if (isSent && this.isTogether()) this.askTogether(event);
    }, true);
    document.getElementById("pw-logout").addEventListener("click", () => this.forgetTogether());
    new MutationObserver(() => this.nameBox()).observe(document.getElementById("pw-question"), { subtree: true, attributes: true, attributeFilter: ["placeholder"] });
    this.showTogether(this.picked().length > 1 && sessionStorage.getItem("pw-is-together") === "1");
  },

  isTogether() {
    return document.body.classList.contains("pw-together");
  },

  // Ids of the ticked reports that are on the shelf, in the order in which they were ticked.
  picked() {
    return JSON.parse(sessionStorage.getItem("pw-picked") ?? "[]");
  },

  onPick(box) {
    const id = box.closest("li").dataset.documentId;
    const others = this.picked().filter((other) => other !== id);
    const picked = box.checked ? [...others, id] : others;
    sessionStorage.setItem("pw-picked", JSON.stringify(picked));
    if (picked.length === 2 && box.checked) this.showTogether(true);
    else if (picked.length < 2 && this.isTogether()) this.showTogether(false);
    else this.keepTogether();
  },

  showTogether(wanted) {
    document.body.classList.toggle("pw-together", wanted);
    sessionStorage.setItem("pw-is-together", wanted ? "1" : "0");
    if (wanted) this.loadCompared();
    this.keepTogether();
    if (wanted && innerWidth >= 800 && !document.activeElement?.matches(".pw-pick-box")) document.querySelector("#pw-question textarea")?.focus({ preventScroll: true });
  },

  // Python draws the shelf anew: what is ticked stays ticked, and what is gone is forgotten.
  keepTogether() {
    const rows = [...document.querySelectorAll(".pw-documents li")];
    if (!rows.length) return;
    const known = new Set(rows.map((row) => row.dataset.documentId));
    const picked = this.picked().filter((id) => known.has(id));
    sessionStorage.setItem("pw-picked", JSON.stringify(picked));
    for (const row of rows) {
      const box = row.querySelector(".pw-pick-box");
      if (box && box.checked !== picked.includes(row.dataset.documentId)) box.checked = !box.checked;
    }
    const names = picked.map((id) => rows.find((row) => row.dataset.documentId === id).querySelector(".pw-document b").textContent);
    this.drawTogetherBar(names);
  },

  drawTogetherBar(names) {
    const bar = document.getElementById("pw-together");
    const most = this.words.max_reports, count = names.length, kept = this.keptTogether().length;
    const key = [this.isTogether(), kept, this.words.language(), ...names].join("\n");
    if (this.togetherKey === key) return;
    this.togetherKey = key;
    bar.hidden = !count && !kept && !this.isTogether();
    const words = count > most ? "together_most" : this.isTogether() ? (count ? "together_asking" : "together_none") : count > 1 ? "together_ticked" : count ? "together_one" : "";
    const said = document.createElement("p");
    if (words) said.append(this.words.t(words, { count, most }));
    if (this.isTogether() && count) {
      const list = document.createElement("b");
      list.dir = "auto";
      list.textContent = names.join(" · ");
      said.append(" ", list);
    }
    const button = (name, key, details) => {
      const made = document.createElement("button");
      made.className = "pw-link";
      made.dataset.togetherDo = name;
      made.textContent = this.words.t(key, details);
      return made;
    };
    const ways = this.isTogether() ? [button("leave", "together_leave")] : count > 1 ? [button("show", "together_start")] : kept ? [button("show", "together_shown", { count: kept })] : [];
    if (count) ways.push(button("untick", "together_untick"));
    bar.replaceChildren(said, ...ways);
    this.nameBox();
  },

  // Gradio writes its own hint again whenever the language changes.
  nameBox() {
    const box = document.querySelector("#pw-question textarea");
    const hint = this.words.t(this.isTogether() ? "together_question" : "question_hint");
    if (box.placeholder !== hint) box.placeholder = hint;
  },

  onTogetherClick(event) {
    const on = (selector) => event.target.closest?.(selector);
    const way = on("[data-together-do]")?.dataset.togetherDo;
    if (way === "untick") sessionStorage.setItem("pw-picked", "[]");
    if (way && way !== "show" && this.hasAsked && this.about) this.send("open_document", { document_id: this.about.document_id }); // with its new answer
    if (way) this.showTogether(way === "show");
    else if (on("#pw-ask") && this.isTogether()) this.askTogether(event);
    else if (on(".pw-look")) this.look(on(".pw-look"));
    else if (on("[data-take-off]")) this.takeOff(on(".pw-comparison"));
    else if (on("a[data-file]")) this.nameLanguage(on("a[data-file]"));
    else if (on('[data-do="open_document"]') && this.isTogether()) this.showTogether(false); // its own conversation
  },

  askTogether(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
    const box = document.querySelector("#pw-question textarea");
    const [question, ...rest] = box.value.split("\n").map((line) => line.trim()).filter(Boolean);
    const ids = this.picked();
    if (!question || ids.length < 2 || ids.length > this.words.max_reports || document.querySelector(".pw-working")) return;
    const before = document.querySelector("#pw-comparing .pw-comparison");
    if (before) document.getElementById("pw-compared").append(before.cloneNode(true));
    this.keepAsked({ question, ids });
    this.send("ask_together", { question, ids: ids.join(","), choice: this.choice() });
    this.setQuestion(rest.join("\n"));
    if (rest.length) document.getElementById("pw-list-hint").replaceChildren(this.words.t("together_lines"));
    this.comparedFollows = this.hasAsked = true;
  },

  keptTogether() {
    return JSON.parse(localStorage.getItem("pw-asked-together") ?? "[]");
  },

  sameAsked(one, other) {
    return one.question === other.question && one.ids.join() === other.ids.join();
  },

  keepAsked(asked) {
    const others = this.keptTogether().filter((other) => !this.sameAsked(asked, other));
    for (const card of document.querySelectorAll("#pw-compared .pw-comparison")) if (this.sameAsked(asked, JSON.parse(card.dataset.together))) card.remove();
    localStorage.setItem("pw-asked-together", JSON.stringify([...others, asked].slice(-TOGETHER_KEPT)));
  },

  takeOff(card) {
    this.keepAllBut(JSON.parse(card.dataset.together));
    card.remove();
    this.keepTogether();
  },

  // What was asked before the page was loaded; once.
  async loadCompared() {
    if (this.comparedLoaded) return;
    this.comparedLoaded = true;
    const place = document.getElementById("pw-compared");
    for (const { question, ids } of this.keptTogether()) {
      const query = new URLSearchParams([["question", question], ...ids.map((id) => ["id", id])]);
      const answer = await fetch(`pw/together.json?${query}`).catch(() => null);
      if (answer?.ok) place.insertAdjacentHTML("beforeend", (await answer.json()).html);
      else if (answer?.status === 404) this.keepAllBut({ question, ids });
    }
    this.followCompared();
  },

  keepAllBut(asked) {
    localStorage.setItem("pw-asked-together", JSON.stringify(this.keptTogether().filter((other) => !this.sameAsked(asked, other))));
  },

  followCompared() {
    const cards = document.querySelectorAll(".pw-comparison");
    cards[cards.length - 1]?.scrollIntoView({ block: "start" });
  },

  // The next one at this browser may be somebody else.
  forgetTogether() {
    localStorage.removeItem("pw-asked-together");
    for (const key of ["pw-picked", "pw-is-together"]) sessionStorage.removeItem(key);
  },

  // Opens the report that a figure stands in, if it is another one, at the page with its marks.
  look(button) {
    const place = JSON.parse(button.dataset.look);
    for (const other of document.querySelectorAll(".pw-look[aria-pressed]")) other.removeAttribute("aria-pressed");
    button.setAttribute("aria-pressed", "true");
    this.looksAt = place;
    if (place.document_id === this.about?.document_id) this.lookNow();
    else this.send("open_document", { document_id: place.document_id });
  },

  lookNow() {
    const place = this.looksAt;
    if (!place || place.document_id !== this.about?.document_id) return;
    this.looksAt = null;
    this.view.go(place.page_number, place);
  },

  nameLanguage(link) {
    const address = new URL(link.href);
    address.searchParams.set("language", this.words.language());
    link.href = address.href;
  },

  // Called whenever Python has changed something inside the desk.
  togetherChanged() {
    this.keepTogether();
    this.lookNow();
    if (this.comparedFollows && document.querySelector("#pw-comparing .pw-comparison")) {
      document.querySelector("#pw-comparing .pw-comparison").scrollIntoView({ block: "start" });
      this.comparedFollows = false;
    }
  },
});
