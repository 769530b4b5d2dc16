// Large print: remembered in a cookie, so that the server sends the page large from the start.
document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-large]");
  if (!button) return;
  const large = document.documentElement.classList.toggle("large");
  button.setAttribute("aria-pressed", String(large));
  document.cookie = `large=${large ? 1 : 0}; path=/; max-age=31536000; samesite=lax`;
});
