/* The queue board: tickets drawn from the store, kept by their id so that focus stays; minutes run by themselves. */
(function () {
  const LABELS = { "check-in": "Check in", call: "Call", start: "In room", complete: "Done", "undo-call": "Undo", "give-priority": "First", "back-in-turn": "In turn" };
  const SAID = { again: "Call again", "undo-call": "Undo call", "give-priority": "First, give priority", "back-in-turn": "Back in turn" };
  const LONG = 30;
  let shift = 0;

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }
  const icon = (name) => { const i = make("i", "bi bi-" + name); i.setAttribute("aria-hidden", "true"); return i; };
  const minutesSince = (began) => Math.max(0, Math.floor((Date.now() + shift - began) / 60000));
  const said = (minutes) => (minutes <= 90 ? `${minutes} min` : `${Math.floor(minutes / 60)}:${String(minutes % 60).padStart(2, "0")} h`);

  function line(ticket, column) {
    const parts = [];
    if (column === "called") parts.push(ticket.room || ticket.doctor, `called ${ticket.since}`);
    else if (column === "in_room") parts.push(...[ticket.room, ticket.doctor].filter(Boolean));
    else if (column === "done") parts.push(`Left room ${ticket.since}`);
    else if (column === "expected") parts.push(...[ticket.doctor, ticket.room].filter(Boolean));
    else parts.push(ticket.doctor, ticket.walk_in ? "walk-in" : `due ${ticket.due}`);
    return parts.join(", ");
  }

  function time(ticket, column) {
    if (column === "done") return null;
    if (column === "expected") return make("span", "wt", ticket.due);
    const box = make("span", "wt");
    box.dataset.began = ticket.began;
    box.dataset.of = column === "in_room" ? ticket.duration : "";
    tick(box);
    return box;
  }

  function tick(box) {
    const minutes = minutesSince(Number(box.dataset.began)), of = box.dataset.of;
    const late = !of && minutes > LONG;
    box.replaceChildren(...(late ? [icon("exclamation-triangle-fill"), " "] : []), said(minutes), make("small", "", of ? `of ${of}` : late ? `over ${LONG} min` : "waiting"));
    const row = box.closest(".tk");
    if (row) row.classList.toggle("long", late);
  }

  function button(ticket, step, first, again) {
    const made = make("button", "btn " + (first ? "btn-light" : "btn-quiet"), again ? "Again" : LABELS[step] || step);
    made.type = "button";
    made.dataset.step = step;
    made.setAttribute("aria-label", `${(again ? SAID.again : SAID[step]) || made.textContent}: ${ticket.patient}`);
    made.addEventListener("click", () => {
      made.disabled = true;
      window.dash_clientside.set_props("queue-act", { data: { id: ticket.id, step, version: ticket.version, patient: ticket.patient, n: Date.now() } });
    });
    return made;
  }

  /* Who is done and not billed yet pays on the way out. */
  let toCollect = new Set();
  const keyOf = (ticket) => ticket.id + ticket.version + (toCollect.has(ticket.id) ? "c" : "");
  function collect(ticket) {
    const made = make("a", "btn btn-light", "Collect");
    made.href = `/dashboard/billing/new?appointment=${ticket.id}`;
    made.setAttribute("aria-label", `Collect: ${ticket.patient}`);
    made.addEventListener("click", (event) => window.ayGo(made.href, event));
    return made;
  }

  function row(ticket, column) {
    const name = make("a", "", ticket.patient);
    name.href = `/dashboard/appointments/${ticket.id}`;
    name.addEventListener("click", (event) => window.ayGo(name.href, event));
    if (/[\u0D00-\u0D7F]/.test(ticket.patient)) name.lang = "ml";
    else if (/[\u0900-\u097F]/.test(ticket.patient)) name.lang = "hi";
    const moves = column === "waiting" ? ticket.may.filter((step) => step !== "start") : ticket.may;
    const buttons = make("span", "tk-do", ...moves.map((step, n) => button(ticket, step, n === 0, column === "called" && step === "call")));
    const number = make("span", "no" + (column === "done" ? " faint" : "") + (ticket.number ? "" : " at"), ticket.number || ticket.due);
    number.setAttribute("aria-label", ticket.number ? `Token ${ticket.number}` : `Due ${ticket.due}`);
    number.setAttribute("role", "img");
    if (column === "done" && toCollect.has(ticket.id)) buttons.append(collect(ticket));
    const wait = column === "expected" ? null : time(ticket, column);
    const made = make("div", "tk" + (column === "called" ? " call" : ""), number, make("span", "who", make("b", "", name, ...(ticket.first ? [" ", make("span", "chip turm", icon("arrow-up-circle"), "First")] : [])), make("small", "", line(ticket, column))), make("span", "tk-r", ...[wait, buttons].filter(Boolean)));
    made.dataset.key = keyOf(ticket);
    if (wait) tick(wait);
    return made;
  }

  const EMPTY = { waiting: "Nobody is waiting.", called: "Nobody is called.", expected: "Nobody else is expected today.", in_room: "All rooms are free.", done: "Nobody is done yet." };

  function fill(name, tickets, count) {
    const box = document.getElementById("queue-" + name);
    if (!box) return;
    const kept = new Map([...box.children].map((child) => [child.dataset.key, child]));
    const rows = tickets.map((ticket) => {
      const old = kept.get(keyOf(ticket));
      if (!old) return row(ticket, name);
      for (const stuck of old.querySelectorAll("button:disabled")) stuck.disabled = false;
      return old;
    });
    box.replaceChildren(...(rows.length ? rows : [make("p", "tk-empty muted sm", EMPTY[name])]));
    const label = document.getElementById(`queue-${name}-count`);
    if (label) label.textContent = String(count);
  }

  function byDoctor(rows) {
    const box = document.getElementById("queue-by-doctor");
    if (!box) return;
    box.parentElement.hidden = !rows.length;
    const most = Math.max(1, ...rows.map((one) => one.waiting));
    box.replaceChildren(make("div", "in hb qd", ...rows.flatMap((one) => {
      const bar = make("span", "b k3 d-block");
      bar.style.width = (100 * one.waiting) / most + "%";
      return [make("span", "", one.name), make("span", "tr", bar), make("span", "num strong", `${one.waiting} waiting`), make("span", "num faint nowrap", said(one.minutes))];
    })));
  }

  function draw(board) {
    if (!board) return window.dash_clientside.no_update;
    shift = board.now - Date.now();
    toCollect = new Set(board.collect || []);
    const focused = document.activeElement && document.activeElement.closest && document.activeElement.closest(".tk");
    const key = focused && focused.dataset.key, step = document.activeElement.dataset.step;
    for (const name of Object.keys(board.columns)) fill(name, board.columns[name], board.counts[name]);
    byDoctor(board.by_doctor);
    const again = key && [...document.querySelectorAll(".tk")].find((one) => one.dataset.key === key);
    if (again && document.activeElement === document.body) (again.querySelector(`[data-step="${step}"]`) || again.querySelector("a")).focus();
    return window.dash_clientside.no_update;
  }

  setInterval(() => { for (const box of document.querySelectorAll(".tk .wt[data-began]")) tick(box); }, 15000);
  window.dash_clientside = Object.assign({}, window.dash_clientside, { queue: { draw } });
})();
