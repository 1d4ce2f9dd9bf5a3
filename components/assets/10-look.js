/* Light or dark, roomy or tight, before the first paint. */
(function () {
  const root = document.documentElement;
  const read = (key) => { try { return localStorage.getItem(key); } catch { return null; } };
  const wanted = () => read("ay-theme") || "system";
  const dark = () => wanted() === "dark" || (wanted() === "system" && matchMedia("(prefers-color-scheme: dark)").matches);
  const apply = () => {
    root.dataset.bsTheme = dark() ? "dark" : "light";
    root.dataset.density = read("ay-density") || "comfortable";
    dispatchEvent(new CustomEvent("ay-look"));
  };
  window.ayLook = {
    apply,
    isDark: dark,
    set(theme, density) {
      try {
        if (theme) localStorage.setItem("ay-theme", theme);
        if (density) localStorage.setItem("ay-density", density);
      } catch { /* a browser without storage forgets the choice */ }
      apply();
    },
  };
  apply();
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", apply);
  function press() {
    for (const button of document.querySelectorAll("[data-theme-choice]")) button.setAttribute("aria-pressed", String(button.dataset.themeChoice === wanted()));
    for (const button of document.querySelectorAll("[data-density-choice]")) button.setAttribute("aria-pressed", String(button.dataset.densityChoice === root.dataset.density));
  }
  addEventListener("ay-look", press);
  window.ayLook.press = press;
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("#theme-button,[data-theme-choice],[data-density-choice]");
    if (!button) return;
    const density = button.dataset.densityChoice || root.dataset.density;
    const theme = button.dataset.themeChoice || (button.dataset.densityChoice ? wanted() : dark() ? "light" : "dark");
    window.ayLook.set(theme, density);
    const csrf = (document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/) || [])[1] || "";
    const body = new URLSearchParams({ theme, density });
    fetch("/look", { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  });
})();
