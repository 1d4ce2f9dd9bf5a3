/* What follows from where one is: the marked place in the rail, keys, toasts, sentences bound to their fields. */
(function () {
  const at = (path) => location.pathname === path || (path !== "/dashboard" && location.pathname.startsWith(path + "/"));

  function markPlace() {
    for (const place of document.querySelectorAll("a.place")) {
      const on = at(new URL(place.href).pathname);
      place.classList.toggle("on", on);
      if (on) place.setAttribute("aria-current", "page"); else place.removeAttribute("aria-current");
    }
    const sheet = document.querySelector("details.more[open]");
    if (sheet) sheet.removeAttribute("open");
  }

  /* dash-bootstrap-components passes no aria attributes, so they are set where the sentence appears. */
  function bindSentences() {
    for (const form of document.querySelectorAll("form.form:not([novalidate])")) {
      form.noValidate = true;
      form.addEventListener("submit", (event) => event.preventDefault());
    }
    for (const error of document.querySelectorAll(".field-error[id$='-error']")) {
      const input = document.getElementById(error.id.slice(0, -"-error".length));
      if (!input) continue;
      const wrong = Boolean(error.textContent);
      const hint = document.getElementById(input.id + "-hint");
      const described = [wrong ? error.id : null, hint && !wrong ? hint.id : null].filter(Boolean).join(" ");
      set(input, "aria-invalid", wrong ? "true" : null);
      set(input, "aria-describedby", described || null);
      input.classList.toggle("is-invalid", wrong);
      if (hint) hint.hidden = wrong;
    }
    for (const box of document.querySelectorAll("[data-label]")) {
      const inner = box.querySelector("input,select,textarea");
      if (inner) set(inner, "aria-label", box.dataset.label);
    }
  }

  /* A searchable list says its value but not its label, and hides what takes the focus from readers. */
  function nameDropdowns() {
    for (const button of document.querySelectorAll("button.dash-dropdown")) {
      const label = document.querySelector(`label[for="${button.id}"]`);
      if (!label) continue;
      label.id = label.id || button.id + "-label";
      set(button, "aria-labelledby", `${label.id} ${button.id}-value`);
      set(button, "tabindex", "0");
      const target = button.parentElement.querySelector(".dash-dropdown-focus-target");
      if (target) set(target, "tabindex", "-1");
    }
  }

  function set(element, name, value) {
    if (value === null) { if (element.hasAttribute(name)) element.removeAttribute(name); }
    else if (element.getAttribute(name) !== value) element.setAttribute(name, value);
  }

  let summary = null;
  function focusSummary() {
    const shown = document.querySelector(".form [role=alert].banner");
    if (shown && shown !== summary) { shown.focus(); shown.scrollIntoView({ block: "nearest" }); }
    summary = shown;
  }

  let scheduled = false;
  new MutationObserver(() => {
    if (scheduled) return;
    scheduled = true;
    requestAnimationFrame(() => { scheduled = false; markPlace(); bindSentences(); focusSummary(); allergies(); nameDropdowns(); });
  }).observe(document.documentElement, { childList: true, subtree: true, characterData: true });
  addEventListener("popstate", markPlace);

  /* The rows of a small list (allergies) are one value of the form. */
  function allergies() {
    for (const box of document.querySelectorAll("[data-rows]:not([data-bound])")) {
      box.dataset.bound = "1";
      const collect = () => {
        const rows = [...box.querySelectorAll(".allergy-row")].map((row) => {
          const [substance, reaction] = row.querySelectorAll("input");
          return { substance: substance.value, reaction: reaction.value, severity: row.querySelector("select").value };
        });
        window.dash_clientside.set_props(box.dataset.rows, { data: rows.filter((row) => row.substance || row.reaction) });
      };
      box.addEventListener("input", collect);
      box.addEventListener("change", collect);
    }
  }

  /* Tabs: the chosen head shows its panel; arrows go from head to head. */
  function choose(head) {
    for (const other of head.parentElement.querySelectorAll("[role=tab]")) {
      const on = other === head;
      other.setAttribute("aria-selected", String(on));
      other.tabIndex = on ? 0 : -1;
      document.getElementById(other.getAttribute("aria-controls")).hidden = !on;
    }
  }
  document.addEventListener("click", (event) => {
    const head = event.target.closest && event.target.closest("[data-tab]");
    if (head) choose(head);
  });
  document.addEventListener("keydown", (event) => {
    const head = event.target.closest && event.target.closest("[data-tab]");
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!head || !step) return;
    const heads = [...head.parentElement.querySelectorAll("[role=tab]")];
    const next = heads[(heads.indexOf(head) + step + heads.length) % heads.length];
    choose(next);
    next.focus();
  });

  const typing = (target) => target.matches && target.matches("input,textarea,select,[contenteditable]");
  document.addEventListener("keydown", (event) => {
    const save = document.querySelector(".form .save");
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && save) { event.preventDefault(); save.click(); }
    else if ((event.ctrlKey || event.metaKey) && event.key === "k") focus(event, "top-search");
    else if (event.key === "Enter" && save && typing(event.target) && !event.target.matches("textarea,select") && event.target.closest(".form") && !event.target.closest("[class*=dash-dropdown]")) save.click();
    else if (typing(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
    else if (event.key === "/") focus(event, (document.querySelector(".srch input") || {}).id || "top-search");
    else if (event.key === "n") { const link = document.querySelector("[data-shortcut=n] a"); if (link) { event.preventDefault(); link.click(); } }
  });
  /* Found patients: arrows go through them, Enter opens the first, Escape and a choice close the list. */
  const found = () => [...document.querySelectorAll("#top-results a")];
  function closeFound() {
    const box = document.getElementById("top-search");
    if (box && found().length) window.dash_clientside.set_props("top-search", { value: "" });
  }
  document.addEventListener("keydown", (event) => {
    const box = event.target.id === "top-search", link = event.target.closest && event.target.closest("#top-results a");
    if (!box && !link) return;
    const links = found(), at = links.indexOf(link);
    if (event.key === "Enter" && box && links.length) { event.preventDefault(); links[0].click(); }
    else if (event.key === "ArrowDown" && links[at + 1]) { event.preventDefault(); links[at + 1].focus(); }
    else if (event.key === "ArrowUp" && link) { event.preventDefault(); (links[at - 1] || document.getElementById("top-search")).focus(); }
    else if (event.key === "Escape") { closeFound(); if (document.activeElement) document.activeElement.blur(); }
  });
  document.addEventListener("click", (event) => { if (event.target.closest && event.target.closest("#top-results a")) setTimeout(closeFound, 0); });
  function focus(event, id) {
    const box = document.getElementById(id);
    if (box) { event.preventDefault(); box.focus(); box.select(); }
  }

  /* The second click of a double click does not press the outcome of a confirmation again. */
  document.addEventListener("click", (event) => {
    if (event.detail > 1 && event.target.closest && event.target.closest(".modal-footer .btn")) event.stopImmediatePropagation();
  }, true);

  /* A form that was touched asks before it is left. */
  let touched = false;
  document.addEventListener("input", (event) => { if (event.target.closest && event.target.closest(".form")) touched = true; });
  document.addEventListener("click", (event) => { if (event.target.closest && event.target.closest(".save")) touched = false; });
  addEventListener("beforeunload", (event) => { if (touched && document.querySelector(".form")) event.preventDefault(); });
  addEventListener("popstate", () => { touched = false; });

  document.addEventListener("submit", (event) => {
    const token = event.target.querySelector && event.target.querySelector("input[name=_csrf_token]");
    if (token) token.value = window.ay.csrf();
  }, true);
})();
