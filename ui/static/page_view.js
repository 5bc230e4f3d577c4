// The page pane: draws a page's image, marks words on it, lays selectable text over it.
// It talks to two routes only (image and words of a page) and knows nothing of Gradio.
"use strict";

class PageView {
  static CACHED_PAGES = 24;
  static MAX_SCALE = 6;

  constructor(root, words) {
    this.root = root;
    this.words = words; // the phrases: words.t(key, details)
    this.about = null; // { document_id, num_pages, printed_numbers, page_sizes }
    this.pageNumber = 0;
    this.citation = null;
    this.zoom = 1; // 1: the page is as wide as the pane
    this.cache = new Map(); // "document/page@scale" -> promise of an object URL; words likewise
    const at = (id) => root.querySelector("#" + id);
    [this.view, this.sheet, this.image, this.marks, this.text, this.note, this.label, this.total, this.number] =
      ["pw-view", "pw-sheet", "pw-image", "pw-marks", "pw-words", "pw-note", "pw-label", "pw-total", "pw-number"].map(at);
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
    new ResizeObserver(() => this.resized()).observe(this.view);
    this.showEmpty();
  }

  // -- which page ------------------------------------------------------------------------------

  open(about) {
    if (this.about?.document_id === about?.document_id) return;
    this.about = about;
    this.forget();
    this.showEmpty();
  }

  go(pageNumber, citation = null) {
    if (!this.about || pageNumber < 1 || pageNumber > this.about.num_pages) return;
    this.pageNumber = pageNumber;
    this.citation = citation;
    this.root.classList.add("has-page");
    document.body.classList.add("pw-page-open");
    this.draw();
    this.prefetch(pageNumber + 1);
    this.root.dispatchEvent(new CustomEvent("page", { bubbles: true, detail: { pageNumber } }));
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
    else this.say(this.words.t("no_such_page", { number: typed }));
  }

  printedNumber(pageNumber) {
    return this.about?.printed_numbers[pageNumber - 1] ?? null;
  }

  // -- drawing ---------------------------------------------------------------------------------

  async draw() {
    const { pageNumber, about, citation } = this;
    const isCurrent = () => this.pageNumber === pageNumber && this.about === about && this.citation === citation;
    this.say("");
    this.label.textContent = this.words.pageLabel(pageNumber, this.printedNumber(pageNumber));
    this.total.textContent = this.words.t("of_pages", { total: about.num_pages });
    this.number.value = this.printedNumber(pageNumber) ?? String(pageNumber);
    this.root.querySelector("[data-pane=previous]").disabled = pageNumber === 1;
    this.root.querySelector("[data-pane=next]").disabled = pageNumber === about.num_pages;
    this.sheet.hidden = false;
    this.view.querySelector(".pw-page-empty").hidden = true;
    this.layOut();
    this.image.classList.add("stale");
    this.text.replaceChildren();
    const placed = this.placeMarks();
    const url = this.imageOf(pageNumber);
    const words = this.wordsOf(pageNumber);
    try {
      const loaded = await url;
      if (!isCurrent()) return;
      this.image.src = loaded;
      this.image.alt = this.label.textContent;
      await this.image.decode().catch(() => {});
      this.sheet.classList.remove("undrawn");
    } catch (error) {
      if (!isCurrent()) return;
      this.image.removeAttribute("src");
      this.sheet.classList.add("undrawn"); // the text becomes visible instead
      this.say(this.words.t(error.message === "404" ? "page_gone" : "page_not_drawn"));
    }
    this.image.classList.remove("stale");
    this.sheet.dataset.page = pageNumber;
    if (citation && !placed) this.say(this.words.t("not_placed"));
    try {
      const page = await words;
      if (isCurrent()) this.layText(page);
    } catch {
      // without its words a page can still be looked at
    }
  }

  size() {
    const [width, height] = this.about.page_sizes[this.pageNumber - 1];
    const fit = Math.max(this.view.clientWidth - 24, 120) / width;
    return { width, height, scale: fit * this.zoom };
  }

  layOut() {
    const { width, height, scale } = this.size();
    this.sheet.style.width = width * scale + "px";
    this.sheet.style.height = height * scale + "px";
    this.sheet.style.setProperty("--scale", scale);
  }

  setZoom(zoom) {
    if (!this.pageNumber) return;
    this.zoom = Math.min(Math.max(zoom, 0.4), 5);
    this.draw();
  }

  resized() {
    if (!this.pageNumber || this.sheet.hidden) return;
    this.layOut();
    clearTimeout(this.resizing);
    this.resizing = setTimeout(() => this.pageNumber && this.draw(), 150);
  }

