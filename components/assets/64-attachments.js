/* Files of a row: the box for a file, its upload with a bar, and what was refused. */
(function () {
  const of = (id) => document.getElementById(id);
  const MOST = 20 * 1024 * 1024;
  let sent = 0;

  /* Dash has no box for files that leaves them alone until they are posted. */
  const place = () => {
    const where = of("attachments-file-place");
    if (!where || of("attachments-file")) return;
    const box = document.createElement("input");
    Object.assign(box, { type: "file", id: "attachments-file", className: "form-control", accept: where.dataset.accept, multiple: true });
    box.setAttribute("aria-describedby", "attachments-file-hint attachments-told");
    box.addEventListener("change", () => take(box, where.dataset.post));
    where.append(box);
  };
  new MutationObserver(place).observe(document.documentElement, { childList: true, subtree: true });

  const say = (text) => { if (of("attachments-told")) of("attachments-told").textContent = text; };
  const draw = (share) => {
    const bar = of("attachments-bar");
    if (!bar) return;
    bar.hidden = share === null;
    bar.previousElementSibling.hidden = share === null;
    if (share !== null) bar.value = Math.round(share * 100);
  };

  async function take(box, address) {
    const refused = [];
    say("");
    box.disabled = true;
    for (const file of Array.from(box.files)) {
      const told = file.size > MOST ? "This file is larger than 20 MB. Save it smaller, or divide it." : await post(address, file);
      if (told) refused.push(box.files.length > 1 ? `${file.name}: ${told}` : told);
    }
    draw(null);
    box.disabled = false;
    box.value = "";
    box.focus();
    say(refused.join(" "));
    window.dash_clientside.set_props("attachments-changed", { data: { n: Date.now() + ++sent } });
  }

  /* XMLHttpRequest, because fetch tells nothing about how far an upload is. */
  const post = (address, file) => new Promise((done) => {
    const request = new XMLHttpRequest();
    const body = new FormData();
    body.append("file", file);
    request.open("POST", address);
    request.setRequestHeader("X-CSRFToken", window.ay.csrf());
    request.upload.addEventListener("progress", (event) => draw(event.lengthComputable ? event.loaded / event.total : 0));
    request.addEventListener("load", () => {
      if (request.status === 201) { done(""); return; }
      let told = {};
      try { told = JSON.parse(request.responseText); } catch { /* not ours: the sentence below is said */ }
      done(told.message || "That did not work. Try again.");
    });
    request.addEventListener("error", () => done("The file could not be sent. Check the connection and try again."));
    draw(0);
    request.send(body);
  });
})();
