// What helps those who use the keyboard, on every page: the way past the head, the list of keys.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectHelp() {
    const dialog = document.getElementById("pw-keys");
    document.addEventListener("click", ({ target }) => {
      const skip = target.closest?.("[data-skip]");
      const icon = target.closest?.(".pw-icon");
      if (icon) {
        icon.classList.add("pressed");
        icon.addEventListener("pointerleave", () => icon.classList.remove("pressed"), { once: true });
      }
      if (skip) document.querySelector(skip.dataset.skip)?.focus();
      else if (target.closest?.("#pw-keys-open")) dialog.showModal();
      else if (target.closest?.(".pw-dialog-close")) dialog.close();
    });
    document.addEventListener("keydown", (event) => {
      const isTyping = event.target.matches("input, textarea, select, [contenteditable]");
      if (event.key !== "?" || isTyping || event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
      event.preventDefault();
      dialog.showModal();
    });
    // Inside, only its own keys count: Escape closes it and stops no answer.
    dialog.addEventListener("keydown", (event) => event.stopPropagation());
  },
});
