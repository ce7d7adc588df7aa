// A panel: controls, one canvas, a sentence. It draws in requestAnimationFrame only, and has at most
// two questions waiting at the kernel, so that the picture under the finger is never an old one.

import { frameAhead, readFrame } from "./frames.js";
import { FONT, inkOf } from "./ink.js";
import { button, element, makeControls } from "./controls.js";
import { drawBars, drawCurves, drawGauge, drawHistogram } from "./curves.js";
import { drawPlane } from "./planes.js";
import { drawHeat, drawImages, drawPixels } from "./grids.js";
import { drawGraph, drawNetwork } from "./networks.js";
import { makeHands } from "./hands.js";
import { askFirst, drawGuess } from "./predict.js";
import { trainerBar } from "./trainer.js";

const WAITING = 2; // questions at the kernel at one time, for a slider
const PATIENCE = 1500; // ms until the panel says that it waits
const NARROWEST = 260; // px; below it plots stand one under the other

const DRAW = {
  curves: drawCurves, bars: drawBars, histogram: drawHistogram, gauge: drawGauge, plane: drawPlane,
  heat: drawHeat, images: drawImages, pixels: drawPixels, network: drawNetwork, graph: drawGraph,
};

// Sizes the canvas for the device's pixels and returns the cell of each plot.
function layOut(canvas, spec, width) {
  const columns = Math.max(1, Math.min(spec.columns, Math.floor(width / NARROWEST)));
  const height = Math.ceil(spec.plots.length / columns) * spec.height;
  const ratio = window.devicePixelRatio || 1;
  const [w, h] = [Math.round(width * ratio), Math.round(height * ratio)];
  if (canvas.width !== w || canvas.height !== h) {
    canvas.width = w;
    canvas.height = h;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  const w1 = width / columns;
  return spec.plots.map((plot, k) => ({ x: (k % columns) * w1, y: Math.floor(k / columns) * spec.height, w: w1, h: spec.height }));
}

function paint(ctx, canvas, spec, cells, arrays, ink, view) {
  const ratio = window.devicePixelRatio || 1;
  ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
  ctx.fillStyle = ink.paper;
  ctx.fillRect(0, 0, canvas.width, canvas.height);
  spec.plots.forEach((plot, k) => {
    ctx.font = `12px ${FONT}`;
    DRAW[plot.type](ctx, cells[k], plot, arrays, ink, view, k);
    if (view.guess && spec.predict.plot === k) drawGuess(ctx, cells[k], plot, arrays, ink, view.guess, view.guessAt);
  });
}

// The elements of a panel, in the order in which they are read.
function build(el, spec) {
  const canvas = element("canvas", { class: "nnf-canvas", role: "img" });
  const parts = {
    canvas,
    stage: element("div", { class: "nnf-stage" }, canvas),
    finding: element("p", { class: "nnf-finding" }),
    note: element("p", { class: "nnf-note" }),
    fault: element("div", { class: "nnf-fault", role: "alert" }),
    live: element("div", { class: "nnf-unseen", "aria-live": "polite" }),
    asking: element("div", {}),
  };
  const root = element("div", { class: "nnf-panel", role: "group", "aria-label": spec.label });
  return { ...parts, root };
}

// What is known of the kernel by all views of one panel.
export function newShared() {
  return { client: Math.random().toString(36).slice(2), seq: 0, answered: 0, since: 0 };
}

export function createPanel(shared, model, el) {
  const spec = model.get("spec"), parts = build(el, spec), ctx = parts.canvas.getContext("2d");
  const shown = () => model.get("shown");
  const caches = {}, byHand = new Set(spec.plots.map((plot) => plot.asks && plot.asks.name));
  const view = {
    inputs: { ...shown().inputs }, cursors: {}, guess: null, guessAt: null, veiled: null,
    cacheOf: (key) => (caches[key] ??= {}),
    cursorOf: (name) => (view.cursors[name] ??= [0, 0]),
    schedule, send, say,
  };
  let waiting = false, wanted = false, settling = false, outdated = false, ink = null, sayLater = 0;
  let afresh = true, last = { data: null, inputs: "" }; // what is on the canvas

  // ---------------------------------------------------------------- asking the kernel

  function send(content) {
    if (shared.seq === shared.answered) shared.since = performance.now();
    shared.seq += 1;
    setTimeout(checkPatience, PATIENCE + 50);
    try {
      model.send({ ...content, client: shared.client, seq: shared.seq });
    } catch {
      // after a restart of the kernel there is nobody to send to; checkPatience says so
    }
  }

  function ask() {
    wanted = shared.seq - shared.answered >= WAITING;
    if (!wanted) send({ kind: "values", inputs: view.inputs });
  }

  function checkPatience() {
    const late = shared.seq > shared.answered && performance.now() - shared.since > PATIENCE;
    parts.root.classList.toggle("nnf-waits", late);
    parts.note.textContent = late ? spec.waits : shown().note;
    if (late) setTimeout(checkPatience, PATIENCE);
  }

  let toldLater = 0;
  function tellWhere() {
    toldLater = 0;
    send({ kind: "moved", inputs: view.inputs });
  }

  function moved(name, place, released = false) {
    view.inputs[name] = place;
    settling = released;
    if (spec.kernel) {
      if (spec.ahead.length && !spec.ahead.some((control) => control.name === name)) outdated = true;
      clearTimeout(toldLater);
      toldLater = 0;
      if (outdated || !frameAhead(model, view.inputs)) ask();
      // the picture is there; the kernel hears of it when the finger rests
      else toldLater = setTimeout(tellWhere, 300);
    }
    // else the picture is still the old one; it comes with the answer
    schedule(byHand.has(name));
  }

  function answered() {
    const now = shown();
    if (now.client === shared.client) {
      if (now.answered > shared.answered) shared.since = performance.now();
      shared.answered = Math.max(shared.answered, now.answered);
    }
    if (shared.seq <= shared.answered && !wanted && !toldLater) {
      outdated = false;
      if (now.inputs) Object.assign(view.inputs, now.inputs);
      showInputs();
    }
    if (wanted) ask();
    if (parts.predict && now.said) endPrediction(now.said);
    checkPatience();
    if (trainer && trainer.isPlaying()) film.push({ data: model.get("frame"), ...now });
    lookAgain();
  }

  // ---------------------------------------------------------------- drawing

  // Pictures of a training that came together are shown one after the other, one a frame: then the
  // next ones are asked for one by one, too. There are never more than the trainer has asked for.
  const film = [];

  function pictureNow() {
    const ahead = outdated ? null : frameAhead(model, view.inputs);
    // after Pause the last picture counts, not those on the way to it
    if (film.length && !trainer.isPlaying()) film.splice(0, film.length - 1);
    return ahead || film.shift() || { data: model.get("frame"), ...shown() };
  }

  function draw() {
    waiting = false;
    const picture = pictureNow(), ahead = picture.inputs === undefined;
    const behind = !ahead && settling && (shared.seq > shared.answered || wanted);
    const arrays = readFrame(picture.data), width = Math.min(parts.stage.clientWidth || 900, 960);
    const inputs = JSON.stringify(ahead ? view.inputs : picture.inputs);
    const there = !afresh && (picture.data === last.data || (ahead && inputs === last.inputs));
    // after the finger is off, only the picture of the last place counts
    if (arrays && width > 60 && !behind && !there) {
      afresh = false;
      last = { data: picture.data, inputs };
      const cells = layOut(parts.canvas, spec, width);
      ctx.font = `12px ${FONT}`; // texts are measured with it
      if (parts.predict) parts.predict.lay(ctx, cells, arrays);
      paint(ctx, parts.canvas, spec, cells, arrays, (ink ??= inkOf(parts.root)), view);
      for (const hand of hands) hand.place(cells, arrays);
      parts.canvas.dispatchEvent(new CustomEvent("nnf-painted", { detail: picture }));
    }
    tellWords(picture);
    if (trainer) trainer.painted(picture);
    if (film.length) lookAgain();
  }

  function tellWords({ sentence, note, fault }) {
    if (parts.finding.textContent !== sentence) {
      parts.finding.textContent = sentence;
      parts.canvas.setAttribute("aria-label", sentence);
      say(sentence);
    }
    const text = fault || "";
    if (parts.fault.textContent !== text) parts.fault.textContent = text;
    if (!parts.root.classList.contains("nnf-waits") && parts.note.textContent !== note) parts.note.textContent = note || "";
  }

  // spoken when the numbers rest, not sixty times a second
  function say(text) {
    clearTimeout(sayLater);
    sayLater = setTimeout(() => { parts.live.textContent = text; }, 500);
  }

  // Draw soon; only if there is another picture, unless something else has changed.
  function schedule(anew = true) {
    afresh ||= anew;
    if (waiting) return;
    waiting = true;
    requestAnimationFrame(draw);
  }
  const lookAgain = () => schedule(false);

  // ---------------------------------------------------------------- parts

  const controls = makeControls(spec, moved, (name) => send({ kind: "press", name, inputs: view.inputs }));
  const moves = (name) => spec.kernel || spec.ahead.some((control) => control.name === name);
  const hands = makeHands(spec, view, moved, moves);
  const trainer = spec.trainer ? trainerBar(spec, shared, view) : null;
  parts.stage.append(...hands.map((hand) => hand.made));

  function showInputs() {
    for (const [name, control] of Object.entries(controls.made)) control.set(view.inputs[name]);
  }

  function able(on) {
    for (const [name, control] of Object.entries(controls.made)) {
      control.able(on && moves(name));
    }
    if (trainer) trainer.able(on);
  }

  function beginPrediction() {
    able(false);
    parts.root.classList.add("nnf-before");
    if (spec.predict.choices) parts.stage.hidden = true;
    else view.veiled = spec.plots[spec.predict.plot].title;
    parts.predict = askFirst(spec, view, (said) => send({ kind: "said", said }), parts.stage);
    parts.asking.replaceChildren(parts.predict.card);
  }

  function endPrediction(said) {
    if (parts.predict && parts.predict.end) parts.predict.end();
    parts.predict = null;
    parts.stage.hidden = false;
    parts.root.classList.remove("nnf-before");
    Object.assign(view, { veiled: null, guess: said.curve || null, guessAt: null });
    const words = said.curve ? said.words : `You said: ${spec.predict.choices[said.choice]}`;
    parts.asking.replaceChildren(element("p", { class: "nnf-said" }, words));
    able(true);
    schedule();
  }

  parts.root.append(
    ...(spec.controls.length ? [controls.box] : []), ...(trainer ? [trainer.box] : []),
    parts.asking, parts.stage, parts.finding, parts.note, parts.fault, parts.live,
  );
  el.append(parts.root);
  showInputs();
  able(true);
  const still = spec.controls.some((control) => control.kind !== "button" && !moves(control.name));
  if (!spec.kernel && still) {
    parts.asking.append(element("p", { class: "nnf-note" }, "The grey controls move in the notebook only."));
  }
  if (spec.predict && shown().said) endPrediction(shown().said);
  else if (spec.predict) beginPrediction();

  for (const name of ["frame", "frames", "offsets"]) model.on(`change:${name}`, lookAgain);
  model.on("change:shown", answered);
  const repaint = () => {
    ink = null;
    schedule();
  };
  const theme = new MutationObserver(repaint);
  theme.observe(document.body, { attributes: true, attributeFilter: ["data-jp-theme-light", "data-jp-theme-name"] });
  const scheme = matchMedia("(prefers-color-scheme: dark)");
  scheme.addEventListener("change", repaint);
  const size = new ResizeObserver(() => schedule());
  size.observe(parts.stage);
  schedule();
  return () => {
    if (trainer) trainer.stop();
    theme.disconnect();
    size.disconnect();
    scheme.removeEventListener("change", repaint);
    for (const name of ["frame", "frames", "offsets"]) model.off(`change:${name}`, lookAgain);
    model.off("change:shown", answered);
  };
}
