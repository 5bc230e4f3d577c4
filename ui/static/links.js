// The address: `#d=report&p=page&q=answer`. Back and Forward go through what was looked at, and an
// address that somebody was given opens the same report, page and answer.
"use strict";

const KEY_CHARS = 8; // of an answer's key: enough to tell those of one report apart

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  followed: null, // what an address asks for, until it is shown
  linkedAnswer: null, // the answer whose words are marked on the page

  connectLinks() {
    addEventListener("popstate", () => this.followLink());
    document.addEventListener("page", ({ detail }) => this.noteLink(detail.isStep));
  },

  link() {
    const { d, p, q } = Object.fromEntries(new URLSearchParams(location.hash.slice(1)));
    return { d: d ?? "", p: Number(p) || 0, q: q ?? "" };
  },

  // The report of the address, or the one that was open before the page was loaded anew.
  arrive() {
    const link = this.link();
    this.followed = link;
    const before = sessionStorage.getItem("pw-document") ?? localStorage.getItem("pw-document") ?? "";
    this.send("arrive", { document_id: link.d || before, linked: link.d ? "yes" : "" });
  },

  followLink() {
    this.followed = this.link();
    if (this.followed.d !== (this.about?.document_id ?? "")) this.send("open_document", { document_id: this.followed.d, linked: this.followed.d ? "yes" : "" });
    else this.showLinked();
  },

  // Called whenever the screen has changed: an answer may come in later than its report.
  showLinked() {
    const { followed, about } = this;
    if (!followed || (followed.d && followed.d !== about?.document_id)) return;
    if (!about) return void (this.followed = null);
    const turn = followed.q ? this.turnOf(followed.q) : null;
    if (followed.q && !turn && !document.querySelector(`.pw-turns[data-document-id="${about.document_id}"]`)) return;
    const chips = [...(turn?.querySelectorAll(".pw-chip") ?? [])];
    const chip = chips.find((each) => JSON.parse(each.dataset.citation).page_number === followed.p) ?? (followed.p ? null : chips[0]);
    if (chip) this.showCitation(chip);
    else if (followed.p) this.view.go(followed.p);
    else if (followed.d && !followed.q) this.view.start();
    this.followed = null;
    if (turn) this.showTurn(turn);
    this.noteLink(true);
  },

  // A key, the beginning of one, or the answer's number on screen.
  turnOf(q) {
    const turns = [...document.querySelectorAll(".pw-turn")];
    return /^\d{1,4}$/.test(q) ? turns[Number(q) - 1] : turns.find((turn) => turn.dataset.answer?.startsWith(q));
  },

  showTurn(turn) {
    this.follows = false;
    turn.scrollIntoView({ block: "start" });
    turn.classList.add("pw-shown");
    setTimeout(() => turn.classList.remove("pw-shown"), 2000);
  },

  // A new entry for Back, or none where it is but the next page, the next place that was found, or
  // what an address asked for.
  noteLink(isStep = false) {
    if (this.followed) return;
    const { about, view } = this;
    if (!view.citation) this.linkedAnswer = null;
    const parts = { d: about?.document_id, p: view.isAsked && view.pageNumber, q: this.linkedAnswer };
    const hash = new URLSearchParams(Object.entries(parts).filter(([, value]) => value)).toString();
    if (hash === location.hash.slice(1)) return;
    const address = `${location.pathname}${location.search}${hash && `#${hash}`}`;
    if (isStep || this.found) history.replaceState(history.state, "", address);
    else history.pushState(null, "", address);
  },

  nameWindow() {
    const name = document.getElementById("pw-title").textContent;
    document.getElementById("pw-title").title = name; // where there is no room for all of it
    document.title = name ? `${name} · Pagewitness` : "Pagewitness";
  },
});
