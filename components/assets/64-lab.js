/* The laboratory: results typed from top to bottom and saved as they are left; critical values told; the clock of the list. */
(function () {
  const NOUN = "lab_reports", NO = window.dash_clientside.no_update;
  const set = (id, data) => window.dash_clientside.set_props(id, { data });

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }
  const icon = (name) => { const i = make("i", "bi bi-" + name); i.setAttribute("aria-hidden", "true"); return i; };
  const said = (minutes) => (minutes <= 90 ? `${minutes} min` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`);

  /* --- results --- */
  const row = (line) => document.querySelector(`[data-line="${line}"]`);
  const part = (of, name) => of.querySelector(`[data-of="${name}"]`);

  function dirty() {
    const lines = {};
    for (const cell of document.querySelectorAll("[data-lab-grid] td[data-part]")) {
      const input = cell.querySelector("input"), line = cell.closest("[data-line]").dataset.line;
      if (!input || input.value.trim() === cell.dataset.was) continue;
      lines[line] = lines[line] || {};
      lines[line][cell.dataset.part] = input.value;
      if (cell.dataset.part === "result") lines[line].was = cell.dataset.was;
    }
    return lines;
  }

  const frame = (element) => element && element.closest && element.closest("[data-lab-grid]");
  document.addEventListener("keydown", (event) => {
    const grid = frame(event.target), cell = event.target.closest && event.target.closest("td[data-part]");
    if (!grid || !cell) return;
    if (event.key === "s" && (event.ctrlKey || event.metaKey)) {
      event.preventDefault();
      event.target.dispatchEvent(new Event("focusout", { bubbles: true }));
      return;
    }
    const step = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    event.preventDefault();
    const column = [...grid.querySelectorAll(`td[data-part="${cell.dataset.part}"] input`)];
    const next = column[column.indexOf(event.target) + step];
    if (next) { next.focus(); next.select(); } else event.target.blur();
  });
  document.addEventListener("focusout", (event) => {
    const grid = frame(event.target);
    if (!grid || grid.dataset.labGrid !== "type") return;
    const lines = dirty();
    if (Object.keys(lines).length) set(`${NOUN}-typed`, { lines, n: Date.now() });
  });
  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest(`#${NOUN}-amend`);
    if (!button) return;
    const reason = document.getElementById(`${NOUN}-form-reason`);
    set(`${NOUN}-amended`, { lines: dirty(), reason: reason ? reason.value : "", n: Date.now() });
  });

  function chip(entry) {
    if (!entry.word) return make("span", "faint", entry.empty ? "–" : "");
    return make("span", "chip " + entry.tone, icon(entry.sign), entry.word);
  }

  function sentence(of, text) {
    const box = part(of, "error"), input = of.querySelector('td[data-part="result"] input');
    box.replaceChildren(...(text ? [icon("exclamation-circle-fill"), make("span", "", text)] : []));
    box.setAttribute("role", "alert");
    input.classList.toggle("is-invalid", Boolean(text));
    if (text) input.setAttribute("aria-invalid", "true"); else input.removeAttribute("aria-invalid");
  }

  function paintLine(line, entry) {
    const of = row(line);
    if (!of) return;
    sentence(of, entry.error);
    if (entry.error) return;
    of.classList.toggle("row-crit", entry.critical);
    part(of, "flag").replaceChildren(chip(entry));
    part(of, "range").textContent = entry.range;
    part(of, "delta").textContent = entry.delta;
    for (const [name, value] of [["result", entry.result], ["notes", entry.notes]]) {
      const cell = of.querySelector(`td[data-part="${name}"]`), input = cell.querySelector("input");
      const asSent = input.value.trim() === cell.dataset.was || document.activeElement !== input;
      cell.dataset.was = value;
      if (asSent && input.value !== value) window.dash_clientside.set_props(input.id, { value });
    }
  }

  function paint(saved) {
    if (!saved) return NO;
    if (saved.refused) { window.dash_clientside.set_props("toast", { data: { text: saved.refused, tone: "clay", n: Date.now() } }); return NO; }
    for (const [line, entry] of Object.entries(saved.lines || {})) paintLine(line, entry);
    for (const [line, text] of Object.entries(saved.errors || {})) { const of = row(line); if (of) sentence(of, text); }
    if (saved.lines) {
      const stage = document.getElementById(`${NOUN}-stage`);
      if (stage) stage.textContent = saved.stage;
      for (const name of ["complete", "verify"]) {
        if (document.getElementById(`${NOUN}-step-${name}`)) window.dash_clientside.set_props(`${NOUN}-step-${name}`, { disabled: saved.missing > 0 });
      }
    }
    return NO;
  }

  /* --- critical values --- */
  function field(line, name, label, value, type) {
    const input = make("input", "form-control");
    input.id = `crit-${line}-${name}`;
    input.type = type || "text";
    input.value = value || "";
    input.autocomplete = "off";
    const text = make("label", "form-label", label);
    text.htmlFor = input.id;
    const error = make("div", "field-error");
    error.id = input.id + "-error";
    return make("div", "", text, input, error);
  }

  function panel(alert) {
    const title = alert.href ? make("a", "", alert.title) : make("span", "", alert.title);
    if (alert.href) { title.href = alert.href; title.addEventListener("click", (event) => window.ayGo(alert.href, event)); }
    const head = make("div", "crit-h", icon("exclamation-octagon-fill"), make("div", "", make("b", "", title), make("span", "", alert.detail)));
    const button = make("button", "btn btn-danger", "Record read-back");
    button.type = "button";
    const made = make("section", "crit mb-3", head, make("div", "crit-f", field(alert.line, "told_to", "Told to", alert.told), field(alert.line, "read_back_by", "Read back by", ""), field(alert.line, "at", "Time", alert.time, "time"), make("div", "crit-b", button)));
    made.setAttribute("role", "alert");
    made.dataset.alert = alert.line;
    button.addEventListener("click", () => {
      const given = Object.fromEntries(["told_to", "read_back_by", "at"].map((name) => [name, document.getElementById(`crit-${alert.line}-${name}`).value]));
      set("lab_alerts-act", { ...given, line: alert.line, report: alert.report, n: Date.now() });
    });
    return made;
  }

  function draw(alerts) {
    const box = document.querySelector("[data-lab-alerts]");
    if (!box) return NO;
    const kept = new Map([...box.children].map((child) => [child.dataset.alert, child]));
    const wanted = (alerts || []).map((alert) => {
      const old = kept.get(alert.line);
      if (old) old.querySelector(".crit-h div > span").textContent = alert.detail;
      return old || panel(alert);
    });
    for (const child of [...box.children]) if (!wanted.includes(child)) child.remove();
    wanted.forEach((child, place) => { if (box.children[place] !== child) box.insertBefore(child, box.children[place] || null); });
    return NO;
  }

  function answer(told) {
    if (!told) return NO;
    for (const name of ["told_to", "read_back_by", "at"]) {
      const input = document.getElementById(`crit-${told.line}-${name}`);
      if (!input) continue;
      const text = (told.errors || {})[name];
      document.getElementById(input.id + "-error").replaceChildren(...(text ? [icon("exclamation-circle-fill"), make("span", "", text)] : []));
    }
    const wrong = ["told_to", "read_back_by", "at"].find((name) => (told.errors || {})[name]);
    if (wrong) document.getElementById(`crit-${told.line}-${wrong}`).focus();
    return NO;
  }

  /* --- the report, moved on in another window: drawn anew as soon as nobody here is in the middle of something --- */
  document.addEventListener("input", (event) => { const box = event.target.closest && event.target.closest(".crit"); if (box) box.dataset.typed = "1"; });
  const busy = () => {
    const at = document.activeElement;
    return Boolean((at && at.closest("main, .modal") && at.matches("input, textarea, select")) || document.querySelector(".modal.show, .crit[data-typed]") || Object.keys(dirty()).length);
  };
  let moved = null;
  function lead() {
    if (!moved) return;
    if (!location.pathname.endsWith(moved.id)) moved = null;
    else if (busy()) setTimeout(lead, 1000);
    else { // as a link inside the application leads, but where one stands, and "back" leads as far as before
      history.replaceState({}, "", moved.href);
      moved = null;
      dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    }
  }
  function follow(told) {
    const waits = Boolean(moved);
    if (told) moved = told;
    if (told && !waits) lead();
    return NO;
  }

  /* --- the list --- */
  const create = (...parts) => window.React.createElement(...parts);
  const cells = (window.dashAgGridComponentFunctions = window.dashAgGridComponentFunctions || {});
  const mark = (word, sign, tone) => create("span", { className: "chip " + tone }, sign ? create("i", { className: "bi bi-" + sign, "aria-hidden": true }) : null, word);
  const STATUS = { ordered: ["Ordered", "eyedropper", "mons line"], "sample-collected": ["Collected", "droplet", "mons"], "in-progress": ["In progress", "hourglass-split", "turm"], completed: ["Completed", "check-all", "leaf"], cancelled: ["Cancelled", "slash-circle", "line"] };
  const PRIORITY = { routine: ["Routine", "", "line"], urgent: ["Urgent", "lightning", "turm"], stat: ["Stat", "lightning-fill", "clay"] };
  cells.NameCell = function (props) {
    if (!props.data) return create("span", { className: "sk w60" });
    const [first, second] = String(props.value || "–").split("\n");
    return create("span", { className: "who" }, create("b", null, first), second ? create("small", null, second) : null);
  };
  cells.LabCell = (props) => (props.data ? mark(...(STATUS[props.value] || [props.value, "dot", ""])) : create("span", { className: "sk w60" }));
  cells.PriorityCell = (props) => (props.data ? mark(...(PRIORITY[props.value] || [props.value, "", ""])) : create("span", { className: "sk w60" }));
  cells.CriticalCell = (props) => (props.value ? mark("Critical", "exclamation-octagon-fill", "solid") : create("span", { className: "faint" }, ""));
  cells.DueCell = function (props) {
    const [, again] = window.React.useState(0);
    window.React.useEffect(() => { const timer = setInterval(() => again((n) => n + 1), 15000); return () => clearInterval(timer); }, []);
    const [due, done] = String(props.value || "").split("|");
    if (!due) return create("span", { className: "faint" }, "–");
    const minutes = Math.round((Date.parse(due) - (done ? Date.parse(done) : Date.now())) / 60000);
    if (done) return create("span", { className: minutes < 0 ? "clay-t" : "faint" }, minutes < 0 ? `${said(-minutes)} late` : "in time");
    if (minutes < 0) return mark(`${said(-minutes)} late`, "exclamation-triangle-fill", "clay");
    return mark(`in ${said(minutes)}`, "stopwatch", minutes < 30 ? "turm" : "line");
  };
  cells.CollectCell = function (props) {
    if (!props.data || props.data.status !== "ordered") return create("span", { className: "faint" }, "");
    const press = (event) => { event.currentTarget.disabled = true; set(props.store, { id: props.data.id, n: Date.now() }); };
    return create("button", { type: "button", className: "btn btn-light btn-cell", onClick: press, "aria-label": `Collected: ${props.data.patient}` }, "Collected");
  };
  function collect() {
    const grid = document.getElementById(`${NOUN}-grid`);
    if (grid) window.dash_ag_grid.getApi(grid.id).refreshInfiniteCache();
    return NO;
  }

  /* --- ranges of the catalogue: the rows are one value of the form --- */
  new MutationObserver(() => {
    for (const box of document.querySelectorAll("[data-ranges]:not([data-bound])")) {
      box.dataset.bound = "1";
      const gather = () => {
        const rows = [...box.querySelectorAll(".rg-row:not(.rg-head)")].map((one) => {
          const found = { sex: one.querySelector("select").value };
          for (const cell of one.querySelectorAll("[data-part]")) found[cell.dataset.part] = cell.querySelector("input").value;
          return found;
        });
        set(box.dataset.ranges, rows);
      };
      box.addEventListener("input", gather);
      box.addEventListener("change", gather);
    }
  }).observe(document.documentElement, { childList: true, subtree: true });

  window.dash_clientside = Object.assign({}, window.dash_clientside, { lab: { paint, draw, answer, collect, follow } });
})();
