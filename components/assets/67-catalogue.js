/* A catalogue comes in: the server says after each part how far it is, one line of JSON each. */
(function () {
  const SHOWN = 50;
  const of = (id) => document.getElementById(`catalogue-${id}`);
  const say = (text) => { if (of("file-error")) of("file-error").textContent = text; };
  const many = (n) => n.toLocaleString("en-IN");

  const place = () => {
    const where = of("file-place");
    if (!where || of("file")) return;
    const box = document.createElement("input");
    Object.assign(box, { type: "file", id: "catalogue-file", className: "form-control", accept: ".csv,.tsv,.txt,.xlsx" });
    box.setAttribute("aria-describedby", "catalogue-file-error");
    box.addEventListener("change", () => say(""));
    where.append(box);
  };
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true });

  function moved(told) {
    of("going").hidden = false;
    of("bar").max = told.total;
    of("bar").value = told.done;
    of("head").textContent = `Importing ${many(told.done)} of ${many(told.total)} rows`;
  }

  function over(told) {
    of("over").hidden = false;
    for (const name of ["imported", "unchanged", "refused"]) of(name).textContent = many(told[name]);
    of("said").textContent = told.said || "All rows were looked at.";
    of("refused-rows").hidden = !told.refusals.length;
    of("lines").replaceChildren(...told.refusals.slice(0, SHOWN).map(line));
    const more = told.refusals.length - SHOWN;
    of("more").textContent = more > 0 ? `And ${many(more)} more in the download.` : "Correct them in your file and upload it again: what is in stays as it is.";
    const text = [["Row", "Column", "Why"], ...told.refusals].map((row) => row.map(cell).join(",")).join("\r\n");
    of("download").href = URL.createObjectURL(new Blob(["\ufeff" + text], { type: "text/csv" }));
  }
  const cell = (value) => `"${String(value).replace(/"/g, '""').replace(/^([=+\-@\t\r])/, "'$1")}"`;
  const line = (row) => {
    const made = document.createElement("tr");
    for (const value of row) made.append(Object.assign(document.createElement("td"), { textContent: value || "–" }));
    return made;
  };

  async function read(answer) {
    const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
    let held = "", last = null;
    for (;;) {
      const { done, value } = await reader.read();
      if (done) return last;
      const lines = (held + value).split("\n");
      held = lines.pop();
      for (const text of lines.filter(Boolean)) moved((last = JSON.parse(text)));
    }
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("#catalogue-upload");
    if (!button || button.disabled) return;
    const file = of("file").files[0];
    if (!file) { say("Choose a file first."); of("file").focus(); return; }
    const body = new FormData();
    body.append("file", file);
    button.disabled = true;
    say("");
    of("over").hidden = true;
    try {
      const answer = await window.ay.plain("/products/import", { method: "POST", body, headers: { "X-CSRFToken": window.ay.csrf() } });
      if (answer.ok) {
        const told = await read(answer);
        if (told && (told.said || told.done === told.total)) over(told);
        else say("The connection broke on the way. Upload the file again: what is in stays as it is.");
      } else say((await answer.json().catch(() => ({}))).message || "That did not work. Try again.");
    } catch {
      say("The connection broke on the way. Upload the file again: what is in stays as it is.");
    }
    of("going").hidden = true;
    button.disabled = false;
  });
})();
