// Whether the app answers: looked at now and then, said in a bar while it does not. When it does
// again the page is loaded anew, as what Gradio knew of this tab may be gone.
"use strict";

const LOOK_MS = 15_000; // while all is well and somebody looks
const LOOK_AGAIN_MS = 2_000;
const ANSWER_MS = 8_000; // longer, and it counts as no answer

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectConnection() {
    addEventListener("offline", () => this.lookAtConnection());
    addEventListener("online", () => this.lookAtConnection());
    document.addEventListener("visibilitychange", () => this.lookAtConnection());
    const toasts = document.getElementsByClassName("toast-body"); // Gradio's
    new MutationObserver(() => this.replaceToasts([...toasts])).observe(document.body, { childList: true, subtree: true });
    this.connectionTimer = setTimeout(() => this.lookAtConnection(), LOOK_MS);
  },

  // Gradio says it too, of an event that broke, and in English alone.
  replaceToasts(toasts) {
    const own = toasts.filter((toast) => !toast.hidden && /connection (to the server was )?lost/i.test(toast.textContent));
    for (const toast of own) toast.hidden = true;
    if (own.length) this.lookAtConnection();
  },

  async lookAtConnection() {
    clearTimeout(this.connectionTimer);
    if (document.hidden) return; // looked at when somebody looks again
    const look = (this.connectionLook = Symbol());
    const answers = () => fetch("healthz", { cache: "no-store", signal: AbortSignal.timeout(ANSWER_MS) }).then(({ ok }) => ok, () => false);
    const isThere = (await answers()) || (await answers()); // once may be chance
    if (look !== this.connectionLook) return;
    if (!isThere) this.sayConnectionLost();
    else if (document.getElementById("pw-lost")) return location.reload();
    clearTimeout(this.connectionTimer);
    this.connectionTimer = setTimeout(() => this.lookAtConnection(), isThere ? LOOK_MS : LOOK_AGAIN_MS);
  },

  sayConnectionLost() {
    if (document.getElementById("pw-lost")) return;
    const bar = document.createElement("div");
    bar.id = "pw-lost";
    bar.setAttribute("role", "alert");
    const button = document.createElement("button");
    button.append(...this.inBoth(this.phrase("connection_reload")).childNodes);
    button.addEventListener("click", () => location.reload());
    bar.append(this.inBoth(this.phrase("connection_lost")), button);
    document.getElementById("pw-desk").append(bar);
  },
});
