// Forms: choose many rows, find a linked record, warn before leaving what is not saved, file by dropping, place by device.
(() => {
  const each = (selector, work, root = document) => root.querySelectorAll(selector).forEach(work);

  function count(form) {
    const bar = form.querySelector("[data-bulk]");
    if (!bar) return;
    const chosen = form.querySelectorAll("tbody .c-select input:checked").length;
    bar.hidden = chosen === 0;
    bar.querySelector("[data-bulk-count]").textContent = chosen;
  }

  document.addEventListener("change", (event) => {
    const field = event.target;
    if (field.matches("[data-submit-on-change]")) field.form.requestSubmit();
    if (field.matches("[data-choose-all]")) each("tbody .c-select input", (box) => { box.checked = field.checked; }, field.closest("table"));
    if (field.closest(".c-select")) count(field.form);
    if (field.closest("[data-keep]")) field.closest("[data-keep]").dataset.changed = "1";
  });

  window.addEventListener("beforeunload", (event) => {
    if (document.querySelector("[data-keep][data-changed]")) event.preventDefault(), (event.returnValue = "");
  });
  document.addEventListener("submit", (event) => delete event.target.dataset.changed);

  let waiting;
  const optionsOf = (field) => field.parentElement.querySelector("[role=listbox]");

  function close(field) {
    optionsOf(field).hidden = true;
    field.setAttribute("aria-expanded", "false");
  }

  function choose(option) {
    const box = option.closest(".link-field");
    const field = box.querySelector("[data-link-search]");
    box.querySelector("input[type=hidden]").value = option.dataset.value;
    field.value = option.dataset.label;
    field.focus();
    close(field);
  }

  document.addEventListener("input", (event) => {
    const field = event.target.closest("[data-link-search]");
    if (!field) return;
    field.parentElement.querySelector("input[type=hidden]").value = "";
    clearTimeout(waiting);
    waiting = setTimeout(async () => {
      const address = new URL(field.dataset.linkSearch, location.href);
      address.searchParams.set("q", field.value);
      const answer = await fetch(address, { headers: { "HX-Request": "true" } }).catch(() => null);
      if (!answer?.ok) return;
      optionsOf(field).innerHTML = await answer.text();
      optionsOf(field).hidden = false;
      field.setAttribute("aria-expanded", "true");
    }, 200);
  });

  document.addEventListener("keydown", (event) => {
    const box = event.target.closest(".link-field");
    if (!box || event.isComposing) return;
    const options = [...box.querySelectorAll("[role=option]")];
    const now = options.indexOf(event.target);
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      const next = now + (event.key === "ArrowDown" ? 1 : -1);
      (options[next] ?? box.querySelector("[data-link-search]")).focus();
    } else if (event.key === "Enter" && now >= 0) {
      event.preventDefault();
      choose(options[now]);
    }
  });

  // Without this script the button asks the server for a further line.
  function addLine(button, event) {
    const box = button.closest("fieldset");
    const lines = box.querySelector("[data-lines]");
    const number = Math.max(-1, ...[...lines.querySelectorAll("[name$='.drop']")].map((tick) => Number(tick.name.split(".").at(-2)))) + 1;
    const made = document.createElement("template");
    made.innerHTML = box.querySelector("[data-blank-line]").innerHTML.replaceAll("__line__", number);
    lines.append(made.content);
    lines.lastElementChild.querySelector("input:not([type=hidden]), select, textarea")?.focus();
    event.preventDefault();
  }

  document.addEventListener("click", (event) => {
    const option = event.target.closest(".link-field [role=option]");
    if (option) return choose(option);
    each("[data-link-search][aria-expanded=true]", (field) => { if (!field.parentElement.contains(event.target)) close(field); });
    const add = event.target.closest("[data-add-line]");
    if (add) return addLine(add, event);
    const locate = event.target.closest("[data-locate]");
    if (!locate) return;
    const [lon, lat] = locate.closest("[data-point]").querySelectorAll("input");
    navigator.geolocation.getCurrentPosition(({ coords }) => {
      lon.value = coords.longitude.toFixed(6);
      lat.value = coords.latitude.toFixed(6);
    }, () => document.dispatchEvent(new CustomEvent("jingwei:say", { detail: "没有取到位置，请手工填写" })));
  });

  // A wide table that is drawn anew stays where it was scrolled to.
  const scrolled = {};
  document.addEventListener("htmx:beforeSwap", () => each("[data-keep-scroll]", (box) => { scrolled[box.dataset.keepScroll] = box.scrollLeft; }));
  document.addEventListener("htmx:afterSwap", () => each("[data-keep-scroll]", (box) => { box.scrollLeft = scrolled[box.dataset.keepScroll] || 0; }));

  // What is typed while a form is being read again stays: the answer knows only what was sent.
  const sent = new Map();
  const kept = new Map();
  const typed = () => document.querySelectorAll("[data-keep-typed] input[id]:not([type=checkbox]):not([type=radio]), [data-keep-typed] textarea[id]");
  document.addEventListener("htmx:beforeRequest", () => { sent.clear(); typed().forEach((field) => sent.set(field.id, field.value)); });
  document.addEventListener("htmx:beforeSwap", () => { kept.clear(); typed().forEach((field) => { if (sent.has(field.id) && sent.get(field.id) !== field.value) kept.set(field.id, field.value); }); });
  document.addEventListener("htmx:afterSwap", () => { typed().forEach((field) => { if (kept.has(field.id)) field.value = kept.get(field.id); }); kept.clear(); });
  // So does what is marked in the field one is in: the next key shall replace it as it would have.
  let marked = null;
  document.addEventListener("htmx:beforeSwap", () => { const field = document.activeElement; marked = field && field.id && typeof field.selectionStart === "number" ? [field.id, field.selectionStart, field.selectionEnd] : null; });
  document.addEventListener("htmx:afterSwap", () => { const field = document.activeElement; if (marked && field && field.id === marked[0] && field.setSelectionRange) field.setSelectionRange(marked[1], marked[2]); marked = null; });

  // A form that is sent a moment after a change is not sent again for it where a button has sent it meanwhile: that
  // would take back what the button did, or wipe out what was chosen in its answer.
  let changed = 0;
  let pressed = 0;
  document.addEventListener("change", () => { changed = performance.now(); }, true);
  document.addEventListener("htmx:confirm", (event) => {
    if (event.target.matches("button, a")) pressed = performance.now();
    else if (event.target.matches("[data-sent-after-change]") && pressed > changed) event.preventDefault();
  });

  function prepare(root) {
    if (navigator.geolocation && window.isSecureContext) each("[data-locate]", (button) => { button.hidden = false; }, root);
    if (window.matchMedia("(max-width: 991px)").matches) each("[data-close-narrow]", (details) => { details.open = false; }, root);
    each("[data-focus]", (element) => element.focus(), root);
    each("[data-drop-file]", (zone) => {
      const field = zone.querySelector("input");
      zone.addEventListener("dragover", (event) => { event.preventDefault(); zone.classList.add("over"); });
      zone.addEventListener("dragleave", () => zone.classList.remove("over"));
      zone.addEventListener("drop", (event) => { event.preventDefault(); zone.classList.remove("over"); field.files = event.dataTransfer.files; field.dispatchEvent(new Event("change", { bubbles: true })); });
    }, root);
  }
  prepare(document);
  document.addEventListener("htmx:load", (event) => { if (event.target !== document.body) prepare(event.target); });
})();
