/* The lines of a bill: drawn from the field's store, typed through by keyboard, written back as one value; what was done is taken over with one tap. */
(function () {
  const MAIN = ["item_type", "item_name", "quantity", "unit_price", "discount"];
  const TAX = ["tax_rate", "tax_included"];
  const MORE = ["hsn_code", "batch_number", "expires_on"];
  const LABELS = { item_type: "Type", item_name: "Item", quantity: "Quantity", unit_price: "Unit price", discount: "Line discount", tax_rate: "Tax %", tax_included: "In price", hsn_code: "HSN", batch_number: "Batch", expires_on: "Expiry" };
  const LENGTHS = { item_name: 200, quantity: 6, unit_price: 14, discount: 14, tax_rate: 6, hsn_code: 8, batch_number: 60 };
  const MONEY = new Set(["unit_price", "discount"]);
  const { el } = window.ayLines;

  const icon = (sign) => el("i", { className: `bi bi-${sign}`, ariaHidden: "true" });
  const isEmpty = (line) => !Object.entries(line).some(([name, value]) => value && name !== "item_type" && name !== "quantity");

  class Editor extends window.ayLines.Editor {
    constructor(box, base) {
      super(box, base);
      this.types = JSON.parse(box.dataset.types);
      this.taxed = box.dataset.taxed === "1";
      this.lines = null;
      this.offered = [];
      box.addEventListener("click", (event) => { const act = event.target.closest("[data-act]"); if (act) this.remove(Number(act.closest("[data-line]").dataset.line)); });
      box.closest("form").addEventListener("keydown", (event) => this.hot(event));
    }
    begun() { setTimeout(() => begin(this.box.closest("form"), this, 40), 0); }
    fresh(kind) { return { item_type: kind || (this.types.length > 1 ? "other" : this.types[0][0]), quantity: "1" }; }
    load(lines) {
      if (this.wrote(lines)) return;
      this.lines = (lines || []).map((line) => ({ ...line }));
      if (!this.lines.length) this.lines.push(this.fresh());
      this.wrong = {};
      this.draw();
    }

    draw() {
      this.box.replaceChildren(...this.lines.map((line, n) => this.line(line, n)));
      this.count(this.counted);
      this.say();
    }
    line(line, n) {
      const remove = el("button", { type: "button", className: "ib", title: "Remove line", ariaLabel: `Remove line ${n + 1}` }, icon("x-lg"));
      remove.dataset.act = "remove";
      const amount = el("output", { id: this.id(n, "amount"), className: "bl-amount", textContent: "" });
      amount.setAttribute("aria-label", `Amount ${n + 1}`);
      const shown = this.taxed ? [...MAIN, ...TAX] : MAIN;
      const more = el("div", { className: "rx-cells bl-more" }, ...MORE.map((name) => this.cell(line, n, name)));
      more.hidden = line.item_type !== "medicine";
      const row = el("div", { className: "rx-line bl-line" + (this.taxed ? " taxed" : "") },
        el("span", { className: "rx-nr", textContent: n + 1, ariaHidden: "true" }),
        el("div", { className: "rx-cells bl-main" }, ...shown.map((name) => this.cell(line, n, name)),
          el("div", { className: "rx-cell bl-sum" }, el("span", { className: "form-label", textContent: "Amount", ariaHidden: "true" }), amount), el("span", { className: "rx-acts" }, remove)),
        more,
        el("div", { className: "rx-wrong" }, ...[...MAIN, ...TAX, ...MORE, "source_id", "doctor_id"].map((name) => el("div", { id: this.id(n, name) + "-error", className: "field-error" }))));
      row.dataset.line = n;
      row.setAttribute("role", "group");
      row.setAttribute("aria-label", `Line ${n + 1}`);
      return row;
    }
    cell(line, n, name) {
      const id = this.id(n, name), locked = Boolean(line.source_id) && name === "item_type";
      const label = el("label", { htmlFor: id, className: "form-label" }, LABELS[name], el("span", { className: "visually-hidden", textContent: ` ${n + 1}` }));
      let input;
      if (name === "item_type") {
        input = el("select", { className: "form-select", disabled: locked }, ...this.types.map(([value, text]) => el("option", { value, textContent: text })));
        if (!this.types.some(([value]) => value === line[name])) input.append(el("option", { value: line[name] || "", textContent: line[name] || "" }));
      } else if (name === "tax_included") {
        input = el("input", { type: "checkbox", className: "form-check-input", checked: line[name] === "yes" });
      } else {
        input = el("input", { type: name === "expires_on" ? "date" : "text", className: "form-control" + (MONEY.has(name) || name === "quantity" || name === "tax_rate" ? " num" : ""), autocomplete: "off" });
        if (LENGTHS[name]) input.maxLength = LENGTHS[name];
        if (name === "quantity") input.inputMode = "numeric";
        if (MONEY.has(name) || name === "tax_rate") input.inputMode = "decimal";
        if (name === "tax_rate") input.setAttribute("list", this.base + "-rates");
        if (name === "item_name" && line.source_id && !line.item_name) input.placeholder = this.words(line) || "named when it is saved";
      }
      input.id = id;
      input.dataset.part = name;
      if (name !== "tax_included") input.value = line[name] ?? "";
      return el("div", { className: `rx-cell bl-${name}` }, label, input);
    }
    words(line) { const found = this.offered.find((one) => one.line.source_id === line.source_id); return found && found.what; }

    typed(input) {
      const name = input.dataset.part, row = input.closest("[data-line]");
      if (!name || !row) return;
      const n = Number(row.dataset.line), line = this.lines[n], value = name === "tax_included" ? (input.checked ? "yes" : "") : input.value;
      if ((line[name] ?? "") === value) return;
      line[name] = value;
      if (name === "item_type") row.querySelector(".bl-more").hidden = value !== "medicine";
      delete this.wrong[this.id(n, name)];
      this.say();
      this.tell();
    }
    say() {
      for (const slot of this.box.querySelectorAll(".field-error")) {
        const text = this.wrong[slot.id.slice(0, -"-error".length)] || "";
        if (slot.textContent !== text) slot.textContent = text;
      }
      this.lines.forEach((line, n) => { if (MORE.some((name) => this.wrong[this.id(n, name)])) this.box.children[n].querySelector(".bl-more").hidden = false; });
    }
    count(counted) {
      this.counted = counted;
      const sums = (counted && counted.lines) || [];
      if (!this.lines) return;
      this.lines.forEach((_, n) => {
        const box = this.at(n, "amount"), text = sums[n] || "–";
        if (box && box.textContent !== text) box.textContent = text;
      });
    }

    /* What was done and is on no bill: one tap takes a line, another all of them. */
    offer(offered) {
      const place = document.getElementById(this.base + "-offered");
      if (!place) return;
      this.offered = offered || [];
      if (!this.lines) return;
      const taken = new Set(this.lines.map((line) => line.source_id).filter(Boolean));
      const left = this.offered.filter((one) => !taken.has(one.line.source_id));
      const key = JSON.stringify(left);
      if (place.dataset.key === key) return;
      place.dataset.key = key;
      place.hidden = !left.length;
      const all = el("button", { type: "button", className: "btn btn-light" }, icon("check-all"), left.length === 1 ? "Take it" : `Take all ${left.length}`, el("kbd", { className: "d-d", textContent: "Alt A" }));
      all.addEventListener("click", () => this.take(left));
      const rows = left.map((one) => {
        const take = el("button", { type: "button", className: "btn btn-quiet", textContent: "Take", ariaLabel: `Take ${one.what}` });
        take.addEventListener("click", () => this.take([one]));
        return el("li", {}, el("span", {}, el("b", { textContent: one.what }), el("small", { className: "d-block muted", textContent: one.when })), el("span", { className: "num", textContent: one.price }), left.length > 1 ? take : null);
      });
      place.replaceChildren(el("div", { className: "bl-offered-h" }, el("h3", { textContent: "Done but not billed" }), all), el("ul", {}, ...rows));
    }
    take(some) {
      this.lines = [...this.lines.filter((line) => !isEmpty(line)), ...some.map((one) => ({ quantity: "1", ...one.line }))];
      this.wrong = {};
      this.draw();
      this.offer(this.offered);
      const open = this.lines.findIndex((line) => !line.unit_price);
      (open < 0 ? document.querySelector(".bl-collect") || this.at(0, "item_name") : this.at(open, "unit_price")).focus();
      this.tell();
    }

    key(event) {
      const row = event.target.closest("[data-line]");
      if (!row || event.key !== "Enter" || event.ctrlKey || event.metaKey || !event.target.matches("input,select")) return;
      event.preventDefault();
      event.stopPropagation();
      const n = Number(row.dataset.line);
      if (n + 1 < this.lines.length) this.at(n + 1, "item_name").focus();
      else if (!isEmpty(this.lines[n])) this.add();
      else document.getElementById(this.base.replace(/-lines$/, "-discount"))?.focus();
    }
    hot(event) {
      const left = document.querySelector(`[id="${this.base}-offered"]:not([hidden]) .bl-offered-h button`);
      if (event.altKey && event.code === "KeyA" && left) { event.preventDefault(); left.click(); }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey)) { event.preventDefault(); event.stopPropagation(); document.querySelector(".bl-collect")?.click(); }
    }
    add() {
      const last = this.lines[this.lines.length - 1];
      this.lines.push(this.fresh(last && !last.source_id ? last.item_type : ""));
      this.draw();
      this.at(this.lines.length - 1, "item_name").focus();
      this.tell();
    }
    remove(n) {
      this.lines.splice(n, 1);
      if (!this.lines.length) this.lines.push(this.fresh());
      this.wrong = {};
      this.draw();
      this.offer(this.offered);
      this.at(Math.min(n, this.lines.length - 1), "item_name").focus();
      this.tell();
    }
  }

  /* One begins with the patient, or where she is chosen with the first line; the list of patients comes a moment later. */
  function begin(form, made, tries) {
    const asks = form.querySelector('label[for$="-patient_id"]'), who = form.querySelector('button.dash-dropdown[id$="-patient_id"]');
    if (!form.isConnected || !(document.activeElement === document.body || document.activeElement.matches("main,a"))) return;
    if (asks && !who && tries) setTimeout(() => begin(form, made, tries - 1), 50);
    else (who && !who.querySelector(".dash-dropdown-value-item") ? who : made.at(0, "item_name"))?.focus();
  }

  const editor = (base) => window.ayLines.editor(base, Editor);

  window.dash_clientside = Object.assign({}, window.dash_clientside, {
    bills: {
      draw(lines, base) {
        const made = editor(base);
        if (made) { made.load(lines || []); made.offer(made.offered); }
        return window.dash_clientside.no_update;
      },
      offer(offered, base) {
        const made = editor(base);
        if (made) made.offer(offered);
        return window.dash_clientside.no_update;
      },
      count(counted, base) {
        const made = editor(base);
        if (made) made.count(counted);
        return window.dash_clientside.no_update;
      },
      /* One more way of paying; its empty amount takes the rest. */
      split(_clicks, second, third) {
        const shown = second ? [false, third] : [false, false];
        const row = second ? 2 : 3;
        setTimeout(() => document.getElementById(`bill_payment-form-amount-${row}`)?.focus(), 50);
        return [...shown, !shown[1]];
      },
      /* The dialog that takes an entry back says which one. */
      reverse(clicks, _keep, told) {
        const by = window.dash_clientside.callback_context.triggered_id, no = window.dash_clientside.no_update;
        if (!window.dash_clientside.callback_context.triggered.some((t) => t.value)) return [no, no, no];
        if (typeof by === "string") return [false, no, no];
        return [true, by.id, (told || {})[by.id] || ""];
      },
    },
  });
})();
