// The side of the report and the map: a card opens there; on narrow screens it lies over the page.
(() => {
  let from;
  const side = () => document.getElementById("side");

  function close() {
    if (!side()?.classList.contains("open")) return;
    side().classList.remove("open");
    document.querySelector(".figure[aria-current]")?.removeAttribute("aria-current");
    from?.focus();
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-opens-side]");
    if (opener) {
      document.querySelector(".figure[aria-current]")?.removeAttribute("aria-current");
      opener.setAttribute("aria-current", "true");
      from = opener;
    }
    if (event.target.closest("[data-close-side]")) close();
  });
  document.addEventListener("htmx:afterSwap", (event) => { if (event.target.id === "side") event.target.classList.add("open"); });
  document.addEventListener("jingwei:close-side", close);
})();
