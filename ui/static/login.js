// The login page: language and theme as chosen before, and what the server says to name and password.
"use strict";

(() => {
  const form = document.getElementById("pw-login");
  const language = localStorage.getItem("pw-language") ?? (/^zh/i.test(navigator.language) ? "zh" : "en");
  document.documentElement.lang = language;
  const theme = localStorage.getItem("pw-theme");
  const isDark = theme ? theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
  document.documentElement.classList.toggle("dark", isDark);

  const say = (id) => {
    for (const message of form.querySelectorAll("[role=alert]")) message.hidden = message.id !== id;
  };

  form.addEventListener("submit", async (event) => {
    event.preventDefault();
    say(null);
    const button = form.querySelector("button");
    button.disabled = true;
    try {
      const answer = await fetch("login", { method: "POST", body: new FormData(form) });
      if (answer.ok) location.reload();
      else say(answer.status === 429 ? "pw-locked" : "pw-wrong");
    } catch {
      say("pw-unreached");
    }
    button.disabled = false;
  });
})();
