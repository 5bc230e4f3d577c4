// Language and theme: chosen by the reader, kept in the browser.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectAppearance() {
    const at = (id) => document.getElementById(id);
    this.setLanguage(localStorage.getItem("pw-language") ?? (/^zh/i.test(navigator.language) ? "zh" : "en"));
    at("pw-language").addEventListener("click", () => this.setLanguage(this.words.language() === "zh" ? "en" : "zh"));
    this.followTheme();
    at("pw-theme").addEventListener("click", () => this.setTheme(!document.body.classList.contains("dark")));
  },

  setLanguage(language) {
    document.documentElement.lang = language;
    localStorage.setItem("pw-language", language);
    this.send("set_language", { language });
    const names = { "pw-pane": "page_pane", "pw-view": "page_scroll", "pw-thumbs": "thumbs", "pw-number": "page_number", "pw-name": "report_name", "pw-find-words": "find_words", "pw-border-left": "border_left", "pw-border-right": "border_right", "pw-shelf-search": "shelf_search", "pw-shelf-order": "shelf_order", "pw-files": "drop" };
    document.getElementById("pw-switch").setAttribute("aria-label", this.words.t("switch_reader"));
    for (const [id, key] of Object.entries(names)) document.getElementById(id)?.setAttribute("aria-label", this.words.t(key));
    document.getElementById("pw-shelf-search").placeholder = this.words.t("shelf_search");
    for (const option of document.getElementById("pw-shelf-order").options) option.textContent = this.words.t(`shelf_${option.value}`);
    this.nameCells();
    this.showFound();
    this.showMarked();
    this.showList();
    this.keepTogether();
    this.nameThumbs();
    if (this.view.pageNumber) this.view.tell();
  },

  followTheme() {
    const chosen = localStorage.getItem("pw-theme");
    const system = matchMedia("(prefers-color-scheme: dark)");
    document.body.classList.toggle("dark", chosen ? chosen === "dark" : system.matches);
    system.addEventListener("change", () => {
      if (!localStorage.getItem("pw-theme")) document.body.classList.toggle("dark", system.matches);
    });
  },

  setTheme(dark) {
    localStorage.setItem("pw-theme", dark ? "dark" : "light");
    document.body.classList.toggle("dark", dark);
  },
});
