// The keyboard: / and Ctrl+K search, j and k walk the rows, x chooses, Esc leaves, ? explains.
// What carries data-key is pressed by that letter, which then means nothing else on the page.
(() => {
  const writing = (element) => element.closest("input:not([type=checkbox]):not([type=radio]), textarea, select, [contenteditable=true]");
  const visible = (element) => element.offsetParent !== null;

  function walk(step) {
    const links = [...document.querySelectorAll("a.row-link")].filter(visible);
    if (links.length === 0) return;
    const row = document.activeElement.closest("tr");
    const now = links.findIndex((link) => row && row.contains(link));
    const next = links[Math.min(links.length - 1, Math.max(0, now < 0 ? (step > 0 ? 0 : links.length - 1) : now + step))];
    next.focus();
    next.closest("tr").scrollIntoView({ block: "nearest" });
  }

  function focusOn(id) {
    const field = document.getElementById(id);
    if (!field) return false;
    field.focus();
    field.select();
    return true;
  }

  function leave(event) {
    const open = document.querySelector("details.drop[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    } else if (location.hash === "#menu") location.hash = "#main";
    else if (writing(event.target)) event.target.blur();
    else document.dispatchEvent(new CustomEvent("jingwei:close-side"));
  }

  document.addEventListener("keydown", (event) => {
    if (event.isComposing || event.altKey || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "k") {
      if (focusOn("seek")) event.preventDefault();
      return;
    }
    if (event.ctrlKey || event.metaKey) return;
    if (event.key === "Escape") return leave(event);
    if (writing(event.target)) return;
    const marked = [...document.querySelectorAll("[data-key]")].find((one) => one.dataset.key === event.key && visible(one));
    if (marked) {
      event.preventDefault();
      marked.click();
    } else if (event.key === "/") {
      if (focusOn("list-search") || focusOn("seek")) event.preventDefault();
    } else if (event.key === "j") walk(1);
    else if (event.key === "k") walk(-1);
    else if (event.key === "x") event.target.closest("tr")?.querySelector(".c-select input")?.click();
    else if (event.key === "?") document.getElementById("keys")?.showModal();
  });

  document.addEventListener("click", (event) => {
    for (const open of document.querySelectorAll("details.drop[open]")) if (!open.contains(event.target)) open.open = false;
    if (event.target.closest("[data-keys]")) document.getElementById("keys").showModal();
  });
})();
