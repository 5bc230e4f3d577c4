// The images and the words of a report's pages, fetched once and kept for a while.
"use strict";

class PageFiles {
  static CACHED_PAGES = 24;
  static MAX_SCALE = 6;

  constructor() {
    this.about = null; // of the open report: { document_id, page_sizes }
    this.cache = new Map(); // address -> promise of an object URL, or of a page's words
  }

  open(about) {
    [...this.cache.keys()].forEach((address) => this.drop(address));
    this.about = about;
  }

  address(pageNumber, ending) {
    return `pw/documents/${this.about.document_id}/pages/${pageNumber}.${ending}`;
  }

  // pixels: of the screen for a point of the page.
  image(pageNumber, pixels) {
    const [width, height] = this.about.page_sizes[pageNumber - 1];
    const bound = Math.sqrt(4e6 / (width * height)); // the server draws no more than 4 megapixels
    const scale = Math.min(Math.ceil(pixels * 4) / 4, Math.ceil(bound * 4) / 4, PageFiles.MAX_SCALE);
    return this.kept(`${this.address(pageNumber, "png")}?scale=${scale}`, async (response) => URL.createObjectURL(await response.blob()));
  }

  words(pageNumber) {
    return this.kept(this.address(pageNumber, "json"), (response) => response.json());
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
    if (this.cache.size > 2 * PageFiles.CACHED_PAGES) this.drop(this.cache.keys().next().value);
    return promise;
  }

  drop(address) {
    this.cache.get(address).then((value) => typeof value === "string" && URL.revokeObjectURL(value), () => {});
    this.cache.delete(address);
  }
}
