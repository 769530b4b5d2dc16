// Asking before: forms and buttons with data-confirm, and the reason for which a masked value is shown.
(() => {
  function ask({ title, text, reason }) {
    const dialog = document.getElementById("ask");
    if (!dialog) return Promise.resolve(window.confirm(text) ? "" : null);
    document.getElementById("ask-title").textContent = title;
    document.getElementById("ask-text").textContent = text;
    const line = document.getElementById("ask-reason");
    const input = line.querySelector("input");
    line.hidden = !reason;
    input.required = Boolean(reason);
    input.value = "";
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => {
      dialog.addEventListener("close", () => resolve(dialog.returnValue === "yes" ? input.value.trim() : null), { once: true });
    });
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const words = event.submitter?.dataset.confirm ?? form.dataset.confirm;
    if (!words || form.dataset.asked) return;
    event.preventDefault();
    event.stopPropagation();
    if ((await ask({ title: "请确认", text: words })) === null) return;
    form.dataset.asked = "1";
    form.requestSubmit(event.submitter);
    delete form.dataset.asked;
  }, true);

  document.addEventListener("click", (event) => {
    if (event.target.closest("dialog button[value=no]")) event.target.closest("dialog").close("no");
  });

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-reveal]");
    if (!button) return;
    event.preventDefault();
    const reason = await ask({ title: "显示完整内容", text: "这是个人信息，查看会留痕。", reason: true });
    if (!reason) return;
    const headers = { ...JSON.parse(document.body.getAttribute("hx-headers") ?? "{}"), "Content-Type": "application/x-www-form-urlencoded" };
    const answer = await fetch(button.dataset.reveal, { method: "POST", headers, body: new URLSearchParams({ reason }) }).catch(() => null);
    const place = button.closest(".masked");
    if (answer?.ok) place.textContent = await answer.text();
    else document.dispatchEvent(new CustomEvent("jingwei:say", { detail: answer?.status === 403 ? "没有查看权限" : "没有取到，请稍后再试" }));
  });
})();
