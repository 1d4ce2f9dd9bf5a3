/* What the renderer does not say: refusals become toasts, a lost session asks to sign in again. */
(function () {
  const plain = window.fetch.bind(window);
  const csrf = () => (document.cookie.match(/(?:^|; )_csrf_token=([^;]*)/) || [])[1] || "";
  const say = (text, tone) => window.dash_clientside && window.dash_clientside.set_props("toast", { data: { text, tone, n: Date.now() } });
  window.ay = { say, csrf, plain };

  window.fetch = async (input, options = {}) => {
    const url = typeof input === "string" ? input : input.url;
    if (!url.includes("/_dash-")) return plain(input, options);
    const headers = new Headers(options.headers || {});
    if (!headers.has("X-CSRFToken")) headers.set("X-CSRFToken", csrf());
    const answer = await plain(input, { ...options, headers });
    if (answer.status === 401) signInAgain();
    else if (answer.status === 403) say("Your role does not allow this.", "clay");
    else if (answer.status === 429) say("Too many tries at once. Wait a moment.", "clay");
    else if (answer.status >= 400) say("That did not work. What you typed is still here; try again.", "clay");
    return answer;
  };

  /* Sign in over the page, so that a half-filled form survives a pause. */
  function signInAgain() {
    if (document.getElementById("again")) return;
    const box = document.createElement("dialog");
    box.id = "again";
    box.className = "dlg again";
    box.innerHTML = `<form><h2>Sign in again</h2><p class="muted">You were away for a while. What you typed is still here.</p>
      <label class="form-label" for="again-login">Email or phone</label><input class="form-control mb-2" id="again-login" autocomplete="username" required>
      <label class="form-label" for="again-password">Password</label><input class="form-control" id="again-password" type="password" autocomplete="current-password" required>
      <p class="field-error" role="alert" id="again-error"></p>
      <button class="btn btn-primary" type="submit">Sign in</button> <a class="btn btn-light" href="/login">Leave this page</a></form>`;
    document.body.append(box);
    box.showModal();
    box.querySelector("form").addEventListener("submit", async (event) => {
      event.preventDefault();
      const body = new URLSearchParams({ login: box.querySelector("#again-login").value, password: box.querySelector("#again-password").value });
      const answer = await plain("/login", { method: "POST", body, headers: { "X-CSRFToken": csrf(), "X-Requested-With": "overlay" } });
      if (answer.ok) { box.remove(); say("Signed in. Go on where you were.", "leaf"); return; }
      const told = await answer.json().catch(() => ({}));
      box.querySelector("#again-error").textContent = told.message || "That did not work. Try again.";
    });
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("#reason-save");
    if (!button) return;
    const body = new URLSearchParams({ reason: document.getElementById("reason-text").value });
    const answer = await plain("/reason", { method: "POST", body, headers: { "X-CSRFToken": csrf() } });
    if (answer.ok) location.reload();
    else document.getElementById("reason-error").textContent = (await answer.json().catch(() => ({}))).message || "Write at least ten characters.";
  });
})();
