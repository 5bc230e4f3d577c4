// Words selected on a page or in an answer: a button beside them asks about them.
"use strict";

const MOST_SELECTED = 300; // characters; more are cut

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectSelection() {
    const button = document.createElement("button");
    button.id = "pw-ask-selected";
    button.hidden = true;
    button.append(...this.inBoth(this.phrase("ask_selected")).childNodes);
    document.getElementById("pw-desk").append(button);
    button.addEventListener("pointerdown", (event) => event.preventDefault()); // keeps the selection
    button.addEventListener("click", () => this.askSelected());
    document.addEventListener("selectionchange", () => this.offerSelected());
    document.addEventListener("scroll", () => this.offerSelected(), { capture: true, passive: true });
  },

  selectedWords() {
    const selection = getSelection();
    const node = selection.rangeCount ? selection.getRangeAt(0).commonAncestorContainer : null;
    const place = (node?.nodeType === Node.TEXT_NODE ? node.parentElement : node)?.closest?.(".pw-words, .pw-turn");
    const words = place ? selection.toString().split(/\s+/).filter(Boolean).join(" ") : "";
    return words.length < 2 ? "" : words.length > MOST_SELECTED ? `${words.slice(0, MOST_SELECTED)}…` : words;
  },

  offerSelected() {
    const button = document.getElementById("pw-ask-selected");
    button.hidden = !this.about || !this.selectedWords();
    if (button.hidden) return;
    const rects = getSelection().getRangeAt(0).getClientRects();
    const last = rects[rects.length - 1];
    if (!last) return void (button.hidden = true);
    const top = Math.min(last.bottom + 6, innerHeight - 40);
    button.style.top = `${Math.max(top, 50)}px`;
    button.style.left = `${Math.max(Math.min(last.right - 40, innerWidth - button.offsetWidth - 8), 8)}px`;
  },

  askSelected() {
    const words = this.selectedWords();
    getSelection().removeAllRanges();
    document.getElementById("pw-ask-selected").hidden = true;
    if (!words) return;
    if (innerWidth < 800) this.view.act("close");
    this.setQuestion(this.words.t("about_selected", { words }));
  },
});
