// Clicks and keys: which element or key asks for what.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectKeys() {
    document.addEventListener("click", (event) => this.onClick(event));
    document.addEventListener("keydown", (event) => this.onKey(event));
  },

  onClick(event) {
    const on = (selector) => event.target.closest?.(selector);
    const chip = on(".pw-chip");
    const place = on("[data-page]");
    const action = on("[data-do]");
    const suggestion = on(".pw-suggestion");
    if (chip) this.showCitation(chip);
    else if (suggestion) this.send("ask_this", { question: suggestion.textContent, choice: this.choice() });
    else if (on(".pw-behind")) this.showBehind(on(".pw-behind"));
    else if (on(".pw-fold")) this.fold(on(".pw-fold"));
    else if (on("[data-reader]")) this.setReader(on("[data-reader]").dataset.reader);
    else if (action) this.act(action);
    else if (place && !on("#pw-pane")) this.view.go(Number(place.dataset.page));
    else if (on("#pw-export")) this.pointExport(on("#pw-export"), "md");
    else if (on("#pw-table")) this.pointExport(on("#pw-table"), "csv");
  },

  // The parts of a section, behind the button before it.
  fold(button) {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    button.setAttribute("aria-expanded", !isOpen);
    button.parentElement.querySelector(":scope > ul").hidden = isOpen;
  },

  // A button that destroys something asks first: the second press within three seconds counts.
  act(button) {
    if (button.classList.contains("pw-sure") && !button.classList.contains("asking")) {
      button.classList.add("asking");
      setTimeout(() => button.classList.remove("asking"), 3000);
      return;
    }
    button.classList.remove("asking");
    if (button.dataset.do === "put_back") return this.addQuestions(JSON.parse(button.dataset.details).text);
    if (button.dataset.do === "read_everything") return this.choose({ sections: [] });
    if (button.dataset.do === "read_what_fits") return this.choose({ reads_all: false });
    if (button.dataset.do === "read_all") this.choose({ reads_all: true });
    if (button.dataset.do === "retry_model") this.lookAtModelSoon();
    const details = JSON.parse(button.dataset.details);
    if (button.dataset.do === "edit_question") return this.setQuestion(details.question);
    if (button.dataset.do === "copy_answer") return this.copyAnswer(button, details.answer_key);
    this.send(button.dataset.do, { ...details, choice: this.choice(details.reader) });
  },

  onKey(event) {
    const typing = event.target.matches("input, textarea, select, [contenteditable]");
    const cell = event.target.closest(".pw-strip button");
    if (event.key === "Escape") {
      if (document.querySelector(".pw-working")) document.getElementById("pw-stop").click();
      else if (document.body.classList.contains("pw-page-open") && innerWidth < 800) this.view.act("close");
    } else if (event.key === "/" && !typing) {
      event.preventDefault();
      document.querySelector("#pw-question textarea").focus();
    } else if (cell && ["ArrowLeft", "ArrowRight", "Home", "End"].includes(event.key)) {
      event.preventDefault();
      const cells = [...cell.parentElement.children];
      const index = { ArrowLeft: cells.indexOf(cell) - 1, ArrowRight: cells.indexOf(cell) + 1, Home: 0, End: cells.length - 1 }[event.key];
      cells[index]?.focus();
    }
  },
});
