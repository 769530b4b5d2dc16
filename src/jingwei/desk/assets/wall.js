// A wall view asks for itself again and again; what it shows stays until there is something newer.
(() => {
  const EVERY = 60_000;

  async function renew() {
    const wall = document.getElementById("wall");
    const answer = await fetch(location.href, { credentials: "same-origin" }).catch(() => null);
    if (answer?.redirected) {
      location.reload();
      return;
    }
    const page = answer?.ok ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const newer = page?.getElementById("wall");
    if (newer) wall.replaceWith(newer);
    else wall.querySelector("[data-late]").hidden = false;
  }

  setInterval(renew, EVERY);
})();
