/* A draft of a record saves itself when the typing rests: one save at a time, never over another's words, and it says so. */
(function () {
  const REST = 900, PATIENCE = 9000, NOUN = "medical_records";
  let draft = null;
  const box = () => document.getElementById(NOUN + "-writing");
  const tell = (text) => { const state = document.getElementById(NOUN + "-state"); if (state && text) state.textContent = text; };
  const here = () => (draft && box() && box().dataset.key === draft.key ? draft : null);
  const unsaved = () => { const d = here(); return Boolean(d && (d.sent !== null || d.now !== d.kept)); };

  function send(over) {
    const d = here();
    if (!d) return;
    clearTimeout(d.timer);
    if (!over && (d.sent !== null || d.stale || d.now === d.kept)) return;
    d.sent = d.now;
    d.n += 1;
    if (over) d.stale = false;
    tell("Saving…");
    window.dash_clientside.set_props(NOUN + "-typed", { data: { values: JSON.parse(d.now), n: d.n, over: Boolean(over) } });
    /* No answer: the line was cut, or the session ended. The words are here; they are sent again until they are kept. */
    d.patience = setTimeout(() => { if (here() !== d || d.sent === null) return; d.sent = null; tell("Not saved yet. Trying again…"); send(); }, PATIENCE);
  }

  function rest() {
    const d = here();
    clearTimeout(d.timer);
    if (d.now === d.kept || d.stale) return;
    if (d.sent === null) tell("Not saved yet");
    d.timer = setTimeout(() => send(), REST);
  }

  function answered(d, row) {
    clearTimeout(d.patience);
    if (!row.failed) d.kept = d.sent;
    d.stale = Boolean(row.stale);
    d.refused = row.failed ? d.sent : null;
    d.sent = null;
    tell(row.failed || row.said);
    if (!row.id) return;
    const address = "/dashboard/medical-records/" + row.id;
    if (location.pathname.endsWith("/new")) history.replaceState(history.state, "", address);
    const files = document.getElementById(NOUN + "-files");
    if (files) { files.href = address; files.parentElement.classList.remove("d-none"); }
    const remove = document.getElementById(NOUN + "-step-delete");
    if (remove) remove.classList.remove("d-none");
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    drafts: {
      hear(...all) {
        const row = all.pop() || {}, now = JSON.stringify(all.map((value) => (value === undefined ? null : value)));
        const key = box() && box().dataset.key;
        if (!key) return window.dash_clientside.no_update;
        if (!draft || draft.key !== key) draft = { key, now, kept: now, sent: null, n: 0, stale: false, refused: null, timer: null };
        draft.now = now;
        if (row.n === draft.n && draft.sent !== null) answered(draft, row);
        /* What was refused is not sent again until it is changed. */
        if (draft.now !== draft.refused) rest();
        return window.dash_clientside.no_update;
      },
    },
  });

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && here()) { event.preventDefault(); send(); }
  });
  document.addEventListener("visibilitychange", () => { if (document.hidden) send(); });
  document.addEventListener("click", (event) => {
    const target = event.target.closest ? event.target : event.target.parentElement;
    if (!target || !here()) return;
    if (target.closest("#" + NOUN + "-overwrite")) { send(true); return; }
    if (target.closest("[data-discard]")) { draft.kept = draft.now; draft.sent = null; return; }
    const link = target.closest("a[href]");
    if (!link || link.getAttribute("href").startsWith("#") || link.target === "_blank" || !unsaved()) return;
    if (!confirm("Your last words are not saved yet. Leave without them?")) { event.preventDefault(); event.stopImmediatePropagation(); }
  }, true);
  addEventListener("beforeunload", (event) => { if (unsaved()) { send(); event.preventDefault(); } });

  /* The charts of vital signs are drawn in the colours of the look; a change of it asks for them anew. */
  const look = () => {
    const charts = document.getElementById("vital_signs-charts"), theme = document.documentElement.dataset.bsTheme;
    if (!charts || charts.dataset.theme === theme) return;
    charts.dataset.theme = theme;
    window.dash_clientside.set_props("vital_signs-theme", { data: theme });
  };
  addEventListener("ay-look", look);
  new MutationObserver(look).observe(document.documentElement, { childList: true, subtree: true });
})();
