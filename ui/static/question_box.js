// The question box: several lines in it are several questions, and a file can fill it.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  waiting: null, // what was sent and not asked yet

  connectQuestionBox() {
    document.addEventListener("input", (event) => {
      if (!event.target.closest?.("#pw-question")) return;
      this.listHint = null; // what was said about a file is over
      this.showList();
    });
    document.addEventListener("keydown", (event) => this.recall(event), true);
    const isEnter = ({ key, shiftKey, isComposing, target }) => key === "Enter" && !shiftKey && !isComposing && target.closest?.("#pw-question");
    document.addEventListener("keydown", (event) => isEnter(event) && this.waitToAsk(), true);
    document.addEventListener("click", ({ target }) => target.closest?.("#pw-ask") && this.waitToAsk(), true);
    const file = document.getElementById("pw-list-file");
    file.addEventListener("change", () => {
      if (file.files[0]) this.takeList(file.files[0]);
      file.value = "";
    });
    this.keepDraft();
  },

  // What was being typed is there again when the page is loaded anew.
  keepDraft() {
    const draft = sessionStorage.getItem("pw-draft");
    if (draft) this.setQuestion(draft);
    addEventListener("pagehide", () => sessionStorage.setItem("pw-draft", document.querySelector("#pw-question textarea").value));
  },

  // What is sent while an answer is under way waits in the box for its end, and is asked then unless
  // somebody has gone on writing, or opened another report.
  waitToAsk() {
    if (this.isTogether()) return;
    this.waiting = { question: document.querySelector("#pw-question textarea").value, id: this.about?.document_id };
    this.showList();
  },

  // What Gradio asks now: the question, or nothing.
  sent(question) {
    const isOther = this.waiting !== null && (this.waiting.question !== question || this.waiting.id !== this.about?.document_id);
    this.waiting = null;
    return isOther ? "" : question;
  },

  // Several lines in the box are several questions; the line below says so before they are asked.
  showList() {
    const box = document.querySelector("#pw-question textarea");
    const count = new Set(box.value.split("\n").map((line) => line.trim()).filter(Boolean)).size;
    const details = { count, most: this.words.max_questions, chars: this.words.max_question_chars?.toLocaleString("en") };
    const hint = document.getElementById("pw-list-hint");
    const isNext = box.value !== "" && this.waiting?.question === box.value && document.querySelector(".pw-working") !== null;
    const words = isNext ? this.words.t("asked_next") : count > 1 ? this.words.t("list_hint", details) : "";
    if (this.listHint === words) return;
    this.listHint = words;
    hint.replaceChildren();
    if (!words) return;
    hint.append(words);
    if (isNext) return;
    const asOne = document.createElement("button");
    asOne.className = "pw-link";
    asOne.textContent = this.words.t("list_as_one");
    asOne.addEventListener("click", () => this.setQuestion(box.value.split(/\s+/).filter(Boolean).join(" ")));
    hint.append(" ", asOne);
  },

  // Arrow up in an empty box brings back what was asked, the newest first; down goes the other way.
  recall(event) {
    if (!["ArrowUp", "ArrowDown"].includes(event.key) || !event.target.closest?.("#pw-question") || event.isComposing) return;
    const asked = [...new Set([...document.querySelectorAll(".pw-question")].map((question) => question.textContent).reverse())];
    const at = event.target.value === "" ? -1 : asked.indexOf(event.target.value);
    if (event.target.value !== "" && (at < 0 || event.target.value !== this.recalled)) return;
    const next = at + (event.key === "ArrowUp" ? 1 : -1);
    if (next < -1 || next >= asked.length) return;
    event.preventDefault();
    this.recalled = asked[next] ?? "";
    this.setQuestion(this.recalled);
  },

  setQuestion(text) {
    const box = document.querySelector("#pw-question textarea");
    box.value = text;
    box.dispatchEvent(new Event("input", { bubbles: true })); // tells Gradio
    box.focus();
  },

  addQuestions(text) {
    this.setQuestion([document.querySelector("#pw-question textarea").value.trim(), text].filter(Boolean).join("\n"));
  },

  isList(file) {
    return /\.(txt|csv|tsv)$/i.test(file.name);
  },

  async takeList(file) {
    const { error, text } = await this.questionsOf(file);
    if (text) return this.addQuestions(text);
    const message = this.inBoth(error);
    message.setAttribute("role", "alert");
    document.getElementById("pw-list-hint").replaceChildren(message);
  },

  // { text }, a question a line, or { error } in both languages.
  async questionsOf(file) {
    const refused = (key) => ({ error: this.filled(this.phrase(key), { file_name: file.name }) });
    const isLarge = file.size > 1e6;
    if (isLarge) return refused((await this.isBinary(file)) ? "list_no_text" : "list_too_large");
    const answer = await fetch(`pw/questions?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }).catch(() => null);
    if (answer?.status === 413) return refused("list_too_large");
    return [200, 422].includes(answer?.status) ? answer.json() : { error: this.phrase("upload_failed") };
  },

  async isBinary(file) {
    const head = new Uint8Array(await file.slice(0, 4096).arrayBuffer());
    return head.includes(0) || String.fromCharCode(...head.slice(0, 5)) === "%PDF-";
  },
});
