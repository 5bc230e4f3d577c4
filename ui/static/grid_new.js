// The page of all grids: makes a new one, removes one.
"use strict";

{
  const grid = window.pagewitness.grid;
  const form = document.getElementById("pw-new-grid");
  const says = document.getElementById("pw-form-says");
  const own = form.querySelector('input[name="list"][value=""]');
  const ticks = [...form.querySelectorAll('input[name="document"]')];
  if (ticks.length === 1) ticks[0].checked = true;

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    const chosen = new FormData(form);
    const documents = chosen.getAll("document");
    if (!documents.length) return grid.say(says, window.pagewitness.phrase("grid_pick_reports"));
    const sent = { documents, language: grid.language() };
    for (const name of ["list", "questions", "title", "reader"]) sent[name] = chosen.get(name) ?? "";
    const button = form.querySelector("button.main");
    button.disabled = true;
    const made = await grid.send("pw/grids", sent);
    button.disabled = false;
    if (made.grid_id) location.assign(`grid/${made.grid_id}`);
    else grid.say(says, made.error);
  });

  form.elements.questions.addEventListener("input", () => (own.checked = true));
  const picker = document.getElementById("pw-own-file");
  picker.addEventListener("change", async () => {
    const file = picker.files[0];
    if (!file) return;
    grid.say(says, null);
    const answer = await fetch(`pw/questions?name=${encodeURIComponent(file.name)}`, { method: "POST", body: file }).catch(() => null);
    picker.value = "";
    const list = [200, 422].includes(answer?.status) ? await answer.json() : { error: window.pagewitness.phrase("upload_failed") };
    if (list.error) return grid.say(says, list.error);
    own.checked = true;
    form.elements.questions.value = [form.elements.questions.value.trim(), list.text].filter(Boolean).join("\n");
  });

  document.addEventListener("click", async ({ target }) => {
    const button = target.closest?.("[data-remove-grid]");
    if (!button || !grid.isSure(button)) return;
    const done = await grid.send(`pw/grids/${button.dataset.removeGrid}/remove`);
    if (!done.error) button.closest("li").remove();
  });
}
