// The borders between the columns: dragged or moved by arrow keys, remembered by the browser.
"use strict";

const PANE_STEP = 24; // pixels a press of an arrow key
const PANES = { left: { least: 200, most: 520, rest: 700 }, right: { least: 300, most: 1400, rest: 560 } };

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectPanes() {
    for (const side of Object.keys(PANES)) {
      const border = document.createElement("div");
      border.id = `pw-border-${side}`;
      border.className = "pw-border";
      border.tabIndex = 0;
      border.setAttribute("role", "separator");
      border.setAttribute("aria-orientation", "vertical");
      border.setAttribute("aria-controls", `pw-${side}`);
      document.getElementById("pw-desk").append(border);
      border.addEventListener("pointerdown", (event) => this.dragBorder(side, border, event));
      border.addEventListener("dblclick", () => this.setPane(side, null));
      border.addEventListener("keydown", (event) => this.keyBorder(side, event));
      this.layPane(side, Number(localStorage.getItem(`pw-${side}-width`)) || null);
    }
    addEventListener("resize", () => this.tellBorders());
  },

  paneWidth(side) {
    return document.getElementById(`pw-${side}`).getBoundingClientRect().width;
  },

  setPane(side, width) {
    const kept = this.layPane(side, width);
    if (kept) localStorage.setItem(`pw-${side}-width`, kept);
    else localStorage.removeItem(`pw-${side}-width`);
  },

  // null: as wide as it is by itself. What the middle needs is never taken.
  layPane(side, width) {
    const desk = document.getElementById("pw-desk");
    const { least, most, rest } = PANES[side];
    const kept = width && Math.round(Math.max(least, Math.min(width, most, innerWidth - rest)));
    if (kept) desk.style.setProperty(`--pw-${side}`, `${kept}px`);
    else desk.style.removeProperty(`--pw-${side}`);
    this.tellBorders();
    return kept;
  },

  tellBorders() {
    for (const [side, { least, most }] of Object.entries(PANES)) {
      const border = document.getElementById(`pw-border-${side}`);
      if (!border) continue;
      const width = this.paneWidth(side);
      for (const [name, value] of [["now", Math.round(width)], ["min", least], ["max", most]]) border.setAttribute(`aria-value${name}`, value);
      border.style.insetInlineStart = `${side === "left" ? width : document.getElementById("pw-desk").clientWidth - width}px`;
    }
  },

  dragBorder(side, border, event) {
    const [from, before] = [event.clientX, this.paneWidth(side)];
    border.setPointerCapture(event.pointerId);
    event.preventDefault();
    const move = ({ clientX }) => this.setPane(side, before + (side === "left" ? clientX - from : from - clientX));
    border.addEventListener("pointermove", move);
    border.addEventListener("lostpointercapture", () => border.removeEventListener("pointermove", move), { once: true });
  },

  keyBorder(side, event) {
    const wider = side === "left" ? "ArrowRight" : "ArrowLeft";
    if (event.key === "Home") this.setPane(side, null);
    else if (["ArrowLeft", "ArrowRight"].includes(event.key)) this.setPane(side, this.paneWidth(side) + (event.key === wider ? PANE_STEP : -PANE_STEP));
    else return;
    event.preventDefault();
  },
});
