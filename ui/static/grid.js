// The pages of grids: language, theme, and the words that scripts need.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  grid: {
    async start() {
      const at = (id) => document.getElementById(id);
      this.setLanguage(localStorage.getItem("pw-language") ?? (/^zh/i.test(navigator.language) ? "zh" : "en"));
      at("pw-language").addEventListener("click", () => this.setLanguage(this.language() === "zh" ? "en" : "zh"));
      const theme = localStorage.getItem("pw-theme");
      const isDark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
      document.body.classList.toggle("dark", isDark);
      at("pw-theme").addEventListener("click", () => {
        const dark = document.body.classList.toggle("dark");
        localStorage.setItem("pw-theme", dark ? "dark" : "light");
      });
      window.pagewitness.connectHelp();
      window.pagewitness.connectWideTables();
      const words = await fetch("pw/words.json").then((answer) => answer.json()).catch(() => ({ phrases: {} }));
      Object.assign(window.pagewitness.words, words);
      document.body.classList.add("pw-ready-to-use");
    },

    language() {
      return document.documentElement.lang === "zh" ? "zh" : "en";
    },

    setLanguage(language) {
      document.documentElement.lang = language;
      localStorage.setItem("pw-language", language);
      for (const link of document.querySelectorAll('a[href*="/grid.md"]'))
        link.search = language === "zh" ? "?language=zh" : "";
    },

    // Sends something and returns what came back, or the sentence that says why not, in both languages.
    async send(address, content = {}) {
      const body = JSON.stringify(content);
      const answer = await fetch(address, { method: "POST", body, headers: { "content-type": "application/json" } }).catch(() => null);
      if (answer?.ok) return answer.json();
      const told = answer?.status === 422 ? (await answer.json()).error : null;
      return { error: told ?? window.pagewitness.phrase("grid_not_saved") };
    },

    say(place, sentence) {
      place.replaceChildren(...(sentence ? window.pagewitness.inBoth(sentence).childNodes : []));
    },

    // A button that asks once more before it acts; whether this was the second press.
    isSure(button) {
      if (button.classList.contains("asking")) return true;
      button.classList.add("asking");
      button.addEventListener("blur", () => button.classList.remove("asking"), { once: true });
      return false;
    },
  },
});

window.pagewitness.grid.start();
