// Live training: play, pause, step, reset, speed. The browser asks for the next picture when it has
// painted one, with at most three on the way: nothing piles up behind a slow line or a hidden tab.
// Another cell waits behind what is on the way. So there are two only, which keeps kernel and browser
// both at work, unless the line itself is slow: its shortest round trip tells, whatever queues.

import { button, element } from "./controls.js";

const UNDERWAY = 2;
const FAR_UNDERWAY = 3;
const PACE = 33; // ms from question to question: enough for the eye, and air for other cells

export function trainerBar(spec, shared, view) {
  let playing = false, asked = 0, later = 0;
  let seen = 0; // seen: the last question whose picture was on the screen
  let nearest = Infinity; // ms, the shortest way from a question to its picture
  const askedAt = new Map();
  const speeds = spec.trainer.speeds;
  const label = element("label", {}, "steps per frame ");
  const speed = element("select", {}, ...speeds.map((n) => element("option", { value: n }, String(n))));
  label.append(speed);
  const play = button("Play", () => set(!playing));
  const step = button("Step", () => {
    set(false);
    view.send({ kind: "tick", steps: 1 });
  });
  const reset = button("Reset", () => {
    set(false);
    view.send({ kind: "reset", inputs: view.inputs });
  });
  const box = element("div", { class: "nnf-trainer", role: "group", "aria-label": "training" }, play, step, reset, label);

  function set(on) {
    playing = on;
    seen = shared.answered;
    play.textContent = on ? "Pause" : "Play";
    play.setAttribute("aria-pressed", String(on));
    box.classList.toggle("nnf-playing", on);
    if (on) more();
  }

  function more() {
    clearTimeout(later);
    const far = nearest < Infinity && nearest > UNDERWAY * PACE;
    if (!playing || shared.seq - seen >= (far ? FAR_UNDERWAY : UNDERWAY)) return;
    const wait = asked + PACE - performance.now();
    if (wait <= 1) {
      asked = performance.now();
      view.send({ kind: "tick", steps: Number(speed.value) });
      askedAt.set(shared.seq, asked);
    }
    later = setTimeout(more, Math.max(wait, PACE / 4));
  }

  function noteSeen(answered) {
    if (askedAt.has(answered)) nearest = Math.min(nearest, performance.now() - askedAt.get(answered));
    seen = Math.max(seen, answered);
    for (const seq of askedAt.keys()) if (seq <= seen) askedAt.delete(seq);
  }

  // called when a picture is on the screen
  function painted({ client, answered, stopped }) {
    if (client === shared.client) noteSeen(answered);
    if (playing && stopped) set(false);
    more();
  }

  set(false);
  const able = (on) => {
    for (const part of [play, step, reset, speed]) part.disabled = !on || !spec.kernel;
  };
  return { box, painted, able, isPlaying: () => playing, stop: () => set(false) };
}
