// The shelf: finding a report among many, their order, and the name of the open one.
"use strict";

const FEW_REPORTS = 3; // up to so many are seen at once

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectShelf() {
    const [search, order, name] = ["pw-shelf-search", "pw-shelf-order", "pw-name"].map((id) => document.getElementById(id));
    order.value = localStorage.getItem("pw-order") ?? "newest";
    search.addEventListener("input", () => this.showShelf());
    search.addEventListener("keydown", (event) => {
      if (event.key !== "Escape" || !search.value) return;
      event.stopPropagation(); // it stops no answer
      search.value = "";
      this.showShelf();
    });
    order.addEventListener("change", () => {
      localStorage.setItem("pw-order", order.value);
      this.showShelf();
    });
    document.getElementById("pw-rename").addEventListener("click", () => this.editName());
    name.addEventListener("blur", () => this.endName(true));
    name.addEventListener("keydown", (event) => {
      event.stopPropagation();
      if (!["Enter", "Escape"].includes(event.key) || event.isComposing) return;
      event.preventDefault(); // or the button that gets the focus is pressed too
      this.endName(event.key === "Enter");
    });
  },

  // Python draws the shelf anew, in its own order; rows that stand right are not moved.
  showShelf() {
    const words = document.getElementById("pw-shelf-search").value.toLowerCase().split(/\s+/).filter(Boolean);
    const order = document.getElementById("pw-shelf-order").value;
    const all = [...document.querySelectorAll(".pw-documents li")];
    const text = (row) => row.querySelector(".pw-document").textContent.toLowerCase();
    for (const row of all) row.hidden = !words.every((word) => text(row).includes(word));
    for (const list of document.querySelectorAll(".pw-documents")) this.orderRows(list, order);
    const nothing = document.getElementById("pw-shelf-nothing");
    nothing.hidden = all.length === 0 || all.some((row) => !row.hidden);
    document.getElementById("pw-shelf-tools").classList.toggle("few", all.length <= FEW_REPORTS && words.length === 0);
  },

  orderRows(list, order) {
    const rows = [...list.children];
    rows.forEach((row, index) => (row.dataset.place ??= index));
    const name = (row) => row.querySelector(".pw-document b").textContent;
    const byPlace = (a, b) => a.dataset.place - b.dataset.place;
    const byName = (a, b) => name(a).localeCompare(name(b), this.words.language(), { numeric: true }) || byPlace(a, b);
    const wanted = [...rows].sort({ newest: byPlace, oldest: (a, b) => byPlace(b, a), name: byName }[order] ?? byPlace);
    if (wanted.some((row, index) => row !== rows[index])) list.append(...wanted);
  },

  editName() {
    const [title, name] = ["pw-title", "pw-name"].map((id) => document.getElementById(id));
    name.value = title.textContent;
    document.body.classList.add("pw-naming");
    name.focus();
    name.select();
  },

  endName(isKept) {
    if (!document.body.classList.contains("pw-naming")) return;
    document.body.classList.remove("pw-naming");
    const name = document.getElementById("pw-name").value.trim();
    if (isKept && name !== document.getElementById("pw-title").textContent) this.send("rename_document", { name });
    document.getElementById("pw-rename").focus();
  },
});
