// Copy as plain text for a chat, and the one line that says what has just happened.
(() => {
  let quiet;

  function say(words) {
    const line = document.getElementById("toast");
    if (!line) return;
    line.textContent = words;
    line.classList.add("on");
    clearTimeout(quiet);
    quiet = setTimeout(() => line.classList.remove("on"), 4000);
  }

  // Without HTTPS there is no clipboard interface; a selected field can still be copied.
  async function copy(field) {
    if (navigator.clipboard) {
      try {
        await navigator.clipboard.writeText(field.value);
        return true;
      } catch { /* the old way below */ }
    }
    const { hidden } = field;
    field.hidden = false;
    field.select();
    const done = document.execCommand("copy");
    field.hidden = hidden && done;
    return done;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    const done = await copy(field);
    say(done ? (button.dataset.copied ?? "已复制，可粘贴到聊天窗口") : "请按 Ctrl+C 复制选中的文字");
  });

  document.addEventListener("jingwei:say", (event) => say(event.detail));
  document.addEventListener("htmx:responseError", (event) => say(`没有成功（${event.detail.xhr.status}），请刷新后再试`));
  document.addEventListener("htmx:sendError", () => say("连不上服务器，请检查网络"));
})();
