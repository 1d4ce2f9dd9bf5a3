/* The lines of a prescription: drawn from the field's store, typed through by keyboard, written back as one value; quantities follow the dose. */
(function () {
  const MAIN = ["medicine_name", "form", "dose_amount", "dose_unit", "pattern", "days", "food", "anupana", "quantity"];
  const MORE = ["pack", "instructions", "dosage", "frequency", "duration"];
  const SCALE = 1000n;
  const MARKS = { "½": 500n, "¼": 250n, "¾": 750n };
  const UNITS = { tablet: SCALE, capsule: SCALE, sachet: SCALE, piece: SCALE, ml: SCALE, tsp: 5n * SCALE, tbsp: 15n * SCALE, drop: 50n, g: SCALE, mg: 1n };
  const SOLID = new Set(["churna", "lehya", "ghrita", "bhasma", "raw-herb", "ointment"]);
  const BASE = { tsp: "ml", tbsp: "ml", drop: "ml", mg: "g" };
  const PLURAL = { tablet: "tablets", capsule: "capsules", sachet: "sachets", piece: "pieces", drop: "drops" };

  /* Numbers are whole thousandths, as the server's are exact: no rounding of a float ever adds a tablet. */
  function exact(text) {
    text = String(text ?? "").trim();
    let found = text.match(/^(\d{1,4})?([½¼¾])$/);
    if (found) return BigInt(found[1] || 0) * SCALE + MARKS[found[2]];
    found = text.match(/^(\d)\/([248])$/);
    if (found) return (BigInt(found[1]) * SCALE) / BigInt(found[2]);
    found = text.match(/^(\d{1,4})(?:\.(\d{1,3}))?$/);
    return found ? BigInt(found[1]) * SCALE + BigInt((found[2] || "").padEnd(3, "0")) : null;
  }
  function pattern(text) {
    const parts = String(text ?? "").trim().split(/\s*[-–—]\s*/).map(exact);
    return [3, 4].includes(parts.length) && parts.every((p) => p !== null && p <= 10n * SCALE) && parts.some((p) => p > 0n) ? parts : null;
  }
  const whole = (text) => (/^\d{1,6}$/.test(String(text ?? "").trim()) && BigInt(text) > 0n ? BigInt(text) : null);

  function quantity(line) {
    const amount = exact(line.dose_amount), unit = UNITS[line.dose_unit], times = pattern(line.pattern), days = whole(line.days);
    if (!amount || !unit || !times || !days) return null;
    const need = amount * unit * times.reduce((a, b) => a + b, 0n) * days, size = (whole(line.pack) || 1n) * SCALE ** 3n;
    return Number(((need + size - 1n) / size) * (whole(line.pack) || 1n));
  }
  function derived(line) {
    const parts = pattern(line.pattern), days = whole(line.days), amount = exact(line.dose_amount);
    const times = parts ? parts.filter((p) => p > 0n).length : 0;
    return {
      dosage: amount && line.dose_unit ? `${line.dose_amount} ${amount > SCALE ? PLURAL[line.dose_unit] || line.dose_unit : line.dose_unit}` : "",
      frequency: times ? (times === 1 ? "once a day" : `${times} times a day`) : "",
      duration: days ? `${days} day${days === 1n ? "" : "s"}` : "",
    };
  }
  function counted(line) {
    const unit = ["tsp", "tbsp"].includes(line.dose_unit) && SOLID.has(line.form) ? "g" : BASE[line.dose_unit] || line.dose_unit || "";
    return Number(line.quantity) === 1 ? unit : PLURAL[unit] || unit;
  }

  const { el } = window.ayLines;

  class Editor extends window.ayLines.Editor {
    constructor(box, base) {
      super(box, base);
      this.parts = Object.fromEntries(JSON.parse(box.dataset.parts).map((p) => [p.name, p]));
      this.cautions = [];
      box.addEventListener("click", (event) => { const act = event.target.closest("[data-act]"); if (act) this.act(act.dataset.act, Number(act.closest("[data-line]").dataset.line)); });
    }
    load(lines) {
      if (this.wrote(lines)) return;
      this.lines = (lines || []).map((line) => this.opened(line));
      if (!this.lines.length) this.lines.push({});
      this.draw();
    }
    /* What was computed or derived follows the dose again; what somebody typed stays. */
    opened(line) {
      const open = Object.fromEntries(Object.entries(line).map(([k, v]) => [k, v === null ? "" : String(v)]));
      const said = derived(open);
      for (const name of Object.keys(said)) if (open[name] === said[name]) delete open[name];
      if (open.quantity && Number(open.quantity) === quantity(open)) delete open.quantity;
      delete open.number;
      return open;
    }

    draw() {
      this.box.replaceChildren(...this.lines.map((line, n) => this.line(line, n)));
      this.lines.forEach((_, n) => this.refresh(n));
      this.say();
    }
    line(line, n) {
      const act = (what, sign, title) => el("button", { type: "button", className: "ib", title, ariaLabel: `${title} ${n + 1}` }, el("i", { className: `bi bi-${sign}`, ariaHidden: "true" }));
      const buttons = [act("up", "arrow-up", "Move up"), act("down", "arrow-down", "Move down"), act("remove", "x-lg", "Remove medicine")];
      ["up", "down", "remove"].forEach((what, i) => { buttons[i].dataset.act = what; });
      buttons[0].disabled = n === 0;
      buttons[1].disabled = n === this.lines.length - 1;
      const more = el("details", { className: "rx-more" }, el("summary", {}, el("span", { className: "rx-words" })), el("div", { className: "rx-cells" }, ...MORE.map((name) => this.cell(line, n, name))));
      more.open = MORE.some((name) => name !== "pack" && line[name]);
      const row = el("div", { className: "rx-line" },
        el("span", { className: "rx-nr", textContent: n + 1, ariaHidden: "true" }),
        el("div", { className: "rx-cells rx-main" }, ...MAIN.map((name) => this.cell(line, n, name)), el("span", { className: "rx-acts" }, ...buttons)),
        el("div", { className: "rx-wrong" }, ...[...MAIN, ...MORE].map((name) => el("div", { id: this.id(n, name) + "-error", className: "field-error" }))),
        more, el("div", { className: "rx-says", hidden: true }, el("p", { className: "rx-caution" }), this.cell(line, n, "override_reason"), el("div", { id: this.id(n, "override_reason") + "-error", className: "field-error" })));
      row.dataset.line = n;
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", `Line ${n + 1}`);
      return row;
    }
    cell(line, n, name) {
      const part = this.parts[name], id = this.id(n, name);
      const label = el("label", { htmlFor: id, className: "form-label" }, part.label, el("span", { className: "visually-hidden", textContent: ` ${n + 1}` }));
      let input;
      if (part.choices) {
        input = el("select", { className: "form-select" }, el("option", { value: "", textContent: "" }), ...part.choices.map(([value, text]) => el("option", { value, textContent: text })));
      } else {
        input = el("input", { type: "text", className: "form-control", autocomplete: "off", maxLength: part.length });
        if (part.inputmode) input.inputMode = part.inputmode;
        if (name === "medicine_name") input.setAttribute("list", this.base + "-names");
      }
      input.id = id;
      input.dataset.part = name;
      input.value = line[name] ?? "";
      return el("div", { className: `rx-cell rx-${name}` }, label, input);
    }
    typed(input) {
      const name = input.dataset.part, row = input.closest("[data-line]");
      if (!name || !row) return;
      const n = Number(row.dataset.line), line = this.lines[n];
      if ((line[name] ?? "") === input.value) return;
      line[name] = input.value;
      if (name === "medicine_name") this.offer(n);
      delete this.wrong[this.id(n, name)];
      this.refresh(n);
      this.say();
      this.tell();
    }
    /* The names the browser offers while one types. */
    offerNames(known) {
      if (this.known === known) return;
      this.known = known;
      document.getElementById(this.base + "-names").replaceChildren(...known.map(([name]) => el("option", { value: name })));
    }
    /* A known medicine brings its form, unit and pack along where nothing was typed yet. */
    offer(n) {
      const line = this.lines[n], typed = line.medicine_name.trim().toLowerCase();
      const entry = (this.known || []).find(([name]) => name.toLowerCase() === typed);
      if (!entry) return;
      [["form", entry[1]], ["dose_unit", entry[2]], ["pack", entry[2] === "tablet" ? "" : String(entry[3])]].forEach(([name, value]) => {
        if (!line[name] && value) { line[name] = value; this.at(n, name).value = value; }
      });
    }
    refresh(n) {
      const line = this.lines[n], said = derived(line), box = this.at(n, "quantity"), sum = quantity(line);
      if (!line.quantity) box.value = sum ?? "";
      box.classList.toggle("computed", !line.quantity && sum !== null);
      for (const [name, text] of Object.entries(said)) this.at(n, name).placeholder = text;
      const words = ["dosage", "frequency", "duration"].map((name) => line[name] || said[name]).filter(Boolean);
      const total = box.value ? `${box.value} ${counted({ ...line, quantity: box.value })}`.trim() : "";
      const pack = whole(line.pack) && whole(line.pack) > 1n ? `packs of ${line.pack}` : "";
      this.box.children[n].querySelector(".rx-words").textContent = [words.join(", "), total, pack].filter(Boolean).join(" · ") || "Pack, instructions, words";
    }
    say() {
      this.lines.forEach((line, n) => {
        const row = this.box.children[n];
        const mine = this.cautions.filter((c) => c.number === n + 1 && c.name === (line.medicine_name || "").trim());
        const refused = this.wrong[this.id(n, "override_reason")];
        row.querySelector(".rx-says").hidden = !(mine.length || refused || line.override_reason);
        row.querySelector(".rx-caution").textContent = mine.map((c) => c.sentence).join(" ");
        for (const slot of row.querySelectorAll(".field-error")) {
          const text = this.wrong[slot.id.slice(0, -"-error".length)] || "";
          const shown = mine.some((c) => c.sentence === text) ? "Reason is needed." : text;
          if (slot.textContent !== shown) slot.textContent = shown;
        }
        if (MORE.some((name) => this.wrong[this.id(n, name)])) row.querySelector("details").open = true;
      });
    }
    key(event) {
      const row = event.target.closest("[data-line]");
      if (!row) return;
      const n = Number(row.dataset.line);
      if (event.altKey && (event.key === "ArrowUp" || event.key === "ArrowDown")) {
        event.preventDefault();
        this.act(event.key === "ArrowUp" ? "up" : "down", n, event.target.dataset.part);
      } else if (event.key === "Enter" && event.target.matches("input,select") && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        event.stopPropagation();
        if (n + 1 < this.lines.length) this.at(n + 1, "medicine_name").focus(); else if ((this.lines[n].medicine_name || "").trim()) this.add();
      }
    }
    add() {
      this.lines.push({});
      this.draw();
      this.at(this.lines.length - 1, "medicine_name").focus();
      this.tell();
    }
    act(what, n, part) {
      const other = n + (what === "up" ? -1 : 1);
      if (what === "remove") {
        this.lines.splice(n, 1);
        if (!this.lines.length) this.lines.push({});
      } else {
        if (other < 0 || other >= this.lines.length) return;
        [this.lines[n], this.lines[other]] = [this.lines[other], this.lines[n]];
      }
      this.wrong = {};
      this.draw();
      const at = what === "remove" ? Math.min(n, this.lines.length - 1) : other;
      const button = part ? null : this.box.children[at].querySelector(`[data-act=${what}]`);
      (button && !button.disabled ? button : this.at(at, part || "medicine_name")).focus();
      this.tell();
    }
  }

  const editor = (base) => window.ayLines.editor(base, Editor);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    medicines: {
      draw(lines, cautions, known, base) {
        const made = editor(base);
        if (made) {
          made.offerNames(known || []);
          made.cautions = cautions || [];
          made.load(lines || []);
          made.say();
        }
        return window.dash_clientside.no_update;
      },
      quantity,
    },
  });
})();
