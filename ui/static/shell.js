// The page's start, and what follows when Python has changed something. Python renders all HTML,
// in both languages; the scripts beside this one move, mark and listen. Each adds its methods to
// `pagewitness`, and they share what they know through `this`.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  // Called by Gradio once the page stands; `trigger` sends an event to Python.
  async connect(trigger) {
    this.send = trigger;
    this.words = Object.assign(this.words, await (await fetch("pw/words.json")).json());
    await this.standing("pw-desk", "pw-language", "pw-logout", "pw-theme", "pw-files", "pw-title", "pw-name", "pw-shelf-search", "pw-find-words", "pw-question", "pw-number", "pw-list-file", "pw-list-hint", "pw-together", "pw-compared", "pw-tour");
    const [pane, desk, bar] = ["pw-pane", "pw-desk", "pw-reader-bar"].map((id) => document.getElementById(id));
    this.view = new PageView(pane, this.words);
    this.connectAppearance();
    this.connectKeys();
    this.connectHelp();
    this.connectConnection();
    this.connectReport();
    this.connectConversation();
    this.connectQuestionBox();
    this.connectFiles();
    this.connectShelf();
    this.connectFind();
    this.connectThumbs();
    this.connectPanes();
    this.connectSelection();
    this.connectLinks();
    this.connectTogether();
    this.connectTour();
    this.connectWideTables();
    // The bar sticks below the composer in a narrow window.
    new ResizeObserver(() => desk.style.setProperty("--pw-bar-height", `${bar.offsetHeight}px`)).observe(bar);
    new MutationObserver(() => this.changed()).observe(desk, { childList: true, subtree: true, attributes: true, attributeFilter: ["data-document", "data-busy", "data-citation", "data-done"] });
    this.arrive();
    document.body.classList.add("pw-ready-to-use");
    this.connectModel();
    this.connectLogout();
  },

  // Shown where the app asks for a login.
  connectLogout() {
    const button = document.getElementById("pw-logout");
    button.hidden = !this.words.asks_for_login;
    button.addEventListener("click", async () => {
      await fetch("pw/logout", { method: "POST" });
      this.setQuestion(""); // no draft for whoever logs in next
      location.reload();
    });
  },

  // Gradio mounts its components one after the other, and ours may be before those it needs.
  async standing(...ids) {
    while (!ids.every((id) => document.getElementById(id))) {
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  },

  // Called whenever Python has changed something inside the desk.
  changed() {
    const facts = document.getElementById("pw-document");
    const about = facts ? JSON.parse(facts.dataset.document) : null;
    if (about?.document_id !== this.about?.document_id) {
      const isFirst = this.about === undefined;
      this.about = about;
      if (about && this.followed?.d !== about.document_id) this.followed = null; // somebody opened another
      this.view.open(about);
      this.forgetFound();
      this.layThumbs();
      document.getElementById("pw-original").href = `pw/documents/${about?.document_id}/report.pdf`;
      this.noteLink(isFirst);
      const id = about?.document_id ?? "";
      sessionStorage.setItem("pw-document", id);
      localStorage.setItem("pw-document", id);
      if (innerWidth < 800) facts?.querySelector(".pw-more").removeAttribute("open");
      document.getElementById("pw-title").textContent = facts?.querySelector(".pw-facts-title").textContent ?? "";
      document.getElementById("pw-rename").hidden = !about?.is_mine;
      if (about && innerWidth >= 800 && document.activeElement === document.body)
        document.querySelector("#pw-question textarea").focus({ preventScroll: true });
    }
    if (facts?.querySelector(".pw-strip button:not([aria-label])")) {
      this.plan = null; // those of the same report may have been written anew
      this.nameCells();
      this.showTicks();
    }
    const title = facts?.querySelector(".pw-facts-title").textContent ?? "";
    if (document.getElementById("pw-title").textContent !== title) document.getElementById("pw-title").textContent = title;
    this.nameWindow();
    for (const row of document.querySelectorAll(".pw-documents li")) {
      const current = row.dataset.documentId === about?.document_id ? "true" : null;
      if (row.getAttribute("aria-current") !== current)
        current ? row.setAttribute("aria-current", current) : row.removeAttribute("aria-current");
    }
    const suggestions = document.querySelector(".pw-suggestions"); // may come late, for the report before
    if (suggestions) suggestions.hidden = suggestions.dataset.documentId !== about?.document_id;
    document.body.classList.toggle("pw-has-answers", document.querySelector(".pw-turn") !== null);
    document.body.classList.toggle("pw-has-document", about !== null);
    this.showShelf();
    this.showFoundPages();
    this.keepPressed();
    this.showLinked();
    this.showScans();
    this.showList(); // Python empties the box
    this.openArrived();
    this.keepWatching();
    this.prefetchCited();
    this.showBehindNewest();
    this.scrollToNewest();
    this.openFirstCited();
    this.togetherChanged();
  },
});
