/* Files to bring in: the box for a file, its upload, and the pace at which a window asks for chunks. */
(function () {
  const REST = 150; // between two chunks others must come to save: SQLite lets one write at a time
  let timer = null;
  const of = (id) => document.getElementById(id);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    imports: {
      next(state) {
        clearTimeout(timer); // a stop leaves nothing on its way that would speak after it
        if (state && state.go) timer = setTimeout(() => of("imports-panel") && window.dash_clientside.set_props("imports-step", { data: { n: state.n } }), REST);
        return window.dash_clientside.no_update;
      },
    },
  });

  /* Dash has no box for files that leaves them alone until they are posted. */
  const place = () => {
    const where = of("imports-file-place");
    if (!where || of("imports-file")) return;
    const box = document.createElement("input");
    Object.assign(box, { type: "file", id: "imports-file", className: "form-control", accept: ".csv,.tsv,.txt,.xlsx" });
    box.setAttribute("aria-describedby", "imports-file-error");
    box.addEventListener("change", () => say(""));
    where.append(box);
  };
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true });

  const say = (text) => { if (of("imports-file-error")) of("imports-file-error").textContent = text; };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("#imports-upload");
    if (!button || button.disabled) return;
    const file = of("imports-file").files[0];
    if (!file) { say("Choose a file first."); of("imports-file").focus(); return; }
    if (file.size > 20 * 1024 * 1024) { say("This file is larger than 20 MB. Divide it into several files."); return; }
    const body = new FormData();
    body.append("noun", of("imports-noun").value);
    body.append("file", file);
    button.disabled = true;
    say("");
    try {
      const answer = await window.ay.plain("/imports", { method: "POST", body, headers: { "X-CSRFToken": window.ay.csrf() } });
      const told = await answer.json().catch(() => ({}));
      if (answer.ok) { location.assign(told.go); return; }
      say(told.message || "That did not work. Try again.");
    } catch {
      say("The file could not be sent. Check the connection and try again.");
    }
    button.disabled = false;
  });
})();
