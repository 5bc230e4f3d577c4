// One page among those that are scrolled through: its image, the marks on it, selectable text over it.
"use strict";

class PageSheet {
  static WAITS_MS = 80; // pages that are scrolled past faster are not asked for

  // size: width and height in points. onTrouble is told which phrase says why there is no image.
  constructor(pageNumber, size, files, onTrouble) {
    [this.pageNumber, [this.width, this.height], this.files, this.onTrouble] = [pageNumber, size, files, onTrouble];
    const [sheet, marks, hits, text] = ["pw-sheet", "pw-marks", "pw-hits", "pw-words"].map((name) => {
      const part = document.createElement("div");
      part.className = name;
      return part;
    });
    marks.ariaHidden = hits.ariaHidden = "true";
    this.image = document.createElement("img");
    this.image.className = "stale";
    this.image.alt = "";
    sheet.dataset.page = pageNumber;
    sheet.append(this.image, marks, hits, text);
    [this.element, this.marks, this.hits, this.text] = [sheet, marks, hits, text];
    this.pixels = 0; // a point: what is drawn, or is on its way
  }

  // top: in the scrolled pages. scale: CSS pixels a point.
  layOut(top, scale) {
    this.element.style.top = top + "px";
    this.element.style.width = this.width * scale + "px";
    this.element.style.height = this.height * scale + "px";
    this.element.style.setProperty("--scale", scale);
  }

  drawSoon(pixels, delay = PageSheet.WAITS_MS) {
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.draw(pixels), delay);
  }

  async draw(pixels) {
    clearTimeout(this.timer);
    if (!this.element.isConnected || this.pixels === pixels) return;
    this.pixels = pixels;
    this.layWords();
    let trouble = "";
    try {
      const url = await this.files.image(this.pageNumber, pixels);
      if (this.pixels !== pixels) return;
      this.image.src = url;
      await this.image.decode().catch(() => {});
    } catch (error) {
      if (this.pixels !== pixels) return;
      this.image.removeAttribute("src");
      this.pixels = 0; // tried again when somebody comes back
      trouble = error.message === "404" ? "page_gone" : "page_not_drawn";
    }
    this.element.classList.toggle("undrawn", trouble !== ""); // the text becomes visible instead
    this.image.classList.remove("stale");
    if (trouble) this.onTrouble(this.pageNumber, trouble);
  }

  // What explains a quote may stand on the page before it. Returns whether any of the cited words
  // has a place here.
  mark(citation) {
    this.marks.replaceChildren();
    const isOn = ([x0, top, x1, bottom]) => x1 > x0 && bottom > top && x1 > 0 && bottom > 0 && x0 < this.width && top < this.height;
    const add = (boxes, name) => this.marks.append(...boxes.filter(isOn).map((box) => PageSheet.box(box, name)));
    for (const span of citation?.context ?? []) if (span.page_number === this.pageNumber) add(span.boxes, "context");
    if (citation?.page_number === this.pageNumber) add(citation.boxes, "cited");
    return this.marks.querySelector(".cited") !== null;
  }

  static box(sides, name) {
    const mark = document.createElement("i");
    mark.className = name;
    ["--x0", "--top", "--x1", "--bottom"].forEach((side, index) => mark.style.setProperty(side, sides[index]));
    return mark;
  }

  async layWords() {
    if (this.hasWords) return;
    this.hasWords = true;
    try {
      this.text.replaceChildren(this.rows(await this.files.words(this.pageNumber)));
    } catch {
      this.hasWords = false; // without its words a page can still be looked at
    }
  }

  // One span per word, stretched to the width the word has on the page.
  rows(page) {
    const pen = (PageSheet.pen ??= document.createElement("canvas").getContext("2d"));
    pen.font = "100px sans-serif";
    const rows = document.createDocumentFragment();
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
      rows.append(row);
    }
    return rows;
  }

  remove() {
    clearTimeout(this.timer);
    this.element.remove();
  }
}
