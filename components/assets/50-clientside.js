/* Functions the callbacks name: lists, dialogs, toasts. */
const ready = new Set();
window.dash_clientside = Object.assign({}, window.dash_clientside, {
  lists: {
    /* A new search, filter or save asks the grid for its rows anew; filters go into the address, words never do. */
    refresh(...values) {
      const id = values[values.length - 1];
      const api = ready.has(id) && document.getElementById(id) ? window.dash_ag_grid.getApi(id) : null;
      const first = !api || !window.dash_clientside.callback_context.triggered_id;
      if (first) {
        window.dash_ag_grid.getApiAsync(id).then((made) => { ready.add(id); fitWidth(made); });
        return window.dash_clientside.no_update;
      }
      const noun = id.replace(/-grid$/, "");
      const address = new URL(location.href);
      for (const box of document.querySelectorAll(`[data-list="${noun}"] [data-filter]`)) {
        const chosen = window.dash_clientside.callback_context.inputs[`${noun}-filter-${box.dataset.filter}.value`];
        const value = !chosen || chosen === "all" ? "" : chosen;
        box.classList.toggle("set", Boolean(value));
        if (value) address.searchParams.set(box.dataset.filter, value); else address.searchParams.delete(box.dataset.filter);
      }
      if (address.href !== location.href) history.replaceState(history.state, "", address);
      const sheet = document.getElementById(noun + "-export");
      if (sheet) sheet.href = `/export/${noun.replace(/-/g, "_")}${address.search}`;
      const live = window.dash_clientside.callback_context.triggered_id === "live";
      if (live) api.refreshInfiniteCache(); else api.purgeInfiniteCache();
      return window.dash_clientside.no_update;
    },
  },
  home: {
    /* The chosen days and doctor go into the address, so that a view can be bookmarked. */
    narrow(days, doctor) {
      const search = new URLSearchParams(location.search);
      if (days && days !== "30") search.set("days", days); else search.delete("days");
      if (doctor && doctor !== "all") search.set("doctor_id", doctor); else search.delete("doctor_id");
      const wanted = search.toString() ? "?" + search.toString() : "";
      return wanted === location.search ? window.dash_clientside.no_update : wanted;
    },
  },
  figures: {
    /* What was chosen above the figures goes into the address; a first choice leaves it. */
    narrow(days, test, time) {
      const search = new URLSearchParams(location.search);
      for (const [name, value, first] of [["days", days, "30"], ["test_code", test, "all"], ["time", time, "calendar"]]) {
        if (value && value !== first) search.set(name, value); else search.delete(name);
      }
      const wanted = search.toString() ? "?" + search.toString() : "";
      return wanted === location.search ? window.dash_clientside.no_update : wanted;
    },
    /* Whose day at the till; a date that is half typed is left alone. */
    day(day, user, shown) {
      const search = new URLSearchParams(location.search);
      if (shown && day && day !== shown.day) search.set("day", day);
      if (shown && user && user !== shown.user) search.set("user_id", user);
      const wanted = search.toString() ? "?" + search.toString() : "";
      return wanted === location.search ? window.dash_clientside.no_update : wanted;
    },
    /* Figures as of a day: `shown` is what stands on the page; a date that is half typed is left alone. */
    asOf(day, days, shown) {
      const search = new URLSearchParams(location.search);
      if (day && shown && day !== shown.t) search.set("as_of", day);
      if (days && days !== "30") search.set("days", days); else search.delete("days");
      const wanted = search.toString() ? "?" + search.toString() : "";
      return wanted === location.search ? window.dash_clientside.no_update : wanted;
    },
  },
  /* Buttons that are drawn again while an answer is on its way: their press goes through a store, or Dash would drop the answer. */
  buttons: {
    pressed() {
      const context = window.dash_clientside.callback_context;
      const press = context.triggered.find((t) => t.value);
      return press ? { ...context.triggered_id, n: press.value } : window.dash_clientside.no_update;
    },
  },
  dialogs: {
    toggle(open, keep) {
      const by = window.dash_clientside.callback_context.triggered_id || "";
      const clicked = window.dash_clientside.callback_context.triggered.some((t) => t.value);
      return clicked ? !by.endsWith("-keep") : window.dash_clientside.no_update;
    },
  },
  toasts: {
    show(toast) {
      const region = document.getElementById("toast-region");
      if (!toast || !region) return window.dash_clientside.no_update;
      const box = document.createElement("div");
      box.className = "toast-a " + (toast.tone || "");
      box.textContent = toast.text;
      box.tabIndex = 0;
      if (toast.undo) {
        const undo = document.createElement("button");
        undo.type = "button";
        undo.textContent = "Undo";
        undo.addEventListener("click", () => { away(); window.dash_clientside.set_props(toast.undo.id, { data: { ...toast.undo.data, n: Date.now() } }); });
        box.append(" ", undo);
      }
      let gone = false;
      const away = () => { if (!gone) { gone = true; box.remove(); } };
      region.replaceChildren(box);
      setTimeout(() => { if (!box.matches(":focus-within,:hover")) away(); }, 6000);
      box.addEventListener("focusout", (event) => { if (!box.contains(event.relatedTarget)) away(); });
      box.addEventListener("mouseleave", away);
      return window.dash_clientside.no_update;
    },
  },
});

const NARROW = matchMedia("(max-width: 767.98px)");

/* On a phone a list shows its foremost columns only; turned or widened, all of them. */
function fitWidth(api) {
  const secondary = api.getColumnDefs().filter((column) => column.cellRendererParams && !column.cellRendererParams.phone).map((column) => column.colId);
  api.setColumnsVisible(secondary, !NARROW.matches);
}

NARROW.addEventListener("change", () => {
  for (const grid of document.querySelectorAll(".list-grid")) window.dash_ag_grid.getApiAsync(grid.id).then(fitWidth);
});

/* Charts are drawn in the colours of the look; a change of the look asks for them anew. */
(function () {
  const tell = () => {
    const theme = document.documentElement.dataset.bsTheme;
    for (const mark of document.querySelectorAll("[data-tells-look]")) {
      if (mark.dataset.theme === theme) continue;
      mark.dataset.theme = theme;
      window.dash_clientside.set_props(mark.dataset.tellsLook, { data: theme });
    }
  };
  addEventListener("ay-look", tell);
  new MutationObserver(tell).observe(document.documentElement, { childList: true, subtree: true });
})();
