// The open report beside its pages: the strip of pages, the sections and what is ticked there.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectReport() {
    document.addEventListener("page", () => this.markCurrentPage());
    document.addEventListener("change", (event) => this.onTick(event));
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
      const isSeen = !row.closest("ul[hidden]");
      if (isSeen && Number(row.dataset.page) <= page && page <= Number(row.dataset.last)) best = row;
    }
    best?.setAttribute("aria-current", "true");
  },

  nameCells() {
    for (const cell of document.querySelectorAll(".pw-strip button")) {
      const page = Number(cell.dataset.page);
      const status = this.words.t("status_" + cell.className.match(/s-([\w-]+)/)[1].replaceAll("-", "_"));
      const name = `${this.words.pageLabel(this.about, page)}: ${status}`;
      cell.title = name;
      cell.setAttribute("aria-label", name);
    }
    document.querySelector(".pw-strip")?.setAttribute("aria-label", this.words.t("pages"));
  },

  // How far OCR has come with the pages without text of this report: as its row on the shelf says.
  showScans() {
    const place = document.getElementById("pw-scans");
    if (!place) return;
    const row = document.querySelector(`.pw-shelf [data-scans-of="${this.about?.document_id}"]:is(.waiting, .reading)`);
    document.querySelector(".pw-scans-offer").hidden = row !== null;
    if (place.shown === row?.outerHTML) return; // what changes here is heard of too
    place.shown = row?.outerHTML;
    const [bar, words, stop] = ["progress", "small", "[data-do]"].map((part) => row?.querySelector(part).cloneNode(true));
    if (!row) return place.replaceChildren();
    stop.className = "pw-link";
    stop.querySelector("[aria-hidden]").remove();
    stop.querySelector(".pw-hidden").className = "";
    const hasFocus = place.contains(document.activeElement);
    place.replaceChildren(bar, words, stop);
    if (hasFocus) stop.focus({ preventScroll: true });
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

  // Goes along with every question.
  choice(reader = this.reader()) {
    return JSON.stringify({ reader, ...this.chosen() });
  },
});
