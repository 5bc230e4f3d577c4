// Files in: dropped or chosen, sent one after the other, waited for, refused or unlocked.
"use strict";

window.pagewitness = Object.assign(window.pagewitness ?? {}, {
  awaited: null, // readings of the newest drop, until one of them has been opened
  beside: [], // XBRL files of that drop, which go with the report that is opened
  isSending: false, // not all files of that drop are there yet
  seenReadings: new Set(), // those that have had a row on the shelf

  connectFiles() {
    document.addEventListener("submit", (event) => this.onSubmit(event));
    const input = document.getElementById("pw-files");
    input.addEventListener("change", () => {
      this.sendFiles([...input.files]);
      input.value = "";
    });
    const hasFiles = (event) => event.dataTransfer?.types.includes("Files");
    for (const name of ["dragenter", "dragover"])
      document.addEventListener(name, (event) => {
        if (!hasFiles(event)) return;
        event.preventDefault();
        document.body.classList.add("pw-dragging");
      });
    document.addEventListener("dragleave", (event) => {
      if (!event.relatedTarget) document.body.classList.remove("pw-dragging");
    });
    document.addEventListener("drop", (event) => {
      document.body.classList.remove("pw-dragging");
      if (!hasFiles(event)) return;
      event.preventDefault();
      const files = [...event.dataTransfer.files];
      for (const file of files.filter((file) => this.isList(file))) this.takeList(file);
      if (!files.every((file) => this.isList(file))) this.sendFiles(files.filter((file) => !this.isList(file)));
    });
  },

  isXbrl(file) {
    return /\.(json|x?html?)$/i.test(file.name);
  },

  // One after the other, so that the first can be read while the next is on its way. XBRL files wait
  // for the report that they are dropped with; alone they belong to the open one.
  async sendFiles(dropped) {
    const files = dropped.filter((file) => !this.isXbrl(file));
    const beside = dropped.filter((file) => this.isXbrl(file));
    if (!files.length) return this.sendBeside(beside, this.about?.document_id);
    this.leaveBeside(); // those of a drop before
    this.beside = beside;
    const mine = (this.awaited = new Set());
    const rows = files.map((file) => this.sendingRow(file));
    this.isSending = true;
    for (const [index, file] of files.entries()) {
      const answer = await this.sendFile(file, rows[index]);
      if (answer.reading_id) {
        mine.add(answer.reading_id);
        rows[index].remove();
        this.watching = true;
        this.send("watch_readings", {});
      } else this.showRefusal(rows[index], answer.error);
    }
    if (this.awaited === mine) this.isSending = false;
    this.giveUpBeside();
  },

  // Once no report of the drop can be opened any more, the XBRL files beside it are not used.
  giveUpBeside() {
    for (const id of this.awaited ?? []) if (document.getElementById(`reading-${id}`)) this.seenReadings.add(id);
    if (!this.beside.length || !this.awaited || this.isSending) return;
    const isLost = (id) => {
      const row = document.getElementById(`reading-${id}`);
      return row ? row.matches(".refused") && !row.querySelector(".pw-password") : this.seenReadings.has(id);
    };
    if ([...this.awaited].every(isLost)) this.leaveBeside();
  },

  leaveBeside() {
    for (const file of this.beside.splice(0)) this.showRefusal(this.sendingRow(file), this.filled(this.phrase("xbrl_without_report"), { file_name: file.name }));
  },

  sendingRow(file) {
    const row = document.createElement("li");
    const [name, bar, state] = ["b", "progress", "small"].map((tag) => document.createElement(tag));
    name.textContent = file.name;
    name.dir = "auto";
    state.textContent = this.words.t("sending");
    bar.max = 1;
    bar.value = 0;
    row.append(name, bar, state);
    document.getElementById("pw-sending").append(row);
    return row;
  },

  sendFile(file, row, path = "pw/documents") {
    return new Promise((resolve) => {
      const request = new XMLHttpRequest();
      const failed = { error: this.phrase("upload_failed") };
      request.open("POST", `${path}?name=${encodeURIComponent(file.name)}`);
      request.responseType = "json";
      request.upload.onprogress = (event) => (row.querySelector("progress").value = event.loaded / (event.total || 1));
      request.onload = () => resolve(request.response?.reading_id || request.response?.num_facts || request.response?.error ? request.response : request.status === 413 ? { error: this.tooLarge(file) } : failed);
      request.onerror = request.onabort = () => resolve(file.size > this.words.max_file_mb * 1e6 ? { error: this.tooLarge(file) } : failed);
      request.send(file);
    });
  },

  async sendBeside(files, documentId) {
    for (const file of files) {
      const row = this.sendingRow(file);
      if (!documentId) this.showRefusal(row, this.phrase("xbrl_needs_report"));
      else {
        const answer = await this.sendFile(file, row, `pw/documents/${documentId}/xbrl`);
        if (answer.num_facts) row.remove();
        else this.showRefusal(row, answer.error);
      }
    }
    if (!documentId || !files.length || this.about?.document_id !== documentId) return;
    window.pagewitnessStatements.loadAnew();
    this.send("open_document", { document_id: documentId });
  },

  tooLarge(file) {
    const details = { file_name: file.name, size_mb: Math.ceil(file.size / 1e6), limit_mb: this.words.max_file_mb };
    return this.filled(this.words.too_large, details);
  },

  showRefusal(row, sentence) {
    row.className = "refused";
    row.querySelectorAll("progress, small").forEach((part) => part.remove());
    const message = this.inBoth(sentence);
    message.setAttribute("role", "alert");
    const away = document.createElement("button");
    away.className = "pw-remove";
    away.textContent = "×";
    away.setAttribute("aria-label", this.words.t("dismiss"));
    away.addEventListener("click", () => row.remove());
    row.append(away, message);
  },

  onSubmit(event) {
    const form = event.target.closest(".pw-password");
    if (!form) return;
    event.preventDefault();
    const field = form.querySelector("input");
    this.awaited = new Set([form.dataset.reading]);
    this.send("unlock_reading", { reading_id: form.dataset.reading, password: field.value });
    field.value = "";
  },

  // Opens the first of the files dropped together; the others wait on the shelf. A report that OCR
  // has read on has another id: where it is open, what is on screen stays.
  openArrived() {
    for (const mark of document.querySelectorAll("[data-reading-done]")) {
      const { readingDone, documentId, scansOf } = mark.dataset;
      if (scansOf && scansOf === this.about?.document_id && this.opened !== documentId) {
        this.opened = documentId;
        this.followed = { d: documentId, p: this.view.isAsked ? this.view.pageNumber : 0, q: this.linkedAnswer ?? "" };
        this.send("open_document", { document_id: documentId });
      } else if (this.awaited?.has(readingDone)) {
        this.awaited = null;
        this.openWithBeside(documentId);
      }
    }
    this.giveUpBeside();
  },

  // What goes with a report is there before it is shown.
  async openWithBeside(documentId) {
    await this.sendBeside(this.beside.splice(0), documentId);
    this.send("open_document", { document_id: documentId });
  },

  keepWatching() {
    const busy = document.querySelector(".pw-shelf")?.dataset.busy === "1";
    if (busy && !this.watching) this.send("watch_readings", {});
    this.watching = busy;
  },
});
