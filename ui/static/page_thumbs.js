// The strip of small pages beside the page: built when it is opened, its images fetched one after
// the other for those in sight and dropped when they are out of it.
"use strict";

const THUMB_SCALE = 0.25; // of 72 dpi: the smallest that the server draws
const THUMB_KEYS = ["ArrowUp", "ArrowDown", "Home", "End"];

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  thumbsInSight: new Set(),

  connectThumbs() {
    const place = document.getElementById("pw-thumbs");
    this.thumbWatch = new IntersectionObserver((entries) => this.seeThumbs(entries), { root: place, rootMargin: "300px 0px" });
    document.getElementById("pw-thumbs-button").addEventListener("click", () => this.showThumbs(place.hidden));
    place.addEventListener("click", ({ target }) => {
      const thumb = target.closest(".pw-thumb");
      if (thumb) this.view.go(Number(thumb.dataset.page));
    });
    place.addEventListener("keydown", (event) => this.keyThumb(event));
    document.addEventListener("page", () => this.markThumb());
    new ResizeObserver(() => this.markThumb()).observe(place);
    this.showThumbs(localStorage.getItem("pw-thumbs") === "open");
  },

  showThumbs(isOpen) {
    localStorage.setItem("pw-thumbs", isOpen ? "open" : "");
    document.getElementById("pw-thumbs-button").setAttribute("aria-expanded", isOpen);
    document.getElementById("pw-thumbs").hidden = !isOpen;
    this.layThumbs();
  },

  // Called when it is opened, and when another report is.
  layThumbs() {
    const place = document.getElementById("pw-thumbs");
    const about = place.hidden ? null : this.about;
    this.thumbWatch.disconnect();
    this.thumbsInSight.clear();
    place.replaceChildren(...(about?.page_sizes ?? []).map((size, index) => this.thumb(index + 1, size)));
    for (const thumb of place.children) this.thumbWatch.observe(thumb);
    this.nameThumbs();
    this.markThumb();
  },

  thumb(pageNumber, [width, height]) {
    const [thumb, sheet, name] = ["button", "span", "small"].map((tag) => document.createElement(tag));
    thumb.className = "pw-thumb";
    thumb.dataset.page = pageNumber;
    thumb.tabIndex = -1;
    sheet.style.aspectRatio = `${width} / ${height}`;
    name.ariaHidden = "true";
    thumb.append(sheet, name);
    return thumb;
  },

  // Pages with words that were found or that an answer cites are marked, and called so.
  nameThumbs() {
    if (!this.about) return;
    const found = new Set((this.found?.pages ?? []).map(([page]) => page));
    for (const thumb of document.querySelectorAll(".pw-thumb")) {
      const page = Number(thumb.dataset.page);
      const isCited = this.citedPages?.has(page) ?? false;
      const label = this.words.pageLabel(this.about, page);
      const says = [label, isCited && this.words.t("thumb_cited"), found.has(page) && this.words.t("thumb_found")].filter(Boolean).join(", ");
      thumb.classList.toggle("cited", isCited);
      thumb.classList.toggle("hit", found.has(page));
      if (thumb.ariaLabel === says) continue;
      thumb.ariaLabel = says;
      thumb.lastElementChild.textContent = this.view.printedNumber(page) ?? page;
    }
  },

  markThumb() {
    const place = document.getElementById("pw-thumbs");
    const here = place.children[Math.max(this.view.pageNumber, 1) - 1];
    for (const old of place.querySelectorAll("[aria-current], [tabindex='0']")) {
      old.removeAttribute("aria-current");
      old.tabIndex = -1;
    }
    if (!here) return;
    here.tabIndex = 0;
    if (this.view.pageNumber) here.setAttribute("aria-current", "page");
    const [top, bottom] = [here.offsetTop - 40, here.offsetTop + here.offsetHeight + 40]; // some of its neighbours
    if (top < place.scrollTop || bottom > place.scrollTop + place.clientHeight) place.scrollTop = top - place.clientHeight / 3;
  },

  keyThumb(event) {
    const thumb = event.target.closest(".pw-thumb");
    if (!thumb || !THUMB_KEYS.includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation(); // Home and End turn pages elsewhere in the pane
    const { firstElementChild, lastElementChild } = thumb.parentElement;
    const next = { ArrowUp: thumb.previousElementSibling, ArrowDown: thumb.nextElementSibling, Home: firstElementChild, End: lastElementChild }[event.key];
    next?.focus();
  },

  seeThumbs(entries) {
    for (const { target, isIntersecting } of entries) {
      if (isIntersecting) this.thumbsInSight.add(target);
      else {
        this.thumbsInSight.delete(target);
        target.querySelector("img")?.remove();
      }
    }
    this.loadThumbs();
  },

  // One at a time: the page itself is drawn in the same turns.
  async loadThumbs() {
    if (this.loadingThumbs) return;
    this.loadingThumbs = true;
    for (let thumb = this.nextThumb(); thumb; thumb = this.nextThumb()) {
      const image = new Image();
      image.alt = "";
      image.src = `${this.view.files.address(thumb.dataset.page, "png")}?scale=${THUMB_SCALE}`;
      const isDrawn = await image.decode().then(() => true, () => false);
      thumb.classList.toggle("undrawn", !isDrawn);
      if (isDrawn && this.thumbsInSight.has(thumb)) thumb.firstElementChild.append(image);
    }
    this.loadingThumbs = false;
  },

  nextThumb() {
    return [...this.thumbsInSight].find((thumb) => !thumb.classList.contains("undrawn") && !thumb.querySelector("img"));
  },
});
