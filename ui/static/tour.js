// Three tips beside the reports, until they are put away; what a tip is about has a ring.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectTour() {
    const tour = document.getElementById("pw-tour");
    if (localStorage.getItem("pw-tour") === "seen") return;
    tour.hidden = false;
    this.showTip(0);
    document.getElementById("pw-tour-next").addEventListener("click", () => this.showTip(this.tip + 1));
    document.getElementById("pw-tour-end").addEventListener("click", () => this.endTour());
    tour.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation(); // it stops no answer
      this.endTour();
    });
  },

  showTip(number) {
    const tips = [...document.querySelectorAll("#pw-tour [data-tip]")];
    this.tip = number;
    for (const [index, tip] of tips.entries()) tip.hidden = index !== number;
    document.body.dataset.tip = tips[number].dataset.tip;
    document.getElementById("pw-tour-count").textContent = `${number + 1} / ${tips.length}`;
    const next = document.getElementById("pw-tour-next");
    const isLast = number === tips.length - 1;
    if (isLast && document.activeElement === next) document.getElementById("pw-tour-end").focus();
    next.hidden = isLast;
  },

  // Put away for good; whoever had the focus in it goes on where it stood.
  endTour() {
    const tour = document.getElementById("pw-tour");
    const hadFocus = tour.contains(document.activeElement);
    localStorage.setItem("pw-tour", "seen");
    delete document.body.dataset.tip;
    tour.hidden = true;
    if (hadFocus) document.getElementById("pw-files").focus();
  },
});
