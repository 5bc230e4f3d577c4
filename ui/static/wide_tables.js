// What is wider than its place: tables fade where they go on, as a number that is cut off in the
// middle looks like another number; pages are scrolled so that a marked cell has its row's label.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectWideTables() {
    const lookAt = (place) => place.classList.toggle("goes-on", place.scrollLeft + place.clientWidth < place.scrollWidth - 8); // less is a button's edge
    const sizes = new ResizeObserver((entries) => entries.forEach(({ target }) => lookAt(target)));
    const seen = new WeakSet();
    const lookAtNew = () => {
      for (const place of document.querySelectorAll(".pw-wide")) {
        if (seen.has(place)) continue;
        seen.add(place);
        sizes.observe(place);
      }
    };
    new MutationObserver(lookAtNew).observe(document.getElementById("pw-desk"), { childList: true, subtree: true });
    document.addEventListener("scroll", ({ target }) => target.classList?.contains("pw-wide") && lookAt(target), { capture: true, passive: true });
    lookAtNew();
  },

  // Where to begin from the left so that a mark is seen, and what is marked in its row if there is room.
  leftFor(mark, width) {
    const { offsetTop, offsetLeft, offsetHeight, offsetWidth } = mark;
    const beside = [...mark.parentElement.children].filter((other) => Math.abs(other.offsetTop - offsetTop) < offsetHeight);
    return Math.max(Math.min(...beside.map((other) => other.offsetLeft)) - 40, offsetLeft + offsetWidth + 40 - width, 0);
  },
});