  // Returns whether any of the cited words has a place on this page.
  placeMarks() {
    this.marks.replaceChildren();
    if (!this.citation) {
      this.view.scrollTop = 0;
      return false;
    }
    const { width, height } = this.size();
    const isOn = ([x0, top, x1, bottom]) => x1 > x0 && bottom > top && x1 > 0 && bottom > 0 && x0 < width && top < height;
    const add = (box, name) => {
      const mark = document.createElement("i");
      mark.className = name;
      ["--x0", "--top", "--x1", "--bottom"].forEach((side, index) => mark.style.setProperty(side, box[index]));
      this.marks.append(mark);
      return mark;
    };
    for (const span of this.citation.context)
      if (span.page_number === this.pageNumber) span.boxes.filter(isOn).forEach((box) => add(box, "context"));
    const placed = this.citation.boxes.filter(isOn).map((box) => add(box, "cited"));
    if (placed.length === 0) return false;
    const top = placed[0].offsetTop - this.view.clientHeight / 3;
    this.view.scrollTo({ top: Math.max(top, 0), left: Math.max(placed[0].offsetLeft - 40, 0) });
    return true;
  }

  // One span per word, stretched to the width the word has on the page.
  layText(page) {
    const pen = (this.pen ??= document.createElement("canvas").getContext("2d"));
    pen.font = "100px sans-serif";
    const fragment = document.createDocumentFragment();
    for (const line of page.lines) {
      const row = document.createElement("div");
      const size = (line.bottom - line.top) * 0.86;
      for (const [word, x0, x1] of line.words) {
        const span = document.createElement("span");
        const natural = (pen.measureText(word).width / 100) * size;
        span.textContent = word + " "; // inside, or a copied row would be one word
        const places = { "--x0": x0, "--top": line.top, "--size": size, "--stretch": natural ? (x1 - x0) / natural : 1 };
        for (const [name, value] of Object.entries(places)) span.style.setProperty(name, value);
        row.append(span);
      }
      fragment.append(row);
    }
    this.text.replaceChildren(fragment);
  }

  // -- fetching --------------------------------------------------------------------------------

  url(pageNumber, ending) {
    return `pw/documents/${this.about.document_id}/pages/${pageNumber}.${ending}`;
  }

  imageOf(pageNumber) {
    const [width, height] = this.about.page_sizes[pageNumber - 1];
    const css = (Math.max(this.view.clientWidth - 24, 120) / width) * this.zoom * (window.devicePixelRatio || 1);
    const bound = Math.sqrt(4e6 / (width * height)); // the server draws no more than 4 megapixels
    const scale = Math.min(Math.ceil(css * 4) / 4, Math.ceil(bound * 4) / 4, PageView.MAX_SCALE);
    return this.kept(`${this.url(pageNumber, "png")}?scale=${scale}`, async (response) =>
      URL.createObjectURL(await response.blob()),
    );
  }

  wordsOf(pageNumber) {
    return this.kept(this.url(pageNumber, "json"), (response) => response.json());
  }

  prefetch(pageNumber) {
    if (!this.about || pageNumber < 1 || pageNumber > this.about.num_pages || !this.view.clientWidth) return;
    this.imageOf(pageNumber).catch(() => {});
    this.wordsOf(pageNumber).catch(() => {});
  }

  kept(address, take) {
    let promise = this.cache.get(address);
    if (promise === undefined) {
      promise = fetch(address).then((response) => {
        if (!response.ok) throw new Error(String(response.status));
        return take(response);
      });
      promise.catch(() => this.cache.delete(address));
    }
    this.cache.delete(address);
    this.cache.set(address, promise); // the newest last
    if (this.cache.size > 2 * PageView.CACHED_PAGES) this.drop(this.cache.keys().next().value);
    return promise;
  }

  drop(address) {
    this.cache.get(address).then((value) => typeof value === "string" && URL.revokeObjectURL(value), () => {});
    this.cache.delete(address);
  }

  forget() {
    [...this.cache.keys()].forEach((address) => this.drop(address));
  }

  showEmpty() {
    this.pageNumber = 0;
    this.citation = null;
    this.sheet.hidden = true;
    this.view.querySelector(".pw-page-empty").hidden = false;
    this.label.textContent = this.total.textContent = "";
    this.number.value = "";
    this.say("");
    this.root.classList.remove("has-page");
    document.body.classList.remove("pw-page-open");
  }

  say(sentence) {
    this.note.textContent = sentence;
    this.note.hidden = !sentence;
  }
}
