// The page pane: all pages of a report below one another, of which those in sight and their
// neighbours are there (PageSheet). Knows which page is looked at, and nothing of Gradio.
"use strict";

class PageView {
  static GAP = 12; // pixels between two pages
  static MOST_SHEETS = 12; // however small pages are
  static READ_AT = 0.35; // of the view's height: the page that stands there is the one looked at
  static TELL_MS = 150; // after scrolling, until others hear which page it is

  constructor(root, words) {
    this.root = root;
    this.words = words; // the phrases: words.t(key, details)
    this.about = null; // { document_id, num_pages, printed_numbers, page_labels, page_sizes }
    this.pageNumber = 0; // the page that is looked at; 0: none
    this.citation = null;
    this.zoom = 1; // 1: pages are as wide as the pane
    this.files = new PageFiles();
    this.places = []; // of each page: { top, height, scale }, in pixels
    this.sheets = new Map(); // page number -> PageSheet
    const at = (id) => root.querySelector("#" + id);
    [this.view, this.pages, this.note, this.label, this.total, this.number] = ["pw-view", "pw-pages", "pw-note", "pw-label", "pw-total", "pw-number"].map(at);
    root.addEventListener("click", (event) => {
      const button = event.target.closest("[data-pane]");
      if (button) this.act(button.dataset.pane);
    });
    root.addEventListener("keydown", (event) => this.onKey(event));
    this.number.addEventListener("change", () => this.goToTyped());
    this.number.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (event.key === "Enter") this.goToTyped();
    });
    this.view.addEventListener("scroll", () => (this.frame ??= requestAnimationFrame(() => this.scrolled())), { passive: true });
    new ResizeObserver(() => this.resized()).observe(this.view);
    this.showEmpty();
  }

  // -- which page ------------------------------------------------------------------------------

  open(about) {
    if (this.about?.document_id === about?.document_id) return;
    this.about = about;
    this.files.open(about);
    this.start();
  }

  // A report that is opened shows its first page; in a narrow window the page would cover the rest.
  start() {
    this.showEmpty();
    if (innerWidth >= 800) this.go(1, null, false);
  }

  // isAsked: somebody wants this page, so that no answer puts another in its place.
  go(pageNumber, citation = null, isAsked = true) {
    if (!this.about || pageNumber < 1 || pageNumber > this.about.num_pages) return;
    const isStep = citation === null && this.pageNumber > 0 && Math.abs(pageNumber - this.pageNumber) === 1;
    if (citation === null && this.isMarked(pageNumber)) citation = this.citation;
    this.isAsked = isAsked;
    this.pageNumber = pageNumber;
    this.citation = citation;
    this.root.classList.add("has-page");
    document.body.classList.add("pw-page-open");
    this.view.querySelector(".pw-page-empty").hidden = true;
    if (this.places.length === 0) this.layOut();
    this.say("");
    this.moveTo(this.places[pageNumber - 1].top - PageView.GAP, 0);
    this.showSheets();
    const sheet = this.sheets.get(pageNumber);
    sheet.draw(this.pixels(pageNumber));
    for (const each of this.sheets.values()) each.mark(citation);
    if (citation?.page_number === pageNumber && !sheet.mark(citation)) this.say("not_placed");
    this.showAt(sheet.marks.querySelector(".cited"), sheet);
    this.tell();
    this.dispatch(isStep);
  }

  dispatch(isStep) {
    clearTimeout(this.telling);
    this.root.dispatchEvent(new CustomEvent("page", { bubbles: true, detail: { pageNumber: this.pageNumber, isStep } }));
  }

  isMarked(pageNumber) {
    return this.citation !== null && [this.citation, ...this.citation.context].some((span) => span.page_number === pageNumber);
  }

  act(name) {
    const actions = {
      previous: () => this.go(this.pageNumber - 1),
      next: () => this.go(this.pageNumber + 1),
      smaller: () => this.setZoom(this.zoom / 1.25),
      larger: () => this.setZoom(this.zoom * 1.25),
      fit: () => this.setZoom(1),
      close: () => document.body.classList.remove("pw-page-open"),
    };
    actions[name]?.();
  }

  onKey(event) {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const keys = {
      ArrowLeft: "previous", PageUp: "previous", ArrowRight: "next", PageDown: "next",
      "-": "smaller", "+": "larger", "=": "larger", 0: "fit",
    };
    if (event.key === "Home") this.go(1);
    else if (event.key === "End") this.go(this.about?.num_pages ?? 0);
    else if (keys[event.key]) this.act(keys[event.key]);
    else return;
    event.preventDefault();
  }

  // Accepts the number printed on the page, or "PDF 60" / "60" for the place in the file.
  goToTyped() {
    if (!this.about) return;
    const typed = this.number.value.trim();
    if (!typed) return;
    const place = /^(?:pdf\s*)?(\d+)$/i.exec(typed);
    const printed = this.about.printed_numbers.findIndex(
      (number) => number !== null && number.toLowerCase() === typed.toLowerCase(),
    );
    const target = printed >= 0 ? printed + 1 : place ? Number(place[1]) : 0;
    if (target >= 1 && target <= this.about.num_pages) this.go(target);
    else this.say("no_such_page", { number: typed });
  }

  printedNumber(pageNumber) {
    return this.about?.printed_numbers[pageNumber - 1] ?? null;
  }

  // -- scrolling -------------------------------------------------------------------------------

  moveTo(top, left) {
    this.view.scrollTo({ top: Math.max(top, 0), left: Math.max(left, 0), behavior: "instant" });
    this.movedTo = this.view.scrollTop; // our own doing: the page that is looked at stays it
  }

  scrolled() {
    this.frame = null;
    if (!this.pageNumber) return;
    this.showSheets();
    const { scrollTop, clientHeight, scrollHeight } = this.view;
    if (Math.abs(scrollTop - this.movedTo) < 2) return;
    this.movedTo = NaN;
    const isAtEnd = scrollTop > 2 && scrollTop + clientHeight > scrollHeight - 2;
    const pageNumber = isAtEnd ? this.about.num_pages : this.pageAt(scrollTop > 2 ? scrollTop + clientHeight * PageView.READ_AT : 0);
    if (pageNumber === this.pageNumber) return;
    this.pageNumber = pageNumber;
    this.isAsked = true;
    this.tell();
    clearTimeout(this.telling);
    this.telling = setTimeout(() => this.dispatch(true), PageView.TELL_MS);
  }

  // The page at a place of the scrolled pages; the gap before a page is its own.
  pageAt(top) {
    let [low, high] = [0, this.places.length - 1];
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if (this.places[middle].top - PageView.GAP <= top) low = middle;
      else high = middle - 1;
    }
    return low + 1;
  }

  showAt(mark, sheet) {
    if (!mark) return;
    const above = mark.offsetTop - this.view.clientHeight / 3;
    this.moveTo(this.places[sheet.pageNumber - 1].top + Math.max(above, -PageView.GAP), window.pagewitness.leftFor(mark, this.view.clientWidth));
    this.showSheets();
  }

  // -- drawing ---------------------------------------------------------------------------------

  // Where each page begins and how large it is: as wide as the pane, times the zoom.
  layOut() {
    const width = Math.max(this.view.clientWidth - 2 * PageView.GAP, 120) * this.zoom;
    let top = PageView.GAP;
    this.places = this.about.page_sizes.map(([points, height]) => {
      const place = { top, height: (height * width) / points, scale: width / points };
      top += place.height + PageView.GAP;
      return place;
    });
    this.pages.style.width = `${width}px`;
    this.pages.style.height = `${top}px`;
    for (const [pageNumber, sheet] of this.sheets) this.layOutSheet(pageNumber, sheet);
  }

  layOutSheet(pageNumber, sheet) {
    const { top, scale } = this.places[pageNumber - 1];
    sheet.layOut(top, scale);
  }

  // Whoever looks at the middle of a page goes on doing so.
  layOutAgain() {
    const before = this.places[this.pageNumber - 1];
    const share = (this.view.scrollTop - before.top) / before.height;
    this.layOut();
    const { top, height } = this.places[this.pageNumber - 1];
    this.moveTo(top + share * height, this.view.scrollLeft);
    this.showSheets();
  }

  setZoom(zoom) {
    if (!this.pageNumber) return;
    this.zoom = Math.min(Math.max(zoom, 0.4), 5);
    this.layOutAgain();
    for (const [pageNumber, sheet] of this.sheets) sheet.drawSoon(this.pixels(pageNumber), 0);
  }

  resized() {
    if (!this.pageNumber) return;
    this.layOutAgain();
    for (const [pageNumber, sheet] of this.sheets) sheet.drawSoon(this.pixels(pageNumber), 150);
  }

  // Those in sight, one before and one after.
  showSheets() {
    const { scrollTop, clientHeight } = this.view;
    const first = Math.max(this.pageAt(scrollTop) - 1, 1);
    const last = Math.min(this.pageAt(scrollTop + clientHeight) + 1, this.about.num_pages, first + PageView.MOST_SHEETS - 1);
    for (const [pageNumber, sheet] of this.sheets)
      if (pageNumber < first || pageNumber > last) {
        sheet.remove();
        this.sheets.delete(pageNumber);
      }
    for (let pageNumber = first; pageNumber <= last; pageNumber++) if (!this.sheets.has(pageNumber)) this.addSheet(pageNumber);
  }

  addSheet(pageNumber) {
    const onTrouble = (number, key) => number === this.pageNumber && this.say(key);
    const sheet = new PageSheet(pageNumber, this.about.page_sizes[pageNumber - 1], this.files, onTrouble);
    this.layOutSheet(pageNumber, sheet);
    const next = [...this.pages.children].find((other) => Number(other.dataset.page) > pageNumber); // read aloud in their order
    this.pages.insertBefore(sheet.element, next ?? null);
    this.sheets.set(pageNumber, sheet);
    sheet.mark(this.citation);
    sheet.drawSoon(this.pixels(pageNumber));
    this.nameSheet(pageNumber, sheet);
    this.root.dispatchEvent(new CustomEvent("sheet", { bubbles: true, detail: sheet }));
  }

  nameSheet(pageNumber, sheet) {
    sheet.image.alt = this.words.pageLabel(this.about, pageNumber);
    sheet.element.classList.toggle("current", pageNumber === this.pageNumber);
  }

  // Says which page is looked at, in the language that is shown.
  tell() {
    const { pageNumber, about } = this;
    this.label.textContent = this.words.pageLabel(about, pageNumber);
    this.total.textContent = this.words.t("of_pages", { total: about.num_pages });
    this.number.value = this.printedNumber(pageNumber) ?? String(pageNumber);
    this.root.querySelector("[data-pane=previous]").disabled = pageNumber === 1;
    this.root.querySelector("[data-pane=next]").disabled = pageNumber === about.num_pages;
    this.say(...this.said);
    for (const [number, sheet] of this.sheets) this.nameSheet(number, sheet);
  }

  pixels(pageNumber) {
    return this.places[pageNumber - 1].scale * (window.devicePixelRatio || 1);
  }

  prefetch(pageNumber) {
    if (!this.places[pageNumber - 1] || !this.view.clientWidth) return;
    this.files.image(pageNumber, this.pixels(pageNumber)).catch(() => {});
    this.files.words(pageNumber).catch(() => {});
  }

  showEmpty() {
    clearTimeout(this.telling);
    this.isAsked = false;
    this.pageNumber = 0;
    this.citation = null;
    this.places = [];
    for (const sheet of this.sheets.values()) sheet.remove();
    this.sheets.clear();
    this.pages.style.height = this.pages.style.width = "0";
    this.view.querySelector(".pw-page-empty").hidden = false;
    this.label.textContent = this.total.textContent = "";
    this.number.value = "";
    this.say("");
    this.root.classList.remove("has-page");
    document.body.classList.remove("pw-page-open");
  }

  // A phrase by its key, "" for none; said anew when the language changes.
  say(key, details = {}) {
    this.said = [key, details];
    this.note.textContent = key && this.words.t(key, details);
    this.note.hidden = !key;
  }
}
