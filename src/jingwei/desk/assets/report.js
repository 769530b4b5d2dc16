// The report's editor: text with figures as boxes goes back as text with {{key}} in their place.
(() => {
  function plain(node) {
    if (node.nodeType === Node.TEXT_NODE) return node.data;
    if (node.dataset?.figure) return `{{${node.dataset.figure}}}`;
    const inner = [...node.childNodes].map(plain).join("");
    return node.nodeName === "BR" || (node.nodeName === "DIV" && node.previousSibling) ? `\n${inner}` : inner;
  }

  document.addEventListener("htmx:configRequest", (event) => {
    const form = event.target.closest("[data-paragraph-form]");
    if (form && event.target === form) event.detail.parameters.set("text", plain(form.querySelector("[contenteditable=true]")).trim());
  });

  document.addEventListener("paste", (event) => {
    if (!event.target.closest("[contenteditable=true]")) return;
    event.preventDefault();
    document.execCommand("insertText", false, event.clipboardData.getData("text/plain"));
  });
})();
