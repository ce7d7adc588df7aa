// Live training: play, pause, step, reset, speed. The browser asks for the next picture when it has
// painted one, with at most three on the way: nothing piles up behind a slow line or a hidden tab.

import { button, element } from "./controls.js";

const UNDERWAY = 3;

export function trainerBar(spec, shared, view) {
  let playing = false, seen = 0; // seen: the last question whose picture was on the screen
  const speeds = spec.trainer.speeds;
  const label = element("label", {}, "steps a picture ");
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
    while (playing && shared.seq - seen < UNDERWAY) {
      view.send({ kind: "tick", steps: Number(speed.value) });
    }
  }

  // called when a picture is on the screen
  function painted({ client, answered, stopped }) {
    if (client === shared.client) seen = Math.max(seen, answered);
    if (playing && stopped) set(false);
    more();
  }

  set(false);
  const able = (on) => {
    for (const part of [play, step, reset, speed]) part.disabled = !on || !spec.kernel;
  };
  return { box, painted, able, isPlaying: () => playing, stop: () => set(false) };
}
