/* The live signal: one small question every two seconds, and nothing else while nothing changed. */
(function () {
  const EVERY = 2000, LOST_AFTER = 3;
  let known = null, failed = 0, timer = null;

  async function ask() {
    if ((document.hidden && known !== null) || location.pathname.startsWith("/login")) return;
    try {
      const answer = await window.ay.plain("/live", { headers: { "X-Live": "1" } });
      if (answer.status === 401) return clearInterval(timer); // signed out: asked again when the page is looked at again
      if (!answer.ok) throw new Error(String(answer.status));
      const number = await answer.text();
      if (known !== null && number !== known) window.dash_clientside.set_props("live", { data: number });
      known = number;
      failed = 0;
    } catch {
      failed += 1;
    }
    const banner = document.getElementById("connection");
    if (banner) banner.hidden = failed < LOST_AFTER;
  }
  function watch() {
    clearInterval(timer);
    timer = setInterval(ask, EVERY);
    ask();
  }
  watch(); // before the page has read anything, so that what is saved while it is drawn is not missed
  document.addEventListener("visibilitychange", watch);
  addEventListener("pagehide", () => clearInterval(timer));
})();
