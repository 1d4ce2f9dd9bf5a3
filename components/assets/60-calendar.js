/* The calendar: draws the sheet a callback put into the store; a drop goes out through another store. */
(function () {
  const ICONS = { scheduled: "calendar", confirmed: "check-lg", waiting: "hourglass-split", "in-progress": "play-fill", completed: "check-all", "no-show": "person-x-fill" };
  const CLASSES = { "in-progress": "progress", "no-show": "noshow" };
  const TABLE_MARKS = ["aria-colindex", "aria-rowindex", "aria-colspan", "aria-rowspan", "aria-colcount", "aria-rowcount"];
  const none = () => window.dash_clientside.no_update;
  let library = null;

  function load() {
    library = library || new Promise((ready, failed) => {
      const script = document.createElement("script");
      script.src = "/assets/lazy/event-calendar.min.js";
      script.onload = ready;
      script.onerror = failed;
      document.head.append(script);
    });
    return library;
  }

  function make(tag, className, ...content) {
    const element = document.createElement(tag);
    if (className) element.className = className;
    element.append(...content);
    return element;
  }
  const icon = (name) => { const i = make("i", "bi bi-" + name); i.setAttribute("aria-hidden", "true"); return i; };
  const pad = (number) => String(number).padStart(2, "0");
  const text = (when) => `${when.getFullYear()}-${pad(when.getMonth() + 1)}-${pad(when.getDate())} ${pad(when.getHours())}:${pad(when.getMinutes())}`;
  const minutes = (event) => Math.round((event.end - event.start) / 60000);

  /* A link inside the application, as dcc.Link follows it. */
  function go(href, event) {
    if (event && (event.ctrlKey || event.metaKey || event.shiftKey || event.button)) return;
    if (event) event.preventDefault();
    history.pushState({}, "", href);
    dispatchEvent(new CustomEvent("_dashprivate_pushstate"));
    scrollTo(0, 0);
  }
  window.ayGo = go;

  function anchor(href, className, ...content) {
    const link = make("a", className, ...content);
    link.href = href;
    link.addEventListener("click", (event) => { event.stopPropagation(); go(href, event); });
    return link;
  }

  function language(element, words) {
    if (/[\u0D00-\u0D7F]/.test(words)) element.lang = "ml";
    else if (/[\u0900-\u097F]/.test(words)) element.lang = "hi";
    return element;
  }

  function doctorHead({ resource }) {
    const { work, share, visits } = resource.extendedProps;
    const load = share === null ? `${visits} visits` : `${share} % booked`;
    const bar = make("u");
    bar.style.width = Math.min(share || 0, 100) + "%";
    return { domNodes: [make("span", "dochead", make("b", "", resource.title), make("small", "", make("span", "", work || ""), make("span", "", load)), make("i", "", bar))] };
  }

  function visitContent({ event }) {
    if (event.display === "background") return event.title;
    const { status, note, href, word } = event.extendedProps;
    const start = text(event.start).slice(11);
    const name = language(make("span", "nm", event.title), event.title);
    const link = anchor(href, "ev-link", make("b", "", icon(ICONS[status] || "dot"), make("span", "tm", start), " ", name), make("small", "", note));
    link.setAttribute("aria-label", `${start} ${event.title}, ${word}, ${note}`);
    link.draggable = false;
    return { domNodes: [link] };
  }

  function send(info, doctor) {
    const { event, oldEvent } = info;
    const was = { start: text((oldEvent || info.oldEvent).start), minutes: minutes(oldEvent), doctor: (oldEvent.resourceIds || [])[0] };
    const data = { id: event.id, version: event.extendedProps.version, title: event.title, start: text(event.start), minutes: minutes(event), doctor: doctor || (event.resourceIds || [])[0], was, n: Date.now() };
    window.dash_clientside.set_props("appointments-moved", { data });
  }

  function chosen(sheet, who) {
    const doctors = sheet.doctors;
    const one = doctors.find((d) => d.id === who);
    if (one) return [one];
    return sheet.view === "week" || innerWidth < 768 ? doctors.slice(0, 1) : doctors;
  }

  function options(sheet, who) {
    const shown = chosen(sheet, who), ids = new Set(shown.map((d) => d.id));
    const events = sheet.events.filter((e) => ids.has(e.doctor)).map((e) => {
      const length = (new Date(e.end.replace(" ", "T")) - new Date(e.start.replace(" ", "T"))) / 60000;
      return {
        id: e.id, resourceIds: [e.doctor], start: e.start, end: e.end, title: e.title, editable: e.movable,
        classNames: ["ev-" + (CLASSES[e.status] || e.status), ...(length < 30 ? ["one"] : [])],
        extendedProps: { version: e.version, status: e.status, note: e.note, word: e.word, href: `${sheet.path}/${e.id}` },
      };
    });
    const closed = sheet.closed.filter((c) => ids.has(c.doctor)).map((c, n) => ({ id: "closed-" + n, display: "background", resourceIds: [c.doctor], start: c.start, end: c.end, title: c.word }));
    const kept = sheet.reserved.filter((c) => ids.has(c.doctor)).map((c, n) => ({ id: "kept-" + n, display: "background", classNames: ["ev-kept"], resourceIds: [c.doctor], start: c.start, end: c.end, title: c.word }));
    const week = sheet.view === "week";
    return {
      view: week ? "timeGridWeek" : "resourceTimeGridDay",
      date: sheet.view === "week" ? sheet.first : sheet.day,
      firstDay: 1,
      slotMinTime: sheet.min, slotMaxTime: sheet.max,
      resources: week ? [] : shown.map((d) => ({ id: d.id, title: d.name, extendedProps: { work: d.work, share: d.share, visits: d.visits } })),
      events: [...events, ...closed, ...kept].map((e) => (week ? { ...e, resourceIds: [], extendedProps: { ...e.extendedProps, doctor: e.resourceIds[0] } } : e)),
    };
  }

  /* The library's table roles lack their rows, and its visits are buttons around our links: plain elements read better. */
  function quiet(box) {
    for (const element of box.querySelectorAll("[role=table],[role=rowgroup],[role=row],[role=columnheader],[role=rowheader],[role=cell],[role=gridcell],article[role=button]")) {
      element.removeAttribute("role");
      if (element.matches("article")) element.removeAttribute("tabindex");
    }
    for (const name of TABLE_MARKS) for (const element of box.querySelectorAll(`[${name}]`)) element.removeAttribute(name);
  }

  /* The library's line of the present follows the browser; it stands only where that is the clinic's clock. */
  const sameClock = (now) => Math.abs(new Date(now.replace(" ", "T")) - Date.now()) < 120000;

  function drawGrid(box, sheet, who) {
    const given = options(sheet, who);
    if (box.ec) {
      for (const [name, value] of Object.entries(given)) box.ec.setOption(name, value);
      return;
    }
    box.ec = window.EventCalendar.create(box, {
      ...given,
      height: "auto", allDaySlot: false, slotDuration: "00:15", slotLabelInterval: "00:30", slotHeight: 26, snapDuration: "00:05",
      nowIndicator: sameClock(sheet.now), editable: true, headerToolbar: { start: "", center: "", end: "" }, flexibleSlotTimeLimits: false, slotEventOverlap: false,
      longPressDelay: 400, eventTimeFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      slotLabelFormat: { hour: "2-digit", minute: "2-digit", hour12: false },
      locale: "en-GB",
      dayHeaderFormat: { weekday: "short", day: "numeric", month: "short" },
      resourceLabelContent: doctorHead,
      eventContent: visitContent,
      eventClick: ({ event, jsEvent }) => { if (event.extendedProps.href) go(event.extendedProps.href, jsEvent); },
      eventDidMount: ({ el }) => { el.removeAttribute("role"); el.removeAttribute("tabindex"); },
      eventDrop: (info) => send(info, info.newResource && info.newResource.id),
      eventResize: (info) => send(info),
    });
    quiet(box);
    new MutationObserver(() => quiet(box)).observe(box, { childList: true, subtree: true, attributeFilter: ["role"] });
  }

  function drawMonth(box, sheet, who) {
    const heads = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"].map((day) => { const th = make("th", "", day); th.scope = "col"; return th; });
    const rows = [];
    let row = null;
    for (const cell of sheet.cells) {
      if (!row || cell.weekday === 0) { row = make("tr", ""); rows.push(row); while (row.children.length < cell.weekday && rows.length === 1) row.append(make("td", "out")); }
      row.append(monthCell(cell, who, cell.day === sheet.day));
    }
    while (row && row.children.length < 7) row.append(make("td", "out"));
    box.replaceChildren(make("table", "month", make("thead", "", make("tr", "", ...heads)), make("tbody", "", ...rows)));
  }

  function monthCell(cell, who, today) {
    const mine = who ? cell.by[who] || [0, 0, 0] : null;
    const visits = mine ? mine[0] : cell.visits;
    const share = mine ? (mine[2] ? Math.round((100 * mine[1]) / mine[2]) : null) : cell.share;
    const bar = make("u");
    bar.style.width = Math.min(share || 0, 100) + "%";
    const words = visits ? `${visits} ${visits === 1 ? "visit" : "visits"}` : share === null ? "Closed" : "No visits";
    const link = anchor(cell.href + (who ? `&doctor_id=${who}` : ""), "", make("b", "", String(cell.number)), make("span", "", words), make("small", "", share === null ? "" : `${share} %`), make("i", "", bar));
    link.setAttribute("aria-label", `${cell.name}: ${words}${share === null ? "" : `, ${share} % booked`}`);
    return make("td", (share === null ? "shut" : "") + (today ? " here" : ""), link);
  }

  function keepAddress(who) {
    const address = new URL(location.href);
    if (who) address.searchParams.set("doctor_id", who); else address.searchParams.delete("doctor_id");
    if (address.href !== location.href) history.replaceState(history.state, "", address);
    for (const link of document.querySelectorAll(".turns a, .seg.links a")) {
      const to = new URL(link.href);
      if (who) to.searchParams.set("doctor_id", who); else to.searchParams.delete("doctor_id");
      link.href = to.href;
    }
  }

  function draw(sheet, picked, frame) {
    const who = picked === "all" ? "" : picked;
    const box = document.getElementById(frame);
    if (!box || !sheet) return none();
    keepAddress(who);
    const one = sheet.view === "week" || innerWidth < 768;
    if (one && sheet.view !== "month" && !sheet.doctors.some((d) => d.id === who) && sheet.doctors.length > 1) {
      window.dash_clientside.set_props("appointments-who", { value: sheet.doctors[0].id });
      return none();
    }
    if (sheet.view !== "month" && !sheet.doctors.length) {
      box.replaceChildren(make("div", "empty", icon("calendar3"), make("h2", "", "No doctors yet"), make("p", "", "Once doctors and their weekly hours are entered, their days appear here."), anchor("/dashboard/doctors", "btn btn-light", "Doctors")));
      return none();
    }
    if (sheet.view === "month") drawMonth(box, sheet, who);
    else load().then(() => { if (box.isConnected) drawGrid(box, sheet, who); });
    return none();
  }

  window.dash_clientside = Object.assign({}, window.dash_clientside, { calendar: { draw } });
})();
