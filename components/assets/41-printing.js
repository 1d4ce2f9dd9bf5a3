/* What is printed: a document is counted first, and says "Duplicate" from its second print on, whoever made the first. */
(function () {
  let counted = false;

  async function count(address) {
    const answer = await window.ay.plain(address, { method: "POST", headers: { "X-CSRFToken": window.ay.csrf() }, keepalive: true });
    const told = await answer.json().catch(() => ({}));
    if (!answer.ok) { window.ay.say(told.message || "That did not work. Try again.", "clay"); return false; }
    const mark = document.getElementById("sheet-copy");
    /* Written here and not through the renderer, which draws when it can: the printer is asked at once. */
    if (mark && told.copy > 1) mark.textContent = "Duplicate";
    return true;
  }

  document.addEventListener("click", async (event) => {
    const button = event.target.closest && event.target.closest("[data-print]");
    if (!button) return;
    if (button.dataset.print.startsWith("/")) {
      button.disabled = true;
      const taken = await count(button.dataset.print);
      button.disabled = false;
      if (!taken) return;
      counted = true;
    }
    print();
    counted = false;
  });

  /* The browser's own menu and keys print too; they do not wait. */
  addEventListener("beforeprint", () => {
    const button = document.querySelector('[data-print^="/"]');
    if (button && !counted) count(button.dataset.print);
  });
})();
