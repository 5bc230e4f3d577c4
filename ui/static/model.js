// Who answers: the model's state, asked for until it is settled, and the switch.
"use strict";

const MODEL_LOOK_MS = 700; // how often the model's state is asked for, until it is settled

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  connectModel() {
    addEventListener("focus", () => this.lookAtModel());
    this.lookAtModel();
  },

  async lookAtModel() {
    clearTimeout(this.modelTimer);
    const answer = await fetch("pw/model.json").catch(() => null);
    const model = answer?.ok ? await answer.json() : null;
    if (model) {
      const line = document.getElementById("pw-model");
      if (this.modelLine !== model.html) line.innerHTML = this.modelLine = model.html;
      line.dataset.stage = model.stage;
      const wasReady = this.modelIsReady;
      this.modelIsReady = model.stage === "ready";
      document.getElementById("pw-switch").hidden = !this.modelIsReady;
      document.body.classList.toggle("pw-has-model", this.modelIsReady);
      this.setReader(this.reader());
      if (this.modelIsReady && wasReady === false) this.send("watch_readings", {}); // what waited for it is read now
    }
    if (!model?.is_settled) this.modelTimer = this.lookAtModelSoon();
  },

  // Returns the timer's number.
  lookAtModelSoon() {
    return setTimeout(() => this.lookAtModel(), MODEL_LOOK_MS);
  },

  reader() {
    return localStorage.getItem("pw-reader") ?? "model";
  },

  setReader(reader) {
    localStorage.setItem("pw-reader", reader);
    for (const button of document.querySelectorAll("[data-reader]")) button.setAttribute("aria-pressed", button.dataset.reader === reader);
    this.showPlan();
  },
});
