/* The screen on the wall: asks for the board every three seconds; a new call flashes once. */
(function () {
  const EVERY = 3000, LOST_AFTER = 3;
  let failed = 0, called = new Set();
  const el = (tag, className, text) => Object.assign(document.createElement(tag), { className, textContent: text });

  function card(line, fresh) {
    const made = el("div", "wall-card" + (fresh ? " fresh" : ""), "");
    made.append(el("b", "", line.token), el("span", "", line.room));
    return made;
  }

  function fill(id, lines, none) {
    document.getElementById(id).replaceChildren(...(lines.length ? lines.map((l) => card(l, id === "wall-called" && !called.has(l.token + l.room))) : [el("p", "wall-none", none)]));
  }

  function draw(board) {
    const of = (status) => board.lines.filter((line) => line.status === status);
    fill("wall-called", of("called"), "–");
    fill("wall-in-room", of("in-room"), "–");
    fill("wall-waiting", of("waiting").slice(0, 12), "Nobody is waiting");
    called = new Set(of("called").map((line) => line.token + line.room));
    document.getElementById("wall-clock").textContent = board.time;
  }

  async function ask() {
    try {
      const answer = await fetch("/display/board", { headers: { Accept: "application/json" } });
      if (answer.status === 401) { location.reload(); return; }
      if (!answer.ok) throw new Error(String(answer.status));
      draw(await answer.json());
      failed = 0;
    } catch { failed += 1; }
    document.getElementById("wall-lost").hidden = failed < LOST_AFTER;
  }
  ask();
  setInterval(ask, EVERY);
})();
