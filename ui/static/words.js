// The words of the page's own making: phrases and page names, in the language that is shown.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  words: {
    phrases: {},
    max_file_mb: 100,
    language() {
      return document.documentElement.lang === "zh" ? "zh" : "en";
    },
    t(key, details = {}) {
      const phrase = this.phrases[key]?.[this.language()] ?? "";
      return phrase.replace(/\{(\w+)\}/g, (_, name) => details[name] ?? "");
    },
    // `about` is what Python says of the report; the names of its pages come from there.
    pageLabel(about, pageNumber) {
      return about.page_labels[this.language()][pageNumber - 1];
    },
  },

  phrase(key) {
    return this.words.phrases[key];
  },

  filled({ en, zh }, details) {
    const fill = (text) => text.replace(/\{(\w+)\}/g, (_, name) => details[name]);
    return { en: fill(en), zh: fill(zh) };
  },

  inBoth(sentence) {
    const message = document.createElement("p");
    message.className = "pw-refusal";
    for (const language of ["en", "zh"]) {
      const span = document.createElement("span");
      span.lang = language;
      span.textContent = sentence[language];
      message.append(span);
    }
    return message;
  },
});
