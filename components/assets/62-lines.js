/* What the editors of lines share: one editor a field, what is wrong with a line, and the field's store that says back what was written into it. */
(function () {
  const editors = new Map();

  class Editor {
    constructor(box, base) {
      this.box = box;
      this.base = base;
      this.wrong = {};
      this.told = [];
      box.addEventListener("input", (event) => this.typed(event.target));
      box.addEventListener("change", (event) => this.typed(event.target));
      box.addEventListener("keydown", (event) => this.key(event));
      document.getElementById(base + "-add").addEventListener("click", () => this.add());
    }
    id(n, name) { return `${this.base}-${n + 1}-${name}`; }
    at(n, name) { return document.getElementById(this.id(n, name)); }
    value() { return this.lines.map((line) => Object.fromEntries(Object.entries(line).filter(([, value]) => value !== ""))); }
    tell() {
      const value = this.value();
      this.told.push(JSON.stringify(value));
      window.dash_clientside.set_props(this.base, { data: value });
    }
    /* What this editor wrote comes back, late when one types fast: it must not undo what was typed since. */
    wrote(lines) {
      const came = JSON.stringify(lines), at = this.told.indexOf(came);
      if (at >= 0) this.told.splice(0, at + 1);
      return at >= 0 || Boolean(this.lines && JSON.stringify(this.value()) === came);
    }
    refuse(summary) {
      this.wrong = Object.fromEntries([...summary.querySelectorAll(`a[href^="#${this.base}-"]`)].map((a) => [a.getAttribute("href").slice(1), a.textContent.replace(/^[^:]*: /, "")]));
      this.say();
    }
  }

  /* The editor of a field, made anew where its box was drawn anew. */
  function editor(base, Kind) {
    const box = document.getElementById(base + "-lines");
    if (!box) return null;
    const had = editors.get(base);
    if (had && had.box === box) return had;
    const made = new Kind(box, base);
    editors.set(base, made);
    const summary = document.getElementById(box.closest("form").id + "-summary");
    if (summary) new MutationObserver(() => made.refuse(summary)).observe(summary, { childList: true, subtree: true });
    made.begun?.();
    return made;
  }

  const el = (tag, given, ...inside) => { const made = Object.assign(document.createElement(tag), given); made.append(...inside.filter((one) => one !== null && one !== undefined)); return made; };
  window.ayLines = { Editor, editor, el };
})();
