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
  document.addEventListener("click", (event) => {
    if (!event.target.closest || !event.target.closest("#theme-button")) return;
    const theme = dark() ? "light" : "dark";
    window.ayLook.set(theme);
    const csrf = (document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/) || [])[1] || "";
    const body = new URLSearchParams({ theme, density: root.dataset.density });
    fetch("/look", { method: "POST", body, headers: { "X-CSRFToken": csrf } });
  });
})();
